"""活动考勤: the month's activities and the attendance sheet of one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError, ValidationFailed
from app.services.activities import ActivityDraft, ActivityView, Presence, on_sheets
from app.services.changes import Changes
from app.services.declarations import MonthCards
from app.services.scoring import Item
from app.services.scoring.kinds import EntryKind
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.declare.fields import Labelled
from app.ui.pages.declare.people import item_choices, person_of
from app.ui.pages.declare.sheet_words import (
    count_words,
    keys_words,
    marks_of,
    needs_checker,
    proposed_title,
)
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import ElidedLabel, set_role
from app.ui.widgets.mark_list import MarkList
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.toast import toast

_LOCKED = "有人已汇总，考勤表不能改；尚未评定的，先到“汇总”页退回有关小组。"
_NARROW = 1000
#: Fields that stay in the first row where there are two.
_ABOVE = 2


class ActivityTab(QWidget):
    """Activities at the left, the sheet of the chosen one at the right."""

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._activities: list[ActivityView] = []
        self._items: dict[str, Item] = {}
        self._month = context.month
        self._today = context.month.last
        self._uid = ""
        self._proposed = ""
        self._dirty = False
        self._new = False
        self._writable = True
        self._boxes: list[tuple[Labelled, int]] = []
        self._above = 0
        self.list: DataTable[ActivityView] = DataTable(
            [
                ColumnSpec("日期", lambda a: f"{a.held_on:%m-%d}", sort_key=lambda a: a.held_on, width=3),
                ColumnSpec("活动", lambda a: a.title, stretch=True, width=6, tip=lambda a: a.item_name),
                ColumnSpec("到会", lambda a: f"{a.present}/{len(a.marks)}", sort_key=lambda a: a.present,
                           align=Align.RIGHT, width=4),
            ],
            uid=lambda activity: activity.uid,
        )  # fmt: skip
        self.new = Button("新登记活动", icon="plus", key="Ctrl+N")
        self.item = MemberPicker(placeholder="名称、首字母或编号")
        self.name = QLineEdit()
        self.day = ShortDateEdit(shown=context.month.first)
        self.place = QLineEdit()
        self.checker = QLineEdit()
        self.second = MemberPicker(placeholder="另一名正式党员")
        self.people = MarkList(marks_of(None))
        self.people.all.setToolTip("没有标记的都记到会；请假、迟到和单独改成缺席的不变")
        self.people.none.setToolTip("到会的都去掉；请假、迟到等不变")
        self.remove = Button("删除考勤", icon="trash-2")
        self.save = Button("保存考勤", ButtonKind.PRIMARY, key="Ctrl+S")
        self.words = ElidedLabel("", "note")
        self._build()
        self._connect()

    def _build(self) -> None:
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.new)
        column.addWidget(self.list, 1)
        sheet = Card()
        self._fields = (QHBoxLayout(), QHBoxLayout())
        character = self.fontMetrics().horizontalAdvance("字")
        self.item.setMinimumWidth(9 * character)
        self.day.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for name, field, stretch in (
            ("积分项目", self.item, 4), ("活动名称", self.name, 4), ("日期", self.day, 0),
            ("地点", self.place, 3), ("核对人", self.checker, 2), ("核对人（扣分第二人）", self.second, 3),
        ):  # fmt: skip
            field.setAccessibleName(name)
            if isinstance(field, QLineEdit):
                field.setMaxLength(60)
            box = Labelled(name, field, keeps_place=False)
            self._boxes.append((box, stretch))
            if field is self.checker:
                self.checker_box = box
            elif field is self.second:
                self.second_box = box
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.remove)
        foot.addWidget(self.save)
        for fields in self._fields:
            fields.setSpacing(Space.S)
            sheet.body.addLayout(fields)
        self._fold_fields()
        sheet.body.addWidget(self.people, 1)
        sheet.body.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._left)
        row.addWidget(sheet, 1)
        ScaleWatcher(self._left, self._fit_left)
        self.second_box.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way where there is little room."""
        super().resizeEvent(event)
        self._fit_left()
        self._fold_fields()

    def _fit_left(self) -> None:
        self._left.setFixedWidth(scaled(236 if self.width() < _NARROW else 290))

    def _fold_fields(self) -> None:
        """What and its name above, when and where below, where side by side they could not be read."""
        above = _ABOVE if self.width() < scaled(_NARROW) else len(self._boxes)
        if above != self._above:
            self._above = above
            for number, (box, stretch) in enumerate(self._boxes):
                self._fields[number >= above].addWidget(box, stretch)

    def _connect(self) -> None:
        self.new.clicked.connect(self.start_new)
        self.list.current_changed.connect(self._on_chosen)
        self.list.row_activated.connect(lambda _row: self.people.view.setFocus())
        self.item.picked.connect(self._on_item)
        self.second.picked.connect(lambda _uid: self._on_edited())
        self.day.date_changed.connect(self._on_day)
        for field in (self.name, self.place, self.checker):
            field.textEdited.connect(self._on_edited)
        for field in (self.name, self.day, self.place, self.checker):
            field.returnPressed.connect(self.focusNextChild)
        self.people.marks_changed.connect(self._on_marks)
        self.save.clicked.connect(self._on_save)
        self.remove.clicked.connect(self._on_remove)

    # ------------------------------------------------------------------------------------------------- showing

    def show_month(self, month: MonthCards, *, today: date, writable: bool) -> None:
        """Show the activities of a month; an unsaved sheet stays as it is."""
        other = month.month != self._month
        self._month, self._today, self._writable = month.month, today, writable
        services = self._context.services
        self._activities = services.activities.month(self._context.branch_uid, month.month)
        items = services.declarations.items(self._context.branch_uid, month.month.last)
        # Attendance first: the office looks for 主题党日 here, not for 志愿服务.
        fixed = [each for each in items if on_sheets(each)]
        fixed.sort(key=lambda each: each.entry is not EntryKind.ATTENDANCE)
        self._items = {each.id: each for each in fixed}
        choices = {choice.uid: choice for choice in item_choices(items)}
        self.item.set_people([choices[each.id] for each in fixed])
        self.day.set_shown_month(month.month.first)
        self.list.set_rows(self._activities)
        if other or (self._uid and self._uid not in {each.uid for each in self._activities}):
            self._uid, self._dirty, self._new = "", False, False
        if self._dirty:
            return
        if not self._uid and not self._new and self._activities:
            self._uid = self._activities[-1].uid
            self.list.select_uid(self._uid)
        self._show_sheet(self._current())

    def select(self, uid: str) -> bool:
        """Open the sheet of an activity; ``False`` when it is not of this month."""
        if uid not in {each.uid for each in self._activities}:
            return False
        self._uid, self._dirty, self._new = uid, False, False
        self.list.select_uid(uid)
        self._show_sheet(self._current())
        return True

    @Slot()
    def start_new(self) -> None:
        """Begin a new sheet: nobody ticked, today's date."""
        self._uid, self._dirty, self._new = "", False, True
        self.list.clearSelection()
        self.list.setCurrentIndex(QModelIndex())
        self._show_sheet(None)
        self.item.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def start_widget(self) -> QWidget:
        """The list when a sheet is open, else the first field of the new one."""
        return self.list if self._uid else self.item

    def _current(self) -> ActivityView | None:
        return next((each for each in self._activities if each.uid == self._uid), None)

    def _show_sheet(self, activity: ActivityView | None) -> None:
        first = next(iter(self._items.values()), None)
        if activity is None:
            day = min(max(self._today, self._month.first), self._month.last)
            self._proposed = proposed_title(first, self._month) if first is not None else ""
            self.item.pick(first.id if first is not None else "")
            self.name.setText(self._proposed)
            self.day.set_value(day)
            self.place.clear()
            self.checker.setText(self._context.actor.name if self._context.has_actor else "")
        else:
            self._proposed = ""
            self.item.pick(activity.item)
            self.name.setText(activity.title)
            self.day.set_value(activity.held_on)
            self.place.setText(activity.place)
            self.checker.setText(activity.checked_by)
        self._fit_item(frozenset(activity.marks.values()) if activity is not None else ())
        for field in (self.item, self.name, self.day, self.second):
            mark_fault(field, fault=False)
        for text in (self.item, self.name, self.place, self.checker):
            text.setCursorPosition(0)
        self._fill_people(activity.marks if activity is not None else {})
        self.second.pick(activity.checker_uid if activity is not None else "")
        self._dirty = False
        self._show_actions(activity)

    def _fill_people(self, marks: Mapping[str, str], *, again: bool = False) -> None:
        day = self.day.value
        if day is None:
            return
        expected = self._context.services.activities.expected(self._context.branch_uid, self._month, day)
        people = [person_of(member) for member in expected]
        self.people.set_people(people, marks=marks, again=again)
        self.second.set_people(
            [person for person, m in zip(people, expected, strict=True) if m.status == "full"]
        )

    def _fit_item(self, used: Collection[str]) -> None:
        """Marks and the checker's field as the item wants them; ``used`` are the marks on the sheet."""
        item = self._items.get(self.item.uid)
        self.people.set_choices(marks_of(item, frozenset(used)))
        deducts = needs_checker(item)
        self.second_box.setVisible(deducts)
        self.checker_box.setVisible(not deducts)

    def _show_actions(self, activity: ActivityView | None) -> None:
        open_sheet = activity is None or activity.editable
        writable = self._writable and open_sheet
        for field in (self.item, self.name, self.day, self.place, self.checker, self.second, self.save):
            field.setEnabled(writable)
        self.people.set_writable(writable=writable)
        self.new.setEnabled(self._writable)
        self.remove.setVisible(activity is not None)
        self.remove.setEnabled(writable)
        locked = self._writable and not open_sheet
        self._say(_LOCKED if locked else keys_words(self._items.get(self.item.uid)), fault=locked)

    def _say(self, text: str, *, fault: bool) -> None:
        self.words.setText(text)
        set_role(self.words, "fault" if fault else "note")

    # ------------------------------------------------------------------------------------------------- slots

    @Slot(object)
    def _on_chosen(self, activity: ActivityView | None) -> None:
        if activity is not None and activity.uid != self._uid:
            self._uid, self._dirty, self._new = activity.uid, False, False
            self._show_sheet(activity)

    @Slot(str)
    def _on_item(self, uid: str) -> None:
        # A title that she wrote herself stays.
        if self.name.text() in {"", self._proposed}:
            self._proposed = proposed_title(self._items[uid], self._month)
            self.name.setText(self._proposed)
        self._fit_item(frozenset(self.people.marks.values()))
        self._say(keys_words(self._items[uid]), fault=False)
        self._dirty = True
        if self.item.hasFocus():
            self.name.setFocus()

    @Slot(object)
    def _on_day(self, day: date | None) -> None:
        self._dirty = True
        if day is not None and day in self._month:
            self._fill_people(self.people.marks, again=True)

    @Slot()
    def _on_edited(self) -> None:
        self._dirty = True

    @Slot()
    def _on_marks(self) -> None:
        self._dirty = True
        self.people.count.setText(count_words(self.people.counts()))

    @Slot()
    def _on_save(self) -> None:
        context = self._context
        day = self.day.value
        mark_fault(self.item, fault=not self.item.uid)
        if day is None or not self.item.uid:
            mark_fault(self.day, fault=day is None)
            self._say("请选择积分项目，并填写日期。", fault=True)
            return
        draft = ActivityDraft(
            item=self.item.uid,
            title=self.name.text(),
            held_on=day,
            marks={uid: Presence(mark) for uid, mark in self.people.marks.items()},
            place=self.place.text(),
            checked_by=self.checker.text(),
            checker_uid=self.second.uid if needs_checker(self._items.get(self.item.uid)) else "",
        )
        uid = self._uid or None
        self._dirty = False
        context.tasks.run(
            lambda _job: context.services.activities.save(context.actor, context.branch_uid, context.month, draft, uid),
            parent=self, on_success=lambda changes: self._on_saved(changes, new=uid is None), on_error=self._on_refused, label="正在保存考勤", cancellable=False,
        )  # fmt: skip

    def _on_saved(self, changes: Changes, *, new: bool) -> None:
        self.select(changes.ids[0])
        if new:
            toast(self, changes.message, undo=lambda: self._run_remove(changes.ids[0]))

    def _on_refused(self, fault: BaseException) -> None:
        self._dirty = True
        if isinstance(fault, ValidationFailed):
            codes = {issue.code for issue in fault.issues}
            for code, field in (
                ("item", self.item), ("title", self.name), ("held_on", self.day), ("second_uid", self.second),
            ):  # fmt: skip
                mark_fault(field, fault=code in codes)
            self._say("；".join(dict.fromkeys(issue.message for issue in fault.issues)), fault=True)
        elif isinstance(fault, UserError):
            self._say(f"{fault.message}{fault.hint}", fault=True)
        else:
            show_error(fault, self)

    @Slot()
    def _on_remove(self) -> None:
        activity = self._current()
        if activity is None:
            return
        draft = ActivityDraft(
            activity.item,
            activity.title,
            activity.held_on,
            activity.marks,
            activity.place,
            activity.checked_by,
            activity.checker_uid,
        )
        context = self._context

        def put_back() -> None:
            context.tasks.run(
                lambda _job: context.services.activities.save(
                    context.actor, context.branch_uid, context.month, draft
                ),
                parent=self,
                label="正在撤销",
            )

        self._run_remove(activity.uid, undo=put_back)

    def _run_remove(self, uid: str, *, undo: Callable[[], None] | None = None) -> None:
        context = self._context

        def done(changes: Changes) -> None:
            if undo is not None:
                toast(self, changes.message, undo=undo)

        context.tasks.run(
            lambda _job: context.services.activities.remove(context.actor, uid),
            parent=self,
            on_success=done,
            label="正在删除考勤",
        )
