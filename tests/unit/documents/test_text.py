from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.documents.fonts import Face, width
from app.services.documents.text import wrap

CLOSING = set("）〕》〉」』】”’)]，。、；：？！")
texts = st.text(alphabet="村党员学习，。、（）“”《》：abcXYZ0123456789.-· \n", max_size=80)


@settings(max_examples=200, deadline=None)
@given(texts, st.integers(min_value=25, max_value=200))
def test_no_character_is_lost_and_every_line_fits(text, limit):
    lines = wrap(text, Face.BODY, 10, limit)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(width(Face.BODY, line, 10) <= limit + 0.1 for line in lines)


def test_closing_marks_stay_with_the_word_before():
    for limit in range(30, 120, 5):
        lines = wrap("学习党章，讨论发言；按时（提前）参加。记录完整！", Face.BODY, 10, limit)
        assert not any(line[0] in CLOSING for line in lines)
        assert not any(line[-1] in "（“《" for line in lines)


def test_numbers_and_latin_words_are_not_broken():
    lines = wrap("参加2026-10-12义务劳动12.5小时见BP01-202610号记录", Face.BODY, 10, 75)
    for word in ("2026-10-12", "12.5", "BP01-202610"):
        assert any(word in line for line in lines)


def test_a_word_wider_than_the_line_is_cut_not_lost():
    assert "".join(wrap("A" * 40, Face.BODY, 10, 50)) == "A" * 40


def test_names_break_at_their_dots():
    assert wrap("买买提·吐尔逊·阿卜杜拉", Face.BODY, 10, 80) == ("买买提·吐尔逊·", "阿卜杜拉")


@pytest.mark.parametrize("text", ["", "短", "一\n二"])
def test_short_texts_keep_their_own_breaks(text):
    assert wrap(text, Face.BODY, 10, 100) == tuple(text.split("\n"))
