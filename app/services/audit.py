"""The audit chain: every change of the ledger is one link, written in the transaction that makes the change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session, defer

from app.clock import CHINA, Clock
from app.models import AuditEvent, Ledger, Posting

from .actor import Actor

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event for the 系统 page.

    Attributes:
        seq: Its number in the chain.
        at: Instant (UTC).
        who: Name and role of the account.
        action: What was done, in the office's words.
        subject: To which record.
    """

    seq: int
    at: datetime
    who: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Result of recomputing the chain.

    Attributes:
        length: Number of links.
        head: Hash of the last link.
        faults: What does not fit, in Chinese; empty when all is well.
    """

    length: int
    head: str
    faults: tuple[str, ...]


def _canonical(event: AuditEvent) -> bytes:
    fields = [
        event.seq,
        event.epoch,
        event.at.isoformat(),
        event.business_date.isoformat(),
        event.actor,
        event.role,
        event.action,
        event.subject,
        event.detail,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _link(previous: str, event: AuditEvent) -> str:
    return hashlib.sha256(previous.encode() + _canonical(event)).hexdigest()


def record(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> int:
    """Append one event to the chain, inside the caller's transaction.

    Args:
        session: The writing session.
        actor: Who acts.
        clock: For the instant and the business date.
        action: In the office's words ("评定生效").
        subject: The record in words ("2026年10月").
        detail: Ids and figures; never ID numbers, telephones or reasons of exemption.

    Returns:
        The sequence number.
    """
    last = session.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    now = clock.now().replace(microsecond=0)
    event = AuditEvent(
        seq=(last.seq if last else 0) + 1,
        epoch=session.scalar(select(Ledger.epoch)) or 1,
        at=now,
        business_date=now.astimezone(CHINA).date(),
        actor=actor.name,
        role=actor.role.value,
        action=action,
        subject=subject,
        detail=json.dumps(
            detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        ),
        previous=last.hash if last else GENESIS,
        hash="",
    )
    event.hash = _link(event.previous, event)
    session.add(event)
    session.flush()
    return event.seq


def stamp(session: Session) -> str:
    """Hash of the newest event: changes with every change of the ledger, so results can be kept until it does.

    The number alone would not do: after a restore, or a step that was rolled back, another event bears it.
    """
    return session.scalar(select(AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)) or GENESIS


def newest(session: Session, limit: int = 200) -> tuple[AuditRow, ...]:
    """The newest events first, for the 系统 page."""
    from .workflow import ROLE_NAMES, Role

    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit))
    return tuple(
        AuditRow(e.seq, e.at, f"{e.actor} · {ROLE_NAMES[Role(e.role)]}", e.action, e.subject) for e in events
    )


#: Digests of today begin with it. Those with 2 leave out who else is scored; those without a number also branch, act,
#: second person and reason. A ledger with such digests is still checked, by what they hold.
_DIGEST, _BEFORE_ALSO = "3:", "2:"


def digest_postings(postings: list[Posting]) -> str:
    """SHA-256 over the facts of some postings in the order of their uid; kept in the event that made them."""
    return _DIGEST + _hash([[*_more_facts(p), p.also_id] for p in _in_order(postings)])


def _fits(digest: str, postings: list[Posting]) -> bool:
    if digest.startswith(_DIGEST):
        return digest == digest_postings(postings)
    if digest.startswith(_BEFORE_ALSO):
        return digest == _BEFORE_ALSO + _hash([_more_facts(p) for p in _in_order(postings)])
    return digest == _hash([_facts(p) for p in _in_order(postings)])


def _in_order(postings: list[Posting]) -> list[Posting]:
    return sorted(postings, key=lambda p: p.uid)


def _more_facts(posting: Posting) -> list[object]:
    return [*_facts(posting), posting.unit_id, posting.act, posting.second_id, posting.reason]


def _facts(posting: Posting) -> list[object]:
    p = posting
    return [
        p.uid,
        p.member_id,
        p.period,
        p.item,
        p.item_name,
        p.deed_date.isoformat(),
        str(p.quantity),
        p.level,
        p.role,
        p.outcome,
        None if p.points is None else str(p.points),
        str(p.claimed),
        None if p.adjusted is None else str(p.adjusted),
        p.basis,
        p.scheme_hash,
        p.reverses,
    ]


def _hash(lines: list[list[object]]) -> str:
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _all_postings(session: Session) -> Select[Posting]:
    """Every posting, also of a file that an older program wrote and that is checked before it is upgraded."""
    columns = session.execute(text("SELECT name FROM pragma_table_info('posting')")).scalars().all()
    newer = () if "also_id" in columns else (defer(Posting.also_id),)
    return select(Posting).options(*newer)


def verify_chain(session: Session) -> ChainReport:
    """Recompute every link, and the digest of every meeting's postings, and say what does not fit."""
    faults: list[str] = []
    previous, length = GENESIS, 0
    digests: dict[str, str] = {}
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).yield_per(1000):
        length += 1
        if event.seq != length:
            faults.append(f"操作记录缺第 {length} 条")
            break
        if event.previous != previous or event.hash != _link(previous, event):
            faults.append(f"第 {event.seq} 条操作记录与前后不符，内容被改动过")
            break
        previous = event.hash
        detail = json.loads(event.detail)
        if "postings" in detail:
            digests[str(detail["meeting"])] = str(detail["postings"])
    by_meeting: dict[int, list[Posting]] = {}
    for posting in session.scalars(_all_postings(session)):
        by_meeting.setdefault(posting.meeting_id, []).append(posting)
    known = {int(meeting) for meeting in digests}
    for meeting_id, postings in by_meeting.items():
        if meeting_id not in known or not _fits(digests[str(meeting_id)], postings):
            faults.append(f"{postings[0].period} 评定的台账记录与操作记录不符")
    faults += [
        f"评定记录缺失（会议 {m}）"
        for m in sorted(known - by_meeting.keys())
        if not _fits(digests[str(m)], [])
    ]
    return ChainReport(length=length, head=previous, faults=tuple(faults))
