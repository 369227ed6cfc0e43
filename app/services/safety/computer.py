"""The computer as far as the data's safety asks about it: a port, so that a full disk or a stick can be stood in."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.services.files import free_space

from .place import Place
from .probes import place_of, same_disk


class Computer(Protocol):
    """What is asked of disks and folders."""

    def place(self, folder: Path) -> Place:
        """What kind of disk a folder is on."""
        ...

    def free_space(self, folder: Path) -> int:
        """Free bytes on the disk that holds a folder. Raises OSError when the disk is gone."""
        ...

    def same_disk(self, one: Path, other: Path) -> bool | None:
        """Whether two folders would be lost together; None when that cannot be told."""
        ...


class ThisComputer:
    """The real one."""

    def place(self, folder: Path) -> Place:
        """As the system's probes say."""
        return place_of(folder)

    def free_space(self, folder: Path) -> int:
        """As the file system says."""
        return free_space(folder)

    def same_disk(self, one: Path, other: Path) -> bool | None:
        """As the system's probes say: two partitions of one disk are one disk."""
        return same_disk(one, other)
