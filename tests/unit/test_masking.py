"""Masked names: what stays, what goes, and that no two of one list are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.notices.masking import COMPOUND_SURNAMES, STAR, mask_name, mask_people

_HAN = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),  # extension B: one character, two in UTF-16
    st.characters(min_codepoint=0x2CEB0, max_codepoint=0x2EBE0),  # extension F
)
_NAMES = st.one_of(
    st.text(_HAN, min_size=1, max_size=6),
    st.builds("{}·{}".format, st.text(_HAN, min_size=1, max_size=4), st.text(_HAN, min_size=1, max_size=5)),
    st.builds("{}{}".format, st.sampled_from(sorted(COMPOUND_SURNAMES)), st.text(_HAN, max_size=2)),
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张伟", "张*"),
        ("张小明", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳文忠", "欧阳**"),
        ("欧阳", "欧*"),
        ("东方红", "东方*"),
        ("买买提·阿不都", "买**·***"),
        ("司马义·铁力瓦尔地", "司**·*****"),  # no 司马
        ("卓玛•才仁", "卓*•**"),
        ("李　强", "李*"),
        ("李 强", "李*"),
        ("𠮷野家", "𠮷**"),
        ("张𬘭", "张*"),
        ("葛\U000e0100饰", "葛\U000e0100*"),
        ("赵", "*"),
        ("", ""),
    ],
)
def test_what_stays_of_a_name(name, masked):
    assert mask_name(name) == masked


@given(_NAMES)
def test_no_more_than_the_surname_is_left(name):
    masked = mask_name(name)
    left = [sign for sign in masked if sign not in {STAR, "·"}]
    assert name.startswith("".join(left))
    assert len(masked) == len(name)  # in characters, also beyond the first 65,536
    assert len(left) <= (2 if name[:2] in COMPOUND_SURNAMES and "·" not in name else 1)
    assert STAR in masked
    assert masked.count("·") == name.count("·")


@given(st.lists(st.tuples(_NAMES, st.sampled_from(["一组", "二组", ""])), max_size=40))
def test_equal_masks_are_told_apart_by_group_and_then_by_number(people):
    masked = mask_people(people)
    cells = [(each.cell, group) for each, (_name, group) in zip(masked, people, strict=True)]
    assert len(set(cells)) == len(people)
    assert len({each.label for each in masked}) == len(people)
    for each, (name, _group) in zip(masked, people, strict=True):
        assert each.cell.startswith(mask_name(name))


def test_a_name_that_nobody_shares_stays_short():
    masked = mask_people([("张伟", "一组"), ("张三", "二组"), ("张四", "二组"), ("李四光", "二组")])
    assert [each.cell for each in masked] == ["张*", "张*1", "张*2", "李**"]
    assert [each.label for each in masked] == ["张*（一组）", "张*1（二组）", "张*2（二组）", "李**"]
