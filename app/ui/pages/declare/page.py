"""The 申报 page: the month's cards, entered in three ways."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.clock import today
from app.errors import EnvironmentProblem, UserError
from app.services.changes import Changes, Kind
from app.services.declarations import MonthCards
from app.services.press import DOCUMENT_NAMES
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.page import Page
from app.ui.pages.declare.by_activity import ActivityTab
from app.ui.pages.declare.by_list import ListTab
from app.ui.pages.declare.by_member import MemberView
from app.ui.pages.declare.people import listed
from app.ui.pages.declare.segments import Segment, Segments
from app.ui.pages.early import EarlyMonth, early_month
from app.ui.printing import DocumentKind, print_documents
from app.ui.widgets.buttons import Button
from app.ui.widgets.menus import drop_down
from app.ui.widgets.placeholders import ContentSwitch

_VIEWER = "查看人只能查看和打印，录入须由组织委员或书记办理。"


class DeclarePage(Page):
    """Members' declarations of a month.

    ``show_target`` takes the uid of a member, of a line or of an activity.
    """

    title = "申报"
    interests = frozenset(
        {
            Kind.LINE, Kind.ACTIVITY, Kind.MEMBER, Kind.GROUP, Kind.SCHEME, Kind.COLLECTION, Kind.PERIOD,
            Kind.POSTING, Kind.UNIT,
        }
    )  # fmt: skip
    shows_month = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.segments = Segments(
            [
                Segment("member", "逐人录入", "F2"),
                Segment("activity", "活动考勤", "F3"),
                Segment("list", "按名单勾选", "F4"),
            ]
        )
        self.print_button = Button("打印", icon="printer", key="Ctrl+P")
        self.header.add(self.segments)
        self.header.add(self.print_button)
        self.by_member = MemberView(context)
        self.by_activity = ActivityTab(context)
        self.by_list = ListTab(context)
        self._stack = QStackedWidget()
        for tab in (self.by_member, self.by_activity, self.by_list):
            self._stack.addWidget(tab)
        self._switch = ContentSwitch(self._stack)
        self._empty_action = ""
        self._early: EarlyMonth | None = None
        self._cards: MonthCards | None = None
        self._decimals = 1
        self._filled: set[str] = set()
        self.content.addWidget(self._switch, 1)
        self.segments.chosen.connect(self.show_tab)
        self.print_button.clicked.connect(self._on_print)
        self.by_member.sheet_requested.connect(self._on_sheet_requested)
        self._switch.action_pressed.connect(self._on_empty_pressed)

    @property
    def primary_action(self) -> Button | None:
        """The red button of the way in that is shown."""
        return {
            "member": self.by_member.strip.form.save,
            "activity": self.by_activity.save,
            "list": self.by_list.save,
        }[self.segments.current]

    @property
    def start_widget(self) -> QWidget | None:
        """Typing begins at once."""
        if self.read_only and self.segments.current == "member":
            return self.by_member.list.table
        form = self.by_member.strip.form
        starts: dict[str, QWidget] = {
            "member": form.item if form.member.uid else form.member,
            "activity": self.by_activity.start_widget,
            "list": self.by_list.item,
        }
        return starts[self.segments.current]

    @property
    def search_field(self) -> QWidget | None:
        """Ctrl+F looks for a member's card."""
        if self.segments.current == "member":
            return self.by_member.strip.form.member
        return (self.by_activity if self.segments.current == "activity" else self.by_list).people.search

    def refresh(self, changes: Changes | None) -> None:
        """Read the month's cards; the sheets only when they are concerned."""
        if not self.context.branch_uid:
            self._show_empty("users", "还没有党支部", action="去党员", hint="先设置党支部，导入党员名册。")
            return
        services, branch, month = self.context.services, self.context.branch_uid, self.context.month
        self._switch.show_loading()
        try:
            self._early = early_month(self.context)
            cards = services.declarations.month(branch, month)
            decimals = services.schemes.current(branch, month.last).decimals
        except (UserError, EnvironmentProblem) as fault:
            self._empty_action = ""
            self._switch.show_fault(fault.message, hint=fault.hint)
            return
        early = self._early
        if early is not None and not cards.lines:
            self._show_empty("pencil", early.text, action=early.action, hint=early.hint)
            return
        if not cards.cards:
            self._show_empty(
                "users", f"{month.title}没有要申报的党员", action="去党员", hint="先导入或登记党员。"
            )
            return
        self._show(cards, decimals=decimals)
        self.print_button.show()
        self.segments.show()
        self._switch.show_content()

    def showEvent(self, event: QShowEvent) -> None:
        """Opened again, the list begins with those who are still missing."""
        super().showEvent(event)
        if not event.spontaneous():
            self.by_member.list.arrange_anew()

    def show_tab(self, name: str) -> None:
        """Choose a way in: ``member``, ``activity`` or ``list``."""
        self._fill(name)
        self.segments.choose(name)
        self._stack.setCurrentIndex(["member", "activity", "list"].index(name))
        start = self.start_widget
        if start is not None:
            start.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_target(self, target: object) -> None:
        """Go to a line, an activity, or the card of a member, by uid."""
        uid = str(target)
        self._fill("activity")
        if self.by_activity.select(uid):
            self.show_tab("activity")
            return
        self.show_tab("member")
        if not self.by_member.show_line(uid):
            self.by_member.show_member(uid)
            self.by_member.strip.start()

    def _show(self, cards: MonthCards, *, decimals: int) -> None:
        viewer = not self.context.has_actor or self.context.actor.role is Role.VIEWER
        self.set_read_only(cards.reason or (_VIEWER if viewer else ""))
        self._cards, self._decimals = cards, decimals
        self._filled.clear()
        self._fill(self.segments.current)
        self.header.set_state(self._sentence(cards))

    def _fill(self, name: str) -> None:
        """Fill a way in with the month that was read last; those that nobody looks at wait until they are shown."""
        if self._cards is None or name in self._filled:
            return
        self._filled.add(name)
        day, writable = today(self.context.services.clock), not self.read_only
        if name == "member":
            self.by_member.show_month(self._cards, today=day, decimals=self._decimals, writable=writable)
        elif name == "activity":
            self.by_activity.show_month(self._cards, today=day, writable=writable)
        else:
            self.by_list.show_month(self._cards, today=day, writable=writable)

    def _sentence(self, cards: MonthCards) -> str:
        missing = cards.missing
        counts = f"已交卡 {len(cards.cards) - len(missing)} / {len(cards.cards)}"
        if not missing:
            return f"{counts}，全部交齐，共 {len(cards.lines)} 条。"
        return f"{counts}，未交：{listed(m.label for m in missing)}"

    def _show_empty(self, icon: str, text: str, *, action: str, hint: str) -> None:
        self._empty_action = "members"
        self.set_read_only("")
        self.header.set_state("")
        self.print_button.hide()
        self.segments.hide()
        self._switch.show_empty(icon, text, action=action, hint=hint)

    def _on_empty_pressed(self) -> None:
        if self._early is not None:
            self.context.set_month(self._early.first)
        elif self._empty_action:
            self.context.go(self._empty_action)
        else:
            self.refresh(None)

    def _on_sheet_requested(self, uid: str) -> None:
        self._fill("activity")
        if self.by_activity.select(uid):
            self.show_tab("activity")

    def _on_print(self) -> None:
        drop_down(self.print_menu(), self.print_button)

    def print_menu(self) -> QMenu:
        """The member under the cursor, the group (its head hands the cards out and in), everybody, blank cards."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        members = [card.member for card in self._cards.cards] if self._cards is not None else []
        chosen = next((member for member in members if member.uid == self.by_member.chosen), None)
        if self.segments.current == "member" and chosen is not None:
            self._offer_print(menu, f"{chosen.label}的", [chosen.uid])
            own = [member.uid for member in members if member.group_uid == chosen.group_uid]
            if chosen.group_uid:
                self._offer_print(menu, f"{chosen.group} {len(own)} 人的", own)
        self._offer_print(menu, f"全部 {len(members)} 人的", [])
        menu.addAction("空白申报卡", lambda: print_documents(self.context, self, DocumentKind.BLANK_CARDS))
        return menu

    def _offer_print(self, menu: QMenu, whose: str, uids: list[str]) -> None:
        for kind in (DocumentKind.CARDS, DocumentKind.RECORD_FORMS):
            menu.addAction(f"{whose}{DOCUMENT_NAMES[kind]}", partial(self._print_some, kind, uids))
        menu.addSeparator()

    def _print_some(self, kind: DocumentKind, uids: list[str], _checked: bool = False) -> None:
        print_documents(self.context, self, kind, uids)
