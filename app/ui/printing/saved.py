"""A quiet word at the foot of the window: where a file was saved, with the ways to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import PushButton
from app.ui.widgets.labels import label

_SHOWN_MS = 12000


class SavedNote(QFrame):
    """One note of one window; the next file takes its place.

    Attributes:
        target: The file that was saved last.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.target = Path()
        self.setProperty("surface", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        self._text = label("")
        row.addWidget(IconView("check", Colour.SURFACE))
        row.addWidget(self._text)
        self.folder_button = self._button("打开文件夹")
        self.file_button = self._button("打开文件")
        self.folder_button.clicked.connect(self._on_folder)
        self.file_button.clicked.connect(self._on_file)
        row.addWidget(self.folder_button)
        row.addWidget(self.file_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_saved(self, target: Path) -> None:
        """Name a file that was just written."""
        self.target = target
        self._text.setText(f"已保存：{target.name}")
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @staticmethod
    def _button(text: str) -> QPushButton:
        button = PushButton(text)
        button.setProperty("kind", "toast")
        return button

    def _place(self) -> None:
        host = self._host
        self.ensurePolished()
        width = min(self.sizeHint().width(), host.width() - 2 * Space.L)
        height = self.sizeHint().height()
        self.setGeometry((host.width() - width) // 2, host.height() - height - Space.XL, width, height)

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.target.parent)))
        self.hide()

    def _on_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.target)))
        self.hide()


def note_saved(widget: QWidget, target: Path) -> SavedNote:
    """Say on the window of a widget where a file was saved."""
    window = widget.window()
    note = window.findChild(SavedNote) or SavedNote(window)
    note.show_saved(target)
    return note
