"""The board's columns by section: what each adds to 本年累计, and what else makes it up.

A column shows what its section adds to the total, its weighted share where it has a weight. What the sections alone do
not explain stands in a column of its own, so that every row adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from .bridges import rest_words
from .ledger_results import MemberMonth, MonthResult
from .scoring import Counting, Scheme, Section, YearMode, plain
from .section_columns import column_sections

_OTHER = "其他"


def is_demerit(scheme: Scheme) -> bool:
    """Whether deductions add up and less is better."""
    return scheme.cycle.counting is Counting.DEMERIT


def year_heading(scheme: Scheme) -> str:
    """Heading of the year's column."""
    if is_demerit(scheme):
        return "本年扣分"
    return "本年平均" if scheme.cycle.year is YearMode.MEAN else "本年累计"


@dataclass(frozen=True, slots=True)
class BoardColumns:
    """The columns of a board, with the remarks that explain them.

    Attributes:
        sections: Ids of the sections that are columns.
        start: Heading of the column of start points and what was carried over; empty without one.
        other: Whether a column shows the rest.
    """

    sections: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    start: str = ""
    other: bool = False
    remarks: tuple[str, ...] = ()

    def values(self, figures: MemberMonth) -> tuple[Decimal, ...]:
        """The cells of a member's row."""
        by_id = {part.id: part.counted for part in figures.score.sections}
        cells = [by_id.get(section, Decimal(0)) for section in self.sections]
        if self.start:
            cells.append(figures.score.start)
        if self.other:
            cells.append(figures.total - sum(cells, Decimal(0)))
        return tuple(cells)


def board_columns(result: MonthResult) -> BoardColumns:
    """The columns of a month's board: sections, start points where there are any, and the rest where it matters."""
    scheme = result.scheme
    sections = column_sections(scheme)
    liable = [figures for figures in result.members.values() if figures.score.liable]
    with_start = any(f.score.start for f in liable)
    start = scheme.cycle.start_name if with_start else ""
    if start and any(cycle.carry for f in liable for cycle in f.score.cycles):
        start = f"{start}和结转"
    columns = BoardColumns(
        tuple(part.id for part in sections),
        (*(part.name for part in sections), *([start] if start else [])),
        start=start,
    )
    rests = {f.member: f.total - sum(columns.values(f), Decimal(0)) for f in liable}
    remarks = _remarks(scheme, sections, liable, rests=rests)
    if not any(rests.values()):
        return replace(columns, remarks=remarks)
    return replace(columns, names=(*columns.names, _OTHER), other=True, remarks=remarks)


def _remarks(
    scheme: Scheme, sections: Iterable[Section], liable: Iterable[MemberMonth], *, rests: dict[str, Decimal]
) -> tuple[str, ...]:
    year = year_heading(scheme)
    weights = [
        f"{part.name}（满分 {plain(part.ceiling)} 分，占 {plain(part.weight)} 分）"
        for part in sections
        if part.weight is not None and part.ceiling
    ]
    remarks = [f"各板块分数为{year}，各栏相加即为{year}。"]
    if weights:
        remarks.append(f"按权重折算的板块：{'、'.join(weights)}，表中为折算后的分数。")
    if any(rests.values()):
        found: dict[str, None] = {}
        for figures in liable:
            rest = rests[figures.member]
            words = rest_words(scheme, figures.score, rest) if rest else ""
            found |= dict.fromkeys(
                words.split("、") if words else (["上级板块的最高分、最低分"] if rest else [])
            )
        remarks.append(f"“{_OTHER}”是板块以外的变动：{'、'.join(found)}。")
    return tuple(remarks)
