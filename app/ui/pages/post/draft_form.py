"""What can be chosen about the notice: days, places, contact, and how the board looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.board import BoardOptions, BoardOrder
from app.services.months import day_title
from app.services.notices import NoticeDraft, NoticeView
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label, set_role
from app.ui.widgets.wrap_edit import WrapEdit

_MOST_TEXT = 120
_ORDERS = (
    Chip(BoardOrder.STROKES.value, "姓氏笔画"),
    Chip(BoardOrder.GROUP.value, "党小组"),
    Chip(BoardOrder.RANK.value, "名次"),
)
_LISTS = (Chip("one", "一张表"), Chip("class", "按类别"))


class DraftForm(QWidget):
    """The form at the right of the board.

    Signals:
        edited: The :class:`NoticeDraft` as it is now; not while a date is none.
    """

    edited = Signal(object)

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: NoticeView | None = None
        self._told: NoticeDraft | None = None
        self.starts_on, self.ends_on = ShortDateEdit(shown=shown), ShortDateEdit(shown=shown)
        self.starts_on.setAccessibleName("公示开始日期")
        self.ends_on.setAccessibleName("公示截止日期")
        self.days_note = label("", "note", wrap=True)
        self.place, self.contact = WrapEdit(), QLineEdit()
        self.place.setPlaceholderText("如：党务公开栏、支部微信群")
        self.contact.setPlaceholderText("受理异议的人和电话")
        for field, words in ((self.place, "张贴地点"), (self.contact, "联系人和电话")):
            field.setAccessibleName(words)
        self.place.set_max_length(_MOST_TEXT)
        self.contact.setMaxLength(_MOST_TEXT)
        self.lists, self.order = ChipBar(_LISTS), ChipBar(_ORDERS)
        self.sections = QCheckBox("分列各板块得分")
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        days = QGridLayout()
        days.setHorizontalSpacing(Space.S)
        days.setVerticalSpacing(2)
        for place, (words, field) in enumerate((("公示从", self.starts_on), ("到（含当天）", self.ends_on))):
            days.addWidget(label(words, "note"), 0, place)
            days.addWidget(field, 1, place)
        column.addLayout(days)
        column.addWidget(self.days_note)
        for words, widget in (
            ("张贴地点", self.place),
            ("联系人和电话", self.contact),
            ("名单", self.lists),
            ("排序", self.order),
        ):
            column.addSpacing(Space.XS)
            column.addWidget(label(words, "note"))
            column.addWidget(widget)
        column.addWidget(self.sections)

    def _connect(self) -> None:
        for field in (self.starts_on, self.ends_on):
            # Queued: the field takes its own mark away right after it has told.
            field.date_changed.connect(self._on_date, Qt.ConnectionType.QueuedConnection)
            field.editingFinished.connect(self._tell)
        self.place.editingFinished.connect(self._tell)
        self.contact.editingFinished.connect(self._tell)
        self.lists.chosen.connect(self._tell)
        self.order.chosen.connect(self._tell)
        self.sections.toggled.connect(self._tell)

    @property
    def draft(self) -> NoticeDraft | None:
        """What the form says; ``None`` while a date is none."""
        if self.starts_on.value is None or self.ends_on.value is None:
            return None
        return NoticeDraft(
            starts_on=self.starts_on.value,
            ends_on=self.ends_on.value,
            place=self.place.text().strip(),
            contact=self.contact.text().strip(),
            options=BoardOptions(
                by_class=self.lists.current == "class",
                order=BoardOrder(self.order.current),
                sections=self.sections.isChecked(),
            ),
        )

    @property
    def problem(self) -> str:
        """What keeps the notice from being posted; empty when nothing does."""
        draft, view = self.draft, self._view
        if draft is None or view is None:
            return "日期还没有填对。"
        if draft.ends_on < view.earliest_end:
            return f"太早：方案规定公示{view.rule}，最早到 {day_title(view.earliest_end)} 止。"
        if not draft.place:
            return "请填写张贴地点。"
        return "" if draft.contact else "请填写受理异议的联系人和电话。"

    def show_notice(self, view: NoticeView, *, writable: bool) -> None:
        """Fill the form; a field that is being typed in stays as it is."""
        moved = self._view is not None and self._view.draft.starts_on != view.draft.starts_on
        self._view = view
        draft = view.draft
        put_off = moved and writable and draft.ends_on < view.earliest_end
        if put_off:
            # Another first day asks for another last one; the scheme's least is what is meant most often.
            draft = replace(draft, ends_on=view.earliest_end)
        self._told = draft
        for date_field, value in ((self.starts_on, draft.starts_on), (self.ends_on, draft.ends_on)):
            if not (date_field.hasFocus() and date_field.isModified()):
                date_field.set_value(value)
                if date_field.hasFocus():
                    date_field.selectAll()
            date_field.setReadOnly(not writable)
        if not (self.place.hasFocus() and self.place.modified):
            self.place.set_text(draft.place)
        if not (self.contact.hasFocus() and self.contact.isModified()):
            self.contact.setText(draft.contact)
            self.contact.setCursorPosition(0)
        for field in (self.place, self.contact):
            field.setReadOnly(not writable)
        self.lists.choose("class" if draft.options.by_class else "one")
        self.order.choose(draft.options.order.value)
        self.sections.blockSignals(True)
        self.sections.setChecked(draft.options.sections)
        self.sections.blockSignals(False)
        for widget in (self.lists, self.order, self.sections):
            widget.setEnabled(writable)
        self._show_days(writable=writable)
        if put_off:
            self.edited.emit(draft)

    def set_shown_month(self, shown: date) -> None:
        """Short dates mean days of this month."""
        self.starts_on.set_shown_month(shown)
        self.ends_on.set_shown_month(shown)

    def _show_days(self, *, writable: bool = True) -> None:
        view, draft = self._view, self.draft
        if view is None or draft is None:
            return
        early = writable and draft.ends_on < view.earliest_end
        mark_fault(self.ends_on, fault=early)
        set_role(self.days_note, "fault" if early else "note")
        days = (draft.ends_on - draft.starts_on).days + 1
        self.days_note.setText(self.problem if early else f"共 {days} 天；方案规定{view.rule}")

    def _on_date(self, _value: object) -> None:
        self._show_days()

    def _tell(self, _value: object = None) -> None:
        draft = self.draft
        if draft is not None and draft != self._told:
            self._told = draft
            self.edited.emit(draft)
