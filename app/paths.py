"""Where the program keeps its files. One object, made once in ``bootstrap``; nothing else builds a data path."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def default_data_dir() -> Path:
    """The data folder of this user: the chosen one, else the usual one; ``YIKA_DATA`` overrides both."""
    chosen = os.environ.get("YIKA_DATA")
    return Path(chosen) if chosen else chosen_data_dir() or usual_data_dir()


def chosen_data_dir() -> Path | None:
    """The folder that was chosen because the usual one is no place for a ledger; None when none was."""
    try:
        text = _choice_file().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(text) if text else None


def choose_data_dir(folder: Path) -> None:
    """Remember a chosen data folder for the next start. Raises OSError."""
    file = _choice_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{folder}\n", "utf-8")


def _choice_file() -> Path:
    return user_settings_dir() / "data-folder.txt"


def usual_data_dir() -> Path:
    """Where this system keeps a user's data."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "yika"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "yika"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "yika"


def user_settings_dir() -> Path:
    """The folder for this user's settings, apart from the data: an old copy of the data does not bring it back."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home / "AppData" / "Roaming")) / "yika"
    if sys.platform == "darwin":
        return home / "Library" / "Preferences" / "yika"
    return Path(os.environ.get("XDG_CONFIG_HOME", home / ".config")) / "yika"


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
    def memory_file(self) -> Path:
        """How far the ledger had come, and when it was copied; outside the data folder for the user's own ledger."""
        return (user_settings_dir() if self.root == default_data_dir() else self.root) / "remembered.json"

    @property
    def documents(self) -> Path:
        """Where finished sheets are saved unless she chooses another folder."""
        return self.root / "documents"

    def create(self) -> None:
        """Make the folders. Raises OSError, which the caller translates."""
        for folder in (self.root, self.backups, self.logs, self.documents):
            folder.mkdir(parents=True, exist_ok=True)
