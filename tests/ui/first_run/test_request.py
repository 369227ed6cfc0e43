"""What a roster tells about the officers."""

from __future__ import annotations

from app.services.exchange.roster import RosterRow, RosterValues
from app.ui.first_run.request import officers_in, roster_sentence


def row(name: str, position: str) -> RosterRow:
    return RosterRow(1, RosterValues(name=name, position=position), {}, (), usable=True)


def test_one_secretary_is_proposed():
    found = officers_in([row("甲", "副书记"), row("乙", "支部书记"), row("丙", "组织委员")])
    assert (found.secretary, found.recorder) == ("乙", "丙")


def test_the_general_branch_comes_before_its_branches():
    found = officers_in([row("甲", "支部书记"), row("乙", "总支书记、支部书记"), row("丙", "支部书记")])
    assert found.secretary == "乙"


def test_where_several_could_be_meant_nobody_is():
    found = officers_in([row("甲", "支部书记"), row("乙", "支部书记"), row("丙", "")])
    assert (found.secretary, found.recorder) == ("", "")


def test_sentence_names_the_branches():
    assert roster_sentence(people=3, branches=("东", "西")) == "将导入 3 人，设 2 个党支部：东、西。"
    assert roster_sentence(people=3, branches=()) == "将导入 3 人。"
