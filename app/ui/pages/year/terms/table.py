"""The members of a term with their sub-totals: months, of the year quarters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.services.notices.columns import year_heading
from app.services.numbers import format_points
from app.services.reviews.service import TermView
from app.services.reviews.sheets import OTHER, TermColumn, points_heading
from app.services.reviews.views import TermMember
from app.services.scoring import PeriodKind
from app.ui.pages.year.terms.words import signed
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.widgets.state import Tone

NOTHING = "—"


def shown_columns(view: TermView) -> tuple[TermColumn, ...]:
    """The columns on screen: months; of the year the quarters, as twelve months do not fit beside a panel.

    Without those in which nobody was scored yet because the branch did not keep this ledger.
    """
    year, months = view.term.kind is PeriodKind.YEAR, view.term.months
    lived = {place for place, month in enumerate(months) if month in view.figures.months.lived}
    return tuple(
        column for column in view.columns if column.is_sum == year and not lived.isdisjoint(column.places)
    )


def term_table(view: TermView) -> DataTable[TermMember]:
    """A table with the columns of a term."""
    figures, decimals = view.figures, view.figures.scheme.decimals

    def figure(
        title: str, value: Callable[[TermMember], Decimal | None], **keys: object
    ) -> ColumnSpec[TermMember]:
        def text(member: TermMember) -> str:
            return format_points(value(member), decimals) or NOTHING

        return ColumnSpec(title, text, sort_key=value, align=Align.RIGHT, searched=False, **keys)  # type: ignore[arg-type]

    columns: list[ColumnSpec[TermMember]] = [
        ColumnSpec(
            "党员",
            lambda m: m.member.label,
            sort_key=lambda m: m.member.pinyin,
            width=4.4,
            stretch=True,
            whole=True,
        ),
    ]
    if any(member.category for member in figures.members):
        columns.append(ColumnSpec("类别", lambda m: m.category, width=2.4))
    columns += [figure(column.heading, _value_of(column), width=2.1) for column in shown_columns(view)]
    if figures.with_other:
        columns.append(figure(OTHER, lambda m: m.other if m.points is not None else None, width=2.1))
    columns += [
        figure(points_heading(view.term), lambda m: m.points, width=3.4, strong=True),
        ColumnSpec(
            "与平均", lambda m: signed(m.unit_gap, decimals), sort_key=lambda m: m.unit_gap, align=Align.RIGHT,
            width=2.8, searched=False,
        ),
        figure(year_heading(figures.scheme), lambda m: m.total, width=3.4),
    ]  # fmt: skip
    if any(member.last_year is not None for member in figures.members):
        columns.append(figure("去年同期", lambda m: m.last_year, width=3.4))
    columns.append(
        ColumnSpec("备注", lambda m: _note(m, view), width=5, stretch=True, state=lambda m: _tone(m, view))
    )
    table: DataTable[TermMember] = DataTable(columns, uid=lambda member: member.member.uid)
    table.set_search_text(lambda m: (m.member.pinyin, m.member.initials, m.member.group))
    table.setAccessibleName("各人分数")
    return table


def _value_of(column: TermColumn) -> Callable[[TermMember], Decimal | None]:
    return lambda member: column.value(member.months)


def column_key(view: TermView) -> tuple[object, ...]:
    """What the columns depend on: where it is the same, the table keeps its selection and sorting."""
    figures = view.figures
    return (
        tuple(column.heading for column in shown_columns(view)), view.term.kind, figures.scheme.decimals,
        figures.with_other, year_heading(figures.scheme), any(member.category for member in figures.members),
        any(member.last_year is not None for member in figures.members),
    )  # fmt: skip


def _note(member: TermMember, view: TermView) -> str:
    words = [member.note] if member.note else []
    if member.changed:
        words.append("定稿后有变动")
    if member.proposals:
        words.append(member.proposals[0].name)
    elif view.figures.is_below(member.unit_gap):
        words.append("低于平均" if not view.figures.demerit else "高于平均")
    elif view.figures.is_below(member.class_gap):
        words.append("低于同类" if not view.figures.demerit else "高于同类")
    return "，".join(words)


def _tone(member: TermMember, view: TermView) -> Tone | None:
    below = view.figures.is_below(member.unit_gap, member.class_gap)
    return Tone.CARE if member.changed or member.proposals or below else None
