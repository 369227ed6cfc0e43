"""What a draft cannot count of the entries there are: items, levels, roles and classes it lacks, values out of range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .documents.model_trial import FindingKind, TrialFinding
from .schemes import version_on
from .scoring import (
    ChoiceAmount,
    DatedScheme,
    Inputs,
    Item,
    LineScore,
    MemberIn,
    PostingIn,
    RangeAmount,
    Scheme,
    SpanKind,
)
from .scoring.evaluation.amounts import chosen, worth

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry under both schemes.

    Attributes:
        name: The item as it was named when the entry was made.
    """

    posting: PostingIn
    name: str
    before: LineScore | None
    after: LineScore


@dataclass(slots=True)
class _Group:
    """Entries that have one reason in common."""

    uids: set[str] = field(default_factory=set)
    members: list[str] = field(default_factory=list)
    before: Decimal = _ZERO
    after: Decimal = _ZERO


class Findings:
    """Collects what is found over all years of a trial, each reason once.

    Attributes:
        uncounted: Number of entries that come to nothing, by member uid, of the year that was added last.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        """Begin with nothing; ``names`` are the members' names by uid."""
        self._names = names
        self._groups: dict[tuple[FindingKind, str, str], _Group] = {}
        self.uncounted: Counter[str] = Counter()

    def add_entries(self, entries: Iterable[Entry], drafts: Sequence[DatedScheme]) -> None:
        """Look at the entries of a year; ``drafts`` are the versions of which the draft is one."""
        self.uncounted = Counter()
        for entry in entries:
            found = _fault(entry, version_on(drafts, entry.posting.date))
            if found is None:
                continue
            kind, cause = found
            member = entry.posting.member
            if kind is not FindingKind.CLAMPED:
                self.uncounted[member] += 1
            group = self._groups.setdefault((kind, entry.name, cause), _Group())
            group.uids.add(entry.posting.uid)
            group.members.append(self._names.get(member, ""))
            group.before += entry.before.counted if entry.before is not None else _ZERO
            group.after += entry.after.counted

    def add_classes(self, members: Iterable[MemberIn], draft: Scheme, on: date) -> None:
        """Look for members of a class that the draft does not have."""
        known = {category.id for category in draft.categories}
        if not known:
            return
        for member in members:
            held = [
                span.value
                for span in member.spans
                if span.kind is SpanKind.CATEGORY
                and span.start <= on
                and (span.end is None or on <= span.end)
            ]
            if held and held[-1] not in known:
                cause = "草案没有这个类别，按类别规定的起始分、上限和等次对他们不起作用"
                group = self._groups.setdefault((FindingKind.NO_CLASS, f"{held[-1]}类", cause), _Group())
                group.uids.add(member.uid)
                group.members.append(self._names.get(member.uid, member.name))

    def all(self) -> tuple[TrialFinding, ...]:
        """Everything found, the most entries first."""
        found = [
            TrialFinding(
                kind=kind,
                item=item,
                cause=cause,
                entries=len(group.uids),
                members=tuple(dict.fromkeys(group.members)),
                before=group.before,
                after=group.after,
            )
            for (kind, item, cause), group in self._groups.items()
        ]
        return tuple(sorted(found, key=lambda each: (-each.entries, each.kind, each.item, each.cause)))


def entries_of(
    inputs: Inputs,
    names: Mapping[str, str],
    *,
    before: Mapping[str, LineScore],
    after: Mapping[str, LineScore],
) -> list[Entry]:
    """The entries that the draft's year holds, with what each counts under both."""
    return [
        Entry(posting, names.get(posting.uid, posting.item), before.get(posting.uid), after[posting.uid])
        for posting in inputs.postings
        if posting.uid in after
    ]


def _fault(entry: Entry, scheme: Scheme) -> tuple[FindingKind, str] | None:
    """What is wrong with an entry under the draft that was not wrong before."""
    posting, known = entry.posting, entry.before.causes if entry.before is not None else ()
    new = [cause for cause in entry.after.causes if cause not in known]
    if not new:
        return None
    item = scheme.items.get(posting.item)
    if item is None:
        return FindingKind.NO_ITEM, "草案没有这个项目，不计分"
    if item.is_derived or not item.enabled:
        return FindingKind.NOT_OPEN, new[0]
    own = worth(item, posting)
    # Limits cut as the draft wants it; only what gives a line another amount than was meant is a fault.
    flags = [flag for flag in own.flags if flag in new]
    if flags:
        return _kind(item, posting), "；".join(flags)
    if own.base and not entry.after.amount:
        return FindingKind.NOT_OPEN, new[0]
    return None


def _kind(item: Item, posting: PostingIn) -> FindingKind:
    """Which fault the flags of a line tell of."""
    amount = item.amount
    if isinstance(amount, RangeAmount) and posting.adjusted is None:
        return FindingKind.NO_VALUE if posting.points is None else FindingKind.CLAMPED
    if isinstance(amount, ChoiceAmount) and posting.level not in {level.id for level in amount.levels}:
        return FindingKind.NO_LEVEL
    for options, key in ((item.roles, posting.role), (item.outcomes, posting.outcome)):
        if key is not None and chosen(options, key) is None:
            return FindingKind.NO_ROLE
    return FindingKind.OTHER
