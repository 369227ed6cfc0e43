"""Taking an objection in: who, about whom, which entry, what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.services.corrections.objection_views import RAISER_NAMES, NoticeChoice, Raiser, Target
from app.services.corrections.objections import ObjectionDraft
from app.services.member_views import MemberRow
from app.services.months import Month, day_title
from app.services.posting_views import PostingView
from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.pages.declare.people import person_of
from app.ui.pages.objections.change_form import say
from app.ui.theme.tokens import Space
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.wrap_edit import WrapEdit

#: As short as chips in one row need it.
_TARGETS = (
    (Target.LINE, "某一条"), (Target.TOTAL, "合计"), (Target.MISSING, "漏记"), (Target.OTHER, "其他"),
)  # fmt: skip


class IntakeForm(QWidget):
    """Fields in the order in which it is told.

    Signals:
        about_picked: Uid of the member whose entries are wanted, and the notice's uid.
    """

    about_picked = Signal(str)

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, NoticeChoice] = {}
        self.notice = ChoiceBox()
        self.day = ShortDateEdit(shown=shown)
        self.raiser_kind = ChipBar([Chip(kind.value, RAISER_NAMES[kind]) for kind in Raiser])
        self.raiser = MemberPicker(placeholder="哪名党员提出")
        self.name, self.contact = QLineEdit(), QLineEdit()
        self.about = MemberPicker(placeholder="关于谁：姓名或拼音首字母")
        self.target = ChipBar([Chip(kind.value, words) for kind, words in _TARGETS])
        self.entry = ChoiceBox()
        self.content = WrapEdit()
        self.faults = label("", "care", wrap=True)
        for picker in (self.raiser, self.about):
            picker.setMinimumWidth(0)
        self._build()
        self.raiser_kind.chosen.connect(lambda _key: self._fit())
        self.target.chosen.connect(lambda _key: self._fit())
        self.about.picked.connect(self.about_picked)
        self._fit()

    def _build(self) -> None:
        self.content.set_max_length(1000)
        self.content.setPlaceholderText("认为哪里不对，照原话写")
        self.name.setPlaceholderText("可以不填")
        self.contact.setPlaceholderText("可以不填，不上公示")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._boxes = {
            "notice_uid": Labelled("对哪一份公示", self.notice),
            "raised_on": Labelled("提出日期", self.day),
            "raiser_kind": Labelled("谁提出", self.raiser_kind),
            "raiser_uid": Labelled("提出人", self.raiser, keeps_place=False),
            "raiser_name": Labelled("姓名", self.name, keeps_place=False),
            "contact": Labelled("联系方式", self.contact, keeps_place=False),
            "about_uid": Labelled("关于谁", self.about),
            "target": Labelled("对什么有异议", self.target),
            "posting_uid": Labelled("哪一条", self.entry, keeps_place=False),
            "content": Labelled("异议内容", self.content),
        }
        for pair in (("notice_uid", "raised_on"), ("raiser_kind",), ("raiser_uid", "raiser_name", "contact"),
                     ("about_uid",), ("target",), ("posting_uid",), ("content",)):  # fmt: skip
            row = QHBoxLayout()
            row.setSpacing(Space.S)
            for key in pair:
                row.addWidget(self._boxes[key], 0 if key == "raised_on" else 1)
            column.addLayout(row)
        self.faults.hide()

    def set_choices(self, notices: Sequence[NoticeChoice], people: Iterable[MemberRow]) -> None:
        """Offer the notices that hang, and everybody."""
        self._notices = {notice.uid: notice for notice in notices}
        chosen = self.notice.value
        self.notice.set_choices([(notice.uid, notice.title) for notice in notices])
        self.notice.choose(chosen if chosen in self._notices else next(iter(self._notices), None))
        rows = list(people)
        self.raiser.set_people([person_of(row) for row in rows if row.active])
        self.about.set_people([person_of(row) for row in rows])

    def set_entries(self, lines: Iterable[PostingView]) -> None:
        """Offer a member's entries of the notice's months."""
        notice = self._notices.get(self.notice.value or "")
        self.entry.set_choices(
            [
                (line.uid, f"{day_title(line.deed_date)} {line.item_name}")
                for line in lines
                if not line.struck
                and line.confirmed_on is not None
                and (notice is None or notice.months[0] <= line.period <= notice.months[1])
            ]
        )

    @property
    def until(self) -> Month | None:
        """Last month of the chosen notice."""
        notice = self._notices.get(self.notice.value or "")
        return notice.months[1] if notice is not None else None

    def clear_all(self, today: date) -> None:
        """Begin anew."""
        self.day.set_shown_month(today)
        self.day.set_value(today)
        self.raiser_kind.choose(Raiser.MEMBER.value)
        self.target.choose(Target.LINE.value)
        for picker in (self.raiser, self.about):
            picker.clear_pick()
        for field in (self.name, self.contact):
            field.clear()
        self.entry.set_choices([])
        self.content.set_text("")
        say(self.faults, "")
        self._fit()

    @property
    def draft(self) -> ObjectionDraft | None:
        """What is typed; ``None`` while notice or day is missing."""
        if not self.notice.value or self.day.value is None:
            return None
        return ObjectionDraft(
            notice_uid=self.notice.value, raised_on=self.day.value, raiser_kind=Raiser(self.raiser_kind.current),
            target=Target(self.target.current), content=self.content.text().strip(), raiser_uid=self.raiser.uid,
            raiser_name=self.name.text().strip(), contact=self.contact.text().strip(), about_uid=self.about.uid,
            posting_uid=self.entry.value or "",
        )  # fmt: skip

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Mark the fields of these faults and go to the first."""
        found = list(issues)
        codes = {issue.code for issue in found}
        for code, box in self._boxes.items():
            mark_fault(box.field, fault=code in codes)
        say(self.faults, "\n".join(issue.message for issue in found))
        first = next((box.field for code, box in self._boxes.items() if code in codes), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        kind, target = self.raiser_kind.current, self.target.current
        self._boxes["raiser_uid"].setVisible(kind == Raiser.MEMBER.value)
        self._boxes["raiser_name"].setVisible(kind == Raiser.MASSES.value)
        self._boxes["contact"].setVisible(kind != Raiser.ANONYMOUS.value)
        self._boxes["posting_uid"].setVisible(target == Target.LINE.value)
