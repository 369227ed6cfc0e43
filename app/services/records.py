"""A member's year, the record forms and the workbook of the ledger: postings with what each of them counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.clock import Clock
from app.models import Member, Posting, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid, find_period
from .bridges import Step, bound_words, change, rest_words, steps
from .documents import LedgerSheet, RecordFormSheet, RecordLine
from .documents.model_explanation import ExplanationSheet
from .explanations import explanation_sheets
from .forms import form_number
from .frozen import FrozenKind, thaw, thaw_versions
from .ledger import Ledger
from .ledger_inputs import announced_months
from .ledger_results import MemberMonth, MonthResult
from .ledger_rows import ledger_row, ledger_sums
from .member_views import STATUS_NAMES, MemberRow, member_rows, scored_rows
from .membership import branch_finder, branch_on, load_stays
from .months import Month, day_title
from .notices.columns import year_heading
from .origins import other_branches, with_origins
from .posting_views import CORRECTED, PostingView, posting_views, program_views
from .program_lines import PROGRAM
from .scoring import Scheme, SectionScore, TraceNode, YearMode, round_points
from .sheets import category_text, member_serials
from .units import branches
from .year.grades import decided_grades, ended_year
from .year.veto_lines import veto_names


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
        sections: Those at the top, so that with ``start`` they are the parts of the total.
        start: Start points of the year's cycles, under the name that the scheme gives them.
        liable: False for a member who is left out or not here; then there are no figures.
    """

    member: MemberRow
    months: tuple[MonthOfYear, ...]
    total: Decimal
    start: tuple[str, Decimal]
    sections: tuple[SectionScore, ...]
    decimals: int
    liable: bool
    scheme: str


def _top_sections(figures: MemberMonth | None, scheme: Scheme) -> tuple[SectionScore, ...]:
    """The sections at the top: those inside them are part of them and would be read as counted twice."""
    top = {section.id for section in scheme.children()}
    return tuple(part for part in figures.score.sections if part.id in top) if figures else ()


class RecordService(Service):
    """Everything that lists postings."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger

    def member_year(self, branch_uid: str, member_uid: str, until: Month) -> MemberYear | None:
        """A member's year month by month, as the asking branch sees the member; ``None`` when not there in it.

        One member, one year: it is evaluated where the member belongs at its end, and each month has the figures
        of the branch where the member was then.
        """
        with self.uow.read() as session:
            asking, member = by_uid(session, Unit, branch_uid), by_uid(session, Member, member_uid)
            find = branch_finder(session, member)
            unit = find(until.last)
            result = self._ledger.month(session, unit, until)
            first = result.year.start
            row = _row_in_year(session, asking, member, first, until)
            if row is None:
                return None
            back = self._ledger.carried_back(session, unit, until)
            postings = posting_views(session, unit, result, first, until, back, who=Member.uid == member_uid)
            postings += program_views(result, since=Month.of(first), uids=[member_uid])
            months = []
            month = Month.of(max(first, min(self._ledger.since(session, unit), until.first)))
            announced = announced_months(session, member_uid)
            while month <= until:
                figures = self._ledger.member_month(session, find(month.last), month, member_uid)
                # A month that no meeting closed is announced with the next one that is.
                told = month == until or month.label in announced
                months.append(
                    MonthOfYear(
                        month=month,
                        points=figures.period if figures and told else Decimal(0),
                        total=figures.total if figures else Decimal(0),
                        lines=tuple(p for p in postings if p.period == month),
                    )
                )
                month = month.next
            figures = result.members.get(member_uid)
            return MemberYear(
                member=row,
                months=tuple(months),
                total=figures.total if figures else Decimal(0),
                start=(result.scheme.cycle.start_name, figures.score.start if figures else Decimal(0)),
                sections=_top_sections(figures, result.scheme),
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
        """The trace of a member's total at a month's end: what a click on a number shows.

        Lines that another branch confirmed than the one where the member now belongs say which.
        """
        with self.uow.read() as session:
            member = by_uid(session, Member, member_uid)
            unit = branch_on(session, member, until.last)
            node = self._ledger.explain(session, unit, until, member_uid)
            return with_origins(node, other_branches(session, member, unit))

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

    def record_versions(
        self, branch_uid: str, month: Month, *, member_uids: Collection[str] | None = None
    ) -> tuple[RecordFormSheet, ...]:
        """Every version of the month's frozen record forms of members who have more than one, the oldest first."""
        with self.uow.read() as session:
            period = find_period(session, by_uid(session, Unit, branch_uid), month)
            found = thaw_versions(session, period, FrozenKind.RECORDS)
            return tuple(
                sheet
                for uid, sheets in found.items()
                if len(sheets) > 1 and (member_uids is None or uid in member_uids)
                for sheet in sheets
            )

    def explanations(
        self, branch_uid: str, month: Month, *, member_uids: Collection[str] | None = None
    ) -> tuple[ExplanationSheet, ...]:
        """积分说明 of the year up to a month: what :meth:`explain` shows, for paper."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            now = self.clock.now()
            sheets = explanation_sheets(session, unit, month, self._ledger, now, member_uids=member_uids)
            return tuple(sheets.values())

    def ledger_sheet(self, branch_uid: str, month: Month, *, year: str = "year") -> LedgerSheet:
        """The postings for the workbook: of the year up to a month, or with ``year=""`` of that month."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            result = self._ledger.month(session, unit, month)
            first = result.year.start
            members = {m.uid: m for m in member_rows(session, month.last, unit_ids=[unit.id])}
            back = self._ledger.carried_back(session, unit, month)
            whole = self._with_leavers(session, unit, month, result, set(members) - set(result.scores))
            # What the branch confirmed is its own for ever; who came from another branch brings the year along.
            who = (Posting.unit_id == unit.id) | Member.uid.in_(list(result.scores))
            found = posting_views(session, unit, whole, first, month, back, who=who)
            found += program_views(whole, since=Month.of(first), uids=members)
            postings = [p for p in found if year or p.period == month]
            postings.sort(key=lambda p: (members[p.member_uid].sort, p.period, p.deed_date))
            return LedgerSheet(
                unit=unit.name,
                period_label=months_label(Month.of(first), month) if year else month.title,
                form_number=form_number(unit, month, "台账"),
                version=1,
                as_of=self.clock.now(),
                decimals=result.scheme.decimals,
                scheme_label=result.scheme.name,
                rows=tuple(ledger_row(p, members[p.member_uid]) for p in postings),
                sums=ledger_sums(result, members, postings) if year else (),
                total_heading=year_heading(result.scheme),
            )

    def _with_leavers(
        self, session: Session, unit: Unit, month: Month, result: MonthResult, gone: Collection[str]
    ) -> MonthResult:
        """The result with the scores of those who moved to another branch: their lines here still say what counts."""
        scores = dict(result.scores)
        for branch in branches(session) if gone else ():
            if branch.id != unit.id:
                there = self._ledger.month(session, branch, month).scores
                scores |= {uid: there[uid] for uid in gone if uid in there}
        return replace(result, scores=scores)


def months_label(first: Month, last: Month) -> str:
    """ "2026年1月至10月", over a new year with both years; one month by its name."""
    if first >= last:
        return last.title
    return f"{first.title}至{last.title if first.year != last.year else f'{last.month}月'}"


def _row_in_year(
    session: Session, asking: Unit, member: Member, first: date, until: Month
) -> MemberRow | None:
    """The member as the asking branch sees him or her, if there was a day in it in the year."""
    stays = load_stays(session, [member.id]).get(member.id, [])
    if not any(
        stay.value == asking.uid and stay.start <= until.last and (stay.end is None or stay.end >= first)
        for stay in stays
    ):
        return None
    [row] = member_rows(session, until.last, unit_ids=[asking.id], member_ids=[member.id])
    return row


def _record_line(posting: PostingView, decimals: int) -> RecordLine:
    parts = [f"{day_title(posting.deed_date)} {posting.item_name}"]
    if posting.detail:
        parts.append(posting.detail)
    if posting.basis:
        parts.append(posting.basis)
    if posting.also:
        parts.append(f"另给{posting.also}计分")
    if posting.reason:
        parts.append(f"{'更正原因' if posting.mark == CORRECTED else '评定理由'}：{posting.reason}")
    if posting.branch:
        parts.append(f"{posting.branch}评定")
    return RecordLine(
        registered_on=posting.confirmed_on,
        content="；".join(parts),
        counted=round_points(posting.counted, decimals),
        claimed=posting.claimed,
        confirmed=None if posting.claimed is None else posting.confirmed,
        limit_note="；".join(posting.causes),
        mark=posting.mark,
        struck=posting.struck,
    )


def record_forms(
    session: Session, unit: Unit, month: Month, ledger: Ledger, as_of: datetime,
    *, member_uids: Collection[str] | None = None, year: str = "",
) -> dict[str, RecordFormSheet]:  # fmt: skip
    """Record forms by member uid, as the ledger stands in this session."""
    result = ledger.month(session, unit, month)
    ended = ended_year(session, unit, month, ledger) if year else None
    if ended is not None:
        result = replace(result, scores=ledger.term(session, unit, ended).scores)
    grades = decided_grades(session, unit, ended, ledger)
    first = result.year.start
    since = Month.of(first) if year else month
    told = {uid: Month.parse(a.month) for uid, a in result.announced.items()} if not year else {}
    before = {m: ledger.month(session, unit, m) for m in set(told.values())}
    back = ledger.carried_back(session, unit, month)
    listed = scored_rows(session, unit, since.first, month.last)
    who = Member.uid.in_([m.uid for m in listed if member_uids is None or m.uid in member_uids])
    postings = posting_views(session, unit, result, first, month, back, who=who)
    postings += program_views(result, since=Month.of(first), uids=[m.uid for m in listed])
    postings.sort(key=lambda p: (p.period, p.deed_date))
    serials = member_serials(session)
    # A mean of months is no running account: nothing is brought forward in it.
    mean = result.scheme.cycle.year is YearMode.MEAN
    sheets = {}
    for member in listed:
        figures = result.members.get(member.uid)
        if member.exempt or figures is None or (member_uids is not None and member.uid not in member_uids):
            continue
        last = told.get(member.uid)
        # What the program made before the first meeting of the year was told by nobody yet.
        own = [
            p
            for p in postings
            if p.member_uid == member.uid and (p.period >= since or (p.mark == PROGRAM and _after(p, last)))
        ]
        period_total = figures.cycle_sum if year else figures.period
        if figures.score.vote is not None and ended is not None:
            # The appraisal is part of the year: with it the rows come to the year's figure.
            period_total = figures.total
        lines = [_record_line(p, result.scheme.decimals) for p in own]
        moved = change(
            steps(figures.score, result), _steps_before(before[last] if last else None, member.uid)
        )
        sheets[member.uid] = RecordFormSheet(
            unit=unit.name,
            period_label=_year_label(result) if year else month.title,
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
            lines=_with_steps(figures, result.scheme, moved, lines, period_total),
            period_total=period_total,
            total=figures.total,
            vetoed=True if figures.score.vetoes else (False if member.uid in grades else None),
            veto_reason=veto_names(result.scheme, figures.score),
            year_grade=grades.get(member.uid, ""),
        )
    return sheets


def _year_label(result: MonthResult) -> str:
    """ "2026年"; a year that begins in another month by its own name."""
    return f"{result.month.year}年" if result.year.start.month == 1 else result.year.label


def _after(posting: PostingView, last: Month | None) -> bool:
    return last is None or posting.period > last


def _steps_before(earlier: MonthResult | None, member_uid: str) -> dict[str, Step]:
    score = earlier.scores.get(member_uid) if earlier is not None else None
    return steps(score, earlier) if earlier is not None and score is not None else {}


def _with_steps(
    figures: MemberMonth,
    scheme: Scheme,
    moved: Collection[Step],
    lines: Collection[RecordLine],
    total: Decimal,
) -> tuple[RecordLine, ...]:
    """The lines between those that no meeting gave: start, what came over and weights before them, the rest after.

    With them the form adds up to its period figure, whatever rule stood between.
    """
    found = [
        RecordLine(registered_on=None, content=step.words, counted=round_points(step.points, scheme.decimals))
        for step in moved
    ]
    rest = total - sum((line.counted for line in (*found, *lines)), Decimal(0))
    if not rest:
        return (*found, *lines)
    reasons = rest_words(scheme, figures.score, rest)
    text = "因上限、下限或以后更高的得分，以前事项计分的变动"
    text = f"{reasons}，以及以前事项计分的变动" if reasons else text
    text = bound_words(scheme, figures.score, rest) or text
    mark = "" if reasons else CORRECTED
    return (*found, *lines, RecordLine(registered_on=None, content=text, counted=rest, mark=mark))
