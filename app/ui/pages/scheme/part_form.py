"""A form for one table of a scheme, made from the language itself; tables inside it become forms inside the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.scheme_values import Plain
from app.ui.pages.scheme.amounts import BY_KEY, KINDS, fresh_amount, polarity_for
from app.ui.pages.scheme.editors import (
    ChoiceEdit,
    EitherEdit,
    FigureEdit,
    FiguresEdit,
    FlagEdit,
    ListEdit,
    LongEdit,
    ShareEdit,
    TextEdit,
    TicksEdit,
)
from app.ui.pages.scheme.field_specs import FieldSpec, Look, specs_of
from app.ui.pages.scheme.fresh import fresh_table
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import label

#: Property of a field: the path of its value, by which the check and the focus find it.
PATH = "scheme_path"

_COLUMNS = 3
_WIDE = frozenset(
    {Look.LONG, Look.TICKS, Look.FIGURES, Look.TABLE, Look.ROWS, Look.AMOUNT, Look.WORDS, Look.DAYS}
)


@dataclass(slots=True)
class FormDesk:
    """What the fields of a form share.

    Attributes:
        parts: Ids and names by list, for fields that name another part.
        put: ``put({path: value}, rebuild=…)`` writes into the document.
        value: The present value at a path.
        opened: Paths of tables whose 更多 is open.
    """

    parts: Mapping[str, Sequence[tuple[str, str]]]
    put: Callable[..., None]
    value: Callable[[str], Any]
    opened: set[str] = field(default_factory=set)

    def choices(self, spec: FieldSpec) -> Sequence[tuple[Plain, str]]:
        """The choices of a field, with the parts of the document that it may name."""
        return [*spec.choices, *self.parts.get(spec.refers, ())]


class PartForm(QWidget):
    """The fields of one table.

    Args:
        model: The table's class.
        values: Its plain values.
        path: Where it stands in the document; empty for the document itself.
        desk: What the fields share.
        columns: Fields side by side.
        parent: Owner.
    """

    def __init__(
        self,
        model: type[BaseModel],
        values: Mapping[str, Any],
        path: str,
        desk: FormDesk,
        *,
        columns: int = _COLUMNS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values, self._path, self._desk, self._columns = values, path, desk, columns
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        specs = [spec for spec in specs_of(model) if self._is_of_use(spec, values)]
        column.addWidget(self._grid([spec for spec in specs if not spec.more]))
        more = [spec for spec in specs if spec.more]
        if more:
            self._add_more(column, more)

    def _is_of_use(self, spec: FieldSpec, values: Mapping[str, Any]) -> bool:
        """Classes are not asked for where the scheme has none."""
        return spec.refers != "categories" or spec.key in values or bool(self._desk.parts.get("categories"))

    def _add_more(self, column: QVBoxLayout, specs: list[FieldSpec]) -> None:
        filled = sum(spec.key in self._values for spec in specs)
        words = f"更多（已填 {filled} 项）" if filled else "更多"
        button = Button(words, ButtonKind.LINK, icon="chevron-down")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        rest = self._grid(specs)
        rest.setVisible(self._path in self._desk.opened)
        column.addWidget(rest)

        def turn() -> None:
            rest.setVisible(rest.isHidden())
            (self._desk.opened.discard if rest.isHidden() else self._desk.opened.add)(self._path)

        button.clicked.connect(turn)

    def _grid(self, specs: Sequence[FieldSpec]) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        columns = self._columns
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        place = 0
        for spec in specs:
            span = min(_span(spec), columns)
            if place % columns + span > columns:
                place += columns - place % columns
            cell = self._cell(spec)
            grid.addWidget(cell, place // columns, place % columns, 1, span)
            place += span
        return body

    def _cell(self, spec: FieldSpec) -> QWidget:
        path = f"{self._path}/{spec.key}" if self._path else spec.key
        editor = make_editor(spec, self._values, path, self._desk)
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        if spec.look is Look.FLAG:
            column.addSpacing(cell.fontMetrics().height())
        elif spec.look not in (Look.TABLE, Look.AMOUNT):
            unit = f"（{spec.unit}）" if spec.unit and spec.look is not Look.EITHER else ""
            title = label(spec.word + unit, "note")
            title.setBuddy(editor)
            column.addWidget(title)
        column.addWidget(editor)
        if spec.hint:
            column.addWidget(label(spec.hint, "note", wrap=True))
        column.addStretch(1)
        return cell


def _span(spec: FieldSpec) -> int:
    if spec.look in _WIDE:
        return _COLUMNS
    return 2 if spec.key == "name" or (spec.look is Look.TEXT and spec.key in ("text", "example_note")) else 1


def make_editor(spec: FieldSpec, values: Mapping[str, Any], path: str, desk: FormDesk) -> QWidget:
    """The field of one key, wired to the document."""
    value = values.get(spec.key)
    if spec.look is Look.TABLE:
        return TableEdit(spec, value, path, desk)
    if spec.look is Look.AMOUNT:
        return AmountEdit(value or {}, path, desk)
    if spec.look is Look.ROWS:
        # Imported here: the rows hold forms themselves.
        from app.ui.pages.scheme.rows_edit import RowsEdit

        return RowsEdit(spec, value or [], path, desk)
    editor = _simple(spec, values, desk)
    editor.setProperty(PATH, path)
    editor.setAccessibleName(spec.word)
    editor.changed.connect(lambda new: _write(desk, spec, path, new))  # type: ignore[attr-defined]
    return editor


def _simple(spec: FieldSpec, values: Mapping[str, Any], desk: FormDesk) -> QWidget:
    value = values.get(spec.key)
    match spec.look:
        case Look.FLAG:
            return FlagEdit(spec, value)
        case Look.CHOICE:
            return ChoiceEdit(desk.choices(spec), spec.default if value is None else value)
        case Look.TICKS:
            return TicksEdit(desk.choices(spec), value, none_word="请选择" if spec.required else "不限")
        case Look.NUMBER | Look.COUNT:
            return FigureEdit(spec.default if value is None else value, whole=spec.look is Look.COUNT)
        case Look.SHARE:
            return ShareEdit(value)
        case Look.FIGURES:
            return FiguresEdit(desk.choices(spec), value)
        case Look.EITHER:
            return EitherEdit(spec.pair, dict(values))
        case Look.WORDS | Look.DAYS:
            return ListEdit(value)
        case Look.LONG:
            return LongEdit(value)
    return TextEdit(spec.default if value is None else value)


def _write(desk: FormDesk, spec: FieldSpec, path: str, new: Plain) -> None:
    if spec.look is Look.EITHER:
        table = path.rpartition("/")[0]
        desk.put({f"{table}/{key}": figure for key, figure in new.items()})
        return
    # What the program takes anyway need not be written, unless the file says it already.
    if new is None and spec.required and spec.look is Look.TEXT:
        new = ""
    if not spec.required and new == spec.default and desk.value(path) is None:
        return
    desk.put({path: new})


class TableEdit(QFrame):
    """A table inside the table; one that may be missing is switched on by a tick."""

    def __init__(self, spec: FieldSpec, value: Plain, path: str, desk: FormDesk) -> None:
        super().__init__()
        assert spec.model is not None  # noqa: S101 - the look says so
        self.setProperty("surface", "info")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.M, Space.S)
        column.setSpacing(Space.XS)
        # ``start = 60`` is short for a table with points.
        values = value if isinstance(value, Mapping) or value is None else {"points": value}
        if spec.default is None:
            self.switch = QCheckBox(spec.word)
            self.switch.setChecked(value is not None)
            self.switch.setProperty(PATH, path)
            self.switch.clicked.connect(
                lambda on: desk.put({path: fresh_table(spec, desk.parts) if on else None}, rebuild=True)
            )
            column.addWidget(self.switch)
        else:
            column.addWidget(label(spec.word, "note"))
        if value is not None or spec.default is not None:
            column.addWidget(PartForm(spec.model, values or {}, path, desk))


class AmountEdit(QFrame):
    """Which kind of amount, when it is used, and its own fields."""

    def __init__(self, value: Mapping[str, Any], path: str, desk: FormDesk) -> None:
        super().__init__()
        self._value, self._path, self._desk = value, path, desk
        self.setProperty("surface", "info")
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        grid.setHorizontalSpacing(Space.L)
        kind = BY_KEY.get(str(value.get("kind", "")))
        self.kinds = ChoiceEdit([(each.key, each.word) for each in KINDS], value.get("kind"))
        self.kinds.setAccessibleName("计分方式")
        self.kinds.setProperty(PATH, f"{path}/kind")
        self.kinds.changed.connect(self._on_kind)
        use = label(kind.use if kind else "请选择怎样计分", "note", wrap=True)
        wide = kind is None or any(spec.look is Look.ROWS for spec in specs_of(kind.model))
        grid.addWidget(label("计分方式", "note"), 0, 0)
        grid.addWidget(self.kinds, 1, 0)
        grid.addWidget(use, *((1, 1) if wide else (2, 0)))
        grid.setRowStretch(3, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 2)
        if kind is not None:
            # Beside the kind where it is a figure or two, below it where it is a list.
            form = PartForm(kind.model, value, path, desk, columns=_COLUMNS if wide else 2)
            if wide:
                grid.addWidget(form, 3, 0, 1, 2)
            else:
                grid.addWidget(form, 0, 1, 4, 1)

    def _on_kind(self, key: str) -> None:
        item = self._path.rpartition("/")[0]
        before = str(self._desk.value(f"{item}/polarity") or "plus")
        after = polarity_for(key, before)
        changes: dict[str, Any] = {self._path: fresh_amount(key, self._value)}
        if after != before:
            changes[f"{item}/polarity"] = None if after == "plus" else after
        if key == "attendance":
            # The sheet is the entry, and its marks know no roles: nobody has to be told to change that as well.
            changes |= {f"{item}/entry": "attendance", f"{item}/roles": None}
        self._desk.put(changes, rebuild=True)
