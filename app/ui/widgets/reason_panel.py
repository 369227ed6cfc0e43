"""The panel beside a list: what the selected line says, how its number comes about, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label, rule, set_role
from app.ui.widgets.panes import ScrollBody


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One line of arithmetic.

    Attributes:
        label: What is counted: "2 × 2（带头）".
        value: The figure or word at the right.
        note: Shown smaller below; empty for none.
        result: Whether it is the sum: stands below a hairline and stays in sight when the rest scrolls.
    """

    label: str
    value: str
    note: str = ""
    result: bool = False


class ReasonPanel(QFrame):
    """Heading, note, arithmetic, and stacked buttons with their keys.

    Buttons are made once with :meth:`add_action` and stay in their place; only their state changes.

    Signals:
        link_pressed: The word below the arithmetic ("怎么算的") was pressed.

    Attributes:
        extra: A layout below the note for a page's own fields.
    """

    link_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._box.setSpacing(Space.M)
        self._scroll = ScrollBody()
        # Words and arithmetic below each other, or side by side where the panel lies flat.
        self._inner = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._inner.setSpacing(Space.M)
        words = self._words = QVBoxLayout()
        words.setSpacing(Space.S)
        self._heading = label("", "card", wrap=True)
        self._note = label("", "note", wrap=True)
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(Space.S)
        self._rows.setHorizontalSpacing(Space.M)
        self._rows.setColumnStretch(0, 1)
        self._link = Button("怎么算的", ButtonKind.LINK, icon="list-checks")
        self._link.clicked.connect(self.link_pressed)
        self.extra = QVBoxLayout()
        words.addWidget(self._heading)
        words.addWidget(self._note)
        words.addLayout(self.extra)
        words.addStretch(1)
        figures = self._figures = QVBoxLayout()
        figures.setSpacing(Space.S)
        figures.addLayout(self._rows)
        figures.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        figures.addStretch(1)
        self._inner.addLayout(words)
        self._inner.addLayout(figures)
        self._scroll.column.addLayout(self._inner)
        self._scroll.column.addStretch(1)
        self._actions = QVBoxLayout()
        self._actions.setSpacing(Space.S)
        self._result = QGridLayout()
        self._result.setHorizontalSpacing(Space.M)
        self._result.setColumnStretch(0, 1)
        self._actions.addLayout(self._result)
        self._box.addWidget(self._scroll, 1)
        self._box.addLayout(self._actions)
        self._link.hide()
        self._shown: list[QWidget] = []

    def add_action(
        self, text: str, *, key: str = "", kind: ButtonKind = ButtonKind.PLAIN, icon: str = ""
    ) -> Button:
        """Add a button below; connect to its ``clicked``. The key works while the panel can be seen."""
        button = Button(text, kind, key=key, icon=icon)
        self._actions.addWidget(button)
        return button

    def show_reason(
        self, heading: str, *, note: str = "", rows: Sequence[ReasonRow] = (), link: str = ""
    ) -> None:
        """Show another line.

        Args:
            heading: Who and what: "陈桂英 · 志愿服务".
            note: What the scheme says about it.
            rows: The arithmetic.
            link: Word of the link that opens the whole trace; no link when empty.
        """
        self._heading.setText(heading)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self._clear_rows()
        for row in rows:
            self._add_row(row)

    def show_nothing(self, text: str) -> None:
        """Nothing is selected: say what to do."""
        self.show_reason("", note=text)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the table: buttons at the right instead of below."""
        direction = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(direction)
        self._box.setSpacing(Space.XL if flat else Space.M)
        top = Qt.AlignmentFlag.AlignTop if flat else Qt.AlignmentFlag(0)
        self._box.setAlignment(self._actions, top)
        self._inner.setDirection(direction)
        # Lying flat there is room below the note, and the panel stays low.
        (self._words if flat else self._figures).insertWidget(
            2 if flat else 1, self._link, 0, Qt.AlignmentFlag.AlignLeft
        )
        self._inner.setSpacing(Space.XL if flat else Space.M)
        for index in range(2):
            self._inner.setStretch(index, 1 if flat else 0)
        vertical = QSizePolicy.Policy.Fixed if flat else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self.setMaximumHeight(self._flat_height() if flat else 16777215)
        self.setMinimumHeight(self._flat_height() if flat else 0)

    def _flat_height(self) -> int:
        # Always the same, whatever is selected: room for four lines of arithmetic.
        return (
            max(self._actions.sizeHint().height(), round(self.fontMetrics().height() * 6.5)) + 2 * Space.L + 2
        )

    def _clear_rows(self) -> None:
        for widget in self._shown:
            for grid in (self._rows, self._result):
                grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []

    def _add_row(self, row: ReasonRow) -> None:
        grid = self._result if row.result else self._rows
        index = grid.rowCount()
        if row.result:
            line = rule()
            grid.addWidget(line, index, 0, 1, 2)
            self._shown.append(line)
            index += 1
        name = label(row.label, wrap=True)
        value = label(row.value, "card")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if row.result:
            set_role(name, "strong")
        grid.addWidget(name, index, 0)
        grid.addWidget(value, index, 1)
        self._shown += [name, value]
        if row.note:
            note = label(row.note, "note", wrap=True)
            grid.addWidget(note, index + 1, 0, 1, 2)
            self._shown.append(note)
