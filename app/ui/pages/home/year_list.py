"""Who has how many points this year, and beside it why: the trace of the member selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.member_views import MemberRow
from app.services.months import Month
from app.services.numbers import format_points
from app.services.scoring import TraceNode
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.reading import Reading
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.search import SearchField
from app.ui.widgets.trace_view import TraceView

_PAUSE_MS = 120
_OPEN_LEVELS = 2
#: Item, how, points; the cause takes the rest.


@dataclass(frozen=True, slots=True)
class YearRow:
    """One member with the figures of the board."""

    member: MemberRow
    period: Decimal | None
    year: Decimal | None
    decimals: int


class YearList(QWidget):
    """In place of the cards: list at the left, trace at the right.

    Signals:
        left: Back to the cards.
        member_opened: Uid of the member whose card is wanted.
    """

    left = Signal()
    member_opened = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._trace = Reading(context.tasks, "正在计算", self)
        self._list = Reading(context.tasks, "正在读取各人积分", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.search = SearchField("查找党员")
        self.table: DataTable[YearRow] = DataTable(
            [
                ColumnSpec("党员", lambda r: r.member.label, sort_key=lambda r: r.member.pinyin, width=5, stretch=True),
                ColumnSpec("小组", lambda r: r.member.group, sort_key=lambda r: r.member.sort, width=3),
                ColumnSpec("本月", lambda r: _figure(r.period, r), sort_key=lambda r: r.period, align=Align.RIGHT, width=3),
                ColumnSpec("今年累计", lambda r: _figure(r.year, r), sort_key=lambda r: r.year, align=Align.RIGHT, width=4),
            ],
            uid=lambda row: row.member.uid,
        )  # fmt: skip
        self.table.set_search_text(lambda r: (r.member.pinyin, r.member.initials))
        self.trace_view = TraceView()
        self._heading = label("", "card")
        self._build()
        self._list.arrived.connect(self._on_rows)
        self._list.failed.connect(lambda fault: show_error(fault, self))
        self._trace.arrived.connect(self._on_trace)
        self._trace.failed.connect(lambda fault: show_error(fault, self))
        self._pause.timeout.connect(self._on_trace_due)
        self.table.current_changed.connect(self._on_current)
        self.table.row_activated.connect(lambda row: self.member_opened.emit(row.member.uid))
        self.search.searched.connect(self.table.set_query)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        head = QHBoxLayout()
        back = Button("返回", icon="arrow-left", key="Esc")
        back.clicked.connect(self.left)
        head.addWidget(back)
        head.addWidget(self.search, 1)
        left.addLayout(head)
        left.addWidget(self.table, 1)
        row.addLayout(left, 4)
        card = Card()
        card.head.insertWidget(0, self._heading)
        card.body.addWidget(self.trace_view, 1)
        row.addWidget(card, 6)

    def open_for(self, branch_uid: str, month: Month) -> None:
        """Read the list of a branch's month."""
        services = self._context.services
        self._heading.setText("")
        self.table.setFocus()

        def read() -> list[YearRow]:
            figures = services.records.figures(branch_uid, month)
            return [YearRow(f.member, f.period, f.total, f.decimals) for f in figures.values()]

        self._list.start(read)

    def _on_rows(self, rows: Sequence[YearRow]) -> None:
        self.table.set_rows(rows)
        if rows and self.table.current_row is None:
            self.table.select_uid(rows[0].member.uid)

    def _on_current(self, row: YearRow | None) -> None:
        self._trace.drop()
        if row is not None:
            self._heading.setText(f"{row.member.label} · {_figure(row.year, row)} 分是怎么来的")
            self._pause.start()

    def _on_trace_due(self) -> None:
        row = self.table.current_row
        if row is not None:
            branch_uid, month, uid = self._context.branch_uid, self._context.month, row.member.uid
            records = self._context.services.records
            self._trace.start(lambda: records.explain(branch_uid, uid, month))

    def _on_trace(self, node: TraceNode) -> None:
        self.trace_view.show_trace(node)
        self.trace_view.expandToDepth(_OPEN_LEVELS)


def _figure(value: Decimal | None, row: YearRow) -> str:
    return format_points(value, row.decimals) if value is not None else "不纳入"
