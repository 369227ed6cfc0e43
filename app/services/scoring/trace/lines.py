"""The arithmetic of one line, step by step, as the panel beside the meeting's list shows it."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.evaluation.amounts import chosen
from app.services.scoring.evaluation.caps import cap_of
from app.services.scoring.evaluation.lines import Cut, Line
from app.services.scoring.language import (
    AttendanceAmount,
    BallotAmount,
    ChoiceAmount,
    ExpectedAmount,
    FixedAmount,
    PerUnitAmount,
    RangeAmount,
    StateAmount,
)
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.results import LineScore, TraceNode
from app.services.scoring.words.items import SINCE, describe_item
from app.services.scoring.words.labels import key_word


def line_node(line: Line, version: str) -> TraceNode:
    """A line with its amount, each limit, and what it counts in the end."""
    children = [_amount_node(line, version)]
    if line.dropped:
        children.append(
            TraceNode("drop", "同一行为", ZERO, before=line.amount, cause=line.dropped, version=version)
        )
    for cut in line.cuts or ():
        children += _cut_nodes(cut, line, version)
    counted = ZERO if line.dropped else line.points
    children.append(TraceNode("counted", "评定得分", counted, version=version))
    causes = [line.dropped, *line.causes] if line.dropped else line.causes
    return TraceNode(
        "line",
        f"{line.day:%Y-%m-%d} {line.item.name}",
        counted,
        before=line.signed(line.amount),
        inputs=_inputs(line),
        cause="；".join(causes),
        children=tuple(children),
        version=version,
        ref=line.posting.uid,
    )


def fallen_node(score: LineScore, name: str, version: str) -> TraceNode:
    """A line that fell out before it had an amount."""
    title = f"{score.date:%Y-%m-%d} {name}"
    return TraceNode("line", title, ZERO, cause="；".join(score.causes), version=version, ref=score.posting)


def _inputs(line: Line) -> tuple[tuple[str, str], ...]:
    posting = line.posting
    pairs = [("规则", describe_item(line.item)), ("数量", f"{plain(posting.quantity)} {line.item.unit_name}")]
    for word, options, key in (
        ("角色", line.item.roles, posting.role),
        ("结果", line.item.outcomes, posting.outcome),
    ):
        if key is not None:
            option = chosen(options, key)
            pairs.append((word, option.name if option else key))
    if posting.period:
        pairs.append(("评定月份", posting.period))
    return tuple(pairs)


def _amount_node(line: Line, version: str) -> TraceNode:
    title = _base_words(line)
    if line.posting.adjusted is None:
        for options, key in (
            (line.item.roles, line.posting.role),
            (line.item.outcomes, line.posting.outcome),
        ):
            option = chosen(options, key)
            if option is not None and option.points is not None:
                title += f"（{option.name}）"
            elif option is not None:
                title += f" × {plain(option.multiplier)}（{option.name}）"
        if line.repeat != ONE:
            title += f" × {plain(line.repeat)}（重复）"
    return TraceNode(
        "amount",
        title,
        line.signed(line.amount),
        before=line.signed(line.worth.base),
        cause="；".join(line.worth.flags),
        version=version,
    )


def _base_words(line: Line) -> str:
    """The first factor of the amount: ``2``, ``2 × 3（次）``, ``3（县级）``, ``5（12 小时）``."""
    posting, amount, base = line.posting, line.item.amount, plain(line.worth.base)
    if posting.adjusted is not None:
        return f"{base}（会议调整）"
    quantity = plain(posting.quantity)
    match amount:
        case FixedAmount():
            return plain(line.single) + ("" if posting.quantity == ONE else f" × {quantity}（次）")
        case RangeAmount():
            return f"{base}（评定分值）"
        case ChoiceAmount():
            level = next((part for part in amount.levels if part.id == posting.level), None)
            if level is None:
                return f"{base}（未定档次）"
            times = "" if posting.quantity == ONE else f" × {quantity}（次）"
            return f"{plain(line.single)}（{level.name}）{times}"
        case PerUnitAmount() if amount.round == "none" and amount.per == ONE and line.worth.base:
            return f"{plain(amount.points)} × {quantity}（{amount.unit}）"
        case AttendanceAmount():
            return f"{base}（{key_word(AttendanceAmount, posting.level or 'present')}）"
        case ExpectedAmount() if line.worth.base:
            return f"{plain(amount.points)} × {quantity}（缺席）"
        case StateAmount() | BallotAmount():
            return base
    return f"{base}（{quantity} {line.item.unit_name}）"


def _cut_nodes(cut: Cut, line: Line, version: str) -> list[TraceNode]:
    """What better lines have used of a limit, and what the limit leaves."""
    times = cut.limit.points is None
    have = "已计" if times else "已扣" if line.minus else "已得"
    name = getattr(cut.limit, "name", "")
    cap: Decimal = cap_of(cut.limit)
    return [
        TraceNode("used", f"{name}{SINCE[cut.limit.window]}{have}", cut.used, version=version),
        TraceNode(
            "limit",
            f"上限 {plain(cap)}{' 次' if times else ''}",
            line.signed(cut.after),
            before=line.signed(cut.before),
            cause=cut.words(minus=line.minus) or "不截",
            version=version,
        ),
    ]
