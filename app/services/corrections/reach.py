"""How far a change of a confirmed month reaches: into the cards, record forms and notices of the months after it.

An entry that a limit of the year cut gets its points when an earlier one is taken back, so later months of the member
change with the earlier one. What of them was not announced yet is brought up to date, what hangs gets its next version,
and what is closed stays on paper: only its card moves along, so that the next month does not tell the same change again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import QueryableAttribute, Session, aliased

from app.clock import Clock
from app.models import Card, Correction, Member, Notice, Period, Posting, Unit, Veto
from app.services.base import find_period
from app.services.corrections.period import hanging_periods
from app.services.documents import RecordFormSheet
from app.services.frozen import FrozenKind, freeze, thaw
from app.services.ledger import Ledger
from app.services.ledger_results import MemberMonth
from app.services.months import Month
from app.services.records import record_forms
from app.services.scoring import PeriodKind, year_span
from app.services.terms import Term, months_of, term_at
from app.services.workflow import NoticeState, PeriodState

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much what a card announced has moved: the total, and the sum of the year's cycles."""

    total: Decimal = _ZERO
    cycle_sum: Decimal = _ZERO

    def __bool__(self) -> bool:
        return bool(self.total or self.cycle_sum)


_STILL = Moved()


@dataclass
class Reach:
    """What a change touches.

    Attributes:
        forms: Months whose record forms may say something else now, with the members.
        hanging: Notices that need their next version, in their order.
    """

    forms: dict[tuple[int, Month], set[str]] = field(default_factory=dict)
    hanging: dict[str, Term] = field(default_factory=dict)

    def touch(self, unit: Unit, month: Month, uids: Iterable[str]) -> None:
        """Remember members whose forms of a month are to be looked at again."""
        self.forms.setdefault((unit.id, month), set()).update(uids)

    @property
    def advice(self) -> str:
        """What is to be done on the 公示 page; empty where nothing is."""
        if not self.hanging:
            return ""
        terms = sorted(self.hanging.values(), key=lambda term: (term.last, len(term.months)))
        titles = "、".join(term.title for term in terms)
        return f"{titles}的公示要张贴新的一版，请到“公示”办理"


def spread(
    session: Session,
    ledger: Ledger,
    clock: Clock,
    unit: Unit,
    month: Month,
    uids: Collection[str],
    *,
    tell: Callable[[], None],
) -> str:
    """Let a decision that is told in a month reach all that was announced of some members.

    Args:
        session: Writing session, with the decision in it.
        ledger: Evaluations.
        clock: For the time on the sheets.
        unit: The branch.
        month: Month that tells it.
        uids: Members concerned.
        tell: Writes the audit event; in between, because kept evaluations are known by the newest event.

    Returns:
        Which notices need their next version, as advice; empty for none.
    """  # fmt: skip
    reach = Reach()
    follow(session, ledger, unit, month, uids, reach=reach)
    tell()
    refreeze(session, ledger, clock, reach)
    return reach.advice


def follow(
    session: Session,
    ledger: Ledger,
    unit: Unit,
    since: Month,
    uids: Collection[str],
    *,
    reach: Reach,
    moved: Mapping[str, Moved] | None = None,
) -> None:
    """Bring the cards of some members up to date from a month to the end of its year, in whichever branch they are.

    Args:
        session: Writing session.
        ledger: Evaluations.
        unit: Branch whose year it is.
        since: First month; with ``moved`` the month whose cards have moved already, and those after it follow.
        uids: The members.
        reach: Takes up the forms to freeze again and the notices that need a version.
        moved: By how much the cards of ``since`` have moved, by member uid.
    """  # fmt: skip
    for uid in sorted(uids):
        cards = _cards(session, ledger, unit, since, uid)
        if moved is not None:
            cards = [(card, period) for card, period in cards if period.label > since.label]
        _follow_one(session, ledger, since, uid, cards, reach, (moved or {}).get(uid, _STILL))
    session.flush()


def _follow_one(
    session: Session, ledger: Ledger, since: Month, uid: str, cards: Sequence[tuple[Card, Period]],
    reach: Reach, moved: Moved,
) -> None:  # fmt: skip
    waits = False
    for card, period in cards:
        home, month = session.get_one(Unit, period.unit_id), Month.parse(period.label)
        now = ledger.member_month(session, home, month, uid)
        if now is None or not now.score.liable:
            continue
        hanging = [term_of(session, ledger, row) for row in hanging_periods(session, home, month)]
        hanging = [term for term in hanging if term.last == month]
        if hanging:
            if month == since:
                reach.touch(home, month, [uid])
            if waits or moved or difference(card, now):
                # What comes after it follows when its next version hangs.
                waits = True
                reach.hanging |= {f"{home.id} {term.label}": term for term in hanging}
        elif waits:
            continue
        elif PeriodState(period.state) is PeriodState.CONFIRMED:
            moved = difference(card, now)
            announce(card, now)
            reach.touch(home, month, [uid])
        else:
            card.total = (card.total or _ZERO) + moved.total
            card.cycle_sum = (card.cycle_sum or _ZERO) + moved.cycle_sum


def _cards(session: Session, ledger: Ledger, unit: Unit, since: Month, uid: str) -> list[tuple[Card, Period]]:
    """The cards on which a meeting left the member with a total, from a month to the end of its year."""
    versions = ledger.versions(session, unit)
    if since.last < versions[0].start:
        return []
    year = year_span(versions, since.last)
    rows = session.execute(
        select(Card, Period)
        .join(Period, Period.id == Card.period_id)
        .join(Member, Member.id == Card.member_id)
        .where(
            Member.uid == uid,
            Card.total.is_not(None),
            Period.kind == PeriodKind.MONTH.value,
            Period.label >= since.label,
            Period.label <= Month.of(year.end).label,
        )
        .order_by(Period.label)
    )
    # Where a year ends inside a month, that month's card belongs to the next.
    return [(card, period) for card, period in rows if Month.parse(period.label).last <= year.end]


def difference(card: Card, now: MemberMonth) -> Moved:
    """By how much a member's figures differ from what the card announced."""
    return Moved(now.total - (card.total or _ZERO), now.cycle_sum - (card.cycle_sum or _ZERO))


def announce(card: Card, now: MemberMonth) -> None:
    """Let a card keep the figures that are announced now."""
    card.total, card.cycle_sum = now.total, now.cycle_sum


def term_of(session: Session, ledger: Ledger, period: Period) -> Term:
    """A kept period as the term that it is."""
    unit = session.get_one(Unit, period.unit_id)
    kind, (first, last) = PeriodKind(period.kind), months_of(period)
    if kind is PeriodKind.MONTH:
        return Term.of_month(first)
    found = term_at(ledger.versions(session, unit), last.last, kind)
    # A year that ends inside a month is over before that month is.
    return found if found.label == period.label else term_at(ledger.versions(session, unit), last.first, kind)


def refreeze(session: Session, ledger: Ledger, clock: Clock, reach: Reach) -> None:
    """Freeze the next version of all record forms that a change touched, after its audit event."""
    for (unit_id, month), uids in reach.forms.items():
        refreeze_records(session, session.get_one(Unit, unit_id), month, ledger, clock=clock, uids=uids)


def refreeze_records(
    session: Session, unit: Unit, month: Month, ledger: Ledger, *, clock: Clock, uids: Iterable[str]
) -> int:
    """Freeze the next version of some members' record forms where they say something else now.

    Returns:
        How many there were.
    """
    period = find_period(session, unit, month)
    old: dict[str, RecordFormSheet] = thaw(session, period, FrozenKind.RECORDS)
    as_of = clock.now().replace(microsecond=0)
    wanted = [uid for uid in uids if uid in old]
    if period is None or not wanted:
        return 0
    fresh = record_forms(session, unit, month, ledger, as_of, member_uids=wanted)
    changed = {
        uid: replace(sheet, version=old[uid].version + 1)
        for uid, sheet in fresh.items()
        if replace(sheet, version=old[uid].version, as_of=old[uid].as_of) != old[uid]
    }
    freeze(session, period, FrozenKind.RECORDS, changed)
    session.flush()
    return len(changed)


def corrected_since(
    session: Session,
    ledger: Ledger,
    unit: Unit,
    term: Term,
    notice: Notice,
    changed: Collection[str] | None = None,
) -> bool:
    """Whether something that was decided after a notice was frozen changes the members whose rows differ now.

    By the member and not by the branch, and in all months of the year up to the term's last: a correction that an
    earlier month tells changes the later ones too.

    Args:
        session: Reading session.
        ledger: For the year.
        unit: Branch of the notice.
        term: What it announces.
        notice: The version that hangs.
        changed: Uids of the members whose rows differ; ``None`` asks of anybody, for a first quick look.
    """
    first = Month.of(year_span(ledger.versions(session, unit), term.end).start).label
    own, also = aliased(Member), aliased(Member)
    corrected = (
        select(Correction.id)
        .join(Posting, or_(Posting.id == Correction.posting_id, Posting.id == Correction.replacement_id))
        .join(own, own.id == Posting.member_id)
        .outerjoin(also, also.id == Posting.also_id)
        .where(
            true() if changed is None else own.uid.in_(changed) | also.uid.in_(changed),
            Correction.period.between(first, term.last.label),
            Correction.made_at >= notice.frozen_at,
        )
    )
    vetoed = (
        select(Veto.id)
        .join(Member, Member.id == Veto.member_id)
        .where(
            true() if changed is None else Member.uid.in_(changed),
            or_(
                *(
                    _told(period, first, term)
                    for period in (Veto.period, Veto.repair_period, Veto.revoke_period)
                )
            ),
        )
    )
    earlier = select(Period).join(Notice).where(Notice.version > 1, Notice.frozen_at >= notice.frozen_at)
    return (
        session.scalar(corrected.limit(1)) is not None
        or session.scalar(vetoed.limit(1)) is not None
        or any(first <= months_of(row)[1].label < term.last.label for row in session.scalars(earlier))
    )


def _told(period: QueryableAttribute[str], first: str, term: Term) -> ColumnElement[bool]:
    return period.between(first, term.last.label)


def hanging_notice(session: Session, period_id: int) -> Notice | None:
    """The version of a period's notice that hangs now."""
    return session.scalar(
        select(Notice)
        .where(
            Notice.period_id == period_id,
            Notice.state.in_([NoticeState.POSTED.value, NoticeState.OBJECTED.value]),
        )
        .order_by(Notice.version.desc())
        .limit(1)
    )
