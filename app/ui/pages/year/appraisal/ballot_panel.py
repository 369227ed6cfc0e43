"""Beside the open ballot: its number, its running counts against the quota, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.services.appraisal.tallies import BLANK, VOID_REASONS, VoteColumn
from app.ui.pages.year.appraisal.words import marks_words
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, label, set_role
from app.ui.widgets.menus import drop_down
from app.ui.widgets.state import StateLabel, Tone

#: Keys that fill the rest; F1 is the help, F5 the meeting mode.
_FILL_KEYS = ("F2", "F3", "F4", "F9", "F10", "F11")


class BallotPanel(Card):
    """What belongs to the ballot that is open.

    Signals:
        fill_wanted: The mark for all rows that nobody has typed.
        void_wanted: Why the ballot is void; empty: it is valid after all.
        save_wanted: Keep it and go on to the next.
        back_wanted: Open the ballot before this one.
        remove_wanted: Take this ballot out.
    """

    fill_wanted = Signal(str)
    void_wanted = Signal(str)
    save_wanted = Signal()
    back_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._columns: tuple[VoteColumn, ...] = ()
        self.number = label("", "card")
        self.state = StateLabel()
        self.cause = label("", "fault", wrap=True)
        self.rest = label("", "quiet", wrap=True)
        self.summary = ElidedLabel("")
        self.save = Button("存好，录下一张")
        self.save.show_key("Enter")
        self.void = Button("判为无效", key="F8")
        self.back = Button("上一张", key="F7")
        self._menu = QMenu(self)
        self._table, self._acts = QWidget(), QWidget()
        self._counts = QGridLayout(self._table)
        self._fills = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._figures: list[tuple[VoteColumn, QLabel]] = []
        self.fills: list[Button] = []
        self._flat = False
        self._words = ""
        self._build()

    def _build(self) -> None:
        self.head.insertWidget(0, self.number)
        self.head.insertWidget(1, self.state)
        self._box = QVBoxLayout()
        self._box.setSpacing(Space.S)
        self.body.addLayout(self._box, 1)
        self._counts.setContentsMargins(0, 0, 0, 0)
        self._counts.setHorizontalSpacing(Space.S)
        self._counts.setVerticalSpacing(2)
        self._counts.setColumnStretch(0, 1)
        self._fills.setSpacing(Space.XS)
        row = QHBoxLayout(self._acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.back)
        row.addWidget(self.void)
        for part in (self._table, self.summary, self.rest, self.cause):
            self._box.addWidget(part)
        self._box.addStretch(1)
        self._box.addLayout(self._fills)
        self._box.addWidget(self.save)
        self._box.addWidget(self._acts)
        self.save.clicked.connect(self.save_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.void.clicked.connect(lambda: drop_down(self._menu, self.void))
        for reason in VOID_REASONS:
            action = self._menu.addAction(reason)
            action.triggered.connect(lambda _checked=False, why=reason: self.void_wanted.emit(why))
        self._menu.addSeparator()
        self._menu.addAction("改回有效").triggered.connect(lambda: self.void_wanted.emit(""))
        self._menu.addSeparator()
        self.remove = self._menu.addAction("删去本张")
        self.remove.triggered.connect(lambda: self.remove_wanted.emit())

    @property
    def void_menu(self) -> QMenu:
        """Causes that only the person who holds the ballot sees."""
        return self._menu

    def set_flat(self, *, flat: bool) -> None:
        """Below the ballot everything lies in three low rows: each row it gives up is one more of the ballot."""
        self._flat = flat
        self._table.setVisible(not flat)
        self.rest.setVisible(not flat)
        self.summary.setVisible(flat)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._fills.setDirection(across if flat else down)
        if flat:
            self.head.addWidget(self._acts)
            self.head.addWidget(self.save)
        else:
            self._box.addWidget(self.save)
            self._box.addWidget(self._acts)
        self._show_cause()

    def set_columns(self, columns: Sequence[VoteColumn]) -> None:
        """Offer the columns of a set."""
        if tuple(columns) == self._columns:
            return
        self._columns = tuple(columns)
        for layout in (self._counts, self._fills):
            while layout.count():
                taken = layout.takeAt(0)
                widget = taken.widget() if taken is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self._figures, self.fills = [], []
        for place, column in enumerate(columns):
            name, figure = label(f"{place + 1} {column.name}"), label("", "strong")
            self._counts.addWidget(name, place, 0)
            self._counts.addWidget(figure, place, 1)
            self._figures.append((column, figure))
        # A column with a quota is never what all the rest have.
        marks = [(str(n), column.name) for n, column in enumerate(columns, 1) if column.most is None]
        for (mark, title), key in zip(marks, _FILL_KEYS, strict=False):
            self._add_fill(f"其余{title}", mark, key)
        self._add_fill("其余空白", BLANK, "F6")

    def _add_fill(self, words: str, mark: str, key: str) -> None:
        button = Button(words, key=key)
        button.clicked.connect(lambda: self.fill_wanted.emit(mark))
        self._fills.addWidget(button)
        self.fills.append(button)

    def show_ballot(self, number: str, marks: str, void: str, *, kept: bool) -> None:
        """The counts of the open ballot.

        Args:
            number: "第 24 张".
            marks: As typed so far.
            void: Why it is void; empty while it is not.
            kept: Whether the ballot was saved before: only then it can be taken out.
        """
        self.number.setText(number)
        for place, (column, figure) in enumerate(self._figures, 1):
            given, most = marks.count(str(place)), column.most_of(len(marks))
            figure.setText(str(given) if most is None else f"{given} / 最多 {most}")
            set_role(figure, "fault" if most is not None and given > most else "strong")
        self.rest.setText(marks_words(marks))
        counts = [f"{column.name} {figure.text()}" for column, figure in self._figures]
        self._words = "　".join([*counts, marks_words(marks)])
        self.cause.setText(void)
        self._show_cause()
        if void:
            self.state.set_state("无效票", Tone.FAULT)
        else:
            self.state.set_state("有效", Tone.GOOD)
        self.remove.setEnabled(kept)

    def _show_cause(self) -> None:
        """Beside the ballot in a line of its own; below it in the line of the counts, so that nothing moves."""
        void = self.cause.text()
        self.cause.setVisible(bool(void) and not self._flat)
        self.summary.setText(f"{void}　{self._words}" if void else self._words)
        set_role(self.summary, "fault" if void else "body")

    def set_writable(self, *, writable: bool) -> None:
        """Allow typing or not."""
        for button in (self.save, self.void, *self.fills):
            button.setEnabled(writable)
