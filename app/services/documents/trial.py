"""试算对照表: A4 landscape; who changes, by how much, who crosses a grade, and what the draft cannot count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.services.documents.batch import draw_batch
from app.services.documents.book import MM, Align, Book
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, full_page
from app.services.documents.model import Progress
from app.services.documents.model_trial import TrialResult
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table, figures
from app.services.documents.trial_words import (
    change_words,
    draft_line,
    grade_words,
    note_words,
    rank_words,
    sums_line,
)
from app.services.numbers import format_points

TITLE = "试算对照表"
_FULL = 267 * MM
_MOST_NAMES = 40


def draw_trial(result: TrialResult, target: Target, *, progress: Progress | None = None) -> int:
    """Draw the result of a trial; returns the number of pages."""
    return draw_batch(
        (result,), target, title=TITLE, draw=_draw, label=lambda _sheet: TITLE, progress=progress
    )


def _draw(book: Book, result: TrialResult) -> None:
    flow = Flow(book, result, full_page(landscape=True), title=TITLE)
    flow.title(TITLE)
    flow.line(result.unit, f"期间：{result.period_label}", face=Face.BOLD)
    flow.paragraph(draft_line(result))
    flow.paragraph(sums_line(result), face=Face.BOLD)
    for note in result.notes:
        flow.paragraph(f"注意：{note}")
    flow.space(1.5 * MM)
    flow.table(_row_table(result), list(_rows(result)))
    _part(flow, "各板块合计（全体党员）")
    flow.table(_section_table(result), list(_sections(result)))
    if result.findings:
        _part(flow, "草案计不了的记录（缺项目的不计分，超出范围的按范围计）")
        flow.table(_finding_table(result), list(_findings(result)))
    book.add(flow.finish())


def _part(flow: Flow, title: str) -> None:
    flow.space(4 * MM)
    # A heading does not stand alone at the foot of a page.
    flow.ensure(28 * MM)
    flow.paragraph(title, face=Face.BOLD)


def _points(title: str, width: float, values: Iterable[Decimal | None], decimals: int) -> Column:
    return figures(title, width, [format_points(value, decimals) for value in values])


def _row_table(result: TrialResult) -> Table:
    several, decimals = len(result.years) > 1, result.decimals
    years = [Column("年度", 24 * MM)] if several else []
    room = _FULL - 218 * MM - (24 * MM if several else 0)
    return Table(
        (
            Column("序号", 14 * MM),
            *years,
            Column("姓名", 38 * MM, Align.LEFT),
            Column("小组", 24 * MM),
            _points("现行得分", 24 * MM, (row.before for row in result.rows), decimals),
            _points("草案得分", 24 * MM, (row.after for row in result.rows), decimals),
            figures("变化", 26 * MM, [change_words(row.change, decimals) for row in result.rows]),
            Column("等次", 44 * MM),
            Column("名次", 24 * MM),
            Column("备注", room, Align.LEFT),
        )
    )


def _rows(result: TrialResult) -> Iterator[tuple[Cell, ...]]:
    decimals = result.decimals
    for number, row in enumerate(result.rows, start=1):
        yield (
            str(number),
            *([row.year] if len(result.years) > 1 else []),
            row.name,
            row.group_name,
            format_points(row.before, decimals),
            format_points(row.after, decimals),
            change_words(row.change, decimals),
            grade_words(row),
            rank_words(row),
            note_words(row),
        )


def _section_table(result: TrialResult) -> Table:
    decimals = result.decimals
    return Table(
        (
            Column("板块", 90 * MM, Align.LEFT),
            _points("现行合计", 40 * MM, (part.before for part in result.sections), decimals),
            _points("草案合计", 40 * MM, (part.after for part in result.sections), decimals),
            Column("变化", 40 * MM),
        )
    )


def _sections(result: TrialResult) -> Iterator[tuple[Cell, ...]]:
    decimals, zero = result.decimals, Decimal(0)
    for part in result.sections:
        change = change_words((part.after or zero) - (part.before or zero), decimals)
        yield (
            part.name,
            format_points(part.before, decimals) or "没有此板块",
            format_points(part.after, decimals) or "没有此板块",
            change,
        )


def _finding_table(result: TrialResult) -> Table:
    decimals = result.decimals
    return Table(
        (
            Column("情况", 38 * MM, Align.LEFT),
            Column("项目", 44 * MM, Align.LEFT),
            Column("原因", 62 * MM, Align.LEFT),
            Column("条数", 16 * MM),
            _points("现行计分", 22 * MM, (found.before for found in result.findings), decimals),
            _points("草案计分", 22 * MM, (found.after for found in result.findings), decimals),
            Column("涉及党员", _FULL - 204 * MM, Align.LEFT),
        )
    )


def _findings(result: TrialResult) -> Iterator[tuple[Cell, ...]]:
    for found in result.findings:
        names = "、".join(found.members[:_MOST_NAMES])
        more = f" 等 {len(found.members)} 人" if len(found.members) > _MOST_NAMES else ""
        yield (
            found.kind.value,
            found.item,
            found.cause,
            str(found.entries),
            format_points(found.before, result.decimals),
            format_points(found.after, result.decimals),
            Para(names + more),
        )
