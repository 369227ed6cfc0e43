"""公示表: the sheet for the board, A4 or A3 from the same data and in the same type size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.errors import UserError
from app.services.documents.batch import draw_batch
from app.services.documents.board_plan import COLUMN_GAP, LIST_TITLE, Block, Plan, Room, best_plan
from app.services.documents.book import BODY_SIZE, MM, Align, Book
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
from app.services.documents.model_result import BoardSheet
from app.services.documents.output import Target
from app.services.documents.table import LEADING, Segment, even_lines
from app.services.documents.text import wrap

_RUNNING_HEAD = BODY_SIZE * LEADING + 2 * MM
_SEAL_HEIGHT = 36 * MM
_SLIP_HEIGHT = 60 * MM
_USUAL_NOTE = (
    "对公示内容有异议的，请在公示期内当面、书面或者电话向受理人提出，说明事项和理由，支部核查后答复本人。"
)


@dataclass(frozen=True, slots=True)
class _Type:
    """Type sizes of a paper size: title, text, and what the lists may have, the smallest last."""

    title: float
    text: float
    sizes: tuple[float, ...]


_TYPES = {
    Paper.A4: _Type(TITLE_SIZE, BODY_SIZE, (14.0, 12.0, BODY_SIZE)),
    Paper.A3: _Type(30.0, 14.0, (18.0, 16.0, 14.0, 12.0, BODY_SIZE)),
}


def draw_boards(
    sheets: Sequence[BoardSheet],
    target: Target,
    *,
    paper: Paper = Paper.A4,
    progress: Progress | None = None,
) -> int:
    """Draw board sheets into one PDF; returns the number of pages."""
    return draw_batch(
        sheets,
        target,
        title="党员积分公示表",
        draw=lambda book, sheet: _draw(book, sheet, paper),
        label=lambda sheet: f"{sheet.title} {sheet.period_label}",
        progress=progress,
    )


def _draw(book: Book, sheet: BoardSheet, paper: Paper) -> None:
    plan, kind = _plan(sheet, paper), _TYPES[paper]
    flow = Flow(book, sheet, plan.frame, title=sheet.title)
    _head(flow, sheet, kind)
    for index, columns in enumerate(plan.pages):
        if index:
            flow.new_page()
        _draw_columns(flow, plan, columns)
    if plan.tail_apart:
        flow.new_page()
    _tail(flow, sheet, kind)
    book.add(flow.finish())


def _plan(sheet: BoardSheet, paper: Paper) -> Plan:
    """An upright page; one on its side only where detail columns may need the width."""
    kind = _TYPES[paper]
    rooms = []
    for landscape in (False, True) if sheet.detail_columns else (False,):
        frame = full_page(paper, landscape=landscape)
        room = frame.bottom - frame.first_line
        lines = line_rows((sheet.unit, _facts(sheet)), size=kind.text, available=frame.width)
        head = kind.title * LEADING + 1.5 * MM + len(lines) * kind.text * LEADING + 2 * MM
        rooms.append(Room(frame, room - head, room - _RUNNING_HEAD, _tail_height(sheet, frame, kind.text)))
    plan = best_plan(sheet, rooms, sizes=kind.sizes)
    if plan is None:
        raise UserError(
            f"公示表有 {len(sheet.detail_columns)} 个明细栏，{paper} 纸放不下。",
            hint="请改用 A3 纸，或者少列几栏。",
        )
    return plan


def _facts(sheet: BoardSheet) -> str:
    """Period, order and number of members, beside the unit."""
    members = sum(len(board_list.rows) for board_list in sheet.lists)
    exempt = sum(row.exempt for board_list in sheet.lists for row in board_list.rows)
    counted = f"共 {members} 人" + (f"，其中不纳入 {exempt} 人" if exempt else "")
    return "　".join(part for part in (sheet.period_label, sheet.order_note, counted) if part)


def _head(flow: Flow, sheet: BoardSheet, kind: _Type) -> None:
    flow.title(sheet.title, size=kind.title)
    flow.line(sheet.unit, _facts(sheet), size=kind.text)
    flow.space(1 * MM)


def _draw_columns(flow: Flow, plan: Plan, columns: Sequence[Sequence[Block]]) -> None:
    top, lowest = flow.y, flow.y
    for index, column in enumerate(columns):
        x = flow.frame.left + index * (plan.table.width + COLUMN_GAP)
        y = top
        for title, blocks in groupby(column, key=lambda block: block.title):
            rows = list(blocks)
            if title:
                label = title if rows[0].number == 0 else f"{title}（续）"
                flow.page.text(
                    x, y + LIST_TITLE - 2.2 * MM, label, size=max(12, plan.table.size), face=Face.BOLD
                )
                y += LIST_TITLE
            segment = Segment(flow.page, plan.table, x=x, y=y)
            for block in rows:
                segment.add(block.laid)
            y = segment.close()
        lowest = max(lowest, y)
    flow.y = lowest


def board_remarks(sheet: BoardSheet) -> list[str]:
    """The lines under the table."""
    remarks = list(sheet.remarks)
    if sheet.version > 1:
        why = f"更正原因：{sheet.version_reason.rstrip('。')}。" if sheet.version_reason else ""
        remarks.insert(0, f"本表为第 {sheet.version} 版，“旧值 → 新值”处为本版更正。{why}")
    if any(row.exempt for board_list in sheet.lists for row in board_list.rows):
        remarks.append("“不纳入”为经支部同意不参加积分管理的党员。")
    return remarks


def _notice(sheet: BoardSheet) -> list[str]:
    lines = [f"公示时间：{chinese_date(sheet.posted_from)}至{chinese_date(sheet.posted_to)}"]
    if sheet.places:
        lines.append(f"公示地点：{'、'.join(sheet.places)}")
    if sheet.contact or sheet.telephone:
        telephone = f"电话：{sheet.telephone}" if sheet.telephone else ""
        contact = f"受理人：{sheet.contact}" if sheet.contact else ""
        lines.append("　".join(part for part in (contact, telephone) if part))
    lines.append(sheet.objection_note or _USUAL_NOTE)
    return lines


def _height(texts: Sequence[str], limit: float, size: float) -> float:
    lines = sum(len(wrap(text, Face.BODY, size, limit)) for text in texts)
    return lines * (size * LEADING + 0.6)


_ENDS_OF_PLACES = "省市州县区旗镇乡街道村社"


def _seal_width(size: float) -> float:
    return 64 * MM * size / BODY_SIZE


def _tail_height(sheet: BoardSheet, frame: Frame, size: float) -> float:
    remarks = _height(board_remarks(sheet), frame.width, size)
    notice = _height(_notice(sheet), frame.width - _seal_width(size), size)
    slip = _SLIP_HEIGHT if sheet.with_slip else 0.0
    return 2 * MM + remarks + 1.5 * MM + max(notice, _SEAL_HEIGHT) + slip


def _tail(flow: Flow, sheet: BoardSheet, kind: _Type) -> None:
    flow.space(2 * MM)
    for remark in board_remarks(sheet):
        flow.paragraph(remark, size=kind.text)
    flow.space(1.5 * MM)
    top = flow.y
    _seal(flow, sheet, kind, top)
    for text in _notice(sheet):
        flow.paragraph(text, size=kind.text, width=flow.frame.width - _seal_width(kind.text))
    flow.y = max(flow.y, top + _SEAL_HEIGHT)
    if sheet.with_slip:
        _slip(flow, sheet)


def _seal(flow: Flow, sheet: BoardSheet, kind: _Type, top: float) -> None:
    """The unit and the date with room for a round seal of 42 mm over both."""
    size, room = kind.text + 1.5, _seal_width(kind.text)
    centre = flow.frame.left + flow.frame.width - room / 2 + 2 * MM
    unit = unit_lines(sheet.unit, size, room - 6 * MM)
    lines = [*unit, "（盖章）", chinese_date(sheet.posted_on or sheet.posted_from)]
    step = size * 1.65
    y = top + (_SEAL_HEIGHT - len(lines) * step) / 2 + size
    for line in lines:
        flow.page.text(centre, y, line, size=size, align=Align.CENTRE)
        y += step


def unit_lines(unit: str, size: float, room: float) -> tuple[str, ...]:
    """The unit's name, in two lines where one is too narrow, broken after a place's name: 镇, 村; never inside it."""
    if width(Face.BODY, unit, size) <= room:
        return (unit,)
    # Not between two of them: 社区, 老区村.
    ends = [char in _ENDS_OF_PLACES for char in unit]
    breaks = [at for at in range(1, len(unit)) if ends[at - 1] and not ends[at]]
    halves = [(unit[:at], unit[at:]) for at in breaks]
    widest = {pair: max(width(Face.BODY, half, size) for half in pair) for pair in halves}
    best = min(halves, key=lambda pair: widest[pair], default=None)
    if best is None or widest[best] > room:
        return even_lines(unit, Face.BODY, size, room)
    return best


def _slip(flow: Flow, sheet: BoardSheet) -> None:
    left, right = flow.frame.left, flow.frame.left + flow.frame.width
    flow.space(2 * MM)
    flow.page.dashes(left, right, flow.y)
    flow.space(2 * MM)
    flow.title("异议意见单", size=14)
    flow.signatures(("提出人（签字）：", "联系电话：", "日期："), height=9 * MM)
    for label in ("异议事项：", "事实和理由：", ""):
        baseline = flow.y + SIGNATURE_HEIGHT - 3.5 * MM
        flow.page.text(left, baseline, label)
        start = left + width(Face.BODY, label, BODY_SIZE)
        flow.page.rule(start, baseline + 1 * MM, right, baseline + 1 * MM)
        flow.y += SIGNATURE_HEIGHT - 0.5 * MM
    flow.line(f"公示表号：{sheet.form_number}", f"交：{sheet.contact or '支部受理人'}")
