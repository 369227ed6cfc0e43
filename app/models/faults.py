"""Translation of SQLite's and the system's errors into :class:`EnvironmentProblem`, in one place."""

from __future__ import annotations

import errno
from typing import Final

from app.errors import EnvironmentProblem

# Primary result codes of SQLite (the low byte of the extended code).
_SQLITE: Final[dict[int, tuple[str, str]]] = {
    5: ("数据正被另一个程序占用。", "请关闭其他正在备份或查看数据的程序，再试一次。"),
    6: ("数据正被另一个程序占用。", "请稍候再试一次。"),
    8: ("数据文件是只读的，没有保存。", "请检查文件夹的写入权限。"),
    10: ("读写磁盘出错，没有保存。", "请检查硬盘，再试一次；已保存的内容不受影响。"),
    11: ("数据文件已损坏。", "请不要继续录入；请关闭程序再打开，程序会提出用最近的完好备份恢复。"),
    13: ("磁盘已满，没有保存。", "请清理出至少 200 MB 空间，再试一次；已保存的内容不受影响。"),
    14: ("打不开数据文件。", "请检查数据文件夹是否还在、是否有权限。"),
    26: ("这个文件不是一人一卡的数据文件，或已加密、已损坏。", "请选择正确的文件。"),
}
_OS: Final[dict[int, tuple[str, str]]] = {
    errno.ENOSPC: ("磁盘已满，文件没有写完。", "请清理出空间，或换一个位置，再试一次。"),
    errno.EFBIG: ("文件太大，这个磁盘放不下。", "请换一个磁盘，再试一次。"),
    errno.EACCES: ("没有权限写这个位置。", "请换一个文件夹。"),
    errno.EPERM: ("没有权限写这个位置。", "请换一个文件夹。"),
    errno.EROFS: ("这个位置是只读的。", "请换一个文件夹。"),
    errno.ENOENT: ("找不到这个文件或文件夹。", "请检查它是否被移动，或 U 盘是否已拔出。"),
    errno.ENOTDIR: ("这个位置不是文件夹。", "请换一个文件夹。"),
    errno.ENXIO: ("设备已拔出。", "请重新插入，再试一次。"),
    errno.ENODEV: ("设备已拔出。", "请重新插入，再试一次。"),
    errno.EIO: ("读写设备出错。", "请检查硬盘或 U 盘，再试一次。"),
    errno.EBUSY: ("文件正被占用。", "请关闭打开它的程序，再试一次。"),
}


def translate(error: BaseException) -> EnvironmentProblem | None:
    """The environment problem behind an exception, or None when it is a bug of ours."""
    original = getattr(error, "orig", None) or error
    code = _sqlite_code(original)
    found = _SQLITE.get(code) if code is not None else None
    if found is None and isinstance(original, OSError):
        found = _OS.get(original.errno or 0)
        if found is None and isinstance(original, PermissionError):
            found = _OS[errno.EACCES]
    return EnvironmentProblem(found[0], hint=found[1]) if found else None


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file itself is spoilt: malformed, or no database at all."""
    return _sqlite_code(getattr(error, "orig", None) or error) in {11, 26}


def _sqlite_code(original: BaseException) -> int | None:
    """SQLite's primary result code behind an exception of either driver."""
    code = getattr(original, "sqlite_errorcode", None)
    if code is None and type(original).__module__.startswith("sqlcipher3"):
        # sqlcipher3 has no error codes; a wrong key reads as "not a database".
        code = 26 if "not a database" in str(original) else None
    return None if code is None else int(code) & 0xFF
