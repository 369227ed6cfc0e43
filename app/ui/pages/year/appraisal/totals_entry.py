"""Typing totals of one rater group and count; a row is kept as soon as it is left and adds up."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.appraisal.views import AppraisalView, RaterView
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.year.appraisal.totals_grid import TotalsGrid
from app.ui.pages.year.appraisal.words import progress_words
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import label

_WORDS = "逐行填写各栏票数，回车到下一格，换行时自动存好；一行合计超过有效票的标红，改对了才存。"


class TotalsEntry(QWidget):
    """The figures of one group and count.

    Signals:
        said: A quiet word.
    """

    said = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rater_uid, self._tally = "", 1
        self.grid = TotalsGrid()
        self.words = label("", "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.words)
        column.addWidget(self.grid, 1)
        self.grid.row_left.connect(self._on_row)

    def show_count(self, view: AppraisalView, rater: RaterView, tally: int, *, writable: bool) -> None:
        """Show the figures; a row that is being typed stays as it is."""
        if (rater.uid, tally) != (self._rater_uid, self._tally):
            self.grid.leave()
            self.grid.forget()
            self._rater_uid, self._tally = rater.uid, tally
        count = rater.tallies[tally - 1]
        self.words.setText(f"{progress_words(rater, tally)}。{_WORDS}")
        figures = {uid: [str(count.votes[uid][column.id]) for column in view.columns] for uid in count.typed}
        self.grid.show_totals(view.rows, view.columns, figures, valid=count.valid, writable=writable)

    def start(self) -> None:
        """Go on typing."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Who goes to another page does not lose the row."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.grid.leave()

    def _on_row(self, uid: str, votes: Mapping[str, int]) -> None:
        actor, counting = self._context.actor, self._context.services.counting
        rater_uid, tally = self._rater_uid, self._tally

        def done(changes: Changes) -> None:
            self.said.emit(changes.message)

        def failed(fault: BaseException) -> None:
            if (rater_uid, tally) == (self._rater_uid, self._tally):
                self.grid.put_back(uid)
            show_error(fault, self)

        self._context.tasks.run(
            lambda _job: counting.save_totals(actor, rater_uid, tally, uid, votes),
            parent=self, on_success=done, on_error=failed, label="正在保存票数", cancellable=False,
        )  # fmt: skip
