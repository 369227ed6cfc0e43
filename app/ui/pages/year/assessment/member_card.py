"""One member on the projector: name, points, sections, votes; at the right proposal and decision."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.numbers import format_points
from app.services.year.model import YearEndView, YearRow
from app.ui.pages.year.assessment.big import BigLabel
from app.ui.pages.year.assessment.words import (
    apart_words,
    decision_tone,
    decision_words,
    proposal_words,
    votes_words,
)
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import rule
from app.ui.widgets.state import Tone

#: More sections than these take a second column.
_ROWS = 5


class MemberCard(QFrame):
    """The card; the names of its words say what they are.

    Attributes:
        name: Name in full.
        proposed: Proposed grade; ``decided`` the meeting's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.name, self._who = BigLabel("", 3.0, bold=True), BigLabel("", 1.2)
        self.points, self._rank = BigLabel("", 4.0, bold=True), BigLabel("", 1.3)
        self._veto = BigLabel("", 1.3, bold=True)
        self.votes = BigLabel("", 1.3, wrap=True)
        self.proposed = BigLabel("", 2.0, bold=True)
        self.cause = BigLabel("", 1.1, wrap=True)
        self.decided = BigLabel("", 3.0, bold=True)
        self.reason = BigLabel("", 1.1, wrap=True)
        self._parts: list[tuple[BigLabel, BigLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS)
        self._build()

    def _build(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        outer.setSpacing(Space.XL)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(Space.S)
        figures = QHBoxLayout()
        figures.setSpacing(Space.L)
        figures.addWidget(self.points, 0, Qt.AlignmentFlag.AlignBottom)
        figures.addWidget(BigLabel("分", 1.3), 0, Qt.AlignmentFlag.AlignBottom)
        figures.addWidget(self._rank, 0, Qt.AlignmentFlag.AlignBottom)
        figures.addStretch(1)
        for widget in (self.name, self._who):
            left.addWidget(widget)
        left.addLayout(figures)
        left.addLayout(self._grid)
        left.addWidget(self.votes)
        left.addWidget(self._veto)
        left.addStretch(1)
        right.addWidget(BigLabel("建议等次", 1.1))
        right.addWidget(self.proposed)
        right.addWidget(self.cause)
        right.addSpacing(Space.XL)
        right.addWidget(BigLabel("评定等次", 1.1))
        right.addWidget(self.decided)
        right.addWidget(self.reason)
        right.addStretch(1)
        outer.addLayout(left, 5)
        outer.addWidget(rule(vertical=True))
        outer.addLayout(right, 4)

    def show_row(self, row: YearRow, view: YearEndView) -> None:
        """Show a member."""
        decimals = view.frame.scheme.decimals
        self.name.setText(row.member.label)
        parts = (row.figures.group, row.figures.category, apart_words(row))
        self._who.setText("　".join(part for part in parts if part))
        self.points.setText(format_points(row.total, decimals))
        self._rank.setText(f"第 {row.figures.rank} 名" if row.figures.rank is not None else "")
        self._show_parts(row, view)
        votes = row.figures.votes
        self.votes.setText(f"民主评议：{votes.words}" if votes is not None else "")
        self.votes.setVisible(votes is not None)
        self._veto.setText("有一票否决" if row.figures.vetoes else "")
        self._veto.set_tone(Tone.FAULT if row.figures.vetoes else None)
        self._veto.setVisible(bool(row.figures.vetoes))
        self.proposed.setText(proposal_words(view, row) or "—")
        self.cause.setText(cause_words(row))
        self.decided.setText(decision_words(view, row) if row.graded else "—")
        self.decided.set_tone(decision_tone(row) if row.decision is not None else None)
        self.reason.setText(_after(row))

    def _show_parts(self, row: YearRow, view: YearEndView) -> None:
        if len(self._parts) != len(view.frame.columns):
            for pair in self._parts:
                for widget in pair:
                    self._grid.removeWidget(widget)
                    widget.deleteLater()
            self._parts = [(BigLabel("", 1.2), BigLabel("", 1.2, bold=True)) for _ in view.frame.columns]
            for place, (name, value) in enumerate(self._parts):
                column = 2 * (place // _ROWS)
                self._grid.addWidget(name, place % _ROWS, column)
                self._grid.addWidget(value, place % _ROWS, column + 1, Qt.AlignmentFlag.AlignRight)
            self._grid.setColumnStretch(2 * (len(self._parts) // _ROWS + 1), 1)
        decimals = view.frame.scheme.decimals
        values = row.figures.parts or (None,) * len(self._parts)
        for (name, value), title, points in zip(self._parts, view.frame.columns, values, strict=False):
            name.setText(title)
            value.setText(format_points(points, decimals) or "—")


def cause_words(row: YearRow) -> str:
    """Why the grade is proposed, without the ground of a veto; what the meeting has to look at."""
    if row.figures.vetoes:
        return "有一票否决，情形见审批表"
    notes = [note for note in row.figures.notes if note not in row.cause]
    return "\n".join([row.cause, *notes]) if row.graded else apart_words(row)


def _after(row: YearRow) -> str:
    parts = []
    if row.decision is not None and row.decision.reason:
        parts.append(f"理由：{row.decision.reason}")
    if votes_words(row):
        parts.append(f"赞成-反对-弃权：{votes_words(row)}")
    return "\n".join(parts)
