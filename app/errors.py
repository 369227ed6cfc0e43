"""The error tree of the whole program.

::

    AppError
    ├── UserError              somebody can mend it: the message says what, why and what to do
    │   ├── ValidationFailed   input with faults; carries every fault, not the first
    │   ├── WorkflowError      the step is not allowed now, or not for this role
    │   ├── NotFound           the record named does not exist
    │   └── Conflict           the record changed meanwhile, or stands twice
    ├── EnvironmentProblem     disk, lock, rights, device: not the program's fault, may be tried again
    └── Cancelled              the user stopped a long task; nothing is shown

Anything else that is raised is a bug and ends in the crash dialog, never in a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters: an error blocks, a warning is shown and printed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of a form, a file or a record.

    Attributes:
        place: Where it is, in the user's words ("第 7 行 · 身份证号", "项目 volunteer · 上限").
        code: A stable key for tests and for marking form fields ("id_number.check_digit").
        message: What is wrong and what to do, in Chinese.
        severity: ``ERROR`` blocks, ``WARNING`` does not.
    """

    place: str
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}：{self.message}" if self.place else self.message


class AppError(Exception):
    """Root of everything the program raises on purpose."""


class UserError(AppError):
    """A fault that the person at the desk can mend.

    Attributes:
        message: What happened and why, in Chinese.
        hint: What to do now; may be empty when the message says it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ValidationFailed(UserError):
    """Input with one or more faults, all of them reported together."""

    def __init__(self, issues: Iterable[Issue], *, message: str = "") -> None:
        self.issues = tuple(issues)
        super().__init__(message or "；".join(str(issue) for issue in self.issues))


class WorkflowError(UserError):
    """A step that is not allowed in the present state, or not for this role."""


class NotFound(UserError):
    """A record that was named does not exist (any more)."""


class Conflict(UserError):
    """The record changed meanwhile, or would stand twice."""


class EnvironmentProblem(AppError):
    """Disk full, file locked, no rights, device removed: outside the program.

    Attributes:
        message: What happened, in Chinese.
        hint: What to do before trying again.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Cancelled(AppError):
    """The user stopped a long task. Nothing was half done and nothing is shown."""
