"""Reads the inputs of the `score` command from its tables.

Every fault is reported with table, row and column, all at once. The tables are described in
``resources/help/score-tables.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from app.cli.score_tables import Cells, Row, flag, month, read_folder, read_workbook, text_of
from app.errors import Issue, ValidationFailed
from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    CarryIn,
    HolidayIn,
    Inputs,
    MemberIn,
    PostingIn,
    RedemptionIn,
    Span,
    SpanKind,
    VetoIn,
)
from app.services.scoring.evaluation.votes import VALID
from app.services.scoring.language import MARKS

_STATUSES = ("full", "probationary", "activist")


class Columns(NamedTuple):
    """The columns of a table: those that must be there, and those that may."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


TABLES = {
    "members": Columns(("uid", "name"), ("unit", "category", "status")),
    "spans": Columns(("member", "kind", "start"), ("value", "end")),
    "postings": Columns(
        ("member", "item", "date"),
        (
            "uid",
            "quantity",
            "level",
            "role",
            "outcome",
            "points",
            "adjusted",
            "act",
            "period",
            "reverses",
            "second",
        ),
    ),
    "vetoes": Columns(("member", "rule", "date"), ("uid", "repaired")),
    "ballots": Columns(("ballot", "option", "votes"), ("member",)),
    "attendance": Columns(("member", "item", "date", "state")),
    "carry": Columns(("member", "year", "points"), ("balance",)),
    "redemptions": Columns(("member", "date", "points")),
    "holidays": Columns(("date",), ("working",)),
}
_REQUIRED_TABLES = ("members", "postings")


@dataclass(frozen=True, slots=True)
class ScoreData:
    """The inputs, and the place of each posting and veto for later messages."""

    inputs: Inputs
    places: dict[str, str]


def read_data(path: Path) -> ScoreData:
    """Read all tables under a folder or in a workbook.

    Raises:
        UserError: The folder or workbook cannot be read at all.
        ValidationFailed: With every fault of every table.
    """
    reader = _Reader()
    tables = dict(read_folder(path) if path.is_dir() else read_workbook(path))
    return reader.read(tables)


class _Reader:
    """Turns tables into inputs and collects the faults."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._places: dict[str, str] = {}
        self._members: set[str] = set()

    def read(self, tables: dict[str, list[Cells]]) -> ScoreData:
        """All tables; raises once with everything that is wrong."""
        for name in _REQUIRED_TABLES:
            if name not in tables:
                self._issues.append(Issue(f"表 {name}", "table.missing", "缺少这张表，请补上"))
        for name in tables:
            if name not in TABLES:
                known = "、".join(TABLES)
                self._issues.append(Issue(f"表 {name}", "table.unknown", f"不认识这张表，可用的表：{known}"))
        rows = {name: list(self._rows(name, tables.get(name, []))) for name in TABLES}
        spans = self._spans(rows["spans"])
        members = self._read_members(rows["members"], spans)
        for row, uid in [(row, row.text("member")) for row in rows["spans"]]:
            self._known(row, uid or "")
        inputs = Inputs(
            members=members,
            postings=self._postings(rows["postings"]),
            attendance=tuple(self._mark(row) for row in rows["attendance"]),
            vetoes=tuple(self._veto(row) for row in rows["vetoes"]),
            ballots=tuple(self._ballot(row) for row in rows["ballots"]),
            carry=self._carried(rows["carry"]),
            holidays=tuple(
                HolidayIn(row.day("date"), row.value("working", flag, "“是”或“否”", default=False))
                for row in rows["holidays"]
            ),
            redemptions=tuple(self._redemption(row) for row in rows["redemptions"]),
        )
        if self._issues:
            raise ValidationFailed(self._issues)
        return ScoreData(inputs, self._places)

    def _rows(self, name: str, rows: list[Cells]) -> Iterator[Row]:
        """The rows below the heading; blank ones are passed over."""
        if not rows:
            return
        heading = [text_of(cell) for cell in rows[0]]
        columns = TABLES[name]
        for column in columns.required:
            if column not in heading:
                self._issues.append(
                    Issue(f"表 {name}", "column.missing", f"缺少列“{column}”，请在第一行补上")
                )
        for column in heading:
            if column and column not in columns.required + columns.optional:
                known = "、".join(columns.required + columns.optional)
                self._issues.append(
                    Issue(f"表 {name}", "column.unknown", f"不认识列“{column}”，可用的列：{known}")
                )
            if column and heading.count(column) > 1:
                self._issues.append(
                    Issue(f"表 {name}", "column.twice", f"列“{column}”出现了两次，请删去一列")
                )
        for number, cells in enumerate(rows[1:], start=2):
            values = dict(zip(heading, (text_of(cell) for cell in cells), strict=False))
            if any(values.values()):
                yield Row(name, number, values, self._issues)

    def _read_members(self, rows: list[Row], spans: dict[str, list[Span]]) -> tuple[MemberIn, ...]:
        members = []
        for row in rows:
            uid, name = row.needed("uid"), row.needed("name")
            if uid and uid in self._members:
                row.fault("uid", "duplicate", f"编号“{uid}”用了两次，请改掉其中一个")
            self._members.add(uid)
            own = list(spans.get(uid, []))
            if category := row.text("category"):
                own.append(Span(SpanKind.CATEGORY, category, date.min))
            if status := row.text("status"):
                self._check_status(row, "status", status)
                own.append(Span(SpanKind.STATUS, status, date.min))
            members.append(MemberIn(uid, name, row.text("unit") or "", tuple(own)))
        return tuple(members)

    def _spans(self, rows: list[Row]) -> dict[str, list[Span]]:
        spans: dict[str, list[Span]] = {}
        for row in rows:
            row.needed("kind")
            kind = row.value("kind", SpanKind, f"{'、'.join(SpanKind)} 之一", default=None)
            value, start, end = row.text("value") or "", row.day("start"), row.optional_day("end")
            if kind in (SpanKind.CATEGORY, SpanKind.POST, SpanKind.STATE):
                row.needed("value")
            if kind is SpanKind.STATUS:
                self._check_status(row, "value", value)
            if end is not None and end < start:
                row.fault("end", "order", "结束日期早于开始日期，请改正")
            if kind is not None:
                spans.setdefault(row.needed("member"), []).append(Span(kind, value, start, end))
        return spans

    def _check_status(self, row: Row, column: str, status: str) -> None:
        if status not in _STATUSES:
            message = f"“{status}”不是 full（正式）、probationary（预备）或 activist（积极分子），请改正"
            row.fault(column, "status", message)

    def _known(self, row: Row, uid: str, *, column: str = "member") -> str:
        if uid and uid not in self._members:
            row.fault(column, "member.unknown", f"表 members 中没有编号“{uid}”，请核对")
        return uid

    def _postings(self, rows: list[Row]) -> tuple[PostingIn, ...]:
        postings = [self._posting(row) for row in rows]
        uids = {posting.uid for posting in postings}
        for row, posting in zip(rows, postings, strict=True):
            if posting.reverses is not None and posting.reverses not in uids:
                row.fault(
                    "reverses", "posting.unknown", f"没有编号为“{posting.reverses}”的记录可冲销，请核对"
                )
        return tuple(postings)

    def _posting(self, row: Row) -> PostingIn:
        uid = self._uid(row, "postings")
        quantity = row.number_of("quantity")
        if quantity is not None and quantity <= 0:
            row.fault("quantity", "quantity", f"“{quantity}”不是大于 0 的数，请改正")
        member, second = row.needed("member"), row.text("second")
        if second is not None and second == member:
            row.fault("second", "second", "另给谁计分不能是本人，请改正")
        return PostingIn(
            uid=uid,
            member=self._known(row, member),
            item=row.needed("item"),
            date=row.day("date"),
            quantity=Decimal(1) if quantity is None else quantity,
            level=row.text("level"),
            role=row.text("role"),
            outcome=row.text("outcome"),
            points=row.number_of("points"),
            adjusted=row.number_of("adjusted"),
            act=row.text("act"),
            period=row.value("period", month, "月份（如 2026-03）", default=""),
            reverses=row.text("reverses"),
            second=self._known(row, row.text("second") or "", column="second") or None,
        )

    def _uid(self, row: Row, table: str) -> str:
        """The uid of a posting or veto; without one its place in the table stands for it."""
        uid = row.text("uid") or f"{table}-{row.number:06}"
        if uid in self._places:
            row.fault("uid", "duplicate", f"编号“{uid}”用了两次，请改掉其中一个")
        self._places[uid] = row.place
        return uid

    def _veto(self, row: Row) -> VetoIn:
        member, rule = self._known(row, row.needed("member")), row.needed("rule")
        day, repaired = row.day("date"), row.optional_day("repaired")
        if repaired is not None and repaired < day:
            row.fault("repaired", "order", "解除日期早于否决日期，请改正")
        return VetoIn(self._uid(row, "vetoes"), member, rule, day, repaired)

    def _mark(self, row: Row) -> AttendanceIn:
        state = row.needed("state")
        if state and state not in MARKS:
            row.fault("state", "state", f"“{state}”不是 {'、'.join(MARKS)} 之一，请改正")
        member = self._known(row, row.needed("member"))
        return AttendanceIn(member, row.needed("item"), row.day("date"), state)

    def _ballot(self, row: Row) -> BallotIn:
        """Votes of one option; a row without a member gives the number of valid ballots of its set."""
        row.needed("votes")
        votes = row.value("votes", int, "整数", default=0)
        if votes < 0:
            row.fault("votes", "negative", "票数不能是负数，请改正")
        option = row.needed("option")
        member = self._known(row, row.text("member") or "")
        if not member and option != VALID:
            row.fault("member", "missing", f"不能为空；只有 option 写 {VALID}（有效票总数）的行可以不写党员")
        return BallotIn(row.needed("ballot"), member, option, votes)

    def _carried(self, rows: list[Row]) -> tuple[CarryIn, ...]:
        """One result for each member and year."""
        entries = [self._carry(row) for row in rows]
        seen: set[tuple[str, int]] = set()
        for row, entry in zip(rows, entries, strict=True):
            if (entry.member, entry.year) in seen:
                row.fault("year", "duplicate", f"“{entry.member}” {entry.year} 年的结果写了两次，请删去一行")
            seen.add((entry.member, entry.year))
        return tuple(entries)

    def _carry(self, row: Row) -> CarryIn:
        row.needed("points")
        row.needed("year")
        year = row.value("year", int, "年份", default=0)
        member = self._known(row, row.needed("member"))
        zero = Decimal(0)
        return CarryIn(member, year, row.number_of("points") or zero, row.number_of("balance") or zero)

    def _redemption(self, row: Row) -> RedemptionIn:
        row.needed("points")
        member = self._known(row, row.needed("member"))
        return RedemptionIn(member, row.day("date"), row.number_of("points") or Decimal(0))
