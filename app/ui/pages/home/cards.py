"""The cards below the steps: 要办的事, 最近办理, 今年累计, 各支部."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.clock import CHINA
from app.services.home import HomeView, StepState, Todo
from app.services.numbers import format_points
from app.ui.pages.home.facts import NO_SCHEME, BranchTotal, Event
from app.ui.theme.icons import IconView
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button, PushButton
from app.ui.widgets.cards import Card, MeterBar
from app.ui.widgets.labels import ElidedLabel, Role, label, rule

_TODO_ICONS = {
    StepState.CARE: ("circle-alert", Colour.CARE),
    StepState.NEXT: ("circle-alert", Colour.CARE),
    StepState.WAIT: ("clock", Colour.QUIET),
    StepState.DONE: ("check", Colour.GOOD),
}


def clear_layout(layout: QVBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout; what is shown again is made anew."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def grouped(value: Decimal, decimals: int) -> str:
    """Points with a comma at the thousands: 2,316.5."""
    text = format_points(value, decimals if value % 1 else 0)
    sign, digits = (text[0], text[1:]) if text[:1] == "−" else ("", text)
    whole, dot, rest = digits.partition(".")
    return f"{sign}{int(whole or 0):,}{dot}{rest}"


def low_link(text: str) -> QPushButton:
    """A link as low as a line of text, for headings and tables."""
    link = PushButton(text)
    link.setProperty("kind", "link")
    link.setStyleSheet("QPushButton { min-height: 0; padding: 0; }")
    link.setCursor(Qt.CursorShape.PointingHandCursor)
    return link


class TodoCard(Card):
    """要办的事.

    Signals:
        pressed: The :class:`Todo` whose button was pressed.
    """

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("要办的事", parent)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(Space.S)
        self.body.addLayout(self.rows)
        self.body.addStretch(1)

    def show_todos(self, todos: Sequence[Todo]) -> None:
        """Show what is to be done, most pressing first."""
        clear_layout(self.rows)
        order = list(_TODO_ICONS)
        for todo in sorted(todos, key=lambda each: order.index(each.state)):
            self.rows.addWidget(self._row(todo))

    def _row(self, todo: Todo) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(IconView(*_TODO_ICONS[todo.state]))
        row.addWidget(label(todo.text, wrap=True), 1)
        if todo.action:
            button = Button(todo.action)
            button.setAccessibleName(f"{todo.action}：{todo.text}")
            button.clicked.connect(lambda _checked=False: self.pressed.emit(todo))
            row.addWidget(button)
        else:
            holder.setMinimumHeight(Button("看").sizeHint().height() - Space.S)
        return holder


class EventCard(Card):
    """最近办理: who did what lately, so that two officers know of each other.

    Signals:
        more_wanted: All events are wanted.
    """

    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("最近办理", parent)
        more = low_link("全部")
        more.clicked.connect(self.more_wanted)
        self.head.addWidget(more)
        self._list = _FittingRows()
        self.body.addWidget(self._list, 1)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show the newest ones, as many as there is room for."""
        rows = []
        for event in events:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(Space.M)
            row.addWidget(label(short_time(event.at), "note"))
            row.addWidget(ElidedLabel(event.words), 1)
            row.addWidget(label(event.who, "note"))
            rows.append(holder)
        self._list.set_rows(rows)


class _FittingRows(QWidget):
    """Rows from the top; those that would be cut are not shown. Never asks for more than two rows' height."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            row.setParent(self)
        self._place()

    def sizeHint(self) -> QSize:
        """Two rows."""
        return QSize(0, 2 * self._step())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._place()

    def _step(self) -> int:
        return self.fontMetrics().height() + Space.S

    def _place(self) -> None:
        step = self._step()
        for number, row in enumerate(self._rows):
            row.setGeometry(0, number * step, self.width(), step)
            row.setVisible((number + 1) * step <= self.height())


def short_time(at: datetime) -> str:
    """Day and time in China: 11-05 15:02."""
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"


class YearCard(Card):
    """今年累计: the sum, and the averages of the classes as bars.

    Signals:
        opened: The figure was pressed: who has how many.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("今年累计", parent)
        link = low_link("各人积分")
        link.clicked.connect(self.opened)
        self.head.addWidget(link)
        self._figure = label("", "figure")
        self._figure.setCursor(Qt.CursorShape.PointingHandCursor)
        self._figure.setToolTip("看各人的积分和来由")
        self._figure.mouseReleaseEvent = lambda _event: self.opened.emit()  # type: ignore[method-assign]
        self._note = label("", "note", wrap=True)
        self._bars = QGridLayout()
        self._bars.setHorizontalSpacing(Space.S)
        self._bars.setVerticalSpacing(1)
        self._bars.setColumnStretch(1, 1)
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(self._figure)
        words.addWidget(self._note)
        words.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(Space.L)
        sides.addLayout(words, 2)
        sides.addLayout(self._bars, 3)
        self.body.addLayout(sides)
        self.body.addStretch(1)

    @property
    def figure_text(self) -> str:
        """The sum as shown."""
        return self._figure.text()

    def show_year(self, view: HomeView, branch: BranchTotal | None) -> None:
        """Show sum and averages."""
        figures = view.figures
        total = branch.year if branch is not None else figures.year
        self._figure.setText(f"{grouped(total, figures.decimals)} 分" if total is not None else "—")
        parts = [NO_SCHEME] if total is None else []
        if branch is not None and total is not None:
            parts = [
                branch.behind
                if branch.period is None
                else f"其中{view.month.month}月 {grouped(branch.period, branch.decimals)} 分",
                f"{branch.people} 人参加积分",
            ]
            parts += [f"{branch.exempt} 人不纳入"] if branch.exempt else []
        self._note.setText("\n".join(parts))
        self._note.setToolTip(view.year_note)
        clear_layout(self._bars)
        most = max((value for _, value in figures.averages), default=Decimal(0))
        for place, (name, value) in enumerate(figures.averages):
            bar = MeterBar()
            bar.set_share(float(value / most) if most > 0 else 0.0)
            figure = label(format_points(value, max(figures.decimals, 1)), "strong")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._bars.addWidget(label(name), place, 0)
            self._bars.addWidget(bar, place, 1)
            self._bars.addWidget(figure, place, 2)


class BranchesCard(Card):
    """各支部: where the month of each branch stands.

    Signals:
        chosen: Uid of the branch that is to be shown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("各支部", parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    def show_branches(self, branches: Sequence[BranchTotal], *, current: str) -> None:
        """One line a branch, and the village below."""
        clear_layout(self._grid)
        self.setVisible(len(branches) > 1)
        for column, words in enumerate(("", "本月进度", "人数", "本月得分", "今年累计")):
            head = label(words, "note")
            side = Qt.AlignmentFlag.AlignRight if column > 1 else Qt.AlignmentFlag.AlignLeft
            head.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(head, 0, column)
        for number, branch in enumerate(branches, 1):
            self._grid.addWidget(self._name(branch, current=current), number, 0)
            self._grid.setRowMinimumHeight(number, self.fontMetrics().height() + Space.S)
            self._add_figures(branch, number)
        if len(branches) > 1:
            self._add_sum(branches)

    def _name(self, branch: BranchTotal, *, current: str) -> QWidget:
        if branch.uid == current:
            return label(branch.name, "strong")
        name = low_link(branch.name)
        name.setToolTip(f"改看{branch.name}")
        name.clicked.connect(lambda _checked=False: self.chosen.emit(branch.uid))
        return name

    def _add_figures(self, branch: BranchTotal, number: int) -> None:
        role: Role = "good" if branch.done else "quiet" if branch.state == NO_SCHEME else "body"
        state = label(branch.state, role)
        if branch.behind:
            state = label(branch.behind, "care")
        self._grid.addWidget(state, number, 1)
        period = "—" if branch.period is None else grouped(branch.period, branch.decimals)
        people = "—" if branch.year is None else str(branch.people)
        year = "—" if branch.year is None else grouped(branch.year, branch.decimals)
        for column, words in enumerate((people, period, year), 2):
            self._grid.addWidget(_right(words), number, column)

    def _add_sum(self, branches: Sequence[BranchTotal]) -> None:
        number = len(branches) + 1
        self._grid.addWidget(rule(), number, 0, 1, 5)
        periods = [branch.period for branch in branches]
        years = [branch.year for branch in branches if branch.year is not None]
        total = BranchTotal(
            uid="", name="全村", state="", done=False,
            people=sum(b.people for b in branches), exempt=0,
            period=None if None in periods else sum((p for p in periods if p is not None), Decimal(0)),
            year=sum(years, Decimal(0)) if years else None, decimals=max(b.decimals for b in branches),
        )  # fmt: skip
        self._grid.addWidget(label(total.name, "strong"), number + 1, 0)
        self._add_figures(total, number + 1)


def _right(words: str) -> QWidget:
    figure = label(words)
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return figure
