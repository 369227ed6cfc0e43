"""What the window remembers on this computer: sizes, 大字, last branch. Business settings live in the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Option(Generic[T]):
    """One remembered value: its key in the file, its type and what holds before anything was saved."""

    key: str
    kind: type[T]
    default: T


class UiSettings:
    """Typed access to the ini file in the data folder.

    Attributes:
        path: The ini file.
    """

    _LARGE = _Option("look/large", bool, False)
    _BRANCH = _Option("last/branch", str, "")
    _ACTOR = _Option("last/actor", str, "")
    _FOLDER = _Option("last/folder", str, "")
    _GEOMETRY = _Option("window/geometry", QByteArray, QByteArray())

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def _get(self, option: _Option[T]) -> T:
        # Without type= an ini file gives back strings, and the string "false" is true.
        value: Any = self._store.value(option.key, option.default, type=option.kind)
        return value if isinstance(value, option.kind) else option.default

    def _set(self, option: _Option[T], value: T) -> None:
        self._store.setValue(option.key, value)

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()

    @property
    def large_type(self) -> bool:
        """Whether 大字 is on."""
        return self._get(self._LARGE)

    @large_type.setter
    def large_type(self, value: bool) -> None:
        self._set(self._LARGE, value)

    @property
    def branch(self) -> str:
        """Uid of the branch shown last; empty before the first time."""
        return self._get(self._BRANCH)

    @branch.setter
    def branch(self, value: str) -> None:
        self._set(self._BRANCH, value)

    @property
    def actor(self) -> str:
        """Key of the account that worked last; empty before the first time."""
        return self._get(self._ACTOR)

    @actor.setter
    def actor(self, value: str) -> None:
        self._set(self._ACTOR, value)

    @property
    def folder(self) -> str:
        """Folder into which a document was saved last."""
        return self._get(self._FOLDER)

    @folder.setter
    def folder(self, value: str) -> None:
        self._set(self._FOLDER, value)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the main window."""
        return self._get(self._GEOMETRY)

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._set(self._GEOMETRY, value)
