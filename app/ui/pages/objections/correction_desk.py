"""更正: choose a member's confirmed entry, put it right, take it back, or add one that was forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import EnvironmentProblem, UserError, ValidationFailed
from app.services.changes import Changes
from app.services.corrections.views import CorrectionRow, CorrectionView
from app.services.member_views import MemberRow
from app.services.months import Month, day_title
from app.services.numbers import format_points
from app.services.posting_views import PostingView
from app.services.press import DocumentKind
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.declare.people import person_of
from app.ui.pages.objections.change_form import ChangeForm, effect_words
from app.ui.pages.objections.desk import CorrectionsDesk, SideCard
from app.ui.pages.reading import Reading
from app.ui.printing import print_documents
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import scaled
from app.ui.widgets.state import Tone


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A confirmed entry with the decimals of its figures."""

    data: PostingView
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class _Read:
    """What the desk shows, read in one go."""

    people: tuple[MemberRow, ...]
    seconds: tuple[MemberRow, ...]
    lines: tuple[PostingView, ...]
    register: tuple[CorrectionRow, ...]
    decimals: int


def _what(row: EntryRow) -> str:
    parts = [row.data.item_name, row.data.detail]
    words = " · ".join(part for part in parts if part)
    return f"【{row.data.mark}】{words}" if row.data.mark else words


ENTRY_COLUMNS: tuple[ColumnSpec[EntryRow], ...] = (
    ColumnSpec("月份", lambda r: r.data.period.label, sort_key=lambda r: r.data.period, width=4, whole=True),
    ColumnSpec("日期", lambda r: f"{r.data.deed_date:%m-%d}", sort_key=lambda r: r.data.deed_date, width=3.2),
    ColumnSpec("事项", _what, width=12, stretch=True, tip=_what),
    ColumnSpec(
        "计分", lambda r: format_points(r.data.counted, r.decimals), sort_key=lambda r: r.data.counted,
        align=Align.RIGHT, width=3, strong=True,
    ),
    ColumnSpec(
        "说明", lambda r: "；".join(r.data.causes), width=8,
        state=lambda r: Tone.CARE if r.data.causes else None, tip=lambda r: "；".join(r.data.causes),
    ),
)  # fmt: skip


_WORDS_COLUMN = 4
#: Least width of the entries with all their columns, at the normal type.
_ROOMY = 480


class CorrectionDesk(CorrectionsDesk):
    """A member's entries at the left, the one that is wrong at the right.

    Attributes:
        member: Whose entries.
        lines: Confirmed entries of the year, the newest first.
        form: How the selected one is put right.
    """

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: CorrectionView | None = None
        self._missing = False
        self._target = ""
        self._reading = Reading(context.tasks, "正在读取台账", self)
        self.member = MemberPicker()
        self.lines: DataTable[EntryRow] = DataTable(ENTRY_COLUMNS, uid=lambda row: row.data.uid)
        self.form = ChangeForm(context)
        self.missing_button = Button("补记漏掉的一条", icon="plus", key="Ctrl+B")
        self.versions_button = Button("更正前后记录表", icon="printer")
        self.tools = (self.versions_button, self.missing_button)
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(label("党员", "quiet"))
        top.addWidget(self.member, 1)
        column.addLayout(top)
        self._switch = ContentSwitch(self.lines)
        column.addWidget(self._switch, 1)
        self.side = SideCard()
        self._about = label("", "note", wrap=True)
        self.side.column.addWidget(self._about)
        self.side.column.addWidget(self.form)
        self.side.column.addStretch(1)
        self.side.foot.addWidget(self.form.words)
        self.row.addWidget(left, 1)
        self.row.addWidget(self.side)
        self._show_nothing()

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(lambda fault: show_error(fault, self))
        self.member.picked.connect(lambda _uid: self._read())
        self.member.cleared.connect(self._read)
        self.lines.current_changed.connect(self._on_line)
        self.lines.row_activated.connect(lambda _row: self.form.start())
        self.form.edited.connect(self._update)
        self.primary.clicked.connect(self._on_primary)
        self.missing_button.clicked.connect(self._on_missing)
        self.versions_button.clicked.connect(self._on_versions)

    @property
    def start_widget(self) -> QWidget | None:
        """First whose entry it is."""
        return self.member

    @property
    def search_field(self) -> QWidget | None:
        """The same."""
        return self.member

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read members and entries; what is being typed stays."""
        if changes is None:
            self._view, self._missing = None, False
            self._show_nothing()
        self._read()

    def show_target(self, target: object) -> None:
        """Go to one entry by its uid, whoever's it is."""
        try:
            view = self.context.services.corrections.view(str(target))
        except (UserError, EnvironmentProblem) as fault:
            show_error(fault, self)
            return
        self._target = view.newest_uid
        self._read(view.member)

    def _read(self, member: MemberRow | None = None) -> None:
        services, branch, month = self.context.services, self.context.branch_uid, self.context.month
        if not branch:
            return
        uid = member.uid if member is not None else self.member.uid
        since = Month(month.year - 1, month.month)
        today = Month.of(services.corrections.today())
        until = max(month, today)

        def read() -> _Read:
            corrections = services.corrections
            return _Read(
                people=corrections.people(branch, since=since.first),
                seconds=corrections.seconds(branch),
                lines=corrections.lines(branch, uid, until) if uid else (),
                register=corrections.register(branch, since=since, until=until),
                decimals=services.schemes.current(branch, until.last).decimals,
            )

        self._wanted = uid
        self._switch.show_loading()
        self._reading.start(read)

    def _on_arrived(self, found: _Read) -> None:
        self.member.set_people([person_of(row) for row in found.people])
        if self._wanted and self._wanted != self.member.uid:
            self.member.pick(self._wanted)
        self.form.set_people(found.people, found.seconds)
        self.lines.set_rows([EntryRow(line, found.decimals) for line in found.lines])
        if found.lines:
            self._switch.show_content()
        elif self._wanted:
            self._switch.show_empty(
                "id-card", "这个人今年还没有评定过的事项", hint="漏记的可以按“补记漏掉的一条”。"
            )
        else:
            self._switch.show_empty(
                "search", "先选党员，再选要更正的那一条", hint="也可以在党员的卡上选中一条，按 G 更正。"
            )
        if self._target:
            self.lines.select_uid(self._target)
            self._target = ""
            self.form.start()
        done = len(found.register)
        self.say(
            f"一年来已更正 {done} 条。"
            if done
            else "评定过的记录不改不删，错了用更正补正，原来的一条也看得见。"
        )
        self._update_access()
        self._update()

    def _update_access(self) -> None:
        reason = ""
        if not self.secretary:
            reason = "更正由书记和第二人办理；现在可以查看，也可以先试算。"
        self.lock(reason)

    # --------------------------------------------------------------------------------------------------- choosing

    def _show_nothing(self) -> None:
        self.side.set_heading("更正")
        self._about.setText("在左边选一条：错了的改正或撤销，漏掉的补记。书记和第二人签字后生效。")
        self.form.hide()
        self.set_primary("")

    def _on_line(self, row: EntryRow | None) -> None:
        if row is None:
            if not self._missing:
                self._view = None
                self._show_nothing()
            return
        if self._view is not None and self._view.posting.uid == row.data.uid and not self._missing:
            return
        self._missing = False
        try:
            self._view = self.context.services.corrections.view(row.data.uid)
        except (UserError, EnvironmentProblem) as fault:
            self._view = None
            self._show_nothing()
            self._about.setText(fault.message)
            return
        self._show_entry(self._view)

    def _show_entry(self, view: CorrectionView) -> None:
        posting = view.posting
        self.side.set_heading(f"{view.member.label} · {day_title(posting.deed_date)} {posting.item_name}")
        parts = [f"{posting.meeting}评定，计 {format_points(posting.counted, view.decimals)} 分。"]
        if view.activity:
            parts.append(f"来自“{view.activity}”的考勤表，改到会情况，分数跟着变。")
        parts += [chain_words(row, view.decimals) for row in view.chain]
        if view.problem:
            parts.append(view.problem)
        self._about.setText("\n".join(parts))
        self.form.setVisible(not view.problem)
        if not view.problem:
            self.form.open_entry(view)
        self._update()

    def _on_missing(self) -> None:
        if not self.member.uid:
            self.member.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._missing, self._view = True, None
        self.lines.clearSelection()
        self.side.set_heading(f"{self.member.text()} · 补记漏掉的一条")
        self._about.setText("所在月份已经评定过才在这里补记；还没有评定的，请在“申报”页录入。")
        self.form.show()
        self.form.open_missing(self.member.uid, self._default_day())
        self.form.start()
        self._update()

    def _default_day(self) -> date:
        return self.context.month.first

    def _update(self) -> None:
        ready = not self.form.isHidden()
        words = "补记并生效" if self._missing else "更正并生效"
        self.set_primary(words if ready else "", enabled=self.secretary)
        self.missing_button.setEnabled(not self.viewer)
        self.versions_button.setEnabled(bool(self.member.uid))

    # --------------------------------------------------------------------------------------------------- booking

    def _on_primary(self) -> None:
        if self.form.lacks_facts:
            fields = self.form.facts.fields()
            (fields["deed_date"] if self.form.facts.item.uid else fields["item"]).setFocus()
            return
        corrections, actor, change = self.context.services.corrections, self.context.actor, self.form.change
        preview = self.form.preview
        if preview is None or not preview.faults:
            text = effect_words(preview) if preview is not None else "更正后不能改，只能再更正。"
            if not confirm(
                self, title="更正", text=text, action_label="更正", hint="原来的一条保留，另记一条冲销。"
            ):
                return
        book = corrections.add_missing if self._missing else corrections.correct
        self.write(lambda: book(actor, change), label="正在更正", done=self._on_done, faults=self._on_faults)

    def _on_faults(self, fault: ValidationFailed) -> None:
        self.form.show_issues(fault.issues)

    def _on_done(self, changes: Changes) -> None:
        self._view, self._missing = None, False
        self._target = changes.ids[-1]
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room the words are left to the panel."""
        super().resizeEvent(event)
        roomy = self.width() - self.side.width() >= scaled(_ROOMY)
        self.lines.show_column(_WORDS_COLUMN, shown=roomy)

    def _on_versions(self) -> None:
        print_documents(
            self.context, self, DocumentKind.RECORD_VERSIONS, (self.member.uid,), month=self.context.month
        )


def chain_words(row: CorrectionRow, decimals: int) -> str:
    """ "2026-11-05 更正：改正 4.0 → 2.0 分（只来了半天）"."""
    old, new = format_points(row.old, decimals) or "—", format_points(row.new, decimals) or "—"
    return f"{row.decided}：{row.kind} {old} → {new} 分（{row.reason}；第二人 {row.second or '—'}）"
