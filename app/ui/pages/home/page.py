"""首页: this month as steps, what is to be done, and how the year stands."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes, Kind
from app.services.home import StepState as ServiceState
from app.services.home import Todo
from app.services.months import Month
from app.services.press import DocumentKind
from app.ui.context import WorkContext
from app.ui.messages import errors_shown, show_error
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.home.cards import BranchesCard, EventCard, TodoCard, YearCard
from app.ui.pages.home.facts import HomeFacts, read_facts, red_step
from app.ui.pages.home.year_list import YearList
from app.ui.pages.reading import Reading
from app.ui.printing import WHOLE_MONTH, PrintMenuButton, print_documents
from app.ui.safety.banners import SafetyBanners
from app.ui.safety.rounds import BackupRound
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import StepCard, StepRow, StepState
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled

_STEPS = ("申报", "汇总", "评定", "公示", "归档")
_STATES = {
    ServiceState.DONE: StepState.DONE,
    ServiceState.CARE: StepState.MISSING,
    ServiceState.NEXT: StepState.WORKING,
    ServiceState.WAIT: StepState.WAITING,
}
_MONTH_PREFIX = "month:"
_YEAR_PREFIX = "year:"
#: Width of the search field, and its least, at the normal type.
_SEARCH, _LEAST_SEARCH = 260, 170
#: Below this width the two columns of cards stand below each other.
_NARROW = 760


class HomePage(Page):
    """The month at a glance.

    Attributes:
        steps: The five cards.
        todo_card: 要办的事.
        year_card: 今年累计.
        banners: Room on the disk and the date, where something is wrong.
        backup_round: The weekly check of an older backup.
        search: Finds a member or a sheet by its form number.
    """

    title: ClassVar[str] = "首页"
    interests: ClassVar[frozenset[Kind]] = frozenset()
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        # The month is the heading: the side bar says already which page this is.
        self.header.set_title("")
        self._facts: HomeFacts | None = None
        self._reading = Reading(context.tasks, "正在读取本月情况", self)
        self.search = MemberPicker(placeholder="找党员：姓名、首字母或表号")
        self.steps = [StepCard(number, title) for number, title in enumerate(_STEPS, 1)]
        self.todo_card, self.event_card = TodoCard(), EventCard()
        self.year_card, self.branches_card = YearCard(), BranchesCard()
        self.year_list = YearList(context)
        self.banners = SafetyBanners(context)
        self.backup_round = BackupRound(context, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        ScaleWatcher(self.search, self._fit_search)
        self._print = Button("打印本月全套", icon="printer", key="Ctrl+P")
        self._papers = PrintMenuButton(
            self.context,
            (
                DocumentKind.BLANK_CARDS,
                DocumentKind.CARDS,
                DocumentKind.GROUP_SHEETS,
                DocumentKind.MEETING_SIGN_IN,
                DocumentKind.MEETING_RESULT,
                DocumentKind.RECORD_FORMS,
                DocumentKind.EXPLANATIONS,
                DocumentKind.RECORD_FORMS_YEAR,
                DocumentKind.BOARD_A4,
                DocumentKind.BOARD_A3,
                DocumentKind.LEDGER_XLSX,
            ),
            text="单项",
        )
        for widget in (self.search, self._print, self._papers):
            self.header.add(widget)
        body = ScrollBody()
        body.column.setSpacing(Space.M)
        self._step_row = StepRow(self.steps)
        body.column.addWidget(self._step_row)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(Space.M)
        for cards, stretch in (
            ((self.todo_card, self.event_card), 3),
            ((self.year_card, self.branches_card), 2),
        ):
            column = QVBoxLayout()
            column.setSpacing(Space.M)
            column.addWidget(cards[0])
            column.addWidget(cards[1], 1)
            self._halves.addLayout(column, stretch)
        body.column.addLayout(self._halves, 1)
        self._places = QStackedWidget()
        self._places.addWidget(body)
        self._places.addWidget(self.year_list)
        self._switch = ContentSwitch(self._places)
        self.content.addWidget(self.banners)
        self.content.addWidget(self._switch, 1)

    def _fit_search(self) -> None:
        """Wide enough for its hint where there is room, never so wide that the buttons are pushed aside."""
        self.search.setFixedWidth(max(scaled(_LEAST_SEARCH), min(scaled(_SEARCH), self.width() // 4)))

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._switch.action_pressed.connect(self._on_empty_action)
        self.search.picked.connect(self._on_picked)
        self.search.returnPressed.connect(self._on_search_entered)
        self._print.clicked.connect(lambda: print_documents(self.context, self, WHOLE_MONTH))
        for number, card in enumerate(self.steps):
            card.pressed.connect(lambda place=number: self._on_step(place))
        self.todo_card.pressed.connect(self._on_todo)
        self.event_card.more_wanted.connect(lambda: self.context.go("system"))
        self.year_card.opened.connect(self._on_year_opened)
        self.branches_card.chosen.connect(self.context.set_branch)
        self.year_list.left.connect(lambda: self._places.setCurrentIndex(0))
        self.year_list.member_opened.connect(lambda uid: self.context.go("members", uid))

    @property
    def primary_action(self) -> Button | None:
        """The red button of the steps."""
        return next((card.button for card in self.steps if card.button.kind.value == "primary"), None)

    @property
    def search_field(self) -> QWidget | None:
        """The search in the header."""
        return self.search

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the month."""
        if changes is None:
            self._places.setCurrentIndex(0)
        services = self.context.services
        branches = tuple((branch.uid, branch.short_name) for branch in self.context.branches)
        branch_uid, month = self.context.branch_uid, self.context.month
        if not branch_uid:
            self._switch.show_empty("landmark", "还没有党支部", hint="请重新打开程序，按提示完成初次设置。")
            return
        self._switch.show_loading()
        self._reading.start(lambda: read_facts(services, branches, branch_uid, month))

    def _on_arrived(self, facts: HomeFacts) -> None:
        self._facts = facts
        self.banners.show_safety(facts.safety)
        self.backup_round.begin()
        self.header.set_state(facts.view.sentence)
        self.search.set_people(
            [Person(m.uid, m.label, m.pinyin, m.initials, m.name) for m in facts.people]
        )  # fmt: skip
        if facts.empty:
            self._switch.show_empty(
                "users",
                "先导入党员名册",
                action="导入名册",
                hint="有了党员，每月的申报、评定和公示就能开始。",
            )
            return
        self._switch.show_content()
        self._show_steps(facts)
        self.todo_card.show_todos(facts.view.todos)
        self.event_card.show_events(facts.events)
        current = next((b for b in facts.branches if b.uid == self.context.branch_uid), None)
        self.year_card.show_year(facts.view, current)
        self.branches_card.show_branches(facts.branches, current=self.context.branch_uid)

    def _show_steps(self, facts: HomeFacts) -> None:
        red = red_step(facts.view.steps)
        for card, step in zip(self.steps, facts.view.steps, strict=True):
            card.show_step(
                state=_STATES[step.state],
                figure=step.figure,
                share=step.progress,
                note=step.note,
                action=step.action,
                primary=bool(step.action) and step.title == red,
                key=PRIMARY_KEY,
            )
        self._step_row.fit()

    def _on_failed(self, fault: BaseException) -> None:
        self._facts = None
        self._switch.show_fault("本月情况没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    # ---------------------------------------------------------------------------------------------------- slots

    def _on_empty_action(self) -> None:
        if self._facts is not None and self._facts.empty:
            # Imported here: 首页 is the first page and shall not wait for another.
            from app.ui.pages.members import IMPORT_TARGET

            self.context.go("members", IMPORT_TARGET)
        else:
            self.refresh(None)

    def _on_step(self, place: int) -> None:
        if self._facts is not None:
            self.context.go(self._facts.view.steps[place].key)

    def _on_todo(self, todo: Todo) -> None:
        if todo.page.startswith(_MONTH_PREFIX):
            self.context.set_month(Month.parse(todo.page.removeprefix(_MONTH_PREFIX)))
        elif todo.page.startswith(_YEAR_PREFIX):
            self.context.set_month(Month.parse(todo.page.removeprefix(_YEAR_PREFIX)))
            self.context.go("year", "assessment")
        else:
            self.context.go(todo.page)

    def _on_picked(self, uid: str) -> None:
        self.search.clear_pick()
        self.context.go("members", uid)

    def _on_search_entered(self) -> None:
        """A form number, typed or scanned, opens the record that it stands for."""
        text = self.search.text().strip()
        if not text or self.search.uid:
            return
        with errors_shown(self):
            hits = self.context.services.search.find(text)
            if not hits:
                self.toast(f"没有找到“{text}”。")
                return
            hit = hits[0]
            self.search.clear_pick()
            if hit.branch_uid:
                self.context.set_branch(hit.branch_uid)
            if hit.month is not None:
                self.context.set_month(hit.month)
            self.context.go("members" if hit.page == "card" else hit.page, hit.uid or None)

    def _on_year_opened(self) -> None:
        self._places.setCurrentWidget(self.year_list)
        self.year_list.open_for(self.context.branch_uid, self.context.month)

    # ------------------------------------------------------------------------------------------------ overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cards where there is no room for two columns."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        self._fit_search()
        narrow = event.size().width() < _NARROW
        self._halves.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
