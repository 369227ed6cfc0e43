"""What objections have in common to check: texts, who is concerned."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.errors import Issue
from app.models import Member, Objection, Posting
from app.services.base import by_uid
from app.services.corrections.rules import Plan

_MOST_TEXT = 1000


def concerned_by(session: Session, plans: Sequence[Plan]) -> set[int]:
    """Ids of the members whose points some changes concern, those scored for the same deed too."""
    found: set[int] = set()
    for plan in plans:
        found.add(plan.member.id)
        if plan.right is not None and plan.right.also_uid:
            found.add(by_uid(session, Member, plan.right.also_uid).id)
        if plan.posting is not None and plan.posting.also_id is not None:
            found.add(plan.posting.also_id)
    return found


def text_issues(place: str, code: str, text: str) -> list[Issue]:
    """What is wrong with a text that has to be there."""
    if not text.strip():
        return [Issue(place, code, f"请填写{place}。")]
    return (
        [Issue(place, code, f"{place}太长，请不要超过 {_MOST_TEXT} 个字。")] if len(text) > _MOST_TEXT else []
    )


def subject_of(row: Objection) -> str:
    """ "2026年第 3 号异议"."""
    return f"{row.year}年第 {row.number} 号异议"


def id_of(session: Session, model: type[Member] | type[Posting], uid: str) -> int | None:
    """Key of a record by its uid; ``None`` where none is named."""
    return by_uid(session, model, uid).id if uid else None


def nobody() -> Member:
    """Stands for a member where an objection concerns none: nobody is the same person."""
    return Member(id=-1)
