"""A value that cannot be read hides nothing else that is wrong, and makes nothing wrong that is right."""

from __future__ import annotations

import pytest
from case_support import CATEGORY, grade, limits, mark, section, veto
from scoring_support import HEAD, item, text

from app.errors import Severity
from app.services.scoring import check_scheme

TEXT = item("bad", 'kind = "fixed", points = "2"')
OPEN = item("open", limits=limits('window = "year"'))
SHARED = '[[shared_limits]]\nid = "all"\nname = "合计"\nitems = ["open", "bad"]\nwindow = "year"\n'


def codes(document: str) -> list[tuple[str, str]]:
    found = check_scheme(document, source="")
    assert all(issue.severity is Severity.ERROR for issue in found)
    return sorted((issue.code, issue.place.removeprefix(" · ")) for issue in found)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (
            text(TEXT, OPEN, SHARED),
            [
                ("limit.kind", "共用上限 all"),
                ("limit.kind", "项目 open · 上限"),
                ("number", "项目 bad · 分值 · 分数（points）"),
            ],
        ),
        # A whole table that is missing or unusable.
        (text(OPEN, posting=""), [("limit.kind", "项目 open · 上限"), ("missing", "公示")]),
        (
            text(OPEN, cycle="[cycle]\nmonths = 5\n"),
            [("choice", "周期 · 月数（months）"), ("limit.kind", "项目 open · 上限")],
        ),
        (text(OPEN, head=HEAD.replace('"测试"', "3")), [("limit.kind", "项目 open · 上限"), ("text", "出处（source）")]),
        # Beside an unknown key, and in the only section.
        (
            text(item("a", colour="1"), TEXT, OPEN),
            [
                ("limit.kind", "项目 open · 上限"),
                ("number", "项目 bad · 分值 · 分数（points）"),
                ("unknown_key", "项目 a"),
            ],
        ),
        (
            text(OPEN, sections=section('ceiling = "3"')),
            [("limit.kind", "项目 open · 上限"), ("number", "板块 s · 最高分（ceiling）")],
        ),
        (
            text(item(), veto('effect = "cap"'), mark('min = "3"'), grade("min = 3", "a")),
            [
                ("grade.default", "等次 a"),
                ("number", "资格 r · 不低于（min）"),
                ("veto.points", "一票否决 v"),
            ],
        ),
    ],
)  # fmt: skip
def test_both_are_listed(document, found):
    assert codes(document) == found


@pytest.mark.parametrize(
    ("document", "found"),
    [
        # What was left out is not missed: the item, its section, its class, the order of the grades.
        (text(TEXT, item("k", also='"bad"')), [("number", "项目 bad · 分值 · 分数（points）")]),
        (
            text(item(section="t"), sections=section() + section("name = 3", "t").replace('name = "板块t"\n', "")),
            [("text", "板块 t · 名称（name）")],
        ),
        (
            text(CATEGORY.replace('"B类"', "3"), item(applies_to='{ categories = ["B"] }')),
            [("text", "党员类别 B · 名称（name）")],
        ),
        (
            text(item(), grade("min = 90", "a"), grade("", "z").replace('"等次z"', "3")),
            [("text", "等次 z · 名称（name）")],
        ),
        # A limit whose points cannot be read is not one without points.
        (
            text(item(limits=limits('window = "year", points = "4"'))),
            [("number", "项目 i · 上限（第 1 个） · 分数（points）")],
        ),
        # Nor is a line out of reach of an item that cannot be read.
        (
            text(item(limits=limits('window = "year", points = 4')), TEXT, mark("min = 90")),
            [("number", "项目 bad · 分值 · 分数（points）")],
        ),
    ],
)  # fmt: skip
def test_what_may_be_right_is_not_called_wrong(document, found):
    assert codes(document) == found
