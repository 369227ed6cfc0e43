"""How the board looks: lists, order, columns, kinds of deduction, names in full or masked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.services.notices.board import BoardOptions, BoardOrder
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label

_ORDERS = (
    Chip(BoardOrder.STROKES.value, "姓氏笔画"),
    Chip(BoardOrder.GROUP.value, "党小组"),
    Chip(BoardOrder.RANK.value, "名次"),
)
_LISTS = (Chip("one", "一张表"), Chip("class", "按类别"))
_TOTALS, _SECTIONS, _MONTHS = Chip("totals", "只列合计"), Chip("sections", "各板块"), Chip("months", "各月")


class LooksForm(QWidget):
    """The choices about the sheet; each takes effect at once.

    Signals:
        edited: A choice was made.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lists, self.order = ChipBar(_LISTS), ChipBar(_ORDERS)
        self.columns = ChipBar((_TOTALS, _SECTIONS))
        self._longer = False
        self.deductions = QCheckBox("备注里列出扣分项目")
        self.masked = QCheckBox("姓名只显示姓氏")
        self.deductions.setToolTip("只列方案里的项目名称和分数，不写具体事由。不选时扣分只在合计里。")
        self.masked.setToolTip("如张**、欧阳*。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for words, widget in (("名单", self.lists), ("排序", self.order), ("栏目", self.columns)):
            widget.setAccessibleName(words)
            column.addWidget(label(words, "note"))
            column.addWidget(widget)
            column.addSpacing(Space.XS)
            widget.chosen.connect(lambda _key: self.edited.emit())
        for box in (self.deductions, self.masked):
            column.addWidget(box)
            box.toggled.connect(lambda _on: self.edited.emit())

    @property
    def options(self) -> BoardOptions:
        """What is chosen."""
        return BoardOptions(
            by_class=self.lists.current == "class",
            order=BoardOrder(self.order.current),
            sections=self.columns.current == _SECTIONS.key,
            # A month's board has no columns of months; longer ones have them unless somebody chooses otherwise.
            months=self.columns.current == _MONTHS.key or not self._longer,
            deductions=self.deductions.isChecked(),
            masked=self.masked.isChecked(),
        )

    def show_options(self, options: BoardOptions, *, longer: bool, writable: bool) -> None:
        """Show choices without telling.

        Args:
            options: The choices.
            longer: Whether the term has several months.
            writable: Whether they can be changed.
        """
        self._longer = longer
        self.columns.set_chips((_TOTALS, _SECTIONS, _MONTHS) if longer else (_TOTALS, _SECTIONS))
        self.lists.choose("class" if options.by_class else "one")
        self.order.choose(options.order.value)
        months = _MONTHS if options.months and longer else _TOTALS
        self.columns.choose((_SECTIONS if options.sections else months).key)
        for box, on in ((self.deductions, options.deductions), (self.masked, options.masked)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        for widget in (self.lists, self.order, self.columns, self.deductions, self.masked):
            widget.setEnabled(writable)
