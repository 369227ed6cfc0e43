"""`python -m app score`: score tables of data under one or more versions of a scheme, without database or window."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from app.cli.score_data import ScoreData, read_data
from app.cli.score_output import score_json, score_table, trace_text
from app.errors import Severity, UserError, ValidationFailed
from app.services.scoring import (
    Balance,
    DatedScheme,
    MemberIn,
    Scheme,
    SpanKind,
    check_scheme,
    evaluate,
    explain,
    load_scheme,
)
from app.services.scoring.evaluation.votes import VALID, ballot_faults


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add the command to the program's parser."""
    parser = subparsers.add_parser(
        "score",
        help="按方案计算一批数据的积分（试算、核对）",
        description="按一个或几个版本的积分方案计算数据表中的积分。表和列的说明见帮助“试算数据表”。",
    )
    parser.add_argument(
        "--scheme",
        action="append",
        required=True,
        metavar="方案.toml[@日期]",
        help="方案文件；改过方案的，再写一次并在 @ 后写明生效日期，如 新方案.toml@2026-06-01",
    )
    parser.add_argument("--data", required=True, type=Path, metavar="文件夹或工作簿", help="数据表所在")
    parser.add_argument(
        "--as-of", type=_day, metavar="日期", help="计算到哪一天；不写则到最后一条记录所在月的月末"
    )
    parser.add_argument("--json", action="store_true", help="输出机器可读的结果")
    parser.add_argument(
        "--trace",
        action="append",
        default=[],
        metavar="党员",
        help="附上这名党员（编号或姓名）的积分说明；可写多次，all 为全部",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        UserError: Scheme or data cannot be used; a ``ValidationFailed`` names every fault.
    """
    versions = read_versions(args.scheme)
    data = read_data(args.data)
    print(_output(args, versions, data))
    return 0


def read_scheme(path: Path) -> Scheme:
    """Load one scheme file.

    Raises:
        UserError: It cannot be read; a ``ValidationFailed`` names every fault.
    """
    return load_scheme(read_text(path), source=path.name)


def read_versions(arguments: Sequence[str]) -> list[DatedScheme]:
    """Load each ``FILE`` or ``FILE@DATE``; one of them may be without a date and holds from the beginning."""
    versions: list[DatedScheme] = []
    for argument in arguments:
        name, start = _split(argument)
        versions.append(DatedScheme(read_scheme(Path(name)), start))
    starts = [version.start for version in versions]
    if len(set(starts)) < len(starts):
        raise UserError(
            "几个方案的生效日期相同", hint="请在 @ 后写明各自的生效日期，如 新方案.toml@2026-06-01"
        )
    return versions


def _output(args: argparse.Namespace, versions: Sequence[DatedScheme], data: ScoreData) -> str:
    as_of = args.as_of or _last_day(data)
    members = data.inputs.members
    scores = evaluate(versions, data.inputs, as_of)
    scheme = max((v for v in versions if v.start <= as_of), key=lambda v: v.start).scheme
    if faults := ballot_faults(data.inputs.ballots, scheme.appraisal):
        raise ValidationFailed(faults)
    asked = [member.uid for member in members] if "all" in args.trace else _asked(args.trace, members)
    traces = explain(versions, data.inputs, as_of, asked) if asked else {}
    warnings = [*_scheme_warnings(args.scheme), *_data_warnings(versions, data)]
    if args.json:
        document = score_json(members, scores, scheme, as_of=as_of, traces=traces, warnings=warnings)
        return json.dumps(document, ensure_ascii=False, indent=2)
    parts = [f"{scheme.name}　计算到 {as_of:%Y-%m-%d}", "", score_table(members, scores, scheme)]
    for trace in traces.values():
        parts += ["", trace_text(trace)]
    parts += ["", *(f"注意：{warning}" for warning in warnings)] if warnings else []
    return "\n".join(parts)


def read_text(path: Path) -> str:
    """The text of a scheme file. Raises UserError when it is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"方案文件“{path}”打不开：不是 UTF-8 文字", hint="请用记事本打开，另存为 UTF-8 编码。"
        ) from error
    except OSError as error:
        raise UserError(f"方案文件“{path}”打不开：没有这个文件，或不能读取") from error


def _split(argument: str) -> tuple[str, date]:
    """``S2.toml@2026-06-01`` is a file and a date; an @ that no date follows belongs to the file's name."""
    name, sign, text = argument.rpartition("@")
    if sign and (text[:1].isdigit() or not Path(argument).exists()):
        try:
            return name, date.fromisoformat(text)
        except ValueError as error:
            raise UserError(f"“{argument}”里的生效日期“{text}”不对", hint="请写成 2026-06-01") from error
    return argument, date.min


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-12-31") from error


def _last_day(data: ScoreData) -> date:
    """The end of the month of the last posting or veto, so that the same data always gives the same result."""
    days = [posting.date for posting in data.inputs.postings] + [veto.date for veto in data.inputs.vetoes]
    if not days:
        raise UserError("数据中没有任何记录，不知道计算到哪一天", hint="请用 --as-of 写明日期")
    last = max(days)
    following = last.year * 12 + last.month
    return date.fromordinal(date(following // 12, following % 12 + 1, 1).toordinal() - 1)


def _scheme_warnings(arguments: Sequence[str]) -> list[str]:
    warnings = []
    for argument in arguments:
        path = Path(_split(argument)[0])
        issues = check_scheme(read_text(path), source=path.name)
        warnings += [str(issue) for issue in issues if issue.severity is Severity.WARNING]
    return warnings


def _data_warnings(versions: Sequence[DatedScheme], data: ScoreData) -> list[str]:
    """Entries that no version knows: they are listed and not counted. And tables that the schemes do not use."""
    items = {item for version in versions for item in version.scheme.items}
    vetoes = {veto for version in versions for veto in version.scheme.vetoes}
    warnings = [
        f"{data.places[posting.uid]} · item：方案中没有项目“{posting.item}”，不计分"
        for posting in data.inputs.postings
        if posting.item not in items
    ]
    warnings += [
        f"{data.places[veto.uid]} · rule：方案中没有一票否决“{veto.rule}”，不起作用"
        for veto in data.inputs.vetoes
        if veto.rule not in vetoes
    ]
    warnings += _strangers(versions, data)
    return warnings + [f"表 {name}：方案没有用到这张表，未计入" for name in _unused(versions, data)]


def _strangers(versions: Sequence[DatedScheme], data: ScoreData) -> list[str]:
    """Classes, rater groups and options that no version knows: they are listed, and have no effect."""
    schemes = [version.scheme for version in versions]
    classes = {part.id for scheme in schemes for part in scheme.categories}
    votes = [scheme.appraisal for scheme in schemes if scheme.appraisal is not None]
    options = {option.id for vote in votes for option in vote.options} | {VALID}
    groups = {group.id for vote in votes for group in vote.groups}
    spans = {s.value for m in data.inputs.members for s in m.spans if s.kind is SpanKind.CATEGORY}
    # A scheme without classes does not ask for them.
    found = [f"表 members、spans：方案中没有类别“{name}”" for name in sorted(spans - classes) if classes]
    if votes:
        marked = {ballot.option for ballot in data.inputs.ballots}
        found += [f"表 ballots：方案中没有选项“{name}”，未计入" for name in sorted(marked - options)]
    if groups:
        sets = {ballot.ballot.split("/")[0] for ballot in data.inputs.ballots}
        found += [f"表 ballots：方案中没有评议人组“{name}”，未计入" for name in sorted(sets - groups)]
    return found


def _unused(versions: Sequence[DatedScheme], data: ScoreData) -> list[str]:
    """Tables with rows that no version of the scheme asks for."""
    schemes = [version.scheme for version in versions]
    items = [item for scheme in schemes for item in scheme.items.values()]
    inputs = data.inputs
    carried = any(_takes_balances(scheme) for scheme in schemes)
    used = {
        "attendance": any(item.amount_kind == "expected" for item in items),
        "ballots": any(scheme.appraisal is not None for scheme in schemes),
        "carry": carried or any(scheme.cycle.carry is not None for scheme in schemes),
        "holidays": False,
        "redemptions": any(scheme.rewards is not None for scheme in schemes),
    }
    return [name for name, asked in used.items() if not asked and getattr(inputs, name)]


def _takes_balances(scheme: Scheme) -> bool:
    """Whether what was left to redeem comes over: carried, or kept until a day of clearing inside the year."""
    rewards, cycle = scheme.rewards, scheme.cycle
    if rewards is None:
        return False
    # A year ends on the last day before its first month; other days of clearing lie inside one.
    end = date(2001, cycle.start_month, 1) - timedelta(days=1)
    ends_year = not cycle.year_starts and rewards.clears_on == f"{end:%m-%d}"
    return rewards.balance is Balance.CARRIED or not ends_year


def _asked(words: Sequence[str], members: Sequence[MemberIn]) -> list[str]:
    """Uids of the members named by uid or by name; a name that two have does not say who is meant."""
    known = {member.uid for member in members}
    found = []
    for word in words:
        uids = [word] if word in known else [member.uid for member in members if member.name == word]
        if len(uids) > 1:
            raise UserError(f"有 {len(uids)} 人叫“{word}”。", hint=f"请写编号：{'、'.join(uids)}。")
        if not uids:
            raise UserError(f"表 members 中没有“{word}”。", hint="请写表里的编号或姓名。")
        found += uids
    return found
