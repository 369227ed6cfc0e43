"""One cycle of a member laid out as nodes: start, carry, sections with their items and lines, bounds, vetoes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.services.scoring.evaluation.account import Account
from app.services.scoring.evaluation.lines import Line
from app.services.scoring.evaluation.rulebook import Rulebook
from app.services.scoring.evaluation.section_result import SectionResult
from app.services.scoring.evaluation.sections import CycleResult, section_of
from app.services.scoring.kinds import PartYear
from app.services.scoring.language import Section
from app.services.scoring.numbers import ZERO, plain, round_points
from app.services.scoring.results import TraceNode
from app.services.scoring.trace.lines import line_node
from app.services.scoring.words.items import describe_item


class CycleTree:
    """Lays out one cycle."""

    def __init__(self, book: Rulebook, account: Account, result: CycleResult) -> None:
        self._book = book
        self._account = account
        self._result = result
        self._scheme = result.cycle.scheme
        self._version = self._scheme.short_hash
        self._tree = book.section_tree[self._scheme.hash]
        self._own: dict[str, list[Line]] = {}
        for line in result.lines:
            self._own.setdefault(section_of(line, result.cycle), []).append(line)

    def node(self) -> TraceNode:
        """The cycle: everything in it, then how it came to its points."""
        result = self._result
        children = self._start()
        children += [self._section(part) for part in self._tree[""]]
        children += self._items(self._own.get("", ()))
        causes = [*self._projection(), bounds_words(result.before, result.bounded - result.outside)]
        if result.outside:
            causes.append(f"另加不占上限的 {plain(self._round(result.outside))} 分")
        before = result.bounded
        for name, after in result.vetoes:
            effect = f"本周期积分为 {plain(self._round(after))}" if after != before else "本周期积分不变"
            causes.append(f"一票否决“{name}”，{effect}")
            before = after
        return TraceNode(
            "cycle",
            result.cycle.span.label,
            self._round(result.points),
            before=self._round(result.before),
            cause="；".join(cause for cause in causes if cause),
            children=tuple(children),
            version=self._version,
        )

    def _start(self) -> list[TraceNode]:
        result, rules = self._result, self._scheme.cycle
        nodes = []
        if result.start:
            category = self._account.person.category_on(result.joined)
            inputs = (("类别", self._scheme.category_name(category)),) if category else ()
            nodes.append(
                TraceNode(
                    "start", rules.start_name, self._short(result.start), inputs=inputs, version=self._version
                )
            )
        if result.carry and rules.carry is not None:
            cause = f"上期结果的 {plain(rules.carry.share * 100)}%"
            nodes.append(
                TraceNode("carry", "上期结转", self._round(result.carry), cause=cause, version=self._version)
            )
        return nodes

    def _projection(self) -> list[str]:
        """How the points of a member who was there only in part were made comparable."""
        result = self._result
        if result.months is None or result.months[0] == result.months[1]:
            return []
        own, whole = result.months
        if self._scheme.members.part_year is PartYear.MEAN:
            return [f"在册 {own} 个月，得分折算为 {whole} 个月"]
        return [f"在册 {own} 个月，起始分按 {own}/{whole} 计"]

    def _section(self, section: Section) -> TraceNode:
        outcome: SectionResult = self._result.sections[section.id]
        children = []
        if outcome.start:
            children.append(
                TraceNode("start", "板块起始分", self._short(outcome.start), version=self._version)
            )
        children += [self._section(part) for part in self._tree[section.id]]
        children += self._items(self._own.get(section.id, ()))
        causes = []
        if outcome.projection:
            causes.append(f"按在册月份折算，加 {plain(self._round(outcome.projection))} 分")
        causes.append(bounds_words(outcome.before, outcome.bounded))
        if section.weight is not None and section.ceiling:
            bounded = plain(self._round(outcome.bounded))
            causes.append(
                f"权重 {plain(section.weight)}：{plain(section.weight)} × {bounded} ÷ {plain(section.ceiling)}"
            )
        if outcome.after != outcome.bounded:
            causes.append(f"另加不占上限的 {plain(self._round(outcome.after - outcome.bounded))} 分")
        return TraceNode(
            "section",
            section.name,
            self._round(outcome.counted),
            before=self._round(outcome.before),
            cause="；".join(cause for cause in causes if cause),
            children=tuple(children),
            version=self._version,
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
            children=tuple(line_node(line, self._hash(line)) for line in lines),
            version=self._hash(lines[-1]),
            ref=item.id,
        )

    def _hash(self, line: Line) -> str:
        return self._book.schemes[line.plan.version].short_hash

    def _short(self, value: Decimal) -> Decimal:
        """A start as the scheme states it; one that was taken by months is rounded."""
        rounded = self._round(value)
        return value if value == rounded else rounded

    def _round(self, value: Decimal) -> Decimal:
        return round_points(value, self._scheme.decimals)


def bounds_words(before: Decimal, after: Decimal) -> str:
    """Why a floor or ceiling changed a sum; empty if it did not."""
    if after < before:
        return f"合计 {plain(before)} 分，最高计 {plain(after)} 分，截去 {plain(before - after)} 分"
    if after > before:
        return f"合计 {plain(before)} 分，最低计 {plain(after)} 分"
    return ""
