"""The presets that the other whole-year tests do not live: a year of the sample village, settled by its meeting.

Months that a scheme does not post are archived; what hangs instead are its quarters and halves. At each month's end
the figures are those of ``score --json`` on tables that were written past every service, votes included at the end.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.paths import AppPaths
from app.resources import resource
from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.workflow import NoticeState, PeriodState
from tests.helpers.score_tables import export, until
from tests.helpers.whole_year import MONTHS, YEAR, WholeYear, appraise, end, live, settle

ROOT = Path(__file__).resolve().parents[2]
DECEMBER = MONTHS[-1]


@pytest.fixture(scope="module", params=["S2", "S3", "S4"])
def lived(request, tmp_path_factory) -> Iterator[tuple[WholeYear, dict[Month, dict], dict]]:
    """The year, what its months said when they were confirmed, and the folder of its tables."""
    root, tables = tmp_path_factory.mktemp("year") / "data", tmp_path_factory.mktemp("tables")
    clock = SetClock(datetime(YEAR, 1, 1, 9, tzinfo=CHINA))
    paths = AppPaths(root)
    context = build_app(paths, clock=clock)
    year = settle(context, clock, request.param)
    said = {}
    for month in live(year):
        found = context.records.figures(year.branch, month)
        said[month] = {uid: figures.total for uid, figures in found.items()}
    appraise(year)
    end(year)
    scheme = tables / "scheme.toml"
    scheme.write_text(resource("schemes", f"{request.param}.toml").read_text("utf-8"), "utf-8")
    export(paths.ledger, tables, scheme)
    yield year, said, {"tables": tables, "scheme": scheme, "folder": tmp_path_factory}
    context.close()


def score(place: dict, month: Month, votes: list[list[object]]) -> dict[str, dict]:
    """What the command says of each member at a month's end."""
    folder = until(place["tables"], month, place["folder"].mktemp(month.label))
    if votes:
        with (folder / "ballots.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["ballot", "member", "option", "votes"], *votes])
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{place['scheme']}@{YEAR}-01-01"]
    command += ["--data", str(folder), "--as-of", month.last.isoformat(), "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
    document = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)
    return {member["member"]: member for member in document["members"]}


def ballots(year: WholeYear) -> list[list[object]]:
    """The settled votes as the command reads them."""
    rater = year.app.appraisals.view(year.branch, DECEMBER).raters[0]
    ballot = rater.key or "set"
    rows: list[list[object]] = [[ballot, "", "valid", rater.counting.valid]]
    for uid, own in rater.counting.votes.items():
        rows += [[ballot, uid, option, votes] for option, votes in own.items()]
    return rows


@pytest.mark.parametrize("number", [3, 6, 9, 12])
def test_each_quarter_ends_with_the_figures_of_score(lived, number):
    _, said, place = lived
    month = Month(YEAR, number)
    found = score(place, month, [])
    assert len(said[month]) > 30
    for uid, total in said[month].items():
        assert total == Decimal(str(found[uid]["total"])), uid


def test_the_year_ends_with_the_totals_and_grades_of_score(lived):
    year, _, place = lived
    found = score(place, DECEMBER, ballots(year))
    frame = year.app.years.view(year.branch, DECEMBER).frame
    assert frame.state is PeriodState.ARCHIVED
    rows = [row for row in frame.rows if row.graded]
    assert len(rows) > 25
    for row in rows:
        own = found[row.member.uid]
        assert row.total == Decimal(str(own["total"])), row.member.name
        assert (row.proposed or None) == own["grade"], row.member.name


def test_what_the_scheme_posts_hung_and_the_rest_did_not(lived):
    year, _, _ = lived
    periods = year.app.schemes.current(year.branch, DECEMBER.last).posting.periods
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR):
        term = year.term(DECEMBER, kind)
        if kind in periods:
            assert year.app.notices.view(year.branch, term).state is NoticeState.CLOSED
        else:
            assert term.label not in {t.label for t in year.app.notices.terms(year.branch, DECEMBER)}
