"""Months with deeds of one member, corrected, and what cards, forms and boards say of him then; in short words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.resources import resource
from app.services.changes import Changes
from app.services.corrections.rules import Change
from app.services.documents import BoardRow
from app.services.months import Month
from app.services.terms import Term
from tests.helpers.factories import Village

DECEMBER = Month(2026, 12)
WHO = "林为民"


def drop(
    village: Village, month: Month, *, member: str = WHO, second: str = "王建国一", until: Month = DECEMBER
):
    """Take back the member's first entry that a month confirmed."""
    lines = village.app.corrections.lines(village.branch, village.members[member], until)
    uid = next(view.uid for view in reversed(lines) if view.period == month and not view.struck)
    change = Change(uid, None, "重复登记", "出工登记本", second_uid=village.members[second])
    return village.app.corrections.correct(village.secretary, change)


def confirm(
    village: Village, month: Month, *, quantity: int = 1, member: str = WHO, item: str = "volunteer"
) -> None:
    """A month with a deed of the member, confirmed on its 28th; two such deeds in October fill the year's limit of 4."""
    village.at(month.first.replace(day=28))
    village.declare(member, item, month.first.replace(day=12), month=month, quantity=quantity, basis="巡山")
    village.confirm_all(month)


def post(village: Village, term: Term, start: date, end: date) -> None:
    village.app.notices.post(village.secretary, village.branch, term, village.notice(start, end))


def repost(village: Village, term: Term, start: date, end: date) -> Changes:
    draft = replace(village.notice(start, end), reason="更正")
    return village.app.notices.repost(village.secretary, village.branch, term, draft)


def figures(village: Village, month: Month, member: str = WHO) -> tuple[Decimal, Decimal]:
    found = village.app.records.figures(village.branch, month)[village.members[member]]
    return found.period, found.total


def form(village: Village, month: Month, member: str = WHO) -> tuple[int, Decimal, Decimal]:
    """Version, 本期 and 本年累计 of the newest frozen record form."""
    forms = village.app.records.record_forms(village.branch, month)
    [sheet] = [each for each in forms if each.member_name == member]
    assert sum((line.counted for line in sheet.lines), Decimal(0)) == sheet.period_total
    return sheet.version, sheet.period_total, sheet.total


def board(village: Village, term: Term, member: str = WHO) -> BoardRow:
    sheet = village.app.notices.view(village.branch, term).sheet
    return next(row for part in sheet.lists for row in part.rows if row.name == member)


def adopt(village: Village, preset: str, start: date, *changes: tuple[str, str]) -> None:
    """A scheme that differs from a preset in some lines."""
    text = resource("schemes", f"{preset}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    village.app.schemes.adopt(village.secretary, village.branch, text=text, starts_on=start)
