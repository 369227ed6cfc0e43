"""积分说明: one member's arithmetic on a page, with total, grade and a line for the member's signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, TICK_SIDE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, full_page
from app.services.documents.model import Progress
from app.services.documents.model_explanation import ExplanationKind, ExplanationRow, ExplanationSheet
from app.services.documents.output import Target
from app.services.documents.table import LEADING, Cell, Column, Para, Table, figures
from app.services.documents.text import wrap
from app.services.numbers import format_points

TITLE = "积分说明"
_TOTAL_SIZE = 12.0
_SIGNATURE = 12 * MM
_GAP = 2.5 * MM
_LABELS = ("党员签字：", "日期：")


def draw_explanations(
    sheets: Sequence[ExplanationSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the explanations of one member, a group or all into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=TITLE,
        draw=_draw,
        label=lambda sheet: f"{TITLE} {sheet.member_name}",
        progress=progress,
    )


def _draw(book: Book, sheet: ExplanationSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=f"{TITLE} {sheet.member_name}")
    flow.title(TITLE)
    flow.line(f"{sheet.unit}　{sheet.group_name}", f"期间：{sheet.period_label}")
    person = "　".join(part for part in (sheet.category, sheet.status) if part)
    flow.line(f"姓名：{sheet.member_name}", person, face=Face.BOLD)
    flow.space(1 * MM)
    if sheet.rows:
        table = _table(sheet)
        flow.laid_table(table, table.lay_all(_rows(sheet)), tail=_tail_height(flow, sheet))
    else:
        flow.paragraph("这一期间没有计分的事项。")
    _tail(flow, sheet)
    book.add(flow.finish())


def _table(sheet: ExplanationSheet) -> Table:
    def points(title: str, values: Iterator[str]) -> Column:
        return figures(title, 15 * MM, values)

    decimals = sheet.decimals
    return Table(
        (
            Column("板块", 22 * MM, merge=True),
            Column("项目和规则", 46 * MM, Align.LEFT),
            Column("怎么算的", 67 * MM, Align.LEFT),
            points("申报", (format_points(row.claimed, decimals) for row in sheet.rows)),
            points("评定", (format_points(row.confirmed, decimals) for row in sheet.rows)),
            points("计分", (format_points(row.counted, decimals) for row in sheet.rows)),
        ),
        min_height=5.6 * MM,
    )


def _rows(sheet: ExplanationSheet) -> Iterator[tuple[Cell, ...]]:
    for row in sheet.rows:
        face = Face.BOLD if row.kind is ExplanationKind.SUM else Face.BODY
        points = [
            Para(format_points(value, sheet.decimals), BODY_SIZE, face)
            for value in (row.claimed, row.confirmed, row.counted)
        ]
        yield (row.part, _title(row, face), _steps(row), *points)


def _title(row: ExplanationRow, face: Face) -> Cell:
    title = Para(row.title, BODY_SIZE, face)
    return (title, Para(row.rule, NOTE_SIZE)) if row.rule else title


def _steps(row: ExplanationRow) -> Cell:
    return tuple(Para(step, NOTE_SIZE) for step in row.steps) or ""


def _tail(flow: Flow, sheet: ExplanationSheet) -> None:
    """Total, grade and signature stay together."""
    flow.ensure(_tail_height(flow, sheet))
    flow.space(_GAP)
    flow.line(f"累计 {format_points(sheet.total, sheet.decimals)} 分", size=_TOTAL_SIZE, face=Face.BOLD)
    for text in _verdict(sheet):
        flow.paragraph(text)
    flow.space(_GAP)
    _answer(flow)
    flow.signatures(_LABELS, height=_SIGNATURE)


def _tail_height(flow: Flow, sheet: ExplanationSheet) -> float:
    lines = sum(len(wrap(text, Face.BODY, BODY_SIZE, flow.frame.width)) for text in _verdict(sheet))
    total = _TOTAL_SIZE * LEADING + 1 * MM
    return 2 * _GAP + total + lines * (BODY_SIZE * LEADING + 0.6) + TICK_SIDE + _SIGNATURE


def _verdict(sheet: ExplanationSheet) -> list[str]:
    """How the year is made, and the grade; before the year's end it says that it is not the last word."""
    texts = [f"全年：{sheet.how}。"] if sheet.how else []
    if sheet.grade_cause:
        word = "建议等次" if sheet.decided else "等次"
        head = word if sheet.final else "按目前积分对应的等次（年终才定）"
        texts.append(f"{head}：{sheet.grade_cause}。")
    if sheet.decided:
        texts.append(f"年终评定等次：{sheet.decided}。")
    return texts


def _answer(flow: Flow) -> None:
    """The member's answer, to be ticked by pen."""
    page, x, baseline = flow.page, flow.frame.left, flow.y + TICK_SIDE - 1 * MM
    text = "以上计分我已看过："
    page.text(x, baseline, text)
    x += width(Face.BODY, text, BODY_SIZE) + 3 * MM
    for word in ("无异议", "有异议，请写明："):
        page.tick(x, flow.y)
        page.text(x + TICK_SIDE + 1.2 * MM, baseline, word)
        x += TICK_SIDE + 1.2 * MM + width(Face.BODY, word, BODY_SIZE) + 6 * MM
    page.rule(x - 5 * MM, baseline + 1 * MM, flow.frame.left + flow.frame.width, baseline + 1 * MM)
    flow.y += TICK_SIDE
