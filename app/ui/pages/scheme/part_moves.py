"""Adding, copying, removing and moving parts: document in, document and the part to look at out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.services import scheme_text
from app.services.scheme_values import keys_of
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
    plain = scheme_text.read(text)
    peers = _peers(plain, kind, part_id)
    gone = _place(plain, kind, part_id)
    at = peers.index(gone)
    left = peers[:at] + peers[at + 1 :]
    done = scheme_text.remove(text, kind, part_id)
    if not left:
        return Moved(done, kind)
    neighbour = left[min(at, len(left) - 1)]
    return Moved(done, _path(done, kind, neighbour - (neighbour > gone)))


def move_part(text: str, path: str, *, by: int) -> Moved | None:
    """The part one place up (-1) or down (1) among its like; ``None`` at the end of them."""
    kind, _, part_id = path.partition("/")
    plain = scheme_text.read(text)
    peers = _peers(plain, kind, part_id)
    at = peers.index(_place(plain, kind, part_id)) + by
    if not 0 <= at < len(peers):
        return None
    done = scheme_text.swap(text, kind, part_id, f"#{peers[at]}")
    return Moved(done, _path(done, kind, peers[at]))


def used_by(plain: Mapping[str, Any], path: str) -> int:
    """How many items stand in a section, or below it."""
    kind, _, key = path.partition("/")
    if kind != "sections":
        return 0
    part_id = plain["sections"][_place(plain, kind, key)].get("id", "")
    items: int = sum(item.get("section") == part_id for item in plain.get("items", []))
    below: int = sum(part.get("parent") == part_id for part in plain.get("sections", []))
    return items + below


def _peers(plain: Mapping[str, Any], kind: str, part_id: str) -> list[int]:
    """Places of the parts among which one moves: items of its section, sections of one parent."""
    entries = plain.get(kind, [])
    key = {"items": "section", "sections": "parent"}.get(kind)
    if key is None:
        return list(range(len(entries)))
    homes = [entry.get(key, "") if isinstance(entry, Mapping) else None for entry in entries]
    home = homes[_place(plain, kind, part_id)]
    return [number for number, each in enumerate(homes) if each == home]


def _place(plain: Mapping[str, Any], kind: str, part_id: str) -> int:
    return keys_of(plain.get(kind, [])).index(part_id)


def _path(text: str, kind: str, place: int) -> str:
    return f"{kind}/{keys_of(scheme_text.read(text)[kind])[place]}"


def _section_of(plain: Mapping[str, Any], head: str, chosen: str) -> str:
    """Id of the section that a new item goes into: the chosen one, that of the chosen item, else the first."""
    entries = plain.get(head, [])
    if head in {"sections", "items"} and chosen in (keys := keys_of(entries)):
        entry = entries[keys.index(chosen)]
        found = entry.get("id" if head == "sections" else "section")
        if found:
            return str(found)
    return str(next((e.get("id", "") for e in plain.get("sections", [])), ""))


def _last_item(plain: Mapping[str, Any], section: str) -> str:
    entries = plain.get("items", [])
    own = [key for e, key in zip(entries, keys_of(entries), strict=True) if e.get("section") == section]
    return own[-1] if own else ""


def _deducts(plain: Mapping[str, Any], section: str) -> bool:
    """Whether everything in a section deducts so far, or it can hold nothing else."""
    own = [
        entry.get("polarity", "plus") for entry in plain.get("items", []) if entry.get("section") == section
    ]
    ceiling = next((e.get("ceiling") for e in plain.get("sections", []) if e.get("id") == section), None)
    return all(polarity == "minus" for polarity in own) if own else ceiling == 0
