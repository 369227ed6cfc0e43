"""Columns of a trial: members with both figures, and what the draft cannot count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.services.documents.model_trial import GradeShift, TrialFinding, TrialResult, TrialRow
from app.services.documents.trial_words import change_words, grade_words, note_words, rank_words
from app.services.numbers import format_points
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.chips import Chip
from app.ui.widgets.state import Tone


class Part(StrEnum):
    """What the chips show; the last one shows entries, not members."""

    ALL = "全部"
    RISE = "升"
    FALL = "降"
    GRADE = "等次变化"
    FINDINGS = "未计入"


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A row of the result with the number of decimals its figures take."""

    data: TrialRow
    decimals: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Likewise what the draft cannot count."""

    data: TrialFinding
    decimals: int

    @property
    def uid(self) -> str:
        """Names the line: no two findings have the same reason."""
        return f"{self.data.kind.name}/{self.data.item}/{self.data.cause}"


def belongs(row: TrialRow, part: Part) -> bool:
    """Whether a chip shows a row."""
    if part is Part.RISE:
        return row.change is not None and row.change > 0
    if part is Part.FALL:
        return row.change is not None and row.change < 0
    if part is Part.GRADE:
        return row.shift is not GradeShift.SAME
    return True


def chips(result: TrialResult) -> Sequence[Chip]:
    """The chips with their counts; 未计入 counts entries."""
    members = [part for part in Part if part is not Part.FINDINGS]
    counted = [Chip(part, part, sum(belongs(row, part) for row in result.rows)) for part in members]
    entries = sum(found.entries for found in result.findings)
    return [*counted, Chip(Part.FINDINGS, Part.FINDINGS, entries)]


def _change_tone(line: MemberLine) -> Tone | None:
    change = line.data.change
    if not change:
        return None
    return Tone.GOOD if change > 0 else Tone.CARE


_GRADE_TONES = {GradeShift.UP: Tone.GOOD, GradeShift.DOWN: Tone.CARE, GradeShift.CHANGED: Tone.INFO}

#: Shown only where the period has several years.
YEAR_COLUMN = 2
#: Left out where the window is narrow.
WIDE_COLUMNS = (1, 7)

MEMBER_COLUMNS: tuple[ColumnSpec[MemberLine], ...] = (
    ColumnSpec("党员", lambda r: r.data.label, sort_key=lambda r: r.data.pinyin, width=6, stretch=True),
    ColumnSpec("小组", lambda r: r.data.group_name, sort_key=lambda r: r.data.sort, width=4),
    ColumnSpec("年度", lambda r: r.data.year, width=5),
    ColumnSpec(
        "现行",
        lambda r: format_points(r.data.before, r.decimals),
        sort_key=lambda r: r.data.before,
        align=Align.RIGHT,
        width=4,
    ),
    ColumnSpec(
        "草案",
        lambda r: format_points(r.data.after, r.decimals),
        sort_key=lambda r: r.data.after,
        align=Align.RIGHT,
        width=4,
    ),
    ColumnSpec(
        "变化",
        lambda r: change_words(r.data.change, r.decimals),
        sort_key=lambda r: r.data.change,
        align=Align.RIGHT,
        width=6,
        state=_change_tone,
        icon=lambda _r: "",
        strong=True,
    ),
    ColumnSpec(
        "等次",
        lambda r: grade_words(r.data),
        width=9,
        stretch=True,
        state=lambda r: _GRADE_TONES.get(r.data.shift),
        icon=lambda _r: "",
    ),
    ColumnSpec(
        "名次",
        lambda r: rank_words(r.data),
        sort_key=lambda r: r.data.rank_after or r.data.rank_before,
        align=Align.RIGHT,
        width=5,
    ),
    ColumnSpec(
        "备注",
        lambda r: note_words(r.data),
        sort_key=lambda r: -r.data.uncounted if r.data.uncounted else note_words(r.data) and 0,
        width=7,
        state=lambda r: Tone.CARE if r.data.uncounted else None,
    ),
)

FINDING_COLUMNS: tuple[ColumnSpec[FindingLine], ...] = (
    ColumnSpec("情况", lambda r: r.data.kind.value, width=8, state=lambda _r: Tone.CARE),
    ColumnSpec("项目", lambda r: r.data.item, width=9, stretch=True, tip=lambda r: r.data.item),
    ColumnSpec("原因", lambda r: r.data.cause, width=12, stretch=True, tip=lambda r: r.data.cause),
    ColumnSpec("条数", lambda r: str(r.data.entries), sort_key=lambda r: r.data.entries, align=Align.RIGHT, width=3),
    ColumnSpec(
        "人数",
        lambda r: str(len(r.data.members)),
        sort_key=lambda r: len(r.data.members),
        align=Align.RIGHT,
        width=3,
    ),
    ColumnSpec(
        "现行计分",
        lambda r: format_points(r.data.before, r.decimals),
        sort_key=lambda r: r.data.before,
        align=Align.RIGHT,
        width=4.4,
    ),
    ColumnSpec(
        "草案计分",
        lambda r: format_points(r.data.after, r.decimals),
        sort_key=lambda r: r.data.after,
        align=Align.RIGHT,
        width=4.4,
    ),
)  # fmt: skip
