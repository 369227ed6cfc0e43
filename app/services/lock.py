"""Kernel lock on a file beside the ledger: one window at a time, gone by itself when the program dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.errors import EnvironmentProblem


class InstanceLock:
    """Holds the lock of one data folder from :meth:`acquire` to :meth:`release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            EnvironmentProblem: another window holds it.
        """
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise EnvironmentProblem(
                "一人一卡已经打开了，同一份台账不能打开两次。", hint="请到任务栏找到已打开的窗口。"
            ) from error
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
