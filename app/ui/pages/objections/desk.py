"""What the desks of the 异议更正 page have in common: reading, writing, the red button, why nothing can be changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import ValidationFailed
from app.services.changes import Changes
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.toast import toast

_SIDE_WIDTH = 372


class SideCard(Card):
    """The panel at the right: a heading, and fields that scroll where the window is low."""

    def __init__(self, heading: str = "") -> None:
        super().__init__(heading)
        self._scroll = ScrollBody()
        self._scroll.column.setSpacing(Space.S)
        self.column = self._scroll.column
        self.body.addWidget(self._scroll, 1)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(Space.S)
        self.body.addLayout(self.foot)
        ScaleWatcher(self, lambda: self.setFixedWidth(scaled(_SIDE_WIDTH)))

    def set_heading(self, text: str) -> None:
        """Say whom or what the panel is about."""
        self._heading.setText(text)
        self._heading.setVisible(bool(text))


class CorrectionsDesk(QWidget):
    """One kind of work of the page.

    Attributes:
        context: Services, branch, month, account.
        primary: The desk's red button; without words it is not shown.
        tools: Quiet buttons at the right of the chips.
        state_text: The sentence under the heading; ``access_text`` why nothing can be changed.

    Signals:
        state_changed: The sentence changed.
        access_changed: The reason changed.
        step_changed: Words or state of the red button changed.
    """

    step_changed = Signal()
    state_changed = Signal(str)
    access_changed = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.primary = Button("", ButtonKind.PRIMARY)
        self.primary.hide()
        self.tools: tuple[QWidget, ...] = ()
        self.state_text = self.access_text = ""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(Space.M)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def start_widget(self) -> QWidget | None:
        """What has the focus when the desk is opened."""
        return None

    @property
    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes."""
        return None

    @property
    def viewer(self) -> bool:
        """Whether the account only looks."""
        return self.context.has_actor and self.context.actor.role is Role.VIEWER

    @property
    def secretary(self) -> bool:
        """Whether the account may decide."""
        return self.context.has_actor and self.context.actor.role is Role.SECRETARY

    def refresh(self, changes: Changes | None) -> None:
        """Read what the desk shows, for the context's branch and month."""
        raise NotImplementedError

    def show_target(self, target: object) -> None:
        """Go to one record."""

    def say(self, text: str) -> None:
        """Set the sentence under the heading."""
        self.state_text = text
        self.state_changed.emit(text)

    def lock(self, text: str) -> None:
        """Say why nothing can be changed; empty when it can."""
        self.access_text = text
        self.access_changed.emit(text)

    def set_primary(self, text: str, *, enabled: bool = True) -> None:
        """The next step on the red button."""
        self.primary.setText(text)
        self.primary.setEnabled(enabled)
        self.step_changed.emit()

    def write(
        self, call: Callable[[], Changes], *, label: str, done: Callable[[Changes], None],
        faults: Callable[[ValidationFailed], None] | None = None,
    ) -> None:  # fmt: skip
        """Write on the worker; faults of fields are marked where they belong."""

        def succeeded(changes: Changes) -> None:
            words = "；".join((changes.message, *changes.warnings))
            toast(self, words)
            done(changes)

        def failed(fault: BaseException) -> None:
            if isinstance(fault, ValidationFailed) and faults is not None:
                faults(fault)
            else:
                show_error(fault, self)

        self.context.tasks.run(
            lambda _job: call(), parent=self, on_success=succeeded, on_error=failed, label=label, cancellable=False
        )  # fmt: skip
