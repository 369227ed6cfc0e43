"""Limits in points and times per window (step f): the best lines take what there is, the smaller are cut.

A limit is applied as a stage of its own, smaller windows first, so that what a month has cut away uses up
nothing of the year. Points and times are the same arithmetic: a line is a piece of so many units, each worth
so much; for points a unit is one point, for times it is one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.caps import AnyLimit, LimitKey, cap_of
from app.services.scoring.document import SharedLimit
from app.services.scoring.lines import Cut, Line
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.windows import window_key
from app.services.scoring.words import SINCE, describe_limit


@dataclass(frozen=True, slots=True)
class Piece:
    """Units of a line that ask for room; ``value`` is what all of them are worth together."""

    line: Line
    unit: Decimal
    count: Decimal
    value: Decimal


def apply_limit(
    key: LimitKey,
    lines: Iterable[Line],
    by_version: Sequence[AnyLimit | None],
    *,
    start_month: int,
) -> None:
    """Cut the lines of one limit in each of its windows; versions may allow different amounts."""
    buckets: dict[int, list[Line]] = {}
    for line in lines:
        if line.counted > ZERO:
            buckets.setdefault(window_key(line.day, key.months, start_month), []).append(line)
    for bucket in buckets.values():
        _cut_bucket(key, bucket, by_version)


def _cut_bucket(key: LimitKey, lines: list[Line], by_version: Sequence[AnyLimit | None]) -> None:
    points = key.kind == "points"
    caps = [None if limit is None else cap_of(limit) for limit in by_version]
    if lines[0].cuts is None and _all_fit(lines, caps, points=points):
        return
    room = Room(caps)
    pieces = [piece for line in lines for piece in _pieces(line, points=points)]
    # The best come first: by worth, then deed date, then uid, so that the order of entry does not matter.
    pieces.sort(key=lambda piece: (-piece.unit * piece.line.weight, -piece.value, piece.line.order))
    kept: dict[int, Decimal] = {}
    before: dict[int, Decimal] = {}
    for piece in pieces:
        mark = id(piece.line)
        before.setdefault(mark, room.used)
        taken = room.take(piece.count, piece.line.version)
        kept[mark] = kept.get(mark, ZERO) + (piece.value if taken == piece.count else taken * piece.unit)
    for line in lines:
        limit = by_version[line.version]
        if limit is not None:
            _settle(line, limit, kept=kept[id(line)], used=before[id(line)])


def _all_fit(lines: list[Line], caps: Sequence[Decimal | None], *, points: bool) -> bool:
    """Whether every line fits under the tightest cap, which spares the sorting for most buckets."""
    asked = sum((line.counted if points else max(ONE, line.worth.times) for line in lines), ZERO)
    return all(cap is None or asked <= cap for cap in caps)


def _pieces(line: Line, *, points: bool) -> Sequence[Piece]:
    """A line of several events is so many events; one that was cut before has whole events and a rest."""
    counted, times = line.counted, line.worth.times
    if points:
        return (Piece(line, ONE, counted, counted),)
    if times <= ONE:
        return (Piece(line, counted, ONE, counted),)
    unit = line.per_event
    if counted == line.counted_in_full:
        return (Piece(line, unit, times, counted),)
    whole, rest = divmod(counted, unit)
    pieces = [Piece(line, unit, whole, unit * whole)] if whole else []
    return [*pieces, Piece(line, rest, ONE, rest)] if rest else pieces


def _settle(line: Line, limit: AnyLimit, *, kept: Decimal, used: Decimal) -> None:
    """Write the result of one limit into a line, with the sentence for a cut."""
    cause = ""
    if kept != line.counted:
        minus = line.item.sign < 0
        have = (
            f"已{'扣' if minus else '得'} {plain(used)} 分"
            if limit.times is None
            else f"已计 {plain(used)} 次"
        )
        shared = f"“{limit.name}”" if isinstance(limit, SharedLimit) else ""
        cause = f"{shared}{describe_limit(limit, minus=minus)}，{have}"
        line.causes.append(cause)
    if line.cuts is not None:
        line.cuts.append(Cut(limit, SINCE[limit.window], used, line.counted, kept, cause))
    line.counted = kept


class Room:
    """What is left of a limit in one window, where versions of the scheme may allow different amounts.

    What has been used up is shared: lines of a version see what they and all earlier versions have used. As
    the best come first, whatever their date, a line must also leave the later versions what they hold.

    Attributes:
        used: All that was taken, of whatever version.
    """

    __slots__ = ("_caps", "_highest", "_used", "used")

    def __init__(self, caps: Sequence[Decimal | None]) -> None:
        self._caps = caps
        self._highest = [_highest(caps[: index + 1]) for index in range(len(caps))]
        self._used = [ZERO] * len(caps)
        self.used = ZERO

    def take(self, wanted: Decimal, version: int) -> Decimal:
        """Take up to ``wanted`` for a line of a version; returns what was there."""
        rooms = [wanted]
        if (cap := self._caps[version]) is not None:
            rooms.append(cap - self._used[version])
        for later in range(version + 1, len(self._caps)):
            if (highest := self._highest[later]) is not None:
                rooms.append(highest - self._used[later])
        taken = max(ZERO, min(rooms))
        for index in range(version, len(self._used)):
            self._used[index] += taken
        self.used += taken
        return taken


def _highest(caps: Sequence[Decimal | None]) -> Decimal | None:
    """The largest cap; none where one version has no limit at all."""
    known = [cap for cap in caps if cap is not None]
    return max(known) if len(known) == len(caps) else None
