"""民主评议 as pages and sheets show it: the set, its ballots, each count, and what still keeps it from being settled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Appraisal, AppraisalGroup, Ballot, Member, Period, TallyCount, Unit
from app.services.appraisal.people import people_on, raters_of, read_columns
from app.services.appraisal.tallies import Difference, VoteColumn, find_differences, finished, rules_of
from app.services.forms import form_number
from app.services.ledger_verdicts import Votes, count_votes
from app.services.member_views import member_rows
from app.services.scoring import Scheme
from app.services.terms import Term
from app.services.workflow import AppraisalState, PeriodState

#: The way in which a rater group's ballots are typed.
BALLOTS, TOTALS = "ballots", "totals"


@dataclass(frozen=True, slots=True)
class BallotView:
    """One ballot as typed.

    Attributes:
        void: Why it is invalid; empty for a valid one.
    """

    uid: str
    serial: int
    marks: str
    void: str
    entered_by: str

    @property
    def finished(self) -> bool:
        """Whether every row has been typed."""
        return finished(self.marks)


@dataclass(frozen=True, slots=True)
class TallyView:
    """One person's count of one rater group.

    Attributes:
        number: 1 or 2.
        ballots: Typed one by one; empty where totals are typed.
        typed: Members whose totals have been typed.
        votes: Votes by member uid and option id.
    """

    number: int
    ballots: tuple[BallotView, ...]
    typed: frozenset[str]
    valid: int
    void: int
    votes: Mapping[str, Mapping[str, int]]

    @property
    def begun(self) -> bool:
        """Whether anything has been typed."""
        return bool(self.ballots or self.typed)


@dataclass(frozen=True, slots=True)
class RaterView:
    """Voters of one kind.

    Attributes:
        weight: "权重 6"; empty where the scheme knows no groups.
        tallies: One, or two where two people count.
        differences: Where the two differ.
        chosen: Which of two that differ was chosen, with ``reason``.
        problems: What keeps this group from being settled.
    """

    uid: str
    key: str
    name: str
    weight: str
    given: int
    returned: int
    invalid: int
    way: str
    tallies: tuple[TallyView, ...]
    differences: tuple[Difference, ...]
    chosen: int | None
    reason: str
    problems: tuple[str, ...]

    @property
    def counting(self) -> TallyView:
        """The count that holds, or would."""
        return self.tallies[(self.chosen or 1) - 1]

    @property
    def used(self) -> bool:
        """Whether this group takes part at all."""
        return bool(self.given or self.returned or any(tally.begun for tally in self.tallies))


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the ballot.

    Attributes:
        state: Why the member is not graded any more though the ballots name him or her; usually empty.
    """

    uid: str
    name: str
    label: str
    group: str
    pinyin: str
    initials: str
    state: str


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """The newest set of a branch's year.

    Attributes:
        year: "2026年度".
        number: Form number of its ballots.
        open: Whether the year has not been settled yet.
        listed: Probationary members: they take part and are not graded.
        voters: How many members may vote.
        rule: Quotas inside a ballot, in words.
        newcomers: Who would have a row if the ballots were prepared now.
        problems: Everything that keeps the count from being settled.
    """

    uid: str
    set_number: int
    year: str
    number: str
    state: AppraisalState
    open: bool
    held_on: date
    place: str
    columns: tuple[VoteColumn, ...]
    rows: tuple[RowView, ...]
    listed: tuple[str, ...]
    voters: int
    raters: tuple[RaterView, ...]
    rule: str
    several_void: bool
    newcomers: tuple[str, ...]
    problems: tuple[str, ...]
    settled_on: date | None
    settled_by: str

    @property
    def begun(self) -> bool:
        """Whether anything has been typed in any group."""
        return any(tally.begun for rater in self.raters for tally in rater.tallies)

    def rater(self, uid: str) -> RaterView:
        """The rater group with this uid."""
        return next(rater for rater in self.raters if rater.uid == uid)


def newest_set(session: Session, period: Period | None) -> Appraisal | None:
    """The newest set of a year; ``None`` before one was prepared."""
    if period is None:
        return None
    return session.scalar(
        select(Appraisal)
        .where(Appraisal.period_id == period.id)
        .order_by(Appraisal.set_number.desc())
        .limit(1)
    )


def rater_rows(session: Session, appraisal: Appraisal) -> Sequence[AppraisalGroup]:
    """The set's rater groups in the scheme's order."""
    return session.scalars(
        select(AppraisalGroup).where(AppraisalGroup.appraisal_id == appraisal.id).order_by(AppraisalGroup.id)
    ).all()


def appraisal_view(
    session: Session, unit: Unit, term: Term, scheme: Scheme, appraisal: Appraisal, today: date
) -> AppraisalView:
    """Everything of a set."""
    columns = read_columns(appraisal.options)
    order: list[str] = json.loads(appraisal.members)
    rows = _rows(session, unit, order, appraisal.held_on, today)
    people = people_on(session, unit, scheme, appraisal.held_on)
    raters = tuple(
        _rater(session, appraisal, group, scheme, order, columns) for group in rater_rows(session, appraisal)
    )
    period = session.get_one(Period, appraisal.period_id)
    return AppraisalView(
        uid=appraisal.uid,
        set_number=appraisal.set_number,
        year=term.title,
        number=form_number(unit, term.last, "测评", appraisal.set_number),
        state=AppraisalState(appraisal.state),
        open=PeriodState(period.state) is PeriodState.OPEN,
        held_on=appraisal.held_on,
        place=appraisal.place,
        columns=columns,
        rows=rows,
        listed=tuple(row.label for row in people.listed),
        voters=people.voters,
        raters=raters,
        rule=rules_of(columns, len(order)),
        several_void=appraisal.several_void,
        newcomers=tuple(row.label for row in people.graded if not row.exempt and row.uid not in order),
        problems=_problems(raters, changed=_changed(scheme, columns, raters)),
        settled_on=appraisal.settled_on,
        settled_by=appraisal.settled_by,
    )


def _rows(
    session: Session, unit: Unit, order: Sequence[str], held_on: date, today: date
) -> tuple[RowView, ...]:
    found = {row.uid: row for row in member_rows(session, max(held_on, today), unit_ids=[unit.id])}
    missing = [uid for uid in order if uid not in found]
    if missing:
        ids = session.scalars(select(Member.id).where(Member.uid.in_(missing))).all()
        found |= {row.uid: row for row in member_rows(session, held_on, member_ids=ids)}
    return tuple(
        RowView(
            uid=uid,
            name=found[uid].name,
            label=found[uid].label,
            group=found[uid].group,
            pinyin=found[uid].pinyin,
            initials=found[uid].initials,
            state="" if found[uid].active else found[uid].state,
        )
        for uid in order
    )


def _rater(
    session: Session, appraisal: Appraisal, group: AppraisalGroup, scheme: Scheme, order: Sequence[str],
    columns: Sequence[VoteColumn],
) -> RaterView:  # fmt: skip
    tallies = tuple(_tally(session, appraisal, group, number) for number in range(1, group.tallies + 1))
    differences: tuple[Difference, ...] = ()
    if len(tallies) == 2:
        one, two = tallies
        differences = find_differences(
            one.votes, two.votes, valid=(one.valid, two.valid), members=order,
            options=[column.id for column in columns],
        )  # fmt: skip
    weights = {part.id: part.weight for part in (scheme.appraisal.groups if scheme.appraisal else ())}
    weight = weights.get(group.key)
    return RaterView(
        uid=group.uid,
        key=group.key,
        name=group.name,
        weight="" if weight is None else f"权重 {weight.normalize():f}",
        given=group.given,
        returned=group.returned,
        invalid=group.invalid,
        way=group.way,
        tallies=tallies,
        differences=differences,
        chosen=group.chosen,
        reason=group.reason,
        problems=tuple(_faults(group, tallies, differences, rows=len(order))),
    )


def _tally(session: Session, appraisal: Appraisal, group: AppraisalGroup, number: int) -> TallyView:
    votes: Votes = count_votes(session, appraisal, group, number)
    ballots = session.execute(
        select(Ballot.uid, Ballot.serial, Ballot.marks, Ballot.void, Ballot.entered_by)
        .where(Ballot.group_id == group.id, Ballot.tally == number)
        .order_by(Ballot.serial)
    )
    typed = session.scalars(
        select(Member.uid)
        .join(TallyCount, TallyCount.member_id == Member.id)
        .where(TallyCount.group_id == group.id, TallyCount.tally == number)
    )
    return TallyView(
        number=number,
        ballots=tuple(BallotView(*row) for row in ballots),
        typed=frozenset(typed),
        valid=votes.valid,
        void=votes.void,
        votes=votes.by_member,
    )


def _faults(
    group: AppraisalGroup, tallies: Sequence[TallyView], differences: Sequence[Difference], *, rows: int
) -> Iterator[str]:
    """What keeps one rater group from being settled, in words."""
    if group.returned > group.given:
        yield f"收回 {group.returned} 张，多于发出 {group.given} 张"
    if group.way == TOTALS and group.invalid > group.returned:
        yield f"无效票 {group.invalid} 张，多于收回 {group.returned} 张"
    for tally in tallies:
        whose = f"第 {tally.number} 份计票：" if len(tallies) > 1 else ""
        yield from (f"{whose}{words}" for words in _tally_faults(group, tally, rows=rows))
    if differences and group.chosen is None:
        yield f"两份计票有 {len(differences)} 处不同，请核对改正，或选定一份并写明理由"


def _tally_faults(group: AppraisalGroup, tally: TallyView, *, rows: int) -> Iterator[str]:
    if group.way == BALLOTS:
        if len(tally.ballots) != group.returned:
            yield f"录入 {len(tally.ballots)} 张，收回 {group.returned} 张，两数不符"
        half = [str(ballot.serial) for ballot in tally.ballots if not ballot.finished and not ballot.void]
        if half:
            yield f"第 {'、'.join(half)} 张还没有录完"
        return
    if group.returned and len(tally.typed) < rows:
        yield f"还有 {rows - len(tally.typed)} 名党员的票数没有填"
    over = sum(sum(own.values()) > tally.valid for own in tally.votes.values())
    if over:
        yield f"有 {over} 名党员的得票合计多于有效票 {tally.valid} 张"


def _changed(scheme: Scheme, columns: Sequence[VoteColumn], raters: Sequence[RaterView]) -> bool:
    """Whether the scheme was changed after the ballots had been prepared: it would not know their votes."""
    if scheme.appraisal is None:
        return False
    options = {option.id for option in scheme.appraisal.options}
    keys = [key for key, _ in raters_of(scheme)]
    return {column.id for column in columns} != options or [rater.key for rater in raters] != keys


def _problems(raters: Sequence[RaterView], *, changed: bool) -> tuple[str, ...]:
    if changed:
        return ("方案的测评档或评议人组已经改变，这套票不能再用，请重新备票",)
    if not any(rater.returned for rater in raters):
        return ("还没有填写收回票的张数",)
    several = len(raters) > 1
    return tuple(
        f"{rater.name}：{words}" if several else words
        for rater in raters
        if rater.used
        for words in rater.problems
    )
