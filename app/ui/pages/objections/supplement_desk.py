"""补充评定: an archived month is opened for one more meeting; what it decides is entered here and takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError, ValidationFailed
from app.services.changes import Changes
from app.services.corrections.supplement_views import EntryView, MonthSupplements, SupplementView
from app.services.member_views import MemberRow
from app.services.months import Month, day_title
from app.services.posting_views import PostingView
from app.services.press import DocumentKind
from app.services.workflow import PeriodState
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.declare.fields import ChoiceBox, Labelled
from app.ui.pages.declare.people import person_of
from app.ui.pages.objections.change_form import ChangeForm
from app.ui.pages.objections.desk import CorrectionsDesk, SideCard
from app.ui.pages.objections.meeting_form import PresencePane, SupplementMeetingForm
from app.ui.pages.objections.supplement_words import entry_columns, past_words
from app.ui.pages.reading import Reading
from app.ui.printing import print_documents
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import scaled

_MISSING = "missing"
#: Least height of the list of entries.
_LEAST_LIST = 120


@dataclass(frozen=True, slots=True)
class _Read:
    """What the desk shows, read in one go."""

    view: MonthSupplements
    people: tuple[MemberRow, ...]
    seconds: tuple[MemberRow, ...]


class SupplementDesk(CorrectionsDesk):
    """The meeting's data above, its entries below, the entry in work at the right.

    Attributes:
        meeting: Reason, day and votes.
        entries: What the meeting is to decide.
        form: The entry in work.
    """

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: MonthSupplements | None = None
        self._entry = ""
        self._reading = Reading(context.tasks, "正在读取补充评定", self)
        self._lines = Reading(context.tasks, "正在读取积分记录", self)
        self.meeting = SupplementMeetingForm(context.month.first)
        self.entries: DataTable[EntryView] = DataTable(
            entry_columns(lambda: self._view.decimals if self._view is not None else 1),
            uid=lambda row: row.uid,
        )
        self.member = MemberPicker()
        self.member.setMinimumWidth(0)
        self.line = ChoiceBox()
        self.form = ChangeForm(context, meeting=True)
        self.put_button = Button("列入补充评定", icon="check", key="Ctrl+S")
        self.remove_button = Button("删除这一条", key="Ctrl+D")
        self.presence = PresencePane()
        self.presence_button = Button("到会", key="F6")
        self.cancel_button = Button("取消这次")
        self.print_button = Button("补充评定表", icon="printer", key="Ctrl+P")
        self.tools = (self.print_button, self.cancel_button, self.presence_button)
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._past = label("", "quiet", wrap=True)
        column.addWidget(self._past)
        column.addWidget(self.meeting)
        self._places = QStackedWidget()
        self._switch = ContentSwitch(self.entries)
        self._places.addWidget(self._switch)
        self._places.addWidget(self.presence)
        # The list gives way before a field of the meeting is cut; the tick list has the place for itself.
        self._places.setMinimumHeight(scaled(_LEAST_LIST))
        column.addWidget(self._places, 1)
        self.side = SideCard()
        for widget in (Labelled("党员", self.member), Labelled("哪一条", self.line), self.form):
            self.side.column.addWidget(widget)
        self.side.column.addStretch(1)
        self.side.foot.addWidget(self.form.words)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.put_button, 1)
        foot.addWidget(self.remove_button)
        self.side.foot.addLayout(foot)
        self.row.addWidget(left, 1)
        self.row.addWidget(self.side)

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(lambda fault: show_error(fault, self))
        self._lines.arrived.connect(self._on_lines)
        self._lines.failed.connect(lambda fault: show_error(fault, self))
        self.meeting.edited.connect(self._save_meeting)
        self.member.picked.connect(self._read_lines)
        self.line.currentIndexChanged.connect(lambda _index: self._on_line())
        self.entries.current_changed.connect(self._on_entry)
        self.put_button.clicked.connect(self._on_put)
        self.remove_button.clicked.connect(self._on_remove)
        self.primary.clicked.connect(self._on_primary)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.presence_button.clicked.connect(self._on_presence)
        self.presence.finished.connect(self._save_presence)
        self.presence.given_up.connect(self._leave_presence)
        self.print_button.clicked.connect(
            lambda: print_documents(self.context, self, DocumentKind.SUPPLEMENTS)
        )
        self._switch.action_pressed.connect(self._on_primary)

    @property
    def open_meeting(self) -> SupplementView | None:
        """The meeting that is being prepared."""
        return self._view.open if self._view is not None else None

    @property
    def start_widget(self) -> QWidget | None:
        """The reason first, then the entries."""
        return self.member if self.open_meeting is not None else self.meeting.reason

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the month's supplementary meetings; what is being typed stays."""
        branch, month, services = self.context.branch_uid, self.context.month, self.context.services
        if not branch:
            return
        if changes is None:
            self._entry = ""
            self._places.setCurrentIndex(0)
            self.member.clear_pick()
            self._clear_line()

        def read() -> _Read:
            return _Read(
                view=services.supplements.month(branch, month),
                people=services.corrections.people(branch, since=month.first),
                seconds=services.corrections.seconds(branch),
            )

        self._reading.start(read)

    def _on_arrived(self, found: _Read) -> None:
        view = self._view = found.view
        self.member.set_people([person_of(row) for row in found.people])
        self.form.set_people(found.people, found.seconds)
        meeting = view.open
        archived = view.state is PeriodState.ARCHIVED
        self.meeting.setVisible(archived and self._places.currentIndex() == 0)
        self.meeting.show_meeting(
            meeting, today=self.context.services.supplements.today(), actor=self.context.actor
        )
        self._past.setText(past_words(view))
        self._past.setVisible(bool(self._past.text()))
        self.entries.set_rows(meeting.entries if meeting is not None else ())
        self._show_place(view, meeting, archived=archived)
        self.say(self._sentence(view, meeting, archived=archived))
        reason = "" if archived else f"{view.month.title}还没有归档，不用补充评定。"
        if archived and not self.secretary and meeting is None:
            reason = "补充评定由书记发起。"
        self.lock("查看人只能查看和打印。" if self.viewer else reason)
        self._update()

    def _show_place(self, view: MonthSupplements, meeting: SupplementView | None, *, archived: bool) -> None:
        if meeting is not None and meeting.entries:
            self._switch.show_content()
        elif meeting is not None:
            self._switch.show_empty(
                "gavel", "还没有登记事项", hint="在右边选党员和要改的那一条，或补记漏掉的一条。"
            )
        elif archived:
            self._switch.show_empty(
                "gavel",
                f"{view.month.title}已归档",
                hint="确要改动的，写明原因，召开补充评定会。归档的表册保持原样。",
            )
        else:
            self._switch.show_empty(
                "gavel",
                f"{view.month.title}还没有归档",
                hint="没有归档的月份：漏记的录入“申报”，评定错了的用“更正”。",
            )

    def _sentence(self, view: MonthSupplements, meeting: SupplementView | None, *, archived: bool) -> str:
        if meeting is not None:
            return f"第 {meeting.number} 次补充评定正在准备，已登记 {len(meeting.entries)} 条。"
        if view.remark:
            return f"{view.remark}。"
        return "可以召开补充评定会。" if archived else ""

    def _update(self) -> None:
        meeting = self.open_meeting
        ready = meeting is not None and not self.viewer
        self.side.setVisible(ready)
        self.put_button.setEnabled(ready and not self.form.isHidden())
        self.remove_button.setVisible(bool(self._entry))
        self.put_button.setText("保存修改" if self._entry else "列入补充评定")
        self.side.set_heading("修改这一条" if self._entry else "要补充评定的一条")
        self.presence_button.setVisible(ready)
        self.cancel_button.setVisible(ready and self.secretary)
        self.print_button.setEnabled(self._view is not None and bool(self._view.meetings))
        if meeting is not None:
            self.set_primary("补充评定生效", enabled=self.secretary and bool(meeting.entries))
        elif self._view is not None and self._view.state is PeriodState.ARCHIVED and self.secretary:
            self.set_primary("召开补充评定会")
        else:
            self.set_primary("")

    # ---------------------------------------------------------------------------------------------- one entry

    def _read_lines(self, member_uid: str) -> None:
        services, branch = self.context.services, self.context.branch_uid
        until = max(self.context.month, Month.of(services.corrections.today()))
        self._entry = ""
        self._lines.start(lambda: services.corrections.lines(branch, member_uid, until))

    def _on_lines(self, lines: tuple[PostingView, ...]) -> None:
        own = [line for line in lines if line.period == self.context.month and not line.struck]
        choices = [(line.uid, f"{day_title(line.deed_date)} {line.item_name}") for line in own]
        self.line.set_choices([*choices, (_MISSING, "补记漏掉的一条")])
        self.line.setFocus()

    def _clear_line(self) -> None:
        self.line.set_choices([])
        self.form.hide()

    def _on_line(self) -> None:
        uid = self.line.value
        self.form.setVisible(uid is not None)
        if uid is not None:
            try:
                if uid == _MISSING:
                    self.form.open_missing(self.member.uid, self.context.month.first)
                else:
                    self.form.open_entry(self.context.services.corrections.view(uid))
            except (UserError, EnvironmentProblem) as fault:
                show_error(fault, self)
        self._update()

    def _on_entry(self, row: EntryView | None) -> None:
        self._entry = row.uid if row is not None else ""
        if row is not None:
            self.member.pick(row.member.uid)
            words = f"{day_title(row.deed_date)} {row.what}"
            self.line.set_choices([(row.posting_uid or _MISSING, words)])
            self.line.choose(row.posting_uid or _MISSING)
            self.form.show_change(row.change)
        self._update()

    def _on_put(self) -> None:
        meeting = self.open_meeting
        if meeting is None:
            return
        if self.form.lacks_facts:
            self.form.facts.item.setFocus()
            return
        service, actor, change, entry = (
            self.context.services.supplements, self.context.actor, self.form.change, self._entry
        )  # fmt: skip
        self.write(
            lambda: service.put(actor, meeting.uid, change, entry_uid=entry), label="正在登记",
            done=self._on_put_done, faults=lambda fault: self.form.show_issues(fault.issues),
        )  # fmt: skip

    def _on_put_done(self, _changes: Changes) -> None:
        self._entry = ""
        self.entries.clearSelection()
        self.member.clear_pick()
        self._clear_line()
        self.member.setFocus()
        self._update()

    def _on_remove(self) -> None:
        service, actor, entry = self.context.services.supplements, self.context.actor, self._entry
        if entry:
            self.write(lambda: service.remove(actor, entry), label="正在删除", done=self._on_put_done)

    # ----------------------------------------------------------------------------------------------- the meeting

    def _save_meeting(self) -> None:
        meeting = self.open_meeting
        draft = self.meeting.draft
        if meeting is None or draft is None or self.viewer:
            return
        service, actor, reason = (
            self.context.services.supplements,
            self.context.actor,
            self.meeting.reason.text(),
        )
        self.write(
            lambda: service.save(actor, meeting.uid, draft, reason=reason), label="正在保存会议信息",
            done=lambda _changes: None,
        )  # fmt: skip

    def _on_presence(self) -> None:
        meeting = self.open_meeting
        if meeting is not None:
            self.presence.show_meeting(meeting)
            self.meeting.hide()
            self._places.setCurrentIndex(1)

    def _save_presence(self, uids: frozenset[str]) -> None:
        meeting = self.open_meeting
        self._leave_presence()
        if meeting is not None:
            service, actor = self.context.services.supplements, self.context.actor
            self.write(
                lambda: service.set_present(actor, meeting.uid, sorted(uids)), label="正在记下到会",
                done=lambda _changes: None,
            )  # fmt: skip

    def _leave_presence(self) -> None:
        self._places.setCurrentIndex(0)
        self.meeting.show()

    def _on_cancel(self) -> None:
        meeting = self.open_meeting
        if meeting is None:
            return
        text = f"取消第 {meeting.number} 次补充评定？登记的 {len(meeting.entries)} 条不再保留。"
        if confirm(self, title="取消补充评定", text=text, action_label="取消这次", hint="台账没有变化。"):
            service, actor = self.context.services.supplements, self.context.actor
            self.write(
                lambda: service.cancel(actor, meeting.uid), label="正在取消", done=lambda _changes: None
            )

    def _on_primary(self) -> None:
        meeting, draft = self.open_meeting, self.meeting.draft
        service, actor = self.context.services.supplements, self.context.actor
        branch, month, reason = self.context.branch_uid, self.context.month, self.meeting.reason.text()
        if draft is None:
            self.meeting.day.setFocus()
            return
        if meeting is None:
            self.write(
                lambda: service.open(actor, branch, month, reason=reason, draft=draft), label="正在登记补充评定",
                done=lambda _changes: self.member.setFocus(), faults=self._on_faults,
            )  # fmt: skip
            return
        text = f"{month.title}第 {meeting.number} 次补充评定，{len(meeting.entries)} 条，生效后记入台账。"
        if confirm(self, title="补充评定生效", text=text, action_label="补充评定生效"):
            self.write(
                lambda: service.make_effective(actor, meeting.uid), label="正在记入台账",
                done=lambda _changes: None, faults=self._on_faults,
            )  # fmt: skip

    def _on_faults(self, fault: ValidationFailed) -> None:
        if not self.meeting.show_issues(fault.issues):
            show_error(fault, self)
