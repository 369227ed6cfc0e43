"""Words that a whole room can read: their size follows the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.services.year.model import YearEndView
from app.ui.pages.year.assessment.words import quota_tone
from app.ui.theme.theme import repolish
from app.ui.theme.tokens import Space
from app.ui.widgets.state import Tone

#: Size of one unit on the smallest screen, in points.
_POINTS = 14.0


class BigLabel(QLabel):
    """A label so many units high; typed words are shown as they are, never as markup."""

    def __init__(self, text: str = "", size: float = 1.0, *, bold: bool = False, wrap: bool = False) -> None:
        super().__init__(text)
        self._size, self._bold = size, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_unit(1.0)

    def set_unit(self, unit: float) -> None:
        """Draw the words for a screen of this size."""
        weight = 700 if self._bold else 400
        self.setStyleSheet(f"font-size: {_POINTS * self._size * unit:.1f}pt; font-weight: {weight};")

    def set_tone(self, tone: Tone | None) -> None:
        """Colour the words; their text says the same."""
        self.setProperty("role", tone.value.role if tone is not None else "body")
        repolish(self)


class CountBar(QWidget):
    """How many have each grade so far, and how many may."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.XL)
        self.labels: list[BigLabel] = []

    def show_view(self, view: YearEndView) -> None:
        """Show the counts; a grade over its quota is said to be."""
        counts = view.counts()
        words: list[tuple[str, Tone | None]] = []
        for grade in view.grades:
            quotas = [quota for quota in view.quotas if quota.grade == grade.id and quota.most is not None]
            if not quotas:
                words.append((f"{grade.name} {counts[grade.id]}", None))
            for quota in quotas:
                over = f"　超 {quota.decided - (quota.most or 0)} 人" if quota.over else ""
                words.append((f"{quota.words}{over}", quota_tone(quota)))
        words.append((f"待定 {len(view.open)}", Tone.CARE if view.open else Tone.GOOD))
        self._fit(len(words))
        for shown, (text, tone) in zip(self.labels, words, strict=True):
            shown.setText(text)
            shown.set_tone(tone)

    def _fit(self, count: int) -> None:
        if count == len(self.labels):
            return
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self.labels = [BigLabel("", 1.25, bold=True) for _ in range(count)]
        for shown in self.labels:
            self._row.addWidget(shown)
        self._row.addStretch(1)
