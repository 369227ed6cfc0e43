"""Where a finished document goes: a stream, or a file that is there whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.errors import EnvironmentProblem
from app.services.files import write_atomic

Target = Path | BinaryIO


def write_out(target: Target, data: bytes) -> None:
    """Write the bytes to a stream, or to a file by way of a temporary neighbour.

    Raises:
        EnvironmentProblem: The file cannot be written (disk full, no rights, open in another program).
    """
    if not isinstance(target, Path):
        target.write(data)
        return
    try:
        write_atomic(target, data)
    except OSError as error:
        raise EnvironmentProblem(
            f"写不进文件“{target.name}”。",
            hint="请看磁盘是否已满、文件是否正在别的程序中打开，或换一个文件夹再试。",
        ) from error
