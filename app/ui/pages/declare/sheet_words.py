"""What an attendance sheet offers for its item: title, marks with their prices and keys, and the count in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from app.services.activities import EARNS, PRESENCE_NAMES, Presence
from app.services.months import Month
from app.services.numbers import format_points
from app.services.scoring import AttendanceAmount, Item, plain
from app.services.scoring.kinds import ActivityKind
from app.services.signs import price_of
from app.ui.widgets.mark_model import Mark
from app.ui.widgets.state import Tone

_TITLES = {
    ActivityKind.ACTIVITY_DAY: "主题党日",
    ActivityKind.LECTURE: "党课",
    ActivityKind.MEMBERS_MEETING: "党员大会",
    ActivityKind.GROUP_MEETING: "党小组会",
    ActivityKind.ORG_LIFE: "组织生活会",
    ActivityKind.APPRAISAL: "民主评议",
    ActivityKind.VOLUNTEER: "志愿服务",
}
_LETTERS = {Presence.LATE: "C", Presence.LEAVE: "L", Presence.EXCUSED: "X", Presence.MADE_UP: "M"}
_TONES = {Presence.PRESENT: Tone.GOOD, Presence.LATE: Tone.CARE, Presence.ABSENT: Tone.PLAIN}
_USUAL = (Presence.PRESENT, Presence.LATE, Presence.LEAVE, Presence.ABSENT)
#: First what ticking sets, last what unticking leaves.
_ALL = (*_USUAL[:-1], Presence.EXCUSED, Presence.MADE_UP, Presence.ABSENT)


def proposed_title(item: Item, month: Month) -> str:
    """ "10月主题党日": what the office would write on the sign-in sheet."""
    word = _TITLES.get(item.activity) if item.activity is not None else None
    return f"{month.month}月{word or item.name.removeprefix('参加')}"


def needs_checker(item: Item | None) -> bool:
    """Whether some mark deducts, so that the checker stands as the second person."""
    priced = isinstance(item.amount, AttendanceAmount) if item is not None else False
    return priced and any(_price(item, mark) < 0 for mark in _ALL)


def marks_of(item: Item | None, used: Collection[str] = ()) -> tuple[Mark, ...]:
    """The marks that make a difference for an item, with their prices where they have one.

    Args:
        item: What is scored by the sheet.
        used: Marks that stand on the sheet already; they are offered in any case.
    """
    differs = item is not None and item.amount_kind in {"attendance", "expected"}
    offered = [mark for mark in _ALL if differs or mark in _USUAL or mark in used]
    return tuple(
        Mark(mark, _word(item, mark), _TONES.get(mark, Tone.INFO), _LETTERS.get(mark, "")) for mark in offered
    )


def keys_words(item: Item | None) -> str:
    """How the marks are set with the keyboard, and what becomes of them."""
    letters = "，".join(f"{mark.letter} {PRESENCE_NAMES[mark.key]}" for mark in marks_of(item) if mark.letter)
    words = f"空格 到会或缺席，{letters}，回车 下一人"
    if item is not None and item.amount_kind == "expected":
        words += "；缺几次由程序推算，不用另记"
    return words


def count_words(counts: Mapping[str, int]) -> str:
    """The sheet in one sentence."""
    words = [f"到会 {sum(counts.get(mark, 0) for mark in EARNS)} 人"]
    if counts.get(Presence.LATE):
        words.append(f"其中迟到 {counts[Presence.LATE]}")
    words += [f"{PRESENCE_NAMES[mark]} {counts.get(mark, 0)}" for mark in (Presence.LEAVE, Presence.ABSENT)]
    for mark in (Presence.EXCUSED, Presence.MADE_UP):
        if counts.get(mark):
            words.append(f"{PRESENCE_NAMES[mark]} {counts[mark]}")
    return "，".join(words) + f"，应到 {sum(counts.values())} 人"


def _word(item: Item | None, mark: Presence) -> str:
    """The mark beside the name: nothing for plain absence, else its name, with its price where that is not nothing."""
    price = _price(item, mark)
    if price:
        return f"{PRESENCE_NAMES[mark]} {format_points(price, _places(price))}"
    return "" if mark is Presence.ABSENT else PRESENCE_NAMES[mark]


def _places(price: Decimal) -> int:
    _, _, decimals = plain(price).partition(".")
    return len(decimals)


def _price(item: Item | None, mark: Presence) -> Decimal:
    amount = item.amount if item is not None else None
    return price_of(amount, mark.value) if isinstance(amount, AttendanceAmount) else Decimal(0)
