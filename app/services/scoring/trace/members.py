"""Why a number is what it is: the tree behind a member's year, built only for the members asked for.

The same steps run as in the evaluation; this module only lays out what they left behind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.errors import NotFound
from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.grading import compares
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.rulebook import Rulebook
from app.services.scoring.evaluation.run import Run, run_all
from app.services.scoring.evaluation.votes import missing_words, vote_words
from app.services.scoring.kinds import YearMode
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.results import LineScore, TraceNode
from app.services.scoring.scheme import DatedScheme
from app.services.scoring.trace.cycles import CycleTree
from app.services.scoring.trace.lines import fallen_node, line_node
from app.services.scoring.types import Inputs
from app.services.scoring.windows import year_of

_DAY = timedelta(days=1)


def explain(
    versions: Sequence[DatedScheme], inputs: Inputs, as_of: date, members: Collection[str]
) -> dict[str, TraceNode]:
    """A tree per member: year, cycles, sections, items, lines, each cut with its cause.

    Raises:
        NotFound: No version is in force, or a member is not among the inputs.
    """
    book = Rulebook(versions)
    wanted = frozenset(members)
    if missing := sorted(wanted - {member.uid for member in inputs.members}):
        raise NotFound(f"找不到党员：{'、'.join(missing)}")
    scheme = book.on(as_of)
    # Where a grade depends on others they are evaluated too; else one member is enough.
    own = inputs if scheme is not None and compares(scheme) else _only(inputs, wanted)
    run = run_all(book, own, as_of, trace=wanted)
    return {uid: _Tree(run, run.accounts[uid]).year() for uid in run.accounts if uid in wanted}


def explain_line(versions: Sequence[DatedScheme], inputs: Inputs, as_of: date, posting_uid: str) -> TraceNode:
    """The arithmetic of one line: amount, what was used up before, each limit, and what counts.

    A line of an earlier year is explained at the end of that year, one dated after ``as_of`` on its own day.

    Raises:
        NotFound: There is no such line, or no version was in force.
    """
    posting = next((entry for entry in inputs.postings if entry.uid == posting_uid), None)
    book = Rulebook(versions)
    if posting is None:
        raise NotFound(f"找不到台账记录 {posting_uid}")
    ruling = book.on(posting.date) or book.on(as_of)
    moment = max(posting.date, as_of)
    if ruling is not None and as_of > posting.date and book.year(as_of).first_day > posting.date:
        moment = year_of(posting.date, ruling.cycle).end
        for start in sorted(version.start for version in versions):
            # A later version may have begun another year inside this one.
            if posting.date < start <= moment and book.year(start).first_day > posting.date:
                moment = start - _DAY
                break
    run = run_all(book, _only(inputs, frozenset({posting.member})), moment, trace={posting.member})
    account = run.accounts.get(posting.member)
    if account is None:
        raise NotFound(f"找不到党员：{posting.member}")
    return _Tree(run, account).line(posting_uid)


def _only(inputs: Inputs, members: frozenset[str]) -> Inputs:
    """The inputs of some members; with a second person's lines come those that made them, or took them back."""
    kept = {p.uid for p in inputs.postings if p.member in members or p.second in members}
    while more := {p.uid for p in inputs.postings if p.reverses in kept} - kept:
        kept |= more
    return replace(
        inputs,
        members=tuple(member for member in inputs.members if member.uid in members),
        postings=tuple(p for p in inputs.postings if p.uid in kept),
        vetoes=tuple(veto for veto in inputs.vetoes if veto.member in members),
    )


class _Tree:
    """Lays out one account as nodes."""

    def __init__(self, run: Run, account: Account) -> None:
        self._run = run
        self._account = account
        self._book = run.book

    def year(self) -> TraceNode:
        """The root: cycles, then what happened to their sum or mean, then the grade."""
        account = self._account
        scheme = account.year.scheme
        children = [CycleTree(self._book, account, result).node() for result in account.cycles]
        children += self._fallen()
        cause = "本年度不纳入积分"
        if account.cycles:
            children += self._verdict()
            cause = self._how()
        return TraceNode(
            "year",
            f"{account.year.span.label}积分",
            account.total,
            before=account.combined,
            inputs=(("计算到", f"{account.year.as_of:%Y-%m-%d}"), ("方案", scheme.name)),
            cause=cause,
            children=tuple(children),
            version=scheme.short_hash,
        )

    def line(self, uid: str) -> TraceNode:
        """The node of one line."""
        for line in self._account.lines:
            if line.posting.uid == uid:
                return self._line(line)
        for score in self._account.fallen:
            if score.posting == uid:
                return self._fallen_line(score)
        raise NotFound(f"找不到台账记录 {uid}")

    def _how(self) -> str:
        """How the year follows from its cycles."""
        account = self._account
        begun, own = len(account.year.cycles), len(account.cycles)
        if begun == 1:
            return ""
        mean = account.year.scheme.cycle.year is YearMode.MEAN
        words = f"{own} 个周期{'平均' if mean else '相加'}"
        total = sum((result.points for result in account.cycles), ZERO)
        if not mean and account.combined != total:
            words += f"，在册 {own} 个周期合计 {plain(total)} 分，折算为 {begun} 个周期"
        elif (
            not mean
            and sum((round_points(r.points, r.cycle.scheme.decimals) for r in account.cycles), ZERO) != total
        ):
            words += "（各周期按四舍五入显示，合计按实际分数）"
        return words

    def _verdict(self) -> list[TraceNode]:
        """The steps after the cycles, each with the figure before and after it."""
        account = self._account
        scheme = account.year.scheme
        version = scheme.short_hash
        nodes: list[TraceNode] = []
        if scheme.appraisal is not None and account.vote is not None and account.voted != account.combined:
            cause = f"{vote_words(scheme.appraisal, account.vote)}（{account.vote.cause}）"
            nodes.append(
                TraceNode(
                    "vote", "民主测评", account.voted, before=account.combined, cause=cause, version=version
                )
            )
        elif account.vote is None and (missing := missing_words(scheme)):
            nodes.append(TraceNode("vote", "民主测评", account.voted, cause=missing, version=version))
        before = account.voted
        for name, after in account.vetoes:
            nodes.append(veto_node(name, before, after, "年度积分", version))
            before = after
        if account.total != account.exact:
            decimals = scheme.decimals
            cause = f"四舍五入到 {decimals} 位小数" if decimals else "四舍五入到整数"
            nodes.append(
                TraceNode("round", "取整", account.total, before=account.exact, cause=cause, version=version)
            )
        graded = self._run.verdicts[account.person.uid].graded
        nodes.append(
            TraceNode(
                "grade", "等次", account.total, cause=graded.cause, version=version, ref=graded.grade or ""
            )
        )
        return nodes

    def _line(self, line: Line) -> TraceNode:
        return line_node(line, self._book.schemes[line.plan.version].short_hash)

    def _fallen(self) -> list[TraceNode]:
        """The lines that fell out, in one group of their own: they belong to no sum."""
        dropped = [self._line(line) for line in self._account.lines if line.dropped]
        nodes = dropped + [self._fallen_line(score) for score in self._account.fallen]
        if not nodes:
            return []
        nodes.sort(key=lambda node: (node.title, node.ref))
        return [TraceNode("fallen", "未计入的记录", ZERO, children=tuple(nodes))]

    def _fallen_line(self, score: LineScore) -> TraceNode:
        scheme = self._book.on(score.date)
        item = scheme.items.get(score.item) if scheme else None
        name = item.name if item else score.item
        return fallen_node(score, name, scheme.short_hash if scheme else "")


def veto_node(name: str, before: Decimal, after: Decimal, of: str, version: str) -> TraceNode:
    """What one veto did to a figure."""
    figure = plain(round_points(after, 3))
    effect = f"{of}为 {figure}" if after != before else f"{of}不变"
    return TraceNode(
        "veto", "一票否决", after, before=before, cause=f"一票否决“{name}”，{effect}", version=version
    )
