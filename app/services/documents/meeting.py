"""评定会议表: sign-in list and result of the meeting that confirms a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, chinese_date, full_page, short_date
from app.services.documents.model import (
    Attendee,
    DeductionLine,
    MeetingLine,
    MeetingPart,
    MeetingSheet,
    ProgramRow,
    Progress,
)
from app.services.documents.output import Target
from app.services.documents.table import PAD_X, Cell, Column, Laid, Para, Segment, Table
from app.services.numbers import format_points

TITLE = "党员积分评定会议表"
_TITLES = {
    MeetingPart.ALL: TITLE,
    MeetingPart.SIGN_IN: "党员积分评定会议签到表",
    MeetingPart.RESULT: "党员积分评定结果表",
}
_SIGN_ROW = 8.5 * MM
_TEXT_WIDTH = 77 * MM
#: Place of the column with item and basis.
_ITEM = 3
_SIGN_GAP = 3 * MM
_TAIL = 40 * MM

_DATA = Table(
    (
        Column("", 24 * MM),
        Column("", 66 * MM, Align.LEFT),
        Column("", 24 * MM),
        Column("", 66 * MM, Align.LEFT),
    ),
    min_height=8 * MM,
    head_height=0,
)
_SIGN_TWO = Table(
    (
        Column("序号", 11 * MM),
        Column("姓名", 27 * MM),
        Column("签字", 32 * MM),
        Column("备注", 18.5 * MM),
    ),
    min_height=_SIGN_ROW,
)
_SIGN_THREE = Table(
    (Column("序号", 9.5 * MM), Column("姓名", 18.5 * MM), Column("签字", 30 * MM)), min_height=_SIGN_ROW
)


def _lines_table(*, reason_width: float) -> Table:
    """The result; what the reasons do not need is the items'."""
    return Table(
        (
            Column("序号", 10 * MM),
            Column("姓名", 21 * MM, merge=True),
            Column("小组", 17 * MM, merge=True),
            Column("项目和依据", _TEXT_WIDTH - reason_width, Align.LEFT),
            Column("日期", 13 * MM),
            Column("申报", 12 * MM, Align.RIGHT, inset=2.4 * MM),
            Column("评定", 12 * MM, Align.RIGHT, inset=2.4 * MM),
            Column("决定", 18 * MM),
            Column("理由", reason_width, Align.LEFT),
        )
    )


_LINES = _lines_table(reason_width=26 * MM)
_LINES_AGREED = _lines_table(reason_width=13 * MM)
_DEDUCTIONS = Table(
    (
        Column("姓名", 20 * MM),
        Column("事项", 32 * MM, Align.LEFT),
        Column("日期", 13 * MM),
        Column("分数", 13 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("依据", 50 * MM, Align.LEFT),
        Column("第二人", 20 * MM),
        Column("第二人签字", 32 * MM),
    ),
    min_height=10 * MM,
)

_PROGRAM = Table(
    (
        Column("事项", 40 * MM, Align.LEFT),
        Column("怎么来的", 58 * MM, Align.LEFT),
        Column("每人", 15 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("党员", 67 * MM, Align.LEFT),
    )
)


def draw_meeting_sheets(
    sheets: Sequence[MeetingSheet],
    target: Target,
    *,
    part: MeetingPart = MeetingPart.ALL,
    progress: Progress | None = None,
) -> int:
    """Draw meeting sheets, or only their sign-in or result part, into one PDF; returns the pages."""
    return draw_batch(
        sheets,
        target,
        title=_TITLES[part],
        draw=partial(_draw, part=part),
        label=lambda sheet: f"评定会议表 {sheet.period_label}",
        progress=progress,
    )


def _draw(book: Book, sheet: MeetingSheet, *, part: MeetingPart) -> None:
    flow = Flow(book, sheet, full_page(), title=_TITLES[part])
    _head(flow, sheet, title=_TITLES[part])
    if part is not MeetingPart.RESULT:
        _sign_in(flow, sheet.attendees)
    if part is MeetingPart.ALL:
        flow.new_page()
    if part is not MeetingPart.SIGN_IN:
        _result(flow, sheet)
    book.add(flow.finish())


def _head(flow: Flow, sheet: MeetingSheet, *, title: str) -> None:
    flow.title(title)
    flow.line(sheet.unit, sheet.period_label)
    flow.space(1 * MM)
    flow.table(
        _DATA,
        [
            ("会议名称", sheet.kind, "会议日期", chinese_date(sheet.held_on)),
            ("会议地点", sheet.place, "主持人", sheet.chair),
            ("应到", f"{sheet.eligible} 人", "记录人", sheet.recorder),
            ("实到", _came(sheet), "表决", _votes(sheet)),
        ],
    )
    flow.space(3 * MM)
    if sheet.agenda:
        flow.paragraph("会议议程", face=Face.BOLD)
        for number, point in enumerate(sheet.agenda, start=1):
            flow.paragraph(f"{number}. {point}")
        flow.space(2 * MM)


def _count(number: int | None) -> str:
    return "        人" if number is None else f"{number} 人"


def _votes(sheet: MeetingSheet) -> str:
    votes = (("同意", sheet.votes_for), ("反对", sheet.votes_against), ("弃权", sheet.abstained))
    return "　".join(f"{label} {'    ' if number is None else number} 票" for label, number in votes)


def _sign_in(flow: Flow, attendees: Sequence[Attendee]) -> None:
    """Names in two columns, or in three narrower ones where two would need another page."""
    flow.paragraph(f"签到（{len(attendees)} 人）", face=Face.BOLD)
    rows = _sign_rows(_SIGN_TWO, attendees, with_note=True)
    if _sign_page(flow, _SIGN_TWO, rows, count=2, draw=False):
        rows = _sign_rows(_SIGN_THREE, attendees, with_note=False)
        left = _sign_page(flow, _SIGN_THREE, rows, count=3)
        while left:
            flow.new_page()
            left = _sign_page(flow, _SIGN_THREE, left, count=3)
    else:
        _sign_page(flow, _SIGN_TWO, rows, count=2)


def _sign_rows(table: Table, attendees: Sequence[Attendee], *, with_note: bool) -> list[Laid]:
    return [
        table.lay(_sign_row(number, person, with_note=with_note))
        for number, person in enumerate(attendees, start=1)
    ]


def _sign_page(
    flow: Flow, table: Table, rows: Sequence[Laid], *, count: int, draw: bool = True
) -> Sequence[Laid]:
    """Fill columns down the rest of this page, evenly where all rows fit; returns the rows that do not."""
    heading = table.heading()
    room = flow.room - (heading.height if heading else 0.0)
    even = max(sum(row.height for row in rows[start::count]) for start in range(count)) + 2 * _SIGN_ROW
    height, top, lowest = min(room, even), flow.y, flow.y
    for column in range(count):
        used, end = 0.0, 0
        share = ceil(len(rows) / (count - column))
        while end < len(rows) and end < share and used + rows[end].height <= height:
            used += rows[end].height
            end += 1
        if draw and end:
            x = flow.frame.left + column * (table.width + _SIGN_GAP)
            segment = Segment(flow.page, table, x=x, y=top)
            for row in rows[:end]:
                segment.add(row)
            lowest = max(lowest, segment.close())
        rows = rows[end:]
    flow.y = lowest
    return rows


def _sign_row(number: int, person: Attendee, *, with_note: bool) -> tuple[Cell, ...]:
    name: Cell = person.name
    if with_note:
        return (str(number), name, "", Para(person.note, NOTE_SIZE))
    if person.note:
        name = (Para(person.name), Para(f"（{person.note}）", NOTE_SIZE))
    return (str(number), name, "")


def _result(flow: Flow, sheet: MeetingSheet) -> None:
    flow.paragraph(f"评定结果（{sheet.line_count or len(sheet.lines)} 条）", face=Face.BOLD)
    if sheet.lines:
        table = _LINES if any(line.reason for line in sheet.lines) else _LINES_AGREED
        flow.table(table, list(_line_rows(sheet, table)))
    flow.space(3 * MM)
    _lists(flow, sheet.lines)
    if sheet.deductions:
        flow.ensure(28 * MM)
        flow.paragraph("扣分和一票否决（须有依据和第二人）", face=Face.BOLD)
        flow.table(_DEDUCTIONS, [_deduction_row(line, sheet.decimals) for line in sheet.deductions])
        flow.space(3 * MM)
    if sheet.program:
        flow.ensure(28 * MM)
        flow.paragraph("程序推算（按考勤、任职等自动计分，不用表决）", face=Face.BOLD)
        flow.table(_PROGRAM, [_program_row(row, sheet.decimals) for row in sheet.program])
        flow.space(3 * MM)
    if sheet.warnings:
        flow.paragraph("提示", face=Face.BOLD)
        for number, warning in enumerate(sheet.warnings, start=1):
            flow.paragraph(f"{number}. {warning}")
        flow.space(2 * MM)
    flow.ensure(_TAIL)
    attendance = f"会议应到 {sheet.eligible} 人，实到 {_came(sheet)}"
    flow.paragraph(f"{attendance}；{_votes(sheet)}。以上评定结果经会议通过。")
    flow.signatures(("主持人（签字）：", "记录人（签字）："), height=13 * MM)
    flow.signatures(("支部书记（签字）：", "日期："), height=13 * MM)


def _came(sheet: MeetingSheet) -> str:
    """How many of those with a vote came, and how many others."""
    others = f"，另有流动、预备党员 {sheet.others} 人到会" if sheet.others else ""
    return _count(sheet.present) + others


def _lists(flow: Flow, lines: Sequence[MeetingLine]) -> None:
    """Who stands behind the rows of several members, over the whole width: a column would make a tower of it."""
    listed = [line for line in lines if line.names]
    if listed:
        flow.paragraph("名单", face=Face.BOLD)
    for line in listed:
        flow.paragraph(
            f"第 {line.serial} 条，{len(line.names)} 人：{'、'.join(line.names)}。", size=NOTE_SIZE
        )
    if listed:
        flow.space(2 * MM)


def _line_rows(sheet: MeetingSheet, table: Table) -> Iterator[tuple[Cell, ...]]:
    for line in sheet.lines:
        key = line.member_key or line.member_name + line.group_name
        yield (
            str(line.serial),
            Para(line.member_name, key=key),
            Para(line.group_name, key=key),
            _item(line, table.columns[_ITEM].width),
            short_date(line.deed_date),
            format_points(line.claimed, sheet.decimals),
            format_points(line.confirmed, sheet.decimals) or "—",
            line.decision,
            Para(line.reason, NOTE_SIZE),
        )


def _item(line: MeetingLine, room: float) -> Cell:
    """Item and basis, on one line where they fit: a month's list is long enough."""
    if not line.basis:
        return line.item_name
    both = f"{line.item_name}（{line.basis}）"
    if width(Face.BODY, both, BODY_SIZE) <= room - 2 * PAD_X:
        return both
    return (Para(line.item_name), Para(line.basis, NOTE_SIZE))


def _deduction_row(line: DeductionLine, decimals: int) -> tuple[Cell, ...]:
    return (
        line.member_name,
        line.item_name,
        short_date(line.deed_date),
        format_points(line.points, decimals) or "否决",
        Para(line.basis, NOTE_SIZE),
        line.second_person,
        "",
    )


def _program_row(row: ProgramRow, decimals: int) -> tuple[Cell, ...]:
    people = "、".join(row.names)
    return (
        row.item_name,
        Para(row.cause, NOTE_SIZE),
        format_points(row.points, decimals),
        f"{len(row.names)} 人：{people}" if len(row.names) > 1 else people,
    )
