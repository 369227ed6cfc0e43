"""Every scheme that ships runs a whole invented year of 114 members."""

from __future__ import annotations

from datetime import date

import pytest
from invented_year import SIZE, invented_year
from scoring_support import preset

from app.services.scoring import DatedScheme, evaluate, explain, load_scheme

NAMES = ("S0", "S1", "S2", "S3", "S4")
#: What a year can come to at most; S0 and S4 have no upper end.
MOST = {"S1": 100, "S2": 100, "S3": 110}


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_a_year_of_114_members_comes_out_without_a_fault(name):
    rules = load_scheme(preset(name), source=name)
    versions, year = [DatedScheme(rules, date(2026, 1, 1))], invented_year(rules)
    scores = evaluate(versions, year, date(2026, 12, 31))
    assert len(scores) == SIZE
    assert all(score.liable for score in scores.values())
    assert len({score.total for score in scores.values()}) > 10
    assert all(0 <= score.total <= MOST.get(name, 10_000) for score in scores.values())
    assert {line.posting for score in scores.values() for line in score.lines if line.posting[0] != "~"} == {
        posting.uid for posting in year.postings
    }


def test_each_trace_comes_to_the_same_figure(name):
    rules = load_scheme(preset(name), source=name)
    versions, year = [DatedScheme(rules, date(2026, 1, 1))], invented_year(rules)
    some = [member.uid for member in year.members[::10]]
    scores = evaluate(versions, year, date(2026, 12, 31))
    traces = explain(versions, year, date(2026, 12, 31), members=some)
    assert {uid: trace.after for uid, trace in traces.items()} == {uid: scores[uid].total for uid in some}


def test_every_month_of_the_year_can_be_looked_at(name):
    rules = load_scheme(preset(name), source=name)
    versions, year = [DatedScheme(rules, date(2026, 1, 1))], invented_year(rules)
    for month in range(2, 13):
        day = date(2026, month, 1)
        for uid, score in evaluate(versions, year, day).items():
            assert all(line.date <= day for line in score.lines), uid
