"""申报卡: a member's month, blank or with the lines that are known; two to a page where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.services.documents.batch import open_book
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Align, Book, Page
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, Frame, chinese_date, full_page, line_rows, short_date
from app.services.documents.model import CardEntry, CardItem, DeclarationCardSheet, Progress
from app.services.documents.output import Target
from app.services.documents.table import LEADING, Cell, Column, Laid, Para, Table, Tick
from app.services.numbers import format_points

TITLE = "党员积分申报卡"
_NOT_DECLARED = "扣分，不是本人申报"
_ROW = 8 * MM
_MOST_EXTRA = 3.5 * MM
_TITLE_SIZE = 18.0
_TAIL = 11 * MM + BODY_SIZE * LEADING

_TABLE = Table(
    (
        Column("板块", 15 * MM, merge=True),
        Column("选", 8 * MM),
        Column("积分项目", 38 * MM, Align.LEFT),
        Column("分值", 36 * MM, Align.LEFT),
        Column("数量", 14 * MM),
        Column("日期", 14 * MM),
        Column("依据、说明", 40 * MM, Align.LEFT),
        Column("申报分", 15 * MM, Align.RIGHT, inset=3 * MM),
    ),
    min_height=_ROW,
    head_height=7 * MM,
)


def draw_declaration_cards(
    sheets: Sequence[DeclarationCardSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw cards into one PDF, two to a page where two neighbours fit; returns the number of pages."""
    book = open_book(sheets, title=TITLE)
    whole = full_page()
    upper = replace(whole, height=whole.height / 2)
    lower = replace(upper, top=whole.height / 2)
    waiting: Page | None = None
    for index, sheet in enumerate(sheets):
        if progress is not None:
            progress(index, len(sheets), f"申报卡 {sheet.member_name}")
        rows = _TABLE.lay_all(_rows(sheet))
        if not _fits(sheet, rows, upper):
            _release(book, waiting)
            waiting = None
            book.add(_draw(book, sheet, rows, whole))
        elif waiting is None:
            (waiting,) = _draw(book, sheet, rows, upper)
            waiting.dashes(0, waiting.width, lower.top)
        else:
            _draw(book, sheet, rows, lower, page=waiting)
            _release(book, waiting)
            waiting = None
    _release(book, waiting)
    book.save(target)
    if progress is not None:
        progress(len(sheets), len(sheets), "")
    return book.pages


def _release(book: Book, waiting: Page | None) -> None:
    if waiting is not None:
        book.add([waiting])


def _head_lines(sheet: DeclarationCardSheet) -> tuple[tuple[tuple[str, ...], Face], ...]:
    """What stands between title and table: unit and period, then the person and the day."""
    person = "　".join(part for part in (sheet.category, sheet.status) if part)
    head = f"（组长：{sheet.head_name}）" if sheet.head_name else ""
    due = f"请于{chinese_date(sheet.due)}前交党小组长" if sheet.due else ""
    return (
        ((f"{sheet.unit}　{sheet.group_name}{head}", sheet.period_label), Face.BODY),
        ((f"姓名：{sheet.member_name}　{person}", due), Face.BOLD),
    )


def _fits(sheet: DeclarationCardSheet, rows: Sequence[Laid], frame: Frame) -> bool:
    heading = _TABLE.heading()
    head = (heading.height if heading else 0.0) + _TITLE_SIZE * LEADING + 2.5 * MM
    for parts, face in _head_lines(sheet):
        lines = line_rows(parts, size=BODY_SIZE, face=face, available=frame.width)
        head += len(lines) * BODY_SIZE * LEADING + 1 * MM
    return head + sum(row.height for row in rows) + _TAIL <= frame.bottom - frame.first_line


def _draw(
    book: Book,
    sheet: DeclarationCardSheet,
    rows: Sequence[Laid],
    frame: Frame,
    *,
    page: Page | None = None,
) -> list[Page]:
    flow = Flow(book, sheet, frame, title=f"{TITLE} {sheet.member_name}", page=page)
    flow.title(TITLE, size=_TITLE_SIZE)
    for parts, face in _head_lines(sheet):
        flow.line(*parts, face=face)
    flow.space(1 * MM)
    flow.laid_table(_TABLE, _roomy(rows, flow.room))
    flow.ensure(_TAIL)
    flow.signatures(("申报人（签字）：", "党小组长（签字）：", "日期："), height=11 * MM)
    flow.paragraph("在“选”栏打“√”，写明数量、日期和依据；没有列出的事项写在“其他”各行。", size=NOTE_SIZE)
    return flow.finish()


def _roomy(rows: Sequence[Laid], room: float) -> list[Laid]:
    """Higher rows for the pen where the page has the room for it."""
    heading = _TABLE.heading()
    spare = room - _TAIL - (heading.height if heading else 0.0) - sum(row.height for row in rows)
    if spare <= 0 or not rows:
        return list(rows)
    step = min(_MOST_EXTRA, spare / len(rows))
    return [Laid(row.cells, row.height + step) for row in rows]


def _rows(sheet: DeclarationCardSheet) -> Iterator[tuple[Cell, ...]]:
    for item in sheet.items:
        yield from _item_rows(item, sheet.decimals)
    blanks = max(0, sheet.free_rows - len(sheet.extra))
    for entry in (*sheet.extra, *(CardEntry() for _ in range(blanks))):
        known = bool(entry.item_name)
        yield ("其他", Tick(known), entry.item_name, "", *_facts(entry, "", sheet.decimals))
    for entry in sheet.registered:
        # No box to tick: the signature below stands for what the member declares, not for these.
        facts = _facts(entry, "", sheet.decimals)
        yield ("支部登记", "—", entry.item_name, Para(_NOT_DECLARED, NOTE_SIZE), *facts)


def _item_rows(item: CardItem, decimals: int) -> Iterator[tuple[Cell, ...]]:
    rule = Para(item.rule, NOTE_SIZE)
    if not item.entries:
        yield (item.section, Tick(), item.name, rule, *_facts(CardEntry(), item.unit, decimals))
    for index, entry in enumerate(item.entries):
        # The second line of an item need not repeat its rule.
        names: tuple[Cell, Cell] = (item.name, rule) if index == 0 else (item.name, "同上")
        yield (item.section, Tick(checked=True), *names, *_facts(entry, item.unit, decimals))


def _facts(entry: CardEntry, unit: str, decimals: int) -> tuple[Cell, ...]:
    quantity = entry.quantity or (f"　　{unit}" if unit else "")
    return (
        quantity,
        short_date(entry.deed_date),
        Para(entry.basis, NOTE_SIZE),
        format_points(entry.claimed, decimals),
    )
