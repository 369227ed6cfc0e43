"""What the worker does for the import: read a file, check its rows, plan the import. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from app.errors import UserError
from app.services.exchange.roster import (
    RosterField,
    RosterPreview,
    RosterRow,
    RosterTable,
    check_rows,
    read_table_isolated,
)
from app.services.roster_branches import Elsewhere
from app.ui.tasks import Job

Corrections = Mapping[tuple[int, RosterField], str]


class Plan(Protocol):
    """What an import would do, as the service tells it."""

    added: list[str]
    updated: list[str]
    same: list[str]
    moved: list[str]
    elsewhere: dict[str, int]
    left_out: int
    warnings: list[str]


#: The usable rows, the first day in the new branch of those who move, and what becomes of other branches' people.
Planner = Callable[[Collection[RosterRow], date, Elsewhere], Plan]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as far as it is understood now.

    Attributes:
        path: The file.
        table: What was read.
        mapping: Column to meaning, as guessed or chosen.
        corrections: Cells typed anew.
        preview: Every row with its faults.
        plan: What the import would do; ``None`` where nothing is usable or nobody can tell yet.
        refusal: Why the usable rows cannot be imported as they are.
        moved_on: First day in the new branch of those whose row names another one than the ledger.
        elsewhere: What becomes of other branches' people while the ledger has one branch.
    """

    path: Path
    table: RosterTable
    mapping: Mapping[int, RosterField]
    corrections: Corrections
    preview: RosterPreview
    moved_on: date
    plan: Plan | None = None
    refusal: UserError | None = None
    elsewhere: Elsewhere = Elsewhere.LEAVE_OUT

    @property
    def usable(self) -> tuple[RosterRow, ...]:
        """The rows that would be imported."""
        return tuple(row for row in self.preview.rows if row.usable)

    @property
    def count(self) -> int:
        """How many people would be imported, known ones included."""
        return len(self.usable) - (self.plan.left_out if self.plan is not None else 0)

    @property
    def changes_nothing(self) -> bool:
        """Whether everybody stands in the ledger already, just so."""
        plan = self.plan
        return plan is not None and not (plan.added or plan.updated or plan.moved)


def read_file(path: Path, *, sheet: str | None, heading_row: int | None, job: Job) -> RosterTable:
    """Read one sheet in a process of its own; stopping takes effect when that process answers."""
    table = read_table_isolated(path, sheet=sheet, heading_row=heading_row)
    job.report(1, 1)
    return table


def check(
    path: Path,
    table: RosterTable,
    mapping: Mapping[int, RosterField],
    corrections: Corrections,
    *,
    today: date,
    moved_on: date,
    elsewhere: Elsewhere,
    planner: Planner | None,
    job: Job,
) -> Checked:
    """Check all rows under this mapping and plan the import of the usable ones."""
    preview = check_rows(table, mapping, progress=job.report, as_of=today, corrections=corrections)
    found = Checked(path, table, dict(mapping), dict(corrections), preview, moved_on, elsewhere=elsewhere)
    if planner is None or not found.usable:
        return found
    try:
        return replace(found, plan=planner(found.usable, moved_on, elsewhere))
    except UserError as fault:
        return replace(found, refusal=fault)


def counts_line(found: Checked) -> str:
    """ "114 行：可导入 110，有问题 4；新增 100，更新 10"."""
    counts = found.preview.counts
    words = [f"{counts.rows} 行：可导入 {counts.usable}"]
    words.append(f"有问题 {counts.refused}" if counts.refused else "没有拦下的行")
    if counts.warned:
        words.append(f"要核对 {counts.warned}")
    line = "，".join(words)
    if found.plan is not None:
        plan = [
            f"{name} {len(people)}"
            for name, people in (
                ("新增", found.plan.added),
                ("更新", found.plan.updated),
                ("转支部", found.plan.moved),
                ("不变", found.plan.same),
            )
            if people
        ]
        if found.plan.left_out:
            plan.append(f"不导 {found.plan.left_out}")
        line += "；" + "，".join(plan)
    if counts.skipped:
        line += f"。另有 {counts.skipped} 行是合计或说明，已略过"
    return line
