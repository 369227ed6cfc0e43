"""One act under several items: which lines of a card tell of the same thing.

Lines of one act carry the same act id (``semantics.md``); of items that a scheme makes exclusive only the largest one
of an act counts.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.orm import Session

from app.errors import Issue
from app.models import Card, Declaration, Member

from .base import by_uid
from .scoring import Item, Scheme
from .workflow import LineState

_OPEN = frozenset({LineState.DECLARED, LineState.COLLECTED})


def may_join(line_state: LineState, one: Item | None, other: Item | None) -> bool:
    """Whether a line of ``one`` may still be joined to a line of ``other`` that stands at ``line_state``."""
    return line_state in _OPEN and may_share(one, other)


def may_share(one: Item | None, other: Item | None) -> bool:
    """Whether it makes a difference that lines of two items tell of one act."""
    return one is not None and other is not None and bool(one.exclusive) and one.exclusive == other.exclusive


def act_issues(session: Session, member: Member, item: str, same_as: str, scheme: Scheme) -> list[Issue]:
    """What is wrong with joining a line of ``item`` to the line ``same_as``.

    An act is one person's, and a line that the meeting has confirmed changes no more.
    """
    place = f"{member.name} · 同一件事"
    other = by_uid(session, Declaration, same_as)
    if session.get_one(Card, other.card_id).member_id != member.id:
        return [Issue(place, "act", f"只能选{member.name}自己的事项。")]
    if LineState(other.state) not in _OPEN:
        return [Issue(place, "act", f"“{other.item_name}”已评定，不能再并作一件事。")]
    if not may_share(scheme.items.get(item), scheme.items.get(other.item)):
        return [Issue(place, "act", f"按方案，“{other.item_name}”和这一项分别计分，不用并作一件事。")]
    return []


def join_act(session: Session, same_as: str) -> str:
    """The act of the line ``same_as``, which gets one now if it has none."""
    other = by_uid(session, Declaration, same_as)
    other.act = other.act or str(uuid4())
    return other.act
