"""What the 公示 page does: post, post again, close, archive, photos; each asks first and runs off the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.changes import Changes
from app.services.months import day_title
from app.services.notices.views import HANGING, NoticeDraft, NoticeView, PhotoView
from app.services.terms import Term
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.messages import confirm, errors_shown
from app.ui.pages.declare import photos
from app.ui.pages.post.words import PostStep


class PostSteps:
    """The page's writing work."""

    def __init__(self, context: WorkContext, page: QWidget) -> None:
        self._context = context
        self._page = page

    def post(self, view: NoticeView, draft: NoticeDraft, *, done: Callable[[], None]) -> None:
        """Hang the first version, or the next one.

        Args:
            view: What is shown.
            draft: What is chosen.
            done: Called when it hangs.
        """
        notices = self._context.services.notices
        actor, branch_uid, term = self._context.actor, self._context.branch_uid, view.term
        days = f"{day_title(draft.starts_on)} 至 {day_title(draft.ends_on)}"
        place = draft.place or "（没有填地点）"
        if view.version == 1:
            text = f"{term.title}公示表，{days}，张贴在{place}。"
            hint = "张贴后表上的内容就定稿，不能再改，请先核对。"
            if self._may(PostStep.POST.value, text, hint):
                self._write(lambda: notices.post(actor, branch_uid, term, draft), "正在张贴公示", done=done)
            return
        text = f"{term.title}公示表第 {view.version} 版，更正 {len(view.changed)} 人，{days}，张贴在{place}。"
        hint = "更正的地方印旧值和新值，公示期重新计算；原来的一版留存，仍可打印。"
        if self._may(PostStep.REPOST.value, text, hint):
            self._write(lambda: notices.repost(actor, branch_uid, term, draft), "正在张贴公示", done=done)

    def close(self, term: Term) -> None:
        """Close the notice and archive."""
        notices, actor, branch_uid = (
            self._context.services.notices, self._context.actor, self._context.branch_uid,
        )  # fmt: skip
        text = f"{term.title}公示期已满，结束公示并归档。"
        if self._may(PostStep.CLOSE.value, text, f"归档后{term.title}的数字不再变动。"):
            self._write(lambda: notices.close(actor, branch_uid, term), "正在归档")

    def archive(self, term: Term) -> None:
        """Archive what the scheme does not post."""
        notices, actor, branch_uid = (
            self._context.services.notices, self._context.actor, self._context.branch_uid,
        )  # fmt: skip
        text = f"{term.title}按方案不单独公示，直接归档。"
        if self._may(PostStep.ARCHIVE.value, text, f"归档后{term.title}的数字不再变动。"):
            self._write(lambda: notices.archive(actor, branch_uid, term), "正在归档")

    def add_photo(self, notice_uid: str) -> None:
        """Ask for a photo and keep it with a version."""
        context = self._context
        source = photos.choose_photo(self._page, context.settings.folder)
        if source is None:
            return
        context.settings.folder = str(source.parent)
        service, actor = context.services.notice_photos, context.actor
        self._write(lambda: service.add(actor, notice_uid, source), f"正在添加 {source.name}")

    def open_photo(self, view: NoticeView, photo: PhotoView) -> None:
        """Show a photo large; it can be removed while the notice hangs."""
        context = self._context
        removable = view.state in HANGING and context.actor.role is not Role.VIEWER
        with errors_shown(self._page):
            data = context.services.attachments.data(photo.sha256)
            answer = photos.PhotoDialog.ask(self._page, photo.file_name, data, removable=removable)
            if answer is photos.PhotoAnswer.REMOVE:
                service, actor = context.services.notice_photos, context.actor
                self._write(lambda: service.remove(actor, photo.uid), "正在移除")

    def _may(self, title: str, text: str, hint: str) -> bool:
        """Ask first; somebody who may not do it is told so by the service without being asked."""
        if self._context.actor.role is not Role.SECRETARY:
            return True
        return confirm(self._page, title=title, text=text, hint=hint, action_label=title)

    def _write(
        self, call: Callable[[], Changes], label: str, *, done: Callable[[], None] = lambda: None
    ) -> None:
        self._context.tasks.run(
            lambda _job: call(), parent=self._page, on_success=lambda _changes: done(), label=label,
            cancellable=False,
        )  # fmt: skip
