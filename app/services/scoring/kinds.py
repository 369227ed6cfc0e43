"""The words of the scheme language: every choice that a key of the file allows."""

from __future__ import annotations

from enum import StrEnum


class Polarity(StrEnum):
    """Whether an item adds or deducts."""

    PLUS = "plus"
    MINUS = "minus"


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
    """What a veto does."""

    ZERO = "zero"
    GRADE = "grade"


class ProposalKind(StrEnum):
    """What is proposed for a member."""

    TALK = "talk"
    LETTER = "letter"
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
