"""通过积分方案: a new version fits the old ones, and never changes what is confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError, ValidationFailed
from app.resources import resource
from tests.helpers.factories import NOVEMBER

S1 = resource("schemes", "S1.toml").read_text("utf-8")


def adopt(village, text: str, start: date) -> None:
    village.app.schemes.adopt(village.secretary, village.branch, text=text, starts_on=start, note="测试")


def versions(village) -> list[date]:
    return [v.starts_on for v in village.app.schemes.history(village.branch)]


@pytest.fixture
def confirmed(village):
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "dues", date(2026, 10, 10))
    village.confirm_all()
    return village


@pytest.mark.parametrize("start", [date(2026, 3, 1), date(2026, 10, 1), date(2026, 10, 31)])
def test_a_confirmed_month_keeps_its_scheme(confirmed, start):
    with pytest.raises(UserError, match="2026年10月已经评定") as refused:
        adopt(confirmed, S1, start)
    assert "11月1日" in refused.value.hint
    assert versions(confirmed) == [date(2026, 1, 1)]


def test_from_the_next_day_on_a_new_version_holds(confirmed):
    adopt(confirmed, S1.replace("points = 1 }", "points = 2 }"), date(2026, 11, 1))
    assert versions(confirmed) == [date(2026, 1, 1), date(2026, 11, 1)]
    confirmed.at(date(2026, 11, 20))
    confirmed.declare("孙石头", "dues", date(2026, 11, 10), month=NOVEMBER)


@pytest.mark.parametrize(
    ("change", "words"),
    [(("start_month = 1", "start_month = 4"), "起始月份"), (("months = 12", "months = 6"), "周期长度")],
)
def test_a_cycle_changed_on_the_way_is_refused_and_the_pages_go_on_working(village, change, words):
    """Once saved, it could not be taken back, and no figure of the branch could be shown any more."""
    text = S1.replace(*change)
    assert text != S1
    with pytest.raises(ValidationFailed, match=words):
        adopt(village, text, date(2026, 10, 15))
    assert versions(village) == [date(2026, 1, 1)]
    village.app.home.view(village.branch, village.app.home.current_month(village.branch))


def test_a_version_that_does_not_fit_a_later_one_is_refused(village):
    adopt(village, S1.replace("points = 1 }", "points = 2 }"), date(2027, 3, 1))
    with pytest.raises(ValidationFailed, match="周期长度"):
        adopt(village, S1.replace("months = 12", "months = 6"), date(2027, 1, 1))


def by_days(*days: str) -> str:
    """S1 with years that begin on these days."""
    done = S1.replace("start_month = 1", f"start_month = 1\nyear_starts = [{', '.join(days)}]", 1)
    assert done != S1
    return done


@pytest.mark.parametrize(
    ("days", "start"),
    [
        (("2026-12-15",), date(2027, 1, 1)),  # a deed of 20 December would count in two years
        (("2026-12-15",), date(2026, 12, 15)),  # the old year would never come to its end
        (("2026-02-01", "2027-01-01"), date(2026, 11, 1)),  # January would be in no year
    ],
)
def test_years_that_do_not_join_are_refused(village, days, start):
    with pytest.raises(ValidationFailed, match="首尾相接"):
        adopt(village, by_days(*days), start)
    assert versions(village) == [date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("days", "start"),
    [
        (("2027-01-01", "2027-12-15"), date(2027, 1, 1)),
        (("2026-01-01", "2026-12-15"), date(2026, 11, 1)),
    ],
)
def test_years_that_join_are_adopted(village, days, start):
    adopt(village, by_days(*days), start)
    assert versions(village) == [date(2026, 1, 1), start]


def test_the_years_of_a_later_version_must_join_too(village):
    adopt(village, S1.replace("points = 1 }", "points = 2 }"), date(2027, 1, 1))
    with pytest.raises(ValidationFailed, match="首尾相接"):
        adopt(village, by_days("2026-01-01", "2026-12-15"), date(2026, 11, 1))
    assert versions(village) == [date(2026, 1, 1), date(2027, 1, 1)]


def test_a_branch_without_a_scheme_takes_its_first_from_any_day(opened, paths):
    from app.models import SchemeVersion
    from app.services.setup import SetupRequest

    app = opened(paths)
    result = app.setup.set_up(SetupRequest(unit="竹溪村支部", secretary="林为民", preset="S1"))
    with app.setup.uow.write() as session:
        session.query(SchemeVersion).delete()
    app.schemes.adopt(result.actor, result.branch_uid, text=S1, starts_on=date(2025, 1, 1), note="")
    assert app.schemes.current(result.branch_uid, date(2026, 1, 1)).id == "S1"
