"""The same fact for a second person: a line that names one makes a line of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from app.services.scoring.evaluation.rulebook import Rulebook
from app.services.scoring.numbers import ONE
from app.services.scoring.types import PostingIn

SUFFIX = "+2"


def with_seconds(postings: Iterable[PostingIn], book: Rulebook) -> Iterator[PostingIn]:
    """All postings, and after each that names a second person theirs under the item that the scheme says.

    It has the first line's act, so that a correction of the first takes it back too, and its facts except the
    role and what the meeting adjusted: how much it is worth is for the other item to say. A quantity in another
    unit than that item's is no number of its events: five hundred millilitres of blood are one donation. A
    correction takes the second person's line back whether it names them or not, and a correction of that one
    brings it back: what the line itself names, on its own date, holds for all of them.
    """
    everything = tuple(postings)
    by_uid = {posting.uid: posting for posting in everything}
    for posting in everything:
        yield posting
        first = _corrected(posting, by_uid)
        if first.second is None:
            continue
        scheme = book.on(first.date)
        item = scheme.items.get(first.item) if scheme else None
        if scheme is not None and item is not None and item.also:
            other = scheme.items.get(item.also)
            counted = other is None or other.unit_name == item.unit_name
            yield replace(
                posting,
                uid=posting.uid + SUFFIX,
                member=first.second,
                item=item.also,
                quantity=posting.quantity if counted else ONE,
                role=None,
                adjusted=None,
                reverses=None if posting.reverses is None else posting.reverses + SUFFIX,
                second=None,
            )


def _corrected(posting: PostingIn, by_uid: Mapping[str, PostingIn]) -> PostingIn:
    """The line that a correction, or the correction of one, is about in the end; any other line is its own."""
    seen: set[str] = set()
    while posting.reverses is not None and posting.uid not in seen:
        seen.add(posting.uid)
        posting = by_uid.get(posting.reverses, posting)
    return posting
