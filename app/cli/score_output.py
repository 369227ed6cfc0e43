"""What the `score` command prints: a table for people, JSON for machines, and the arithmetic of a member."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.services.scoring import (
    MemberIn,
    RewardScore,
    Scheme,
    Score,
    SectionScore,
    TraceNode,
    VoteScore,
    plain,
    round_points,
)

Json = dict[str, Any]


def score_table(members: Sequence[MemberIn], scores: Mapping[str, Score], scheme: Scheme) -> str:
    """A table of all members: total, top sections, grade, what they may and what is proposed."""
    top = scheme.children()
    heading = ["编号", "姓名", "支部", "积分", *(section.name for section in top), "等次", "资格和建议"]
    rows = [heading]
    for member in members:
        score = scores[member.uid]
        if not score.liable:
            rows.append([member.uid, member.name, member.unit, "不纳入", *("" for _ in top), "", ""])
            continue
        points = {section.id: section.points for section in score.sections}
        grade = scheme.grade(score.grade) if score.grade else None
        notes = [mark.name for mark in score.marks if mark.granted]
        notes += [f"{proposal.name}（{proposal.label}）" for proposal in score.proposals]
        notes += list(score.notes)
        notes += [f"一票否决：{scheme.vetoes[veto].name}" for veto in score.vetoes if veto in scheme.vetoes]
        sections = [str(points[section.id]) for section in top]
        row = [member.uid, member.name, member.unit, str(score.total), *sections]
        rows.append([*row, grade.name if grade else "—", "；".join(notes)])
    return _aligned(rows, numbers=range(3, 4 + len(top)))


def trace_text(node: TraceNode, *, depth: int = 0) -> str:
    """A trace as an indented list."""
    before = f"{plain(node.before)} → " if node.before is not None and node.before != node.after else ""
    line = f"{'  ' * depth}{node.title}　{before}{plain(node.after)}"
    line += f"　（{node.cause}）" if node.cause else ""
    return "\n".join([line, *(trace_text(child, depth=depth + 1) for child in node.children)])


def score_json(
    members: Sequence[MemberIn],
    scores: Mapping[str, Score],
    scheme: Scheme,
    *,
    as_of: date,
    traces: Mapping[str, TraceNode],
    warnings: Sequence[str],
) -> Json:
    """Everything as one JSON object; points are numbers, dates ISO text."""
    return {
        "as_of": as_of.isoformat(),
        "scheme": {"id": scheme.id, "name": scheme.name, "hash": scheme.hash},
        "warnings": list(warnings),
        "members": [
            _member_json(member, scores[member.uid], scheme, traces.get(member.uid)) for member in members
        ],
    }


def _member_json(member: MemberIn, score: Score, scheme: Scheme, trace: TraceNode | None) -> Json:
    grade = scheme.grade(score.grade) if score.grade else None
    result: Json = {
        "member": member.uid,
        "name": member.name,
        "unit": member.unit,
        "liable": score.liable,
        "total": _number(score.total),
        "grade": score.grade,
        "grade_name": grade.name if grade else None,
        "grade_cause": score.grade_cause,
        "notes": list(score.notes),
        "vote": _vote_json(score.vote),
        "reward": _reward_json(score.reward),
        "vetoes": list(score.vetoes),
        "sections": _sections_json(score.sections),
        "cycles": [
            {
                "label": cycle.label,
                "start": cycle.start.isoformat(),
                "end": cycle.end.isoformat(),
                "start_points": _number(cycle.start_points),
                "carry": _number(cycle.carry),
                "points": _number(cycle.points),
                "sections": _sections_json(cycle.sections),
            }
            for cycle in score.cycles
        ],
        "eligibilities": [
            {"id": mark.id, "name": mark.name, "granted": mark.granted, "cause": mark.cause}
            for mark in score.marks
        ],
        "proposals": [
            {
                "id": part.id,
                "kind": part.kind.value,
                "name": part.name,
                "label": part.label,
                "cause": part.cause,
            }
            for part in score.proposals
        ],
        "lines": [
            {
                "posting": line.posting,
                "item": line.item,
                "section": line.section,
                "date": line.date.isoformat(),
                "period": line.period,
                "amount": _number(line.amount),
                "counted": _number(line.counted),
                "causes": list(line.causes),
            }
            for line in score.lines
        ],
    }
    if trace is not None:
        result["trace"] = _trace_json(trace)
    return result


def _sections_json(sections: Iterable[SectionScore]) -> list[Json]:
    return [
        {
            "id": part.id,
            "name": part.name,
            "points": _number(part.points),
            "counted": _number(part.counted),
        }
        for part in sections
    ]


def _vote_json(vote: VoteScore | None) -> Json | None:
    if vote is None:
        return None
    return {
        "result": _number(round_points(vote.result, 4)),
        "voters": vote.voters,
        "votes": dict(vote.votes),
        "cause": vote.cause,
    }


def _reward_json(reward: RewardScore | None) -> Json | None:
    if reward is None:
        return None
    return {
        "points": _number(reward.points),
        "spent": _number(reward.spent),
        "balance": _number(reward.balance),
        "yuan": None if reward.yuan is None else _number(reward.yuan),
        "prizes": list(reward.prizes),
        "cause": reward.cause,
    }


def _trace_json(node: TraceNode) -> Json:
    return {
        "rule": node.rule,
        "title": node.title,
        "inputs": dict(node.inputs),
        "before": None if node.before is None else _number(node.before),
        "after": _number(node.after),
        "cause": node.cause,
        "version": node.version,
        "ref": node.ref,
        "children": [_trace_json(child) for child in node.children],
    }


def _number(value: Decimal) -> int | float:
    """The JSON number that prints as the figure does; floats of so few digits come back exactly."""
    return int(value) if value == value.to_integral_value() else float(value)


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _aligned(rows: Sequence[Sequence[str]], *, numbers: range) -> str:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, text in enumerate(row):
            space = " " * (widths[column] - _width(text))
            cells.append(space + text if column in numbers else text + space)
        lines.append("  ".join(cells).rstrip())
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:]])
