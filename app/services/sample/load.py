"""Fills a new ledger with the sample village, month by month, through the same services that the window calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from app.clock import CHINA, SetClock
from app.models.base import seeded_uids
from app.services.activities import ActivityDraft, ActivityService, Presence
from app.services.actor import Actor
from app.services.collection import CollectionService
from app.services.confirmation import ConfirmationService
from app.services.declarations import DeclarationService
from app.services.exchange.roster import check_rows, read_table_isolated
from app.services.line_entry import LineDraft
from app.services.meeting_views import MEETING_KINDS, MeetingDraft
from app.services.meetings import MeetingService
from app.services.members import MemberService
from app.services.months import Month
from app.services.notices.service import NoticeDraft, NoticeService
from app.services.setup import SetupRequest, SetupResult, SetupService
from app.services.terms import Term
from app.services.units import UnitService
from app.services.workflow import Role

from .data import load_sample, roster_path
from .month import SampleActivity, SampleDeed, SampleMeeting
from .people import SampleBranch

if TYPE_CHECKING:
    from .data import SampleVillage

Progress = Callable[[int, int, str], None]
_ROSTER_DATE = date(2026, 7, 31)
_SEED = 20261001


class Stage(StrEnum):
    """How far the last month goes."""

    DECLARED = "declared"
    POSTED = "posted"
    ARCHIVED = "archived"


class SampleServices(Protocol):
    """The services that the village is lived through; the program's own context has them all."""

    setup: SetupService
    units: UnitService
    members: MemberService
    declarations: DeclarationService
    activities: ActivityService
    collection: CollectionService
    meetings: MeetingService
    confirmation: ConfirmationService
    notices: NoticeService


@dataclass(slots=True)
class _Branch:
    """A branch on its way through the months: uids behind the sample's keys."""

    sample: SampleBranch
    uid: str
    recorder: Actor
    secretary: Actor


def load_sample_village(
    context: SampleServices, clock: SetClock, *, until: Month, stage: Stage, progress: Progress | None = None
) -> SetupResult:
    """Fill an empty ledger.

    Args:
        context: Services on the empty ledger, with ``clock`` as their clock.
        clock: Is moved through the months as the village lives them.
        until: Last month to live; later ones stay empty.
        stage: How far that month goes.
        progress: Called between steps; may raise ``Cancelled``.

    Returns:
        The first branch and its recorder.

    Raises:
        Cancelled: from ``progress``; the ledger then holds the months that were done.
    """
    with seeded_uids(_SEED):
        return _Loader(context, clock, progress or (lambda done, total, label: None)).run(until, stage)


class _Loader:
    def __init__(self, context: SampleServices, clock: SetClock, progress: Progress) -> None:
        self._ctx = context
        self._clock = clock
        self._progress = progress
        self._village: SampleVillage = load_sample()
        self._uids: dict[str, str] = {}
        self._lines: dict[str, str] = {}

    def run(self, until: Month, stage: Stage) -> SetupResult:
        months = [Month.parse(label) for label in self._village.months if label <= until.label]
        total = 1 + 3 * len(months)
        self._progress(0, total, "读入党员名册")
        self._at(_ROSTER_DATE)
        result = self._set_up()
        branches = self._branches(result.actor)
        done = 1
        for month in months:
            last = month == months[-1]
            for branch in branches:
                self._progress(done, total, f"{branch.sample.short_name} {month.title}")
                self._live(branch, month, stage if last else Stage.ARCHIVED)
                done += 1
        self._progress(total, total, "完成")
        return SetupResult(branches[0].uid, branches[0].recorder, result.changes)

    def _at(self, day: date, hour: int = 10) -> None:
        self._clock.set(datetime.combine(day, time(hour), tzinfo=CHINA))

    def _set_up(self) -> SetupResult:
        village = self._village
        table = read_table_isolated(roster_path())
        preview = check_rows(table, table.mapping)
        request = SetupRequest(
            unit=village.unit.name,
            secretary=village.member(village.unit.secretary).name,
            recorder=village.member(village.unit.recorder).name,
            preset=village.scheme.preset,
            contact=f"{village.unit.contact} {village.unit.phone}",
            places="、".join(village.unit.notice_places),
            scheme_start=village.scheme.in_force_from,
        )
        result = self._ctx.setup.set_up(request, preview.rows)
        by_number = {}
        for row in self._ctx.members.rows(_ROSTER_DATE):
            by_number[self._ctx.members.detail(row.uid).id_number] = row.uid
        self._uids = {m.key: by_number[m.id_number] for m in village.members}
        return result

    def _branches(self, first: Actor) -> list[_Branch]:
        village = self._village
        officer = Actor(first.uid, village.member(village.unit.secretary).name, Role.SECRETARY)
        views = {v.name: v for v in self._ctx.units.branches()}
        found = []
        for sample in village.branches:
            view = views[sample.name]
            self._ctx.units.update_branch(
                officer, view.uid, name=sample.name, short_name=sample.short_name,
                contact=f"{sample.contact} {sample.phone}", places="、".join(sample.notice_places),
            )  # fmt: skip
            for key, role in ((sample.secretary, Role.SECRETARY), (sample.recorder, Role.RECORDER)):
                self._ctx.units.add_account(officer, view.uid, member_uid=self._uids[key], role=role)
            by_role = {a.role: a for a in self._ctx.units.accounts(view.uid)}
            groups = {g.name: g.uid for g in self._ctx.units.groups(view.uid)}
            for group in village.groups:
                if group.branch == sample.id:
                    self._ctx.units.update_group(
                        by_role[Role.SECRETARY], groups[group.name], head_uid=self._uids[group.head]
                    )
            found.append(_Branch(sample, view.uid, by_role[Role.RECORDER], by_role[Role.SECRETARY]))
        self._changes(officer)
        return found

    def _changes(self, officer: Actor) -> None:
        """Exemptions, and who came and went in these months."""
        for exemption in self._village.exemptions:
            self._ctx.members.exempt(
                officer, self._uids[exemption.member], start=exemption.starts_on, end=None,
                reason=exemption.reason, applied_on=exemption.applied_on, approved_on=exemption.approved_on,
                approval_note=exemption.approval,
            )  # fmt: skip
        for member in self._village.members:
            uid = self._uids[member.key]
            if member.entered_on is not None:
                self._ctx.members.enter(officer, uid, member.entered_on)
            if member.left_on is not None:
                self._ctx.members.leave(
                    officer, uid, last_day=member.left_on, how=member.left_how, note=member.left_note
                )

    def _live(self, branch: _Branch, month: Month, stage: Stage) -> None:
        """One month of one branch."""
        self._at(month.last, 8)
        self._declare(branch, month)
        self._hand_in(branch, month, stage)
        if stage is Stage.DECLARED:
            return
        meeting = next(
            m for m in self._village.meetings if m.month == month.label and m.branch == branch.sample.id
        )
        self._at(meeting.held_on - timedelta(days=1))
        for group in self._ctx.collection.month(branch.uid, month).groups:
            self._ctx.collection.collect(branch.recorder, branch.uid, month, group.group_uid)
            self._ctx.collection.sign(branch.recorder, branch.uid, month, group.group_uid, meeting.held_on)
        self._at(meeting.held_on, 15)
        self._meet(branch, month, meeting)
        self._post(branch, month, stage)

    def _declare(self, branch: _Branch, month: Month) -> None:
        village = self._village
        for activity in village.activities:
            if activity.month == month.label and activity.branch == branch.sample.id:
                self._attend(branch, month, activity)
        for dues in village.dues:
            if dues.month == month.label and dues.branch == branch.sample.id:
                self._ctx.declarations.add(
                    branch.recorder, branch.uid, month,
                    [
                        LineDraft(
                            member_uid=self._uids[key], item="dues", deed_date=dues.collected_on,
                            basis="党费收缴登记表", on_word_of=self._name(dues.checked_by), source="group",
                        )
                        for key in dues.paid
                    ],
                )  # fmt: skip
        for deed in village.deeds_of(month=month.label, branch=branch.sample.id):
            if deed.resubmits:
                returned = self._lines[deed.resubmits]
                line = self._ctx.declarations.resubmit(branch.recorder, branch.uid, month, returned).ids[0]
                self._ctx.declarations.update(branch.secretary, branch.uid, month, line, self._draft(deed))
                self._lines[deed.id] = line
            else:
                actor = branch.secretary if deed.late_reason else branch.recorder
                made = self._ctx.declarations.add(actor, branch.uid, month, [self._draft(deed)])
                self._lines[deed.id] = made.ids[0]

    def _hand_in(self, branch: _Branch, month: Month, stage: Stage) -> None:
        """Cards without a line of their own; while the month is open, the last group's are still out."""
        view = self._ctx.declarations.month(branch.uid, month)
        last_group = view.cards[-1].member.group_uid
        empty = [
            card.member.uid
            for card in view.cards
            if not card.handed_in
            and not (card.member.mobile and not card.lines)
            and not (stage is Stage.DECLARED and card.member.group_uid == last_group)
        ]
        if empty:
            self._ctx.declarations.hand_in(branch.recorder, branch.uid, month, empty)

    def _attend(self, branch: _Branch, month: Month, activity: SampleActivity) -> None:
        self._ctx.activities.save(
            branch.recorder, branch.uid, month,
            ActivityDraft(
                item=activity.item, title=activity.title, held_on=activity.held_on, place=activity.place,
                checked_by=self._name(activity.checked_by),
                marks={self._uids[key]: Presence(state) for key, state in activity.marks},
            ),
        )  # fmt: skip

    def _draft(self, deed: SampleDeed) -> LineDraft:
        return LineDraft(
            member_uid=self._uids[deed.member],
            item=deed.item,
            deed_date=deed.date,
            quantity=deed.quantity,
            level=deed.level or None,
            role=deed.role or None,
            points=deed.points,
            basis=deed.basis,
            act=deed.act or None,
            on_word_of=self._name(deed.told_by) if deed.on_behalf else "",
            second_uid=self._uids[deed.second] if deed.second else "",
            late_reason=deed.late_reason,
        )

    def _meet(self, branch: _Branch, month: Month, meeting: SampleMeeting) -> None:
        ctx = self._ctx
        ctx.meetings.save(
            branch.recorder, branch.uid, month,
            MeetingDraft(
                kind=MEETING_KINDS[0], held_on=meeting.held_on, place=meeting.place,
                chair=self._name(meeting.chair), recorder=self._name(meeting.recorder),
                votes_for=meeting.votes_for, votes_against=meeting.votes_against,
                votes_abstain=meeting.votes_abstain,
            ),
        )  # fmt: skip
        ctx.meetings.set_present(branch.recorder, branch.uid, month, [self._uids[k] for k in meeting.present])
        for decision in self._village.decisions:
            line = self._lines.get(decision.deed)
            if line is None or not self._is_of(decision.deed, branch, month):
                continue
            ctx.meetings.decide(
                branch.recorder, branch.uid, month, [line],
                decision=decision.kind, points=decision.points, reason=decision.reason,
            )  # fmt: skip
        ctx.meetings.confirm_rest(branch.recorder, branch.uid, month)
        ctx.confirmation.make_effective(branch.secretary, branch.uid, month)

    def _is_of(self, deed_id: str, branch: _Branch, month: Month) -> bool:
        return any(
            d.id == deed_id for d in self._village.deeds_of(month=month.label, branch=branch.sample.id)
        )

    def _name(self, text: str) -> str:
        """Officers of a meeting are named by key in the data."""
        return self._village.member(text).name if text in self._uids else text

    def _post(self, branch: _Branch, month: Month, stage: Stage) -> None:
        notice = next(
            n for n in self._village.notices if n.month == month.label and n.branch == branch.sample.id
        )
        self._at(notice.starts_on, 9)
        term = Term.of_month(month)
        view = self._ctx.notices.view(branch.uid, term)
        draft = NoticeDraft(
            starts_on=notice.starts_on, ends_on=notice.ends_on, place=view.draft.place,
            contact=view.draft.contact, options=view.draft.options,
        )  # fmt: skip
        self._ctx.notices.post(branch.secretary, branch.uid, term, draft)
        if stage is Stage.ARCHIVED:
            self._at(notice.ends_on + timedelta(days=1), 9)
            self._ctx.notices.close(branch.secretary, branch.uid, term)
