"""Why a number is what it is: the tree behind a member's year, built only for the members asked for.

The same steps run as in the evaluation; this module only lays out what they left behind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from app.errors import NotFound
from app.services.scoring.account import Account, run_account
from app.services.scoring.admission import fallen_by_reversal
from app.services.scoring.document import (
    Section,
)
from app.services.scoring.evaluate import postings_of_year, vetoes_of_year
from app.services.scoring.kinds import (
    YearMode,
)
from app.services.scoring.lines import Line
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.people import Person
from app.services.scoring.rulebook import Rulebook
from app.services.scoring.sections import CycleResult, SectionResult, section_of
from app.services.scoring.trace_lines import fallen_node, line_node
from app.services.scoring.types import DatedScheme, Inputs, LineScore, TraceNode
from app.services.scoring.verdict import grade_of
from app.services.scoring.windows import year_of
from app.services.scoring.words import describe_item


def explain(
    versions: Sequence[DatedScheme], inputs: Inputs, as_of: date, members: Collection[str]
) -> dict[str, TraceNode]:
    """A tree per member: year, cycles, sections, items, lines, each cut with its cause.

    Raises:
        NotFound: No version is in force, or a member is not among the inputs.
    """
    book = Rulebook(versions)
    accounts = _accounts(book, inputs, as_of, frozenset(members))
    if missing := sorted(set(members) - set(accounts)):
        raise NotFound(f"找不到党员：{'、'.join(missing)}")
    return {uid: _Tree(account, book).year() for uid, account in accounts.items()}


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
    start_month = ruling.cycle.start_month if ruling else 1
    moment = max(posting.date, min(as_of, year_of(posting.date, start_month).end))
    account = _accounts(book, inputs, moment, frozenset({posting.member})).get(posting.member)
    if account is None:
        raise NotFound(f"找不到党员：{posting.member}")
    return _Tree(account, book).line(posting_uid)


def _accounts(book: Rulebook, inputs: Inputs, as_of: date, members: frozenset[str]) -> dict[str, Account]:
    year = book.year(as_of)
    wanted = Inputs(
        members=tuple(member for member in inputs.members if member.uid in members),
        postings=tuple(posting for posting in inputs.postings if posting.member in members),
        vetoes=tuple(veto for veto in inputs.vetoes if veto.member in members),
    )
    postings = postings_of_year(wanted, year)
    vetoes = vetoes_of_year(wanted, year)
    reversed_uids = fallen_by_reversal(wanted.postings)
    return {
        member.uid: run_account(
            Person(member),
            postings[member.uid],
            vetoes.get(member.uid, ()),
            book=book,
            year=year,
            reversed_uids=reversed_uids,
            trace=True,
        )
        for member in wanted.members
    }


class _Tree:
    """Lays out one account as nodes."""

    def __init__(self, account: Account, book: Rulebook) -> None:
        self._account = account
        self._book = book

    def year(self) -> TraceNode:
        """The root: cycles, then what happened to their sum or mean, then the grade."""
        account = self._account
        scheme = account.year.scheme
        version = scheme.short_hash
        children = [self._cycle(result) for result in account.cycles]
        children += self._fallen()
        if not account.cycles:
            cause = "本年度不纳入积分"
        else:
            children += self._verdict(version)
            how = "平均" if scheme.cycle.year is YearMode.MEAN else "相加"
            cause = f"{len(account.cycles)} 个周期{how}" if len(account.year.cycles) > 1 else ""
        return TraceNode(
            "year",
            f"{account.year.span.label}积分",
            account.total,
            before=account.combined,
            inputs=(("计算到", f"{account.year.as_of:%Y-%m-%d}"), ("方案", scheme.name)),
            cause=cause,
            children=tuple(children),
            version=version,
        )

    def line(self, uid: str) -> TraceNode:
        """The node of one line."""
        for line in self._account.lines:
            if line.posting.uid == uid:
                return self._line(line)
        return next(self._fallen_line(score) for score in self._account.fallen if score.posting == uid)

    def _verdict(self, version: str) -> list[TraceNode]:
        account = self._account
        nodes = []
        if account.exact != account.combined:
            names = "、".join(hit.rule.name for hit in account.hits if hit.holds)
            cause = f"一票否决“{names}”，年度积分为 0"
            nodes.append(
                TraceNode(
                    "veto", "一票否决", account.exact, before=account.combined, cause=cause, version=version
                )
            )
        if account.total != account.exact:
            decimals = account.year.scheme.decimals
            cause = f"四舍五入到 {decimals} 位小数" if decimals else "四舍五入到整数"
            nodes.append(
                TraceNode("round", "取整", account.total, before=account.exact, cause=cause, version=version)
            )
        grade = grade_of(account, account.year.scheme)
        nodes.append(
            TraceNode(
                "grade", "等次", account.total, cause=grade.cause, version=version, ref=grade.grade or ""
            )
        )
        return nodes

    def _cycle(self, result: CycleResult) -> TraceNode:
        scheme = result.cycle.scheme
        version, decimals = scheme.short_hash, scheme.decimals
        children = []
        if result.start:
            children.append(self._start(result))
        children += [self._section(part, result) for part in self._book.section_tree[scheme.hash][""]]
        strays = [line for line in result.lines if not section_of(line, result.cycle)]
        children += self._items(strays)
        causes = [_bounds_words(result.before, result.bounded)]
        if result.veto:
            causes.append(f"一票否决“{result.veto}”，本周期积分为 0")
        return TraceNode(
            "cycle",
            result.cycle.span.label,
            round_points(result.points, decimals),
            before=round_points(result.before, decimals),
            cause="；".join(cause for cause in causes if cause),
            children=tuple(children),
            version=version,
        )

    def _start(self, result: CycleResult) -> TraceNode:
        scheme = result.cycle.scheme
        category = self._account.person.category_on(result.joined)
        inputs = (("类别", scheme.category_name(category)),) if category else ()
        return TraceNode(
            "start", scheme.cycle.start_name, result.start, inputs=inputs, version=scheme.short_hash
        )

    def _section(self, section: Section, result: CycleResult) -> TraceNode:
        scheme = result.cycle.scheme
        outcome: SectionResult = result.sections[section.id]
        children = []
        if outcome.start:
            children.append(TraceNode("start", "板块起始分", outcome.start, version=scheme.short_hash))
        children += [self._section(part, result) for part in self._book.section_tree[scheme.hash][section.id]]
        children += self._items(
            [line for line in result.lines if section_of(line, result.cycle) == section.id]
        )
        return TraceNode(
            "section",
            section.name,
            round_points(outcome.after, scheme.decimals),
            before=round_points(outcome.before, scheme.decimals),
            cause=_bounds_words(outcome.before, outcome.after),
            children=tuple(children),
            version=scheme.short_hash,
            ref=section.id,
        )

    def _items(self, lines: Sequence[Line]) -> list[TraceNode]:
        """A node per item with its lines in order of date."""
        groups: dict[str, list[Line]] = {}
        for line in sorted(lines, key=lambda line: line.order):
            groups.setdefault(line.item.id, []).append(line)
        return [self._item(group) for group in groups.values()]

    def _item(self, lines: Sequence[Line]) -> TraceNode:
        item = lines[-1].item
        return TraceNode(
            "item",
            item.name,
            sum((line.points for line in lines), ZERO),
            inputs=(("规则", describe_item(item)),),
            children=tuple(self._line(line) for line in lines),
            version=self._version(lines[-1]),
            ref=item.id,
        )

    def _line(self, line: Line) -> TraceNode:
        return line_node(line, self._version(line))

    def _version(self, line: Line) -> str:
        return self._book.schemes[line.version].short_hash

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


def _bounds_words(before: Decimal, after: Decimal) -> str:
    """Why a floor or ceiling changed a sum; empty if it did not."""
    if after < before:
        return f"合计 {plain(before)} 分，最高计 {plain(after)} 分，截去 {plain(before - after)} 分"
    if after > before:
        return f"合计 {plain(before)} 分，最低计 {plain(after)} 分"
    return ""
