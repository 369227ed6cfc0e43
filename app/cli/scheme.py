"""`python -m app scheme`: look at scheme files without database or window: check, compare, show in words."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.score import read_scheme, read_text
from app.errors import Severity
from app.services.scoring import check_scheme, differences, scheme_words


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its three parts to the program's parser."""
    parser = subparsers.add_parser("scheme", help="检查、比较或用文字说明方案文件")
    parts = parser.add_subparsers(title="做什么", metavar="做什么", required=True)
    check = parts.add_parser("check", help="一次列出方案文件的全部错误和提醒")
    check.add_argument("file", nargs="+", type=Path, metavar="方案.toml")
    check.set_defaults(run=run_check)
    diff = parts.add_parser("diff", help="用文字说明两个方案有什么不同")
    diff.add_argument("old", type=Path, metavar="旧方案.toml")
    diff.add_argument("new", type=Path, metavar="新方案.toml")
    diff.set_defaults(run=run_diff)
    show = parts.add_parser("show", help="用文字说明一个方案")
    show.add_argument("file", type=Path, metavar="方案.toml")
    show.set_defaults(run=run_show)


def run_check(args: argparse.Namespace) -> int:
    """List errors and warnings of each file. Exit code 1 when one has errors."""
    errors = 0
    for path in args.file:
        issues = check_scheme(read_text(path), source=path.name)
        wrong = [issue for issue in issues if issue.severity is Severity.ERROR]
        hints = [issue for issue in issues if issue.severity is not Severity.ERROR]
        errors += len(wrong)
        for issue in wrong:
            print(f"错误　{issue}")
        for issue in hints:
            print(f"提醒　{issue}")
        print(
            f"{path.name}：{len(wrong)} 处错误，{len(hints)} 处提醒" if issues else f"{path.name}：没有错误"
        )
    return 1 if errors else 0


def run_diff(args: argparse.Namespace) -> int:
    """Say in words what the second scheme has that the first has not, in the order of the file."""
    old, new = read_scheme(args.old), read_scheme(args.new)
    found = differences(old, new)
    print(f"{old.name}（{old.short_hash}） → {new.name}（{new.short_hash}）：{len(found)} 处不同")
    for difference in found:
        print(f"  {difference.sentence}")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """The whole scheme in words, as it is posted."""
    print("\n".join(scheme_words(read_scheme(args.file))))
    return 0
