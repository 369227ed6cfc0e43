"""The ledger keeps what it evaluated. Whatever was kept must be what a fresh evaluation says."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.models import Member, Unit
from app.resources import resource
from app.services.audit import record
from app.services.ledger import Ledger
from app.services.lines import month_lines
from app.services.members import set_span
from app.services.months import Month
from app.services.schemes import SchemeBook
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 10)
MONTHS = (Month(2026, 9), OCTOBER, NOVEMBER)


def figures(ledger: Ledger, village):
    """Everything that a page could show, with and without the drafts of each month."""
    with village.app.setup.uow.read() as session:
        unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
        found = {}
        for month in MONTHS:
            for kind, result in (
                ("postings", ledger.month(session, unit, month)),
                ("drafts", month_lines(session, unit, month, ledger=ledger).result),
            ):
                found[month, kind] = (dict(result.members), dict(result.lines), result.scheme.hash)
            for uid in village.members.values():
                found[month, uid] = ledger.member_month(session, unit, month, uid)
                assert found[month, uid] == found[month, "postings"][0].get(uid)
        return found


def steps(village):
    """Name and call of everything that can move a figure, in an order that a village could live."""
    app, v = village.app, village
    text = resource("schemes", "S1.toml").read_text("utf-8")
    yield "declare", lambda: v.declare("孙石头", "volunteer", DAY, basis="巡河")
    yield (
        "declare more",
        lambda: [
            v.declare("孙石头", "volunteer", date(2026, 10, d), basis="巡河", role="lead") for d in (3, 4)
        ],
    )
    yield "tick", lambda: [v.declare(name, "dues", DAY) for name in v.members]
    yield "attend", lambda: v.attend(["林为民", "孙石头", "王建国一"], date(2026, 10, 12))
    yield "class", lambda: app.members.set_category(v.recorder, v.members["孙石头"], "C", date(2026, 10, 8))
    yield "enter", lambda: app.members.enter(v.recorder, v.members["钱二妹"], date(2026, 10, 5))
    yield "deduct", lambda: v.declare("林为民", "neg_rumor", DAY, basis="通报", second="钱二妹")
    yield "collect", v.collect
    yield "meet", v.meet
    line = "adjusted"
    yield line, lambda: v.decide(
        next(x.uid for x in app.declarations.month(v.branch, OCTOBER).lines if x.item == "volunteer"),
        "adjust", points=Decimal("0.5"), reason="半天",
    )  # fmt: skip
    yield "rest", lambda: app.meetings.confirm_rest(v.recorder, v.branch, OCTOBER)
    yield "effective", v.make_effective
    yield "post", v.post
    yield "close", lambda: v.close(on=date(2026, 11, 6))
    yield "late", lambda: v.declare("周小禾", "visits", DAY, month=NOVEMBER, basis="走访")
    yield "exempt", lambda: app.members.exempt(
        v.secretary, v.members["陈阿婆"], start=date(2026, 10, 1), end=None, reason="病", applied_on=None,
        approved_on=date(2026, 11, 1),
    )  # fmt: skip
    yield (
        "leave",
        lambda: app.members.leave(
            v.recorder, v.members["王建国二"], last_day=date(2026, 10, 9), how="transferred"
        ),
    )
    yield (
        "scheme",
        lambda: app.schemes.adopt(
            v.secretary,
            v.branch,
            text=text.replace("points = 1 }", "points = 2 }"),
            starts_on=date(2026, 11, 5),
            note="",
        ),
    )
    yield "confirm", lambda: v.confirm_all(NOVEMBER)


def test_after_every_step_the_kept_figures_are_those_of_a_fresh_evaluation(village):
    kept = Ledger(SchemeBook())
    village.at(date(2026, 10, 30))
    before = figures(kept, village)
    moved = []
    for name, step in steps(village):
        step()
        now = figures(kept, village)
        assert now == figures(Ledger(SchemeBook()), village), name
        moved += [name] if now != before else []
        before = now
    assert {"declare", "tick", "attend", "adjusted", "effective", "late", "exempt", "leave", "scheme"} <= set(
        moved
    )


class _TakeBack(Exception):
    """Ends a transaction without keeping it."""


def test_a_step_that_was_rolled_back_leaves_no_figures_behind(village):
    """Figures that were read inside a transaction must not be shown after it was taken back."""
    village.at(date(2026, 10, 30))
    village.declare("孙石头", "dues", DAY)
    ledger = village.app.collection._ledger
    with village.app.setup.uow.read() as session:
        unit = session.scalars(select(Unit).where(Unit.uid == village.branch)).one()
        uid = unit.uid
    before = figures(ledger, village)
    with contextlib.suppress(_TakeBack), village.app.setup.uow.write() as session:
        unit = session.scalars(select(Unit).where(Unit.uid == uid)).one()
        member = session.scalars(select(Member).where(Member.uid == village.members["孙石头"])).one()
        set_span(session, member, "membership", "", date(2026, 10, 1))
        record(session, village.recorder, village.clock, "测试", "撤回")
        result = month_lines(session, unit, OCTOBER, ledger=ledger).result
        assert result.members[member.uid].total == 0
        raise _TakeBack
    assert figures(ledger, village) == before
    village.app.units.update_group(village.recorder, village.groups["一组"], name="第一组")
    assert figures(ledger, village) == before
