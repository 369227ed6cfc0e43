"""First step: which file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.state import Banner, Tone

_WIDEST = 640
_POINTS = (
    "Excel、WPS 表格（.xlsx、.xls）、.ods 和 .csv 都可以，照原样选就行：标题行、合并的格子、表下的说明会自己认出来。",
    "选好以后先看每一行，有问题的写明在哪一格、怎样改。核对的时候，什么都不会写入台账。",
    "已有的党员按身份证号更新，不会重复；同名的人分得开。",
)


class ChooseStep(QWidget):
    """Says what is needed and opens the file.

    Signals:
        choose_requested: 选择名册文件 was pressed.
        template_requested: 下载模板 was pressed.
    """

    choose_requested = Signal()
    template_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._banner = Banner()
        outer.addWidget(self._banner)
        outer.addStretch(1)
        card = Card("选择党员名册")
        card.setMaximumWidth(round(_WIDEST * current_scale().body / 11))
        for words in _POINTS:
            line = QHBoxLayout()
            line.setSpacing(Space.S)
            line.addWidget(IconView("check", Colour.GOOD), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(words, wrap=True), 1)
            card.body.addLayout(line)
        card.body.addSpacing(Space.S)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.M)
        self.choose_button = Button("选择名册文件", ButtonKind.PRIMARY, icon="folder-open", key="Enter")
        self.template_button = Button("下载空白模板", icon="download")
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.template_button)
        buttons.addWidget(label("也可以把文件拖到这里", "note"))
        buttons.addStretch(1)
        card.body.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)
        self.choose_button.clicked.connect(self._on_choose)
        self.template_button.clicked.connect(self.template_requested)

    @property
    def fault_text(self) -> str:
        """Why the last file could not be used."""
        return self._banner.text if self._banner.isVisibleTo(self) else ""

    def show_fault(self, name: str, message: str, hint: str) -> None:
        """Say why a file cannot be used."""
        self._banner.show_text(f"“{name}”：{message}。{hint}".replace("。。", "。"), Tone.FAULT)

    def _on_choose(self) -> None:
        self._banner.hide()
        self.choose_requested.emit()
