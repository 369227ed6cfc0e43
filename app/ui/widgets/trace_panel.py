"""The arithmetic of one number at the side of the card: steps and figures, and the selected step in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.scoring import TraceNode
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.trace_view import TraceView

_FLAT_HEIGHT = 250
_LOW_HEIGHT = 190
_WORDS_HEIGHT = 148
_NO_LIMIT = 16777215  # Qt's own "as large as you like"
_HOW, _WHY = 1, 3


class TracePanel(QFrame):
    """Beside a table there is room for steps and figures; how and why of the selected step stand below.

    Signals:
        closed: The panel is to be closed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        self._title = ElidedLabel("", "card")
        self.close_button = IconButton("x", "收起，Esc")
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        self.view = TraceView()
        self.view.setColumnHidden(_HOW, True)
        self.view.setColumnHidden(_WHY, True)
        self._words = ScrollBody()
        self._step = label("", "strong", wrap=True)
        self._how = label("", wrap=True)
        self._why = label("", "care", wrap=True)
        self._words.column.setSpacing(Space.XS)
        for words in (self._step, self._how, self._why):
            self._words.column.addWidget(words)
        self._words.column.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._box.setSpacing(Space.M)
        self._box.addWidget(self.view, 3)
        self._box.addWidget(self._words)
        column.addLayout(head)
        column.addLayout(self._box, 1)
        self.view.selectionModel().currentChanged.connect(self._on_step)
        self._flat = self._low = False
        ScaleWatcher(self, self._apply_heights)

    @property
    def title(self) -> str:
        """What the number is of."""
        return self._title.text()

    @property
    def words(self) -> str:
        """How and why of the selected step."""
        return "\n".join(part.text() for part in (self._step, self._how, self._why) if part.text())

    def show_trace(self, title: str, node: TraceNode) -> None:
        """Show another number."""
        self._title.setText(title)
        self.view.show_trace(node)
        self._show_words(node)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the lines, with the words at the right."""
        way = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._box.setStretch(1, 2 if flat else 0)
        self._flat = flat
        self._apply_heights()

    def set_low(self, *, low: bool) -> None:
        """In a low window the lines above need their rows."""
        self._low = low
        self._apply_heights()

    def _apply_heights(self) -> None:
        height, words = scaled(_LOW_HEIGHT if self._low else _FLAT_HEIGHT), scaled(_WORDS_HEIGHT)
        self._words.setMinimumHeight(0 if self._flat else words)
        self._words.setMaximumHeight(_NO_LIMIT if self._flat else words)
        self.setMinimumHeight(height if self._flat else 0)
        self.setMaximumHeight(height if self._flat else _NO_LIMIT)

    def _on_step(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._show_words(self.view.node_at(index))

    def _show_words(self, node: TraceNode) -> None:
        self._step.setText(node.title)
        self._how.setText("；".join(f"{name}：{value}" for name, value in node.inputs))
        self._why.setText(node.cause)
        for words in (self._how, self._why):
            words.setVisible(bool(words.text()))
