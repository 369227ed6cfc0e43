"""小组与组长 within the page: reads the groups, writes names and heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.units import GroupView
from app.ui.pages.members.groups_view import GroupsView

if TYPE_CHECKING:
    from app.ui.pages.members.page import MembersPage


class GroupsPart(QObject):
    """What belongs to the groups view of the 党员 page."""

    def __init__(self, page: MembersPage, view: GroupsView) -> None:
        super().__init__(page)
        self._page = page
        self._view = view
        view.add_requested.connect(self._on_added)
        view.save_requested.connect(self._on_saved)

    def refresh(self) -> None:
        """Read the groups again."""
        context = self._page.context
        groups = context.services.units.groups(context.branch_uid) if context.branch_uid else []
        without = sum(not group.head_uid for group in groups)
        heads = f"{without} 个没有组长" if without else "都有组长"
        self._page.header.set_state(f"{len(groups)} 个小组，{heads}" if groups else "还没有小组")
        self._view.show_groups(groups, self._page.members, locked=self._page.locked)

    def _on_added(self, name: str) -> None:
        units, branch = self._page.context.services.units, self._page.context.branch_uid
        self._page.writer.write(
            lambda actor: units.add_group(actor, branch, name),
            label="正在保存",
            done=lambda _changes: self._view.clear_new(),
            refuse=lambda fault: self._view.show_fault(fault.message + fault.hint, adding=True),
        )

    def _on_saved(self, group: GroupView, name: str, head_uid: str) -> None:
        units = self._page.context.services.units
        if (name, head_uid) == (group.name, group.head_uid):
            return
        self._page.writer.write(
            lambda actor: units.update_group(
                actor,
                group.uid,
                name=None if name == group.name else name,
                head_uid=None if head_uid == group.head_uid else head_uid,
            ),
            label="正在保存",
            refuse=lambda fault: self._view.show_fault(fault.message + fault.hint),
        )
