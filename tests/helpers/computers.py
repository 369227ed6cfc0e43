"""Computers for tests: their disks are as the test says. The port's other side, not a mock of a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.services.safety.place import Place

PLENTY = 10**12


@dataclass
class StandIn:
    """A computer with a fixed disk and any number of sticks.

    Attributes:
        free: Free bytes on every disk.
        sticks: Folders that are other disks than the ledger's.
        places: What is known of certain folders; others are fixed local disks.
    """

    free: int = PLENTY
    sticks: set[Path] = field(default_factory=set)
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, folder: Path) -> Place:
        return self.places.get(folder, Place(folder, "ext4"))

    def free_space(self, folder: Path) -> int:
        return self.free

    def same_disk(self, one: Path, other: Path) -> bool:
        return (one in self.sticks) == (other in self.sticks)


def quietly(done: int, total: int, label: str) -> None:
    """Progress that nobody watches."""
