"""Limits in points and times per window (step f): the best lines take what there is, the smaller are cut.

A limit is applied as a stage of its own, smaller windows first, so that what a month has cut away uses up
nothing of the year. Points and times are the same arithmetic: a line is a piece of so many units, each worth
so much; for points a unit is one point, for times it is one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.plans import Stage
from app.services.scoring.numbers import ONE, ZERO
from app.services.scoring.windows import window_key


class Grid(NamedTuple):
    """How days fall into windows.

    Attributes:
        start_month: The month in which the year begins.
        whole_year: The year is not bounded by months, so all of its days are one window of twelve months.
    """

    start_month: int
    whole_year: bool

    def key(self, day: date, months: int) -> int:
        """The number of the window that a day lies in."""
        if self.whole_year and months == 12:
            return 0
        return window_key(day, months, self.start_month)


#: Units of a line that ask for room: the turn of its version, minus what one unit is worth in the end, minus what
#: all are worth now, deed date, uid and a running number, so that sorting puts the best first whatever the order of
#: entry; then the line, what one unit is worth, how many there are, and what all of them are worth together.
Piece = tuple[int, Decimal, Decimal, date, str, int, Line, Decimal, Decimal, Decimal]


def apply_stage(stage: Stage, lines: Sequence[Line], grid: Grid) -> None:
    """Cut the lines of one limit in each of its windows."""
    points = stage.key.kind == "points"
    if _fits(stage.tightest, lines, points=points):
        return
    months = stage.key.months
    buckets: dict[int, list[Line]] = {}
    for line in lines:
        if line.counted:
            buckets.setdefault(grid.key(line.day, months), []).append(line)
    for bucket in buckets.values():
        if not _fits(stage.tightest, bucket, points=points):
            _cut_bucket(stage, bucket, points=points)


def _fits(cap: Decimal, lines: Sequence[Line], *, points: bool) -> bool:
    """Whether all lines together fit under the tightest cap, which spares the sorting for most of them."""
    if lines[0].trace:
        return False
    if len(lines) == 1:
        line = lines[0]
        return (line.counted if points else line.worth.times) <= cap
    asked = ZERO
    if points:
        for line in lines:
            asked += line.counted
    else:
        for line in lines:
            asked += max(ONE, line.worth.times)
    return asked <= cap


def _cut_bucket(stage: Stage, lines: list[Line], *, points: bool) -> None:
    pieces: list[Piece] = []
    for line in lines:
        # Where a change of the scheme changed this limit, what was used before it is used up for what follows.
        _add_pieces(pieces, line, line.plan.version if stage.changes else 0, points=points)
    pieces.sort()
    kept: dict[int, Decimal] = {}
    before: dict[int, Decimal] = {}
    whole = len(pieces) == len(lines)
    total = ZERO
    for *_, line, unit, units, value in pieces:
        used, cap = total, stage.caps[line.plan.version]
        taken = units if cap is None else max(ZERO, min(units, cap - used))
        total += taken
        left = value if taken == units else taken * unit
        if whole:
            _settle(stage, line, used=used, kept=left)
        else:
            before.setdefault(id(line), used)
            kept[id(line)] = kept.get(id(line), ZERO) + left
    if not whole:
        for line in lines:
            _settle(stage, line, used=before[id(line)], kept=kept[id(line)])


def _settle(stage: Stage, line: Line, *, used: Decimal, kept: Decimal) -> None:
    """A version without the limit uses it up for the others and is not cut itself."""
    limit = stage.limits[line.plan.version]
    if limit is not None:
        line.cut(limit, used=used, kept=kept)


def _add_pieces(pieces: list[Piece], line: Line, turn: int, *, points: bool) -> None:
    """A line of several events is so many events; one that was cut before has whole events and a rest."""
    counted, times = line.counted, line.worth.times
    if points:
        _add(pieces, line, turn, ONE, counted, counted)
    elif times <= ONE:
        _add(pieces, line, turn, counted, ONE, counted)
    elif counted == line.counted_in_full:
        _add(pieces, line, turn, line.per_event, times, counted)
    else:
        unit = line.per_event
        whole, rest = divmod(counted, unit)
        if whole:
            _add(pieces, line, turn, unit, whole, unit * whole)
        if rest:
            _add(pieces, line, turn, rest, ONE, rest)


def _add(pieces: list[Piece], line: Line, turn: int, unit: Decimal, units: Decimal, value: Decimal) -> None:
    rank = -unit * line.weight
    pieces.append((turn, rank, -value, line.day, line.posting.uid, len(pieces), line, unit, units, value))
