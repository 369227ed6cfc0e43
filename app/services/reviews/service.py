"""季度半年: a term in figures, its verification by the committee or the secretary, settling and archiving."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import ValidationFailed, WorkflowError
from app.models import Meeting, Member, Period, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.documents.model_term import TermBelowSheet, TermReviewSheet, TermSheet
from app.services.frozen import FrozenKind, freeze, thaw
from app.services.ledger import Ledger
from app.services.membership import branch_on
from app.services.months import Month
from app.services.origins import other_branches, with_origins
from app.services.reviews.drafts import (
    ReviewDraft,
    ReviewView,
    find_review,
    review_facts,
    review_issues,
    review_view,
    write_review,
)
from app.services.reviews.sheets import (
    ReviewFacts,
    SheetFrame,
    TermColumn,
    below_sheet,
    review_sheet,
    term_columns,
    term_sheet,
)
from app.services.reviews.views import TermFigures, months_of_term, shown_span, term_figures
from app.services.safety.dates import refuse_doubtful_date
from app.services.schemes import SchemeBook, version_on
from app.services.scoring import DatedScheme, PeriodKind, TraceNode
from app.services.terms import Term, ensure_term, find_term, term_at, terms_in_year
from app.services.workflow import (
    MEETING,
    TERM,
    Action,
    Guard,
    MeetingPurpose,
    MeetingState,
    PeriodState,
    Role,
    advance,
)

_KINDS = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
#: The step as it is called for each kind; the year is settled by its own meeting.
SETTLE_WORDS = {PeriodKind.QUARTER: "季度定稿", PeriodKind.HALF: "半年核定"}
_QUARTER_MEETING = "书记定稿"


@dataclass(frozen=True, slots=True)
class TermChoice:
    """One term of the year for the row of chips.

    Attributes:
        words: "四季度", "下半年", "全年".
    """

    term: Term
    words: str
    state: PeriodState


@dataclass(frozen=True, slots=True)
class TermView:
    """The 季度半年 desk.

    Attributes:
        figures: The members' figures, those of the frozen sheet once the term is settled.
        columns: Its months, with the quarters' sums between them.
        review: The verification; ``None`` for a quarter, which the secretary settles, and for the year.
        posted_by_scheme: Whether the scheme posts this kind of period: then it is archived with its notice.
        settled_by: In whose name it was settled.
    """

    figures: TermFigures
    columns: tuple[TermColumn, ...]
    review: ReviewView | None
    posted_by_scheme: bool
    settled_by: str

    @property
    def term(self) -> Term:
        """The term."""
        return self.figures.term

    @property
    def settled(self) -> bool:
        """Whether its figures stand."""
        return self.figures.state is not PeriodState.OPEN

    @property
    def ready(self) -> bool:
        """Whether every month inside is confirmed."""
        return not self.figures.months.missing and self.figures.months.until is not None


class TermReviewService(Service):
    """Use cases of the 季度半年 desk. Posting a term is the notices' business, the year's result the assessment's."""

    def __init__(self, uow: UnitOfWork, clock: Clock, book: SchemeBook, ledger: Ledger) -> None:
        super().__init__(uow, clock)
        self._book = book
        self._ledger = ledger

    def terms(self, branch_uid: str, month: Month) -> tuple[TermChoice, ...]:
        """Quarters, halves and the year around a month, as far as the branch was scored in them."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            versions = self._book.versions(session, unit)
            found = []
            for kind in _KINDS:
                for term in terms_in_year(versions, month.last, kind):
                    if months_of_term(session, unit, versions, term).lived:
                        period = find_term(session, unit, term)
                        state = PeriodState(period.state) if period else PeriodState.OPEN
                        found.append(TermChoice(term, short_title(term), state))
            return tuple(found)

    def view(self, branch_uid: str, term: Term) -> TermView:
        """A term's figures, its verification and where it stands."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            period = find_term(session, unit, term)
            figures = term_figures(session, unit, self._ledger, term)
            review = None
            if term.kind is PeriodKind.HALF:
                review = self._review(session, unit, term, period)
            meeting = _effective(session, period)
            return TermView(
                figures=figures,
                columns=term_columns(self._book.versions(session, unit), term),
                review=review,
                posted_by_scheme=term.kind in figures.scheme.posting.periods,
                settled_by=meeting.effective_by if meeting is not None else "",
            )

    def explain(self, branch_uid: str, term: Term, member_uid: str) -> TraceNode:
        """The trace of a member's total at the end of what is shown of a term."""
        with self.uow.read() as session:
            asking = by_uid(session, Unit, branch_uid)
            months = months_of_term(session, asking, self._book.versions(session, asking), term)
            span = shown_span(term, months)
            member = by_uid(session, Member, member_uid)
            unit = branch_on(session, member, span.end)
            node = self._ledger.explain_term(session, unit, span, [member_uid])[member_uid]
            return with_origins(node, other_branches(session, member, unit))

    def save(self, actor: Actor, branch_uid: str, term: Term, draft: ReviewDraft) -> Changes:
        """Keep the verification as it is typed, until it takes effect."""
        require(actor, *OFFICERS, action="登记核定")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            if term.kind is not PeriodKind.HALF:
                raise WorkflowError(f"{term.title}不用登记核定会议。", hint="半年才由支部核定。")
            period = ensure_term(session, unit, term)
            self._refuse_settled(period, term)
            meeting = write_review(session, period, draft)
            record(
                session, actor, self.clock, "登记核定", f"{unit.short_name} {term.title}",
                {"meeting": meeting.uid},
            )  # fmt: skip
            return Changes.of(Kind.MEETING, ids=(meeting.uid,), message="已保存核定信息")

    def settle(self, actor: Actor, branch_uid: str, term: Term, draft: ReviewDraft | None = None) -> Changes:
        """Settle a quarter or verify a half-year: its figures and sheets are frozen.

        Args:
            actor: The secretary.
            branch_uid: Branch.
            term: A quarter or a half-year.
            draft: The verification; without one what was saved, or for a quarter nothing, holds.

        Raises:
            ValidationFailed: all faults of the verification.
            WorkflowError: months are missing, it is settled already, not the secretary, or the year.
        """
        words = SETTLE_WORDS.get(term.kind, "核定")
        require(actor, Role.SECRETARY, action=words)
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step=words)
            unit = by_uid(session, Unit, branch_uid)
            self._refuse_kind(term)
            period = ensure_term(session, unit, term)
            state = advance(
                TERM, PeriodState(period.state), Action.SETTLE, actor.role, subject=term.title,
                checked=Guard.MONTHS_CONFIRMED,
            )  # fmt: skip
            versions = self._book.versions(session, unit)
            self._refuse_missing(session, unit, versions, term)
            meeting, facts = self._meeting(session, unit, term, period, draft, actor)
            period.state = state.value
            self._take_effect(meeting, facts, actor)
            session.flush()
            self._freeze(session, unit, term, period, facts)
            record(
                session, actor, self.clock, words, f"{unit.short_name} {term.title}",
                {"meeting": meeting.uid, "term": term.label},
            )  # fmt: skip
            return Changes.of(
                Kind.PERIOD, Kind.MEETING, ids=(meeting.uid,),
                message=f"{term.title}已{'核定' if term.kind is PeriodKind.HALF else '定稿'}",
                warnings=facts.warnings,
            )  # fmt: skip

    def archive(self, actor: Actor, branch_uid: str, term: Term) -> Changes:
        """Archive a settled term that the scheme does not post.

        Raises:
            WorkflowError: it is not settled, it has to be posted first, or the actor is not the secretary.
        """
        require(actor, Role.SECRETARY, action="归档")
        with self.uow.write() as session:
            refuse_doubtful_date(session, self.clock, step="归档")
            unit = by_uid(session, Unit, branch_uid)
            scheme = version_on(self._book.versions(session, unit), term.end)
            if term.kind in scheme.posting.periods:
                raise WorkflowError(
                    f"{term.title}按方案须先公示，不能直接归档。", hint="请到“公示”页张贴，期满后一并归档。"
                )
            period = find_term(session, unit, term)
            now = PeriodState(period.state) if period else PeriodState.OPEN
            if now is PeriodState.POSTED:
                raise WorkflowError(f"{term.title}正在公示。", hint="期满后到“公示”页结束公示，一并归档。")
            state = advance(
                TERM, now, Action.ARCHIVE, actor.role, subject=term.title,
                checked=Guard.NOT_POSTED_BY_SCHEME,
            )  # fmt: skip
            assert period is not None  # noqa: S101 - only a settled term, which exists, may be archived
            period.state = state.value
            session.flush()
            record(session, actor, self.clock, "归档", f"{unit.short_name} {term.title}")
            return Changes.of(Kind.PERIOD, ids=(period.uid,), message=f"{term.title}已归档")

    # -------------------------------------------------------------------------------------------------- paper

    def term_of(self, branch_uid: str, month: Month, kind: PeriodKind) -> Term:
        """The term of one kind that a month's last day lies in."""
        with self.uow.read() as session:
            versions = self._book.versions(session, by_uid(session, Unit, branch_uid))
            return term_at(versions, month.last, kind)

    def table(self, branch_uid: str, term: Term) -> TermSheet:
        """季度、半年、年度积分汇总表: the frozen one, or as of now."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            frozen: TermSheet | None = self._thawed(session, unit, term, FrozenKind.TERM)
            if frozen is not None:
                return frozen
            return term_sheet(term_figures(session, unit, self._ledger, term), self._frame(session, unit))

    def review(self, branch_uid: str, term: Term) -> TermReviewSheet:
        """核定表: the frozen one, or for the meeting to come."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            frozen: TermReviewSheet | None = self._thawed(session, unit, term, FrozenKind.TERM_REVIEW)
            if frozen is not None:
                return frozen
            period = find_term(session, unit, term)
            found = review_view(session, unit, term, period, self._ledger, self.today())
            facts = review_facts(found, held=found.saved)
            figures = term_figures(session, unit, self._ledger, term)
            return review_sheet(figures, self._frame(session, unit), facts)

    def below(self, branch_uid: str, term: Term) -> TermBelowSheet:
        """低于平均分党员名单: the frozen one, or as of now."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            frozen: TermBelowSheet | None = self._thawed(session, unit, term, FrozenKind.TERM_BELOW)
            if frozen is not None:
                return frozen
            return below_sheet(term_figures(session, unit, self._ledger, term), self._frame(session, unit))

    # -------------------------------------------------------------------------------------------------- inside

    def _review(self, session: Session, unit: Unit, term: Term, period: Period | None) -> ReviewView:
        """The verification; once it took effect its remarks are those of the frozen sheet."""
        view = review_view(session, unit, term, period, self._ledger, self.today())
        sheet: TermReviewSheet | None = thaw(session, period, FrozenKind.TERM_REVIEW).get("")
        if sheet is None:
            return view
        remarks = tuple((row.key, row.remark) for row in sheet.rows if row.remark)
        return replace(view, draft=replace(view.draft, remarks=remarks))

    def _thawed(self, session: Session, unit: Unit, term: Term, kind: FrozenKind) -> Any:  # noqa: ANN401 - by kind
        return thaw(session, find_term(session, unit, term), kind).get("")

    def _frame(self, session: Session, unit: Unit, *, settled: bool = False) -> SheetFrame:
        now = self.clock.now().replace(microsecond=0)
        versions = self._book.versions(session, unit)
        return SheetFrame(unit, now, versions, self.today() if settled else None)

    def _refuse_kind(self, term: Term) -> None:
        if term.kind not in SETTLE_WORDS:
            raise WorkflowError(
                f"{term.title}的结果在年终会议上评定。", hint="请到“年终”页的“总评”办理；这里只看合计和打印。"
            )

    def _refuse_settled(self, period: Period, term: Term) -> None:
        if PeriodState(period.state) is not PeriodState.OPEN:
            raise WorkflowError(f"{term.title}已经核定，不能再改。", hint="现在只能查看和打印。")

    def _refuse_missing(
        self, session: Session, unit: Unit, versions: tuple[DatedScheme, ...], term: Term
    ) -> None:
        """The guard ``MONTHS_CONFIRMED``: every month inside has had its meeting."""
        months = months_of_term(session, unit, versions, term)
        if not months.lived:
            raise WorkflowError(f"{term.title}没有可以核定的月份。", hint="本支部还没有在这段时间里记分。")
        if months.missing:
            names = "、".join(month.title for month in months.missing)
            raise WorkflowError(
                f"{term.title}还有 {len(months.missing)} 个月没有评定：{names}。",
                hint=f"请到“评定”页把{months.missing[0].title}评定生效，再办理{SETTLE_WORDS[term.kind]}。",
            )

    def _meeting(
        self,
        session: Session,
        unit: Unit,
        term: Term,
        period: Period,
        draft: ReviewDraft | None,
        actor: Actor,
    ) -> tuple[Meeting, ReviewFacts]:
        """Who decided: the committee's meeting or the secretary; for a quarter always the secretary."""
        today = self.today()
        if term.kind is not PeriodKind.HALF:
            meeting = Meeting(
                period_id=period.id, kind=_QUARTER_MEETING, held_on=today, chair=actor.name,
                state=MeetingState.DRAFT.value, purpose=MeetingPurpose.TERM.value,
            )  # fmt: skip
            session.add(meeting)
            return meeting, ReviewFacts(kind=_QUARTER_MEETING, held_on=today, chair=actor.name)
        if draft is not None:
            write_review(session, period, draft)
        view = review_view(session, unit, term, period, self._ledger, today)
        issues = review_issues(session, unit, term, view, today=today, actor_uid=actor.member_uid)
        if issues:
            raise ValidationFailed(issues, message=f"{term.title}还不能核定。")
        return write_review(session, period, view.draft), review_facts(view, held=True)

    def _take_effect(self, meeting: Meeting, facts: ReviewFacts, actor: Actor) -> None:
        meeting.state = advance(
            MEETING, MeetingState(meeting.state), Action.CONFIRM, actor.role, subject=meeting.kind,
            checked=Guard.ALL_DECIDED,
        ).value  # fmt: skip
        meeting.eligible, meeting.present = facts.eligible, facts.present
        meeting.effective_at, meeting.effective_by = self.clock.now(), actor.name
        meeting.note = facts.opinion

    def _freeze(self, session: Session, unit: Unit, term: Term, period: Period, facts: ReviewFacts) -> None:
        """Keep the sheets: what is corrected later shows in later totals, never here."""
        figures = term_figures(session, unit, self._ledger, term)
        frame = self._frame(session, unit, settled=True)
        freeze(session, period, FrozenKind.TERM, {"": term_sheet(figures, frame)})
        freeze(session, period, FrozenKind.TERM_BELOW, {"": below_sheet(figures, frame)})
        if term.kind is PeriodKind.HALF:
            freeze(session, period, FrozenKind.TERM_REVIEW, {"": review_sheet(figures, frame, facts)})
        session.flush()


def short_title(term: Term) -> str:
    """ "四季度", "下半年", "全年"; "7—9月" where the scheme's year begins in another month."""
    if term.kind is PeriodKind.YEAR:
        return "全年"
    name = term.title.partition("年")[2].removeprefix("第")
    return name if "至" not in name else f"{term.first.month}—{term.last.month}月"


def _effective(session: Session, period: Period | None) -> Meeting | None:
    meeting = find_review(session, period)
    return meeting if meeting is not None and meeting.state == MeetingState.EFFECTIVE.value else None
