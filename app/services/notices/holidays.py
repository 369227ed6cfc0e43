"""节假日: days off and weekend days that are worked, so that working days are counted rightly."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import Issue, NotFound, ValidationFailed
from app.models import Holiday
from app.resources import resource
from app.services.actor import OFFICERS, Actor, require
from app.services.audit import record
from app.services.base import Service
from app.services.changes import Changes, Kind

_MOST_DAYS = 31
_MOST_NAME = 20


@dataclass(frozen=True, slots=True)
class HolidaySpan:
    """Neighbouring days of one name.

    Attributes:
        working: Weekend days that are worked (补班) instead of days off (放假).
    """

    name: str
    first: date
    last: date
    working: bool

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A year's days off as they ship with the program.

    Attributes:
        check: Whom to ask whether they hold; shown with the button.
    """

    year: int
    check: str
    spans: tuple[HolidaySpan, ...]


def arrangements() -> tuple[int, ...]:
    """Years whose arrangement ships with the program."""
    return tuple(sorted(int(path.stem) for path in resource("holidays").glob("[0-9]*.toml")))


def arrangement(year: int) -> Arrangement:
    """A year's arrangement.

    Raises:
        NotFound: none ships for that year.
    """
    path = resource("holidays", f"{year}.toml")
    if not path.is_file():
        raise NotFound(f"程序里没有 {year} 年的放假安排。", hint="请按国务院办公厅通知逐条添加。")
    data = tomllib.loads(path.read_text("utf-8"))
    spans = []
    for told in data["holidays"]:
        spans.append(HolidaySpan(told["name"], told["first"], told["last"], working=False))
        spans += [HolidaySpan(told["name"], day, day, working=True) for day in told["working"]]
    return Arrangement(data["year"], data["check"], tuple(spans))


class HolidayService(Service):
    """Use cases of the 节假日 card."""

    def spans(self) -> tuple[HolidaySpan, ...]:
        """All stated days in order, neighbours of one name and kind together."""
        with self.uow.read() as session:
            rows = session.execute(select(Holiday.day, Holiday.working, Holiday.name).order_by(Holiday.day))
            found: list[HolidaySpan] = []
            for day, working, name in rows:
                before = found[-1] if found else None
                if before and (before.name, before.working, before.last) == (
                    name,
                    working,
                    day - timedelta(days=1),
                ):
                    found[-1] = HolidaySpan(name, before.first, day, working)
                else:
                    found.append(HolidaySpan(name, day, day, working))
            return tuple(found)

    def add(self, actor: Actor, span: HolidaySpan) -> Changes:
        """State days off, or weekend days that are worked; days stated before are stated anew.

        Raises:
            ValidationFailed: no name, the last day before the first, more than a month.
        """
        require(actor, *OFFICERS, action="修改节假日")
        _check(span)
        with self.uow.write() as session:
            _put(session, span)
            record(
                session, actor, self.clock, "修改节假日", f"{span.name}{_kind(span)}",
                {"from": span.first, "to": span.last, "working": span.working},
            )  # fmt: skip
            return Changes.of(Kind.HOLIDAY, message=f"已添加：{span.name}{_kind(span)} {span.days} 天")

    def remove(self, actor: Actor, span: HolidaySpan) -> Changes:
        """Take days out of the table: they are Mondays to Sundays like any others again."""
        require(actor, *OFFICERS, action="修改节假日")
        with self.uow.write() as session:
            gone = session.execute(delete(Holiday).where(Holiday.day.between(span.first, span.last)))
            if not gone.rowcount:  # type: ignore[attr-defined]
                raise NotFound("这几天已经不在表里。", hint="请刷新页面后再试。")
            record(
                session, actor, self.clock, "删除节假日", f"{span.name}{_kind(span)}",
                {"from": span.first, "to": span.last},
            )  # fmt: skip
            return Changes.of(Kind.HOLIDAY, message=f"已删除：{span.name}{_kind(span)}")

    def fill(self, actor: Actor, year: int) -> Changes:
        """Put in a year's arrangement as it ships; what else stands in the table stays."""
        require(actor, *OFFICERS, action="修改节假日")
        told = arrangement(year)
        with self.uow.write() as session:
            for span in told.spans:
                _put(session, span)
            days = sum(span.days for span in told.spans)
            record(session, actor, self.clock, "填入节假日", f"{year} 年", {"days": days})
            return Changes.of(
                Kind.HOLIDAY,
                message=f"已填入 {year} 年放假和补班 {days} 天，{told.check}",
            )


def _put(session: Session, span: HolidaySpan) -> None:
    for number in range(span.days):
        day = span.first + timedelta(days=number)
        row = session.get(Holiday, day)
        if row is None:
            session.add(Holiday(day=day, working=span.working, name=span.name))
        else:
            row.working, row.name = span.working, span.name


def _kind(span: HolidaySpan) -> str:
    return "补班" if span.working else "放假"


def _check(span: HolidaySpan) -> None:
    issues = []
    if not span.name.strip():
        issues.append(Issue("名称", "name", "请填写名称，例如“国庆节”。"))
    elif len(span.name) > _MOST_NAME:
        issues.append(Issue("名称", "name", f"名称请不要超过 {_MOST_NAME} 个字。"))
    if span.last < span.first:
        issues.append(Issue("截止日期", "last", "截止日期早于开始日期，请核对。"))
    elif span.days > _MOST_DAYS:
        issues.append(Issue("截止日期", "last", f"一次最多 {_MOST_DAYS} 天，请核对日期。"))
    if issues:
        raise ValidationFailed(issues)
