"""Texts on screen send nobody to a way that is not there: a confirmed entry cannot be corrected yet."""

from __future__ import annotations

import pytest

from app.resources import resource
from tests.helpers.architecture import project_files, read_source, strings

#: The reference for writers of schemes tells what a document may say, not what the pages offer.
_REFERENCE = "scheme-language.md"


@pytest.mark.parametrize(
    "path", [p for p in resource("help").glob("*.md") if p.name != _REFERENCE], ids=lambda path: path.stem
)
def test_help(path):
    assert "更正" not in path.read_text("utf-8")


@pytest.mark.parametrize("folder", ["app/ui/pages/confirm", "app/ui/pages/post", "app/services/meetings.py"])
def test_pages(folder):
    files = [path for path in project_files() if str(path).startswith(folder) or folder in path.as_posix()]
    words = [node.value for path in files if (source := read_source(path)) for node in strings(source)]
    assert any("评定" in word for word in words)
    assert [word for word in words if "更正" in word] == []
