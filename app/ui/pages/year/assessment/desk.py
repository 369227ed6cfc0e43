"""年终总评: proposals and decisions side by side, decided by keyboard; F5 puts the year on the projector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes, Kind
from app.services.scoring import PeriodKind
from app.services.workflow import Role
from app.services.year.model import YearEndView, YearRow
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.confirm.projector import Projector
from app.ui.pages.early import early_month
from app.ui.pages.reading import Reading
from app.ui.pages.year.assessment.calls import Call, YearCalls
from app.ui.pages.year.assessment.filters import YearFilters
from app.ui.pages.year.assessment.forms import Votes
from app.ui.pages.year.assessment.meeting_mode import MeetingMode
from app.ui.pages.year.assessment.panel import YearSide
from app.ui.pages.year.assessment.strip import YearStrip
from app.ui.pages.year.assessment.words import (
    Step,
    closed_words,
    next_step,
    settle_question,
    state_sentence,
    step_words,
    year_columns,
)
from app.ui.pages.year.desk import YearDesk
from app.ui.printing import DocumentKind, PrintMenuButton
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.toast import toast

_PAPERS = (
    DocumentKind.YEAR_TABLE_A4, DocumentKind.YEAR_TABLE_A3, DocumentKind.YEAR_HONOURS,
    DocumentKind.YEAR_REWARDS, DocumentKind.YEAR_TALKS, DocumentKind.YEAR_VETOES,
    DocumentKind.RECORD_FORMS_YEAR, DocumentKind.EXPLANATIONS, DocumentKind.YEAR_TABLE_XLSX,
)  # fmt: skip


class AssessmentDesk(YearDesk):
    """The year's end.

    Attributes:
        table: Everybody, with proposal and decision; ``filters`` narrow it.
        side: The panel with the arithmetic and the keys.
        strip: The meeting's data.
        mode: What the projector shows.
    """

    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.ASSESSMENT, Kind.MEETING, Kind.POSTING, Kind.PERIOD, Kind.MEMBER, Kind.SCHEME, Kind.VETO,
         Kind.APPRAISAL, Kind.OBJECTION, Kind.NOTICE, Kind.UNIT}
    )  # fmt: skip

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: YearEndView | None = None
        self._calls = YearCalls(context)
        self._step = Step.NONE
        self._shown_for = ("", "")
        self._done: list[tuple[str, ...]] = []
        self._target = ""
        self._reading = Reading(context.tasks, "正在计算全年", self)
        self._trace = Reading(context.tasks, "正在计算", self)
        self.primary = Button("", ButtonKind.PRIMARY)
        self.primary.hide()
        self.table: DataTable[YearRow] = DataTable(
            year_columns(lambda: self._view), uid=lambda row: row.member.uid
        )
        self.table.set_search_text(lambda row: (row.member.pinyin, row.member.initials))
        self.filters = YearFilters(self.table)
        self.side = YearSide()
        self.strip = YearStrip(context.month.first)
        self.mode = MeetingMode()
        self._projector = Projector(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.projector_button = Button("会议投影", key="F5")
        self.strip_button = Button("会议信息", key="F4")
        self.print_button = PrintMenuButton(self.context, _PAPERS, key="Ctrl+P")
        self._pane = SplitPane(self.table, self.side, side_width=300)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._pane)
        self._stack.addWidget(self.mode)
        self._switch = ContentSwitch(self._stack)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.M)
        outer.addWidget(self.filters)
        outer.addWidget(self.strip)
        outer.addWidget(self._switch, 1)
        self.strip.hide()

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._trace.arrived.connect(lambda found: self.side.show_trace(*found))
        self._trace.failed.connect(lambda fault: show_error(fault, self))
        self._switch.action_pressed.connect(self._on_empty_action)
        self._pane.flattened.connect(lambda _: self._show_strip(shown=not self.strip.isHidden()))
        self.table.current_changed.connect(self._on_current)
        self.side.panel.decided.connect(self._on_panel_decided)
        self.side.panel.undo_wanted.connect(self._on_undo)
        self.side.panel.votes_given.connect(
            lambda votes: self._set_votes(self.table.current_uid or "", votes)
        )
        self.side.panel.left.connect(self._focus_table)
        self.side.panel.link_pressed.connect(self._on_why)
        self.strip.edited.connect(
            lambda draft: self._write(self._calls.save_meeting(draft), label="正在保存会议信息")
        )
        self.strip.left.connect(self._leave_strip)
        self.strip_button.clicked.connect(self._on_strip_button)
        self.projector_button.clicked.connect(self._projector.toggle)
        self._projector.turned.connect(self._on_projector)
        self.mode.decided.connect(self._decide)
        self.mode.votes_given.connect(self._set_votes)
        self.mode.undo_wanted.connect(lambda uid: self._undo((uid,)))
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo_last)
        QShortcut(QKeySequence("T"), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(
            self._on_why
        )
        if self.primary is not None:
            self.primary.clicked.connect(self._on_primary)

    @property
    def start_widget(self) -> QWidget | None:
        """Keys decide at once."""
        return self.table

    @property
    def tools(self) -> Sequence[QWidget]:
        """Projector, meeting and paper."""
        return self.projector_button, self.strip_button, self.print_button

    @property
    def search_field(self) -> QWidget | None:
        """Finding a member."""
        return self.filters.search

    @property
    def view(self) -> YearEndView | None:
        """What is shown."""
        return self._view

    @property
    def projecting_now(self) -> bool:
        """Whether meeting mode is on."""
        return self._projector.on

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the year around the month that is shown."""
        context, place = self.context, (self.context.branch_uid, self.context.month.label)
        if not context.branch_uid:
            self._switch.show_empty("inbox", "还没有党支部", hint="先设置党支部，导入党员名册。")
            return
        if place != self._shown_for:
            self._shown_for, self._view = place, None
            self._done.clear()
            self.side.hide_trace()
        early = early_month(context)
        if early is not None:
            text, action, hint = early.words
            self._show_primary(Step.NONE)
            self._switch.show_empty("calendar", text, action=action, hint=hint)
            return
        self._switch.show_loading()
        years, branch, month = context.services.years, context.branch_uid, context.month
        self._reading.start(lambda: years.view(branch, month))

    def show_target(self, target: object) -> None:
        """Go to a member by uid."""
        self._target = str(target)
        if self._view is not None:
            self.table.select_uid(self._target)
            self._target = ""

    def _on_arrived(self, view: YearEndView) -> None:
        first = self._view is None
        self._view = view
        self.strip.show_meeting(view)
        access = closed_words(view, self.context.actor.role)
        self.access_changed.emit(access)
        self.strip.set_writable(writable=not access)
        self.state_changed.emit(state_sentence(view))
        self.filters.show_view(view)
        self.table.show_column(2, shown=bool(view.frame.scheme.categories))
        self.table.show_column(5, shown=any(row.figures.votes for row in view.rows))
        if not view.rows:
            self._switch.show_empty("users", "这一年还没有党员", action="去党员", hint="先导入党员名册。")
            return
        self.table.set_rows(view.rows)
        self._switch.show_content()
        if first:
            start = next((row for row in self.table.shown_rows if row.open), view.rows[0])
            self.table.select_uid(self._target or start.member.uid)
            self._target = ""
        self.mode.show_view(view, branch=self.context.branch_name, writable=self._writable)
        self._show_primary(next_step(view, posted_by_scheme=self._posts_year(view)))

    def _on_failed(self, fault: BaseException) -> None:
        self._view = None
        self._show_primary(Step.NONE)
        self._switch.show_fault("全年的积分没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    def _posts_year(self, view: YearEndView) -> bool:
        return PeriodKind.YEAR in view.frame.scheme.posting.periods

    @property
    def _writable(self) -> bool:
        return not closed_words(self._view, self.context.actor.role)

    def _show_primary(self, step: Step) -> None:
        self._step = step
        if self.primary is None:
            return
        viewer = self.context.actor.role is Role.VIEWER
        self.primary.setText(step_words(step, self._view))
        self.primary.setVisible(step is not Step.NONE and not viewer and not self.isHidden())

    # ------------------------------------------------------------------------------------------------- deciding

    def _on_current(self, row: YearRow | None) -> None:
        if self._view is not None:
            self.side.panel.show_row(row, self._view, writable=self._writable)
        if self.side.tracing:
            self._on_why()

    def _on_panel_decided(self, grade: str, reason: str) -> None:
        uid = self.table.current_uid
        if uid is None:
            return
        following = self._next_open(uid)
        self._decide(uid, grade, reason)
        if following:
            self.table.select_uid(following)

    def _next_open(self, uid: str) -> str:
        shown = self.table.shown_rows
        place = next((n for n, row in enumerate(shown) if row.member.uid == uid), -1)
        rest = shown[place + 1 :] + shown[: max(place, 0)]
        return next((row.member.uid for row in rest if row.open), "")

    def _decide(self, uid: str, grade: str, reason: str) -> None:
        self._write(self._calls.decide(uid, grade, reason), label="正在记下", undo=(uid,))

    def _set_votes(self, uid: str, votes: Votes) -> None:
        if uid:
            self._write(self._calls.set_votes(uid, votes), label="正在记票")

    def _on_undo(self) -> None:
        row = self.table.current_row
        if row is not None and row.decision is not None:
            self._undo((row.member.uid,))

    def undo_last(self) -> None:
        """Take the newest draft back; "按建议拟定" goes back as a whole."""
        if self._done and self._writable:
            self._undo(self._done[-1])

    def _undo(self, uids: tuple[str, ...]) -> None:
        self._done = [each for each in self._done if each != uids]
        self._write(self._calls.undo(uids), label="正在撤销")

    def _write(self, call: Call, *, label: str, undo: Sequence[str] = ()) -> None:
        def succeeded(changes: Changes) -> None:
            told = "".join(f"；{warning}" for warning in changes.warnings)
            if undo and changes.ids:
                self._done.append(changes.ids)
                toast(self, changes.message + told, undo=lambda: self._undo(changes.ids))
            else:
                toast(self, changes.message + told)

        self.context.tasks.run(
            lambda _job: call(), parent=self, on_success=succeeded,
            on_error=lambda fault: show_error(fault, self), label=label, cancellable=False,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------ next step

    def _on_primary(self) -> None:
        step = self._step
        if step is Step.CONFIRM and self._view is not None:
            self.context.set_month(self._view.missing[0])
            self.context.go("confirm")
        elif step is Step.ACCEPT:
            self._write(self._calls.accept_all(), label="正在按建议拟定", undo=("all",))
        elif step is Step.EACH:
            self.filters.show_open()
            self._focus_table()
        elif step is Step.MEETING:
            self._show_strip(shown=True)
            self.strip.start()
        elif step is Step.SETTLE:
            self._settle()
        elif step is Step.POST:
            self.context.go("post", self._view.frame.term.label if self._view is not None else None)
        elif step is Step.ARCHIVE:
            self._archive()

    def _archive(self) -> None:
        year = self._view.frame.term if self._view is not None else None
        if year is None:
            return
        if self.context.actor.role is Role.SECRETARY:
            text, hint = f"{year.title}按方案不单独公示，直接归档。", "归档后只能查看和打印。"
            if not confirm(self, title="归档", text=text, hint=hint, action_label="归档"):
                return
        self._write(self._calls.archive(year), label="正在归档")

    def _settle(self) -> None:
        view = self._view
        if view is None:
            return
        if self.context.actor.role is Role.SECRETARY and not view.blocks:
            text, hint = settle_question(view)
            if not confirm(self, title="年终总评生效", text=text, hint=hint, action_label="评定生效"):
                return
        # Without the secretary, or with something missing, the service refuses and says what.
        self._write(self._calls.settle(), label="正在固定全年结果")

    def _on_why(self) -> None:
        row = self.table.current_row
        if row is None or row.total is None:
            self.side.hide_trace()
            return
        self._trace.start(self._calls.explain(row))

    def _on_empty_action(self) -> None:
        early = early_month(self.context)
        if early is not None:
            self.context.set_month(early.first)
        elif self._view is None:
            self.refresh(None)
        else:
            self.context.go("members")

    # ---------------------------------------------------------------------------------------- strip and projector

    def _on_strip_button(self) -> None:
        """By key into the meeting's data and back to the table; with the mouse they come and go."""
        by_key = not self.strip_button.underMouse()
        shown = self.strip.isHidden() or (by_key and not self.strip.holds_focus)
        self._show_strip(shown=shown)
        (self.strip.start if shown and by_key else self._focus_table)()

    def _leave_strip(self) -> None:
        self._focus_table()
        self._show_strip(shown=False)

    def _show_strip(self, *, shown: bool) -> None:
        """Where the panel lies below the table there is room for one of the two."""
        self.strip.setVisible(shown)
        self.side.setVisible(not (shown and self._pane.flat))

    def _on_projector(self, on: bool) -> None:  # Qt's signal
        self.projecting.emit(on)
        self.filters.setVisible(not on)
        self._show_strip(shown=False)
        self._stack.setCurrentWidget(self.mode if on else self._pane)
        if on:
            self.mode.begin(self.table.current_uid or "")
        else:
            self.table.select_uid(self.mode.uid)
            self._focus_table()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the arithmetic away."""
        if event.key() == Qt.Key.Key_Escape and self.side.tracing:
            self.side.hide_trace()
            self._focus_table()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Meeting mode belongs to this desk."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._projector.turn_off()

    def _focus_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
