"""Deductions by kind: which items of the scheme took points, never what anybody wrote about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.services.ledger_results import MemberMonth
from app.services.notices.columns import is_demerit
from app.services.notices.figures import BoardFigures
from app.services.numbers import MINUS
from app.services.scoring import Scheme, plain

#: What an item is called that the version in force no longer has.
_GONE = "已停用的扣分项目"
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class DeductionKinds:
    """The kinds that occur on a board, each with a mark of its own."""

    marks: Mapping[str, str]
    scheme: Scheme
    first: str
    last: str

    def note(self, found: MemberMonth) -> str:
        """A row's deductions of the term: "①−5、②−1"; empty without one."""
        sums = _sums(found, self.scheme, self.first, self.last)
        parts = [
            f"{self.marks[name]}{MINUS}{plain(abs(points))}"
            for name, points in sums.items()
            if name in self.marks
        ]
        return "、".join(parts)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the marks stand for."""
        if not self.marks:
            return ()
        return (f"扣分项目：{'；'.join(f'{mark} {name}' for name, mark in self.marks.items())}。",)


def deduction_kinds(figures: BoardFigures, shown: Iterable[str]) -> DeductionKinds:
    """The kinds of deduction among these members, in the order of the scheme."""
    scheme, term = figures.scheme, figures.term
    first, last = term.first.label, term.last.label
    names = {
        name
        for uid in shown
        if (found := figures.members.get(uid)) is not None and found.score.liable
        for name in _sums(found, scheme, first, last)
    }
    ordered = [item.name for item in scheme.items.values() if item.name in names]
    ordered = list(dict.fromkeys((*ordered, *sorted(names))))
    marks = {name: _MARKS[n] if n < len(_MARKS) else f"({n + 1})" for n, name in enumerate(ordered)}
    return DeductionKinds(marks, scheme, first, last)


def _sums(found: MemberMonth, scheme: Scheme, first: str, last: str) -> dict[str, Decimal]:
    """Points that each kind took in the term, after the limits of its item."""
    sums: dict[str, Decimal] = {}
    for line in found.score.lines:
        took = line.counted > 0 if is_demerit(scheme) else line.counted < 0
        if took and first <= line.period <= last:
            item = scheme.items.get(line.item)
            name = item.name if item is not None else _GONE
            sums[name] = sums.get(name, Decimal(0)) + line.counted
    return sums
