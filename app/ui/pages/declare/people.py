"""Members and items as the fields of this page offer them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.services.member_views import MemberRow
from app.services.pinyin import full_pinyin, initials
from app.services.scoring import Item
from app.ui.widgets.member_picker import Person


def person_of(member: MemberRow) -> Person:
    """A member for pickers and tick lists."""
    return Person(member.uid, member.label, member.pinyin, member.initials, member.name)


@dataclass(frozen=True, slots=True)
class ItemChoice(Person):
    """An item of the scheme, found by name, pinyin, initials, or its number in the scheme's order."""

    number: int = 0

    def is_meant_by(self, query: str) -> bool:
        """Digits mean the number and nothing else; everything else is looked for in the name."""
        text = query.strip()
        if text.isdecimal():
            return int(text) == self.number
        # super() does not work in a dataclass with slots: the class is made anew.
        return Person.is_meant_by(self, text)


@lru_cache(maxsize=512)
def _spelling(name: str) -> tuple[str, str]:
    return full_pinyin(name), initials(name)


def item_choices(items: Iterable[Item]) -> list[ItemChoice]:
    """The items as a picker offers them, each with its number before the name."""
    found = []
    for number, item in enumerate(items, 1):
        pinyin, letters = _spelling(item.name)
        found.append(ItemChoice(item.id, f"{number} {item.name}", pinyin, letters, item.name, number))
    return found


def listed(names: Iterable[str], *, most: int = 3) -> str:
    """Names one after the other; beyond ``most`` it says 等."""
    known = list(names)
    if len(known) <= most:
        return "、".join(known)
    return f"{'、'.join(known[:most])}等"
