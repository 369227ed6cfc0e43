"""同一件事: lines of one act under several items."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ValidationFailed
from app.services.lines import LineFault
from tests.helpers.factories import OCTOBER
from tests.helpers.schemes import s1_with_one_act

DAY = date(2026, 10, 12)


@pytest.fixture
def branch(village):
    village.at(date(2026, 10, 30))
    village.app.schemes.adopt(
        village.secretary, village.branch, text=s1_with_one_act(), starts_on=date(2026, 10, 1), note="测试"
    )
    return village


def lines(village):
    return {line.uid: line for line in village.app.declarations.month(village.branch, OCTOBER).lines}


def test_of_one_act_the_higher_line_counts_and_the_other_says_why(branch):
    volunteer = branch.declare("林为民", "volunteer", DAY, basis="巡山")
    council = branch.declare("林为民", "council", DAY, basis="记录", same_as=volunteer)
    found = lines(branch)
    assert found[volunteer].act == found[council].act != None  # noqa: E711 - both at once
    assert found[council].act_with == ("参加志愿服务",)
    assert found[volunteer].faults == ()
    assert found[council].faults == (LineFault.SAME_ACT,)
    assert (found[volunteer].counted, found[council].counted) == (2, 0)
    trace = branch.app.declarations.explain(branch.branch, OCTOBER, council)
    assert "同一行为只计最高一项" in str(trace)


def test_without_the_word_both_count(branch):
    volunteer = branch.declare("林为民", "volunteer", DAY, basis="巡山")
    council = branch.declare("林为民", "council", DAY, basis="记录")
    assert [lines(branch)[uid].counted for uid in (volunteer, council)] == [2, 1]


def test_the_word_can_be_taken_back_and_an_ordinary_change_leaves_it(branch):
    volunteer = branch.declare("林为民", "volunteer", DAY, basis="巡山")
    council = branch.declare("林为民", "council", DAY, basis="记录", same_as=volunteer)

    def change(**keys):
        draft = branch.draft("林为民", "council", DAY, **keys)
        branch.app.declarations.update(branch.recorder, branch.branch, OCTOBER, council, draft)
        return lines(branch)[council]

    assert change(basis="会议记录").act_with == ("参加志愿服务",)
    assert change(basis="会议记录", same_as="").act_with == ()


@pytest.mark.parametrize(
    ("member", "item", "word"),
    [("周小禾", "council", "只能选周小禾自己的"), ("林为民", "study_notes", "分别计分")],
)
def test_what_cannot_be_one_act_is_refused_in_words(branch, member, item, word):
    volunteer = branch.declare("林为民", "volunteer", DAY, basis="巡山")
    with pytest.raises(ValidationFailed) as refused:
        branch.declare(member, item, DAY, same_as=volunteer)
    assert word in str(refused.value.issues[0])
    assert len(lines(branch)) == 1


def test_a_confirmed_line_cannot_be_joined(branch):
    volunteer = branch.declare("林为民", "volunteer", DAY, basis="巡山")
    branch.confirm_all()
    draft = branch.draft("林为民", "council", DAY, same_as=volunteer)
    branch.at(date(2026, 11, 5))
    with pytest.raises(ValidationFailed, match="已评定"):
        branch.app.declarations.add(branch.secretary, branch.branch, OCTOBER.next, [draft])
