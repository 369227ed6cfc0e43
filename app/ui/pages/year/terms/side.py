"""Right of the table: the selected member's months and what stands behind them; or the whole arithmetic."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.notices.columns import year_heading
from app.services.numbers import format_points
from app.services.reviews.service import TermView
from app.services.reviews.sheets import OTHER, points_heading
from app.services.reviews.views import TermMember
from app.services.scoring import PeriodKind, TraceNode
from app.ui.pages.year.terms.words import compared_words
from app.ui.widgets.buttons import Button
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow
from app.ui.widgets.trace_panel import TracePanel


class TermSide(QStackedWidget):
    """The member's panel; a trace takes its place until it is closed.

    Signals:
        why_wanted: The arithmetic of the member's total is wanted.
    """

    why_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = ReasonPanel()
        self.trace = TracePanel()
        for page in (self.panel, self.trace):
            self.addWidget(page)
        self.why: Button = self.panel.add_action("这个分怎么来的", key="T", icon="list-checks")
        self.why.clicked.connect(self.why_wanted)
        self.panel.link_pressed.connect(self.why_wanted)
        self.trace.closed.connect(self.hide_trace)
        self.currentChanged.connect(lambda _place: self._fit())

    @property
    def tracing(self) -> bool:
        """Whether the arithmetic is shown."""
        return self.currentWidget() is self.trace

    def show_member(self, member: TermMember | None, view: TermView, *, remark: str) -> None:
        """Show a member, with what the verification said of him or her."""
        self.why.setEnabled(member is not None and member.points is not None)
        if member is None:
            self.panel.show_nothing("在左边选一名党员，这里是各月的分数。")
            return
        total = ""
        if member.total is not None:
            year, decimals = year_heading(view.figures.scheme), view.figures.scheme.decimals
            total = f"{year} {format_points(member.total, decimals)} 分"
        parts = (member.member.group, member.category, member.note, total)
        words = "　".join(part for part in parts if part)
        told = f"核定意见：{remark}" if remark else ""
        note = "\n".join(part for part in (words, compared_words(member, view), told) if part)
        self.panel.show_reason(member.member.label, note=note, rows=_rows(member, view))

    def show_trace(self, title: str, node: TraceNode) -> None:
        """Show how the total came about."""
        self.trace.show_trace(title, node)
        self.setCurrentWidget(self.trace)

    def hide_trace(self) -> None:
        """Back to the member."""
        self.setCurrentWidget(self.panel)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the table."""
        for page in (self.panel, self.trace):
            page.set_flat(flat=flat)
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """A low window."""
        for page in (self.panel, self.trace):
            page.set_low(low=low)
        self._fit()

    def _fit(self) -> None:
        shown = self.trace if self.tracing else self.panel
        self.setMinimumHeight(shown.minimumHeight())
        self.setMaximumHeight(shown.maximumHeight())


def _rows(member: TermMember, view: TermView) -> list[ReasonRow]:
    """The months, what else there is, and the sum; of the year also the quarters' sums."""
    decimals = view.figures.scheme.decimals
    if member.points is None:
        return []
    rows = []
    for column in view.columns:
        value = column.value(member.months)
        if value is None or (column.is_sum and view.term.kind is not PeriodKind.YEAR):
            continue
        name = f"{column.heading}合计" if column.is_sum else column.heading
        rows.append(ReasonRow(name, format_points(value, decimals)))
    if member.other:
        rows.append(ReasonRow(OTHER, format_points(member.other, decimals), "各月公布以外的变动"))
    rows.append(ReasonRow(points_heading(view.term), format_points(member.points, decimals), result=True))
    if member.changed:
        now = format_points(member.now_points, decimals) or "不计分"
        rows.insert(
            -1, ReasonRow("现为", now, f"累计现为 {format_points(member.now_total, decimals) or '—'}")
        )
    return rows
