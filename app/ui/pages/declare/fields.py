"""Small parts of the entry strip: a field with its name above, and a list to choose from by its number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label


class Labelled(QWidget):
    """A field with its name above it; a hidden one keeps its place, so that nothing jumps.

    Attributes:
        field: The field.
    """

    def __init__(self, name: str, field: QWidget, *, keeps_place: bool = True) -> None:
        super().__init__()
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._name = label(name, "note")
        column.addWidget(self._name)
        column.addWidget(field)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keeps_place)
        self.setSizePolicy(policy)

    def set_name(self, name: str) -> None:
        """Change the name above."""
        self._name.setText(name)
        self.field.setAccessibleName(name)


class ChoiceBox(QuietComboBox):
    """Entries that are chosen with the arrow keys or by typing their number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)

    def set_choices(self, choices: Sequence[tuple[str, str]], *, none: str = "") -> None:
        """Offer entries.

        Args:
            choices: Id and words of each.
            none: Words of an entry 0 that means nothing chosen; without them the box begins empty.
        """
        self.clear()
        # "1 2026年11月" would be read as one number; before other words a space takes less of a narrow box.
        stop = "．" if any(words[:1].isdigit() for _key, words in choices) else " "
        if none:
            self.addItem(f"0{stop}{none}", "")
        for number, (key, words) in enumerate(choices, 1):
            self.addItem(f"{number}{stop}{words}", key)
        self.setCurrentIndex(0 if none else -1)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        mark_fault(self, fault=False)

    @property
    def value(self) -> str | None:
        """Id of the chosen entry; ``None`` for none."""
        return self.currentData() or None

    def choose(self, key: str | None) -> None:
        """Choose by id."""
        index = self.findData(key or "")
        self.setCurrentIndex(index)
