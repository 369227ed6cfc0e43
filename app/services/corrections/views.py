"""What the page shows of a confirmed entry that may have to be put right: the entry, its chain, what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import CHINA
from app.models import Correction, Meeting, Member, Objection, Posting, Unit
from app.services.corrections.period import hanging_until, shown_period
from app.services.corrections.rules import Plan, attendance_of, draft_of_posting, newest_posting
from app.services.ledger import Ledger
from app.services.ledger_inputs import load_postings
from app.services.line_entry import LineDraft
from app.services.member_views import MemberRow, member_rows
from app.services.membership import branch_on
from app.services.months import Month
from app.services.posting_views import PostingView, posting_views
from app.services.presence import Presence
from app.services.scoring import PostingIn, year_span
from app.services.signs import stored_adjustment

#: What a correction did, by whether it has a wrong posting and a right one.
KIND_NAMES = {(True, True): "改正", (True, False): "撤销", (False, True): "补记"}


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction, as the register and the chain of an entry list it.

    Attributes:
        kind: 改正, 撤销 or 补记.
        what: The entry in words; ``old`` and ``new`` the points as confirmed.
        shown_in: Month in whose sheets it is told.
        decided: Day and kind of the decision.
        posting_uid: The newest posting that it made.
        objection: Number of the objection that led to it, "2026-3"; empty for none.
    """

    uid: str
    kind: str
    member: str
    what: str
    deed_date: date
    old: Decimal | None
    new: Decimal | None
    reason: str
    basis: str
    second: str
    shown_in: Month
    decided: str
    made_by: str
    made_on: date
    posting_uid: str
    objection: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A confirmed entry and what can be done with it.

    Attributes:
        posting: As lists show it, with what it counts.
        newest_uid: The end of its chain: the posting that can be corrected.
        chain: Corrections that it went through, the oldest first.
        draft: Its facts as they would be typed.
        adjusted: The meeting's figure, as it is shown; ``None`` where it decided none.
        branch_uid: Branch that confirmed it.
        shown_in: Month in whose sheets a correction would be told; ``hanging``: its notice hangs and gets a new version.
        activity: Title of the attendance sheet that made it, with the ``mark`` that stands there; empty for none.
        problem: Why it cannot be corrected here; empty when it can.
    """

    posting: PostingView
    member: MemberRow
    newest_uid: str
    chain: tuple[CorrectionRow, ...]
    draft: LineDraft
    adjusted: Decimal | None
    branch_uid: str
    shown_in: Month
    hanging: bool
    activity: str
    mark: Presence | None
    decimals: int
    problem: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A member's year before and after a correction."""

    member: str
    year: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """What a correction would do.

    Attributes:
        proposed: Points of the right entry before limits; ``None`` where there is none.
        effects: Of each member whom it scores.
        faults: What is still missing or wrong, in words.
    """

    proposed: Decimal | None
    effects: tuple[EffectRow, ...]
    shown_in: Month | None
    hanging: bool
    decimals: int
    faults: tuple[str, ...]


def correction_view(session: Session, posting: Posting, ledger: Ledger, *, today: date) -> CorrectionView:
    """A confirmed entry, from its own posting or any other of its chain."""
    unit = session.get_one(Unit, posting.unit_id)
    member = session.get_one(Member, posting.member_id)
    confirmed = Month.parse(posting.period)
    home, shown = shown_period(session, unit, member, confirmed, today=Month.of(today))
    listed_in = branch_on(session, member, _year_month(session, ledger, unit, posting, shown).last)
    view = _posting_view(
        session, ledger, listed_in, posting, _year_month(session, ledger, unit, posting, shown)
    )
    newest = newest_posting(session, posting)
    sheet = attendance_of(session, posting)
    scheme = ledger.scheme(session, unit, posting.deed_date)
    return CorrectionView(
        posting=view,
        member=member_rows(session, today, member_ids=[member.id])[0],
        newest_uid=newest.uid,
        chain=chain_of(session, posting),
        draft=draft_of_posting(session, posting),
        adjusted=posting.adjusted,
        branch_uid=unit.uid,
        shown_in=shown,
        hanging=hanging_until(session, home, shown) == shown,
        activity=sheet[0].title if sheet is not None else "",
        mark=Presence(sheet[1].state) if sheet is not None else None,
        decimals=scheme.decimals,
        problem="" if newest.id == posting.id else "这一条已经更正过，请在最新的一条上再更正。",
    )


def _year_month(session: Session, ledger: Ledger, unit: Unit, posting: Posting, shown: Month) -> Month:
    """The month at which an entry is looked at: the latest that still belongs to the year of its sheet."""
    versions = ledger.versions(session, unit)
    year = year_span(versions, Month.parse(posting.period).last)
    return min(max(shown, Month.parse(posting.period)), Month.of(year.end))


def _posting_view(
    session: Session, ledger: Ledger, unit: Unit, posting: Posting, month: Month
) -> PostingView:
    result = ledger.month(session, unit, month)
    back = ledger.carried_back(session, unit, month)
    who = Posting.member_id == posting.member_id
    found = posting_views(session, unit, result, result.year.start, month, back, who=who)
    return next(view for view in found if view.uid == posting.uid)


def chain_of(session: Session, posting: Posting) -> tuple[CorrectionRow, ...]:
    """The corrections around a posting, the oldest first."""
    ids: set[int] = {posting.id}
    rows: dict[int, Correction] = {}
    while True:
        found = session.scalars(
            select(Correction).where(
                Correction.posting_id.in_(ids)
                | Correction.reversal_id.in_(ids)
                | Correction.replacement_id.in_(ids)
            )
        ).all()
        fresh = [row for row in found if row.id not in rows]
        if not fresh:
            break
        rows |= {row.id: row for row in fresh}
        ids |= {
            k for row in fresh for k in (row.posting_id, row.reversal_id, row.replacement_id) if k is not None
        }
    return tuple(correction_row(session, rows[key]) for key in sorted(rows))


def correction_rows(session: Session, unit: Unit, *, since: Month, until: Month) -> tuple[CorrectionRow, ...]:
    """Corrections that a branch told in some months, the newest first."""
    rows = session.scalars(
        select(Correction)
        .where(
            Correction.unit_id == unit.id, Correction.period >= since.label, Correction.period <= until.label
        )
        .order_by(Correction.id.desc())
    )
    return tuple(correction_row(session, row) for row in rows)


def correction_row(session: Session, row: Correction) -> CorrectionRow:
    """A correction in words."""
    wrong = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    right = session.get(Posting, row.replacement_id) if row.replacement_id is not None else None
    said = right or wrong
    assert said is not None  # noqa: S101 - a correction takes back or adds
    meeting = session.get_one(Meeting, row.meeting_id)
    second = session.get(Member, row.second_id) if row.second_id is not None else None
    objection = session.get(Objection, row.objection_id) if row.objection_id is not None else None
    took_back = wrong is not None and not wrong.reverses
    return CorrectionRow(
        uid=row.uid,
        kind=KIND_NAMES[took_back, right is not None],
        member=session.get_one(Member, said.member_id).name,
        what=said.item_name,
        deed_date=said.deed_date,
        old=points_of(wrong) if took_back and wrong is not None else None,
        new=points_of(right) if right is not None else None,
        reason=row.reason,
        basis=row.basis,
        second=second.name if second is not None else "",
        shown_in=Month.parse(row.period),
        decided=f"{meeting.held_on:%Y-%m-%d} {meeting.kind}",
        made_by=row.made_by,
        made_on=row.made_at.astimezone(CHINA).date(),
        posting_uid=_newest_uid(session, row),
        objection=f"{objection.year}-{objection.number}" if objection is not None else "",
    )


def _newest_uid(session: Session, row: Correction) -> str:
    key = row.replacement_id or row.reversal_id
    return session.get_one(Posting, key).uid if key is not None else ""


def points_of(posting: Posting) -> Decimal:
    """Points as they were confirmed, before limits, with the sign that the claim has."""
    if posting.adjusted is None:
        return posting.claimed
    return -abs(posting.adjusted) if posting.claimed < 0 else posting.adjusted


def draft_postings(session: Session, plan: Plan, month: Month, *, number: int = 0) -> list[PostingIn]:
    """The postings that a plan would make, for the evaluation; ``number`` keeps those of several plans apart."""
    drafts = []
    wrong = plan.posting
    if wrong is not None and not wrong.reverses:
        # As the evaluation takes the wrong one; it is found by its day, which spares a second way to read postings.
        known = load_postings(
            session, [plan.member.uid], wrong.deed_date, wrong.deed_date, Month.parse(wrong.period)
        )
        same = next(each for each in known if each.uid == wrong.uid)
        drafts.append(replace(same, uid=f"draft-{number}-reversal", period=month.label, reverses=wrong.uid))
    if plan.right is not None:
        right = plan.right
        item = plan.scheme.items.get(right.item)
        drafts.append(
            PostingIn(
                uid=f"draft-{number}-right", member=plan.member.uid, item=right.item, date=right.deed_date,
                quantity=right.quantity, level=right.level, role=right.role, outcome=right.outcome,
                points=right.points, adjusted=stored_adjustment(plan.change.adjusted, item, right.level),
                act=right.act, period=month.label, second=right.also_uid or None,
            )
        )  # fmt: skip
    return drafts


def effects(
    session: Session, ledger: Ledger, unit: Unit, month: Month, plans: Sequence[Plan]
) -> tuple[EffectRow, ...]:
    """What some plans together would do to the years of those whom they score."""
    drafts = [
        draft
        for number, plan in enumerate(plans)
        for draft in draft_postings(session, plan, month, number=number)
    ]
    versions = ledger.versions(session, unit)
    days = {year_span(versions, draft.date): draft.date for draft in drafts}
    uids = dict.fromkeys(uid for draft in drafts for uid in (draft.member, draft.second) if uid)
    names = dict(session.execute(select(Member.uid, Member.name).where(Member.uid.in_(uids))).all())
    found = []
    for year, day in days.items():
        before, after = ledger.effect(session, unit, month, drafts, on=day)
        found += [EffectRow(names[uid], year.label, before[uid], after[uid]) for uid in uids if uid in before]
    return tuple(found)
