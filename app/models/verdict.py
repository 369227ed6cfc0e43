"""What settles the year: vetoes, the appraisal with its ballots, the meeting's grades; and days off."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Record


class Veto(Record):
    """一票否决 of one member, from the first word to its repair. Nothing decided is overwritten.

    Attributes:
        rule: Id of the ground in the scheme, ``rule_name`` copied; ``scheme_hash`` the version of ``happened_on``.
        happened_on: Day that the scope (cycle or year) and the scheme version follow.
        heard_on: Day on which the member was heard, and ``statement`` what was said; the member may decline.
        period: Month from which card and board show the decision; ``repair_period`` and ``revoke_period`` likewise.
        state: ``services.workflow.VetoState``.
        repaired_on: Day on which the ground was removed, with its own basis and second person.
        revoked_on: Day on which the decision itself was taken back, with reason and second person.
    """

    __tablename__ = "veto"
    __table_args__ = (Index("ix_veto_unit_id_happened_on", "unit_id", "happened_on"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    rule: Mapped[str]
    rule_name: Mapped[str]
    scheme_hash: Mapped[str]
    happened_on: Mapped[date]
    basis: Mapped[str] = mapped_column(default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    heard_on: Mapped[date | None]
    statement: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    period: Mapped[str] = mapped_column(default="")
    repaired_on: Mapped[date | None]
    repair_basis: Mapped[str] = mapped_column(default="")
    repair_second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    repair_by: Mapped[str] = mapped_column(default="")
    repair_period: Mapped[str] = mapped_column(default="")
    revoked_on: Mapped[date | None]
    revoke_reason: Mapped[str] = mapped_column(default="")
    revoke_second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    revoke_by: Mapped[str] = mapped_column(default="")
    revoke_period: Mapped[str] = mapped_column(default="")


class Appraisal(Record):
    """民主评议: one set of ballots and its counting.

    Attributes:
        period_id: The year (or shorter period) that it belongs to.
        set_number: The number printed on every ballot of the set; ballots are otherwise alike.
        options: Columns of the ballot (JSON list of id, name, shares), as they were when it was prepared.
        several_void: Whether two ticks in one row spoil the whole ballot, as the ballots of this set say.
        members: Rows of the ballot (JSON list of member uids), in their printed order.
        state: ``services.workflow.AppraisalState``.
        settled_on: Day on which the count was settled.
    """

    __tablename__ = "appraisal"
    __table_args__ = (UniqueConstraint("period_id", "set_number"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    set_number: Mapped[int] = mapped_column(default=1)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    options: Mapped[str]
    several_void: Mapped[bool]
    members: Mapped[str]
    state: Mapped[str]
    prepared_by: Mapped[str]
    settled_on: Mapped[date | None]
    settled_by: Mapped[str] = mapped_column(default="")


class AppraisalGroup(Record):
    """Voters of one kind in an appraisal (members, the masses), with their ballots.

    Attributes:
        key: Id of the rater group in the scheme; empty where the scheme has none.
        given: Ballots handed out; ``returned``: ballots that came back; ``invalid``: of these, counted as totals.
        way: ``ballots`` (typed one by one) or ``totals`` (typed per member).
        tallies: How many people count: 1, or 2 to compare.
        chosen: Which of two tallies holds, once settled; ``reason`` why, where the two differ.
    """

    __tablename__ = "appraisal_group"
    __table_args__ = (UniqueConstraint("appraisal_id", "key"),)

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    key: Mapped[str]
    name: Mapped[str]
    given: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    invalid: Mapped[int] = mapped_column(default=0)
    way: Mapped[str] = mapped_column(default="ballots")
    tallies: Mapped[int] = mapped_column(default=1)
    chosen: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")


class Ballot(Record):
    """One ballot as typed: one character a member in the order of the appraisal.

    Attributes:
        tally: 1 or 2: whose count it belongs to.
        serial: Running number in that count.
        marks: Per member the option's place ("1" is the first column), "0" for no mark, "x" for more than one,
            "_" where nobody has typed yet: such a ballot is not finished, and the count is not settled with it.
        void: Why it is invalid; empty for a valid one.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("group_id", "tally", "serial"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("appraisal_group.id"))
    tally: Mapped[int]
    serial: Mapped[int]
    marks: Mapped[str]
    void: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]


class TallyCount(Record):
    """Votes of one option for one member, typed as a total."""

    __tablename__ = "tally_count"
    __table_args__ = (UniqueConstraint("group_id", "tally", "member_id", "option"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("appraisal_group.id"))
    tally: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    option: Mapped[str]
    votes: Mapped[int]


class GradeDecision(Record):
    """What the meeting says on one member's grade, while the year is not settled; it can be undone.

    Attributes:
        grade: Id of the grade; empty where the meeting gives none.
        reason: Why it differs from what the scheme proposes.
    """

    __tablename__ = "grade_decision"
    __table_args__ = (UniqueConstraint("period_id", "member_id"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    grade: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class Assessment(Record):
    """年终总评 of one member, frozen when the meeting's result took effect. Append-only.

    Attributes:
        year: The scheme's number of the year (``scoring.YearSpan``): by it the next year finds what is carried over.
        total: Points of the year as the scheme rounds them.
        balance: Redeemable points that are left.
        proposed: Grade that the scheme gave, with ``proposed_cause`` in words; empty where it gave none.
        grade: Grade that the meeting gave; ``reason`` why it differs.
        figures: Sections, appraisal, vetoes, eligibilities and proposals (JSON), as on the sheet.
    """

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("period_id", "member_id"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    total: Mapped[Decimal]
    balance: Mapped[Decimal]
    proposed: Mapped[str]
    proposed_cause: Mapped[str]
    grade: Mapped[str]
    reason: Mapped[str]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    figures: Mapped[str]


class Holiday(Base):
    """A day off, or a weekend day that is worked; notices in working days count by it."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(default="")
