"""The panel beside the list: the arithmetic of the selected line, and what the meeting can do with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.lines import LineView
from app.services.meeting_views import MeetingView, lacks
from app.services.months import day_title
from app.services.numbers import format_points
from app.services.program_lines import PROGRAM
from app.services.scoring import TraceNode
from app.services.workflow import LineState
from app.ui.pages.confirm.columns import item_words, state_words
from app.ui.pages.confirm.forms import BasisForm, DecisionForm
from app.ui.pages.confirm.words import program_rows
from app.ui.pages.line_words import act_words, fault_sentence, source_words
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.line_reasons import line_reasons, rule_of
from app.ui.widgets.member_picker import Person
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow


class LinePanel(ReasonPanel):
    """Shows one line and asks for decisions.

    Signals:
        decided: ``(decision, points or None, reason)``.
        basis_given: ``(basis, second person's uid)``.
        undo_wanted: The line's decision is to be taken back.
        left: A form was left; the focus belongs to the list again.

    Attributes:
        decision_form: Points and reason.
        basis_form: Basis and second person.
        decimals: Of the scheme, for the figures.
    """

    decided = Signal(str, object, str)
    basis_given = Signal(str, str)
    undo_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: LineView | None = None
        self.decimals = 1
        self._rule = ""
        self._writable = True
        # The line that gave way to what the program makes, while that is shown.
        self._program: tuple[LineView | None, Sequence[ReasonRow]] | None = None
        self._people: Sequence[Person] = ()
        self._last_rows: Sequence[ReasonRow] = ()
        self.decision_form = DecisionForm()
        self.basis_form = BasisForm()
        self.decision_form.decided.connect(self._on_decided)
        self.basis_form.completed.connect(self._on_basis)
        for form in (self.decision_form, self.basis_form):
            form.given_up.connect(self.close_forms)
        self._make_buttons()
        self.show_nothing("在左边选一条，看它的分是怎么来的。")

    def _make_buttons(self) -> None:
        # A form takes the place of the buttons, so that the arithmetic stays in sight while she types.
        self._buttons = QWidget()
        self._grid = QGridLayout(self._buttons)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.S)
        self.confirm_button = Button("确认", key="Enter", icon="check")
        self.adjust_button = Button("调整", key="E")
        self.reject_button = Button("不予认定", key="R")
        self.return_button = Button("退回", key="B")
        self.undo_button = Button("撤销", key="U")
        self.basis_button = Button("补依据和第二人", key="D", icon="user-check")
        self._arrange()
        for widget in (self._buttons, self.decision_form, self.basis_form):
            self._actions.addWidget(widget)
        self.confirm_button.clicked.connect(self._on_confirm)
        self.adjust_button.clicked.connect(lambda: self._open("adjust"))
        self.reject_button.clicked.connect(lambda: self._open("reject"))
        self.return_button.clicked.connect(lambda: self._open("return"))
        self.undo_button.clicked.connect(self.undo_wanted)
        self.basis_button.clicked.connect(self.open_basis)

    def _arrange(self) -> None:
        """Two rows of three where height is dear, else one below the other."""
        others = (self.adjust_button, self.reject_button, self.return_button)
        basis = self._line is not None and self._line.deduction
        dense = self.dense
        across = 3 if dense else 2
        self.basis_button.setText("补依据" if dense else "补依据和第二人")
        self._grid.addWidget(self.confirm_button, 0, 0, 1, 1 if dense and basis else 2)
        for place, button in enumerate(others):
            self._grid.addWidget(button, place // across + 1, place % across)
        self._grid.addWidget(self.undo_button, *((0, 2) if dense else (2, 1)))
        self._grid.addWidget(self.basis_button, *((0, 1, 1, 1) if dense else (3, 0, 1, 2)))
        self._buttons.updateGeometry()
        for form in (self.decision_form, self.basis_form):
            form.set_dense(dense=self.dense)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the list."""
        super().set_flat(flat=flat)
        self._arrange()
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """Below the list of a low window the buttons take two rows."""
        super().set_low(low=low)
        self._arrange()
        self._fit()

    @property
    def busy(self) -> bool:
        """Whether a form is open."""
        return not (self.decision_form.isHidden() and self.basis_form.isHidden())

    def set_people(self, people: Sequence[Person], reasons: Sequence[str]) -> None:
        """Who can be the second person, and which reasons this meeting has used."""
        self._people = people
        self.decision_form.set_reasons(reasons)

    def set_writable(self, *, writable: bool) -> None:
        """After 评定生效, and for a viewer, the panel only explains."""
        self._writable = writable
        self._update_buttons()

    def show_line(self, line: LineView | None) -> None:
        """Show another line, at first with the figures of the list; the trace comes with :meth:`show_trace`."""
        self._program = None
        before = self._line
        same = line is not None and before is not None and line.uid == before.uid
        # A decision makes the arithmetic that is shown a thing of the past.
        decided = same and line is not None and before is not None and line.decision != before.decision
        if not same:
            self._hide_forms()
            self._rule = ""
        self._line = line
        if line is None:
            self.show_nothing("没有符合条件的事项。")
        elif not same or decided:
            self._show_plain(line)
        else:
            self._put(line, self._last_rows)
        self._update_buttons()

    def turn_program(self, view: MeetingView | None) -> None:
        """Show what the program makes of attendance, posts and the like instead of the line, or the line again.

        There is nothing to decide on it, but it is part of the totals.
        """
        if view is None:
            return
        line, rows = self._line, self._last_rows
        if self._program is not None:
            line, rows = self._program
            self.show_line(line)
            if line is not None:
                self._put(line, rows)
            return
        self.show_line(None)
        self._program = line, rows
        self._update_buttons()
        note = "按考勤、任职等自动计分，不用评定；数字不对的，到考勤表或党员页改。"
        self.show_reason(PROGRAM, note=note, rows=program_rows(view))

    def show_trace(self, uid: str, trace: TraceNode) -> None:
        """The arithmetic of the line that is shown; a trace that comes too late is ignored."""
        line = self._line
        if line is None or line.uid != uid:
            return
        self._rule = rule_of(trace)
        self._put(line, line_reasons(trace, decimals=self.decimals))

    def _show_plain(self, line: LineView) -> None:
        rows = [ReasonRow("申报", format_points(line.claimed, self.decimals))]
        if line.decision == "adjust":
            points = format_points(line.decided_points, self.decimals)
            rows.append(ReasonRow("会议调整为", points, note=line.reason))
        if line.counted is not None:
            points = format_points(line.counted, self.decimals)
            rows.append(ReasonRow("评定得分", points, "；".join(line.causes), result=True))
        else:
            rows.append(
                ReasonRow(state_words(line).split("：", maxsplit=1)[0], "0", line.reason, result=True)
            )
        self._put(line, rows)

    def _put(self, line: LineView, rows: Sequence[ReasonRow]) -> None:
        self._last_rows = rows
        self.show_reason(f"{line.member.label} · {item_words(line)}", note=self._line_note(line), rows=rows)

    def _line_note(self, line: LineView) -> str:
        faults = "" if line.decision else fault_sentence(line)
        rule = f"方案：{self._rule}" if self._rule else ""
        parts = []
        parts.append(f"{day_title(line.deed_date)}" + ("（补记）" if line.late else ""))
        parts.append(f"依据：{line.basis}" if line.basis else "没有写依据")
        if "同一件事" not in faults:
            parts.append(act_words(line))
        if line.on_word_of:
            parts.append(f"{line.on_word_of}证明")
        if line.also:
            parts.append(f"另给{line.also}计分")
        if line.deduction:
            parts.append(f"第二人：{line.second}" if line.second else "还没有第二人")
        if line.attachments:
            parts.append(f"附件 {line.attachments} 个")
        parts.append(source_words(line))
        if line.late_reason:
            parts.append(f"补记原因：{line.late_reason}")
        return "\n".join(part for part in (faults, rule, " · ".join(p for p in parts if p)) if part)

    def open_basis(self) -> None:
        """Ask for basis and second person of the line shown."""
        if self._line is not None and self._line.deduction and self._writable:
            self._hide_forms()
            self.basis_form.open_for(self._line, self._people)
            self._update_buttons()

    def close_forms(self) -> None:
        """Leave a form without a decision."""
        self._hide_forms()
        self._update_buttons()
        self.left.emit()

    def _hide_forms(self) -> None:
        self.decision_form.hide()
        self.basis_form.hide()

    def _open(self, decision: str) -> None:
        if self._line is not None:
            self._hide_forms()
            self.decision_form.open_for(decision, self._line)
            self._update_buttons()

    def _on_confirm(self) -> None:
        if self._line is not None and lacks(self._line):
            self.open_basis()
        else:
            self.decided.emit("confirm", None, "")

    def _on_decided(self, decision: str, points: object, reason: str) -> None:
        line = self._line
        if line is not None and decision == "adjust" and lacks(line):
            self.open_basis()
            return
        self._hide_forms()
        self._update_buttons()
        self.decided.emit(decision, points, reason)
        self.left.emit()

    def _on_basis(self, basis: str, second_uid: str) -> None:
        self._hide_forms()
        self._update_buttons()
        self.basis_given.emit(basis, second_uid)
        self.left.emit()

    def _update_buttons(self) -> None:
        line = self._line
        self._buttons.setVisible(self._writable and not self.busy and self._program is None)
        open_now = line is not None and self._writable and not self.busy
        collected = open_now and line is not None and line.state is LineState.COLLECTED
        for button in (self.confirm_button, self.adjust_button, self.reject_button, self.return_button):
            button.setEnabled(bool(collected))
        self.undo_button.setEnabled(bool(open_now and line is not None and line.decision))
        self.basis_button.setVisible(line is not None and line.deduction)
        self._arrange()
        self.basis_button.setEnabled(bool(open_now))
