"""What the 年终总评 desk says: filters, columns, the sentence under the heading, the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from app.services.months import day_title
from app.services.numbers import format_points
from app.services.workflow import PeriodState, Role
from app.services.year.model import STANDING_NAMES, QuotaLine, Standing, YearEndView, YearRow
from app.services.year.sheets import grade_words
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.chips import Chip
from app.ui.widgets.state import Tone

ALL, OPEN, DIFFERS, APART = "all", "open", "differs", "apart"
_GRADE = "grade:"


class Step(StrEnum):
    """What comes next, in the words of the red button."""

    NONE = ""
    CONFIRM = "去评定"
    ACCEPT = "按建议拟定"
    EACH = "逐人评定"
    MEETING = "填写会议信息"
    SETTLE = "评定生效"
    POST = "去公示"
    ARCHIVE = "归档"


def next_step(view: YearEndView | None, *, posted_by_scheme: bool) -> Step:
    """The step that the red button takes."""
    if view is None:
        return Step.NONE
    if view.settled:
        if view.frame.state is not PeriodState.CONFIRMED:
            return Step.NONE
        return Step.POST if posted_by_scheme else Step.ARCHIVE
    if view.missing:
        return Step.CONFIRM
    if any(row.proposed for row in view.open):
        return Step.ACCEPT
    if view.open:
        return Step.EACH
    missing = not view.opened or view.meeting.eligible is None or view.meeting.present is None
    return Step.MEETING if missing else Step.SETTLE


def step_words(step: Step, view: YearEndView | None) -> str:
    """The step with its number."""
    if step is Step.ACCEPT and view is not None:
        return f"{step.value} {sum(bool(row.proposed) for row in view.open)} 人"
    return step.value


def state_sentence(view: YearEndView) -> str:
    """Where the year stands."""
    graded = sum(row.graded for row in view.rows)
    if view.settled:
        day = f"{view.meeting.held_on.year}年{day_title(view.meeting.held_on)}"
        return f"{view.frame.term.title}：{day}{view.meeting.kind}评定，已生效，评定等次 {graded} 人。"
    parts = [f"{view.frame.term.title}：评定等次 {graded} 人"]
    parts.append(f"待定 {len(view.open)} 人" if view.open else "都已拟定")
    differs = sum(row.differs for row in view.rows)
    if differs:
        parts.append(f"与建议不同 {differs} 人")
    parts += [quota.words for quota in view.quotas]
    return "，".join(parts) + "。"


def closed_words(view: YearEndView | None, role: Role) -> str:
    """Why nothing can be changed; empty when it can."""
    if view is not None and view.settled:
        return f"{view.frame.term.title}总评已经生效，只能查看和打印。"
    return "现在是查看人，只能看和打印。" if role is Role.VIEWER else ""


def chips_of(view: YearEndView | None) -> list[Chip]:
    """The filters with their numbers."""
    if view is None:
        return [Chip(ALL, "全部")]
    return [
        Chip(ALL, "全部", len(view.rows)),
        Chip(OPEN, "待会议决定", len(view.open)),
        Chip(DIFFERS, "与建议不同", sum(row.differs for row in view.rows)),
    ]


def grade_choices(view: YearEndView) -> list[tuple[str, str]]:
    """Key and words of each entry of the list of grades."""
    counts = view.counts()
    entries = [(ALL, "全部等次")]
    entries += [(f"{_GRADE}{g.id}", f"{g.name} {counts[g.id]}") for g in view.grades]
    apart = sum(not row.graded for row in view.rows)
    return [*entries, (APART, f"不参加评定 {apart}")] if apart else entries


def holds(key: str) -> Callable[[YearRow], bool]:
    """Which rows a filter shows."""
    if key.startswith(_GRADE):
        grade = key.removeprefix(_GRADE)
        return lambda row: row.decision is not None and row.decision.grade == grade
    rules: dict[str, Callable[[YearRow], bool]] = {
        OPEN: lambda row: row.open,
        DIFFERS: lambda row: row.differs,
        APART: lambda row: not row.graded,
    }
    return rules.get(key, lambda _row: True)


def apart_words(row: YearRow) -> str:
    """Why a member is not graded, short; empty for who is."""
    if row.standing is Standing.GONE:
        return row.figures.state or STANDING_NAMES[Standing.GONE]
    return STANDING_NAMES[row.standing]


def decision_words(view: YearEndView, row: YearRow) -> str:
    """What stands in the column of decisions."""
    return grade_words(view, row) or ("待定" if row.graded else "不评定")


def decision_tone(row: YearRow) -> Tone:
    """Icon and colour of the decision."""
    if not row.graded:
        return Tone.PLAIN
    if row.decision is None:
        return Tone.PLAIN
    return Tone.CARE if row.differs or row.owes_reason else Tone.GOOD


def proposal_words(view: YearEndView, row: YearRow) -> str:
    """The grade that the scheme gives; a dash where the meeting alone decides."""
    return (view.grade_name(row.proposed) or "由会议定") if row.graded else ""


def votes_words(row: YearRow) -> str:
    """Votes on the member's grade: "26-1-0"."""
    found = row.decision
    if found is None or found.votes_for is None:
        return ""
    return f"{found.votes_for}-{found.votes_against or 0}-{found.votes_abstain or 0}"


def note_words(row: YearRow) -> str:
    """What the meeting has to look at: the reason given, or what the scheme says of the edge."""
    if row.decision is not None and row.decision.reason:
        return row.decision.reason
    if not row.graded:
        return apart_words(row)
    return "；".join(row.figures.notes)


def year_columns(view: Callable[[], YearEndView | None]) -> list[ColumnSpec[YearRow]]:
    """Columns of the table."""

    def points(row: YearRow) -> str:
        found = view()
        return format_points(row.total, found.frame.scheme.decimals) if found is not None else ""

    def of(words: Callable[[YearEndView, YearRow], str]) -> Callable[[YearRow], str]:
        def text(row: YearRow) -> str:
            found = view()
            return words(found, row) if found is not None else ""

        return text

    right = Align.RIGHT
    return [
        ColumnSpec(
            "党员", lambda r: r.member.label, sort_key=lambda r: r.member.pinyin, width=7.2, strong=True
        ),
        ColumnSpec("小组", lambda r: r.figures.group, sort_key=lambda r: r.member.sort, width=3.4),
        ColumnSpec("类别", lambda r: r.figures.category, width=2.4),
        ColumnSpec("积分", points, sort_key=lambda r: r.total, align=right, width=3),
        ColumnSpec(
            "名次",
            lambda r: str(r.figures.rank or ""),
            sort_key=lambda r: r.figures.rank,
            align=right,
            width=2.2,
        ),
        ColumnSpec("测评", lambda r: r.figures.votes.short if r.figures.votes else "", width=4.6),
        ColumnSpec("否决", lambda r: "是" if r.figures.vetoes else "", width=2.2),
        ColumnSpec("建议等次", of(proposal_words), width=4.2, tip=lambda r: r.cause),
        ColumnSpec("评定等次", of(decision_words), width=5.6, state=decision_tone, strong=True),
        ColumnSpec("票数", votes_words, align=right, width=3.2),
        ColumnSpec("说明", note_words, width=6, stretch=True, tip=note_words),
    ]


def quota_tone(quota: QuotaLine) -> Tone:
    """Whether a quota is kept."""
    short = quota.least is not None and quota.decided < quota.least
    return Tone.FAULT if quota.over else Tone.CARE if short else Tone.GOOD


def settle_question(view: YearEndView) -> tuple[str, str]:
    """The question before the step that cannot be undone, and what it means."""
    counts = "、".join(f"{g.name} {number} 人" for g in view.grades if (number := view.counts()[g.id]))
    text = f"{view.frame.term.title}总评现在生效吗？{counts}。"
    hint = "生效以后积分、等次和表册都固定下来，不能再改，只能公示和归档。"
    return text, "\n".join([hint, *view.warnings])


def open_uids(rows: Sequence[YearRow]) -> list[str]:
    """Members on whom the meeting has to decide."""
    return [row.member.uid for row in rows if row.open]
