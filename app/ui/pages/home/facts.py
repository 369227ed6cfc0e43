"""Everything that 首页 shows, read in one go on the worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.home import HomeView, Step, StepState
from app.services.member_views import MemberRow
from app.services.months import Month
from app.services.safety.service import SafetyView
from app.services.workflow import STATE_NAMES, PeriodState
from app.ui.pages.early import early_of

if TYPE_CHECKING:
    from app.bootstrap import AppContext

_EVENTS = 12
#: Instead of the state of a month before the branch had a scheme.
NO_SCHEME = "无方案"


@dataclass(frozen=True, slots=True)
class BranchTotal:
    """One branch of the village in the month.

    Attributes:
        state: Where its month stands, in words.
        period: Points of the month. ``None`` while an earlier month is not confirmed: the sum would hold what belongs
            to that one.
        year: Points of the year so far; ``None`` in a month before the branch had a scheme.
        behind: Which one that is, in words; empty for none.
        people: Members with points; ``exempt`` those left out.
    """

    uid: str
    name: str
    state: str
    done: bool
    people: int
    exempt: int
    period: Decimal | None
    year: Decimal | None
    decimals: int
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done lately."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """The page's content."""

    view: HomeView
    branches: tuple[BranchTotal, ...]
    people: tuple[MemberRow, ...]
    events: tuple[Event, ...]
    safety: SafetyView

    @property
    def empty(self) -> bool:
        """Whether there is nobody in the branch yet."""
        return bool(self.view.steps) and self.view.steps[0].key == "members"


def read_facts(
    services: AppContext, branches: tuple[tuple[str, str], ...], branch: str, month: Month
) -> HomeFacts:
    """Read the page.

    Args:
        services: The application's services.
        branches: Uid and short name of every branch.
        branch: The one shown.
        month: The month shown.
    """
    events = tuple(
        Event(row.at, row.who, " ".join(word for word in (row.action, row.subject) if word))
        for row in services.system.view().events[:_EVENTS]
    )
    return HomeFacts(
        view=services.home.view(branch, month),
        branches=tuple(_branch(services, uid, name, month) for uid, name in branches),
        people=tuple(services.members.rows(month.last)),
        events=events,
        safety=services.safety.view(),
    )


def _branch(services: AppContext, uid: str, name: str, month: Month) -> BranchTotal:
    if early_of(services, uid, month) is not None:
        return BranchTotal(
            uid, name, NO_SCHEME, done=False, people=0, exempt=0, period=None, year=None, decimals=0
        )
    # Of every branch the same figures as the averages beside them: a board keeps what it announced.
    figures = services.home.figures(uid, month)
    earlier = services.home.unconfirmed(uid, month)
    return BranchTotal(
        uid=uid,
        name=name,
        state=STATE_NAMES[figures.state],
        done=figures.state is PeriodState.ARCHIVED,
        people=figures.people,
        exempt=figures.exempt,
        period=None if earlier else figures.period,
        year=figures.year,
        decimals=figures.decimals,
        behind=f"{earlier[0].month}月未评定" if earlier else "",
    )


def red_step(steps: tuple[Step, ...]) -> str:
    """Title of the step whose button is the red one; empty when nothing is to be done.

    Missing cards no longer come first once every group is collected: from there on they are only a warning.
    """
    collected = any(step.key == "collect" and step.state is StepState.DONE for step in steps)
    for wanted in ((StepState.NEXT, StepState.CARE), (StepState.NEXT,)):
        for step in steps:
            late_card = step.key == "declare" and collected
            hanging = step.key == "post" and step.state is StepState.CARE
            if step.state in wanted and step.action and not late_card and not hanging:
                return step.title
    return ""
