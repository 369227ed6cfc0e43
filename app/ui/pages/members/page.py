"""The 党员 page: which of its views is shown, what they read, and what their buttons do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import EnvironmentProblem, NotFound, UserError
from app.services.actor import Actor
from app.services.changes import Changes, Kind
from app.services.member_views import MemberDetail, MemberRow
from app.services.members import MemberDraft
from app.services.scoring import Scheme
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.page import Page
from app.ui.pages.members.card_page import CardPart
from app.ui.pages.members.change_choice import change_form
from app.ui.pages.members.columns import ListedMember, summary
from app.ui.pages.members.dated_changes import Answers, ChangeForm, moved_from
from app.ui.pages.members.groups_part import GroupsPart
from app.ui.pages.members.groups_view import GroupsView
from app.ui.pages.members.list_view import MemberList
from app.ui.pages.members.member_form import MemberForm
from app.ui.pages.members.panel import Do
from app.ui.pages.members.writing import Writer
from app.ui.roster_import.view import RosterImportView
from app.ui.widgets.buttons import Button
from app.ui.widgets.state import Banner, Tone

#: Target for ``context.go("members", IMPORT_TARGET)``: straight to the roster import.
IMPORT_TARGET = "import"
_VIEWER = "现在的操作人是查看人，只能查看和打印；要修改请在左下角切换操作人。"


class MembersPage(Page):
    """List, card, form, groups and import, one of them at a time. Escape goes back to the list."""

    title: ClassVar[str] = "党员"
    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.MEMBER, Kind.GROUP, Kind.UNIT, Kind.SCHEME, Kind.POSTING}
    )

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._detail: MemberDetail | None = None
        self._editing = ""
        self._changing = ""
        self._unread = False
        self._scheme: Scheme | None = None
        self._members: list[MemberRow] = []
        self.list = MemberList()
        self.card = CardPart(self)
        self.form = MemberForm()
        self.groups = GroupsView()
        self.roster = RosterImportView(context)
        self.writer = Writer(context, self)
        self.groups_part = GroupsPart(self, self.groups)
        self._note = Banner()
        self._note.button.clicked.connect(self._note.hide)
        self.stack = QStackedWidget()
        for view in (self.list, self.card.view, self.form, self.groups, self.roster):
            self.stack.addWidget(view)
        self.content.addWidget(self._note)
        self.content.addWidget(self.stack, 1)
        self._build_header()
        self._connect()
        self.show_list()

    # ----------------------------------------------------------------------------------------- what the window asks

    @property
    def primary_action(self) -> Button | None:
        """The red button of the view that is shown."""
        view = self.stack.currentWidget()
        if view is self.list:
            return self.list.change_panel.save_button if self.list.changing else self.list.panel.card_button
        buttons: Mapping[QWidget, Button] = {
            self.form: self.form.save_button,
            self.groups: self.groups.save_button,
            self.roster: self.roster.flow.import_button,
        }
        return buttons.get(view) if view is not None else None

    @property
    def start_widget(self) -> QWidget | None:
        """The list, so that the keys of the panel work at once; in another view the field that was left."""
        view = self.stack.currentWidget()
        if view is not self.list:
            return view.focusWidget() if view is not None else None
        return self.list.table if self._members else self.import_button

    @property
    def search_field(self) -> QWidget | None:
        """The field that finds a member: in the list, or another one's card."""
        if self.stack.currentWidget() is self.card.view:
            return self.card.picker
        return self.list.search if self.stack.currentWidget() is self.list else None

    @property
    def members(self) -> Sequence[MemberRow]:
        """The branch's members, those who left included."""
        return self._members

    @property
    def today(self) -> date:
        """The business date."""
        return self.context.services.members.today()

    @property
    def locked(self) -> str:
        """Why nothing can be changed now; empty when it can."""
        return _VIEWER if self.context.has_actor and self.context.actor.role is Role.VIEWER else ""

    def refresh(self, changes: Changes | None) -> None:
        """Read the list, and what else is shown of it."""
        self.set_read_only(self.locked)
        self._unread = False
        try:
            self._read()
        except (UserError, EnvironmentProblem) as fault:
            self._unread = True
            self.list.switch.show_fault(fault.message, hint=fault.hint)
            return
        if self.stack.currentWidget() is self.card.view:
            self.card.refresh()

    def show_target(self, target: object) -> None:
        """Open a member's card by uid, or the import by :data:`IMPORT_TARGET`."""
        if target == IMPORT_TARGET:
            self.show_import()
        elif isinstance(target, str):
            self.list.select(target)
            self.show_card(target)

    def set_read_only(self, reason: str) -> None:
        """Disable what writes, and say why."""
        super().set_read_only(reason)
        for button in (self.add_button, self.import_button):
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back one step."""
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # --------------------------------------------------------------------------------------------------- the views

    def show_list(self) -> None:
        """Back to the list."""
        self._show(self.list, self.title)
        self._say_state()
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_card(self, uid: str, *, trace: str | None = None) -> None:
        """Open a member's card; ``trace`` opens the arithmetic of its total (empty) or of one section."""
        self._show(self.card.view, self.title)
        self.card.open(uid, trace=trace)

    def show_import(self) -> None:
        """Open the roster import."""
        if self.locked:
            return
        self._show(self.roster, "导入党员名册")
        self.header.set_state("先看清每一行再导入；按下“导入”以前什么都不会写入台账。")
        self.roster.start()

    def show_groups(self) -> None:
        """Open 小组与组长."""
        self._show(self.groups, "小组与组长")
        self.groups_part.refresh()
        self.groups.start()

    def show_new(self) -> None:
        """Open the form for a new member."""
        if not self.locked:
            self._open_form(None)

    def go_back(self) -> None:
        """Close the form or trace that is open, otherwise go to the list."""
        view = self.stack.currentWidget()
        if view is self.list:
            self.list.hide_change()
        elif view is self.card.view and self.card.view.tracing:
            self.card.view.hide_trace()
        elif view is not self.roster or self.roster.may_leave():
            self.show_list()

    # ---------------------------------------------------------------------------------------------------- building

    def _build_header(self) -> None:
        self.groups_button = Button("小组与组长", icon="users", key="Ctrl+G")
        self.import_button = Button("导入名册", icon="file-spreadsheet", key="Ctrl+I")
        self.add_button = Button("新增党员", icon="user-plus", key="Ctrl+N")
        self.back_button = Button("返回名单", icon="arrow-left", key="Esc")
        self._list_buttons = (self.groups_button, self.import_button, self.add_button)
        for button in (*self._list_buttons, *self.card.header_widgets, self.back_button):
            self.header.add(button)

    def _connect(self) -> None:
        self.groups_button.clicked.connect(self.show_groups)
        self.import_button.clicked.connect(self.show_import)
        self.add_button.clicked.connect(self.show_new)
        self.back_button.clicked.connect(self.go_back)
        self.list.table.add_row_action("新增党员\tInsert", self.show_new, key="Insert")
        self.list.table.add_row_action("改回预备党员（登记错时）", self._on_back_to_probation)
        self.list.table.add_row_action("更正在本支部的起始日", self._on_entry)
        self.list.table.add_row_action("撤销转支部（登记错时）", self._on_undo_move)
        self.list.opened.connect(self.show_card)
        self.list.total_clicked.connect(lambda uid: self.show_card(uid, trace=""))
        self.list.member_changed.connect(self._on_member_changed)
        self.list.switch.action_pressed.connect(self._on_switch_action)
        self.list.panel.asked.connect(self._on_asked)
        self.list.change_panel.cancelled.connect(self.list.hide_change)
        self.list.change_panel.save_requested.connect(self._on_change_saved)
        self.form.cancelled.connect(self.show_list)
        self.form.save_requested.connect(self._on_form_saved)
        self.roster.imported.connect(self._on_imported)

    def _show(self, view: QWidget, title: str) -> None:
        self._note.hide()
        self.list.hide_change()
        self.stack.setCurrentWidget(view)
        self.header.set_title(title)
        for button in self._list_buttons:
            button.setVisible(view is self.list)
        for widget in self.card.header_widgets:
            widget.setVisible(view is self.card.view)
        self.back_button.setVisible(view is not self.list and view is not self.form)

    # ----------------------------------------------------------------------------------------------------- reading

    def _read(self) -> None:
        services, branch = self.context.services, self.context.branch_uid
        if not branch:
            self._members = []
        else:
            self._members = services.members.rows(self.today, branch_uid=branch)
            self._scheme = services.schemes.current(branch, self.today)
        groups = services.units.groups(branch) if branch else []
        self.list.show_members(self._members, groups, self._scheme)
        if self._members:
            self._ask_totals(branch)
        else:
            self.list.switch.show_empty(
                "users",
                "还没有党员",
                action="" if self.locked else "导入名册",
                hint="用现成的花名册（表格文件）导入最快；也可以按 Ctrl+N 一个一个录入。",
            )
        if self.stack.currentWidget() is self.list:
            self._say_state()
        if self.stack.currentWidget() is self.groups:
            self.groups_part.refresh()

    def _ask_totals(self, branch: str) -> None:
        services, month = self.context.services, self.context.month

        def come(totals: Mapping[str, Decimal]) -> None:
            # Of another branch or month by now: the next answer is on its way.
            if (branch, month) == (self.context.branch_uid, self.context.month):
                self.list.show_totals(totals)

        self.context.tasks.run(
            lambda _job: {uid: f.total for uid, f in services.records.figures(branch, month).items()},
            parent=self,
            on_success=come,
            label="正在计算本年累计",
        )

    def _say_state(self) -> None:
        self.header.set_state(summary(self.list.rows) if self._members else "")

    def _on_member_changed(self, row: ListedMember | None) -> None:
        if self.list.changing and (row is None or row.member.uid != self._changing):
            # The form is about somebody else now.
            self.list.hide_change()
        self._detail = None
        if row is None:
            self.list.panel.show_nobody("从左边选一个人。" if self._members else "")
            return
        try:
            self._detail = self.context.services.members.detail(row.member.uid)
        except NotFound as fault:
            self.list.panel.show_nobody(fault.message)
            return
        self.list.panel.show_member(
            row,
            self._detail,
            today=self.today,
            until=self.context.month.title,
            locked=self._locked_for(self._detail),
            secretary=self._is_secretary,
            several=len(self.context.branches) > 1,
        )

    @property
    def _is_secretary(self) -> bool:
        return self.context.has_actor and self.context.actor.role is Role.SECRETARY

    # ----------------------------------------------------------------------------------------------------- actions

    def _on_switch_action(self) -> None:
        if self._unread:
            self.refresh(None)
        else:
            self.show_import()

    def _on_asked(self, what: Do) -> None:
        detail = self._detail
        if detail is None:
            return
        if what is Do.CARD:
            self.show_card(detail.row.uid)
        elif what is Do.TRACE:
            self.show_card(detail.row.uid, trace="")
        elif what is Do.EDIT:
            self._open_form(detail)
        else:
            self._changing = detail.row.uid
            form = change_form(what, detail, context=self.context, scheme=self._scheme, today=self.today)
            self.list.show_change(form, today=self.today)

    def _on_back_to_probation(self) -> None:
        detail = self._detail
        if detail is None or self._locked_for(detail):
            return
        if detail.row.active and detail.row.status == "full":
            self._on_asked(Do.STATUS)

    def _on_entry(self) -> None:
        detail = self._detail
        if detail is not None and detail.left_on is None and not self._locked_for(detail):
            self._on_asked(Do.ENTRY)

    def _on_undo_move(self) -> None:
        detail = self._detail
        if detail and detail.left_on is None and moved_from(detail) and not self._locked_for(detail):
            self._on_asked(Do.UNDO_MOVE)

    def _locked_for(self, detail: MemberDetail) -> str:
        """Why the selected member cannot be changed here; empty when it can."""
        row, there = self.list.current, detail.row.branch
        if self.locked or row is None or row.member.branch_uid == detail.row.branch_uid:
            return self.locked
        return f"现在属于{there}，请在左上方换到{there}办理。"

    def _open_form(self, detail: MemberDetail | None) -> None:
        self._editing = detail.row.uid if detail is not None else ""
        self._show(self.form, f"修改 · {detail.row.label}" if detail else "新增党员")
        self.header.set_state("Enter 到下一格，Ctrl+S 保存，Esc 不保存返回。")
        self.form.start(
            detail,
            branches=self.context.branches,
            branch_uid=self.context.branch_uid,
            load_groups=self.context.services.units.groups,
            scheme=self._scheme,
            today=self.today,
        )

    def _on_form_saved(self, draft: MemberDraft) -> None:
        members, uid = self.context.services.members, self._editing

        def save(actor: Actor) -> Changes:
            return members.update(actor, uid, draft) if uid else members.add(actor, draft)

        def saved(changes: Changes) -> None:
            self.show_list()
            self.list.select(changes.ids[0])

        self.writer.write(save, label="正在保存", done=saved, mark=self.form.show_issues)

    def _on_change_saved(self, form: ChangeForm, answers: Answers) -> None:
        self.writer.write(
            lambda actor: form.submit(actor, answers),
            label="正在保存",
            done=self._on_change_done,
            mark=self.list.change_panel.show_issues,
        )

    def _on_change_done(self, changes: Changes) -> None:
        self.list.hide_change()
        self._say_notes(changes)

    def _on_imported(self, changes: Changes) -> None:
        self.show_list()
        self._say_notes(changes)

    def _say_notes(self, changes: Changes) -> None:
        if changes.warnings:
            self._note.show_text("".join(changes.warnings), Tone.INFO, action="知道了")
