"""Sheets of 一票否决: the slip that is signed for one member, and the year's list for the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.documents.model import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoSlipSheet(Sheet):
    """一票否决审批表 of one member; without a name it is blank, for the pen.

    Attributes:
        category: "A类"; may be empty.
        status: "正式党员" or "预备党员".
        rule_name: The ground, as the scheme names it; ``effect`` what it does.
        statement: What the member said when heard on ``heard_on``.
        declined: The member did not want to say anything.
        second_person: Who stands for it beside the secretary; so for repair and revocation.
        announced: Month from which card and board show it; empty before the decision.
    """

    member_name: str = ""
    group_name: str = ""
    category: str = ""
    status: str = ""
    rule_name: str = ""
    effect: str = ""
    happened_on: date | None = None
    basis: str = ""
    heard_on: date | None = None
    statement: str = ""
    declined: bool = False
    proposed_by: str = ""
    second_person: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    announced: str = ""
    repaired_on: date | None = None
    repair_basis: str = ""
    repair_second: str = ""
    revoked_on: date | None = None
    revoke_reason: str = ""
    revoke_second: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoListRow:
    """One line of the year's list; ``state`` in words with its days."""

    serial: int
    member_name: str
    group_name: str
    rule_name: str
    happened_on: date
    basis: str
    heard: str
    second_person: str
    decided_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoListSheet(Sheet):
    """一票否决名单 of a year: for the office, never for the board."""

    rows: tuple[VetoListRow, ...]
