"""``score --trace`` takes a uid or a name that says who is meant."""

from __future__ import annotations

import pytest

from app.cli.score import _asked
from app.errors import UserError
from app.services.scoring import MemberIn

PEOPLE = (MemberIn("m1", "王建国"), MemberIn("m2", "王建国"), MemberIn("m3", "李四"))


def test_by_uid_and_by_name():
    assert _asked(["m2", "李四"], PEOPLE) == ["m2", "m3"]


@pytest.mark.parametrize(("word", "said"), [("王建国", "m1、m2"), ("赵六", "编号或姓名")])
def test_a_name_of_two_or_of_nobody_is_refused(word, said):
    with pytest.raises(UserError) as refused:
        _asked([word], PEOPLE)
    assert said in refused.value.hint
