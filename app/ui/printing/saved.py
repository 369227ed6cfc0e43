"""A quiet word at the foot of the window: where a file was saved, with the ways to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.ui.widgets.foot_note import FootNote

_SHOWN_MS = 12000


class SavedNote(FootNote):
    """One note of one window; the next file takes its place.

    Attributes:
        target: The file that was saved last.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.target = Path()
        self.folder_button = self.add_button("打开文件夹", key="Alt+W")
        self.file_button = self.add_button("打开文件", key="Alt+O")
        self.folder_button.clicked.connect(self._on_folder)
        self.file_button.clicked.connect(self._on_file)

    def show_saved(self, target: Path) -> None:
        """Name a file that was just written."""
        self.target = target
        self.say(f"已保存：{target.name}", shown_ms=_SHOWN_MS)

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
