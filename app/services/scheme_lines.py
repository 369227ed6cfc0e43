"""One value changed in the lines of a part, all other lines kept as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Table

from .scheme_values import Path, Plain, write_value


def edited(unit: str, place: Path, target: dict[str, Any]) -> str:
    """One part's lines with the values of ``target`` at a place; unchanged where they are in too odd a hand."""
    try:
        document = tomlkit.parse(unit)
        _descend(document, place, target)
        return tomlkit.dumps(document)
    except (TOMLKitError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return unit


def _descend(table: Plain, place: Path, wanted: Plain) -> None:
    """Walk down to the innermost table that has lines of its own and write one key of it."""
    key, rest = place[0], place[1:]
    here = table.get(key)
    if rest and isinstance(here, Table) and isinstance(wanted.get(key), Mapping):
        _descend(here, rest, wanted[key])
    elif rest and isinstance(here, AoT) and len(rest) > 1 and len(here) == len(wanted[key]):
        _descend(here[int(rest[0])], rest[1:], wanted[key][int(rest[0])])
    elif rest and here is not None and "#" in here.as_string() and key in wanted:
        _within(here, rest, wanted[key])
    elif key not in wanted:
        table.remove(key)
    elif here is None:
        _append(table, str(key), wanted[key])
    else:
        table[key] = tomlkit.value(write_value(wanted[key]))


def _append(table: Plain, key: str, value: Plain) -> None:
    """A new key below the others, not below the comments that follow them."""
    last = [name for name, part in table.items() if not isinstance(part, Table | AoT)]
    item = tomlkit.value(write_value(value))
    if not last:
        table.add(key, item)
        return
    body = table.value.body if hasattr(table, "value") and hasattr(table.value, "body") else table.body
    place = max(number for number, (name, _) in enumerate(body) if name is not None and name.key == last[-1])
    if not body[place][1].trivia.trail:
        body[place][1].trivia.trail = "\n"
    container = table.value if hasattr(table, "value") and hasattr(table.value, "body") else table
    if place + 1 == len(body):
        table.add(key, item)
        return
    container._insert_at(place + 1, key, item)  # noqa: SLF001 - tomlkit has no public way to a place
    item.trivia.trail = "\n"


def _within(item: Plain, place: Path, wanted: Plain) -> None:
    """A value inside brackets that hold comments: only a single figure is written there."""
    key, rest = place[0], place[1:]
    if rest:
        _within(item[key], rest, wanted[key])
    elif isinstance(item, Array):
        item[int(key)] = tomlkit.value(write_value(wanted[key]))
    elif key in item:
        item[key] = tomlkit.value(write_value(wanted[key]))
    else:
        raise KeyError(key)
