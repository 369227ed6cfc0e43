"""Breaking lines of Chinese text: fast, without hyphenation, with the rules of 避头尾."""

from __future__ import annotations

import re
from functools import lru_cache

from app.services.documents.fonts import Face, clean, ems

_OPENING = "（〔［｛《〈「『【“‘([{"
_CLOSING = "）〕］｝》〉」』】”’)]}，。、；：？！…·,;:?!％%℃"
_HAN = r"\u3400-\u9FFF\U00020000-\U0003FFFF"
# Letters and digits hold together with the signs inside numbers, dates and form numbers.
_WORD = r"[0-9A-Za-z\u00C0-\u024F.,:/+\-−_@#&%]+"
# So do the parts of a name with dots, masked or not, a mark with its number, and brackets and stops with neighbours.
_NAME_PART = rf"[{_HAN}]{{1,6}}·|(?<=·)[{_HAN}]{{1,6}}(?![{_HAN}])|[{_HAN}]{{0,2}}\*{{1,8}}\d*·?"
_MARKED = rf"[①-⑳]{_WORD}"
_OPEN, _CLOSE = re.escape(_OPENING), re.escape(_CLOSING)
_UNIT = re.compile(rf" +|{_NAME_PART}|[{_OPEN}]*(?:{_MARKED}|{_WORD}|[^\s{_OPEN}])[{_CLOSE}]*|\S|\s")


def _hard_break(unit: str, face: Face, limit: float) -> list[str]:
    """Cut a unit that is wider than a whole line, character by character."""
    pieces: list[str] = []
    current = ""
    for char in unit:
        if current and ems(face, current + char) > limit:
            pieces.append(current)
            current = char
        else:
            current += char
    return [*pieces, current]


def _break_paragraph(text: str, face: Face, limit: float) -> list[str]:
    lines: list[str] = []
    current, used = "", 0.0
    for unit in _UNIT.findall(text):
        need = ems(face, unit)
        if used + need <= limit:
            current, used = current + unit, used + need
            continue
        if current.strip():
            lines.append(current.rstrip())
        if unit.isspace():
            current, used = "", 0.0
            continue
        *full, current = _hard_break(unit, face, limit)
        lines.extend(full)
        used = ems(face, current)
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines


@lru_cache(maxsize=32768)
def wrap(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    """Lines of the text that fit the width; a line break in the text is kept."""
    # A hair of slack: sums of widths must not break a line that fits exactly.
    limit = width / size + 0.001
    if "\n" not in text and ems(face, text) <= limit:
        return (text,)
    return tuple(
        line for paragraph in clean(text).split("\n") for line in _break_paragraph(paragraph, face, limit)
    )
