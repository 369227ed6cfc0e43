"""操作人: who is secretary and recorder of the branch, chosen from its members."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.actor import Actor
from app.services.member_views import MemberRow
from app.services.workflow import ROLE_NAMES, Role
from app.ui.theme.tokens import Space
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker, Person

_ROLES = (Role.SECRETARY, Role.RECORDER)


class OfficersCard(Card):
    """One field an office; a change is saved as soon as somebody is taken from the list.

    Attributes:
        fields: The picker of each office.

    Signals:
        chosen: ``(role, member uid)``.
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("操作人", parent)
        self._holders: dict[Role, Actor] = {}
        self.fields = {role: MemberPicker() for role in _ROLES}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for number, (role, field) in enumerate(self.fields.items()):
            words = label(ROLE_NAMES[role])
            words.setBuddy(field)
            field.setMinimumWidth(0)
            field.setAccessibleName(ROLE_NAMES[role])
            field.picked.connect(partial(self._on_picked, role))
            field.editingFinished.connect(partial(self._on_left, role))
            grid.addWidget(words, number, 0)
            grid.addWidget(field, number, 1)
        self.body.addLayout(grid)
        self.note = label("换届后在这里更换；以前办理的记录仍是原来的姓名。", "note", wrap=True)
        self.body.addWidget(self.note)

    def show_officers(
        self, officers: Sequence[Actor], members: Sequence[MemberRow], *, writable: bool
    ) -> None:
        """Show who holds the offices now and offer the members of the branch."""
        people = [Person(m.uid, m.label, m.pinyin, m.initials, m.name) for m in members if m.active]
        self._holders = {officer.role: officer for officer in reversed(officers)}
        for role, field in self.fields.items():
            field.setReadOnly(not writable)
            field.set_people(people)
            if not (field.hasFocus() and field.isModified()):
                self._show_holder(role)
        self.note.setText(
            "换届后在这里更换；以前办理的记录仍是原来的姓名。" if writable else "操作人由书记更换。"
        )

    def _show_holder(self, role: Role) -> None:
        holder, field = self._holders.get(role), self.fields[role]
        field.pick(holder.member_uid or "" if holder is not None else "")
        # An officer who is not in the roster can be seen, but nobody can be taken by that name.
        nobody = "未设" if holder is None else holder.name
        field.setPlaceholderText(nobody)

    def _on_picked(self, role: Role, uid: str) -> None:
        holder = self._holders.get(role)
        if holder is None or holder.member_uid != uid:
            self.chosen.emit(role, uid)

    def _on_left(self, role: Role) -> None:
        # The picker completes a name when it is left, after this signal; an empty field shows the holder again.
        QTimer.singleShot(0, self, partial(self._restore, role))

    def _restore(self, role: Role) -> None:
        field = self.fields[role]
        if not field.uid and not field.hasFocus() and not field.text().strip():
            self._show_holder(role)
