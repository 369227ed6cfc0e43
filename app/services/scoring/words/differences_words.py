"""The words for one value or one part of a scheme, as they stand in a comparison of two versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from pydantic import BaseModel

from app.services.scoring.kinds import Polarity
from app.services.scoring.language import (
    Appraisal,
    Audience,
    Condition,
    Grade,
    Item,
    Limit,
    Named,
    ProposalRule,
    RewardRules,
    SchemeDocument,
    Section,
    SharedLimit,
    VetoRule,
)
from app.services.scoring.numbers import plain, share_words
from app.services.scoring.words.amounts import amount_words
from app.services.scoring.words.items import WINDOWS, describe_item, describe_limit, describe_section
from app.services.scoring.words.labels import choice_word, key_word, unit_of
from app.services.scoring.words.names import Names
from app.services.scoring.words.people import describe_audience
from app.services.scoring.words.scheme import describe_appraisal, describe_rewards
from app.services.scoring.words.verdict import (
    describe_condition,
    describe_grade,
    describe_proposal,
    describe_veto,
)

_RANKS = frozenset({"at_most", "bottom", "top"})


@dataclass(frozen=True, slots=True)
class Rules:
    """One version with the names of its parts.

    Attributes:
        document: The rules.
        names: What their ids are called.
    """

    document: SchemeDocument
    names: Names

    def sentence(self, part: BaseModel) -> str:
        """A whole part in one sentence; what has none is written out key by key."""
        names, words = self.names, ""
        match part:
            case Item() | Section() | VetoRule() | Grade() | ProposalRule():
                words = _rule(part, names)
            case SharedLimit():
                shared = "、".join(names.item(key) for key in part.items)
                words = f"{shared}合计{describe_limit(part, names=names)}"
            case Condition():
                words = describe_condition(part, names)
            case Audience():
                words = describe_audience(part, names)
            case Appraisal():
                words = describe_appraisal(part)
            case RewardRules():
                words = describe_rewards(part, names)
        return words or brief(part)

    def amount(self, item: Item) -> str:
        """What one line of an item is worth."""
        return amount_words(item.amount, minus=item.polarity is Polarity.MINUS, names=self.names)

    def limit(self, limit: Limit) -> str:
        """``全年最多 4 分``."""
        return describe_limit(limit, names=self.names)

    def limit_change(self, old: Limit, new: Limit) -> str:
        """``全年上限由 4 分改为 6 分``."""
        classes = "、".join(self.names.category(part) for part in new.categories or ())
        one, two = _figure(old), _figure(new)
        return f"{classes}{WINDOWS[new.window]}上限{from_to(one, two)}"


def _rule(part: Item | Section | VetoRule | Grade | ProposalRule, names: Names) -> str:
    match part:
        case Item():
            return describe_item(part, names)
        case Section():
            return describe_section(part, names)
        case VetoRule():
            return describe_veto(part, names)
        case Grade():
            return describe_grade(part, names)
    return describe_proposal(part, names)


def from_to(before: str, after: str) -> str:
    """``由 4 分改为 6 分``, ``由“甲”改为“乙”``."""
    one, two = (f" {text}" if text[0].isascii() else text for text in (before, after))
    return f"由{one}{' ' if one[-1].isascii() else ''}改为{two}"


def limit_key(limit: Limit) -> tuple[str, bool, tuple[str, ...] | None]:
    """What a limit counts and for whom: two versions of it differ only in how much."""
    return limit.window.value, limit.points is None, limit.categories


def shown(model: type[BaseModel], key: str, value: object, rules: Rules) -> str:
    """A value in words with its unit; empty where the key is not set."""
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, BaseModel):
        return f"“{rules.sentence(value)}”"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        return f"{_number(value)}{' 名' if key in _RANKS else unit_of(model, key)}"
    if isinstance(value, Mapping):
        pairs = (f"{_key(name, rules)} {_number(figure)} 分" for name, figure in value.items())
        return "、".join(pairs)
    if isinstance(value, tuple):
        return "、".join(shown(model, key, part, rules) for part in value)
    return _text(key, value, rules)


def brief(value: object) -> str:
    """Whatever stands in the file, every key with its value: nothing can hide in it."""
    if isinstance(value, BaseModel):
        # A part with an id is named where it stands; only what else it says is written out.
        given = value.model_fields_set - ({"id", "name"} if isinstance(value, Named) else set())
        keys = [key for key in type(value).model_fields if key in given]
        return "，".join(f"{key_word(type(value), key)} {brief(getattr(value, key))}" for key in keys)
    if isinstance(value, tuple):
        return "；".join(brief(part) for part in value)
    if isinstance(value, Mapping):
        return "、".join(f"{key} {brief(part)}" for key, part in value.items())
    if value is None:
        return "不设"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int | Fraction):
        return _number(value)
    return choice_word(value) if isinstance(value, str | Enum) else str(value)


def _number(value: Decimal | int | Fraction) -> str:
    if isinstance(value, Fraction):
        return share_words(value)
    return plain(value) if isinstance(value, Decimal) else str(value)


def _figure(limit: Limit) -> str:
    return f"{limit.times} 次" if limit.points is None else f"{plain(limit.points)} 分"


def _text(key: str, value: object, rules: Rules) -> str:
    """A text, a choice, a share or a date; ids by the names of what they stand for."""
    if isinstance(value, Fraction):
        return share_words(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    names = rules.names
    lookups = {
        "categories": names.category,
        "section": names.section,
        "parent": names.section,
        "grades": names.grade,
        "grade": names.grade,
        "mark": names.mark,
        "items": names.item,
        "also": names.item,
        "item": names.item,
        "options": names.option,
    }
    if key in lookups and not isinstance(value, Enum):
        return lookups[key](str(value))
    return f"“{choice_word(value)}”"


def _key(name: str, rules: Rules) -> str:
    """A key of ``by_category``, ``by_status`` or ``sections_min``."""
    if name in rules.names.sections:
        return rules.names.section(name)
    word = choice_word(name)
    return f"{word}党员" if word != name else rules.names.category(name)
