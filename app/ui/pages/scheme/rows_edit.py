"""Limits, roles, levels, steps …: the rows of a list, each with its fields side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.scoring.language import Condition
from app.ui.pages.scheme.field_specs import FieldSpec, Look, specs_of
from app.ui.pages.scheme.fresh import fresh_row
from app.ui.pages.scheme.part_form import FormDesk, PartForm, make_editor
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind, IconButton
from app.ui.widgets.labels import label

_ADD = {
    "limits": "加一条上限",
    "roles": "加一个角色",
    "outcomes": "加一种结果",
    "levels": "加一档",
    "steps": "加一级",
    "bands": "加一段",
    "options": "加一档",
    "groups": "加一组",
    "goods": "加一种物品",
    "prizes": "加一项奖励",
    "windows": "加一段时间",
    "any": "加一个条件",
}


class RowsEdit(QFrame):
    """The rows of one list, with add, remove and move."""

    def __init__(self, spec: FieldSpec, rows: Sequence[Mapping[str, Any]], path: str, desk: FormDesk) -> None:
        super().__init__()
        assert spec.model is not None  # noqa: S101 - the look says so
        self._model, self._path, self._desk = spec.model, path, desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        if rows:
            column.addWidget(self._conditions(rows) if spec.model is Condition else self._grid(rows))
        self.add_button = Button(_ADD.get(spec.key, "加一行"), ButtonKind.LINK, icon="plus")
        self.add_button.clicked.connect(self._on_add)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _grid(self, rows: Sequence[Mapping[str, Any]]) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        specs = [spec for spec in specs_of(self._model) if self._is_of_use(spec, rows)]
        for number, spec in enumerate(specs):
            unit = f"（{spec.unit}）" if spec.unit and spec.look is not Look.EITHER else ""
            grid.addWidget(label(spec.word + unit, "note"), 0, number)
            grid.setColumnStretch(number, 3 if spec.look in (Look.TEXT, Look.TICKS) else 2)
        for place, row in enumerate(rows):
            for number, spec in enumerate(specs):
                editor = make_editor(spec, row, f"{self._path}/{place}/{spec.key}", self._desk)
                grid.addWidget(editor, place + 1, number)
            grid.addWidget(self._buttons(place, len(rows)), place + 1, len(specs))
        return body

    def _is_of_use(self, spec: FieldSpec, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Classes are not asked for where the scheme has none."""
        asked = spec.refers != "categories" or bool(self._desk.parts.get("categories"))
        return asked or any(spec.key in row for row in rows)

    def _conditions(self, rows: Sequence[Mapping[str, Any]]) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        for place, row in enumerate(rows):
            frame = QFrame()
            frame.setProperty("surface", "info")
            inner = QHBoxLayout(frame)
            inner.addWidget(PartForm(self._model, row, f"{self._path}/{place}", self._desk), 1)
            inner.addWidget(self._buttons(place, len(rows)), 0, Qt.AlignmentFlag.AlignTop)
            column.addWidget(frame)
        return body

    def _buttons(self, place: int, count: int) -> QWidget:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        up = IconButton("chevron-up", "上移")
        up.setEnabled(place > 0)
        up.clicked.connect(lambda: self._on_up(place))
        away = IconButton("trash-2", "删去这一行")
        away.clicked.connect(lambda: self._on_remove(place))
        if count > 1:
            row.addWidget(up)
        row.addWidget(away)
        return body

    def _rows(self) -> list[Any]:
        return list(self._desk.value(self._path) or [])

    def _on_add(self) -> None:
        rows = self._rows()
        first = next(spec for spec in specs_of(self._model))
        self._desk.put(
            {self._path: [*rows, fresh_row(self._model, rows)]},
            rebuild=True,
            focus=f"{self._path}/{len(rows)}/{first.key}",
        )

    def _on_remove(self, place: int) -> None:
        rows = self._rows()
        self._desk.put({self._path: rows[:place] + rows[place + 1 :] or None}, rebuild=True)

    def _on_up(self, place: int) -> None:
        rows = self._rows()
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        self._desk.put({self._path: rows}, rebuild=True)
