"""The transition tables: which step is allowed from which state, for whom, and where it leads.

Pure: states, actions and roles only. Services apply a transition with :func:`advance` and write the audit
event in the same transaction. What a step needs besides state and role (no undecided line, minimum days) is named as
a guard here; the service, which knows the records, checks it in the same method and says so to :func:`advance`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from app.errors import WorkflowError


class Role(StrEnum):
    """What an account may do."""

    RECORDER = "recorder"
    SECRETARY = "secretary"
    VIEWER = "viewer"


ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.RECORDER: "组织委员",
    Role.SECRETARY: "书记",
    Role.VIEWER: "查看人",
}


class CardState(StrEnum):
    """一人一卡, one member and month."""

    BLANK = "blank"
    DECLARED = "declared"
    COLLECTED = "collected"
    CONFIRMED = "confirmed"
    POSTED = "posted"
    ARCHIVED = "archived"


class LineState(StrEnum):
    """One line of a card."""

    DECLARED = "declared"
    COLLECTED = "collected"
    CONFIRMED = "confirmed"
    ADJUSTED = "adjusted"
    REJECTED = "rejected"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"


class PeriodState(StrEnum):
    """The month of a branch."""

    OPEN = "open"
    COLLECTING = "collecting"
    CONFIRMED = "confirmed"
    POSTED = "posted"
    ARCHIVED = "archived"


class NoticeState(StrEnum):
    """A posted sheet; ``OBJECTED`` while an objection against it is open, ``REPLACED`` by its next version."""

    DRAFT = "draft"
    POSTED = "posted"
    OBJECTED = "objected"
    REPLACED = "replaced"
    CLOSED = "closed"


class MeetingState(StrEnum):
    """A meeting: its decisions are drafts until it takes effect."""

    DRAFT = "draft"
    EFFECTIVE = "effective"


class MeetingPurpose(StrEnum):
    """What a meeting decides on; a correction is decided by the secretary and a second person."""

    MONTH = "month"
    SUPPLEMENT = "supplement"
    TERM = "term"
    CORRECTION = "correction"


class ObjectionState(StrEnum):
    """An objection from its intake to the answer."""

    REGISTERED = "registered"
    FOUND = "found"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class VetoState(StrEnum):
    """一票否决 of one member."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    REPAIRED = "repaired"
    REVOKED = "revoked"


class AppraisalState(StrEnum):
    """民主评议: ballots printed, being counted, settled."""

    PREPARED = "prepared"
    COUNTING = "counting"
    SETTLED = "settled"


class Action(StrEnum):
    """Steps of the month and of the year, in the office's words in ``ACTION_NAMES``."""

    DECLARE = "declare"
    WITHDRAW = "withdraw"
    COLLECT = "collect"
    UNCOLLECT = "uncollect"
    CONFIRM = "confirm"
    ADJUST = "adjust"
    REJECT = "reject"
    RETURN = "return"
    RESUBMIT = "resubmit"
    POST = "post"
    CLOSE = "close"
    ARCHIVE = "archive"
    SETTLE = "settle"
    REOPEN = "reopen"
    SUPPLEMENT = "supplement"
    OBJECT = "object"
    CLEAR = "clear"
    REPLACE = "replace"
    FIND = "find"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    DECIDE = "decide"
    REPAIR = "repair"
    REVOKE = "revoke"
    TALLY = "tally"
    COUNT_AGAIN = "count_again"


ACTION_NAMES: Final[Mapping[Action, str]] = {
    Action.DECLARE: "申报",
    Action.WITHDRAW: "撤回",
    Action.COLLECT: "汇总",
    Action.UNCOLLECT: "退回本组汇总",
    Action.CONFIRM: "认定",
    Action.ADJUST: "调整",
    Action.REJECT: "不予认定",
    Action.RETURN: "退回",
    Action.RESUBMIT: "再次申报",
    Action.POST: "张贴公示",
    Action.CLOSE: "结束公示",
    Action.ARCHIVE: "归档",
    Action.SETTLE: "核定生效",
    Action.REOPEN: "补充评定",
    Action.SUPPLEMENT: "补充评定生效",
    Action.OBJECT: "登记异议",
    Action.CLEAR: "异议办结",
    Action.REPLACE: "更正后重新公示",
    Action.FIND: "填写核查情况",
    Action.UPHOLD: "异议成立",
    Action.DISMISS: "异议不成立",
    Action.DECIDE: "决定",
    Action.REPAIR: "登记整改",
    Action.REVOKE: "撤销决定",
    Action.TALLY: "计票",
    Action.COUNT_AGAIN: "重新计票",
}

STATE_NAMES: Final[Mapping[StrEnum, str]] = {
    CardState.BLANK: "未申报",
    CardState.DECLARED: "已申报",
    CardState.COLLECTED: "已汇总",
    CardState.CONFIRMED: "已评定",
    CardState.POSTED: "公示中",
    CardState.ARCHIVED: "已归档",
    LineState.DECLARED: "已申报",
    LineState.COLLECTED: "待评定",
    LineState.CONFIRMED: "已认定",
    LineState.ADJUSTED: "已调整",
    LineState.REJECTED: "不予认定",
    LineState.RETURNED: "已退回",
    LineState.RESUBMITTED: "已再次申报",
    PeriodState.OPEN: "申报中",
    PeriodState.COLLECTING: "汇总中",
    PeriodState.CONFIRMED: "已评定",
    PeriodState.POSTED: "公示中",
    PeriodState.ARCHIVED: "已归档",
    NoticeState.DRAFT: "拟稿",
    NoticeState.POSTED: "公示中",
    NoticeState.OBJECTED: "公示中（有异议）",
    NoticeState.REPLACED: "已由新版代替",
    NoticeState.CLOSED: "已结束",
    MeetingState.DRAFT: "未生效",
    MeetingState.EFFECTIVE: "已生效",
    ObjectionState.REGISTERED: "待核查",
    ObjectionState.FOUND: "已核查，待答复",
    ObjectionState.UPHELD: "成立，已更正",
    ObjectionState.DISMISSED: "不成立，已答复",
    ObjectionState.WITHDRAWN: "已撤回",
    VetoState.PROPOSED: "拟定",
    VetoState.DECIDED: "已决定",
    VetoState.REPAIRED: "已整改",
    VetoState.REVOKED: "已撤销",
    AppraisalState.PREPARED: "已备票",
    AppraisalState.COUNTING: "计票中",
    AppraisalState.SETTLED: "已定票",
}


class Guard(StrEnum):
    """What a step needs besides state and role; the service that owns the records checks it."""

    NONE = ""
    ALL_DECIDED = "every line decided or returned; deductions with basis and second person"
    MINIMUM_DAYS = "the notice hangs at least the scheme's days"
    LAST_DAY_PASSED = "the last day has passed and no objection is open"
    NOT_POSTED_BY_SCHEME = "the scheme does not post this kind of period"
    MONTHS_CONFIRMED = "every month inside is confirmed"
    NO_OPEN_OBJECTION = "no objection is open"
    TWO_PERSONS = "basis, and a second person who is not the member concerned"
    TALLIES_AGREE = "ballots add up and two tallies do not differ"


S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a step leads and who may take it."""

    to: StrEnum
    roles: frozenset[Role]
    guard: Guard = Guard.NONE


_BOTH: Final = frozenset({Role.RECORDER, Role.SECRETARY})
_SECRETARY: Final = frozenset({Role.SECRETARY})

Table = Mapping[tuple[StrEnum, Action], Transition]

CARD: Final[Table] = {
    (CardState.BLANK, Action.DECLARE): Transition(CardState.DECLARED, _BOTH),
    (CardState.DECLARED, Action.DECLARE): Transition(CardState.DECLARED, _BOTH),
    (CardState.DECLARED, Action.WITHDRAW): Transition(CardState.BLANK, _BOTH),
    (CardState.BLANK, Action.COLLECT): Transition(CardState.BLANK, _BOTH),
    (CardState.DECLARED, Action.COLLECT): Transition(CardState.COLLECTED, _BOTH),
    (CardState.COLLECTED, Action.UNCOLLECT): Transition(CardState.DECLARED, _BOTH),
    (CardState.BLANK, Action.UNCOLLECT): Transition(CardState.BLANK, _BOTH),
    (CardState.BLANK, Action.CONFIRM): Transition(CardState.CONFIRMED, _SECRETARY),
    (CardState.DECLARED, Action.CONFIRM): Transition(CardState.CONFIRMED, _SECRETARY),
    (CardState.COLLECTED, Action.CONFIRM): Transition(CardState.CONFIRMED, _SECRETARY),
    (CardState.CONFIRMED, Action.POST): Transition(CardState.POSTED, _SECRETARY),
    (CardState.CONFIRMED, Action.ARCHIVE): Transition(CardState.ARCHIVED, _SECRETARY),
    (CardState.POSTED, Action.ARCHIVE): Transition(CardState.ARCHIVED, _SECRETARY),
}

LINE: Final[Table] = {
    (LineState.DECLARED, Action.COLLECT): Transition(LineState.COLLECTED, _BOTH),
    (LineState.COLLECTED, Action.UNCOLLECT): Transition(LineState.DECLARED, _BOTH),
    (LineState.COLLECTED, Action.CONFIRM): Transition(LineState.CONFIRMED, _SECRETARY),
    (LineState.COLLECTED, Action.ADJUST): Transition(LineState.ADJUSTED, _SECRETARY),
    (LineState.COLLECTED, Action.REJECT): Transition(LineState.REJECTED, _SECRETARY),
    (LineState.COLLECTED, Action.RETURN): Transition(LineState.RETURNED, _SECRETARY),
    (LineState.RETURNED, Action.RESUBMIT): Transition(LineState.RESUBMITTED, _BOTH),
    (LineState.RESUBMITTED, Action.WITHDRAW): Transition(LineState.RETURNED, _BOTH),
}

PERIOD: Final[Table] = {
    (PeriodState.OPEN, Action.DECLARE): Transition(PeriodState.OPEN, _BOTH),
    (PeriodState.COLLECTING, Action.DECLARE): Transition(PeriodState.COLLECTING, _BOTH),
    (PeriodState.OPEN, Action.COLLECT): Transition(PeriodState.COLLECTING, _BOTH),
    (PeriodState.COLLECTING, Action.COLLECT): Transition(PeriodState.COLLECTING, _BOTH),
    (PeriodState.COLLECTING, Action.UNCOLLECT): Transition(PeriodState.COLLECTING, _BOTH),
    (PeriodState.COLLECTING, Action.CONFIRM): Transition(
        PeriodState.CONFIRMED, _SECRETARY, Guard.ALL_DECIDED
    ),
    (PeriodState.CONFIRMED, Action.POST): Transition(PeriodState.POSTED, _SECRETARY, Guard.MINIMUM_DAYS),
    (PeriodState.CONFIRMED, Action.ARCHIVE): Transition(
        PeriodState.ARCHIVED, _SECRETARY, Guard.NOT_POSTED_BY_SCHEME
    ),
    (PeriodState.POSTED, Action.ARCHIVE): Transition(PeriodState.ARCHIVED, _SECRETARY, Guard.LAST_DAY_PASSED),
    # Reopening undoes nothing: it allows a supplementary meeting, and the month stays archived.
    (PeriodState.ARCHIVED, Action.REOPEN): Transition(PeriodState.ARCHIVED, _SECRETARY),
}

#: Quarter, half-year and year: nothing is declared in them, they are settled from their months.
TERM: Final[Table] = {
    (PeriodState.OPEN, Action.SETTLE): Transition(PeriodState.CONFIRMED, _SECRETARY, Guard.MONTHS_CONFIRMED),
    (PeriodState.CONFIRMED, Action.POST): PERIOD[PeriodState.CONFIRMED, Action.POST],
    (PeriodState.CONFIRMED, Action.ARCHIVE): PERIOD[PeriodState.CONFIRMED, Action.ARCHIVE],
    (PeriodState.POSTED, Action.ARCHIVE): PERIOD[PeriodState.POSTED, Action.ARCHIVE],
}

NOTICE: Final[Table] = {
    (NoticeState.DRAFT, Action.POST): Transition(NoticeState.POSTED, _SECRETARY, Guard.MINIMUM_DAYS),
    (NoticeState.POSTED, Action.OBJECT): Transition(NoticeState.OBJECTED, _BOTH),
    (NoticeState.OBJECTED, Action.OBJECT): Transition(NoticeState.OBJECTED, _BOTH),
    (NoticeState.OBJECTED, Action.CLEAR): Transition(NoticeState.POSTED, _BOTH, Guard.NO_OPEN_OBJECTION),
    (NoticeState.POSTED, Action.REPLACE): Transition(NoticeState.REPLACED, _SECRETARY, Guard.MINIMUM_DAYS),
    (NoticeState.OBJECTED, Action.REPLACE): Transition(NoticeState.REPLACED, _SECRETARY, Guard.MINIMUM_DAYS),
    (NoticeState.POSTED, Action.CLOSE): Transition(NoticeState.CLOSED, _SECRETARY, Guard.LAST_DAY_PASSED),
}

MEETING: Final[Table] = {
    (MeetingState.DRAFT, Action.CONFIRM): Transition(MeetingState.EFFECTIVE, _SECRETARY, Guard.ALL_DECIDED),
    (MeetingState.DRAFT, Action.SUPPLEMENT): Transition(
        MeetingState.EFFECTIVE, _SECRETARY, Guard.ALL_DECIDED
    ),
}

OBJECTION: Final[Table] = {
    (ObjectionState.REGISTERED, Action.FIND): Transition(ObjectionState.FOUND, _SECRETARY),
    (ObjectionState.FOUND, Action.FIND): Transition(ObjectionState.FOUND, _SECRETARY),
    (ObjectionState.FOUND, Action.UPHOLD): Transition(ObjectionState.UPHELD, _SECRETARY, Guard.TWO_PERSONS),
    (ObjectionState.FOUND, Action.DISMISS): Transition(
        ObjectionState.DISMISSED, _SECRETARY, Guard.TWO_PERSONS
    ),
    (ObjectionState.REGISTERED, Action.WITHDRAW): Transition(ObjectionState.WITHDRAWN, _BOTH),
    (ObjectionState.FOUND, Action.WITHDRAW): Transition(ObjectionState.WITHDRAWN, _BOTH),
}

VETO: Final[Table] = {
    (VetoState.PROPOSED, Action.DECIDE): Transition(VetoState.DECIDED, _SECRETARY, Guard.TWO_PERSONS),
    (VetoState.DECIDED, Action.REPAIR): Transition(VetoState.REPAIRED, _SECRETARY, Guard.TWO_PERSONS),
    (VetoState.DECIDED, Action.REVOKE): Transition(VetoState.REVOKED, _SECRETARY, Guard.TWO_PERSONS),
    (VetoState.REPAIRED, Action.REVOKE): Transition(VetoState.REVOKED, _SECRETARY, Guard.TWO_PERSONS),
}

APPRAISAL: Final[Table] = {
    (AppraisalState.PREPARED, Action.TALLY): Transition(AppraisalState.COUNTING, _BOTH),
    (AppraisalState.COUNTING, Action.TALLY): Transition(AppraisalState.COUNTING, _BOTH),
    (AppraisalState.COUNTING, Action.SETTLE): Transition(
        AppraisalState.SETTLED, _SECRETARY, Guard.TALLIES_AGREE
    ),
    (AppraisalState.SETTLED, Action.COUNT_AGAIN): Transition(AppraisalState.COUNTING, _SECRETARY),
}


def advance(
    table: Table, state: S, action: Action, role: Role, *, subject: str = "", checked: Guard = Guard.NONE
) -> S:
    """The state that ``action`` leads to.

    Args:
        table: One of the tables above.
        state: Where the record stands.
        action: The step wanted.
        role: Of the account that wants it.
        subject: Names the record in the message ("2026年10月").
        checked: The guard that the calling method checks in this transaction.

    Returns:
        The new state, of the same kind.

    Raises:
        WorkflowError: the step is not in the table for this state, or not for this role.
        LookupError: the table names a guard that the caller does not check: a bug.
    """
    name = ACTION_NAMES[action]
    transition = table.get((state, action))
    if transition is None:
        ways = "、".join(ACTION_NAMES[a] for (s, a) in table if s is state)
        hint = f"现在可以：{ways}。" if ways else "这一状态不能再办理别的步骤。"
        raise WorkflowError(f"{subject}现在是“{STATE_NAMES[state]}”，不能“{name}”。", hint=hint)
    if role not in transition.roles:
        who = "或".join(ROLE_NAMES[r] for r in Role if r in transition.roles)
        raise WorkflowError(
            f"“{name}”须由{who}办理，现在是{ROLE_NAMES[role]}。", hint=f"请在左下角切换为{who}后再办理。"
        )
    if transition.guard is not checked:
        raise LookupError(
            f"{state} {action}: the caller checks {checked!r}, the table wants {transition.guard!r}"
        )
    return type(state)(transition.to.value)


def can(table: Table, state: StrEnum, action: Action, role: Role) -> bool:
    """Whether the step is in the table for this state and role (guards aside): for greying buttons."""
    transition = table.get((state, action))
    return transition is not None and role in transition.roles
