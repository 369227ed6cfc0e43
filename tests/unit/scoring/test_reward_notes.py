"""What was redeemed against what the scheme allows: the day, the points, a person's and the branch's money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from case_support import assert_sound, assert_warning
from scoring_support import at, item, scheme, span, text, versions

from app.services.scoring import (
    CarryIn,
    Inputs,
    MemberIn,
    PostingIn,
    RedemptionIn,
    Score,
    SpanKind,
    describe_rewards,
    evaluate,
)

POINTS = 'kind = "range", max = 999'
JULY = "[cycle]\nmonths = 12\nstart_month = 7\n"
GONE = span(SpanKind.MEMBERSHIP, "", "2000-1-1", "2026-6-30")


def redeemed(
    rules: str,
    *taken: tuple[str, str, int],
    points: dict[str, int],
    left: int = 0,
    as_of: str = "12-31",
    cycle: str = "[cycle]\nmonths = 12\n",
) -> dict[str, Score]:
    """Scores of members who earned so many points in January (July, in a year that begins there)."""
    first = "2025-7-5" if "start_month" in cycle else "1-5"
    members = tuple(
        MemberIn(uid, uid, "二" if uid == "other" else "一", (GONE,) if uid == "gone" else ())
        for uid in points
    )
    inputs = Inputs(
        members,
        tuple(PostingIn(uid, uid, "i", at(first), points=Decimal(many)) for uid, many in points.items()),
        carry=(CarryIn("m", at(first).year - 1, Decimal(0), Decimal(left)),),
        redemptions=tuple(RedemptionIn(uid, at(day), Decimal(many)) for uid, day, many in taken),
    )
    return evaluate(
        versions(scheme(item(amount=POINTS), f"[rewards]\n{rules}\n", cycle=cycle)), inputs, at(as_of)
    )


class TestBudget:
    """The money of one branch in one year: redeemed, still redeemable, prizes."""

    RULES = 'yuan_per_point = 5\nbudget = 500\nprizes = [{ id = "p", name = "奖", last = 1, yuan = 50 }]'

    def test_above_it_everybody_with_a_part_is_told(self):
        found = redeemed(self.RULES, ("m", "3-1", 20), points={"m": 60, "n": 31, "none": 0, "other": 100})
        words = "本支部兑换和奖励合计 505 元，超过预算 500 元，由支部决定"
        assert {uid: own.notes for uid, own in found.items()} == {
            "m": (words,),
            "n": (words,),
            "none": (),
            "other": ("本支部兑换和奖励合计 550 元，超过预算 500 元，由支部决定",),
        }
        assert [found[uid].reward.yuan for uid in "mn"] == [200, 155]

    def test_at_it_nothing_is_said(self):
        found = redeemed(self.RULES, ("m", "3-1", 20), points={"m": 60, "n": 30})
        assert [own.notes for own in found.values()] == [(), ()]

    def test_who_left_has_spent_of_it(self):
        found = redeemed(self.RULES, ("gone", "3-1", 80), points={"gone": 80, "m": 20})
        assert found["m"].notes == ("本支部兑换和奖励合计 550 元，超过预算 500 元，由支部决定",)
        assert found["gone"].reward is None

    def test_without_money_it_is_said_of_the_scheme(self):
        goods = '[[rewards.goods]]\nid = "soap"\nname = "洗衣液"\npoints = 10\n'
        document = text(item(), f"[rewards]\nbudget = 50\n{goods}")
        assert_warning((document, "rewards.money", "积分兑换", "预算（budget）没有可比的"))
        assert_sound(document.replace("budget = 50", "budget = 50\nyuan_per_point = 1"))


class TestMost:
    """A person's maximum is one of the year, whenever it is redeemed."""

    @pytest.mark.parametrize(("spent", "yuan"), [(0, 300), (10, 250), (59, 5), (60, 0), (80, 0)])
    def test_what_was_redeemed_counts_towards_it(self, spent, yuan):
        found = redeemed("yuan_per_point = 5\nmax_yuan = 300", ("m", "3-1", spent), points={"m": 200})
        assert found["m"].reward.yuan == yuan

    def test_more_than_there_was_is_told(self):
        found = redeemed("yuan_per_point = 1", ("m", "3-1", 4), ("m", "4-1", 4), points={"m": 7})
        assert found["m"].notes == ("已兑换 8 分，超过可兑换的 7 分，请核对兑换记录",)
        assert (found["m"].reward.balance, found["m"].reward.yuan) == (-1, 0)


class TestWindows:
    """The days on which points can be redeemed, first and last included."""

    RULES = 'yuan_per_point = 1\nwindows = [{ first = "06-20", last = "06-30" }, { first = "12-01", last = "12-31" }]'

    @pytest.mark.parametrize("day", ["6-20", "6-30", "12-1", "12-31"])
    def test_inside_nothing_is_said(self, day):
        assert redeemed(self.RULES, ("m", day, 2), points={"m": 9})["m"].notes == ()

    @pytest.mark.parametrize(("day", "words"), [("6-19", "6 月 19 日"), ("7-1", "7 月 1 日")])
    def test_outside_the_day_is_named(self, day, words):
        found = redeemed(self.RULES, ("m", day, 2), points={"m": 9})["m"]
        spans = "06-20 至 06-30、12-01 至 12-31"
        assert found.notes == (f"{words}兑换的 2 分不在兑换时间（{spans}）内，请核对",)
        assert found.reward.balance == 7


class TestClearing:
    """What was left of last year, up to the day of clearing and after it."""

    MARCH = 'yuan_per_point = 1\nclears_on = "03-31"'

    @pytest.mark.parametrize(
        ("rules", "as_of", "taken", "points", "balance", "words"),
        [
            # The year's own last day: nothing comes over.
            ("yuan_per_point = 1", "12-31", 0, 20, 20, "20 分可兑换，每分 1 元"),
            (MARCH, "3-31", 0, 27, 27, "20 分可兑换，上年结余 7 分（3 月 31 日清零），每分 1 元"),
            (MARCH, "4-1", 0, 20, 20, "20 分可兑换，上年结余 7 分（3 月 31 日清零 7 分），每分 1 元"),
            # Redeemed in February: of last year's first.
            (MARCH, "4-1", 5, 25, 20, "20 分可兑换，上年结余 7 分（3 月 31 日清零 2 分），每分 1 元"),
            (MARCH, "4-1", 9, 27, 18, "20 分可兑换，上年结余 7 分，每分 1 元"),
            (
                'yuan_per_point = 1\nbalance = "carried"',
                "12-31",
                5,
                27,
                22,
                "20 分可兑换，上年结余 7 分，每分 1 元",
            ),
        ],
    )
    def test_last_years_balance(self, rules, as_of, taken, points, balance, words):
        found = redeemed(rules, ("m", "2-10", taken), points={"m": 20}, left=7, as_of=as_of)["m"].reward
        assert (found.points, found.balance, found.cause) == (points, balance, words)

    def test_a_year_from_july_keeps_it_to_december(self):
        before, after = (
            redeemed("yuan_per_point = 1", points={"m": 20}, left=7, as_of=day, cycle=JULY)["m"].reward
            for day in ("2025-12-31", "2026-1-1")
        )
        assert (before.points, after.points) == (27, 20)

    def test_the_last_of_february(self):
        rules = 'yuan_per_point = 1\nclears_on = "02-29"'
        found = [
            redeemed(rules, points={"m": 20}, left=7, as_of=day)["m"].reward.points for day in ("2-28", "3-1")
        ]
        assert found == [27, 20]


def test_the_words_name_the_stock():
    goods = (
        'goods = [{ id = "a", name = "毛巾", points = 5 }, { id = "b", name = "米", points = 20, stock = 3 }]'
    )
    rules = scheme(item(), f"[rewards]\n{goods}\n").rewards
    assert describe_rewards(rules).endswith("物品：毛巾 5 分、米 20 分（3 份）")


def test_nobody_redeems_in_the_year_before():
    found = redeemed("yuan_per_point = 1", ("m", "2025-12-31", 5), points={"m": 7})["m"].reward
    assert (found.spent, found.balance) == (0, 7)
