"""Plain values written as TOML in the manner of the scheme files, and looked up or changed by path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

#: A list or table that is longer than this stands on several lines.
_LONGEST = 96

Path = tuple[str | int, ...]

#: A value as it is read from a file: text, number, yes or no, date, list or table.
Plain = Any


def split_path(path: str) -> tuple[str, ...]:
    """``items/volunteer/limits/0/points`` as its steps."""
    return tuple(path.split("/")) if path else ()


def find(plain: Plain, path: tuple[str, ...]) -> Path:
    """The steps with every entry of a list as its place; an entry is named by its id or its place.

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
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, Mapping):
        return (
            f"{{ {', '.join(f'{key} = {write_value(part)}' for key, part in value.items())} }}"
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
    return f"{header}\n" + "".join(f"{key} = {write_value(value)}\n" for key, value in table.items())


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
    for number, entry in enumerate(entries):
        if isinstance(entry, Mapping) and entry.get("id") == step:
            return number
    if step.isdigit() and int(step) < len(entries):
        return int(step)
    raise KeyError(step)
