"""The board's columns of points: by section, by month, or the totals alone.

A section's column shows what it adds to the total, its weighted share where it has a weight; a month's what its
meeting added. What they do not explain stands in a column of its own, so that every row adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.bridges import rest_words
from app.services.ledger_results import MemberMonth
from app.services.scoring import Counting, PeriodKind, Scheme, Section, YearMode, plain
from app.services.section_columns import column_sections

if TYPE_CHECKING:
    from app.services.notices.figures import BoardFigures

_OTHER = "其他"
_PERIOD_HEADINGS = {PeriodKind.MONTH: "本期", PeriodKind.QUARTER: "本季度", PeriodKind.HALF: "本半年"}


def is_demerit(scheme: Scheme) -> bool:
    """Whether deductions add up and less is better."""
    return scheme.cycle.counting is Counting.DEMERIT


def year_heading(scheme: Scheme) -> str:
    """Heading of the year's column."""
    if is_demerit(scheme):
        return "本年扣分"
    return "本年平均" if scheme.cycle.year is YearMode.MEAN else "本年累计"


def period_heading(figures: BoardFigures) -> str:
    """Heading of the period's column; a year has one only where its sum is not the year's figure."""
    if figures.term.kind is not PeriodKind.YEAR:
        return _PERIOD_HEADINGS[figures.term.kind]
    return "各月合计" if any(f.period != f.total for f in figures.members.values()) else ""


@dataclass(frozen=True, slots=True)
class BoardColumns:
    """The columns of a board, with the remarks that explain them.

    Attributes:
        names: Headings.
        cells: The cells of a member's row.
    """

    names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    cells: Callable[[MemberMonth], tuple[Decimal, ...]] = lambda _figures: ()


def section_columns(figures: BoardFigures) -> BoardColumns:
    """Sections, start points where there are any, and the rest where it matters; they add up to the year."""
    scheme = figures.scheme
    sections = column_sections(scheme)
    liable = [found for found in figures.members.values() if found.score.liable]
    start = scheme.cycle.start_name if any(f.score.start for f in liable) else ""
    if start and any(cycle.carry for f in liable for cycle in f.score.cycles):
        start = f"{start}和结转"

    def cells(found: MemberMonth) -> tuple[Decimal, ...]:
        by_id = {part.id: part.counted for part in found.score.sections}
        own = [by_id.get(section.id, Decimal(0)) for section in sections]
        return (*own, found.score.start) if start else tuple(own)

    rests = {f.member: f.total - sum(cells(f), Decimal(0)) for f in liable}
    columns = BoardColumns(
        (*(part.name for part in sections), *([start] if start else [])),
        _section_remarks(scheme, sections, liable, rests=rests),
        cells,
    )
    return _with_rest(columns, of=lambda found: found.total) if any(rests.values()) else columns


def month_columns(figures: BoardFigures) -> BoardColumns:
    """What each month of a longer term added, and the rest where there is one; they add up to the term."""

    def cells(found: MemberMonth) -> tuple[Decimal, ...]:
        return figures.months[found.member]

    heading = period_heading(figures) or year_heading(figures.scheme)
    columns = BoardColumns(
        tuple(f"{month.month}月" for month in figures.lived),
        (f"各月分数为当月公示的本期分，各栏相加即为{heading}。",),
        cells,
    )
    if not any(f.period - sum(cells(f), Decimal(0)) for f in figures.members.values()):
        return columns
    why = "各月公示以外计入的分，如民主评议、转入以前的分"
    columns = replace(columns, remarks=(*columns.remarks, f"“{_OTHER}”是{why}。"))
    return _with_rest(columns, of=lambda found: found.period)


def _with_rest(columns: BoardColumns, *, of: Callable[[MemberMonth], Decimal]) -> BoardColumns:
    def cells(found: MemberMonth) -> tuple[Decimal, ...]:
        known = columns.cells(found)
        return (*known, of(found) - sum(known, Decimal(0)))

    return replace(columns, names=(*columns.names, _OTHER), cells=cells)


def _section_remarks(
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
