"""One file for one sheet or many: the loop that all drawing functions share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.errors import UserError
from app.services.documents.book import Book
from app.services.documents.model import Progress, Sheet
from app.services.documents.output import Target

SheetT = TypeVar("SheetT", bound=Sheet)


def draw_batch(
    sheets: Sequence[SheetT],
    target: Target,
    *,
    title: str,
    draw: Callable[[Book, SheetT], None],
    label: Callable[[SheetT], str],
    progress: Progress | None,
) -> int:
    """Draw each sheet into one file.

    Args:
        sheets: What to draw, in this order.
        target: A path or a binary stream.
        title: Title of the sheet, for the properties of the file.
        draw: Draws one sheet.
        label: Names a sheet for the progress bar.
        progress: Told before each sheet; may raise ``Cancelled``, then nothing is written.

    Returns:
        Number of pages.
    """
    book = open_book(sheets, title=title)
    for index, sheet in enumerate(sheets):
        if progress is not None:
            progress(index, len(sheets), label(sheet))
        draw(book, sheet)
    book.save(target)
    if progress is not None:
        progress(len(sheets), len(sheets), "")
    return book.pages


def open_book(sheets: Sequence[Sheet], *, title: str) -> Book:
    """An empty file whose properties name the sheet, the period and the unit."""
    if not sheets:
        raise UserError(f"没有可以打印的{title}。", hint="请先选择党员、小组或期间。")
    units = "、".join(dict.fromkeys(sheet.unit for sheet in sheets))
    periods = "、".join(dict.fromkeys(sheet.period_label for sheet in sheets))
    return Book(title=f"{title}（{periods}）", author=units)
