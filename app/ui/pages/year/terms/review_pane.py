"""半年核定: who met, who came, with which votes; or the secretary with a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.services.reviews.drafts import COMMITTEE, ReviewDraft, ReviewView
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.points_edit import PointsEdit
from app.ui.widgets.tick_list import TickList

_VOTES = {"votes_for": "同意票", "votes_against": "反对票", "votes_abstain": "弃权票"}
_MOST_WORDS = 200


class ReviewPane(Card):
    """The form with the list of those who came. Everything is kept as it is typed.

    Signals:
        edited: The :class:`ReviewDraft` that should be kept.
        left: Back to the table.

    Attributes:
        form: Meeting and votes.
        ticks: Who came.
        second: The second person of a secretary who verifies alone.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("半年核定", parent)
        self._view: ReviewView | None = None
        self._told: ReviewDraft | None = None
        self._filling = False
        self.kind = QuietComboBox()
        self.held_on = ShortDateEdit(shown=shown)
        self.place, self.chair, self.recorder, self.opinion = (QLineEdit() for _ in range(4))
        self.eligible = PointsEdit(decimals=0, minimum=Decimal(0))
        self.votes = {key: PointsEdit(decimals=0, minimum=Decimal(0)) for key in _VOTES}
        self.second = MemberPicker()
        self.ticks = TickList()
        self.form, self.lone = FieldForm(columns=4), FieldForm(columns=1)
        self.back = Button("返回", icon="arrow-left", key="Esc")
        self.head.addWidget(self.back)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.form.add("kind", "由谁核定", self.kind, span=2)
        self.form.add("held_on", "日期", self.held_on, span=2)
        self.form.add("place", "地点", self.place, span=2)
        self.form.add("chair", "主持人", self.chair)
        self.form.add("recorder", "记录人", self.recorder)
        self.form.add("eligible", "应到", self.eligible)
        for key, words in _VOTES.items():
            self.form.add(key, words, self.votes[key])
        self.lone.add("second_uid", "第二人（正式党员，和书记一起核定）", self.second)
        self.opinion.setMaxLength(_MOST_WORDS)
        opinion = FieldForm(columns=1)
        opinion.add("opinion", "核定意见（可不填，印在核定表上）", self.opinion)
        left = ScrollBody()
        left.column.setSpacing(Space.M)
        for part in (self.form, self.lone, opinion):
            left.column.addWidget(part)
        self.warning = label("", "care", wrap=True)
        self._hint = label(
            "核定生效以后，表上的分数定稿，不再变动；以后查实的更正计入以后的合计。某个人的核定意见在名单下面填写。",
            "quiet", wrap=True,
        )  # fmt: skip
        self.fault = label("", "fault", wrap=True)
        self.fault.hide()
        left.column.addWidget(self.fault)
        left.column.addWidget(self.warning)
        left.column.addWidget(self._hint)
        left.column.addStretch(1)
        self._came = QWidget()
        right = QVBoxLayout(self._came)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(Space.S)
        right.addWidget(label("到会的人", "strong"))
        right.addWidget(self.ticks, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(left, 5)
        row.addWidget(self._came, 4)
        self.body.addLayout(row, 1)
        for field, name in ((self.place, "地点"), (self.chair, "主持人"), (self.recorder, "记录人")):
            field.setAccessibleName(name)
            field.setMaxLength(60)

    def _connect(self) -> None:
        self.kind.currentTextChanged.connect(lambda _words: self._on_kind())
        self.held_on.date_changed.connect(lambda _day: self._tell())
        for field in (self.place, self.chair, self.recorder, self.opinion):
            field.textEdited.connect(lambda _text: self._tell())
        for number in (self.eligible, *self.votes.values()):
            number.points_changed.connect(lambda _value: self._tell())
        self.second.picked.connect(lambda _uid: self._tell())
        self.second.cleared.connect(self._tell)
        self.ticks.ticks_changed.connect(lambda _uids: self._tell())
        self.back.clicked.connect(self.left)
        self.form.submitted.connect(lambda: self.ticks.search.setFocus(Qt.FocusReason.TabFocusReason))

    @property
    def shown(self) -> ReviewView | None:
        """The verification that the form was filled with."""
        return self._view

    def show_review(self, view: ReviewView, *, writable: bool) -> None:
        """Fill the form."""
        self._filling = True
        self._view, draft = view, view.draft
        self._told = draft
        self.kind.clear()
        kinds = view.kinds if draft.kind in view.kinds else (draft.kind, *view.kinds)
        self.kind.addItems(list(kinds))
        self.kind.setCurrentText(draft.kind)
        self.held_on.set_value(draft.held_on)
        for field, text in (
            (self.place, draft.place), (self.chair, draft.chair), (self.recorder, draft.recorder),
            (self.opinion, draft.opinion),
        ):  # fmt: skip
            field.setText(text)
        self.eligible.set_value(_decimal(draft.eligible))
        for key, number in self.votes.items():
            number.set_value(_decimal(getattr(draft, key)))
        people = [Person(m.uid, m.label, m.pinyin, m.initials, m.name) for m in view.people]
        self.second.set_people(people)
        self.second.clear_pick()
        if draft.second_uid:
            self.second.pick(draft.second_uid)
        self.ticks.set_ticked(people, ticked=draft.present)
        self._filling = False
        self._set_writable(writable=writable)
        self.fault.hide()
        self.show_warnings(view.warnings if view.saved else ())
        self._fit()

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """What holds nothing up and is printed."""
        self.warning.setText("\n".join(warnings))
        self.warning.setVisible(bool(warnings))

    def show_issues(self, issues: Sequence[Issue]) -> None:
        """Mark the fields that hold it up."""
        rest = self.form.show_issues([issue for issue in issues if issue.code != "second_uid"])
        self.lone.show_issues([issue for issue in issues if issue.code == "second_uid"])
        told = [issue.message for issue in rest]
        if any(issue.code == "votes" for issue in rest):
            self.votes["votes_for"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fault.setText("\n".join(told))
        self.fault.setVisible(bool(told))

    @property
    def draft(self) -> ReviewDraft | None:
        """What the form says, remarks as they were; ``None`` while the date is none."""
        day = self.held_on.value
        if day is None or self._view is None:
            return None
        votes_for, votes_against, votes_abstain = (_whole(field.value) for field in self.votes.values())
        return replace(
            self._view.draft,
            kind=self.kind.currentText(),
            held_on=day,
            place=self.place.text().strip(),
            chair=self.chair.text().strip(),
            recorder=self.recorder.text().strip(),
            eligible=_whole(self.eligible.value),
            present=tuple(sorted(self.ticks.ticked)),
            second_uid=self.second.uid,
            opinion=self.opinion.text().strip(),
            votes_for=votes_for,
            votes_against=votes_against,
            votes_abstain=votes_abstain,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the table."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_kind(self) -> None:
        self._fit()
        self._tell()

    def _fit(self) -> None:
        """A secretary alone needs no meeting, and a meeting no second person."""
        draft = self.draft
        alone = draft is not None and draft.alone
        self.lone.setVisible(alone)
        self._came.setVisible(not alone)
        for field in (self.place, self.recorder, *self.votes.values()):
            field.setEnabled(not alone)
        self.eligible.setEnabled(self.kind.currentText() == COMMITTEE)
        words = "书记" if alone else "主持人"
        self.chair.setAccessibleName(words)

    def _set_writable(self, *, writable: bool) -> None:
        for field in (self.held_on, self.place, self.chair, self.recorder, self.opinion, self.eligible,
                      self.second, *self.votes.values()):  # fmt: skip
            field.setReadOnly(not writable)
        self.kind.setEnabled(writable)
        self.ticks.set_writable(writable=writable)

    def _tell(self) -> None:
        draft = self.draft
        if not self._filling and draft is not None and draft != self._told:
            self._told = draft
            self.fault.hide()
            self.edited.emit(draft)


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
