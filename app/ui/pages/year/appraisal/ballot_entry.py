"""Typing ballots one by one: the list of those kept, the open one, and its panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.appraisal.tallies import OPEN, finished, void_cause
from app.services.appraisal.views import AppraisalView, BallotView, RaterView, TallyView
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.messages import confirm, show_error
from app.ui.pages.year.appraisal.ballot_grid import BallotGrid
from app.ui.pages.year.appraisal.ballot_panel import BallotPanel
from app.ui.pages.year.appraisal.words import ballot_state, progress_words
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.scaled import ScaleWatcher, scaled
from app.ui.widgets.search import SearchField, matches
from app.ui.widgets.state import Tone

_LIST_WIDTH = 190
_KEYS = "数字键记票并下移，0 或空格为空白，* 为多选，退格键退回一行，回车存好并录下一张"
_SIDE_WIDTH = 250
_TONES = {"有效": Tone.GOOD, "无效": Tone.FAULT, "未录完": Tone.CARE}


@dataclass(slots=True)
class _Open:
    """The ballot on the table.

    Attributes:
        uid: Empty for a new one.
        void: Why it is void where its marks do not say so.
        touched: Whether it differs from what is kept.
    """

    uid: str = ""
    serial: int = 1
    void: str = ""
    touched: bool = False


class BallotEntry(QWidget):
    """Ballots of one rater group and count. Each is kept when Enter is pressed, and when it is left.

    Signals:
        said: A quiet word, e.g. what is still to be typed.
    """

    said = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: AppraisalView | None = None
        self._rater_uid, self._tally, self._writable = "", 1, False
        self._open = _Open()
        self._coming = 0
        self.search = SearchField("到某人：姓名或首字母")
        self.list: DataTable[BallotView] = DataTable(
            [
                ColumnSpec("张", lambda b: str(b.serial), sort_key=lambda b: b.serial, align=Align.RIGHT, width=2.5),
                ColumnSpec(
                    "情况", ballot_state, state=lambda b: _TONES[ballot_state(b)], tip=lambda b: b.void, width=4,
                    stretch=True,
                ),
            ],
            uid=lambda ballot: ballot.uid,
        )  # fmt: skip
        self.list.setAccessibleName("已录的票")
        self.progress = ElidedLabel("", "note")
        self.grid = BallotGrid()
        self.panel = BallotPanel()
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.progress)
        ScaleWatcher(left, lambda: left.setFixedWidth(scaled(_LIST_WIDTH)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(left)
        main = QWidget()
        typed = QVBoxLayout(main)
        typed.setContentsMargins(0, 0, 0, 0)
        typed.setSpacing(Space.XS)
        typed.addWidget(self.grid, 1)
        typed.addWidget(ElidedLabel(_KEYS, "note"))
        row.addWidget(SplitPane(main, self.panel, side_width=_SIDE_WIDTH), 1)

    def _connect(self) -> None:
        self.grid.marks_changed.connect(self._on_marks)
        self.grid.entered.connect(self.save_open)
        self.panel.save_wanted.connect(self.save_open)
        self.panel.fill_wanted.connect(self._on_fill)
        self.panel.void_wanted.connect(self._on_void)
        self.panel.back_wanted.connect(self._on_back)
        self.panel.remove_wanted.connect(self._on_remove)
        self.list.clicked.connect(lambda _index: self._on_listed(self.list.current_row))
        self.list.row_activated.connect(self._on_listed)
        self.search.returnPressed.connect(self._on_found)
        self.search.left_downwards.connect(self._focus)

    # ------------------------------------------------------------------------------------------------- showing

    @property
    def number(self) -> int:
        """Number of the open ballot."""
        return self._open.serial

    def show_count(self, view: AppraisalView, rater: RaterView, tally: int, *, writable: bool) -> None:
        """Show the ballots of a group and count; what is being typed stays as it is."""
        other = (rater.uid, tally) != (self._rater_uid, self._tally)
        if other:
            self.leave()
        rows = self._view.rows if self._view is not None else ()
        self._view, self._rater_uid, self._tally, self._writable = view, rater.uid, tally, writable
        self.panel.set_columns(view.columns)
        ballots = self._count.ballots
        self.list.set_rows(ballots)
        known = {ballot.uid for ballot in ballots}
        lost = bool(self._open.uid) and self._open.uid not in known
        if other or rows != view.rows or lost or not self._open.touched:
            self._resume(known, other=other or rows != view.rows or lost)
        self.panel.set_writable(writable=writable)
        self.grid.writable = writable
        self._show_panel()

    def start(self) -> None:
        """Go on typing."""
        self._focus()

    def leave(self) -> None:
        """Keep the open ballot as far as it was typed, and take a new one."""
        if self._open.touched and self._writable:
            self._keep()
        self._open = _Open()

    def hideEvent(self, event: QHideEvent) -> None:
        """Who goes to another page does not lose the open ballot."""
        super().hideEvent(event)
        if not event.spontaneous() and self._view is not None:
            self.leave()
            self._put_new()

    @property
    def _rater(self) -> RaterView:
        assert self._view is not None  # noqa: S101 - nothing is typed before a set is shown
        return self._view.rater(self._rater_uid)

    @property
    def _count(self) -> TallyView:
        return self._rater.tallies[self._tally - 1]

    def _resume(self, known: set[str], *, other: bool) -> None:
        """Open what was left unfinished, or a new ballot; a kept one that is looked at stays open."""
        if self._open.uid in known and not other:
            ballot = next(each for each in self._count.ballots if each.uid == self._open.uid)
            if self.grid.marks != ballot.marks or self._open.serial != ballot.serial:
                self._show_kept(ballot)
            return
        half = next((b for b in self._count.ballots if not b.finished and not b.void), None)
        if half is not None and self._writable and not self._coming:
            self._show_kept(half)
        else:
            self._put_new()

    def _put_new(self) -> None:
        view = self._view
        if view is None:
            return
        self._open = _Open(serial=len(self._count.ballots) + self._coming + 1)
        self.grid.show_ballot(view.rows, view.columns, OPEN * len(view.rows), writable=self._writable)
        self._show_panel()

    def _show_kept(self, ballot: BallotView) -> None:
        view = self._view
        if view is None:
            return
        own = void_cause(ballot.marks, view.columns, several_void=view.several_void)
        self._open = _Open(ballot.uid, ballot.serial, "" if own else ballot.void)
        self.grid.show_ballot(view.rows, view.columns, ballot.marks, writable=self._writable)
        self.list.select_uid(ballot.uid)
        self._show_panel()

    def _show_panel(self) -> None:
        if self._view is None:
            return
        self.progress.setText(progress_words(self._rater, self._tally))
        kept = bool(self._open.uid)
        number = f"第 {self._open.serial} 张" + ("" if kept else "（新）")
        self.panel.show_ballot(number, self.grid.marks, self._cause(), kept=kept)
        self.panel.save.setText("存好，录下一张" if not kept or self._open.touched else "录下一张")
        self.panel.back.setEnabled(self._open.serial > 1 and bool(self._count.ballots))

    def _cause(self) -> str:
        view = self._view
        if view is None:
            return ""
        own = void_cause(self.grid.marks, view.columns, several_void=view.several_void)
        return own or self._open.void

    def _focus(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # -------------------------------------------------------------------------------------------------- typing

    def _on_marks(self) -> None:
        self._open.touched = True
        self._show_panel()

    def _on_fill(self, mark: str) -> None:
        self.grid.fill(mark)
        self._focus()

    def _on_void(self, reason: str) -> None:
        if self._writable:
            self._open.void, self._open.touched = reason, True
            self._show_panel()
            self._focus()

    def save_open(self) -> None:
        """Keep the ballot and take the next; what is not typed yet is asked for first."""
        if not self._writable or self._view is None:
            return
        marks = self.grid.marks
        if not finished(marks) and not self._cause():
            left = marks.count(OPEN)
            self.grid.go_to(marks.index(OPEN))
            self._focus()
            self.said.emit(
                f"第 {self._open.serial} 张还有 {left} 人没有录；其余都一样的按 F2 等键，没打“√”的按 F6"
            )
            return
        if self._open.touched:
            self._keep()
        self._open = _Open()
        self._put_new()
        self._focus()

    def _keep(self) -> None:
        """Write the open ballot on the worker; refused, it is shown again."""
        opened, marks = self._open, self.grid.marks
        actor, rater_uid, tally = self._context.actor, self._rater_uid, self._tally
        counting = self._context.services.counting
        new = not opened.uid
        self._coming += new

        def arrived() -> None:
            self._coming -= new

        def failed(fault: BaseException) -> None:
            arrived()
            show_error(fault, self)
            if self._view is not None and not self._open.touched and self._rater_uid == rater_uid:
                self._open = opened
                self.grid.show_ballot(self._view.rows, self._view.columns, marks, writable=self._writable)
                self._open.touched = True
                self._show_panel()

        self._write(
            lambda: counting.save_ballot(
                actor, rater_uid, tally, marks, ballot_uid=opened.uid, void=opened.void
            ),
            arrived, failed=failed, label="正在保存测评票",
        )  # fmt: skip

    def _write(
        self,
        call: Callable[[], Changes],
        done: Callable[[], None],
        *,
        label: str,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        def work(_job: object) -> _Written:
            return _Written(call(), done)

        self._context.tasks.run(
            work, parent=self, on_success=self._on_written, on_error=failed, label=label, cancellable=False
        )

    def _on_written(self, written: _Written) -> None:
        written.done()
        # Told only now: the number of the next ballot counts those that have arrived.
        self._context.tasks.apply(written.made, initiator=self)
        self.said.emit(written.made.message)

    # ------------------------------------------------------------------------------------------------ going about

    def _on_listed(self, ballot: BallotView | None) -> None:
        if ballot is None or ballot.uid == self._open.uid:
            return
        self.leave()
        self._show_kept(ballot)
        self._focus()

    def _on_back(self) -> None:
        """The ballot before the open one."""
        before = [b for b in self._count.ballots if b.serial < self._open.serial]
        if before:
            self._on_listed(before[-1])

    def _on_remove(self) -> None:
        uid, number = self._open.uid, self._open.serial
        if not uid or not self._writable:
            return
        text = f"删去第 {number} 张测评票，后面的各张依次前移。"
        if not confirm(self, title="删去测评票", text=text, action_label="删去"):
            return
        actor, counting = self._context.actor, self._context.services.counting
        self._open = _Open()
        self._write(lambda: counting.remove_ballot(actor, uid), self._put_new, label="正在删去测评票")

    def _on_found(self) -> None:
        """Go to the first member found, and back to typing."""
        query = self.search.text().strip()
        rows = self._view.rows if self._view is not None else ()
        for place, row in enumerate(rows):
            if query and matches(query, row.label, row.pinyin, row.initials):
                self.search.clear()
                self.grid.go_to(place)
                self._focus()
                return


@dataclass(frozen=True, slots=True)
class _Written:
    """A write that has been made but not been told of."""

    made: Changes
    done: Callable[[], None]
