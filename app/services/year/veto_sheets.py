"""Fills the slip of one veto and the list of a year's vetoes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.models import Unit
from app.services.documents.model_veto import VetoListRow, VetoListSheet, VetoSlipSheet
from app.services.forms import form_number
from app.services.member_views import STATUS_NAMES
from app.services.months import Month, day_title
from app.services.scoring import Scheme
from app.services.sheets import category_text
from app.services.terms import Term
from app.services.workflow import STATE_NAMES, VetoState
from app.services.year.veto_views import DECLINED, VetoView

#: The lists of a year share one code; the last digit tells them apart (see ``year_end_sheets``).
LIST_SERIAL = 124


def veto_slip(
    unit: Unit, month: Month, view: VetoView | None, scheme: Scheme, as_of: datetime
) -> VetoSlipSheet:
    """The slip of a veto; ``None`` gives a blank one."""
    serial = view.serial if view is not None else 0
    of = Month.of(view.happened_on) if view is not None else month
    head = {
        "unit": unit.name,
        "period_label": of.title,
        "form_number": form_number(unit, of, "否决", serial),
        "version": 1,
        "as_of": as_of,
        "decimals": scheme.decimals,
        "scheme_label": scheme.name,
    }
    if view is None:
        return VetoSlipSheet(**head)  # type: ignore[arg-type]
    return VetoSlipSheet(
        **head,  # type: ignore[arg-type]
        member_name=view.member.name,
        group_name=view.member.group,
        category=category_text(scheme, view.member),
        status=STATUS_NAMES.get(view.member.status, ""),
        rule_name=view.rule_name,
        effect=view.effect,
        happened_on=view.happened_on,
        basis=view.basis,
        heard_on=view.heard_on,
        statement="" if view.statement == DECLINED else view.statement,
        declined=view.statement == DECLINED,
        proposed_by=view.proposed_by,
        second_person=view.second,
        decided_by=view.decided_by,
        decided_on=view.decided_on,
        announced=view.period.title if view.period is not None else "",
        repaired_on=view.repaired_on,
        repair_basis=view.repair_basis,
        repair_second=view.repair_second,
        revoked_on=view.revoked_on,
        revoke_reason=view.revoke_reason,
        revoke_second=view.revoke_second,
    )


def veto_list(
    unit: Unit, term: Term, views: Sequence[VetoView], scheme: Scheme, as_of: datetime
) -> VetoListSheet:
    """The year's vetoes in the order of their days."""
    ordered = sorted(views, key=lambda view: (view.happened_on, view.serial))
    return VetoListSheet(
        unit=unit.name,
        period_label=term.title,
        form_number=form_number(unit, term.last, "名单", LIST_SERIAL),
        version=1,
        as_of=as_of,
        decimals=scheme.decimals,
        scheme_label=scheme.name,
        rows=tuple(
            VetoListRow(
                serial=number,
                member_name=view.member.name,
                group_name=view.member.group,
                rule_name=view.rule_name,
                happened_on=view.happened_on,
                basis=view.basis,
                heard=_heard(view),
                second_person=view.second,
                decided_on=view.decided_on,
                state=state_words(view),
            )
            for number, view in enumerate(ordered, 1)
        ),
    )


def _heard(view: VetoView) -> str:
    if view.statement == DECLINED:
        return DECLINED
    return f"{view.heard_on:%m-%d} 已听取" if view.heard else "还没有听取"


def state_words(view: VetoView) -> str:
    """Where a veto stands, with its days."""
    parts = [STATE_NAMES[view.state]]
    if view.decided_on is not None:
        from_month = f"，{view.period.title}起计入" if view.period is not None else ""
        parts = [f"{day_title(view.decided_on)}决定{from_month}"]
    if view.repaired_on is not None:
        parts.append(f"{day_title(view.repaired_on)}整改")
    if view.revoked_on is not None:
        parts.append(f"{day_title(view.revoked_on)}撤销")
    return "；".join(parts) if view.state is not VetoState.PROPOSED else "拟定，待书记决定"
