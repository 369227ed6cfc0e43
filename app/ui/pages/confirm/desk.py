"""The calls of the meeting, bound to branch, month and account as they are when the key is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from app.services.actor import Actor
from app.services.changes import Changes
from app.services.meeting_views import MeetingDraft
from app.services.months import Month
from app.ui.context import WorkContext
from app.ui.pages.early import EarlyMonth, early_month

Call = Callable[[], Changes]


class Desk:
    """Makes calls that the worker runs later; she may have turned to another month by then."""

    def __init__(self, context: WorkContext) -> None:
        self._context = context
        self._services = context.services

    @property
    def early(self) -> EarlyMonth | None:
        """What to say of a month before there was a scheme."""
        return early_month(self._context)

    @property
    def _where(self) -> tuple[Actor, str, Month]:
        return self._context.actor, self._context.branch_uid, self._context.month

    def decide(self, uid: str, decision: str, *, points: Decimal | None, reason: str) -> Call:
        """Draft a decision on one line."""
        decide = self._services.meetings.decide
        return partial(decide, *self._where, (uid,), decision=decision, points=points, reason=reason)

    def confirm_rest(self, uids: Sequence[str] | None) -> Call:
        """Confirm what is undecided, of some lines or of all."""
        return partial(self._services.meetings.confirm_rest, *self._where, uids)

    def undo(self, uids: Sequence[str]) -> Call:
        """Take decisions back."""
        return partial(self._services.meetings.undo, *self._where, uids)

    def set_basis(self, uid: str, basis: str, second_uid: str) -> Call:
        """Complete a deduction."""
        set_basis = self._services.declarations.set_basis
        return partial(set_basis, self._context.actor, uid, basis=basis, second_uid=second_uid)

    def save(self, draft: MeetingDraft) -> Call:
        """Save the meeting's data."""
        return partial(self._services.meetings.save, *self._where, draft)

    def set_present(self, uids: Sequence[str]) -> Call:
        """Save who came."""
        return partial(self._services.meetings.set_present, *self._where, uids)

    def make_effective(self) -> Call:
        """评定生效."""
        return partial(self._services.confirmation.make_effective, *self._where)
