"""The scheme as lines that a table can show: items under their sections, vetoes, grades, versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.schemes import VersionView
from app.services.scoring import (
    EntryKind,
    Item,
    Polarity,
    ProofKind,
    Scheme,
    Section,
    VetoEffect,
    Window,
    describe_item,
    describe_limit,
    plain,
)

_WINDOWS = {
    Window.DAY: "每天",
    Window.MONTH: "每月",
    Window.QUARTER: "每季度",
    Window.HALF: "每半年",
    Window.YEAR: "全年",
    Window.CYCLE: "每个周期",
}
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


def item_rows(scheme: Scheme, polarity: Polarity) -> list[RuleRow]:
    """Items of one polarity in the order of the sections."""
    found = []
    for section in _in_order(scheme, ""):
        for item in scheme.items.values():
            if item.section == section.id and item.polarity is polarity:
                found.append(_item_row(scheme, section, item))
    return found


def veto_rows(scheme: Scheme) -> list[RuleRow]:
    """Grounds of 一票否决."""
    return [
        RuleRow(
            uid=veto.id, name=veto.name, rule=_effect(scheme, veto.effect, veto.grade), section="一票否决", enabled=veto.enabled,
            details=(("后果", _effect(scheme, veto.effect, veto.grade)), ("出处", veto.note)),
        )
        for veto in scheme.vetoes.values()
    ]  # fmt: skip


def grade_rows(scheme: Scheme) -> list[RuleRow]:
    """Grades, eligibilities and proposed consequences."""
    rows = [
        RuleRow(
            uid=f"grade:{grade.id}",
            name=grade.name,
            rule="只由会议评定" if grade.by_meeting else _from(grade.min),
            section="等次",
            details=(("怎么定", "只由会议评定" if grade.by_meeting else _from(grade.min)),),
        )
        for grade in scheme.grades
    ]
    for kind, parts in (("结果运用", scheme.marks), ("建议措施", scheme.proposals)):
        for part in parts:
            words = [_from(part.min) if part.min is not None else "", _below(part.below)]
            words.append({"above": "高于平均分", "below": "低于平均分"}.get(str(part.average or ""), ""))
            rule = "，".join(word for word in words if word) or part.note
            rows.append(
                RuleRow(
                    uid=f"{kind}:{part.id}", name=part.name, section=kind, rule=rule,
                    details=(("条件", rule), ("说明", part.note if part.note != rule else "")),
                )
            )  # fmt: skip
    return rows


def version_rows(versions: Sequence[VersionView]) -> list[RuleRow]:
    """Versions, newest first."""
    return [
        RuleRow(
            uid=version.uid, name=version.name, rule=version.adopted_note, section=f"{version.starts_on:%Y-%m-%d} 起",
            extra=version.hash[:8], details=(("通过情况", version.adopted_note), ("校验码", version.hash[:16])),
        )
        for version in reversed(versions)
    ]  # fmt: skip


def section_words(section: Section) -> str:
    """ "基础积分（最多 60 分）"."""
    words = []
    if section.ceiling is not None and section.ceiling > 0:
        window = "" if section.window is Window.CYCLE else _WINDOWS[section.window]
        words.append(f"{window}最多 {plain(section.ceiling)} 分")
    if section.floor is not None:
        words.append(f"最低 {plain(section.floor)} 分")
    return f"{section.name}（{'，'.join(words)}）" if words else section.name


def _in_order(scheme: Scheme, parent: str) -> Iterator[Section]:
    for section in scheme.children(parent):
        yield section
        yield from _in_order(scheme, section.id)


def _item_row(scheme: Scheme, section: Section, item: Item) -> RuleRow:
    shared = "；".join(
        f"“{limit.name}”合计{describe_limit(limit, minus=item.polarity is Polarity.MINUS)}"
        for limit in scheme.shared_limits
        if item.id in limit.items
    )
    proof = _PROOFS.get(item.proof.kind, "")
    if item.proof.text:
        proof = f"{proof}：{item.proof.text}" if proof else item.proof.text
    details = (
        ("规则", describe_item(item)),
        ("共同上限", shared),
        ("证明", proof),
        ("怎么录入", _ENTRIES.get(item.entry, "")),
        ("板块", section_words(section)),
        ("扣分程序", "要写明依据，并有第二人" if item.needs_second_person else ""),
        ("说明", item.note),
        ("分值", scheme.example_note if item.example else ""),
    )
    return RuleRow(
        uid=item.id,
        name=item.name,
        rule=describe_item(item),
        extra=item.proof.text or proof,
        section=section.name,
        example=item.example,
        enabled=item.enabled,
        details=details,
    )


def _effect(scheme: Scheme, effect: VetoEffect, grade_id: str) -> str:
    if effect is VetoEffect.ZERO:
        return "积分清零"
    grade = scheme.grade(grade_id)
    return f"定为“{grade.name if grade else grade_id}”"


def _from(least: Decimal | None) -> str:
    return "其余" if least is None else f"{plain(least)} 分及以上"


def _below(most: Decimal | None) -> str:
    return "" if most is None else f"低于 {plain(most)} 分"
