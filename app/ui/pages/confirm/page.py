"""评定: all lines of the month before the meeting, decided by keyboard, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.changes import Changes, Kind
from app.services.lines import LineView
from app.services.meeting_views import MeetingView
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.confirm.attendance import AttendancePane
from app.ui.pages.confirm.desk import Call, Desk
from app.ui.pages.confirm.effect import may_take_effect
from app.ui.pages.confirm.line_list import LineList
from app.ui.pages.confirm.line_panel import LinePanel
from app.ui.pages.confirm.line_trace import LineTrace
from app.ui.pages.confirm.pending import PendingDecisions
from app.ui.pages.confirm.projector import Projector
from app.ui.pages.confirm.strip import MeetingStrip
from app.ui.pages.confirm.words import (
    NextStep,
    closed_words,
    empty_words,
    lacking,
    left_words,
    next_step,
    second_persons,
    state_sentence,
    step_words,
)
from app.ui.pages.reading import Reading
from app.ui.printing import DocumentKind, PrintMenuButton
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch

_PAPERS = (DocumentKind.MEETING_SIGN_IN, DocumentKind.MEETING_RESULT, DocumentKind.EXPLANATIONS)


class ConfirmPage(Page):
    """The meeting.

    Attributes:
        lines: The list with its filters.
        panel: The reason panel with the decisions.
        strip: The meeting's data.
    """

    title: ClassVar[str] = "评定"
    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.LINE, Kind.COLLECTION, Kind.MEETING, Kind.POSTING, Kind.PERIOD, Kind.NOTICE, Kind.MEMBER, Kind.SCHEME}
    )  # fmt: skip
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: MeetingView | None = None
        self._read: list[LineView] = []
        self._pending = PendingDecisions()
        self._done: list[tuple[str, ...]] = []
        self._step = NextStep.NONE
        self._shown_for = ("", "")
        self._target = ""
        self._desk = Desk(context)
        self._reading = Reading(context.tasks, "正在读取评定事项", self)
        self._trace = LineTrace(context, self)
        self.strip = MeetingStrip(context.month.first)
        self.lines = LineList()
        self.panel = LinePanel()
        self.attendance = AttendancePane()
        self._build()
        self._connect()

    # ------------------------------------------------------------------------------------------------- building

    def _build(self) -> None:
        self._strip_button = Button("会议信息", key="F4")
        self._print = PrintMenuButton(self.context, _PAPERS, key="Ctrl+P")
        self._projector = Projector(self)
        self._projector_button = Button("会议投影", key="F5")
        self._main_button = Button("", ButtonKind.PRIMARY)
        self._main_button.show_key(PRIMARY_KEY)
        for button in (self._projector_button, self._strip_button, self._print, self._main_button):
            self.header.add(button)
        self._main_button.hide()
        self._places = QStackedWidget()
        self._pane = SplitPane(self.lines.table, self.panel)
        self._places.addWidget(self._pane)
        self._places.addWidget(self.attendance)
        self._switch = ContentSwitch(self._places)
        self.content.addWidget(self.strip)
        self.content.addWidget(self.lines)
        self.content.addWidget(self._switch, 1)

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._strip_button.clicked.connect(self._on_strip_button)
        self._pane.flattened.connect(lambda _: self._show_strip(shown=not self.strip.isHidden()))
        self._main_button.clicked.connect(self._on_main)
        self._switch.action_pressed.connect(self._on_empty_action)
        self._projector_button.clicked.connect(self._projector.toggle)
        self._projector.turned.connect(self._on_projector)
        self.strip.edited.connect(lambda draft: self._write(self._desk.save(draft), label="正在保存会议信息"))
        self.strip.attendance_wanted.connect(self._on_attendance)
        self.strip.left.connect(self._on_strip_left)
        self.attendance.finished.connect(self._on_attendance_finished)
        self.attendance.given_up.connect(self._show_lines)
        self.lines.table.current_changed.connect(self._on_current_changed)
        self.lines.filtered.connect(self._update_main)
        self.lines.program.clicked.connect(lambda: self.panel.turn_program(self._view))
        self._trace.arrived.connect(self.panel.show_trace)
        self.panel.decided.connect(self._on_decided)
        self.panel.basis_given.connect(self._on_basis_given)
        self.panel.undo_wanted.connect(self._on_undo_line)
        self.panel.left.connect(self._focus_list)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo_last)

    @property
    def primary_action(self) -> Button | None:
        """The red button."""
        return self._main_button

    @property
    def start_widget(self) -> QWidget | None:
        """Keys decide at once."""
        return self.lines.table

    @property
    def search_field(self) -> QWidget | None:
        """The search above the list."""
        return self.lines.search

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the meeting; decisions under way stay on screen."""
        where = (self.context.branch_uid, self.context.month.label)
        if where != self._shown_for:
            self._shown_for, self._view = where, None
            self._pending.clear()
            self._done.clear()
            self._show_lines()
        branch_uid, month = self.context.branch_uid, self.context.month
        meetings = self.context.services.meetings
        self._switch.show_loading()
        self._reading.start(lambda: meetings.view(branch_uid, month))

    def show_target(self, target: object) -> None:
        """Go to one line by uid."""
        self._target = str(target)
        if self._view is not None:
            self._go_to_target()

    def _go_to_target(self) -> None:
        if self._target:
            self.lines.show_everything()
            self.lines.table.select_uid(self._target)
            self._target = ""

    def _on_arrived(self, view: MeetingView) -> None:
        first = self._view is None
        self._view = view
        self._pending.read_arrived()
        self._read = list(view.lines)
        self.strip.show_meeting(view)
        self.panel.decimals = view.decimals
        if first:
            self._show_strip(shown=not view.uid and not self._pane.flat)
        self._update_access(view)
        self.panel.set_people(
            second_persons(view, self.context.actor.member_uid),
            list(dict.fromkeys(line.reason for line in view.lines if line.reason)),
        )
        ticking = self._places.currentWidget() is self.attendance
        self.lines.setVisible(bool(view.lines) and not ticking)
        if view.lines or ticking:
            self._switch.show_content()
        else:
            self._show_empty(view)
        self._show_rows()
        if first and view.lines:
            self.lines.select_first_open()
        self._go_to_target()

    def _on_failed(self, fault: BaseException) -> None:
        self._view = None
        self._switch.show_fault("评定事项没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    def _show_empty(self, view: MeetingView) -> None:
        early = self._desk.early
        self._show_strip(shown=early is None and not self.strip.isHidden())
        text, action, hint = early.words if early is not None else empty_words(view.period_state)
        self._switch.show_empty("gavel", text, action=action, hint=hint)

    def _update_access(self, view: MeetingView) -> None:
        reason = closed_words(view, self.context.month.title, self.context.actor.role)
        self.set_read_only(reason)
        self.panel.set_writable(writable=not reason)
        self.strip.set_writable(writable=not reason)

    def _show_rows(self) -> None:
        view = self._view
        if view is None:
            return
        lines = self._pending.over(self._read)
        self.lines.set_lines(lines, decimals=view.decimals, program=len(view.program))
        self.header.set_state(state_sentence(view, lines, self.context.actor.role))
        self._step = next_step(view.period_state, lines)
        self._update_main()

    def _update_main(self) -> None:
        lines = self.lines
        words, possible = step_words(
            self._step, lines.lines, takes=len(lines.ready_lines), narrowed=lines.narrowed
        )
        self._main_button.setText(words)
        viewer = self.context.actor.role is Role.VIEWER
        self._main_button.setVisible(bool(words) and not (viewer and self._step is not NextStep.POST))
        self._main_button.setEnabled(possible)

    # ------------------------------------------------------------------------------------------------ deciding

    def _on_decided(self, decision: str, points: Decimal | None, reason: str) -> None:
        line = self.lines.table.current_row
        if line is None:
            return
        following = self.lines.next_open(line.uid)
        self._pending.put((line.uid,), decision, points=points, reason=reason)
        self._show_rows()
        if following:
            self.lines.table.select_uid(following)
        call = self._desk.decide(line.uid, decision, points=points, reason=reason)
        self._write(call, label="正在记下", decided=(line.uid,))

    def _on_rest(self) -> None:
        chosen = tuple(line.uid for line in self.lines.ready_lines)
        call = self._desk.confirm_rest(chosen if self.lines.narrowed else None)
        self._pending.put(chosen, "confirm")
        self._show_rows()
        self._write(call, label="正在确认其余各条", decided=chosen)

    def undo_last(self) -> None:
        """Take the newest decision back; "确认其余" goes back as a whole."""
        if self._done and not self.read_only:
            self._undo(self._done[-1])

    def _on_undo_line(self) -> None:
        line = self.lines.table.current_row
        if line is not None and line.decision:
            self._undo((line.uid,))

    def _undo(self, uids: tuple[str, ...]) -> None:
        self._done = [each for each in self._done if each != uids]
        self._pending.put(uids, "")
        self._show_rows()
        self.lines.table.select_uid(uids[0])
        self._write(self._desk.undo(uids), label="正在撤销", undone=uids)

    def _write(
        self,
        call: Call,
        *,
        label: str,
        decided: tuple[str, ...] = (),
        undone: tuple[str, ...] = (),
        done: Callable[[Changes], None] | None = None,
    ) -> None:
        """Write on the worker; what was shown at once is taken back when the ledger refuses."""

        def succeeded(changes: Changes) -> None:
            self._pending.written(decided + undone)
            if decided and changes.ids:
                self._done.append(changes.ids)
                words = changes.message + left_words(changes.warnings)
                self.toast(words, undo=lambda: self._undo(changes.ids))
            if done is not None:
                done(changes)

        def failed(fault: BaseException) -> None:
            self._pending.refused(decided + undone)
            self._show_rows()
            if decided:
                self.lines.table.select_uid(decided[0])
            show_error(fault, self)

        self.context.tasks.run(
            lambda _job: call(), parent=self, on_success=succeeded, on_error=failed, label=label, cancellable=False
        )  # fmt: skip

    def _on_basis_given(self, basis: str, second_uid: str) -> None:
        line = self.lines.table.current_row
        if line is not None:
            self._write(self._desk.set_basis(line.uid, basis, second_uid), label="正在保存依据")

    # ----------------------------------------------------------------------------------------------- next step

    def _on_main(self) -> None:
        if self._step is NextStep.REST:
            self._on_rest()
        elif self._step is NextStep.BASIS:
            self.lines.show_everything()
            self.lines.table.select_uid(next(line.uid for line in self.lines.lines if lacking(line)))
            self.panel.open_basis()
        elif self._step is NextStep.COLLECT:
            self.context.go("collect")
        elif self._step is NextStep.EACH:
            self.lines.begin()
            self._focus_list()
        elif self._step is NextStep.EFFECT:
            self._make_effective()
        elif self._step is NextStep.POST:
            self.context.go("post")

    def _make_effective(self) -> None:
        view = self._view
        if view is None:
            return
        title, actor = self.context.month.title, self.context.actor
        if not may_take_effect(self, title, view, self.lines.lines, actor=actor):
            return
        call = self._desk.make_effective()
        self._write(call, label="正在记入台账", done=lambda _: self._done.clear())

    def _on_empty_action(self) -> None:
        if self._view is None:
            self.refresh(None)
        elif early := self._desk.early:
            self.context.set_month(early.first)
        else:
            self.context.go("declare")

    # ------------------------------------------------------------------------------------------- panel and strip

    def _on_current_changed(self, line: LineView | None) -> None:
        self.panel.show_line(line)
        explained = line is not None and line.decision not in {"reject", "return"}
        self._trace.ask(line.uid if line is not None and explained else "")

    def _on_projector(self, on: bool) -> None:  # Qt's signal
        self._projector_button.setText("退出投影" if on else "会议投影")
        if on:
            self._show_strip(shown=False)
        self._focus_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Meeting mode belongs to this page."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._projector.turn_off()

    def _on_strip_button(self) -> None:
        """By key into the meeting's data and back to the list; with the mouse they come and go."""
        by_key = not self._strip_button.underMouse()
        shown = self.strip.isHidden() or (by_key and not self.strip.holds_focus)
        self._show_strip(shown=shown)
        (self.strip.start if shown and by_key else self._focus_list)()

    def _on_strip_left(self) -> None:
        self._focus_list()
        self._show_strip(shown=False)

    def _show_strip(self, *, shown: bool) -> None:
        """Where the panel lies below the list there is room for one of the two."""
        self.strip.setVisible(shown)
        self.panel.setVisible(not (shown and self._pane.flat))

    def _on_attendance(self) -> None:
        if self._view is not None:
            self.lines.hide()
            self._switch.show_content()
            self._places.setCurrentWidget(self.attendance)
            self.attendance.show_meeting(self._view, writable=not self.read_only)

    def _on_attendance_finished(self, uids: frozenset[str]) -> None:
        ordered: Sequence[str] = [m.uid for m in self._view.attendees if m.uid in uids] if self._view else []
        self._write(self._desk.set_present(ordered), label="正在保存到会人员")
        self._show_lines()

    def _show_lines(self) -> None:
        self._places.setCurrentIndex(0)
        self.lines.setVisible(self._view is None or bool(self._view.lines))
        if self._view is not None and not self._view.lines:
            self._show_empty(self._view)
        self._focus_list()

    def _focus_list(self) -> None:
        self.lines.table.setFocus(Qt.FocusReason.OtherFocusReason)
