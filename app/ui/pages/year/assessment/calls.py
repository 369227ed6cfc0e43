"""The calls of the year's end, bound to branch, month and account as they are when the key is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.services.actor import Actor
from app.services.changes import Changes
from app.services.months import Month
from app.services.scoring import TraceNode
from app.services.terms import Term
from app.services.year.model import YearMeeting, YearRow
from app.ui.context import WorkContext
from app.ui.pages.year.assessment.forms import Votes

Call = Callable[[], Changes]


class YearCalls:
    """Makes calls that the worker runs later; she may have turned to another month by then."""

    def __init__(self, context: WorkContext) -> None:
        self._context = context
        self._years = context.services.years

    @property
    def _where(self) -> tuple[Actor, str, Month]:
        return self._context.actor, self._context.branch_uid, self._context.month

    def decide(self, uid: str, grade: str, reason: str) -> Call:
        """Draft a grade."""
        return partial(self._years.decide, *self._where, [uid], grade=grade, reason=reason)

    def accept_all(self) -> Call:
        """Draft what is proposed."""
        return partial(self._years.accept_all, *self._where)

    def undo(self, uids: Sequence[str]) -> Call:
        """Take drafts back."""
        return partial(self._years.undo, *self._where, uids)

    def set_votes(self, uid: str, votes: Votes) -> Call:
        """Votes on one grade."""
        return partial(self._years.set_votes, *self._where, uid, votes=votes)

    def save_meeting(self, draft: YearMeeting) -> Call:
        """The meeting's data."""
        return partial(self._years.save_meeting, *self._where, draft)

    def settle(self) -> Call:
        """Let the result take effect."""
        return partial(self._years.settle, *self._where)

    def archive(self, year: Term) -> Call:
        """Archive a year that the scheme does not post."""
        actor, branch, _ = self._where
        return partial(self._context.services.terms.archive, actor, branch, year)

    def explain(self, row: YearRow) -> Callable[[], tuple[str, TraceNode]]:
        """The title and the trace of a member's total."""
        branch, month = self._context.branch_uid, self._context.month

        def read() -> tuple[str, TraceNode]:
            node = self._years.explain(branch, month, row.member.uid)
            assert node is not None  # noqa: S101 - a row with points has an evaluation
            return f"{row.member.label}的积分是怎么来的", node

        return read
