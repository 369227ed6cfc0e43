"""``backup`` and ``verify``: the two things that must work when the window does not."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.bootstrap import build_app
from app.paths import AppPaths, default_data_dir
from app.services.backup import make_backup, verify_file


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``backup`` and ``verify`` to the command line."""
    backup = subparsers.add_parser("backup", help="备份台账并核对")
    backup.add_argument("--to", type=Path, metavar="DIR", help="存放的文件夹（默认：数据文件夹里的 backups）")
    backup.set_defaults(run=run_backup)
    verify = subparsers.add_parser("verify", help="核对一份备份或台账文件")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=run_verify)


def run_backup(args: argparse.Namespace) -> int:
    """Make a verified backup of the ledger of this user."""
    context = build_app(AppPaths(args.data or default_data_dir()))
    try:
        info = make_backup(context.store.engine, args.to or context.paths.backups, context.clock)
    finally:
        context.close()
    print(f"已备份并核对：{info.path}（第 {info.seq} 条，{info.size // 1024} KB）")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Check a ledger file from end to end. Exit code 1 when it has faults."""
    result = verify_file(args.file)
    print(f"文件：{result.path.name}")
    print(
        f"党员 {result.members} 人，申报卡 {result.cards} 张，台账记录 {result.postings} 条，公示 {result.notices} 份"
    )
    print(f"操作记录 {result.events} 条，到 {result.last_day or '（空）'}，校验码 {result.head[:16]}")
    if result.faults:
        print("有问题：")
        for fault in result.faults:
            print(f"  {fault}")
        return 1
    print("核对通过")
    return 0
