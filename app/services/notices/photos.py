"""Photos of the sheet where it hangs: what an inspector asks for."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import WorkflowError
from app.models import Notice, NoticePhoto, Period, Unit
from app.models.uow import UnitOfWork
from app.services.actor import OFFICERS, Actor, require
from app.services.attachments import AttachmentService
from app.services.audit import record
from app.services.base import Service, by_uid
from app.services.changes import Changes, Kind
from app.services.notices.views import HANGING
from app.services.workflow import NoticeState


class NoticePhotoService(Service):
    """Use cases around the photos of a notice; the pictures themselves lie with the attachments."""

    def __init__(self, uow: UnitOfWork, clock: Clock, attachments: AttachmentService) -> None:
        super().__init__(uow, clock)
        self._attachments = attachments

    def add(self, actor: Actor, notice_uid: str, source: Path) -> Changes:
        """Keep a photo with a notice that was posted; a photo may come from the telephone days after the close.

        Raises:
            UserError: no picture, or too large.
            WorkflowError: the notice was replaced by its next version.
        """
        require(actor, *OFFICERS, action="添加公示照片")
        digest = self._attachments.keep(source)
        with self.uow.write() as session:
            notice = by_uid(session, Notice, notice_uid)
            if NoticeState(notice.state) is NoticeState.REPLACED:
                raise WorkflowError("这一版已由新版代替。", hint="请把照片加在新的一版上。")
            photo = NoticePhoto(
                notice_id=notice.id, sha256=digest, file_name=source.name, added_by=actor.name,
                added_at=self.clock.now(),
            )  # fmt: skip
            session.add(photo)
            session.flush()
            record(
                session, actor, self.clock, "添加公示照片", _subject(session, notice),
                {"notice": notice.uid, "sha256": digest},
            )  # fmt: skip
            return Changes.of(Kind.NOTICE, ids=(photo.uid,), message=f"已添加照片 {source.name}")

    def remove(self, actor: Actor, photo_uid: str) -> Changes:
        """Take a photo off a notice that still hangs; the picture itself stays under its hash."""
        require(actor, *OFFICERS, action="移除公示照片")
        with self.uow.write() as session:
            photo = by_uid(session, NoticePhoto, photo_uid)
            notice = session.get_one(Notice, photo.notice_id)
            if NoticeState(notice.state) not in HANGING:
                raise WorkflowError("公示已经结束，照片是公示的凭证，不能移除。", hint="可以再添加新的照片。")
            session.delete(photo)
            record(
                session, actor, self.clock, "移除公示照片", _subject(session, notice),
                {"notice": notice.uid, "sha256": photo.sha256},
            )  # fmt: skip
            return Changes.of(Kind.NOTICE, ids=(photo_uid,), message=f"已移除照片 {photo.file_name}")


def _subject(session: Session, notice: Notice) -> str:
    period = session.get_one(Period, notice.period_id)
    unit = session.get_one(Unit, period.unit_id)
    return f"{unit.short_name} {period.label}"
