"""测评票: A4 portrait; one row a member, a column to tick for each option; many members stand in two blocks a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import ceil

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Book, Page
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, chinese_date, full_page
from app.services.documents.model import Progress
from app.services.documents.model_appraisal import BallotRow, BallotSheet
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Laid, Para, Segment, Table

TITLE = "党员民主评议测评票"
#: More rows than one block holds on a page stand in two blocks.
_ONE_BLOCK = 30
_LEAST_ROW, _MOST_ROW = 6.8 * MM, 9 * MM
_GAP = 4 * MM
_SERIAL = 9 * MM
_NAME = 24 * MM
_GROUP = 26 * MM
_TICK = 19 * MM
#: A longer name of two people of one name goes into its cell in small.
_LONG_NAME = 5


def draw_ballots(sheets: Sequence[BallotSheet], target: Target, *, progress: Progress | None = None) -> int:
    """Draw all copies of some ballots into one PDF; returns the pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"测评票 {sheet.rater}",
        progress=progress,
    )


def _draw(book: Book, sheet: BallotSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=f"{TITLE} 第 {sheet.set_number} 套")
    flow.title(TITLE)
    flow.line(sheet.unit, sheet.period_label)
    rater = f"　评议人：{sheet.rater}" if sheet.rater else ""
    flow.line(f"第 {sheet.set_number} 套{rater}", f"评议日期：{chinese_date(sheet.held_on)}")
    flow.paragraph(_instruction(sheet))
    flow.space(1.5 * MM)
    table = _wide(sheet) if len(sheet.rows) <= _ONE_BLOCK else _narrow(sheet, flow.frame.width)
    blocks = 1 if len(sheet.rows) <= _ONE_BLOCK else 2
    _fill(flow, table, list(_rows(sheet, wide=blocks == 1)), blocks=blocks)
    pages = flow.finish()
    for _ in range(max(sheet.copies, 1)):
        book.add(pages)


def _instruction(sheet: BallotSheet) -> str:
    broken = "或".join(word for word, sign in (("超过", "不超过"), ("不足", "不少于")) if sign in sheet.rule)
    rule = f"{sheet.rule}，{broken}的整张作废；" if sheet.rule else ""
    several = "整张作废" if sheet.several_void else "这一行不计"
    return (
        f"说明：请在每名党员的一栏内打“√”，一行只打一个，打两个以上的{several}；{rule}"
        "没有意见的可以不打。本票不记名，请不要写姓名、做记号。"
    )


def _wide(sheet: BallotSheet) -> Table:
    """With the group, and room to write what is amiss."""
    options = [Column(name, _TICK) for name in sheet.columns]
    used = _SERIAL + _NAME + _GROUP + _TICK * len(options)
    rest = 180 * MM - used
    more = [Column("存在问题", rest)] if rest >= 24 * MM else []
    return Table(
        (Column("序号", _SERIAL), Column("姓名", _NAME), Column("小组", _GROUP), *options, *more),
        head_height=9 * MM,
    )


def _narrow(sheet: BallotSheet, width: float) -> Table:
    """One of two blocks."""
    room = (width - _GAP) / 2 - _SERIAL - _NAME
    options = [Column(name, room / len(sheet.columns)) for name in sheet.columns]
    return Table((Column("序号", _SERIAL), Column("姓名", _NAME), *options), head_height=11 * MM)


def _rows(sheet: BallotSheet, *, wide: bool) -> Iterator[tuple[Cell, ...]]:
    columns = len(sheet.columns)
    spare = wide and 180 * MM - _SERIAL - _NAME - _GROUP - _TICK * columns >= 24 * MM
    for row in sheet.rows:
        blank = ("",) * (columns + (1 if spare else 0))
        group: tuple[Cell, ...] = (Para(row.group_name, NOTE_SIZE),) if wide else ()
        yield (str(row.serial), _name(row), *group, *blank)


def _name(row: BallotRow) -> Cell:
    return Para(row.name, NOTE_SIZE - 1.5 if len(row.name) > _LONG_NAME else BODY_SIZE, Face.BODY)


def _fill(flow: Flow, table: Table, rows: Sequence[tuple[Cell, ...]], *, blocks: int) -> None:
    """Rows down the blocks of each page, about as many on every page, as high as the pages allow."""
    heading = table.heading()
    head = heading.height if heading else 0.0
    first = flow.room - head
    # A page that goes on has one line where the first one has title and instruction.
    further = flow.frame.bottom - flow.frame.first_line - BODY_SIZE * 1.3 - 2 * MM - head
    pages = 1
    while blocks * int(first / _LEAST_ROW) + (pages - 1) * blocks * int(further / _LEAST_ROW) < len(rows):
        pages += 1
    whole = first + (pages - 1) * further
    height = max(_LEAST_ROW, min(_MOST_ROW, whole * blocks / (len(rows) + blocks * pages) * 0.995))
    left = iter([table.lay(row, min_height=height) for row in rows])
    number, count = 0, len(rows)
    while count:
        if number:
            flow.new_page()
        per_block = int((further if number else first) / height)
        if number == pages - 1:
            # The last page in even blocks.
            per_block = min(per_block, ceil(count / blocks))
        top, lowest = flow.y, flow.y
        for block in range(blocks):
            part = list(islice(left, per_block))
            if part:
                x = flow.frame.left + block * (table.width + _GAP)
                lowest = max(lowest, _block(flow.page, table, part, x=x, y=top))
            count -= len(part)
        flow.y, number = lowest, number + 1


def _block(page: Page, table: Table, rows: Iterable[Laid], *, x: float, y: float) -> float:
    segment = Segment(page, table, x=x, y=y)
    for row in rows:
        segment.add(row)
    return segment.close()
