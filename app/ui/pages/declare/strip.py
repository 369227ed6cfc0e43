"""The entry strip: one line of a card typed with the keyboard alone.

党员 → 项目 → 日期 → 数量, 档次 or 评分 → 角色 → 依据. Enter goes to the next field that still needs something and
saves when nothing does; Tab goes through all fields. What the line would claim is shown while it is typed.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.errors import UserError, ValidationFailed
from app.services.line_entry import LineDraft
from app.services.lines import LineView
from app.services.member_views import MemberRow
from app.services.months import Month
from app.services.numbers import format_points
from app.services.scoring import Item, Names, describe_item
from app.ui.context import WorkContext
from app.ui.pages.declare.amount import ONE, AmountFields
from app.ui.pages.declare.order import Order
from app.ui.pages.declare.people import item_choices, person_of
from app.ui.pages.declare.same_act import SameAct
from app.ui.pages.declare.strip_form import StripForm
from app.ui.pages.declare.undo import draft_of
from app.ui.pages.declare.wanted import wanted_fields
from app.ui.pages.declare.words import advice
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import Role, set_role
from app.ui.widgets.member_picker import MemberPicker

_HINT = "回车：下一格，填齐即保存　Tab：逐格　项目空着回车：下一人　Esc：名单"


class EntryStrip(QFrame):
    """Fields for one line.

    Signals:
        save_requested: An :class:`Order`. The strip is empty for the next line by then.
        member_picked: Uid of the member whose card is wanted.
        next_member_requested: Enter was pressed on an empty item.
        left: Escape was pressed; the focus should go to the list.
    """

    save_requested = Signal(object)
    member_picked = Signal(str)
    next_member_requested = Signal()
    left = Signal()

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("surface", "card")
        self.form = StripForm(self)
        self.amount = AmountFields(self.form)
        self.same_act = SameAct(self.form)
        self._items: dict[str, Item] = {}
        self._names = Names()
        self._month = context.month
        self._decimals = 1
        self._editing = ""
        self._day_before: date | None = None
        self._card_note = ""
        self._writable = True
        self._connect()
        self.show_item(None)

    # ------------------------------------------------------------------------------------------------- filling

    def set_month(self, month: Month, *, today: date, decimals: int) -> None:
        """Enter lines of this month."""
        changed = month != self._month
        self._month, self._decimals = month, decimals
        self.form.date.set_shown_month(month.first)
        if changed or self.form.date.value is None:
            self.form.date.set_value(min(max(today, month.first), month.last))
        self._load_items()

    def set_people(self, members: list[MemberRow], seconds: list[MemberRow]) -> None:
        """Offer these members, and these as second persons."""
        self.form.member.set_people([person_of(member) for member in members])
        self.form.second.set_people([person_of(member) for member in seconds])
        self.form.also.set_people([person_of(member) for member in members])

    def set_writable(self, *, writable: bool) -> None:
        """Allow entries or not."""
        self._writable = writable
        self.form.set_enabled(enabled=writable)
        # Where nothing can be typed the cards get the room.
        self.setVisible(writable)

    def set_card_note(self, text: str) -> None:
        """Say why nothing can be added to this member's card now; empty when it can."""
        self._card_note = text
        self._show_state()

    def show_member(self, uid: str) -> None:
        """Take another member, without telling."""
        if uid != self.form.member.uid:
            self.form.member.pick(uid)
            self.form.member.setCursorPosition(0)
            self.form.told.clear()
        self._show_state()

    @property
    def member_uid(self) -> str:
        """Whose card is typed."""
        return self.form.member.uid

    @property
    def is_editing(self) -> bool:
        """Whether a saved line is being changed."""
        return bool(self._editing)

    @property
    def busy_typing(self) -> bool:
        """Whether something is typed that is not saved."""
        return bool(self.form.item.text().strip() or self._editing)

    def edit(self, line: LineView) -> None:
        """Load a line to change it."""
        if not self._editing:
            self._day_before = self.form.date.value
        self._restore(Order(draft_of(line), line.uid))
        # A long name is read from its beginning.
        self.form.item.setCursorPosition(0)
        self.form.date.setFocus()

    def stop_editing(self) -> None:
        """Give up changing a line."""
        self._end_editing()
        self._clear_line()

    def start(self) -> None:
        """Put the focus where typing begins: the member, or the item when a member is chosen."""
        (self.form.item if self.form.member.uid else self.form.member).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def refuse(self, order: Order, fault: UserError) -> bool:
        """Put a line back that could not be saved. ``False`` when another one is being typed already."""
        if self.busy_typing:
            return False
        self._restore(order)
        if isinstance(fault, ValidationFailed):
            codes = {issue.code.split(".")[0] for issue in fault.issues}
            self.form.mark_faults(codes)
            words = "；".join(issue.message for issue in fault.issues)
        else:
            words = f"{fault.message}{fault.hint}"
        self._say(words, "fault")
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower fields where there is no room for all."""
        super().resizeEvent(event)
        self.form.set_width(self, event.size().width())

    # ------------------------------------------------------------------------------------------------- inside

    def _connect(self) -> None:
        form = self.form
        form.member.picked.connect(self._on_member_picked)
        form.item.picked.connect(self._on_item_picked)
        form.item.textEdited.connect(self._on_item_edited)
        form.date.date_changed.connect(self._on_date_changed)
        form.save.clicked.connect(self._on_save_clicked)
        form.cancel.clicked.connect(self.stop_editing)
        for signal in form.change_signals():
            signal.connect(self._show_state)
        for field in form.sequence():
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Escape mean the same in every field; an open list below a field comes first."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if isinstance(watched, MemberPicker) and watched.popup.isVisible():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self._on_enter(watched)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._on_escape()
            return True
        return super().eventFilter(watched, event)

    def _on_enter(self, field: QObject) -> None:
        form = self.form
        if field is form.member:
            if form.member.uid:
                form.item.setFocus()
            elif form.member.text().strip():
                mark_fault(form.member, fault=True)
        elif field is form.item and not form.item.text().strip() and not self._editing:
            self.next_member_requested.emit()
        elif field is form.item and not form.item.uid:
            mark_fault(form.item, fault=True)
        else:
            self._go_on(field)

    def _go_on(self, field: QObject | None) -> None:
        """To the next field that needs something; saves when none does."""
        order = self.form.sequence()
        here = next((place for place, each in enumerate(order) if each is field), -1)
        wanted = self._wanted()
        later = [each for each in order[here + 1 :] if each in wanted]
        must = [each for each in order if wanted.get(each)]
        goal = later[0] if later else (must[0] if must else None)
        if goal is None:
            self._save()
            return
        if wanted[goal] and goal in order[: here + 1]:
            mark_fault(goal, fault=True)
        goal.setFocus(Qt.FocusReason.TabFocusReason)

    def _wanted(self) -> dict[QWidget, bool]:
        return wanted_fields(self.form, self.amount, self._item)

    @property
    def _item(self) -> Item | None:
        return self._items.get(self.form.item.uid)

    @property
    def _late(self) -> bool:
        """A deed of an earlier month. How late needs a reason is the branch's setting; the service asks for it."""
        day = self.form.date.value
        return day is not None and day < self._month.first

    def _save(self) -> None:
        draft = self._draft()
        if draft is None or not self._writable:
            return
        order = Order(draft, self._editing)
        if self._editing:
            self._end_editing()
        self._clear_line()
        self.form.item.setFocus()
        self.save_requested.emit(order)

    def _draft(self) -> LineDraft | None:
        form = self.form
        day = form.date.value
        if not form.member.uid or not form.item.uid or day is None:
            return None
        item = self._item
        second = form.second.uid if item is not None and item.needs_second_person else ""
        return LineDraft(
            member_uid=form.member.uid,
            item=form.item.uid,
            deed_date=day,
            quantity=self.amount.quantity or ONE,
            level=self.amount.level,
            role=self.amount.role,
            outcome=self.amount.outcome,
            points=self.amount.points,
            basis=form.basis.text().strip(),
            on_word_of=form.told.text().strip(),
            second_uid=second,
            also_uid=form.also.uid if item is not None and item.also else "",
            late_reason=form.reason.text().strip() if self._late else "",
            same_as=self.same_act.value,
        )

    def _restore(self, order: Order) -> None:
        draft = order.draft
        form = self.form
        form.member.pick(draft.member_uid)
        form.date.set_value(draft.deed_date)
        self._load_items()
        form.item.pick(draft.item)
        self._editing = order.line_uid
        self.show_item(self._items.get(draft.item))
        self.amount.fill(draft)
        self.same_act.choose(draft.same_as)
        form.basis.setText(draft.basis)
        form.second.pick(draft.second_uid)
        form.also.pick(draft.also_uid)
        form.told.setText(draft.on_word_of)
        form.reason.setText(draft.late_reason)
        form.member.setCursorPosition(0)
        if order.line_uid:
            self._show_editing(editing=True)
        self._show_state()

    def _clear_line(self) -> None:
        form = self.form
        form.item.clear_pick()
        for text in (form.basis, form.reason):
            text.clear()
        form.second.clear_pick()
        form.also.clear_pick()
        form.mark_faults(())
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Show the fields that an item needs."""
        self.amount.show_item(item)
        self.same_act.show(item, self._items, member_uid=self.member_uid, editing=self._editing)
        self.form.second_box.setVisible(item is not None and item.needs_second_person)
        self.form.also_box.setVisible(item is not None and bool(item.also))
        self._show_state()

    def _end_editing(self) -> None:
        """The next new line goes on with the day she was typing, not with that of the changed line."""
        self._editing = ""
        self.form.date.set_value(self._day_before)
        self._show_editing(editing=False)

    def _show_editing(self, *, editing: bool) -> None:
        form = self.form
        form.member.setEnabled(not editing and self._writable)
        form.save.setText("保存修改" if editing else "保存")
        form.cancel.setVisible(editing)

    def _load_items(self) -> None:
        day = self.form.date.value or self._month.first
        items = self._context.services.declarations.items(self._context.branch_uid, day)
        self._names = self._context.services.schemes.current(self._context.branch_uid, day).names
        self._items = {item.id: item for item in items if item.by_hand}
        # The numbers are those of all items, so that one number means the same in every way of entering.
        self.form.item.set_people([choice for choice in item_choices(items) if choice.uid in self._items])

    # ------------------------------------------------------------------------------------------------- what it says

    def _show_state(self) -> None:
        item = self._item
        self.form.reason_box.setVisible(self._late)
        self.form.rule.setText(describe_item(item, self._names) if item is not None else _HINT)
        draft = self._draft()
        if item is None or draft is None:
            self.form.claim.setText("")
            self._say(self._card_note, "care")
            return
        try:
            proposal = self._context.services.declarations.propose(self._context.branch_uid, draft)
        except UserError as fault:
            self._say(fault.message, "fault")
            return
        self.form.claim.setText(f"申报 {format_points(proposal.points, self._decimals)} 分")
        faults = [fault.message for fault in proposal.faults]
        if not faults:
            faults = advice(item, draft, self._month) + self.same_act.advice(draft.deed_date)
        self._say(self._card_note or "；".join(faults), "care")

    def _say(self, text: str, role: Role) -> None:
        self.form.words.setText(text)
        self.form.words.setVisible(bool(text))
        set_role(self.form.words, role)

    # ------------------------------------------------------------------------------------------------- slots

    @Slot(str)
    def _on_member_picked(self, uid: str) -> None:
        self.form.told.clear()
        self.member_picked.emit(uid)
        # Left by Tab or the mouse, the field completes itself; then the focus is on its way elsewhere.
        if self.form.member.hasFocus():
            self.form.item.setFocus()

    @Slot(str)
    def _on_item_picked(self, uid: str) -> None:
        had_focus = self.form.item.hasFocus()
        self.show_item(self._items.get(uid))
        self.form.item.setCursorPosition(0)
        if had_focus:
            self.form.date.setFocus()

    @Slot(str)
    def _on_item_edited(self, _text: str) -> None:
        self.show_item(None)

    @Slot(object)
    def _on_date_changed(self, _day: date | None) -> None:
        if self.form.date.value is not None:
            self._load_items()
        self._show_state()

    @Slot()
    def _on_save_clicked(self) -> None:
        self._go_on(None)

    def _on_escape(self) -> None:
        if self._editing:
            self.stop_editing()
        self.left.emit()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
