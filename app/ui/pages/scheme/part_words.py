"""The rule of a part in one sentence, for the card above its form."""

from __future__ import annotations

from app.services.scoring import (
    Scheme,
    describe_appraisal,
    describe_condition,
    describe_cycle,
    describe_grade,
    describe_item,
    describe_limit,
    describe_proposal,
    describe_rewards,
    describe_section,
    describe_veto,
)


def part_words(scheme: Scheme, path: str) -> str:
    """The part at a path in words; empty where there is nothing to say, or no such part."""
    kind, _, part_id = path.partition("/")
    names = scheme.names
    match kind:
        case "items" if part_id in scheme.items:
            return describe_item(scheme.items[part_id], names)
        case "sections" if part_id in scheme.sections:
            return describe_section(scheme.sections[part_id], names)
        case "vetoes" if part_id in scheme.vetoes:
            return describe_veto(scheme.vetoes[part_id], names)
        case "cycle":
            return describe_cycle(scheme.cycle, names)
        case "appraisal" if scheme.appraisal is not None:
            return describe_appraisal(scheme.appraisal)
        case "rewards" if scheme.rewards is not None:
            return describe_rewards(scheme.rewards, names)
    return _listed(scheme, kind, part_id)


def _listed(scheme: Scheme, kind: str, part_id: str) -> str:
    names = scheme.names
    if kind == "grades" and (grade := scheme.grade(part_id)) is not None:
        return describe_grade(grade, names)
    for mark in scheme.marks if kind == "marks" else ():
        if mark.id == part_id:
            return describe_condition(mark, names)
    for proposal in scheme.proposals if kind == "proposals" else ():
        if proposal.id == part_id:
            return describe_proposal(proposal, names)
    for shared in scheme.shared_limits if kind == "shared_limits" else ():
        if shared.id == part_id:
            items = "、".join(names.item(item) for item in shared.items)
            return f"{items}合计{describe_limit(shared, names=names)}"
    return ""
