"""The votes in the year's points: whichever way they were typed, and as ``score`` counts them from a table."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import WorkflowError
from app.models import Unit
from app.models.engine import raw_connect
from app.resources import resource
from app.services.ledger import Ledger
from app.services.schemes import SchemeBook
from app.services.scoring import PeriodKind
from app.services.terms import term_at
from tests.helpers.factories import OCTOBER
from tests.helpers.lived import confirm, declare, settle
from tests.helpers.score_tables import export, until
from tests.helpers.votes import (
    DECEMBER,
    MEETING_DAY,
    hand_out,
    prepare,
    rater,
    type_ballot,
    type_ballots,
    view,
)
from tests.helpers.votes import settle as settle_votes

ROOT = Path(__file__).resolve().parents[2]
_S3 = resource("schemes", "S3.toml").read_text("utf-8")
_GROUPS = 'groups = [{ id = "party", name = "党员", weight = 6 }, { id = "people", name = "群众代表", weight = 4 }]\n'


def _with(old: dict[str, str]) -> str:
    text = _S3
    for before, after in old.items():
        assert before in text
        text = text.replace(before, after)
    return text


_RATIO_VALUES = {
    'name = "好", value = 10': 'name = "好", value = 1.2, at_most = "1/3"',
    'name = "中", value = 6': 'name = "中", value = 1',
    'name = "差", value = 2': 'name = "差", value = 0.8',
}
SCHEMES = {
    "S3": _S3,
    "ratio": _with(
        {**_RATIO_VALUES, 'effect = "add"\nworth = 10 ': f'{_GROUPS}effect = "ratio" '},
    ),
    "share": _with(
        {
            'divisor = "marked"': 'divisor = "valid"',
            'effect = "add"\nworth = 10 ': f'{_GROUPS}effect = "share"\nshare = 0.3 ',
            'name = "好", value = 10': 'name = "好", value = 100',
            'name = "中", value = 6': 'name = "中", value = 60',
            'name = "差", value = 2': 'name = "差", value = 20',
        }
    ),
}


@pytest.fixture(params=SCHEMES)
def voted(request, empty, clock):
    """The small branch under a scheme that looks at votes, with October confirmed; at the meeting's day."""
    village = settle(empty, clock, "S3" if request.param == "S3" else SCHEMES[request.param])
    village.at(OCTOBER.last, 9)
    declare(village, OCTOBER, 0)
    village.collect(OCTOBER)
    confirm(village, OCTOBER)
    village.at(MEETING_DAY)
    return village, request.param


def random_ballots(seed: int, count: int, *, rows: int, columns: int) -> list[str]:
    """Mostly good ones, with blanks, and some that break every rule."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    signs = ["0", "x", *(str(place) for place in range(1, columns + 1))]
    weights = [2, 0.15, 3, *([8] * (columns - 1))]
    return ["".join(dice.choices(signs, weights, k=rows)) for _ in range(count)]


def type_all(village, seeds=(1, 2)) -> None:
    found = prepare(village)
    for place in range(len(found.raters)):
        ballots = random_ballots(seeds[place], 7 + place, rows=len(found.rows), columns=len(found.columns))
        type_ballots(village, ballots, place=place)


def term_scores(village):
    """The year with its votes, evaluated from nothing."""
    ledger = Ledger(SchemeBook())
    with village.app.setup.uow.read() as session:
        unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
        term = term_at(ledger.versions(session, unit), DECEMBER.last, PeriodKind.YEAR)
        return ledger.term(session, unit, term).scores


def test_the_year_says_what_score_says_of_the_same_ballots(voted, tmp_path):
    village, name = voted
    type_all(village)
    settle_votes(village)
    scheme = tmp_path / "scheme.toml"
    scheme.write_text(SCHEMES[name], "utf-8")
    everything, tables = tmp_path / "everything", tmp_path / "tables"
    everything.mkdir()
    tables.mkdir()
    export(village.app.paths.ledger, everything, scheme)
    until(everything, DECEMBER, tables)
    write_ballots(village.app.paths.ledger, tables)
    since = village.app.schemes.history(village.branch)[0].starts_on
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{scheme}@{since}", "--data", str(tables)]
    command += ["--as-of", DECEMBER.last.isoformat(), "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr.decode()
    members = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)["members"]
    scores = term_scores(village)
    assert {m["member"] for m in members} == set(scores)
    voted_on = 0
    for member in members:
        score = scores[member["member"]]
        assert member["total"] == score.total, member["name"]
        assert (member["vote"] is None) == (score.vote is None)
        if score.vote is not None:
            assert member["vote"]["cause"] == score.vote.cause
            assert member["vote"]["votes"] == dict(score.vote.votes)
            voted_on += 1
    assert voted_on == 7
    # The page shows the same figures.
    shown = village.app.appraisal_results.result(village.branch, DECEMBER)
    assert shown.changes_points
    for row in shown.rows:
        assert row.after == scores[row.row.uid].total
        assert row.result == scores[row.row.uid].vote.result
    assert any(row.before != row.after for row in shown.rows)
    for row in shown.rows[:2]:
        node = village.app.appraisal_results.explain(village.branch, DECEMBER, row.row.uid)
        assert node.after == row.after


def write_ballots(ledger: Path, folder: Path) -> None:
    """The table of votes, counted here from the rows of the ledger and nothing else."""
    connection = raw_connect(ledger)
    rows = connection.execute(
        "SELECT g.key, a.set_number, a.members, a.options, b.marks FROM ballot b"
        " JOIN appraisal_group g ON g.id = b.group_id JOIN appraisal a ON a.id = g.appraisal_id WHERE b.void = ''"
    ).fetchall()
    connection.close()
    votes: Counter[tuple[str, str, str]] = Counter()
    for key, number, members, options, marks in rows:
        name = f"{key or 'all'}/{number}"
        votes[name, "valid", ""] += 1
        for uid in json.loads(members):
            for option in json.loads(options):
                votes[name, option["id"], uid] += 0
        for uid, mark in zip(json.loads(members), marks, strict=True):
            if mark in "123456789":
                votes[name, json.loads(options)[int(mark) - 1]["id"], uid] += 1
    with (folder / "ballots.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ballot", "option", "member", "votes"])
        writer.writerows([name, option, uid, count] for (name, option, uid), count in votes.items())


def test_totals_with_the_same_figures_give_the_same_year(voted):
    village, _ = voted
    type_all(village)
    settle_votes(village)
    by_ballots = term_scores(village)
    counted = [(r.counting.valid, r.counting.void, dict(r.counting.votes)) for r in view(village).raters]
    again = view(village).uid
    village.app.appraisals.count_again(village.secretary, again, "改按总数")
    assert all(score.vote is None for score in term_scores(village).values())
    for place, (valid, void, votes) in enumerate(counted):
        group = rater(village, place)
        for ballot in group.counting.ballots:
            village.app.counting.remove_ballot(village.recorder, ballot.uid)
        village.app.counting.set_way(village.recorder, group.uid, way="totals", tallies=1)
        hand_out(village, valid + void, place=place, invalid=void)
        for uid, own in votes.items():
            village.app.counting.save_totals(village.recorder, group.uid, 1, uid, own)
    settle_votes(village)
    assert term_scores(village) == by_ballots


def test_before_it_is_settled_no_vote_counts(voted):
    village, _ = voted
    without = {uid: score.total for uid, score in term_scores(village).items()}
    type_all(village)
    assert {uid: score.total for uid, score in term_scores(village).items()} == without
    shown = village.app.appraisal_results.result(village.branch, DECEMBER)
    assert all(row.after is None and row.result is not None for row in shown.rows)


BALLOTS = st.lists(st.text(alphabet="0012234xx", min_size=4, max_size=4), max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), ballots=BALLOTS)
def test_marks_and_blanks_are_as_many_as_ballots_in_any_order(village, data, ballots):
    village.at(MEETING_DAY)
    if village.app.appraisals.view(village.branch, DECEMBER) is None:
        prepare(village, ["林为民", "周小禾", "孙石头", "钱二妹"])
    for ballot in rater(village).counting.ballots:
        village.app.counting.remove_ballot(village.recorder, ballot.uid)
    for marks in ballots:
        type_ballot(village, marks)
    first = rater(village).counting
    assert first.valid + first.void == len(ballots)
    good = [marks for marks, kept in zip(ballots, first.ballots, strict=True) if not kept.void]
    shown = village.app.appraisal_results.result(village.branch, DECEMBER)
    for place, row in enumerate(shown.rows):
        assert sum(row.votes) + row.blank == len(good) == first.valid
        assert row.blank == sum(marks[place] in "0x" for marks in good)
        assert row.votes == tuple(sum(marks[place] == sign for marks in good) for sign in "1234")
    # The same ballots in another order, changed in place one after the other.
    mixed = data.draw(st.permutations(ballots))
    for kept, marks in zip(first.ballots, mixed, strict=True):
        type_ballot(village, marks, uid=kept.uid)
    second = rater(village).counting
    assert (second.votes, second.valid, second.void) == (first.votes, first.valid, first.void)


def test_a_scheme_that_changed_its_columns_wants_other_ballots(empty, clock):
    """Votes for columns that the scheme no longer has would be lost without a word."""
    village = settle(empty, clock, SCHEMES["share"])
    village.at(MEETING_DAY)
    type_all(village)
    assert view(village).problems == ()
    changed = SCHEMES["share"].replace('id = "poor", name = "差"', 'id = "bad", name = "不好"')
    village.app.schemes.adopt(village.secretary, village.branch, text=changed, starts_on=MEETING_DAY)
    assert "重新备票" in view(village).problems[0]
    with pytest.raises(WorkflowError, match="已经改变"):
        settle_votes(village)
    for group in view(village).raters:
        for ballot in group.counting.ballots:
            village.app.counting.remove_ballot(village.recorder, ballot.uid)
    again = prepare(village)
    assert (again.set_number, again.columns[-1].name) == (2, "不好")
