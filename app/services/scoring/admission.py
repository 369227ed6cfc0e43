"""Which lines take part: what falls out (step a), what an exclusive act leaves (b), amounts (c to e)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.scoring.amounts import worth
from app.services.scoring.document import AppliesTo, Item
from app.services.scoring.lines import Line
from app.services.scoring.numbers import ZERO
from app.services.scoring.people import Person
from app.services.scoring.rulebook import Rulebook
from app.services.scoring.types import LineScore, PostingIn
from app.services.scoring.windows import window_key, window_months

REVERSAL = "更正记录：冲销另一条，本条不计分"
REVERSED = "已更正冲销，本条不计分"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between a veto and its repair, on which plus lines do not count."""

    start: date
    end: date
    cause: str


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
    reversed_uids: Mapping[str, str],
    gaps: Sequence[Gap],
) -> tuple[list[Line], list[LineScore]]:
    """Split a member's postings into lines that take part and lines that fell out with the reason."""
    lines: list[Line] = []
    fallen: list[LineScore] = []
    for posting in postings:
        version = book.index_on(posting.date)
        item = book.schemes[version].items.get(posting.item) if version >= 0 else None
        cause = reversed_uids.get(posting.uid) or _barrier(person, posting, item, version=version, gaps=gaps)
        if item is None or cause:
            fallen.append(_fallen(posting, item.section if item else "", cause))
        else:
            lines.append(Line(posting, item, version, worth(item, posting)))
    return lines, fallen


def _fallen(posting: PostingIn, section: str, cause: str) -> LineScore:
    return LineScore(
        posting.uid,
        posting.member,
        posting.item,
        section,
        posting.date,
        posting.period,
        ZERO,
        ZERO,
        (cause,),
    )


def _barrier(
    person: Person, posting: PostingIn, item: Item | None, *, version: int, gaps: Sequence[Gap]
) -> str:
    """Why a line does not take part; empty if it does."""
    day = posting.date
    if not person.liable_on(day):
        return "当天不在本支部或不纳入积分，不计分"
    if version < 0:
        return "当天还没有生效的积分方案，不计分"
    if item is None:
        return f"当时的方案中没有项目“{posting.item}”，不计分"
    if not item.enabled:
        return "该项目已停用，不计分"
    if item.applies_to is not None and not _applies(item.applies_to, person, day):
        return "该项目不适用于当时的类别或身份，不计分"
    if item.sign > 0:
        return next((gap.cause for gap in gaps if gap.start <= day < gap.end), "")
    return ""


def _applies(rule: AppliesTo, person: Person, day: date) -> bool:
    if rule.categories is not None and person.category_on(day) not in rule.categories:
        return False
    if rule.statuses is not None and person.status_on(day) not in rule.statuses:
        return False
    return rule.mobile is None or rule.mobile == person.mobile_on(day)


def drop_exclusive(lines: Sequence[Line]) -> None:
    """Of one act and sign only the line that is worth most stays, among items of one exclusive group.

    The worth is taken with role and outcome: a led 2-point item beats a 3-point item.
    """
    acts: dict[tuple[str, str, int], list[Line]] = {}
    for line in lines:
        if line.item.exclusive and line.posting.act:
            acts.setdefault((line.posting.act, line.item.exclusive, line.item.sign), []).append(line)
    for group in acts.values():
        best, *rest = sorted(group, key=lambda line: (-line.amount, line.order))
        for line in rest:
            line.dropped = f"同一行为只计最高一项，已按“{best.item.name}”计"


def multiply_repeats(lines: Sequence[Line], *, start_month: int, cycle_months: int) -> None:
    """From the second line of an item in its window on, the repeat multiplier holds; not if adjusted."""
    last: dict[str, date] = {}
    for line in sorted(lines, key=lambda line: line.order):
        repeat = line.item.repeat
        previous = last.get(line.item.id)
        last[line.item.id] = line.day
        if repeat is None or previous is None or line.posting.adjusted is not None:
            continue
        months = window_months(repeat.window, cycle_months)
        if window_key(previous, months, start_month) == window_key(line.day, months, start_month):
            line.repeat = repeat.factor
