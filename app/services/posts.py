"""Posts that a member has claimed and offices that he or she holds: dated facts, of which several may hold at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Issue, UserError, ValidationFailed
from app.models import Member, MemberSpan

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .scoring import Audience, Scheme, StateAmount, StateKind

#: Kinds of fact that are entered here, as they are called.
POST_KINDS = {"post": "岗位", "state": "任职"}


def named_posts(scheme: Scheme, kind: str) -> tuple[str, ...]:
    """The posts (or offices) that a scheme speaks of, in its order: only these names make a difference to points."""
    return tuple(dict.fromkeys(name for name in _names(scheme, kind) if name))


def _names(scheme: Scheme, kind: str) -> Iterator[str]:
    for item in scheme.items.values():
        if isinstance(item.amount, StateAmount) and item.amount.fact is StateKind(kind):
            yield item.amount.value
    if kind == "post":
        for audience in _audiences(scheme):
            yield from audience.posts or ()


def _audiences(scheme: Scheme) -> Iterator[Audience]:
    yield from (item.applies_to for item in scheme.items.values() if item.applies_to is not None)
    yield from (part.applies_to for part in scheme.sections.values() if part.applies_to is not None)
    if scheme.members.leave_out is not None:
        yield scheme.members.leave_out
    for rule in (*scheme.grades, *scheme.marks, *scheme.proposals):
        yield rule
        yield from rule.any


class PostService(Service):
    """认领岗位 and 任职 on the 党员 page."""

    def take(self, actor: Actor, member_uid: str, *, kind: str, name: str, start: date) -> Changes:
        """Let a member hold a post or an office from a day on, beside those held already.

        Raises:
            ValidationFailed: no name, or the member holds it on that day.
        """
        require(actor, *OFFICERS, action=f"登记{POST_KINDS[kind]}")
        with self.uow.write() as session:
            member = by_uid(session, Member, member_uid)
            self._check(session, member, kind, name.strip(), start)
            session.add(
                MemberSpan(
                    member_id=member.id, kind=kind, value=name.strip(), start=start, end=None, note="",
                    group_id=None,
                )
            )  # fmt: skip
            record(
                session, actor, self.clock, f"登记{POST_KINDS[kind]}", member.name,
                {"member": member_uid, "value": name.strip(), "start": start},
            )  # fmt: skip
            text = f"{member.name}：{start:%Y-%m-%d} 起{'认领' if kind == 'post' else '任'}“{name.strip()}”"
            return Changes.of(Kind.MEMBER, ids=(member_uid,), message=text)

    def give_up(self, actor: Actor, span_uid: str, last_day: date) -> Changes:
        """End a post or an office after a day; one that ends before it began was entered by mistake and goes."""
        require(actor, *OFFICERS, action="登记不再担任")
        with self.uow.write() as session:
            span = by_uid(session, MemberSpan, span_uid)
            if span.kind not in POST_KINDS:
                raise UserError("这不是岗位或任职的登记。", hint="请刷新页面后再试。")
            member = session.get_one(Member, span.member_id)
            name = span.value
            if last_day < span.start:
                session.delete(span)
                text = f"{member.name}：已删除“{name}”的登记"
            else:
                span.end = last_day
                text = f"{member.name}：“{name}”到 {last_day:%Y-%m-%d} 止"
            record(
                session, actor, self.clock, "登记不再担任", member.name,
                {"member": member.uid, "value": name, "end": last_day},
            )  # fmt: skip
            return Changes.of(Kind.MEMBER, ids=(member.uid,), message=text)

    def _check(self, session: Session, member: Member, kind: str, name: str, start: date) -> None:
        if not name:
            raise ValidationFailed([Issue("名称", "name", f"请选择或写明{POST_KINDS[kind]}名称。")])
        spans = session.scalars(
            select(MemberSpan).where(
                MemberSpan.member_id == member.id, MemberSpan.kind == kind, MemberSpan.value == name
            )
        )
        if any(span.end is None or span.end >= start for span in spans):
            text = f"{member.name}在这一天或以后已登记“{name}”，请核对日期。"
            raise ValidationFailed([Issue("日期", "start", text)])
