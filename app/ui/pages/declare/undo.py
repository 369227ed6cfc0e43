"""The way back from what was entered but not yet collected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.errors import NotFound
from app.services.attachments import AttachmentView
from app.services.changes import Changes
from app.services.line_entry import LineDraft
from app.services.lines import LineView
from app.ui.context import WorkContext


def draft_of(line: LineView) -> LineDraft:
    """A saved line as it would be typed, to bring it back."""
    return LineDraft(
        member_uid=line.member.uid,
        item=line.item,
        deed_date=line.deed_date,
        quantity=line.quantity,
        level=line.level,
        role=line.role,
        outcome=line.outcome,
        points=line.points,
        basis=line.basis,
        act=line.act,
        on_word_of=line.on_word_of,
        second_uid=line.second_uid,
        also_uid=line.also_uid,
        late_reason=line.late_reason,
        source=line.source,
        same_as=None if line.act else "",
    )


def take_out(context: WorkContext, uids: Sequence[str], were_missing: Collection[str]) -> Changes:
    """Take new lines off again. Cards that only came in with them are out again; runs on the worker.

    Args:
        context: Branch, month and account.
        uids: The lines.
        were_missing: Members whose card was out before.
    """
    services = context.services.declarations
    changes = services.remove(context.actor, uids)
    cards = services.month(context.branch_uid, context.month).cards
    bare = [
        card.member.uid
        for card in cards
        if card.handed_in and not card.lines and card.member.uid in were_missing
    ]
    if bare:
        services.take_back(context.actor, context.branch_uid, context.month, bare)
    return changes


@dataclass(frozen=True, slots=True)
class Removed:
    """A deleted line with what is needed to bring it back.

    Attributes:
        changes: What the service changed.
        line: The line as it was.
        pictures: Its pictures.
    """

    changes: Changes
    line: LineView
    pictures: tuple[AttachmentView, ...]


def remove_line(context: WorkContext, line: LineView) -> Removed:
    """Delete a line and keep its pictures in mind; runs on the worker."""
    pictures = context.services.attachments.of_line(line.uid) if line.attachments else ()
    changes = context.services.declarations.remove(context.actor, [line.uid])
    return Removed(changes, line, tuple(pictures))


def put_back(context: WorkContext, removed: Removed) -> Changes:
    """Bring a deleted line back as it was, with its pictures; runs on the worker."""
    services, line = context.services, removed.line
    changes = services.declarations.add(context.actor, context.branch_uid, context.month, [draft_of(line)])
    for picture in removed.pictures:
        # The picture itself stays stored under its hash. A damaged one cannot be brought back, the line still can.
        with suppress(NotFound):
            services.attachments.restore(
                context.actor, changes.ids[0], sha256=picture.sha256, file_name=picture.file_name
            )
    return replace(changes, message=f"已恢复 {line.member.name} 的“{line.item_name}”")
