"""The same fact for a second person: a line that names one makes a line of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    correction takes the second person's line back whether it names them or not.
    """
    everything = tuple(postings)
    named = {posting.uid: posting.second for posting in everything if posting.second is not None}
    for posting in everything:
        yield posting
        second = posting.second or named.get(posting.reverses or "")
        if second is None:
            continue
        scheme = book.on(posting.date)
        item = scheme.items.get(posting.item) if scheme else None
        if scheme is not None and item is not None and item.also:
            other = scheme.items.get(item.also)
            counted = other is None or other.unit_name == item.unit_name
            yield replace(
                posting,
                uid=posting.uid + SUFFIX,
                member=second,
                item=item.also,
                quantity=posting.quantity if counted else ONE,
                role=None,
                adjusted=None,
                reverses=None if posting.reverses is None else posting.reverses + SUFFIX,
                second=None,
            )
