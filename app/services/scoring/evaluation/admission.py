"""Which lines take part: what falls out (step a), what an exclusive act leaves (b), amounts (c to e)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.scoring.evaluation.amounts import Worth, worth
from app.services.scoring.evaluation.limits import Grid
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.people import Person
from app.services.scoring.evaluation.plans import ItemPlan
from app.services.scoring.evaluation.rulebook import Rulebook, Year
from app.services.scoring.kinds import Polarity
from app.services.scoring.language import FixedAmount
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.results import LineScore
from app.services.scoring.types import PostingIn
from app.services.scoring.windows import months_later, window_months

REVERSAL = "更正记录：冲销另一条，本条不计分"
REVERSED = "已更正冲销，本条不计分"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between a veto and its repair, on which plus lines do not count."""

    start: date
    end: date
    cause: str


@dataclass(slots=True)
class Admitted:
    """A member's lines, sorted out.

    Attributes:
        lines: Those that take part.
        expired: Those that are no longer valid: they count for nothing, but a repeat was one at its time.
        fallen: Those that fell out, with the reason.
    """

    lines: list[Line]
    expired: list[Line]
    fallen: list[LineScore]


def fallen_by_reversal(postings: Iterable[PostingIn]) -> dict[str, str]:
    """The uids that corrections take out, with the reason.

    A reversal that was itself reversed takes nothing out; reversals never count as lines. Their own dates do not
    matter: what was found wrong was wrong from the beginning.
    """
    reversals = [posting for posting in postings if posting.reverses is not None]
    reversers: dict[str, list[str]] = {}
    for posting in reversals:
        reversers.setdefault(str(posting.reverses), []).append(posting.uid)

    def stands(uid: str, seen: frozenset[str]) -> bool:
        """Whether no standing reversal is aimed at this line; a ring of reversals takes out all of itself."""
        later = [other for other in reversers.get(uid, ()) if other not in seen]
        return len(later) == len(reversers.get(uid, ())) and not any(
            stands(other, seen | {uid}) for other in later
        )

    fallen = {posting.uid: REVERSAL for posting in reversals}
    for target in reversers:
        if target not in fallen and not stands(target, frozenset()):
            fallen[target] = REVERSED
    return fallen


def admit(
    person: Person,
    postings: Sequence[PostingIn],
    book: Rulebook,
    *,
    year: Year,
    reversed_uids: Mapping[str, str],
    gaps: Sequence[Gap],
) -> Admitted:
    """Split a member's postings into lines that take part and lines that fell out with the reason."""
    found = Admitted([], [], [])
    lines = found.lines
    plans, version_on = book.plans, book.index_on
    alone = book.alone_since
    # Most members are liable all year and nothing was corrected: then only item and day are looked at.
    watched = not person.liable_throughout(year.first_day, year.as_of) or bool(reversed_uids or gaps)
    start = year.span.start
    for posting in postings:
        version = 0 if alone is not None and posting.date >= alone else version_on(posting.date)
        plan = plans[version].get(posting.item) if version >= 0 else None
        if plan is None or watched or plan.guarded or plan.validity is not None:
            cause = reversed_uids.get(posting.uid) or _barrier(
                person, posting, plan, version=version, gaps=gaps
            )
            if plan is None or cause:
                if start <= posting.date:
                    found.fallen.append(_fallen(posting, plan, cause))
                continue
            if plan.validity is not None and months_later(posting.date, plan.validity) <= year.as_of:
                found.expired.append(Line(posting, plan, _worth(plan, posting, person)))
                continue
            if plan.validity is None and posting.date < start:
                continue
        elif posting.date < start:
            continue
        if (
            plan.single is not None
            and posting.quantity == ONE
            and posting.role is None
            and posting.outcome is None
            and posting.adjusted is None
            and posting.points is None
        ):
            lines.append(Line(posting, plan, plan.single))
        else:
            lines.append(Line(posting, plan, _worth(plan, posting, person)))
    for line in found.expired:
        if year.span.start <= line.day:
            cause = f"已过有效期（{line.plan.validity} 个月），不计分"
            found.fallen.append(_fallen(line.posting, line.plan, cause))
    return found


def _worth(plan: ItemPlan, posting: PostingIn, person: Person) -> Worth:
    amount = plan.item.amount
    by_class = isinstance(amount, FixedAmount) and bool(amount.by_category)
    return worth(plan.item, posting, person.category_on(posting.date) if by_class else None)


def _fallen(posting: PostingIn, plan: ItemPlan | None, cause: str) -> LineScore:
    return LineScore(
        posting.uid,
        posting.member,
        posting.item,
        plan.item.section if plan else "",
        posting.date,
        posting.period,
        ZERO,
        ZERO,
        (cause,),
    )


def _barrier(
    person: Person, posting: PostingIn, plan: ItemPlan | None, *, version: int, gaps: Sequence[Gap]
) -> str:
    """Why a line does not take part; empty if it does."""
    day = posting.date
    if not person.liable_on(day):
        return "当天不在本支部或不纳入积分，不计分"
    if version < 0:
        return "当天还没有生效的积分方案，不计分"
    if plan is None:
        return f"当时的方案中没有项目“{posting.item}”，不计分"
    item = plan.item
    if not item.enabled:
        return "该项目已停用，不计分"
    if item.is_derived:
        return "该项目由程序自动计分，登记的记录不计分"
    if not all(person.fits(audience, day) for audience in plan.audiences):
        return "该项目不适用于当时的类别或身份，不计分"
    # A mark of a priced attendance sheet says for itself whether it adds.
    minus = plan.minus or _worth(plan, posting, person).minus
    return "" if minus else next((gap.cause for gap in gaps if gap.start <= day < gap.end), "")


def drop_exclusive(lines: Sequence[Line]) -> None:
    """Of one act and sign only the line that is worth most stays, among items of one exclusive group.

    The worth is taken with role and outcome: a led 2-point item beats a 3-point item.
    """
    acts: dict[tuple[str, str, bool], list[Line]] = {}
    for line in lines:
        if line.posting.act and line.item.exclusive:
            acts.setdefault((line.posting.act, line.item.exclusive, line.minus), []).append(line)
    for group in acts.values():
        best, *rest = sorted(group, key=lambda line: (-line.amount, line.order))
        for line in rest:
            line.dropped = f"同一行为只计最高一项，已按“{best.item.name}”计"


def drop_cancelled(lines: Sequence[Line], grid: Grid, *, cycle_months: int) -> None:
    """A make-up line takes an absence back: in each window as many as there are, the largest first.

    Of a priced attendance sheet it takes back what deducts, never what was earned.
    """
    cancelled = [
        (line, rule)
        for line in lines
        if (rule := line.item.cancelled_by) is not None
        and not line.dropped
        and (line.minus or line.item.polarity is not Polarity.BOTH)
    ]
    room: dict[tuple[str, int, int], Decimal] = {}
    for line, rule in sorted(cancelled, key=lambda pair: (-pair[0].amount, pair[0].order)):
        months = window_months(rule.window, cycle_months)
        key = (rule.item, months, grid.key(line.day, months))
        if key not in room:
            room[key] = sum(
                (
                    other.worth.times
                    for other in lines
                    if other.item.id == rule.item
                    and not other.dropped
                    and grid.key(other.day, months) == key[2]
                ),
                ZERO,
            )
        taken = min(room[key], line.worth.times)
        if not taken:
            continue
        room[key] -= taken
        name = next(other.item.name for other in lines if other.item.id == rule.item)
        if taken == line.worth.times:
            line.dropped = f"已由“{name}”抵消，不再计分"
        else:
            line.take_back(taken, f"其中 {plain(taken)} 次已由“{name}”抵消")


def multiply_repeats(lines: Iterable[Line], grid: Grid, *, cycle_months: int) -> None:
    """From the second line of an item in its window on, the repeat multiplier holds; not if adjusted."""
    last: dict[str, Line] = {}
    for line in sorted((line for line in lines if line.item.repeat is not None), key=lambda line: line.order):
        repeat = line.item.repeat
        previous = last.get(line.item.id)
        last[line.item.id] = line
        if repeat is None or previous is None or line.posting.adjusted is not None:
            continue
        months = window_months(repeat.window, cycle_months)
        if grid.key(previous.day, months) == grid.key(line.day, months):
            line.repeat = repeat.factor
