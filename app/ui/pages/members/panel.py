"""The panel beside the list: who the selected member is, this year's points, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QVBoxLayout, QWidget

from app.services.member_views import ExemptionView, MemberDetail, StayView
from app.services.numbers import format_points
from app.ui.pages.members.columns import ListedMember, state_words
from app.ui.pages.members.dated_changes import current_exemption, pending_exemption
from app.ui.pages.members.post_change import held_posts
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.panes import ScrollBody


class Do(StrEnum):
    """What the panel's buttons ask for."""

    CARD = "card"
    TRACE = "trace"
    EDIT = "edit"
    CATEGORY = "category"
    STATUS = "status"
    MOBILE = "mobile"
    EXEMPT = "exempt"
    POST = "post"
    LEAVE = "leave"
    ENTRY = "entry"
    MOVE = "move"
    UNDO_MOVE = "undo_move"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    key: str


_SMALL = {
    Do.EDIT: _Word("修改", "E"),
    Do.CATEGORY: _Word("类别", "C"),
    Do.STATUS: _Word("转正", "Z"),
    Do.MOBILE: _Word("流动", "L"),
    Do.EXEMPT: _Word("不纳入", "N"),
    Do.LEAVE: _Word("转出/去世", "X"),
    Do.POST: _Word("岗位", "G"),
    Do.MOVE: _Word("转支部", "B"),
}


class MemberPanel(QFrame):
    """Key facts, total and buttons of one member.

    Signals:
        asked: A :class:`Do`.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._box.setSpacing(Space.M)
        self._scroll = ScrollBody()
        self._heading = label("", "card", wrap=True)
        self._note = label("", "note", wrap=True)
        self._care = label("", "care", wrap=True)
        self._scroll.column.setSpacing(Space.S)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(Space.S)
        self._head.addWidget(self._heading, 2)
        self._head.addWidget(self._note, 3)
        self._scroll.column.addLayout(self._head)
        self._scroll.column.addWidget(self._care)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(Space.M)
        self._facts.setVerticalSpacing(Space.S - 2)
        self._facts.setColumnStretch(1, 1)
        self._scroll.column.addLayout(self._facts)
        self._scroll.column.addStretch(1)
        self._box.addWidget(self._scroll, 1)
        self._lower = QVBoxLayout()
        self._lower.setSpacing(Space.S)
        self._box.addLayout(self._lower)
        self._flat = False
        self._low = False
        self._across = 1
        self._told: tuple[tuple[str, str], ...] = ()
        self.card_button = Button("打开卡片", ButtonKind.PRIMARY, key="Enter")
        self.card_button.clicked.connect(lambda: self.asked.emit(Do.CARD))
        self._build_total()
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.S)
        self._lower.addLayout(self._grid)
        self._lower.addStretch(0)
        self.buttons = self._build_buttons()
        self._arrange_buttons(2)
        self._shown: list[QWidget] = []

    def show_nobody(self, text: str) -> None:
        """Nobody is selected."""
        self._heading.setText("")
        self._note.setText(text)
        self._note.show()
        self._care.hide()
        self._show_facts(())
        self._figure.setText("")
        self._until.setText("")
        for button in (self.card_button, self.total_button, *self.buttons.values()):
            button.setEnabled(False)

    def show_member(
        self,
        row: ListedMember,
        detail: MemberDetail,
        *,
        today: date,
        until: str,
        locked: str,
        secretary: bool,
        several: bool,
    ) -> None:
        """Show a member.

        Args:
            row: The line of the list.
            detail: Everything about the member.
            today: Decides which exemption holds.
            until: Month up to which the total counts.
            locked: Why nothing can be changed; empty when it can.
            secretary: Whether the account may approve.
            several: Whether the village has several branches to move between.
        """
        self._heading.setText(detail.row.label)
        about = [row.member.group, row.category, state_words(row)]
        self._note.setText(" · ".join(word for word in about if word))
        self._note.show()
        self._show_exemption(detail, today)
        self._show_facts(_facts(detail, today))
        self.show_total(row.total, row.decimals, until)
        self._figure.setText("不计分" if detail.row.exempt else self._figure.text())
        self.card_button.setEnabled(True)
        self.total_button.setEnabled(row.total is not None)
        self._set_words(detail, today)
        for button in self.buttons.values():
            button.setEnabled(not locked)
            button.setToolTip(locked)
        self.buttons[Do.MOVE].setVisible(several)
        self._lock_for(detail, today, locked=locked, secretary=secretary)

    def show_total(self, total: Decimal | None, decimals: int, until: str) -> None:
        """Show the year's figure; it comes later than the rest."""
        self._figure.setText(format_points(total, decimals) if total is not None else "—")
        self._until.setText(f"本年累计，截至{until}")

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the list: figures and buttons at the right."""
        way = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._box.setSpacing(Space.XL if flat else Space.M)
        self._box.setStretch(1, 1 if flat else 0)
        self._flat = flat
        self._arrange()

    def set_low(self, *, low: bool) -> None:
        """Below the list of a low window the red button stands beside the figure."""
        self._low = low
        self._arrange()

    def _arrange(self) -> None:
        dense = self._flat and self._low
        margin = Space.M if dense else Space.L
        self._box.setContentsMargins(Space.L, margin, Space.L, margin)
        # Lying flat there is room for the red button beside the figure, and none below it.
        place = (0, 2, 1, 1) if self._flat else (1, 0, 1, 2)
        self._total.addWidget(self.card_button, *place)
        self._until.setVisible(not dense)
        # In a low place the name and what stands below it share a line: every line is one more fact in sight.
        way = QBoxLayout.Direction.LeftToRight if dense else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(way)
        self._scroll.column.setSpacing(Space.XS if dense else Space.S)
        self._facts.setVerticalSpacing(2 if dense else Space.S - 2)
        self._arrange_buttons(4 if dense else 3 if self._flat else 2)
        self._show_facts(self._told)

    def _build_total(self) -> None:
        self._until = ElidedLabel("", "note")
        self._lower.addWidget(self._until)
        self._total = QGridLayout()
        self._total.setSpacing(Space.S)
        self._total.setColumnStretch(0, 1)
        self._figure = label("", "figure")
        self.total_button = Button("怎么算的", ButtonKind.LINK, icon="list-checks", key="T")
        self.total_button.clicked.connect(lambda: self.asked.emit(Do.TRACE))
        self._total.addWidget(self._figure, 0, 0)
        self._total.addWidget(self.total_button, 0, 1)
        self._total.addWidget(self.card_button, 1, 0, 1, 2)
        self._lower.addLayout(self._total)

    def _build_buttons(self) -> dict[Do, Button]:
        found: dict[Do, Button] = {}
        for what, word in _SMALL.items():
            button = Button(word.text, key=word.key)
            button.clicked.connect(lambda _checked=False, asked=what: self.asked.emit(asked))
            found[what] = button
        return found

    def _arrange_buttons(self, columns: int) -> None:
        for place, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _show_exemption(self, detail: MemberDetail, today: date) -> None:
        waiting, held = pending_exemption(detail), current_exemption(detail, today)
        words = ""
        if waiting is not None:
            words = f"已申请不纳入积分（{waiting.start:%Y-%m-%d} 起），等书记批准"
        elif held is not None:
            words = f"不纳入积分：{_span_words(held)}，{held.reason}"
        self._care.setText(words)
        self._care.setVisible(bool(words))

    def _set_words(self, detail: MemberDetail, today: date) -> None:
        gone = detail.left_on is not None
        words = {
            Do.MOBILE: "不再流动" if detail.row.mobile else "流动",
            Do.LEAVE: "转入" if gone else "转出/去世",
            Do.EXEMPT: "不纳入",
        }
        if pending_exemption(detail) is not None:
            words[Do.EXEMPT] = "批准申请"
        elif current_exemption(detail, today) is not None:
            words[Do.EXEMPT] = "恢复积分"
        for what, text in words.items():
            self.buttons[what].setText(text)
            self.buttons[what].updateGeometry()

    def _lock_for(self, detail: MemberDetail, today: date, *, locked: str, secretary: bool) -> None:
        if detail.left_on is not None:
            for what in (Do.CATEGORY, Do.STATUS, Do.MOBILE, Do.EXEMPT, Do.POST, Do.MOVE):
                self.buttons[what].setEnabled(False)
                self.buttons[what].setToolTip("已离开本支部")
            return
        if not locked and detail.row.status == "full":
            self.buttons[Do.STATUS].setEnabled(False)
            self.buttons[Do.STATUS].setToolTip("已是正式党员；登记错了的，在名单上按右键改回预备")
        if not locked and not secretary and _needs_secretary(detail, today):
            self.buttons[Do.EXEMPT].setEnabled(False)
            self.buttons[Do.EXEMPT].setToolTip("须由书记办理，请在左下角切换为书记")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew how many facts stand side by side."""
        super().resizeEvent(event)
        if self._across != self._fitting(self._told):
            self._show_facts(self._told)

    def _fitting(self, facts: tuple[tuple[str, str], ...]) -> int:
        """How many facts stand side by side: two in a low, wide place, where none of them is cut then."""
        if not (self._flat and self._low):
            return 1
        metrics = self.fontMetrics()
        name = max((metrics.horizontalAdvance(name) for name, _ in facts), default=0)
        value = max((metrics.horizontalAdvance(value) for _, value in facts), default=0)
        return 2 if 2 * (name + value + Space.M) + Space.M <= self._scroll.viewport().width() else 1

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for widget in self._shown:
            self._facts.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        self._told = facts
        across = self._across = self._fitting(facts)
        self._facts.setColumnStretch(3, across - 1)
        for number, (name, value) in enumerate(facts):
            left, right = label(name, "quiet"), label(value, wrap=True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row, column = number // across, 2 * (number % across)
            self._facts.addWidget(left, row, column, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(right, row, column + 1)
            self._shown += [left, right]


def _needs_secretary(detail: MemberDetail, today: date) -> bool:
    return pending_exemption(detail) is not None or current_exemption(detail, today) is not None


def _span_words(held: ExemptionView) -> str:
    return f"{held.start:%Y-%m-%d} 起" + (f"至 {held.end:%Y-%m-%d}" if held.end else "")


def _stay_words(stay: StayView) -> str:
    """ "第一支部 至 2026-09-09"; the first day in the village is told elsewhere."""
    return f"{stay.branch} 至 {stay.end:%Y-%m-%d}" if stay.end else f"{stay.branch} {stay.start:%Y-%m-%d} 起"


def _facts(detail: MemberDetail, today: date) -> tuple[tuple[str, str], ...]:
    born = f"{detail.birth_date:%Y-%m-%d}" if detail.birth_date else ""
    full = f"{detail.full_on:%Y-%m-%d}" if detail.full_on else ""
    left = f"{detail.row.state} {detail.left_on:%Y-%m-%d}" if detail.left_on else ""
    facts = (
        ("支部", "\n".join(map(_stay_words, detail.stays)) if len(detail.stays) > 1 else ""),
        ("离开", " ".join(word for word in (left, detail.left_note) if word)),
        ("职务", detail.row.position),
        ("岗位", "、".join(span.value for span in held_posts(detail, today))),
        ("性别出生", " · ".join(word for word in (detail.sex, born) if word)),
        ("民族学历", " · ".join(word for word in (detail.ethnicity, detail.education) if word)),
        ("入党", f"{detail.joined_on:%Y-%m-%d}" if detail.joined_on else ""),
        ("转正", full),
        ("电话", detail.row.phone),
        ("网格", detail.grid),
        ("替代写法", detail.name_note),
        ("备注", detail.note),
    )
    return tuple((name, value) for name, value in facts if value)
