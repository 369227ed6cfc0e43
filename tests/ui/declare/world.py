"""A small village built through the services: people of the sample roster, scheme S1, October 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.bootstrap import AppContext, build_app
from app.clock import SetClock
from app.paths import AppPaths
from app.resources import resource
from app.services.activities import ActivityDraft, Presence
from app.services.actor import Actor
from app.services.exchange.roster import check_rows, read_table
from app.services.line_entry import LineDraft
from app.services.members import MemberRow
from app.services.months import Month
from app.services.setup import SetupRequest
from app.services.workflow import Role

OCTOBER = Month(2026, 10)
SECRETARY = Actor("secretary", "李秀英", Role.SECRETARY)
RECORDER = Actor("recorder", "陈国强", Role.RECORDER)
VIEWER = Actor("viewer", "乡镇查看", Role.VIEWER)


@dataclass
class World:
    """The opened ledger with what tests ask of it again and again."""

    services: AppContext
    clock: SetClock
    branch: str

    @property
    def people(self) -> list[MemberRow]:
        return [card.member for card in self.services.declarations.month(self.branch, OCTOBER).cards]

    def add(self, member: MemberRow, item: str, day: int = 3, **more: object) -> str:
        """Enter one line; returns its uid."""
        draft = LineDraft(member.uid, item, date(2026, 10, day), **more)  # type: ignore[arg-type]
        return self.services.declarations.add(RECORDER, self.branch, OCTOBER, [draft]).ids[0]

    def lines(self, member: MemberRow | None = None):
        found = self.services.declarations.month(self.branch, OCTOBER).lines
        return [line for line in found if member is None or line.member.uid == member.uid]

    def attend(self, title: str = "10月主题党日", *, day: int = 5, present: int = 20) -> str:
        """Hold an activity; the first members were there, the others not."""
        marks = {
            person.uid: Presence.PRESENT if place < present else Presence.ABSENT
            for place, person in enumerate(self.people)
        }
        draft = ActivityDraft("activity_day", title, date(2026, 10, day), marks, "村党群服务中心", "陈国强")
        return self.services.activities.save(RECORDER, self.branch, OCTOBER, draft).ids[0]


def make_world(root: Path, *, roster: bool = True) -> World:
    """Set up a ledger in a folder, with the sample roster or without anybody."""
    clock = SetClock(datetime(2026, 10, 30, 1, tzinfo=UTC))
    services = build_app(AppPaths(root), clock=clock)
    rows = ()
    if roster:
        table = read_table(resource("samples", "roster.xlsx"))
        rows = check_rows(table, table.mapping, as_of=date(2026, 10, 30)).rows
    request = SetupRequest(
        unit="青禾县云岭镇竹溪村党总支", secretary="李秀英", recorder="陈国强", preset="S1"
    )
    result = services.setup.set_up(request, rows)
    return World(services, clock, result.branch_uid)


def fill(world: World) -> None:
    """A month under way: attendance, dues, cards with ordinary, faulty and deducting lines, cards still out."""
    people = world.people
    world.attend(present=len(people) - 12)
    deeds = ("volunteer", "council", "visits", "study_notes")
    for place, member in enumerate(people[:-12]):
        if place % 3 == 0:
            world.add(
                member,
                deeds[place % 4],
                3 + place % 20,
                basis="网格长证明",
                role="lead" if place % 2 else None,
            )
    first = people[0]
    world.add(first, "volunteer", 12, basis="森林防火巡山", quantity=Decimal(3))
    world.add(first, "commendation", 15, level="town")
    world.add(first, "council", 18, basis="议事会记录")
    world.add(first, "council", 18, basis="议事会记录")
    world.add(people[1], "neg_disobey", 21)
    world.add(people[2], "heritage", 25, points=Decimal("2.5"), basis="参观烈士陵园", on_word_of="小组长")
