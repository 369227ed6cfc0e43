"""Backups: verified before they count, thinned by age, restored only by typing what will be lost."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError, WorkflowError
from app.paths import AppPaths
from app.services.backup import list_backups, make_backup, thin_out, verify_file
from app.services.terms import Term
from tests.helpers.computers import quietly
from tests.helpers.factories import OCTOBER

DAY = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def _october(village):
    village.at(date(2026, 10, 20))


def test_a_backup_holds_everything_and_is_named_by_its_sequence(village):
    village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    assert info.seq == village.app.system.view().seq
    report = verify_file(info.path)
    assert (report.members, report.cards, report.events, report.faults) == (8, 1, info.seq, ())
    assert report.last_day == "2026-10-20"
    assert not list(village.app.paths.backups.glob("*.part"))


def test_a_viewer_makes_no_backup(village):
    with pytest.raises(WorkflowError):
        village.app.system.backup_now(village.viewer)


def test_the_automatic_backup_comes_only_after_a_change(village):
    assert village.app.system.backup_if_changed() is not None
    assert village.app.system.backup_if_changed() is None
    village.declare("孙石头", "dues", DAY)
    assert village.app.system.backup_if_changed() is not None
    assert len(village.app.system.view().backups) == 2


def test_old_backups_go_and_the_newest_ten_stay(village):
    info = make_backup(village.app.store.engine, village.app.paths.backups, village.clock)
    for days in range(30):
        name = f"ledger-01-000001-202601{days + 1:02d}-120000.db"
        shutil.copyfile(info.path, village.app.paths.backups / name)
    gone = thin_out(village.app.paths.backups, village.clock)
    left = list_backups(village.app.paths.backups)
    assert gone == 31 - len(left)
    assert gone > 0
    assert len(left) >= 10
    assert left[0].path == info.path


def test_restoring_names_what_will_be_lost_and_asks_for_the_number(village):
    kept = village.declare("孙石头", "dues", DAY)
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    village.declare("钱二妹", "dues", DAY)
    village.declare("林为民", "dues", DAY)
    plan = village.app.system.plan_restore(village.secretary, info.path)
    assert plan.now - plan.backup.events == 2
    assert [event.action for event in plan.lost] == ["申报", "申报"]
    assert ["钱二妹" in plan.lost[0].subject, "林为民" in plan.lost[1].subject] == [True, True]
    assert plan.sentence.startswith(
        f"备份到第 {info.seq} 条（2026-10-20），当前 {info.seq + 2} 条，将丢失 2 条"
    )
    for wrong in ("", "3", "两条"):
        with pytest.raises(UserError, match="条数不对"):
            village.app.system.restore(village.secretary, info.path, typed_back=wrong)
    assert len(village.app.declarations.month(village.branch, OCTOBER).lines) == 3
    village.app.system.restore(village.secretary, info.path, typed_back=" 2 ")
    page = village.app.declarations.month(village.branch, OCTOBER)
    assert [line.uid for line in page.lines] == [kept]
    view = village.app.system.view()
    assert (view.epoch, view.seq) == (2, info.seq + 1)
    assert view.events[0].action == "恢复备份"
    village.app.store.engine.dispose()
    assert not verify_file(village.app.paths.ledger).faults


def test_the_present_ledger_is_kept_before_a_restore(village):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    village.declare("钱二妹", "dues", DAY)
    village.app.system.restore(village.secretary, info.path, typed_back="1")
    newest = village.app.system.view().backups[0]
    assert newest.seq == info.seq + 1
    back = village.app.system.plan_restore(village.secretary, newest.path)
    # Both go on from the same backup: only the event of the restore itself would be lost.
    assert (back.common, back.lost_count) == (info.seq, 1)
    assert "两份从第" in back.sentence
    village.app.system.restore(village.secretary, newest.path, typed_back="1")
    assert len(village.app.declarations.month(village.branch, OCTOBER).lines) == 1


def test_figures_kept_from_before_a_restore_are_not_shown_after_it(village):
    """The restored chain grows the same numbers again: kept results must not be taken for its own."""
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    for name in village.members:
        village.app.members.set_category(village.recorder, village.members[name], "D", date(2026, 10, 1))
    before = village.app.notices.view(village.branch, Term.of_month(OCTOBER)).sheet
    assert before
    village.declare("孙石头", "dues", DAY)
    village.confirm_all()
    assert village.board_row("孙石头").period_points == 1
    lost = village.app.system.view().seq - info.seq
    village.app.system.restore(village.secretary, info.path, typed_back=str(lost))
    # Live on until the chain is as long as it was when the figures were kept.
    for number in range(lost - 1):
        village.app.units.update_group(village.recorder, village.groups["一组"], name=f"一组{number}")
        row = next(
            r
            for part in village.app.notices.view(village.branch, Term.of_month(OCTOBER)).sheet.lists
            for r in part.rows
            if r.name == "孙石头"
        )
        assert row.period_points == 0


def test_only_the_secretary_restores(village):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    for actor in (village.recorder, village.viewer):
        with pytest.raises(WorkflowError, match="须由书记办理"):
            village.app.system.plan_restore(actor, info.path)
        with pytest.raises(WorkflowError, match="须由书记办理"):
            village.app.system.restore(actor, info.path, typed_back="0")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + bytes(200), b"PK\x03\x04nothing"])
def test_a_file_that_is_no_backup_is_refused_in_words(village, tmp_path, content):
    path = tmp_path / "ledger-000001-20261001-000000.db"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        village.app.system.plan_restore(village.secretary, path)
    assert "ledger-000001" in refused.value.message
    assert refused.value.hint


def test_a_damaged_backup_is_refused(village, tmp_path):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    data = bytearray(info.path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    path = tmp_path / info.path.name
    path.write_bytes(data)
    with pytest.raises(UserError):
        village.app.system.plan_restore(village.secretary, path)
    assert village.app.system.view().epoch == 1


def test_a_missing_backup_is_said(village):
    with pytest.raises(UserError, match="找不到"):
        village.app.system.plan_restore(village.secretary, Path("nirgends.db"))


def test_a_copy_on_a_stick_gets_a_new_name_and_is_checked(village, tmp_path):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    stick = tmp_path / "stick"
    stick.mkdir()
    first, second = (
        village.app.system.copy_backup(village.recorder, info.path, stick, progress=quietly).target
        for _ in range(2)
    )
    assert first.name == info.path.name
    assert second.name != first.name
    assert first.read_bytes() == second.read_bytes() == info.path.read_bytes()


def test_a_copy_to_a_stick_that_is_gone_is_a_message(village, tmp_path):
    from app.errors import EnvironmentProblem

    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    with pytest.raises(EnvironmentProblem, match="找不到"):
        village.app.system.copy_backup(village.recorder, info.path, tmp_path / "gone", progress=quietly)


def test_after_a_restore_the_next_backup_is_made_and_is_the_newest(village):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    for name in ("孙石头", "钱二妹", "林为民"):
        village.declare(name, "dues", DAY)
    village.app.system.restore(village.secretary, info.path, typed_back="3")
    made = village.app.system.backup_if_changed()
    assert made is not None, "fewer events than the last backup, but newer"
    assert village.app.system.view().backups[0].path == made.path
    assert village.app.system.backup_if_changed() is None


def test_a_damaged_ledger_can_be_restored_over_and_is_kept(village):
    village.app.system.backup_now(village.recorder)
    [info] = village.app.system.view().backups
    village.declare("孙石头", "dues", DAY)
    with village.app.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql("UPDATE audit_event SET subject = 'changed' WHERE seq = 3")
    village.app.system.restore(village.secretary, info.path, typed_back="1")
    assert [path.name[:8] for path in village.app.paths.backups.glob("damaged-*")] == ["damaged-"]
    assert not village.app.system.verify(info.path)


def test_the_backup_of_another_ledger_is_named_as_such(village, opened, tmp_path):
    elsewhere = opened(AppPaths(tmp_path / "another")).system.backup_if_changed()
    assert elsewhere is not None
    plan = village.app.system.plan_restore(village.secretary, elsewhere.path)
    assert plan.common == 0
    assert plan.lost_count == plan.now
    assert "另一份台账" in plan.sentence
