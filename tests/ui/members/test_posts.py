"""岗位 on the 党员 page: taken and given up on the small form beside the list."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.paths import AppPaths
from app.services.posts import named_posts
from app.ui.pages.members.post_change import held_posts, post_form
from tests.helpers.lived import settle
from tests.helpers.schemes import ALL_KINDS

TODAY = date(2026, 10, 31)


@pytest.fixture
def village(tmp_path):
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(AppPaths(tmp_path / "data"), clock=clock)
    found = settle(context, clock, ALL_KINDS)
    found.at(TODAY)
    yield found
    context.close()


def form_of(village, name):
    detail = village.app.members.detail(village.members[name])
    scheme = village.app.schemes.current(village.branch, TODAY)
    return post_form(village.app.posts, detail, scheme, TODAY)


def held(village, name):
    return {span.value for span in held_posts(village.app.members.detail(village.members[name]), TODAY)}


def test_the_schemes_own_names_come_first(village):
    scheme = village.app.schemes.current(village.branch, TODAY)
    assert (named_posts(scheme, "post"), named_posts(scheme, "state")) == (("网格员",), ("组长",))
    what = form_of(village, "孙石头").questions[0]
    assert what.value == "post:网格员"
    assert [words for _, words in what.choices][:2] == ["认领岗位“网格员”", "任职“组长”"]


def test_a_post_is_taken_and_given_up(village):
    form = form_of(village, "孙石头")
    form.submit(village.recorder, {"what": "post:网格员", "name": "", "start": date(2026, 10, 5)})
    form.submit(village.recorder, {"what": "post:", "name": "巡逻岗", "start": date(2026, 10, 6)})
    assert held(village, "孙石头") == {"网格员", "巡逻岗"}
    again = form_of(village, "孙石头").questions[0]
    end = next(value for value, words in again.choices if words.startswith("不再担任“网格员”"))
    assert again.value == "post:网格员", "giving up is never proposed"
    form.submit(village.recorder, {"what": end, "name": "", "start": date(2026, 10, 20)})
    assert held(village, "孙石头") == {"巡逻岗"}
