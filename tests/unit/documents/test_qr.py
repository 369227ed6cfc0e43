from __future__ import annotations

import pytest

from app.services.documents.qr import qr_path


@pytest.mark.parametrize("content", ["BP01-202610-JL-0017", "柏坪-202610-公示-0001", "A" * 60])
def test_path_has_the_three_finders(content):
    side, path = qr_path(content)
    dark = set()
    *rectangles, last = path.split(" re ")
    assert last == "f"
    for rectangle in rectangles:
        x, y, width, height = map(int, rectangle.split())
        assert height == 1
        dark.update((column, side - 1 - y) for column in range(x, x + width))
    for left, top in ((0, 0), (side - 7, 0), (0, side - 7)):
        ring = {(left + i, top) for i in range(7)} | {(left, top + i) for i in range(7)}
        assert ring <= dark
        assert (left + 1, top + 1) not in dark
        assert (left + 3, top + 3) in dark


def test_different_numbers_give_different_codes():
    assert qr_path("BP01-0001") != qr_path("BP01-0002")
