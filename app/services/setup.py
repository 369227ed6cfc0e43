"""First run: unit, officers, scheme and roster in one transaction, so that a power cut leaves nothing half set up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Issue, UserError, ValidationFailed
from app.models import Account, Member, Unit

from .actor import SYSTEM, Actor
from .audit import record
from .base import Service
from .changes import Changes, Kind
from .exchange.roster import RosterRow
from .months import Month
from .roster_branches import short_name
from .roster_import import import_rows
from .schemes import adopt_scheme, presets
from .scoring import Scheme
from .workflow import Role


@dataclass(frozen=True, slots=True)
class SetupRequest:
    """What the assistant asks: at most ten fields.

    Attributes:
        unit: Full name of the branch, or of the general branch when the roster names several.
        secretary: Name of the secretary; ``recorder``: of the 组织委员, empty in a small branch without one.
        preset: Key of the scheme ("S1").
        contact: Who takes objections, with telephone.
        places: Where notices hang.
        scheme_start: First deed date that the scheme holds for; default: the beginning of the present cycle.
    """

    unit: str
    secretary: str
    preset: str
    recorder: str = ""
    contact: str = ""
    places: str = "党务公开栏、支部微信群"
    scheme_start: date | None = None


@dataclass(frozen=True, slots=True)
class SetupResult:
    """What was set up: the first branch and the account that goes on working."""

    branch_uid: str
    actor: Actor
    changes: Changes


class SetupService(Service):
    """The first-run assistant."""

    def is_done(self) -> bool:
        """Whether a branch exists already."""
        with self.uow.read() as session:
            return session.scalar(select(Unit.id).limit(1)) is not None

    def branch_names(self, rows: Collection[RosterRow]) -> tuple[str, ...]:
        """The branches that a roster names, in the order of the file."""
        return tuple(dict.fromkeys(row.values.branch for row in rows if row.usable and row.values.branch))

    def set_up(self, request: SetupRequest, rows: Collection[RosterRow] = ()) -> SetupResult:
        """Make the units, officers, scheme and members. All or nothing.

        Raises:
            ValidationFailed: all faults of the request.
            UserError: this ledger was set up before.
        """
        self._check(request)
        names = self.branch_names(rows)
        with self.uow.write() as session:
            if session.scalar(select(Unit.id).limit(1)) is not None:
                raise UserError("这份台账已经设置过了。", hint="支部信息可以在“系统”页修改。")
            units = make_units(session, request, names)
            preset = next(p for p in presets() if p.key == request.preset)
            start = request.scheme_start or _first_day(preset.scheme, self.today())
            for unit in units:
                adopt_scheme(session, unit, preset.text, start, "初次设置，须经党员大会通过")
            session.flush()
            plan = import_rows(session, rows, self.today(), branch_uid=units[0].uid) if rows else None
            accounts = [_account(session, Role.SECRETARY, request.secretary)]
            if request.recorder.strip():
                accounts.append(_account(session, Role.RECORDER, request.recorder))
            session.flush()
            last = accounts[-1]
            actor = Actor(last.uid, last.name, Role(last.role))
            record(
                session, SYSTEM, self.clock, "初次设置", request.unit.strip(),
                {"scheme": preset.key, "members": len(plan.added) if plan else 0},
            )  # fmt: skip
            added = len(plan.added) if plan else 0
            return SetupResult(
                units[0].uid,
                actor,
                Changes.of(Kind.UNIT, Kind.MEMBER, Kind.SCHEME, message=f"设置完成，已导入 {added} 名党员"),
            )

    def _check(self, request: SetupRequest) -> None:
        issues = []
        if not request.unit.strip():
            issues.append(Issue("党支部全称", "unit", "请填写党支部全称，与印章一致。"))
        if not request.secretary.strip():
            issues.append(Issue("书记", "secretary", "请填写书记姓名。"))
        if request.preset not in {p.key for p in presets()}:
            issues.append(Issue("积分方案", "preset", "请选择一个积分方案。"))
        if issues:
            raise ValidationFailed(issues)


def _first_day(scheme: Scheme, today: date) -> date:
    """Beginning of the cycle that holds today: a month that was never scored must not bring its start points."""
    months_in = (today.month - scheme.cycle.start_month) % scheme.cycle.months
    month = Month.of(today)
    for _ in range(months_in):
        month = month.previous
    return month.first


def make_units(session: Session, request: SetupRequest, names: Collection[str]) -> list[Unit]:
    """One branch, or a general branch above the branches that the roster names. Returns the branches."""
    parent_id = None
    wanted = list(names)
    if len(wanted) > 1:
        parent = Unit(
            kind="general_branch", name=request.unit.strip(), short_name=request.unit.strip(), sort=0
        )
        session.add(parent)
        session.flush()
        parent_id = parent.id
    else:
        wanted = [request.unit.strip()]
    units = [
        Unit(
            parent_id=parent_id, kind="branch", name=name, short_name=short_name(name, wanted), sort=number,
            contact=request.contact.strip(), places=request.places.strip(),
        )
        for number, name in enumerate(wanted, 1)
    ]  # fmt: skip
    session.add_all(units)
    session.flush()
    return units


def _account(session: Session, role: Role, name: str) -> Account:
    """The officer's account, tied to the member of that name when there is exactly one."""
    found = session.scalars(select(Member).where(Member.name == name.strip()).limit(2)).all()
    account = Account(
        unit_id=None, member_id=found[0].id if len(found) == 1 else None, name=name.strip(), role=role.value
    )
    session.add(account)
    return account
