"""一票否决 of the year: the list, and beside it where each stands and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.changes import Changes, Kind
from app.services.workflow import Role
from app.services.year.veto_views import VetoBook, VetoView
from app.services.year.vetoes import VetoDraft
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.early import early_month
from app.ui.pages.reading import Reading
from app.ui.pages.year.desk import YearDesk
from app.ui.pages.year.vetoes.panel import VetoPanel
from app.ui.pages.year.vetoes.words import (
    ALL,
    chips_of,
    decide_question,
    state_sentence,
    veto_columns,
)
from app.ui.printing import DocumentKind, PrintMenuButton, print_documents
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import ChipBar
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.toast import toast

_PAPERS = (DocumentKind.VETO_SLIPS, DocumentKind.YEAR_VETOES)


class VetoDesk(YearDesk):
    """The vetoes of the year around the month shown.

    Attributes:
        table: The list.
        panel: One of them, with its forms.
    """

    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.VETO, Kind.MEMBER, Kind.SCHEME, Kind.UNIT, Kind.ASSESSMENT}
    )

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._book: VetoBook | None = None
        self._target = ""
        self._reading = Reading(context.tasks, "正在读取一票否决", self)
        self.primary = Button("提出一票否决", ButtonKind.PRIMARY)
        self.primary.hide()
        self.chips = ChipBar(chips_of(None))
        self.print_button = PrintMenuButton(context, _PAPERS, key="Ctrl+P")
        self.table: DataTable[VetoView] = DataTable(veto_columns(), uid=lambda veto: veto.uid)
        self.panel = VetoPanel(context.month.first)
        self._pane = SplitPane(self.table, self.panel, side_width=330)
        self._switch = ContentSwitch(self._pane)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self.chips)
        top.addStretch(1)
        top.addWidget(self.print_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.M)
        outer.addLayout(top)
        outer.addWidget(self._switch, 1)
        self._connect()

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._switch.action_pressed.connect(self._on_empty_action)
        self.chips.chosen.connect(self._filter)
        self.table.current_changed.connect(self._show_veto)
        panel, vetoes = self.panel, self.context.services.vetoes
        panel.saved.connect(self._on_saved)
        panel.removed.connect(lambda uid: self._write(partial(vetoes.remove, self.context.actor, uid)))
        panel.decided.connect(self._on_decided)
        panel.repaired.connect(self._on_repaired)
        panel.revoked.connect(self._on_revoked)
        panel.printed.connect(lambda uid: print_documents(self.context, self, DocumentKind.VETO_SLIPS, [uid]))
        panel.left.connect(self._focus_table)
        if self.primary is not None:
            self.primary.clicked.connect(self._on_propose)

    @property
    def start_widget(self) -> QWidget | None:
        """The list."""
        return self.table

    @property
    def book(self) -> VetoBook | None:
        """What is shown."""
        return self._book

    def refresh(self, changes: Changes | None) -> None:
        """Read the year around the month that is shown."""
        context = self.context
        if not context.branch_uid:
            self._switch.show_empty("inbox", "还没有党支部", hint="先设置党支部，导入党员名册。")
            return
        early = early_month(context)
        if early is not None:
            text, action, hint = early.words
            self._show_primary(shown=False)
            self._switch.show_empty("calendar", text, action=action, hint=hint)
            return
        self._switch.show_loading()
        vetoes, branch, month = context.services.vetoes, context.branch_uid, context.month
        self.panel.proposal.set_shown_month(month.first)
        self._reading.start(lambda: vetoes.book(branch, month))

    def show_target(self, target: object) -> None:
        """Go to one by uid."""
        self._target = str(target)
        if self._book is not None:
            self.table.select_uid(self._target)
            self._target = ""

    def _on_arrived(self, book: VetoBook) -> None:
        self._book = book
        viewer = self.context.actor.role is Role.VIEWER
        self.state_changed.emit(state_sentence(book))
        self.access_changed.emit("现在是查看人，只能看和打印。" if viewer else "")
        self.chips.set_chips(chips_of(book))
        self._filter()
        self.table.set_rows(book.vetoes)
        self._switch.show_content()
        if self._target:
            self.table.select_uid(self._target)
            self._target = ""
        elif self.table.current_row is None and book.vetoes:
            self.table.select_uid(book.vetoes[0].uid)
        self._show_veto(self.table.current_row)
        self._show_primary(shown=bool(book.grounds) and not viewer)

    def _on_failed(self, fault: BaseException) -> None:
        self._book = None
        self._show_primary(shown=False)
        self._switch.show_fault("一票否决没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    def _show_primary(self, *, shown: bool) -> None:
        if self.primary is not None:
            self.primary.setVisible(shown and not self.isHidden())

    def _filter(self, _key: str = "") -> None:
        key = self.chips.current or ALL
        self.table.set_condition(lambda veto: key in {ALL, veto.state.value})

    def _show_veto(self, veto: VetoView | None) -> None:
        if self._book is not None:
            actor = self.context.actor
            self.panel.show_veto(veto, self._book, role=actor.role, own_uid=actor.member_uid)

    # --------------------------------------------------------------------------------------------------- steps

    def _on_propose(self) -> None:
        self.panel.open_proposal()

    def _on_saved(self, uid: str, draft: VetoDraft) -> None:
        vetoes, actor = self.context.services.vetoes, self.context.actor
        if uid:
            self._write(partial(vetoes.change, actor, uid, draft))
        else:
            self._write(partial(vetoes.propose, actor, self.context.branch_uid, draft), go=True)

    def _on_decided(self, uid: str, second: str) -> None:
        veto = next((v for v in self._book.vetoes if v.uid == uid), None) if self._book is not None else None
        if veto is None or self._book is None:
            return
        if self.context.actor.role is Role.SECRETARY and not veto.lacks:
            name = next((m.label for m in self._book.seconds if m.uid == second), "")
            text, hint = decide_question(veto, name)
            if not confirm(self, title="一票否决", text=text, hint=hint, action_label="决定"):
                return
        self._write(partial(self.context.services.vetoes.decide, self.context.actor, uid, second_uid=second))

    def _on_repaired(self, uid: str, day: date, basis: str, second: str) -> None:
        repair = self.context.services.vetoes.repair
        self._write(partial(repair, self.context.actor, uid, repaired_on=day, basis=basis, second_uid=second))

    def _on_revoked(self, uid: str, reason: str, second: str) -> None:
        revoke = self.context.services.vetoes.revoke
        self._write(partial(revoke, self.context.actor, uid, reason=reason, second_uid=second))

    def _write(self, call: Callable[[], Changes], *, go: bool = False) -> None:
        """Write on the worker; a form stays open until the ledger took what it says."""

        def succeeded(changes: Changes) -> None:
            if go and changes.ids:
                self._target = changes.ids[0]
            self.panel.close_forms()
            toast(self, "；".join([changes.message, *changes.warnings]))

        self.context.tasks.run(
            lambda _job: call(), parent=self, on_success=succeeded,
            on_error=lambda fault: show_error(fault, self), label="正在保存", cancellable=False,
        )  # fmt: skip

    def _on_empty_action(self) -> None:
        early = early_month(self.context)
        if early is not None:
            self.context.set_month(early.first)
        else:
            self.refresh(None)

    def _focus_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
