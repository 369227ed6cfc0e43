"""The window over the small village, on a computer whose disks are as the test says."""

from __future__ import annotations

import shutil

import pytest

from app.bootstrap import build_app
from tests.helpers.computers import StandIn
from tests.ui.printing.office import office

__all__ = ["office"]


@pytest.fixture
def computer() -> StandIn:
    return StandIn()


@pytest.fixture
def village(village_folder, paths, clock, computer):
    """The small village on that computer."""
    folder, built = village_folder
    shutil.copytree(folder, paths.root)
    context = build_app(paths, clock=clock, computer=computer)
    yield built.on(context, clock)
    context.close()
