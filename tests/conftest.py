"""Fixtures shared by all tests: a set clock, an empty ledger, a small village and the sample village.

Building a ledger takes seconds, so each stage is built once in a session and its files are copied for the test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.paths import AppPaths
from app.services.months import Month
from app.services.sample.load import Stage, load_sample_village
from tests.helpers.factories import Village, build_village

#: Where the small village begins: the first working morning of October 2026.
START = datetime(2026, 10, 1, 9, tzinfo=CHINA)


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at the beginning of October 2026 until the test moves it."""
    return SetClock(START)


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    """The files of a data folder that does not exist yet."""
    return AppPaths(tmp_path / "data")


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppPaths:
    """The data folder of this user: what is remembered lies apart from it, in the user's settings."""
    monkeypatch.setenv("YIKA_DATA", str(tmp_path / "data"))
    for key in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(key, str(tmp_path / "settings"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    return AppPaths(tmp_path / "data")


@pytest.fixture
def opened(clock: SetClock) -> Iterator[Callable[[AppPaths], AppContext]]:
    """Opens data folders and closes them all at the end of the test."""
    contexts: list[AppContext] = []

    def open_folder(folder: AppPaths) -> AppContext:
        contexts.append(build_app(folder, clock=clock))
        return contexts[-1]

    yield open_folder
    for context in contexts:
        context.close()


@pytest.fixture
def empty(opened: Callable[[AppPaths], AppContext], paths: AppPaths) -> AppContext:
    """The services on a new ledger that nobody has set up yet."""
    return opened(paths)


@pytest.fixture(scope="session")
def village_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Village]:
    """The data folder of the small village as it was set up, closed."""
    folder = tmp_path_factory.mktemp("village") / "data"
    clock = SetClock(START)
    context = build_app(AppPaths(folder), clock=clock)
    try:
        village = build_village(context, clock)
    finally:
        context.close()
    return folder, village


@pytest.fixture
def village(
    village_folder: tuple[Path, Village],
    opened: Callable[[AppPaths], AppContext],
    paths: AppPaths,
    clock: SetClock,
) -> Village:
    """A small branch with two groups and eight members, scheme S1, nothing declared yet."""
    folder, built = village_folder
    shutil.copytree(folder, paths.root)
    return built.on(opened(paths), clock)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Stage], Path]:
    """The data folder of the sample village at a month and stage, closed; built when first asked for."""
    built: dict[tuple[str, Stage], Path] = {}

    def folder(label: str, stage: Stage) -> Path:
        if (label, stage) not in built:
            root = tmp_path_factory.mktemp(f"sample-{label}-{stage}") / "data"
            clock = SetClock(START)
            context = build_app(AppPaths(root), clock=clock)
            try:
                load_sample_village(context, clock, until=Month.parse(label), stage=stage)
            finally:
                context.close()
            built[label, stage] = root
        return built[label, stage]

    return folder


@pytest.fixture
def open_sample(
    sample_folder: Callable[[str, Stage], Path],
    opened: Callable[[AppPaths], AppContext],
    paths: AppPaths,
    clock: SetClock,
) -> Callable[..., AppContext]:
    """Opens a copy of the sample village: ``open_sample("2026-10", Stage.POSTED)``."""

    def open_copy(label: str, stage: Stage) -> AppContext:
        shutil.copytree(sample_folder(label, stage), paths.root)
        clock.set(datetime(2026, 11, 12, 9, tzinfo=CHINA))
        return opened(paths)

    return open_copy
