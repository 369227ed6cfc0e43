"""Photos of the posted sheet: kept small, with the attachments, and evidence once the notice is closed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from app.errors import UserError, WorkflowError
from app.services.attachments import MAX_BYTES, MAX_SIDE
from app.services.corrections.rules import Change
from app.services.terms import Term
from tests.helpers.factories import OCTOBER

TERM = Term.of_month(OCTOBER)


@pytest.fixture
def posted(village):
    village.at(date(2026, 10, 30))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 10))
    village.confirm_all()
    village.post()
    return village


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "公示栏 11月1日.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, quality=95)
    return path


def view(village, **keys):
    return village.app.notices.view(village.branch, TERM, **keys)


def test_a_photo_is_kept_small_and_its_hands_are_known(posted, picture):
    changes = posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture)
    [photo] = view(posted).photos
    assert photo.uid == changes.ids[0]
    assert (photo.file_name, photo.added_by) == (picture.name, "周小禾")
    data = posted.app.attachments.data(photo.sha256)
    assert len(data) <= MAX_BYTES
    assert max(Image.open(io.BytesIO(data)).size) <= MAX_SIDE
    event = posted.app.system.view().events[0]
    assert (event.action, "2026-10" in event.subject) == ("添加公示照片", True)


def test_it_can_be_removed_while_the_notice_hangs_and_the_picture_stays_under_its_hash(posted, picture):
    uid = posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture).ids[0]
    digest = view(posted).photos[0].sha256
    posted.app.notice_photos.remove(posted.secretary, uid)
    assert view(posted).photos == ()
    assert posted.app.attachments.data(digest)


def test_after_the_close_one_can_be_added_but_none_removed(posted, picture):
    first = posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture).ids[0]
    posted.close(on=date(2026, 11, 6))
    with pytest.raises(WorkflowError, match="不能移除"):
        posted.app.notice_photos.remove(posted.secretary, first)
    posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture)
    assert len(view(posted).photos) == 2


def test_each_version_keeps_its_own(posted, picture):
    posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture)
    old = view(posted).uid
    posted.at(date(2026, 11, 3))
    line = posted.app.corrections.lines(posted.branch, posted.members["孙石头"], OCTOBER)[0]
    posted.app.corrections.correct(
        posted.secretary, Change(line.uid, None, "登记错了", "收缴表", posted.members["钱二妹"])
    )
    draft = replace(posted.notice(date(2026, 11, 3), date(2026, 11, 7)), reason="核查后更正")
    posted.app.notices.repost(posted.secretary, posted.branch, TERM, draft)
    assert view(posted).photos == ()
    assert len(view(posted, version=1).photos) == 1
    with pytest.raises(WorkflowError, match="新版代替") as refused:
        posted.app.notice_photos.add(posted.recorder, old, picture)
    assert "新的一版" in refused.value.hint


def test_a_viewer_adds_and_removes_none(posted, picture):
    uid = posted.app.notice_photos.add(posted.recorder, view(posted).uid, picture).ids[0]
    with pytest.raises(WorkflowError, match="办理"):
        posted.app.notice_photos.add(posted.viewer, view(posted).uid, picture)
    with pytest.raises(WorkflowError, match="办理"):
        posted.app.notice_photos.remove(posted.viewer, uid)


def test_what_is_no_picture_is_not_kept(posted, tmp_path):
    text = tmp_path / "公示.jpg"
    text.write_text("不是图片", "utf-8")
    with pytest.raises(UserError, match="不是能读的图片"):
        posted.app.notice_photos.add(posted.recorder, view(posted).uid, text)
    assert view(posted).photos == ()
