"""计票: ballots handed out and come back, who counts and how, and below it what is typed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.services.appraisal.views import BALLOTS, TOTALS, AppraisalView, RaterView
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.messages import show_error
from app.ui.pages.year.appraisal.ballot_entry import BallotEntry
from app.ui.pages.year.appraisal.totals_entry import TotalsEntry
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietSpinBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.menus import drop_down

_MOST = 9999
_WAYS = ((BALLOTS, "逐张录入"), (TOTALS, "按人填总数"))
_TALLIES = ((1, "一人计票"), (2, "两人分别计票"))


class CountingView(QWidget):
    """Typing of one rater group and count.

    Attributes:
        bar: Figures and the way of counting; the desk puts it beside its chips.

    Signals:
        said: A quiet word.
    """

    said = Signal(str)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: AppraisalView | None = None
        self._writable = False
        self._sent: tuple[str, int, int, int] | None = None
        self.raters, self.tallies = ChipBar(), ChipBar()
        self.given, self.returned, self.invalid = QuietSpinBox(), QuietSpinBox(), QuietSpinBox()
        self._invalid_word = label("无效")
        self.way = Button("", key="F12")
        self._menu = QMenu(self)
        self._ways: dict[str, QAction] = {}
        self._numbers: dict[int, QAction] = {}
        self.ballots, self.totals = BallotEntry(context), TotalsEntry(context)
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(Space.L)
        chips.addWidget(self.raters)
        chips.addWidget(self.tallies)
        chips.addStretch(1)
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(Space.M, 0, 0, 0)
        row.setSpacing(Space.S)
        fields = (("发出", self.given), ("收回", self.returned), ("无效", self.invalid))
        for words, box in fields:
            box.setRange(0, _MOST)
            box.setSuffix(" 张")
            box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.setAccessibleName(f"{words}张数")
            row.addWidget(self._invalid_word if box is self.invalid else label(words))
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self.way)
        self._stack.addWidget(self.ballots)
        self._stack.addWidget(self.totals)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(chips)
        column.addWidget(self._stack, 1)
        self._fill_menu()

    def _fill_menu(self) -> None:
        ways, numbers = QActionGroup(self), QActionGroup(self)
        for key, words in _WAYS:
            action = self._ways[key] = self._menu.addAction(words)
            action.triggered.connect(lambda _checked=False, way=key: self._on_way(way=way))
            ways.addAction(action)
        self._menu.addSeparator()
        for number, words in _TALLIES:
            action = self._numbers[number] = self._menu.addAction(words)
            action.triggered.connect(lambda _checked=False, count=number: self._on_way(tallies=count))
            numbers.addAction(action)
        for action in (*self._ways.values(), *self._numbers.values()):
            action.setCheckable(True)

    def _connect(self) -> None:
        self.way.clicked.connect(lambda: drop_down(self._menu, self.way))
        self.raters.chosen.connect(lambda _key: self._show())
        self.tallies.chosen.connect(lambda _key: self._show())
        for box, following in ((self.given, self.returned), (self.returned, None), (self.invalid, None)):
            box.editingFinished.connect(self._on_figures)
            box.lineEdit().returnPressed.connect(lambda to=following: self._on_return(to))
        for part in (self.ballots, self.totals):
            part.said.connect(self.said)

    # ------------------------------------------------------------------------------------------------- showing

    @property
    def way_menu(self) -> QMenu:
        """The ways of counting."""
        return self._menu

    @property
    def rater(self) -> RaterView | None:
        """The group that is shown."""
        if self._view is None or not self.raters.current:
            return None
        return self._view.rater(self.raters.current)

    @property
    def tally(self) -> int:
        """Whose count is typed."""
        return int(self.tallies.current or 1)

    def show_view(self, view: AppraisalView, *, writable: bool) -> None:
        """Show a set; group and count stay chosen."""
        self._view, self._writable = view, writable
        self.raters.set_chips([Chip(rater.uid, rater.name) for rater in view.raters])
        self.raters.setVisible(len(view.raters) > 1)
        self._show()

    def start(self) -> None:
        """Go on: first how many came back, then the ballots."""
        rater = self.rater
        if rater is not None and self._writable and not rater.returned:
            (self.returned if rater.given else self.given).setFocus()
            (self.returned if rater.given else self.given).selectAll()
        else:
            self._entry.start()

    @property
    def _entry(self) -> BallotEntry | TotalsEntry:
        rater = self.rater
        return self.totals if rater is not None and rater.way == TOTALS else self.ballots

    def _show(self) -> None:
        view, rater = self._view, self.rater
        if view is None or rater is None:
            return
        self.tallies.set_chips([Chip(str(t.number), f"第 {t.number} 份计票") for t in rater.tallies])
        self.tallies.setVisible(len(rater.tallies) > 1)
        self._show_figures(rater)
        count = min(self.tally, len(rater.tallies))
        words = dict(_WAYS)[rater.way]
        self.way.setText(f"{words}，{'两人' if len(rater.tallies) > 1 else '一人'}计票")
        self.way.setEnabled(self._writable)
        self._ways[rater.way].setChecked(True)
        self._numbers[len(rater.tallies)].setChecked(True)
        self._entry.show_count(view, rater, count, writable=self._writable)
        self._stack.setCurrentWidget(self._entry)

    def _show_figures(self, rater: RaterView) -> None:
        figures = (
            (self.given, rater.given), (self.returned, rater.returned), (self.invalid, rater.invalid),
        )  # fmt: skip
        self._sent = None
        for box, figure in figures:
            if not box.hasFocus() or not self._writable:
                with QSignalBlocker(box):
                    box.setValue(figure)
            box.setReadOnly(not self._writable)
        totals = rater.way == TOTALS
        self.invalid.setVisible(totals)
        self._invalid_word.setVisible(totals)

    # ------------------------------------------------------------------------------------------------- writing

    def _on_return(self, following: QuietSpinBox | None) -> None:
        if following is not None:
            following.setFocus(Qt.FocusReason.TabFocusReason)
            following.selectAll()
        elif self.invalid.isVisible() and not self.invalid.hasFocus():
            self.invalid.setFocus(Qt.FocusReason.TabFocusReason)
            self.invalid.selectAll()
        else:
            self._entry.start()

    def _on_figures(self) -> None:
        """Keep the figures once they can be right: more handed out than come back."""
        rater = self.rater
        if rater is None or not self._writable:
            return
        now = (rater.uid, self.given.value(), self.returned.value(), self.invalid.value())
        kept = (rater.uid, rater.given, rater.returned, rater.invalid)
        if now in (kept, self._sent):
            return
        if now[2] > now[1] and self.given.hasFocus():
            # She is still on the way from one field to the next.
            return
        self._sent = now
        actor, counting = self._context.actor, self._context.services.counting

        def failed(fault: BaseException) -> None:
            self._sent = None
            show_error(fault, self)
            self._show()

        self._context.tasks.run(
            lambda _job: counting.register(actor, now[0], given=now[1], returned=now[2], invalid=now[3]),
            parent=self, on_success=self._on_written, on_error=failed, label="正在登记张数", cancellable=False,
        )  # fmt: skip

    def _on_way(self, *, way: str = "", tallies: int = 0) -> None:
        rater = self.rater
        if rater is None:
            return
        actor, counting, uid = self._context.actor, self._context.services.counting, rater.uid
        wanted, number = way or rater.way, tallies or len(rater.tallies)

        def failed(fault: BaseException) -> None:
            show_error(fault, self)
            self._show()

        self._context.tasks.run(
            lambda _job: counting.set_way(actor, uid, way=wanted, tallies=number),
            parent=self, on_success=self._on_written, on_error=failed, label="正在换计票方式", cancellable=False,
        )  # fmt: skip

    def _on_written(self, changes: Changes) -> None:
        self.said.emit(changes.message)
