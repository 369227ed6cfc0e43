"""Adding, copying, removing and moving parts: document in, document and the part to look at out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.services import scheme_text
from app.ui.pages.scheme.fresh import fresh_part


@dataclass(frozen=True, slots=True)
class Moved:
    """A document after a step, and the path of the part to look at."""

    text: str
    path: str


def add_part(text: str, kind: str, name: str, *, beside: str, taken: Collection[str]) -> Moved:
    """A new part behind the one that is chosen.

    Args:
        text: The document.
        kind: The list that it belongs to.
        name: What it is called.
        beside: Path of the part that is chosen; says section and place.
        taken: Ids that must not be used again.
    """
    plain = scheme_text.read(text)
    part_id = scheme_text.new_id(text, kind, name, taken=taken)
    head, _, chosen = beside.partition("/")
    section = _section_of(plain, head, chosen) if kind == "items" else ""
    values = fresh_part(kind, part_id, name, section=section, minus=_deducts(plain, section))
    after = chosen if head == kind else ""
    if kind == "items" and not after:
        after = _last_item(plain, section)
    return Moved(scheme_text.add(text, kind, values, after=after), f"{kind}/{part_id}")


def copy_part(text: str, path: str, *, taken: Collection[str]) -> Moved:
    """The same part once more, behind it."""
    kind, _, part_id = path.partition("/")
    name = f"{scheme_text.get(text, f'{path}/name') or ''}（副本）"
    fresh = scheme_text.new_id(text, kind, name, taken=taken)
    return Moved(scheme_text.copy(text, kind, part_id, part_id=fresh, name=name), f"{kind}/{fresh}")


def remove_part(text: str, path: str) -> Moved:
    """The part taken out; its neighbour is looked at next."""
    kind, _, part_id = path.partition("/")
    peers = _peers(scheme_text.read(text), kind, part_id)
    place = peers.index(part_id)
    left = peers[:place] + peers[place + 1 :]
    neighbour = left[min(place, len(left) - 1)] if left else ""
    return Moved(scheme_text.remove(text, kind, part_id), f"{kind}/{neighbour}" if neighbour else kind)


def move_part(text: str, path: str, *, by: int) -> Moved | None:
    """The part one place up (-1) or down (1) among its like; ``None`` at the end of them."""
    kind, _, part_id = path.partition("/")
    peers = _peers(scheme_text.read(text), kind, part_id)
    place = peers.index(part_id) + by
    if not 0 <= place < len(peers):
        return None
    return Moved(scheme_text.swap(text, kind, part_id, peers[place]), path)


def used_by(plain: Mapping[str, Any], path: str) -> int:
    """How many items stand in a section, or below it."""
    kind, _, part_id = path.partition("/")
    if kind != "sections":
        return 0
    items: int = sum(item.get("section") == part_id for item in plain.get("items", []))
    below: int = sum(part.get("parent") == part_id for part in plain.get("sections", []))
    return items + below


def _peers(plain: Mapping[str, Any], kind: str, part_id: str) -> list[str]:
    """Ids of the parts among which one moves: items of its section, sections of one parent."""
    entries = [entry for entry in plain.get(kind, []) if isinstance(entry, Mapping)]
    key = {"items": "section", "sections": "parent"}.get(kind)
    if key is not None:
        home = next((entry.get(key, "") for entry in entries if entry.get("id") == part_id), "")
        entries = [entry for entry in entries if entry.get(key, "") == home]
    return [str(entry.get("id", "")) for entry in entries]


def _section_of(plain: Mapping[str, Any], head: str, chosen: str) -> str:
    if head == "sections" and chosen:
        return chosen
    if head == "items":
        item: Mapping[str, Any] = next((e for e in plain.get("items", []) if e.get("id") == chosen), {})
        if item.get("section"):
            return str(item["section"])
    return str(next((e.get("id", "") for e in plain.get("sections", [])), ""))


def _last_item(plain: Mapping[str, Any], section: str) -> str:
    own = [str(e.get("id", "")) for e in plain.get("items", []) if e.get("section") == section]
    return own[-1] if own else ""


def _deducts(plain: Mapping[str, Any], section: str) -> bool:
    """Whether everything in a section deducts so far, or it can hold nothing else."""
    own = [
        entry.get("polarity", "plus") for entry in plain.get("items", []) if entry.get("section") == section
    ]
    ceiling = next((e.get("ceiling") for e in plain.get("sections", []) if e.get("id") == section), None)
    return all(polarity == "minus" for polarity in own) if own else ceiling == 0
