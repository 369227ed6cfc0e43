"""The meeting's data in one strip: kind, date, place, chair, recorder, who came, votes. Saved by itself."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.services.meeting_views import MEETING_KINDS, MeetingDraft, MeetingView
from app.ui.theme.icons import IconView
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.scaled import scaled

_MOST_VOTES = 9999
#: Least width for everything in one row, at the normal type; and how many fields stay above where there are two.
_ONE_ROW = 1000
_UPPER = 3


class MeetingStrip(Card):
    """The form of the meeting.

    Signals:
        edited: The :class:`MeetingDraft` that should be saved.
        attendance_wanted: The button with 应到 / 实到 was pressed.
        left: Escape was pressed; the list is wanted again.
    """

    edited = Signal(object)
    attendance_wanted = Signal()
    left = Signal()

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._saved: MeetingDraft | None = None
        self.kind = QuietComboBox()
        self.kind.addItems(MEETING_KINDS)
        self.held_on = ShortDateEdit(shown=shown)
        self.place, self.chair, self.recorder = QLineEdit(), QLineEdit(), QLineEdit()
        self.place.setPlaceholderText("如：村委会二楼会议室")
        self.votes = tuple(QLineEdit() for _ in range(3))
        self.attendance_button = Button("", icon="user-check", key="F3")
        self._fields: list[tuple[str, QWidget, int]] = [
            ("会议", self.kind, 4),
            ("日期", self.held_on, 3),
            ("地点", self.place, 6),
            ("主持", self.chair, 2),
            ("记录", self.recorder, 2),
            ("到会（实到 / 应到）", self.attendance_button, 2),
            ("表决：赞成、反对、弃权", self._vote_row(), 4),
        ]
        self._names = [label(words, "note") for words, _, _ in self._fields]
        self._grids = (QGridLayout(), QGridLayout())
        for grid in self._grids:
            grid.setHorizontalSpacing(Space.M)
            grid.setVerticalSpacing(2)
            self.body.addLayout(grid)
        self._folded: bool | None = None
        self._arrange(folded=False)
        self.warnings = QWidget()
        self._warning_words = ElidedLabel("", "care")
        line = QHBoxLayout(self.warnings)
        line.setContentsMargins(0, Space.XS, 0, 0)
        line.setSpacing(Space.S)
        line.addWidget(IconView("circle-alert", Colour.CARE))
        line.addWidget(self._warning_words, 1)
        self.body.addWidget(self.warnings)
        self._connect()

    def show_meeting(self, view: MeetingView) -> None:
        """Fill the form; a field that is being typed in stays as it is."""
        self._saved = view.draft
        if view.draft.kind in MEETING_KINDS:
            self.kind.setCurrentText(view.draft.kind)
        if not (self.held_on.hasFocus() and self.held_on.isModified()):
            self.held_on.set_value(view.draft.held_on)
        draft = view.draft
        texts = [draft.place, draft.chair, draft.recorder]
        texts += [
            "" if votes is None else str(votes)
            for votes in (draft.votes_for, draft.votes_against, draft.votes_abstain)
        ]
        for field, text in zip((self.place, self.chair, self.recorder, *self.votes), texts, strict=True):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        self.attendance_button.setText(f"{view.voters_present} / {len(view.eligible)}")
        self._warning_words.setText("　".join(view.warnings))
        self.warnings.setVisible(bool(view.warnings))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows where the names of the fields would be cut and a place could not be read."""
        super().resizeEvent(event)
        self._arrange(folded=event.size().width() < scaled(_ONE_ROW))

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

    @property
    def holds_focus(self) -> bool:
        """Whether one of the fields is being typed in."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list; what was typed is saved when its field is left."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def start(self) -> None:
        """Begin typing at the first field that is empty, as a rule the place."""
        empty = next(
            (field for field in (self.place, self.chair, self.recorder) if not field.text()), self.kind
        )
        empty.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_writable(self, *, writable: bool) -> None:
        """Only show, or let change."""
        for field in (self.held_on, self.place, self.chair, self.recorder, *self.votes):
            field.setReadOnly(not writable)
        self.kind.setEnabled(writable)

    @property
    def draft(self) -> MeetingDraft | None:
        """What the fields say; ``None`` while the date is none."""
        if self.held_on.value is None:
            return None
        votes = [int(field.text()) if field.text().strip() else None for field in self.votes]
        return MeetingDraft(
            kind=self.kind.currentText(),
            held_on=self.held_on.value,
            place=self.place.text().strip(),
            chair=self.chair.text().strip(),
            recorder=self.recorder.text().strip(),
            votes_for=votes[0],
            votes_against=votes[1],
            votes_abstain=votes[2],
        )

    def _vote_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for word, field in zip(("赞成票", "反对票", "弃权票"), self.votes, strict=True):
            field.setValidator(QIntValidator(0, _MOST_VOTES, field))
            field.setAccessibleName(word)
            field.setToolTip(word)
            field.setMinimumWidth(0)
            row.addWidget(field)
        return holder

    def _connect(self) -> None:
        self.kind.activated.connect(self._on_edited)
        for field in (self.held_on, self.place, self.chair, self.recorder, *self.votes):
            field.editingFinished.connect(self._on_edited)
        for field, words in ((self.place, "地点"), (self.chair, "主持人"), (self.recorder, "记录人")):
            field.setAccessibleName(words)
            field.setMaxLength(60)
        self.attendance_button.clicked.connect(self.attendance_wanted)

    def _on_edited(self) -> None:
        draft = self.draft
        if draft is not None and draft != self._saved:
            self._saved = draft
            self.edited.emit(draft)
