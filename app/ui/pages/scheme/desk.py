"""The draft that lies on the desk: its text, its steps, its faults, and the saving by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import EnvironmentProblem, Issue, Severity, UserError, ValidationFailed
from app.services import scheme_text
from app.services.changes import Changes
from app.services.scheme_drafts import DraftView
from app.services.scheme_values import Plain
from app.services.scoring import Scheme, check_scheme, load_scheme
from app.ui.context import WorkContext
from app.ui.messages import errors_shown, show_error
from app.ui.pages.scheme.steps import TextSteps

_SAVE_AFTER_MS = 400
_CHECK_AFTER_MS = 200


class DraftDesk(QObject):
    """Every change of the open draft goes through here.

    Attributes:
        draft: The draft, as it was opened; ``None`` while none is open.
        plain: The values of its text.
        issues: Its faults, errors first.
        scheme: The rules, once there is no error.

    Signals:
        changed: ``(rebuild, focus)``: the text is another one; whether forms have to be made anew, and where the
            cursor goes then.
        checked: Faults and rules are those of the present text.
        saved: The text is in the ledger.
        lost: The draft was changed or deleted elsewhere.
    """

    changed = Signal(bool, str)
    checked = Signal()
    saved = Signal()
    lost = Signal()

    def __init__(self, context: WorkContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.draft: DraftView | None = None
        self.plain: dict[str, Any] = {}
        self.issues: tuple[Issue, ...] = ()
        self.scheme: Scheme | None = None
        self._steps: dict[str, TextSteps] = {}
        self._revision = 0
        self._kept = ""
        self._saving = self._timer(_SAVE_AFTER_MS, self.save)
        self._checking = self._timer(_CHECK_AFTER_MS, self._check)

    @property
    def text(self) -> str:
        """The present text."""
        return self._here.text if self.draft is not None else ""

    @property
    def is_saved(self) -> bool:
        """Whether the present text is in the ledger."""
        return self.draft is None or self._kept == self.text

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.draft is not None and self._here.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self.draft is not None and self._here.can_redo

    @property
    def error_count(self) -> int:
        """Faults that stop an adoption."""
        return sum(issue.severity is Severity.ERROR for issue in self.issues)

    def open(self, draft: DraftView | None) -> None:
        """Lay another draft on the desk; what was typed into the old one is saved."""
        self.save()
        self.draft = draft
        if draft is None:
            self.plain, self.issues, self.scheme = {}, (), None
            return
        steps = self._steps.get(draft.uid)
        if steps is None or steps.text != draft.text:
            self._steps[draft.uid] = TextSteps(draft.text)
        self._revision, self._kept = draft.revision, draft.text
        self._take(rebuild=True)
        self._check()

    def value(self, path: str) -> Plain:
        """The present value at a path."""
        return scheme_text.get(self.text, path)

    def put(self, values: Mapping[str, Any], *, rebuild: bool = False, focus: str = "") -> None:
        """Write values into the document; those that make way (``None``) first."""
        text = self.text
        with errors_shown(self._window()):
            for path, value in sorted(values.items(), key=lambda pair: pair[1] is not None):
                text = scheme_text.put(text, path, value)
            place = "" if rebuild else "|".join(values)
            self.replace(text, rebuild=rebuild, focus=focus, place=place)

    def replace(self, text: str, *, rebuild: bool = True, focus: str = "", place: str = "") -> None:
        """Another text, as one step."""
        if self._here.go(text, place=place):
            self._take(rebuild=rebuild, focus=focus)

    def undo(self) -> None:
        """Take the last step back."""
        if self.draft is not None and self._here.undo():
            self._take(rebuild=True)

    def redo(self) -> None:
        """Take it again."""
        if self.draft is not None and self._here.redo():
            self._take(rebuild=True)

    def save(self) -> None:
        """Save now what is not saved yet. Short enough for the window's thread, and nothing can come between."""
        self._saving.stop()
        if self.draft is None or self.is_saved:
            return
        text = self.text
        try:
            changes = self._context.services.drafts.save_text(
                self._context.actor, self.draft.uid, text, revision=self._revision
            )
        except UserError as fault:
            self.draft = None
            show_error(fault, self._window())
            self.lost.emit()
            return
        except EnvironmentProblem as fault:
            show_error(fault, self._window())
            return
        self._revision, self._kept = self._revision + 1, text
        self._tell(changes)

    def _tell(self, changes: Changes) -> None:
        self._context.tasks.apply(changes, initiator=self)
        self.saved.emit()

    @property
    def _here(self) -> TextSteps:
        assert self.draft is not None  # noqa: S101 - asked only while a draft is open
        return self._steps[self.draft.uid]

    def _take(self, *, rebuild: bool, focus: str = "") -> None:
        self.plain = scheme_text.read(self.text)
        self._saving.start()
        self._checking.start()
        self.changed.emit(rebuild, focus)

    def _check(self) -> None:
        self._checking.stop()
        if self.draft is None:
            return
        found = check_scheme(self.text, source="")
        # Without the name of a file a place would begin with the sign that parts the name from it.
        self.issues = tuple(replace(issue, place=issue.place.removeprefix(" · ")) for issue in found)
        try:
            self.scheme = load_scheme(self.text, source="草稿")
        except ValidationFailed:
            self.scheme = None
        self.checked.emit()

    def _window(self) -> QWidget:
        page = self.parent()
        assert isinstance(page, QWidget)  # noqa: S101 - made by the page
        return page

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer
