"""Fields inside the panel: the reason of a difference, and the votes on a grade."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label

_MOST_REASON = 200
_MOST_VOTES = 9999
VOTE_NAMES = ("赞成", "反对", "弃权")
Votes = tuple[int | None, int | None, int | None]


class PanelForm(QWidget):
    """Enter goes on, Escape gives up.

    Signals:
        given_up: Escape, or 取消.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.S)
        self.title = label("", "strong", wrap=True)
        self.column.addWidget(self.title)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the form."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def lie_flat(self) -> None:
        """All in one row, where the width is not dear."""
        self.column.setDirection(QBoxLayout.Direction.LeftToRight)
        self.title.setWordWrap(False)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def add_buttons(self) -> Button:
        """Buttons at the foot; returns the first one."""
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        done, give_up = Button("保存"), Button("取消")
        give_up.clicked.connect(self.given_up)
        # Enter and Escape are heard in the fields; the buttons only say so.
        done.show_key("Enter")
        give_up.show_key("Esc")
        row.addWidget(done, 1)
        row.addWidget(give_up)
        self.column.addLayout(row)
        return done


class GradeReasonForm(PanelForm):
    """Why the meeting gives another grade than the scheme proposes.

    Signals:
        stated: ``(grade, reason)``.
    """

    stated = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._grade = ""
        self.reason = QLineEdit()
        self.reason.setMaxLength(_MOST_REASON)
        self.reason.setPlaceholderText("理由，如：民主评议意见集中")
        self.reason.setAccessibleName("理由")
        self.column.addWidget(self.reason)
        self.save_button = self.add_buttons()
        self.save_button.clicked.connect(self._on_save)
        self.reason.returnPressed.connect(self._on_save)

    def open_for(self, grade: str, *, words: str, reason: str) -> None:
        """Ask for the reason of one grade."""
        self._grade = grade
        self.title.setText(words)
        self.reason.setText(reason)
        mark_fault(self.reason, fault=False)
        self.show()
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_save(self) -> None:
        reason = self.reason.text().strip()
        mark_fault(self.reason, fault=not reason)
        if reason:
            self.stated.emit(self._grade, reason)
        else:
            self.reason.setFocus()


class VotesForm(PanelForm):
    """Votes on one member's grade.

    Signals:
        counted: The three numbers; all ``None`` takes them out.
    """

    counted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.fields = tuple(QLineEdit() for _ in VOTE_NAMES)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for name, field in zip(VOTE_NAMES, self.fields, strict=True):
            field.setValidator(QIntValidator(0, _MOST_VOTES, field))
            field.setAccessibleName(f"{name}票")
            field.setPlaceholderText(name)
            field.setMinimumWidth(0)
            row.addWidget(field)
        self.column.addLayout(row)
        self.save_button = self.add_buttons()
        self.save_button.clicked.connect(self._on_save)
        for field, following in zip(self.fields, (*self.fields[1:], None), strict=True):
            field.returnPressed.connect(following.setFocus if following is not None else self._on_save)

    def open_for(self, votes: Votes, *, words: str) -> None:
        """Show what was typed before, with the focus on the first field."""
        self.title.setText(words)
        for field, number in zip(self.fields, votes, strict=True):
            field.setText("" if number is None else str(number))
        self.show()
        self.fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fields[0].selectAll()

    @property
    def votes(self) -> Votes:
        """What is typed."""
        found = [int(field.text()) if field.text().strip() else None for field in self.fields]
        return (found[0], found[1], found[2])

    def _on_save(self) -> None:
        self.counted.emit(self.votes)
