"""The year of a scheme around a day, for whoever loads entries or names the year: one rule for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.scoring.evaluation.rulebook import Rulebook
from app.services.scoring.scheme import DatedScheme
from app.services.scoring.windows import year_of


@dataclass(frozen=True, slots=True)
class YearSpan:
    """A year of the scheme.

    Attributes:
        label: Its name ("2026年度").
        number: By which earlier results are found (:class:`~app.services.scoring.types.CarryIn`).
        deeds_from: First day of a deed that can matter in it: earlier than ``start`` where entries stay valid.
        start: First day.
        end: Last day.
    """

    label: str
    number: int
    deeds_from: date
    start: date
    end: date


def year_span(versions: Sequence[DatedScheme], as_of: date) -> YearSpan:
    """The year that a day lies in, under the version of that day; before the first version, under the first.

    Args:
        versions: The scheme's versions with the dates from which they hold, in any order; at least one.
        as_of: The day on which a result is asked for.
    """
    book = Rulebook(versions)
    rules = (book.on(as_of) or book.schemes[0]).cycle
    span = year_of(as_of, rules)
    number = int(span.label[:4]) if rules.year_starts else span.start.year
    return YearSpan(span.label, number, min(span.start, book.valid_since(as_of)), span.start, span.end)
