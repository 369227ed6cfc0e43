"""The parts of a scheme as a tree, and which part a fault belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from app.errors import Issue
from app.services.scheme_values import keys_of
from app.services.scoring import language as parts
from app.services.scoring.checks.tables import all_tables
from app.services.scoring.words.labels import key_word
from app.ui.pages.scheme.field_specs import Look, specs_of

#: Path of the document's own keys (name, source, rounding).
GENERAL = "general"

#: Lists at the top: the class of their parts, their heading, and the words of the button that adds one.
LISTS: dict[str, tuple[type[BaseModel], str, str]] = {
    "sections": (parts.Section, "板块", "新板块"),
    "items": (parts.Item, "项目", "新项目"),
    "shared_limits": (parts.SharedLimit, "共用上限", "新的共用上限"),
    "vetoes": (parts.VetoRule, "一票否决", "新的否决事项"),
    "grades": (parts.Grade, "等次", "新等次"),
    "marks": (parts.Mark, "资格", "新资格"),
    "proposals": (parts.ProposalRule, "结果运用", "新的运用"),
    "categories": (parts.Category, "党员类别", "新类别"),
}
TABLES: dict[str, tuple[type[BaseModel], str]] = {
    GENERAL: (parts.SchemeDocument, "名称和出处"),
    "appraisal": (parts.Appraisal, "民主评议"),
    "rewards": (parts.RewardRules, "积分兑换"),
    "cycle": (parts.Cycle, "计分周期"),
    "posting": (parts.PostingRules, "公示"),
    "members": (parts.MemberRules, "党员规则"),
}
_AFTER_SECTIONS = (
    "shared_limits",
    "appraisal",
    "vetoes",
    "grades",
    "marks",
    "proposals",
    "rewards",
    "cycle",
    "posting",
    "members",
    "categories",
    GENERAL,
)
_KEY = re.compile(r"（[a-z][a-z_]*(?: = [^）]*)?）")
#: An id or a key, in quotation marks or without.
_TOKEN = re.compile(r"“?(?<![A-Za-z0-9_])(?P<token>[A-Za-z][A-Za-z0-9_]*)(?![A-Za-z0-9_])”?")
_CHOSEN = re.compile(r'(?<![A-Za-z0-9_])([a-z_]+) = "?([A-Za-z0-9_]+)"?')
_WORDS = {key_word(parts.SchemeDocument, key): key for key in parts.SchemeDocument.model_fields} | {
    "名额": "grades"
}


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree.

    Attributes:
        path: ``items/volunteer``, ``cycle``; a list's heading has the list's name alone.
        note: What is said behind the name.
        quiet: Not in use.
    """

    path: str
    name: str
    note: str = ""
    quiet: bool = False
    children: tuple[Node, ...] = ()


def tree(plain: Mapping[str, Any]) -> tuple[Node, ...]:
    """All parts of a document in the order of a scheme on paper."""
    rest = [
        _list(plain, path) if path in LISTS else Node(path, TABLES[path][1], _absent(plain, path))
        for path in _AFTER_SECTIONS
    ]
    return (*_sections(plain, "", set()), *rest)


def model_of(path: str) -> type[BaseModel] | None:
    """The class of the part at a path; ``None`` for the heading of a list."""
    head, _, rest = path.partition("/")
    if head in LISTS:
        return LISTS[head][0] if rest else None
    return TABLES[head][0] if head in TABLES else None


def issue_path(issue: Issue) -> str:
    """The part that a fault belongs to."""
    first = issue.place.split(" · ", maxsplit=1)[0]
    word, _, name = first.partition(" ")
    word = re.sub(r"（.*", "", word)
    key = _WORDS.get(word, "")
    if key in LISTS:
        return f"{key}/{name}" if name else key
    return key if key in TABLES else GENERAL


def issue_paths(issue: Issue, plain: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts that a fault belongs to: all of those with one id, else the one."""
    path = issue_path(issue)
    kind, _, part_id = path.partition("/")
    found = (
        (f"{kind}/{key}" for part, key in _keyed(plain, kind) if part.get("id") == part_id) if part_id else ()
    )
    return tuple(found) or (path,)


def issue_key(issue: Issue) -> str:
    """The key of the field that a fault is about, if it names one."""
    found = re.findall(r"（([a-z][a-z_]*)）", issue.place) or re.findall(
        r"（([a-z][a-z_]*)(?: = [^）]*)?）", issue.message
    )
    return found[0] if found else ""


def issue_words(issue: Issue, plain: Mapping[str, Any]) -> str:
    """A fault as a person reads it: names instead of ids, no keys of the file."""
    path = issue_path(issue)
    kind, _, part_id = path.partition("/")
    place = issue.place
    if part_id:
        part: Mapping[str, Any] = next((e for e in plain.get(kind, ()) if e.get("id") == part_id), {})
        place = place.replace(f" {part_id}", f"“{part.get('name') or part_id}”", 1)
    message = _in_words(_KEY.sub("", issue.message), plain)
    place = _in_words(_KEY.sub("", place), plain).replace(" · ", "，")
    return f"{place}：{message}" if place else message


def _in_words(text: str, plain: Mapping[str, Any]) -> str:
    """Ids and keys of the file by what they are called."""
    names = {
        str(part.get("id")): str(part.get("name"))
        for kind in LISTS
        for part in plain.get(kind, ())
        if isinstance(part, Mapping)
    }

    def chosen(found: re.Match[str]) -> str:
        option = _options().get((found[1], found[2]))
        return f"“{key_word(parts.SchemeDocument, found[1])}”选“{option}”" if option else found[0]

    def word(found: re.Match[str]) -> str:
        quoted, token = found[0] != found["token"], found["token"]
        if token in names:
            return f"“{names[token]}”"
        known = key_word(parts.SchemeDocument, token)
        return found[0] if quoted or known == token else known

    return _TOKEN.sub(word, _CHOSEN.sub(chosen, text))


@cache
def _options() -> dict[tuple[str, str], str]:
    """The words of all choices by key and value, as the file writes them."""
    return {
        (spec.key, str(value).lower() if isinstance(value, bool) else str(value)): word
        for model in all_tables()
        for spec in specs_of(model)
        for value, word in (*spec.choices, *(((True, "是"), (False, "否")) if spec.look is Look.FLAG else ()))
    }


def _sections(plain: Mapping[str, Any], parent: str, seen: set[str]) -> Iterator[Node]:
    """The sections below one, each with its sections and items; at the top also what has no place."""
    sections = list(_keyed(plain, "sections"))
    known = {str(each.get("id", "")) for each, _ in sections}
    for section, key in sections:
        section_id = str(section.get("id", ""))
        above = section.get("parent", "")
        above = above if above in known and above != section_id else ""
        if above != parent or key in seen:
            continue
        # Of two sections with one id the first has what belongs to that id; the other is shown, to be mended.
        first = bool(section_id) and section_id not in seen
        seen |= {key, section_id}
        inner = (*_sections(plain, section_id, seen), *_items(plain, section_id)) if first else ()
        yield Node(f"sections/{key}", _name(section), children=inner)
    if not parent:
        for item, key in _keyed(plain, "items"):
            if item.get("section") not in known:
                yield _item(item, key)


def _items(plain: Mapping[str, Any], section_id: str) -> Iterator[Node]:
    for item, key in _keyed(plain, "items"):
        if item.get("section") == section_id:
            yield _item(item, key)


def _item(item: Mapping[str, Any], key: str) -> Node:
    off = item.get("enabled") is False
    note = "停用" if off else "示例" if item.get("example") else ""
    return Node(f"items/{key}", _name(item), note, off)


def _keyed(plain: Mapping[str, Any], kind: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The parts of a list, each with what names it in a path."""
    entries = plain.get(kind, [])
    for entry, key in zip(entries, keys_of(entries), strict=True):
        if isinstance(entry, Mapping):
            yield entry, key


def _list(plain: Mapping[str, Any], kind: str) -> Node:
    found = list(_keyed(plain, kind))
    children = tuple(
        Node(
            f"{kind}/{key}",
            _name(each),
            "停用" if each.get("enabled") is False else "",
            each.get("enabled") is False,
        )
        for each, key in found
    )
    return Node(kind, LISTS[kind][1], str(len(found)) if found else "无", not found, children)


def _absent(plain: Mapping[str, Any], path: str) -> str:
    return "" if path == GENERAL or path in plain else "无"


def _name(part: Mapping[str, Any]) -> str:
    return str(part.get("name") or "（没有名称）")
