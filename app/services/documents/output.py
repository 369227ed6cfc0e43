"""Where a finished document goes: a stream, or a file that is there whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import BinaryIO, Final

from app.errors import EnvironmentProblem
from app.services.files import write_atomic

Target = Path | BinaryIO

_REASONS: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EACCES: "没有权限写这个文件夹",
    errno.EPERM: "没有权限写这个文件夹",
    errno.EROFS: "这个盘是只读的",
}


def write_out(target: Target, data: bytes) -> None:
    """Write the bytes to a stream, or to a file by way of a temporary neighbour.

    Raises:
        EnvironmentProblem: The file cannot be written: the folder is gone, the disk full, the file open elsewhere.
    """
    if not isinstance(target, Path):
        target.write(data)
        return
    try:
        write_atomic(target, data)
    except OSError as error:
        raise _why(target, error) from error


def _why(target: Path, error: OSError) -> EnvironmentProblem:
    if not target.parent.is_dir():
        return EnvironmentProblem(
            f"找不到文件夹“{target.parent}”，“{target.name}”没有保存。",
            hint="文件夹可能已改名、移走，或 U 盘已拔出。请另选一个文件夹再存。",
        )
    known = None if target.exists() else _REASONS.get(error.errno or 0)
    if known is not None:
        return EnvironmentProblem(f"{known}，“{target.name}”没有保存。", hint="请换一个文件夹再存。")
    # Windows says "no rights" as well where another program holds the file that is to be replaced.
    return EnvironmentProblem(
        f"写不进文件“{target.name}”。",
        hint="请看磁盘是否已满、文件是否正在别的程序中打开，或换一个文件夹再试。",
    )
