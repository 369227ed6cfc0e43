"""The live example of the chosen item: a sentence, and the arithmetic behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.scheme_example import ItemExample
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label


class ExampleCard(QFrame):
    """Says what the rule gives, as it is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "good")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(2)
        self._rule = label("", wrap=True)
        self._sentence = label("", "strong", wrap=True)
        self._lines = label("", "note", wrap=True)
        self.how = Button("怎么算的", ButtonKind.LINK, icon="list-checks")
        self.how.clicked.connect(self._on_how)
        self._open = False
        self._low = False
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._sentence, 1)
        line.addWidget(self.how)
        column.addWidget(self._rule)
        column.addLayout(line)
        column.addWidget(self._lines)

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join((self._rule.text(), self._sentence.text(), self._lines.text()))

    def show_example(self, rule: str, example: ItemExample | None) -> None:
        """Show the rule in words and its example; without both it hides."""
        self._rule.setText(rule)
        self._sentence.setText(f"例：{example.sentence}" if example is not None else "")
        lines = (
            [f"{line.title}　{'，'.join(line.steps)}" for line in example.lines]
            if example is not None
            else []
        )
        self._lines.setText("\n".join(lines))
        self._fit()
        self.how.setVisible(bool(lines))
        self._lines.setVisible(bool(lines) and self._open)
        self.setVisible(bool(rule or example))

    def set_low(self, *, low: bool) -> None:
        """A low window leaves the form its rows: the example says the rule as well."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        self._sentence.setVisible(bool(self._sentence.text()))
        self._rule.setVisible(bool(self._rule.text()) and not (self._low and self._sentence.text()))

    def _on_how(self) -> None:
        self._open = not self._open
        self._lines.setVisible(self._open and bool(self._lines.text()))
