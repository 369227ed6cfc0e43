"""Sheets of objections: the slip of one, and the register of a year. See :mod:`.model`.

They are office paper: they name who objected, but no sheet has a field for a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedLine:
    """What was put right: old and new points as confirmed; ``None`` where there was or is none."""

    kind: str
    member_name: str
    item_name: str
    deed_date: date
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionSlipSheet(Sheet):
    """异议登记单: filled, or blank to be handed out.

    Attributes:
        number: "2026年第 3 号"; empty on a blank one.
        notice: Which notice it is against.
        raised_on: Day; ``None``: left for the pen, like every empty field.
        raiser: Name; ``raiser_kind`` 党员, 群众 or 匿名.
        target: 某一条积分, 合计分数, 漏记 or 其他.
        about: The member concerned; ``line`` the entry.
        reply_due: Day by which an answer is owed; ``reply_days`` the rule.
        upheld: How it was decided; ``None``: not yet.
        corrections: What was put right.
        note: 撤回 and the like, instead of a decision.
    """

    number: str = ""
    notice: str = ""
    raised_on: date | None = None
    raiser: str = ""
    raiser_kind: str = ""
    target: str = ""
    about: str = ""
    line: str = ""
    content: str = ""
    received_by: str = ""
    reply_due: date | None = None
    reply_days: int
    finding: str = ""
    found_on: date | None = None
    found_by: str = ""
    upheld: bool | None = None
    corrections: tuple[CorrectedLine, ...] = ()
    reply: str = ""
    replied_on: date | None = None
    reply_way: str = ""
    second: str = ""
    note: str = ""

    @property
    def blank(self) -> bool:
        """Whether it is handed out to be filled with a pen."""
        return not self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRegisterRow:
    """One objection in the register."""

    number: int
    raised_on: date
    raiser: str
    notice: str
    about: str
    content: str
    finding: str
    outcome: str
    reply: str
    replied_on: date | None
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRegisterSheet(Sheet):
    """异议登记表 of a year, with how many there were and how they ended.

    Attributes:
        open: How many wait for an answer.
    """

    rows: tuple[ObjectionRegisterRow, ...]
    upheld: int = 0
    dismissed: int = 0
    withdrawn: int = 0
    open: int = 0
