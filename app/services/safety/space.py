"""Room on the data folder's disk: a warning below 200 MB, reading only below 50 MB, writing again when it returns."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from app.errors import EnvironmentProblem
from app.models.faults import translate
from app.services.files import LOW_SPACE, NO_SPACE

from .computer import Computer

FULL_TEXT = "硬盘剩余空间不到 50 MB，现在只能查看和打印，不能保存。"
FULL_HINT = "请删除不用的文件或清空回收站，腾出至少 200 MB，再试一次。已保存的内容不受影响。"
FULL_BANNER = f"{FULL_TEXT}请清空回收站或删除不用的文件，腾出至少 200 MB，就能接着办理。"
LOW_TEXT = "硬盘剩余空间不到 200 MB，请尽快清理；不到 50 MB 时就只能查看，不能保存。"


class Room(Enum):
    """How much room there is."""

    ENOUGH = "enough"
    LOW = "low"
    NONE = "none"


def room(free: int) -> Room:
    """What a number of free bytes means."""
    if free < NO_SPACE:
        return Room.NONE
    return Room.LOW if free < LOW_SPACE else Room.ENOUGH


class SpaceGuard:
    """Asked by the unit of work before each transaction that writes."""

    def __init__(self, computer: Computer, folder: Path) -> None:
        self._computer = computer
        self._folder = folder

    def room(self) -> Room:
        """How much room there is now.

        Raises:
            EnvironmentProblem: the disk does not answer.
        """
        try:
            return room(self._computer.free_space(self._folder))
        except OSError as error:
            raise translate(error) or error from error

    def refuse_when_full(self) -> None:
        """Refuse to write before SQLite would fail half-way, while a journal still finds room.

        Raises:
            EnvironmentProblem: says what to do.
        """
        if self.room() is Room.NONE:
            raise EnvironmentProblem(FULL_TEXT, hint=FULL_HINT)
