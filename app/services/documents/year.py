"""年终总评表, and the lists that follow from it: honours, talks, rewards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.services.documents.batch import draw_batch
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, Align, Book
from app.services.documents.fonts import Face
from app.services.documents.frame import Flow, chinese_date, full_page
from app.services.documents.model import Paper, Progress
from app.services.documents.model_year import (
    HonourSheet,
    RewardSheet,
    TalkSheet,
    YearTableRow,
    YearTableSheet,
)
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table, Tick, figures
from app.services.documents.veto import INTERNAL, seal
from app.services.numbers import format_points

TABLE_TITLE = "党员年终总评表"
HONOUR_TITLE = "评优推荐名单"
TALK_TITLE = "谈话提醒名单"
REWARD_TITLE = "积分奖励签领表"
_SIGN_ROW = 8.5 * MM
#: Height that belongs together at the foot: counts, meeting, signatures, seal.
_TAIL = 64 * MM
#: Widths that a column of points may have, the preferred one first, and the least that remarks need beside them.
_PART_WIDTHS = (22 * MM, 18 * MM, 15 * MM, 12.5 * MM)
_LEAST_NOTE = 26 * MM
#: On A3 the type grows: the sheet may hang on a wall of the meeting room.
_SCALES = {Paper.A4: 1.0, Paper.A3: 1.35}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def draw_year_tables(
    sheets: Sequence[YearTableSheet],
    target: Target,
    *,
    paper: Paper = Paper.A4,
    progress: Progress | None = None,
) -> int:
    """Draw the tables into one PDF, on their side; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=TABLE_TITLE,
        draw=partial(_draw_table, paper=paper),
        label=lambda sheet: f"{TABLE_TITLE} {sheet.period_label}",
        progress=progress,
    )


def draw_honours(sheets: Sequence[HonourSheet], target: Target, *, progress: Progress | None = None) -> int:
    """Draw the lists of honours into one PDF; returns the number of pages."""
    return draw_batch(
        sheets, target, title=HONOUR_TITLE, draw=_draw_honours, label=lambda _: HONOUR_TITLE, progress=progress
    )  # fmt: skip


def draw_talks(sheets: Sequence[TalkSheet], target: Target, *, progress: Progress | None = None) -> int:
    """Draw the lists of talks into one PDF; returns the number of pages."""
    return draw_batch(
        sheets, target, title=TALK_TITLE, draw=_draw_talks, label=lambda _: TALK_TITLE, progress=progress
    )  # fmt: skip


def draw_rewards(sheets: Sequence[RewardSheet], target: Target, *, progress: Progress | None = None) -> int:
    """Draw the lists of rewards into one PDF; returns the number of pages."""
    return draw_batch(
        sheets, target, title=REWARD_TITLE, draw=_draw_rewards, label=lambda _: REWARD_TITLE, progress=progress
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- the table


def _draw_table(book: Book, sheet: YearTableSheet, *, paper: Paper) -> None:
    flow = Flow(book, sheet, full_page(paper, landscape=True), title=TABLE_TITLE)
    flow.title(TABLE_TITLE)
    flow.line(sheet.unit, f"{sheet.period_label}　共 {len(sheet.rows)} 人")
    flow.space(1 * MM)
    table = _year_table(sheet, flow.frame.width, _SCALES[paper])
    if table is None:
        # The sums stay; the parts stand on each member's own sheet.
        sheet = replace(
            sheet,
            columns=(),
            rows=tuple(replace(row, parts=()) for row in sheet.rows),
            remarks=("板块较多，本表只列合计，各板块的分数见积分说明。",),
        )
        table = _year_table(sheet, flow.frame.width, _SCALES[paper])
    assert table is not None  # noqa: S101 - without sections the columns fit on every paper
    rows = table.lay_all(_table_row(row, sheet, table) for row in sheet.rows)
    flow.laid_table(table, rows)
    flow.space(2.5 * MM)
    flow.ensure(_TAIL)
    for text in _about(sheet):
        flow.paragraph(text)
    for number, warning in enumerate(sheet.warnings, 1):
        flow.paragraph(f"提示 {number}：{warning}")
    flow.space(1 * MM)
    flow.signatures(("主持人（签字）：", "记录人（签字）：", "支部书记（签字）："), height=13 * MM)
    seal(flow, sheet.unit, day=chinese_date(sheet.held_on if sheet.settled else None))
    book.add(flow.finish())


def _year_table(sheet: YearTableSheet, room: float, largest: float) -> Table | None:
    """The columns in the largest type that has room; where sections are many the group gives way first.

    ``None`` where there are too many sections even so.
    """
    for scale in dict.fromkeys((largest, 1.0)):
        for with_group in (True, False):
            fixed = _fixed(sheet, scale, with_group=with_group)
            used = sum(column.width for column in fixed)
            for width in _PART_WIDTHS:
                note = room - used - width * scale * len(sheet.columns)
                if note >= _LEAST_NOTE * scale:
                    columns = _columns(sheet, fixed, width * scale, note=note, size=BODY_SIZE * scale)
                    return Table(columns, size=BODY_SIZE * scale, min_height=6.2 * MM * scale)
    return None


def _with_group(table: Table) -> bool:
    return any(column.title == "小组" for column in table.columns)


def _fixed(sheet: YearTableSheet, scale: float, *, with_group: bool) -> list[Column]:
    points = [format_points(row.points, sheet.decimals) for row in sheet.rows]
    columns = [Column("序号", 11 * MM), Column("姓名", 23 * MM)]
    columns += [Column("小组", 22 * MM)] if with_group else []
    columns += [Column("类别", 15 * MM)] if sheet.with_category else []
    columns.append(figures(sheet.points_heading, 17 * MM, points, size=BODY_SIZE))
    columns += [Column("测评", 29 * MM)] if sheet.with_vote else []
    columns += [Column("一票\n否决", 13 * MM), Column("建议\n等次", 18 * MM), Column("评定\n等次", 18 * MM)]
    columns += [Column("资格", 16 * MM)] if sheet.eligibilities else []
    return [replace(column, width=column.width * scale, inset=column.inset * scale) for column in columns]


def _columns(
    sheet: YearTableSheet, fixed: Sequence[Column], width: float, *, note: float, size: float
) -> tuple[Column, ...]:
    place = next(i for i, column in enumerate(fixed) if column.title == sheet.points_heading)
    parts = [
        figures(
            title,
            width,
            [format_points(row.parts[n], sheet.decimals) for row in sheet.rows if row.parts],
            size=size,
        )
        for n, title in enumerate(sheet.columns)
    ]
    return (*fixed[:place], *parts, *fixed[place:], Column("备注", note, Align.LEFT))


def _table_row(row: YearTableRow, sheet: YearTableSheet, table: Table) -> tuple[Cell, ...]:
    decimals, size = sheet.decimals, table.size
    parts = row.parts or (None,) * len(sheet.columns)
    return (
        str(row.serial),
        row.member_name,
        *((row.group_name,) if _with_group(table) else ()),
        *((row.category,) if sheet.with_category else ()),
        *(format_points(part, decimals) for part in parts),
        Para(format_points(row.points, decimals) or "—", size, Face.BOLD),
        *((row.vote,) if sheet.with_vote else ()),
        "是" if row.vetoed else "",
        row.proposed,
        Para(row.grade, size, Face.BOLD),
        *(("".join(_circled(n) for n in row.eligible),) if sheet.eligibilities else ()),
        Para(row.note, NOTE_SIZE * size / BODY_SIZE),
    )


def _circled(number: int) -> str:
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"


def _about(sheet: YearTableSheet) -> list[str]:
    """What the numbers mean, how many have each grade, and which meeting said so."""
    texts = list(sheet.remarks)
    if sheet.eligibilities:
        names = "；".join(f"{_circled(n)} {name}" for n, name in enumerate(sheet.eligibilities, 1))
        texts.append(f"资格：{names}。")
    if sheet.settled:
        counts = "，".join(
            f"{count.name} {count.members} 人" + (f"（{count.rule}）" if count.rule else "")
            for count in sheet.counts
        )
        texts.append(f"评定结果：{counts}。")
        present = f"应到 {sheet.eligible} 人，实到 {sheet.present} 人"
        texts.append(f"{chinese_date(sheet.held_on)}{sheet.kind}评定，{present}{_votes(sheet)}。")
    else:
        rules = [f"{count.name}{count.rule}" for count in sheet.counts if count.rule]
        if rules:
            texts.append(f"名额：{'；'.join(rules)}。")
        texts.append("评定等次由会议评定；与建议等次不同的，请在备注里写明理由。")
    return texts


def _votes(sheet: YearTableSheet) -> str:
    votes = (("赞成", sheet.votes_for), ("反对", sheet.votes_against), ("弃权", sheet.abstained))
    known = [f"{name} {number} 票" for name, number in votes if number is not None]
    return f"，表决：{'、'.join(known)}" if known else ""


# --------------------------------------------------------------------------------------------------------- the lists


def _list_head(book: Book, sheet: HonourSheet | TalkSheet | RewardSheet, title: str, aside: str) -> Flow:
    flow = Flow(book, sheet, full_page(), title=title)
    flow.title(title)
    flow.line(sheet.unit, "　".join(part for part in (sheet.period_label, aside) if part))
    flow.space(1 * MM)
    return flow


_HONOURS = Table(
    (
        Column("序号", 11 * MM),
        Column("姓名", 23 * MM),
        Column("小组", 20 * MM),
        Column("积分", 16 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("等次", 20 * MM),
        Column("具备的资格", 44 * MM, Align.LEFT),
        Column("推荐\n是", 11 * MM),
        Column("推荐\n否", 11 * MM),
        Column("推荐项目", 24 * MM),
    ),
    min_height=_SIGN_ROW,
)
_TALKS = Table(
    (
        Column("序号", 11 * MM),
        Column("姓名", 23 * MM),
        Column("小组", 20 * MM),
        Column("积分", 16 * MM, Align.RIGHT, inset=2.4 * MM),
        Column("等次", 20 * MM),
        Column("拟办事项和原因", 52 * MM, Align.LEFT),
        Column("谈话人", 20 * MM),
        Column("日期", 18 * MM),
    ),
    min_height=_SIGN_ROW,
)


def _draw_honours(book: Book, sheet: HonourSheet) -> None:
    flow = _list_head(book, sheet, HONOUR_TITLE, f"共 {len(sheet.rows)} 人")
    rows = [
        (
            str(row.serial), row.member_name, row.group_name, format_points(row.points, sheet.decimals),
            row.grade, Para(row.why, NOTE_SIZE), Tick(), Tick(), "",
        )
        for row in sheet.rows
    ]  # fmt: skip
    _table_or_none(flow, _HONOURS, rows, "本年度没有具备资格的党员。")
    flow.paragraph("推荐与否由会议决定，在“是”或“否”里打 √；同分的由会议比较。", size=NOTE_SIZE)
    flow.signatures(("主持人（签字）：", "支部书记（签字）："), height=13 * MM)
    seal(flow, sheet.unit)
    book.add(flow.finish())


def _draw_talks(book: Book, sheet: TalkSheet) -> None:
    flow = _list_head(book, sheet, TALK_TITLE, INTERNAL)
    rows = [
        (
            str(row.serial), row.member_name, row.group_name, format_points(row.points, sheet.decimals),
            row.grade, (Para(row.what), Para(row.cause, NOTE_SIZE)), "", "",
        )
        for row in sheet.rows
    ]  # fmt: skip
    _table_or_none(flow, _TALKS, rows, "本年度没有需要谈话提醒的党员。")
    flow.signatures(("支部书记（签字）：", "日期："), height=13 * MM)
    book.add(flow.finish())


def _draw_rewards(book: Book, sheet: RewardSheet) -> None:
    flow = _list_head(book, sheet, REWARD_TITLE, f"共 {len(sheet.rows)} 人")
    if sheet.rule:
        flow.paragraph(f"方案规定：{sheet.rule}。", size=NOTE_SIZE)
        flow.space(1.5 * MM)
    money = [f"{row.yuan:.2f}" if row.yuan is not None else "" for row in sheet.rows]
    table = Table(
        (
            Column("序号", 11 * MM),
            Column("姓名", 23 * MM),
            Column("小组", 20 * MM),
            figures("积分", 16 * MM, [format_points(row.points, sheet.decimals) for row in sheet.rows]),
            figures("可兑换分", 19 * MM, [format_points(row.balance, sheet.decimals) for row in sheet.rows]),
            *((figures("折合元", 19 * MM, money),) if sheet.money else ()),
            Column("领取物品或奖励", (30 if sheet.money else 49) * MM, Align.LEFT),
            Column("签名", 26 * MM),
            Column("日期", 16 * MM),
        ),
        min_height=_SIGN_ROW + 0.5 * MM,
    )
    rows = list(_reward_rows(sheet, money))
    _table_or_none(flow, table, rows, "本年度没有可兑换的积分或奖励。")
    flow.signatures(("经办人（签字）：", "支部书记（签字）："), height=13 * MM)
    seal(flow, sheet.unit)
    book.add(flow.finish())


def _reward_rows(sheet: RewardSheet, money: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for row, yuan in zip(sheet.rows, money, strict=True):
        note = "；".join(part for part in (row.prizes, row.note) if part)
        yield (
            str(row.serial), row.member_name, row.group_name, format_points(row.points, sheet.decimals),
            format_points(row.balance, sheet.decimals), *((yuan,) if sheet.money else ()),
            Para(note, NOTE_SIZE), "", "",
        )  # fmt: skip


def _table_or_none(flow: Flow, table: Table, rows: Sequence[tuple[Cell, ...]], none: str) -> None:
    if rows:
        flow.table(table, rows)
    else:
        flow.paragraph(none)
    flow.space(3 * MM)
