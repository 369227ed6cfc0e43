"""A PDF being written: pages of rules and text, encoded once per distinct string.

reportlab embeds the fonts and writes the file. The page contents are written here, because a board or 114
record forms repeat the same short strings thousands of times: each is encoded once, all text of a page is one
text object, and rules are one path per line width.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from enum import StrEnum

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import fonts
from app.services.documents.fonts import Face
from app.services.documents.output import Target, write_out
from app.services.documents.qr import qr_path

# Streams stay binary: base 85 makes the file a quarter larger and is slow in pure Python.
rl_config.useA85 = 0
# The comments would name the folder in which the program is installed.
rl_config.pdfComments = 0

MM = 72 / 25.4
HAIRLINE = 0.5
_PRODUCT = "一人一卡 · 党员积分台账"
BODY_SIZE = 10.5
NOTE_SIZE = 9.0
TICK_SIDE = 4 * MM
FILL_GRAY = 0.93

# A parsed font keeps a read position while it makes its subset, so two files are not finished at once.
_SAVE_LOCK = threading.Lock()


class Align(StrEnum):
    """Where a text stands at its point or in its cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


_SHIFT = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


class Page:
    """One page. Lengths are points, ``y`` counts from the top edge, text stands on its base line.

    Attributes:
        width: Width of the paper.
        height: Height of the paper.
    """

    def __init__(self, book: Book, *, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._book = book
        self._fills: list[str] = []
        self._rules: list[str] = []
        self._marks: list[str] = []
        self._texts: list[str] = []
        self._font = ("", 0.0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY_SIZE,
        face: Face = Face.BODY,
        align: Align = Align.LEFT,
    ) -> None:
        """Write one line."""
        if not text:
            return
        if align is not Align.LEFT:
            x -= fonts.width(face, text, size) * _SHIFT[align]
        out = self._texts.append
        out(f"1 0 0 1 {x:.2f} {self.height - y:.2f} Tm")
        for name, code in self._book.encode(face, text):
            if self._font != (name, size):
                self._font = (name, size)
                out(f"{name} {size:g} Tf")
            out(code)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A hairline."""
        self._rules.append(f"{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l")

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """The outline of a rectangle, ``y`` being its upper edge."""
        self._rules.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re")

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        """A light ground for a heading row."""
        self._fills.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re")

    def dashes(self, x0: float, x1: float, y: float) -> None:
        """A level dashed line: where to cut."""
        level = self.height - y
        self._marks.append(f"[4 3] 0 d {x0:.2f} {level:.2f} m {x1:.2f} {level:.2f} l S [] 0 d")

    def tick(self, x: float, y: float, *, checked: bool = False) -> None:
        """A box of 4 mm for the pen, ``y`` being its upper edge; ``checked`` puts the mark into it."""
        self.rect(x, y, TICK_SIDE, TICK_SIDE)
        if checked:
            side, base = TICK_SIDE, self.height - y - TICK_SIDE
            points = [(0.18, 0.5), (0.42, 0.22), (0.84, 0.82)]
            path = [f"{x + a * side:.2f} {base + b * side:.2f}" for a, b in points]
            self._marks.append(f"1.2 w {path[0]} m {path[1]} l {path[2]} l S {HAIRLINE} w")

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """The content as a QR code, ``y`` being its upper edge. The caller leaves the quiet zone free."""
        modules, path = qr_path(content)
        scale = side / modules
        bottom = self.height - y - side
        self._marks.append(f"q {scale:.4f} 0 0 {scale:.4f} {x:.2f} {bottom:.2f} cm {path} Q")

    def content(self) -> str:
        """The page as PDF operators: grounds, rules, marks, text."""
        parts = [f"{FILL_GRAY} g", *self._fills, "f 0 g"] if self._fills else []
        parts.append(f"{HAIRLINE} w")
        if self._rules:
            parts += [*self._rules, "S"]
        parts += self._marks
        if self._texts:
            parts += ["BT", *self._texts, "ET"]
        return "\n".join(parts)


class Book:
    """One PDF file.

    Attributes:
        pages: Number of pages added so far.
    """

    def __init__(self, *, title: str, author: str) -> None:
        self._buffer = io.BytesIO()
        # The canvas begins with one of our fonts; with its own, every file would name Helvetica, unembedded.
        body = fonts.font(Face.BODY.value).ttf.fontName
        self._canvas = Canvas(
            self._buffer, invariant=1, pageCompression=1, lang="zh-CN", initialFontName=body
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(_PRODUCT)
        self._canvas.setCreator(_PRODUCT)
        self._canvas.setProducer(_PRODUCT)
        self._codes: dict[tuple[Face, str], tuple[tuple[str, str], ...]] = {}
        self.pages = 0

    def page(self, *, width: float, height: float) -> Page:
        """A new page, not yet part of the file: its foot may need the number of pages first."""
        return Page(self, width=width, height=height)

    def encode(self, face: Face, text: str) -> tuple[tuple[str, str], ...]:
        """Pairs of font name and show operator that draw the text, from the cache of this file."""
        key = (face, text)
        code = self._codes.get(key)
        if code is None:
            doc = self._canvas._doc  # noqa: SLF001 - splitString asks for it; the canvas has no accessor
            code = tuple(
                (font.ttf.getSubsetInternalName(subset, doc), f"<{data.hex()}> Tj")
                for font, run in fonts.runs(face, text)
                for subset, data in font.ttf.splitString(run, doc)
            )
            self._codes[key] = code
        return code

    def add(self, pages: Sequence[Page]) -> None:
        """Put finished pages into the file."""
        for page in pages:
            self._canvas.setPageSize((page.width, page.height))
            self._canvas.addLiteral(page.content())
            self._canvas.showPage()
            self.pages += 1

    def save(self, target: Target) -> None:
        """Write the file, whole or not at all."""
        with _SAVE_LOCK:
            data = self._canvas.getpdfdata()
        write_out(target, data)
