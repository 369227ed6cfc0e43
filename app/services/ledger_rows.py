"""The rows of the ledger's workbook, and how they come to each member's total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from .bridges import rest_words, steps
from .documents import LedgerRow, LedgerSum
from .ledger_results import MonthResult
from .member_views import MemberRow
from .posting_views import PostingView


def ledger_row(posting: PostingView, member: MemberRow) -> LedgerRow:
    """One line, as the workbook lists it."""
    return LedgerRow(
        member_name=member.name,
        group_name=member.group,
        period_label=posting.period.title,
        deed_date=posting.deed_date,
        section=posting.section,
        item_name=posting.item_name,
        quantity=posting.detail,
        role=posting.role,
        basis=posting.basis,
        claimed=posting.claimed,
        confirmed=None if posting.claimed is None else posting.confirmed,
        counted=posting.counted,
        limit_note="；".join(posting.causes),
        kind=posting.mark or "记录",
        confirmed_by=posting.meeting,
    )


def ledger_sums(
    result: MonthResult, members: Mapping[str, MemberRow], postings: Iterable[PostingView]
) -> tuple[LedgerSum, ...]:
    """How the listed lines of each member who has points come to the year's total."""
    zero = Decimal(0)
    listed: dict[str, Decimal] = {}
    for posting in postings:
        listed[posting.member_uid] = listed.get(posting.member_uid, zero) + posting.counted
    found = []
    for uid, figures in result.members.items():
        member = members.get(uid)
        if member is None or member.exempt or not figures.score.liable:
            continue
        known = steps(figures.score, result)
        started = sum((s.points for key, s in known.items() if not key.startswith("section:")), zero)
        sections = sum((s.points for key, s in known.items() if key.startswith("section:")), zero)
        lines = listed.get(uid, zero)
        other = figures.total - lines - started - sections
        note = rest_words(result.scheme, figures.score, other) if other else ""
        found.append(
            (
                member.sort,
                LedgerSum(
                    member_name=member.name, group_name=member.group, lines=lines, started=started,
                    sections=sections, other=other, total=figures.total, note=note,
                ),
            )
        )  # fmt: skip
    return tuple(row for _, row in sorted(found, key=lambda part: part[0]))
