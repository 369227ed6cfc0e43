"""The panel beside a list: what the selected line says, how its number comes about, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label, rule, set_role
from app.ui.widgets.panes import ScrollBody

#: Lines of body type that the panel has room for below a table, and below that of a low window.
_FLAT_LINES = 6.5
_DENSE_LINES = 5.3
#: Words and arithmetic share the room so: sentences wrap, figures only need their own width.
_FLAT_SHARES = (3, 2)
#: As many steps stand below each other there; more make two columns.
_FLAT_STEPS = 4
_DENSE_STEPS = 3
#: A step's name keeps at least so many characters in one line.
_NAME_CHARACTERS = 6


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
        self._said = ""
        self._reasons: Sequence[ReasonRow] = ()
        self._columns = 1
        self._shown: list[QWidget] = []
        self._flat = False
        self._low = False

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
        self._said = note
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self._reasons = tuple(rows)
        self._show_rows()

    def show_nothing(self, text: str) -> None:
        """Nothing is selected: say what to do."""
        self.show_reason("", note=text)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the table: buttons at the right instead of below."""
        self._flat = flat
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
        for index, share in enumerate(_FLAT_SHARES):
            self._inner.setStretch(index, share if flat else 0)
        vertical = QSizePolicy.Policy.Fixed if flat else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._fit()
        self._show_rows()

    def set_low(self, *, low: bool) -> None:
        """Whether the window is low: below the table the panel is then as flat as its words allow."""
        self._low = low
        self._fit()
        self._show_rows()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字, once the buttons have grown as well: the lowest of them must not be cut."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)

    @property
    def dense(self) -> bool:
        """Whether the panel lies below the table of a low window."""
        return self._flat and self._low

    def _place_heading(self) -> None:
        """In a low place a heading that would wrap has a line of its own, so that what is below it is not cut."""
        words, figures = _FLAT_SHARES
        room = (self._scroll.viewport().width() - self._inner.spacing()) * words // (words + figures)
        long = self._heading.fontMetrics().horizontalAdvance(self._heading.text()) > room
        home = self._scroll.column if self.dense and long else self._words
        home.insertWidget(0, self._heading)
        self._scroll.column.setSpacing(Space.XS if self.dense else Space.L)

    def _fit(self) -> None:
        self._place_heading()
        margin = Space.M if self.dense else Space.L
        self._box.setContentsMargins(Space.L, margin, Space.L, margin)
        self.setMaximumHeight(self._flat_height() if self._flat else 16777215)
        self.setMinimumHeight(self._flat_height() if self._flat else 0)

    def _flat_height(self) -> int:
        # Always the same, whatever is selected: room for four lines of arithmetic, or for three in two columns.
        lines = _DENSE_LINES if self.dense else _FLAT_LINES
        margins = self._box.contentsMargins()
        words = round(self.fontMetrics().height() * lines)
        # Buttons that were put into other rows a moment ago, and words that have just been written.
        for layout in (self._result, self._actions):
            layout.invalidate()
        return max(self._actions.sizeHint().height(), words) + margins.top() + margins.bottom() + 2

    def _show_rows(self) -> None:
        self._clear_rows()
        steps = [row for row in self._reasons if not row.result]
        steps = self._show_words(steps)
        columns = self._columns = self._fitting(steps)
        depth = -(-len(steps) // columns)
        for number, row in enumerate(steps):
            # Each row may have its note below; a column is a word and its figure.
            self._add_row(self._rows, row, 2 * (number % max(depth, 1)), 2 * (number // max(depth, 1)))
        self._rows.setColumnStretch(2, columns - 1)
        self._rows.setVerticalSpacing(Space.XS if self.dense else Space.S)
        for row in self._reasons:
            if row.result:
                self._add_result(row)
        if self._flat:
            # The result stands above the buttons and takes its room, as soon as the style sheet has seen it.
            QTimer.singleShot(0, self, self._settle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew how many steps stand side by side."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """Once everything inside has its width."""
        self._fit()
        if self._columns != self._fitting([row for row in self._reasons if not row.result]):
            self._show_rows()

    def _fitting(self, steps: Sequence[ReasonRow]) -> int:
        """Columns of steps: two in a flat place for many of them, where neither words nor figures are squeezed."""
        words, figures = _FLAT_SHARES
        room = (self._scroll.viewport().width() - self._inner.spacing()) * figures // (words + figures)
        value = QFontMetrics(font_of(current_scale().card, bold=True))
        name = max((self.fontMetrics().horizontalAdvance(row.label) for row in steps), default=0)
        figure = max((value.horizontalAdvance(row.value) for row in steps), default=0)
        least = min(name, self.fontMetrics().horizontalAdvance("字") * _NAME_CHARACTERS)
        # Sentences wrap, so the names of the steps get their room first.
        self._rows.setColumnMinimumWidth(0, least if self._flat else 0)
        many = self._flat and len(steps) > (_DENSE_STEPS if self.dense else _FLAT_STEPS)
        return 2 if many and 2 * (name + figure) + 3 * Space.M <= room else 1

    def _show_words(self, steps: list[ReasonRow]) -> list[ReasonRow]:
        """The note, and the steps without what it says already.

        In a low place why a step was cut stands at the head of the note: below its figures it would be out of sight.
        """
        said = self._said
        if self.dense:
            why = [row.note for row in steps if row.note and row.note not in said]
            said = "\n".join(part for part in (*why, said) if part)
        self._note.setText(said)
        self._note.setVisible(bool(said))
        return [replace(row, note="") if row.note in said else row for row in steps]

    def _clear_rows(self) -> None:
        for widget in self._shown:
            for grid in (self._rows, self._result):
                grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []

    def _add_row(self, grid: QGridLayout, row: ReasonRow, index: int, column: int) -> None:
        # The result's name is short and stands in a narrow place; it is not broken there.
        name = label(row.label, wrap=not row.result)
        value = label(row.value, "card")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if row.result:
            set_role(name, "strong")
        grid.addWidget(name, index, column)
        grid.addWidget(value, index, column + 1)
        self._shown += [name, value]
        if row.note:
            note = label(row.note, "note", wrap=True)
            grid.addWidget(note, index + 1, column, 1, 2)
            self._shown.append(note)

    def _add_result(self, row: ReasonRow) -> None:
        if not self.dense:
            line = rule()
            self._result.addWidget(line, 0, 0, 1, 2)
            self._shown.append(line)
        self._add_row(self._result, row, 1, 0)
