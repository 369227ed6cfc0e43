"""How a table shares its width: nothing is cut beside empty space."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def shared_widths(
    wanted: Sequence[int],
    needed: Sequence[int],
    *,
    room: int,
    stretching: Sequence[int],
    may_shrink: Sequence[bool],
    least: int,
) -> list[int]:
    """Widths of the columns in pixels, together the room where that is possible.

    Args:
        wanted: As the columns are described.
        needed: What their headings and cells take.
        room: Width of the table.
        stretching: Places of the columns that take what is left.
        may_shrink: Whether long texts of a column may be cut where there is no other way.
        least: What is left of such a column at least.
    """
    widths = list(wanted)
    lacking = [max(0, need - width) for need, width in zip(needed, wanted, strict=True)]
    missing = sum(widths) + sum(lacking) - room
    if missing > 0:
        # What stays empty in one column goes to those whose texts would be cut.
        empty = [max(0, width - need) for need, width in zip(needed, wanted, strict=True)]
        widths = _without(widths, empty, missing)
    left = room - sum(widths)
    if left < 0:
        spare = [max(0, width - least) if may else 0 for width, may in zip(widths, may_shrink, strict=True)]
        return _without(widths, spare, -left)
    share = min(1.0, left / sum(lacking)) if any(lacking) else 0.0
    widths = [width + int(lack * share) for width, lack in zip(widths, lacking, strict=True)]
    left = room - sum(widths)
    for place in stretching:
        widths[place] += left // len(stretching)
    if stretching:
        widths[stretching[-1]] += left % len(stretching)
    return widths


def _without(widths: Sequence[int], spare: Sequence[int], missing: int) -> list[int]:
    """Take what is missing from the columns in proportion to what they can give."""
    total = sum(spare)
    if total <= 0:
        return list(widths)
    share = min(1.0, missing / total)
    return [width - ceil(give * share) for width, give in zip(widths, spare, strict=True)]
