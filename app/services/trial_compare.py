"""Two evaluations of the same people, put side by side: rows, ranks, grades, sums and sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents.model_trial import GradeShift, TrialRow, TrialSection, TrialSums
from .member_views import MemberRow
from .schemes import version_on
from .scoring import DatedScheme, LineScore, Scheme, Score, evaluate
from .scoring.kinds import Counting
from .trial_years import TrialSide, TrialYear

_ZERO = Decimal(0)
_START, _REST = "起始分", "封顶、保底、测评、否决、取整等"


@dataclass(frozen=True, slots=True)
class Side:
    """A year under one set of versions.

    Attributes:
        scheme: The version in force at the year's end.
    """

    versions: Sequence[DatedScheme]
    scheme: Scheme
    scores: Mapping[str, Score]

    @property
    def liable(self) -> list[Score]:
        """The scores of those who have points."""
        return [score for score in self.scores.values() if score.liable]

    @property
    def lines(self) -> dict[str, LineScore]:
        """Every line by its uid."""
        return {line.posting: line for score in self.scores.values() for line in score.lines}

    def ranks(self) -> dict[str, int]:
        """Each member's place, best first; equals share the better place."""
        sign = 1 if self.scheme.cycle.counting is Counting.DEMERIT else -1
        totals = sorted(sign * score.total for score in self.liable)
        places: dict[Decimal, int] = {}
        for place, total in enumerate(totals, 1):
            places.setdefault(total, place)
        return {score.member: places[sign * score.total] for score in self.liable}

    def total(self, uid: str) -> Decimal | None:
        """A member's total; ``None`` where not liable."""
        score = self.scores.get(uid)
        return score.total if score is not None and score.liable else None

    def grade(self, uid: str) -> str:
        """The id of a member's grade; empty where there is none."""
        score = self.scores.get(uid)
        return score.grade or "" if score is not None else ""

    def grade_name(self, uid: str) -> str:
        """Its name."""
        grade = self.scheme.grade(self.grade(uid))
        return grade.name if grade is not None else ""


def evaluate_side(side: TrialSide, as_of: date) -> Side:
    """A year under its versions."""
    return Side(side.versions, version_on(side.versions, as_of), evaluate(side.versions, side.inputs, as_of))


def members_of(year: TrialYear) -> tuple[str, ...]:
    """Everybody whom one of the two sides knows, by uid."""
    sides = (year.before, year.after)
    return tuple(dict.fromkeys(member.uid for side in sides for member in side.inputs.members))


def compare_rows(
    before: Side,
    after: Side,
    people: Mapping[str, MemberRow],
    *,
    year: TrialYear,
    uncounted: Mapping[str, int],
) -> Iterator[TrialRow]:
    """A row for every member who has points under one of the two, or under none."""
    ranks = before.ranks(), after.ranks()
    for uid in members_of(year):
        member = people[uid]
        yield TrialRow(
            uid=f"{uid}/{year.as_of}",
            member_uid=uid,
            year=year.title,
            as_of=year.as_of,
            name=member.name,
            label=member.label,
            group_name=member.group,
            pinyin=member.pinyin,
            sort=member.sort,
            before=before.total(uid),
            after=after.total(uid),
            grade_before=before.grade_name(uid),
            grade_after=after.grade_name(uid),
            shift=grade_shift(before.scheme, before.grade(uid), after.scheme, after.grade(uid)),
            rank_before=ranks[0].get(uid),
            rank_after=ranks[1].get(uid),
            uncounted=uncounted.get(uid, 0),
        )


def grade_shift(before: Scheme, was: str, after: Scheme, now: str) -> GradeShift:
    """Whether a grade under one scheme is better or worse than one under another.

    Grades are the same by id or by name. Where the two schemes have different grades, their places in lists of
    equal length are compared.
    """
    first, second = before.grade(was), after.grade(now)
    if not before.grades or not after.grades:
        # One of the two gives no grades to anybody; that is said once, not of every member.
        return GradeShift.SAME
    if first is None or second is None:
        return GradeShift.SAME if first is second else GradeShift.CHANGED
    if first.id == second.id or first.name == second.name:
        return GradeShift.SAME
    places = _places(first.id, second.id, before, after)
    if places is None or places[0] == places[1]:
        return GradeShift.CHANGED
    return GradeShift.UP if places[1] < places[0] else GradeShift.DOWN


def _places(first: str, second: str, before: Scheme, after: Scheme) -> tuple[int, int] | None:
    """Where the two stand, best first: in a list that has both, else each in its own."""
    lists = [[grade.id for grade in scheme.grades] for scheme in (before, after)]
    for ids in reversed(lists):
        if first in ids and second in ids:
            return ids.index(first), ids.index(second)
    if len(lists[0]) == len(lists[1]):
        return lists[0].index(first), lists[1].index(second)
    return None


def sums_of(rows: Sequence[TrialRow]) -> TrialSums:
    """How many rise, fall and cross, and the means."""
    compared = [row for row in rows if row.change is not None]
    changes = [row.change for row in compared if row.change is not None]
    count = len(compared)
    shifts = [row.shift for row in rows]
    return TrialSums(
        members=count,
        left_out=sum(row.before is None and row.after is None for row in rows),
        rise=sum(change > 0 for change in changes),
        fall=sum(change < 0 for change in changes),
        same=sum(not change for change in changes),
        grade_up=shifts.count(GradeShift.UP),
        grade_down=shifts.count(GradeShift.DOWN),
        grade_changed=shifts.count(GradeShift.CHANGED),
        mean_before=sum((row.before or _ZERO for row in compared), _ZERO) / count if count else None,
        mean_after=sum((row.after or _ZERO for row in compared), _ZERO) / count if count else None,
    )


def section_sums(years: Iterable[tuple[Side, Side]]) -> tuple[TrialSection, ...]:
    """Starts, top sections and the rest over all years; in each column they add up to the sum of the totals."""
    names: dict[str, str] = {"": _START}
    sums: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    for sides in years:
        for side, found in zip(sides, sums, strict=True):
            _add_sections(side, found, names)
    rest = names.pop("*", None)
    order = [*names, *(["*"] if rest else [])]
    names["*"] = _REST
    return tuple(
        TrialSection(name=names[key], before=sums[0].get(key), after=sums[1].get(key))
        for key in order
        if sums[0].get(key) or sums[1].get(key) or key not in ("", "*")
    )


def _add_sections(side: Side, sums: dict[str, Decimal], names: dict[str, str]) -> None:
    """The sums of one side: top sections by id, starts under "", what is left under "*"."""
    top = {part.id for version in side.versions for part in version.scheme.children()}
    names |= {part.id: part.name for part in side.scheme.children() if part.id not in names}
    for score in side.liable:
        parts = {"": score.start} | {part.id: part.counted for part in score.sections if part.id in top}
        names |= {part.id: part.name for part in score.sections if part.id in top and part.id not in names}
        parts["*"] = score.total - sum(parts.values(), _ZERO)
        if parts["*"]:
            names["*"] = _REST
        for key, points in parts.items():
            sums[key] = sums.get(key, _ZERO) + points
