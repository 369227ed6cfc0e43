"""The sentences of a trial's result, the same on screen, in the workbook and on paper."""

from __future__ import annotations

from decimal import Decimal

from app.services.documents.model_trial import GradeShift, TrialResult, TrialRow
from app.services.numbers import MINUS, format_points


def draft_line(result: TrialResult) -> str:
    """What is compared with what."""
    since = result.draft_since
    when = f"（自{since.year}年{since.month}月{since.day}日起，以前按现行方案）" if since is not None else ""
    return f"现行方案：{result.scheme_label}　草案：{result.draft_name} {result.draft_hash}{when}　计算：{result.span}"


def sums_line(result: TrialResult) -> str:
    """The result in one sentence."""
    sums = result.sums
    if not sums.members:
        return "没有可以对照的党员。"
    unit = "人" if len(result.years) == 1 else "人次"
    means = [format_points(mean, result.decimals) for mean in (sums.mean_before, sums.mean_after)]
    parts = [
        f"对照 {sums.members} {unit}：升 {sums.rise}，降 {sums.fall}，不变 {sums.same}",
        f"等次升 {sums.grade_up}、降 {sums.grade_down}"
        + (f"、其他变动 {sums.grade_changed}" if sums.grade_changed else ""),
        f"平均 {means[0]} → {means[1]} 分",
    ]
    if sums.left_out:
        parts.append(f"不纳入 {sums.left_out} {unit}")
    return "；".join(parts) + "。"


def change_words(change: Decimal | None, decimals: int) -> str:
    """A difference with its sign and a word: ``+2.0 升``; empty where there is none to tell."""
    if change is None:
        return ""
    figure = format_points(change, decimals)
    if not change:
        return "不变"
    return f"{figure} 降" if figure.startswith(MINUS) else f"+{figure} 升"


def grade_words(row: TrialRow) -> str:
    """The grade, or both with an arrow and a word: ``合格 → 优秀 ↑升等``."""
    if row.shift is GradeShift.SAME:
        same = row.grade_before in ("", row.grade_after)
        return row.grade_after if same else f"{row.grade_before} → {row.grade_after or '无'}"
    sign = {GradeShift.UP: "↑", GradeShift.DOWN: "↓"}.get(row.shift, "")
    return f"{row.grade_before or '无'} → {row.grade_after or '无'} {sign}{row.shift.value}"


def rank_words(row: TrialRow) -> str:
    """Both places; one where it stays."""
    if row.rank_before == row.rank_after:
        return str(row.rank_after or "")
    return f"{row.rank_before or '—'} → {row.rank_after or '—'}"


def note_words(row: TrialRow) -> str:
    """Why a figure is missing, and how many entries do not count."""
    if row.before is None and row.after is None:
        return "不纳入"
    parts = [f"未计入 {row.uncounted} 条"] if row.uncounted else []
    if row.before is None:
        parts.insert(0, "现行不纳入")
    if row.after is None:
        parts.insert(0, "草案不纳入")
    return "；".join(parts)
