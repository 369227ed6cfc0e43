"""The branch's own data, as it is printed on every sheet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.units import BranchView
from app.ui.theme.tokens import Space
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label

_FIELDS = (
    ("name", "全称（与印章一致）"),
    ("short_name", "简称"),
    ("contact", "公示联系人和电话"),
    ("places", "公示地点"),
)


@dataclass(frozen=True, slots=True)
class BranchData:
    """The fields as typed."""

    name: str
    short_name: str
    contact: str
    places: str


class BranchForm(Card):
    """Saved when a field is left.

    Signals:
        edited: The :class:`BranchData` to save.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("支部信息", parent)
        self._saved: BranchData | None = None
        self.fields = {key: QLineEdit() for key, _ in _FIELDS}
        self.body.setSpacing(2)
        for key, words in _FIELDS:
            field = self.fields[key]
            field.setMaxLength(120)
            field.setAccessibleName(words)
            field.editingFinished.connect(self._on_edited)
            self.body.addWidget(label(words, "note"))
            self.body.addWidget(field)
            self.body.addSpacing(Space.XS)

    def show_branch(self, branch: BranchView | None, *, writable: bool) -> None:
        """Fill the form; a field that is being typed in stays as it is."""
        for key, field in self.fields.items():
            field.setReadOnly(not writable or branch is None)
            if not (field.hasFocus() and field.isModified()):
                field.setText(getattr(branch, key) if branch is not None else "")
                field.setCursorPosition(0)
        if branch is not None:
            self._saved = BranchData(branch.name, branch.short_name, branch.contact, branch.places)

    def _on_edited(self) -> None:
        data = BranchData(**{key: field.text().strip() for key, field in self.fields.items()})
        mark_fault(self.fields["name"], fault=not data.name)
        if data.name and data != self._saved:
            self._saved = data
            self.edited.emit(data)
