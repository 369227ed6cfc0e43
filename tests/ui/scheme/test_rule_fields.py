"""Every key of the scheme language has a field, and a field writes what it shows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from app.services.documents.output import write_out
from app.services.scoring.checks.tables import all_tables, tables_under
from app.services.scoring.language import SchemeDocument
from app.ui.pages.scheme.editors import (
    ChoiceEdit,
    EitherEdit,
    FigureEdit,
    FiguresEdit,
    ListEdit,
    ShareEdit,
    TicksEdit,
)
from app.ui.pages.scheme.field_specs import Look, specs_of
from app.ui.pages.scheme.places import LISTS
from app.ui.pages.scheme.steps import TextSteps
from tests.unit.scoring.rich_scheme import RICH, toml


@pytest.mark.parametrize("model", all_tables(), ids=lambda model: model.__name__)
def test_no_key_of_the_language_is_forgotten(model):
    shown = {key for spec in specs_of(model) for key in (spec.key, *(part.key for part in spec.pair))}
    hidden = set(model.model_fields) - shown
    tops = (
        {key for key in model.model_fields if tables_under(model, key)} if model is SchemeDocument else set()
    )
    assert hidden <= {"id", "kind"} | tops
    for spec in specs_of(model):
        assert not spec.word.isascii(), f"{spec.key} has no office word"
        if spec.look in (Look.CHOICE, Look.TICKS):
            assert spec.choices or spec.refers, f"{spec.key} offers nothing"


def told(editor) -> list:
    """What a field says, in order."""
    values: list = []
    editor.changed.connect(values.append)
    return values


def test_figures_are_exact_and_half_typed_ones_wait(qtbot):
    edit = FigureEdit(Decimal("2.5"))
    qtbot.addWidget(edit)
    assert edit.text() == "2.5"
    values = told(edit)
    edit.selectAll()
    QTest.keyClicks(edit, "1.")
    QTest.keyClicks(edit, "25")
    assert values == [1, Decimal("1.2"), Decimal("1.25")]
    edit.clear()
    edit.textEdited.emit("")
    assert values[-1] is None


def test_parts_and_numbers_of_members(qtbot):
    edit = ShareEdit("30%")
    qtbot.addWidget(edit)
    values = told(edit)
    edit.selectAll()
    QTest.keyClicks(edit, "1/3")
    assert values[-1] == "1/3"
    edit.selectAll()
    QTest.keyClicks(edit, "10")
    assert values[-1] == 10


def test_lists_ticks_and_figures_by_class(qtbot):
    words = ListEdit(["河长", "路长"])
    qtbot.addWidget(words)
    values = told(words)
    words.end(False)
    QTest.keyClicks(words, ",x")
    assert values[-1] == ["河长", "路长", "x"]
    ticks = TicksEdit([("A", "A类"), ("B", "B类")], ["B"])
    qtbot.addWidget(ticks)
    values = told(ticks)
    first, second = ticks.findChildren(QCheckBox)
    first.click()
    second.click()
    first.click()
    assert values == [["A", "B"], ["A"], None]
    many = TicksEdit([(str(n), f"项目{n}") for n in range(12)], ["3"])
    qtbot.addWidget(many)
    values = told(many)
    many._menu.actions()[1].trigger()
    assert values == [["1", "3"]]
    assert many._button.text() == "项目1、项目3 ▾"
    by_class = FiguresEdit([("A", "A类"), ("B", "B类")], {"A": 8})
    qtbot.addWidget(by_class)
    values = told(by_class)
    for field, text in zip(by_class.findChildren(FigureEdit), ("9", "6"), strict=True):
        field.selectAll()
        QTest.keyClicks(field, text)
    assert values[-1] == {"A": 9, "B": 6}


def test_points_or_times_but_never_both(qtbot):
    from app.services.scoring.language import Limit

    pair = next(spec.pair for spec in specs_of(Limit) if spec.look is Look.EITHER)
    edit = EitherEdit(pair, {"window": "year", "points": 4})
    qtbot.addWidget(edit)
    values = told(edit)
    edit.unit.setCurrentIndex(1)
    edit.unit.activated.emit(1)
    assert values[-1] == {"points": None, "times": 4}


def test_an_id_that_is_not_there_is_shown_as_it_is(qtbot):
    edit = ChoiceEdit([("a", "甲")], "nowhere")
    qtbot.addWidget(edit)
    assert edit.currentText() == "nowhere（没有）"


def test_steps_go_back_and_forth_and_typing_on_is_one():
    steps = TextSteps("a")
    assert steps.go("b", place="x")
    assert steps.go("c", place="x")
    assert steps.go("d", place="y")
    assert not steps.go("d", place="y")
    assert steps.undo()
    assert steps.text == "c"
    assert steps.undo()
    assert steps.text == "a"
    assert not steps.undo()
    assert steps.redo()
    assert steps.text == "c"
    assert steps.go("e", place="z")
    assert not steps.can_redo


def test_a_scheme_with_everything_can_be_looked_at_without_a_change(office, village, tmp_path):
    text = toml(RICH)
    write_out(tmp_path / "rich.toml", text.encode())
    window = office()
    page = window.open("scheme")
    drafts = village.app.drafts
    preview = drafts.read_file(tmp_path / "rich.toml")
    page.actions_of_page._make(lambda: drafts.from_file(village.recorder, village.branch, preview))
    window.settle()
    for path in page.editor.tree.paths:
        page.editor.go(path)
        assert page.editor.fields() or path in LISTS
    assert page.desk.text == text
