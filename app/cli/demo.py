"""``demo``: the sample village through one whole month, all paper, workbook, picture and database, into a folder."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from app.bootstrap import SAMPLE_START, AppContext, build_app
from app.clock import SetClock
from app.errors import UserError
from app.paths import AppPaths
from app.services.backup import make_backup
from app.services.files import write_atomic
from app.services.months import Month
from app.services.press import MONTHLY
from app.services.sample.data import load_sample
from app.services.sample.load import Stage, load_sample_village


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``demo`` to the command line."""
    parser = subparsers.add_parser("demo", help="示例村走完一个月，生成全部表册、台账和数据库")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="存放的文件夹")
    parser.add_argument(
        "--month", default="2026-10", metavar="YYYY-MM", help="到哪个月（2026-08 至 2026-10）"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Live the sample village up to the month and write everything into the folder."""
    month = sample_month(args.month)
    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yika-demo-") as folder:
        clock = SetClock(SAMPLE_START)
        context = build_app(AppPaths(Path(folder)), clock=clock)
        try:
            load_sample_village(context, clock, until=month, stage=Stage.POSTED, progress=_say)
            count = write_month(context, month, out)
            backup = make_backup(context.store.engine, out / "backup", clock)
            shutil.move(backup.path, out / "台账.db")
            (out / "backup").rmdir()
        finally:
            context.close()
    print(f"已生成 {count} 份文件和台账数据库：{out.resolve()}")
    return 0


def sample_month(text: str) -> Month:
    """The month asked for.

    Raises:
        UserError: not a month, or none that the sample village has lived.
    """
    months = load_sample().months
    if text not in months:
        raise UserError(f"示例村没有“{text}”这个月。", hint=f"可以用：{'、'.join(months)}。")
    return Month.parse(text)


def write_month(context: AppContext, month: Month, out: Path) -> int:
    """Every document of every branch of a month. Returns how many files were written."""
    count = 0
    for branch in context.units.branches():
        for kind in MONTHLY:
            document = context.press.render(kind, branch.uid, month)
            write_atomic(out / document.file_name, document.data)
            print(f"  {document.file_name}")
            count += 1
    return count


def _say(done: int, total: int, label: str) -> None:
    print(f"[{done}/{total}] {label}")
