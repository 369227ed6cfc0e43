"""Photos of a line: upright, small, without position data, found again by their hash."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.errors import NotFound, UserError, WorkflowError
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.actor import Actor
from app.services.attachments import MAX_BYTES, MAX_SIDE, shrink
from app.services.workflow import Role
from tests.helpers.computers import quietly

DAY = date(2026, 10, 10)
ORIENTATION, GPS = 0x0112, 0x8825


def photo(path: Path, size: tuple[int, int], *, orientation: int = 1, noise: str = "") -> Path:
    """A picture with a red top left corner; with ``noise`` one that hardly shrinks."""
    if noise:
        grain = random.Random(noise).randbytes(size[0] * size[1] * 3)  # noqa: S311 - a picture, no secret
        picture = Image.frombytes("RGB", size, grain)
    else:
        picture = Image.new("RGB", size, "white")
        picture.paste((200, 0, 0), (0, 0, size[0] // 3, size[1] // 3))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 50.0)
    picture.save(path, exif=exif)
    return path


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.fixture
def line(village) -> str:
    village.at(date(2026, 10, 20))
    return village.declare("孙石头", "commendation", DAY, level="town")


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (8000, 600)])
def test_large_pictures_shrink_to_the_longest_side(tmp_path, size):
    small = opened(shrink(photo(tmp_path / "a.jpg", size)))
    assert max(small.size) == MAX_SIDE
    assert small.width / small.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert small.format == "JPEG"


def test_a_small_picture_is_not_blown_up(tmp_path):
    assert opened(shrink(photo(tmp_path / "a.png", (320, 200)))).size == (320, 200)


def test_even_noise_fits_the_limit(tmp_path):
    data = shrink(photo(tmp_path / "a.png", (1600, 1600), noise="x"))
    assert len(data) <= MAX_BYTES


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (600, 300), (0, 0)), (3, (600, 300), (1, 1)), (6, (300, 600), (1, 0)), (8, (300, 600), (0, 1))],
)
def test_a_photo_taken_sideways_stands_upright(tmp_path, orientation, size, corner):
    picture = opened(shrink(photo(tmp_path / "a.jpg", (600, 300), orientation=orientation)))
    assert picture.size == size
    x, y = (20 if c == 0 else side - 20 for c, side in zip(corner, size, strict=True))
    red, green, _ = picture.getpixel((x, y))
    assert red > 150
    assert green < 90


def test_position_and_camera_data_are_gone(tmp_path):
    source = photo(tmp_path / "a.jpg", (600, 300), orientation=6)
    with Image.open(source) as before:
        assert before.getexif().get_ifd(GPS)
    assert not dict(opened(shrink(source)).getexif())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b""),
        ("a.jpg", b"no picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        ("a.xlsx", b"PK\x03\x04"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(village, line, tmp_path, name, content):
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(UserError, match=name) as refused:
        village.app.attachments.add(village.recorder, line, source)
    assert refused.value.hint
    assert not village.app.attachments.of_line(line)


def test_a_cut_off_photo_is_refused(village, line, tmp_path):
    whole = photo(tmp_path / "whole.jpg", (1200, 900), noise="x").read_bytes()
    source = tmp_path / "cut.jpg"
    source.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=r"cut\.jpg"):
        village.app.attachments.add(village.recorder, line, source)


def test_a_picture_bomb_is_refused_before_it_is_unpacked(village, line, tmp_path):
    source = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(source)
    assert source.stat().st_size < 100_000
    with pytest.raises(UserError, match=r"bomb\.png"):
        village.app.attachments.add(village.recorder, line, source)


def test_a_missing_file_is_a_message(village, line, tmp_path):
    with pytest.raises(UserError, match=r"gone\.jpg"):
        village.app.attachments.add(village.recorder, line, tmp_path / "gone.jpg")


def test_it_is_found_again_by_its_hash(village, line, tmp_path):
    village.app.attachments.add(village.recorder, line, photo(tmp_path / "证书.jpg", (2000, 1500)))
    [view] = village.app.attachments.of_line(line)
    data = village.app.attachments.data(view.sha256)
    assert view.file_name == "证书.jpg"
    assert hashlib.sha256(data).hexdigest() == view.sha256
    assert village.line(line).attachments == 1
    assert not village.line(line).faults  # the required proof is there now


def test_the_same_picture_is_kept_once_for_two_lines(village, line, tmp_path):
    other = village.declare("钱二妹", "commendation", DAY, level="town")
    source = photo(tmp_path / "a.jpg", (800, 600))
    for uid in (line, other):
        village.app.attachments.add(village.recorder, uid, source)
    connection = raw_connect(village.app.paths.attachments)
    assert connection.execute("SELECT count(*) FROM blob").fetchone() == (1,)
    connection.close()
    [view] = village.app.attachments.of_line(line)
    village.app.attachments.remove(village.recorder, view.uid)
    assert not village.app.attachments.of_line(line)
    [left] = village.app.attachments.of_line(other)
    assert village.app.attachments.data(left.sha256)


def test_a_changed_or_missing_picture_is_noticed(village, line, tmp_path):
    village.app.attachments.add(village.recorder, line, photo(tmp_path / "a.jpg", (800, 600)))
    [view] = village.app.attachments.of_line(line)
    connection = raw_connect(village.app.paths.attachments)
    connection.execute("DROP TRIGGER blob_no_update")
    connection.execute("UPDATE blob SET data = x'00'")
    connection.close()
    for digest in (view.sha256, "0" * 64):
        with pytest.raises(NotFound, match="缺失或已损坏"):
            village.app.attachments.data(digest)


def test_stored_pictures_cannot_be_overwritten(village, line, tmp_path):
    village.app.attachments.add(village.recorder, line, photo(tmp_path / "a.jpg", (800, 600)))
    connection = raw_connect(village.app.paths.attachments)
    with pytest.raises(Exception, match="immutable"):
        connection.execute("UPDATE blob SET data = x'00'")
    connection.close()


def test_a_viewer_adds_nothing(village, line, tmp_path):
    with pytest.raises(WorkflowError):
        village.app.attachments.add(village.viewer, line, photo(tmp_path / "a.jpg", (80, 60)))
    assert not village.app.paths.attachments.exists()


def test_after_the_meeting_a_proof_may_be_added_but_none_removed(village, line, tmp_path):
    village.app.declarations.set_basis(village.recorder, line, basis="证书", second_uid="")
    village.app.attachments.add(village.recorder, line, photo(tmp_path / "a.jpg", (800, 600)))
    [view] = village.app.attachments.of_line(line)
    village.confirm_all()
    with pytest.raises(WorkflowError, match="已评定"):
        village.app.attachments.remove(village.recorder, view.uid)
    village.app.attachments.add(village.recorder, line, photo(tmp_path / "b.jpg", (800, 600)))
    assert len(village.app.attachments.of_line(line)) == 2


class TestBackupOfPictures:
    """Pictures come back from beside the backup, also from a stick; a spoilt one is told and never passes for sound."""

    @pytest.fixture
    def pictured(self, village, line, tmp_path):
        """A line with a picture, backed up. The uid of the line."""
        village.app.attachments.add(village.recorder, line, photo(tmp_path / "a.jpg", (900, 600)))
        village.app.system.backup_now(village.recorder)
        return line

    def restore(self, village, backup):
        plan = village.app.system.plan_restore(village.secretary, backup)
        return village.app.system.restore(village.secretary, backup, typed_back=str(plan.lost_count))

    def test_a_restore_brings_missing_pictures_back(self, village, pictured):
        [view] = village.app.attachments.of_line(pictured)
        data = village.app.attachments.data(view.sha256)
        village.app.paths.attachments.unlink()
        changes = self.restore(village, village.app.system.view().backups[0].path)
        assert changes.warnings == ()
        assert village.app.attachments.data(view.sha256) == data

    def test_what_came_later_stays(self, village, pictured, tmp_path):
        village.app.attachments.add(village.recorder, pictured, photo(tmp_path / "b.jpg", (700, 500)))
        later = village.app.attachments.of_line(pictured)[1].sha256
        backup = village.app.system.view().backups[0].path
        self.restore(village, backup)
        assert village.app.attachments.data(later)

    def test_from_the_stick_into_a_new_computer(self, village, pictured, tmp_path, opened):
        [view] = village.app.attachments.of_line(pictured)
        data = village.app.attachments.data(view.sha256)
        stick = tmp_path / "stick"
        stick.mkdir()
        for _ in range(2):
            info = village.app.system.view().backups[0]
            copy = village.app.system.copy_backup(village.recorder, info.path, stick, progress=quietly).target
        assert sorted(p.suffix for p in stick.iterdir()) == [".db"] * 3
        fresh = opened(AppPaths(tmp_path / "new"))
        boss = Actor("x", "林为民", Role.SECRETARY)
        plan = fresh.system.plan_restore(boss, copy)
        fresh.system.restore(boss, copy, typed_back=str(plan.lost_count))
        assert fresh.attachments.data(view.sha256) == data

    def spoil(self, path: Path) -> None:
        connection = raw_connect(path)
        connection.execute("DROP TRIGGER blob_no_update")
        connection.execute("UPDATE blob SET data = x'00'")
        connection.close()

    def test_a_spoilt_picture_is_told_and_left_out(self, village, pictured, tmp_path):
        [view] = village.app.attachments.of_line(pictured)
        backup = village.app.system.view().backups[0].path
        self.spoil(village.app.paths.backups / "attachments.db")
        village.app.paths.attachments.unlink()
        changes = self.restore(village, backup)
        assert changes.warnings == ("有 1 张附件图片在备份里已损坏，没有找回。",)
        with pytest.raises(NotFound):
            village.app.attachments.data(view.sha256)
        stick = tmp_path / "stick"
        stick.mkdir()
        copied = village.app.system.copy_backup(village.recorder, backup, stick, progress=quietly)
        assert "1 张附件图片在备份里已损坏" in copied.changes.warnings[0]

    def test_a_file_of_pictures_that_cannot_be_read_does_not_keep_the_ledger_back(self, village, pictured):
        backup = village.app.system.view().backups[0].path
        (village.app.paths.backups / "attachments.db").write_bytes(b"x" * 5000)
        changes = self.restore(village, backup)
        assert "附件图片没有找回" in changes.warnings[0]
        assert village.app.system.view().events[0].action == "恢复备份"
