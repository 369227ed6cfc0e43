"""The search field: a member by name, pinyin or initials, or a sheet by its form number, typed or scanned."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Group, Member, Objection, Period, Unit

from .base import Service
from .forms import FormNumber, parse_form_number
from .member_views import member_rows
from .membership import ever_in
from .months import Month
from .pinyin import matches


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Attributes:
        label: Words for the list of hits.
        page: Page that shows it ("members", "declare", "collect", "confirm", "post").
        uid: Member or group, or the desk of the page; empty where the page alone is meant.
        branch_uid: Branch to switch to; ``month`` likewise, ``None`` to stay.
    """

    label: str
    page: str
    uid: str
    branch_uid: str
    month: Month | None = None


_PAGES = {
    "申报": "declare",
    "汇总": "collect",
    "评定": "confirm",
    "记录": "card",
    "公示": "post",
    "台账": "members",
    "说明": "card",
    "试算": "scheme",
    "方案": "scheme",
    "异议": "objections",
    "更正": "objections",
    "补评": "objections",
    "测评": "year",
    "计票": "year",
    "核定": "year",
    "否决": "year",
    "总评": "year",
    "名单": "year",
}
#: Sheets of the year's end with the desk that they come from.
_DESKS = {
    "否决": ("一票否决", "vetoes"),
    "总评": ("年终总评", "assessment"),
    "名单": ("年终总评", "assessment"),
}


class SearchService(Service):
    """Use case of the search field."""

    def find(self, text: str, *, limit: int = 12) -> list[Hit]:
        """What is meant by ``text``, best first; empty when nothing is."""
        number = parse_form_number(text)
        with self.uow.read() as session:
            if number is not None:
                return _by_form(session, number)
            if not text.strip():
                return []
            rows = member_rows(session, self.today())
            found = [r for r in rows if matches(text, name=r.name, pinyin=r.pinyin, initials=r.initials)]
            found.sort(key=lambda r: (not r.active, r.sort))
            return [
                Hit(f"{r.label} · {r.branch} {r.group}", "members", r.uid, r.branch_uid)
                for r in found[:limit]
            ]


def _by_form(session: Session, number: FormNumber) -> list[Hit]:
    unit = session.scalar(select(Unit).where(Unit.kind == "branch", Unit.sort == number.unit))
    if unit is None:
        return []
    page, title = _PAGES.get(number.sheet, ""), f"{unit.short_name} {number.month.title}"
    if number.sheet in {"申报", "记录", "说明"}:
        return _by_serial(session, unit, number, page)
    if not page:
        return []
    if number.sheet == "异议":
        return _by_register(session, unit, number, page)
    if number.sheet in {"测评", "计票"}:
        # The uid names the desk of the page.
        return [Hit(f"民主评议 · {title}", page, "appraisal", unit.uid, number.month)]
    if number.sheet in _DESKS:
        words, desk = _DESKS[number.sheet]
        return [Hit(f"{words} · {title}", page, desk, unit.uid, number.month)]
    if number.sheet == "核定":
        return [Hit(f"季度半年 · {title}", page, "terms", unit.uid, number.month)]
    if number.sheet == "汇总":
        group = session.scalar(select(Group).where(Group.unit_id == unit.id, Group.id == number.serial))
        if group is None:
            return []
        return [Hit(f"{group.name} · {title}", page, group.uid, unit.uid, number.month)]
    if number.sheet == "公示" and number.serial > 1:
        return _by_term(session, unit, number, page)
    return [Hit(title, page, "", unit.uid, number.month)]


def _by_term(session: Session, unit: Unit, number: FormNumber, page: str) -> list[Hit]:
    """The board of a longer term: its last month and how many months it has say which."""
    first = number.month
    for _ in range(number.serial - 1):
        first = first.previous
    label = f"{first.label}..{number.month.label}"
    if session.scalar(select(Period.id).where(Period.unit_id == unit.id, Period.label == label)) is None:
        return []
    title = f"{unit.short_name} {first.title}至{number.month.title}"
    return [Hit(title, page, label, unit.uid, number.month)]


def _by_register(session: Session, unit: Unit, number: FormNumber, page: str) -> list[Hit]:
    """One objection by its number in the register of a year; the register itself has none."""
    row = session.scalar(
        select(Objection).where(
            Objection.unit_id == unit.id,
            Objection.year == number.month.year,
            Objection.number == number.serial,
        )
    )
    if row is None:
        return [Hit(f"异议登记表 · {unit.short_name} {number.month.year}年", page, "", unit.uid)]
    return [Hit(f"{row.year}年第 {row.number} 号异议 · {unit.short_name}", page, row.uid, unit.uid)]


def _by_serial(session: Session, unit: Unit, number: FormNumber, page: str) -> list[Hit]:
    """A member's card: in the branch that has the month, also where the paper was printed before a move."""
    if session.scalar(ever_in([unit.id]).where(Member.id == number.serial)) is None:
        return []
    [row] = member_rows(session, number.month.last, member_ids=[number.serial])
    title = f"{row.branch} {number.month.title}"
    return [Hit(f"{row.label} · {title}", page, row.uid, row.branch_uid, number.month)]
