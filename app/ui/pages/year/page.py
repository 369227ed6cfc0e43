"""年终: the desks of the year's end behind one row of chips; each is made when it is first chosen."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.changes import Changes, Kind
from app.ui.context import WorkContext
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.year.desk import YearDesk
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar

#: Key, words on the chip, module and class of each desk, in the order of the year's work.
DESKS: tuple[tuple[str, str, str, str], ...] = (
    ("terms", "季度半年", "terms", "TermDesk"),
    ("appraisal", "民主评议", "appraisal", "AppraisalDesk"),
    ("vetoes", "一票否决", "vetoes", "VetoDesk"),
    ("assessment", "年终总评", "assessment", "AssessmentDesk"),
)


class YearPage(Page):
    """The page; what it shows is in its desks.

    Attributes:
        chips: Which desk is shown.
    """

    title: ClassVar[str] = "年终"
    interests: ClassVar[frozenset[Kind]] = frozenset()
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.chips = ChipBar([Chip(key, words) for key, words, _, _ in DESKS])
        self._stack = QStackedWidget()
        self._desks: dict[str, YearDesk] = {}
        self._stale: set[str] = set()
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.chips)
        row.addStretch(1)
        self._tools = row
        self.content.addWidget(self._row)
        self.content.addWidget(self._stack, 1)
        self.chips.chosen.connect(self._on_chosen)

    @property
    def desk(self) -> YearDesk:
        """The desk that is shown; it is made when it is the first time."""
        key = self.chips.current or DESKS[0][0]
        found = self._desks.get(key)
        if found is None:
            found = self._desks[key] = self._make(key)
            self._stale.add(key)
        return found

    @property
    def primary_action(self) -> Button | None:
        """The desk's red button."""
        return self.desk.primary

    @property
    def start_widget(self) -> QWidget | None:
        """The desk's first field."""
        return self.desk.start_widget

    @property
    def search_field(self) -> QWidget | None:
        """The desk's name search."""
        return self.desk.search_field

    def refresh(self, changes: Changes | None) -> None:
        """Tell the desk that is shown; the others read when they are shown again."""
        if changes is None:
            self._stale |= set(self._desks)
            self._show()
            return
        for key, desk in self._desks.items():
            if not desk.interests or desk.interests & changes.kinds:
                self._stale.add(key)
        self._show(changes)

    def show_target(self, target: object) -> None:
        """Choose a desk by its key, or ``(key, record)`` one record on it."""
        key, record = target if isinstance(target, tuple) else (target, None)
        self.chips.choose(str(key))
        self._show()
        if record is not None:
            self.desk.show_target(record)

    def _make(self, key: str) -> YearDesk:
        module, name = next((module, name) for k, _, module, name in DESKS if k == key)
        desk: YearDesk = getattr(import_module(f"app.ui.pages.year.{module}"), name)(self.context)
        desk.state_changed.connect(self._on_state)
        desk.access_changed.connect(self._on_access)
        desk.projecting.connect(self._on_projecting)
        if desk.primary is not None:
            desk.primary.show_key(PRIMARY_KEY)
            self.header.add(desk.primary)
        for tool in desk.tools:
            self._tools.addWidget(tool)
        self._stack.addWidget(desk)
        return desk

    def _show(self, changes: Changes | None = None) -> None:
        desk, key = self.desk, self.chips.current
        self._stack.setCurrentWidget(desk)
        for other in self._desks.values():
            for tool in other.tools:
                tool.setVisible(other is desk)
            if other.primary is not None and other is not desk:
                other.primary.hide()
        if key in self._stale:
            self._stale.discard(key)
            desk.refresh(changes)

    def _on_chosen(self, _key: str) -> None:
        self.header.set_state("")
        self.set_read_only("")
        self._stale.add(self.chips.current)
        self._show()

    def _on_state(self, text: str) -> None:
        if self.sender() is self._stack.currentWidget():
            self.header.set_state(text)

    def _on_projecting(self, on: bool) -> None:  # Qt's signal
        self.header.setVisible(not on)
        self._row.setVisible(not on)

    def _on_access(self, reason: str) -> None:
        if self.sender() is self._stack.currentWidget():
            self.set_read_only(reason)
