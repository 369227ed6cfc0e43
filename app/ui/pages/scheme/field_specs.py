"""What kind of field each key of the scheme language gets, read from the language itself."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from app.services.scheme_values import Plain
from app.services.scoring import language as parts
from app.services.scoring.checks.tables import tables_under
from app.services.scoring.words.labels import CHOICES, choice_word, key_word, unit_of

#: ``None`` as a choice: the key is not in the file.
UNSET = ""


class Look(Enum):
    """How a value is edited."""

    FLAG = "flag"
    CHOICE = "choice"
    TICKS = "ticks"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    TEXT = "text"
    LONG = "long"
    WORDS = "words"
    DAYS = "days"
    FIGURES = "figures"
    TABLE = "table"
    ROWS = "rows"
    AMOUNT = "amount"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One key of a table.

    Attributes:
        word: What it is called; ``unit`` of its figure, ``hint`` below the field.
        choices: Value and word; for references they are filled from the document, see ``refers``.
        refers: The list of parts that its values name; empty for none.
        model: The table inside, for ``TABLE`` and ``ROWS``.
        default: The plain value when the key is not in the file; ``None`` where it then is empty.
        required: Whether the file must have it.
        more: Folded away under 更多.
        pair: With ``EITHER``: the two keys of which a table has one.
    """

    key: str
    word: str
    look: Look
    unit: str = ""
    hint: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    refers: str = ""
    model: type[BaseModel] | None = None
    default: Any = None
    required: bool = False
    more: bool = False
    pair: tuple[FieldSpec, ...] = ()


_REFERS = {
    "section": "sections",
    "parent": "sections",
    "also": "items",
    "item": "items",
    "items": "items",
    "categories": "categories",
    "by_category": "categories",
    "sections_min": "sections",
    "grade": "grades",
    "grades": "grades",
    "mark": "marks",
    "options": "options",
    "by_status": "statuses",
}
_LONG = frozenset({"note", "exemption", "source"})
_UNIONS: tuple[Any, ...] = (Union, types.UnionType)
_EITHER: dict[type[BaseModel], tuple[str, str]] = {
    parts.Limit: ("points", "times"),
    parts.SharedLimit: ("points", "times"),
    parts.Factor: ("factor", "points"),
}
_EITHER_WORDS = {parts.Limit: "最多", parts.SharedLimit: "合计最多", parts.Factor: "加多少"}
_HIDDEN = frozenset({"id", "kind"})
_MORE: dict[type[BaseModel], frozenset[str]] = {
    parts.Item: frozenset(
        [
            "outcomes",
            "limit_on",
            "repeat",
            "exclusive",
            "cancelled_by",
            "also",
            "applies_to",
            "validity_months",
            "review",
            "local",
            "activity",
            "note",
        ]
    ),
    parts.Section: frozenset(
        ["parent", "start", "window", "weight", "outside", "applies_to", "local", "note"]
    ),
    parts.FixedAmount: frozenset({"by_category"}),
    parts.PerUnitAmount: frozenset({"minimum", "round"}),
    parts.GraduatedAmount: frozenset({"round"}),
    parts.AttendanceAmount: frozenset({"excused", "made_up"}),
    parts.ExpectedAmount: frozenset({"leave", "liable"}),
    parts.StateAmount: frozenset({"held"}),
    parts.VetoRule: frozenset({"count_meanwhile", "note"}),
    parts.Cycle: frozenset(
        ["year_starts", "counting", "carry", "validity_months", "full_marks", "start_name"]
    ),
    parts.Start: frozenset({"by_status", "class_at"}),
    parts.Appraisal: frozenset({"groups", "divisor"}),
    parts.RewardRules: frozenset({"windows", "prizes", "balance", "clears_on", "cash"}),
    parts.SchemeDocument: frozenset({"decimals", "ties", "example_note"}),
}
_CONDITION_MAIN = frozenset({"name", "min", "below", "by_meeting", "quota", "kind", "no_veto"})
_HINTS = {
    (parts.Item, "example"): "原文没有规定、须经党员大会通过的分值",
    (parts.Item, "roles"): "如带头、组织者加倍",
    (parts.Item, "limit_on"): "有角色加倍时才有区别",
    (parts.Item, "exclusive"): "写同一个词的几个项目，一件事只计最高一项",
    (parts.Section, "weight"): "满分折合多少分计入总分",
    (parts.Cycle, "full_marks"): "只用来核对各板块相加",
}
_FIRST = ("name", "section", "amount", "limits", "roles", "polarity", "enabled", "example", "proof", "entry")


def specs_of(model: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The fields of a table in the order in which they are shown."""
    keys = [key for key in model.model_fields if key not in _HIDDEN or _is_choice_kind(model, key)]
    if model is parts.SchemeDocument:
        keys = [key for key in keys if not tables_under(model, key)]
    keys.sort(key=lambda key: _FIRST.index(key) if model is parts.Item and key in _FIRST else len(_FIRST))
    specs = [_spec(model, key) for key in keys]
    pair = tuple(spec for spec in specs if spec.key in _EITHER.get(model, ()))
    if pair:
        one = FieldSpec(pair[0].key, _EITHER_WORDS[model], Look.EITHER, pair=pair)
        specs = [one if spec is pair[0] else spec for spec in specs if spec is not pair[1]]
    return tuple(specs)


def _is_choice_kind(model: type[BaseModel], key: str) -> bool:
    """``kind`` tells amounts apart; elsewhere it is a value like any other."""
    return key == "kind" and get_origin(model.model_fields[key].annotation) is not Literal


def _spec(model: type[BaseModel], key: str) -> FieldSpec:
    field = model.model_fields[key]
    look, inner = _look(model, key, field.annotation)
    refers = _REFERS.get(key, "") if look in (Look.CHOICE, Look.TICKS, Look.FIGURES) else ""
    leaves = list(_leaves(field.annotation))
    choices = _choices(look, leaves)
    optional = type(None) in leaves
    if look is Look.CHOICE and (optional or not field.is_required()) and refers:
        choices = ((UNSET, "无"),)
    elif look is Look.CHOICE and optional:
        choices = ((UNSET, "不限" if bool in leaves else "无"), *choices)
    return FieldSpec(
        key=key,
        word=key_word(model, key),
        look=look,
        unit=unit_of(model, key).strip(),
        hint=_HINTS.get((model, key), ""),
        choices=choices,
        refers=refers,
        model=inner,
        default=_plain(field.default) if not field.is_required() and field.default_factory is None else None,
        required=field.is_required(),
        more=_is_more(model, key),
    )


def _is_more(model: type[BaseModel], key: str) -> bool:
    if issubclass(model, parts.NamedCondition):
        return key not in _CONDITION_MAIN
    return key in _MORE.get(model, frozenset())


def _look(model: type[BaseModel], key: str, annotation: Plain) -> tuple[Look, type[BaseModel] | None]:
    tables = tables_under(model, key)
    if key == "amount" and len(tables) > 1:
        return Look.AMOUNT, None
    many = any(get_origin(part) is tuple for part in _unions(annotation))
    if tables:
        return (Look.ROWS if many else Look.TABLE), next(iter(tables.values()))
    leaves = set(_leaves(annotation)) - {type(None)}
    if any(get_origin(part) is dict for part in _unions(annotation)):
        return Look.FIGURES, None
    if many:
        if date in leaves:
            return Look.DAYS, None
        return (Look.WORDS if key == "posts" else Look.TICKS), None
    if bool in leaves:
        return (Look.CHOICE if type(None) in set(_leaves(annotation)) else Look.FLAG), None
    if _choices(Look.CHOICE, list(leaves)) or (key in _REFERS and leaves == {str}):
        return Look.CHOICE, None
    if Fraction in leaves:
        return Look.SHARE, None
    if Decimal in leaves:
        return Look.NUMBER, None
    if int in leaves:
        return Look.COUNT, None
    return (Look.LONG if key in _LONG else Look.TEXT), None


def _choices(look: Look, leaves: list[Any]) -> tuple[tuple[Plain, str], ...]:
    if look not in (Look.CHOICE, Look.TICKS):
        return ()
    found: list[tuple[Any, str]] = []
    for leaf in leaves:
        if isinstance(leaf, type) and issubclass(leaf, Enum):
            found += [(member.value, CHOICES[leaf][member.value]) for member in leaf]
        elif leaf is bool:
            found += [(True, "是"), (False, "否")]
        elif not isinstance(leaf, type) and leaf is not Ellipsis:
            found.append((leaf, choice_word(leaf)))
    return tuple(found)


def _leaves(annotation: Plain) -> Iterator[Any]:
    """The plain types and the literal values inside an annotation."""
    origin: Any = get_origin(annotation)
    if origin is Literal:
        yield from get_args(annotation)
    elif origin is None:
        yield annotation
    elif hasattr(annotation, "__metadata__"):
        yield from _leaves(get_args(annotation)[0])
    else:
        for part in get_args(annotation):
            yield from _leaves(part)


def _unions(annotation: Plain) -> Iterator[Any]:
    if hasattr(annotation, "__metadata__"):
        yield from _unions(get_args(annotation)[0])
    elif any(get_origin(annotation) is union for union in _UNIONS):
        for part in get_args(annotation):
            yield from _unions(part)
    else:
        yield annotation


def _plain(value: Plain) -> Plain:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, BaseModel):
        return {}
    return list(value) if isinstance(value, tuple) else value
