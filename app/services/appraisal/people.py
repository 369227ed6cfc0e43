"""Who is voted on, who votes, and by which columns: from the roster, the scheme and the settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.models import Unit
from app.services.appraisal.tallies import VoteColumn
from app.services.member_views import MemberRow, member_rows
from app.services.preferences import option_value
from app.services.scoring import Scheme
from app.settings import BEST_EVERY, PROBATIONARY_RATE

#: A village without a scheme for it votes by these; they have no effect on points.
_USUAL = (("excellent", "优秀"), ("qualified", "合格"), ("basic", "基本合格"), ("unqualified", "不合格"))
#: The one rater group of a scheme that knows no groups.
USUAL_GROUP = "党员"


@dataclass(frozen=True, slots=True)
class PrepareView:
    """What the form of a new set starts from.

    Attributes:
        candidates: Members whom the scheme grades, in the order of the groups' sheets.
        chosen: Who of them has a row.
        listed: Probationary members who take part without a grade.
        raters: Names of the rater groups.
        most: Day before which the meeting cannot have been.
    """

    year: str
    held_on: date
    place: str
    columns: tuple[VoteColumn, ...]
    candidates: tuple[MemberRow, ...]
    chosen: tuple[str, ...]
    listed: tuple[str, ...]
    voters: int
    raters: tuple[str, ...]
    rule: str
    earliest: date


def columns_of(session: Session, scheme: Scheme) -> tuple[VoteColumn, ...]:
    """The ballot's columns from the scheme, or the usual four."""
    if scheme.appraisal is not None:
        return tuple(
            VoteColumn(option.id, option.name, option.at_most, option.at_least)
            for option in scheme.appraisal.options
        )
    every = option_value(session, BEST_EVERY)
    best = Fraction(1, every) if every else None
    return tuple(
        VoteColumn(key, name, best if place == 0 else None) for place, (key, name) in enumerate(_USUAL)
    )


def raters_of(scheme: Scheme) -> tuple[tuple[str, str], ...]:
    """Key and name of the rater groups; one where the scheme knows none."""
    groups = scheme.appraisal.groups if scheme.appraisal is not None else ()
    return tuple((group.id, group.name) for group in groups) or (("", USUAL_GROUP),)


@dataclass(frozen=True, slots=True)
class People:
    """Who is voted on and who votes, on one day."""

    graded: tuple[MemberRow, ...]
    listed: tuple[MemberRow, ...]
    voters: int


def people_on(session: Session, unit: Unit, scheme: Scheme, day: date) -> People:
    """The branch's members by their part in the appraisal, in the order of the groups' sheets."""
    rows = [row for row in member_rows(session, day, unit_ids=[unit.id]) if row.active]
    graded = tuple(row for row in rows if row.status in scheme.members.graded_statuses)
    listed = tuple(row for row in rows if row.status == "probationary" and row not in graded)
    full = sum(row.status == "full" for row in rows)
    probationary = sum(row.status == "probationary" for row in rows)
    return People(graded, listed, full + (probationary if option_value(session, PROBATIONARY_RATE) else 0))


def dump_columns(columns: Sequence[VoteColumn]) -> str:
    """As kept with the set."""
    return json.dumps(
        [
            {
                "id": column.id,
                "name": column.name,
                "most": None if column.most is None else str(column.most),
                "least": None if column.least is None else str(column.least),
            }
            for column in columns
        ],
        ensure_ascii=False,
    )


def read_columns(text: str) -> tuple[VoteColumn, ...]:
    """The columns as they were when the set was prepared."""
    return tuple(
        VoteColumn(
            part["id"],
            part["name"],
            Fraction(part["most"]) if part["most"] else None,
            Fraction(part["least"]) if part["least"] else None,
        )
        for part in json.loads(text)
    )
