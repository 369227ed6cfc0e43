"""What else is wrong with a file of which some values cannot even be read: the sound rest is checked as well.

Without it a figure in quotation marks would hide a limit that says neither points nor times until the next try. What
cannot be read is left out with its part; whatever might only be wrong because of that is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.errors import Issue, Severity
from app.services.scoring.checks.document import check_document
from app.services.scoring.checks.tables import Location, inside, is_kind, pruned, real_location, table_at
from app.services.scoring.language import SchemeDocument
from app.services.scoring.words.labels import key_word

#: Faults that lie in one part alone, or between parts by their ids: no figure of another part decides them.
_LOCAL = frozenset({
    "activity.missing", "appraisal.effect", "appraisal.none", "appraisal.quota", "bands.end", "bands.order",
    "category.none", "category.unknown", "condition.both", "condition.demerit", "condition.none", "condition.rank",
    "duplicate", "example_note", "expected.polarity", "factor.derived", "factor.kind", "factor.less", "grade.bottom",
    "grade.circle", "grade.default", "grade.meeting", "grade.missing", "grade.unknown", "item.itself", "item.two_ways",
    "item.unknown", "limit.kind", "limit.mixed", "limit.nobody", "limit.twice", "local.none", "mark.unknown",
    "option.unknown", "quota.bounds", "quota.last", "quota.none", "range", "rewards.none", "rewards.prize",
    "rewards.window", "section.depth", "section.ring", "section.unknown", "start.both", "state.status", "steps.order",
    "veto.floor", "veto.grade", "veto.points", "veto.scope", "veto.steps", "weight.ceiling", "weight.outside",
})  # fmt: skip
# What a whole file must have, where it says nothing that can be read.
_STAND_IN: Mapping[str, Any] = {
    "id": "x",
    "name": "x",
    "source": "x",
    "cycle": {"months": 12},
    "posting": {"periods": ["month"], "notice_days": 0},
}


def rest_issues(faults: Sequence[Mapping[str, Any]], raw: Mapping[str, Any]) -> list[Issue]:
    """The errors of what can be read.

    Args:
        faults: What pydantic found.
        raw: The file's tables.
    """
    if all(fault["type"] == "extra_forbidden" for fault in faults):
        # Then only these keys are in the way, and the whole file is checked without them.
        return []
    drop: set[Location] = set()
    touched: set[tuple[str, str]] = set()
    gone: set[str] = set()
    for fault in faults:
        location: Location = fault["loc"]
        if fault["type"] == "too_short" and any(inside(other["loc"], location) for other in faults):
            continue
        unknown = fault["type"] == "extra_forbidden"
        out = real_location(location) if unknown else _least(location)
        drop.add(out)
        if not unknown:
            touched.add(_part(real_location(location), raw))
        if len(out) == 2 and isinstance(out[1], int):
            gone.add(_part(out, raw)[1])
    rest = {key: pruned(value, (key,), drop) for key, value in raw.items() if (key,) not in drop}
    try:
        document = SchemeDocument.model_validate({**_STAND_IN, **rest})
    except (ValidationError, RecursionError):
        return []
    words = {_words(*part) for part in touched}
    return [issue for issue in check_document(document) if _holds(issue, words, gone)]


def _least(location: Location) -> Location:
    """The smallest thing around a fault that a file may do without."""
    for end in range(len(location), 1, -1):
        here = location[:end]
        last = here[-1]
        if isinstance(last, int):
            return real_location(here)
        if is_kind(here[-2], last) or last == "[key]":
            continue
        field = table_at(here[:-1]).model_fields.get(last)
        if field is not None and not field.is_required():
            return real_location(here)
    return location[:1]


def _part(location: Location, raw: Mapping[str, Any]) -> tuple[str, str]:
    """The table of a location and, in a list, the id of the entry."""
    key = str(location[0])
    table = raw.get(key)
    if len(location) > 1 and isinstance(location[1], int) and isinstance(table, list):
        entry = table[location[1]]
        return key, str(entry.get("id", "")) if isinstance(entry, Mapping) else ""
    return key, ""


def _words(key: str, part_id: str) -> str:
    """How places begin that lie in a part; an order of grades is one part."""
    word = key_word(SchemeDocument, key)
    return word if key == "grades" or not part_id else f"{word} {part_id}"


def _holds(issue: Issue, touched: set[str], gone: set[str]) -> bool:
    """Whether a finding stands whatever was left out."""
    first = issue.place.split(" · ", maxsplit=1)[0]
    own = first in touched or first.split(" ")[0] in touched
    named = any(f"“{part_id}”" in issue.message for part_id in gone)
    return issue.severity is Severity.ERROR and issue.code in _LOCAL and not own and not named
