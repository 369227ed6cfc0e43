"""Under which branch a part of a member's year was confirmed, for members who moved within the village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Posting, Unit

from .scoring import TraceNode


def other_branches(session: Session, member: Member, unit: Unit) -> dict[str, str]:
    """Short name of the branch by posting uid, of the member's postings that another branch than ``unit`` confirmed."""
    rows = session.execute(
        select(Posting.uid, Unit.short_name)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(Posting.member_id == member.id, Posting.unit_id != unit.id)
    )
    return dict(rows.all())


def with_origins(node: TraceNode, names: Mapping[str, str]) -> TraceNode:
    """The trace with the confirming branch at each line that ``names`` knows."""
    if not names:
        return node
    children = tuple(with_origins(child, names) for child in node.children)
    if node.ref in names:
        told = ("评定支部", names[node.ref])
        return replace(node, children=children, inputs=(told, *node.inputs))
    return replace(node, children=children)
