from __future__ import annotations

import subprocess
import sys

import pytest

from app.services.documents.book import Book
from app.services.documents.fonts import Face, clean, font, missing_characters, runs, width
from tests.unit.documents.pdf_reading import page_texts, picture
from tests.unit.documents.sheet_samples import RARE

UNASSIGNED = chr(0x3FFFD)
HANA_ONLY = "\U0002044c"


def drawn_text(text: str, face: Face = Face.BODY) -> bytes:
    from io import BytesIO

    book = Book(title="试", author="试")
    page = book.page(width=200, height=40)
    page.text(10, 30, text, size=20, face=face)
    book.add([page])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("char", RARE + HANA_ONLY)
def test_rare_characters_are_drawn_with_ink_and_keep_their_text(face, char):
    pdf = drawn_text(char, face)
    assert page_texts(pdf) == [char]
    dark = sum(1 for value in picture(pdf).tobytes() if value < 128)
    assert dark > 200, "the glyph is empty"
    assert picture(pdf).tobytes() != picture(drawn_text("〓", face)).tobytes()


def test_different_rare_characters_look_different():
    pictures = {picture(drawn_text(char)).tobytes() for char in RARE}
    assert len(pictures) == len(RARE)


def test_missing_character_is_drawn_as_geta_and_reported_once():
    assert page_texts(drawn_text(f"王{UNASSIGNED}明")) == ["王〓明"]
    assert missing_characters([f"王{UNASSIGNED}", f"{UNASSIGNED}明\n𠅤"]) == (UNASSIGNED,)


def test_fallback_changes_the_font_only_for_the_character():
    assert [(part.ttf.fontName, text) for part, text in runs(Face.BODY, f"王{HANA_ONLY}明")] == [
        ("NotoSerifSC-Regular", "王"),
        ("HanaMinB", HANA_ONLY),
        ("NotoSerifSC-Regular", "明"),
    ]


def test_variation_selectors_and_tabs_do_not_print():
    assert clean("葛\U000e0100\t城\ufe00") == "葛 城"
    assert missing_characters(["葛\U000e0100"]) == ()


def test_width_is_that_of_the_font():
    assert width(Face.BODY, "中文", 10) == pytest.approx(20)
    assert width(Face.BODY, "", 10) == 0


def test_fallback_fonts_are_not_read_without_need():
    code = (
        "from app.services.documents import fonts\n"
        "fonts.runs(fonts.Face.BODY, '柏坪村')\n"
        "print(fonts._parse.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_a_font_is_parsed_once():
    assert font("NotoSerifSC-Regular") is font("NotoSerifSC-Regular")
