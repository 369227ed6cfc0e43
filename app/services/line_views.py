"""A declared line as pages and sheets show it: what was claimed, decided, and would count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .member_views import MemberRow
from .workflow import LineState


class LineFault(StrEnum):
    """What the collection and the meeting should look at in a line."""

    DUPLICATE = "duplicate"
    OVER_CAP = "over_cap"
    NO_PROOF = "no_proof"
    NO_BASIS = "no_basis"
    NO_SECOND = "no_second"
    SAME_ACT = "same_act"


FAULT_NAMES = {
    LineFault.DUPLICATE: "重复",
    LineFault.OVER_CAP: "超上限",
    LineFault.NO_PROOF: "缺证明",
    LineFault.NO_BASIS: "缺依据",
    LineFault.NO_SECOND: "缺第二人",
    LineFault.SAME_ACT: "同一件事",
}

DECISION_NAMES = {"confirm": "认定", "adjust": "调整", "reject": "不予认定", "return": "退回"}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a card.

    Attributes:
        uid: The declaration.
        member: Who.
        section: Section name; ``item``: item id; ``item_name``: as it was named on the day of entry.
        detail: Quantity, level, role and outcome in words ("3 次 · 带头").
        claimed: Points claimed, negative for a deduction.
        counted: What counts after all limits if decided as it stands now; ``None`` when rejected or returned.
        causes: Why less counts than was claimed, in words.
        source: ``card``, ``activity`` or ``group``.
        second: Name of the second person; ``second_uid`` empty when none is named yet.
        attachments: Number of photos and scans.
        sign: -1 for points that are shown as negative, else 1.
        deduction: Needs a basis and a second person.
        review: The meeting decides on it by itself, never with the rest.
        also: Name of another member who is scored for the same fact; ``also_uid`` empty for nobody.
        late: The deed lies in an earlier month (补记).
        state: Where the line stands.
        decision: ``""``, ``confirm``, ``adjust``, ``reject`` or ``return``; with ``decided_points`` and ``reason``.
        faults: What to look at.
        posting_uid: The posting it became, empty before 评定生效.
        act_with: Names of the other items of this month that tell of the same act.
    """

    uid: str
    member: MemberRow
    section: str
    item: str
    item_name: str
    deed_date: date
    detail: str
    quantity: Decimal
    level: str | None
    role: str | None
    outcome: str | None
    points: Decimal | None
    claimed: Decimal
    counted: Decimal | None
    causes: tuple[str, ...]
    basis: str
    source: str
    on_word_of: str
    entered_by: str
    act: str | None
    second_uid: str
    second: str
    attachments: int
    sign: int
    deduction: bool
    review: bool
    also_uid: str
    also: str
    late: bool
    late_reason: str
    activity_uid: str
    state: LineState
    decision: str
    decided_points: Decimal | None
    reason: str
    faults: tuple[LineFault, ...]
    posting_uid: str
    act_with: tuple[str, ...] = ()

    @property
    def confirmed(self) -> Decimal | None:
        """Points as the meeting decided them: its own figure, the claim, or ``None`` if not accepted (yet)."""
        if self.decision == "adjust":
            return self.decided_points
        return self.claimed if self.decision == "confirm" else None
