"""Keeps the verification as it is typed: a short pause after the last key, without a word."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.services.reviews.drafts import ReviewDraft
from app.services.terms import Term
from app.ui.context import WorkContext

_PAUSE_MS = 400


class DraftKeeper(QObject):
    """The verification's draft between the fields and the ledger.

    Attributes:
        draft: As typed last; ``None`` where the term is not verified.
    """

    def __init__(self, context: WorkContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._owner = parent
        self._where: tuple[str, Term] | None = None
        self._unsaved = False
        self.draft: ReviewDraft | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.save)

    def take(self, branch_uid: str, term: Term, draft: ReviewDraft | None) -> None:
        """What was read; what is typed and not kept yet stays."""
        where = (branch_uid, term)
        if where != self._where or not self._unsaved:
            self._where, self.draft, self._unsaved = where, draft, False

    def remark(self, uid: str) -> str:
        """What was said of a member."""
        return dict(self.draft.remarks).get(uid, "") if self.draft is not None else ""

    def set_remark(self, uid: str, words: str) -> None:
        """Something was said of a member."""
        if self.draft is not None and self.remark(uid) != words:
            remarks = dict(self.draft.remarks) | {uid: words}
            self._change(replace(self.draft, remarks=tuple((u, w) for u, w in remarks.items() if w)))

    def set_draft(self, draft: ReviewDraft) -> None:
        """The form was changed; it knows nothing of the remarks."""
        kept = self.draft.remarks if self.draft is not None else ()
        self._change(replace(draft, remarks=kept))

    def save(self) -> None:
        """Keep what was typed."""
        self._pause.stop()
        draft, where = self.draft, self._where
        if draft is None or where is None or not self._unsaved:
            return
        self._unsaved = False
        terms, actor, (branch, term) = self._context.services.terms, self._context.actor, where
        self._context.tasks.run(
            lambda _job: terms.save(actor, branch, term, draft), parent=self._owner, label="正在保存",
            cancellable=False,
        )  # fmt: skip

    def hand_over(self) -> ReviewDraft | None:
        """The draft for a step that keeps it itself."""
        self._pause.stop()
        self._unsaved = False
        return self.draft

    def keep(self) -> None:
        """The step was refused: what was handed over is kept here again."""
        self._unsaved = True
        self._pause.start()

    def _change(self, draft: ReviewDraft) -> None:
        self.draft, self._unsaved = draft, True
        self._pause.start()
