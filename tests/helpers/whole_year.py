"""A branch of the sample village lives a whole year through the services, with all that a year can bring.

The sample's own three months are in October; here the roster alone is taken, under any preset, from January on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.bootstrap import AppContext
from app.clock import CHINA, SetClock, today
from app.services.activities import ActivityDraft, on_sheets
from app.services.actor import Actor
from app.services.appraisal.service import AppraisalDraft
from app.services.corrections.objection_views import Raiser, Target
from app.services.corrections.objections import ObjectionDraft, Reply
from app.services.corrections.rules import Change
from app.services.exchange.roster import check_rows, read_table_isolated
from app.services.meeting_views import MEETING_KINDS, MeetingDraft
from app.services.members import MemberDraft
from app.services.months import Month
from app.services.notices.board import BoardOptions
from app.services.presence import Presence
from app.services.reviews.drafts import ReviewDraft
from app.services.sample.data import load_sample, roster_path
from app.services.scoring import EntryKind, Item, PeriodKind
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.services.workflow import Role
from app.services.year.vetoes import VetoDraft
from tests.helpers.factories import Village, id_number
from tests.helpers.lived import draft_of

YEAR = 2027
MONTHS = tuple(Month(YEAR, month) for month in range(1, 13))
_QUARTER_ENDS = {3, 6, 9, 12}


@dataclass
class WholeYear:
    """One branch on its way through the year.

    Attributes:
        village: The branch; ``members`` by uid.
        people: uids of the full members in the roster's order, without the officers.
        events: What happened, by name: uids that the tests look up again.
        branches: uids of all branches; only the first lives the year.
    """

    village: Village
    people: list[str]
    branches: tuple[str, ...]
    events: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> AppContext:
        """The services."""
        return self.village.app

    @property
    def branch(self) -> str:
        """The branch."""
        return self.village.branch

    def term(self, month: Month, kind: PeriodKind) -> Term:
        """The term of a kind around a month."""
        return self.app.terms.term_of(self.branch, month, kind)


def settle(context: AppContext, clock: SetClock, preset: str) -> WholeYear:
    """The sample village's roster under a preset, from the first of January; its first branch is lived."""
    clock.set(datetime(YEAR, 1, 2, 9, tzinfo=CHINA))
    sample = load_sample()
    table = read_table_isolated(roster_path())
    result = context.setup.set_up(
        SetupRequest(
            unit=sample.unit.name, secretary=sample.member(sample.unit.secretary).name,
            recorder=sample.member(sample.unit.recorder).name, preset=preset,
            contact="徐秋莲 10000000001", scheme_start=date(YEAR, 1, 1),
        ),
        check_rows(table, table.mapping).rows,
    )  # fmt: skip
    village_officer = Actor(result.actor.uid, "书记", Role.SECRETARY)
    views = {view.name: view for view in context.units.branches()}
    first = sample.branches[0]
    branch = views[first.name].uid
    by_number = {
        context.members.detail(row.uid).id_number: row.uid for row in context.members.rows(date(YEAR, 1, 2))
    }
    uids = {member.key: by_number[member.id_number] for member in sample.members}
    for key, role in ((first.secretary, Role.SECRETARY), (first.recorder, Role.RECORDER)):
        context.units.add_account(village_officer, branch, member_uid=uids[key], role=role)
    officers = {account.role: account for account in context.units.accounts(branch)}
    rows = [row for row in context.members.rows(date(YEAR, 1, 2)) if row.branch_uid == branch]
    village = Village(
        branch=branch, secretary=officers[Role.SECRETARY], recorder=officers[Role.RECORDER],
        viewer=officers[Role.RECORDER], members={row.uid: row.uid for row in rows},
        groups={group.name: group.uid for group in context.units.groups(branch)},
    ).on(context, clock)  # fmt: skip
    own = {officer.member_uid for officer in officers.values()}
    people = [row.uid for row in rows if row.status == "full" and row.uid not in own and not row.exempt]
    return WholeYear(village, people, tuple(view.uid for view in views.values()))


def live(year: WholeYear) -> Iterator[Month]:
    """Live month after month; yields each one after its board was taken down."""
    for number, month in enumerate(MONTHS):
        _before(year, month)
        declare(year, month, number)
        confirm(year, month)
        publish(year, month)
        if month.month in _QUARTER_ENDS:
            terms(year, month)
        yield month


# -- the ordinary month ---------------------------------------------------------------------------------------


def declare(year: WholeYear, month: Month, number: int) -> None:
    """Dues and activity days of nearly everybody, and a few deeds of every other item."""
    village, app = year.village, year.app
    village.at(month.last, 9)
    cards = app.declarations.month(village.branch, month).cards
    uids = [c.member.uid for c in cards if c.member.active and not c.member.exempt]
    scheme = app.schemes.current(village.branch, month.last)
    for place, item in enumerate(app.declarations.items(village.branch, month.last)):
        day = month.first + timedelta(days=3 + (2 * place + number) % 22)
        if item.entry is EntryKind.ATTENDANCE and on_sheets(item):
            marks = {
                uid: Presence.ABSENT if (i + place + number) % 9 == 0 else Presence.PRESENT
                for i, uid in enumerate(uids)
            }
            checker = year.people[-1] if year.people[-1] in marks else year.people[-2]
            marks[checker] = Presence.PRESENT
            draft = ActivityDraft(item.id, item.name[:10], day, marks, "村委会", "", checker)
            app.activities.save(village.recorder, village.branch, month, draft)
        elif item.by_hand and not item.needs_second_person:
            drafts = [
                draft_of(item, scheme, uid, year.people, day=day, turn=turn + place)
                for turn, uid in enumerate(_doers(uids, item, place + number))
            ]
            app.declarations.add(village.recorder, village.branch, month, drafts)
    _deduct(year, month)


def _doers(uids: Sequence[str], item: Item, shift: int) -> list[str]:
    if item.entry is EntryKind.TICK:
        return [uid for i, uid in enumerate(uids) if (i + shift) % 11]
    return [uids[(shift * 5 + 9 * turn) % len(uids)] for turn in range(3)]


def _deduct(year: WholeYear, month: Month) -> None:
    """In February one deduction, with basis and second person."""
    if month.month != 2:
        return
    app, village = year.app, year.village
    items = app.declarations.items(village.branch, month.last)
    item = next((i for i in items if i.needs_second_person and i.by_hand), None)
    if item is None:  # a scheme of merits only
        return
    scheme = app.schemes.current(village.branch, month.last)
    draft = draft_of(item, scheme, year.people[3], year.people, day=month.first + timedelta(days=5), turn=0)
    made = app.declarations.add(village.recorder, village.branch, month, [draft])
    year.events["deduction"] = made.ids[0]


def confirm(year: WholeYear, month: Month) -> None:
    """Collect, meet, decide what has to be decided one by one, let it take effect."""
    village, app = year.village, year.app
    village.collect(month)
    village.at(month.last, 15)
    app.meetings.save(
        village.recorder, village.branch, month,
        MeetingDraft(MEETING_KINDS[0], month.last, "村委会", "书记", "组织委员", 20, 0, 1),
    )  # fmt: skip
    rows = app.meetings.view(village.branch, month).attendees
    app.meetings.set_present(village.recorder, village.branch, month, [row.uid for row in rows])
    app.meetings.confirm_rest(village.recorder, village.branch, month)
    for line in app.meetings.view(village.branch, month).open:
        village.decide(line.uid, "confirm", month=month)
    village.make_effective(month)


def publish(year: WholeYear, month: Month, *, days: int = 8) -> None:
    """Hang the month's board where the scheme posts months; let objections come; take it down."""
    village, app = year.village, year.app
    scheme = app.schemes.current(village.branch, month.last)
    term = Term.of_month(month)
    first = month.next.first
    village.at(first)
    if PeriodKind.MONTH not in scheme.posting.periods:
        app.notices.archive(village.secretary, village.branch, term)
        return
    options = BoardOptions(sections=True)
    app.notices.post(
        village.secretary,
        village.branch,
        term,
        village.notice(first, first + timedelta(days=days), options=options),
    )
    _while_it_hangs(year, month, term)
    view = app.notices.view(village.branch, term)
    village.at(view.draft.ends_on + timedelta(days=1))
    app.notices.close(village.secretary, village.branch, term)


def terms(year: WholeYear, month: Month) -> None:
    """Settle, post and close the quarter and the half-year that end with a month. The year is not settled here."""
    village, app = year.village, year.app
    scheme = app.schemes.current(village.branch, month.last)
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF):
        if kind is PeriodKind.HALF and month.month not in {6, 12}:
            continue
        term = year.term(month, kind)
        app.terms.settle(village.secretary, village.branch, term, review(year, term))
        if kind in scheme.posting.periods:
            start = village.app.notices.view(village.branch, term).draft.starts_on
            end = start + timedelta(days=8)
            app.notices.post(
                village.secretary, village.branch, term, village.notice(start, end, options=BoardOptions())
            )
            village.at(end + timedelta(days=1))
            app.notices.close(village.secretary, village.branch, term)
        else:
            app.terms.archive(village.secretary, village.branch, term)


def review(year: WholeYear, term: Term) -> ReviewDraft | None:
    """The committee's verification as the form proposes it, all of it present; none for a quarter."""
    view = year.app.terms.view(year.branch, term).review
    if view is None:
        return None
    return replace(view.draft, present=tuple(row.uid for row in view.people[:5]), eligible=5)


# -- what comes between ---------------------------------------------------------------------------------------


def _before(year: WholeYear, month: Month) -> None:
    """Who came, went, changed: entered on the first of the month it happened in."""
    village, app = year.village, year.app
    village.at(month.first, 9)
    recorder, people = village.recorder, year.people
    match month.month:
        case 4:
            known = next(row.category for row in app.members.rows(month.first) if row.uid == people[5])
            app.members.set_category(recorder, people[5], "B" if known != "B" else "A", month.first)
            year.events["class"] = people[5]
        case 5:
            village.at(date(YEAR, 5, 20))
            app.members.leave(village.secretary, people[7], last_day=date(YEAR, 5, 20), how="transferred")
            year.events["left"] = people[7]
        case 6:
            village.at(date(YEAR, 6, 10))
            draft = MemberDraft(
                name="新来的人", branch_uid=year.branch, group_uid=next(iter(village.groups.values())),
                id_number=id_number(991), joined_on=date(2010, 7, 1), full_on=date(2011, 7, 1),
                category="A", since=date(YEAR, 6, 1),
            )  # fmt: skip
            made = app.members.add(recorder, draft)
            year.events["newcomer"] = made.ids[0]
        case 7:
            village.at(date(YEAR, 7, 15))
            app.members.leave(village.secretary, people[9], last_day=date(YEAR, 7, 14), how="deceased")
            year.events["died"] = people[9]
        case 8:
            _probation_ends(year)
        case 9:
            _correct_june(year)
        case 10:
            _veto(year)


def _probation_ends(year: WholeYear) -> None:
    app, village = year.app, year.village
    rows = app.members.rows(date(YEAR, 8, 1))
    uid = next(
        r.uid for r in rows if r.branch_uid == year.branch and r.status == "probationary" and not r.exempt
    )
    village.at(date(YEAR, 8, 6))
    app.members.set_status(village.recorder, uid, "full", date(YEAR, 8, 5))
    year.events["confirmed"] = uid


def _while_it_hangs(year: WholeYear, month: Month, term: Term) -> None:
    """In March one objection is right, and the board gets its second version; one in April is not."""
    village, app = year.village, year.app
    if month.month not in {3, 4}:
        return
    notice = app.objections.page(year.branch).notices[0]
    first = 1 if month.month == 3 else 2
    free = [uid for uid in (*year.people[first:], *year.people) if uid != year.people[12]]
    about, line = _counted_line(year, free, month, month)
    on = today(village.clock)
    made = app.objections.register(
        village.recorder, year.branch,
        ObjectionDraft(
            notice.uid, on, Raiser.MASSES, Target.LINE, "这一条没有参加", about_uid=about, posting_uid=line
        ),
    )  # fmt: skip
    uid = made.ids[0]
    app.objections.find(village.secretary, uid, finding="查了签到表", on=on)
    reply = Reply("已查明，当面答复", on, "当面答复", year.people[12])
    if month.month == 4:
        app.objections.dismiss(village.secretary, uid, reply)
        year.events["dismissed"] = uid
        return
    change = _undone(year, line, reason="本人没有参加", basis="签到表")
    app.objections.uphold(village.secretary, uid, reply, [change])
    year.events["upheld"] = about
    view = app.notices.view_again(year.branch, term)
    village.at(on + timedelta(days=1))
    start = on + timedelta(days=1)
    draft = village.notice(start, start + timedelta(days=8), options=view.draft.options)
    app.notices.repost(village.secretary, year.branch, term, replace(draft, reason="异议成立，更正 1 人"))


def _undone(year: WholeYear, posting: str, *, reason: str, basis: str) -> Change:
    """Takes an entry back; one that an attendance sheet made by putting the mark right."""
    view = year.app.corrections.view(posting)
    mark = Presence.ABSENT if view.activity else None
    second = next(uid for uid in year.people[12:] if uid != view.member.uid)
    return Change(posting, None, reason, basis, second, mark=mark)


def _counted_line(year: WholeYear, people: Sequence[str], month: Month, until: Month) -> tuple[str, str]:
    """A member, and one of his or her lines that a month confirmed and that counts."""
    return next(
        (uid, line.uid)
        for uid in people
        for line in year.app.corrections.lines(year.branch, uid, until)
        if line.period == month and line.counted and line.confirmed_on and not line.mark
    )


def _correct_june(year: WholeYear) -> None:
    """In September an entry of June, archived long since, is put right; a supplementary meeting adds one for July."""
    village, app = year.village, year.app
    village.at(date(YEAR, 9, 15))
    free = [uid for uid in (*year.people[13:], *year.people) if uid not in year.events.values()]
    about, line = _counted_line(year, free, Month(YEAR, 6), Month(YEAR, 8))
    app.corrections.correct(village.secretary, _undone(year, line, reason="重复登记", basis="登记簿"))
    year.events["corrected"] = about
    july = Month(YEAR, 7)
    made = app.supplements.open(
        village.secretary, year.branch, july, reason="漏记一次",
        draft=MeetingDraft(MEETING_KINDS[0], date(YEAR, 9, 15), "村委会", "书记", "组织委员", 20, 0, 0),
    )  # fmt: skip
    meeting = made.ids[0]
    present = [row.uid for row in app.meetings.view(year.branch, Month(YEAR, 8)).attendees]
    app.supplements.set_present(village.recorder, meeting, present)
    items = [
        i for i in app.declarations.items(year.branch, july.last) if i.by_hand and not i.needs_second_person
    ]
    item = next(
        i for i in items if i.entry is EntryKind.CARD and i.amount_kind in {"fixed", "range", "choice"}
    )
    scheme = app.schemes.current(year.branch, july.last)
    right = draft_of(item, scheme, year.people[11], year.people, day=date(YEAR, 7, 20), turn=0)
    app.supplements.put(village.recorder, meeting, Change("", right, "漏记", "活动记录"))
    app.supplements.make_effective(village.secretary, meeting)
    year.events["supplement"] = meeting


def _veto(year: WholeYear) -> None:
    village, app = year.village, year.app
    village.at(date(YEAR, 10, 12))
    book = app.vetoes.book(year.branch, Month(YEAR, 10))
    if not book.grounds:
        return
    draft = VetoDraft(
        year.people[4], book.grounds[0].id, date(YEAR, 10, 8), basis="通报", heard_on=date(YEAR, 10, 10),
        statement="认可",
    )  # fmt: skip
    uid = app.vetoes.propose(village.recorder, year.branch, draft).ids[0]
    app.vetoes.decide(village.secretary, uid, second_uid=year.people[12])
    year.events["veto"] = year.people[4]


# -- the year's end -------------------------------------------------------------------------------------------


def appraise(year: WholeYear, *, ballots: int = 80) -> None:
    """Ballots are handed out, come back, are typed one by one; some are void; the count is settled."""
    village, app, december = year.village, year.app, MONTHS[-1]
    village.at(date(YEAR, 12, 20))
    form = app.appraisals.proposal(year.branch, december, date(YEAR, 12, 20))
    draft = AppraisalDraft(form.held_on, "村委会", form.chosen)
    app.appraisals.prepare(village.recorder, year.branch, december, draft)
    view = app.appraisals.view(year.branch, december)
    rows, columns = len(view.rows), len(view.columns)
    rater = view.raters[0].uid
    app.counting.register(village.recorder, rater, given=ballots + 2, returned=ballots)
    most = view.columns[0].most_of(rows)
    for number in range(ballots):
        marks = "".join(str(2 + (place + number) % 7 // 6) for place in range(rows))
        best = rows if number % 20 == 19 else min(most if most is not None else rows, 3 + number % 5)
        marks = "1" * best + marks[best:]
        void = "字迹不清" if number == 7 else ""
        app.counting.save_ballot(village.recorder, rater, 1, marks, void=void)
    app.appraisals.settle(village.secretary, view.uid)
    year.events["appraisal"] = view.uid
    assert columns >= 3


def end(year: WholeYear) -> None:
    """The meeting takes over what is proposed, changes one grade for a reason, and the result is posted and archived."""
    village, app, december = year.village, year.app, MONTHS[-1]
    scheme = app.schemes.current(year.branch, december.last)
    village.at(date(YEAR + 1, 2, 3), 15)
    view = app.years.view(year.branch, december)
    app.years.save_meeting(
        village.recorder, year.branch, december,
        replace(view.meeting, held_on=date(YEAR + 1, 2, 3), place="村委会", eligible=24, present=22,
                votes_for=22, votes_against=0, votes_abstain=0),
    )  # fmt: skip
    app.years.accept_all(village.recorder, year.branch, december)
    rows = app.years.view(year.branch, december).frame.rows
    grades = [grade.id for grade in scheme.grades]
    if grades:
        for row in rows:
            if row.open:
                app.years.decide(
                    village.recorder,
                    year.branch,
                    december,
                    [row.member.uid],
                    grade=grades[1],
                    reason="会议评定",
                )
        # Where the scheme leaves every grade to the meeting there is no proposal to differ from.
        graded = [row for row in reversed(rows) if row.graded]
        changed = next((row for row in graded if row.proposed), graded[0])
        other = grades[-2] if changed.proposed == grades[-1] else grades[-1]
        app.years.decide(
            village.recorder, year.branch, december, [changed.member.uid], grade=other,
            reason="会议认为可以再看一年",
        )  # fmt: skip
        year.events["changed"] = changed.member.uid
    app.years.settle(village.secretary, year.branch, december)
    term = year.term(december, PeriodKind.YEAR)
    if PeriodKind.YEAR in scheme.posting.periods:
        start = app.notices.view(year.branch, term).draft.starts_on
        finish = start + timedelta(days=8)
        app.notices.post(
            village.secretary, year.branch, term, village.notice(start, finish, options=BoardOptions())
        )
        village.at(finish + timedelta(days=1))
        app.notices.close(village.secretary, year.branch, term)
    else:
        app.terms.archive(village.secretary, year.branch, term)
