"""A real ledger behind the 党员 page: migrations, services, worker; nothing stands in for them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.bootstrap import build_app
from app.clock import SetClock
from app.paths import AppPaths
from app.services.exchange.roster import check_rows, read_table
from app.services.sample.data import roster_path
from app.services.setup import SetupRequest
from app.services.units import BranchView
from app.ui.main_window import MainWindow
from app.ui.page import PageSpec
from app.ui.pages.members.page import MembersPage
from tests.helpers.factories import Village, build_village


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 10, 31, 2, tzinfo=UTC))


@pytest.fixture
def services(tmp_path, clock):
    context = build_app(AppPaths(tmp_path / "data"), clock=clock)
    yield context
    context.close()


@pytest.fixture
def village(services, clock) -> Village:
    """Eight members in two groups."""
    return build_village(services, clock).on(services, clock)


@pytest.fixture
def sample_rows():
    table = read_table(roster_path())
    return check_rows(table, table.mapping, as_of=date(2026, 10, 31)).rows


@pytest.fixture
def sample_branch(services, sample_rows) -> str:
    """The sample village's roster, 114 members."""
    request = SetupRequest("中共青禾县枫渡镇竹溪坪村总支部委员会", "徐长庚", "S1", recorder="徐秋莲")
    return services.setup.set_up(request, sample_rows).branch_uid


@pytest.fixture
def open_page(qtbot, make_context, services, tasks):
    """Shows the page in the real window, working as one of the accounts."""
    windows = []

    def make(*, role: str = "secretary", actors=None) -> MembersPage:
        branches: list[BranchView] = services.units.branches()
        known = actors or (services.units.accounts(branches[0].uid) if branches else [])
        context = make_context(services, branches=branches, actors=known)
        pages = [PageSpec("members", "党员", "users", MembersPage)]
        window = MainWindow(pages, tasks=tasks, settings=context.settings)
        window.open(context)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(1366, 728)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_page("members")
        for actor in known:
            if actor.role.value == role:
                context.set_actor(actor.uid)
        qtbot.waitUntil(lambda: not tasks.busy)
        page = window.current_page
        assert isinstance(page, MembersPage)
        return page

    return make


@pytest.fixture
def settled(qtbot, tasks):
    """Waits until the worker has nothing left to do."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)

    return wait
