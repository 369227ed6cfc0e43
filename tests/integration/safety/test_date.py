"""A date that cannot be right: everyday work goes on, what cannot be taken back waits until somebody has looked."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, today
from app.errors import ValidationFailed, WorkflowError
from app.services.backup import list_backups
from app.services.months import Month
from app.services.safety import service
from app.services.terms import Term
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 10)
WRONG = [date(1970, 1, 2), date(2026, 10, 29), date(2099, 12, 31)]


@pytest.fixture
def ready(village):
    """October is decided on its 30th, nothing in effect yet."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "dues", DAY, basis="收缴表")
    village.collect()
    village.meet(on=date(2026, 10, 30))
    village.app.meetings.confirm_rest(village.recorder, village.branch, OCTOBER)
    return village


@pytest.mark.parametrize("day", WRONG)
def test_taking_effect_waits_and_goes_on_when_the_date_is_stated(ready, day):
    ready.at(day)
    with pytest.raises(WorkflowError, match="评定生效") as refused:
        ready.make_effective()
    assert f"{day:%Y-%m-%d}" in refused.value.message
    assert "核对日期" in refused.value.hint
    assert ready.app.safety.view().date_doubt
    ready.app.safety.settle_date(ready.recorder, date(2026, 10, 31))
    view = ready.app.safety.view()
    assert view.date_doubt == ""
    assert "按 2026-10-31 办理" in view.date_stated
    ready.make_effective()
    newest, settled = ready.app.system.view().events[:2]
    assert (newest.action, settled.action) == ("评定生效", "核对日期")
    assert newest.at.astimezone(CHINA).date() == date(2026, 10, 31)


@pytest.mark.parametrize("step", ["post", "close", "archive"])
def test_posting_closing_and_archiving_wait_as_well(ready, step):
    ready.make_effective()
    if step == "close":
        ready.post()
    ready.at(date(2026, 1, 1))
    draft = [ready.app.notices.view(ready.branch, Term.of_month(OCTOBER)).draft] if step == "post" else []
    with pytest.raises(WorkflowError, match="电脑日期是 2026-01-01"):
        getattr(ready.app.notices, step)(ready.secretary, ready.branch, Term.of_month(OCTOBER), *draft)


def test_everyday_work_goes_on_and_order_stays_by_number(village):
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.at(date(2026, 10, 15))
    village.declare("钱二妹", "dues", DAY)
    first, second = village.app.system.view().events[1::-1]
    assert first.seq + 1 == second.seq
    assert first.at > second.at
    assert "钱二妹" in second.subject


def test_the_computers_date_can_be_confirmed(ready):
    """The last record was made by a clock that was ahead."""
    ready.at(date(2026, 12, 24))
    ready.declare("钱二妹", "dues", date(2026, 11, 5), month=NOVEMBER)
    ready.at(date(2026, 10, 31))
    assert ready.app.safety.view().date_doubt
    ready.app.safety.settle_date(ready.recorder, date(2026, 10, 31))
    view = ready.app.safety.view()
    assert (view.date_doubt, view.date_stated) == ("", "")
    ready.make_effective()


def test_a_date_before_the_program_was_made_can_be_confirmed_but_not_typed(village):
    village.at(date(2026, 5, 1))
    with pytest.raises(ValidationFailed, match="看日历"):
        village.app.safety.settle_date(village.recorder, date(2026, 5, 2))
    with pytest.raises(ValidationFailed, match="年份"):
        village.app.safety.settle_date(village.recorder, date(2062, 11, 20))
    village.app.safety.settle_date(village.recorder, date(2026, 5, 1))
    assert village.app.safety.view().date_doubt == ""


def test_ten_years_on_one_confirmation_is_enough(village):
    village.at(date(2037, 3, 1))
    assert "十年" in village.app.safety.view().date_doubt
    village.app.safety.settle_date(village.recorder, date(2037, 3, 1))
    village.at(date(2040, 3, 1))
    assert village.app.safety.view().date_doubt == ""


def test_later_than_that_a_typed_date_is_borne_out_by_the_records(village):
    """Ten years after the program was made, with a computer whose battery is empty."""
    village.at(date(2036, 6, 20))
    village.declare("孙石头", "dues", date(2036, 6, 19), month=Month(2036, 6))
    village.at(date(1970, 1, 2))
    assert village.app.safety.view().likely_day == date(2036, 6, 20)
    with pytest.raises(ValidationFailed, match="年份"):
        village.app.safety.settle_date(village.recorder, date(2063, 8, 1))
    village.app.safety.settle_date(village.recorder, date(2036, 8, 1))
    # And from then on by the day that was vouched for.
    village.at(date(1970, 1, 3))
    village.app.safety.settle_date(village.recorder, date(2037, 2, 1))
    assert village.app.safety.today() == date(2037, 2, 1)


def test_a_record_of_a_slip_of_the_hand_bears_out_nothing(village):
    village.at(date(2099, 6, 20))
    village.declare("孙石头", "dues", date(2099, 6, 19), month=Month(2099, 6))
    village.at(date(1970, 1, 2))
    with pytest.raises(ValidationFailed, match="年份"):
        village.app.safety.settle_date(village.recorder, date(2099, 8, 1))


def test_a_date_of_which_the_chain_does_not_know_does_not_hold(village, monkeypatch):
    village.at(date(2026, 10, 20))

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(service, "record", full)
        with pytest.raises(OSError, match="No space"):
            village.app.safety.settle_date(village.secretary, date(2026, 12, 24))
    assert village.app.safety.view().date_stated == ""
    assert village.app.safety.today() == date(2026, 10, 20)


def test_a_viewer_does_not_settle_it(village):
    village.at(date(1999, 1, 1))
    with pytest.raises(WorkflowError):
        village.app.safety.settle_date(village.viewer, date(2026, 10, 20))
    assert today(village.app.clock) == date(1999, 1, 1)


def test_a_stated_date_ends_with_the_program(village):
    village.at(date(1970, 1, 2))
    village.app.safety.settle_date(village.recorder, date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.app.close()
    again = build_app(village.app.paths, clock=village.clock)
    try:
        assert "1970-01-02" in again.safety.view().date_doubt
    finally:
        again.close()


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2026, 10, 19), date(2099, 6, 1)])
def test_no_backup_is_deleted_while_the_date_is_in_doubt(village, day):
    village.at(date(2026, 10, 20))
    village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    [newest] = list_backups(village.app.paths.backups)
    for number in range(1, 29):
        made = datetime(2026, 2, number, 12)  # noqa: DTZ001 - as written in names
        name = f"ledger-01-000001-{made:%Y%m%d-%H%M%S}.db"
        (village.app.paths.backups / name).write_bytes(newest.path.read_bytes())
    before = {b.path for b in list_backups(village.app.paths.backups)}
    village.at(day)
    village.app.system.backup_now(village.recorder)
    assert before <= {b.path for b in list_backups(village.app.paths.backups)}
    # Nor on a date that was only stated; on the computer's own, thinning goes on.
    village.app.safety.settle_date(village.recorder, date(2026, 10, 21))
    village.app.system.backup_now(village.recorder)
    assert before <= {b.path for b in list_backups(village.app.paths.backups)}
    village.at(date(2026, 10, 22))
    village.app.system.backup_now(village.recorder)
    assert not before <= {b.path for b in list_backups(village.app.paths.backups)}
