"""What the assistant asks and what it can tell from a roster. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.services.exchange.roster import RosterRow
from app.services.months import Month

DEFAULT_PLACES = "党务公开栏、支部微信群"


@dataclass(frozen=True, slots=True)
class Officers:
    """Names found in the 党内职务 column; empty where none or several could be meant."""

    secretary: str = ""
    recorder: str = ""


def officers_in(rows: Iterable[RosterRow]) -> Officers:
    """Secretary and recorder as the roster names them: the general branch's before a branch's own.

    Where several hold the same office (three branches, three 书记), nobody is proposed.
    """
    found: dict[str, list[str]] = {"总支书记": [], "书记": [], "组织委员": []}
    for row in rows:
        position = row.values.position or ""
        if "总支书记" in position and "副" not in position:
            found["总支书记"].append(row.values.name)
        if "书记" in position and "副书记" not in position:
            found["书记"].append(row.values.name)
        if "组织委员" in position:
            found["组织委员"].append(row.values.name)
    return Officers(
        secretary=_only(found["总支书记"]) or _only(found["书记"]), recorder=_only(found["组织委员"])
    )


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def first_months(today: date) -> tuple[Month, ...]:
    """Months that scoring may begin with: next month, and back to the beginning of this year."""
    months = [Month.of(today).next, Month.of(today)]
    while months[-1].month > 1:
        months.append(months[-1].previous)
    return tuple(months)


def roster_sentence(*, people: int, branches: tuple[str, ...]) -> str:
    """What will be made from the roster, in one sentence."""
    if len(branches) > 1:
        return f"将导入 {people} 人，设 {len(branches)} 个党支部：{'、'.join(branches)}。"
    return f"将导入 {people} 人。"
