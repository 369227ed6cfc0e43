"""The shape of a scheme file, read from the classes themselves, so that no table can be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import get_args

from pydantic import BaseModel

from app.services.scoring.language import SchemeDocument

Location = tuple[int | str, ...]
Tables = dict[str, type[BaseModel]]


@cache
def tables_under(model: type[BaseModel], key: str) -> Tables:
    """The tables that a key holds: by ``kind`` where there are several, under the empty word where there is one."""
    field = model.model_fields.get(key)
    found = _models(field.annotation) if field is not None else []
    if len(found) == 1:
        return {"": found[0]}
    return {str(get_args(part.model_fields["kind"].annotation)[0]): part for part in found}


@cache
def all_tables() -> tuple[type[BaseModel], ...]:
    """Every table of the language, the whole file first."""
    found: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [SchemeDocument]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found[model] = None
            waiting += [part for key in model.model_fields for part in tables_under(model, key).values()]
    return tuple(found)


def table_at(location: Location) -> type[BaseModel]:
    """The table that a location of pydantic's lies in."""
    model: type[BaseModel] = SchemeDocument
    tables: Tables = {}
    for part in location:
        if isinstance(part, int):
            continue
        if part in tables:
            model, tables = tables[part], {}
            continue
        tables = tables_under(model, part)
        model = tables.get("", model)
    return model


def is_kind(above: int | str, part: int | str) -> bool:
    """Whether a part of a location is the word by which pydantic tells amounts apart: it is in no file."""
    return (
        above == "amount" and isinstance(part, str) and part in tables_under(table_at(("items",)), "amount")
    )


def real_location(location: Location) -> Location:
    """A location as it stands in the file."""
    return tuple(
        part
        for position, part in enumerate(location)
        if not (position and is_kind(location[position - 1], part))
    )


def inside(inner: Location, outer: Location) -> bool:
    """Whether a location lies within another one."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def pruned(here: object, at: Location, drop: Collection[Location]) -> object:
    """What stands at a location without some of what lies in it."""
    if isinstance(here, Mapping):
        return {key: pruned(value, (*at, key), drop) for key, value in here.items() if (*at, key) not in drop}
    if isinstance(here, list):
        return [
            pruned(value, (*at, number), drop)
            for number, value in enumerate(here)
            if (*at, number) not in drop
        ]
    return here


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]
