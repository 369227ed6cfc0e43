"""How an entry is put right: what is to be done, the right facts, why, what it rests on, who stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue, UserError
from app.services.corrections.rules import MOST_WORDS, Change
from app.services.corrections.views import CorrectionPreview, CorrectionView
from app.services.member_views import MemberRow
from app.services.numbers import format_change, format_points
from app.services.presence import PRESENCE_NAMES, Presence
from app.ui.context import WorkContext
from app.ui.messages import errors_shown
from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.pages.declare.people import person_of
from app.ui.pages.objections.facts_form import FactsForm
from app.ui.pages.reading import Reading
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.points_edit import PointsEdit
from app.ui.widgets.wrap_edit import WrapEdit

_PAUSE_MS = 250
_KINDS = (Chip("right", "改正"), Chip("drop", "撤销"))


class ChangeForm(QWidget):
    """Fields for one change, with what it would do to the totals.

    Attributes:
        words: What it would do and what is still wrong; the desk puts it where it is always in sight.

    Signals:
        edited: Something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, context: WorkContext, *, meeting: bool = False, parent: QWidget | None = None) -> None:
        """Make the form; for a ``meeting`` that decides, only a deduction needs a second person."""
        super().__init__(parent)
        self._context = context
        self._meeting = meeting
        self._posting = ""
        self._member = ""
        self._mark: Presence | None = None
        self._items_of: tuple[str, date] | None = None
        self.kind = ChipBar(_KINDS)
        self.mark = ChoiceBox()
        self.facts = FactsForm(context.month.first)
        self.adjusted = PointsEdit(decimals=2)
        self.reason, self.basis = WrapEdit(), QLineEdit()
        self.second = MemberPicker(placeholder="姓名或拼音首字母")
        self.second.setMinimumWidth(0)
        self.effect, self.faults = label("", "strong", wrap=True), label("", "care", wrap=True)
        self.words = QWidget()
        self.preview: CorrectionPreview | None = None
        self._reading = Reading(context.tasks, "正在算更正以后的分数", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.reason.set_max_length(MOST_WORDS)
        self.basis.setMaxLength(MOST_WORDS)
        self.reason.setPlaceholderText("为什么更正，写给党员看")
        self.basis.setPlaceholderText("凭什么：登记本、照片、谁证明")
        self.adjusted.setPlaceholderText("一般空着，按项目计算")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._mark_box = Labelled("正确的到会情况", self.mark, keeps_place=False)
        self._adjusted_box = Labelled("另行核定的分值", self.adjusted, keeps_place=False)
        words = "第二人（扣分时须有）" if self._meeting else "第二人（另一名正式党员，不能是当事人）"
        self.second_box = Labelled(words, self.second, keeps_place=False)
        for widget in (
            self.kind, self._mark_box, self.facts, self._adjusted_box, Labelled("更正原因", self.reason),
            Labelled("依据", self.basis), self.second_box,
        ):  # fmt: skip
            column.addWidget(widget)
        said = QVBoxLayout(self.words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(Space.XS)
        for words_label in (self.effect, self.faults):
            said.addWidget(words_label)
            words_label.hide()
        for field, name in ((self.reason, "更正原因"), (self.basis, "依据"), (self.second, "第二人")):
            field.setAccessibleName(name)

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _key: self._on_kind())
        self.facts.edited.connect(self._on_edited)
        self.facts.day_changed.connect(self._load_items)
        self.mark.currentIndexChanged.connect(lambda _index: self._on_edited())
        self.adjusted.points_changed.connect(lambda _value: self._on_edited())
        self.reason.textChanged.connect(self._on_edited)
        self.basis.textEdited.connect(lambda _text: self._on_edited())
        self.second.picked.connect(lambda _uid: self._on_edited())
        self._pause.timeout.connect(self._ask)
        self._reading.arrived.connect(self._on_preview)
        self._reading.failed.connect(self._on_refused)

    def setVisible(self, visible: bool) -> None:
        """The words come and go with the fields."""
        super().setVisible(visible)
        self.words.setVisible(visible)

    # ------------------------------------------------------------------------------------------------- filling

    def set_people(self, people: Iterable[MemberRow], seconds: Sequence[MemberRow]) -> None:
        """Who may be scored, and who may be second person."""
        own = self._context.actor.member_uid if self._context.has_actor else None
        self.facts.set_people([person_of(row) for row in people if row.active])
        self.second.set_people([person_of(row) for row in seconds if row.uid != own])

    def open_entry(self, view: CorrectionView) -> None:
        """Begin with an entry as it stands."""
        self._posting, self._member, self._mark = view.newest_uid, view.draft.member_uid, view.mark
        restored = view.posting.mark == "更正" and view.posting.claimed is None
        self.kind.setVisible(view.mark is None and not restored)
        self.kind.choose("right")
        self._mark_box.setVisible(view.mark is not None)
        self._fill_marks(view.mark)
        self.facts.set_shown_month(view.draft.deed_date)
        self._load_items(view.draft.deed_date)
        self.facts.show_draft(view.draft)
        self.adjusted.set_value(abs(view.adjusted) if view.adjusted is not None else None)
        self._clear_words()
        self._on_kind()

    def open_missing(self, member_uid: str, day: date) -> None:
        """Begin with an entry that was forgotten."""
        self._posting, self._member, self._mark = "", member_uid, None
        self.kind.hide()
        self._mark_box.hide()
        self.facts.set_shown_month(day)
        self._load_items(day)
        self.facts.show_empty(None)
        self.adjusted.set_value(None)
        self._clear_words()
        self._on_kind()

    def show_change(self, change: Change) -> None:
        """Fill in what was entered before."""
        if change.right is not None:
            self._load_items(change.right.deed_date)
            # What was typed for both, entry and decision, is typed for both again.
            both = not change.posting_uid and change.right.basis == change.basis
            self.facts.show_draft(replace(change.right, basis="") if both else change.right)
        elif change.mark is None:
            self.kind.choose("drop")
        self.mark.choose(change.mark.value if change.mark is not None else None)
        self.adjusted.set_value(change.adjusted)
        self.reason.set_text(change.reason)
        self.basis.setText(change.basis)
        self.second.pick(change.second_uid)
        self._on_kind()

    @property
    def change(self) -> Change:
        """What is typed. Facts that are missing are left to the service to name."""
        mark = Presence(self.mark.value) if self._mark is not None and self.mark.value else None
        right = None
        if not self.facts.isHidden():
            right = self.facts.draft(self._member, basis=self.basis.text().strip())
        return Change(
            posting_uid=self._posting, right=right, reason=self.reason.text().strip(),
            basis=self.basis.text().strip(), second_uid=self.second.uid,
            adjusted=self.adjusted.value if not self._adjusted_box.isHidden() else None, mark=mark,
        )  # fmt: skip

    @property
    def lacks_facts(self) -> bool:
        """Whether facts are asked for and item or day is missing."""
        return not self.facts.isHidden() and self.change.right is None

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Mark the fields of these faults, go to the first, and say all of them."""
        found = list(issues)
        codes = {issue.code.split(".", maxsplit=1)[0] for issue in found}
        fields = {
            **self.facts.fields(), "mark": self.mark, "reason": self.reason, "basis": self.basis,
            "second_uid": self.second,
        }  # fmt: skip
        for code, field in fields.items():
            mark_fault(field, fault=code in codes)
        say(self.faults, "\n".join(issue.message for issue in found))
        first = next((field for code, field in fields.items() if code in codes), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def start(self) -> None:
        """Put the focus where typing begins."""
        first = self.mark if self._mark is not None else self.facts.item if not self._posting else self.reason
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -------------------------------------------------------------------------------------------------- inside

    def _clear_words(self) -> None:
        self.reason.set_text("")
        self.basis.clear()
        self.second.clear_pick()
        say(self.effect, "")
        say(self.faults, "")
        self.preview = None
        for field in (self.reason, self.basis, *self.facts.fields().values()):
            mark_fault(field, fault=False)

    def _fill_marks(self, known: Presence | None) -> None:
        choices = [(mark.value, PRESENCE_NAMES[mark]) for mark in Presence if mark is not known]
        self.mark.set_choices(choices)

    def _load_items(self, day: object) -> None:
        if not isinstance(day, date) or self._items_of == (self._context.branch_uid, day):
            return
        self._items_of = (self._context.branch_uid, day)
        with errors_shown(self):
            self.facts.set_items(self._context.services.declarations.items(self._context.branch_uid, day))

    def _on_kind(self) -> None:
        facts = self._mark is None and (self.kind.isHidden() or self.kind.current == "right")
        self.facts.setVisible(facts)
        self._adjusted_box.setVisible(facts)
        self._on_edited()

    def _on_edited(self) -> None:
        say(self.faults, "")
        # What was worked out before is of other facts.
        self.preview = None
        self._pause.start()
        self.edited.emit()

    def _ask(self) -> None:
        if not self._member or self.lacks_facts or not self._context.has_actor:
            say(self.effect, "")
            return
        change, actor, meeting = self.change, self._context.actor, self._meeting
        corrections = self._context.services.corrections
        self._reading.start(lambda: corrections.preview(actor, change, meeting=meeting))

    def _on_preview(self, preview: CorrectionPreview) -> None:
        self.preview = preview
        say(self.effect, effect_words(preview))
        self.edited.emit()

    def _on_refused(self, fault: Any) -> None:  # noqa: ANN401 - whatever the reading raised
        self.preview = None
        say(self.effect, "")
        if isinstance(fault, UserError):
            say(self.faults, f"{fault.message}{fault.hint}")


def say(place: QLabel, text: str) -> None:
    """Write words where there are some; nothing takes no room."""
    place.setText(text)
    place.setVisible(bool(text))


def effect_words(preview: CorrectionPreview) -> str:
    """ "孙石头 2026年度累计 4.0 → 2.0 分。计入2026年10月，公示要张贴新的一版。"."""
    words = []
    for row in preview.effects:
        if row.before == row.after:
            words.append(
                f"{row.member} {row.year}累计 {format_points(row.after, preview.decimals)} 分，不变。"
            )
        else:
            change = format_change(row.before, row.after, preview.decimals)
            words.append(f"{row.member} {row.year}累计 {change} 分。")
    if preview.shown_in is not None and words:
        new = "，公示要张贴新的一版" if preview.hanging else ""
        words.append(f"计入{preview.shown_in.title}{new}。")
    return "\n".join(words)
