"""First page of the assistant: the own branch, or the sample village."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.first_run.choice_card import ChoiceCard
from app.ui.theme.icons import IconView
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.keys import ButtonKey
from app.ui.widgets.labels import label

_WIDEST = 820


class Welcome(QWidget):
    """Two large choices.

    Signals:
        own_chosen: Set up the own branch.
        sample_chosen: Fill the ledger with the sample village.
    """

    own_chosen = Signal()
    sample_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own = ChoiceCard(
            "1　录入本支部",
            "填写支部和两位经办人，选一个积分方案，带上现成的名册就可以开始这个月。约三分钟，以后都能改。",
            icon="landmark",
        )
        self.sample = ChoiceCard(
            "2　试用示例村",
            "一个虚构的村：3 个支部、114 名党员、三个月的记录。随便点、随便改，看看每一步和每一张表。",
            icon="id-card",
        )
        self.own.clicked.connect(self.own_chosen)
        self.sample.clicked.connect(self.sample_chosen)
        for card, key in ((self.own, "1"), (self.sample, "2")):
            ButtonKey(card, key)
        column = QVBoxLayout(self)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconView("id-card", Colour.ACCENT, size=current_scale().icon * 3), 0, middle)
        column.addSpacing(Space.M)
        column.addWidget(label("一人一卡 · 党员积分台账", "heading"), 0, middle)
        column.addWidget(label("从哪里开始？按 1 或 2，或用鼠标点。", "quiet"), 0, middle)
        column.addSpacing(Space.XL)
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(round(_WIDEST * current_scale().body / 11))
        cards = QHBoxLayout(inner)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(Space.L)
        cards.addWidget(self.own)
        cards.addWidget(self.sample)
        row.addWidget(inner, 8)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(Space.L)
        column.addWidget(label("全部数据只存在这台电脑上，不联网。", "note"), 0, middle)
        column.addStretch(3)

    def start(self) -> None:
        """Put the focus on the usual choice."""
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)
