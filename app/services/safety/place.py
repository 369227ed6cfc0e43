"""Where the ledger may lie: a disk of this computer, never a stick, a network share or a synchronized folder.

A stick is pulled out while it writes; a share drops SQLite's locks; a synchronizing program copies half a
transaction and puts old states back. In each case the ledger is lost without anybody having done wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FAT: Final = frozenset({"vfat", "msdos", "fat", "fat32", "exfat"})
NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "davfs", "lustre"}
)
#: The root of a container without rights is such a file system and lies on the computer's own disk.
_LOCAL_FUSE: Final = frozenset({"fuse.fuse-overlayfs"})

#: Names of folders that a synchronizing program makes, in small letters; "onedrive - 竹溪村" counts as well.
_SYNC_NAMES: Final[dict[str, str]] = {
    "onedrive": "OneDrive",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "nutstore": "坚果云",
    "nutstore files": "坚果云",
    "baidusyncdisk": "百度网盘同步空间",
    "百度网盘同步空间": "百度网盘同步空间",
    "dropbox": "Dropbox",
    "google drive": "Google 云端硬盘",
    "googledrive": "Google 云端硬盘",
    "iclouddrive": "iCloud 云盘",
    "mobile documents": "iCloud 云盘",
    "wps云盘": "WPS 云盘",
    "wps cloud files": "WPS 云盘",
    "wpsdrive": "WPS 云盘",
    "微云同步助手": "腾讯微云",
    "阿里云盘": "阿里云盘",
    "天翼云盘": "天翼云盘",
    "天翼云盘同步盘": "天翼云盘",
    "360安全云盘": "360 安全云盘",
    "360安全云盘同步版": "360 安全云盘",
    "nextcloud": "Nextcloud",
    "seafile": "Seafile",
}
#: What such a program leaves in its folder, whatever the folder is called.
SYNC_MARKERS: Final[dict[str, str]] = {
    ".dropbox": "Dropbox",
    ".stfolder": "Syncthing",
    ".owncloudsync.log": "Nextcloud",
    ".synologyworkingdirectory": "Synology Drive",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of the disk and the folders above a data folder.

    Attributes:
        folder: The data folder, absolute; it need not exist yet.
        file_system: As the system calls it, in small letters ("ext4", "vfat", "nfs4", "ntfs"); empty when unknown.
        removable: Whether the disk can be pulled out while the system runs on another one.
        network: Whether the system says that it is a share of another computer.
        synchronized: Program that synchronizes it, as found by settings or markers; empty for none.
    """

    folder: Path
    file_system: str = ""
    removable: bool = False
    network: bool = False
    synchronized: str = ""


def refusal(place: Place) -> tuple[str, str] | None:
    """Where the folder is and why the ledger must not lie there, in words; None when it may."""
    system = place.file_system
    if place.network or system in NETWORK:
        return "在网络共享盘上", "网络一断或两台电脑同时写，台账就会损坏。"
    if place.removable:
        return "在 U 盘或移动硬盘上", "写入时拔出，台账就会丢失或损坏。"
    if system.startswith("fuse.") and system not in _LOCAL_FUSE:
        return "不在本机硬盘上", "这种外接或网络的盘断开时，台账会损坏。"
    if system in _FAT:
        return "所在的盘是 FAT 格式（U 盘、存储卡的格式）", "断电时这种盘会丢失刚写的内容。"
    program = place.synchronized or synchronized_by_name(place.folder.parts)
    if program:
        return f"在“{program}”的同步文件夹里", "同步会把写了一半的台账传走，或把旧的台账换回来。"
    return None


def synchronized_by_name(parts: Iterable[str]) -> str:
    """The synchronizing program that one of these folder names belongs to; empty for none."""
    for part in parts:
        name = part.strip().casefold()
        if name in _SYNC_NAMES:
            return _SYNC_NAMES[name]
        if name.startswith("onedrive - "):  # the folder of an organisation's account
            return "OneDrive"
    return ""
