"""一票否决 as pages and sheets show it, and the month that announces a decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Notice, Period, Unit, Veto
from app.services.ledger import Ledger
from app.services.member_views import MemberRow, member_rows
from app.services.membership import members_of
from app.services.months import Month
from app.services.schemes import version_on
from app.services.scoring import PeriodKind, Scheme, describe_veto
from app.services.terms import Term, find_term, term_at
from app.services.workflow import NoticeState, PeriodState, VetoState

#: What stands in place of a statement where the member did not want to make one.
DECLINED = "本人放弃陈述"
_SHUT = frozenset({PeriodState.POSTED, PeriodState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for 一票否决 in the scheme, with what it does in words."""

    id: str
    name: str
    effect: str


@dataclass(frozen=True, slots=True)
class VetoView:
    """One veto from proposal to revocation.

    Attributes:
        serial: Its number in the ledger, for form numbers.
        effect: What the ground does, in words; empty where the scheme no longer has it.
        statement: What the member said, or :data:`DECLINED`.
        period: Month from which card and board show it; ``repair_period`` and ``revoke_period`` likewise.
        second: Second person as lists name him or her; so for repair and revocation.
    """

    uid: str
    serial: int
    member: MemberRow
    rule: str
    rule_name: str
    effect: str
    happened_on: date
    basis: str
    heard_on: date | None
    statement: str
    state: VetoState
    proposed_by: str
    second: str
    second_uid: str
    decided_by: str
    decided_on: date | None
    period: Month | None
    repaired_on: date | None
    repair_basis: str
    repair_second: str
    repair_period: Month | None
    revoked_on: date | None
    revoke_reason: str
    revoke_second: str
    revoke_period: Month | None

    @property
    def heard(self) -> bool:
        """Whether the right to be heard was given: a day with a statement, or the member declined."""
        return self.statement == DECLINED or (self.heard_on is not None and bool(self.statement.strip()))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a decision still needs, besides the second person."""
        return tuple(
            word
            for word, there in (("依据", bool(self.basis.strip())), ("听取陈述", self.heard))
            if not there
        )


@dataclass(frozen=True, slots=True)
class VetoBook:
    """The vetoes of a branch's year.

    Attributes:
        term: The year.
        grounds: Grounds of the scheme at the month that is shown; none: the scheme knows no veto.
        vetoes: The newest first.
        members: Members who may be named, at the month that is shown.
        seconds: Full members who may be second persons today.
    """

    term: Term
    grounds: tuple[Ground, ...]
    vetoes: tuple[VetoView, ...]
    members: tuple[MemberRow, ...]
    seconds: tuple[MemberRow, ...]

    @property
    def undecided(self) -> tuple[VetoView, ...]:
        """Proposals that nobody has decided on."""
        return tuple(veto for veto in self.vetoes if veto.state is VetoState.PROPOSED)


def grounds_of(scheme: Scheme) -> tuple[Ground, ...]:
    """The grounds that a scheme's day has."""
    return tuple(
        Ground(rule.id, rule.name, describe_veto(rule, scheme.names))
        for rule in scheme.vetoes.values()
        if rule.enabled
    )


def year_vetoes(session: Session, unit: Unit, term: Term) -> list[Veto]:
    """Vetoes with a ground of the year, of members whom the branch lists in it; the newest first."""
    return list(
        session.scalars(
            select(Veto)
            .where(
                Veto.happened_on >= term.start,
                Veto.happened_on <= term.end,
                Veto.member_id.in_(members_of(unit, term.start, term.end)),
            )
            .order_by(Veto.id.desc())
        )
    )


def veto_views(
    session: Session, unit: Unit, rows: Collection[Veto], ledger: Ledger, on: date
) -> tuple[VetoView, ...]:
    """The views of some vetoes, in their order; members are as on a day."""
    ids = {row.member_id for row in rows}
    seconds = {key for r in rows for key in (r.second_id, r.repair_second_id, r.revoke_second_id) if key}
    people = dict(session.execute(select(Member.id, Member.uid).where(Member.id.in_(ids | seconds))).all())
    found = {m.uid: m for m in member_rows(session, on, member_ids=list(people))}
    versions = ledger.versions(session, unit)
    views = []
    for row in rows:
        scheme = version_on(versions, max(row.happened_on, versions[0].start))
        rule = scheme.vetoes.get(row.rule)

        def named(key: int | None) -> str:
            return found[people[key]].label if key is not None else ""

        views.append(
            VetoView(
                uid=row.uid,
                serial=row.id,
                member=found[people[row.member_id]],
                rule=row.rule,
                rule_name=row.rule_name,
                effect=describe_veto(rule, scheme.names) if rule is not None else "",
                happened_on=row.happened_on,
                basis=row.basis,
                heard_on=row.heard_on,
                statement=row.statement,
                state=VetoState(row.state),
                proposed_by=row.proposed_by,
                second=named(row.second_id),
                second_uid=people[row.second_id] if row.second_id is not None else "",
                decided_by=row.decided_by,
                decided_on=row.decided_on,
                period=_month(row.period),
                repaired_on=row.repaired_on,
                repair_basis=row.repair_basis,
                repair_second=named(row.repair_second_id),
                repair_period=_month(row.repair_period),
                revoked_on=row.revoked_on,
                revoke_reason=row.revoke_reason,
                revoke_second=named(row.revoke_second_id),
                revoke_period=_month(row.revoke_period),
            )
        )
    return tuple(views)


def _month(label: str) -> Month | None:
    return Month.parse(label) if label else None


def year_of(session: Session, unit: Unit, ledger: Ledger, day: date) -> Term:
    """The scheme's year that a day lies in."""
    return term_at(ledger.versions(session, unit), day, PeriodKind.YEAR)


def year_settled(session: Session, unit: Unit, term: Term) -> bool:
    """Whether the year's end of a branch has taken effect."""
    period = find_term(session, unit, term)
    return period is not None and PeriodState(period.state) is not PeriodState.OPEN


def announcing_month(session: Session, unit: Unit, since: Month, term: Term, *, today: Month) -> Month | None:
    """The month from which card and board show what is decided now on a matter of ``since``.

    The oldest month from ``since`` on that no notice has shown yet and that is not archived. When all months of the
    year are shut the year's own result announces it, in its last month; ``None`` when that is settled as well.
    """
    rows = session.execute(
        select(Period.id, Period.label, Period.state).where(
            Period.unit_id == unit.id, Period.kind == PeriodKind.MONTH.value
        )
    ).all()
    states = {row.label: PeriodState(row.state) for row in rows}
    posted = set(
        session.scalars(
            select(Period.label)
            .join(Notice, Notice.period_id == Period.id)
            .where(Period.unit_id == unit.id, Notice.state != NoticeState.DRAFT.value)
        )
    )
    month = since
    while month <= term.last:
        # A month that was skipped, or before the branch's first, has no board that could show anything.
        open_now = month >= today if month.label not in states else states[month.label] not in _SHUT
        if open_now and month.label not in posted:
            return month
        month = month.next
    return None if year_settled(session, unit, term) else term.last
