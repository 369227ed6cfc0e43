"""小组与组长: names of the groups and who signs for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.services.member_views import MemberRow
from app.services.units import GroupView
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.state import Tone

_COLUMNS: tuple[ColumnSpec[GroupView], ...] = (
    ColumnSpec("小组", lambda g: g.name, width=10, strong=True),
    ColumnSpec(
        "组长",
        lambda g: g.head or "未指定",
        width=10,
        stretch=True,
        state=lambda g: None if g.head else Tone.CARE,
    ),
    ColumnSpec("人数", lambda g: str(g.size), sort_key=lambda g: g.size, align=Align.RIGHT, width=5),
)


class GroupsView(QWidget):
    """The groups at the left, name and head of the selected one at the right, a line for a new one below.

    Signals:
        save_requested: ``(group, name, head's uid)``: the group as it was, what was typed; no head: empty.
        add_requested: Name of a new group.
    """

    save_requested = Signal(object, str, str)
    add_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._members: Sequence[MemberRow] = ()
        self._locked = ""
        self.table: DataTable[GroupView] = DataTable(_COLUMNS, uid=lambda group: group.uid)
        self.table.current_changed.connect(self._on_current)
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(40)
        self.head_field = MemberPicker(placeholder="本组党员的姓名或首字母")
        self.new_field = QLineEdit()
        self.new_field.setMaxLength(40)
        self.new_field.setPlaceholderText("如：五组")
        self.save_button = Button("保存", ButtonKind.PRIMARY, key="Ctrl+S")
        self.add_button = Button("新增小组", icon="plus")
        self._fields = FieldForm()
        self._new_fields = FieldForm()
        self._title = label("", "card", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(SplitPane(self.table, self._build_side(), side_width=316))
        self.table.row_activated.connect(lambda _group: self.start_head())
        self._fields.submitted.connect(self._on_save)
        self._new_fields.submitted.connect(self._on_add)
        self.save_button.clicked.connect(self._on_save)
        self.add_button.clicked.connect(self._on_add)

    def show_groups(self, groups: Sequence[GroupView], members: Sequence[MemberRow], *, locked: str) -> None:
        """Show the branch's groups; the selected one stays selected.

        Args:
            groups: In their order.
            members: Of the branch; the heads are chosen from those who are here.
            locked: Why nothing can be changed; empty when it can.
        """
        self._members = [member for member in members if member.active]
        self._locked = locked
        self.table.set_rows(groups)
        if self.table.current_row is None and groups:
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        for button in (self.save_button, self.add_button):
            button.setEnabled(not locked)
            button.setToolTip(locked)
        for field in (self.name_field, self.head_field, self.new_field):
            field.setReadOnly(bool(locked))

    def start(self) -> None:
        """Put the focus where the keys work."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_head(self) -> None:
        """Begin with the head of the selected group, which is what is typed here."""
        self.head_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_new(self) -> None:
        """The new group is saved."""
        self.new_field.clear()

    def show_fault(self, text: str, *, adding: bool = False) -> None:
        """Say at the field why a name was refused."""
        form, key = (self._new_fields, "new") if adding else (self._fields, "name")
        form.show_issues([Issue("", key, text)])

    def _build_side(self) -> QWidget:
        side = _GroupSide()
        column = QVBoxLayout(side)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        self._fields.add("name", "小组名称", self.name_field, hint="已张贴的表上仍是原来的名称。")
        self._fields.add("head", "组长", self.head_field, hint="在小组汇总表上签字的人；清空即不指定。")
        self._new_fields.add("new", "新的小组", self.new_field)
        column.addWidget(self._title)
        column.addWidget(self._fields)
        column.addWidget(self.save_button)
        column.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._new_fields, 1)
        line.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        return side

    def _on_current(self, group: GroupView | None) -> None:
        self._fields.clear_issues()
        self._title.setText(f"{group.name} · {group.size} 人" if group else "还没有小组")
        own = [member for member in self._members if group is not None and member.group_uid == group.uid]
        self.head_field.set_people(
            [Person(m.uid, m.label, pinyin=m.pinyin, initials=m.initials, name=m.name) for m in own]
        )
        self.name_field.setText(group.name if group else "")
        if group is not None and group.head_uid:
            self.head_field.pick(group.head_uid)
        else:
            self.head_field.clear_pick()
        for field in (self.name_field, self.head_field):
            field.setEnabled(group is not None)
        self.save_button.setEnabled(group is not None and not self._locked)

    def _on_save(self) -> None:
        group = self.table.current_row
        if group is None or self._locked:
            return
        typed = self.head_field.text().strip()
        if typed and not self.head_field.uid:
            self._fields.show_issues([Issue("组长", "head", "本组没有这个人，请从列表里选。")])
            return
        self._fields.clear_issues()
        self.save_requested.emit(group, self.name_field.text().strip(), self.head_field.uid)

    def _on_add(self) -> None:
        if not self._locked:
            self._new_fields.clear_issues()
            self.add_requested.emit(self.new_field.text().strip())


class _GroupSide(QFrame):
    """The white surface at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "card")
