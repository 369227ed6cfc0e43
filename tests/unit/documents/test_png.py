from __future__ import annotations

from io import BytesIO

from PIL import Image

from app.services.documents.draw import draw_boards, page_picture, pdf_to_png
from tests.unit.documents import sheet_samples as samples
from tests.unit.documents.pdf_reading import drawn


def pictured(pdf: bytes, **options) -> Image.Image:
    buffer = BytesIO()
    pdf_to_png(pdf, buffer, **options)
    return Image.open(buffer).convert("L")


def test_long_picture_stacks_the_pages():
    pdf = drawn(draw_boards, [samples.board(114)])
    one, both = pictured(pdf, width_px=600, long=False), pictured(pdf, width_px=600)
    assert one.width == both.width == 600
    assert both.height == 2 * one.height
    assert both.crop((0, 0, 600, one.height)).tobytes() == one.tobytes()
    lower = both.crop((0, one.height, 600, both.height))
    assert lower.getextrema()[0] < 64


def test_one_page_alone(tmp_path):
    pdf = tmp_path / "公示.pdf"
    draw_boards([samples.board(114)], pdf)
    page_picture(pdf, 1, tmp_path / "2.png", width_px=501)
    with Image.open(tmp_path / "2.png") as picture:
        assert picture.width == 501
        assert picture.convert("L").getextrema() == (0, 255)
