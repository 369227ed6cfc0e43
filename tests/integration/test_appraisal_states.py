"""Every state, step and role of 民主评议 through the services: what the table allows happens, the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import select

from app.errors import WorkflowError
from app.models import AuditEvent
from app.services.actor import Actor
from app.services.appraisal.service import AppraisalDraft
from app.services.workflow import APPRAISAL, Action, AppraisalState, Role
from tests.helpers.factories import Village
from tests.helpers.votes import DECEMBER, MEETING_DAY, hand_out, prepare, rater, settle, type_ballot, view

GOOD = "1222222"
#: Each service method, with the step of the table that it takes; preparing anew is no step of the table.
STEPS: dict[str, tuple[Action | None, Callable[[Village, Actor], object]]] = {
    "register": (
        Action.TALLY,
        lambda v, by: v.app.counting.register(by, rater(v).uid, given=3, returned=1),
    ),
    "set_way": (
        Action.TALLY,
        lambda v, by: v.app.counting.set_way(by, rater(v).uid, way="ballots", tallies=1),
    ),
    "save_ballot": (Action.TALLY, lambda v, by: v.app.counting.save_ballot(by, rater(v).uid, 1, GOOD)),
    "settle": (Action.SETTLE, lambda v, by: v.app.appraisals.settle(by, view(v).uid)),
    "count_again": (
        Action.COUNT_AGAIN,
        lambda v, by: v.app.appraisals.count_again(by, view(v).uid, "复核"),
    ),
    "prepare": (
        None,
        lambda v, by: v.app.appraisals.prepare(
            by, v.branch, DECEMBER, AppraisalDraft(MEETING_DAY, "文化礼堂", (v.members["林为民"],))
        ),
    ),
}


def bring_to(village: Village, state: AppraisalState) -> None:
    village.at(MEETING_DAY)
    prepare(village)
    if state is AppraisalState.PREPARED:
        return
    hand_out(village, 1, given=3)
    type_ballot(village, GOOD)
    if state is AppraisalState.SETTLED:
        settle(village)


def events(village: Village) -> int:
    with village.app.setup.uow.read() as session:
        return len(session.scalars(select(AuditEvent.seq)).all())


def allowed(state: AppraisalState, step: str, role: Role) -> AppraisalState | None:
    """Where the step leads; ``None``: it is refused."""
    action = STEPS[step][0]
    if action is None:
        fits = state is AppraisalState.PREPARED and role is not Role.VIEWER
        return AppraisalState.PREPARED if fits else None
    transition = APPRAISAL.get((state, action))
    if transition is None or role not in transition.roles:
        return None
    return AppraisalState(transition.to.value)


@pytest.mark.parametrize(
    ("state", "step", "role"), [*product(AppraisalState, STEPS, Role)], ids=lambda part: str(part)
)
def test_each_step_from_each_state_by_each_role(village, state, step, role):
    bring_to(village, state)
    actor = {Role.RECORDER: village.recorder, Role.SECRETARY: village.secretary, Role.VIEWER: village.viewer}
    before, known = view(village), events(village)
    leads = allowed(state, step, role)
    if leads is None:
        with pytest.raises(WorkflowError) as refused:
            STEPS[step][1](village, actor[role])
        assert refused.value.message
        assert refused.value.hint
        assert not (refused.value.message + refused.value.hint).isascii()
        assert (view(village), events(village)) == (before, known)
        return
    STEPS[step][1](village, actor[role])
    assert view(village).state is leads
    assert events(village) > known
