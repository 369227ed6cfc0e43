"""Right of the 汇总 page: what is to be checked in the group, or how one member's figure came about."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.scoring import TraceNode
from app.ui.pages.collect.check_panel import CheckPanel
from app.ui.widgets.trace_panel import TracePanel


class CollectSide(QStackedWidget):
    """The check panel; a trace takes its place until it is closed.

    Attributes:
        check: Missing cards, faults, the group's buttons.
        trace: The arithmetic of one figure.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = CheckPanel()
        self.trace = TracePanel()
        for panel in (self.check, self.trace):
            self.addWidget(panel)
        self.trace.closed.connect(self.hide_trace)
        self.currentChanged.connect(lambda _place: self._fit())

    @property
    def tracing(self) -> bool:
        """Whether the arithmetic is shown."""
        return self.currentWidget() is self.trace

    def show_trace(self, title: str, node: TraceNode) -> None:
        """Show how a figure came about."""
        self.trace.show_trace(title, node)
        self.setCurrentWidget(self.trace)

    def hide_trace(self) -> None:
        """Back to what is to be checked."""
        self.setCurrentWidget(self.check)

    def set_flat(self, *, flat: bool) -> None:
        """Lie below the table."""
        for panel in (self.check, self.trace):
            panel.set_flat(flat=flat)
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """A low window."""
        self.check.set_low(low=low)
        self._fit()

    def _fit(self) -> None:
        """As high as the panel that is shown wants to be."""
        shown = self.trace if self.tracing else self.check
        self.setMinimumHeight(shown.minimumHeight())
        self.setMaximumHeight(shown.maximumHeight())
