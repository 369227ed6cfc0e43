"""A village of two branches with two groups each, for what happens between branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.bootstrap import AppContext
from app.clock import SetClock
from app.services.actor import Actor
from app.services.exchange.roster import RosterRow, RosterValues
from app.services.months import Month
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.services.workflow import Role
from tests.helpers.factories import Village, id_number

FIRST_NAME, SECOND_NAME = "中共路头村第一支部委员会", "中共路头村第二支部委员会"

#: name → branch, group, class.
PEOPLE: tuple[tuple[str, str, str, str], ...] = (
    ("林为民", FIRST_NAME, "一组", "A"),
    ("周小禾", FIRST_NAME, "一组", "A"),
    ("孙石头", FIRST_NAME, "二组", "A"),
    ("吴守田", FIRST_NAME, "二组", "B"),
    ("钱二妹", SECOND_NAME, "三组", "A"),
    ("赵新苗", SECOND_NAME, "四组", "B"),
)


def roster_row(serial: int, name: str, branch: str, **values: object) -> RosterRow:
    """A checked row of a roster; ``serial`` as in :data:`PEOPLE` from 1 makes the ID number."""
    told = RosterValues(name=name, branch=branch, id_number=id_number(serial), **values)
    return RosterRow(serial + 2, told, {}, (), usable=True)


@dataclass(frozen=True)
class TwoBranches:
    """Both branches as :class:`Village`; each knows all people of the village by name."""

    first: Village
    second: Village

    @property
    def app(self) -> AppContext:
        return self.first.app

    def at(self, day: date) -> None:
        self.first.at(day)

    def move(self, name: str, start: date, *, to: Village, group: str, by: Actor | None = None):
        return self.app.members.move(
            by or self.first.recorder, self.first.members[name], branch_uid=to.branch, group_uid=to.groups[group],
            start=start,
        )  # fmt: skip

    def names(self, branch: Village, month: Month) -> list[str]:
        """Who has a card in a branch's month."""
        return [card.member.name for card in self.app.declarations.month(branch.branch, month).cards]

    def archive(self, branch: Village, month: Month, *, next_day: date | None = None) -> None:
        """Confirm, post and archive a month."""
        branch.confirm_all(month)
        branch.post(month)
        branch.close(month, on=next_day or month.next.first.replace(day=8))

    def board(self, branch: Village, month: Month) -> Mapping[str, object]:
        """Rows of a board by name."""
        sheet = self.app.notices.view(branch.branch, Term.of_month(month)).sheet
        return {row.name: row for part in sheet.lists for row in part.rows}


def build_two_branches(context: AppContext, clock: SetClock) -> TwoBranches:
    """Set a new ledger up from a roster that names both branches; the officers are of the whole village."""
    rows = [
        roster_row(serial, name, branch, group=group, category=category)
        for serial, (name, branch, group, category) in enumerate(PEOPLE, 1)
    ]
    request = SetupRequest(
        unit="中共路头村总支部委员会", secretary="林为民", recorder="周小禾", preset="S1",
        contact="周小禾 10012345678", scheme_start=date(2026, 1, 1),
    )  # fmt: skip
    context.setup.set_up(request, rows)
    members = {row.name: row.uid for row in context.members.rows(date(2026, 7, 1))}

    def village(uid: str) -> Village:
        by_role = {account.role: account for account in context.units.accounts(uid)}
        return Village(
            branch=uid, secretary=by_role[Role.SECRETARY], recorder=by_role[Role.RECORDER],
            viewer=Actor("viewer", "镇上来人", Role.VIEWER), members=members,
            groups={group.name: group.uid for group in context.units.groups(uid)}, context=context, clock=clock,
        )  # fmt: skip

    first, second = context.units.branches()
    return TwoBranches(village(first.uid), village(second.uid))
