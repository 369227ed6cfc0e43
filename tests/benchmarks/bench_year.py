"""How fast the arithmetic is: five years of a branch with 114 members, about 40,000 postings.

Run: ``python tests/benchmarks/bench_year.py``. It prints

- all five years scored from the postings' rows, beside one plain ``SUM … GROUP BY`` of the same rows in SQL;
- the service time of the pages of the month after those years: first in a new window, again without change, and
  after one more line was entered (what she waits for all day).

Each figure is the best of several runs, the first-time figure the median of several windows.
"""

# ruff: noqa: T201 - a benchmark is there to print

from __future__ import annotations

import cProfile
import pstats
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import insert, select

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.models import Card, Collection, Decision, Declaration, Group, Meeting, Member, Period, Posting, Unit
from app.models.base import new_uid
from app.paths import AppPaths
from app.services.actor import SYSTEM, Actor
from app.services.audit import digest_postings, record
from app.services.exchange.roster import RosterRow, RosterValues
from app.services.ledger_inputs import load_members, load_postings
from app.services.line_entry import LineDraft
from app.services.months import Month
from app.services.schemes import SchemeBook
from app.services.scoring import Inputs, Item, evaluate
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.services.workflow import Role

MEMBERS = 114
YEARS = 5
LINES = 6  # of a member in a month
LAST = Month(2026, 11)
NOW = Month(2026, 12)  # the worst month: eleven others of its year are scored with it
RUNS = 5


def month_list(count: int) -> list[Month]:
    months = [LAST]
    while len(months) < count:
        months.insert(0, months[0].previous)
    return months


def build(folder: Path) -> str:
    """Fill a new ledger. Returns the branch's uid."""
    clock = SetClock(datetime(2026, 12, 28, 9, tzinfo=CHINA))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        rows = [
            RosterRow(
                number,
                RosterValues(
                    name=f"{'王李张刘陈杨赵黄周吴'[number % 10]}{'建国秀英小明志强'[number % 4 * 2 :][:2]}{number}",
                    group=f"{number % 9 + 1}组",
                    category="ABCD"[number % 4],
                    joined_on=date(2000, 7, 1),
                ),
                {},
                (),
                usable=True,
            )
            for number in range(1, MEMBERS + 1)
        ]
        request = SetupRequest(
            unit="中共云岭镇竹溪村支部委员会", secretary="林为民", recorder="周小禾", preset="S1",
            contact="周小禾 10012345678", scheme_start=date(2020, 1, 1),
        )  # fmt: skip
        branch = context.setup.set_up(request, rows).branch_uid
        dice = random.Random(5)  # noqa: S311 - invented deeds
        items = [
            i for i in context.schemes.current(branch, LAST.first).active_items if i.amount_kind == "fixed"
        ]
        with context.setup.uow.write() as session:
            unit = session.scalars(select(Unit).where(Unit.uid == branch)).one()
            members = session.scalars(select(Member)).all()
            for month in month_list(YEARS * 12):
                make_month(session, clock, dice, unit, members, items, month, done="yes")
            make_month(session, clock, dice, unit, members, items, NOW, done="")
    finally:
        context.close()
    return branch


def make_month(session, clock, dice, unit, members, items: list[Item], month: Month, *, done: str) -> None:
    """A month with its cards, lines, decisions and postings; the last one is open, with its lines collected."""
    period = Period(unit_id=unit.id, label=month.label, state="archived" if done else "collecting")
    session.add(period)
    session.flush()
    meeting = Meeting(
        period_id=period.id, kind="支部党员大会", held_on=month.last, state="effective" if done else "draft"
    )
    session.add(meeting)
    cards = [
        Card(
            period_id=period.id,
            member_id=m.id,
            state="archived" if done else "collected",
            handed_in_on=month.last,
            group_id=m.group_id,
        )
        for m in members
    ]
    session.add_all(cards)
    if not done:
        for group in session.scalars(select(Group)):
            session.add(
                Collection(
                    period_id=period.id, group_id=group.id, collected_on=month.last, collected_by="周小禾"
                )
            )
    session.flush()
    known = clock.now()
    facts = [
        {
            "uid": new_uid(),
            "card_id": card.id,
            "item": item.id,
            "item_name": item.name,
            "deed_date": month.first + timedelta(days=dice.randrange(27)),
            "quantity": Decimal(1),
            "claimed": Decimal(-5 if item.polarity.value == "minus" else 2),
            "basis": "登记表",
            "source": "card",
            "entered_by": "周小禾",
            "entered_at": known,
            "second_id": members[0].id,
            "state": "confirmed" if done else "collected",
        }
        for card in cards
        for item in dice.sample(items, LINES)
    ]
    session.execute(insert(Declaration), facts)
    if not done:
        return
    lines = session.execute(
        select(Declaration.id, Declaration.uid, Card.member_id).join(Card).where(Card.period_id == period.id)
    ).all()
    by_uid = {fact["uid"]: fact for fact in facts}
    session.execute(
        insert(Decision),
        [
            {"uid": new_uid(), "meeting_id": meeting.id, "declaration_id": line.id, "kind": "confirm",
             "decided_by": "周小禾", "decided_at": known}
            for line in lines
        ],
    )  # fmt: skip
    kept = ("item", "item_name", "deed_date", "quantity", "claimed", "basis")
    postings = [
        Posting(
            uid=new_uid(), unit_id=unit.id, member_id=line.member_id, meeting_id=meeting.id, declaration_id=line.id,
            period=month.label, scheme_hash="", confirmed_by="林为民", confirmed_at=known, reason="",
            **{key: by_uid[line.uid][key] for key in kept},
        )
        for line in lines
    ]  # fmt: skip
    session.add_all(postings)
    session.flush()
    detail = {"meeting": meeting.id, "postings": digest_postings(postings), "count": len(postings)}
    record(session, SYSTEM, clock, "评定生效", month.title, detail)


def open_window(folder: Path) -> AppContext:
    return build_app(AppPaths(folder), clock=SetClock(datetime(2026, 12, 28, 12, tzinfo=UTC)))


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def scoring(folder: Path, branch: str) -> None:
    """Five years from rows to totals, beside the sum of the same rows."""
    context = open_window(folder)
    try:
        with context.setup.uow.read() as session:
            unit = session.scalars(select(Unit).where(Unit.uid == branch)).one()
            versions = SchemeBook().versions(session, unit)
            years = range(LAST.year - YEARS, LAST.year + 1)

            def score() -> int:
                count = 0
                for year in years:
                    first, last = date(year, 1, 1), date(year, 12, 31)
                    members = load_members(session, unit, first, last, on=last)
                    uids = [member.uid for member in members]
                    postings = load_postings(session, uids, first, last, Month(year, 12))
                    evaluate(versions, Inputs(members=members, postings=tuple(postings)), last)
                    count += len(postings)
                return count

            def plain_sum() -> int:
                sql = "SELECT member_id, substr(deed_date, 1, 4), SUM(claimed) FROM posting GROUP BY 1, 2"
                return len(session.connection().exec_driver_sql(sql).all())

            count = score()
            mine, plain = best(score, 3), best(plain_sum)
    finally:
        context.close()
    print(f"{count} postings of {MEMBERS} members in {YEARS} years, scored with every limit: {mine:.3f} s")
    print(f"plain SUM … GROUP BY member, year of the same rows in SQL: {plain:.3f} s")
    print(f"ratio to the plain sum: {mine / plain:.1f}")


PAGES: dict[str, Callable[[AppContext, str], object]] = {
    "申报 declarations.month": lambda c, b: c.declarations.month(b, NOW),
    "汇总 collection.month": lambda c, b: c.collection.month(b, NOW),
    "评定 meetings.view": lambda c, b: c.meetings.view(b, NOW),
    "公示 notices.view": lambda c, b: c.notices.view(b, Term.of_month(NOW)),
    "首页 home.view": lambda c, b: c.home.view(b, NOW),
}


def pages(folder: Path, branch: str) -> None:
    print(f"pages of {NOW.label} with {MEMBERS} members and {MEMBERS * LINES} lines (aim: at most 100 ms)")
    for name, page in PAGES.items():
        first, again, changed = [], [], []
        for _ in range(3):
            context = open_window(folder)
            try:
                open_group(context, branch)
                first.append(best(lambda page=page, context=context: page(context, branch), 1))
                again.append(best(lambda page=page, context=context: page(context, branch)))
                enter_line(context, branch)
                changed.append(best(lambda page=page, context=context: page(context, branch), 1))
            finally:
                context.close()
        print(
            f"  {name:28} first {statistics.median(first) * 1000:5.0f} ms · "
            f"after a change {min(changed) * 1000:5.0f} ms · again {min(again) * 1000:5.0f} ms"
        )


ACTOR = Actor("bench", "林为民", Role.SECRETARY)


def open_group(context: AppContext, branch: str) -> None:
    """Give the first group's cards back, so that one more line can be typed."""
    context.collection.give_back(ACTOR, branch, NOW, context.units.groups(branch)[0].uid)


def enter_line(context: AppContext, branch: str) -> None:
    """One more line on a card, as she types it."""
    group = context.units.groups(branch)[0].uid
    member = next(m for m in context.members.rows(NOW.first) if m.group_uid == group)
    draft = LineDraft(member_uid=member.uid, item="visits", deed_date=NOW.first, basis="走访")
    context.declarations.add(ACTOR, branch, NOW, [draft])


def profile(folder: Path, branch: str, name: str) -> None:
    """Where the time of one page goes: ``bench_year.py --profile 申报``."""
    page = next(page for title, page in PAGES.items() if title.startswith(name))
    context = open_window(folder)
    try:
        open_group(context, branch)
        page(context, branch)
        enter_line(context, branch)
        profiler = cProfile.Profile()
        profiler.runcall(page, context, branch)
    finally:
        context.close()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        branch = build(folder)
        if "--keep" in sys.argv:
            shutil.copytree(folder, sys.argv[sys.argv.index("--keep") + 1])
        if "--profile" in sys.argv:
            profile(folder, branch, sys.argv[sys.argv.index("--profile") + 1])
            return
        scoring(folder, branch)
        pages(folder, branch)


if __name__ == "__main__":
    main()
