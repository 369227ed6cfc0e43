"""Writing files so that a power cut leaves the old one or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from app.errors import EnvironmentProblem

LOW_SPACE = 200 * 1024 * 1024
NO_SPACE = 50 * 1024 * 1024


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` durable. Windows has no such call and needs none (NTFS journals it)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Flush a finished file to the disk. Never call it on a database that is open in this process."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(target: Path, data: bytes) -> None:
    """Write ``data`` under ``target``: temporary file → fsync → replace → fsync of the folder.

    Raises:
        OSError: disk full, no rights; the old file stands as it was and no half file is left.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def free_space(folder: Path) -> int:
    """Free bytes on the disk that holds ``folder``."""
    return shutil.disk_usage(folder).free


def check_space(folder: Path, needed: int) -> None:
    """Refuse a large step before it begins when the disk cannot hold it.

    Raises:
        EnvironmentProblem: says how much is missing.
    """
    free = free_space(folder)
    if free < needed + NO_SPACE:
        lacking = (needed + NO_SPACE - free) // (1024 * 1024) + 1
        raise EnvironmentProblem(
            f"磁盘空间不够，还差约 {lacking} MB，没有开始。", hint="请清理磁盘后再试一次。"
        )


def check_stick_space(folder: Path, needed: int) -> None:
    """Refuse a copy before it begins when the stick cannot hold it.

    Raises:
        EnvironmentProblem: says how much is missing; nothing was written.
    """
    lacking = needed - free_space(folder)
    if lacking > 0:
        raise EnvironmentProblem(
            f"磁盘空间不够，这个盘还差约 {lacking // (1024 * 1024) + 1} MB，没有开始复制。",
            hint="请清理这个盘，或换一个 U 盘再试。",
        )
