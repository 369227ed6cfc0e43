"""Collects the faults of a check run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.errors import Issue, Severity


class Findings:
    """Faults in the order in which they were found.

    Attributes:
        issues: All of them, errors and warnings.
    """

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def error(self, place: str, code: str, message: str) -> None:
        """Something that makes the scheme unusable."""
        self.issues.append(Issue(place, code, message))

    def warn(self, place: str, code: str, message: str) -> None:
        """Something that works but is probably not meant."""
        self.issues.append(Issue(place, code, message, Severity.WARNING))

    def twice(self, place: str, ids: Iterable[str]) -> None:
        """Ids of which one stands more than once."""
        for name, count in Counter(ids).items():
            if count > 1:
                self.error(place, "duplicate", f"编号“{name}”用了两次，请改掉其中一个")
