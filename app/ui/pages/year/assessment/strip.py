"""The data of the year's meeting: kind, date, place, chair, recorder, who came, votes over the list. Saved by itself."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.services.meeting_views import MEETING_KINDS
from app.services.year.model import YearEndView, YearMeeting
from app.ui.pages.year.assessment.forms import VOTE_NAMES
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.labels import label
from app.ui.widgets.scaled import scaled

_MOST = 9999
_ONE_ROW = 1000
_UPPER = 3


class YearStrip(Card):
    """The form of the meeting.

    Signals:
        edited: The :class:`YearMeeting` that should be saved.
        left: Escape was pressed; the table is wanted again.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._saved: YearMeeting | None = None
        self.kind = QuietComboBox()
        self.kind.addItems(MEETING_KINDS)
        self.held_on = ShortDateEdit(shown=shown)
        self.place, self.chair, self.recorder = QLineEdit(), QLineEdit(), QLineEdit()
        self.place.setPlaceholderText("如：村委会二楼会议室")
        self.people = tuple(QLineEdit() for _ in range(2))
        self.votes = tuple(QLineEdit() for _ in VOTE_NAMES)
        self._fields: list[tuple[str, QWidget, int]] = [
            ("会议", self.kind, 4),
            ("日期", self.held_on, 3),
            ("地点", self.place, 5),
            ("主持", self.chair, 2),
            ("记录", self.recorder, 2),
            ("应到、实到（人）", self._row(self.people, ("应到人数", "实到人数")), 3),
            ("对名单表决：赞成、反对、弃权", self._row(self.votes, VOTE_NAMES), 4),
        ]
        self._names = [label(words, "note") for words, _, _ in self._fields]
        self._grids = (QGridLayout(), QGridLayout())
        for grid in self._grids:
            grid.setHorizontalSpacing(Space.M)
            grid.setVerticalSpacing(2)
            self.body.addLayout(grid)
        self._folded: bool | None = None
        self._arrange(folded=False)
        self._connect()

    @property
    def draft(self) -> YearMeeting | None:
        """What the fields say; ``None`` while the date is none."""
        if self.held_on.value is None:
            return None
        numbers = [
            int(field.text()) if field.text().strip() else None for field in (*self.people, *self.votes)
        ]
        return YearMeeting(
            self.kind.currentText(),
            self.held_on.value,
            self.place.text().strip(),
            self.chair.text().strip(),
            self.recorder.text().strip(),
            *numbers,
        )

    @property
    def holds_focus(self) -> bool:
        """Whether one of the fields is being typed in."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_meeting(self, view: YearEndView) -> None:
        """Fill the form; a field that is being typed in stays as it is."""
        found = view.meeting
        # A proposal is not saved yet: leaving a field as it is proposed must still save it.
        self._saved = found if view.opened else None
        if found.kind in MEETING_KINDS:
            self.kind.setCurrentText(found.kind)
        if not (self.held_on.hasFocus() and self.held_on.isModified()):
            self.held_on.set_value(found.held_on)
        numbers = (found.eligible, found.present, found.votes_for, found.votes_against, found.votes_abstain)
        texts = [found.place, found.chair, found.recorder]
        texts += ["" if number is None else str(number) for number in numbers]
        fields = (self.place, self.chair, self.recorder, *self.people, *self.votes)
        for field, text in zip(fields, texts, strict=True):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)

    def set_writable(self, *, writable: bool) -> None:
        """Only show, or let change."""
        for field in (self.held_on, self.place, self.chair, self.recorder, *self.people, *self.votes):
            field.setReadOnly(not writable)
        self.kind.setEnabled(writable)

    def start(self) -> None:
        """Begin typing at the first field that is empty, as a rule the place."""
        fields = (self.place, self.chair, self.recorder, *self.people)
        empty = next((field for field in fields if not field.text()), self.kind)
        empty.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the table; what was typed is saved when its field is left."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows where the names of the fields would be cut."""
        super().resizeEvent(event)
        self._arrange(folded=event.size().width() < scaled(_ONE_ROW))

    def _row(self, fields: tuple[QLineEdit, ...], words: tuple[str, ...]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for word, field in zip(words, fields, strict=True):
            field.setValidator(QIntValidator(0, _MOST, field))
            field.setAccessibleName(word)
            field.setToolTip(word)
            field.setMinimumWidth(0)
            row.addWidget(field)
        return holder

    def _arrange(self, *, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        for grid in self._grids:
            for column in range(len(self._fields)):
                grid.setColumnStretch(column, 0)
        for number, (name, (_, field, stretch)) in enumerate(zip(self._names, self._fields, strict=True)):
            second = folded and number >= _UPPER
            grid, column = self._grids[second], number - _UPPER * second
            grid.addWidget(name, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, stretch)

    def _connect(self) -> None:
        self.kind.activated.connect(self._on_edited)
        named = ((self.place, "地点"), (self.chair, "主持人"), (self.recorder, "记录人"))
        for field, words in named:
            field.setAccessibleName(words)
            field.setMaxLength(60)
        for field in (self.held_on, self.place, self.chair, self.recorder, *self.people, *self.votes):
            field.editingFinished.connect(self._on_edited)

    def _on_edited(self) -> None:
        draft = self.draft
        if draft is not None and draft != self._saved:
            self._saved = draft
            self.edited.emit(draft)
