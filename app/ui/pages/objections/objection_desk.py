"""异议: the register at the left, the selected objection with its next step at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import ValidationFailed
from app.services.changes import Changes
from app.services.corrections.objection_views import ObjectionsView, ObjectionView
from app.services.member_views import MemberRow
from app.services.months import Month, day_title
from app.services.posting_views import PostingView
from app.services.press import DocumentKind
from app.services.workflow import STATE_NAMES, ObjectionState
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.objections.answer_form import AnswerForm
from app.ui.pages.objections.change_form import say
from app.ui.pages.objections.desk import CorrectionsDesk, SideCard
from app.ui.pages.objections.intake_form import IntakeForm
from app.ui.pages.objections.objection_words import DETAIL_COLUMNS, OBJECTION_COLUMNS, RAISER_COLUMN, story
from app.ui.pages.reading import Reading
from app.ui.printing import print_documents
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import scaled

#: Least width of the register with all its columns, at the normal type.
_ROOMY = 640
#: Least width of the register with who raised it.
_TIGHT = 400


@dataclass(frozen=True, slots=True)
class _Read:
    """What the desk shows, read in one go."""

    view: ObjectionsView
    people: tuple[MemberRow, ...]
    seconds: tuple[MemberRow, ...]


class ObjectionDesk(CorrectionsDesk):
    """Register, intake and answer.

    Attributes:
        table: The register.
        intake: The form for a new one.
        answer: The form of the selected one.
    """

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: ObjectionsView | None = None
        self._row: ObjectionView | None = None
        self._taking_in = False
        self._target = ""
        self._reading = Reading(context.tasks, "正在读取异议", self)
        self._lines = Reading(context.tasks, "正在读取积分记录", self)
        self.filter = ChipBar([Chip("all", "全部"), Chip("open", "待办"), Chip("done", "已办")])
        self.table: DataTable[ObjectionView] = DataTable(OBJECTION_COLUMNS, uid=lambda row: row.uid)
        self.intake = IntakeForm(context.month.first)
        self.answer = AnswerForm(context)
        self.new_button = Button("登记异议", icon="plus", key="F2")
        self.withdraw_button = Button("提出人撤回", key="Ctrl+W")
        self.again_button = Button("补充核查", key="Ctrl+K")
        self.slip_button = Button("登记单", icon="printer", key="Ctrl+P")
        self.register_button = Button("登记表", icon="printer", key="Ctrl+E")
        self.tools = (self.slip_button, self.register_button, self.new_button)
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.filter)
        self._switch = ContentSwitch(self.table)
        column.addWidget(self._switch, 1)
        self.side = SideCard()
        self._about = label("", wrap=True)
        for widget in (self._about, self.intake, self.answer):
            self.side.column.addWidget(widget)
        self.side.column.addStretch(1)
        for foot in (
            self.intake.faults,
            self.answer.change.words,
            self.answer.faults,
        ):
            self.side.foot.addWidget(foot)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.withdraw_button)
        # A row without anything to show is nought wide to Qt, and the words above it would be laid out as narrow.
        buttons.addStretch(0)
        self.side.foot.addLayout(buttons)
        self.row.addWidget(left, 1)
        self.row.addWidget(self.side)

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(lambda fault: show_error(fault, self))
        self._lines.arrived.connect(self._on_lines)
        self._lines.failed.connect(lambda fault: show_error(fault, self))
        self.filter.chosen.connect(self._on_filter)
        self.table.current_changed.connect(self._on_row)
        self.intake.about_picked.connect(self._read_lines)
        self.intake.notice.activated.connect(lambda _place: self._read_lines(self.intake.about.uid))
        self.answer.edited.connect(self._update)
        self.primary.clicked.connect(self._on_primary)
        self.new_button.clicked.connect(self._on_new)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.again_button.clicked.connect(self.answer.find_again)
        self.slip_button.clicked.connect(self._on_slip)
        self.register_button.clicked.connect(
            lambda: print_documents(self.context, self, DocumentKind.OBJECTION_REGISTER)
        )
        self._switch.action_pressed.connect(self._on_new)

    @property
    def start_widget(self) -> QWidget | None:
        """The register."""
        return self.table

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the register; what is being typed stays."""
        branch, month, services = self.context.branch_uid, self.context.month, self.context.services
        if not branch:
            return
        if changes is None:
            self._taking_in, self._row = False, None

        def read() -> _Read:
            return _Read(
                view=services.objections.page(branch, month.year),
                people=services.corrections.people(branch, since=month.first),
                seconds=services.corrections.seconds(branch),
            )

        self._switch.show_loading()
        self._reading.start(read)

    def show_target(self, target: object) -> None:
        """Go to one objection by its uid."""
        self._target = str(target)
        if self._view is not None:
            self._go_to_target()

    def _go_to_target(self) -> None:
        if self._target:
            self.filter.choose("all")
            self._on_filter("all")
            self.table.select_uid(self._target)
            self._target = ""

    def _on_arrived(self, found: _Read) -> None:
        view = self._view = found.view
        self.intake.set_choices(view.notices, found.people)
        self.answer.set_people(found.people, found.seconds)
        counts = {"all": len(view.rows), "open": len(view.open), "done": len(view.rows) - len(view.open)}
        self.filter.set_chips(
            [Chip(k, w, counts[k]) for k, w in (("all", "全部"), ("open", "待办"), ("done", "已办"))]
        )
        self.table.set_rows(view.rows)
        self._show_register(view)
        self._go_to_target()
        if self._row is None and view.rows and not self._taking_in:
            self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self.say(self._sentence(view))
        self.lock("查看人只能查看和打印。" if self.viewer else "")
        self._show_side()

    def _show_register(self, view: ObjectionsView) -> None:
        if view.rows:
            self._switch.show_content()
        elif view.notices:
            self._switch.show_empty(
                "megaphone", f"{view.year}年还没有异议", hint="公示期间有人提出的，在这里登记、核查、答复。"
            )
        else:
            self._switch.show_empty(
                "megaphone",
                "现在没有正在公示的表",
                hint="公示期间才登记异议；公示以后发现错误的，用上面的“更正”。",
            )

    def _sentence(self, view: ObjectionsView) -> str:
        late = [row for row in view.open if row.days_left is not None and row.days_left < 0]
        if late:
            return f"有 {len(late)} 件异议超过了答复期限，请尽快答复。"
        if view.open:
            return f"有 {len(view.open)} 件异议待办；办结以前公示不能结束。"
        if view.notices:
            last = max(notice.ends_on for notice in view.notices)
            return f"正在公示，到 {day_title(last)} 止；收到异议后 {view.reply_days} 天内答复。"
        return "现在没有正在公示的表。"

    def _on_filter(self, key: str) -> None:
        tests = {"open": lambda row: row.is_open, "done": lambda row: not row.is_open}
        self.table.set_condition(tests.get(key))

    def _read_lines(self, member_uid: str) -> None:
        services, branch = self.context.services, self.context.branch_uid
        # Entries of the year that the notice is about, which need not be the one shown or today's.
        until = self.intake.until if self._taking_in else self._row.month if self._row is not None else None
        until = until or max(self.context.month, Month.of(services.corrections.today()))
        self._lines.start(lambda: (member_uid, services.corrections.lines(branch, member_uid, until)))

    def _on_lines(self, found: tuple[str, tuple[PostingView, ...]]) -> None:
        member_uid, lines = found
        if self._taking_in and member_uid == self.intake.about.uid:
            self.intake.set_entries(lines)
        elif self._row is not None and self._row.about_uid == member_uid:
            self.answer.offer_entries(self._row, lines)
            self._update()

    # --------------------------------------------------------------------------------------------------- showing

    def _on_row(self, row: ObjectionView | None) -> None:
        if self._taking_in and row is not None and row.uid == (self._row.uid if self._row else ""):
            return
        if row is not None:
            self._taking_in = False
        self._row = row
        self._show_side()

    def _show_side(self) -> None:
        row, new = self._row, self._taking_in
        self.intake.setVisible(new)
        say(self.intake.faults, "")
        say(self.answer.faults, "")
        self.answer.change.words.setVisible(row is not None and not new)
        shown = row is not None and not new
        self._about.setVisible(not new)
        self.answer.setVisible(shown and row is not None and row.is_open and not self.viewer)
        if new:
            self.side.set_heading("登记异议")
        elif row is None:
            self.side.set_heading("异议")
            self._about.setText("登记后按期核查、答复；成立的在同一步更正，公示表换第 2 版。")
        else:
            self.side.set_heading(f"{row.title} · {STATE_NAMES[row.state]}")
            self._about.setText(story(row))
            if row.is_open:
                self.answer.open_for(row, self.context.services.objections.today())
                if row.about_uid:
                    self._read_lines(row.about_uid)
        self._update()

    def _update(self) -> None:
        row = self._row if not self._taking_in else None
        open_row = row is not None and row.is_open
        self.withdraw_button.setVisible(open_row and not self.viewer)
        answering = row is not None and row.state is ObjectionState.FOUND and not self.answer.finding_again
        self.again_button.setVisible(answering and self.secretary)
        hanging = self._view is not None and bool(self._view.notices)
        self.new_button.setEnabled(hanging and not self.viewer)
        self.slip_button.setText("登记单" if row is not None else "空白登记单")
        if self._taking_in:
            self.set_primary("登记", enabled=not self.viewer)
        elif row is None or not row.is_open:
            self.set_primary("")
        elif not answering:
            # Not grey for the recorder: the service refuses, and says who may and how to go on.
            self.set_primary("保存核查情况", enabled=not self.viewer)
        elif self.answer.upholds:
            words = "成立并更正" if self.answer.changes else "成立并答复"
            self.set_primary(words, enabled=not self.viewer)
        else:
            self.set_primary("不成立并答复", enabled=not self.viewer)

    # ---------------------------------------------------------------------------------------------------- acting

    @property
    def _finding(self) -> bool:
        row = self._row
        return row is not None and (row.state is ObjectionState.REGISTERED or self.answer.finding_again)

    def _on_new(self) -> None:
        if self._view is None or not self._view.notices or self.viewer:
            return
        self._taking_in = True
        self.intake.clear_all(self.context.services.objections.today())
        self._show_side()
        self.intake.raiser.setFocus()

    def _on_primary(self) -> None:
        if self._taking_in:
            self._register()
        elif self._row is not None and self._finding:
            self._find(self._row)
        elif self._row is not None:
            self._decide(self._row)

    def _register(self) -> None:
        draft = self.intake.draft
        if draft is None:
            self.intake.day.setFocus()
            return
        service, actor, branch = self.context.services.objections, self.context.actor, self.context.branch_uid
        self.write(
            lambda: service.register(actor, branch, draft), label="正在登记异议", done=self._on_registered,
            faults=lambda fault: self.intake.show_issues(fault.issues),
        )  # fmt: skip

    def _on_registered(self, changes: Changes) -> None:
        self._taking_in = False
        self._target = changes.ids[0]

    def _find(self, row: ObjectionView) -> None:
        service, actor, answer = self.context.services.objections, self.context.actor, self.answer
        day = answer.found_on.value
        if day is None:
            answer.found_on.setFocus()
            return
        text = answer.finding.text()
        self.write(
            lambda: service.find(actor, row.uid, finding=text, on=day), label="正在保存核查情况",
            done=self._on_done, faults=self._on_faults,
        )  # fmt: skip

    def _decide(self, row: ObjectionView) -> None:
        service, actor, reply = self.context.services.objections, self.context.actor, self.answer.given
        if reply is None:
            self.answer.replied_on.setFocus()
            return
        changes, upholds = self.answer.changes, self.answer.upholds
        text = f"{row.title}异议{'成立' if upholds else '不成立'}，{reply.way or '答复'}。"
        if changes:
            text += f"\n{self.answer.change.effect.text()}"
        if self._may_answer and not confirm(
            self,
            title="答复异议",
            text=text,
            action_label="答复",
            hint="答复后不能改；更正的记录只能再更正。",
        ):
            return
        call = (
            (lambda: service.uphold(actor, row.uid, reply, changes))
            if upholds
            else (lambda: service.dismiss(actor, row.uid, reply))
        )
        self.write(call, label="正在答复", done=self._on_done, faults=self._on_faults)

    @property
    def _may_answer(self) -> bool:
        """Whether there is anything to ask: what is refused anyhow is refused before the question, not after it."""
        answer = self.answer
        if not self.secretary or not answer.complete:
            return False
        preview = answer.change.preview if answer.changes else None
        return preview is None or not preview.faults

    def _on_withdraw(self) -> None:
        row = self._row
        if row is None or not row.is_open:
            return
        text = f"{row.title}：提出人不再追究？"
        if confirm(
            self, title="撤回异议", text=text, action_label="登记撤回", hint="异议和撤回都留在登记表上。"
        ):
            service, actor = self.context.services.objections, self.context.actor
            self.write(
                lambda: service.withdraw(actor, row.uid, why="提出人撤回"), label="正在登记撤回", done=self._on_done
            )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room the day and the words are left to the panel."""
        super().resizeEvent(event)
        roomy = self.width() - self.side.width() >= scaled(_ROOMY)
        for column in DETAIL_COLUMNS:
            self.table.show_column(column, shown=roomy)
        # Large type on a narrow screen: the panel names who raised it, the state is never cut for it.
        room = self.width() - self.side.width()
        self.table.show_column(RAISER_COLUMN, shown=room >= scaled(_TIGHT))

    def _on_done(self, changes: Changes) -> None:
        self.answer.finding_again = False
        self._target = changes.ids[0]

    def _on_faults(self, fault: ValidationFailed) -> None:
        self.answer.show_issues(fault.issues)

    def _on_slip(self) -> None:
        uids = (self._row.uid,) if self._row is not None and not self._taking_in else ()
        print_documents(self.context, self, DocumentKind.OBJECTION_SLIPS, uids)
