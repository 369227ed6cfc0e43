"""Photos and scans of a line: choosing one and looking at one."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind

_KINDS = "照片和扫描件 (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp)"
_VIEW = QSize(900, 560)


def choose_photo(parent: QWidget, folder: str) -> Path | None:
    """Ask for a picture file."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, "选择照片或扫描件", folder, _KINDS)
    return Path(chosen) if chosen else None


class PhotoAnswer(Enum):
    """How the picture was left."""

    CLOSED = "closed"
    REMOVE = "remove"


class PhotoDialog(QDialog):
    """Shows one picture as large as it fits."""

    def __init__(self, name: str, data: bytes, *, removable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.answer = PhotoAnswer.CLOSED
        self._picture = QPixmap()
        self._picture.loadFromData(data)
        self.view = QLabel()
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown = self._picture.scaled(
            _VIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.view.setPixmap(shown)
        self.remove = Button("移除这张", icon="trash-2")
        self.remove.setVisible(removable)
        close = Button("关闭", ButtonKind.PRIMARY, key="Enter")
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)
        close.clicked.connect(self.accept)
        self.remove.clicked.connect(self._on_remove)
        close.setFocus()

    @staticmethod
    def ask(parent: QWidget, name: str, data: bytes, *, removable: bool) -> PhotoAnswer:
        """Show a picture; says whether it is to be removed."""
        dialog = PhotoDialog(name, data, removable=removable, parent=parent)
        dialog.exec()
        return dialog.answer

    def _on_remove(self) -> None:
        self.answer = PhotoAnswer.REMOVE
        self.accept()
