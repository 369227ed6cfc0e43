"""同一件事: the field that joins a line to another one of the card which tells of the same act.

It is there only where it makes a difference: the scheme counts one act once among these items, and the card has
another line of one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.services.acts import may_join
from app.services.lines import LineView
from app.services.scoring import Item
from app.ui.pages.declare.strip_form import StripForm


class SameAct:
    """Offers the lines that can be meant and reads the choice; the widget belongs to the form."""

    def __init__(self, form: StripForm) -> None:
        self._form = form
        self._lines: Sequence[LineView] = ()
        self._offered: list[LineView] = []
        self._shown = ""

    def set_lines(self, lines: Sequence[LineView]) -> None:
        """The lines of the month; from the next item on they are offered."""
        self._lines = lines

    def show(self, item: Item | None, items: Mapping[str, Item], *, member_uid: str, editing: str) -> None:
        """Offer what can be the same act as a line of ``item``.

        Args:
            item: Of the line that is typed.
            items: Those of the scheme.
            member_uid: Whose card.
            editing: The line that is changed; chosen is what it is joined to already.
        """
        found = [
            line
            for line in self._lines
            if line.member.uid == member_uid
            and line.uid != editing
            and may_join(line.state, item, items.get(line.item))
        ]
        # What was typed last is meant most often.
        self._offered = found[::-1]
        self._form.same.set_choices(
            [(line.uid, f"{line.deed_date:%m-%d} {line.item_name}") for line in self._offered], none="不是"
        )
        self._form.same_box.setVisible(bool(self._offered))
        own = next((line for line in self._lines if line.uid == editing), None)
        if own is not None and own.act is not None:
            partner = next((line.uid for line in self._offered if line.act == own.act), None)
            self._form.same.choose(partner)
        self._shown = self._form.same.value or ""

    @property
    def value(self) -> str | None:
        """Uid of the line meant, empty for an act of its own; ``None`` to leave it as it is.

        What the field shows need not be what the line is joined to: a partner may be settled already, and is then
        not offered. So an untouched field says nothing.
        """
        value = self._form.same.value or ""
        return value if self._offered and value != self._shown else None

    def choose(self, uid: str | None) -> None:
        """Choose as it was chosen before."""
        if uid == "":
            self._form.same.choose(None)
        elif uid is not None and any(line.uid == uid for line in self._offered):
            self._form.same.choose(uid)

    def advice(self, day: date) -> list[str]:
        """A word about another line of the same day, while nothing is chosen."""
        if self.value:
            return []
        names = [line.item_name for line in self._offered if line.deed_date == day]
        return [f"同一天已有“{names[0]}”，是同一件事的请在“同一件事”里选它"] if names else []
