"""Editing a scheme as text: document in, document out. What is not touched keeps every byte, comments too.

A path names a value by its keys, an entry of a list by its id or its place: ``items/volunteer/limits/0/points``, and
``items/#3`` where an id stands twice (:func:`~app.services.scheme_values.keys_of`). Parts are the entries of the lists at the top (items, sections, vetoes …). Values are plain: text, ``Decimal``, ``int``,
``bool``, lists and tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from app.errors import UserError

from .pinyin import initials
from .scheme_blocks import Block, cut, joined
from .scheme_lines import edited
from .scheme_values import Path, Plain, changed, find, split_path, value_at, write_table, write_value

#: The parts of a file in the order in which the shipped schemes have them.
ORDER = (
    "cycle",
    "posting",
    "members",
    "categories",
    "sections",
    "items",
    "shared_limits",
    "appraisal",
    "vetoes",
    "grades",
    "marks",
    "proposals",
    "rewards",
)
#: Those of them that are lists of parts with an id.
LISTS = ("categories", "sections", "items", "shared_limits", "vetoes", "grades", "marks", "proposals")

_LONGEST_ID = 40
_COPY = re.compile(r"_?\d+$")


def read(text: str) -> dict[str, Any]:
    """The plain values of a document.

    Raises:
        UserError: it is no TOML at all.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UserError("这份方案读不出来。", hint="请从文件重新导入，或另建一份草稿。") from error


def get(text: str, path: str) -> Plain:
    """The value at a path, ``None`` where there is none."""
    plain = read(text)
    try:
        return value_at(plain, find(plain, split_path(path)))
    except KeyError:
        return None


def put(text: str, path: str, value: Plain) -> str:
    """Set a value; ``None`` takes the key away. Tables on the way are made where they are missing.

    Raises:
        UserError: the path names an entry that is not there.
    """
    plain = read(text)
    place = _find(plain, path)
    wanted = changed(plain, place, value)
    if wanted == plain and type(value_at(plain, place)) is type(value):
        return text
    return _rewritten(text, plain, wanted, place)


def add(text: str, kind: str, values: Mapping[str, Any], *, after: str = "") -> str:
    """Add a part to one of the lists, behind the part ``after``, else at the end of the list."""
    plain = read(text)
    entries = list(plain.get(kind, []))
    place = int(_find(plain, f"{kind}/{after}")[1]) + 1 if after else len(entries)
    wanted = {**plain, kind: [*entries[:place], dict(values), *entries[place:]]}
    blocks = cut(text)
    heads = _heads(blocks, kind)
    if entries and not heads:
        return _rewritten(text, plain, wanted, (kind,))
    fresh = write_table(f"[[{kind}]]", values)
    if heads:
        _, last = _span(blocks, kind, heads, place - 1) if place else (0, heads[0] - 1)
        number = last
    else:
        number = _home(blocks, kind)
    return _checked(_put_in(blocks, number, fresh), wanted, text, (kind,))


def remove(text: str, kind: str, part: str) -> str:
    """Take a part out of its list; the comments around it stay."""
    plain = read(text)
    place = int(_find(plain, f"{kind}/{part}")[1])
    entries = plain[kind]
    wanted = changed(plain, (kind,), [*entries[:place], *entries[place + 1 :]] or None)
    blocks = cut(text)
    heads = _heads(blocks, kind)
    if not heads:
        return _rewritten(text, plain, wanted, (kind,))
    first, last = _span(blocks, kind, heads, place)
    own = [n for n in range(first, last + 1) if blocks[n].path[:1] == (kind,)]
    kept = [_emptied(block) if number in own else block for number, block in enumerate(blocks)]
    return _checked(joined(kept), wanted, text, (kind,))


def swap(text: str, kind: str, one: str, other: str) -> str:
    """Let two parts of a list change places; the comments between the parts stay."""
    plain = read(text)
    a, b = sorted((int(_find(plain, f"{kind}/{one}")[1]), int(_find(plain, f"{kind}/{other}")[1])))
    entries = list(plain[kind])
    if a == b:
        return text
    entries[a], entries[b] = entries[b], entries[a]
    wanted = {**plain, kind: entries}
    blocks = cut(text)
    heads = _heads(blocks, kind)
    if not heads:
        return _rewritten(text, plain, wanted, (kind,))
    (first_a, last_a), (first_b, last_b) = (_span(blocks, kind, heads, place) for place in (a, b))
    tail_a, tail_b = blocks[last_a].tail, blocks[last_b].tail
    # A block whose last line has no end of line would run into what follows it now.
    part_a, part_b = (_ended(_inner(blocks[f : n + 1])) for f, n in ((first_a, last_a), (first_b, last_b)))
    between = joined(blocks[last_a + 1 : first_b])
    done = (
        joined(blocks[:first_a]) + part_b + tail_a + between + part_a + tail_b + joined(blocks[last_b + 1 :])
    )
    return _checked(done, wanted, text, (kind,))


def copy(text: str, kind: str, part: str, *, part_id: str, name: str) -> str:
    """Add the same part once more behind it, under another id and name."""
    values = {**get(text, f"{kind}/{part}"), "id": part_id, "name": name}
    return add(text, kind, values, after=part)


def new_id(text: str, kind: str, name: str, *, taken: Collection[str] = ()) -> str:
    """An id for a new part: the initials of its name, with a number where they are taken.

    Args:
        text: The document; ids of its list are taken.
        kind: The list.
        name: What the part is called.
        taken: Ids of other versions: a new item must not be counted together with an old one.
    """
    entries = read(text).get(kind, [])
    used = {str(entry.get("id", "")) for entry in entries} | set(taken)
    return free_id(name, used)


def free_id(name: str, used: Collection[str]) -> str:
    """The initials of a name as an id that is not used yet."""
    letters = re.sub(r"[^a-z0-9_]", "", initials(name).split("|", maxsplit=1)[0].casefold())[
        : _LONGEST_ID - 4
    ]
    stem = letters if letters[:1].isalpha() else f"x{letters}"
    number, found = 1, stem
    while found in used:
        number += 1
        found = f"{_COPY.sub('', stem) or stem}_{number}"
    return found


def _find(plain: dict[str, Any], path: str) -> Path:
    try:
        return find(plain, split_path(path))
    except KeyError as error:
        raise UserError("方案里找不到这一处，可能刚被删除。", hint="请在左边另选一处。") from error


# ------------------------------------------------------------------------------------------- writing single values


def _rewritten(text: str, plain: dict[str, Any], wanted: dict[str, Any], place: Path) -> str:
    """The text with the change of ``plain`` into ``wanted`` at a place, by the smallest means that does it."""
    key = str(place[0])
    blocks = cut(text)
    own = _unit(blocks, key, place)
    if own is None:
        header = f"[{key}]" if isinstance(wanted.get(key), Mapping) else f"[[{key}]]"
        values = wanted[key] if isinstance(wanted[key], Mapping) else wanted[key][0]
        return _checked(_put_in(blocks, _home(blocks, key), write_table(header, values)), wanted, text, place)
    unit = "".join(blocks[number].text for number in own)
    listed = blocks[own[0]].listed and blocks[own[0]].path == (key,)
    inner = wanted.get(key)
    target: dict[str, Any] = {} if inner is None else {key: [inner[int(place[1])]] if listed else inner}
    steps: Path = (key, 0, *place[2:]) if listed else place
    if not blocks[own[0]].path:
        target = wanted
    done = _replaced(blocks, own, edited(unit, steps, target))
    if not _says(done, wanted) and key in target and blocks[own[0]].path == (key,):
        # Only this part is written anew: the comments of the others stay.
        done = _replaced(blocks, own, _part_anew(blocks, own, key, target[key]))
    return _checked(done, wanted, text, place)


def _replaced(blocks: list[Block], own: list[int], fresh: str) -> str:
    """The file with other lines in the place of some blocks."""
    pieces = [block.text for block in blocks]
    for number in own:
        pieces[number] = ""
    pieces[own[0]] = fresh
    return "".join(pieces)


def _part_anew(blocks: list[Block], own: list[int], key: str, value: Plain) -> str:
    """A part's lines written anew, between the comments above and behind it."""
    header, table = (f"[{key}]", value) if isinstance(value, Mapping) else (f"[[{key}]]", value[0])
    return f"{blocks[own[0]].lead}{write_table(header, table)}{blocks[own[-1]].tail}"


def _unit(blocks: list[Block], key: str, place: Path) -> list[int] | None:
    """The blocks that hold a place: those of one part, of one table, or what stands above the first heading."""
    mine = [number for number, block in enumerate(blocks) if block.path[:1] == (key,)]
    if not mine:
        known = key in tomlkit.parse(blocks[0].text) or key not in ORDER
        return [0] if known else None
    heads = _heads(blocks, key)
    if not heads:
        return mine
    if len(place) < 2:
        return mine
    first, last = _span(blocks, key, heads, int(place[1]))
    return [number for number in range(first, last + 1) if number in mine]


def _checked(done: str, wanted: dict[str, Any], text: str, place: Path) -> str:
    """The text if it says what was wanted; else the part is written anew, without its comments, at worst all of it.

    Raises:
        UserError: a file in so odd a hand that none of them says what was wanted.
    """
    ways: tuple[Callable[[], str], ...] = (
        lambda: done,
        lambda: _plainly(text, wanted, str(place[0])),
        lambda: _anew(wanted),
    )
    for way in ways:
        try:
            written = way()
        except (TOMLKitError, ValueError, KeyError, TypeError):
            continue
        if _says(written, wanted):
            return written
    raise UserError(
        "这一处改动写不进这份方案，原来的内容没有变。", hint="请把方案导出为文件，发给维护人员看。"
    )


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return read(text) == wanted
    except UserError:
        return False


def _anew(wanted: dict[str, Any]) -> str:
    """The whole document in the usual order."""
    single = {key: value for key, value in wanted.items() if key not in ORDER}
    pieces = [write_table("", single).lstrip("\n")]
    for key in ORDER:
        value = wanted.get(key)
        if isinstance(value, Mapping):
            pieces.append(write_table(f"[{key}]", value))
        elif value is not None:
            pieces += [write_table(f"[[{key}]]", table) for table in value]
    return "\n".join(pieces)


def _plainly(text: str, wanted: dict[str, Any], key: str) -> str:
    """Everything under one key at the top written anew."""
    blocks = cut(text)
    mine = [number for number, block in enumerate(blocks) if block.path[:1] == (key,)]
    value = wanted.get(key)
    if not mine:
        document = tomlkit.parse(blocks[0].text)
        if value is None:
            document.remove(key)
        else:
            document[key] = tomlkit.value(write_value(value))
        return tomlkit.dumps(document) + joined(blocks[1:])
    tables = [value] if isinstance(value, Mapping) else value or []
    header = f"[{key}]" if isinstance(value, Mapping) else f"[[{key}]]"
    fresh = "\n".join(write_table(header, table) for table in tables)
    pieces = ["" if number in mine else block.text for number, block in enumerate(blocks)]
    pieces[mine[0]] = fresh + "\n"
    return "".join(pieces)


# ------------------------------------------------------------------------------------------------ blocks of a list


def _heads(blocks: list[Block], kind: str) -> list[int]:
    return [number for number, block in enumerate(blocks) if block.listed and block.path == (kind,)]


def _span(blocks: list[Block], kind: str, heads: list[int], place: int) -> tuple[int, int]:
    """First and last block of one part."""
    first = heads[place]
    limit = heads[place + 1] if place + 1 < len(heads) else len(blocks)
    return first, max(number for number in range(first, limit) if blocks[number].path[:1] == (kind,))


def _home(blocks: list[Block], kind: str) -> int:
    """The block behind which a part belongs that the file does not have yet."""
    before = ORDER[: ORDER.index(kind)] if kind in ORDER else ()
    found = [number for number, block in enumerate(blocks) if block.path[:1] and block.path[0] in before]
    return found[-1] if found else 0


def _put_in(blocks: list[Block], number: int, fresh: str) -> str:
    """The file with new lines behind a block, a blank line before them."""
    block = blocks[number]
    head = joined(blocks[:number]) + _ended(block.core)
    return f"{head}\n{fresh}{block.tail}{joined(blocks[number + 1 :])}"


def _inner(blocks: list[Block]) -> str:
    return joined([*blocks[:-1], replace(blocks[-1], tail="")])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _emptied(block: Block) -> Block:
    """What stays of a removed block: the comments behind it, without the blank lines before them."""
    lines = block.tail.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return replace(block, lead="", body="", tail="\n".join(lines))
