"""Supplementary meetings as the page shows them, and what they have entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Meeting, MeetingPresence, Member, Period, Posting, SupplementEntry, Unit
from app.services.corrections.rules import Change
from app.services.corrections.views import KIND_NAMES, points_of
from app.services.documents.model_supplement import SupplementSheet
from app.services.line_entry import LineDraft
from app.services.meeting_views import MeetingDraft, eligible_voters
from app.services.member_views import MemberRow, member_rows, scored_rows
from app.services.months import Month
from app.services.preferences import option_value
from app.services.presence import Presence
from app.services.workflow import MeetingPurpose, MeetingState, PeriodState
from app.settings import MOBILE_VOTERS

#: What such a meeting is called.
KIND = "补充评定会"


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry that the meeting is to decide, or decided.

    Attributes:
        kind: 改正, 撤销 or 补记.
        what: Item with quantity, level and role, as it would be.
        old: Points as confirmed; ``new`` as they would be.
        posting_uid: The entry that was wrong; empty for a missing one.
        change: As typed.
    """

    uid: str
    member: MemberRow
    kind: str
    what: str
    deed_date: date
    old: Decimal | None
    new: Decimal | None
    reason: str
    basis: str
    posting_uid: str
    change: Change


@dataclass(frozen=True, slots=True)
class SupplementView:
    """One supplementary meeting.

    Attributes:
        number: The how-manyth of the month.
        reason: Why the month was opened again.
        entries: What it is to decide, while it is a draft; afterwards see ``sheet``.
        present: Uids of who came; ``attendees`` who may come; ``eligible`` who has a vote.
        sheet: The frozen sheet, once it took effect.
    """

    uid: str
    number: int
    state: MeetingState
    draft: MeetingDraft
    reason: str
    entries: tuple[EntryView, ...]
    attendees: tuple[MemberRow, ...]
    eligible: tuple[MemberRow, ...]
    present: frozenset[str]
    effective_by: str
    sheet: SupplementSheet | None


@dataclass(frozen=True, slots=True)
class MonthSupplements:
    """The 补充评定 part of the page for one month.

    Attributes:
        state: Of the month; only an archived one can be opened again.
        meetings: The oldest first.
        remark: "本月已补充评定 1 次，见补充评定表 01-202610-BP-001"; empty for none.
    """

    month: Month
    state: PeriodState
    meetings: tuple[SupplementView, ...]
    decimals: int
    remark: str

    @property
    def open(self) -> SupplementView | None:
        """The one that has not taken effect."""
        return next((m for m in self.meetings if m.state is MeetingState.DRAFT), None)


def meetings_of(session: Session, period: Period | None) -> list[Meeting]:
    """The supplementary meetings of a month, the oldest first."""
    if period is None:
        return []
    return list(
        session.scalars(
            select(Meeting)
            .where(Meeting.period_id == period.id, Meeting.purpose == MeetingPurpose.SUPPLEMENT.value)
            .order_by(Meeting.id)
        )
    )


def entries_of(session: Session, meeting: Meeting) -> list[SupplementEntry]:
    """What a meeting is to decide, in the order in which it was entered."""
    return list(
        session.scalars(
            select(SupplementEntry)
            .where(SupplementEntry.meeting_id == meeting.id)
            .order_by(SupplementEntry.id)
        )
    )


def present_at(session: Session, meeting: Meeting) -> frozenset[str]:
    """Uids of who came."""
    return frozenset(
        session.scalars(
            select(Member.uid)
            .join(MeetingPresence, MeetingPresence.member_id == Member.id)
            .where(MeetingPresence.meeting_id == meeting.id)
        )
    )


def remark_of(sheets: Iterable[SupplementSheet]) -> str:
    """What is said of a month beside its frozen sheets, which stay as they were."""
    found = list(sheets)
    if not found:
        return ""
    numbers = "、".join(sheet.form_number for sheet in found)
    return f"本月已补充评定 {len(found)} 次，见补充评定表 {numbers}"


def change_of(session: Session, entry: SupplementEntry) -> Change:
    """An entry as it was typed."""
    posting = session.get(Posting, entry.posting_id) if entry.posting_id is not None else None
    second = session.get(Member, entry.second_id) if entry.second_id is not None else None
    return Change(
        posting_uid=posting.uid if posting is not None else "",
        right=None if entry.drop else _draft(session, entry),
        reason=entry.reason,
        basis=entry.decision_basis,
        second_uid=second.uid if second is not None else "",
        adjusted=entry.adjusted,
        mark=Presence(entry.mark) if entry.mark else None,
    )


def _draft(session: Session, entry: SupplementEntry) -> LineDraft:
    also = session.get(Member, entry.also_id) if entry.also_id is not None else None
    return LineDraft(
        member_uid=session.get_one(Member, entry.member_id).uid, item=entry.item, deed_date=entry.deed_date,
        quantity=entry.quantity, level=entry.level, role=entry.role, outcome=entry.outcome, points=entry.points,
        basis=entry.basis, act=entry.act,
        also_uid=also.uid if also is not None else "",
    )  # fmt: skip


def supplement_view(
    session: Session, unit: Unit, meeting: Meeting, *, number: int, sheet: SupplementSheet | None
) -> SupplementView:
    """One meeting for the page."""
    there = scored_rows(session, unit, meeting.held_on, meeting.held_on)
    return SupplementView(
        uid=meeting.uid,
        number=number,
        state=MeetingState(meeting.state),
        draft=MeetingDraft(
            kind=meeting.kind, held_on=meeting.held_on, place=meeting.place, chair=meeting.chair,
            recorder=meeting.recorder, votes_for=meeting.votes_for, votes_against=meeting.votes_against,
            votes_abstain=meeting.votes_abstain,
        ),
        reason=meeting.note,
        entries=tuple(_entry_view(session, unit, entry) for entry in entries_of(session, meeting)),
        attendees=tuple(member for member in there if member.active),
        eligible=eligible_voters(there, mobile_too=option_value(session, MOBILE_VOTERS)),
        present=present_at(session, meeting),
        effective_by=meeting.effective_by,
        sheet=sheet,
    )  # fmt: skip


def _entry_view(session: Session, unit: Unit, entry: SupplementEntry) -> EntryView:
    posting = session.get(Posting, entry.posting_id) if entry.posting_id is not None else None
    took_back = posting is not None and not posting.reverses
    new = None
    if not entry.drop:
        new = entry.claimed
        if entry.adjusted is not None:
            new = -abs(entry.adjusted) if entry.claimed < 0 else entry.adjusted
    return EntryView(
        uid=entry.uid,
        member=member_rows(session, entry.deed_date, member_ids=[entry.member_id])[0],
        kind=KIND_NAMES[took_back, not entry.drop],
        what=entry.item_name,
        deed_date=entry.deed_date,
        old=points_of(posting) if posting is not None and took_back else None,
        new=new,
        reason=entry.reason,
        basis=entry.decision_basis,
        posting_uid=posting.uid if posting is not None else "",
        change=change_of(session, entry),
    )
