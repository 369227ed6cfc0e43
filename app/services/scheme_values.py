"""Plain values written as TOML in the manner of the scheme files, and looked up or changed by path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

#: A list or table that is longer than this stands on several lines.
_LONGEST = 96

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = re.compile(r"#?(\d+)")

Path = tuple[str | int, ...]

#: A value as it is read from a file: text, number, yes or no, date, list or table.
Plain = Any


def split_path(path: str) -> tuple[str, ...]:
    """``items/volunteer/limits/0/points`` as its steps."""
    return tuple(path.split("/")) if path else ()


def keys_of(entries: Sequence[Plain]) -> list[str]:
    """What names each entry of a list in a path: its id, or its place where the id is none or stands twice."""
    ids = [entry.get("id") if isinstance(entry, Mapping) else None for entry in entries]
    count = Counter(found for found in ids if isinstance(found, str))
    return [
        found
        if isinstance(found, str)
        and count[found] == 1
        and found
        and "/" not in found
        and not _PLACE.fullmatch(found)
        else f"#{number}"
        for number, found in enumerate(ids)
    ]


def find(plain: Plain, path: tuple[str, ...]) -> Path:
    """The steps with every entry of a list as its place; an entry is named by its id, or its place (``3``, ``#3``).

    Raises:
        KeyError: a list has no such entry.
    """
    found: list[str | int] = []
    here = plain
    for step in path:
        key: str | int = _place(here, step) if isinstance(here, list) else step
        found.append(key)
        if isinstance(here, list):
            here = here[int(key)]
        else:
            here = here.get(key) if isinstance(here, Mapping) else None
    return tuple(found)


def value_at(plain: Plain, path: Path) -> Plain:
    """The value at a place; ``None`` where there is none."""
    for step in path:
        if isinstance(plain, list):
            plain = plain[int(step)]
        else:
            plain = plain.get(step) if isinstance(plain, Mapping) else None
    return plain


def changed(plain: Plain, path: Path, value: Plain) -> Plain:
    """The same values with another one at a place; ``None`` takes the key away, missing tables are made."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(plain, list):
        return [changed(part, rest, value) if number == step else part for number, part in enumerate(plain)]
    table = dict(plain) if isinstance(plain, Mapping) else {}
    inner = changed(table.get(str(step)), rest, value)
    if inner is None:
        table.pop(str(step), None)
    else:
        table[str(step)] = inner
    return table


def write_value(value: Plain) -> str:
    """A value as it stands right of the equals sign."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, int | date | time):
        return str(value)
    if isinstance(value, Mapping):
        return (
            f"{{ {', '.join(f'{write_key(key)} = {write_value(part)}' for key, part in value.items())} }}"
            if value
            else "{}"
        )
    parts = [write_value(part) for part in value]
    line = f"[{', '.join(parts)}]"
    if len(line) <= _LONGEST or not any(isinstance(part, Mapping) for part in value):
        return line
    return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"


def write_table(header: str, table: Mapping[str, Any]) -> str:
    """A table with its heading, one key a line."""
    lines = (f"{write_key(key)} = {write_value(value)}\n" for key, value in table.items())
    return f"{header}\n{''.join(lines)}"


def write_key(key: str) -> str:
    """A key as it stands left of the equals sign: in quotation marks where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _text(value: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    body = "".join(
        escapes.get(char) or (char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}")
        for char in value
    )
    return f'"{body}"'


def _place(entries: list[Any], step: str) -> int:
    place = _PLACE.fullmatch(step)
    if place and int(place[1]) < len(entries):
        return int(place[1])
    for number, entry in enumerate(entries):
        if isinstance(entry, Mapping) and entry.get("id") == step:
            return number
    raise KeyError(step)
