"""What every desk of the 年终 page has: it is opened for a branch's month and hands its red button to the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.changes import Changes, Kind
from app.ui.context import WorkContext
from app.ui.widgets.buttons import Button


class YearDesk(QWidget):
    """One kind of work of the year's end. Builds its widgets in ``__init__``, fills them in :meth:`refresh`.

    Attributes:
        interests: Kinds of records that the desk shows; empty means all.
        context: Services, branch, month, account.
        primary: The desk's red button; the page shows it in the header. ``None``: it has none.

    Signals:
        state_changed: The sentence under the heading changed.
        access_changed: Why nothing can be changed here; empty when it can.
        projecting: Meeting mode began or ended: the page leaves the whole screen to the desk.
    """

    interests: ClassVar[frozenset[Kind]] = frozenset()

    state_changed = Signal(str)
    access_changed = Signal(str)
    projecting = Signal(bool)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.primary: Button | None = None

    @property
    def start_widget(self) -> QWidget | None:
        """What has the focus when the desk is opened."""
        return None

    @property
    def tools(self) -> Sequence[QWidget]:
        """Buttons that stand beside the chips of the page while the desk is shown."""
        return ()

    @property
    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes; ``None`` lets the window go to 党员."""
        return None

    def refresh(self, changes: Changes | None) -> None:
        """Read what the desk shows, for the context's branch and month; ``None`` reads everything."""
        raise NotImplementedError

    def show_target(self, target: object) -> None:
        """Go to one record, named by another page."""
