"""The entry strip on the least screen in large type: names, dates and items are read whole, nothing is cut at its edge."""

from __future__ import annotations

import pytest

from app.ui.theme.theme import apply_theme

#: What the side bar and the margins leave of 1024 pixels, in large type and in the usual one.
_LARGE, _USUAL = 890, 906


@pytest.fixture(params=[True, False], ids=["large", "usual"])
def narrow(request, qapp, world, open_page, settled):
    apply_theme(qapp, large=request.param)
    page = open_page(world)
    page.resize(_LARGE if request.param else _USUAL, 728)
    settled(page)
    yield page
    apply_theme(qapp)


def _pick(page, *, roles):
    strip = page.by_member.strip
    item = next(each for each in strip._items.values() if bool(each.roles) == roles)
    strip.form.item.pick(item.id)
    strip.show_item(item)


@pytest.mark.parametrize("roles", [True, False])
def test_fields_lie_inside_the_strip_and_inside_their_places(narrow, settled, roles):
    _pick(narrow, roles=roles)
    settled(narrow)
    strip = narrow.by_member.strip
    shown = [field for field in (*strip.form.sequence(), strip.form.save) if field.isVisible()]
    assert len(shown) >= 5
    for field in shown:
        above = field.parentWidget()
        assert above.rect().contains(field.geometry()), "cut by its place"
        right = field.mapTo(strip, field.rect().topRight()).x()
        assert right < strip.width(), "cut by the strip"


def test_a_date_and_a_name_of_four_signs_are_read_whole(narrow, settled):
    form = narrow.by_member.strip.form
    words = form.date.fontMetrics()
    assert form.date.width() >= words.horizontalAdvance(form.date.text()) + 16
    assert form.member.width() >= words.horizontalAdvance("欧阳建国") + words.height()


def test_whose_card_it_is_goes_before_keys_on_buttons(narrow, settled):
    card = narrow.by_member.card
    assert card.name.width() >= card.name.fontMetrics().horizontalAdvance("刘桂香 · 3 条")
