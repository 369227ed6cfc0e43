"""From raw sheets to one table: sheet chosen, headings found, merged cells filled, notes set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.errors import UserError
from app.services.exchange.roster import limits
from app.services.exchange.roster.cells import RawFile, RawSheet, read_file
from app.services.exchange.roster.headings import Heading, clean_label, find_heading, heading_at
from app.services.exchange.roster.model import (
    Cell,
    HeadingMissing,
    RawRow,
    RosterField,
    RosterTable,
    SheetChoice,
    SkippedRow,
)
from app.services.exchange.roster.values import shown

TOP_ROWS = 15
"""Rows shown to a user who has to point at the headings."""

LONGEST_NAME = 20
"""A longer text in the name column is a remark that was typed below the table."""

_NOTE = re.compile(
    r"(注|备注|附注|说明|填表说明|填写说明|填表人|制表人?|填报人|填报单位|填表日期|填报日期|审核人?|审批人?|负责人|经办人"
    r"|联系人|支部书记|书记签[字名]|签[字名]|盖章|日期|单位.{0,4}盖章)\s*[:：()（）。].*"
    r"|注\s*[\d一二三四五].*|(合计|总计|小计|共计|总数|本页小计).*|共\s*\d+\s*[人名].*|示例|样例|举例",
    re.DOTALL,
)
_SERIAL = frozenset(("序号", "编号", "序", "号", "行号", "no", "no."))


def read_table(path: Path, *, sheet: str | None = None, heading_row: int | None = None) -> RosterTable:
    """Read one sheet of a roster file in this process.

    Args:
        path: The file.
        sheet: Name of the sheet; without it the visible sheet that reads most like a roster.
        heading_row: Row number of the headings as Excel counts; without it they are looked for.

    Raises:
        HeadingMissing: No row looks like headings; the error carries the sheets and the first rows.
        UserError: The file cannot be used; the message says what it is and what to do.
    """
    raw = read_file(Path(path))
    choices = tuple(SheetChoice(item.name, item.hidden, item.last_row) for item in raw.sheets)
    chosen, heading = _choose(raw, choices, sheet=sheet, heading_row=heading_row)
    grid = _fill_down(chosen, below=heading.row)
    body, skipped = _cut_body(grid, heading)
    if not body:
        raise UserError(
            f"在{_named(chosen)}的第 {heading.row + 1} 行找到了表头，下面却没有人员",
            hint="请确认选对了工作表，或另选一个文件",
        )
    if len(body) > limits.MAX_ROWS:
        raise limits.too_many_rows(body[-1].number)
    return RosterTable(
        file_name=Path(path).name,
        sheet=chosen.name,
        sheets=choices,
        heading_row=heading.row + 1,
        headings=heading.labels,
        mapping=heading.mapping,
        body=tuple(body),
        skipped=tuple(skipped),
        remarks=raw.remarks,
    )


def _choose(
    raw: RawFile, choices: tuple[SheetChoice, ...], *, sheet: str | None, heading_row: int | None
) -> tuple[RawSheet, Heading]:
    candidates = [
        item for item in raw.sheets if (item.name == sheet if sheet is not None else not item.hidden)
    ]
    if sheet is not None and not candidates:
        raise UserError(f"这个文件里没有工作表“{sheet}”", hint="请重新选择工作表")
    found: list[tuple[RawSheet, Heading]] = []
    for item in candidates:
        if item.fault is not None:
            continue
        heading = _heading(item, heading_row=heading_row)
        if heading is not None:
            found.append((item, heading))
    if found:
        # max keeps the first of equals: sheets stand in the order of the workbook.
        return max(found, key=lambda pair: pair[1].score)
    faults = [item.fault for item in candidates if item.fault is not None]
    if faults:
        raise faults[0]
    raise _heading_missing(candidates, choices, heading_row=heading_row)


def _heading(item: RawSheet, *, heading_row: int | None) -> Heading | None:
    if heading_row is None:
        return find_heading(item.rows, merges=item.merges)
    if 1 <= heading_row <= len(item.rows):
        return heading_at(item.rows, heading_row - 1, merges=item.merges)
    return None


def _heading_missing(
    candidates: Sequence[RawSheet], choices: tuple[SheetChoice, ...], *, heading_row: int | None
) -> HeadingMissing:
    looked = max(candidates, key=lambda item: item.last_row, default=RawSheet(""))
    if heading_row is not None:
        message = f"{_named(looked)}没有第 {heading_row} 行"
    elif not candidates:
        message = "这个文件的工作表都是隐藏的"
    else:
        message = f"在{_named(looked)}里没有找到名册的表头（一行里应有“姓名”和身份证号、入党时间等至少一项）"
    top = tuple(RawRow(number, cells) for number, cells in enumerate(looked.rows[:TOP_ROWS], start=1))
    hint = "请选对工作表或指出表头在哪一行；也可以下载名册模板，把人员贴进去再导入"
    return HeadingMissing(message, hint=hint, sheets=choices, sheet=looked.name, top=top)


def _named(item: RawSheet) -> str:
    return f"工作表“{item.name}”" if item.name else "这张表"


def _fill_down(item: RawSheet, *, below: int) -> list[list[Cell]]:
    """The grid with each vertically merged value repeated in every row that it covers."""
    width = max((len(row) for row in item.rows), default=0)
    grid = [[*row, *[None] * (width - len(row))] for row in item.rows]
    for top, left, bottom, _right in item.merges:
        if top <= below or bottom == top or top >= len(grid) or left >= width:
            continue
        for row in range(top + 1, min(bottom, len(grid) - 1) + 1):
            # A row that is blank but for the merged cell stays blank.
            if grid[row][left] is None and any(cell is not None for cell in item.rows[row]):
                grid[row][left] = grid[top][left]
    return grid


def _cut_body(grid: Sequence[Sequence[Cell]], heading: Heading) -> tuple[list[RawRow], list[SkippedRow]]:
    body: list[RawRow] = []
    skipped: list[SkippedRow] = []
    serial = {column for column, label in enumerate(heading.labels) if label.lower() in _SERIAL}
    name_column = next((col for col, field in heading.mapping.items() if field is RosterField.NAME), None)
    for index in range(heading.row + 1, len(grid)):
        cells = tuple(grid[index])
        filled = [(column, cell) for column, cell in enumerate(cells) if cell is not None]
        # A form has its serial numbers printed further down than it has people.
        if all(column in serial and shown(cell).isdigit() for column, cell in filled):
            continue
        texts = [shown(cell) for _column, cell in filled]
        if _is_note(filled, texts, name_column=name_column) or _repeats_heading(cells, heading):
            text = " ".join(dict.fromkeys(texts))
            skipped.append(SkippedRow(index + 1, text[:200]))
            continue
        _refuse_long_text(cells, number=index + 1, heading=heading)
        body.append(RawRow(index + 1, cells))
    return body, skipped


def _is_note(filled: Sequence[tuple[int, Cell]], texts: Sequence[str], *, name_column: int | None) -> bool:
    if _NOTE.fullmatch(texts[0]):
        return True
    if any(column == name_column and len(str(cell)) <= LONGEST_NAME for column, cell in filled):
        return False
    # One lone text beside the names is a section title or a remark.
    return len(filled) == 1 or (len(filled) <= 3 and any(_NOTE.fullmatch(text) for text in texts))


def _repeats_heading(cells: Sequence[Cell], heading: Heading) -> bool:
    labels = [(clean_label(cell), label) for cell, label in zip(cells, heading.labels, strict=False) if label]
    same = sum(1 for text, label in labels if text == label)
    return same >= 2 and 2 * same > len(labels)


def _refuse_long_text(cells: Iterable[Cell], *, number: int, heading: Heading) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > limits.MAX_TEXT:
            label = heading.labels[column] if column < len(heading.labels) else ""
            raise UserError(
                f"第 {number} 行“{label or f'第 {column + 1} 列'}”的文字超过 {limits.MAX_TEXT:,} 字",
                hint="名册的一格不会这么长；请删短后再导入",
            )
