"""Two traces of one member laid against each other: which step answers which, and which came out otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .scoring import TraceNode

#: Places among the children, from the root down.
Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TraceMatch:
    """What belongs together in two traces.

    Attributes:
        before: Steps of the first whose figure the second does not have: another figure, or no such step.
        after: The same of the second.
        partners: For steps of the first their places in the second.
    """

    before: frozenset[Path]
    after: frozenset[Path]
    partners: dict[Path, Path]


def match_traces(before: TraceNode, after: TraceNode) -> TraceMatch:
    """Match two traces from the root down: records, items and sections by their ids, other steps by kind and order."""
    first: set[Path] = set()
    second: set[Path] = set()
    partners: dict[Path, Path] = {}

    def match(mine: TraceNode, theirs: TraceNode, here: Path, there: Path) -> None:
        partners[here] = there
        if mine.after != theirs.after:
            first.add(here)
            second.add(there)
        others = dict(_keyed(theirs))
        for key, place in _keyed(mine):
            child = mine.children[place]
            if key in others:
                other = others.pop(key)
                match(child, theirs.children[other], (*here, place), (*there, other))
            else:
                first.update(_all(child, (*here, place)))
        for place in others.values():
            second.update(_all(theirs.children[place], (*there, place)))

    match(before, after, (), ())
    return TraceMatch(frozenset(first), frozenset(second), partners)


def _keyed(node: TraceNode) -> Iterator[tuple[tuple[str, str, int], int]]:
    """A key and the place of each child; steps without an id are told apart by their order."""
    seen: Counter[tuple[str, str]] = Counter()
    for place, child in enumerate(node.children):
        # A grade's id is its result, not its name.
        key = (child.rule, "" if child.rule == "grade" else child.ref)
        yield (*key, seen[key]), place
        seen[key] += 1


def _all(node: TraceNode, path: Path) -> Iterator[Path]:
    yield path
    for place, child in enumerate(node.children):
        yield from _all(child, (*path, place))
