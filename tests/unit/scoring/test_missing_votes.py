"""Who was not voted on, more marks than ballots, a group of voters that kept silent; sections that not everybody has."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, grade, mark, section
from scoring_support import YEAR_END, at, item, line, scheme, span, versions

from app.services.scoring import BallotIn, Inputs, MemberIn, SpanKind, evaluate, explain
from app.services.scoring.evaluation.votes import ballot_faults

OPTIONS = 'options = [{ id = "a", name = "好", value = 1 }, { id = "b", name = "差", value = 0 }, { id = "c", name = "弃权" }]'
GROUPS = 'groups = [{ id = "g", name = "党员", weight = 6 }, { id = "h", name = "群众", weight = 4 }]'
MEMBERS = (MemberIn("m", "张三", "u"), MemberIn("n", "李四", "u"))
LINES = (line("1", "3-1", quantity=5), line("2", "3-1", quantity=5, member="n"))
VOTED = (BallotIn("x", "m", "a", 4), BallotIn("x", "m", "b", 1))
LOOKS = grade("vote_min = 0.5", "good") + grade("", "rest")


def vote(extra: str) -> str:
    return f"[appraisal]\n{OPTIONS}\n{extra}\n"


def notes(rules, *, ballots=VOTED, as_of=YEAR_END):
    found = evaluate(versions(rules), Inputs(MEMBERS, LINES, ballots=ballots), as_of)
    return {uid: own.notes for uid, own in found.items()}


KEPT = "没有测评票，总分没有按测评折算，仍是折算前的分数"
LOOKED = "看测评的条件都按没有达到算"
BALLOT = item("v", 'kind = "ballot", points = 10')


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((vote('effect = "share"\nshare = 0.2'),), KEPT),
        ((vote('effect = "ratio"'),), KEPT),
        ((vote('effect = "add"\nworth = 5'),), "没有测评票，总分没有加测评得分"),
        ((vote(""), BALLOT), "没有测评票，“项目v”没有得分"),
        ((vote(""), LOOKS), f"没有测评票，{LOOKED}"),
        ((vote('effect = "ratio"'), LOOKS), f"{KEPT}；{LOOKED}"),
        ((vote(""), mark('any = [{ min = 1 }, { votes = { options = ["a"], at_least = "1/2" } }]')), f"没有测评票，{LOOKED}"),
    ],
)  # fmt: skip
def test_once_somebody_was_voted_on_the_others_are_named(parts, words):
    assert notes(scheme(item(), *parts)) == {"m": (), "n": (words,)}


@pytest.mark.parametrize("parts", [(), (vote(""),)])
def test_where_nothing_looks_at_votes_nothing_is_said(parts):
    assert notes(scheme(item(), *parts)) == {"m": (), "n": ()}


def test_before_the_appraisal_nothing_is_said_and_at_the_years_end_it_is():
    rules = scheme(item(), vote('effect = "ratio"'))
    assert notes(rules, ballots=(), as_of=at("12-30")) == {"m": (), "n": ()}
    assert notes(rules, ballots=()) == {"m": (KEPT,), "n": (KEPT,)}


def test_the_total_stays_and_the_explanation_says_so():
    rules = scheme(item(), vote('effect = "share"\nshare = 0.2'), LOOKS)
    inputs = Inputs(MEMBERS, LINES, ballots=VOTED)
    scores = evaluate(versions(rules), inputs, YEAR_END)
    assert [scores["n"].total, scores["n"].grade] == [10, "rest"]
    node = next(
        child
        for child in explain(versions(rules), inputs, YEAR_END, ["n"])["n"].children
        if child.rule == "vote"
    )
    assert (node.after, node.cause) == (10, KEPT)


def test_a_condition_on_votes_that_are_not_there():
    rules = scheme(item(), vote(""), mark('votes = { options = ["a"], at_least = "1/2" }'))
    found = evaluate(versions(rules), Inputs(MEMBERS, LINES, ballots=VOTED), YEAR_END)
    assert [own.marks[0].cause for own in found.values()] == [
        "2026年度 10 分，测评“好”4 票，达到 50%",
        "2026年度 10 分，测评尚无结果，未达到 50%",
    ]


def test_a_silent_group_is_named():
    rules = scheme(item(), vote(GROUPS + '\neffect = "ratio"'))
    ballots = (BallotIn("g", "m", "a", 1), BallotIn("g", "n", "a", 1), BallotIn("h", "n", "b", 1))
    found = evaluate(versions(rules), Inputs(MEMBERS, LINES, ballots=ballots), YEAR_END)
    assert [own.vote.cause for own in found.values()] == [
        "党员（权重 6）1 票，1；“群众”没有测评票，结果只按其余各组的权重算",
        "党员（权重 6）1 票，1；群众（权重 4）1 票，0",
    ]


class TestValid:
    """A set's number of valid ballots is not below anybody's marks."""

    def faults(self, *ballots: BallotIn, extra: str = "") -> list[tuple[str, str]]:
        found = ballot_faults(ballots, scheme(item(), vote(extra)).appraisal)
        assert {issue.code for issue in found} <= {"ballots.valid"}
        return [(issue.place, issue.message) for issue in found]

    def test_more_marks_than_ballots(self):
        found = self.faults(BallotIn("x", "", "valid", 4), *VOTED)
        assert found == [
            (
                "表 ballots",
                "有效票（valid）共 4 张，党员“m”却有 5 票；一张有效票对一个人只能有一票，请核对有效票总数和各档票数",
            )
        ]

    @pytest.mark.parametrize(
        "ballots",
        [
            VOTED,
            (BallotIn("x", "", "valid", 5), *VOTED),
            # A spoilt ballot is none of the valid ones, whatever it is called.
            (BallotIn("x", "", "valid", 5), *VOTED, BallotIn("x", "m", "invalid", 3)),
            # Two boxes are counted together.
            (BallotIn("x", "", "valid", 2), BallotIn("y", "", "valid", 3), *VOTED),
        ],
    )
    def test_as_many_are_right(self, ballots):
        assert self.faults(*ballots) == []

    def test_an_abstention_is_a_ballot_too(self):
        assert self.faults(BallotIn("x", "", "valid", 5), *VOTED, BallotIn("x", "m", "c", 1))

    def test_each_group_has_its_own(self):
        ballots = (
            BallotIn("g/1", "", "valid", 9),
            BallotIn("h", "", "valid", 1),
            BallotIn("g/1", "m", "a", 9),
            BallotIn("h", "m", "a", 2),
        )
        assert [place for place, _ in self.faults(*ballots, extra=GROUPS)] == ["表 ballots · 群众"]


def test_each_section_is_asked_of_who_has_it():
    rules = scheme(
        CATEGORY,
        item(),
        item("j", section="t"),
        mark("each_section = 2"),
        sections=section() + section('applies_to = { categories = ["A"] }', "t"),
    )
    members = tuple(MemberIn(uid, uid, "u", (span(SpanKind.CATEGORY, uid),)) for uid in "AB")
    found = evaluate(
        versions(rules), Inputs(members, tuple(line(uid, "3-1", member=uid) for uid in "AB")), YEAR_END
    )
    assert {uid: own.marks[0].granted for uid, own in found.items()} == {"A": False, "B": True}
