"""What every page of the window has: a header, a state sentence, a place for content, and a way to reload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.changes import Changes, Kind
from app.services.months import Month
from app.ui.context import WorkContext
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, PushButton
from app.ui.widgets.labels import label
from app.ui.widgets.month_selector import MonthSelector
from app.ui.widgets.scaled import ScaleWatcher
from app.ui.widgets.state import Banner, Tone
from app.ui.widgets.toast import toast

#: Presses the red button of any page; the window listens to it.
PRIMARY_KEY = "Ctrl+Enter"


class PageHeader(QWidget):
    """Heading at the left, the state sentence below it, buttons at the right.

    Signals:
        month_chosen: A :class:`Month`, if the header has a month selector.
    """

    month_chosen = Signal(object)

    def __init__(self, title: str, *, month: Month | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(Space.XS)
        self._title = label(title, "heading")
        line.addWidget(self._title)
        self._month: MonthSelector | None = None
        if month is not None:
            self._month = MonthSelector(month)
            self._month.month_chosen.connect(self.month_chosen)
            line.addWidget(self._month)
        line.addStretch(1)
        self._state = label("", "quiet", wrap=True)
        words.addLayout(line)
        words.addWidget(self._state)
        row.addLayout(words, 1)
        self._right = QHBoxLayout()
        self._right.setSpacing(Space.M)
        row.addLayout(self._right)
        row.setAlignment(self._right, Qt.AlignmentFlag.AlignVCenter)
        self._state.hide()

    @property
    def state_text(self) -> str:
        """The state sentence."""
        return self._state.text()

    @property
    def title_text(self) -> str:
        """The heading without its month."""
        return self._title.text()

    @property
    def month_selector(self) -> MonthSelector | None:
        """The month selector, if there is one."""
        return self._month

    def set_title(self, text: str) -> None:
        """Change the heading."""
        self._title.setText(text)

    def set_state(self, text: str) -> None:
        """Say in one sentence where things stand."""
        self._state.setText(text)
        self._state.setVisible(bool(text))

    def set_month(self, month: Month) -> None:
        """Show another month."""
        if self._month is not None:
            self._month.set_month(month)

    def add(self, widget: QWidget) -> None:
        """Add a field or button at the right; the red button comes last."""
        self._right.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Follow what is shown at the right and how large it is."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """Take the keys off the buttons where they would be cut: the words come first."""
        buttons = [button for button in self.findChildren(PushButton) if button.isVisibleTo(self)]
        now = self.minimumSizeHint().width()
        full = now + sum(button.full_width - button.sizeHint().width() for button in buttons)
        for button in buttons:
            button.set_compact(compact=full > self.width())


class Page(QWidget):
    """Base of all pages. A page builds its widgets in ``__init__`` and fills them in :meth:`refresh`.

    The window calls ``refresh(None)`` when the page is shown for the first time or branch, month or account changed,
    and ``refresh(changes)`` when something was written that is of one of the page's ``interests``. A page that is not
    shown is told when it is shown again. Selection and scroll position stay as they are.

    Attributes:
        title: Words in the side bar and in the heading.
        interests: Kinds of records that the page shows; empty means all.
        shows_month: Whether the heading carries the month selector.
        context: Services, branch, month, account.
        header: Heading, state sentence, buttons at the right.
        content: Layout below the header.
    """

    title: ClassVar[str] = ""
    interests: ClassVar[frozenset[Kind]] = frozenset()
    shows_month: ClassVar[bool] = False

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._read_only_reason = ""
        outer = QVBoxLayout(self)
        outer.setSpacing(Space.M)
        ScaleWatcher(
            self,
            lambda: outer.setContentsMargins(Space.XL, Space.L + 2, Space.XL, current_scale().foot),
        )
        self.header = PageHeader(self.title, month=context.month if self.shows_month else None)
        self.header.month_chosen.connect(context.set_month)
        self._banner = Banner()
        outer.addWidget(self.header)
        outer.addWidget(self._banner)
        self.content = QVBoxLayout()
        self.content.setSpacing(Space.M)
        outer.addLayout(self.content, 1)

    @property
    def primary_action(self) -> Button | None:
        """The page's red button, if it has one now. Ctrl+Enter presses it."""
        return None

    @property
    def start_widget(self) -> QWidget | None:
        """What has the focus when the page is opened; ``None`` leaves Tab to reach the first field."""
        return None

    @property
    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes on this page; ``None`` lets the window go to 党员."""
        return None

    @property
    def read_only(self) -> bool:
        """Whether the page only shows."""
        return bool(self._read_only_reason)

    def refresh(self, changes: Changes | None) -> None:
        """Read what the page shows.

        Args:
            changes: What was written; ``None`` reads everything.
        """
        raise NotImplementedError

    def show_target(self, target: object) -> None:
        """Go to one record, named by another page through ``context.go``."""

    def set_read_only(self, reason: str) -> None:
        """Say why nothing can be changed here ("9月已归档，只能查看。"); empty makes the page writable again.

        Pages extend this to disable their buttons.
        """
        self._read_only_reason = reason
        self._banner.show_text(reason, Tone.LOCKED)

    def toast(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say quietly what was done; ``undo`` offers 撤销."""
        toast(self, text, undo=undo)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One entry of the side bar.

    Attributes:
        key: Name for ``context.go``.
        title: Word in the side bar.
        icon: Name of its line icon.
        factory: Makes the page when it is shown for the first time.
        at_foot: Whether it stands at the foot of the side bar (系统).
    """

    key: str
    title: str
    icon: str
    factory: Callable[[WorkContext], Page]
    at_foot: bool = False
