"""The font chain: which font draws which character, and how wide it is.

A text is drawn with its own face; a character that the face lacks comes from the next font of the chain. The
large fallback fonts are read only when a character needs them, once per process.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from app.resources import resource

GETA = "〓"
"""Drawn for a character that no font has: the printers' old mark for a missing sort."""


class Face(StrEnum):
    """What a text is: the value is the first font file of its chain."""

    BODY = "NotoSerifSC-Regular"
    BOLD = "NotoSansSC-Bold"
    PLAIN = "NotoSansSC-Regular"


_FALLBACKS = ("NotoSansSC-Regular", "HanaMinA", "HanaMinB")
_LOCK = threading.Lock()
# Variation selectors choose among shapes of the character before them; alone they draw nothing.
_SELECTORS = {**dict.fromkeys(range(0xFE00, 0xFE10)), **dict.fromkeys(range(0xE0100, 0xE01F0))}


# A destination of more than four digits in a table of character codes.
_LONG_CODE = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)


class _EmbeddedFont(TTFont):  # type: ignore[misc]
    """reportlab's font with correct text codes for characters beyond the basic plane."""

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        """Embed the font.

        WORKAROUND: reportlab writes U+20144 as <20144> where the format asks for UTF-16 (<D840DD44>), so that
        𠅤 would be copied from the PDF, or found in it, as another character.
        """
        super().addObjects(doc)
        for key, stream in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:"):
                stream.content = _LONG_CODE.sub(_utf16, stream.content)


def _utf16(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


class Font:
    """One parsed font file.

    Attributes:
        ttf: reportlab's font, which keeps one subset per document.
        covered: Every character that it can draw.
        widths: Width of each character in ems.
    """

    __slots__ = ("covered", "ttf", "widths")

    def __init__(self, stem: str) -> None:
        self.ttf = _EmbeddedFont(stem, str(resource("fonts", f"{stem}.ttf")), shapable=False)
        self.widths = {chr(code): width / 1000 for code, width in self.ttf.face.charWidths.items()}
        self.covered = frozenset(self.widths)


@cache
def _parse(stem: str) -> Font:
    parsed = Font(stem)
    pdfmetrics.registerFont(parsed.ttf)
    return parsed


def font(stem: str) -> Font:
    """The font of that file, parsed at its first use."""
    with _LOCK:
        return _parse(stem)


def _chain(face: Face) -> tuple[str, ...]:
    return (face.value, *(stem for stem in _FALLBACKS if stem != face.value))


@lru_cache(maxsize=4096)
def _stem_for(face: Face, char: str) -> str | None:
    """The first font of the chain that has the character."""
    for stem in _chain(face):
        if char in font(stem).covered:
            return stem
    return None


def clean(text: str) -> str:
    """The text without what cannot be seen: tabs become spaces, variation selectors go."""
    return text.translate(_SELECTORS).replace("\t", " ").replace("\r", "")


@lru_cache(maxsize=16384)
def runs(face: Face, text: str) -> tuple[tuple[Font, str], ...]:
    """The text cut where the font changes; characters without a font are already replaced."""
    first = font(face.value)
    if first.covered.issuperset(text):
        return ((first, text),)
    parts: list[tuple[Font, str]] = []
    for char in clean(text):
        stem = _stem_for(face, char)
        if stem is None:
            stem, char = face.value, GETA
        current = font(stem)
        if parts and parts[-1][0] is current:
            parts[-1] = (current, parts[-1][1] + char)
        else:
            parts.append((current, char))
    return tuple(parts)


@lru_cache(maxsize=65536)
def ems(face: Face, text: str) -> float:
    """Width of the text in ems, that is, at a type size of 1."""
    return sum(sum(map(part.widths.__getitem__, run)) for part, run in runs(face, text))


def width(face: Face, text: str, size: float) -> float:
    """Width of the text in points."""
    return ems(face, text) * size


def missing_characters(texts: Iterable[str]) -> tuple[str, ...]:
    """Characters that no font of the chain has, each once, in the order of their first appearance."""
    seen = dict.fromkeys(char for text in texts for char in clean(text) if char != "\n")
    return tuple(char for char in seen if _stem_for(Face.BODY, char) is None)
