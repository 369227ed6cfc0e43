"""积分办法一览表, read back from the PDF."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2 as pdfium
import pytest

from app.resources import resource
from app.services import scheme_text
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.scheme_meeting import AdoptionMeeting
from app.services.scoring import load_scheme, scheme_hash

S1 = resource("schemes", "S1.toml").read_text("utf-8")
OCTOBER = Month(2026, 10)


def read_back(data: bytes) -> tuple[str, int]:
    with pdfium.PdfDocument(io.BytesIO(data)) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return "".join("".join(pages).split()), len(pages)


@pytest.fixture
def draft(village):
    text = scheme_text.put(S1, "items/neg_rumor/enabled", False)
    uid = village.app.drafts.from_preset(village.recorder, village.branch, "S1").ids[0]
    village.app.drafts.save_text(village.recorder, uid, text, revision=1)
    return uid, text


def test_a_draft_says_so_and_has_every_rule_in_use(village, draft):
    uid, text = draft
    made = village.app.press.render(DocumentKind.SCHEME, village.branch, OCTOBER, uids=(uid,))
    words, pages = read_back(made.data)
    assert pages == 2
    assert "积分办法一览表（草案）" in words
    assert "未经党员大会通过" in words
    assert scheme_hash(text)[:8] in words
    scheme = load_scheme(text, source="")
    for item in scheme.items.values():
        assert ("".join(item.name.split()) in words) is item.enabled
    for part in (*scheme.vetoes.values(), *scheme.grades, *scheme.marks, *scheme.proposals):
        assert "".join(part.name.split()) in words
    assert "项目分值和上限佐证" in words
    assert words.count("※") == 10 + 1
    assert (
        made.data == village.app.press.render(DocumentKind.SCHEME, village.branch, OCTOBER, uids=(uid,)).data
    )


def test_an_adopted_one_names_meeting_day_and_votes(village, draft):
    uid, text = draft
    meeting = AdoptionMeeting("支部党员大会", date(2026, 9, 30), "村委会", 7, 6, 6)
    version = village.app.schemes.adopt(
        village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1), meeting=meeting,
        examples_passed=True, draft_uid=uid,
    ).ids[0]  # fmt: skip
    words, _ = read_back(village.app.press.render(DocumentKind.SCHEME, village.branch, OCTOBER).data)
    assert "草案" not in words
    assert "自2026年10月1日起执行" in words
    assert "2026年9月30日支部党员大会（村委会）通过" in words
    assert "由党员大会通过的分值" in words
    assert "第2版" in words
    first = village.app.schemes.history(village.branch)[0]
    old, _ = read_back(
        village.app.press.render(DocumentKind.SCHEME, village.branch, OCTOBER, uids=(first.uid,)).data
    )
    assert "传播谣言" in old
    assert "第1版" in old
    assert version != first.uid
