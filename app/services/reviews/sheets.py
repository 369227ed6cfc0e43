"""Builds the sheets of a term from its figures: the table, the verification, the list below the average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.models import Unit
from app.services.documents.model_term import (
    TermBelowRow,
    TermBelowSheet,
    TermReviewSheet,
    TermRow,
    TermSheet,
)
from app.services.forms import form_number
from app.services.months import Month
from app.services.notices.columns import year_heading
from app.services.numbers import format_points
from app.services.reviews.views import TermAverage, TermFigures, TermMember
from app.services.scoring import DatedScheme, PeriodKind
from app.services.terms import TERM_NAMES, Term, terms_in_year

OTHER = "其他"
_POINTS = {PeriodKind.QUARTER: "本季合计", PeriodKind.HALF: "半年合计", PeriodKind.YEAR: "全年合计"}
_QUARTERS = ("一季", "二季", "三季", "四季")
#: Serials of the sheets that are not the table: the table's is the number of its months.
_SECOND = 100
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """Who verified, when and with which votes, in words and numbers as they are printed.

    Attributes:
        signers: Those who sign.
        remarks: What was said of a member, by uid.
    """

    kind: str = ""
    held_on: date | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    eligible: int | None = None
    present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    second_person: str = ""
    signers: tuple[str, ...] = ()
    opinion: str = ""
    warnings: tuple[str, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What a term's sheets say about themselves.

    Attributes:
        settled_on: Day on which the figures were settled; ``None`` for a draft.
    """

    unit: Unit
    as_of: datetime
    versions: Sequence[DatedScheme]
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class TermColumn:
    """A column of the table: some months of the term, or a sum of them.

    Attributes:
        places: Which months (from 0).
        is_sum: Whether it is the sum of columns before it.
    """

    heading: str
    places: tuple[int, ...]
    is_sum: bool = False

    def value(self, months: Sequence[Decimal | None]) -> Decimal | None:
        """Its figure for a member; ``None`` where none of its months has one."""
        found = [value for place in self.places if (value := months[place]) is not None]
        return sum(found, _ZERO) if found else None


def term_columns(versions: Sequence[DatedScheme], term: Term) -> tuple[TermColumn, ...]:
    """The months of a term, after each of its quarters their sum where there is more than one quarter."""
    two_years = term.first.year != term.last.year and len(term.months) > 12
    heads = [
        f"{month.year % 100}年{month.month}月" if two_years else f"{month.month}月" for month in term.months
    ]
    months = [TermColumn(head, (place,)) for place, head in enumerate(heads)]
    if term.kind is PeriodKind.QUARTER:
        return tuple(months)
    columns: list[TermColumn] = []
    for number, quarter in enumerate(terms_in_year(versions, term.end, PeriodKind.QUARTER)):
        places = tuple(place for place, month in enumerate(term.months) if month in quarter.months)
        if quarter.end < term.start or quarter.start > term.end or not places:
            continue
        columns += [months[place] for place in places]
        heading = _QUARTERS[number] if number < len(_QUARTERS) else f"第{number + 1}季"
        columns.append(TermColumn(heading, places, is_sum=True))
    return tuple(columns)


def points_heading(term: Term) -> str:
    """ "本季合计", "半年合计", "全年合计"."""
    return _POINTS[term.kind]


def average_words(averages: Sequence[TermAverage], decimals: int) -> tuple[str, ...]:
    """ "本支部平均 12.3 分（38 人）", then each class."""
    return tuple(f"{a.name}平均 {format_points(a.points, decimals)} 分（{a.count} 人）" for a in averages)


def term_sheet(figures: TermFigures, frame: SheetFrame) -> TermSheet:
    """季度、半年、年度积分汇总表."""
    return TermSheet(**_table(figures, frame, {}), form_number=_number(figures, frame, "核定"))


def review_sheet(figures: TermFigures, frame: SheetFrame, facts: ReviewFacts) -> TermReviewSheet:
    """半年核定表, before the meeting for the pen and after it with what was found."""
    told = {each.name: getattr(facts, each.name) for each in fields(facts) if each.name != "remarks"}
    table = _table(figures, frame, facts.remarks)
    table["settled_on"] = facts.held_on if frame.settled_on is not None else None
    table["title"] = f"党员积分{TERM_NAMES[figures.term.kind]}核定表"
    return TermReviewSheet(**table, **told, form_number=_number(figures, frame, "核定", _SECOND))


def below_sheet(figures: TermFigures, frame: SheetFrame) -> TermBelowSheet:
    """低于平均分党员名单, the farthest from the average first."""
    sign = 1 if figures.demerit else -1
    people = sorted(figures.below, key=lambda m: (-sign * (m.unit_gap or _ZERO), m.member.sort))
    return TermBelowSheet(
        **_identity(figures, frame),
        form_number=_number(figures, frame, "名单", _SECOND),
        points_heading=points_heading(figures.term),
        rows=tuple(_below_row(number, member, figures) for number, member in enumerate(people, 1)),
        averages=average_words(figures.averages, figures.scheme.decimals),
        compared=sum(member.compared for member in figures.members),
        demerit=figures.demerit,
    )


def _identity(figures: TermFigures, frame: SheetFrame) -> dict[str, Any]:
    return {
        "unit": frame.unit.name,
        "period_label": figures.term.title,
        "version": 1,
        "as_of": frame.as_of,
        "decimals": figures.scheme.decimals,
        "scheme_label": figures.scheme.name,
    }


def _number(figures: TermFigures, frame: SheetFrame, sheet: str, base: int = 0) -> str:
    return form_number(frame.unit, figures.term.last, sheet, base + len(figures.term.months))


def _table(figures: TermFigures, frame: SheetFrame, remarks: Mapping[str, str]) -> dict[str, Any]:
    columns, other = term_columns(frame.versions, figures.term), figures.with_other
    heads = [column.heading for column in columns] + ([OTHER] if other else [])
    return {
        **_identity(figures, frame),
        "title": f"党员积分{TERM_NAMES[figures.term.kind]}汇总表",
        "columns": tuple(heads),
        "sums": tuple(place for place, column in enumerate(columns) if column.is_sum),
        "points_heading": points_heading(figures.term),
        "year_heading": year_heading(figures.scheme),
        "rows": tuple(
            _row(number, member, columns, remarks, other=other)
            for number, member in enumerate(figures.members, 1)
        ),
        "averages": average_words(figures.averages, figures.scheme.decimals),
        "remarks": _remarks(figures),
        "settled": frame.settled_on is not None,
        "settled_on": frame.settled_on,
    }


def _row(
    number: int, member: TermMember, columns: Sequence[TermColumn], remarks: Mapping[str, str], *, other: bool
) -> TermRow:
    values = [column.value(member.months) for column in columns]
    if other:
        values.append(member.other if member.points is not None else None)
    row = member.member
    return TermRow(
        serial=number, key=row.uid, name=row.name, label=row.label, group_name=row.group,
        category=member.category, values=tuple(values), points=member.points, total=member.total,
        note=member.note, exempt=row.exempt, compared=member.compared, remark=remarks.get(row.uid, ""),
    )  # fmt: skip


def _remarks(figures: TermFigures) -> tuple[str, ...]:
    """How far the table goes, what its columns are, and who is not in the averages."""
    found = []
    missing = figures.months.missing
    if missing:
        found.append(f"{_month_names(missing)}还没有评定，本表只到已评定的月份。")
    unlived = [month for month in figures.term.months if month not in figures.months.lived]
    if unlived:
        found.append(f"{_month_names(unlived)}还没有用本台账记分，不在表内。")
    found.append("各月是当月公布的本期得分，更正和补记列在公布它的月份。")
    if figures.with_other:
        cause = "民主评议，以及" if figures.term.kind is PeriodKind.YEAR else ""
        found.append(f"“{OTHER}”是各月公布以外的变动：{cause}公布以后才登记的类别、纳入等情况。")
    if figures.demerit:
        found.append("本表分数是扣分累计，越少越好。")
    if any(not m.compared and m.points is not None for m in figures.members):
        found.append("期末已转出、去世或不纳入的党员保留得分，不参加平均。")
    return tuple(found)


def _month_names(months: Sequence[Month]) -> str:
    """ "1月至7月", "9月", with commas between runs."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].next == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(
        f"{run[0].month}月" if len(run) == 1 else f"{run[0].month}月至{run[-1].month}月" for run in runs
    )


def _below_row(number: int, member: TermMember, figures: TermFigures) -> TermBelowRow:
    return TermBelowRow(
        serial=number,
        name=member.member.name,
        group_name=member.member.group,
        category=member.category,
        points=member.points or _ZERO,
        unit_gap=member.unit_gap if figures.is_below(member.unit_gap) else None,
        class_gap=member.class_gap if figures.is_below(member.class_gap) else None,
        proposed="、".join(dict.fromkeys(proposal.name for proposal in member.proposals)),
        cause="；".join(proposal.cause for proposal in member.proposals),
    )
