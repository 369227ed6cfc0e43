"""Finding and answer of one objection; upheld, also how the entry is put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, Issue, UserError
from app.services.corrections.objection_views import REPLY_WAYS, ObjectionView, Raiser, Target
from app.services.corrections.objections import Reply
from app.services.corrections.rules import Change
from app.services.member_views import MemberRow
from app.services.months import day_title
from app.services.posting_views import PostingView
from app.services.workflow import ObjectionState
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.pages.declare.people import person_of
from app.ui.pages.objections.change_form import ChangeForm, say
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.wrap_edit import WrapEdit

UPHELD, DISMISSED = "upheld", "dismissed"
#: In the list of entries to put right: nothing of the list, but one that was forgotten.
_MISSING = "missing"


class AnswerForm(QWidget):
    """What the next step of an objection asks for.

    Attributes:
        finding_again: Whether a finding is being completed that is there already.

    Signals:
        edited: Something was chosen that changes the next step.
    """

    edited = Signal()

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: ObjectionView | None = None
        self.finding_again = False
        self.finding = WrapEdit()
        self.found_on = ShortDateEdit(shown=context.month.first)
        self.decision = ChipBar([Chip(UPHELD, "异议成立"), Chip(DISMISSED, "不成立")])
        self.reply = WrapEdit()
        self.way = ChoiceBox()
        self.replied_on = ShortDateEdit(shown=context.month.first)
        self.second = MemberPicker(placeholder="另一名正式党员，不能是当事人")
        self.second.setMinimumWidth(0)
        self.entry = ChoiceBox()
        self.change = ChangeForm(context)
        # One second person stands for the answer and for what is put right with it.
        self.change.second_box.hide()
        self.faults = label("", "care", wrap=True)
        self.faults.hide()
        self._build()
        self.decision.chosen.connect(lambda _key: self._fit())
        self.entry.currentIndexChanged.connect(lambda _index: self._on_entry())
        self.second.picked.connect(self.change.second.pick)

    def _build(self) -> None:
        self.finding.setPlaceholderText("查了什么、问了谁、结果怎样")
        self.reply.setPlaceholderText("怎样答复提出人")
        self.way.set_choices([(way, way) for way in REPLY_WAYS])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._finding_box = Labelled("核查情况", self.finding, keeps_place=False)
        self._found_box = Labelled("核查日期", self.found_on, keeps_place=False)
        self._entry_box = Labelled("更正哪一条", self.entry, keeps_place=False)
        self._answers: list[QWidget] = [
            Labelled("处理决定", self.decision, keeps_place=False),
            Labelled("答复", self.reply, keeps_place=False),
            _side_by_side(Labelled("答复方式", self.way), Labelled("答复日期", self.replied_on)),
            Labelled("第二人", self.second, keeps_place=False),
        ]
        for widget in (self._finding_box, self._found_box, *self._answers, self._entry_box, self.change):
            column.addWidget(widget)

    def set_people(self, people: Iterable[MemberRow], seconds: Sequence[MemberRow]) -> None:
        """Who may be second person."""
        own = self._context.actor.member_uid if self._context.has_actor else None
        self.second.set_people([person_of(row) for row in seconds if row.uid != own])
        self.change.set_people(people, seconds)

    def open_for(self, view: ObjectionView, today: date) -> None:
        """Show what the objection has, and ask for what it lacks. What is being typed stays."""
        same = self._view is not None and self._view.uid == view.uid and self._view.state is view.state
        self._view = view
        if same:
            return
        self.finding_again = False
        self.finding.set_text(view.finding)
        for field in (self.found_on, self.replied_on):
            field.set_shown_month(today)
            field.set_value(today)
        if view.found_on is not None:
            self.found_on.set_value(view.found_on)
        self.reply.set_text("")
        self.way.choose(REPLY_WAYS[3 if view.raiser_kind is Raiser.ANONYMOUS else 0])
        self.second.clear_pick()
        say(self.faults, "")
        self.decision.choose(UPHELD)
        self.entry.set_choices([])
        self._fit()

    def offer_entries(self, view: ObjectionView, lines: Iterable[PostingView]) -> None:
        """Offer the entries of the member concerned; what is chosen stays chosen."""
        if self.entry.value is not None or self._view is None or self._view.uid != view.uid:
            return
        choices = [
            (line.uid, f"{day_title(line.deed_date)} {line.item_name}")
            for line in lines
            if not line.struck and line.confirmed_on is not None
        ]
        choices.append((_MISSING, "补记漏掉的一条"))
        none = "不涉及分数" if view.target is Target.OTHER else ""
        self.entry.set_choices(choices, none="不涉及分数，只涉及等次" if view.grades else none)
        self.entry.choose(_MISSING if view.target is Target.MISSING else view.posting_uid or None)
        self._fit()

    @property
    def upholds(self) -> bool:
        """Whether the decision is that the objection is right."""
        return self.decision.current == UPHELD

    @property
    def given(self) -> Reply | None:
        """The answer as typed; ``None`` without a day."""
        if self.replied_on.value is None:
            return None
        return Reply(self.reply.text().strip(), self.replied_on.value, self.way.value or "", self.second.uid)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is put right with it; nothing where no points are meant."""
        if self.change.isHidden():
            return ()
        return (replace(self.change.change, second_uid=self.second.uid),)

    @property
    def complete(self) -> bool:
        """Whether nothing is empty that the answer needs; what is wrong in it is for the service to say."""
        view = self._view
        if view is None or not (self.reply.text().strip() and self.way.value and self.second.uid):
            return False
        return not self.upholds or view.target is Target.OTHER or bool(self.changes)

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Mark the fields of these faults and go to the first."""
        found = list(issues)
        codes = {issue.code for issue in found}
        own = {
            "finding": self.finding, "found_on": self.found_on, "reply": self.reply, "reply_way": self.way,
            "replied_on": self.replied_on, "second_uid": self.second, "changes": self.entry,
        }  # fmt: skip
        for code, field in own.items():
            mark_fault(field, fault=code in codes)
        rest = [issue for issue in found if issue.code not in own]
        if rest and not self.change.isHidden():
            self.change.show_issues(rest)
            found = [issue for issue in found if issue.code in own]
        say(self.faults, "\n".join(issue.message for issue in found))
        first = next((field for code, field in own.items() if code in codes), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_entry(self) -> None:
        view, uid = self._view, self.entry.value
        self._fit()
        if view is None or uid is None or self.change.isHidden():
            return
        try:
            if uid == _MISSING:
                self.change.open_missing(view.about_uid, view.month.first)
            else:
                self.change.open_entry(self._context.services.corrections.view(uid))
        except (UserError, EnvironmentProblem) as fault:
            show_error(fault, self)
        self.change.second.pick(self.second.uid)

    def find_again(self) -> None:
        """Complete the finding instead of answering."""
        self.finding_again = True
        self._fit()
        self.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        view = self._view
        answering = view is not None and view.state is ObjectionState.FOUND and not self.finding_again
        for words in (self._finding_box, self._found_box):
            words.setVisible(not answering)
        for box in self._answers:
            box.setVisible(answering)
        upholding = answering and self.upholds
        self._entry_box.setVisible(upholding and self.entry.count() > 0)
        was_hidden = self.change.isHidden()
        self.change.setVisible(upholding and self.entry.value is not None)
        if was_hidden and not self.change.isHidden():
            self._on_entry()
        self.edited.emit()


def _side_by_side(*boxes: QWidget) -> QWidget:
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    for box in boxes:
        row.addWidget(box, 1)
    return pair
