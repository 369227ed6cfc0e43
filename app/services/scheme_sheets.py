"""Fills 积分办法一览表 from a version or a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models import SchemeDraft, SchemeVersion, Unit

from .documents.model_scheme import SchemeBand, SchemeLine, SchemeSheet
from .forms import form_number
from .months import Month
from .scheme_meeting import AdoptionMeeting
from .scoring import OutlinePart, Scheme, load_scheme, outline

_SCORED = "section"


def scheme_sheet(session: Session, unit: Unit, month: Month, *, uid: str = "") -> SchemeSheet:
    """The sheet of a version or a draft; without ``uid`` of what is in force at the end of the month.

    Raises:
        ValidationFailed: the draft has faults; all of them.
        UserError: the branch has no scheme yet.
    """
    draft = session.scalar(select(SchemeDraft).where(SchemeDraft.uid == uid)) if uid else None
    if draft is not None:
        scheme = load_scheme(draft.document, source=draft.name)
        return _sheet(unit, month, scheme, version=1, as_of=draft.updated_at, label="草案")
    rows = list(
        session.scalars(
            select(SchemeVersion)
            .where(SchemeVersion.unit_id == unit.id)
            .order_by(SchemeVersion.starts_on, SchemeVersion.id)
        )
    )
    return _of_version(unit, month, rows, uid)


def _of_version(unit: Unit, month: Month, rows: list[SchemeVersion], uid: str) -> SchemeSheet:
    if not rows:
        raise UserError(f"{unit.short_name}还没有积分方案。", hint="请到“方案”页选用一个方案。")
    begun = [row for row in rows if row.starts_on <= month.last]
    row = next((row for row in rows if row.uid == uid), begun[-1] if begun else rows[0])
    meeting = AdoptionMeeting.from_json(row.meeting)
    day = meeting.held_on if meeting is not None else row.starts_on
    sheet = _sheet(
        unit,
        month,
        load_scheme(row.document, source=row.name),
        version=rows.index(row) + 1,
        as_of=datetime.combine(day, time(), tzinfo=UTC),
        label=f"{row.starts_on.isoformat()} 起执行",
        starts_on=row.starts_on,
        adopted=row.adopted_note,
    )
    # Whoever adopts with the meeting's facts confirms that it passed the example figures.
    return replace(sheet, example_note="原文没有规定、由党员大会通过的分值") if meeting is not None else sheet


def _sheet(
    unit: Unit,
    month: Month,
    scheme: Scheme,
    *,
    version: int,
    as_of: datetime,
    label: str,
    starts_on: date | None = None,
    adopted: str = "",
) -> SchemeSheet:
    return SchemeSheet(
        unit=unit.name,
        period_label=label,
        form_number=form_number(unit, month, "方案", version),
        version=version,
        as_of=as_of,
        decimals=scheme.decimals,
        scheme_label=f"{scheme.name}（{scheme.short_hash}）",
        name=scheme.name,
        short_hash=scheme.short_hash,
        draft=starts_on is None,
        starts_on=starts_on,
        adopted=adopted,
        source=scheme.source,
        example_note=scheme.example_note,
        bands=tuple(_band(part) for part in outline(scheme)),
    )


def _band(part: OutlinePart) -> SchemeBand:
    """What is switched off does not hang on the board."""
    lines = tuple(
        SchemeLine(name=row.name, rule=row.rule, proof=row.proof, example=row.example)
        for row in part.rows
        if row.enabled
    )
    return SchemeBand(title=part.title, note=part.note, scored=part.kind == _SCORED, lines=lines)
