"""一票否决审批表, and the year's list of vetoes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.documents.batch import draw_batch
from app.services.documents.board import unit_lines
from app.services.documents.book import BODY_SIZE, MM, NOTE_SIZE, TICK_SIDE, Align, Book
from app.services.documents.fonts import Face, width
from app.services.documents.frame import Flow, chinese_date, full_page, short_date
from app.services.documents.model import Progress
from app.services.documents.model_veto import VetoListRow, VetoListSheet, VetoSlipSheet
from app.services.documents.output import Target
from app.services.documents.table import Cell, Column, Para, Table

SLIP_TITLE = "一票否决审批表"
LIST_TITLE = "一票否决名单"
INTERNAL = "内部使用，不张贴、不外传"
_SEAL_HEIGHT = 34 * MM
_SEAL_WIDTH = 66 * MM
_LINE = 10 * MM

_PERSON = Table(
    (
        Column("", 24 * MM),
        Column("", 66 * MM, Align.LEFT),
        Column("", 24 * MM),
        Column("", 66 * MM, Align.LEFT),
    ),
    min_height=9 * MM,
    head_height=0,
)
_FORM = Table((Column("", 24 * MM), Column("", 156 * MM, Align.LEFT)), min_height=9 * MM, head_height=0)
_LIST = Table(
    (
        Column("序号", 11 * MM),
        Column("姓名", 22 * MM),
        Column("小组", 20 * MM),
        Column("情形", 52 * MM, Align.LEFT),
        Column("发生日期", 20 * MM),
        Column("依据", 52 * MM, Align.LEFT),
        Column("听取陈述", 24 * MM),
        Column("第二人", 22 * MM),
        Column("办理情况", 44 * MM, Align.LEFT),
    ),
    min_height=8 * MM,
)


def draw_veto_slips(
    sheets: Sequence[VetoSlipSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the slips into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=SLIP_TITLE,
        draw=_draw_slip,
        label=lambda sheet: f"{SLIP_TITLE} {sheet.member_name}",
        progress=progress,
    )


def draw_veto_lists(
    sheets: Sequence[VetoListSheet], target: Target, *, progress: Progress | None = None
) -> int:
    """Draw the year's lists into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title=LIST_TITLE,
        draw=_draw_list,
        label=lambda sheet: f"{LIST_TITLE} {sheet.period_label}",
        progress=progress,
    )


def seal(flow: Flow, unit: str, label: str = "", day: str = "") -> None:
    """The unit, 盖章 and a date at the right, with room for a round seal of 42 mm over them."""
    flow.ensure(_SEAL_HEIGHT)
    centre = flow.frame.left + flow.frame.width - _SEAL_WIDTH / 2
    lines = [*([label] if label else []), *unit_lines(unit, BODY_SIZE + 1, _SEAL_WIDTH - 4 * MM)]
    lines += ["（盖章）", day or chinese_date(None)]
    step = (BODY_SIZE + 1) * 1.65
    y = flow.y + (_SEAL_HEIGHT - len(lines) * step) / 2 + BODY_SIZE + 1
    for line in lines:
        flow.page.text(centre, y, line, size=BODY_SIZE + 1, align=Align.CENTRE)
        y += step
    flow.y += _SEAL_HEIGHT


def _draw_slip(book: Book, sheet: VetoSlipSheet) -> None:
    flow = Flow(book, sheet, full_page(), title=SLIP_TITLE)
    flow.title(SLIP_TITLE)
    flow.line(sheet.unit, INTERNAL)
    flow.space(1 * MM)
    person = "　".join(part for part in (sheet.category, sheet.status) if part)
    flow.table(_PERSON, [("姓名", sheet.member_name, "小组", sheet.group_name)])
    flow.table(_PERSON, [("类别身份", person, "发生日期", chinese_date(sheet.happened_on))])
    rows: list[tuple[str, str, float]] = [
        ("否决情形", sheet.rule_name, 12.0),
        ("方案规定", sheet.effect, 9.0),
        ("依据", sheet.basis, 34.0),
        ("听取陈述", _heard(sheet), 40.0),
    ]
    if sheet.repaired_on is not None:
        text = f"{chinese_date(sheet.repaired_on)}整改。{sheet.repair_basis}（第二人：{sheet.repair_second}）"
        rows.append(("整改情况", text, 16.0))
    if sheet.revoked_on is not None:
        text = f"{chinese_date(sheet.revoked_on)}撤销。{sheet.revoke_reason}（第二人：{sheet.revoke_second}）"
        rows.append(("撤销决定", text, 16.0))
    flow.laid_table(_FORM, [_FORM.lay((name, text), min_height=high * MM) for name, text, high in rows])
    flow.space(2 * MM)
    flow.signatures(("当事人（签字）：", "日期："), height=_LINE)
    if sheet.proposed_by:
        flow.paragraph(f"提出人：{sheet.proposed_by}")
    flow.space(2 * MM)
    _decision(flow, sheet)
    flow.signatures((f"第二人{_named(sheet.second_person)}（签字）：", "日期："), height=_LINE + 2 * MM)
    if sheet.repaired_on is not None or sheet.revoked_on is not None:
        later = sheet.revoke_second if sheet.revoked_on is not None else sheet.repair_second
        word = "撤销时第二人" if sheet.revoked_on is not None else "整改时第二人"
        flow.signatures((f"{word}{_named(later)}（签字）：", "日期："), height=_LINE + 2 * MM)
    flow.signatures((f"支部书记{_named(sheet.decided_by)}（签字）：", "日期："), height=_LINE + 2 * MM)
    seal(flow, sheet.unit)
    book.add(flow.finish())


def _named(name: str) -> str:
    return f" {name} " if name else ""


def _heard(sheet: VetoSlipSheet) -> str:
    if sheet.declined:
        return "已告知拟一票否决的情形和依据，本人放弃陈述。"
    if sheet.heard_on is None and not sheet.statement:
        return "      年   月   日听取，本人陈述："
    return f"{chinese_date(sheet.heard_on)}听取，本人陈述：{sheet.statement}"


def _decision(flow: Flow, sheet: VetoSlipSheet) -> None:
    """What was decided; before it, boxes for the pen."""
    if sheet.decided_on is not None:
        text = f"支部意见：{chinese_date(sheet.decided_on)}决定一票否决，从{sheet.announced}起计入积分。"
        flow.paragraph(text, face=Face.BOLD)
        return
    x, baseline = flow.frame.left, flow.y + TICK_SIDE - 1 * MM
    flow.page.text(x, baseline, "支部意见：", face=Face.BOLD)
    x += width(Face.BOLD, "支部意见：", BODY_SIZE) + 2 * MM
    for word in ("同意一票否决", "不同意"):
        flow.page.tick(x, flow.y)
        flow.page.text(x + TICK_SIDE + 1.2 * MM, baseline, word)
        x += TICK_SIDE + width(Face.BODY, word, BODY_SIZE) + 12 * MM
    flow.y += TICK_SIDE + 1 * MM


def _draw_list(book: Book, sheet: VetoListSheet) -> None:
    flow = Flow(book, sheet, full_page(landscape=True), title=LIST_TITLE)
    flow.title(LIST_TITLE)
    flow.line(sheet.unit, f"{sheet.period_label}　共 {len(sheet.rows)} 条　{INTERNAL}")
    flow.space(1 * MM)
    if sheet.rows:
        flow.table(_LIST, list(_list_rows(sheet.rows)))
    else:
        flow.paragraph("本年度没有一票否决。")
    flow.space(3 * MM)
    flow.signatures(("支部书记（签字）：", "制表人（签字）：", "日期："), height=13 * MM)
    book.add(flow.finish())


def _list_rows(rows: Sequence[VetoListRow]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield (
            str(row.serial),
            row.member_name,
            row.group_name,
            Para(row.rule_name, NOTE_SIZE),
            short_date(row.happened_on),
            Para(row.basis, NOTE_SIZE),
            Para(row.heard, NOTE_SIZE),
            row.second_person,
            Para(row.state, NOTE_SIZE),
        )
