"""Which branch of the village a row of a roster means: people write its name in many ways."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UserError
from app.models import Unit

from .exchange.roster import RosterValues

_NUMERALS = frozenset("一二三四五六七八九十百零〇0123456789")


class NamedBranches:
    """The branches of a ledger, and the one meant where a row names none."""

    def __init__(self, units: Sequence[Unit], default_uid: str | None) -> None:
        self._units = units
        self._default = next((u for u in units if u.uid == default_uid), None)
        if self._default is None and len(units) == 1:
            self._default = units[0]

    def _meant(self, branch: str) -> list[Unit]:
        """The branches that a text can mean: by full name, else by short name, else by a short name inside it."""
        for found in (
            [u for u in self._units if u.name == branch],
            [u for u in self._units if u.short_name == branch],
        ):
            if found:
                return found
        return [u for u in self._units if _contains(branch, u.short_name)]

    def unit(self, values: RosterValues, number: int) -> Unit:
        """The branch of a row.

        Raises:
            UserError: the row names no branch of the village, or several could be meant.
        """
        if values.branch:
            meant = self._meant(values.branch)
            if len(meant) == 1:
                return meant[0]
            if meant:
                raise UserError(
                    f"第 {number} 行 {values.name}：“{values.branch}”分不清是{'还是'.join(u.short_name for u in meant)}。",
                    hint="请在名册里写党支部的全称。",
                )
        # The only branch of a file may be written in many ways; of several, one must be meant.
        if self._default is not None and (len(self._units) == 1 or not values.branch):
            return self._default
        named = f"“{values.branch}”不是本村的党支部" if values.branch else "没有写所在党支部"
        raise UserError(
            f"第 {number} 行 {values.name}：{named}。",
            hint=f"请在名册里写明：{'、'.join(u.short_name for u in self._units)}。",
        )


def _contains(text: str, short_name: str) -> bool:
    """Whether a branch's short name stands in a text, and not as the tail of another number (十一支部, 一支部)."""
    place = text.find(short_name)
    return place >= 0 and not (place > 0 and text[place - 1] in _NUMERALS and short_name[0] in _NUMERALS)
