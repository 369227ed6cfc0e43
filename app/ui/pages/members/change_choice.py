"""Which small form a button of the panel opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.services.member_views import MemberDetail
from app.services.scoring import Scheme
from app.ui.context import WorkContext
from app.ui.pages.members import dated_changes as forms
from app.ui.pages.members.dated_changes import ChangeForm
from app.ui.pages.members.panel import Do
from app.ui.pages.members.post_change import post_form


def change_form(
    what: Do, detail: MemberDetail, *, context: WorkContext, scheme: Scheme | None, today: date
) -> ChangeForm:
    """The form for one kind of change of one member."""
    services = context.services
    members = services.members

    def move() -> ChangeForm:
        others = [b for b in context.branches if b.uid != detail.row.branch_uid]
        return forms.move_form(members, detail, [(b, services.units.groups(b.uid)) for b in others], today)

    makers: Mapping[Do, Callable[[], ChangeForm]] = {
        Do.CATEGORY: lambda: forms.category_form(members, detail, scheme, today),
        Do.STATUS: lambda: forms.status_form(members, detail, today),
        Do.MOBILE: lambda: forms.mobile_form(members, detail, today),
        Do.EXEMPT: lambda: forms.exemption_form(members, detail, scheme, today, role=context.actor.role),
        Do.POST: lambda: post_form(services.posts, detail, scheme, today),
        Do.LEAVE: lambda: forms.leaving_form(members, detail, today),
        Do.ENTRY: lambda: forms.entry_form(members, detail, today),
        Do.MOVE: move,
        Do.UNDO_MOVE: lambda: forms.undo_move_form(members, detail),
    }
    return makers[what]()
