"""What is to be looked at in a line, in the same words on 申报, 汇总 and 评定."""

from __future__ import annotations

from app.services.lines import FAULT_NAMES, LineFault, LineView

_LACKING = ((LineFault.NO_BASIS, "依据"), (LineFault.NO_SECOND, "第二人"))


_SOURCES = {"activity": "考勤表", "group": "名单登记", "card": "本人申报卡"}


def source_words(line: LineView) -> str:
    """Where a line comes from. Nobody declares a deduction of himself: the branch registers it."""
    if not line.deduction or line.source == "activity":
        return _SOURCES.get(line.source, "")
    by = f"（由{line.on_word_of}提出）" if line.on_word_of else ""
    return f"支部登记{by}"


def fault_words(line: LineView) -> list[str]:
    """The faults of a line, each in one word."""
    # A deduction without its basis has no proof either; one of the two is enough to say.
    faults = [
        fault
        for fault in line.faults
        if fault is not LineFault.NO_PROOF or LineFault.NO_BASIS not in line.faults
    ]
    return [FAULT_NAMES[fault] for fault in faults]


def first_of(words: list[str]) -> str:
    """The first word, and that there are more: for a narrow column."""
    return f"{words[0]}等" if len(words) > 1 else words[0]


def act_words(line: LineView) -> str:
    """With which other lines a line tells of one act; empty for none."""
    if not line.act_with:
        return ""
    return f"与“{'”“'.join(line.act_with)}”是同一件事"


def fault_sentence(line: LineView) -> str:
    """What to do about each fault of a line, in sentences."""
    parts = []
    lacking = [word for fault, word in _LACKING if fault in line.faults]
    if lacking:
        parts.append(f"扣分缺{'和'.join(lacking)}，评定前须补齐。")
    elif LineFault.NO_PROOF in line.faults:
        parts.append("本项要有证明，请填依据或加照片。")
    if LineFault.DUPLICATE in line.faults:
        parts.append("同一天同一项目不止一条，请核对，多的删去。")
    if LineFault.OVER_CAP in line.faults:
        why = f"{'；'.join(line.causes)}，" if line.causes else ""
        parts.append(f"{why}超出部分不计分。")
    if LineFault.SAME_ACT in line.faults:
        parts.append(f"{act_words(line)}，只计分高的一项，这一条不另计分。")
    return "".join(parts)
