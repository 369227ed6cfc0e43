"""The facts of an entry as they ought to be: item, day, how much, role, who else is scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.services.line_entry import LineDraft
from app.services.scoring import Item
from app.ui.pages.declare.amount import AmountFields
from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.pages.declare.people import item_choices
from app.ui.pages.declare.strip_form import StripForm
from app.ui.theme.tokens import Space
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.points_edit import PointsEdit


class FactsForm(QWidget):
    """Fields in two columns; those that the item does not need are not there.

    Signals:
        edited: Something was typed or chosen.
        day_changed: Another day: other items may be in force.
    """

    edited = Signal()
    day_changed = Signal(object)

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, Item] = {}
        self._kept: LineDraft | None = None
        self.item = MemberPicker(placeholder="名称、首字母或编号")
        self.item.setMinimumWidth(0)
        self.date = ShortDateEdit(shown=shown)
        self.quantity, self.points = PointsEdit(decimals=2), PointsEdit(decimals=1)
        self.level, self.role, self.outcome = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.also = MemberPicker(placeholder="没有就空着")
        self.also.setMinimumWidth(0)
        self._box()
        # The fields of an item are told apart as on the 申报 page; its form has these names too.
        self.amount = AmountFields(cast("StripForm", self))
        self.amount.show_item(None)
        self._connect()

    def _box(self) -> None:
        self.amount_gap = Labelled("数量", QLineEdit(), keeps_place=False)
        self.amount_gap.field.setEnabled(False)
        self.quantity_box = Labelled("数量", self.quantity, keeps_place=False)
        self.level_box = Labelled("档次", self.level, keeps_place=False)
        self.points_box = Labelled("评分", self.points, keeps_place=False)
        self.role_box = Labelled("角色", self.role, keeps_place=False)
        self.outcome_box = Labelled("结果", self.outcome, keeps_place=False)
        self.also_box = Labelled("同一件事另给谁计分", self.also, keeps_place=False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.S)
        grid.addWidget(Labelled("项目", self.item), 0, 0, 1, 2)
        grid.addWidget(Labelled("日期", self.date), 1, 0)
        for box in (self.amount_gap, self.quantity_box, self.level_box, self.points_box):
            grid.addWidget(box, 1, 1)
        grid.addWidget(self.role_box, 2, 0)
        grid.addWidget(self.outcome_box, 2, 1)
        grid.addWidget(self.also_box, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for field, words in ((self.item, "项目"), (self.date, "日期")):
            field.setAccessibleName(words)

    def _connect(self) -> None:
        self.item.picked.connect(self._on_item)
        self.date.date_changed.connect(self._on_date)
        for signal in (self.quantity.points_changed, self.points.points_changed):
            signal.connect(lambda _value: self.edited.emit())
        for box in (self.level, self.role, self.outcome):
            box.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.also.picked.connect(lambda _uid: self.edited.emit())
        self.also.cleared.connect(self.edited.emit)

    def set_items(self, items: Sequence[Item]) -> None:
        """Offer the items of a day; the one that is chosen stays if it is still there."""
        self._items = {item.id: item for item in items}
        self.item.set_people(item_choices(items))

    def set_people(self, people: Sequence[Person]) -> None:
        """Who else may be scored for the same fact."""
        self.also.set_people(people)

    def set_shown_month(self, shown: date) -> None:
        """Short dates mean days of this month."""
        self.date.set_shown_month(shown)

    def show_draft(self, draft: LineDraft) -> None:
        """Fill in an entry as it stands."""
        self._kept = draft
        self.date.set_value(draft.deed_date)
        self.item.pick(draft.item)
        self.item.setCursorPosition(0)
        item = self._items.get(draft.item)
        self._show_item(item)
        self.amount.fill(draft)
        self.also.pick(draft.also_uid)

    def show_empty(self, day: date | None) -> None:
        """Begin with nothing but a day."""
        self._kept = None
        self.date.set_value(day)
        self.item.clear_pick()
        self._show_item(None)
        self.also.clear_pick()

    def draft(self, member_uid: str, *, basis: str) -> LineDraft | None:
        """The facts as typed; ``None`` while item or day is missing."""
        day = self.date.value
        if day is None or not self.item.uid:
            return None
        kept = self._kept
        return LineDraft(
            member_uid=member_uid, item=self.item.uid, deed_date=day,
            quantity=self.amount.quantity or Decimal(0), level=self.amount.level, role=self.amount.role,
            outcome=self.amount.outcome, points=self.amount.points,
            basis=(kept.basis if kept is not None else "") or basis, act=kept.act if kept is not None else None,
            also_uid=self.also.uid if not self.also_box.isHidden() else "",
        )  # fmt: skip

    def fields(self) -> dict[str, QWidget]:
        """Fields by the code of their faults."""
        return {
            "item": self.item, "deed_date": self.date, "quantity": self.quantity, "level": self.level,
            "points": self.points, "role": self.role, "outcome": self.outcome, "also_uid": self.also,
        }  # fmt: skip

    def _show_item(self, item: Item | None) -> None:
        self.amount.show_item(item)
        self.also_box.setVisible(item is not None and bool(item.also))
        mark_fault(self.item, fault=False)

    def _on_item(self, uid: str) -> None:
        self._show_item(self._items.get(uid))
        self.edited.emit()

    def _on_date(self, value: object) -> None:
        if value is not None:
            self.day_changed.emit(value)
        self.edited.emit()
