"""The card within the page: reads a member's year, opens traces, leafs through the list, prints."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import EnvironmentProblem, UserError
from app.services.months import Month
from app.services.scoring import TraceNode
from app.ui.messages import errors_shown
from app.ui.pages.early import early_month
from app.ui.pages.members.card_columns import START, CardLine, node_of, start_of
from app.ui.pages.members.card_view import CardView
from app.ui.pages.members.columns import ListedMember, state_words
from app.ui.printing import DocumentKind, print_documents
from app.ui.theme.theme import current_scale
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.menus import drop_down
from app.ui.widgets.scaled import ScaleWatcher, scaled

if TYPE_CHECKING:
    from app.ui.pages.members.page import MembersPage

_LEAST_PICKER = 100


class CardPart(QObject):
    """What belongs to the card view of the 党员 page.

    Attributes:
        view: The card itself.
        picker: Finds another member's card.
        header_widgets: Shown in the page's header while the card is open.
    """

    def __init__(self, page: MembersPage) -> None:
        super().__init__(page)
        self._page = page
        self._uid = ""
        self.picker = MemberPicker(placeholder="看别人的卡")
        ScaleWatcher(self.picker, self._fit_picker)
        self.previous = IconButton("chevron-up", "上一个人", key="Alt+Up")
        self.next = IconButton("chevron-down", "下一个人", key="Alt+Down")
        self.explain_button = Button("怎么算的", icon="list-checks", key="T")
        self.correct_button = Button("更正", icon="pen-line", key="G")
        self.print_month = Button("打印本月表", icon="printer", key="Ctrl+P")
        self.print_more = Button("其他打印", key="Ctrl+E")
        self.header_widgets: tuple[QWidget, ...] = (self.correct_button, self.print_month, self.print_more)
        self.view = CardView(tools=(self.explain_button, self.picker, self.previous, self.next))
        self.explain_button.clicked.connect(self.view.explain_selected)
        self.correct_button.clicked.connect(self._on_correct)
        self.view.lines.current_changed.connect(self._on_line)
        self._on_line(self.view.lines.current_row)
        self.picker.picked.connect(self._on_picked)
        self.previous.clicked.connect(lambda: self._leaf(-1))
        self.next.clicked.connect(lambda: self._leaf(1))
        self.print_month.clicked.connect(lambda: self._print(DocumentKind.RECORD_FORMS))
        self.print_more.clicked.connect(lambda: drop_down(self.print_menu(), self.print_more))
        self._year_action = QAction("全年积分管理记录表", self.view)
        self._year_action.setShortcut(QKeySequence("Ctrl+Shift+P"))
        self._year_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._year_action.triggered.connect(lambda: self._print(DocumentKind.RECORD_FORMS_YEAR))
        self.view.addAction(self._year_action)
        self.view.trace_requested.connect(self._on_trace)
        self.view.retry_requested.connect(self.refresh)

    def _fit_picker(self) -> None:
        self.picker.setMinimumWidth(scaled(_LEAST_PICKER))
        self.picker.setMaximumWidth(current_scale().side_bar)

    @property
    def uid(self) -> str:
        """Whose card is open."""
        return self._uid

    def open(self, uid: str, *, trace: str | None = None) -> None:
        """Open a member's card, with the arithmetic of one number if ``trace`` names it."""
        if uid != self._uid:
            self.view.forget_month()
            self.view.hide_trace()
        self._uid = uid
        self._fill_picker()
        self.refresh()
        self.view.months.setFocus(Qt.FocusReason.OtherFocusReason)
        if trace is not None:
            self._on_trace(self._page.context.month, trace)

    def refresh(self) -> None:
        """Read the year again."""
        context = self._page.context
        row = self._row()
        name = row.member.label if row is not None else ""
        self._page.header.set_title(f"{name} · 一人一卡" if name else "一人一卡")
        self._page.header.set_state(self._state(row))
        try:
            year = context.services.records.member_year(context.branch_uid, self._uid, context.month)
            stays = context.services.members.detail(self._uid).stays
            early = early_month(context)
        except (UserError, EnvironmentProblem) as fault:
            self.view.show_fault(fault.message, fault.hint)
            return
        came = min((stay.start for stay in stays), default=None)
        self.view.show_year(year, name=name, came=came, early=early)
        counts = year is not None and year.liable
        self._year_action.setEnabled(counts)
        for button in (self.print_month, self.print_more):
            button.setEnabled(counts)
            button.setToolTip("" if counts else "没有分数，没有可打印的")

    def _on_line(self, row: CardLine | None) -> None:
        """What the program makes is nobody's entry: it changes with the facts that it comes from."""
        entry = row is not None and row.data.confirmed_on is not None
        self.correct_button.setEnabled(entry)
        self.correct_button.setToolTip("" if entry else "先选一条评定过的事项")

    def _on_correct(self) -> None:
        row = self.view.lines.current_row
        if row is not None:
            self._page.context.go("objections", ("correction", row.data.uid))

    def _row(self) -> ListedMember | None:
        return next((row for row in self._page.list.rows if row.member.uid == self._uid), None)

    def _state(self, row: ListedMember | None) -> str:
        if row is None:
            return ""
        words = [row.member.group, row.category, state_words(row), f"截至{self._page.context.month.title}"]
        return " · ".join(word for word in words if word)

    def _fill_picker(self) -> None:
        members = [row.member for row in self._page.list.rows]
        self.picker.set_people(
            [Person(m.uid, m.label, pinyin=m.pinyin, initials=m.initials, name=m.name) for m in members]
        )
        self.picker.clear_pick()
        uids = self._page.list.shown_uids()
        place = uids.index(self._uid) if self._uid in uids else -1
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(0 <= place < len(uids) - 1)

    def _on_picked(self, uid: str) -> None:
        self._page.list.select(uid)
        self.open(uid)

    def _leaf(self, step: int) -> None:
        uids = self._page.list.shown_uids()
        if self._uid in uids:
            place = uids.index(self._uid) + step
            if 0 <= place < len(uids):
                self._on_picked(uids[place])

    def _on_trace(self, month: Month, ref: str) -> None:
        context = self._page.context
        with errors_shown(self._page):
            root = context.services.records.explain(context.branch_uid, self._uid, month)
            start = self.view.start
            if ref == START and start is not None:
                node: TraceNode | None = start_of(root, *start)
            else:
                node = node_of(root, ref) if ref else root
            # A line that was reversed stands in no sum: the whole year says so.
            shown = node or root
            words = shown.title if node is not None and ref else f"到{month.title}底的本年累计"
            self.view.show_trace(f"{words}是怎么算的", shown)

    def print_menu(self) -> QMenu:
        """The year's record form; 积分说明 of this member, of the group, of all."""
        menu = QMenu(self._page)
        menu.addAction(self._year_action)
        menu.addSeparator()
        row = self._row()
        if row is None:
            return menu
        here = [each.member for each in self._page.list.rows if each.member.active]
        own = [member.uid for member in here if member.group_uid == row.member.group_uid]
        menu.addAction(f"{row.member.label}的积分说明", partial(self._print_why, (self._uid,)))
        if row.member.group and len(own) > 1:
            menu.addAction(
                f"{row.member.group} {len(own)} 人的积分说明", partial(self._print_why, tuple(own))
            )
        menu.addAction(f"全部 {len(here)} 人的积分说明", partial(self._print_why, ()))
        return menu

    def _print_why(self, uids: tuple[str, ...], _checked: bool = False) -> None:
        context = self._page.context
        print_documents(context, self._page, DocumentKind.EXPLANATIONS, uids)

    def _print(self, kind: DocumentKind) -> None:
        month = self.view.month or self._page.context.month
        print_documents(self._page.context, self._page, kind, (self._uid,), month=month)
