"""No rule type of published schemes is left without a case, or without the test of the procedure that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import FOLDER, cases, read

ROOT = Path(__file__).parents[4]
ENTRIES = {
    entry["id"]: entry for group in read(FOLDER / "catalogue.toml")["group"] for entry in group["entries"]
}
COVERED = {entry for case in cases() for entry in case.covers}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_has_a_case_or_a_test(entry):
    assert entry in COVERED or ENTRIES[entry].get("tests"), ENTRIES[entry]["words"]


def test_no_case_covers_what_the_catalogue_does_not_have():
    assert set(ENTRIES) >= COVERED


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if ENTRIES[entry].get("tests")])
def test_the_tests_of_the_procedure_exist(entry):
    for named in ENTRIES[entry]["tests"]:
        path, test = named.split("::")
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), named
