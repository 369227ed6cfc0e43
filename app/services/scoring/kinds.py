"""The words of the scheme language: every choice that a key of the file allows."""

from __future__ import annotations

from enum import StrEnum


class Polarity(StrEnum):
    """Whether an item adds or deducts; ``both`` is a priced attendance sheet, whose marks do either."""

    PLUS = "plus"
    MINUS = "minus"
    BOTH = "both"


class Window(StrEnum):
    """The span in which a limit is counted; quarters and halves follow the scheme's own year."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    CYCLE = "cycle"


class PeriodKind(StrEnum):
    """The periods that a branch may post."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class YearMode(StrEnum):
    """How the year follows from its cycles."""

    SUM = "sum"
    MEAN = "mean"


class DayKind(StrEnum):
    """How the days of a notice are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class Ties(StrEnum):
    """What happens to equal members across the edge of a share."""

    OUT = "out"
    IN = "in"
    MEETING = "meeting"


class ProofKind(StrEnum):
    """Whether a line of an item needs a proof."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class EntryKind(StrEnum):
    """How an item is usually entered: from an attendance sheet, a tick list, or the member's card."""

    ATTENDANCE = "attendance"
    TICK = "tick"
    CARD = "card"


class ActivityKind(StrEnum):
    """The activities whose attendance sheet can make lines."""

    MEMBERS_MEETING = "members_meeting"
    COMMITTEE = "committee"
    GROUP_MEETING = "group_meeting"
    LECTURE = "lecture"
    ACTIVITY_DAY = "activity_day"
    ORG_LIFE = "org_life"
    APPRAISAL = "appraisal"
    VOLUNTEER = "volunteer"
    OTHER = "other"


class Scope(StrEnum):
    """Whether a verdict looks at one cycle or at the year."""

    CYCLE = "cycle"
    YEAR = "year"


class VetoEffect(StrEnum):
    """What a veto does to the score (the first three) or to the grade."""

    DEDUCT = "deduct"
    CAP = "cap"
    ZERO = "zero"
    GRADE = "grade"
    DOWN = "down"


class ProposalKind(StrEnum):
    """What is proposed for a member."""

    TALK = "talk"
    ADMONISH = "admonish"
    LETTER = "letter"
    RECTIFY = "rectify"
    DISMISS = "dismiss"
    HONOUR = "honour"
    REWARD = "reward"
    HELP = "help"


class Side(StrEnum):
    """Which side of the average."""

    BELOW = "below"
    ABOVE = "above"


class AverageOf(StrEnum):
    """Among whom an average is taken."""

    UNIT = "unit"
    CATEGORY = "category"
    ALL = "all"


class Counting(StrEnum):
    """Whether points are merits, or demerits that add up and of which less is better."""

    MERIT = "merit"
    DEMERIT = "demerit"


class ClassAt(StrEnum):
    """The day on which class and status are taken for the start."""

    BEGIN = "begin"
    END = "end"
    MONTHS = "months"


class PartYear(StrEnum):
    """How members are treated who came or went inside a cycle."""

    FULL = "full"
    MONTHS = "months"
    MEAN = "mean"


class Leave(StrEnum):
    """What a leave means where attendance is expected."""

    EXCUSED = "excused"
    PRESENT = "present"
    MISSING = "missing"


class Liable(StrEnum):
    """Whether something must have been so throughout a window or on any day of it."""

    THROUGHOUT = "throughout"
    ANY = "any"


class StateKind(StrEnum):
    """The dated facts of a member for which there can be points."""

    POST = "post"
    STATE = "state"
    CATEGORY = "category"
    STATUS = "status"
    MOBILE = "mobile"


class Divisor(StrEnum):
    """Who counts as a voter for a member."""

    MARKED = "marked"
    VALID = "valid"


class VoteResult(StrEnum):
    """How votes become one figure."""

    MEAN = "mean"
    MOST = "most"


class VoteEffect(StrEnum):
    """What the appraisal's result does to the year's total."""

    NONE = "none"
    ADD = "add"
    RATIO = "ratio"
    SHARE = "share"


class ConfirmBy(StrEnum):
    """The meeting that decides on the lines of a month."""

    MEMBERS_MEETING = "members_meeting"
    COMMITTEE = "committee"
    SCORING_GROUP = "scoring_group"


class RewardBase(StrEnum):
    """Which points can be redeemed."""

    TOTAL = "total"
    PLUS = "plus"
    ABOVE = "above"


class Balance(StrEnum):
    """Whether redeemable points are cleared or carried over."""

    YEAR = "year"
    CARRIED = "carried"
