"""What can be chosen about the notice: days, places, contact, why there is another version, and how the board looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.months import day_title
from app.services.notices.views import NoticeDraft, NoticeView
from app.services.scoring import PeriodKind
from app.services.workflow import NoticeState
from app.ui.pages.post.looks_form import LooksForm
from app.ui.theme.tokens import Space
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label, set_role
from app.ui.widgets.wrap_edit import WrapEdit

_MOST_TEXT = 120
_MOST_REASON = 60


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
        self.reason, self._reason_title = WrapEdit(), label("更正原因（会印在表上）", "note")
        self.reason.setPlaceholderText("如：异议核查后更正")
        self.reason.setToolTip("不要写扣分的具体事由和个人情况。")
        self.reason.setAccessibleName("更正原因")
        self.reason.set_max_length(_MOST_REASON)
        self.looks = LooksForm()
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
        for title, widget in (
            (self._reason_title, self.reason),
            (label("张贴地点", "note"), self.place),
            (label("联系人和电话", "note"), self.contact),
        ):
            column.addSpacing(Space.XS)
            column.addWidget(title)
            column.addWidget(widget)
        column.addSpacing(Space.XS)
        column.addWidget(self.looks)

    def _connect(self) -> None:
        for field in (self.starts_on, self.ends_on):
            # Queued: the field takes its own mark away right after it has told.
            field.date_changed.connect(self._on_date, Qt.ConnectionType.QueuedConnection)
            field.editingFinished.connect(self._tell)
        for text in (self.place, self.contact, self.reason):
            text.editingFinished.connect(self._tell)
        self.looks.edited.connect(self._tell)

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
            options=self.looks.options,
            reason=self.reason.text().strip() if self._again else "",
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
        if not draft.contact:
            return "请填写受理异议的联系人和电话。"
        return "请写明为什么重新公示。" if self._again and not draft.reason else ""

    @property
    def _again(self) -> bool:
        """Whether this is the draft of a next version."""
        view = self._view
        return view is not None and view.state is NoticeState.DRAFT and view.version > 1

    def faulty_field(self) -> QWidget:
        """The field that :attr:`problem` speaks of."""
        draft, view = self.draft, self._view
        if draft is None or view is None or draft.ends_on < view.earliest_end:
            return self.ends_on
        if not draft.place:
            return self.place
        return self.reason if draft.contact else self.contact

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
        if not (self.reason.hasFocus() and self.reason.modified):
            self.reason.set_text(draft.reason)
        with_reason = self._again or bool(draft.reason)
        for widget in (self._reason_title, self.reason):
            widget.setVisible(with_reason)
        for text in (self.place, self.contact, self.reason):
            text.setReadOnly(not writable)
        # The next version looks as the one that hangs, so that the two can be compared.
        longer = view.term.kind is not PeriodKind.MONTH
        self.looks.show_options(draft.options, longer=longer, writable=writable and not self._again)
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
        if early:
            self.days_note.setText(self.problem)
            return
        days = (draft.ends_on - draft.starts_on).days + 1
        same = (draft.starts_on, draft.ends_on) == (view.draft.starts_on, view.draft.ends_on)
        working = f"（{view.days} 个工作日）" if same and "工作日" in view.rule else ""
        self.days_note.setText(f"共 {days} 天{working}；方案规定{view.rule}。{view.care}")

    def _on_date(self, _value: object) -> None:
        self._show_days()

    def _tell(self, _value: object = None) -> None:
        draft = self.draft
        if draft is not None and draft != self._told:
            self._told = draft
            self.edited.emit(draft)
