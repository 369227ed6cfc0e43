"""Asks the system what kind of disk a folder is on. Each probe knows little and may know nothing; none raises."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .place import NETWORK, SYNC_MARKERS, Place

_ESCAPED = re.compile(r"\\([0-7]{3})")
_SYNC_SETTINGS = {
    "OneDrive": "OneDrive",
    "OneDriveConsumer": "OneDrive",
    "OneDriveCommercial": "OneDrive",
}


def place_of(folder: Path) -> Place:
    """What is known of a data folder on this computer; it need not exist yet."""
    folder = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        found = _windows_place(folder)
    elif sys.platform.startswith("linux"):
        found = linux_place(folder, _read(Path("/proc/self/mountinfo")))
    else:
        found = Place(folder)
    program = synchronized_by_marks(folder, os.environ)
    return Place(folder, found.file_system, found.removable, found.network, program)


def same_disk(one: Path, other: Path) -> bool | None:
    """Whether two folders that exist lie on one physical disk; None when the system does not tell."""
    one, other = Path(os.path.realpath(one)), Path(os.path.realpath(other))
    if sys.platform == "win32":
        return _same_windows_disk(one, other)
    if one.stat().st_dev == other.stat().st_dev:
        return True
    # Elsewhere there is no mountinfo, and an empty one tells nothing.
    return same_linux_disk(one, other, _read(Path("/proc/self/mountinfo")))


# ---------------------------------------------------------------------------------------------------------- Linux


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo: where, of what kind, from which device."""

    point: PurePosixPath
    file_system: str
    source: str


def parse_mounts(text: str) -> list[Mount]:
    """The lines of ``/proc/self/mountinfo`` (proc_pid_mountinfo(5)), in order; later ones lie over earlier ones."""
    mounts = []
    for line in text.splitlines():
        left, separator, right = line.partition(" - ")
        fields, kinds = left.split(" "), right.split(" ")
        if separator and len(fields) >= 5 and len(kinds) >= 2:
            mounts.append(Mount(PurePosixPath(_plain(fields[4])), kinds[0].lower(), _plain(kinds[1])))
    return mounts


def _plain(text: str) -> str:
    """Blanks and the like stand as octal numbers in mountinfo, a Chinese name as it is."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def mount_of(folder: PurePosixPath, mounts: list[Mount]) -> Mount | None:
    """The mount that holds a folder: the deepest, and of two at the same place the later."""
    best: Mount | None = None
    for mount in mounts:
        deeper = best is None or len(mount.point.parts) >= len(best.point.parts)
        if deeper and (folder == mount.point or mount.point in folder.parents):
            best = mount
    return best


def linux_place(folder: Path, mountinfo: str, *, blocks: Path = Path("/sys/class/block")) -> Place:
    """What mountinfo and the block devices say of a folder.

    Args:
        folder: Absolute, links resolved.
        mountinfo: Text of ``/proc/self/mountinfo``.
        blocks: Folder of the block devices.
    """
    mounts = parse_mounts(mountinfo)
    mount = mount_of(PurePosixPath(folder), mounts)
    if mount is None:
        return Place(folder)
    root = mount_of(PurePosixPath("/"), mounts)
    disks = _disks_of(mount.source, blocks)
    # A system that runs from a plugged disk itself has no other disk to go to.
    own = root is not None and (root.source == mount.source or disks & _disks_of(root.source, blocks))
    return Place(folder, mount.file_system, not own and any(_pluggable(disk) for disk in disks))


def same_linux_disk(
    one: Path, other: Path, mountinfo: str, *, blocks: Path = Path("/sys/class/block")
) -> bool | None:
    """Whether a disk holds parts of both folders: partitions, subvolumes and encrypted volumes are looked through."""
    mounts = parse_mounts(mountinfo)
    found = [mount_of(PurePosixPath(folder), mounts) for folder in (one, other)]
    first, second = found
    if first is None or second is None:
        return None
    if first.source == second.source and first.file_system == second.file_system:
        return True
    disks = [_disks_of(mount.source, blocks) for mount in (first, second)]
    if disks[0] and disks[1]:
        return bool(disks[0] & disks[1])
    # A share lies on another computer.
    shared = [mount.file_system in NETWORK for mount in (first, second)]
    return False if shared[0] != shared[1] and (disks[0] or disks[1]) else None


def _disks_of(source: str, blocks: Path) -> frozenset[Path]:
    """The physical disks below a mounted device; none for a share, a memory disk or an unknown kind."""
    if not source.startswith("/dev/"):
        return frozenset()
    # ``/dev/mapper/…`` is a link to ``dm-0``.
    return _disks_below(PurePosixPath(os.path.realpath(source)).name, blocks)


def _disks_below(name: str, blocks: Path) -> frozenset[Path]:
    device = blocks / name
    if not device.exists():
        return frozenset()
    real = Path(os.path.realpath(device))
    slaves = real / "slaves"
    below = sorted(slaves.iterdir()) if slaves.is_dir() else []
    if below:
        return frozenset().union(*(_disks_below(slave.name, blocks) for slave in below))
    return frozenset({real.parent if (real / "partition").exists() else real})


def _pluggable(disk: Path) -> bool:
    # A hard disk in a USB case says "not removable": its medium is fixed, but its cable is not.
    return _read(disk / "removable").strip() == "1" or re.search(r"/usb\d+/", f"{disk}/") is not None


# -------------------------------------------------------------------------------------------------------- Windows


def windows_kind(drive_type: int, file_system: str) -> tuple[str, bool, bool]:
    """File system, removable and network of a drive, from ``GetDriveTypeW`` and ``GetVolumeInformationW``."""
    # DRIVE_REMOVABLE 2, DRIVE_REMOTE 4, DRIVE_CDROM 5
    return file_system.lower(), drive_type in {2, 5}, drive_type == 4


if sys.platform == "win32":

    def _windows_place(folder: Path) -> Place:
        import ctypes

        root = folder.anchor if folder.anchor.endswith("\\") else folder.anchor + "\\"
        kernel, name = ctypes.windll.kernel32, ctypes.create_unicode_buffer(64)
        # A share may not tell its file system; its drive type tells enough.
        known = kernel.GetVolumeInformationW(
            ctypes.c_wchar_p(root), None, 0, None, None, None, name, len(name)
        )
        kind = windows_kind(kernel.GetDriveTypeW(ctypes.c_wchar_p(root)), name.value if known else "")
        return Place(folder, *kind)

    def _same_windows_disk(one: Path, other: Path) -> bool | None:
        if one.anchor.lower() == other.anchor.lower():
            return True
        numbers = [_disk_number(one), _disk_number(other)]
        if None not in numbers:
            return numbers[0] == numbers[1]
        shared = [_windows_place(each).network for each in (one, other)]
        return False if shared[0] != shared[1] else None

    def _disk_number(folder: Path) -> int | None:
        """Number of the physical disk under a drive letter; None for a share or where Windows does not tell."""
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        # No rights are asked for: reading the number needs none. FILE_SHARE_READ | WRITE, OPEN_EXISTING
        handle = kernel.CreateFileW(ctypes.c_wchar_p(f"\\\\.\\{folder.drive}"), 0, 3, None, 3, 0, None)
        if handle in {None, wintypes.HANDLE(-1).value}:
            return None
        # STORAGE_DEVICE_NUMBER: kind of device, number of the disk, number of the partition
        answer, size = (wintypes.DWORD * 3)(), wintypes.DWORD()
        try:
            told = kernel.DeviceIoControl(
                wintypes.HANDLE(handle), 0x2D1080, None, 0, ctypes.byref(answer), ctypes.sizeof(answer),
                ctypes.byref(size), None,
            )  # fmt: skip
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))
        return int(answer[1]) if told else None


# ----------------------------------------------------------------------------------------------------------- both


def synchronized_by_marks(folder: Path, environment: Mapping[str, str]) -> str:
    """The program that synchronizes a folder, by its settings or by what it left in a folder above."""
    above = [folder, *folder.parents]
    for key, program in _SYNC_SETTINGS.items():
        chosen = environment.get(key, "")
        if chosen and Path(chosen) in above:
            return program
    for each in above:
        for marker, program in SYNC_MARKERS.items():
            mark = each / marker
            # ~/.dropbox is a folder with Dropbox's own settings and no mark of the home folder.
            if mark.is_file() or (marker != ".dropbox" and mark.is_dir()):
                return program
    return ""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
