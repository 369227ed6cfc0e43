"""Sheets of 民主评议 of any size."""

from __future__ import annotations

from datetime import date

from app.services.documents.model_appraisal import BallotRow, BallotSheet, TallyRow, TallySheet
from tests.unit.documents.sheet_samples import _common, group_name, member_name

USUAL = ("优秀", "合格", "基本合格", "不合格")


def ballot(
    count: int,
    *,
    columns: tuple[str, ...] = USUAL,
    rater: str = "",
    rule: str = "“优秀”不超过 4 名",
    copies: int = 1,
) -> BallotSheet:
    return BallotSheet(
        **(_common("CP", 1) | {"period_label": "2026年度"}),
        set_number=1,
        rater=rater,
        held_on=date(2026, 12, 28),
        place="村党群服务中心",
        columns=columns,
        rows=tuple(
            BallotRow(serial=index + 1, name=member_name(index), group_name=group_name(index * 9 // count))
            for index in range(count)
        ),
        rule=rule,
        several_void=True,
        copies=copies,
    )


def tally(
    count: int, *, columns: tuple[str, ...] = USUAL, filled: bool = True, valid: int = 76, note: str = ""
) -> TallySheet:
    rows = []
    for index in range(count):
        best = (index * 7) % 40
        votes = (best, valid - best - 6 - index % 3, 4, 2)[: len(columns)]
        rows.append(
            TallyRow(
                serial=index + 1,
                name=member_name(index),
                group_name=group_name(index * 9 // count),
                votes=votes if filled else (0,) * len(columns),
                blank=valid - sum(votes) if filled else 0,
                note="已转出" if index == 5 and note else "",
            )
        )
    return TallySheet(
        **(_common("JP", 1) | {"period_label": "2026年度"}),
        set_number=1,
        rater="党员" if note else "",
        held_on=date(2026, 12, 28),
        place="村党群服务中心",
        columns=columns,
        rows=tuple(rows),
        given=84 if filled else 0,
        returned=80 if filled else 0,
        valid=valid if filled else 0,
        void=80 - valid if filled else 0,
        voids=(("“优秀”选了 6 名，超过 4 名", 3), ("字迹不清，无法辨认", 1)) if filled else (),
        filled=filled,
        listed=("赵新苗", "何小满") if note else (),
        note=note,
        settled_on=date(2026, 12, 28) if filled else None,
    )
