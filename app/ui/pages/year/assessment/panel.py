"""The panel beside the table: how the member's year came about, and what the meeting can say."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from app.services.numbers import format_points
from app.services.scoring import TraceNode
from app.services.year.model import Decided, YearEndView, YearRow
from app.ui.pages.year.assessment.forms import GradeReasonForm, Votes, VotesForm
from app.ui.pages.year.assessment.words import (
    apart_words,
    decision_words,
    proposal_words,
    votes_words,
)
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow
from app.ui.widgets.trace_panel import TracePanel

_NONE = ""


class GradePanel(ReasonPanel):
    """One member: arithmetic, proposal, decision.

    Signals:
        decided: ``(grade, reason)``; an empty grade gives none.
        undo_wanted: The draft is to be taken back.
        votes_given: The three numbers of votes.
        left: A form was left; the focus belongs to the table again.
    """

    decided = Signal(str, str)
    undo_wanted = Signal()
    votes_given = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: YearRow | None = None
        self._view: YearEndView | None = None
        self._writable = False
        self.reason_form, self.votes_form = GradeReasonForm(), VotesForm()
        self._buttons = QWidget()
        self._grid = QGridLayout(self._buttons)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.S)
        self.grade_buttons: dict[str, Button] = {}
        self.none_button = Button("不评", key="0")
        self.none_button.setToolTip("不评定等次，要写明理由")
        self.votes_button = Button("记票", key="V")
        self.undo_button = Button("撤销", key="U")
        for widget in (self._buttons, self.reason_form, self.votes_form):
            self._actions.addWidget(widget)
        self.none_button.clicked.connect(lambda: self.choose(_NONE))
        self.votes_button.clicked.connect(self.open_votes)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.reason_form.stated.connect(self._on_stated)
        self.votes_form.counted.connect(self._on_counted)
        for form in (self.reason_form, self.votes_form):
            form.given_up.connect(self.close_forms)
        self.show_nothing("在左边选一名党员，看积分和建议等次是怎么来的。")

    @property
    def busy(self) -> bool:
        """Whether a form is open."""
        return not (self.reason_form.isHidden() and self.votes_form.isHidden())

    def show_row(self, row: YearRow | None, view: YearEndView, *, writable: bool) -> None:
        """Show a member."""
        if self._row is None or row is None or row.member.uid != self._row.member.uid:
            self._hide_forms()
        self._row, self._view, self._writable = row, view, writable
        self._make_grades(view)
        if row is None:
            self.show_nothing("没有符合条件的党员。")
        else:
            self.show_reason(
                row.member.label, note=_note(row, view), rows=_rows(row, view), link="积分是怎么来的"
            )
        self._update()

    def choose(self, grade: str) -> None:
        """Take a grade: at once where it is the proposed one, with a reason where it is not."""
        row, view = self._row, self._view
        if row is None or view is None or not (self._writable and row.graded):
            return
        if grade and (not row.proposed or grade == row.proposed):
            self._hide_forms()
            self._update()
            self.decided.emit(grade, "")
            return
        name = view.grade_name(grade) or "不评定等次"
        words = f"改评“{name}”，为什么" if grade else "不评定等次，为什么"
        before = row.decision.reason if row.decision is not None and row.decision.grade == grade else ""
        self._hide_forms()
        self.reason_form.open_for(grade, words=words, reason=before)
        self._update()

    def open_votes(self) -> None:
        """Ask for the votes on the member's grade."""
        row = self._row
        if row is None or row.decision is None or not self._writable:
            return
        self._hide_forms()
        self.votes_form.open_for(_votes(row.decision), words=f"{row.member.label}的票数：赞成、反对、弃权")
        self._update()

    def close_forms(self) -> None:
        """Leave a form without a decision."""
        self._hide_forms()
        self._update()
        self.left.emit()

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the table."""
        super().set_flat(flat=flat)
        self._arrange()
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """A low window."""
        super().set_low(low=low)
        self._arrange()
        self._fit()

    def _make_grades(self, view: YearEndView) -> None:
        if list(self.grade_buttons) == [grade.id for grade in view.grades]:
            return
        for button in self.grade_buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.grade_buttons = {}
        for grade in view.grades:
            button = Button(grade.name, key=str(grade.key) if grade.key < 10 else "")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, wanted=grade.id: self.choose(wanted))
            self.grade_buttons[grade.id] = button
        self._arrange()

    def _arrange(self) -> None:
        """Grades two and two, or in threes where there are many; the rest in one row."""
        grades = list(self.grade_buttons.values())
        across = 3 if len(grades) > 4 else 2
        for place, button in enumerate(grades):
            self._grid.addWidget(button, place // across, 6 // across * (place % across), 1, 6 // across)
        row = -(-len(grades) // across)
        for place, button in enumerate((self.none_button, self.votes_button, self.undo_button)):
            self._grid.addWidget(button, row, 2 * place, 1, 2)

    def _hide_forms(self) -> None:
        self.reason_form.hide()
        self.votes_form.hide()

    def _on_stated(self, grade: str, reason: str) -> None:
        self._hide_forms()
        self._update()
        self.decided.emit(grade, reason)
        self.left.emit()

    def _on_counted(self, votes: Votes) -> None:
        self._hide_forms()
        self._update()
        self.votes_given.emit(votes)
        self.left.emit()

    def _update(self) -> None:
        row = self._row
        graded = row is not None and row.graded
        self._buttons.setVisible(bool(graded and self._writable and not self.busy))
        given = row.decision.grade if row is not None and row.decision is not None else None
        for grade, button in self.grade_buttons.items():
            button.setChecked(grade == given)
        for button in (self.votes_button, self.undo_button):
            button.setEnabled(given is not None)
        self.updateGeometry()


def _votes(decision: Decided) -> Votes:
    return (decision.votes_for, decision.votes_against, decision.votes_abstain)


def _note(row: YearRow, view: YearEndView) -> str:
    """Who, why this grade is proposed, and what the meeting has to look at."""
    head = "　".join(part for part in (row.figures.group, row.figures.category, apart_words(row)) if part)
    lines = [head, f"建议：{row.cause or proposal_words(view, row)}" if row.graded else ""]
    if row.figures.votes is not None:
        lines.append(f"民主评议：{row.figures.votes.words}")
    lines += [f"注意：{note}" for note in row.figures.notes if note not in row.cause]
    if row.figures.vetoes:
        lines.append(f"一票否决：{'；'.join(row.figures.vetoes)}")
    lines += [f"{p.name}：{p.cause}" for p in row.figures.proposals]
    if row.decision is not None and row.decision.reason:
        lines.append(f"理由：{row.decision.reason}")
    if row.decision is not None and row.decision.votes_for is not None:
        lines.append(f"票数（赞成-反对-弃权）：{votes_words(row)}")
    return "\n".join(line for line in lines if line)


def _rows(row: YearRow, view: YearEndView) -> list[ReasonRow]:
    """Sections, the sum, the appraisal, the proposal, and the decision as the result."""
    if row.total is None:
        return []
    decimals = view.frame.scheme.decimals
    rows = [
        ReasonRow(name, format_points(value, decimals))
        for name, value in zip(view.frame.columns, row.figures.parts, strict=False)
    ]
    rank = f"（第 {row.figures.rank} 名）" if row.figures.rank is not None else ""
    rows.append(ReasonRow(f"全年积分{rank}", format_points(row.total, decimals)))
    if row.graded:
        rows.append(ReasonRow("评定等次", decision_words(view, row), result=True))
    return rows


class YearSide(QStackedWidget):
    """The member's panel; a trace takes its place until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel, self.trace = GradePanel(), TracePanel()
        for page in (self.panel, self.trace):
            self.addWidget(page)
        self.trace.closed.connect(self.hide_trace)
        self.currentChanged.connect(lambda _place: self._fit())

    @property
    def tracing(self) -> bool:
        """Whether the arithmetic is shown."""
        return self.currentWidget() is self.trace

    def show_trace(self, title: str, node: TraceNode) -> None:
        """Show how the total came about."""
        self.trace.show_trace(title, node)
        self.setCurrentWidget(self.trace)

    def hide_trace(self) -> None:
        """Back to the member."""
        self.setCurrentWidget(self.panel)

    def event(self, event: QEvent) -> bool:
        """Follow the panel: its buttons grow with the type."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

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
