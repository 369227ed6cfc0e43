"""Which fields of the entry strip still ask for something before a line is saved."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.scoring import Item
from app.ui.pages.declare.amount import AmountFields
from app.ui.pages.declare.strip_form import StripForm


def wanted_fields(form: StripForm, amount: AmountFields, item: Item | None) -> dict[QWidget, bool]:
    """Fields that are empty and should not be; ``True`` where nothing can be saved without them."""
    found: dict[QWidget, bool] = {}
    if not form.member.uid:
        found[form.member] = True
    if not form.item.uid:
        found[form.item] = True
    if form.date.value is None:
        found[form.date] = True
    for field in amount.missing():
        found[field] = True
    if item is None:
        return found
    if item.also and not form.also.uid:
        found[form.also] = False
    # What is judged, and what deducts, has to say why; everything else may, and Enter saves.
    if (item.range_max is not None or item.needs_second_person) and not form.basis.text().strip():
        found[form.basis] = False
    if item.needs_second_person and not form.second.uid:
        found[form.second] = False
    return found
