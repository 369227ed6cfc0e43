"""The scheme as lines that a table can show: items under their sections, vetoes, grades, versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.schemes import VersionView
from app.services.scoring import (
    EntryKind,
    Item,
    Names,
    Polarity,
    ProofKind,
    Scheme,
    Section,
    describe_condition,
    describe_grade,
    describe_item,
    describe_limit,
    describe_proposal,
    describe_section,
    describe_veto,
    outline,
)
from app.services.scoring.language import NamedCondition

_ENTRIES = {
    EntryKind.CARD: "本人申报",
    EntryKind.TICK: "勾选名单",
    EntryKind.ATTENDANCE: "考勤",
}
_PROOFS = {ProofKind.NONE: "不需要", ProofKind.OPTIONAL: "最好有", ProofKind.REQUIRED: "必须有"}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of a list on the page.

    Attributes:
        uid: Unique within the page.
        name: What it is called; ``rule`` what it says.
        extra: The third column: proof, consequence, date.
        section: Name of the part that it belongs to.
        example: Whether its figure is 示例分值.
        details: Heading and text pairs for the panel.
    """

    uid: str
    name: str
    rule: str
    extra: str = ""
    section: str = ""
    example: bool = False
    enabled: bool = True
    details: tuple[tuple[str, str], ...] = ()


def item_rows(scheme: Scheme, polarity: Polarity, *, examples_passed: bool = False) -> list[RuleRow]:
    """Items of one polarity in the order of the sections."""
    found = []
    for section in _in_order(scheme, ""):
        for item in scheme.items.values():
            if item.section == section.id and item.polarity is polarity:
                found.append(_item_row(scheme, section, item, example=item.example and not examples_passed))
    return found


def veto_rows(scheme: Scheme) -> list[RuleRow]:
    """Grounds of 一票否决."""
    return [
        RuleRow(
            uid=veto.id, name=veto.name, rule=describe_veto(veto, scheme.names), section="一票否决", enabled=veto.enabled,
            details=(("后果", describe_veto(veto, scheme.names)), ("出处", veto.note)),
        )
        for veto in scheme.vetoes.values()
    ]  # fmt: skip


def grade_rows(scheme: Scheme) -> list[RuleRow]:
    """Grades, eligibilities and proposed consequences."""
    names = scheme.names
    told: list[tuple[str, str, NamedCondition, str]] = []
    told += [(f"grade:{each.id}", "等次", each, describe_grade(each, names)) for each in scheme.grades]
    told += [(f"mark:{each.id}", "资格", each, describe_condition(each, names)) for each in scheme.marks]
    told += [
        (f"proposal:{each.id}", "结果运用", each, describe_proposal(each, names)) for each in scheme.proposals
    ]
    return [
        RuleRow(
            uid=uid, name=part.name, rule=rule, section=kind, details=(("条件", rule), ("说明", part.note))
        )
        for uid, kind, part, rule in told
    ]


def version_rows(versions: Sequence[VersionView], day: date) -> list[RuleRow]:
    """Versions, newest first; one is in force on the day."""
    begun = [version.uid for version in versions if version.starts_on <= day]
    return [
        RuleRow(
            uid=version.uid, name=version.name, rule=version.adopted_note,
            section=f"{version.starts_on:%Y-%m-%d} 起", extra=version.hash[:8],
            details=(
                ("状态", _state(version.uid, begun)), ("通过情况", version.adopted_note), ("校验码", version.hash[:16]),
            ),
        )
        for version in reversed(versions)
    ]  # fmt: skip


def general_rows(scheme: Scheme) -> list[RuleRow]:
    """What holds for the whole scheme: where it comes from, its cycle, its sections, its posting."""
    told = [("依据", "出处", scheme.source)]
    for part in outline(scheme):
        if part.kind in ("cycle", "appraisal", "rewards"):
            told.append(("计分" if part.kind == "cycle" else "其他", part.title, part.note))
        elif part.kind == "section":
            told.append(("板块", part.title, part.note or "不设上限和下限"))
        elif part.kind in ("shared", "members"):
            told += [(part.title, row.name, row.rule) for row in part.rows]
    return [
        RuleRow(uid=f"general:{number}", name=name, rule=rule, section=part, details=((name, rule),))
        for number, (part, name, rule) in enumerate(told)
        if rule
    ]


def short_name(section: str) -> str:
    """A section's name without what stands in brackets: 激励积分（十个一） → 激励积分."""
    return section.split("（", maxsplit=1)[0]


def section_words(section: Section, names: Names) -> str:
    """ "基础积分（最多 60 分）"."""
    words = describe_section(section, names)
    return f"{section.name}（{words}）" if words else section.name


def _in_order(scheme: Scheme, parent: str) -> Iterator[Section]:
    for section in scheme.children(parent):
        yield section
        yield from _in_order(scheme, section.id)


def _item_row(scheme: Scheme, section: Section, item: Item, *, example: bool) -> RuleRow:
    shared = "；".join(
        f"“{limit.name}”合计{describe_limit(limit, minus=item.polarity is Polarity.MINUS, names=scheme.names)}"
        for limit in scheme.shared_limits
        if item.id in limit.items
    )
    proof = _PROOFS.get(item.proof.kind, "")
    if item.proof.text:
        proof = f"{proof}：{item.proof.text}" if proof else item.proof.text
    details = (
        ("规则", describe_item(item, scheme.names)),
        ("共同上限", shared),
        ("证明", proof),
        ("怎么录入", _ENTRIES.get(item.entry, "")),
        ("板块", section_words(section, scheme.names)),
        ("扣分程序", "要写明依据，并有第二人" if item.needs_second_person else ""),
        ("说明", item.note),
        ("分值", scheme.example_note if example else ""),
    )
    return RuleRow(
        uid=item.id,
        name=item.name,
        rule=describe_item(item, scheme.names),
        extra=item.proof.text or proof,
        section=section.name,
        example=example,
        enabled=item.enabled,
        details=details,
    )


def _state(uid: str, begun: Sequence[str]) -> str:
    """Whether a version rules, did rule, or will."""
    if uid not in begun:
        return "还没有到执行日期"
    return "现在执行" if uid == begun[-1] else "以前执行过，那时的事项仍按它计分"
