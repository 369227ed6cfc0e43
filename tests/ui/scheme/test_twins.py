"""Two parts with one id (a file that was put together by hand): each is shown, and each is the one that is changed."""

from __future__ import annotations

import pytest

from app.resources import resource
from app.services import scheme_text

S1 = resource("schemes", "S1.toml").read_text("utf-8")
ITEMS = scheme_text.read(S1)["items"]
FIRST = next(number for number, item in enumerate(ITEMS) if item["id"] == "volunteer")
TWIN = {**ITEMS[FIRST], "name": "双胞胎"}


@pytest.fixture
def page(office):
    """A draft in which the voluntary work stands twice."""
    window = office()
    page = window.open("scheme")
    page.actions_of_page.from_preset("S1")
    text = scheme_text.add(S1, "items", TWIN, after="volunteer")
    page.desk.replace(scheme_text.add(text, "sections", {"id": "incentive", "name": "重名板块"}))
    window.settle()
    return page


def names(page) -> list[str]:
    return [item["name"] for item in page.desk.plain["items"]][FIRST : FIRST + 2]


def test_both_are_shown_and_the_form_changes_the_chosen_one(page):
    first, second = f"items/#{FIRST}", f"items/#{FIRST + 1}"
    assert {first, second} <= set(page.editor.tree.paths)
    assert page.editor.go(second)
    field = page.editor.fields()[f"{second}/name"]
    field.setFocus()
    field.selectAll()
    field.insert("改过")
    assert names(page) == ["参加志愿服务", "改过"]


def test_the_second_is_moved_and_removed_not_the_first(page):
    page.editor.go(f"items/#{FIRST + 1}")
    page.editor.bar.steps["up"].click()
    assert names(page) == ["双胞胎", "参加志愿服务"]
    assert page.editor.tree.current_path == f"items/#{FIRST}"
    page.editor.bar.steps["down"].click()
    page.editor.bar.steps["remove"].click()
    assert names(page) == ["参加志愿服务", ITEMS[FIRST + 1]["name"]]
    assert "items/volunteer" in page.editor.tree.paths


def test_the_fault_leads_to_one_of_them_and_the_second_section_is_there_to_be_mended(page):
    twins = [issue for issue in page.desk.issues if "volunteer" in str(issue)]
    page.editor._on_issue(twins[0])
    assert page.editor.tree.current_path == f"items/#{FIRST + 1}"
    sections = [part["id"] for part in page.desk.plain["sections"]]
    last = f"sections/#{len(sections) - 1}"
    assert page.editor.go(last)
    assert page.editor.tree.current_path == last
    assert page.editor._title.text() == "重名板块"
