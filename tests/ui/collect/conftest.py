"""The 汇总 page on a real ledger."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from app.ui.pages.collect import CollectPage
from tests.ui.declare.world import OCTOBER, RECORDER, fill, make_world

#: The page of a window of 1366 × 768 without its side bar.
PAGE = QSize(1178, 728)


@pytest.fixture
def world(tmp_path):
    made = make_world(tmp_path / "ledger")
    fill(made)
    yield made
    made.services.close()


@pytest.fixture
def bare_world(tmp_path):
    made = make_world(tmp_path / "ledger", roster=False)
    yield made
    made.services.close()


@pytest.fixture
def open_page(qtbot, make_context):
    """Opens the page in a frame that refreshes it as the window does."""

    def open_it(world, *, actor=RECORDER, size=PAGE):
        context = make_context(
            world.services, month=OCTOBER, branches=tuple(world.services.units.branches()), actors=(actor,)
        )
        page = CollectPage(context)
        context.data_changed.connect(lambda changes, _who: page.refresh(changes))
        qtbot.addWidget(page)
        page.resize(size)
        page.refresh(None)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.groups.setFocus()
        return page

    return open_it


@pytest.fixture
def settled(qtbot):
    """Waits until all writing is done and its results have arrived."""

    def wait(page):
        qtbot.waitUntil(lambda: not page.context.tasks.busy)

    return wait
