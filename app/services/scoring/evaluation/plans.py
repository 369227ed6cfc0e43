"""What an evaluation looks up for every line, worked out once per version of the scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.scoring.evaluation.amounts import Worth
from app.services.scoring.evaluation.caps import AnyLimit, LimitKey, cap_of, key_of
from app.services.scoring.kinds import Counting, Polarity
from app.services.scoring.language import Audience, FixedAmount, Item, SharedLimit
from app.services.scoring.numbers import ONE
from app.services.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """An item of one version, made quick to score.

    Attributes:
        single: The worth of one plain event where that is always the same, else ``None``.
        minus: Whether its lines deduct; a priced attendance sheet says so for each line.
        flip: Whether deductions add to the total (demerits).
        audiences: Who must fit: the item's own audience and those of the sections above it.
        guarded: Whether anything but a missing item or day can keep a line out.
        validity: Months for which a line counts; ``None``: within its year.
    """

    item: Item
    version: int
    single: Worth | None
    minus: bool
    flip: bool
    audiences: tuple[Audience, ...]
    guarded: bool
    validity: int | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One limit over all versions: what has been used up is shared, the caps may differ.

    Attributes:
        caps: What each version allows; ``None`` where it has no such limit.
        limits: The limits themselves, for words.
        items: For each version the items that share the limit; empty for an item's own.
        tightest: The smallest cap, for a first quick look.
        changes: Whether versions allow different amounts.
        mixed: Whether both pluses and minuses can meet it (a priced attendance sheet).
    """

    key: LimitKey
    caps: tuple[Decimal | None, ...]
    limits: tuple[AnyLimit | None, ...]
    items: tuple[frozenset[str], ...]
    tightest: Decimal
    changes: bool
    mixed: bool


def item_plans(scheme: Scheme, version: int) -> dict[str, ItemPlan]:
    """The plan of each item of a version."""
    return {item.id: _plan(item, scheme, version) for item in scheme.items.values()}


def _plan(item: Item, scheme: Scheme, version: int) -> ItemPlan:
    audiences = [item.applies_to] if item.applies_to is not None else []
    above = scheme.sections.get(item.section)
    while above is not None:
        if above.applies_to is not None:
            audiences.append(above.applies_to)
        above = scheme.sections.get(above.parent)
    amount = item.amount
    plain = isinstance(amount, FixedAmount) and not amount.by_category
    return ItemPlan(
        item=item,
        version=version,
        single=Worth(amount.points, ONE) if plain and isinstance(amount, FixedAmount) else None,
        minus=item.polarity is Polarity.MINUS,
        flip=scheme.cycle.counting is Counting.DEMERIT,
        audiences=tuple(audiences),
        guarded=bool(audiences) or not item.enabled or item.is_derived,
        validity=item.validity_months or scheme.cycle.validity_months,
    )


def item_stages(schemes: Sequence[Scheme]) -> dict[str, tuple[Stage, ...]]:
    """Each item's own limits, smaller windows first; items are the same in all versions by their id."""
    found: dict[str, dict[LimitKey, list[AnyLimit | None]]] = {}
    for version, scheme in enumerate(schemes):
        for item in scheme.items.values():
            for limit in item.limits:
                stages = found.setdefault(item.id, {})
                key = key_of(limit, scheme.cycle.months)
                stages.setdefault(key, [None] * len(schemes))[version] = limit
    both = _both(schemes)
    return {
        item_id: tuple(_stage(key, stages[key], mixed=item_id in both) for key in sorted(stages))
        for item_id, stages in found.items()
    }


def shared_stages(schemes: Sequence[Scheme]) -> tuple[Stage, ...]:
    """The limits that several items use up together, smaller windows first."""
    found: dict[LimitKey, list[AnyLimit | None]] = {}
    for version, scheme in enumerate(schemes):
        for limit in scheme.shared_limits:
            key = key_of(limit, scheme.cycle.months)
            found.setdefault(key, [None] * len(schemes))[version] = limit
    both = bool(_both(schemes))
    return tuple(_stage(key, found[key], mixed=both) for key in sorted(found))


def _both(schemes: Sequence[Scheme]) -> set[str]:
    """The items whose lines add or deduct as the mark says."""
    items = (item for scheme in schemes for item in scheme.items.values())
    return {item.id for item in items if item.polarity is Polarity.BOTH}


def _stage(key: LimitKey, limits: Sequence[AnyLimit | None], *, mixed: bool) -> Stage:
    caps = tuple(None if limit is None else cap_of(limit) for limit in limits)
    named = [frozenset(limit.items) if isinstance(limit, SharedLimit) else None for limit in limits]
    everyone = frozenset(item for items in named if items for item in items)
    # A version without the limit still uses it up: its lines count as used for the others.
    items = tuple(everyone if part is None else part for part in named)
    return Stage(
        key,
        caps,
        tuple(limits),
        items,
        min(cap for cap in caps if cap is not None),
        len(set(caps)) > 1,
        mixed,
    )
