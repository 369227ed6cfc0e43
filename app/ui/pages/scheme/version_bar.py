"""What can be done with an adopted version: read it, compare it, export it, print it, draft from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.services.schemes import VersionView
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label

_ACTIONS = (
    ("words", "看全文", "file-text"),
    ("export", "导出", "download"),
    ("print", "打印一览表", "printer"),
    ("draft", "据此起草", "pencil"),
    ("withdraw", "撤回……", "undo-2"),
)


class VersionBar(QWidget):
    """Buttons for the version that is chosen in the list.

    Signals:
        asked: ``(what, uid of the version to compare with)``.
    """

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self.buttons: dict[str, Button] = {}
        for what, words, picture in _ACTIONS:
            button = Button(words, icon=picture)
            button.clicked.connect(lambda _checked=False, action=what: self.asked.emit(action, ""))
            row.addWidget(button)
            self.buttons[what] = button
        row.addSpacing(Space.L)
        row.addWidget(label("与"))
        self.other = QuietComboBox()
        self.other.setAccessibleName("与哪一版比较")
        self.other.setMinimumContentsLength(8)
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        row.addWidget(self.other, 1)
        self.compare = Button("比较")
        self.compare.clicked.connect(lambda: self.asked.emit("compare", str(self.other.currentData() or "")))
        row.addWidget(self.compare)
        row.addStretch(1)

    def show_versions(self, versions: Sequence[VersionView], today: date) -> None:
        """The versions that one can be compared with, newest first. One that is not in force yet can be withdrawn."""
        self.buttons["withdraw"].setVisible(any(version.starts_on > today for version in versions))
        chosen = self.other.currentData()
        self.other.clear()
        for version in reversed(versions):
            self.other.addItem(f"{version.starts_on.isoformat()} 起的", version.uid)
        self.other.setCurrentIndex(max(0, self.other.findData(chosen)))
        self.compare.setEnabled(len(versions) > 1)
