"""A small branch built through the services, and short words for the steps of its month."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from app.bootstrap import AppContext
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.services.activities import ActivityDraft, Presence
from app.services.actor import Actor
from app.services.changes import Changes
from app.services.line_entry import LineDraft
from app.services.lines import LineView
from app.services.meeting_views import MEETING_KINDS, MeetingDraft
from app.services.members import MemberDraft
from app.services.months import Month
from app.services.notices.board import BoardOptions
from app.services.notices.service import NoticeDraft
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.services.workflow import Role

OCTOBER = Month(2026, 10)
NOVEMBER = Month(2026, 11)

#: name → group, class, status; the two of one name are "王建国" in each group.
PEOPLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("林为民", "林为民", "一组", "A", "full"),
    ("周小禾", "周小禾", "一组", "A", "full"),
    ("王建国一", "王建国", "一组", "B", "full"),
    ("陈阿婆", "陈阿婆", "一组", "D", "full"),
    ("王建国二", "王建国", "二组", "B", "full"),
    ("钱二妹", "钱二妹", "二组", "C", "full"),
    ("孙石头", "孙石头", "二组", "A", "full"),
    ("赵新苗", "赵新苗", "二组", "A", "probationary"),
)


def id_number(serial: int, *, born: str = "19700101") -> str:
    """An invented ID number of an unassigned county with a right check character."""
    body = f"360099{born}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def table_rows(path: Path) -> dict[str, list[tuple]]:
    """All rows of every table of a database file that nobody has open, past everything that the program does."""
    connection = raw_connect(path)
    try:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()  # noqa: S608 - own names
            for (name,) in names
        }
    finally:
        connection.close()


@dataclass(frozen=True)
class Village:
    """A branch with its officers and members, and its month in short words.

    Attributes:
        members: uid by key; keys are names, with 一 and 二 behind the two of one name.
        groups: uid by name.
    """

    branch: str
    secretary: Actor
    recorder: Actor
    viewer: Actor
    members: Mapping[str, str]
    groups: Mapping[str, str]
    context: AppContext | None = None
    clock: SetClock | None = None

    def on(self, context: AppContext, clock: SetClock) -> Village:
        """The same village on another opened copy of its files."""
        return dataclasses.replace(self, context=context, clock=clock)

    @property
    def app(self) -> AppContext:
        assert self.context is not None
        return self.context

    def at(self, day: date, hour: int = 10) -> None:
        """Move the clock to an hour of a day in China."""
        assert self.clock is not None
        self.clock.set(datetime.combine(day, time(hour), tzinfo=CHINA))

    def draft(self, member: str, item: str, day: date, **keys: object) -> LineDraft:
        keys = {k: Decimal(str(v)) if k in {"quantity", "points"} else v for k, v in keys.items()}
        if "second" in keys:
            keys["second_uid"] = self.members[str(keys.pop("second"))]
        return LineDraft(member_uid=self.members[member], item=item, deed_date=day, **keys)

    def declare(
        self,
        member: str,
        item: str,
        day: date,
        *,
        by: Actor | None = None,
        month: Month = OCTOBER,
        **keys: object,
    ) -> str:
        """Enter one line; the clock must have reached the day. Returns its uid."""
        draft = self.draft(member, item, day, **keys)
        return self.app.declarations.add(by or self.recorder, self.branch, month, [draft]).ids[0]

    def attend(
        self, present: Collection[str], day: date, *, item: str = "activity_day", uid: str | None = None,
        month: Month = OCTOBER, others: Presence = Presence.ABSENT,
    ) -> str:  # fmt: skip
        """Save an attendance sheet of everybody who is expected. Returns the activity's uid."""
        expected = self.app.activities.expected(self.branch, month, day)
        there = {self.members[name] for name in present}
        marks = {m.uid: Presence.PRESENT if m.uid in there else others for m in expected}
        draft = ActivityDraft(item=item, title="十月主题党日", held_on=day, marks=marks, checked_by="周小禾")
        return self.app.activities.save(self.recorder, self.branch, month, draft, uid).ids[0]

    def collect(self, month: Month = OCTOBER, *groups: str) -> None:
        """Collect some groups, or all."""
        for name in groups or self.groups:
            self.app.collection.collect(self.recorder, self.branch, month, self.groups[name])

    def meet(self, month: Month = OCTOBER, present: Sequence[str] = (), *, on: date | None = None) -> None:
        """Enter the meeting and who came (default: everybody in the roster), on the month's last day."""
        day = on or month.last
        self.at(day, 15)
        draft = MeetingDraft(
            kind=MEETING_KINDS[0], held_on=day, place="村委会", chair="林为民", recorder="周小禾"
        )
        self.app.meetings.save(self.recorder, self.branch, month, draft)
        uids = [self.members[name] for name in present or self.members]
        self.app.meetings.set_present(self.recorder, self.branch, month, uids)

    def decide(self, line: str, decision: str, *, month: Month = OCTOBER, **keys: object) -> Changes:
        return self.app.meetings.decide(self.recorder, self.branch, month, [line], decision=decision, **keys)

    def make_effective(self, month: Month = OCTOBER) -> Changes:
        return self.app.confirmation.make_effective(self.secretary, self.branch, month)

    def confirm_all(self, month: Month = OCTOBER) -> Changes:
        """Collect what is open, hold the meeting, confirm everything and let it take effect."""
        self.collect(month)
        self.meet(month)
        self.app.meetings.confirm_rest(self.recorder, self.branch, month)
        return self.make_effective(month)

    def notice(self, start: date, end: date, *, options: BoardOptions | None = None) -> NoticeDraft:
        return NoticeDraft(
            starts_on=start, ends_on=end, place="党务公开栏、支部微信群", contact="周小禾 10012345678",
            options=options or BoardOptions(),
        )  # fmt: skip

    def post(self, month: Month = OCTOBER, *, start: date | None = None, end: date | None = None) -> None:
        """Hang the board for five days from the day after the month."""
        first = start or month.next.first
        self.at(first)
        last = end or first.replace(day=first.day + 4)
        self.app.notices.post(self.secretary, self.branch, Term.of_month(month), self.notice(first, last))

    def close(self, month: Month = OCTOBER, *, on: date) -> None:
        self.at(on)
        self.app.notices.close(self.secretary, self.branch, Term.of_month(month))

    def line(self, uid: str, month: Month = OCTOBER) -> LineView:
        """A line as the month shows it now."""
        return next(v for v in self.app.declarations.month(self.branch, month).lines if v.uid == uid)

    def board_row(self, member: str, month: Month = OCTOBER):
        """The row of a member on the board, found by name and group."""
        name, group = next((n, g) for key, n, g, _, _ in PEOPLE if key == member)
        rows = [
            r
            for part in self.app.notices.view(self.branch, Term.of_month(month)).sheet.lists
            for r in part.rows
        ]
        return next(r for r in rows if r.name == name and r.group_name == group)


def build_village(context: AppContext, clock: SetClock, *, preset: str = "S1") -> Village:
    """Set a new ledger up: officers with accounts, two groups with heads, eight members."""
    result = context.setup.set_up(
        SetupRequest(
            unit="中共云岭镇竹溪村支部委员会", secretary="林为民", recorder="周小禾", preset=preset,
            contact="周小禾 10012345678", scheme_start=date(2026, 1 if preset == "S1" else 9, 1),
        )
    )  # fmt: skip
    branch, officer = result.branch_uid, Actor(result.actor.uid, "林为民", Role.SECRETARY)
    groups = {name: context.units.add_group(officer, branch, name).ids[0] for name in ("一组", "二组")}
    members = {}
    for serial, (key, name, group, category, status) in enumerate(PEOPLE, 1):
        joined = date(2026, 3, 1) if status == "probationary" else date(2000, 7, 1)
        draft = MemberDraft(
            name=name, branch_uid=branch, group_uid=groups[group], id_number=id_number(serial),
            category=category, status=status, joined_on=joined,
        )  # fmt: skip
        members[key] = context.members.add(officer, draft).ids[0]
    for key, role in (("林为民", Role.SECRETARY), ("周小禾", Role.RECORDER)):
        context.units.add_account(officer, branch, member_uid=members[key], role=role)
    by_role = {account.role: account for account in context.units.accounts(branch)}
    context.units.update_group(officer, groups["一组"], head_uid=members["王建国一"])
    context.units.update_group(officer, groups["二组"], head_uid=members["钱二妹"])
    return Village(
        branch=branch, secretary=by_role[Role.SECRETARY], recorder=by_role[Role.RECORDER],
        viewer=Actor("viewer", "镇上来人", Role.VIEWER), members=members, groups=groups,
    )  # fmt: skip
