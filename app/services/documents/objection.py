"""异议登记单 and 异议登记表."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, TICK_SIDE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, chinese_date, full_page, short_date
from app.services.documents.model import Progress
from app.services.documents.model_objection import (
    CorrectedLine,
    ObjectionRegisterRow,
    ObjectionRegisterSheet,
    ObjectionSlipSheet,
)
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table
from app.services.numbers import format_change, format_points

SLIP_TITLE = "积分公示异议登记单"
REGISTER_TITLE = "积分公示异议登记表"
_LABEL = 26 * MM
_WIDE = 154 * MM
_HALF = 64 * MM
_ROW = 9 * MM
_KINDS = ("党员", "群众", "匿名")
_TARGETS = ("某一条积分", "合计分数", "漏记", "其他")
_DECISIONS = ("成立，更正如下", "不成立，理由见答复")
#: Least height of what is written by hand: content and finding, then the answer.
_LARGE, _MIDDLE = 27 * MM, 22 * MM

_PAIR = Table(
    (
        Column("", _LABEL), Column("", _HALF, Align.LEFT), Column("", _LABEL), Column("", _HALF, Align.LEFT),
    ),
    min_height=_ROW,
    head_height=0,
)  # fmt: skip
_ONE = Table((Column("", _LABEL), Column("", _WIDE, Align.LEFT)), min_height=_ROW, head_height=0)
_REGISTER = Table(
    (
        Column("编号", 12 * MM),
        Column("提出日期", 18 * MM),
        Column("提出人", 26 * MM),
        Column("针对公示", 24 * MM, Align.LEFT),
        Column("涉及党员和事项", 34 * MM, Align.LEFT),
        Column("异议内容", 42 * MM, Align.LEFT),
        Column("核查情况", 42 * MM, Align.LEFT),
        Column("处理和答复", 37 * MM, Align.LEFT),
        Column("书记、第二人签字", 32 * MM),
    ),
    min_height=16 * MM,
    head_height=9 * MM,
)


def draw_objection_slips(
    sheets: Sequence[ObjectionSlipSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw slips, one page each where the words allow; returns the number of pages."""
    return draw_batch(
        sheets, target, title=SLIP_TITLE, draw=_slip, label=lambda sheet: f"异议登记单 {sheet.number}", progress=progress
    )  # fmt: skip


def draw_objection_registers(
    sheets: Sequence[ObjectionRegisterSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw registers; returns the number of pages."""
    return draw_batch(
        sheets, target, title=REGISTER_TITLE, draw=_register, label=lambda sheet: f"异议登记表 {sheet.period_label}",
        progress=progress,
    )  # fmt: skip


def _slip(book: Book, sheet: ObjectionSlipSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=SLIP_TITLE)
    flow.title(SLIP_TITLE)
    flow.line(sheet.unit, f"编号：{sheet.number or '        年第      号'}")
    flow.space(1 * MM)
    _intake(flow, sheet)
    _finding(flow, sheet)
    _decision(flow, sheet)
    _closing(flow, sheet)
    book.add(flow.finish())


def _intake(flow: Flow, sheet: ObjectionSlipSheet) -> None:
    flow.table(_PAIR, [("提出日期", chinese_date(sheet.raised_on), "针对公示", sheet.notice)])
    _boxes(
        flow,
        "提出人",
        _KINDS,
        sheet.raiser_kind,
        after="姓名：" + (sheet.raiser if sheet.raiser_kind != "匿名" else ""),
    )
    if sheet.blank:
        flow.table(_ONE, [("联系方式", Para("（可以不填；只供支部答复用）", NOTE_SIZE))])
    flow.table(_PAIR, [("涉及党员", sheet.about, "哪一条积分", sheet.line)])
    _boxes(flow, "异议类别", _TARGETS, sheet.target)
    flow.laid_table(_ONE, [_ONE.lay(("异议内容", sheet.content), min_height=_LARGE)])
    due = f"{chinese_date(sheet.reply_due)}前" if sheet.reply_due else f"收到后 {sheet.reply_days} 天内"
    flow.table(_PAIR, [("受理人", sheet.received_by, "应当答复", due)])
    flow.signatures(("提出人（签字，匿名不签）：", "受理人（签字）："), height=12 * MM)


def _finding(flow: Flow, sheet: ObjectionSlipSheet) -> None:
    flow.space(1 * MM)
    flow.laid_table(_ONE, [_ONE.lay(("核查情况", sheet.finding), min_height=_LARGE)])
    flow.table(_PAIR, [("核查人", sheet.found_by, "核查日期", chinese_date(sheet.found_on))])


def _decision(flow: Flow, sheet: ObjectionSlipSheet) -> None:
    chosen = "" if sheet.upheld is None else _DECISIONS[0 if sheet.upheld else 1]
    _boxes(flow, "处理决定", _DECISIONS, chosen, after=sheet.note)
    if sheet.corrections or sheet.blank or sheet.upheld is None:
        text = tuple(Para(_corrected(line, sheet.decimals)) for line in sheet.corrections) or (Para(""),)
        flow.laid_table(_ONE, [_ONE.lay(("更正内容", text), min_height=12 * MM)])
    flow.laid_table(_ONE, [_ONE.lay(("答复", sheet.reply), min_height=_MIDDLE)])
    flow.table(_PAIR, [("答复方式", sheet.reply_way, "答复日期", chinese_date(sheet.replied_on))])


def _closing(flow: Flow, sheet: ObjectionSlipSheet) -> None:
    second = f"第二人 {sheet.second}（签字）：" if sheet.second else "第二人（签字）："
    flow.signatures(("支部书记（签字）：", second), height=13 * MM)
    flow.signatures(("当事党员知晓（签字）：", "提出人知晓（签字，匿名不签）："), height=13 * MM)
    flow.ensure(14 * MM)
    flow.space(3 * MM)
    right = flow.frame.left + flow.frame.width
    flow.page.text(right, flow.y + BODY_SIZE, "（支部盖章）　　　　　年　　月　　日", align=Align.RIGHT)
    flow.y += 9 * MM


def _corrected(line: CorrectedLine, decimals: int) -> str:
    """ "改正：孙石头 10月13日 志愿服务 4.0 → 2.0 分"."""
    day = f"{line.deed_date.month}月{line.deed_date.day}日"
    points = format_change(line.old, line.new, decimals)
    if line.old is None:
        points = f"补 {format_points(line.new, decimals)}"
    return f"{line.kind}：{line.member_name} {day} {line.item_name} {points} 分"


def _boxes(flow: Flow, label: str, words: Sequence[str], chosen: str, *, after: str = "") -> None:
    """A row with a box before each word; what follows stands behind the last."""
    flow.ensure(_ROW)
    page, left, top = flow.page, flow.frame.left, flow.y
    inner, right = left + _LABEL, left + _LABEL + _WIDE
    # The blocks above and below draw the level rules: drawn twice they would look bold.
    for x in (left, inner, right):
        page.rule(x, top, x, top + _ROW)
    baseline = top + _ROW / 2 + BODY_SIZE * 0.36
    page.text(left + _LABEL / 2, baseline, label, align=Align.CENTRE)
    x = inner + 3 * MM
    for word in words:
        page.tick(x, top + (_ROW - TICK_SIDE) / 2, checked=word == chosen)
        x += TICK_SIDE + 1.2 * MM
        page.text(x, baseline, word)
        x += width(Face.BODY, word, BODY_SIZE) + 5 * MM
    page.text(x, baseline, after)
    flow.y = top + _ROW


def _register(book: Book, sheet: ObjectionRegisterSheet) -> None:
    flow = Flow(book, sheet, full_page(landscape=True), title=REGISTER_TITLE)
    flow.title(REGISTER_TITLE)
    counts = f"共 {len(sheet.rows)} 件：成立 {sheet.upheld} 件，不成立 {sheet.dismissed} 件，撤回 {sheet.withdrawn} 件"
    flow.line(sheet.unit, f"{counts}，待办 {sheet.open} 件", sheet.period_label)
    flow.space(1 * MM)
    blank = [("",) * len(_REGISTER.columns)] * (0 if sheet.rows else 4)
    flow.table(_REGISTER, [*_register_rows(sheet.rows), *blank])
    flow.signatures(("支部书记（签字）：", "登记人（签字）：", "日期："), height=13 * MM)
    book.add(flow.finish())


def _register_rows(rows: Sequence[ObjectionRegisterRow]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        answered = f"{short_date(row.replied_on)} 答复：{row.reply}" if row.replied_on else row.reply
        yield (
            str(row.number),
            short_date(row.raised_on),
            row.raiser,
            Para(row.notice, NOTE_SIZE),
            Para(row.about, NOTE_SIZE),
            Para(row.content, NOTE_SIZE),
            Para(row.finding, NOTE_SIZE),
            (Para(row.outcome), Para(answered, NOTE_SIZE)) if answered else row.outcome,
            Para(f"第二人：{row.second}" if row.second else "", NOTE_SIZE),
        )
