"""From a trace to the rows of 积分说明: one row per item, one sentence for all deeds of an item that are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .documents.model_explanation import ExplanationKind, ExplanationRow
from .numbers import format_points
from .scoring import TraceNode

#: An amount that is not a product: ``2``, ``2（评定分值）``.
_SINGLE = re.compile(r"-?[\d.]+(（[^×]*）)?")
_DATE = len("2026-10-05")
#: From this many dates on, dates alike are counted as well.
_COUNTED_FROM = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger says of a record beside its arithmetic.

    Attributes:
        claimed: Points claimed.
        reason: The meeting's reason for an adjustment.
    """

    claimed: Decimal
    reason: str


class ExplanationRows:
    """Lays one member's trace out in rows."""

    def __init__(self, told: Mapping[str, Told], *, decimals: int, year: int) -> None:
        """Prepare for one member.

        Args:
            told: What the ledger says of each record, by its uid.
            decimals: Digits after the point.
            year: Dates of this year are written without it.
        """
        self._told = told
        self._decimals = decimals
        self._year = year
        self._ruled: set[tuple[str, str]] = set()

    def rows(self, root: TraceNode) -> tuple[ExplanationRow, ...]:
        """All rows, from the start to the rounding; the grade is left to the sheet."""
        self._ruled.clear()
        several = sum(child.rule == "cycle" for child in root.children) > 1
        found: list[ExplanationRow] = []
        for child in root.children:
            if child.rule == "cycle":
                found += self._cycle(child, several=several)
            elif child.rule == "fallen":
                found += [self._fallen(line) for line in child.children]
            elif child.rule != "grade":
                found.append(self._step(child, "年度"))
        return tuple(found)

    def _cycle(self, node: TraceNode, *, several: bool) -> Iterator[ExplanationRow]:
        """The rows of a cycle; where the year has several, each is one part, names no sections and tells its start last."""
        only = node.title if several else ""
        starts = [child for child in node.children if child.rule in ("start", "carry")]
        if not several:
            yield from (self._step(child, "起始") for child in starts)
        for child in node.children:
            if child.rule == "section":
                yield from self._section(child, above="", only=only)
            elif child.rule == "item":
                yield self._item(child, only or "其他")
        if several:
            words = tuple(f"含{child.title} {self._points(child.after)} 分" for child in starts)
            total = self._sum(node, only, "小计")
            yield replace(total, steps=(*words, *total.steps))
        elif node.cause or node.after != node.before:
            yield self._sum(node, "合计", "合计")

    def _section(self, node: TraceNode, *, above: str, only: str) -> Iterator[ExplanationRow]:
        """The rows of a section; one in which nothing happened takes no room."""
        name = f"{above} · {node.title}" if above else node.title
        inside: list[ExplanationRow] = []
        for child in node.children:
            if child.rule == "section":
                inside += self._section(child, above=name, only=only)
            elif child.rule == "item":
                inside.append(self._item(child, only or name))
            else:
                inside.append(self._step(child, only or name))
        yield from inside
        if node.cause or (not only and (inside or node.after)):
            yield self._sum(node, only or name, f"{node.title}小计" if only else "小计")

    def _sum(self, node: TraceNode, part: str, title: str) -> ExplanationRow:
        return ExplanationRow(
            kind=ExplanationKind.SUM, part=part, title=title, steps=_sentences(node.cause), counted=node.after
        )

    def _step(self, node: TraceNode, part: str) -> ExplanationRow:
        """A start, a carry, a vote, a veto, the rounding: a figure with its cause."""
        told = "，".join(f"{name} {value}" for name, value in node.inputs)
        change = ""
        if node.before is not None and node.before != node.after:
            # Before the rounding there are more digits than the scheme shows.
            before = f"{node.before.normalize():f}" if node.rule == "round" else self._points(node.before)
            change = f"{before} → {self._points(node.after)}"
        steps = (told, *_sentences(node.cause), change)
        return ExplanationRow(
            part=part, title=node.title, steps=tuple(step for step in steps if step), counted=node.after
        )

    def _item(self, node: TraceNode, part: str) -> ExplanationRow:
        lines = [child for child in node.children if child.rule == "line"]
        claims = [self._told[line.ref].claimed for line in lines if line.ref in self._told]
        zero = Decimal(0)
        return ExplanationRow(
            part=part,
            title=node.title,
            rule=self._rule(node),
            steps=tuple(self._sentences_of(lines)),
            claimed=sum(claims, zero) if claims else None,
            confirmed=sum((line.before or zero for line in lines), zero),
            counted=node.after,
        )

    def _rule(self, node: TraceNode) -> str:
        """The rule of an item, the first time that it is told."""
        rule = next((value for name, value in node.inputs if name == "规则"), "")
        if (node.ref, rule) in self._ruled:
            return ""
        self._ruled.add((node.ref, rule))
        return rule

    def _sentences_of(self, lines: Iterable[TraceNode]) -> Iterator[str]:
        alike: dict[str, list[TraceNode]] = {}
        for line in lines:
            alike.setdefault(self._line(line), []).append(line)
        for words, own in alike.items():
            days = [date.fromisoformat(line.title[:_DATE]) for line in own]
            yield f"{self._days(days)}：{self._line(own[0], each='各 ') if len(own) > 1 else words}"

    def _line(self, line: TraceNode, *, each: str = "") -> str:
        """The arithmetic of a record without its date; ``each`` stands before figures that several have alike."""
        amount = next((child for child in line.children if child.rule == "amount"), None)
        worth = line.before if line.before is not None else Decimal(0)
        told = self._told.get(line.ref)
        text = f"{each}{self._points(worth)} 分"
        if amount is not None:
            single = _SINGLE.fullmatch(amount.title)
            # A figure alone stands there already; what is said of it stands behind it.
            text = f"{text}{single[1] or ''}" if single else f"{amount.title} = {text}"
        if told is not None and told.claimed != worth:
            text = f"申报 {self._points(told.claimed)} 分；{text}"
        if told is not None and told.reason:
            text += f"（{told.reason}）"
        if line.after != worth:
            text += f"，{each}计 {self._points(line.after)} 分" if line.after else "，不计"
        branch = next((value for name, value in line.inputs if name == "评定支部"), "")
        causes = [line.cause, f"{branch}评定" if branch else ""]
        why = "；".join(cause for cause in causes if cause)
        return f"{text}：{why}" if why else text

    def _days(self, days: Iterable[date]) -> str:
        known = list(days)
        words = "、".join(f"{day:%m-%d}" if day.year == self._year else f"{day:%Y-%m-%d}" for day in known)
        return f"{words}（{len(known)} 次）" if len(known) >= _COUNTED_FROM else words

    def _fallen(self, line: TraceNode) -> ExplanationRow:
        day, name = date.fromisoformat(line.title[:_DATE]), line.title[_DATE:].strip()
        told = self._told.get(line.ref)
        return ExplanationRow(
            part="未计入",
            title=name,
            steps=(f"{self._days([day])}：{line.cause}",),
            claimed=told.claimed if told is not None else None,
            counted=line.after,
        )

    def _points(self, value: Decimal) -> str:
        return format_points(value, self._decimals)


def _sentences(cause: str) -> tuple[str, ...]:
    return tuple(part for part in cause.split("；") if part)
