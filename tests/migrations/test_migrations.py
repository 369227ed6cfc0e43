"""Migrations: from nothing, from every saved ledger, with a revision that fails, and through the start itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.bootstrap import build_app
from app.models import Base, migrate
from app.models.engine import APPLICATION_ID, FORMAT_VERSION, create_app_engine, raw_connect
from app.paths import AppPaths
from app.services.backup import list_backups, verify_file
from app.services.months import Month
from app.services.press import MONTHLY
from app.services.terms import Term
from tests.helpers.factories import table_rows
from tests.migrations.make_saved import SAVED

SAVED_FILES = sorted(SAVED.glob("*.db"))


def schema(path: Path, kind: str) -> dict[str, str]:
    connection = raw_connect(path)
    try:
        query = "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
        return dict(connection.execute(query, (kind,)))
    finally:
        connection.close()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A copy of the oldest saved ledger."""
    return Path(shutil.copyfile(SAVED_FILES[0], tmp_path / "ledger.db"))


@pytest.fixture
def with_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Adds a revision "9000" after the newest, with this body, to a copy of the migrations."""

    def add(body: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, folder)
        text = (
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision = '9000'\ndown_revision = '{migrate.head_revision()}'\n"
            "branch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n"
        )
        lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
        (folder / "versions" / "9000_of_the_test.py").write_text(text + lines, "utf-8")
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)

    return add


REBUILD = """
with op.batch_alter_table("member") as batch:
    batch.add_column(sa.Column("nickname", sa.String(), nullable=False, server_default=""))
with op.batch_alter_table("unit") as batch:
    batch.alter_column("contact", new_column_name="contact_person")
"""


@pytest.mark.parametrize("start", [None, *SAVED_FILES], ids=lambda path: path.stem if path else "nothing")
def test_after_the_upgrade_there_is_no_drift_from_the_models(tmp_path, start):
    path = tmp_path / "new.db"
    if start:
        shutil.copyfile(start, path)
    migrate.upgrade(path)
    engine = create_app_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == FORMAT_VERSION
    engine.dispose()


def test_the_file_names_say_the_same_as_alembic():
    """The program looks at names only, to start without loading Alembic."""
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert migrate.head_revision() == script.get_current_head()
    assert migrate.known_revisions() == {revision.revision for revision in script.walk_revisions()}
    order = [revision.revision for revision in script.walk_revisions()]
    assert order == sorted(order, reverse=True)


def test_an_empty_file_stands_at_no_revision(tmp_path):
    engine = create_app_engine(tmp_path / "empty.db")
    assert migrate.current_revision(engine) is None
    engine.dispose()


def test_upgrading_twice_changes_nothing(tmp_path):
    path = tmp_path / "new.db"
    migrate.upgrade(path)
    before = table_rows(path)
    migrate.upgrade(path)
    assert table_rows(path) == before


def test_there_is_a_saved_ledger_of_every_revision():
    assert {path.stem for path in SAVED_FILES} == migrate.known_revisions()


@pytest.mark.parametrize("path", SAVED_FILES, ids=lambda path: path.stem)
def test_a_saved_ledger_opens_whole(path, tmp_path, clock):
    paths = AppPaths(tmp_path / "data")
    paths.create()
    shutil.copyfile(path, paths.ledger)
    before = verify_file(paths.ledger)
    assert not before.faults
    context = build_app(paths, clock=clock)
    try:
        branch = context.units.branches()[0].uid
        board = context.notices.view(branch, Term.of_month(Month(2026, 10))).sheet
        points = {(r.name, r.group_name): r.year_points for part in board.lists for r in part.rows}
        assert points["孙石头", "二组"] == pytest.approx(4.5)
        assert len(points) == 8
        assert len(context.records.record_forms(branch, Month(2026, 10))) == 8
        # What an older program froze must print for ever: a field that a sheet gets later needs a default.
        for kind in MONTHLY:
            assert context.press.render(kind, branch, Month(2026, 10)).data
    finally:
        context.close()
    after = verify_file(paths.ledger)
    assert (after.faults, after.head, after.postings) == ((), before.head, before.postings)
    fresh = tmp_path / "fresh.db"
    migrate.upgrade(fresh)
    assert schema(paths.ledger, "trigger") == schema(fresh, "trigger")


def test_a_rebuilt_parent_keeps_its_children(saved, with_revision):
    migrate.upgrade(saved)
    before = table_rows(saved)
    with_revision(REBUILD)
    migrate.upgrade(saved)
    after = table_rows(saved)
    assert after.pop("alembic_version") == [("9000",)]
    before.pop("alembic_version")
    assert {name: len(found) for name, found in after.items()} == {n: len(f) for n, f in before.items()}
    assert after["member_span"] == before["member_span"]
    assert after["posting"] == before["posting"]
    assert verify_file(saved).faults == ()


@pytest.mark.parametrize(
    "end",
    [
        "raise ValueError('half way')",
        "op.execute('UPDATE posting SET claimed = 0')",  # refused by the trigger
        "op.execute('DELETE FROM member WHERE id = 1')",  # leaves children without parent
        "op.execute('no sql at all')",
    ],
)
def test_a_failing_revision_leaves_the_file_as_it_was(saved, with_revision, end):
    before, tables, triggers = table_rows(saved), schema(saved, "table"), schema(saved, "trigger")
    with_revision(REBUILD + "op.create_table('half', sa.Column('id', sa.Integer()))\n" + end)
    with pytest.raises(Exception):  # noqa: B017, PT011 - each end fails in its own way
        migrate.upgrade(saved)
    assert table_rows(saved) == before
    assert (schema(saved, "table"), schema(saved, "trigger")) == (tables, triggers)
    engine = create_app_engine(saved)
    assert migrate.current_revision(engine) == SAVED_FILES[0].stem
    engine.dispose()
    assert verify_file(saved).faults == ()


class TestAtStart:
    """The upgrade that a start makes: backup, copy, compare, swap."""

    @pytest.fixture
    def paths(self, tmp_path):
        paths = AppPaths(tmp_path / "data")
        paths.create()
        shutil.copyfile(SAVED_FILES[0], paths.ledger)
        return paths

    def test_an_older_ledger_is_backed_up_and_swapped(self, paths, clock, with_revision):
        before = verify_file(paths.ledger)
        with_revision("op.add_column('unit', sa.Column('seal', sa.String(), nullable=True))")
        context = build_app(paths, clock=clock)
        assert context.store.upgraded
        context.close()
        assert table_rows(paths.ledger)["alembic_version"] == [("9000",)]
        assert verify_file(paths.ledger).head == before.head
        [backup] = list_backups(paths.backups)
        assert table_rows(backup.path)["alembic_version"] == [(SAVED_FILES[0].stem,)]
        again = build_app(paths, clock=clock)
        assert not again.store.upgraded
        again.close()

    def test_a_failing_upgrade_leaves_the_old_ledger_in_place(self, paths, clock, with_revision):
        before = paths.ledger.read_bytes()
        with_revision("op.drop_table('attendance')\nraise ValueError('half way')")
        with pytest.raises(ValueError, match="half way"):
            build_app(paths, clock=clock)
        assert paths.ledger.read_bytes() == before
        assert verify_file(paths.ledger).faults == ()

    def test_a_revision_that_breaks_the_chain_is_not_swapped_in(self, paths, clock, with_revision):
        from app.errors import EnvironmentProblem

        before = paths.ledger.read_bytes()
        with_revision(
            "op.execute('DROP TRIGGER posting_no_update')\nop.execute('UPDATE posting SET claimed = claimed + 1')"
        )
        with pytest.raises(EnvironmentProblem, match="没有通过核对"):
            build_app(paths, clock=clock)
        assert paths.ledger.read_bytes() == before

    def test_leftovers_of_an_interrupted_upgrade_do_no_harm(self, paths, clock, with_revision):
        with_revision("op.add_column('unit', sa.Column('seal', sa.String(), nullable=True))")
        (paths.root / "ledger.upgrade").write_bytes(b"half a copy")
        context = build_app(paths, clock=clock)
        assert context.store.upgraded
        context.close()
        assert not (paths.root / "ledger.upgrade").exists()

    def test_a_restore_upgrades_an_older_backup(self, paths, clock, with_revision):
        old = paths.backups / "ledger-000001-20261001-000000.db"
        shutil.copyfile(SAVED_FILES[0], old)
        with_revision("op.add_column('unit', sa.Column('seal', sa.String(), nullable=True))")
        context = build_app(paths, clock=clock)
        try:
            secretary = next(a for a in context.units.accounts(context.units.branches()[0].uid))
            plan = context.system.plan_restore(secretary, old)
            context.system.restore(secretary, old, typed_back=str(plan.now - plan.backup.events))
            assert context.system.view().epoch == 2
        finally:
            context.close()
        assert table_rows(paths.ledger)["alembic_version"] == [("9000",)]
