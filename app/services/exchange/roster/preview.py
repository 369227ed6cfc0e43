"""Every row of a table checked, with all faults of all rows at once. Pure: no file, no clock, no database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import Issue, Severity
from app.services.exchange.roster import values as read
from app.services.exchange.roster.model import (
    Cell,
    RawRow,
    RosterCounts,
    RosterField,
    RosterPreview,
    RosterRow,
    RosterStatus,
    RosterTable,
    RosterValues,
)
from app.services.exchange.roster.values import Parsed
from app.services.identity import check_id_number

Progress = Callable[[int, int, str], None]
Corrections = Mapping[tuple[int, RosterField], str]
"""What the user typed over a cell in the preview: (row number in the file, field) to text."""

PROGRESS_LABEL = "正在检查名册"
_PROGRESS_STEP = 100
_ADULT_AGE = 18
_FOUNDING = dt.date(1921, 7, 1)
_LISTED_ROWS = 8

_DATE_FIELDS = (RosterField.BIRTH_DATE, RosterField.JOINED_ON, RosterField.FULL_ON)
_MOBILE_YES = frozenset(("流动", "流动党员", "流出", "外出", "在外"))
_MOBILE_NO = frozenset(("非流动", "非流动党员", "在村", "在家"))
_EXEMPT_YES = frozenset(("不纳入", "免于积分", "不参加", "免", "免积分"))
_EXEMPT_NO = frozenset(("纳入", "参加"))

_PARSERS: Mapping[RosterField, Callable[[Cell], Parsed[Any]]] = {
    RosterField.NAME: read.parse_name,
    RosterField.ID_NUMBER: read.parse_id_text,
    RosterField.SEX: read.parse_sex,
    RosterField.BIRTH_DATE: read.parse_date,
    RosterField.ETHNICITY: read.parse_ethnicity,
    RosterField.EDUCATION: read.parse_education,
    RosterField.PHONE: read.parse_phone,
    RosterField.JOINED_ON: read.parse_date,
    RosterField.FULL_ON: read.parse_date,
    RosterField.STATUS: read.parse_status,
    RosterField.CATEGORY: read.parse_category,
    RosterField.BRANCH: lambda cell: Parsed(read.unit_name(cell)),
    RosterField.GROUP: lambda cell: Parsed(read.unit_name(cell)),
    RosterField.GRID: lambda cell: Parsed(read.unit_name(cell)),
    RosterField.MOBILE: lambda cell: read.parse_flag(cell, yes=_MOBILE_YES, no=_MOBILE_NO),
    RosterField.EXEMPT: lambda cell: read.parse_flag(cell, yes=_EXEMPT_YES, no=_EXEMPT_NO),
    RosterField.EXEMPT_REASON: lambda cell: Parsed(read.free_text(cell)),
    RosterField.POSITION: lambda cell: Parsed(read.free_text(cell)),
    RosterField.NOTE: lambda cell: Parsed(read.free_text(cell)),
}


@dataclass(slots=True)
class _Draft:
    """A row under examination."""

    number: int
    found: dict[RosterField, Any] = field(default_factory=dict)
    shown: dict[RosterField, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    month_only: list[RosterField] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.found.get(RosterField.NAME) or "")

    def add(
        self, about: RosterField, code: str, message: str, *, severity: Severity = Severity.WARNING
    ) -> None:
        """Note a fault of one cell of this row."""
        place = f"第 {self.number} 行 · {about.label}"
        self.issues.append(Issue(place, f"{about.value}.{code}", message, severity))


def check_rows(
    table: RosterTable,
    mapping: Mapping[int, RosterField],
    *,
    progress: Progress | None = None,
    as_of: dt.date | None = None,
    corrections: Corrections | None = None,
) -> RosterPreview:
    """Check all rows of the table under this mapping.

    Args:
        table: What was read from the file.
        mapping: Column index to meaning, as the user confirmed it.
        progress: Told every hundred rows (done, total, label); may raise to stop.
        as_of: Today, to warn of dates in the future; without it they are not looked for.
        corrections: Cells that the user typed anew in the preview.
    """
    table_issues = _mapping_issues(mapping)
    drafts: list[_Draft] = []
    for done, row in enumerate(table.body):
        if progress is not None and done % _PROGRESS_STEP == 0:
            progress(done, len(table.body), PROGRESS_LABEL)
        drafts.append(_check_row(row, mapping, as_of=as_of, corrections=corrections or {}))
    _compare_numbers(drafts)
    _compare_names(drafts)
    if not table_issues:
        table_issues = [*_month_issues(drafts), *_gap_issues(drafts)]
    blocked = any(issue.severity is Severity.ERROR for issue in table_issues)
    rows = tuple(_finish(draft, blocked=blocked) for draft in drafts)
    if progress is not None:
        progress(len(table.body), len(table.body), PROGRESS_LABEL)
    return RosterPreview(
        rows=rows,
        issues=(*table_issues, *(issue for row in rows for issue in row.issues)),
        counts=_count(rows, skipped=len(table.skipped)),
        fields=frozenset(mapping.values()),
    )


def _mapping_issues(mapping: Mapping[int, RosterField]) -> list[Issue]:
    issues = []
    used = list(mapping.values())
    if RosterField.NAME not in used:
        message = "没有指定哪一列是姓名；请在表头上选择“姓名”"
        issues.append(Issue("列的对应", "mapping.no_name", message))
    for twice in dict.fromkeys(about for about in used if used.count(about) > 1):
        message = f"有 {used.count(twice)} 列都指定为“{twice.label}”；请只留一列"
        issues.append(Issue("列的对应", "mapping.twice", message))
    if RosterField.NAME in used and RosterField.ID_NUMBER not in used:
        message = "名册里没有身份证号：再次导入时认不出是不是同一人，同名的人也分不开；最好补上这一列"
        issues.append(Issue("列的对应", "mapping.no_id_number", message, Severity.WARNING))
    return issues


def _check_row(
    row: RawRow, mapping: Mapping[int, RosterField], *, as_of: dt.date | None, corrections: Corrections
) -> _Draft:
    draft = _Draft(row.number)
    for column, about in mapping.items():
        cell = corrections.get((row.number, about), row.cells[column] if column < len(row.cells) else None)
        draft.shown[about] = read.shown(cell)
        parsed = _PARSERS[about](cell)
        draft.found[about] = parsed.value
        if parsed.month_only:
            draft.month_only.append(about)
        if parsed.fault is not None:
            draft.add(about, parsed.fault.code, _with_result(parsed), severity=parsed.fault.severity)
    _check_id_number(draft, as_of=as_of)
    _check_dates(draft, as_of=as_of)
    _check_status(draft)
    return draft


def _with_result(parsed: Parsed[Any]) -> str:
    fault = parsed.fault
    if fault is None:
        return ""
    if parsed.value is None and fault.severity is Severity.WARNING:
        return f"{fault.message}。这一格先空着，其余照常导入"
    return fault.message


def _check_id_number(draft: _Draft, *, as_of: dt.date | None) -> None:
    text = draft.found.get(RosterField.ID_NUMBER)
    if text is None:
        refused = any(issue.code.startswith("id_number.") for issue in draft.issues)
        if RosterField.ID_NUMBER in draft.found and not refused:
            message = "没有身份证号；再次导入时认不出是不是同一人，最好补上"
            draft.add(RosterField.ID_NUMBER, "empty", message)
        return
    checked = check_id_number(text, as_of=as_of)
    for issue in checked.issues:
        code = issue.code.removeprefix("id_number.")
        draft.add(RosterField.ID_NUMBER, code, issue.message, severity=issue.severity)
    if not checked.ok:
        draft.found[RosterField.ID_NUMBER] = None
        return
    draft.found[RosterField.ID_NUMBER] = checked.number
    _compare_with_number(draft, RosterField.BIRTH_DATE, checked.birth_date)
    _compare_with_number(draft, RosterField.SEX, checked.sex)


def _compare_with_number(draft: _Draft, about: RosterField, told: dt.date | str | None) -> None:
    """The file's own column wins (the Party file can differ from the card), but a difference is shown."""
    own = draft.found.get(about)
    if own is None:
        draft.found[about] = told
        return
    if about in draft.month_only and _same_month(own, told):
        draft.found[about] = told
        draft.month_only.remove(about)
        return
    if own != told:
        message = f"名册写的是 {own}，身份证号里是 {told}；按名册导入，请核对"
        draft.add(about, "differs_from_id", message)


def _same_month(first: object, second: object) -> bool:
    return (
        isinstance(first, dt.date)
        and isinstance(second, dt.date)
        and (first.year, first.month) == (second.year, second.month)
    )


def _check_dates(draft: _Draft, *, as_of: dt.date | None) -> None:
    born, joined, full = (draft.found.get(about) for about in _DATE_FIELDS)
    for about in _DATE_FIELDS:
        value = draft.found.get(about)
        if value is None:
            continue
        if as_of is not None and value > as_of:
            draft.add(about, "future", f"{value} 还没有到，请核对")
        elif about is not RosterField.BIRTH_DATE and value < _FOUNDING:
            draft.add(about, "too_early", f"{value} 早于建党，请核对")
    if born and joined and _years_between(born, joined) < _ADULT_AGE:
        draft.add(RosterField.JOINED_ON, "under_age", f"{joined} 入党时未满 {_ADULT_AGE} 岁，请核对")
    if joined and full and full < joined:
        draft.add(RosterField.FULL_ON, "before_joining", f"转正日期 {full} 早于入党日期 {joined}，请核对")


def _years_between(earlier: dt.date, later: dt.date) -> int:
    before_birthday = (later.month, later.day) < (earlier.month, earlier.day)
    return later.year - earlier.year - before_birthday


def _check_status(draft: _Draft) -> None:
    status = draft.found.get(RosterField.STATUS)
    full = draft.found.get(RosterField.FULL_ON)
    if status is None and full is not None and not _refused(draft, RosterField.STATUS):
        draft.found[RosterField.STATUS] = RosterStatus.FULL
    elif status is None and RosterField.STATUS in draft.found and not _refused(draft, RosterField.STATUS):
        message = "没有填人员类别：新党员先登记为正式党员，已有的党员不变；请核对"
        draft.add(RosterField.STATUS, "empty", message)
    elif status is RosterStatus.PROBATIONARY and full is not None:
        draft.add(RosterField.STATUS, "probationary_with_full_date", "写的是预备党员，却有转正日期，请核对")
    if draft.found.get(RosterField.EXEMPT) and not draft.found.get(RosterField.EXEMPT_REASON):
        draft.add(RosterField.EXEMPT, "no_reason", "不纳入积分要有原因；请补上，或导入后在党员页补上")


def _refused(draft: _Draft, about: RosterField) -> bool:
    return any(
        issue.code.startswith(f"{about.value}.") and issue.severity is Severity.ERROR
        for issue in draft.issues
    )


def _compare_numbers(drafts: Iterable[_Draft]) -> None:
    """One ID number on several rows: the same person twice, or a number mistyped for one of them."""
    by_number: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        if number := draft.found.get(RosterField.ID_NUMBER):
            by_number[number].append(draft)
    for same in by_number.values():
        if len({draft.name for draft in same}) > 1:
            for draft in same:
                message = f"与{_others(draft, same)}的身份证号相同，姓名却不同；请照身份证改正"
                draft.add(RosterField.ID_NUMBER, "shared", message, severity=Severity.ERROR)
        else:
            for draft in same[1:]:
                message = f"与第 {same[0].number} 行是同一人，只导入第 {same[0].number} 行"
                draft.add(RosterField.ID_NUMBER, "duplicate", message, severity=Severity.ERROR)


def _compare_names(drafts: Iterable[_Draft]) -> None:
    by_name: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.name:
            by_name[draft.name].append(draft)
    for same in by_name.values():
        numbers = {draft.found.get(RosterField.ID_NUMBER) for draft in same}
        if len(same) < 2 or (len(numbers) == 1 and None not in numbers):
            continue
        for draft in same:
            if draft.found.get(RosterField.ID_NUMBER):
                message = f"与{_others(draft, same)}同名，按身份证号分为两人"
                draft.add(RosterField.NAME, "same_name", message)
            else:
                message = f"与{_others(draft, same)}同名，又没有可用的身份证号，分不清是不是同一人；请补上"
                draft.add(RosterField.NAME, "same_name_no_id", message, severity=Severity.ERROR)


def _others(draft: _Draft, same: Iterable[_Draft]) -> str:
    return f"第 {_listed(other.number for other in same if other is not draft)} 行"


def _listed(numbers: Iterable[int]) -> str:
    rows = list(numbers)
    text = "、".join(str(number) for number in rows[:_LISTED_ROWS])
    return f"{text} 等 {len(rows)}" if len(rows) > _LISTED_ROWS else text


def _month_issues(drafts: Iterable[_Draft]) -> list[Issue]:
    """Dates without a day, one line for each column: a line for each row would bury the rest."""
    rows: dict[RosterField, list[int]] = defaultdict(list)
    for draft in drafts:
        for about in draft.month_only:
            rows[about].append(draft.number)
    return [
        Issue(
            about.label,
            f"{about.value}.month_only",
            f"第 {_listed(numbers)} 行只写到月，按当月 1 日登记",
            Severity.WARNING,
        )
        for about, numbers in rows.items()
    ]


def _gap_issues(drafts: list[_Draft]) -> list[Issue]:
    """Branch or group told only now and then: merged cells that a csv or a copy has lost."""
    issues = []
    for about in (RosterField.BRANCH, RosterField.GROUP):
        empty = [draft.number for draft in drafts if about in draft.found and not draft.found[about]]
        if empty and len(empty) < len(drafts):
            message = f"第 {_listed(empty)} 行是空的；如果原表是合并单元格，请用原来的 .xlsx 导入，或逐行填上"
            issues.append(Issue(about.label, f"{about.value}.gaps", message, Severity.WARNING))
    return issues


def _finish(draft: _Draft, *, blocked: bool) -> RosterRow:
    told = {about.value: value for about, value in draft.found.items() if value is not None}
    refused = any(issue.severity is Severity.ERROR for issue in draft.issues)
    return RosterRow(
        number=draft.number,
        values=RosterValues(**told),
        shown=draft.shown,
        issues=tuple(draft.issues),
        usable=not (refused or blocked),
    )


def _count(rows: tuple[RosterRow, ...], *, skipped: int) -> RosterCounts:
    usable = sum(1 for row in rows if row.usable)
    warned = sum(1 for row in rows if row.usable and row.issues)
    return RosterCounts(len(rows), usable, len(rows) - usable, warned, skipped)
