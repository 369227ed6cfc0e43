"""The page: three desks behind one row of chips; each is made when it is first chosen."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.changes import Changes, Kind
from app.ui.context import WorkContext
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.objections.desk import CorrectionsDesk
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar

#: Key, words on the chip, module and class of each desk.
DESKS = (
    ("objections", "异议", "objection_desk", "ObjectionDesk"),
    ("correction", "更正", "correction_desk", "CorrectionDesk"),
    ("supplement", "补充评定", "supplement_desk", "SupplementDesk"),
)


class ObjectionsPage(Page):
    """What is raised against a board, and how a confirmed entry is put right.

    Attributes:
        chips: Which desk is shown.
    """

    title: ClassVar[str] = "异议更正"
    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.OBJECTION, Kind.POSTING, Kind.MEETING, Kind.NOTICE, Kind.PERIOD, Kind.MEMBER, Kind.SCHEME}
    )
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.chips = ChipBar([Chip(key, words) for key, words, _, _ in DESKS])
        self._stack = QStackedWidget()
        self._desks: dict[str, CorrectionsDesk] = {}
        self._stale: set[str] = set()
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        self._tools = QHBoxLayout()
        row.addLayout(self._tools)
        self.content.addLayout(row)
        self.content.addWidget(self._stack, 1)
        self.chips.chosen.connect(lambda _key: self._show())

    @property
    def desk(self) -> CorrectionsDesk:
        """The desk that is shown; it is made when it is the first time."""
        key = self.chips.current or DESKS[0][0]
        if key not in self._desks:
            self._desks[key] = self._make(key)
            self._stale.add(key)
        return self._desks[key]

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
        self._stale |= set(self._desks)
        self._show(changes)

    def show_target(self, target: object) -> None:
        """One objection by its uid; ``(desk, record)`` a record on another desk; a desk by its key."""
        key, record = target if isinstance(target, tuple) else (DESKS[0][0], target)
        if isinstance(target, str) and target in {desk[0] for desk in DESKS}:
            key, record = target, None
        self.chips.choose(str(key))
        self._show()
        if record:
            self.desk.show_target(record)

    def _make(self, key: str) -> CorrectionsDesk:
        module, name = next((module, name) for k, _, module, name in DESKS if k == key)
        made: CorrectionsDesk = getattr(import_module(f"app.ui.pages.objections.{module}"), name)(
            self.context
        )
        made.state_changed.connect(lambda text: self._on_state(made, text))
        made.access_changed.connect(lambda text: self._on_access(made, text))
        for tool in made.tools:
            self._tools.addWidget(tool)
        made.step_changed.connect(self._show_buttons)
        made.primary.show_key(PRIMARY_KEY)
        self.header.add(made.primary)
        self._stack.addWidget(made)
        return made

    def _show(self, changes: Changes | None = None) -> None:
        shown = self.desk
        key = self.chips.current
        self._stack.setCurrentWidget(shown)
        for desk in self._desks.values():
            for tool in desk.tools:
                tool.setVisible(desk is shown)
        self._show_buttons()
        self._on_state(shown, shown.state_text)
        self._on_access(shown, shown.access_text)
        if key in self._stale:
            self._stale.discard(key)
            shown.refresh(changes)

    def _show_buttons(self) -> None:
        """One red button at most: that of the desk that is shown, if there is a next step."""
        for desk in self._desks.values():
            shown = desk is self._stack.currentWidget()
            desk.primary.setVisible(shown and bool(desk.primary.text()))

    def _on_state(self, desk: CorrectionsDesk, text: str) -> None:
        if desk is self._stack.currentWidget():
            self.header.set_state(text)

    def _on_access(self, desk: CorrectionsDesk, text: str) -> None:
        if desk is self._stack.currentWidget():
            self.set_read_only(text)
