"""民主评议: prepare, count, compare, result; one red button leads through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError
from app.services.appraisal.service import AppraisalDraft
from app.services.appraisal.views import AppraisalView
from app.services.changes import Changes, Kind
from app.services.workflow import AppraisalState, Role
from app.ui.context import WorkContext
from app.ui.messages import confirm
from app.ui.pages.year.appraisal.compare_view import CompareView
from app.ui.pages.year.appraisal.counting_view import CountingView
from app.ui.pages.year.appraisal.prepare_view import PrepareForm
from app.ui.pages.year.appraisal.result_view import VotesView
from app.ui.pages.year.appraisal.words import read_only_reason, state_sentence
from app.ui.pages.year.desk import YearDesk
from app.ui.printing import DocumentKind, print_documents
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.toast import toast

_PREPARE, _COUNT, _COMPARE, _RESULT = "prepare", "count", "compare", "result"


class AppraisalDesk(YearDesk):
    """The appraisal of the year around the month shown.

    Attributes:
        parts: Which part is shown: 备票, 计票, 比较, 结果.
    """

    interests: ClassVar[frozenset[Kind]] = frozenset(
        {
            Kind.APPRAISAL,
            Kind.MEMBER,
            Kind.SCHEME,
            Kind.PERIOD,
            Kind.UNIT,
            Kind.POSTING,
            Kind.VETO,
            Kind.ASSESSMENT,
        }
    )

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: AppraisalView | None = None
        self._shown_for = ("", "")
        self.primary = Button("", ButtonKind.PRIMARY)
        self.parts = ChipBar()
        self.print_tally = Button("打印计票表", icon="printer", key="Ctrl+P")
        self.prepare = PrepareForm(context)
        self.counting = CountingView(context)
        self.compare = CompareView(context)
        self.votes = VotesView(context)
        self._content = QWidget()
        self._switch = ContentSwitch(self._content)
        self._places: dict[str, QWidget] = {
            _PREPARE: self.prepare, _COUNT: self.counting, _COMPARE: self.compare, _RESULT: self.votes,
        }  # fmt: skip
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.parts)
        head.addWidget(self.counting.bar, 1)
        head.addStretch()
        head.addWidget(self.print_tally)
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.S)
        inner.addLayout(head)
        for place in self._places.values():
            inner.addWidget(place, 1)
            place.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._switch)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._on_part)
        self.prepare.prepare_wanted.connect(self._on_prepare)
        self.votes.again_wanted.connect(self._on_again)
        self.print_tally.clicked.connect(lambda: print_documents(self.context, self, DocumentKind.TALLIES))
        for part in (self.counting, self.compare):
            part.said.connect(lambda words: toast(self, words))
        if self.primary is not None:
            self.primary.clicked.connect(self._on_primary)
        self._switch.action_pressed.connect(lambda: self.refresh(None))

    # ------------------------------------------------------------------------------------------------- showing

    @property
    def start_widget(self) -> QWidget | None:
        """Where typing goes on."""
        if self.parts.current == _COUNT:
            return self.counting.ballots.grid
        return self.prepare.day

    @property
    def search_field(self) -> QWidget | None:
        """A member on the open ballot."""
        return self.counting.ballots.search if self.parts.current == _COUNT else self.prepare.people.search

    @property
    def writable(self) -> bool:
        """Whether anything can be changed here."""
        return not read_only_reason(self.view, self._role)

    def refresh(self, changes: Changes | None) -> None:
        """Read the set."""
        context = self.context
        if not context.branch_uid:
            self._switch.show_empty("inbox", "还没有党支部", hint="先设置党支部，导入党员名册。")
            return
        try:
            services = context.services.appraisals
            self.view = services.view(context.branch_uid, context.month)
            proposal = services.proposal(context.branch_uid, context.month)
        except (UserError, EnvironmentProblem) as fault:
            self._hide_primary()
            self._switch.show_fault(fault.message, hint=fault.hint)
            return
        self._switch.show_content()
        place = (context.branch_uid, self.view.year if self.view is not None else proposal.year)
        if place != self._shown_for:
            self._shown_for = place
            self._choose_first()
        self._show_chips()
        self.prepare.show_form(proposal, self.view, writable=self.writable)
        self._show_part()
        self.state_changed.emit(state_sentence(self.view))
        self.access_changed.emit(read_only_reason(self.view, self._role))
        self._show_primary()

    def show_target(self, target: object) -> None:
        """Go to a part by its key."""
        if str(target) in self._places:
            self.parts.choose(str(target))
            self._show_part()
            self._show_primary()

    @property
    def _role(self) -> Role:
        return self.context.actor.role if self.context.has_actor else Role.VIEWER

    def _choose_first(self) -> None:
        """The part that is due."""
        view = self.view
        due = _PREPARE
        if view is not None and view.state is AppraisalState.SETTLED:
            due = _RESULT
        elif view is not None and view.state is AppraisalState.COUNTING:
            due = _COUNT
        self._show_chips()
        self.parts.choose(due)

    def _show_chips(self) -> None:
        view = self.view
        chips = [Chip(_PREPARE, "备票")]
        if view is not None:
            chips.append(Chip(_COUNT, "计票"))
            double = [rater for rater in view.raters if len(rater.tallies) > 1]
            if double:
                count = sum(len(rater.differences) for rater in double)
                chips.append(Chip(_COMPARE, "两份比较", count))
            chips.append(Chip(_RESULT, "结果"))
        self.parts.set_chips(chips)

    def _show_part(self) -> None:
        view, key = self.view, self.parts.current
        if view is not None and key == _COUNT:
            self.counting.show_view(view, writable=self.writable)
        elif view is not None and key == _COMPARE:
            self.compare.show_view(view, writable=self.writable)
        elif view is not None and key == _RESULT:
            settled = view.state is AppraisalState.SETTLED
            self.votes.read(may_reopen=settled and view.open and self._role is Role.SECRETARY)
        for name, place in self._places.items():
            place.setVisible(name == key)
        self.counting.bar.setVisible(key == _COUNT)
        self.print_tally.setVisible(view is not None and key in {_COMPARE, _RESULT})

    def _show_primary(self) -> None:
        words = self._step()[0]
        if self.primary is not None:
            self.primary.setText(words)
            self.primary.setVisible(bool(words))

    def _hide_primary(self) -> None:
        if self.primary is not None:
            self.primary.hide()

    def _step(self) -> tuple[str, Callable[[], None]]:
        """The next step: its words and what it does; no words for none."""
        view = self.view
        if not self.writable:
            return "", self._nothing
        if view is None:
            return "备票", self.prepare.ask
        if self.parts.current in {_PREPARE, _COMPARE, _RESULT} and view.problems:
            return "去计票", self._go_counting
        if view.problems:
            returned = any(rater.returned for rater in view.raters)
            return ("继续录入" if returned else "填写收回张数"), self.counting.start
        return "定票", self._on_settle

    # ------------------------------------------------------------------------------------------------- actions

    def _nothing(self) -> None:
        """There is no next step here."""

    def _on_primary(self) -> None:
        self._step()[1]()

    def _on_part(self, _key: str) -> None:
        self._show_part()
        self._show_primary()

    def _go_counting(self) -> None:
        self.parts.choose(_COUNT)
        self._on_part(_COUNT)
        self.counting.start()

    def _on_prepare(self, draft: AppraisalDraft) -> None:
        context, services = self.context, self.context.services.appraisals
        actor, branch, month = context.actor, context.branch_uid, context.month
        self._write(lambda: services.prepare(actor, branch, month, draft), label="正在备票")

    def _on_settle(self) -> None:
        view = self.view
        if view is None:
            return
        # Still to be kept: the ballot that is on the table.
        self.counting.ballots.leave()
        if self._role is Role.SECRETARY:
            words = "；".join(
                f"{rater.name}发出 {rater.given} 张，收回 {rater.returned} 张，有效 {rater.counting.valid} 张，"
                f"无效 {rater.counting.void} 张"
                for rater in view.raters
                if rater.used
            )
            hint = "定票后票数计入年度积分；年度核定以前，书记可以重新计票。"
            if not confirm(self, title="定票", text=f"{words}。", hint=hint, action_label="定票"):
                return
        services, actor = self.context.services.appraisals, self.context.actor
        self._write(
            lambda: services.settle(actor, view.uid), label="正在定票", done=lambda: self._turn_to(_RESULT)
        )

    def _on_again(self, reason: str) -> None:
        view = self.view
        if view is None:
            return
        services, actor = self.context.services.appraisals, self.context.actor

        def done() -> None:
            self.votes.reason.clear()
            self._turn_to(_COUNT)

        self._write(
            lambda: services.count_again(actor, view.uid, reason), label="正在重新打开计票", done=done
        )

    def _turn_to(self, key: str) -> None:
        self.parts.choose(key)
        self._on_part(key)

    def _write(
        self, call: Callable[[], Changes], *, label: str, done: Callable[[], None] | None = None
    ) -> None:
        def succeeded(changes: Changes) -> None:
            toast(self, changes.message)
            if done is not None:
                done()

        self.context.tasks.run(
            lambda _job: call(), parent=self, on_success=succeeded, label=label, cancellable=False
        )
