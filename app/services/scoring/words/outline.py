"""A whole scheme in words, part by part: what page, posting and command line show, from one source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.services.scoring.kinds import DayKind, PartYear, PeriodKind, Polarity
from app.services.scoring.language import Item, Section
from app.services.scoring.scheme import Scheme
from app.services.scoring.words.items import describe_item, describe_limit, describe_section
from app.services.scoring.words.labels import CHOICES
from app.services.scoring.words.names import Names
from app.services.scoring.words.people import describe_audience
from app.services.scoring.words.scheme import describe_appraisal, describe_cycle, describe_rewards
from app.services.scoring.words.verdict import (
    describe_condition,
    describe_grade,
    describe_proposal,
    describe_veto,
)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One rule.

    Attributes:
        ref: The id of the item, section, veto … that it is about.
        name: What is scored or decided.
        rule: How, in words.
        proof: What has to be shown; empty where nothing is said.
        minus: Whether it deducts.
        example: Whether its figure has to be passed by the members' meeting first.
        enabled: Whether the branch uses it.
    """

    ref: str
    name: str
    rule: str
    proof: str = ""
    minus: bool = False
    example: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A part of the scheme with its rules.

    Attributes:
        kind: ``section`` for a section of items, else the table that it comes from.
        depth: How deep a section lies; 0 at the top.
        note: The part's own rule in words.
    """

    kind: str
    title: str
    rows: tuple[OutlineRow, ...]
    note: str = ""
    depth: int = 0


def outline(scheme: Scheme) -> tuple[OutlinePart, ...]:
    """The scheme in the order in which a meeting reads it; parts without rules are left out."""
    names = scheme.names
    parts = [
        OutlinePart("cycle", "计分办法", (), describe_cycle(scheme.cycle, names)),
        *_sections(scheme, names, "", 0),
        _shared(scheme, names),
        *_appraisal(scheme),
        OutlinePart(
            "veto",
            "一票否决",
            tuple(
                OutlineRow(veto.id, veto.name, describe_veto(veto, names), minus=True, enabled=veto.enabled)
                for veto in scheme.vetoes.values()
            ),
        ),
        OutlinePart(
            "grade", "等次", tuple(OutlineRow(g.id, g.name, describe_grade(g, names)) for g in scheme.grades)
        ),
        OutlinePart(
            "mark",
            "资格",
            tuple(OutlineRow(m.id, m.name, describe_condition(m, names)) for m in scheme.marks),
        ),
        OutlinePart(
            "proposal",
            "结果运用",
            tuple(OutlineRow(p.id, p.name, describe_proposal(p, names)) for p in scheme.proposals),
        ),
        *_rewards(scheme, names),
        OutlinePart("members", "适用范围和公示", tuple(_members(scheme, names))),
    ]
    return tuple(part for part in parts if part.rows or part.note or part.kind == "section")


def scheme_words(scheme: Scheme) -> list[str]:
    """The outline as plain lines."""
    lines = [f"{scheme.name}（{scheme.short_hash}）", f"出处：{scheme.source}"]
    for part in outline(scheme):
        indent = "  " * part.depth
        lines += ["", f"{indent}{part.title}" + (f"：{part.note}" if part.note else "")]
        for row in part.rows:
            marks = "" if row.enabled else "（已停用）"
            marks += "（示例分值）" if row.example else ""
            lines.append(f"{indent}  {row.name}{marks}：{row.rule}")
    return lines


def _sections(scheme: Scheme, names: Names, parent: str, depth: int) -> Iterator[OutlinePart]:
    for section in scheme.children(parent):
        rows = tuple(_item(item, names) for item in _items(scheme, section))
        yield OutlinePart("section", section.name, rows, describe_section(section, names), depth)
        yield from _sections(scheme, names, section.id, depth + 1)


def _items(scheme: Scheme, section: Section) -> Iterator[Item]:
    return (item for item in scheme.items.values() if item.section == section.id)


def _item(item: Item, names: Names) -> OutlineRow:
    return OutlineRow(
        item.id,
        item.name,
        describe_item(item, names),
        item.proof.text,
        item.polarity is Polarity.MINUS,
        item.example,
        item.enabled,
    )


def _shared(scheme: Scheme, names: Names) -> OutlinePart:
    rows = tuple(
        OutlineRow(
            shared.id,
            shared.name,
            f"{'、'.join(names.item(item) for item in shared.items)}合计{describe_limit(shared, names=names)}",
        )
        for shared in scheme.shared_limits
    )
    return OutlinePart("shared", "共用上限", rows)


def _appraisal(scheme: Scheme) -> list[OutlinePart]:
    if scheme.appraisal is None:
        return []
    return [OutlinePart("appraisal", "民主评议", (), describe_appraisal(scheme.appraisal))]


def _rewards(scheme: Scheme, names: Names) -> list[OutlinePart]:
    if scheme.rewards is None:
        return []
    return [OutlinePart("rewards", "积分兑换", (), describe_rewards(scheme.rewards, names))]


def _members(scheme: Scheme, names: Names) -> Iterator[OutlineRow]:
    rules, posting = scheme.members, scheme.posting
    graded = "、".join(
        {"full": "正式党员", "probationary": "预备党员", "activist": "入党积极分子"}[s]
        for s in rules.graded_statuses
    )
    if scheme.grades:
        yield OutlineRow("graded", "评定等次", graded)
    if rules.exemption:
        yield OutlineRow("exemption", "不纳入积分", rules.exemption)
    if rules.leave_out is not None:
        yield OutlineRow("leave_out", "不记分", describe_audience(rules.leave_out, names))
    if rules.part_year is not PartYear.FULL:
        yield OutlineRow("part_year", "年中转入、转出", CHOICES[PartYear][rules.part_year.value])
    if posting.periods:
        kinds = "、".join(CHOICES[PeriodKind][kind.value] for kind in posting.periods)
        unit = "个工作日" if posting.day_kind is DayKind.WORKING else "天"
        yield OutlineRow("posting", "公示", f"{kinds}公示，不少于 {posting.notice_days} {unit}")
