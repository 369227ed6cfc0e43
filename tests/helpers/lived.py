"""The small branch lives three months under any scheme: every item in every way that it can be entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.bootstrap import AppContext
from app.clock import SetClock
from app.errors import UserError
from app.services.activities import ActivityDraft, on_sheets
from app.services.line_entry import LineDraft
from app.services.lines import LineView
from app.services.months import Month
from app.services.notices.board import BoardOptions
from app.services.posts import named_posts
from app.services.presence import Presence
from app.services.press import BOARDS, MONTHLY
from app.services.scoring import ChoiceAmount, Item, RangeAmount, Scheme, StepsAmount
from app.services.scoring.kinds import EntryKind, PeriodKind
from app.services.terms import Term
from app.services.workflow import PeriodState
from tests.helpers.factories import Village, build_village

START = date(2026, 9, 1)
MONTHS = (Month(2026, 10), Month(2026, 11), Month(2026, 12))
#: Never all alike: who was there, late, on leave, absent, excused, and who made up for it.
_MARKS = tuple(Presence)


def settle(context: AppContext, clock: SetClock, scheme: str) -> Village:
    """A branch under a scheme: the name of a preset, or the text of a scheme file."""
    preset = scheme if len(scheme) == 2 else "S4"
    village = build_village(context, clock, preset=preset).on(context, clock)
    if preset != scheme:
        context.schemes.adopt(village.secretary, village.branch, text=scheme, starts_on=START)
    rules = context.schemes.current(village.branch, MONTHS[0].first)
    people = list(village.members.values())
    for place, uid in enumerate(people):
        if rules.categories:
            category = rules.categories[place % len(rules.categories)].id
            context.members.set_category(village.recorder, uid, category, START)
    for kind in ("post", "state"):
        for place, name in enumerate(named_posts(rules, kind)):
            for uid in (people[0], people[(place + 3) % len(people)]):
                context.posts.take(village.recorder, uid, kind=kind, name=name, start=date(2026, 9, 15))
    return village


def live(village: Village, months: Sequence[Month] = MONTHS) -> None:
    """Declare in all ways, collect, meet, let it take effect, post or archive, and print everything."""
    for number, month in enumerate(months):
        village.at(month.last, 9)
        declare(village, month, number)
        hold_sheets(village, month, number)
        village.collect(month)
        confirm(village, month)
        publish(village, month)
        posted = PeriodKind.MONTH in village.app.schemes.current(village.branch, month.last).posting.periods
        for kind in MONTHLY:
            if kind in BOARDS and not posted:
                continue
            rendered = village.app.press.render(kind, village.branch, month)
            assert rendered.data
            assert rendered.missing == ()


def declare(village: Village, month: Month, number: int) -> None:
    """One line of every item that is typed, and tick lists for those that are ticked."""
    scheme = village.app.schemes.current(village.branch, month.last)
    people = list(village.members.values())
    for place, item in enumerate(village.app.declarations.items(village.branch, month.last)):
        if not item.by_hand:
            continue
        day = month.first + timedelta(days=(3 * place + number) % 25)
        ticked = item.entry is EntryKind.TICK and item.amount_kind in {"fixed", "expected"}
        for turn in range(4 if ticked else 2):
            member = people[(place + number + 3 * turn) % len(people)]
            draft = draft_of(item, scheme, member, people, day=day, turn=turn + place)
            _enter(village, month, replace(draft, source="group") if ticked else draft)


def draft_of(
    item: Item, scheme: Scheme, member: str, people: Sequence[str], *, day: date, turn: int
) -> LineDraft:
    """What somebody would type for an item; the figure, role and outcome change with the turn."""
    amount = item.amount
    quantity = Decimal(1)
    if isinstance(amount, StepsAmount):
        quantity = amount.steps[turn % len(amount.steps)].at + 1
    elif item.amount_kind in {"per_unit", "graduated"}:
        quantity = (Decimal(7), Decimal(450), Decimal("1230.5"))[turn % 3]
    elif item.amount_kind == "fixed" and item.repeat is None:
        quantity = Decimal(1 + turn % 2)
    others = [uid for uid in people[2:] if uid != member]
    return LineDraft(
        member_uid=member,
        item=item.id,
        deed_date=day,
        quantity=quantity,
        level=amount.levels[turn % len(amount.levels)].id if isinstance(amount, ChoiceAmount) else None,
        role=item.roles[turn % len(item.roles)].id if item.roles and turn % 2 else None,
        outcome=item.outcomes[turn % len(item.outcomes)].id if item.outcomes and turn % 3 else None,
        points=(amount.min + amount.max) / 2 if isinstance(amount, RangeAmount) else None,
        basis="登记簿",
        second_uid=others[0] if item.needs_second_person else "",
        also_uid=others[-1] if item.also else "",
    )


def _enter(village: Village, month: Month, draft: LineDraft) -> None:
    """Enter a line; one that is for other members only, or for who is left out, is refused in words."""
    try:
        village.app.declarations.add(village.recorder, village.branch, month, [draft])
    except UserError as refused:
        assert not str(refused).isascii()  # noqa: PT017 - most lines go through


def hold_sheets(village: Village, month: Month, number: int) -> None:
    """An attendance sheet of every item that has one, with all marks."""
    app = village.app
    for place, item in enumerate(app.declarations.items(village.branch, month.last)):
        if item.entry is not EntryKind.ATTENDANCE or not on_sheets(item):
            continue
        day = month.first + timedelta(days=5 + place % 20)
        expected = app.activities.expected(village.branch, month, day)
        marks = {m.uid: _MARKS[(i + place + number) % len(_MARKS)] for i, m in enumerate(expected)}
        # Neither of the officers: one types the sheet, the other lets the month take effect.
        checker = village.members["钱二妹"]
        marks[checker] = Presence.PRESENT
        draft = ActivityDraft(item.id, f"{item.name[:8]}{day:%m%d}", day, marks, "村委会", "", checker)
        app.activities.save(village.recorder, village.branch, month, draft)


def confirm(village: Village, month: Month) -> None:
    """Adjust one line, refuse and return others, decide the weighty ones one by one, confirm the rest."""
    app, branch = village.app, village.branch
    village.meet(month)
    lines = app.meetings.view(branch, month).lines
    for line, decision in zip(_ordinary(lines), ("adjust", "reject", "return"), strict=False):
        points = abs(line.claimed) / 2 * line.sign if decision == "adjust" else None
        village.decide(line.uid, decision, month=month, points=points, reason="会上核实")
    app.meetings.confirm_rest(village.recorder, branch, month)
    for line in app.meetings.view(branch, month).open:
        assert line.review, (line.item_name, line.faults)
        village.decide(line.uid, "confirm", month=month)
    village.make_effective(month)


def _ordinary(lines: Sequence[LineView]) -> Iterator[LineView]:
    """Lines of different members, spread over the list."""
    return (line for line in lines[1::5] if line.claimed)


def publish(village: Village, month: Month) -> None:
    """Hang the board where the scheme posts months, and archive the month."""
    scheme = village.app.schemes.current(village.branch, month.last)
    if PeriodKind.MONTH in scheme.posting.periods:
        first = month.next.first
        village.at(first)
        draft = village.notice(first, first + timedelta(days=20), options=BoardOptions(sections=True))
        village.app.notices.post(village.secretary, village.branch, Term.of_month(month), draft)
        village.close(month, on=first + timedelta(days=21))
    else:
        village.at(month.next.first)
        village.app.notices.archive(village.secretary, village.branch, Term.of_month(month))
    assert village.app.declarations.month(village.branch, month).state is PeriodState.ARCHIVED
