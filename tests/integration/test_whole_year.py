"""A whole year of a branch of the sample village: twelve months to the grades of the meeting, under S1 and under S0.

Whatever a year can bring comes in it; every figure that a sheet announced is compared with ``score --json`` on the
tables of that day, which are written past every service.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.resources import resource
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.scoring import PeriodKind, YearMode
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState
from tests.helpers.score_tables import cells, export, until
from tests.helpers.whole_year import MONTHS, YEAR, WholeYear, appraise, end, live, settle

ROOT = Path(__file__).resolve().parents[2]
DECEMBER = MONTHS[-1]


@dataclass(frozen=True)
class Lived:
    """The branch after its year, with the tables of its ledger beside it."""

    year: WholeYear
    paths: AppPaths
    scored: dict[Month, dict[str, dict]]

    @property
    def app(self):
        return self.year.app

    @property
    def branch(self) -> str:
        return self.year.branch

    def board(self, term: Term):
        return self.app.notices.view(self.branch, term).sheet

    def posted(self, kind: PeriodKind) -> bool:
        return kind in self.app.schemes.current(self.branch, DECEMBER.last).posting.periods

    def uid(self, name: str, group: str) -> str:
        rows = self.app.members.rows(DECEMBER.last) + self.app.members.rows(MONTHS[0].last)
        return next(r.uid for r in rows if (r.name, r.group) == (name, group) and r.branch_uid == self.branch)


@pytest.fixture(scope="module", params=["S1", "S0"])
def lived(request, tmp_path_factory) -> Iterator[Lived]:
    root, tables = tmp_path_factory.mktemp("year") / "data", tmp_path_factory.mktemp("tables")
    clock = SetClock(datetime(YEAR, 1, 1, 9, tzinfo=CHINA))
    paths = AppPaths(root)
    context = build_app(paths, clock=clock)
    year = settle(context, clock, request.param)
    for month in live(year):
        if month == DECEMBER:
            appraise(year)
    end(year)
    scheme = tables / "scheme.toml"
    scheme.write_text(resource("schemes", f"{request.param}.toml").read_text("utf-8"), "utf-8")
    export(paths.ledger, tables, scheme)
    scored = {}
    for month in MONTHS:
        folder = until(tables, month, tmp_path_factory.mktemp(month.label))
        scored[month] = _score(folder, scheme, month)
    yield Lived(year, paths, scored)
    context.close()


def _score(folder: Path, scheme: Path, month: Month) -> dict[str, dict]:
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{scheme}@{YEAR}-01-01"]
    command += ["--data", str(folder), "--as-of", month.last.isoformat(), "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
    document = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)
    return {member["member"]: member for member in document["members"]}


def _points(value: object) -> Decimal:
    return Decimal(str(value))


def _figures(board) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    rows = [row for part in board.lists for row in part.rows if row.year_points is not None]
    return {(row.name, row.group_name): (row.period_points, row.year_points) for row in rows}


def test_all_that_a_year_can_bring_came(lived):
    expected = {
        "deduction", "upheld", "dismissed", "corrected", "supplement", "class", "left", "newcomer", "died",
        "confirmed", "appraisal", "changed",
    }  # fmt: skip
    assert expected <= lived.year.events.keys()
    rules = lived.app.schemes.current(lived.branch, DECEMBER.last).vetoes
    assert ("veto" in lived.year.events) == bool(rules)


@pytest.mark.parametrize("month", MONTHS, ids=lambda month: month.label)
def test_each_board_says_what_score_says(lived, month):
    assert lived.posted(PeriodKind.MONTH)
    view = lived.app.notices.view(lived.branch, Term.of_month(month))
    assert view.state is NoticeState.CLOSED
    assert view.version == (2 if month.month == 3 else 1)
    figures = _figures(view.sheet)
    assert len(figures) > 30
    for (name, group), (_, total) in figures.items():
        assert total == _points(lived.scored[month][lived.uid(name, group)]["total"]), (name, group)


def test_the_periods_of_the_year_add_up_to_its_total(lived):
    scheme = lived.app.schemes.current(lived.branch, DECEMBER.last)
    sums: dict[tuple[str, str], Decimal] = {}
    for month in MONTHS:
        for key, (points, _) in _figures(lived.board(Term.of_month(month))).items():
            sums[key] = sums.get(key, Decimal(0)) + points
    last = _figures(lived.board(Term.of_month(DECEMBER)))
    assert scheme.cycle.year is YearMode.SUM
    assert {key: sums[key] for key in last} == {key: total for key, (_, total) in last.items()}


@pytest.mark.parametrize(
    ("kind", "numbers"), [(PeriodKind.QUARTER, (3, 6, 9, 12)), (PeriodKind.HALF, (6, 12))]
)
def test_quarters_and_halves_say_what_score_says_and_what_their_months_said(lived, kind, numbers):
    for number in numbers:
        month = Month(YEAR, number)
        term = lived.year.term(month, kind)
        table = lived.app.terms.table(lived.branch, term)
        rows = [row for row in table.rows if row.total is not None]
        assert len(rows) > 30
        for row in rows:
            uid = lived.uid(row.name, row.group_name)
            assert row.total == _points(lived.scored[month][uid]["total"]), row.name
        if lived.posted(kind):
            view = lived.app.notices.view(lived.branch, term)
            assert view.state is NoticeState.CLOSED
            for key, (_, total) in _figures(view.sheet).items():
                assert total == _points(lived.scored[month][lived.uid(*key)]["total"])


def test_totals_grades_and_proposals_of_the_year_are_those_of_score(lived):
    view = lived.app.years.view(lived.branch, DECEMBER)
    said = lived.scored[DECEMBER]
    graded = [row for row in view.frame.rows if row.graded]
    assert len(graded) > 25
    for row in view.frame.rows:
        own = said[row.member.uid]
        if row.total is not None:
            assert row.total == _points(own["total"]), row.member.name
        if row.graded:
            assert (row.proposed or None) == own["grade"], row.member.name
            assert {p.id for p in row.figures.proposals} == {p["id"] for p in own["proposals"]}
    changed = next(row for row in graded if row.member.uid == lived.year.events["changed"])
    assert changed.differs or not changed.proposed
    assert changed.decision.reason


def test_what_the_meeting_decided_is_frozen_and_the_year_archived(lived):
    view = lived.app.years.view(lived.branch, DECEMBER)
    assert view.frame.state is PeriodState.ARCHIVED
    connection = raw_connect(lived.paths.ledger)
    try:
        kept = dict(
            connection.execute(
                "SELECT m.uid, a.total FROM assessment a JOIN member m ON m.id = a.member_id"
            ).fetchall()
        )
    finally:
        connection.close()
    for row in view.frame.rows:
        if row.total is not None and row.member.uid in kept:
            assert Decimal(kept[row.member.uid]) / 1000 == row.total
    assert len(kept) > 30


def test_who_left_or_died_is_not_graded_and_who_was_confirmed_is(lived):
    rows = {row.member.uid: row for row in lived.app.years.view(lived.branch, DECEMBER).frame.rows}
    events = lived.year.events
    for gone in ("left", "died"):
        assert events[gone] not in rows or not rows[events[gone]].graded
    assert rows[events["confirmed"]].graded
    assert rows[events["newcomer"]].graded
    if "veto" in events:
        assert rows[events["veto"]].total == 0
        assert rows[events["veto"]].figures.vetoes


def test_invalid_ballots_are_kept_apart(lived):
    view = lived.app.appraisals.view(lived.branch, DECEMBER)
    tally = view.raters[0].counting
    assert (tally.valid + tally.void, view.raters[0].returned, view.raters[0].given) == (80, 80, 82)
    assert tally.void >= 1
    assert tally.votes
    assert all(sum(own.values()) == tally.valid for own in tally.votes.values())


def test_a_correction_shows_as_such_on_the_next_board_and_nowhere_before(lived):
    about = lived.year.events["corrected"]
    september = lived.app.records.member_year(lived.branch, about, Month(YEAR, 9))
    lines = next(m for m in september.months if m.month == Month(YEAR, 9)).lines
    assert any(line.mark == "更正" for line in lines)
    name = september.member.name
    board = lived.board(Term.of_month(Month(YEAR, 9)))
    row = next(r for part in board.lists for r in part.rows if r.name == name)
    assert "更正" in row.note
    frozen = lived.board(Term.of_month(Month(YEAR, 6)))
    assert all("更正" not in r.note for part in frozen.lists for r in part.rows if r.name == name)


def test_the_second_version_marks_what_changed(lived):
    march = Month(YEAR, 3)
    member = lived.app.records.member_year(lived.branch, lived.year.events["upheld"], march).member
    board = lived.board(Term.of_month(march))
    assert board.version == 2
    changed = [r for part in board.lists for r in part.rows if r.old_year_points is not None]
    assert [r.name for r in changed] == [member.name]
    assert changed[0].old_year_points > changed[0].year_points


def test_every_document_of_the_year_is_drawn(lived):
    # What only some months have is asked for in its own.
    months = {DocumentKind.SUPPLEMENTS: Month(YEAR, 7), DocumentKind.RECORD_VERSIONS: Month(YEAR, 3)}
    for kind in DocumentKind:
        rendered = lived.app.press.render(kind, lived.branch, months.get(kind, DECEMBER))
        assert rendered.data, kind
        assert rendered.missing == (), kind


def test_the_workbook_of_the_year_says_the_same(lived):
    rendered = lived.app.press.render(DocumentKind.YEAR_TABLE_XLSX, lived.branch, DECEMBER)
    rows = {(r["姓名"], r.get("党小组", "")): r for r in cells(rendered.data) if r["姓名"]}
    view = lived.app.years.view(lived.branch, DECEMBER)
    told = {row.member.name for row in view.frame.rows if row.total is not None}
    assert told <= {name for name, _ in rows}
