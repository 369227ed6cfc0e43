"""The widgets of the entry strip and where they stand; what they mean is in ``strip``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.points_edit import PointsEdit
from app.ui.widgets.scaled import ScaleWatcher, scaled

_BASIS_LENGTH = 400
#: Least width of the strip with everything in its first row, at the normal type.
_ROOMY = 620
#: Width of the fields of the amount in characters.
_AMOUNT, _NARROW_AMOUNT = 6.6, 5.0
#: What a picker has beside its text and its icon, logical pixels.
_GLASS = 42


class StripForm:
    """Fields in reading order, in two rows and a line of words below.

    Attributes:
        member: 党员.
        item: 项目; picked like a person, by name, initials or number.
        date: 日期.
        basis: 依据.
        second: 第二人.
        also: 同一件事另给谁计分, where the item says so.
        same: 与哪一条是同一件事; there only where it matters.
        told: 听谁说的, for a line that is entered on behalf.
        reason: 补记原因.
        rule: The item's rule in words, or how to type; ``claim`` what the line would claim; ``words`` faults.
        amount_gap: Keeps the place of the amount while there is none.
    """

    def __init__(self, strip: QWidget) -> None:
        self.member = MemberPicker()
        self.item = MemberPicker(placeholder="名称、首字母或编号")
        self.date = ShortDateEdit(shown=date.min)
        self.quantity = PointsEdit(decimals=2)
        self.level = ChoiceBox()
        self.points = PointsEdit(decimals=1)
        self.role = ChoiceBox()
        self.basis = _text("凭什么：签到表、照片、谁证明")
        self.second = MemberPicker(placeholder="另一名正式党员")
        self.also = MemberPicker(placeholder="没有就空着")
        self.outcome = ChoiceBox()
        self.same = ChoiceBox()
        self.told = _text("本人填卡的不用填")
        self.reason = _text("为什么现在才记")
        self.save = Button("保存", ButtonKind.PRIMARY, key="Enter")
        self.cancel = Button("放弃", ButtonKind.PLAIN, key="Esc")
        self.rule = ElidedLabel("", "quiet")
        self.claim = label("", "card")
        self.words = ElidedLabel("", "care")
        self._narrow = False
        self._box(strip)
        self._tab_order(strip)

    def sequence(self) -> list[QWidget]:
        """All fields in reading order."""
        return [
            self.member, self.item, self.date, self.quantity, self.level, self.points, self.role,
            self.basis, self.second, self.also, self.outcome, self.same, self.told, self.reason,
        ]  # fmt: skip

    def by_code(self) -> dict[str, QWidget]:
        """Fields by the code of their faults."""
        return {
            "member": self.member, "item": self.item, "deed_date": self.date, "quantity": self.quantity,
            "level": self.level, "points": self.points, "role": self.role, "outcome": self.outcome,
            "basis": self.basis, "second_uid": self.second, "also_uid": self.also, "late_reason": self.reason, "act": self.same,
        }  # fmt: skip

    def mark_faults(self, codes: Collection[str]) -> None:
        """Mark the fields of these faults and go to the first: the next key should reach what has to be mended."""
        wrong = [field for code, field in self.by_code().items() if code in codes]
        for field in self.by_code().values():
            mark_fault(field, fault=field in wrong)
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def change_signals(self) -> list[SignalInstance]:
        """Signals after which the claim has to be worked out again."""
        return [
            self.quantity.points_changed, self.points.points_changed, self.level.currentIndexChanged,
            self.role.currentIndexChanged, self.outcome.currentIndexChanged, self.basis.textEdited,
            self.second.picked, self.also.picked, self.same.currentIndexChanged,
        ]  # fmt: skip

    def set_enabled(self, *, enabled: bool) -> None:
        """Allow entries or not."""
        for field in (*self.sequence(), self.save):
            field.setEnabled(enabled)

    def _box(self, strip: QWidget) -> None:
        self.amount_gap = Labelled("数量", _text(""), keeps_place=False)
        self.amount_gap.field.setEnabled(False)
        self.quantity_box = Labelled("数量", self.quantity, keeps_place=False)
        self.level_box = Labelled("档次", self.level, keeps_place=False)
        self.points_box = Labelled("评分", self.points, keeps_place=False)
        self.role_box = Labelled("角色", self.role)
        self.second_box = Labelled("第二人", self.second, keeps_place=False)
        self.also_box = Labelled("同一件事另给谁计分", self.also, keeps_place=False)
        self.outcome_box = Labelled("结果", self.outcome, keeps_place=False)
        self.same_box = Labelled("与哪一条是同一件事", self.same, keeps_place=False)
        self.reason_box = Labelled("补记原因", self.reason, keeps_place=False)
        # Large type on a narrow screen would otherwise cut the first row at both ends.
        ScaleWatcher(strip, lambda: self._fit(strip))
        self.date.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._first = first = _row(
            (Labelled("党员", self.member), 3), (Labelled("项目", self.item), 5), (Labelled("日期", self.date), 0),
            (self.amount_gap, 0), (self.quantity_box, 0), (self.level_box, 0), (self.points_box, 0),
            (self.role_box, 0),
        )  # fmt: skip
        self._second = second = _row(
            (Labelled("依据", self.basis), 5), (self.second_box, 3), (self.also_box, 3), (self.outcome_box, 2),
            (self.same_box, 3), (Labelled("代填：听谁说的", self.told), 3), (self.reason_box, 3),
        )  # fmt: skip
        second.addWidget(self.cancel)
        second.addWidget(self.save)
        for button in (self.cancel, self.save):
            second.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        # One row: what is wrong, or to be known, stands before the rule while there is something of the kind.
        words = QHBoxLayout()
        words.setSpacing(Space.L)
        words.addWidget(self.words, 3)
        words.addWidget(self.rule, 2)
        words.addWidget(self.claim)
        column = QVBoxLayout(strip)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(first)
        column.addLayout(second)
        column.addLayout(words)
        # The claim comes and goes; the strip keeps its height.
        self.claim.setMinimumHeight(self.claim.fontMetrics().height() + current_scale().icon // 2)
        self.words.hide()
        self.cancel.hide()

    def _fit(self, strip: QWidget) -> None:
        """Widths in characters of the type in force."""
        character = QFontMetrics(QApplication.font()).horizontalAdvance("字")
        for field, width in ((self.item, 7 if self._narrow else 8), (self.second, 7), (self.also, 7)):
            field.setMinimumWidth(round(width * character))
        # A name of four signs beside the magnifying glass: 欧阳建国.
        self.member.setMinimumWidth(
            round((3.8 if self._narrow else 4.4) * character) + _GLASS + current_scale().icon
        )
        for box in self._amounts():
            box.setFixedWidth(round((_NARROW_AMOUNT if self._narrow else _AMOUNT) * character))
        # In the second row there is room for its words.
        self.role_box.setFixedWidth(round(_AMOUNT * character))

    def _amounts(self) -> tuple[Labelled, ...]:
        return (self.amount_gap, self.quantity_box, self.level_box, self.points_box)

    def set_width(self, strip: QWidget, width: int) -> None:
        """Where the first row has no room for everything, the role stands before 依据, and only if it is asked for."""
        narrow = width < scaled(_ROOMY)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        policy = self.role_box.sizePolicy()
        policy.setRetainSizeWhenHidden(not narrow)
        self.role_box.setSizePolicy(policy)
        if narrow:
            self._second.insertWidget(0, self.role_box)
        else:
            self._first.addWidget(self.role_box)
        self._fit(strip)

    def _tab_order(self, strip: QWidget) -> None:
        chain = [*self.sequence(), self.cancel, self.save]
        for one, following in pairwise(chain):
            strip.setTabOrder(one, following)


def _text(placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(placeholder)
    field.setMaxLength(_BASIS_LENGTH)
    return field


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
