"""What a new version of a scheme changes, in sentences that a meeting can be asked to pass.

The classes of the language are walked key by key, so that a key which is added to them is compared from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel

from app.services.scoring.language import ChoiceAmount, Item, Limit, Named
from app.services.scoring.scheme import Scheme
from app.services.scoring.words.differences_words import Rules, brief, from_to, limit_key, shown
from app.services.scoring.words.labels import key_word

_Part = TypeVar("_Part", bound=BaseModel)
_Key = TypeVar("_Key")


class Change(StrEnum):
    """What happened to a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Attributes:
        place: Where, in words: ``项目“志愿服务” · 上限``.
        before: The old rule in words; empty for what was added.
        after: The new one; empty for what was removed.
        sentence: All of it in one sentence.
    """

    kind: Change
    place: str
    before: str
    after: str
    sentence: str


def differences(old: Scheme, new: Scheme) -> tuple[Difference, ...]:
    """Everything in which two versions differ, in the order of the new file."""
    return tuple(_Walk(old, new).table(old.document, new.document, ()))


class _Walk:
    """Lays two documents side by side."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        self._old = Rules(old.document, old.names)
        self._new = Rules(new.document, new.names)

    def table(self, old: BaseModel, new: BaseModel, place: tuple[str, ...]) -> Iterator[Difference]:
        """Two states of one table."""
        for key in type(new).model_fields:
            if getattr(old, key) == getattr(new, key):
                continue
            if isinstance(old, Item) and isinstance(new, Item) and key in ("amount", "enabled", "section"):
                yield from self._item(old, new, key, place)
            elif isinstance(old, Named) and isinstance(new, Named) and key == "name":
                yield self._renamed(old.name, new.name, place)
            else:
                yield from self._key(old, new, key, place)

    def _key(self, old: BaseModel, new: BaseModel, key: str, place: tuple[str, ...]) -> Iterator[Difference]:
        model = type(new)
        word = key_word(model, key)
        before, after = getattr(old, key), getattr(new, key)
        if (named := _both(before, after, Named, lambda part: part.id)) is not None:
            yield from self._list(word, *named, place)
        elif (limits := _both(before, after, Limit, limit_key)) is not None:
            yield from self._limits(*limits, place)
        elif isinstance(before, BaseModel) and isinstance(after, BaseModel):
            yield from self.table(before, after, (*place, word))
        else:
            yield self._value(model, key, before, after, place)

    def _item(self, old: Item, new: Item, key: str, place: tuple[str, ...]) -> Iterator[Difference]:
        """What is said of an item in words of its own."""
        where = " · ".join(place)
        if key == "enabled":
            words = ("停用", "启用") if new.enabled else ("启用", "停用")
            yield Difference(Change.CHANGED, where, *words, f"{words[1]}{where}")
        elif key == "section":
            one, two = self._old.names.section(old.section), self._new.names.section(new.section)
            yield Difference(Change.MOVED, where, one, two, f"{where}：由板块{one}移到板块{two}")
        elif isinstance(old.amount, ChoiceAmount) and isinstance(new.amount, ChoiceAmount):
            yield from self.table(old.amount, new.amount, place)
        else:
            one, two = self._old.amount(old), self._new.amount(new)
            if one == two:
                one, two = brief(old.amount), brief(new.amount)
            sentence = f"{where}：分值由“{one}”改为“{two}”"
            yield Difference(Change.CHANGED, f"{where} · 分值", one, two, sentence)

    def _value(
        self, model: type[BaseModel], key: str, before: object, after: object, place: tuple[str, ...]
    ) -> Difference:
        word = key_word(model, key)
        one, two = shown(model, key, before, self._old), shown(model, key, after, self._new)
        if one == two:
            # Two rules that read alike but are not: say what stands in the file.
            one, two = brief(before), brief(after)
        where = " · ".join((*place, word))
        lead = f"{' · '.join(place)}：" if place else ""
        if not one:
            return Difference(Change.ADDED, where, "", two, f"{lead}新增“{word}”：{two}")
        if not two:
            return Difference(Change.REMOVED, where, one, "", f"{lead}取消“{word}”，原为：{one}")
        return Difference(Change.CHANGED, where, one, two, f"{lead}“{word}”{from_to(one, two)}")

    def _renamed(self, before: str, after: str, place: tuple[str, ...]) -> Difference:
        *above, own = place or ("方案",)
        word = own.split("“")[0]
        where = " · ".join((*above, f"{word}“{before}”"))
        sentence = f"{where}改名为“{after}”"
        return Difference(Change.RENAMED, " · ".join(place) or "方案", before, after, sentence)

    def _list(
        self, word: str, before: Sequence[Named], after: Sequence[Named], place: tuple[str, ...]
    ) -> Iterator[Difference]:
        """Two lists of tables with ids: matched by id, in the new order, what is gone where it stood."""
        old = {part.id: part for part in before}
        new = {part.id: part for part in after}
        moved = _moved([key for key in old if key in new], [key for key in new if key in old])
        previous = ""
        for key in _merged(list(old), list(new)):
            part = new.get(key) or old[key]
            here = (*place, f"{word}“{part.name}”")
            where = " · ".join(here)
            if key not in old:
                words = self._new.sentence(part)
                yield Difference(
                    Change.ADDED, where, "", words or part.name, f"新增{where}{_after(words, '：')}"
                )
            elif key not in new:
                words = self._old.sentence(part)
                yield Difference(
                    Change.REMOVED, where, words or part.name, "", f"删去{where}{_after(words, '，原为：')}"
                )
            else:
                if key in moved:
                    target = f"“{previous}”之后" if previous else "最前"
                    yield Difference(Change.MOVED, where, "", target, f"{where}移到{target}")
                yield from self.table(old[key], part, here)
            previous = part.name if key in new else previous

    def _limits(
        self, before: Sequence[Limit], after: Sequence[Limit], place: tuple[str, ...]
    ) -> Iterator[Difference]:
        """Limits of one item, matched by what they count and for whom."""
        old = {limit_key(limit): limit for limit in before}
        new = {limit_key(limit): limit for limit in after}
        where = " · ".join((*place, "上限"))
        lead = f"{' · '.join(place)}："
        if old == new:
            one, two = (brief(part) for part in (before, after))
            yield Difference(Change.MOVED, where, one, two, f"{lead}上限的次序{from_to(one, two)}")
        for key in _merged(list(old), list(new)):
            one = self._old.limit(old[key]) if key in old else ""
            two = self._new.limit(new[key]) if key in new else ""
            if key not in old:
                yield Difference(Change.ADDED, where, "", two, f"{lead}新增上限：{two}")
            elif key not in new:
                yield Difference(Change.REMOVED, where, one, "", f"{lead}取消上限：{one}")
            elif old[key] != new[key]:
                words = self._new.limit_change(old[key], new[key])
                yield Difference(Change.CHANGED, where, one, two, f"{lead}{words}")


def _after(words: str, joint: str) -> str:
    return f"{joint}{words}" if words else ""


def _both(
    before: object, after: object, kind: type[_Part], key_of: Callable[[_Part], object]
) -> tuple[tuple[_Part, ...], tuple[_Part, ...]] | None:
    """Two lists of one kind of table in which each key stands once; else nothing."""
    pair = []
    for value in (before, after):
        parts = value if isinstance(value, tuple) else (None,)
        if not all(isinstance(part, kind) for part in parts):
            return None
        if len({key_of(part) for part in parts}) < len(parts):
            return None
        pair.append(parts)
    return pair[0], pair[1]


def _merged(old: Sequence[_Key], new: Sequence[_Key]) -> list[_Key]:
    """The new order, with what is gone kept behind what it stood behind."""
    merged = list(new)
    for number, key in enumerate(old):
        if key not in new:
            merged.insert(merged.index(old[number - 1]) + 1 if number else 0, key)
    return merged


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """What stands elsewhere among those that both versions have: the fewest that explain the new order."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = {key for block in matcher.get_matching_blocks() for key in new[block.b : block.b + block.size]}
    return set(new) - kept
