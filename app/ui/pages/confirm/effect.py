"""The question before 评定生效, which cannot be taken back: asked only where the answer can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services.actor import Actor
from app.services.lines import LineView
from app.services.meeting_views import MeetingView, refuse_undecided
from app.services.workflow import Role
from app.ui.messages import confirm, show_error
from app.ui.pages.confirm.words import effect_question


def may_take_effect(
    page: QWidget, title: str, view: MeetingView, lines: Sequence[LineView], *, actor: Actor
) -> bool:
    """Whether to go on: refused by the service's own rule before the question, not after it.

    Args:
        page: Where messages stand.
        title: The month.
        view: The meeting as it was read.
        lines: Its lines as they are on screen, with decisions that are still being written.
        actor: Who acts. Somebody who may not is told so by the service, with the way on, without being asked.
    """
    if actor.role is not Role.SECRETARY:
        return True
    try:
        refuse_undecided(replace(view, lines=tuple(lines)), actor)
    except UserError as fault:
        show_error(fault, page)
        return False
    text, hint = effect_question(title, view, lines)
    return confirm(page, title="评定生效", text=text, hint=hint, action_label="评定生效")
