"""Fills the paper of a year's end: the table of the meeting, and the lists that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.models import Unit
from app.services.documents import Sheet
from app.services.documents.model_year import (
    GradeCount,
    HonourRow,
    HonourSheet,
    RewardRow,
    RewardSheet,
    TalkRow,
    TalkSheet,
    YearTableRow,
    YearTableSheet,
)
from app.services.forms import form_number
from app.services.frozen import FrozenKind
from app.services.notices.columns import is_demerit
from app.services.scoring import ProposalKind, Scheme, describe_quota, describe_rewards
from app.services.year.model import STANDING_NAMES, Standing, YearEndView, YearRow
from app.services.year.veto_sheets import veto_list
from app.services.year.veto_views import VetoView

#: A year's table bears the number of its months; its lists share one code, and their last digit tells them apart.
_TABLE_SERIAL = 12
_HONOURS, _TALKS, _REWARDS = 121, 122, 123
_HONOUR_KINDS = frozenset({ProposalKind.HONOUR, ProposalKind.REWARD})


def year_sheets(
    unit: Unit, view: YearEndView, vetoes: Sequence[VetoView], as_of: datetime
) -> dict[FrozenKind, Sheet]:
    """All sheets of a branch's year, as it stands in the view."""
    return {
        FrozenKind.YEAR: _table(unit, view, as_of),
        FrozenKind.YEAR_HONOURS: HonourSheet(
            **_head(unit, view, as_of, _HONOURS), rows=tuple(_honours(view))
        ),
        FrozenKind.YEAR_TALKS: TalkSheet(**_head(unit, view, as_of, _TALKS), rows=tuple(_talks(view))),
        FrozenKind.YEAR_REWARDS: _rewards(unit, view, as_of),
        FrozenKind.YEAR_VETOES: veto_list(unit, view.frame.term, vetoes, view.frame.scheme, as_of),
    }


def _head(unit: Unit, view: YearEndView, as_of: datetime, serial: int) -> dict[str, Any]:
    scheme, term = view.frame.scheme, view.frame.term
    return {
        "unit": unit.name,
        "period_label": term.title,
        "form_number": form_number(unit, term.last, "总评" if serial == _TABLE_SERIAL else "名单", serial),
        "version": 1,
        "as_of": as_of,
        "decimals": scheme.decimals,
        "scheme_label": scheme.name,
    }


def _table(unit: Unit, view: YearEndView, as_of: datetime) -> YearTableSheet:
    scheme, meeting = view.frame.scheme, view.meeting
    # Eligibilities that nobody has are not printed.
    granted = [m for m in scheme.marks if any(_has(row, m.id) for row in view.rows)]
    numbers = {mark.id: number for number, mark in enumerate(granted, 1)}
    listed = [row for row in view.rows if row.standing is not Standing.EXEMPT]
    listed += [row for row in view.rows if row.standing is Standing.EXEMPT]
    return YearTableSheet(
        **_head(unit, view, as_of, _TABLE_SERIAL),
        rows=tuple(_table_row(n, row, view, numbers) for n, row in enumerate(listed, 1)),
        settled=view.settled,
        columns=view.frame.columns,
        remarks=view.frame.remarks,
        points_heading="扣分" if is_demerit(scheme) else "积分",
        with_category=bool(scheme.categories),
        with_vote=any(row.figures.votes is not None for row in view.rows),
        eligibilities=tuple(mark.name for mark in granted),
        counts=_counts(view, scheme),
        kind=meeting.kind if view.opened else "",
        held_on=meeting.held_on if view.opened else None,
        place=meeting.place if view.opened else "",
        chair=meeting.chair if view.opened else "",
        recorder=meeting.recorder if view.opened else "",
        eligible=meeting.eligible if view.opened else None,
        present=meeting.present if view.opened else None,
        votes_for=meeting.votes_for if view.opened else None,
        votes_against=meeting.votes_against if view.opened else None,
        abstained=meeting.votes_abstain if view.opened else None,
        warnings=view.warnings,
    )


def _has(row: YearRow, mark: str) -> bool:
    return any(m.id == mark and m.granted for m in row.figures.marks)


def _counts(view: YearEndView, scheme: Scheme) -> tuple[GradeCount, ...]:
    counts = view.counts()
    rules = {g.id: describe_quota(g.quota) for g in scheme.grades if g.quota is not None}
    return tuple(GradeCount(name=g.name, members=counts[g.id], rule=rules.get(g.id, "")) for g in view.grades)


def _table_row(number: int, row: YearRow, view: YearEndView, numbers: dict[str, int]) -> YearTableRow:
    figures, decision = row.figures, row.decision
    return YearTableRow(
        serial=number,
        member_name=row.member.name,
        group_name=figures.group,
        category=figures.category,
        points=row.total,
        parts=figures.parts,
        vote=figures.votes.short if figures.votes is not None else "",
        vetoed=bool(figures.vetoes),
        proposed=view.grade_name(row.proposed) if row.graded else "",
        grade=grade_words(view, row),
        eligible=tuple(numbers[m.id] for m in figures.marks if m.granted and m.id in numbers),
        note=note_words(row, reason=decision.reason if decision is not None else ""),
    )


def grade_words(view: YearEndView, row: YearRow) -> str:
    """The decision on a member in a word; empty while there is none."""
    if row.decision is None:
        return ""
    return view.grade_name(row.decision.grade) or "不评定"


def note_words(row: YearRow, *, reason: str = "") -> str:
    """What stands in the remarks: why a member is not graded, and the reason of a difference. No reason of an exemption."""
    parts = []
    if row.standing is Standing.ATTENDS:
        parts.append(f"{row.figures.state}，{STANDING_NAMES[Standing.ATTENDS]}".removeprefix("，"))
    elif row.standing is Standing.GONE:
        parts.append(row.figures.state or STANDING_NAMES[Standing.GONE])
    elif row.standing is Standing.EXEMPT:
        parts.append(STANDING_NAMES[Standing.EXEMPT])
    elif row.figures.state:
        parts.append(row.figures.state)
    if reason:
        parts.append(reason)
    return "；".join(parts)


def _decided_name(view: YearEndView, row: YearRow) -> str:
    """The grade by the decision; before it the one that is proposed, and said to be that."""
    if row.decision is not None:
        return grade_words(view, row)
    return f"建议{view.grade_name(row.proposed)}" if row.graded and row.proposed else ""


def _honours(view: YearEndView) -> list[HonourRow]:
    found = []
    for row in view.rows:
        if row.total is None or row.standing in {Standing.EXEMPT, Standing.GONE}:
            continue
        names = [m.name for m in row.figures.marks if m.granted]
        names += [p.name for p in row.figures.proposals if p.kind in _HONOUR_KINDS]
        # Redeeming points is no honour; it has a list of its own.
        rewarding = view.frame.scheme.rewards.mark if view.frame.scheme.rewards is not None else ""
        own = [m.name for m in row.figures.marks if m.id == rewarding]
        names = [name for name in dict.fromkeys(names) if name not in own]
        if names:
            found.append((row, names))
    found.sort(
        key=lambda pair: (pair[0].figures.rank is None, pair[0].figures.rank or 0, pair[0].member.sort)
    )
    return [
        HonourRow(
            serial=number,
            member_name=row.member.name,
            group_name=row.figures.group,
            points=row.total or Decimal(0),
            grade=_decided_name(view, row),
            why="；".join(names),
        )
        for number, (row, names) in enumerate(found, 1)
    ]


def _talks(view: YearEndView) -> list[TalkRow]:
    found = [
        (row, proposal)
        for row in view.rows
        if row.total is not None
        for proposal in row.figures.proposals
        if proposal.kind not in _HONOUR_KINDS
    ]
    return [
        TalkRow(
            serial=number,
            member_name=row.member.name,
            group_name=row.figures.group,
            points=row.total or Decimal(0),
            grade=_decided_name(view, row),
            what=proposal.name,
            cause=proposal.cause,
        )
        for number, (row, proposal) in enumerate(found, 1)
    ]


def _rewards(unit: Unit, view: YearEndView, as_of: datetime) -> RewardSheet:
    rules = view.frame.scheme.rewards
    rows = [
        (row, reward)
        for row in view.rows
        if (reward := row.figures.reward) is not None and (reward.balance > 0 or reward.prizes)
    ]
    return RewardSheet(
        **_head(unit, view, as_of, _REWARDS),
        rule=describe_rewards(rules, view.frame.scheme.names) if rules is not None else "",
        money=rules is not None and rules.yuan_per_point is not None,
        rows=tuple(
            RewardRow(
                serial=number,
                member_name=row.member.name,
                group_name=row.figures.group,
                points=row.total or Decimal(0),
                balance=reward.balance,
                yuan=reward.yuan,
                prizes="、".join(reward.prizes),
            )
            for number, (row, reward) in enumerate(rows, 1)
        ),
    )
