"""试算对照表 as a workbook: members, sections, and what the draft cannot count, on a page each."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.documents.model_trial import TrialResult
from app.services.documents.output import Target
from app.services.documents.trial_words import draft_line, sums_line
from app.services.documents.workbook import BookColumn, BookPage, Value, points_format, write_pages


def write_trial_workbook(result: TrialResult, target: Target) -> None:
    """Write the result of a trial; the figures are those of the screen, texts stay texts."""
    sources = (draft_line(result), sums_line(result), *result.notes)
    write_pages(
        result,
        target,
        (
            BookPage("对照", "试算对照表", _row_columns(result), _rows(result), sources=sources),
            BookPage("板块", "试算对照表 · 各板块合计", _section_columns(result), _sections(result)),
            BookPage("未计入", "试算对照表 · 草案计不了的记录", _finding_columns(result), _findings(result)),
        ),
    )


def _row_columns(result: TrialResult) -> list[BookColumn]:
    points = points_format(result.decimals)
    return [
        BookColumn("序号", "0"),
        *([BookColumn("年度", least=10)] if len(result.years) > 1 else []),
        BookColumn("姓名", least=10, most=24),
        BookColumn("小组"),
        BookColumn("现行得分", points, least=8),
        BookColumn("草案得分", points, least=8),
        BookColumn("变化", f"+{points};-{points};{points}", least=8),
        BookColumn("现行等次", least=8),
        BookColumn("草案等次", least=8),
        BookColumn("等次变化", least=8),
        BookColumn("现行名次", "0"),
        BookColumn("草案名次", "0"),
        BookColumn("未计入条数", "0"),
    ]


def _rows(result: TrialResult) -> Iterator[tuple[Value, ...]]:
    for number, row in enumerate(result.rows, start=1):
        yield (
            number,
            *([row.year] if len(result.years) > 1 else []),
            row.name,
            row.group_name,
            row.before,
            row.after,
            row.change,
            row.grade_before,
            row.grade_after,
            row.shift.value,
            row.rank_before,
            row.rank_after,
            row.uncounted,
        )


def _section_columns(result: TrialResult) -> list[BookColumn]:
    points = points_format(result.decimals)
    return [
        BookColumn("板块", least=16, most=40),
        BookColumn("现行合计", points, least=10),
        BookColumn("草案合计", points, least=10),
    ]


def _sections(result: TrialResult) -> Iterator[tuple[Value, ...]]:
    for section in result.sections:
        yield (section.name, section.before, section.after)


def _finding_columns(result: TrialResult) -> list[BookColumn]:
    points = points_format(result.decimals)
    return [
        BookColumn("情况", least=12, most=20),
        BookColumn("项目", least=12, most=24),
        BookColumn("原因", least=20, most=40),
        BookColumn("条数", "0"),
        BookColumn("现行计分", points, least=8),
        BookColumn("草案计分", points, least=8),
        BookColumn("涉及党员", least=20, most=60),
    ]


def _findings(result: TrialResult) -> Iterator[tuple[Value, ...]]:
    for found in result.findings:
        yield (
            found.kind.value,
            found.item,
            found.cause,
            found.entries,
            found.before,
            found.after,
            "、".join(found.members),
        )
