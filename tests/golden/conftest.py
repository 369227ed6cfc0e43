"""Golden files: what the paper said when somebody last looked at it.

``pytest tests/golden --regen-golden`` writes them anew; look at the difference before keeping it.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare a text with the golden file of that name, or write it."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).with_name("expected") / f"{name}.txt"
        if request.config.getoption("--regen-golden", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == text

    return compare
