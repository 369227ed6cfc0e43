"""A group's name and head from one form: written together or not at all."""

from __future__ import annotations

import pytest

from app.errors import UserError


def group(village, name):
    return next(g for g in village.app.units.groups(village.branch) if g.uid == village.groups[name])


def events(village) -> int:
    return len(village.app.system.view().events)


def test_name_and_head_are_one_step(village):
    before = events(village)
    changes = village.app.units.update_group(
        village.recorder, village.groups["二组"], name=" 溪口组 ", head_uid=village.members["孙石头"]
    )
    assert (group(village, "二组").name, group(village, "二组").head) == ("溪口组", "孙石头")
    assert changes.message == "已改名为溪口组，组长：孙石头"
    assert events(village) == before + 1


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("溪口组", "林为民", "不在溪口组"),
        ("一组", "孙石头", "已经有“一组”"),
        (" ", "孙石头", "请填写小组名称"),
    ],
)
def test_a_fault_in_one_leaves_both(village, name, head, words):
    before = events(village)
    with pytest.raises(UserError, match=words):
        village.app.units.update_group(
            village.recorder, village.groups["二组"], name=name, head_uid=village.members[head]
        )
    assert (group(village, "二组").name, group(village, "二组").head) == ("二组", "钱二妹")
    assert events(village) == before


def test_each_alone_leaves_the_other(village):
    village.app.units.update_group(village.recorder, village.groups["二组"], name="溪口组")
    assert group(village, "二组").head == "钱二妹"
    changes = village.app.units.update_group(village.recorder, village.groups["二组"], head_uid="")
    assert changes.message == "溪口组 未指定组长"
    assert (group(village, "二组").name, group(village, "二组").head) == ("溪口组", "")
