"""Version 2 of a board: what differs from the sheet that hangs, marked on the new one as 旧值 → 新值."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from app.services.documents import BoardRow, BoardSheet
from app.services.numbers import format_change

MARK = "更正"
_COUNTED = "记分"


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A member whose row differs from the one that hangs.

    Attributes:
        member_key: Uid of the member.
        name: As the board calls him or her.
        words: What differs: "本年累计 5.0 → 3.0".
    """

    member_key: str
    name: str
    group_name: str
    words: str


def mark_changes(hanging: BoardSheet, now: BoardSheet) -> tuple[BoardSheet, tuple[ChangedRow, ...]]:
    """The new sheet with the old figures beside those that changed, and who is concerned.

    Args:
        hanging: The newest version that was posted.
        now: The same board as the ledger makes it now, with the same choices.
    """
    before = {_key(row): row for row in _rows(hanging)}
    changed: list[ChangedRow] = []
    lists = []
    for part in now.lists:
        rows = []
        for row in part.rows:
            marked, words = _mark(before.pop(_key(row), None), row, hanging, now)
            rows.append(marked)
            if words:
                changed.append(ChangedRow(row.member_key, row.name, row.group_name, words))
        lists.append(replace(part, rows=tuple(rows)))
    remarks = list(now.remarks)
    if before:
        names = "、".join(row.name for row in before.values())
        remarks.append(f"第 {hanging.version} 版中的{names}，本版不再列入。")
        changed += [
            ChangedRow(row.member_key, row.name, row.group_name, "不再列入") for row in before.values()
        ]
    return replace(now, lists=tuple(lists), remarks=tuple(remarks)), tuple(changed)


def _rows(sheet: BoardSheet) -> Iterator[BoardRow]:
    for part in sheet.lists:
        yield from part.rows


def _key(row: BoardRow) -> str:
    # Boards that were posted before there were versions do not say whose rows they are.
    return row.member_key or f"{row.name}|{row.group_name}"


def _mark(old: BoardRow | None, new: BoardRow, hanging: BoardSheet, now: BoardSheet) -> tuple[BoardRow, str]:
    if old is None:
        return _noted(new, f"{MARK}，新列入"), "新列入"
    if old.exempt != new.exempt or (old.year_points is None) != (new.year_points is None):
        was = _standing(old)
        note = MARK if was == _COUNTED else f"{MARK}，原{was}"
        return _noted(new, note), f"原为{was}，现为{_standing(new)}"
    heads = dict(zip(hanging.detail_columns, old.details, strict=True))
    details = tuple(heads.get(title) for title in now.detail_columns)
    words = [
        f"{title} {format_change(was, value, now.decimals)}"
        for title, was, value in (
            (now.period_heading, old.period_points, new.period_points),
            (now.year_heading, old.year_points, new.year_points),
            *zip(now.detail_columns, details, new.details, strict=True),
        )
        if title and was != value and was is not None
    ]
    regraded = old.grade != new.grade
    if regraded:
        words.append(f"{now.grade_heading} {old.grade or '—'} → {new.grade or '—'}")
    if not words:
        return new, ""
    marked = replace(
        new,
        old_period_points=_old(old.period_points, new.period_points),
        old_year_points=_old(old.year_points, new.year_points),
        old_details=tuple(_old(was, value) for was, value in zip(details, new.details, strict=True)),
        old_grade=(old.grade or "—") if regraded else "",
    )
    return _noted(marked, MARK), "，".join(words)


def _old(was: Decimal | None, value: Decimal | None) -> Decimal | None:
    return was if was != value else None


def _noted(row: BoardRow, words: str) -> BoardRow:
    return replace(row, note="，".join(part for part in (words, row.note) if part))


def _standing(row: BoardRow) -> str:
    if row.exempt:
        return "不纳入"
    return "不记分" if row.year_points is None else _COUNTED
