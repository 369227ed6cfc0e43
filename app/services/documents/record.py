"""积分管理记录表: the S1 form, ruled down to the foot so that a pen can go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, TICK_SIDE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, full_page
from app.services.documents.model import Progress
from app.services.documents.model_result import RecordFormSheet, RecordLine
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Laid, Para, Table, draw_lines
from app.services.documents.text import wrap
from app.services.numbers import format_points

TITLE = "党员教育管理积分制管理记录表"
_ROW = 8.5 * MM
_VETO_ROW = 10 * MM
_REASON_ROW = 14 * MM
_TOTAL_ROW = 12 * MM
_GRADE_ROW = 9 * MM
_LABEL_WIDTH = 32 * MM

_TABLE = Table(
    (
        Column("登记时间", 26 * MM),
        Column("积(扣)分内容", 98 * MM, Align.LEFT),
        Column("分数", 20 * MM, Align.RIGHT, inset=5 * MM),
        Column("支部书记签字", 36 * MM),
    ),
    min_height=_ROW,
    head_height=9 * MM,
)


def draw_record_forms(
    sheets: Sequence[RecordFormSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the record forms of one member, a group or all into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"积分管理记录表 {sheet.member_name}",
        progress=progress,
    )


def _draw(book: Book, sheet: RecordFormSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=f"{TITLE} {sheet.member_name}")
    flow.title(TITLE)
    person = "　".join(part for part in (sheet.category, sheet.status) if part)
    flow.line(f"{sheet.unit}　{sheet.group_name}", f"期间：{sheet.period_label}")
    flow.line(f"姓名：{sheet.member_name}", person, face=Face.BOLD)
    flow.space(1 * MM)
    reason = wrap(sheet.veto_reason, Face.BODY, BODY_SIZE, flow.frame.width - _LABEL_WIDTH - 6 * MM)
    reason_row = max(_REASON_ROW, len(reason) * BODY_SIZE * 1.3 + 4 * MM)
    rows = _TABLE.lay_all(_rows(sheet))
    flow.laid_table(_TABLE, _fill_page(flow, rows, tail=_tail_height(sheet, reason_row)))
    _tail(flow, sheet, reason=reason, reason_row=reason_row)
    book.add(flow.finish())


def _rows(sheet: RecordFormSheet) -> Iterator[tuple[Cell, ...]]:
    if sheet.brought_forward is not None:
        yield ("", "承前：本期以前累计", format_points(sheet.brought_forward, sheet.decimals), "")
    for line in sheet.lines:
        day = f"{line.registered_on:%Y-%m-%d}" if line.registered_on else ""
        counted = format_points(line.counted, sheet.decimals)
        yield (day, _content(line, sheet.decimals), counted, "")


def _content(line: RecordLine, decimals: int) -> Cell:
    """What was done, with the arithmetic below; of a line that was taken back the words are struck out.

    Not its figure: with the correction's opposite one it is part of the sum.
    """
    text = f"【{line.mark}】{line.content}" if line.mark else line.content
    detail = _arithmetic(line, decimals)
    said = Para(text, struck=line.struck)
    return (said, Para(detail, NOTE_SIZE)) if detail else said


def _arithmetic(line: RecordLine, decimals: int) -> str:
    """``申报 4 · 评定 4 · 计 3（全年最多 4 分）``; derived lines have only the note."""

    def part(label: str, value: Decimal | None) -> str:
        return f"{label} {format_points(value, decimals)}" if value is not None else ""

    parts = [part("申报", line.claimed), part("评定", line.confirmed)]
    known = [text for text in parts if text]
    note = f"（{line.limit_note}）" if line.limit_note else ""
    if not known:
        return line.limit_note
    return " · ".join([*known, part("计", line.counted)]) + note


def _fill_page(flow: Flow, rows: list[Laid], *, tail: float) -> list[Laid]:
    """Add blank rows until the tail of the form stands at the foot of its last page."""
    heading = _TABLE.heading()
    head = heading.height if heading else 0.0
    later = flow.frame.bottom - flow.frame.first_line - BODY_SIZE * 1.3 - 2 * MM
    room = flow.room - head
    for row in rows:
        if row.height > room:
            room = later - head
        room -= row.height
    blank = _TABLE.lay(("", "", "", ""))
    if room < tail:
        # The tail needs a page of its own: rule this one down, and begin the next with blank rows.
        rows = rows + [blank] * int(room / blank.height)
        room = later - head
    count = int((room - tail + 0.01) / blank.height)
    return rows + [blank] * count


def _tail(flow: Flow, sheet: RecordFormSheet, *, reason: Sequence[str], reason_row: float) -> None:
    page, left, full = flow.page, flow.frame.left, flow.frame.width
    top, inner = flow.y, flow.frame.left + _LABEL_WIDTH
    grade_row = _GRADE_ROW if sheet.year_grade else 0.0
    edges = [top + _VETO_ROW, top + _VETO_ROW + reason_row]
    if grade_row:
        edges.append(edges[1] + grade_row)
    edges.append(top + _tail_height(sheet, reason_row))
    for edge in edges:
        page.rule(left, edge, left + full, edge)
    for x in (left, left + full):
        page.rule(x, top, x, edges[-1])
    page.rule(inner, top, inner, edges[-2])
    middle = left + _LABEL_WIDTH / 2
    page.text(middle, top + _VETO_ROW / 2 + 4, "是否一票否决", align=Align.CENTRE)
    _answer(flow, sheet, x=inner + 6 * MM, y=top + _VETO_ROW / 2)
    page.text(middle, edges[0] + reason_row / 2 + 4, "一票否决原因", align=Align.CENTRE)
    lines = [Para(line) for line in reason]
    draw_lines(page, lines, x=inner, width=full, y=edges[0] + 2 * MM, align=Align.LEFT)
    if grade_row:
        page.text(middle, edges[1] + grade_row / 2 + 4, "年终评定等次", align=Align.CENTRE)
        page.text(inner + 6 * MM, edges[1] + grade_row / 2 + 4, sheet.year_grade, size=12, face=Face.BOLD)
    baseline = edges[-2] + _TOTAL_ROW / 2 + 4
    page.text(left + 3 * MM, baseline, f"本期 {format_points(sheet.period_total, sheet.decimals)} 分")
    total = f"累计 {format_points(sheet.total, sheet.decimals)} 分"
    page.text(left + 45 * MM, baseline, total, size=12, face=Face.BOLD)
    signature = left + 104 * MM
    page.text(signature, baseline, "党员签字：")
    start = signature + width(Face.BODY, "党员签字：", BODY_SIZE)
    page.rule(start, baseline + 2, left + full - 6 * MM, baseline + 2)
    flow.y = edges[-1]


def _tail_height(sheet: RecordFormSheet, reason_row: float) -> float:
    """Height of the form's foot: veto, its reason, the year's grade once there is one, totals."""
    return _VETO_ROW + reason_row + (_GRADE_ROW if sheet.year_grade else 0.0) + _TOTAL_ROW


def _answer(flow: Flow, sheet: RecordFormSheet, *, x: float, y: float) -> None:
    for word, value in (("是", True), ("否", False)):
        flow.page.text(x, y + 4, word)
        box = x + BODY_SIZE + 1.2 * MM
        flow.page.tick(box, y - TICK_SIDE / 2, checked=sheet.vetoed is value)
        x = box + TICK_SIDE + 14 * MM
