"""提交党员大会通过: the meeting's facts, the day from which it holds, what changes; then the red button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import Issue
from app.services.scheme_meeting import ADOPTING_MEETINGS, AdoptionMeeting
from app.services.scheme_starts import StartChoice
from app.services.scoring import Difference
from app.ui.pages.scheme.words_dialog import difference_lines
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label, set_role
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.points_edit import PointsEdit

_COLUMNS = 5
_MOST_LINES = 8


_FIGURES = {
    "eligible": "应到（人）",
    "present": "实到（人）",
    "votes_for": "赞成（票）",
    "votes_against": "反对（票）",
    "votes_abstain": "弃权（票）",
}


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the dialog asks for."""

    meeting: AdoptionMeeting
    starts_on: date
    examples_passed: bool


@dataclass(frozen=True, slots=True)
class AdoptionCase:
    """What the dialog shows.

    Attributes:
        name: The scheme's name.
        start: The days from which it can hold.
        found: Differences to the version in force; ``None`` where there is none.
        examples: Number of example figures.
        today: The business date.
        eligible: Full members of the branch, as a proposal.
    """

    name: str
    start: StartChoice
    found: Sequence[Difference] | None
    examples: int
    today: date
    eligible: int


class AdoptDialog(QDialog):
    """Accepted only with facts that can be right.

    Attributes:
        form: The meeting and the start.
    """

    def __init__(self, case: AdoptionCase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("提交党员大会通过")
        self._case = case
        self.adoption: Adoption | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        outer.setSpacing(Space.M)
        scroll = self._scroll = ScrollBody()
        scroll.column.setSpacing(Space.M)
        column = scroll.column
        outer.addWidget(scroll, 1)
        column.addWidget(label(case.name, "card", wrap=True))
        column.addWidget(
            label(
                "在党员大会表决通过以后办理。通过后这一版就此封存，以后再改要另起草、再通过。",
                "quiet",
                wrap=True,
            )
        )
        self.form = FieldForm(columns=_COLUMNS)
        self._add_fields(case)
        column.addWidget(self.form)
        self._meaning = label("", "quiet", wrap=True)
        column.addWidget(self._meaning)
        self._warning = label("", "care", wrap=True)
        column.addWidget(self._warning)
        column.addWidget(label(self._difference_title(), "strong"))
        self.differences = QPlainTextEdit("\n".join(difference_lines(case.found or ())))
        self.differences.setReadOnly(True)
        lines = min(len(case.found or ()) + 1, _MOST_LINES)
        self.differences.setFixedHeight(round(self.fontMetrics().lineSpacing() * 1.6 * (lines + 0.5)))
        self.differences.setVisible(bool(case.found))
        column.addWidget(self.differences)
        self.examples = QCheckBox(f"其中 {case.examples} 个项目是示例分值，大会已经逐项表决通过")
        self.examples.setVisible(bool(case.examples))
        column.addWidget(self.examples)
        column.addStretch(1)
        self._fault = label("", "fault", wrap=True)
        outer.addWidget(self._fault)
        outer.addLayout(self._buttons())
        self._on_start()
        width = current_scale().side_bar * 4
        # As high as what it says, with room for the faults, and never higher than the screen.
        wanted = column.heightForWidth(width) + 6 * current_scale().control_height
        self.resize(
            width, min(wanted, self.screen().availableGeometry().height() - current_scale().control_height)
        )

    @staticmethod
    def ask(parent: QWidget, case: AdoptionCase) -> Adoption | None:
        """What was entered; ``None`` when she thought better of it."""
        dialog = AdoptDialog(case, parent.window())
        dialog.exec()
        adoption = dialog.adoption
        dialog.deleteLater()
        return adoption

    def _add_fields(self, case: AdoptionCase) -> None:
        self.kind = QuietComboBox()
        self.kind.addItems(list(ADOPTING_MEETINGS))
        self.held_on = ShortDateEdit(shown=case.today, value=case.today)
        self.place = QLineEdit()
        self.figures = {key: PointsEdit(decimals=0) for key in _FIGURES}
        self.figures["eligible"].set_value(Decimal(case.eligible) if case.eligible else None)
        self.starts_on = ShortDateEdit(shown=case.start.proposed, value=case.start.proposed)
        self.form.add("kind", "会议", self.kind, span=2)
        self.form.add("held_on", "会议日期", self.held_on)
        self.form.add("starts_on", "从哪天起执行", self.starts_on)
        self.form.add("place", "地点", self.place)
        for key, word in _FIGURES.items():
            self.form.add(key, word, self.figures[key])
        self.starts_on.date_changed.connect(lambda _day: self._on_start())

    def _difference_title(self) -> str:
        found = self._case.found
        if found is None:
            return "这是本支部的第一个方案。"
        return f"与现行方案有 {len(found)} 处不同：" if found else "与现行方案没有不同。"

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addStretch(1)
        give_up = Button("取消", key="Esc")
        self.adopt_button = Button("大会已通过，封存执行", ButtonKind.PRIMARY)
        give_up.clicked.connect(self.reject)
        self.adopt_button.clicked.connect(self._on_adopt)
        row.addWidget(give_up)
        row.addWidget(self.adopt_button)
        return row

    def _on_start(self) -> None:
        day = self.starts_on.value
        words = self._case.start.words(day) if day is not None else ""
        late = day is not None and self._case.start.earliest is not None and day < self._case.start.earliest
        self._meaning.setText(words)
        set_role(self._meaning, "fault" if late else "quiet")
        self._warning.setText(self._case.start.warning(day) if day is not None else "")
        self._warning.setVisible(bool(self._warning.text()))

    def _on_adopt(self) -> None:
        """Take the facts if they can be right; else say everything that is missing."""
        values = {
            key: int(field.value) if field.value is not None else 0 for key, field in self.figures.items()
        }
        held_on, starts_on = self.held_on.value, self.starts_on.value
        meeting = AdoptionMeeting(
            kind=self.kind.currentText(),
            held_on=held_on or self._case.today,
            place=self.place.text().strip(),
            **values,
        )
        issues = meeting.issues(self._case.today)
        if held_on is None:
            issues.append(Issue("会议日期", "held_on", "请填写会议日期。"))
        if starts_on is None:
            issues.append(Issue("执行日期", "starts_on", "请填写从哪天起执行。"))
        elif self._case.start.earliest is not None and starts_on < self._case.start.earliest:
            issues.append(Issue("执行日期", "starts_on", f"最早 {self._case.start.earliest.isoformat()}。"))
        passed = self.examples.isChecked()
        rest = (
            []
            if passed or not self._case.examples
            else ["示例分值没有确认：大会逐项通过的，请在上面打勾；没有通过的，请先改定分值。"]
        )
        rest += [str(issue) for issue in self.form.show_issues(issues)]
        self._fault.setText("\n".join(rest))
        if rest and not issues:
            self._scroll.ensureWidgetVisible(self.examples)
        if issues or rest or starts_on is None:
            return
        self.adoption = Adoption(meeting, starts_on, passed)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on in the form and never slips into the red button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
