"""逐人录入: the list of cards, the entry strip, the chosen card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.attachments import AttachmentView
from app.services.changes import Changes
from app.services.declarations import CardRow, MonthCards
from app.services.lines import LineView
from app.services.workflow import CardState
from app.ui.context import WorkContext
from app.ui.messages import errors_shown, show_error
from app.ui.pages.declare import photos
from app.ui.pages.declare.card_panel import CardPanel
from app.ui.pages.declare.member_list import MemberList
from app.ui.pages.declare.order import Order
from app.ui.pages.declare.strip import EntryStrip
from app.ui.pages.declare.undo import Removed, draft_of, put_back, remove_line, take_out
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.scaled import ScaleWatcher
from app.ui.widgets.toast import toast

_LIST_WIDTH = 312
_NARROW_LIST_WIDTH = 244
_NARROW = 1000


class MemberView(QWidget):
    """The cards of a month, one by one.

    Signals:
        sheet_requested: Uid of the activity whose attendance sheet should be opened.
    """

    sheet_requested = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._month: MonthCards | None = None
        self._chosen = ""
        self.list = MemberList()
        self.strip = EntryStrip(context)
        self.card = CardPanel(context)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        right = QVBoxLayout()
        right.setSpacing(Space.S)
        right.addWidget(self.strip)
        right.addWidget(self.card, 1)
        row.addWidget(self.list)
        ScaleWatcher(self.list, self._fit_list)
        row.addLayout(right, 1)
        self._connect()

    def _connect(self) -> None:
        self.list.member_chosen.connect(self._on_list_member)
        self.list.entry_wanted.connect(self.strip.start)
        self.list.all_empty_wanted.connect(self._on_all_empty)
        self.strip.member_picked.connect(self.show_member)
        self.strip.next_member_requested.connect(self._on_next_member)
        self.strip.left.connect(self.list.table.setFocus)
        self.strip.save_requested.connect(self._on_save)
        self.card.edit_requested.connect(self.strip.edit)
        self.card.remove_requested.connect(self._on_remove)
        self.card.resubmit_requested.connect(self._on_resubmit)
        self.card.sheet_requested.connect(lambda line: self.sheet_requested.emit(line.activity_uid))
        self.card.hand_in_toggled.connect(self._on_hand_in)
        self.card.picture_add_requested.connect(self._on_picture_add)
        self.card.picture_wanted.connect(self._on_picture)

    # ------------------------------------------------------------------------------------------------- showing

    @property
    def chosen(self) -> str:
        """Uid of the member whose card is shown; empty for nobody."""
        return self._chosen

    def show_month(self, month: MonthCards, *, today: date, decimals: int, writable: bool) -> None:
        """Show the cards of a month."""
        self._month = month
        self.strip.set_month(month.month, today=today, decimals=decimals)
        members = [card.member for card in month.cards]
        self.strip.set_people(members, [member for member in members if member.status == "full"])
        self.strip.same_act.set_lines(month.lines)
        self.strip.set_writable(writable=writable)
        self.card.show_month(month, decimals=decimals, writable=writable)
        self.list.show_month(month, decimals=decimals, writable=writable)
        # Chips come and grow with the month.
        self._fit_list()
        known = {member.uid for member in members}
        if self._chosen not in known:
            self._chosen = self.list.following("")
        self.show_member(self._chosen)

    def show_member(self, uid: str) -> None:
        """Show one card in list, strip and panel."""
        self._chosen = uid
        self.list.select(uid)
        # Never two people on one page: what is typed goes with the form, and a line being changed is left alone.
        if self.strip.member_uid != uid and self.strip.is_editing:
            self.strip.stop_editing()
        self.strip.show_member(uid)
        card = self._card_of(uid)
        collected = card is not None and card.state is CardState.COLLECTED
        group = card.member.group if card is not None else ""
        note = f"{group}已汇总，补录前请到“汇总”页退回本组。" if collected else ""
        self.strip.set_card_note(note if self._month is not None and self._month.editable else "")
        self.card.show_card(uid)

    def show_line(self, uid: str) -> bool:
        """Show one line on its card; ``False`` when it is not of this month."""
        month = self._month
        lines = (*month.lines, *month.returned) if month is not None else ()
        line = next((each for each in lines if each.uid == uid), None)
        if line is None:
            return False
        self.show_member(line.member.uid)
        self.card.select(uid)
        self.card.table.setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way where there is little room."""
        super().resizeEvent(event)
        self._fit_list()

    def _fit_list(self) -> None:
        width = _NARROW_LIST_WIDTH if self.width() < _NARROW else _LIST_WIDTH
        wanted = max(round(width * current_scale().body / 11), self.list.chips.minimumSizeHint().width())
        self.list.setFixedWidth(wanted)

    # ------------------------------------------------------------------------------------------------- writing

    def _on_save(self, order: Order) -> None:
        services, actor = self._context.services.declarations, self._context.actor
        branch, month = self._context.branch_uid, self._context.month
        before = self._line(order.line_uid)
        missing = frozenset(m.uid for m in self._month.missing) if self._month is not None else frozenset()

        def work(_job: object) -> Changes:
            if order.line_uid:
                return services.update(actor, branch, month, order.line_uid, order.draft)
            return services.add(actor, branch, month, [order.draft])

        def undo() -> Changes:
            if before is not None:
                return services.update(actor, branch, month, before.uid, draft_of(before))
            return take_out(self._context, new, missing)

        new: tuple[str, ...] = ()

        def done(changes: Changes) -> None:
            nonlocal new
            new = changes.ids
            self.card.select(changes.ids[0])
            self._offer(changes.message, undo)

        def refused(fault: BaseException) -> None:
            if not (isinstance(fault, UserError) and self.strip.refuse(order, fault)):
                show_error(fault, self)

        self._context.tasks.run(work, parent=self, on_success=done, on_error=refused, label="正在保存")

    def _on_remove(self, line: LineView) -> None:
        context = self._context

        def done(removed: Removed) -> None:
            words = f"已删除 {line.member.name} 的“{line.item_name}”"
            self._offer(words, lambda: put_back(context, removed))

        context.tasks.run(
            lambda _job: remove_line(context, line), parent=self, on_success=done, label="正在删除"
        )

    def _on_hand_in(self, card: CardRow) -> None:
        # One empty card after the other: N goes on by itself, in the order shown before.
        follower = "" if card.handed_in else self.list.following(card.member.uid)
        self._mark_empty([card.member.uid], undo=card.handed_in, follower=follower)

    def _on_all_empty(self, uids: list[str]) -> None:
        self._mark_empty(uids, undo=False, follower="")

    def _mark_empty(self, uids: list[str], *, undo: bool, follower: str) -> None:
        """本月无申报 for some members, or taking it back."""
        context = self._context
        services = context.services.declarations

        def hand_in() -> Changes:
            return services.hand_in(context.actor, context.branch_uid, context.month, uids)

        def take_back() -> Changes:
            return services.take_back(context.actor, context.branch_uid, context.month, uids)

        forth, back = (take_back, hand_in) if undo else (hand_in, take_back)

        def done(changes: Changes) -> None:
            self._offer(changes.message, back)
            if follower:
                self.show_member(follower)

        context.tasks.run(lambda _job: forth(), parent=self, on_success=done, label="正在保存")

    def _on_resubmit(self, line: LineView) -> None:
        context = self._context
        context.tasks.run(
            lambda _job: context.services.declarations.resubmit(
                context.actor, context.branch_uid, context.month, line.uid
            ),
            parent=self,
            on_success=lambda changes: self.card.select(changes.ids[0]),
            label="正在保存",
        )

    def _on_picture_add(self, line: LineView) -> None:
        context = self._context
        source = photos.choose_photo(self, context.settings.folder)
        if source is None:
            return
        context.settings.folder = str(source.parent)
        context.tasks.run(
            lambda _job: context.services.attachments.add(context.actor, line.uid, source),
            parent=self,
            label=f"正在添加 {source.name}",
            cancellable=False,
        )

    def _on_picture(self, line: LineView, picture: AttachmentView) -> None:
        context = self._context
        removable = self.card.picture.isEnabled()
        with errors_shown(self):
            data = context.services.attachments.data(picture.sha256)
            answer = photos.PhotoDialog.ask(self, picture.file_name, data, removable=removable)
            if answer is photos.PhotoAnswer.REMOVE:
                context.tasks.run(
                    lambda _job: context.services.attachments.remove(context.actor, picture.uid),
                    parent=self,
                    label="正在移除",
                )

    # ------------------------------------------------------------------------------------------------- inside

    def _offer(self, words: str, undo: Callable[[], Changes]) -> None:
        """Say what was done, with the way back."""

        def run() -> None:
            self._context.tasks.run(
                lambda _job: undo(),
                parent=self,
                on_success=lambda changes: self.card.select(changes.ids[0]),
                label="正在撤销",
            )

        toast(self, words, undo=run)

    def _on_list_member(self, uid: str) -> None:
        if uid != self._chosen:
            self.show_member(uid)

    def _on_next_member(self) -> None:
        following = self.list.following(self._chosen)
        if following:
            self.show_member(following)
            self.strip.form.item.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card_of(self, uid: str) -> CardRow | None:
        cards = self._month.cards if self._month is not None else ()
        return next((card for card in cards if card.member.uid == uid), None)

    def _line(self, uid: str) -> LineView | None:
        lines = self._month.lines if self._month is not None else ()
        return next((line for line in lines if line.uid == uid), None)
