"""Below the trial's table: the two traces of a member side by side, or who is concerned by what does not count."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.documents.model_trial import TrialFinding, TrialRow
from app.services.documents.trial_words import change_words, grade_words
from app.services.numbers import format_points
from app.services.trial import TracePair
from app.services.trial_traces import match_traces
from app.ui.theme.tokens import Space
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.trace_view import Path, TraceView

_HOW = 1
_MARK = "与另一边不同"


class TrialPanel(QStackedWidget):
    """What the selected line is about.

    Attributes:
        before: The trace under the scheme in force.
        after: The trace under the draft.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = TraceView()
        self.after = TraceView()
        self._partners: dict[Path, Path] = {}
        self._heads = (ElidedLabel("", "strong"), ElidedLabel("", "strong"))
        self._finding = Card()
        self._cause = label("", "strong", wrap=True)
        self._names = label("", wrap=True)
        self._build()
        for view in (self.before, self.after):
            view.setColumnHidden(_HOW, True)
            # Each line of height is one more step in sight.
            view.setHeaderHidden(True)
        self.before.selectionModel().currentChanged.connect(self._on_step)

    def _build(self) -> None:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        for head, view in zip(self._heads, (self.before, self.after), strict=True):
            side = QVBoxLayout()
            side.setSpacing(Space.XS)
            side.addWidget(head)
            side.addWidget(view, 1)
            row.addLayout(side, 1)
        scroll = ScrollBody()
        scroll.column.setSpacing(Space.S)
        for words in (self._cause, self._names):
            scroll.column.addWidget(words)
        scroll.column.addStretch(1)
        self._finding.body.addWidget(scroll)
        self.addWidget(pair)
        self.addWidget(self._finding)

    def show_row(self, row: TrialRow | None, decimals: int) -> None:
        """Name the member whose traces are to come; the old ones go."""
        self._partners = {}
        for view in (self.before, self.after):
            view.clear()
        words = ("", "")
        if row is not None:
            figures = [format_points(value, decimals) or "不纳入" for value in (row.before, row.after)]
            change = change_words(row.change, decimals)
            words = (
                f"{row.label} · 现行 {figures[0]} {row.grade_before}",
                f"{row.label} · 草案 {figures[1]}（{change or grade_words(row)}）{row.grade_after}",
            )
        for head, text in zip(self._heads, words, strict=True):
            head.setText(text)
        self.setCurrentIndex(0)

    def show_pair(self, pair: TracePair) -> None:
        """Both traces; steps that came out otherwise carry a sign."""
        match = match_traces(pair.before, pair.after)
        self.before.show_trace(pair.before, marked=match.before, mark=_MARK)
        self.after.show_trace(pair.after, marked=match.after, mark=_MARK)
        for view in (self.before, self.after):
            view.expandToDepth(2)
        self._partners = match.partners

    def show_finding(self, found: TrialFinding | None) -> None:
        """Say who is concerned."""
        self._cause.setText(f"{found.item}：{found.cause}" if found is not None else "草案能计入全部记录。")
        self._names.setText("、".join(found.members) if found is not None else "")
        self.setCurrentWidget(self._finding)

    def _on_step(self, index: QModelIndex, _before: QModelIndex) -> None:
        """The other side follows to the step that answers this one."""
        if not index.isValid():
            return
        partner = self._partners.get(self.before.path_of(index))
        if partner is not None:
            there = self.after.index_of(partner)
            self.after.setCurrentIndex(there)
            self.after.scrollTo(there)
