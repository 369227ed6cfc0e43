"""积分办法一览表: the whole scheme on A4, for the board and for the meeting that is to pass it."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, Align, Book
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, chinese_date, full_page
from app.services.documents.model import Progress
from app.services.documents.model_scheme import SchemeBand, SchemeLine, SchemeSheet
from app.services.documents.output import Target
from app.services.documents.table import Column, Laid, Para, Table

TITLE = "积分办法一览表"
EXAMPLE_MARK = "※"
_NAME = 54 * MM
_PROOF = 36 * MM
_BAND = 7.5 * MM
_TITLES = ("项目", "分值和上限", "佐证")


def draw_scheme_sheets(
    sheets: Sequence[SchemeSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw schemes into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"{TITLE} {sheet.name}",
        progress=progress,
    )


def _draw(book: Book, sheet: SchemeSheet) -> None:
    frame = full_page()
    flow = Flow(book, sheet, frame, title=TITLE)
    flow.title(f"{TITLE}（草案）" if sheet.draft else TITLE)
    flow.title(sheet.name, size=14)
    flow.line(sheet.unit, _state(sheet))
    if sheet.adopted:
        flow.paragraph(sheet.adopted)
        flow.space(1 * MM)
    headed = 0
    for band in sheet.bands:
        # The headings of the columns stand once on each page, above the first part that has points.
        if band.scored and headed != len(flow.pages):
            _draw_headings(flow, below=band)
            headed = len(flow.pages)
        _draw_band(flow, band)
    _draw_foot(flow, sheet)
    book.add(flow.finish())


def _state(sheet: SchemeSheet) -> str:
    if sheet.draft:
        return f"草案，未经党员大会通过　校验码 {sheet.short_hash}"
    start = f"自{chinese_date(sheet.starts_on)}起执行" if sheet.starts_on else ""
    return f"{start}　校验码 {sheet.short_hash}"


def _draw_headings(flow: Flow, *, below: SchemeBand) -> None:
    table = _columns(flow.frame.width, scored=True)
    first = table.lay(_cells(below.lines[0], scored=True)).height if below.lines else 0.0
    flow.ensure(3 * _BAND + first)
    flow.laid_table(table, [table.lay([Para(title, BODY_SIZE, Face.BOLD) for title in _TITLES])])


def _draw_band(flow: Flow, band: SchemeBand) -> None:
    """A shaded row with the part's name and rule, then its lines; on a new page the name comes again."""
    table = _columns(flow.frame.width, scored=band.scored)
    rows = [table.lay(_cells(line, scored=band.scored)) for line in band.lines]
    _head(flow, band.title, band.note, below=rows[0].height if rows else 0.0)
    chunk: list[Laid] = []
    used = 0.0
    for row in rows:
        if chunk and used + row.height > flow.room:
            flow.laid_table(table, chunk)
            flow.new_page()
            _head(flow, f"{band.title}（续）", "", below=row.height)
            chunk, used = [], 0.0
        chunk.append(row)
        used += row.height
    if chunk:
        flow.laid_table(table, chunk)


def _head(flow: Flow, title: str, note: str, *, below: float) -> None:
    text = f"{title}：{note}" if note else title
    band = Table((Column("", flow.frame.width, Align.LEFT),), head_height=0)
    laid = band.lay((Para(text, BODY_SIZE, Face.BOLD),), min_height=_BAND)
    flow.ensure(laid.height + below)
    flow.page.fill(flow.frame.left, flow.y, flow.frame.width, laid.height)
    flow.laid_table(band, [laid])


def _columns(width: float, *, scored: bool) -> Table:
    rest = width - _NAME - (_PROOF if scored else 0.0)
    columns = [Column("", _NAME, Align.LEFT), Column("", rest, Align.LEFT)]
    if scored:
        columns.append(Column("", _PROOF, Align.LEFT))
    return Table(tuple(columns), head_height=0, min_height=7 * MM)


def _cells(line: SchemeLine, *, scored: bool) -> tuple[str, ...]:
    name = f"{line.name} {EXAMPLE_MARK}" if line.example else line.name
    return (name, line.rule, line.proof) if scored else (name, line.rule)


def _draw_foot(flow: Flow, sheet: SchemeSheet) -> None:
    flow.space(3 * MM)
    if any(line.example for band in sheet.bands for line in band.lines):
        flow.paragraph(f"{EXAMPLE_MARK} {sheet.example_note or '示例分值，须经党员大会通过'}。")
    if sheet.source:
        flow.paragraph(f"依据：{sheet.source}。")
