"""计票表: A4 portrait; ballots given, returned, valid, invalid, the votes of each member, and who counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.book import MM, NOTE_SIZE, Align, Book
from app.services.documents.frame import Flow, chinese_date, full_page
from app.services.documents.model import Progress
from app.services.documents.model_appraisal import TallyRow, TallySheet
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Laid, Para, Table, figures

TITLE = "党员民主评议计票表"
_SERIAL = 10 * MM
_NAME = 24 * MM
_GROUP = 24 * MM
_BLANK = 14 * MM
_NOTE = 18 * MM
#: For the pen where nothing has been counted yet.
_EMPTY_ROW, _ROW = 7.5 * MM, 6.2 * MM
_TAIL = 46 * MM
_COUNTS = Table(
    tuple(
        column
        for words in ("发出票", "收回票", "有效票", "无效票")
        for column in (Column(words, 18 * MM), Column("", 27 * MM))
    ),
    min_height=8.5 * MM,
    head_height=0,
)


def draw_tallies(sheets: Sequence[TallySheet], target: Target, *, progress: Progress | None = None) -> int:
    """Draw the tally of some kinds of voters into one PDF; returns the pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"计票表 {sheet.rater}",
        progress=progress,
    )


def _draw(book: Book, sheet: TallySheet) -> None:
    flow = Flow(book, sheet, full_page(), title=f"{TITLE} 第 {sheet.set_number} 套")
    flow.title(TITLE)
    flow.line(sheet.unit, sheet.period_label)
    rater = f"　评议人：{sheet.rater}" if sheet.rater else ""
    place = f"地点：{sheet.place}" if sheet.place else ""
    head = (f"第 {sheet.set_number} 套{rater}", place, f"评议日期：{chinese_date(sheet.held_on)}")
    flow.line(*(part for part in head if part))
    flow.space(1 * MM)
    flow.table(_COUNTS, [_counts(sheet)])
    flow.space(1.5 * MM)
    flow.paragraph(_state(sheet), size=NOTE_SIZE)
    flow.space(1 * MM)
    table = _table(sheet)
    rows: list[Laid] = table.lay_all(list(_rows(sheet)))
    flow.laid_table(table, rows, tail=_TAIL)
    flow.space(2 * MM)
    if sheet.listed:
        names = "、".join(sheet.listed)
        flow.paragraph(f"预备党员 {len(sheet.listed)} 人（参加，不评定等次）：{names}", size=NOTE_SIZE)
    if sheet.voids:
        causes = "；".join(f"{cause} {count} 张" for cause, count in sheet.voids)
        flow.paragraph(f"无效票：{causes}", size=NOTE_SIZE)
    if sheet.note:
        flow.paragraph(sheet.note, size=NOTE_SIZE)
    flow.ensure(28 * MM)
    flow.space(1 * MM)
    flow.signatures(("监票人（签字）：", "计票人（签字）："), height=13 * MM)
    flow.signatures(("主持人（签字）：", "日期："), height=13 * MM)
    book.add(flow.finish())


def _state(sheet: TallySheet) -> str:
    if not sheet.filled:
        return "票数由计票人填写；每名党员各栏票数与未评票数合计应等于有效票。"
    settled = f"{chinese_date(sheet.settled_on)}定票。" if sheet.settled_on else "尚未定票。"
    return f"{settled}每名党员各栏票数与未评票数合计等于有效票；百分数为占有效票的比例。"


def _counts(sheet: TallySheet) -> tuple[Cell, ...]:
    if not sheet.filled:
        return ("发出票", "      张", "收回票", "      张", "有效票", "      张", "无效票", "      张")
    return (
        "发出票", f"{sheet.given} 张",
        "收回票", f"{sheet.returned} 张（{_rate(sheet.returned, sheet.given)}）",
        "有效票", f"{sheet.valid} 张（{_rate(sheet.valid, sheet.returned)}）",
        "无效票", f"{sheet.void} 张",
    )  # fmt: skip


def _rate(part: int, whole: int) -> str:
    """Whole numbers, so that it is plain to read: 79 %."""
    return f"{(part * 200 + whole) // (2 * whole)}%" if whole else "—"


def _table(sheet: TallySheet) -> Table:
    notes = [Column("备注", _NOTE)] if any(row.note for row in sheet.rows) else []
    used = _SERIAL + _NAME + _GROUP + _BLANK + (_NOTE if notes else 0)
    share = (180 * MM - used) / len(sheet.columns)
    options = [
        figures(name, share, [_votes(sheet, row, place) for row in sheet.rows])
        for place, name in enumerate(sheet.columns)
    ]
    blank = figures("未评", _BLANK, [str(row.blank) for row in sheet.rows])
    return Table(
        (
            Column("序号", _SERIAL),
            Column("姓名", _NAME),
            Column("小组", _GROUP, Align.CENTRE, merge=True),
            *options,
            blank,
            *notes,
        ),
        min_height=_ROW if sheet.filled else _EMPTY_ROW,
        head_height=8 * MM,
    )


def _rows(sheet: TallySheet) -> Iterator[tuple[Cell, ...]]:
    notes = any(row.note for row in sheet.rows)
    for row in sheet.rows:
        votes = [_votes(sheet, row, place) for place in range(len(sheet.columns))]
        blank = str(row.blank) if sheet.filled else ""
        note = (row.note,) if notes else ()
        yield (str(row.serial), Para(row.name), row.group_name, *votes, blank, *note)


def _votes(sheet: TallySheet, row: TallyRow, place: int) -> str:
    if not sheet.filled:
        return ""
    votes = row.votes[place]
    return f"{votes}（{_rate(votes, sheet.valid)}）"
