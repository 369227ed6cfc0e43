"""Which branch of the village a row of a roster means: people write its name in many ways."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models import SchemeVersion, Unit

from .exchange.roster import RosterRow, RosterValues

_NUMERALS = frozenset("一二三四五六七八九十百零〇0123456789")
#: What one branch's name may have and lack in two places: 竹溪村党支部, 中共竹溪支部委员会.
_FORMAL = re.compile("中国共产党|中共|委员会|党|支部|村|第|\\s")

# The beginning of an ordinal that a common prefix has cut: "第", "第十", also "1" of "11支部" and "12支部".
_CUT_NUMBER = re.compile(r"第?[一二三四五六七八九十百零〇0-9０-９]*$")


class Elsewhere(StrEnum):
    """What becomes of those whose row names another branch, while the ledger has only one."""

    LEAVE_OUT = "leave_out"
    SET_UP = "set_up"


class NamedBranches:
    """The branches of a ledger, and the one meant where a row names none."""

    def __init__(self, units: Sequence[Unit], default_uid: str | None) -> None:
        self._units = units
        self._default = next((u for u in units if u.uid == default_uid), None)
        if self._default is None and len(units) == 1:
            self._default = units[0]

    def _meant(self, branch: str) -> list[Unit]:
        """The branches that a text can mean: by full name, else by short name, else by a short name inside it."""
        for found in (
            [u for u in self._units if u.name == branch],
            [u for u in self._units if u.short_name == branch],
        ):
            if found:
                return found
        return [u for u in self._units if _contains(branch, u.short_name)]

    def unit(self, values: RosterValues, number: int) -> Unit:
        """The branch of a row.

        Raises:
            UserError: the row names no branch of the village, or several could be meant.
        """
        if values.branch:
            meant = self._meant(values.branch)
            if len(meant) == 1:
                return meant[0]
            if meant:
                raise UserError(
                    f"第 {number} 行 {values.name}：“{values.branch}”分不清是{'还是'.join(u.short_name for u in meant)}。",
                    hint="请在名册里写党支部的全称。",
                )
        # The only branch of a file may be written in many ways; of several, one must be meant.
        if self._default is not None and (len(self._units) == 1 or not values.branch):
            return self._default
        named = f"“{values.branch}”不是本村的党支部" if values.branch else "没有写所在党支部"
        raise UserError(
            f"第 {number} 行 {values.name}：{named}。",
            hint=f"请在名册里写明：{'、'.join(u.short_name for u in self._units)}。",
        )


def _contains(text: str, short_name: str) -> bool:
    """Whether a branch's short name stands in a text, and not as the tail of another number (十一支部, 一支部)."""
    place = text.find(short_name)
    return place >= 0 and not (place > 0 and text[place - 1] in _NUMERALS and short_name[0] in _NUMERALS)


def sort_by_branch(
    own: Unit, rows: Collection[RosterRow]
) -> tuple[list[RosterRow], dict[str, list[RosterRow]]]:
    """Part the rows of a roster that names several branches, for a ledger of one.

    Returns:
        The branch's own rows (also those that name none), and the others by their branch as it is written first.
        A file that names one branch only is the ledger's, in whatever way it is written.

    Raises:
        UserError: none of the branches, or more than one, can be the ledger's.
    """
    written: dict[str, str] = {}
    for row in rows:
        if row.values.branch:
            written.setdefault(_core(row.values.branch), row.values.branch)
    if len(written) < 2:
        return list(rows), {}
    meant = _own_among(own, written)
    if not meant:
        raise UserError(
            f"名册里有 {len(written)} 个支部（{'、'.join(written.values())}），看不出哪一个是{own.short_name}。",
            hint="请把名册“所在党支部”一列里本支部的名称写成与“系统”页的全称一致，再选这份名册。",
        )
    others: dict[str, list[RosterRow]] = {written[core]: [] for core in written if core not in meant}
    here = []
    for row in rows:
        core = _core(row.values.branch) if row.values.branch else meant[0]
        if core in meant:
            here.append(row)
        else:
            others[written[core]].append(replace(row, values=replace(row.values, branch=written[core])))
    return here, others


@dataclass(frozen=True, slots=True)
class Parting:
    """A roster of the whole village, taken apart for a ledger of one branch.

    Attributes:
        rows: What is imported.
        units: The branches to import into: the one of the ledger, and those that are set up beside it.
        elsewhere: People in the rows that name another branch, by its name.
        left_out: How many of them are not imported.
    """

    rows: list[RosterRow]
    units: list[Unit]
    elsewhere: dict[str, int]
    left_out: int = 0


def part(
    session: Session, own: Unit, rows: Collection[RosterRow], wish: Elsewhere, *, changing: bool
) -> Parting:
    """Leave out who belongs to other branches, or set these up too; ``changing`` writes them.

    Raises:
        UserError: none of several branches, or more than one, can be the ledger's.
    """
    here, others = sort_by_branch(own, rows)
    counts = {name: len(people) for name, people in others.items()}
    if not others or wish is Elsewhere.LEAVE_OUT:
        return Parting(here, [own], counts, sum(counts.values()))
    # Beside each other in the file they show what their names have in common; the ledger's may be a short one.
    written = dict.fromkeys(row.values.branch for row in rows if row.values.branch)
    units = _beside(own, {name: short_name(name, tuple(written)) for name in others}, stored=changing)
    if changing:
        session.add_all(units)
        session.flush()
        _share_schemes(session, own, units)
    # With several branches the names must match; the first one's may be written in many ways.
    here = [replace(row, values=replace(row.values, branch=own.name)) for row in here]
    return Parting([*here, *chain.from_iterable(others.values())], [own, *units], counts)


def _beside(own: Unit, names: Mapping[str, str], *, stored: bool) -> list[Unit]:
    """Further branches of the village by name and short name; contact and places are those of the first."""
    return [
        Unit(
            # Those that are only tried need an id that no stored one has.
            id=None if stored else -number, parent_id=own.parent_id, kind="branch", name=name,
            short_name=short, sort=own.sort + number, contact=own.contact, places=own.places,
        )
        for number, (name, short) in enumerate(names.items(), 1)
    ]  # fmt: skip


def _share_schemes(session: Session, own: Unit, units: Iterable[Unit]) -> None:
    """Let new branches begin with the versions of the first; each may adopt its own later."""
    versions = session.scalars(select(SchemeVersion).where(SchemeVersion.unit_id == own.id)).all()
    for unit in units:
        for version in versions:
            session.add(
                SchemeVersion(
                    unit_id=unit.id, scheme=version.scheme, name=version.name, hash=version.hash,
                    document=version.document, starts_on=version.starts_on,
                    adopted_note=f"与{own.short_name}相同，须经党员大会通过",
                )
            )  # fmt: skip
    session.flush()


def short_name(name: str, siblings: Collection[str]) -> str:
    """The name without "中共" and without what all branches of the village begin with, kept readable."""
    text = name.removeprefix("中国共产党").removeprefix("中共")
    if len(siblings) > 1:
        prefix = 0
        while all(len(s) > prefix + 4 and s[: prefix + 1] == name[: prefix + 1] for s in siblings):
            prefix += 1
        # 第一支部 and 第十二支部 begin alike; their numbers stay whole.
        shared = _CUT_NUMBER.sub("", name[:prefix])
        text = name[len(shared) :] if shared else text
    elif len(text) > 10 and "村" in text[:-1]:
        # "青禾县云岭镇竹溪村党支部": the village is enough for the side bar.
        head = text[: text.index("村")]
        for mark in ("镇", "乡", "街道"):
            if mark in head:
                head = head[head.index(mark) + len(mark) :]
        text = head + text[text.index("村") :]
    return text.replace("委员会", "") if text.endswith("支部委员会") else text


def _core(branch: str) -> str:
    return _FORMAL.sub("", branch) or branch


def _own_among(own: Unit, written: Collection[str]) -> list[str]:
    """The cores that mean the branch; several only where they equal its name and its short name."""
    name, short = _core(own.name), _core(own.short_name)
    if equal := [core for core in written if core in (name, short)]:
        return equal
    alike = [core for core in written if _contains(core, short)]
    alike = alike or [core for core in written if _contains(name, core)]
    return alike if len(alike) == 1 else []
