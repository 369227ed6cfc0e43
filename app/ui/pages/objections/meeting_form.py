"""Data of a supplementary meeting, and who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.errors import Issue
from app.services.actor import Actor
from app.services.corrections.supplement_views import KIND, SupplementView
from app.services.meeting_views import MeetingDraft
from app.ui.pages.declare.fields import Labelled
from app.ui.pages.declare.people import person_of
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.tick_list import TickList
from app.ui.widgets.wrap_edit import WrapEdit


class SupplementMeetingForm(Card):
    """Reason, kind, day, place, chair, recorder, votes.

    Signals:
        edited: A field was left that says something else now.
    """

    edited = Signal()

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        # The list below gives way before a field is cut.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._told: tuple[MeetingDraft | None, str] = (None, "")
        self._uid = ""
        self.reason = WrapEdit()
        self.reason.set_max_length(400)
        self.reason.setPlaceholderText("为什么要补充评定")
        self.kind, self.place, self.chair, self.recorder = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.day = ShortDateEdit(shown=shown)
        self.votes = tuple(QLineEdit() for _ in range(3))
        self._fields = {
            "reason": Labelled("补充评定原因", self.reason), "kind": Labelled("会议名称", self.kind),
            "held_on": Labelled("会议日期", self.day), "place": Labelled("地点", self.place),
            "chair": Labelled("主持人", self.chair), "recorder": Labelled("记录人", self.recorder),
        }  # fmt: skip
        self._fault = label("", "care", wrap=True)
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.addWidget(self._fields["reason"], 0, 0, 1, 4)
        for place, key in enumerate(("kind", "held_on", "place", "chair")):
            grid.addWidget(self._fields[key], 1, place)
        grid.addWidget(self._fields["recorder"], 2, 0)
        for place, (field, words) in enumerate(zip(self.votes, ("同意", "反对", "弃权"), strict=True), 1):
            field.setValidator(QIntValidator(0, 9999, field))
            field.setPlaceholderText("可以空着")
            field.setAccessibleName(f"{words}票数")
            grid.addWidget(Labelled(f"{words}（票）", field), 2, place)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._fault)
        self._fault.hide()
        self.reason.editingFinished.connect(self._tell)
        lines: tuple[QLineEdit, ...] = (
            self.kind,
            self.day,
            self.place,
            self.chair,
            self.recorder,
            *self.votes,
        )
        for line in lines:
            line.editingFinished.connect(self._tell)

    @property
    def draft(self) -> MeetingDraft | None:
        """What is typed; ``None`` without a day."""
        if self.day.value is None:
            return None
        given, against, abstained = (int(field.text()) if field.text() else None for field in self.votes)
        return MeetingDraft(
            kind=self.kind.text().strip(), held_on=self.day.value, place=self.place.text().strip(),
            chair=self.chair.text().strip(), recorder=self.recorder.text().strip(),
            votes_for=given, votes_against=against, votes_abstain=abstained,
        )  # fmt: skip

    def show_meeting(self, view: SupplementView | None, *, today: date, actor: Actor) -> None:
        """Show a meeting's data, or a proposal for a new one. What is being typed stays."""
        uid = view.uid if view is not None else ""
        if uid == self._uid and (view is None or view.draft == self._told[0]):
            if view is None and not self.kind.text():
                self._fill(MeetingDraft(KIND, today, chair=actor.name), "", today)
            return
        if view is None:
            self._fill(MeetingDraft(KIND, today, chair=actor.name), "", today)
        elif not self._typing or uid != self._uid:
            self._fill(view.draft, view.reason, today)
        self._uid = uid

    @property
    def _typing(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _fill(self, draft: MeetingDraft, reason: str, today: date) -> None:
        self.reason.set_text(reason)
        self.day.set_shown_month(today)
        self.day.set_value(draft.held_on)
        for field, text in (
            (self.kind, draft.kind), (self.place, draft.place), (self.chair, draft.chair),
            (self.recorder, draft.recorder),
        ):  # fmt: skip
            field.setText(text)
            field.setCursorPosition(0)
        counts = (draft.votes_for, draft.votes_against, draft.votes_abstain)
        for box, count in zip(self.votes, counts, strict=True):
            box.setText("" if count is None else str(count))
        self._told = (self.draft, self.reason.text())
        self.show_issues(())

    def show_issues(self, issues: Iterable[Issue]) -> bool:
        """Mark the fields of these faults; whether all of them belong here."""
        found = list(issues)
        codes = {issue.code for issue in found}
        for code, box in self._fields.items():
            mark_fault(box.field, fault=code in codes)
        for field in self.votes:
            mark_fault(field, fault="votes" in codes)
        own = codes & {*self._fields, "votes"}
        self._fault.setText("\n".join(issue.message for issue in found if issue.code in own))
        self._fault.setVisible(bool(own))
        first = next((box.field for code, box in self._fields.items() if code in codes), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return own == codes

    def _tell(self) -> None:
        now = (self.draft, self.reason.text())
        if now != self._told and now[0] is not None:
            self._told = now
            self.edited.emit()


class PresencePane(Card):
    """The tick list of who came.

    Signals:
        finished: Uids of those who came.
        given_up: Nothing is to be changed.
    """

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("到会人员", parent)
        self.ticks = TickList()
        done, back = Button("记下到会", icon="check"), Button("返回", key="Esc")
        self.body.addWidget(self.ticks, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(done)
        self.body.addLayout(foot)
        done.clicked.connect(lambda: self.finished.emit(self.ticks.ticked))
        back.clicked.connect(self.given_up)

    def show_meeting(self, view: SupplementView) -> None:
        """Everybody of the branch on the day, those who came ticked."""
        self.ticks.set_ticked([person_of(member) for member in view.attendees], ticked=view.present)
        self.ticks.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
