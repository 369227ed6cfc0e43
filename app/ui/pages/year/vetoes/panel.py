"""The panel beside the list: where a veto stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.workflow import VETO, Action, Role, VetoState, can
from app.services.year.veto_views import VetoBook, VetoView
from app.ui.pages.year.vetoes.forms import ProposalForm, StepForm
from app.ui.pages.year.vetoes.words import note_of, rows_of
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.member_picker import Person
from app.ui.widgets.reason_panel import ReasonPanel


class VetoPanel(ReasonPanel):
    """One veto.

    Signals:
        saved: ``(uid or empty, VetoDraft)``.
        removed: Uid of a proposal to take away.
        decided: ``(uid, second person)``.
        repaired: ``(uid, day, basis, second person)``.
        revoked: ``(uid, reason, second person)``.
        printed: Uid of the veto whose slip is wanted.
        left: A form was left; the focus belongs to the list again.
    """

    saved = Signal(str, object)
    removed = Signal(str)
    decided = Signal(str, str)
    repaired = Signal(str, object, str, str)
    revoked = Signal(str, str, str)
    printed = Signal(str)
    left = Signal()

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._veto: VetoView | None = None
        self._book: VetoBook | None = None
        self._role = Role.VIEWER
        self._own = ""
        self.proposal = ProposalForm(shown)
        self.decide_form = StepForm("书记和第二人一起决定：第二人是谁", shown=shown)
        self.repair_form = StepForm(
            "整改日期、依据和第二人", text="依据，如：整改报告、复查记录", with_day=True, shown=shown
        )
        self.revoke_form = StepForm("为什么撤销，第二人是谁", text="撤销的理由", shown=shown)
        self._forms = (self.proposal, self.decide_form, self.repair_form, self.revoke_form)
        # With a parent from the start: what is shown without one opens a window of its own.
        self._buttons = QWidget()
        self._possible: list[Button] = []
        self._grid = QGridLayout(self._buttons)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.S)
        self.decide_button = Button("决定", key="D", icon="gavel", parent=self._buttons)
        self.change_button = Button("修改", key="E", parent=self._buttons)
        self.remove_button = Button("撤回拟定", key="Delete", parent=self._buttons)
        self.repair_button = Button("登记整改", key="Z", parent=self._buttons)
        self.revoke_button = Button("撤销决定", key="R", parent=self._buttons)
        self.print_button = Button("打印审批表", key="P", icon="printer", parent=self._buttons)
        for widget in (self._buttons, *self._forms):
            self._actions.addWidget(widget)
        self._arrange()
        self._connect()
        self.show_nothing("这一年还没有一票否决。")

    def _connect(self) -> None:
        self.change_button.clicked.connect(lambda: self.open_proposal(self._veto))
        self.remove_button.clicked.connect(lambda: self.removed.emit(self._uid))
        self.decide_button.clicked.connect(lambda: self._open(self.decide_form))
        self.repair_button.clicked.connect(lambda: self._open(self.repair_form))
        self.revoke_button.clicked.connect(lambda: self._open(self.revoke_form))
        self.print_button.clicked.connect(lambda: self.printed.emit(self._uid))
        self.proposal.saved.connect(self._on_saved)
        self.decide_form.given.connect(lambda _day, _text, second: self.decided.emit(self._uid, second))
        self.repair_form.given.connect(
            lambda day, text, second: self.repaired.emit(self._uid, day, text, second)
        )
        self.revoke_form.given.connect(lambda _day, text, second: self.revoked.emit(self._uid, text, second))
        for form in self._forms:
            form.given_up.connect(self.close_forms)

    @property
    def busy(self) -> bool:
        """Whether a form is open."""
        return any(not form.isHidden() for form in self._forms)

    @property
    def _uid(self) -> str:
        return self._veto.uid if self._veto is not None else ""

    def show_veto(self, veto: VetoView | None, book: VetoBook, *, role: Role, own_uid: str | None) -> None:
        """Show a veto, to an account of a role; ``own_uid`` is the account's own member."""
        same = veto is not None and self._veto is not None and veto.uid == self._veto.uid
        if not same or (veto is not None and self._veto is not None and veto.state is not self._veto.state):
            self._hide_forms()
        self._veto, self._book, self._role, self._own = veto, book, role, own_uid or ""
        if not self.proposal.isHidden():
            self._update()
            return
        if veto is None:
            self.show_nothing(
                "这一年还没有一票否决。" if book.grounds else "方案没有规定一票否决，要先在方案里写明情形。"
            )
        else:
            self.show_reason(veto.member.label, note=note_of(veto), rows=rows_of(veto))
        self._update()

    def open_proposal(self, veto: VetoView | None = None, *, member: str = "") -> None:
        """A new proposal, or the one that is shown."""
        if self._book is None or self._role is Role.VIEWER or not self._book.grounds:
            return
        self._hide_forms()
        people = [Person(m.uid, m.label, m.pinyin, m.initials, m.name) for m in self._book.members]
        self.show_nothing("")
        self._veto = veto
        self.proposal.open_for(veto, people=people, grounds=self._book.grounds, member=member)
        self._update()

    def close_forms(self) -> None:
        """Leave a form without a step."""
        self._hide_forms()
        if self._veto is not None:
            self.show_reason(self._veto.member.label, note=note_of(self._veto), rows=rows_of(self._veto))
        self._update()
        self.left.emit()

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the list."""
        super().set_flat(flat=flat)
        self._arrange()
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """A low window."""
        super().set_low(low=low)
        self._arrange()
        self._fit()

    def _arrange(self) -> None:
        """Those that can be pressed, without holes."""
        for place, button in enumerate([*self._possible, self.print_button]):
            self._grid.addWidget(button, place // 2, place % 2)

    def _open(self, form: StepForm) -> None:
        if self._veto is not None and self._book is not None:
            self._hide_forms()
            form.open_for(self._seconds())
            self._update()

    def _seconds(self) -> Sequence[Person]:
        """Full members but the one concerned and who acts."""
        if self._book is None or self._veto is None:
            return ()
        return [
            Person(m.uid, m.label, m.pinyin, m.initials, m.name)
            for m in self._book.seconds
            if m.uid not in {self._veto.member.uid, self._own}
        ]

    def _hide_forms(self) -> None:
        for form in self._forms:
            form.hide()

    def _on_saved(self, draft: object) -> None:
        self.saved.emit(self._uid, draft)

    def _update(self) -> None:
        veto = self._veto
        self._buttons.setVisible(veto is not None and not self.busy)
        if veto is None:
            return
        officer = self._role is not Role.VIEWER
        proposed = veto.state is VetoState.PROPOSED
        self._possible = [self.change_button, self.remove_button] if proposed else []
        for button in (self.change_button, self.remove_button):
            button.setVisible(proposed)
            button.setEnabled(officer)
        for button, action in (
            (self.decide_button, Action.DECIDE),
            (self.repair_button, Action.REPAIR),
            (self.revoke_button, Action.REVOKE),
        ):
            # Shown to both officers: pressed by the recorder the service says who may.
            button.setVisible(can(VETO, veto.state, action, Role.SECRETARY))
            button.setEnabled(officer)
            if can(VETO, veto.state, action, Role.SECRETARY):
                self._possible.append(button)
        self._arrange()
        self.updateGeometry()
