"""Undo and redo of a text, kept while the window is open."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST = 200


@dataclass(slots=True)
class TextSteps:
    """The states of one draft.

    Attributes:
        text: The present state.
    """

    text: str
    _before: list[str] = field(default_factory=list)
    _after: list[str] = field(default_factory=list)
    _place: str = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier state."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._after)

    def go(self, text: str, *, place: str = "") -> bool:
        """A new state; typing on at one place is one step. Returns whether anything changed."""
        if text == self.text:
            return False
        if not place or place != self._place or not self._before:
            self._before.append(self.text)
            del self._before[:-_MOST]
        self._after.clear()
        self.text, self._place = text, place
        return True

    def undo(self) -> bool:
        """One step back."""
        return self._turn(self._before, self._after)

    def redo(self) -> bool:
        """One step forward again."""
        return self._turn(self._after, self._before)

    def _turn(self, source: list[str], target: list[str]) -> bool:
        if not source:
            return False
        target.append(self.text)
        self.text, self._place = source.pop(), ""
        return True
