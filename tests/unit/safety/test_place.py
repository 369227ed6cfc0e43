"""Where a ledger may lie, decided from recorded mountinfo texts and drive types."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.services.safety.place import Place, refusal, synchronized_by_name
from app.services.safety.probes import (
    linux_place,
    parse_mounts,
    same_linux_disk,
    synchronized_by_marks,
    windows_kind,
)

# Recorded on a desktop with a stick, a USB hard disk, shares and an encrypted home; shortened.
DESKTOP = """\
22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
28 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
95 28 259:1 / /boot/efi rw,relatime shared:29 - vfat /dev/nvme0n1p1 rw,fmask=0077,dmask=0077
101 28 8:1 / /data rw,relatime shared:31 - ext4 /dev/sda1 rw
330 28 8:17 / /media/li/U\\040盘 rw,nosuid,nodev,relatime shared:240 - vfat /dev/sdb1 rw,uid=1000,iocharset=utf8
331 28 8:33 / /media/li/移动硬盘 rw,nosuid,nodev,relatime shared:241 - ext4 /dev/sdc1 rw
332 28 8:34 / /media/li/ntfs rw,nosuid,nodev shared:242 - fuseblk /dev/sdc2 rw,user_id=0,group_id=0
340 28 0:61 / /mnt/nas rw,relatime shared:250 - cifs //192.168.1.8/party rw,vers=3.0
341 28 0:62 / /mnt/nfs rw,relatime shared:251 - nfs4 10.0.0.3:/export rw,vers=4.2
342 28 0:63 / /run/user/1000/gvfs rw,nosuid,nodev shared:252 - fuse.gvfsd-fuse gvfsd-fuse rw
350 28 253:1 / /secret rw,relatime shared:260 - ext4 /dev/dm-1 rw
"""
CONTAINER = "1 0 0:99 / / rw,relatime - fuse.fuse-overlayfs fuse-overlayfs rw\n"
FROM_A_STICK = "28 1 8:17 / / rw,relatime shared:1 - ext4 /dev/sdb1 rw\n"


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """Block devices as /sys shows them: a fixed disk, a stick, a USB hard disk, a volume on the stick."""
    devices, classes = tmp_path / "devices", tmp_path / "class"
    classes.mkdir()

    def disk(name: str, bus: str, removable: str, *parts: str) -> Path:
        folder = devices / bus / "block" / name
        folder.mkdir(parents=True)
        (folder / "removable").write_text(f"{removable}\n", "utf-8")
        (classes / name).symlink_to(folder)
        for part in parts:
            (folder / part).mkdir()
            (folder / part / "partition").write_text("1\n", "utf-8")
            (classes / part).symlink_to(folder / part)
        return folder

    disk("sda", "pci0/ata1", "0", "sda1")
    disk("sdb", "pci0/card", "1", "sdb1")
    disk("sdc", "pci0/usb2/2-1", "0", "sdc1", "sdc2")
    volume = disk("dm-1", "virtual", "0")
    (volume / "slaves").mkdir()
    (volume / "slaves" / "sdb1").symlink_to(classes / "sdb1")
    return classes


def told(place: Place) -> str:
    found = refusal(place)
    return "" if found is None else "".join(found)


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("/data/yika", ""),
        ("/somewhere/else", ""),
        ("/media/li/U 盘/台账", "U 盘或移动硬盘"),
        ("/media/li/移动硬盘/台账", "U 盘或移动硬盘"),
        ("/media/li/ntfs/台账", "U 盘或移动硬盘"),
        ("/secret/yika", "U 盘或移动硬盘"),
        ("/boot/efi/yika", "FAT"),
        ("/mnt/nas/yika", "网络共享盘"),
        ("/mnt/nfs/yika", "网络共享盘"),
        ("/run/user/1000/gvfs/smb/yika", "不在本机硬盘上"),
    ],
)
def test_on_linux_the_mount_decides(blocks, folder, reason):
    words = told(linux_place(Path(folder), DESKTOP, blocks=blocks))
    if not reason:
        assert words == ""
        return
    assert reason in words


def test_a_folder_beside_a_mount_of_like_name_is_not_on_it(blocks):
    assert linux_place(Path("/mnt/nas2/yika"), DESKTOP, blocks=blocks).file_system == "ext4"


def test_the_later_mount_at_the_same_place_counts(blocks):
    over = DESKTOP + "400 28 0:70 / /data rw shared:300 - nfs server:/x rw\n"
    assert "网络" in told(linux_place(Path("/data/yika"), over, blocks=blocks))


def test_a_system_that_runs_from_the_stick_may_keep_its_data_there(blocks):
    assert told(linux_place(Path("/home-of-li/yika"), FROM_A_STICK, blocks=blocks)) == ""


FROM_A_USB_DISK = """\
28 1 8:34 / / rw,relatime shared:1 - ext4 /dev/sdc2 rw
29 28 8:33 / /data rw,relatime shared:2 - ext4 /dev/sdc1 rw
30 28 8:33 /home /home-of-li rw,relatime shared:2 - ext4 /dev/sdc1 rw
31 28 8:17 / /media/li/stick rw,relatime shared:3 - vfat /dev/sdb1 rw
"""


@pytest.mark.parametrize("folder", ["/home-of-li/yika", "/data/yika"])
def test_another_partition_of_the_disk_that_the_system_runs_from_is_no_plugged_disk(blocks, folder):
    assert told(linux_place(Path(folder), FROM_A_USB_DISK, blocks=blocks)) == ""
    assert "U 盘" in told(linux_place(Path("/media/li/stick/yika"), FROM_A_USB_DISK, blocks=blocks))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/home-of-li/yika", "/data/copies", True),  # bind mount of one partition
        ("/root-of-it/yika", "/data/copies", True),  # two partitions of one disk
        ("/home-of-li/yika", "/media/li/stick", False),
    ],
)
def test_another_partition_of_the_same_disk_is_no_second_disk(blocks, one, other, same):
    assert same_linux_disk(Path(one), Path(other), FROM_A_USB_DISK, blocks=blocks) is same


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("/media/li/移动硬盘", False),
        ("/secret/copies", False),  # an encrypted volume on the stick
        ("/mnt/nas/copies", False),  # another computer
        ("/run/user/1000/gvfs/phone", None),
    ],
)
def test_a_disk_of_which_nothing_is_known_is_said_to_be_unknown(blocks, other, same):
    assert same_linux_disk(Path("/data/yika"), Path(other), DESKTOP, blocks=blocks) is same


def test_an_encrypted_volume_lies_on_the_stick_below_it(blocks):
    assert same_linux_disk(Path("/secret"), Path("/media/li/U 盘"), DESKTOP, blocks=blocks)


def test_a_container_without_rights_is_the_computers_own_disk(blocks):
    assert told(linux_place(Path("/root-of-it/yika"), CONTAINER, blocks=blocks)) == ""


@pytest.mark.parametrize("text", ["", "nonsense\n", "1 2 3\n", "1 0 0:99 / / rw - \n"])
def test_unreadable_mountinfo_refuses_nobody(blocks, text):
    assert told(linux_place(Path("/data/yika"), text, blocks=blocks)) == ""


def test_names_with_blanks_and_chinese_are_read():
    assert [str(mount.point) for mount in parse_mounts(DESKTOP)][4:6] == [
        "/media/li/U 盘",
        "/media/li/移动硬盘",
    ]


@pytest.mark.parametrize(
    ("drive_type", "file_system", "reason"),
    [
        (3, "NTFS", ""),
        (2, "NTFS", "U 盘"),
        (4, "NTFS", "网络"),
        (5, "UDF", "U 盘"),
        (3, "exFAT", "FAT"),
        (0, "", ""),
    ],
)
def test_on_windows_the_drive_type_decides(drive_type, file_system, reason):
    words = told(Place(Path("D:/yika"), *windows_kind(drive_type, file_system)))
    assert reason in words
    assert bool(words) == bool(reason)


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("/u/OneDrive/yika", "OneDrive"),
        ("/u/OneDrive - 竹溪村/yika", "OneDrive"),
        ("/u/我的坚果云/台账", "坚果云"),
        ("/u/Nutstore/1/台账", "坚果云"),
        ("/u/BaiduSyncdisk/台账", "百度网盘同步空间"),
        ("/u/百度网盘同步空间/台账", "百度网盘同步空间"),
        ("/u/dropbox/yika", "Dropbox"),
        ("/u/WPS云盘/yika", "WPS 云盘"),
        ("/u/local/yika", ""),
        ("/u/坚果云说明/yika", ""),
        ("/u/onedriveold/yika", ""),
    ],
)
def test_folders_of_synchronizing_programs_are_known_by_name(folder, program):
    assert synchronized_by_name(Path(folder).parts) == program
    words = told(Place(Path(folder), "ext4"))
    assert (f"“{program}”的同步文件夹" in words) if program else words == ""


@pytest.mark.parametrize("marker", [".dropbox", ".stfolder", ".owncloudsync.log"])
def test_and_by_what_they_leave_in_a_folder_above(tmp_path, marker):
    folder = tmp_path / "同步" / "党建" / "yika"
    assert synchronized_by_marks(folder, {}) == ""
    (tmp_path / "同步").mkdir()
    (tmp_path / "同步" / marker).write_text("", "utf-8")
    assert synchronized_by_marks(folder, {})


def test_dropboxs_own_settings_in_the_home_folder_are_no_mark(tmp_path):
    (tmp_path / ".dropbox").mkdir()
    assert synchronized_by_marks(tmp_path / "yika", {}) == ""


def test_and_by_the_systems_settings(tmp_path):
    settings = {"OneDriveCommercial": str(tmp_path / "党委文件")}
    assert synchronized_by_marks(tmp_path / "党委文件" / "yika", settings) == "OneDrive"
    assert synchronized_by_marks(tmp_path / "yika", settings) == ""


def test_this_computer_answers_for_a_folder_that_does_not_exist_yet(tmp_path):
    from app.services.safety.computer import ThisComputer

    computer = ThisComputer()
    place = computer.place(tmp_path / "not" / "yet")
    assert place.folder == Path(os.path.realpath(tmp_path)) / "not" / "yet"
    assert told(place) == ""
    assert computer.free_space(tmp_path) > 0
    assert computer.same_disk(tmp_path, tmp_path.parent)
