"""The verification of a term before it takes effect: who met, who came, what was said; kept as it is typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Issue
from app.models import Meeting, MeetingPresence, Member, Period, Unit
from app.services.base import by_uid, by_uids
from app.services.ledger import Ledger
from app.services.meeting_views import proposal
from app.services.member_views import MemberRow, scored_rows
from app.services.months import day_title
from app.services.reviews.sheets import ReviewFacts
from app.services.terms import Term
from app.services.workflow import MeetingPurpose, MeetingState

COMMITTEE, MEMBERS, ALONE = "支部委员会会议", "支部党员大会", "书记核定"
#: From so many full members on a branch has a committee.
COMMITTEE_FROM = 7
_OFFICES = ("书记", "委员")


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """The verification as typed. Votes may stay empty.

    Attributes:
        kind: ``COMMITTEE``, ``MEMBERS`` or ``ALONE``.
        eligible: How many should come; ``present`` uids of those who came.
        second_uid: The second person of a secretary who verifies alone.
        opinion: What was found on the whole; ``remarks`` what of a member: uid and words.
    """

    kind: str
    held_on: date
    place: str = ""
    chair: str = ""
    recorder: str = ""
    eligible: int | None = None
    present: tuple[str, ...] = ()
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    second_uid: str = ""
    opinion: str = ""
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def alone(self) -> bool:
        """Whether no body meets."""
        return self.kind == ALONE


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The verification for the window.

    Attributes:
        kinds: Who may verify in this branch.
        people: Full members of that day: they may be present, or be the second person.
        full: How many there are.
        warnings: What does not hold it up but is printed.
        saved: Whether it was typed already, or is only proposed.
    """

    draft: ReviewDraft
    kinds: tuple[str, ...]
    people: tuple[MemberRow, ...]
    warnings: tuple[str, ...]
    saved: bool

    @property
    def full(self) -> int:
        """Number of full members."""
        return len(self.people)

    @property
    def remarks(self) -> dict[str, str]:
        """What was said of a member, by uid."""
        return dict(self.draft.remarks)


def find_review(session: Session, period: Period | None) -> Meeting | None:
    """The verification of a term, draft or effective."""
    if period is None:
        return None
    return session.scalar(
        select(Meeting)
        .where(Meeting.period_id == period.id, Meeting.purpose == MeetingPurpose.TERM.value)
        .order_by(Meeting.id.desc())
        .limit(1)
    )


def review_view(
    session: Session, unit: Unit, term: Term, period: Period | None, ledger: Ledger, today: date
) -> ReviewView:
    """The verification as it was typed, or a proposal for it."""
    meeting = find_review(session, period)
    day = meeting.held_on if meeting is not None else max(today, term.last.first)
    people = tuple(m for m in scored_rows(session, unit, day, day) if m.active and m.status == "full")
    # A small branch has no committee: the secretary verifies, with a second person, or the members do.
    kinds = (COMMITTEE, MEMBERS) if len(people) >= COMMITTEE_FROM else (ALONE, MEMBERS)
    if meeting is not None:
        draft = _read(session, meeting)
    else:
        scheme = ledger.scheme(session, unit, min(term.end, max(today, term.start)))
        usual = proposal(session, unit, term.last, today, scheme)
        draft = ReviewDraft(kind=kinds[0], held_on=day, chair=usual.chair, recorder=usual.recorder)
        draft = replace(draft, eligible=len(committee(people)) or None if draft.kind == COMMITTEE else None)
    return ReviewView(draft, kinds, people, review_warnings(draft, people), meeting is not None)


def committee(people: Sequence[MemberRow]) -> tuple[MemberRow, ...]:
    """Who holds an office of the branch, by what the roster says."""
    return tuple(m for m in people if any(word in m.position for word in _OFFICES))


def write_review(session: Session, period: Period, draft: ReviewDraft) -> Meeting:
    """Keep a draft, with who came."""
    meeting = find_review(session, period)
    if meeting is None:
        meeting = Meeting(
            period_id=period.id, kind=draft.kind, held_on=draft.held_on, state=MeetingState.DRAFT.value,
            purpose=MeetingPurpose.TERM.value,
        )  # fmt: skip
        session.add(meeting)
    for field in (
        "kind", "held_on", "place", "chair", "recorder", "eligible", "votes_for", "votes_against",
        "votes_abstain",
    ):  # fmt: skip
        setattr(meeting, field, getattr(draft, field))
    meeting.second_id = by_uid(session, Member, draft.second_uid).id if draft.second_uid else None
    # Until it takes effect there is no sheet that could keep the remarks.
    words = {"opinion": draft.opinion, "remarks": {uid: text for uid, text in draft.remarks if text}}
    meeting.note = json.dumps(words, ensure_ascii=False)
    session.flush()
    present = () if draft.alone else draft.present
    wanted = {member.id for member in by_uids(session, Member, present)}
    rows = session.scalars(select(MeetingPresence).where(MeetingPresence.meeting_id == meeting.id)).all()
    for row in rows:
        if row.member_id not in wanted:
            session.delete(row)
    for member_id in sorted(wanted - {row.member_id for row in rows}):
        session.add(MeetingPresence(meeting_id=meeting.id, member_id=member_id))
    session.flush()
    return meeting


def _read(session: Session, meeting: Meeting) -> ReviewDraft:
    present = session.scalars(
        select(Member.uid)
        .join(MeetingPresence, MeetingPresence.member_id == Member.id)
        .where(MeetingPresence.meeting_id == meeting.id)
        .order_by(Member.id)
    )
    second = session.get(Member, meeting.second_id) if meeting.second_id is not None else None
    words: dict[str, object] = {"opinion": meeting.note, "remarks": {}}
    if meeting.state == MeetingState.DRAFT.value:
        words = json.loads(meeting.note)
    remarks = words["remarks"]
    return ReviewDraft(
        kind=meeting.kind,
        held_on=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        recorder=meeting.recorder,
        eligible=meeting.eligible,
        present=tuple(present),
        votes_for=meeting.votes_for,
        votes_against=meeting.votes_against,
        votes_abstain=meeting.votes_abstain,
        second_uid=second.uid if second is not None else "",
        opinion=str(words["opinion"]),
        remarks=tuple(remarks.items()) if isinstance(remarks, dict) else (),
    )


def review_warnings(draft: ReviewDraft, people: Sequence[MemberRow]) -> tuple[str, ...]:
    """What is printed and holds nothing up."""
    if draft.alone:
        return ()
    found = []
    eligible = draft.eligible if draft.kind == COMMITTEE else len(people)
    if draft.present and eligible is not None and len(draft.present) * 2 <= eligible:
        found.append(f"应到 {eligible} 人，实到 {len(draft.present)} 人，没有过半数。")
    if not draft.place.strip():
        found.append("会议地点还没有填写。")
    return tuple(found)


def review_issues(
    session: Session, unit: Unit, term: Term, view: ReviewView, *, today: date, actor_uid: str | None
) -> list[Issue]:
    """Everything that stands against the verification as it was typed."""
    draft, issues = view.draft, []
    if draft.kind not in view.kinds:
        issues.append(Issue("由谁核定", "kind", _who(view)))
    last = session.scalar(
        select(func.max(Meeting.held_on))
        .join(Period, Period.id == Meeting.period_id)
        .where(
            Period.unit_id == unit.id, Period.label.in_([month.label for month in term.months]),
            Meeting.purpose == MeetingPurpose.MONTH.value,
        )
    )  # fmt: skip
    if draft.held_on > today:
        issues.append(Issue("日期", "held_on", f"{draft.held_on:%Y-%m-%d} 还没有到，请核对。"))
    elif last is not None and draft.held_on < last:
        issues.append(Issue("日期", "held_on", f"{day_title(last)}才评定了最后一个月，核定不能早于这一天。"))
    issues += _second_issues(view, actor_uid) if draft.alone else _meeting_issues(view)
    return issues


def _who(view: ReviewView) -> str:
    if view.full >= COMMITTEE_FROM:
        return f"本支部有正式党员 {view.full} 名，应由支部委员会或党员大会核定，不能由书记一人核定。"
    return f"本支部正式党员不足 {COMMITTEE_FROM} 名，不设委员会，请选书记核定或党员大会。"


def _second_issues(view: ReviewView, actor_uid: str | None) -> list[Issue]:
    second = view.draft.second_uid
    if not second:
        return [Issue("第二人", "second_uid", "书记核定要有第二人，请选一名正式党员。")]
    if second == actor_uid:
        return [Issue("第二人", "second_uid", "第二人就是办理核定的人，请另选一名正式党员。")]
    if second not in {member.uid for member in view.people}:
        return [Issue("第二人", "second_uid", "第二人须是本支部的正式党员，请另选。")]
    return []


def _meeting_issues(view: ReviewView) -> list[Issue]:
    draft = view.draft
    issues = [
        Issue(words, key, f"请填写{words}。")
        for key, words in (("chair", "主持人"), ("recorder", "记录人"))
        if not getattr(draft, key).strip()
    ]
    full = {member.uid for member in view.people}
    if not draft.present:
        issues.append(Issue("到会", "present", "请勾选到会的人。"))
    elif not full.issuperset(draft.present):
        issues.append(Issue("到会", "present", "到会的人里有当天不是本支部正式党员的，请核对。"))
    if draft.kind == COMMITTEE and draft.eligible is not None and draft.eligible < len(draft.present):
        text = f"实到 {len(draft.present)} 人，多于应到 {draft.eligible} 人，请核对。"
        issues.append(Issue("应到", "eligible", text))
    votes = (draft.votes_for, draft.votes_against, draft.votes_abstain)
    total = sum(vote or 0 for vote in votes)
    if any(vote is not None and vote < 0 for vote in votes):
        issues.append(Issue("表决", "votes", "票数不能小于 0。"))
    elif total > len(draft.present):
        text = f"三项票数共 {total} 票，多于到会的 {len(draft.present)} 人，请核对。"
        issues.append(Issue("表决", "votes", text))
    elif draft.votes_for is not None and draft.votes_for * 2 <= len(draft.present):
        issues.append(Issue("表决", "votes", "同意的没有超过到会人数的一半，不能核定。"))
    return issues


def review_facts(view: ReviewView, *, held: bool) -> ReviewFacts:
    """What the sheet prints; before it was typed the meeting's data stay blank for the pen."""
    draft, names = view.draft, {member.uid: member.name for member in view.people}
    if not held:
        return ReviewFacts(kind=draft.kind, remarks=view.remarks)
    eligible = draft.eligible if draft.kind == COMMITTEE else len(view.people)
    return ReviewFacts(
        kind=draft.kind,
        held_on=draft.held_on,
        place=draft.place,
        chair=draft.chair,
        recorder="" if draft.alone else draft.recorder,
        eligible=None if draft.alone else eligible,
        present=None if draft.alone else len(draft.present),
        votes_for=draft.votes_for,
        votes_against=draft.votes_against,
        abstained=draft.votes_abstain,
        second_person=names.get(draft.second_uid, "") if draft.alone else "",
        # At a meeting of all members chair and recorder sign for them.
        signers=tuple(names[uid] for uid in draft.present if uid in names) if draft.kind == COMMITTEE else (),
        opinion=draft.opinion,
        warnings=view.warnings,
        remarks=view.remarks,
    )
