"""Before the start, a data folder that is no place for a ledger: why, and another one by the system's own dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError
from app.paths import AppPaths
from app.services.safety.computer import Computer
from app.services.safety.way_out import PlaceRefused, check_place, choose_place
from app.ui.messages import show_error
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label


class PlaceDialog(QDialog):
    """Says what is wrong with the folder and takes another one.

    Attributes:
        folder: The chosen one; None to leave the program.
    """

    def __init__(self, refused: PlaceRefused, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("数据文件夹要换个地方")
        self.folder: Path | None = None
        self._proposal = refused.proposal
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label(refused.message, "card", wrap=True))
        column.addWidget(label(refused.hint, wrap=True))
        column.addStretch(1)
        offered = refused.proposal is not None
        self.chooser = Button("选别的文件夹…", ButtonKind.PLAIN if offered else ButtonKind.PRIMARY)
        self.proposed = Button("就用例子里的文件夹", ButtonKind.PRIMARY)
        self.proposed.setVisible(offered)
        leave = Button("退出")
        self.chooser.clicked.connect(self._on_choose)
        self.proposed.clicked.connect(lambda: self._take(self._proposal))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        for button in (leave, self.chooser, self.proposed):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.resize(current_scale().side_bar * 3, self.sizeHint().height())

    @staticmethod
    def ask(refused: PlaceRefused) -> Path | None:
        """Ask; None when she leaves."""
        dialog = PlaceDialog(refused)
        dialog.exec()
        folder = dialog.folder
        dialog.deleteLater()
        return folder

    def _on_choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选择本机硬盘上的文件夹", str(Path.home()))
        if name:
            self._take(Path(name))

    def _take(self, folder: Path | None) -> None:
        self.folder = folder
        self.accept()


def find_place(paths: AppPaths, computer: Computer) -> AppPaths | None:
    """The data folder, or the one chosen instead of it; None when she leaves. Nothing is written before it passes."""
    try:
        check_place(paths, computer)
    except PlaceRefused as fault:
        refused = fault
    else:
        return paths
    while True:
        folder = PlaceDialog.ask(refused)
        if folder is None:
            return None
        try:
            return choose_place(paths, folder, computer)
        except PlaceRefused as fault:
            refused = fault
        except (UserError, EnvironmentProblem) as fault:
            show_error(fault)
