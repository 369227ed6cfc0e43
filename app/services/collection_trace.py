"""How the figures of 汇总 come about: a member's month as claimed, line by line, with what each would count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models import Unit

from .ledger import Ledger
from .lines import LineView, month_lines
from .months import Month
from .numbers import format_points
from .program_lines import PROGRAM
from .scoring import TraceNode
from .section_columns import column_sections


def claims_trace(session: Session, unit: Unit, month: Month, member_uid: str, ledger: Ledger) -> TraceNode:
    """The claims of one member's month as a trace; its figures are those of the group's sheet.

    Each line opens into the arithmetic that it would have were everything confirmed as claimed.
    """
    found = month_lines(session, unit, month, ledger=ledger)
    own = [line for line in found.lines if line.member.uid == member_uid]
    year = ledger.explain(session, unit, month, member_uid, found.drafts)
    known = dict(_by_ref(year))
    decimals = found.result.scheme.decimals
    sections: dict[str, list[TraceNode]] = {part.name: [] for part in column_sections(found.result.scheme)}
    for line in own:
        node = _line_node(line, known.get(line.posting_uid or line.uid), decimals)
        sections.setdefault(line.section, []).append(node)
    parts = tuple(
        TraceNode("section", name or "其他", _sum(nodes), children=tuple(nodes))
        for name, nodes in sections.items()
        if nodes
    )
    made = tuple(
        TraceNode("line", f"{line.day:%m-%d} {line.item_name}", line.counted, cause=line.cause, ref=line.uid)
        for line in found.program
        if line.member_uid == member_uid
    )
    if made:
        parts += (TraceNode("section", PROGRAM, _sum(made), children=made),)
    return TraceNode(
        "claims",
        f"{month.title}申报{f'和{PROGRAM}' if made else ''}合计",
        _sum(parts),
        inputs=(("条数", str(len(own))),),
        cause="这里是申报的分；计多少，以评定和方案的上限为准" if own else "",
        children=parts,
    )


def _by_ref(node: TraceNode) -> list[tuple[str, TraceNode]]:
    found = [(node.ref, node)] if node.rule == "line" else []
    for child in node.children:
        found += _by_ref(child)
    return found


def _line_node(line: LineView, explained: TraceNode | None, decimals: int) -> TraceNode:
    title = f"{line.deed_date:%m-%d} {line.item_name}"
    if explained is None:
        return TraceNode("line", title, line.claimed, ref=line.uid)
    counted = (("按方案可计", format_points(explained.after, decimals)),)
    return replace(
        explained,
        title=title,
        before=None,
        after=line.claimed,
        inputs=(*explained.inputs, *counted),
        ref=line.uid,
    )


def _sum(nodes: tuple[TraceNode, ...] | list[TraceNode]) -> Decimal:
    return sum((node.after for node in nodes), Decimal(0))
