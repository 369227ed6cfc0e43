"""Equals at the edge of a quota that the scheme lets in: the meeting may give what the scheme itself proposes."""

from __future__ import annotations

from tests.helpers import years
from tests.helpers.years import DECEMBER, meet, view


def test_what_the_scheme_proposes_is_not_over_its_own_quota(village):
    # 45 % of seven are three; two have ten points and two have seven, so four are proposed.
    years.live(village, years.scheme(share="45%", ties="in"))
    village.app.years.accept_all(village.recorder, village.branch, DECEMBER)
    meet(village)
    found = view(village)
    assert sum(row.proposed == "excellent" for row in found.rows) == 4
    assert not any(quota.over for quota in found.quotas)
    assert found.blocks == ()
    village.app.years.settle(village.secretary, village.branch, DECEMBER)
    assert view(village).settled


def test_more_than_those_is_over(village):
    years.live(village, years.scheme(share="45%", ties="in"))
    village.app.years.accept_all(village.recorder, village.branch, DECEMBER)
    years.decide(village, "excellent", "钱二妹", reason="会议意见")
    meet(village)
    assert any("超过名额 4 人" in text for text in view(village).blocks)
