"""Columns of a table, described once: what they show, how they sort, how they look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from app.ui.widgets.state import Tone

Row = TypeVar("Row")


class Align(Enum):
    """Where the words of a column stand; its heading stands the same."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


# No slots: with them ColumnSpec[Row](...) fails on Python 3.11.
@dataclass(frozen=True)
class ColumnSpec(Generic[Row]):
    """One column.

    Attributes:
        title: Heading.
        text: What the cell says.
        sort_key: What it sorts by; the text when omitted. Names: give their pinyin. ``None`` sorts last.
        align: Numbers right, the rest left.
        width: Room in Chinese characters.
        stretch: Whether it takes the room that is left; several share it.
        state: Tone of a state column: icon and colour of the word.
        icon: Icon instead of the tone's own, by name; empty for none.
        tip: Tool tip; the cell's whole text is shown anyway when it is cut.
        searched: Whether the table's filter text looks into this column.
        strong: Whether the words are bold.
        whole: Whether it is never squeezed: a time of which half is missing says nothing.
    """

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any] | None = None
    align: Align = Align.LEFT
    width: float = 6
    stretch: bool = False
    state: Callable[[Row], Tone | None] | None = None
    icon: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None
    searched: bool = True
    strong: bool = False
    whole: bool = False

    def key_of(self, row: Row) -> tuple[bool, Any]:
        """The key to sort a row by; rows without one come last."""
        value = self.text(row) if self.sort_key is None else self.sort_key(row)
        return (value is None or value == "", "" if value is None else value)
