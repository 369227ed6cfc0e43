"""Photos and scans of a line: downscaled, hashed, kept in a second database file beside the ledger."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.clock import Clock
from app.errors import NotFound, UserError, WorkflowError
from app.models import AttachmentLink, Declaration
from app.models.engine import raw_connect
from app.models.faults import translate
from app.models.uow import UnitOfWork
from app.paths import AppPaths

from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .files import sync_folder
from .workflow import LineState

MAX_SIDE = 1600
MAX_BYTES = 300 * 1024
MAX_SOURCE_PIXELS = 120_000_000
MAX_SOURCE_BYTES = 60 * 1024 * 1024

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS blob (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TRIGGER IF NOT EXISTS blob_no_update BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, 'immutable'); END",
)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One picture of a line."""

    uid: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of copying pictures from one file into another.

    Attributes:
        copied: Pictures that were missing and are there now.
        damaged: Pictures whose bytes no longer fit their hash; they were left out.
    """

    copied: int
    damaged: int


def shrink(source: Path) -> bytes:
    """The picture as it is kept: upright, at most 1,600 px and 300 KB, JPEG, without position or camera data.

    Raises:
        UserError: no picture, or larger than 120 megapixels.
    """
    # Imported here: every start would wait for it, and few use it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    # Pillow warns from its own, lower figure on; ours is the one that is checked.
    Image.MAX_IMAGE_PIXELS = MAX_SOURCE_PIXELS
    try:
        if source.stat().st_size > MAX_SOURCE_BYTES:
            raise UserError(
                f"{source.name} 超过 60 MB，没有添加。", hint="请用手机发送原图以外的大小，或重新拍照。"
            )
        with Image.open(source) as picture:
            if picture.width * picture.height > MAX_SOURCE_PIXELS:
                raise UserError(f"{source.name} 尺寸太大，没有添加。", hint="请缩小后再添加。")
            # draft() lets the JPEG decoder skip most of a large photograph.
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            flat = upright.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UserError(
            f"{source.name} 不是能读的图片。", hint="请选择手机照片或扫描的 JPG、PNG 图片。"
        ) from error
    side = MAX_SIDE
    while True:
        flat.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in (85, 75, 65, 50, 35):
            buffer = io.BytesIO()
            flat.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MAX_BYTES:
                return buffer.getvalue()
        side = side * 3 // 4  # coarse-grained paper may need it; at some size everything fits


class AttachmentService(Service):
    """Use cases around pictures of lines."""

    def __init__(self, uow: UnitOfWork, clock: Clock, paths: AppPaths, *, key: bytes | None) -> None:
        super().__init__(uow, clock)
        self._paths = paths
        self._key = key

    def add(self, actor: Actor, line_uid: str, source: Path) -> Changes:
        """Attach a picture to a line. The picture is stored before the link, so no link is ever without picture."""
        require(actor, *OFFICERS, action="添加附件")
        return self._link(actor, line_uid, digest=self.keep(source), file_name=source.name)

    def keep(self, source: Path) -> str:
        """Store a picture, shrunk; returns the hash under which :meth:`data` finds it."""
        self.uow.check_writable()
        data = shrink(source)
        digest = hashlib.sha256(data).hexdigest()
        self._store(digest, data)
        return digest

    def restore(self, actor: Actor, line_uid: str, *, sha256: str, file_name: str) -> Changes:
        """Put a picture that is stored already back on a line: undo of a removal, without a second encoding."""
        require(actor, *OFFICERS, action="添加附件")
        self.data(sha256)
        return self._link(actor, line_uid, digest=sha256, file_name=file_name)

    def remove(self, actor: Actor, attachment_uid: str) -> Changes:
        """Take a picture off a line; the picture itself stays under its hash."""
        require(actor, *OFFICERS, action="移除附件")
        with self.uow.write() as session:
            link = by_uid(session, AttachmentLink, attachment_uid)
            line = session.get_one(Declaration, link.declaration_id)
            if LineState(line.state) not in {LineState.DECLARED, LineState.COLLECTED, LineState.RETURNED}:
                raise WorkflowError(
                    f"“{line.item_name}”已评定，附件是评定的依据，不能移除。", hint="可以再添加新的附件。"
                )
            session.delete(link)
            record(
                session,
                actor,
                self.clock,
                "移除附件",
                line.item_name,
                {"line": line.uid, "sha256": link.sha256},
            )
            return Changes.of(Kind.LINE, ids=(line.uid,), message=f"已移除附件 {link.file_name}")

    def of_line(self, line_uid: str) -> list[AttachmentView]:
        """Pictures of a line in the order they were added."""
        with self.uow.read() as session:
            line = by_uid(session, Declaration, line_uid)
            rows = session.scalars(
                select(AttachmentLink)
                .where(AttachmentLink.declaration_id == line.id)
                .order_by(AttachmentLink.id)
            )
            return [AttachmentView(r.uid, r.file_name, r.sha256) for r in rows]

    def data(self, sha256: str) -> bytes:
        """The JPEG of a picture.

        Raises:
            NotFound: it is not in the attachments file, or its bytes no longer fit the hash.
        """
        connection = self._connect()
        try:
            data = _picture(connection, sha256)
        finally:
            connection.close()
        if data is None:
            raise NotFound("附件图片缺失或已损坏。", hint="请从备份中找回，或重新添加照片。")
        return data

    def _link(self, actor: Actor, line_uid: str, *, digest: str, file_name: str) -> Changes:
        with self.uow.write() as session:
            line = by_uid(session, Declaration, line_uid)
            link = AttachmentLink(
                declaration_id=line.id, sha256=digest, file_name=file_name, added_by=actor.name,
                added_at=self.clock.now(),
            )  # fmt: skip
            session.add(link)
            session.flush()
            record(
                session, actor, self.clock, "添加附件", line.item_name, {"line": line_uid, "sha256": digest}
            )
            return Changes.of(Kind.LINE, ids=(line_uid,), message=f"已添加附件 {file_name}")

    def _connect(self) -> Any:  # noqa: ANN401 - two drivers
        connection = raw_connect(self._paths.attachments, key=self._key)
        try:
            for statement in _SCHEMA:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    def _store(self, digest: str, data: bytes) -> None:
        try:
            connection = self._connect()
            try:
                # A single statement outside BEGIN is its own durable transaction.
                connection.execute("INSERT OR IGNORE INTO blob (sha256, data) VALUES (?, ?)", (digest, data))
            finally:
                connection.close()
        except Exception as error:
            problem = translate(error)
            if problem is None:
                raise
            raise problem from error

    def backup(self) -> int:
        """Copy pictures that the backup folder does not hold yet. Returns how many were copied.

        Pictures never change, so a backup only grows; it stays one file beside the ledger's backups.
        """
        return merge_pictures(
            self._paths.attachments, pictures_beside(self._paths.backups), key=self._key
        ).copied

    def copy_beside(self, backup: Path, folder: Path) -> Merged:
        """Bring the pictures that lie beside a backup into the pictures' file of another folder (a stick)."""
        return merge_pictures(pictures_beside(backup.parent), pictures_beside(folder), key=self._key)

    def bring_back(self, backup: Path) -> Merged:
        """Bring the pictures that lie beside a backup, and are missing here, back into the live file."""
        return merge_pictures(pictures_beside(backup.parent), self._paths.attachments, key=self._key)


def pictures_beside(folder: Path) -> Path:
    """The file that holds the pictures of all backups of a folder."""
    return folder / "attachments.db"


def merge_pictures(source: Path, target: Path, *, key: bytes | None) -> Merged:
    """Copy what ``target`` lacks, each picture checked against its hash, and read back what was written.

    One transaction that SQLite itself writes through to the disk: a stick pulled out leaves the file as it was.

    Raises:
        EnvironmentProblem: disk full, stick gone, or one of the files is damaged.
    """
    if not source.exists() or (target.exists() and source.samefile(target)):
        return Merged(0, 0)
    try:
        origin = raw_connect(source, key=key)
        try:
            copy = raw_connect(target, key=key)
            try:
                merged = _merge(origin, copy)
            finally:
                copy.close()
        finally:
            origin.close()
        sync_folder(target.parent)
    except Exception as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error
    return merged


def _merge(origin: Any, copy: Any) -> Merged:  # noqa: ANN401 - two drivers
    for connection in (origin, copy):
        for statement in _SCHEMA:
            connection.execute(statement)
    known = {row[0] for row in copy.execute("SELECT sha256 FROM blob")}
    wanted = [row[0] for row in origin.execute("SELECT sha256 FROM blob ORDER BY 1") if row[0] not in known]
    sound = []
    copy.execute("BEGIN IMMEDIATE")
    try:
        for digest in wanted:
            data = _picture(origin, digest)
            if data is not None:
                copy.execute("INSERT OR IGNORE INTO blob (sha256, data) VALUES (?, ?)", (digest, data))
                sound.append(digest)
        copy.execute("COMMIT")
    except BaseException:
        if copy.in_transaction:
            copy.execute("ROLLBACK")
        raise
    unread = sum(_picture(copy, digest) is None for digest in sound)
    return Merged(len(sound) - unread, len(wanted) - len(sound) + unread)


def _picture(connection: Any, digest: str) -> bytes | None:  # noqa: ANN401 - two drivers
    """A stored picture, or None when it is missing or its bytes no longer fit the hash."""
    row = connection.execute("SELECT data FROM blob WHERE sha256 = ?", (digest,)).fetchone()
    return bytes(row[0]) if row is not None and hashlib.sha256(row[0]).hexdigest() == digest else None
