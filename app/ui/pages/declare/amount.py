"""How much: the fields of the strip that depend on the item — quantity, level or judged value, role, outcome."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.services.line_entry import LineDraft
from app.services.lines import MEASURED
from app.services.scoring import Item
from app.ui.pages.declare.strip_form import StripForm

ONE = Decimal(1)


class AmountFields:
    """Shows the fields that an item needs and reads them; the widgets belong to the form."""

    def __init__(self, form: StripForm) -> None:
        self._form = form
        self._item: Item | None = None

    def show_item(self, item: Item | None) -> None:
        """Show what the item needs, empty or with its default."""
        self._item = item
        form = self._form
        kind = item.amount_kind if item is not None else ""
        measured = kind in MEASURED
        # An item that doubles when it happens again is entered one line at a time.
        counted = kind == "fixed" and item is not None and item.repeat is None
        form.quantity_box.setVisible(measured or counted)
        form.level_box.setVisible(kind == "choice")
        form.points_box.setVisible(kind == "range")
        # What is expected is reported once: there is nothing to count.
        form.amount_gap.setVisible(kind in {"", "expected"} or (kind == "fixed" and not counted))
        if item is None:
            form.role_box.setVisible(False)
            form.outcome_box.setVisible(False)
            return
        form.quantity_box.set_name(f"数量（{item.unit_name}）")
        form.quantity.set_value(None if measured else ONE)
        form.level.set_choices([(level.id, level.name) for level in item.levels])
        form.points.set_value(None)
        form.points_box.set_name(self._bounds(item))
        form.role.set_choices([(role.id, role.name) for role in item.roles], none="一般")
        form.role_box.setVisible(bool(item.roles))
        form.outcome.set_choices([(each.id, each.name) for each in item.outcomes], none="不分")
        form.outcome_box.setVisible(bool(item.outcomes))

    def fill(self, values: LineDraft) -> None:
        """Show the figures of a line."""
        form = self._form
        form.quantity.set_value(values.quantity)
        form.level.choose(values.level)
        form.points.set_value(values.points)
        form.role.choose(values.role)
        form.outcome.choose(values.outcome)

    def missing(self) -> list[QWidget]:
        """Fields without which the line is worth nothing."""
        form = self._form
        found: list[QWidget] = []
        if not form.quantity_box.isHidden() and not form.quantity.value:
            found.append(form.quantity)
        if not form.level_box.isHidden() and form.level.value is None:
            found.append(form.level)
        if not form.points_box.isHidden() and form.points.value is None:
            found.append(form.points)
        return found

    @property
    def quantity(self) -> Decimal | None:
        """As typed; one for items that are not counted."""
        return self._form.quantity.value if not self._form.quantity_box.isHidden() else ONE

    @property
    def level(self) -> str | None:
        """The level of a choice."""
        return self._form.level.value if not self._form.level_box.isHidden() else None

    @property
    def points(self) -> Decimal | None:
        """The judged value of a range."""
        return self._form.points.value if not self._form.points_box.isHidden() else None

    @property
    def role(self) -> str | None:
        """The role; ``None`` for an ordinary one."""
        return self._form.role.value if not self._form.role_box.isHidden() else None

    @property
    def outcome(self) -> str | None:
        """The outcome."""
        return self._form.outcome.value if not self._form.outcome_box.isHidden() else None

    def _bounds(self, item: Item) -> str:
        if item.range_max is None:
            return "评分"
        low = item.range_min if item.range_min is not None else Decimal(0)
        return f"评分 {low.normalize():f}–{item.range_max.normalize():f}"
