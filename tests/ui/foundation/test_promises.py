"""Texts on screen send nobody to a way that is not there: what was confirmed is put right on the page 异议更正."""

from __future__ import annotations

import pytest

from app.resources import resource
from app.ui.page_list import PAGES
from tests.helpers.architecture import project_files, read_source, strings

_TITLE = next(spec.title for spec in PAGES if spec.key == "objections")


def _words(folder: str) -> list[str]:
    files = [path for path in project_files() if folder in path.as_posix()]
    return [node.value for path in files if (source := read_source(path)) for node in strings(source)]


@pytest.mark.parametrize("place", ["app/services/declarations.py", "app/services/activities.py"])
def test_who_is_refused_because_the_meeting_has_decided_hears_where_to_go(place):
    told = [word for word in _words(place) if ("已评定" in word and "更正" in word) or "更正。" in word]
    assert told
    assert all(f"“{_TITLE}”" in word for word in told), told


def test_the_page_has_its_help_and_it_tells_of_every_desk():
    text = resource("help", "objections.md").read_text("utf-8")
    assert text.startswith(f"# {_TITLE}")
    for word in ("登记异议", "第二人", "改正", "撤销", "补记漏掉的一条", "补充评定生效", "更正前后记录表"):
        assert word in text


def test_every_page_that_is_named_as_the_way_exists():
    titles = {spec.title for spec in PAGES}
    for path in resource("help").glob("*.md"):
        for title in ("异议更正", "公示", "申报", "系统"):
            if f"“{title}”" in path.read_text("utf-8"):
                assert title in titles
