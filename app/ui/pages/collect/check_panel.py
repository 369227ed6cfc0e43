"""Right of the 汇总 page: what is missing or doubtful in a group, each by name, with the button that leads there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.collection import GroupCollection
from app.services.lines import LineFault, LineView
from app.services.numbers import format_points
from app.ui.pages.line_words import fault_sentence, fault_words
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import BODY_POINTS, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.state import StateLabel, Tone

_SHOWN = 30
_NAME_LENGTH = 14


class CheckPanel(QFrame):
    """Missing cards and faulty lines of a group, and the actions on the group.

    Signals:
        member_wanted: Uid of the member whose card is to be typed.
        line_wanted: Uid of the line to look at.
    """

    member_wanted = Signal(str)
    line_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._box.setSpacing(Space.M)
        self._scroll = ScrollBody()
        self._body: QWidget | None = None
        self._actions = QGridLayout()
        self._actions.setSpacing(Space.S)
        self._flat = False
        self._low = False
        self.collect = Button("汇总本组", ButtonKind.PRIMARY, key="Enter")
        self.sign = Button("小组长已签字", key="S")
        self.give_back = Button("退回本组", key="R")
        self.print_group = Button("打印本组汇总表", icon="printer", key="P")
        self._arrange()
        self._box.addWidget(self._scroll, 1)
        self._box.addLayout(self._actions)

    def show_group(self, group: GroupCollection | None, *, decimals: int) -> None:
        """Show what is to be done in a group."""
        body = QWidget()
        body.setProperty("surface", "body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        if group is not None:
            self._fill(column, group, decimals=decimals)
        column.addStretch(1)
        place = self._scroll.verticalScrollBar().value()
        if self._body is not None:
            self._scroll.column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._scroll.column.addWidget(body)
        self._scroll.verticalScrollBar().setValue(place)

    def set_flat(self, *, flat: bool) -> None:
        """Below the table: buttons at the right."""
        self._flat = flat
        direction = QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(direction)
        self._arrange()

    def set_low(self, *, low: bool) -> None:
        """Below the table of a low window the buttons stand in two rows."""
        self._low = low
        self._arrange()

    def _arrange(self) -> None:
        # Two columns of buttons in large type would leave the list beside them no width to be read in.
        large = current_scale().body > BODY_POINTS
        dense = self._flat and self._low and not large
        across = 2 if dense else 1
        buttons = (self.collect, self.sign, self.give_back, self.print_group)
        for place, button in enumerate(buttons):
            button.set_compact(compact=self._flat and large)
            self._actions.addWidget(button, place // across, place % across)
        self._actions.setColumnStretch(0, 1)
        self._actions.setColumnStretch(1, across - 1)
        margin = Space.M if self._flat and self._low else Space.L
        self._actions.setSpacing(Space.XS if self._flat and large else Space.S)
        self._box.setContentsMargins(Space.L, margin, Space.L, margin)
        self._box.setAlignment(
            self._actions, Qt.AlignmentFlag.AlignTop if self._flat else Qt.AlignmentFlag(0)
        )
        # Two lines to look at are to be seen, whatever the buttons need.
        height = max(self._actions.sizeHint().height(), self.fontMetrics().height() * 6) + 2 * margin
        self.setMinimumHeight(height if self._flat else 0)
        self.setMaximumHeight(height if self._flat else 16777215)

    def _fill(self, column: QVBoxLayout, group: GroupCollection, *, decimals: int) -> None:
        if group.missing:
            column.addWidget(StateLabel(f"未交卡 {len(group.missing)} 人", Tone.CARE))
            column.addLayout(self._names(group))
        if group.faulty:
            column.addWidget(StateLabel(f"要核对 {len(group.faulty)} 条", Tone.CARE))
            for line in group.faulty[:_SHOWN]:
                column.addWidget(self._line(line, decimals=decimals))
            if len(group.faulty) > _SHOWN:
                column.addWidget(label(f"还有 {len(group.faulty) - _SHOWN} 条，见申报页。", "note"))
        if not group.missing and not group.faulty:
            column.addWidget(StateLabel("卡已交齐，没有要核对的", Tone.GOOD))

    def _names(self, group: GroupCollection) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(0)
        for place, member in enumerate(group.missing):
            link = Button(member.label, ButtonKind.QUIET, icon="pen-line")
            link.setToolTip(f"去录入{member.name}的申报卡")
            link.clicked.connect(lambda _checked=False, uid=member.uid: self.member_wanted.emit(uid))
            grid.addWidget(link, place // 2, place % 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _line(self, line: LineView, *, decimals: int) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(Space.S)
        text = QVBoxLayout()
        text.setSpacing(0)
        faults = "、".join(fault_words(line))
        text.addWidget(label(f"{line.member.label} · {faults}", "strong", wrap=True))
        text.addWidget(label(line_words(line, decimals=decimals), "note", wrap=True))
        across.addLayout(text, 1)
        go = Button("查看", ButtonKind.QUIET)
        go.setAccessibleName(f"查看{line.member.label}的{line.item_name}")
        go.clicked.connect(lambda _checked=False: self.line_wanted.emit(line.uid))
        across.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return row


def line_words(line: LineView, *, decimals: int) -> str:
    """Which line it is and what to do about it."""
    name = line.item_name if len(line.item_name) <= _NAME_LENGTH else f"{line.item_name[:_NAME_LENGTH]}…"
    points = f"申报 {format_points(line.claimed, decimals)} 分"
    if LineFault.OVER_CAP in line.faults:
        points += f"，只计 {format_points(line.counted, decimals)} 分"
    return f"{line.deed_date:%m-%d} {name}，{points}。{fault_sentence(line)}"


def count_words(groups: Iterable[GroupCollection]) -> str:
    """The state of all groups in one sentence."""
    known = list(groups)
    done = [group for group in known if group.collected_on is not None]
    parts = [f"已汇总 {len(done)} / {len(known)} 组"]
    missing = sum(len(group.missing) for group in known)
    faulty = sum(len(group.faulty) for group in known)
    unsigned = [group.group for group in done if group.signed_on is None]
    if missing:
        parts.append(f"{missing} 人未交卡")
    if faulty:
        parts.append(f"{faulty} 条要核对")
    if unsigned:
        parts.append(f"{'、'.join(unsigned)}未签字")
    return "；".join(parts) + "。"
