"""The draft that lies on the desk: its text, its steps, its faults, and the saving by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import (
    Conflict,
    EnvironmentProblem,
    Issue,
    NotFound,
    Severity,
    UserError,
    ValidationFailed,
)
from app.services import scheme_text
from app.services.changes import Changes
from app.services.scheme_drafts import DraftView
from app.services.scheme_values import Plain
from app.services.scoring import Scheme, check_scheme, load_scheme
from app.ui.context import WorkContext
from app.ui.messages import choose, errors_shown, show_error
from app.ui.pages.scheme.steps import TextSteps

_SAVE_AFTER_MS = 400
_CHECK_AFTER_MS = 200

_KEEP = "另存为新草稿"
_DROP = "不要这些改动"


@dataclass(slots=True)
class _Sheet:
    """A draft that was opened, with what of it is not in the ledger yet.

    Attributes:
        branch_uid: Whose draft it is.
        steps: Its states.
        revision: The revision of the ledger's text that it was written on.
        kept: The ledger's text.
    """

    branch_uid: str
    steps: TextSteps
    revision: int
    kept: str

    @property
    def is_saved(self) -> bool:
        return self.steps.text == self.kept

    def take(self, draft: DraftView) -> None:
        """The draft as it is in the ledger now; what could not be saved yet is not given up for it."""
        if not self.is_saved:
            return
        if self.steps.text != draft.text:
            self.steps = TextSteps(draft.text)
        self.revision, self.kept = draft.revision, draft.text


class DraftDesk(QObject):
    """Every change of the open draft goes through here.

    Attributes:
        draft: The draft, as it was opened; ``None`` while none is open.
        plain: The values of its text.
        issues: Its faults, errors first.
        scheme: The rules, once there is no error.
        save_failed: The last saving failed for a reason of the computer's.

    Signals:
        changed: ``(rebuild, focus)``: the text is another one; whether forms have to be made anew, and where the
            cursor goes then.
        checked: Faults and rules are those of the present text.
        saved: The text is in the ledger, or could not be brought there.
        lost: The draft was changed or deleted elsewhere.
        rescued: Uid of the new draft that holds what could not be saved in the old one.
    """

    changed = Signal(bool, str)
    checked = Signal()
    saved = Signal()
    lost = Signal()
    rescued = Signal(str)

    def __init__(self, context: WorkContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.draft: DraftView | None = None
        self.plain: dict[str, Any] = {}
        self.issues: tuple[Issue, ...] = ()
        self.scheme: Scheme | None = None
        self.save_failed = False
        self._sheets: dict[str, _Sheet] = {}
        self._saving = self._timer(_SAVE_AFTER_MS, self.save)
        self._checking = self._timer(_CHECK_AFTER_MS, self._check)

    @property
    def text(self) -> str:
        """The present text."""
        return self._here.steps.text if self.draft is not None else ""

    @property
    def is_saved(self) -> bool:
        """Whether the present text is in the ledger."""
        return self.draft is None or self._here.is_saved

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.draft is not None and self._here.steps.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self.draft is not None and self._here.steps.can_redo

    @property
    def error_count(self) -> int:
        """Faults that stop an adoption."""
        return sum(issue.severity is Severity.ERROR for issue in self.issues)

    def open(self, draft: DraftView | None) -> None:
        """Lay another draft on the desk; what was typed into the old one is saved, or kept here until it can be."""
        self.save()
        self.draft = draft
        if draft is None:
            self.plain, self.issues, self.scheme = {}, (), None
            return
        sheet = self._sheets.setdefault(
            draft.uid,
            _Sheet(self._context.branch_uid, TextSteps(draft.text), draft.revision, draft.text),
        )
        sheet.take(draft)
        self._take(rebuild=True)
        self._check()

    def has_unsaved(self, draft_uid: str) -> bool:
        """Whether something of a draft is not in the ledger yet, be it open or not."""
        sheet = self._sheets.get(draft_uid)
        return sheet is not None and not sheet.is_saved

    def forget(self, draft_uid: str) -> None:
        """The draft was thrown away, and what is not saved of it with it."""
        self._sheets.pop(draft_uid, None)
        if self.draft is not None and self.draft.uid == draft_uid:
            self._saving.stop()
            self.draft = None

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
        if self._here.steps.go(text, place=place):
            self._take(rebuild=rebuild, focus=focus)

    def undo(self) -> None:
        """Take the last step back."""
        if self.draft is not None and self._here.steps.undo():
            self._take(rebuild=True)

    def redo(self) -> None:
        """Take it again."""
        if self.draft is not None and self._here.steps.redo():
            self._take(rebuild=True)

    def save(self) -> None:
        """Save now what is not saved yet. Short enough for the window's thread, and nothing can come between."""
        self._saving.stop()
        if self.draft is None or self.is_saved:
            return
        sheet, text = self._here, self.text
        try:
            changes = self._context.services.drafts.save_text(
                self._context.actor, self.draft.uid, text, revision=sheet.revision
            )
        except (Conflict, NotFound) as fault:
            self._rescue(fault, self.draft, text)
            return
        except UserError as fault:
            show_error(fault, self._window())
            return
        except EnvironmentProblem as fault:
            self.save_failed = True
            self.saved.emit()
            show_error(fault, self._window(), retry=self.save)
            return
        self.save_failed = False
        sheet.revision, sheet.kept = sheet.revision + 1, text
        self._tell(changes)

    def _rescue(self, fault: UserError, draft: DraftView, text: str) -> None:
        """The draft is another one by now: what was typed here goes into a draft of its own, if that is wanted."""
        self.draft = None
        answer = choose(
            self._window(),
            title="草稿没有存上",
            text=fault.message,
            actions=(_KEEP, _DROP),
            hint="您在这里写的还在，可以另存为一份新草稿。",
        )
        if answer != _KEEP:
            del self._sheets[draft.uid]
            self.lost.emit()
            return
        try:
            changes = self._context.services.drafts.from_text(
                self._context.actor, self._sheets[draft.uid].branch_uid, text=text, name=draft.name
            )
        except (UserError, EnvironmentProblem) as again:
            show_error(again, self._window())
            self._rescue(fault, draft, text)
            return
        del self._sheets[draft.uid]
        self._context.tasks.apply(changes, initiator=self)
        self.rescued.emit(changes.ids[0])

    def _tell(self, changes: Changes) -> None:
        self._context.tasks.apply(changes, initiator=self)
        self.saved.emit()

    @property
    def _here(self) -> _Sheet:
        assert self.draft is not None  # noqa: S101 - asked only while a draft is open
        return self._sheets[self.draft.uid]

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
