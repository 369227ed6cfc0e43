"""What this computer remembers of a ledger outside the ledger: how far it had come, copies and checks of backups.

A file that was put back from an old copy knows nothing of what came after it; somebody else has to remember. For the
user's own ledger that is a file among the user's settings, so that even an old copy of the whole folder is noticed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.paths import AppPaths
from app.services.files import write_atomic

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """The high-water mark: the newest event that was seen here.

    Attributes:
        ledger: ``uid`` of the ledger.
        seq: Number of its newest event; ``head`` its hash.
    """

    ledger: str
    epoch: int
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything that is remembered of one data folder.

    Attributes:
        mark: None before the first start.
        copied_on: Day of the last verified copy on another disk, ``copied_to`` its folder.
        checked_on: Day of the last check of an older backup, ``checked`` the file's name.
        spoilt: Backups that did not pass, by name, with what is wrong.
    """

    mark: Mark | None = None
    copied_on: date | None = None
    copied_to: str = ""
    checked_on: date | None = None
    checked: str = ""
    spoilt: Mapping[str, str] = field(default_factory=dict)


class MemoryFile:
    """Reads and writes the memory of one data folder. It is no business data: when it is lost, nothing else is."""

    def __init__(self, paths: AppPaths) -> None:
        self._file = paths.memory_file
        self._key = str(paths.root.absolute())

    def read(self) -> Memory:
        """What is remembered; nothing when the file is missing or unreadable."""
        entry = self._entries().get(self._key)
        try:
            return _memory(entry) if isinstance(entry, dict) else Memory()
        except (ValueError, TypeError, KeyError):
            return Memory()

    def update(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Memory, checked by replace()
        """Change some fields. A disk that cannot take it costs the memory, never the work."""
        before = self.read()
        after = replace(before, **changes)
        if after == before:
            return
        entries = self._entries() | {self._key: asdict(after)}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._file, json.dumps(entries, ensure_ascii=False, indent=1, default=str).encode())
        except OSError as error:
            log.warning("not remembered: %s", error)

    def _entries(self) -> dict[str, Any]:
        try:
            found = json.loads(Path(self._file).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _memory(entry: dict[str, Any]) -> Memory:
    mark = entry.get("mark")
    return Memory(
        mark=Mark(str(mark["ledger"]), int(mark["epoch"]), int(mark["seq"]), str(mark["head"]))
        if mark
        else None,
        copied_on=_day(entry.get("copied_on")),
        copied_to=str(entry.get("copied_to", "")),
        checked_on=_day(entry.get("checked_on")),
        checked=str(entry.get("checked", "")),
        spoilt={str(name): str(words) for name, words in dict(entry.get("spoilt", {})).items()},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
