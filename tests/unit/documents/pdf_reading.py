"""Reading a drawn PDF back: text, sizes, pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2 as pdfium


def drawn(draw: Callable[..., int], sheets, **options) -> bytes:
    """The bytes of the file that a drawing function makes."""
    buffer = BytesIO()
    draw(sheets, buffer, **options)
    return buffer.getvalue()


def page_texts(pdf: bytes) -> list[str]:
    """Text of each page without any white space, so that wrapped cells compare as they were given."""
    with pdfium.PdfDocument(pdf) as document:
        return [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in document]


def page_lines(pdf: bytes) -> list[list[str]]:
    """Lines of text of each page, as they stand on the paper."""
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().split("\r\n") for page in document]


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    with pdfium.PdfDocument(pdf) as document:
        return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]


def picture(pdf: bytes, *, scale: float = 4):
    """The first page as a grayscale picture."""
    with pdfium.PdfDocument(pdf) as document:
        return document[0].render(scale=scale, grayscale=True).to_pil().convert("L").copy()
