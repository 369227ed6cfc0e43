"""Two runs of ``demo`` with the same month: the same bytes on every sheet and picture, the same facts everywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from app.services.backup import verify_file
from app.services.press import MONTHLY
from tests.helpers.factories import table_rows

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[Path, Path]:
    """Two folders, each filled by its own process, with different seeds for hashes."""
    folders = []
    for number in (1, 2):
        folder = tmp_path_factory.mktemp(f"demo{number}")
        command = [sys.executable, "-m", "app", "demo", "--out", str(folder), "--month", "2026-10"]
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment, timeout=280)
        folders.append(folder)
    return folders[0], folders[1]


def test_both_wrote_the_same_files(runs):
    first, second = (sorted(path.name for path in folder.iterdir()) for folder in runs)
    assert first == second
    # Every kind of document for each of three branches, and the database.
    assert len(first) == 3 * len(MONTHLY) + 1


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_sheets_and_pictures_are_equal_byte_for_byte(runs, suffix):
    first, second = runs
    names = [path.name for path in sorted(first.glob(f"*{suffix}"))]
    assert len(names) >= 3
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_workbooks_are_equal_cell_for_cell(runs):
    def cells(path: Path) -> list[tuple]:
        book = openpyxl.load_workbook(path)
        return [(p.title, *(row for row in p.iter_rows(values_only=True))) for p in book.worksheets]

    first, second = runs
    names = [path.name for path in sorted(first.glob("*.xlsx"))]
    assert len(names) == 3 * sum(kind.value.endswith("_xlsx") for kind in MONTHLY)
    for name in names:
        assert cells(first / name) == cells(second / name)


def test_the_databases_hold_the_same_rows_and_the_same_chain(runs):
    first, second = (verify_file(folder / "台账.db") for folder in runs)
    assert (first.faults, first.head) == ((), second.head)
    known = [table_rows(folder / "台账.db") for folder in runs]
    for table in known[0]:
        # The identity of a ledger is never the same twice: two villages must not share one.
        if table != "ledger":
            assert known[0][table] == known[1][table], table
