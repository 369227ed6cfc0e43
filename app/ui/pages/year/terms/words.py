"""What the desk says of a term, and which step comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.services.months import Month
from app.services.numbers import MINUS, format_points
from app.services.reviews.service import TermView
from app.services.reviews.views import TermMember
from app.services.scoring import PeriodKind
from app.services.workflow import PeriodState


class TermStep(Enum):
    """What the red button does."""

    CONFIRM = "去评定"
    SETTLE = "季度定稿"
    REVIEW = "办理半年核定"
    POST = "去公示"
    ARCHIVE = "归档"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a term stands.

    Attributes:
        step: The next step.
        sentence: Below the heading.
        access: Why the figures cannot be changed any more; empty while they can.
        month: The month that has to be confirmed first, if one can be now.
    """

    step: TermStep
    sentence: str
    access: str = ""
    month: Month | None = None


def standing(view: TermView, today: date) -> Standing:
    """Where a term stands on a day."""
    people = sum(member.points is not None for member in view.figures.members)
    if view.settled:
        return _settled(view, people)
    missing = view.figures.months.missing
    if missing:
        names = "、".join(f"{month.month}月" for month in missing)
        done = len(view.figures.months.confirmed)
        due = next((month for month in missing if month.first <= today), None)
        words = f"已评定 {done} 个月，还差 {names}；各月都评定生效以后才能{_verb(view)}。"
        return Standing(TermStep.CONFIRM if due else TermStep.NONE, words, month=due)
    if view.term.kind is PeriodKind.YEAR:
        return Standing(TermStep.NONE, f"各月已评定 · 计分 {people} 人 · 年度结果在年终会议上评定")
    step = TermStep.REVIEW if view.review is not None else TermStep.SETTLE
    return Standing(step, f"各月已评定，可以{_verb(view)} · 计分 {people} 人")


def _verb(view: TermView) -> str:
    return {PeriodKind.QUARTER: "定稿", PeriodKind.HALF: "核定"}.get(view.term.kind, "总评")


def _settled(view: TermView, people: int) -> Standing:
    done = "已核定" if view.review is not None else "已定稿"
    by = f" · {view.settled_by}办理" if view.settled_by else ""
    changed = sum(member.changed for member in view.figures.members)
    later = f" · 此后有 {changed} 人的分数有变动" if changed else ""
    sentence = f"{done} · 计分 {people} 人{by}{later}"
    if view.figures.state is PeriodState.ARCHIVED:
        return Standing(TermStep.NONE, sentence, f"{view.term.title}已归档，只能查看和打印。")
    access = f"{view.term.title}{done}，表上的数字不再变动；以后的更正计入以后的合计。"
    if view.figures.state is PeriodState.POSTED:
        return Standing(TermStep.NONE, f"{sentence} · 公示中", access)
    step = TermStep.POST if view.posted_by_scheme else TermStep.ARCHIVE
    return Standing(step, sentence, access)


def signed(value: Decimal | None, decimals: int) -> str:
    """A distance with its sign: "+1.2", "−0.5"; empty where there is none."""
    if value is None:
        return ""
    text = format_points(value, decimals)
    return text if text.startswith(MINUS) or not value else f"+{text}"


def average_line(view: TermView) -> str:
    """ "平均：本支部 42.2　A类 43.5", below the table."""
    decimals = view.figures.scheme.decimals
    parts = [f"{a.name} {format_points(a.points, decimals)}" for a in view.figures.averages]
    return f"平均：{'　'.join(parts)}" if parts else ""


def average_tip(view: TermView) -> str:
    """The same with the numbers of members, and with a year ago where the ledger has it."""
    decimals = view.figures.scheme.decimals
    parts = []
    for average in view.figures.averages:
        words = f"{average.name}平均 {format_points(average.points, decimals)}（{average.count} 人"
        if average.last_year is not None:
            words += f"，去年同期 {format_points(average.last_year, decimals)}"
        parts.append(f"{words}）")
    return "\n".join(parts)


def compared_words(member: TermMember, view: TermView) -> str:
    """How a member stands to the averages and to a year ago, in sentences for the panel."""
    decimals, parts = view.figures.scheme.decimals, []
    if not member.compared and member.points is not None:
        parts.append("期末已不在本支部或不纳入，不参加平均。")
    for name, gap in (("本支部", member.unit_gap), (member.category, member.class_gap)):
        if gap is not None:
            side = "高于" if gap > 0 else "低于" if gap < 0 else ""
            told = f"{side}{name}平均 {format_points(abs(gap), decimals)} 分" if side else f"等于{name}平均"
            parts.append(f"{told}。")
    if member.last_year is not None and member.points is not None:
        change = signed(member.points - member.last_year, decimals) or "0"
        parts.append(f"去年同期 {format_points(member.last_year, decimals)} 分，相差 {change}。")
    parts += [f"方案建议{proposal.name}：{proposal.cause}。" for proposal in member.proposals]
    if member.changed:
        parts.append("定稿以后有变动，下面“现为”是今天的数字。")
    return "\n".join(parts)
