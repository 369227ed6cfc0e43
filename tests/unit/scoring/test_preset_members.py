"""Each preset for a member who does everything, one who does nothing and one with deductions, worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from scoring_support import YEAR_END, line, preset, score, span

from app.services.scoring import (
    BallotIn,
    ConfirmBy,
    DatedScheme,
    Inputs,
    MemberIn,
    PeriodKind,
    PostingIn,
    ProposalKind,
    Scheme,
    Score,
    SpanKind,
    evaluate,
    load_scheme,
)

S0, S2, S3, S4 = (load_scheme(preset(name), source=name) for name in ("S0", "S2", "S3", "S4"))
CLASS_A = (span(SpanKind.CATEGORY, "A"),)


def lines(*entries: tuple[str, str, dict[str, object]]) -> list[PostingIn]:
    return [line(f"p{n:03}", day, item, **keys) for n, (day, item, keys) in enumerate(entries)]


def every(months: range, item: str, **keys: object) -> list[tuple[str, str, dict[str, object]]]:
    return [(f"{month}-10", item, keys) for month in months]


def parts(result: Score) -> dict[str, Decimal]:
    return {part.id: part.points for part in result.sections}


def granted(result: Score) -> list[str]:
    return [mark.id for mark in result.marks if mark.granted]


def proposed(result: Score) -> list[str]:
    return [part.id for part in result.proposals]


def voted(rules: Scheme, *postings: PostingIn, votes: dict[str, int]) -> Score:
    inputs = Inputs(
        (MemberIn("m", "张三", "u"),),
        postings,
        ballots=tuple(BallotIn("", "m", option, count) for option, count in votes.items()),
    )
    return evaluate([DatedScheme(rules, YEAR_END.replace(month=1, day=1))], inputs, YEAR_END)["m"]


class TestS0:
    """Monthly accounts: class A begins each month with 8."""

    def test_everything_in_one_month(self):
        month = [
            ("3-1", "dues", {}), ("3-5", "activity_day", {}), ("3-6", "meeting", {"quantity": "2"}),
            ("3-7", "lecture", {}), ("3-8", "flood", {"quantity": "9"}), ("3-9", "fire", {"quantity": "9"}),
            ("3-9", "environment", {"quantity": "9"}), ("3-10", "enrich", {"points": "5"}),
            ("3-11", "collective_income", {"points": "5"}), ("3-12", "customs", {"level": "county"}),
        ]  # fmt: skip
        result = score(S0, *lines(*month), spans=CLASS_A)
        # 1 + 2 + 2 + 2 + 6 + 6 + 6 = 25 of duty, 5 + 5 + 5 of reward; twelve starts of 8.
        assert parts(result) == {"daily": 40, "duty": 25, "reward": 15, "negative": 0}
        assert (result.cycles[2].points, result.total) == (48, 12 * 8 + 40)

    def test_nothing(self):
        result = score(S0, spans=CLASS_A)
        assert (result.total, result.grade) == (96, None)

    def test_deductions_stop_at_nothing_and_leave_the_next_month_alone(self):
        bad = lines(("3-1", "neg_absence", {"quantity": "2"}), ("3-2", "neg_customs", {"points": "5"}))
        result = score(S0, *bad, spans=CLASS_A)
        assert result.cycles[2].points == 0
        assert result.total == 11 * 8


class TestS2:
    """Fifty, forty and ten of a hundred."""

    def test_everything(self):
        months = range(1, 13)
        done = [
            *every(months, "study"), *every(months, "notes"), *every(months, "activity_day"),
            *every(months, "members_meeting"), *every(months, "lecture"), *every(months, "org_life"),
            *every(months, "dues"), *every(months, "serve", quantity="3"), ("12-20", "appraisal", {}),
            ("12-20", "targets", {"points": "60"}), ("12-20", "pledge", {"quantity": "5"}),
            ("12-20", "above_target", {"points": "30"}), ("5-1", "bravery", {}),
            ("6-1", "contribution", {"points": "30"}), ("7-1", "honour", {"level": "province"}),
        ]  # fmt: skip
        result = score(S2, *lines(*done))
        assert parts(result) == {"base": 100, "law": 12, "work": 100, "reward": 100}
        assert {part.id: part.counted for part in result.sections if part.id != "law"} == {
            "base": 50,
            "work": 40,
            "reward": 10,
        }
        assert (result.total, result.grade, granted(result)) == (100, "excellent", ["honours"])
        assert proposed(result) == ["commend"]

    def test_nothing_leaves_the_allowance_of_law_and_discipline(self):
        result = score(S2)
        # 12 of 100, of which the half counts.
        assert (result.total, result.grade, proposed(result)) == (6, "unqualified", ["help"])

    def test_deductions_use_up_their_allowance_and_no_more(self):
        done = [*every(range(1, 13), "dues"), *every(range(1, 13), "activity_day")]
        bad = [("3-1", "breach", {"points": "8"}), ("4-1", "breach", {"points": "8"})]
        result = score(S2, *lines(*done, *bad))
        # 12 + 12 + (12 - 16, at least 0) = 24 of 100.
        assert parts(result)["law"] == 0
        assert result.total == 12

    def test_what_the_source_says_of_the_procedure(self):
        assert S2.posting.periods == (PeriodKind.QUARTER, PeriodKind.YEAR)
        assert S2.posting.confirm_by is ConfirmBy.COMMITTEE
        assert {item.proof.kind for item in S2.items.values()} == {"required"}


class TestS3:
    """A full allowance of 50, tasks of 30, emergencies of 20, and the vote on top."""

    TASKS = ("skill", "income", "gain", "help", "dispute", "custom")

    def test_everything(self):
        done = [(f"{month}-1", task, {"points": "5"}) for task in self.TASKS for month in (3, 6)]
        urgent = [(f"{month}-2", "urgent_good", {"points": "10"}) for month in (6, 7, 8)]
        result = voted(S3, *lines(*done, *urgent), votes={"good": 40})
        assert parts(result) == {"common": 50, "individual": 30, "urgent": 20}
        assert (result.total, result.grade, proposed(result)) == (110, "excellent", ["commend"])

    def test_nothing(self):
        result = score(S3)
        assert (result.total, result.grade, proposed(result)) == (50, "unqualified", ["rectify"])

    def test_deductions_and_a_middling_vote(self):
        common = [item.id for item in S3.items.values() if item.section == "common"]
        assert len(common) == 10
        bad = [(f"{month}-1", item, {"points": "5"}) for item in common[:6] for month in (3, 4)]
        rest = [("6-1", "skill", {"points": "5"}), ("7-1", "help", {"points": "5"})]
        rest.append(("8-1", "urgent_bad", {"points": "5"}))
        result = voted(S3, *lines(*bad, *rest), votes={"good": 5, "fair": 3, "poor": 2})
        # Common 50 - 60 and urgent -5 are 0; tasks 10; (50 + 18 + 4) / 10 = 7.2.
        assert parts(result) == {"common": 0, "individual": 10, "urgent": 0}
        assert (result.total, proposed(result)) == (Decimal("17.2"), ["rectify", "dismiss"])

    def test_the_third_grade_is_admonished(self):
        result = score(S3, *lines(("6-1", "skill", {"points": "5"}), ("7-1", "help", {"points": "5"})))
        assert (result.total, result.grade, proposed(result)) == (60, "basic", ["admonish"])
        assert result.proposals[0].kind is ProposalKind.ADMONISH


class TestS4:
    """From nothing, without an upper end; a post is one way to 优秀, points are the other."""

    def test_everything(self):
        done = [
            *every(range(1, 11), "mediation"), *every(range(1, 13), "sanitation", level="great"),
            *every(range(1, 6), "village_activity"), *every(range(1, 13), "branch_activity"),
            ("9-1", "honours", {}),
        ]  # fmt: skip
        result = score(S4, *lines(*done))
        # 30 + 36 of posts, 15 + 24 of activities, 10 of honours.
        assert parts(result) == {"post": 66, "activity": 39, "honour": 10}
        assert (result.total, granted(result), proposed(result)) == (115, ["excellent_candidate"], [])
        assert result.reward is not None
        assert result.reward.points == 115

    @pytest.mark.parametrize(
        ("spans", "marks"),
        [((), []), ((span(SpanKind.POST, "邻里纠纷调解岗"),), ["excellent_candidate"])],
        ids=["without a post", "with a post"],
    )
    def test_nothing(self, spans, marks):
        result = score(S4, spans=spans)
        assert (result.total, result.grade, granted(result)) == (0, None, marks)
        assert proposed(result) == ["letter", "talk"]

    def test_the_source_deducts_nothing_so_only_corrections_lower(self):
        done = lines(
            ("3-1", "sanitation", {"level": "joined"}),
            ("3-2", "sanitation", {"level": "great", "adjusted": "2"}),
            ("3-3", "mediation", {}),
            ("3-3", "mediation", {"reverses": "p002"}),
        )
        assert [item.polarity for item in S4.items.values()] == ["plus"] * 5
        assert score(S4, *done).total == 4

    @pytest.mark.parametrize(("count", "marks"), [(9, []), (10, ["excellent_candidate"])])
    def test_the_set_mark_stands_for_a_post(self, count, marks):
        assert granted(score(S4, line("a", "3-1", "mediation", quantity=str(count)))) == marks
