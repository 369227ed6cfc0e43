"""A member's year, the record forms and the workbook of the ledger: postings with what each of them counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import CHINA, Clock
from app.models import Meeting, Member, Posting, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid, find_period
from .documents import LedgerRow, LedgerSheet, RecordFormSheet, RecordLine
from .forms import form_number
from .frozen import FrozenKind, thaw
from .ledger import CarriedBack, Ledger, MemberMonth, MonthResult, scheme_year
from .lines import detail_text, section_name
from .member_views import STATUS_NAMES, MemberRow, member_rows, scored_rows
from .months import Month, day_title
from .numbers import format_points
from .scoring import SectionScore, TraceNode
from .sheets import category_text, member_serials


@dataclass(frozen=True, slots=True)
class PostingView:
    """A confirmed line with what it counts.

    Attributes:
        period: Month that confirmed it.
        confirmed: As the meeting decided it, before limits; ``counted`` after them.
        causes: Why less counts.
        mark: 更正 or 补记, else empty.
        reason: The meeting's reason for an adjustment.
    """

    uid: str
    member_uid: str
    period: Month
    item_name: str
    section: str
    deed_date: date
    detail: str
    role: str
    basis: str
    claimed: Decimal
    confirmed: Decimal
    counted: Decimal
    causes: tuple[str, ...]
    mark: str
    reason: str
    confirmed_on: date
    meeting: str


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A member's 本期 and 本年累计 at a month's end."""

    member: MemberRow
    period: Decimal
    total: Decimal
    decimals: int


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month on the member's card page."""

    month: Month
    points: Decimal
    total: Decimal
    lines: tuple[PostingView, ...]


@dataclass(frozen=True, slots=True)
class MemberYear:
    """一人一卡 over the year, month by month, up to one month.

    Attributes:
        liable: False for a member who is left out or not here; then there are no figures.
    """

    member: MemberRow
    months: tuple[MonthOfYear, ...]
    total: Decimal
    sections: tuple[SectionScore, ...]
    decimals: int
    liable: bool
    scheme: str


class RecordService(Service):
    """Everything that lists postings."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def member_year(self, branch_uid: str, member_uid: str, until: Month) -> MemberYear | None:
        """A member's year month by month; ``None`` when the member was not here in it."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            result = self._ledger.month(session, unit, until)
            first, _ = scheme_year(result.scheme, until.last)
            rows = {m.uid: m for m in scored_rows(session, unit, first, until.last)}
            if member_uid not in rows:
                return None
            back = self._ledger.carried_back(session, unit, until)
            postings = _postings(session, unit, result, first, until, back, member_uids=[member_uid])
            months = []
            month = Month.of(max(first, min(self._ledger.since(session, unit), until.first)))
            while month <= until:
                figures = self._ledger.member_month(session, unit, month, member_uid)
                months.append(
                    MonthOfYear(
                        month=month,
                        points=figures.period if figures else Decimal(0),
                        total=figures.total if figures else Decimal(0),
                        lines=tuple(p for p in postings if p.period == month),
                    )
                )
                month = month.next
            figures = result.members.get(member_uid)
            return MemberYear(
                member=rows[member_uid],
                months=tuple(months),
                total=figures.total if figures else Decimal(0),
                sections=figures.score.sections if figures else (),
                decimals=result.scheme.decimals,
                liable=figures is not None and figures.score.liable,
                scheme=result.scheme.name,
            )

    def figures(self, branch_uid: str, month: Month) -> dict[str, MonthFigures]:
        """本期 and 本年累计 of every member who counts, by uid: the figures of the board."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            result = self._ledger.month(session, unit, month)
            return {
                member.uid: MonthFigures(member, found.period, found.total, result.scheme.decimals)
                for member in scored_rows(session, unit, month.first, month.last)
                if (found := result.members.get(member.uid)) is not None
                and found.score.liable
                and not member.exempt
            }

    def explain(self, branch_uid: str, member_uid: str, until: Month) -> TraceNode:
        """The trace of a member's total at a month's end: what a click on a number shows."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            return self._ledger.explain(session, unit, until, member_uid)

    def record_forms(
        self, branch_uid: str, month: Month, *, member_uids: Collection[str] | None = None, year: str = ""
    ) -> tuple[RecordFormSheet, ...]:
        """积分管理记录表 of a month, or with ``year="year"`` from the year's beginning to that month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            sheets = {} if year else thaw(session, find_period(session, unit, month), FrozenKind.RECORDS)
            sheets = sheets or record_forms(
                session, unit, month, self._ledger, self.clock.now(), member_uids=member_uids, year=year
            )
            return tuple(s for uid, s in sheets.items() if member_uids is None or uid in member_uids)

    def ledger_sheet(self, branch_uid: str, month: Month, *, year: str = "year") -> LedgerSheet:
        """The postings for the workbook: of the year up to a month, or with ``year=""`` of that month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            result = self._ledger.month(session, unit, month)
            first, _ = scheme_year(result.scheme, month.last)
            members = {m.uid: m for m in member_rows(session, month.last, unit_ids=[unit.id])}
            back = self._ledger.carried_back(session, unit, month)
            postings = [
                p for p in _postings(session, unit, result, first, month, back) if year or p.period == month
            ]
            postings.sort(key=lambda p: (members[p.member_uid].sort, p.period, p.deed_date, p.uid))
            return LedgerSheet(
                unit=unit.name,
                period_label=f"{month.year}年1月至{month.month}月"
                if year and month.month > 1
                else month.title,
                form_number=form_number(unit, month, "台账"),
                version=1,
                as_of=self.clock.now(),
                decimals=result.scheme.decimals,
                scheme_label=result.scheme.name,
                rows=tuple(_ledger_row(p, members[p.member_uid]) for p in postings),
            )


def _postings(
    session: Session, unit: Unit, result: MonthResult, first: date, until: Month, back: CarriedBack | None,
    member_uids: Collection[str] | None = None,
) -> list[PostingView]:  # fmt: skip
    """Lines of the scheme's year, confirmed up to ``until``, with what they count.

    Those confirmed in this year for a deed of the year before are among them; they count there, and say so.
    """
    in_year = (Posting.deed_date >= first) | (Posting.period >= Month.of(first).label)
    query = (
        select(Posting, Member.uid, Meeting.kind, Meeting.held_on)
        .join(Member, Member.id == Posting.member_id)
        .join(Meeting, Meeting.id == Posting.meeting_id)
        .where(Member.unit_id == unit.id, in_year, Posting.period <= until.label)
        .order_by(Posting.period, Posting.deed_date, Posting.id)
    )
    if member_uids is not None:
        query = query.where(Member.uid.in_(list(member_uids)))
    found = []
    for posting, member_uid, kind, held_on in session.execute(query):
        counted, causes = _counted(posting, first, result, back)
        item = result.scheme.items.get(posting.item)
        period = Month.parse(posting.period)
        sign = -1 if posting.claimed < 0 else 1
        confirmed = posting.claimed if posting.adjusted is None else sign * posting.adjusted
        found.append(
            PostingView(
                uid=posting.uid,
                member_uid=member_uid,
                period=period,
                item_name=posting.item_name,
                section=section_name(result.scheme, item),
                deed_date=posting.deed_date,
                detail=detail_text(
                    item,
                    quantity=posting.quantity,
                    level=posting.level,
                    role=posting.role,
                    outcome=posting.outcome,
                ),
                role=next((f.name for f in item.roles if f.id == posting.role), "") if item else "",
                basis=posting.basis,
                claimed=posting.claimed,
                confirmed=confirmed,
                counted=counted,
                causes=causes,
                mark="更正" if posting.reverses else ("补记" if posting.deed_date < period.first else ""),
                reason=posting.reason,
                confirmed_on=posting.confirmed_at.astimezone(CHINA).date(),
                meeting=f"{held_on:%Y-%m-%d} {kind}",
            )
        )
    return found


def _counted(
    posting: Posting, first: date, result: MonthResult, back: CarriedBack | None
) -> tuple[Decimal, tuple[str, ...]]:
    """What a posting adds to this year's figures, and why it is less than was confirmed."""
    if posting.deed_date >= first:
        score = result.lines.get(posting.uid)
        return (score.counted, score.causes) if score else (Decimal(0), ("已被更正冲销",))
    score = back.lines.get(posting.uid) if back is not None else None
    if back is None or score is None:
        return Decimal(0), ("事项发生在采用本方案之前，不计分",)
    points = format_points(score.counted, result.scheme.decimals)
    return Decimal(0), (f"计入{back.year} {points} 分", *score.causes)


def _record_line(posting: PostingView) -> RecordLine:
    parts = [f"{day_title(posting.deed_date)} {posting.item_name}"]
    if posting.detail:
        parts.append(posting.detail)
    if posting.basis:
        parts.append(posting.basis)
    if posting.reason:
        parts.append(f"评定理由：{posting.reason}")
    return RecordLine(
        registered_on=posting.confirmed_on,
        content="；".join(parts),
        counted=posting.counted,
        claimed=posting.claimed,
        confirmed=posting.confirmed,
        limit_note="；".join(posting.causes),
        mark=posting.mark,
    )


def record_forms(
    session: Session, unit: Unit, month: Month, ledger: Ledger, as_of: datetime,
    *, member_uids: Collection[str] | None = None, year: str = "",
) -> dict[str, RecordFormSheet]:  # fmt: skip
    """Record forms by member uid, as the ledger stands in this session."""
    result = ledger.month(session, unit, month)
    first, _ = scheme_year(result.scheme, month.last)
    since = Month.of(first) if year else month
    back = ledger.carried_back(session, unit, month)
    postings = _postings(session, unit, result, first, month, back, member_uids=member_uids)
    serials = member_serials(session, unit)
    # A mean of months is no running account: nothing is brought forward in it.
    mean = result.scheme.cycle.year == "mean"
    sheets = {}
    for member in scored_rows(session, unit, since.first, month.last):
        figures = result.members.get(member.uid)
        if member.exempt or figures is None or (member_uids is not None and member.uid not in member_uids):
            continue
        own = [p for p in postings if p.member_uid == member.uid and p.period >= since]
        period_total = figures.cycle_sum if year else figures.period
        sheets[member.uid] = RecordFormSheet(
            unit=unit.name,
            period_label=f"{month.year}年" if year else month.title,
            form_number=form_number(unit, month, "记录", serials[member.uid]),
            version=1,
            as_of=as_of,
            decimals=result.scheme.decimals,
            scheme_label=result.scheme.name,
            member_name=member.name,
            group_name=member.group,
            category=category_text(result.scheme, member),
            status=STATUS_NAMES.get(member.status, ""),
            brought_forward=None if year or mean else figures.total - figures.period,
            lines=(
                *_derived_lines(figures, own, since, month, period_total),
                *(_record_line(p) for p in own),
            ),
            period_total=period_total,
            total=figures.total,
            vetoed=bool(figures.score.vetoes) if figures.score.vetoes else None,
        )
    return sheets


def _derived_lines(
    figures: MemberMonth, own: Collection[PostingView], since: Month, until: Month, period_total: Decimal
) -> tuple[RecordLine, ...]:
    """Points that no posting gave: start points, and what floors, ceilings and better lines changed before.

    With them the lines of the form add up to its period figure, whatever rule stood between.
    """
    started = sum(
        (c.start_points for c in figures.score.cycles if since.first <= c.start <= until.last), Decimal(0)
    )
    rest = period_total - started - sum((p.counted for p in own), Decimal(0))
    lines = []
    if started:
        lines.append(RecordLine(registered_on=None, content="起始分（基础分）", counted=started))
    if rest:
        text = "因上限、下限或以后更高的得分，以前事项计分的变动"
        lines.append(RecordLine(registered_on=None, content=text, counted=rest, mark="更正"))
    return tuple(lines)


def _ledger_row(posting: PostingView, member: MemberRow) -> LedgerRow:
    return LedgerRow(
        member_name=member.name,
        group_name=member.group,
        period_label=posting.period.title,
        deed_date=posting.deed_date,
        section=posting.section,
        item_name=posting.item_name,
        quantity=posting.detail,
        role=posting.role,
        basis=posting.basis,
        claimed=posting.claimed,
        confirmed=posting.confirmed,
        counted=posting.counted,
        limit_note="；".join(posting.causes),
        kind=posting.mark or "记录",
        confirmed_by=posting.meeting,
    )
