"""A list to tick: who was there. A mark list with nothing but ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.mark_list import MarkList
from app.ui.widgets.mark_model import Mark
from app.ui.widgets.member_picker import Person
from app.ui.widgets.state import Tone

_ON, _OFF = "ticked", "open"


class TickList(MarkList):
    """Ticks for a list of people; how it is typed in is said at :class:`MarkList`.

    Signals:
        ticks_changed: Uids that are ticked now (a frozenset).
    """

    ticks_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            (Mark(_ON, "", Tone.GOOD), Mark(_OFF, "", Tone.PLAIN)),
            placeholder="姓名或拼音首字母，回车勾选",
            parent=parent,
        )
        self.marks_changed.connect(self._on_ticked)

    def set_ticked(self, people: Sequence[Person], *, ticked: Iterable[str] = ()) -> None:
        """Show these people with these ticks."""
        self.set_people(people, marks=dict.fromkeys(ticked, _ON))

    @property
    def ticked(self) -> frozenset[str]:
        """Uids that are ticked."""
        return frozenset(uid for uid, mark in self.marks.items() if mark == _ON)

    def _on_ticked(self) -> None:
        self.count.setText(f"已勾选 {len(self.ticked)} 人，共 {len(self.marks)} 人")
        self.ticks_changed.emit(self.ticked)
