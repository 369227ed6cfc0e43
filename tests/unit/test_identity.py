"""ID numbers: normalising, checking, converting. Every number here has the unassigned county code 360099."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Severity
from app.services.identity import (
    birth_date_of,
    check_character,
    check_id_number,
    convert_old_id_number,
    normalise_id_number,
    sex_of,
)

days = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2030, 12, 31))
sequences = st.integers(min_value=0, max_value=999)


def make_number(born: dt.date, sequence: int) -> str:
    body = f"360099{born:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


def codes(text: str, **more) -> list[str]:
    return [issue.code for issue in check_id_number(text, **more).issues]


def test_check_character_after_the_standard():
    # The worked example printed in GB 11643-1999.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@given(days, sequences)
def test_every_right_number_is_accepted_and_tells_birth_and_sex(born, sequence):
    checked = check_id_number(make_number(born, sequence))
    assert checked.ok
    assert checked.issues == ()
    assert checked.birth_date == born == birth_date_of(checked.number)
    assert checked.sex == ("男" if sequence % 2 else "女") == sex_of(checked.number)


@given(days, sequences, st.integers(min_value=0, max_value=16), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_always_found_and_never_repaired(born, sequence, place, step):
    right = make_number(born, sequence)
    wrong_digit = str((int(right[place]) + step) % 10)
    wrong = right[:place] + wrong_digit + right[place + 1 :]
    checked = check_id_number(wrong)
    assert not checked.ok
    assert checked.number == wrong
    assert checked.sex is None


@given(days, sequences, st.integers(min_value=0, max_value=15))
def test_two_neighbours_exchanged_are_found(born, sequence, place):
    right = make_number(born, sequence)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert check_id_number(swapped).ok == (swapped == right)


@given(days, sequences, st.data())
def test_noise_of_offices_does_not_matter(born, sequence, data):
    number = make_number(born, sequence)
    noise = st.sampled_from(["", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\t", "\n"])
    noisy = "".join(data.draw(noise) + char for char in number) + data.draw(noise)
    wide = noisy.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789X"})
    for text in (noisy, wide, "'" + noisy.lower()):
        assert check_id_number(text).number == number
        assert check_id_number(text).ok


@given(st.text(max_size=40))
def test_any_text_gives_an_answer(text):
    checked = check_id_number(text)
    assert checked.ok or all(issue.message for issue in checked.issues)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(1999, 12, 31)), sequences)
def test_an_old_number_is_converted_and_shown(born, sequence):
    old = f"360099{born:%y%m%d}{sequence:03d}"
    checked = check_id_number(old)
    assert checked.ok
    assert checked.number == convert_old_id_number(old) == make_number(born, sequence)
    assert checked.converted_from == old
    (issue,) = checked.issues
    assert issue.severity is Severity.WARNING
    assert old in issue.message
    assert checked.number in issue.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("3.60099E+17", "exponent"),
        ("3.60099e17", "exponent"),
        ("36009919700315201", "length"),
        ("3600991970031520144", "length"),
        ("36009919700315201A", "characters"),
        ("3600991970031520Ⅹ4", "characters"),
        ("36OO99197003152014", "characters"),
        ("36009919700315X014", "characters"),
        ("360099700315٢01", "characters"),
    ],
)
def test_wrong_form(text, code):
    assert codes(text) == [f"id_number.{code}"]


def test_all_faults_at_once():
    assert codes("990099197013322011") == [
        "id_number.area",
        "id_number.birth_date",
        "id_number.check_digit",
    ]


def test_digits_lost_in_a_table_are_named():
    (issue,) = check_id_number("360099197003152000").issues
    assert issue.code == "id_number.check_digit"
    assert "丢" in issue.message


def test_a_birth_date_in_the_future_needs_today():
    number = make_number(dt.date(2026, 5, 2), 11)
    assert codes(number) == []
    assert codes(number, as_of=dt.date(2026, 5, 1)) == ["id_number.birth_date"]
    assert codes(number, as_of=dt.date(2026, 5, 2)) == []


def test_messages_never_tell_the_whole_number_of_a_wrong_one_as_right():
    assert "36009919700315201X" not in check_id_number("36009919700315201X").issues[0].message


def test_normalising_changes_no_letters_but_x():
    assert normalise_id_number(" 36009919991108102x ") == "36009919991108102X"
