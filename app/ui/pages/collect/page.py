"""The 汇总 page: group by group, who is missing, what to look at, and the group's sheet for signature."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import today
from app.errors import EnvironmentProblem, UserError
from app.services.changes import Changes, Kind
from app.services.collection import GroupCollection, MemberSums, MonthCollection
from app.services.workflow import STATE_NAMES, Role
from app.ui.context import WorkContext
from app.ui.messages import errors_shown
from app.ui.page import Page
from app.ui.pages.collect.check_panel import count_words
from app.ui.pages.collect.group_list import group_table
from app.ui.pages.collect.member_table import GroupTable
from app.ui.pages.collect.side import CollectSide
from app.ui.pages.early import EarlyMonth, early_month
from app.ui.printing import DocumentKind, print_documents
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled

_VIEWER = "查看人只能查看和打印，汇总须由组织委员或书记办理。"
_NARROW = 1120
_SIDE_WIDTH = 270


class CollectPage(Page):
    """Collecting the cards of a month by group.

    ``show_target`` takes the uid of a group.
    """

    title = "汇总"
    interests = frozenset(
        {
            Kind.COLLECTION, Kind.LINE, Kind.ACTIVITY, Kind.MEMBER, Kind.GROUP, Kind.SCHEME, Kind.PERIOD,
            Kind.MEETING, Kind.POSTING, Kind.UNIT,
        }
    )  # fmt: skip
    shows_month = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._month: MonthCollection | None = None
        self._group_uid = ""
        self._empty_action = ""
        self._early: EarlyMonth | None = None
        self.print_all = Button("打印全部汇总表", icon="printer", key="Ctrl+P")
        self.header.add(self.print_all)
        self.groups = group_table()
        ScaleWatcher(self.groups, self._fit_groups)
        self.heading = ElidedLabel("", "card")
        self.members = GroupTable()
        self.side = CollectSide()
        self.panel = self.side.check
        self._switch = ContentSwitch(self._body())
        self.content.addWidget(self._switch, 1)
        self._connect()

    def _body(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.heading)
        column.addWidget(self.members, 1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.groups)
        row.addWidget(SplitPane(middle, self.side, side_width=_SIDE_WIDTH), 1)
        return body

    def _connect(self) -> None:
        self.groups.current_changed.connect(self._on_group)
        self.members.figure_clicked.connect(self._on_figure)
        self.panel.member_wanted.connect(self._go_to_declare)
        self.panel.line_wanted.connect(self._go_to_declare)
        self.panel.collect.clicked.connect(self._on_collect)
        self.panel.give_back.clicked.connect(self._on_give_back)
        self.panel.sign.clicked.connect(self._on_sign)
        self.panel.print_group.clicked.connect(self._on_print)
        self.print_all.clicked.connect(self._on_print_all)
        self._switch.action_pressed.connect(self._on_empty_pressed)

    @property
    def primary_action(self) -> Button | None:
        """汇总本组."""
        return self.panel.collect

    @property
    def start_widget(self) -> QWidget | None:
        """The groups: arrow keys and Enter do the whole page."""
        return self.groups

    @property
    def group(self) -> GroupCollection | None:
        """The group that is shown."""
        groups = self._month.groups if self._month is not None else ()
        return next((each for each in groups if each.group_uid == self._group_uid), None)

    def refresh(self, changes: Changes | None) -> None:
        """Read all groups of the month."""
        if not self.context.branch_uid:
            self._show_empty("还没有党支部", hint="先设置党支部，导入党员名册。")
            return
        self._switch.show_loading()
        try:
            self._early = early_month(self.context)
            month = self.context.services.collection.month(self.context.branch_uid, self.context.month)
        except (UserError, EnvironmentProblem) as fault:
            self._empty_action = ""
            self._switch.show_fault(fault.message, hint=fault.hint)
            return
        if not month.groups:
            self._show_empty("还没有党小组和党员", hint="先导入或登记党员，再按小组收卡。")
            return
        early = self._early
        if early is not None and not any(row.lines for group in month.groups for row in group.members):
            self._show_empty(early.text, hint=early.hint, action=early.action)
            return
        self._show(month)
        self.print_all.show()
        self._switch.show_content()

    def show_target(self, target: object) -> None:
        """Go to a group."""
        self.groups.select_uid(str(target))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of groups gives way where there is little room."""
        super().resizeEvent(event)
        self._fit_groups()

    def _fit_groups(self) -> None:
        width = 246 if self.width() < scaled(_NARROW) else 262
        self.groups.setFixedWidth(scaled(width))

    # ------------------------------------------------------------------------------------------------- showing

    def _show(self, month: MonthCollection) -> None:
        self._month = month
        viewer = not self.context.has_actor or self.context.actor.role is Role.VIEWER
        settled = "" if month.editable else f"{month.month.title}{STATE_NAMES[month.state]}，汇总不能再改。"
        self.set_read_only(settled or (_VIEWER if viewer else ""))
        self.header.set_state(count_words(month.groups))
        self.groups.set_rows(month.groups)
        if self.group is None:
            first = next((g for g in month.groups if g.collected_on is None), month.groups[0])
            self._group_uid = first.group_uid
            self.groups.select_uid(first.group_uid)
        self._show_group()

    def _show_group(self) -> None:
        group, month = self.group, self._month
        if month is None:
            return
        if self.members.show_group(group, month.sections, decimals=month.decimals):
            self.members.table.row_activated.connect(self._on_member)
        self.panel.show_group(group, decimals=month.decimals)
        self.heading.setText(_heading(group))
        self._show_actions(group)

    def _show_actions(self, group: GroupCollection | None) -> None:
        writable = group is not None and not self.read_only
        collected = group is not None and group.collected_on is not None
        signed = collected and group is not None and group.signed_on is not None
        panel = self.panel
        panel.collect.setText("本组已汇总" if collected else _collect_words(group))
        panel.collect.setEnabled(writable and not collected)
        panel.sign.setText("撤销签字" if signed else "小组长已签字")
        panel.sign.setEnabled(writable and collected)
        panel.give_back.setEnabled(writable and collected)
        panel.print_group.setEnabled(group is not None)

    def _show_empty(self, text: str, *, hint: str, action: str = "去党员") -> None:
        self._empty_action = "members"
        self.set_read_only("")
        self.header.set_state("")
        self.print_all.hide()
        self._switch.show_empty("inbox", text, action=action, hint=hint)

    # ------------------------------------------------------------------------------------------------- slots

    @Slot(object)
    def _on_group(self, group: GroupCollection | None) -> None:
        if group is not None and group.group_uid != self._group_uid:
            self._group_uid = group.group_uid
            self.side.hide_trace()
            self._show_group()

    def _on_member(self, row: MemberSums) -> None:
        self._go_to_declare(row.member.uid)

    def _on_figure(self, row: MemberSums) -> None:
        services, context = self.context.services.collection, self.context
        with errors_shown(self):
            node = services.explain(context.branch_uid, context.month, row.member.uid)
            self.side.show_trace(f"{row.member.label}的分是怎么算的", node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the arithmetic away."""
        if event.key() == Qt.Key.Key_Escape and self.side.tracing:
            self.side.hide_trace()
        else:
            super().keyPressEvent(event)

    def _go_to_declare(self, uid: str) -> None:
        self.context.go("declare", uid)

    def _on_collect(self) -> None:
        group = self.group
        if group is None:
            return
        services, context = self.context.services.collection, self.context
        actor, branch, month = context.actor, context.branch_uid, context.month
        self._run(
            lambda: services.collect(actor, branch, month, group.group_uid),
            undo=lambda: services.give_back(actor, branch, month, group.group_uid),
            label="正在汇总",
            after=self._go_to_next_group,
        )

    def _on_give_back(self) -> None:
        group = self.group
        if group is None:
            return
        services, context = self.context.services.collection, self.context
        actor, branch, month = context.actor, context.branch_uid, context.month
        signed_on = group.signed_on

        def undo() -> Changes:
            changes = services.collect(actor, branch, month, group.group_uid)
            return services.sign(actor, branch, month, group.group_uid, signed_on) if signed_on else changes

        self._run(
            lambda: services.give_back(actor, branch, month, group.group_uid), undo=undo, label="正在退回本组"
        )

    def _on_sign(self) -> None:
        group = self.group
        if group is None:
            return
        services, context = self.context.services, self.context
        actor, branch, month = context.actor, context.branch_uid, context.month
        before = group.signed_on
        after = None if before is not None else today(services.clock)
        self._run(
            lambda: services.collection.sign(actor, branch, month, group.group_uid, after),
            undo=lambda: services.collection.sign(actor, branch, month, group.group_uid, before),
            label="正在登记签字",
        )

    def _on_print(self) -> None:
        if self.group is not None:
            print_documents(self.context, self, DocumentKind.GROUP_SHEETS, [self.group.group_uid])

    def _on_print_all(self) -> None:
        print_documents(self.context, self, DocumentKind.GROUP_SHEETS)

    def _on_empty_pressed(self) -> None:
        if self._early is not None:
            self.context.set_month(self._early.first)
        elif self._empty_action:
            self.context.go(self._empty_action)
        else:
            self.refresh(None)

    # ------------------------------------------------------------------------------------------------- inside

    def _run(
        self,
        work: Callable[[], Changes],
        *,
        undo: Callable[[], Changes],
        label: str,
        after: Callable[[], None] | None = None,
    ) -> None:
        """Write, say what was done with the way back, and go on."""

        def back() -> None:
            self.context.tasks.run(lambda _job: undo(), parent=self, label="正在撤销", cancellable=False)

        def done(changes: Changes) -> None:
            words = changes.message
            if changes.warnings:
                words += f"，还有 {len(changes.warnings)} 人未交卡"
            self.toast(words, undo=back)
            if after is not None:
                after()

        self.context.tasks.run(
            lambda _job: work(), parent=self, on_success=done, label=label, cancellable=False
        )

    def _go_to_next_group(self) -> None:
        groups = self._month.groups if self._month is not None else ()
        following = next((each for each in groups if each.collected_on is None), None)
        if following is not None:
            self.groups.select_uid(following.group_uid)
        self.groups.setFocus(Qt.FocusReason.OtherFocusReason)


def _heading(group: GroupCollection | None) -> str:
    if group is None:
        return ""
    parts = [group.group]
    parts.append(f"组长 {group.head}" if group.head else "未指定组长")
    if group.collected_on is not None:
        parts.append(f"{group.collected_on:%m-%d} 汇总")
    if group.signed_on is not None:
        parts.append(f"{group.signed_on:%m-%d} 签字")
    return " · ".join(parts)


def _collect_words(group: GroupCollection | None) -> str:
    """The warning is on the button itself: it does not block, and nobody overlooks it."""
    missing = len(group.missing) if group is not None else 0
    return f"汇总本组（缺 {missing} 人）" if missing else "汇总本组"
