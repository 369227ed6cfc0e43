"""What was typed into a draft is never lost: a disk that is full, and a draft that became another one meanwhile."""

from __future__ import annotations

import contextlib

import pytest
from sqlalchemy import event

from app.resources import resource
from app.services import scheme_text
from app.ui.messages import Level

S1 = resource("schemes", "S1.toml").read_text("utf-8")
PATH = "items/volunteer/limits/0/points"
#: More than fits into the pages that the ledger has.
LONG = "巡查河道两岸并清理垃圾" * 4000


@pytest.fixture
def drafting(office):
    """The window with a draft made from S1."""
    window = office()
    page = window.open("scheme")
    page.actions_of_page.from_preset("S1")
    window.settle()
    return window, page


@contextlib.contextmanager
def full(context):
    """No page may be added to the database."""

    def limit(connection, _record=None, _proxy=None) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {used}")

    engine = context.store.engine
    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        engine.dispose()


def look_at_scheme_and_back(page) -> None:
    uid = page.desk.draft.uid
    page._open("")
    page._open(uid)


def test_what_a_full_disk_did_not_take_is_still_there_and_is_saved_later(drafting, village, message_mock):
    window, page = drafting
    uid = page.desk.draft.uid
    message_mock.answer = "取消"
    page.desk.put({"items/volunteer/note": LONG})
    with full(village.app):
        page.desk.save()
        assert "重试" in message_mock.assert_shown(Level.CRITICAL).actions
        assert "还没有存上" in page.header.state_text
        page._open("")
        assert page.desk.draft is None
        assert "没存上" in page.chooser.itemText(page.chooser.findData(uid))
        page._open(uid)
        assert page.desk.value("items/volunteer/note") == LONG
        assert village.app.drafts.get(uid).text == S1
    window.settle()
    assert village.app.drafts.get(uid).text == page.desk.text
    assert "已自动保存" in page.header.state_text
    assert page.desk.can_undo


@pytest.mark.parametrize("answer", ["另存为新草稿", "不要这些改动"])
def test_a_draft_that_was_changed_meanwhile_leaves_what_was_typed_here(
    drafting, village, message_mock, answer
):
    window, page = drafting
    uid, message_mock.answer = page.desk.draft.uid, answer
    other = scheme_text.put(S1, PATH, 9)
    page.desk.put({PATH: 7})
    village.app.drafts.save_text(village.recorder, uid, other, revision=1)
    page.desk.save()
    window.settle()
    assert village.app.drafts.get(uid).text == other
    drafts = [draft.text for draft in village.app.drafts.list(village.branch) if draft.uid != uid]
    assert drafts == ([scheme_text.put(S1, PATH, 7)] if answer == "另存为新草稿" else [])
    assert page.desk.text == (drafts[0] if drafts else "")
    page._open(uid)
    assert page.desk.text == other


def test_a_draft_that_is_gone_leaves_what_was_typed_here(drafting, village, message_mock):
    window, page = drafting
    message_mock.answer = "另存为新草稿"
    page.desk.put({PATH: 7})
    village.app.drafts.delete(village.recorder, page.desk.draft.uid)
    page.desk.save()
    window.settle()
    [draft] = village.app.drafts.list(village.branch)
    assert scheme_text.get(draft.text, PATH) == 7


def test_whoever_throws_a_draft_away_is_not_asked_for_it(drafting, village, message_mock):
    window, page = drafting
    page.desk.put({PATH: 7})
    message_mock.answer = "删除"
    page.actions_of_page.delete(village.app.drafts.get(page.desk.draft.uid))
    window.settle()
    assert [message.title for message in message_mock.shown] == ["删除草稿"]
    assert village.app.drafts.list(village.branch) == ()


def test_looking_at_the_scheme_and_back_keeps_the_steps(drafting):
    _, page = drafting
    page.desk.put({PATH: 7})
    look_at_scheme_and_back(page)
    assert page.desk.value(PATH) == 7
    assert page.desk.is_saved
    page.desk.undo()
    assert page.desk.text == S1
