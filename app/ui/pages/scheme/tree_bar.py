"""The buttons below the tree: add, copy, move, remove, undo."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pages.scheme.places import LISTS
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, IconButton

_ICONS = (
    ("copy", "copy", "复制一份", "Ctrl+D"),
    ("up", "chevron-up", "上移", "Alt+Up"),
    ("down", "chevron-down", "下移", "Alt+Down"),
    ("remove", "trash-2", "删除", "Ctrl+Del"),
    ("undo", "undo-2", "撤销", "Ctrl+Z"),
    ("redo", "redo-2", "恢复", "Ctrl+Y"),
)


class TreeBar(QWidget):
    """Steps on the chosen part.

    Signals:
        asked: ``add``, ``add_section``, ``copy``, ``up``, ``down``, ``remove``, ``undo`` or ``redo``.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        self.add = Button("新项目", icon="plus", key="Alt+N")
        self.add_section = Button("新板块")
        self.add.clicked.connect(lambda: self.asked.emit("add"))
        self.add_section.clicked.connect(lambda: self.asked.emit("add_section"))
        first.addWidget(self.add, 1)
        first.addWidget(self.add_section)
        second = QHBoxLayout()
        second.setSpacing(0)
        self.steps: dict[str, IconButton] = {}
        for step, picture, tip, key in _ICONS:
            button = IconButton(picture, tip, key=key)
            button.clicked.connect(lambda _checked=False, what=step: self.asked.emit(what))
            second.addWidget(button)
            self.steps[step] = button
        second.addStretch(1)
        column.addLayout(first)
        column.addLayout(second)
        self.show_steps(undo=False, redo=False)

    @staticmethod
    def kind_for(path: str) -> str:
        """The list that a new part belongs to, from what is chosen."""
        kind = path.partition("/")[0]
        return kind if kind in LISTS and kind != "sections" else "items"

    def show_part(self, path: str) -> None:
        """Fit the buttons to what is chosen."""
        kind = path.partition("/")[0]
        in_list = kind in LISTS and "/" in path
        self.add.setText(LISTS[self.kind_for(path)][2])
        self.add_section.setVisible(kind in ("sections", "items"))
        for step in ("copy", "up", "down", "remove"):
            self.steps[step].setEnabled(in_list)

    def show_steps(self, *, undo: bool, redo: bool) -> None:
        """Whether there is something to take back."""
        self.steps["undo"].setEnabled(undo)
        self.steps["redo"].setEnabled(redo)
