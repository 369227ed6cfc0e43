"""季度半年: chips of the year's terms, everybody's sub-totals, beside them one member's; then 定稿 or 核定."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.errors import ValidationFailed
from app.services.changes import Changes, Kind
from app.services.reviews.service import SETTLE_WORDS, TermChoice, TermView
from app.services.reviews.views import TermMember
from app.services.scoring import PeriodKind, TraceNode
from app.services.terms import Term
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.early import EarlyMonth, early_month
from app.ui.pages.reading import Reading
from app.ui.pages.year.desk import YearDesk
from app.ui.pages.year.terms.keeping import DraftKeeper
from app.ui.pages.year.terms.member_list import TermList
from app.ui.pages.year.terms.printing import TermPrintButton
from app.ui.pages.year.terms.review_pane import ReviewPane
from app.ui.pages.year.terms.side import TermSide
from app.ui.pages.year.terms.words import Standing, TermStep, standing
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.toast import toast


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read: the terms of the year, and the one that is shown."""

    choices: tuple[TermChoice, ...]
    view: TermView | None
    early: EarlyMonth | None


class TermDesk(YearDesk):
    """Quarters, halves and the year.

    Attributes:
        chips: Which term is shown.
        members: The members with their sub-totals.
        side: The selected member.
        pane: The verification, in place of table and side.
    """

    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.POSTING, Kind.PERIOD, Kind.MEETING, Kind.MEMBER, Kind.SCHEME, Kind.UNIT, Kind.NOTICE, Kind.VETO,
         Kind.APPRAISAL}
    )  # fmt: skip

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._choices: tuple[TermChoice, ...] = ()
        self._view: TermView | None = None
        self._early: EarlyMonth | None = None
        self._standing = Standing(TermStep.NONE, "")
        self._key: tuple[object, ...] = ()
        self._place = ("", "")
        self.keeper = DraftKeeper(context, self)
        self._reading = Reading(context.tasks, "正在计算季度和半年", self)
        self._trace = Reading(context.tasks, "正在计算", self)
        self.primary = Button("", ButtonKind.PRIMARY)
        self.primary.hide()
        self.chips = ChipBar()
        self.members = TermList()
        self.print_button = TermPrintButton(context, key="Ctrl+P")
        self.side = TermSide()
        self.pane = ReviewPane(context.month.first)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._body = SplitPane(self.members, self.side)
        for part in (self._body, self.pane):
            self._stack.addWidget(part)
        self._switch = ContentSwitch(self._stack)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self.chips)
        top.addStretch(1)
        top.addWidget(self.members.search)
        top.addWidget(self.print_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.M)
        outer.addLayout(top)
        outer.addWidget(self._switch, 1)

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._trace.arrived.connect(self._on_trace)
        self._trace.failed.connect(lambda fault: show_error(fault, self))
        self._switch.action_pressed.connect(self._on_empty_action)
        self.chips.chosen.connect(self._on_term)
        self.members.member_changed.connect(self._on_member)
        self.members.member_opened.connect(lambda uid: self.context.go("members", uid))
        self.members.why_wanted.connect(self._on_why)
        self.side.why_wanted.connect(self._on_why)
        self.members.remarked.connect(self.keeper.set_remark)
        self.pane.edited.connect(self.keeper.set_draft)
        self.pane.left.connect(self._leave_pane)
        if self.primary is not None:
            self.primary.clicked.connect(self._on_primary)

    @property
    def start_widget(self) -> QWidget | None:
        """The chips: arrow keys choose the term."""
        return self.chips

    @property
    def search_field(self) -> QWidget | None:
        """Finding a member of the term."""
        return self.members.search

    @property
    def term(self) -> Term | None:
        """The term that is shown."""
        return next((c.term for c in self._choices if c.term.label == self.chips.current), None)

    @property
    def view(self) -> TermView | None:
        """What is shown of it."""
        return self._view

    @property
    def reviewing(self) -> bool:
        """Whether the verification is open."""
        return self._stack.currentWidget() is self.pane

    # ------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the terms of the year around the month, and the one that is chosen."""
        place = (self.context.branch_uid, self.context.month.label)
        if place != self._place:
            self.keeper.save()
            # Another month: its quarter; another branch: the same kind of term.
            if place[1] != self._place[1]:
                self.chips.set_chips([])
            self._place, self._view = place, None
            self._leave_pane()
        self._read()

    def show_target(self, target: object) -> None:
        """Go to a term by its label, or to a member by uid."""
        if any(choice.term.label == target for choice in self._choices):
            self.chips.choose(str(target))
            self._on_term()
        elif self.members.table is not None:
            self.members.table.select_uid(str(target))

    def _read(self) -> None:
        branch, month, wanted = self.context.branch_uid, self.context.month, self.chips.current
        terms, context = self.context.services.terms, self.context
        if not branch:
            self._switch.show_empty(
                "inbox", "还没有党支部", action="去党员", hint="先设置党支部，导入党员名册。"
            )
            return
        self._switch.show_loading()

        def read() -> _Read:
            early = early_month(context)
            choices = terms.terms(branch, month) if early is None else ()
            found = next((c for c in choices if c.term.label == wanted), None)
            found = found or next((c for c in choices if month in c.term.months), None)
            return _Read(choices, terms.view(branch, found.term) if found is not None else None, early)

        self._reading.start(read)

    def _on_arrived(self, read: _Read) -> None:
        self._choices, self._view, self._early = read.choices, read.view, read.early
        self.chips.set_chips([Chip(choice.term.label, choice.words) for choice in read.choices])
        if read.view is None:
            self._show_nothing()
            return
        self.chips.choose(read.view.term.label)
        self._show(read.view)

    def _on_failed(self, fault: BaseException) -> None:
        self._view = None
        self._show_primary(Standing(TermStep.NONE, ""))
        self._switch.show_fault("季度和半年的合计没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    # ------------------------------------------------------------------------------------------------- showing

    def _show_nothing(self) -> None:
        self._show_primary(Standing(TermStep.NONE, ""))
        self.print_button.setEnabled(False)
        if self._early is not None:
            text, action, hint = self._early.words
            self._switch.show_empty("calendar", text, action=action, hint=hint)
            return
        self._switch.show_empty(
            "calendar", "这一年还没有记分的月份", action="去评定", hint="评定生效以后，这里按季度、半年汇总。"
        )

    def _show(self, view: TermView) -> None:
        self._standing = standing(view, today(self.context.services.clock))
        if view.figures.months.until is None:
            # The page in its place has the button that leads on.
            self._standing = replace(self._standing, step=TermStep.NONE)
        self._show_primary(self._standing)
        self.print_button.set_term(view.term, with_review=view.review is not None)
        self.print_button.setEnabled(True)
        if view.figures.months.until is None:
            missing = view.figures.months.missing
            name = missing[0].title if missing else view.term.title
            self._switch.show_empty(
                "calendar",
                f"{view.term.title}还没有评定的月份",
                action="去评定",
                hint=f"先评定{name}，再来看合计。",
            )
            return
        draft = view.review.draft if view.review is not None else None
        self.keeper.take(self.context.branch_uid, view.term, draft)
        self.members.show_view(view)
        self._show_pane(view)
        self._switch.show_content()

    def _show_primary(self, shown: Standing) -> None:
        viewer = self.context.actor.role is Role.VIEWER
        access = shown.access or ("现在是查看人，只能看和打印。" if viewer else "")
        self.access_changed.emit(access)
        self.state_changed.emit(shown.sentence)
        if self.primary is None:
            return
        words = "核定生效" if self.reviewing and shown.step is TermStep.REVIEW else shown.step.value
        if shown.step is TermStep.CONFIRM and shown.month is not None:
            words = f"去评定 {shown.month.month}月"
        self.primary.setText(words)
        self.primary.setVisible(bool(words) and not viewer and not self.isHidden())

    def _show_pane(self, view: TermView) -> None:
        if view.review is None or (view.settled and self.reviewing):
            self._leave_pane()
        elif self.reviewing:
            self.pane.show_warnings(view.review.warnings)
        elif view.review is not None:
            self.pane.show_review(view.review, writable=self._writable)

    @property
    def _writable(self) -> bool:
        settled = self._view is None or self._view.settled
        return not settled and self.context.actor.role is not Role.VIEWER

    # --------------------------------------------------------------------------------------------------- slots

    def _on_term(self, _key: str = "") -> None:
        self.keeper.save()
        self._leave_pane()
        self.side.hide_trace()
        self._read()

    def _on_member(self, member: TermMember | None) -> None:
        if self._view is None:
            return
        uid = member.member.uid if member is not None else ""
        remark = self.keeper.remark(uid)
        reviewed = self._view.review is not None
        self.members.show_remark(member, remark, writable=reviewed and self._writable and self._view.ready)
        self.side.show_member(member, self._view, remark=remark)
        if self.side.tracing:
            self._on_why()

    def _on_why(self) -> None:
        member = self.members.current
        term = self.term
        if member is None or member.points is None or term is None:
            self.side.hide_trace()
            return
        terms, branch, uid = self.context.services.terms, self.context.branch_uid, member.member.uid
        label = member.member.label
        self._trace.start(lambda: (label, terms.explain(branch, term, uid)))

    def _on_trace(self, found: tuple[str, TraceNode]) -> None:
        name, node = found
        self.side.show_trace(f"{name}的分是怎么来的", node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the arithmetic away, or leaves the verification."""
        if event.key() == Qt.Key.Key_Escape and (self.side.tracing or self.reviewing):
            self.side.hide_trace()
            self._leave_pane()
        else:
            super().keyPressEvent(event)

    def _on_empty_action(self) -> None:
        if self._early is not None:
            self.context.set_month(self._early.first)
        elif not self.context.branch_uid:
            self.context.go("members")
        else:
            missing = self._view.figures.months.missing if self._view is not None else ()
            if missing and self.context.month not in missing:
                self.context.set_month(missing[0])
            self.context.go("confirm")

    # ----------------------------------------------------------------------------------------- the verification

    def _open_pane(self) -> None:
        self._stack.setCurrentWidget(self.pane)
        self.members.search.hide()
        if self._view is not None and self._view.review is not None:
            self.pane.show_review(self._view.review, writable=self._writable)
        self._show_primary(self._standing)
        self.pane.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_pane(self) -> None:
        if self.reviewing:
            self._stack.setCurrentWidget(self._body)
            self.members.search.show()
            self._show_primary(self._standing)

    # ------------------------------------------------------------------------------------------------ the steps

    def _on_primary(self) -> None:
        step, month = self._standing.step, self._standing.month
        if step is TermStep.CONFIRM and month is not None:
            self.context.set_month(month)
            self.context.go("confirm")
        elif step is TermStep.POST and self.term is not None:
            term = self.term
            self.context.set_month(term.last)
            self.context.go("post", term.label)
        elif step is TermStep.ARCHIVE:
            self._archive()
        elif step is TermStep.REVIEW and not self.reviewing:
            self._open_pane()
        elif step in {TermStep.SETTLE, TermStep.REVIEW}:
            self._settle()

    def _settle(self) -> None:
        term = self.term
        if term is None:
            return
        words = "核定生效" if term.kind is PeriodKind.HALF else SETTLE_WORDS[term.kind]
        people = (
            sum(m.points is not None for m in self._view.figures.members) if self._view is not None else 0
        )
        if not self._may(words, f"{term.title}，{people} 人的分数就此定稿。", "定稿后不能再改，请先核对。"):
            return
        draft = self.keeper.hand_over()
        terms, actor, branch = self.context.services.terms, self.context.actor, self.context.branch_uid
        self.context.tasks.run(
            lambda _job: terms.settle(actor, branch, term, draft),
            parent=self, on_success=self._on_settled, on_error=self._on_refused, label=f"正在{words}",
            cancellable=False,
        )  # fmt: skip

    def _on_settled(self, changes: Changes) -> None:
        self._leave_pane()
        toast(self, changes.message)

    def _on_refused(self, fault: BaseException) -> None:
        self.keeper.keep()
        if isinstance(fault, ValidationFailed) and self.reviewing:
            self.pane.show_issues(fault.issues)
            toast(self, fault.message)
            return
        show_error(fault, self)

    def _archive(self) -> None:
        term = self.term
        if term is None or not self._may(
            "归档", f"{term.title}按方案不单独公示，直接归档。", "归档后只能查看和打印。"
        ):
            return
        terms, actor, branch = self.context.services.terms, self.context.actor, self.context.branch_uid
        self.context.tasks.run(
            lambda _job: terms.archive(actor, branch, term), parent=self,
            on_success=self._on_settled, label="正在归档", cancellable=False,
        )  # fmt: skip

    def _may(self, title: str, text: str, hint: str) -> bool:
        """Ask first; somebody who may not do it is told so by the service without being asked."""
        if self.context.actor.role is not Role.SECRETARY:
            return True
        return confirm(self, title=title, text=text, hint=hint, action_label=title)
