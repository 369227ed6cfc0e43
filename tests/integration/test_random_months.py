"""Whatever the office does in whatever order: it works or is refused in words, and the ledger stays sound."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.bootstrap import build_app
from app.clock import SetClock
from app.errors import UserError
from app.paths import AppPaths
from app.services.audit import verify_chain
from app.services.terms import Term
from app.services.workflow import PeriodState
from tests.conftest import START
from tests.helpers.factories import NOVEMBER, OCTOBER, Village

# Few people and few days, so that the steps meet each other.
NAMES = st.sampled_from(["孙石头", "钱二妹", "王建国一"])
MONTHS = st.sampled_from([OCTOBER, OCTOBER, NOVEMBER])
GROUPS = st.sampled_from(["一组", "二组"])
DEEDS = st.sampled_from(["dues", "visits", "heritage", "commendation", "neg_gambling", "no_such_item"])
DECISIONS = st.sampled_from(["confirm", "adjust", "reject", "return"])
DAYS = st.sampled_from(
    [
        date(2026, 9, 25),
        date(2026, 9, 30),
        date(2026, 10, 10),
        date(2026, 10, 31),
        date(2026, 11, 6),
        date(2026, 11, 20),
    ]
)

STEPS = st.one_of(
    st.tuples(st.just("clock"), DAYS),
    st.tuples(st.just("declare"), MONTHS, NAMES, DEEDS, DAYS, st.booleans()),
    st.tuples(st.just("declare"), MONTHS, NAMES, DEEDS, DAYS, st.booleans()),
    st.tuples(st.just("remove"), MONTHS, st.integers(0, 9)),
    st.tuples(st.just("hand_in"), MONTHS, NAMES),
    st.tuples(st.just("take_back"), MONTHS, NAMES),
    st.tuples(st.just("attend"), MONTHS, st.sets(NAMES, max_size=4), DAYS),
    st.tuples(st.just("collect"), MONTHS, GROUPS),
    st.tuples(st.just("collect"), MONTHS, GROUPS),
    st.tuples(st.just("give_back"), MONTHS, GROUPS),
    st.tuples(st.just("sign"), MONTHS, GROUPS),
    st.tuples(st.just("decide"), MONTHS, st.integers(0, 9), DECISIONS),
    st.tuples(st.just("undo"), MONTHS, st.integers(0, 9)),
    st.tuples(st.just("confirm_rest"), MONTHS),
    st.tuples(st.just("effective"), MONTHS),
    st.tuples(st.just("rush"), MONTHS),
    st.tuples(st.just("post"), MONTHS),
    st.tuples(st.just("close"), MONTHS),
    st.tuples(st.just("resubmit"), MONTHS, st.integers(0, 9)),
    st.tuples(st.just("leave"), NAMES, DAYS),
    st.tuples(st.just("leave"), NAMES, DAYS),
    st.tuples(st.just("come_back"), NAMES, DAYS),
)


def line_of(village: Village, month, number: int) -> str:
    """A line by its place on the page; an unknown one when the page is empty."""
    lines = village.app.declarations.month(village.branch, month).lines
    return lines[number % len(lines)].uid if lines else "0" * 32


def take(village: Village, kind: str, *args) -> None:  # noqa: C901 - one case for each step
    """One step, as the window would call it."""
    app, branch, who = village.app, village.branch, village.recorder
    match kind, *args:
        case "clock", day:
            village.at(day)
        case "declare", month, name, item, day, complete:
            keys = {"basis": "通报", "second": "林为民"} if complete else {}
            judged = {"points": 3} if item == "heritage" else {}
            level = {"level": "town"} if item == "commendation" else {}
            village.declare(name, item, day, month=month, **keys, **judged, **level)
        case "remove", month, number:
            app.declarations.remove(who, [line_of(village, month, number)])
        case "hand_in", month, name:
            app.declarations.hand_in(who, branch, month, [village.members[name]])
        case "take_back", month, name:
            app.declarations.take_back(who, branch, month, [village.members[name]])
        case "attend", month, names, day:
            village.attend(names, day, month=month)
        case "collect", month, group:
            village.collect(month, group)
        case "give_back", month, group:
            app.collection.give_back(who, branch, month, village.groups[group])
        case "sign", month, group:
            app.collection.sign(who, branch, month, village.groups[group], month.last)
        case "decide", month, number, decision:
            keys = {"points": Decimal(1)} if decision == "adjust" else {}
            village.decide(line_of(village, month, number), decision, month=month, reason="理由", **keys)
        case "undo", month, number:
            app.meetings.undo(who, branch, month, [line_of(village, month, number)])
        case "confirm_rest", month:
            app.meetings.confirm_rest(who, branch, month)
        case "effective", month:
            village.make_effective(month)
        case "rush", month:
            village.confirm_all(month)
        case "post", month:
            village.post(month)
        case "close", month:
            app.notices.close(village.secretary, branch, Term.of_month(month))
        case "resubmit", month, number:
            returned = app.declarations.month(branch, month).returned
            uid = returned[number % len(returned)].uid if returned else line_of(village, month, number)
            app.declarations.resubmit(who, branch, month, uid)
        case "leave", name, day:
            app.members.leave(who, village.members[name], last_day=day, how="transferred")
        case "come_back", name, day:
            app.members.come_back(who, village.members[name], day)


#: What must never be found, whatever was done: (what it would mean, how it would be found).
NEVER = {
    "a posting without an accepted line": """
        SELECT 1 FROM posting p LEFT JOIN declaration d ON d.id = p.declaration_id
        WHERE d.id IS NULL OR d.state NOT IN ('confirmed', 'adjusted')""",
    "an accepted line without its posting": """
        SELECT 1 FROM declaration d WHERE d.state IN ('confirmed', 'adjusted')
        AND (SELECT count(*) FROM posting p WHERE p.declaration_id = d.id) != 1""",
    "a posting of a meeting that is a draft": """
        SELECT 1 FROM posting p JOIN meeting m ON m.id = p.meeting_id WHERE m.state != 'effective'""",
    "an open line in a confirmed month": """
        SELECT 1 FROM declaration d JOIN card c ON c.id = d.card_id JOIN period p ON p.id = c.period_id
        WHERE p.state NOT IN ('open', 'collecting') AND d.state IN ('declared', 'collected')""",
    "a decided line in an open month": """
        SELECT 1 FROM declaration d JOIN card c ON c.id = d.card_id JOIN period p ON p.id = c.period_id
        WHERE p.state IN ('open', 'collecting') AND d.state NOT IN ('declared', 'collected')""",
    "a collected line on a card that is not": """
        SELECT 1 FROM declaration d JOIN card c ON c.id = d.card_id
        WHERE d.state = 'collected' AND c.state != 'collected'""",
    "a card with lines that counts as blank": """
        SELECT 1 FROM card c WHERE c.state = 'blank' AND EXISTS (
        SELECT 1 FROM declaration d WHERE d.card_id = c.id)""",
    "a notice of a month that is not posted": """
        SELECT 1 FROM notice n JOIN period p ON p.id = n.period_id WHERE p.state NOT IN ('posted', 'archived')""",
    "a posted month without notice": """
        SELECT 1 FROM period p WHERE p.state = 'posted' AND NOT EXISTS (
        SELECT 1 FROM notice n WHERE n.period_id = p.id)""",
    "a deduction without basis or second person": """
        SELECT 1 FROM posting WHERE claimed < 0 AND (trim(basis) = '' OR second_id IS NULL)""",
    "a card that did not follow its month": """
        SELECT 1 FROM card c JOIN period p ON p.id = c.period_id
        WHERE p.state = 'archived' AND c.state NOT IN ('archived', 'blank')""",
}


def assert_sound(village: Village) -> None:
    with village.app.setup.uow.read() as session:
        assert not verify_chain(session).faults
        for meaning, query in NEVER.items():
            assert session.execute(text(query)).first() is None, meaning


def assert_readable(village: Village) -> None:
    """Every page opens, and every line of the database is on one of them."""
    for month in (OCTOBER, NOVEMBER):
        page = village.app.declarations.month(village.branch, month)
        meeting = village.app.meetings.view(village.branch, month)
        village.app.collection.month(village.branch, month)
        village.app.notices.view(village.branch, Term.of_month(month))
        village.app.home.view(village.branch, month)
        village.app.records.ledger_sheet(village.branch, month)
        assert {line.uid for line in page.lines} == {line.uid for line in meeting.lines}
        with village.app.setup.uow.read() as session:
            query = text(
                "SELECT count(*) FROM declaration d JOIN card c ON c.id = d.card_id"
                " JOIN period p ON p.id = c.period_id WHERE p.label = :label"
            )
            assert session.execute(query, {"label": month.label}).scalar() == len(page.lines)
        for form in village.app.records.record_forms(village.branch, month):
            assert sum((line.counted for line in form.lines), Decimal(0)) == form.period_total
            assert form.brought_forward + form.period_total == form.total


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=st.lists(STEPS, min_size=10, max_size=40))
def test_every_order_of_steps_leaves_a_sound_ledger(village_folder, tmp_path_factory, steps):
    folder, built = village_folder
    paths = AppPaths(tmp_path_factory.mktemp("random") / "data")
    shutil.copytree(folder, paths.root)
    clock = SetClock(START)
    context = build_app(paths, clock=clock)
    village = built.on(context, clock)
    village.at(date(2026, 10, 30))
    try:
        for step in steps:
            try:
                take(village, *step)
            except UserError as refused:
                assert not refused.message.isascii()  # noqa: PT017 - most steps go through
            assert_sound(village)
        assert_readable(village)
        state = village.app.declarations.month(village.branch, OCTOBER).state
        assert state in PeriodState
    finally:
        context.close()
        shutil.rmtree(paths.root)
