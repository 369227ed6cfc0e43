"""A scheme file cut at its table headings, so that one part can be rewritten and all others keep every byte.

Comments stand between tables, and a TOML library counts them to the table above: moving or removing that table would
take the next part's heading along. Here a block knows which comment is its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_HEADER = re.compile(r"[ \t]*(\[\[?)\s*([A-Za-z0-9_.\-\s]+?)\s*\]\]?[ \t]*(#.*)?$")
_PIECE = re.compile(
    r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]|[^\[\]{}"\'#\n]+|.', re.DOTALL
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A table heading with its lines.

    Attributes:
        path: The heading's keys; empty for what stands above the first heading.
        listed: Whether it is one entry of a list (``[[items]]``).
        lead: Comment lines directly above the heading: they go where it goes.
        body: Heading and keys, with the comments among them.
        tail: Blank lines and comments after the last key; they stay where they are.
    """

    path: tuple[str, ...]
    listed: bool
    lead: str
    body: str
    tail: str

    @property
    def core(self) -> str:
        """What moves with the part."""
        return self.lead + self.body

    @property
    def text(self) -> str:
        """All of it."""
        return self.lead + self.body + self.tail


def cut(text: str) -> list[Block]:
    """The blocks of a file that can be read; joined they are the file again."""
    # Not splitlines: a name may hold one of the other signs that it takes for an end of line.
    lines = _LINE.findall(text)
    starts = zip(lines, _starts(text), strict=False)
    heads = [
        number for number, (line, fresh) in enumerate(starts) if fresh and _HEADER.match(line.rstrip("\r\n"))
    ]
    bounds = [0, *heads, len(lines)]
    pieces = [lines[first:last] for first, last in pairwise(bounds)]
    blocks: list[Block] = []
    lead = ""
    for number, piece in enumerate(pieces):
        body, tail = _without_tail(piece)
        own = ""
        if number < len(pieces) - 1:
            tail, own = _without_lead(tail)
        blocks.append(_block(lead, body, tail, root=number == 0))
        lead = own
    return blocks


def joined(blocks: list[Block]) -> str:
    """The file again."""
    return "".join(block.text for block in blocks)


def _block(lead: str, body: list[str], tail: list[str], *, root: bool) -> Block:
    found = None if root else _HEADER.match(body[0].rstrip("\r\n"))
    path = tuple(key.strip() for key in found[2].split(".")) if found else ()
    return Block(path, bool(found and found[1] == "[["), lead, "".join(body), "".join(tail))


def _without_tail(lines: list[str]) -> tuple[list[str], list[str]]:
    end = len(lines)
    while end > 0 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return lines[:end], lines[end:]


def _without_lead(tail: list[str]) -> tuple[list[str], str]:
    start = len(tail)
    while start > 0 and tail[start - 1].lstrip().startswith("#"):
        start -= 1
    return tail[:start], "".join(tail[start:])


def _starts(text: str) -> list[bool]:
    """For each line whether it begins outside of brackets and texts of several lines."""
    starts, depth, fence = [True], 0, ""
    for piece in _PIECE.findall(text):
        if fence:
            fence = "" if piece == fence else fence
        elif piece in ('"""', "'''"):
            fence = piece
        elif piece in ("[", "{"):
            depth += 1
        elif piece in ("]", "}"):
            depth -= 1
        starts += [not depth and not fence] * piece.count("\n")
    return starts
