"""Where the program keeps its files. One object, made once in ``bootstrap``; nothing else builds a data path."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def default_data_dir() -> Path:
    """The data folder of this user on a local disk; ``YIKA_DATA`` overrides it."""
    chosen = os.environ.get("YIKA_DATA")
    if chosen:
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "yika"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "yika"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "yika"


@dataclass(frozen=True, slots=True)
class AppPaths:
    """All files of one ledger.

    Attributes:
        root: The data folder.
    """

    root: Path

    @property
    def ledger(self) -> Path:
        """The ledger: members, cards, postings, audit chain."""
        return self.root / "ledger.db"

    @property
    def attachments(self) -> Path:
        """Photos and scans, a file of their own so that backups of the ledger stay small."""
        return self.root / "attachments.db"

    @property
    def format_file(self) -> Path:
        """Sidecar with the format version, read before the database is touched."""
        return self.root / "format.json"

    @property
    def lock_file(self) -> Path:
        """Carries the kernel lock that keeps a second window out."""
        return self.root / "ledger.lock"

    @property
    def backups(self) -> Path:
        """Verified backups."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Rotating log files, without ID numbers or telephone numbers."""
        return self.root / "logs"

    @property
    def settings_file(self) -> Path:
        """Window geometry and the like; never business data."""
        return self.root / "window.ini"

    @property
    def documents(self) -> Path:
        """Where finished sheets are saved unless she chooses another folder."""
        return self.root / "documents"

    def create(self) -> None:
        """Make the folders. Raises OSError, which the caller translates."""
        for folder in (self.root, self.backups, self.logs, self.documents):
            folder.mkdir(parents=True, exist_ok=True)
