"""Columns of the preview and the chips above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from unicodedata import normalize

from app.errors import Issue, Severity
from app.services.exchange.roster import RosterField, RosterRow
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.chips import Chip
from app.ui.widgets.state import Tone


class Part(StrEnum):
    """The chips above the preview."""

    ALL = "all"
    REFUSED = "refused"
    WARNED = "warned"
    GOOD = "good"


HOLDS: Mapping[Part, Callable[[RosterRow], bool]] = {
    Part.ALL: lambda _row: True,
    Part.REFUSED: lambda row: not row.usable,
    Part.WARNED: lambda row: row.usable and bool(row.issues),
    Part.GOOD: lambda row: row.usable and not row.issues,
}
_WORDS = {Part.ALL: "全部", Part.REFUSED: "有问题", Part.WARNED: "要核对", Part.GOOD: "没问题"}


def chips(rows: Sequence[RosterRow]) -> list[Chip]:
    """Chips with their counts."""
    return [Chip(part.value, _WORDS[part], sum(map(HOLDS[part], rows))) for part in Part]


def field_of(issue: Issue) -> RosterField | None:
    """The cell that an issue is about."""
    name = issue.code.partition(".")[0]
    return RosterField(name) if name in set(RosterField) else None


def without_row(issue: Issue) -> str:
    """The issue without "第 7 行", which stands in the first column already."""
    return f"{issue.place.rpartition(' · ')[2]}：{issue.message}"


def worst_first(row: RosterRow) -> list[Issue]:
    """The row's issues, those that block before those to look at."""
    return sorted(row.issues, key=lambda issue: issue.severity is not Severity.ERROR)


def _text(field: RosterField) -> Callable[[RosterRow], str]:
    return lambda row: row.shown.get(field, "")


def _id_number(row: RosterRow) -> str:
    """As it will be read: full-width digits and spaces in the file would make eighteen signs too wide for a column."""
    return "".join(normalize("NFKC", row.shown.get(RosterField.ID_NUMBER, "")).split())


def _tone(row: RosterRow) -> Tone:
    if not row.usable:
        return Tone.FAULT
    return Tone.CARE if row.issues else Tone.GOOD


def _issues(row: RosterRow) -> str:
    return "；".join(without_row(issue) for issue in worst_first(row))


COLUMNS: tuple[ColumnSpec[RosterRow], ...] = (
    ColumnSpec("行", lambda r: str(r.number), sort_key=lambda r: r.number, align=Align.RIGHT, width=2.6),
    ColumnSpec("姓名", _text(RosterField.NAME), width=4.5, strong=True),
    ColumnSpec("身份证号", _id_number, width=11, whole=True, tip=_text(RosterField.ID_NUMBER)),
    ColumnSpec(
        "结果",
        lambda r: "不能导入" if not r.usable else ("要核对" if r.issues else "可导入"),
        state=_tone,
        width=5.6,
    ),
    ColumnSpec("问题", _issues, width=10, stretch=True, tip=_issues),
)
