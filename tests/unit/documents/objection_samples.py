"""Sheets of objections and supplementary meetings for the tests of paper; all people are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from app.services.documents.model_objection import (
    CorrectedLine,
    ObjectionRegisterRow,
    ObjectionRegisterSheet,
    ObjectionSlipSheet,
)
from app.services.documents.model_supplement import SupplementLine, SupplementSheet, SupplementTotal

_FRAME = {
    "unit": "中共云岭镇竹溪村支部委员会", "version": 1, "as_of": datetime(2026, 11, 4, 2, tzinfo=UTC),
}  # fmt: skip


def slip(*, blank: bool = False, long: int = 1) -> ObjectionSlipSheet:
    """A slip that was upheld, or one to be filled with a pen; ``long`` repeats the words."""
    frame = {**_FRAME, "period_label": "2026年10月", "form_number": "01-202611-YY-003", "reply_days": 5}
    if blank:
        return ObjectionSlipSheet(**frame, notice="2026年10月公示")
    return ObjectionSlipSheet(
        **frame, number="2026年第 3 号", notice="2026年10月公示第 1 版", raised_on=date(2026, 11, 3), raiser="赵二牛",
        raiser_kind="党员", target="某一条积分", about="王建国（二组）", line="10月13日 志愿服务",
        content="清淤那天只来了上午半天。" * long, received_by="李秀英", reply_due=date(2026, 11, 8),
        finding="查看出工登记，只登记了一次。" * long, found_on=date(2026, 11, 4), found_by="周明理", upheld=True,
        corrections=(CorrectedLine(
            kind="改正", member_name="王建国", item_name="志愿服务", deed_date=date(2026, 10, 13),
            old=Decimal(4), new=Decimal(2),
        ),),
        reply="反映属实，已更正。", replied_on=date(2026, 11, 4), reply_way="当面答复", second="钱二妹",
    )  # fmt: skip


def register(rows: int = 3) -> ObjectionRegisterSheet:
    """A register of a year."""
    return ObjectionRegisterSheet(
        **_FRAME, period_label="2026年", form_number="01-202612-YY-000", upheld=1, dismissed=1, open=max(rows - 2, 0),
        rows=tuple(
            ObjectionRegisterRow(
                number=n, raised_on=date(2026, 11, n), raiser="匿名" if n % 2 else "王建国（二组）",
                notice="2026年10月公示第 1 版", about="孙石头　10月13日 志愿服务", content="只来了半天，不应按两次计分。",
                finding="出工登记上只有一次。", outcome="成立" if n == 1 else "不成立", reply="已当面说明。",
                replied_on=date(2026, 11, n + 1), second="钱二妹",
            )
            for n in range(1, rows + 1)
        ),
    )  # fmt: skip


def supplement(lines: int = 3) -> SupplementSheet:
    """A supplementary meeting that changed some entries, one of them a deduction."""
    kinds = ("改正", "撤销", "补记")
    return SupplementSheet(
        **_FRAME, period_label="2026年9月", form_number="01-202609-BP-001", decimals=1, scheme_label="竹溪村积分办法",
        number=1, kind="补充评定会", held_on=date(2026, 11, 3), place="村委会", chair="周明理", recorder="李秀英",
        eligible=29, present=24, votes_for=23, votes_against=0, abstained=1, reason="二组的签到册漏交，经核对后补充评定。",
        lines=tuple(
            SupplementLine(
                serial=n, member_name=f"党员{n}", group_name="二组", kind=kinds[n % 3], item_name="志愿服务 · 2 次",
                deed_date=date(2026, 9, 1 + n % 28), old=Decimal(n % 4) if n % 3 != 2 else None,
                new=Decimal(-2) if n == 3 else None if n % 3 == 1 else Decimal(1), reason="登记错了",
                basis="九月签到册", second_person="钱二妹" if n == 3 else "",
            )
            for n in range(1, lines + 1)
        ),
        totals=tuple(
            SupplementTotal(member_name=f"党员{n}", year="2026年度", before=Decimal(10), after=Decimal(10 - n))
            for n in range(1, lines + 1)
        ),
        shown_in=("2026年11月",),
    )  # fmt: skip
