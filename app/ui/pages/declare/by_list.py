"""按名单勾选: one item, one date, a tick for each member who did it — dues above all."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError, ValidationFailed
from app.services.changes import Changes
from app.services.declarations import MonthCards
from app.services.line_entry import LineDraft
from app.services.scoring import Item, Names, describe_item
from app.services.scoring.kinds import EntryKind
from app.services.workflow import CardState
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.declare.fields import Labelled
from app.ui.pages.declare.people import item_choices, person_of
from app.ui.pages.declare.undo import take_out
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import ElidedLabel, set_role
from app.ui.widgets.mark_list import MarkList
from app.ui.widgets.mark_model import Mark
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.state import Tone
from app.ui.widgets.toast import toast

_TICKED, _OPEN = "ticked", "open"
_MARKS = (Mark(_TICKED, "已勾选", Tone.GOOD), Mark(_OPEN, "", Tone.PLAIN))
_OPEN_CARDS = frozenset({CardState.BLANK, CardState.DECLARED})
_KEYS = "空格 打勾，回车 下一人；已有的灰着显示，不会重复登记"


class ListTab(QWidget):
    """One item for many members."""

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cards: MonthCards | None = None
        self._items: dict[str, Item] = {}
        self._names = Names()
        self._writable = True
        self.item = MemberPicker(placeholder="名称、首字母或编号")
        self.day = ShortDateEdit(shown=context.month.first)
        self.group = QuietComboBox()
        self.basis = QLineEdit()
        self.basis.setPlaceholderText("写一次，记到每个人：党费收缴登记")
        self.basis.setMaxLength(400)
        self.people = MarkList(_MARKS)
        self.rule = ElidedLabel("", "quiet")
        self.words = ElidedLabel(_KEYS, "note")
        self.save = Button("保存名单", ButtonKind.PRIMARY, key="Ctrl+S")
        self._build()
        self._connect()

    def _build(self) -> None:
        card = Card()
        fields = QHBoxLayout()
        fields.setSpacing(Space.S)
        character = self.fontMetrics().horizontalAdvance("字")
        self.item.setMinimumWidth(10 * character)
        self.day.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(5)
        for name, field, stretch in (
            ("积分项目", self.item, 4), ("日期", self.day, 0), ("小组", self.group, 1), ("依据", self.basis, 5),
        ):  # fmt: skip
            field.setAccessibleName(name)
            fields.addWidget(Labelled(name, field), stretch)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.save)
        card.body.addLayout(fields)
        card.body.addWidget(self.rule)
        card.body.addWidget(self.people, 1)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _connect(self) -> None:
        self.item.picked.connect(self._on_item)
        self.day.date_changed.connect(self._on_day)
        self.group.currentIndexChanged.connect(self._on_group)
        self.people.marks_changed.connect(self._on_marks)
        self.save.clicked.connect(self._on_save)

    # ------------------------------------------------------------------------------------------------- showing

    def show_month(self, month: MonthCards, *, today: date, writable: bool) -> None:
        """Take the cards of a month; ticks that are not saved stay."""
        other = self._cards is None or self._cards.month != month.month
        self._cards, self._writable = month, writable
        services = self._context.services.declarations
        found = services.items(self._context.branch_uid, month.month.last)
        schemes = self._context.services.schemes
        self._names = schemes.current(self._context.branch_uid, month.month.last).names
        items = [each for each in found if _tickable(each)]
        items.sort(key=lambda each: each.entry is not EntryKind.TICK)
        self._items = {each.id: each for each in items}
        choices = {choice.uid: choice for choice in item_choices(found)}
        self.item.set_people([choices[each.id] for each in items])
        self.day.set_shown_month(month.month.first)
        if other or self.day.value is None:
            self.day.set_value(min(max(today, month.month.first), month.month.last))
        if not self.item.uid and items:
            self._choose_item(items[0])
        self._fill_groups()
        self._fill_people({} if other else self.people.marks)
        for field in (self.item, self.day, self.basis):
            field.setEnabled(writable)
        self.people.set_writable(writable=writable)

    def _choose_item(self, item: Item) -> None:
        self.item.pick(item.id)
        self.rule.setText(describe_item(item, self._names))
        self.basis.setText(item.proof.text)

    def _fill_groups(self) -> None:
        cards = self._cards.cards if self._cards is not None else ()
        groups = dict.fromkeys((card.member.group_uid, card.member.group) for card in cards)
        chosen = self.group.currentData()
        wanted = [("", "全部"), *groups]
        if wanted == [(self.group.itemData(i), self.group.itemText(i)) for i in range(self.group.count())]:
            return
        self.group.blockSignals(True)
        self.group.clear()
        for uid, name in wanted:
            self.group.addItem(name or "未分组", uid)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))
        self.group.blockSignals(False)

    def _fill_people(self, marks: dict[str, str]) -> None:
        month, day = self._cards, self.day.value
        if month is None:
            return
        group = self.group.currentData() or ""
        members = [c.member for c in month.cards if not group or c.member.group_uid == group]
        locked = {c.member.uid: "已汇总" for c in month.cards if c.state not in _OPEN_CARDS}
        for line in month.lines:
            if line.item == self.item.uid and line.deed_date == day:
                locked[line.member.uid] = "已有"
        self.people.set_people([person_of(member) for member in members], marks=marks, locked=locked)

    # ------------------------------------------------------------------------------------------------- slots

    @Slot(str)
    def _on_item(self, uid: str) -> None:
        had_focus = self.item.hasFocus()
        self._choose_item(self._items[uid])
        self._fill_people(self.people.marks)
        if had_focus:
            self.day.setFocus()

    @Slot(object)
    def _on_day(self, _day: date | None) -> None:
        self._fill_people(self.people.marks)

    @Slot(int)
    def _on_group(self, _index: int) -> None:
        # Whom she no longer sees must not be entered: ticks of the other groups go.
        self._fill_people({})

    @Slot()
    def _on_marks(self) -> None:
        ticked = self.people.counts()[_TICKED]
        total = len(self.people.marks)
        item = self._items.get(self.item.uid)
        self.people.count.setText(f"已勾选 {ticked} 人，未勾选 {total - ticked} 人")
        self.save.setText(f"保存 {ticked} 人" if ticked else "保存名单")
        self.save.setEnabled(self._writable and bool(ticked) and item is not None)

    @Slot()
    def _on_save(self) -> None:
        context, day = self._context, self.day.value
        mark_fault(self.item, fault=not self.item.uid)
        mark_fault(self.day, fault=day is None)
        ticked = [uid for uid, mark in self.people.marks.items() if mark == _TICKED]
        if day is None or not self.item.uid or not ticked:
            self._say("请选择积分项目、填写日期，并勾选名单。", fault=True)
            return
        drafts = [
            LineDraft(uid, self.item.uid, day, basis=self.basis.text().strip(), source="group")
            for uid in ticked
        ]
        missing = frozenset(m.uid for m in self._cards.missing) if self._cards is not None else frozenset()
        self.save.setEnabled(False)
        context.tasks.run(
            lambda _job: context.services.declarations.add(
                context.actor, context.branch_uid, context.month, drafts
            ),
            parent=self, on_success=lambda changes: self._on_saved(changes, missing), on_error=self._on_refused, label="正在保存名单", cancellable=False,
        )  # fmt: skip

    def _on_saved(self, changes: Changes, missing: frozenset[str]) -> None:
        self._say(_KEYS, fault=False)
        item = self._items.get(self.item.uid)
        words = f"已为 {len(changes.ids)} 人登记“{item.name if item is not None else ''}”"
        context = self._context

        def undo() -> None:
            context.tasks.run(
                lambda _job: take_out(context, changes.ids, missing), parent=self, label="正在撤销"
            )

        toast(self, words, undo=undo)
        self.people.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, fault: BaseException) -> None:
        self._on_marks()
        if isinstance(fault, ValidationFailed):
            messages = dict.fromkeys(str(issue) for issue in fault.issues)
            self._say("；".join(messages), fault=True)
            if len(messages) > 1:
                show_error(fault, self)
        elif isinstance(fault, UserError):
            self._say(f"{fault.message}{fault.hint}", fault=True)
        else:
            show_error(fault, self)

    def _say(self, text: str, *, fault: bool) -> None:
        self.words.setText(text)
        set_role(self.words, "fault" if fault else "note")


def _tickable(item: Item) -> bool:
    """One tick says all of it: so many points each, or presence at what is expected."""
    if item.amount_kind == "expected":
        return item.by_hand
    return item.amount_kind == "fixed" and item.sign > 0
