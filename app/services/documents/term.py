"""季度、半年、年度积分汇总表, 半年核定表, 低于平均分党员名单."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.errors import UserError
from app.services.documents.batch import draw_batch
from app.services.documents.board import unit_lines
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import (
    SIGNATURE_HEIGHT,
    TITLE_SIZE,
    Flow,
    Frame,
    chinese_date,
    full_page,
    line_rows,
)
from app.services.documents.model import Paper, Progress
from app.services.documents.model_term import TermBelowRow, TermBelowSheet, TermReviewSheet, TermSheet
from app.services.documents.output import Target
from app.services.documents.table import LEADING, Cell, Column, Para, Table, figures
from app.services.documents.term_plan import Extra, Room, TermPlan, best_plan, number
from app.services.documents.text import wrap
from app.services.numbers import format_points

BELOW_TITLE = "低于平均分党员名单"
_INTERNAL = "内部使用，不张贴"
_SEAL_WIDTH, _SEAL_HEIGHT = 72 * MM, 34 * MM
_SIGN_LINE = 34 * MM
#: Rows that are signed.
_SIGN_ROW = 8.5 * MM
_BLANK_SIGNERS = 5
_ACROSS = 3


@dataclass(frozen=True, slots=True)
class _Type:
    """Type sizes of a paper size: title, text, and what the table may have, the smallest last."""

    title: float
    text: float
    sizes: tuple[float, ...]


_TYPES = {
    Paper.A4: _Type(TITLE_SIZE, BODY_SIZE, (BODY_SIZE,)),
    Paper.A3: _Type(30.0, 14.0, (14.0, 12.0, BODY_SIZE)),
}
_DATA = Table(
    tuple(
        Column("", size * MM, align)
        for size, align in (
            (24, Align.CENTRE), (65, Align.LEFT), (24, Align.CENTRE), (65, Align.LEFT), (24, Align.CENTRE),
            (65, Align.LEFT),
        )
    ),
    min_height=8 * MM,
    head_height=0,
)  # fmt: skip


def draw_term_sheets(
    sheets: Sequence[TermSheet], target: Target, *, paper: Paper = Paper.A4, progress: Progress | None = None
) -> int:
    """Draw tables of terms into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title="党员积分汇总表",
        draw=lambda book, sheet: _draw_table(book, sheet, paper),
        label=lambda sheet: f"{sheet.title} {sheet.period_label}",
        progress=progress,
    )


def draw_term_reviews(
    sheets: Sequence[TermReviewSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw 核定表 into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title="党员积分核定表",
        draw=_draw_review,
        label=lambda sheet: f"{sheet.title} {sheet.period_label}",
        progress=progress,
    )


def draw_term_below(
    sheets: Sequence[TermBelowSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw lists of members below the average into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=BELOW_TITLE,
        draw=_draw_below,
        label=lambda sheet: f"{_below_title(sheet)} {sheet.period_label}",
        progress=progress,
    )


def _draw_table(book: Book, sheet: TermSheet, paper: Paper) -> None:
    kind, words = _TYPES[paper], _words(sheet)
    # On its side, as forms of many columns are; upright where that saves a page.
    plan, room = _plan(
        sheet,
        [
            _room(sheet, full_page(paper, landscape=flat), kind, words, foot=_SEAL_HEIGHT)
            for flat in (True, False)
        ],
        kind,
    )
    flow = Flow(book, sheet, room.frame, title=sheet.title)
    _head(flow, sheet, kind)
    rows = plan.table.lay_all(plan.cells(row, sheet) for row in sheet.rows)
    flow.laid_table(plan.table, rows, tail=room.tail)
    _say(flow, words, kind.text)
    flow.ensure(_SEAL_HEIGHT)
    top = flow.y
    _seal(flow, sheet, kind.text, top)
    _lines(flow, ("组织委员（签字）", "支部书记（签字）"), y=top + 6 * MM, across=1, size=kind.text)
    flow.y = top + _SEAL_HEIGHT
    book.add(flow.finish())


def _room(
    sheet: TermSheet, frame: Frame, kind: _Type, words: Sequence[str], *, foot: float, more: float = 0.0
) -> Room:
    """What a page leaves for the table: ``foot`` is the height of signatures, ``more`` what else stands above."""
    whole = frame.bottom - frame.first_line
    facts = line_rows((sheet.unit, _facts(sheet)), size=kind.text, available=frame.width)
    head = kind.title * LEADING + 1.5 * MM + len(facts) * kind.text * LEADING + 2 * MM + more
    tail = _words_height(words, frame, kind.text) + foot
    return Room(frame, whole - head, whole - BODY_SIZE * LEADING - 2 * MM, tail)


def _plan(
    sheet: TermSheet, rooms: Sequence[Room], kind: _Type, row_height: float = 0.0,
    extras: Sequence[Extra] = (),
) -> tuple[TermPlan, Room]:  # fmt: skip
    found = best_plan(sheet, rooms, sizes=kind.sizes, row_height=row_height, extras=extras)
    if found is None:
        raise UserError(
            f"{sheet.title}有 {len(sheet.columns)} 个分数栏，这张纸放不下。", hint="请改用 A3 纸。"
        )
    return found


def _facts(sheet: TermSheet) -> str:
    exempt = sum(row.exempt for row in sheet.rows)
    counted = f"共 {len(sheet.rows)} 人" + (f"，其中不纳入 {exempt} 人" if exempt else "")
    return f"{sheet.period_label}{'' if sheet.settled else '（未定稿，供核对）'}　{counted}"


def _head(flow: Flow, sheet: TermSheet, kind: _Type) -> None:
    flow.title(sheet.title, size=kind.title)
    flow.line(sheet.unit, _facts(sheet), size=kind.text)
    flow.space(1 * MM)


def _words(sheet: TermSheet) -> list[str]:
    averages = [f"{'；'.join(sheet.averages)}。"] if sheet.averages else []
    left_out = ["“不纳入”为经支部同意不参加积分管理的党员。"] if any(r.exempt for r in sheet.rows) else []
    return [*averages, "说明：" + "".join((*sheet.remarks, *left_out))]


def _words_height(words: Sequence[str], frame: Frame, size: float) -> float:
    lines = sum(len(wrap(text, Face.BODY, size, frame.width)) for text in words)
    return 2 * MM + lines * (size * LEADING + 0.6) + 1 * MM


def _say(flow: Flow, words: Sequence[str], size: float) -> None:
    flow.space(2 * MM)
    for text in words:
        flow.paragraph(text, size=size)
    flow.space(1 * MM)


def _seal(flow: Flow, sheet: TermSheet, size: float, top: float) -> None:
    """The unit and the date with room for a round seal over both."""
    room = _SEAL_WIDTH * size / BODY_SIZE
    centre = flow.frame.left + flow.frame.width - room / 2
    lines = [*unit_lines(sheet.unit, size, room - 4 * MM), "（盖章）", chinese_date(sheet.settled_on)]
    step = size * 1.7
    y = top + (_SEAL_HEIGHT - len(lines) * step) / 2 + size
    for line in lines:
        flow.page.text(centre, y, line, size=size, align=Align.CENTRE)
        y += step


def _lines(
    flow: Flow, labels: Sequence[str], *, y: float, across: int, size: float = BODY_SIZE, room: float = 0.0
) -> float:
    """Signature lines in rows of so many; returns the lower edge."""
    left, step = flow.frame.left, room / across if room else 90 * MM
    for place, label in enumerate(labels):
        x, baseline = left + place % across * step, y + (place // across) * SIGNATURE_HEIGHT + 7 * MM
        text = f"{label}："
        flow.page.text(x, baseline, text, size=size)
        start = x + width(Face.BODY, text, size)
        flow.page.rule(start, baseline + 1 * MM, start + _SIGN_LINE, baseline + 1 * MM)
    return y + -(-len(labels) // across) * SIGNATURE_HEIGHT


def _draw_review(book: Book, sheet: TermReviewSheet) -> None:
    kind, labels = _TYPES[Paper.A4], _signers(sheet)
    words = [*_words(sheet), *(f"提示：{warning}" for warning in sheet.warnings)]
    foot = max(_SEAL_HEIGHT, 8 * MM + -(-len(labels) // _ACROSS) * SIGNATURE_HEIGHT)
    frame = full_page(Paper.A4, landscape=True)
    extras = (Extra("核定分", 13 * MM), Extra("核定意见", 24 * MM), Extra("本人签字", 28 * MM))
    rooms = [_room(sheet, frame, kind, words, foot=foot, more=22 * MM)]
    plan, room = _plan(sheet, rooms, kind, _SIGN_ROW, extras)
    flow = Flow(book, sheet, frame, title=sheet.title)
    _head(flow, sheet, kind)
    _review_data(flow, sheet)
    table = plan.table
    rows = table.lay_all(
        (*plan.cells(row, sheet), _verified(row.points, sheet), Para(row.remark, NOTE_SIZE), "")
        for row in sheet.rows
    )
    flow.laid_table(table, rows, tail=room.tail)
    _say(flow, words, kind.text)
    flow.ensure(foot)
    top = flow.y
    _seal(flow, sheet, kind.text, top)
    flow.page.text(flow.frame.left, top + 6 * MM, _closing(sheet))
    _lines(flow, labels, y=top + 8 * MM, across=_ACROSS, room=flow.frame.width - _SEAL_WIDTH)
    flow.y = top + foot
    book.add(flow.finish())


def _verified(points: Decimal | None, sheet: TermReviewSheet) -> Cell:
    """核定分 is written by the meeting; once it took effect, it is the sum that was verified."""
    return Para(number(points, sheet), BODY_SIZE, Face.BOLD) if sheet.settled or points is None else ""


def _review_data(flow: Flow, sheet: TermReviewSheet) -> None:
    if sheet.second_person or "书记" in sheet.kind:
        rows = [("核定方式", sheet.kind, "日期", chinese_date(sheet.held_on), "第二人", sheet.second_person)]
    else:
        votes = "　".join(
            f"{word} {'   ' if count is None else count} 票"
            for word, count in (
                ("同意", sheet.votes_for), ("反对", sheet.votes_against), ("弃权", sheet.abstained)
            )
        )  # fmt: skip
        came = f"应到 {_count(sheet.eligible)} 人，实到 {_count(sheet.present)} 人"
        rows = [
            ("核定会议", sheet.kind, "日期", chinese_date(sheet.held_on), "地点", sheet.place),
            (
                "主持、记录",
                "、".join(p for p in (sheet.chair, sheet.recorder) if p),
                "到会",
                came,
                "表决",
                votes,
            ),
        ]
    flow.table(_DATA, rows)
    if sheet.opinion:
        flow.space(1.5 * MM)
        flow.paragraph(f"核定意见：{sheet.opinion}")
    flow.space(2.5 * MM)


def _count(value: int | None) -> str:
    return "    " if value is None else str(value)


def _signers(sheet: TermReviewSheet) -> tuple[str, ...]:
    if sheet.signers:
        return sheet.signers
    if "书记" in sheet.kind:
        return ("支部书记", sheet.second_person or "第二人")
    if "委员会" in sheet.kind:
        return ("支部书记", *("委员",) * (_BLANK_SIGNERS - 1))
    return ("主持人", "记录人", "支部书记")


def _closing(sheet: TermReviewSheet) -> str:
    who = "支部书记和第二人" if "书记" in sheet.kind else sheet.kind
    return f"以上积分经{who}对照记录逐人核定。签字："


def _draw_below(book: Book, sheet: TermBelowSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=_below_title(sheet))
    flow.line(_INTERNAL, face=Face.BOLD, size=12)
    flow.title(_below_title(sheet))
    flow.line(sheet.unit, f"{sheet.period_label}　参加比较 {sheet.compared} 人，名单 {len(sheet.rows)} 人")
    flow.space(1 * MM)
    if sheet.rows:
        table = _below_table(sheet)
        flow.table(table, [_below_cells(row, sheet, table) for row in sheet.rows])
    else:
        flow.paragraph("本期没有列入名单的党员。")
    flow.space(2 * MM)
    averages = [f"{'；'.join(sheet.averages)}。"] if sheet.averages else []
    for text in (*averages, *_below_words(sheet)):
        flow.paragraph(text)
    book.add(flow.finish())


def _below_title(sheet: TermBelowSheet) -> str:
    return "扣分高于平均党员名单" if sheet.demerit else BELOW_TITLE


def _below_words(sheet: TermBelowSheet) -> tuple[str, ...]:
    more = "本表分数是扣分累计，高于平均的列入名单。" if sheet.demerit else ""
    return (f"{more}名单供支部谈心帮助用，不上公示栏；期末已转出、去世或不纳入的党员不参加比较。",)


def _below_table(sheet: TermBelowSheet) -> Table:
    classes = any(row.category for row in sheet.rows)

    def texts(name: str) -> list[str]:
        return [format_points(getattr(row, name), sheet.decimals) for row in sheet.rows]

    columns = [
        Column("序号", 10 * MM),
        Column("姓名", 23 * MM),
        Column("小组", 19 * MM),
        *([Column("类别", 13 * MM)] if classes else []),
        figures(sheet.points_heading, 14 * MM, texts("points")),
        figures("比支部平均", 14 * MM, texts("unit_gap")),
        *([figures("比同类平均", 14 * MM, texts("class_gap"))] if classes else []),
    ]
    used = sum(column.width for column in columns)
    rest = 180 * MM - used
    if any(row.proposed for row in sheet.rows):
        columns.append(Column("方案建议和理由", rest - 28 * MM, Align.LEFT))
        rest = 28 * MM
    columns.append(Column("帮助情况", rest))
    return Table(tuple(columns), min_height=8 * MM)


def _below_cells(row: TermBelowRow, sheet: TermBelowSheet, table: Table) -> tuple[Cell, ...]:
    titles = {column.title for column in table.columns}
    decimals = sheet.decimals
    cells: list[Cell] = [str(row.serial), row.name, row.group_name]
    if "类别" in titles:
        cells.append(row.category)
    cells += [format_points(row.points, decimals), format_points(row.unit_gap, decimals)]
    if "比同类平均" in titles:
        cells.append(format_points(row.class_gap, decimals))
    if "方案建议和理由" in titles:
        cells.append((Para(row.proposed), Para(row.cause, NOTE_SIZE)) if row.proposed else "")
    return (*cells, "")
