"""Pictures of sheets, made from the PDF itself, so that the chat group sees what hangs on the board."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from app.services.documents.output import Target, write_out

# Sixteen grays show type as cleanly as 256 and make a much smaller file for the chat group.
_SIXTEEN_GRAYS = [round(gray / 17) * 17 for gray in range(256)]


def pdf_to_png(pdf: bytes | Path, target: Target, *, width_px: int, long: bool = True) -> int:
    """Draw a PDF as a PNG picture.

    Args:
        pdf: The file, or its bytes.
        target: A path or a binary stream.
        width_px: Width of the picture.
        long: All pages below each other; otherwise only the first page.

    Returns:
        Height of the picture.
    """
    with pdfium.PdfDocument(pdf) as document:
        count = len(document) if long else 1
        pages = [_render(document, index, width_px) for index in range(count)]
    picture = Image.new("L", (width_px, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        picture.paste(page, (0, top))
        top += page.height
    buffer = io.BytesIO()
    picture.point(_SIXTEEN_GRAYS).save(buffer, "PNG", optimize=True)
    write_out(target, buffer.getvalue())
    return picture.height


def page_picture(pdf: bytes | Path, index: int, target: Target, *, width_px: int) -> None:
    """Draw one page of a PDF as a PNG picture."""
    with pdfium.PdfDocument(pdf) as document:
        picture = _render(document, index, width_px)
    buffer = io.BytesIO()
    picture.point(_SIXTEEN_GRAYS).save(buffer, "PNG", optimize=True)
    write_out(target, buffer.getvalue())


def _render(document: pdfium.PdfDocument, index: int, width_px: int) -> Image.Image:
    page = document[index]
    bitmap = page.render(scale=width_px / page.get_width(), grayscale=True)
    picture: Image.Image = bitmap.to_pil().convert("L").copy()
    # Rounding of the scale may be off by a pixel.
    return picture if picture.width == width_px else picture.resize((width_px, picture.height))
