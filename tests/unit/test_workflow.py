"""The transition tables: the whole product of state, action and role, and what can be reached at all."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import WorkflowError
from app.services.workflow import (
    ACTION_NAMES,
    APPRAISAL,
    CARD,
    LINE,
    MEETING,
    NOTICE,
    OBJECTION,
    PERIOD,
    ROLE_NAMES,
    STATE_NAMES,
    TERM,
    VETO,
    Action,
    AppraisalState,
    CardState,
    Guard,
    LineState,
    MeetingState,
    NoticeState,
    ObjectionState,
    PeriodState,
    Role,
    VetoState,
    advance,
    can,
)

TABLES = {
    "card": (CARD, CardState, CardState.BLANK),
    "line": (LINE, LineState, LineState.DECLARED),
    "period": (PERIOD, PeriodState, PeriodState.OPEN),
    "notice": (NOTICE, NoticeState, NoticeState.DRAFT),
    "meeting": (MEETING, MeetingState, MeetingState.DRAFT),
    "term": (TERM, PeriodState, PeriodState.OPEN),
    "objection": (OBJECTION, ObjectionState, ObjectionState.REGISTERED),
    "veto": (VETO, VetoState, VetoState.PROPOSED),
    "appraisal": (APPRAISAL, AppraisalState, AppraisalState.PREPARED),
}

#: The tables once more, written out by hand from the design: a change there must be made here as well.
#: "R" recorder and secretary, "S" secretary only.
EXPECTED = {
    "card": """
        blank declare declared R / declared declare declared R / declared withdraw blank R
        blank collect blank R / declared collect collected R
        collected uncollect declared R / blank uncollect blank R
        blank confirm confirmed S / declared confirm confirmed S / collected confirm confirmed S
        confirmed post posted S / confirmed archive archived S / posted archive archived S""",
    "line": """
        declared collect collected R / collected uncollect declared R
        collected confirm confirmed S / collected adjust adjusted S / collected reject rejected S
        collected return returned S / returned resubmit resubmitted R / resubmitted withdraw returned R""",
    "period": """
        open declare open R / collecting declare collecting R / open collect collecting R
        collecting collect collecting R / collecting uncollect collecting R
        collecting confirm confirmed S / confirmed post posted S / confirmed archive archived S
        posted archive archived S / archived reopen archived S""",
    "notice": """
        draft post posted S / posted close closed S / posted object objected R / objected object objected R
        objected clear posted R / posted replace replaced S / objected replace replaced S""",
    "meeting": "draft confirm effective S / draft supplement effective S",
    "term": """
        open settle confirmed S / confirmed post posted S / confirmed archive archived S
        posted archive archived S""",
    "objection": """
        registered find found S / found find found S / found uphold upheld S / found dismiss dismissed S
        registered withdraw withdrawn R / found withdraw withdrawn R""",
    "veto": """
        proposed decide decided S / decided repair repaired S / decided revoke revoked S
        repaired revoke revoked S""",
    "appraisal": """
        prepared tally counting R / counting tally counting R / counting settle settled S
        settled count_again counting S""",
}

PRODUCT = [
    pytest.param(name, state, action, role, id=f"{name}-{state}-{action}-{role}")
    for name, (_, states, _) in TABLES.items()
    for state, action, role in product(states, Action, Role)
]


def expected(name: str, state: str, action: str, role: Role) -> tuple[str, bool] | None:
    """Where a step leads and whether this role may take it; ``None`` for a step that does not exist."""
    steps = [step.split() for line in EXPECTED[name].splitlines() for step in line.split("/") if step.strip()]
    for start, verb, to, who in steps:
        if (start, verb) == (state, action):
            return to, role is Role.SECRETARY or (who == "R" and role is Role.RECORDER)
    return None


@pytest.mark.parametrize(("name", "state", "action", "role"), PRODUCT)
def test_every_step_goes_where_the_design_says_or_is_refused_in_words(name, state, action, role):
    table, states, _ = TABLES[name]
    step = expected(name, state.value, action.value, role)
    assert can(table, state, action, role) is (step is not None and step[1])
    if step is not None and step[1]:
        guard = table[state, action].guard
        after = advance(table, state, action, role, subject="2026年10月", checked=guard)
        if guard is not Guard.NONE:
            with pytest.raises(LookupError, match="the caller checks"):
                advance(table, state, action, role)
        assert type(after) is states
        assert after.value == step[0]
        return
    with pytest.raises(WorkflowError) as refused:
        advance(table, state, action, role, subject="2026年10月")
    assert ACTION_NAMES[action] in refused.value.message
    assert refused.value.hint
    if step is None:
        assert "2026年10月" in refused.value.message
        assert STATE_NAMES[state] in refused.value.message
    else:
        assert ROLE_NAMES[role] in refused.value.message
        assert "切换" in refused.value.hint


@pytest.mark.parametrize("name", TABLES)
def test_the_refusal_names_the_steps_that_are_possible(name):
    table, states, _ = TABLES[name]
    for state in states:
        possible = {action for (start, action) in table if start is state}
        impossible = next(action for action in Action if action not in possible)
        with pytest.raises(WorkflowError) as refused:
            advance(table, state, impossible, Role.SECRETARY)
        for action in possible:
            assert ACTION_NAMES[action] in refused.value.hint


@pytest.mark.parametrize("name", TABLES)
def test_a_viewer_changes_nothing(name):
    table, states, _ = TABLES[name]
    assert not any(can(table, state, action, Role.VIEWER) for state, action in product(states, Action))


def test_every_state_and_action_has_a_name_in_chinese():
    for names, members in ((ACTION_NAMES, Action), (ROLE_NAMES, Role)):
        for member in members:
            assert not names[member].isascii()
    for _, states, _ in TABLES.values():
        for state in states:
            assert not STATE_NAMES[state].isascii()


def test_what_only_the_secretary_may_do_is_in_every_table():
    """评定生效, 公示, 归档 and the decisions on a line are never the recorder's."""
    for table, _, _ in TABLES.values():
        for (_, action), transition in table.items():
            if action in {
                Action.CONFIRM,
                Action.POST,
                Action.CLOSE,
                Action.ARCHIVE,
                Action.ADJUST,
                Action.REJECT,
                Action.SETTLE,
                Action.REOPEN,
                Action.SUPPLEMENT,
                Action.REPLACE,
                Action.FIND,
                Action.UPHOLD,
                Action.DISMISS,
                Action.DECIDE,
                Action.REPAIR,
                Action.REVOKE,
                Action.COUNT_AGAIN,
            }:
                assert transition.roles == {Role.SECRETARY}


def test_guarded_steps_name_their_guard():
    assert PERIOD[PeriodState.COLLECTING, Action.CONFIRM].guard is Guard.ALL_DECIDED
    assert PERIOD[PeriodState.CONFIRMED, Action.POST].guard is Guard.MINIMUM_DAYS
    assert PERIOD[PeriodState.CONFIRMED, Action.ARCHIVE].guard is Guard.NOT_POSTED_BY_SCHEME
    assert NOTICE[NoticeState.POSTED, Action.CLOSE].guard is Guard.LAST_DAY_PASSED
    assert TERM[PeriodState.OPEN, Action.SETTLE].guard is Guard.MONTHS_CONFIRMED
    assert OBJECTION[ObjectionState.FOUND, Action.UPHOLD].guard is Guard.TWO_PERSONS
    assert VETO[VetoState.PROPOSED, Action.DECIDE].guard is Guard.TWO_PERSONS
    assert APPRAISAL[AppraisalState.COUNTING, Action.SETTLE].guard is Guard.TALLIES_AGREE


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_no_sequence_of_steps_leaves_the_legal_states(name, data):
    """Whatever is tried in whatever order: the state stays one of its kind, and an end state stays the end."""
    table, states, state = TABLES[name]
    ends = {s for s in states if not any(start is s for (start, _) in table)}
    steps = data.draw(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Role)), max_size=40))
    for action, role in steps:
        before = state
        try:
            step = table.get((state, action))
            state = advance(table, state, action, role, checked=step.guard if step else Guard.NONE)
        except WorkflowError:
            continue
        assert state in states
        assert role is not Role.VIEWER
        assert before not in ends
        assert table[before, action].to is state


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("period", "open collecting confirmed posted archived"),
        ("card", "blank declared collected confirmed posted archived"),
        ("notice", "draft posted closed"),
        ("meeting", "draft effective"),
        ("term", "open confirmed posted archived"),
        ("objection", "registered found upheld dismissed withdrawn"),
        ("veto", "proposed decided repaired revoked"),
    ],
)
def test_after_the_meeting_nothing_goes_backwards(name, order):
    """Before the meeting a step may be taken back; from then on a state only moves on.

    What stands beside the road is left out: a notice with objections, or replaced; reopening, which undoes nothing.
    """
    table, _, _ = TABLES[name]
    places = {value: place for place, value in enumerate(order.split())}
    settled = {"confirmed", "posted", "archived", "closed", "effective", "upheld", "dismissed", "decided"}
    beside = {"objected", "replaced"}
    for (state, action), transition in table.items():
        if state.value in settled and transition.to.value not in beside and action is not Action.REOPEN:
            assert places[transition.to.value] > places[state.value]
