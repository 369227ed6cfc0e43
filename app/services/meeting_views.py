"""The meeting of a month as the 评定 page and its sheets show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Issue, UserError, ValidationFailed
from app.models import Account, Card, Collection, Group, Meeting, MeetingPresence, Member, Unit
from app.settings import MOBILE_VOTERS

from .actor import Actor
from .base import find_period
from .ledger import Ledger
from .lines import LineFault, LineView, MonthLines, month_lines
from .member_views import MemberRow, scored_rows
from .months import Month
from .preferences import option_value
from .program_lines import ProgramLine
from .scoring import ConfirmBy, Scheme
from .workflow import LineState, MeetingPurpose, MeetingState, PeriodState, Role

#: Kinds of meeting that may confirm a month; a small branch has no committee.
MEETING_KINDS = ("支部党员大会", "支部委员会会议", "党小组会", "积分评定小组会议")
#: The one that the scheme names.
_BY_SCHEME = {
    ConfirmBy.MEMBERS_MEETING: MEETING_KINDS[0],
    ConfirmBy.COMMITTEE: MEETING_KINDS[1],
    ConfirmBy.SCORING_GROUP: MEETING_KINDS[3],
}


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """The meeting's data as typed. Votes may stay empty."""

    kind: str
    held_on: date
    place: str = ""
    chair: str = ""
    recorder: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """The 评定 page.

    Attributes:
        uid: The meeting; empty while none was opened.
        state: Of the meeting.
        period_state: Of the month.
        eligible: Members with a vote (full, not mobile) on the day; ``attendees`` all who may come.
        members: Members of the month; ``present`` uids of all who came.
        voters_present: How many of the eligible came; ``full_present`` how many full members, mobile ones too:
            they vote when they come; ``quorum`` whether that is more than half.
        lines: All lines before this meeting.
        open: Lines without decision; ``blocked`` lines that cannot take effect as they stand.
        program: What nobody entered: the program makes it, and the meeting decides nothing on it.
        warnings: What does not hold the meeting up but is printed.
        counts: Number of lines by decision ("" for undecided).
    """

    uid: str
    state: MeetingState
    period_state: PeriodState
    draft: MeetingDraft
    eligible: tuple[MemberRow, ...]
    attendees: tuple[MemberRow, ...]
    members: tuple[MemberRow, ...]
    present: frozenset[str]
    voters_present: int
    full_present: int
    quorum: bool
    lines: tuple[LineView, ...]
    program: tuple[ProgramLine, ...]
    warnings: tuple[str, ...]
    decimals: int
    scheme: str
    effective_by: str

    @property
    def open(self) -> tuple[LineView, ...]:
        """Lines that the meeting has not decided."""
        return tuple(line for line in self.lines if not line.decision)

    @property
    def blocked(self) -> tuple[LineView, ...]:
        """Accepted lines that lack a basis or a second person."""
        return tuple(line for line in self.lines if line.decision in {"confirm", "adjust"} and lacks(line))

    def count(self, decision: str) -> int:
        """Number of lines with one decision."""
        return sum(line.decision == decision for line in self.lines)


def lacks(line: LineView) -> bool:
    """Whether a line cannot be accepted yet: a deduction without basis or second person."""
    return LineFault.NO_BASIS in line.faults or LineFault.NO_SECOND in line.faults


def alone(line: LineView) -> str:
    """Why "确认其余" leaves a line, in words; empty for one that it takes."""
    if lacks(line):
        return "缺依据或第二人"
    return "按方案要逐条评定" if line.review else ""


def proposal(session: Session, unit: Unit, month: Month, today: date, scheme: Scheme) -> MeetingDraft:
    """What a meeting that nobody has opened yet would be: the scheme's kind, today, the two officers."""
    officers = session.execute(
        select(Account.role, Account.name)
        .where(Account.active, (Account.unit_id == unit.id) | Account.unit_id.is_(None))
        .order_by(Account.unit_id.is_(None), Account.id)
    ).all()
    names: dict[str, str] = {}
    for role, name in officers:
        names.setdefault(role, name)
    chair = names.get(Role.SECRETARY.value, "")
    return MeetingDraft(
        kind=_BY_SCHEME[scheme.posting.confirm_by], held_on=max(today, month.first), place="",
        chair=chair, recorder=names.get(Role.RECORDER.value, chair),
    )  # fmt: skip


def find_meeting(session: Session, unit: Unit, month: Month) -> Meeting | None:
    """The newest meeting of a month, draft or effective."""
    period = find_period(session, unit, month)
    if period is None:
        return None
    return session.scalar(
        select(Meeting)
        .where(Meeting.period_id == period.id, Meeting.purpose == MeetingPurpose.MONTH.value)
        .order_by(Meeting.id.desc())
        .limit(1)
    )


def eligible_voters(members: Sequence[MemberRow], *, mobile_too: int) -> tuple[MemberRow, ...]:
    """应到: full members of the branch; mobile ones where the branch's setting counts them (``mobile_too`` 1)."""
    return tuple(m for m in members if m.active and m.status == "full" and (mobile_too or not m.mobile))


def meeting_view(
    session: Session, unit: Unit, month: Month, ledger: Ledger, today: date, found: MonthLines | None = None
) -> MeetingView:
    """The meeting of a month, for the page and for its sheets; ``found`` when it was read already."""
    period = find_period(session, unit, month)
    found = found or month_lines(session, unit, month, ledger=ledger)
    meeting = find_meeting(session, unit, month)
    draft = _draft_of(meeting) if meeting else proposal(session, unit, month, today, found.result.scheme)
    present: frozenset[str] = frozenset()
    if meeting is not None:
        present = frozenset(
            session.scalars(
                select(Member.uid)
                .join(MeetingPresence, MeetingPresence.member_id == Member.id)
                .where(MeetingPresence.meeting_id == meeting.id)
            )
        )
    # 应到 is who has a vote on the day of the meeting, not at the month's end.
    there = scored_rows(session, unit, draft.held_on, draft.held_on)
    eligible = eligible_voters(there, mobile_too=option_value(session, MOBILE_VOTERS))
    voters = sum(m.uid in present for m in eligible)
    quorum = voters * 2 > len(eligible)
    # Half of the members is the rule of the members' meeting; a committee has its own.
    short = meeting is not None and not quorum and draft.kind == MEETING_KINDS[0]
    absent: tuple[str, ...] = ()
    if short:
        absent += (f"应到 {len(eligible)} 人，实到 {voters} 人，没有过半数。",)
    if meeting is not None and not draft.place.strip():
        absent += ("会议地点还没有填写。",)
    return MeetingView(
        uid=meeting.uid if meeting else "",
        state=MeetingState(meeting.state) if meeting else MeetingState.DRAFT,
        period_state=PeriodState(period.state) if period else PeriodState.OPEN,
        draft=draft,
        eligible=eligible,
        attendees=tuple(m for m in there if m.active),
        members=found.members,
        present=present,
        voters_present=voters,
        full_present=sum(m.uid in present and m.status == "full" for m in there),
        quorum=quorum,
        lines=found.lines,
        program=found.program,
        warnings=(*absent, *_warnings(session, unit, month, found)),
        decimals=found.result.scheme.decimals,
        scheme=found.result.scheme.name,
        effective_by=meeting.effective_by if meeting else "",
    )


def _draft_of(meeting: Meeting) -> MeetingDraft:
    return MeetingDraft(
        kind=meeting.kind, held_on=meeting.held_on, place=meeting.place, chair=meeting.chair,
        recorder=meeting.recorder, votes_for=meeting.votes_for, votes_against=meeting.votes_against,
        votes_abstain=meeting.votes_abstain,
    )  # fmt: skip


def _warnings(session: Session, unit: Unit, month: Month, found: MonthLines) -> tuple[str, ...]:
    """What the groups still owe: a warning that is printed, never a block."""
    period = find_period(session, unit, month)
    warnings = []
    groups = {
        g.id: g.name
        for g in session.scalars(select(Group).where(Group.unit_id == unit.id).order_by(Group.sort))
    }
    rows = (
        session.scalars(select(Collection).where(Collection.period_id == period.id)).all() if period else []
    )
    collected = {row.group_id for row in rows}
    used = {m.group for m in found.members if not m.exempt}
    open_groups = [name for gid, name in groups.items() if gid not in collected and name in used]
    unsigned = [groups[row.group_id] for row in rows if row.signed_on is None and row.group_id in groups]
    if open_groups:
        warnings.append(f"未汇总的小组：{'、'.join(open_groups)}。")
    if unsigned:
        warnings.append(f"汇总表未签字的小组：{'、'.join(unsigned)}。")
    handed: set[str] = set()
    if period is not None:
        handed = set(
            session.scalars(
                select(Member.uid)
                .join(Card, Card.member_id == Member.id)
                .where(Card.period_id == period.id, Card.handed_in_on.is_not(None))
            )
        )
    missing = [m.label for m in found.members if m.active and not m.exempt and m.uid not in handed]
    if missing:
        shown = "、".join(missing[:6])
        warnings.append(f"未交卡 {len(missing)} 人：{shown}{' 等' if len(missing) > 6 else ''}。")
    return tuple(warnings)


def refuse_undecided(view: MeetingView, actor: Actor) -> None:
    """What blocks 评定生效, all at once.

    Raises:
        UserError: no line at all was collected.
        ValidationFailed: undecided lines, lines not collected, deductions that lack something.
    """
    issues = [
        Issue(f"{v.member.label}“{v.item_name}”", "undecided", "还没有评定，请认定、调整、不予认定或退回。")
        for v in view.open
        if v.state is LineState.COLLECTED
    ]
    issues += [
        Issue(
            f"{v.member.label}“{v.item_name}”",
            "not_collected",
            "还没有汇总，请先收齐所在小组，或删除这一条。",
        )
        for v in view.open
        if v.state is LineState.DECLARED
    ]
    issues += [
        Issue(f"{v.member.label}“{v.item_name}”", "lacks", "扣分缺依据或第二人，请补上或退回。")
        for v in view.blocked
    ]
    votes = sum(n or 0 for n in (view.draft.votes_for, view.draft.votes_against, view.draft.votes_abstain))
    if view.present and votes > view.full_present:
        message = f"三项票数共 {votes} 票，多于到会的正式党员 {view.full_present} 人，请核对。"
        issues.append(Issue("表决", "votes", message))
    issues += [
        Issue(f"{v.member.label}“{v.item_name}”", "second", "第二人就是办理生效的人，请另选第二人。")
        for v in view.lines
        if v.deduction and v.decision in {"confirm", "adjust"} and v.second_uid == actor.member_uid
    ]
    if issues:
        raise ValidationFailed(issues, message=f"还有 {len(issues)} 条不能生效。")
    if not view.uid:
        raise UserError("还没有登记评定会议。", hint="请先填写会议日期和到会人员。")
