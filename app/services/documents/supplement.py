"""补充评定表: what a supplementary meeting changed in an archived month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Align, Book
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, chinese_date, full_page, short_date
from app.services.documents.model import Progress
from app.services.documents.model_supplement import SupplementSheet
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table
from app.services.numbers import format_points

TITLE = "党员积分补充评定表"
_TAIL = 48 * MM
_DATA = Table(
    (
        Column("", 24 * MM), Column("", 66 * MM, Align.LEFT), Column("", 24 * MM), Column("", 66 * MM, Align.LEFT),
    ),
    min_height=8 * MM,
    head_height=0,
)  # fmt: skip
_LINES = Table(
    (
        Column("序号", 10 * MM),
        Column("姓名", 20 * MM),
        Column("处理", 13 * MM),
        Column("项目和依据", 50 * MM, Align.LEFT),
        Column("日期", 14 * MM),
        Column("原", 13 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("现", 13 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("原因", 47 * MM, Align.LEFT),
    ),
    min_height=8 * MM,
    head_height=8 * MM,
)
_TOTALS = Table(
    (
        Column("姓名", 30 * MM),
        Column("年度", 30 * MM),
        Column("原累计", 28 * MM, Align.RIGHT, inset=6 * MM),
        Column("现累计", 28 * MM, Align.RIGHT, inset=6 * MM),
        Column("本人知晓（签字）", 64 * MM),
    ),
    min_height=9 * MM,
    head_height=8 * MM,
)
_SECONDS = Table(
    (
        Column("姓名", 30 * MM),
        Column("扣分事项", 66 * MM, Align.LEFT),
        Column("第二人", 30 * MM),
        Column("第二人签字", 54 * MM),
    ),
    min_height=10 * MM,
    head_height=8 * MM,
)


def draw_supplements(
    sheets: Sequence[SupplementSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the sheets of supplementary meetings; returns the number of pages."""
    return draw_batch(
        sheets, target, title=TITLE, draw=_draw, label=lambda sheet: f"补充评定表 {sheet.period_label}", progress=progress
    )  # fmt: skip


def _draw(book: Book, sheet: SupplementSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=TITLE)
    flow.title(TITLE)
    flow.line(sheet.unit, f"{sheet.period_label}第 {sheet.number} 次补充评定")
    flow.space(1 * MM)
    came = "        人" if sheet.present is None else f"{sheet.present} 人"
    eligible = "        人" if sheet.eligible is None else f"{sheet.eligible} 人"
    flow.table(
        _DATA,
        [
            ("会议名称", sheet.kind, "会议日期", chinese_date(sheet.held_on)),
            ("会议地点", sheet.place, "主持人", sheet.chair),
            ("应到", eligible, "记录人", sheet.recorder),
            ("实到", came, "表决", _votes(sheet)),
        ],
    )
    flow.space(3 * MM)
    flow.paragraph("为什么补充评定", face=Face.BOLD)
    flow.paragraph(sheet.reason)
    flow.space(2 * MM)
    flow.paragraph(f"补充评定事项（{len(sheet.lines)} 条）", face=Face.BOLD)
    flow.table(_LINES, list(_rows(sheet)))
    flow.space(3 * MM)
    _rest(flow, sheet)
    flow.ensure(_TAIL)
    flow.paragraph(_told(sheet))
    flow.signatures(("主持人（签字）：", "记录人（签字）："), height=13 * MM)
    flow.signatures(("支部书记（签字）：", "日期："), height=13 * MM)
    right = flow.frame.left + flow.frame.width
    flow.page.text(right, flow.y + BODY_SIZE + 2 * MM, "（支部盖章）", align=Align.RIGHT)
    book.add(flow.finish())


def _rest(flow: Flow, sheet: SupplementSheet) -> None:
    seconds = [line for line in sheet.lines if line.second_person]
    if seconds:
        flow.ensure(28 * MM)
        flow.paragraph("扣分事项的第二人", face=Face.BOLD)
        flow.table(_SECONDS, [(r.member_name, r.item_name, r.second_person, "") for r in seconds])
        flow.space(3 * MM)
    if sheet.totals:
        flow.ensure(28 * MM)
        flow.paragraph("累计分数的变化", face=Face.BOLD)
        flow.table(
            _TOTALS,
            [
                (
                    row.member_name,
                    row.year,
                    format_points(row.before, sheet.decimals),
                    Para(format_points(row.after, sheet.decimals), BODY_SIZE, Face.BOLD),
                    "",
                )
                for row in sheet.totals
            ],
        )
        flow.space(3 * MM)


def _told(sheet: SupplementSheet) -> str:
    months = "、".join(sheet.shown_in)
    return f"{sheet.period_label}已归档的表册保持原样；以上变化作为更正计入{months}的公示和记录表，并计入本人累计分数。"


def _votes(sheet: SupplementSheet) -> str:
    votes = (("同意", sheet.votes_for), ("反对", sheet.votes_against), ("弃权", sheet.abstained))
    return "　".join(f"{label} {'    ' if number is None else number} 票" for label, number in votes)


def _rows(sheet: SupplementSheet) -> Iterator[tuple[Cell, ...]]:
    for line in sheet.lines:
        yield (
            str(line.serial),
            (Para(line.member_name), Para(line.group_name, NOTE_SIZE)),
            line.kind,
            (Para(line.item_name), Para(f"依据：{line.basis}", NOTE_SIZE)),
            short_date(line.deed_date),
            format_points(line.old, sheet.decimals) or "—",
            Para(format_points(line.new, sheet.decimals) or "—", BODY_SIZE, Face.BOLD),
            Para(line.reason, NOTE_SIZE),
        )
