"""Checks of the account: its year, what it begins with, what comes over from an earlier one."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from app.services.scoring.checks.bounds import least_start, most_start
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.people import check_categories
from app.services.scoring.kinds import ClassAt, Counting, YearMode
from app.services.scoring.language import Cycle, SchemeDocument, Section, Start
from app.services.scoring.numbers import ZERO, plain

_SHORTEST, _LONGEST = timedelta(days=28), timedelta(days=731)


def check_cycle(found: Findings, document: SchemeDocument) -> None:
    """The rules of the account."""
    cycle = document.cycle
    check_bounds(found, "周期", cycle)
    check_start(found, "周期 · 起始分", cycle.start, document)
    _check_year(found, cycle)
    _check_starts(found, cycle)
    _check_carry(found, document)
    if cycle.counting is Counting.DEMERIT and most_start(cycle.start) > ZERO:
        message = "扣分累计的方案，起始分越高越不利，一般应为 0；从满分往下扣的请用 merit"
        found.warn("周期 · 起始分", "start.demerit", message)
    if cycle.full_marks is not None and cycle.ceiling is not None and cycle.ceiling < cycle.full_marks:
        message = (
            f"最高分（ceiling）{plain(cycle.ceiling)} 分低于满分（full_marks），超过的部分计不上，请核对"
        )
        found.warn("周期", "full_marks.ceiling", message)


def check_bounds(found: Findings, place: str, part: Cycle | Section) -> None:
    """Floor, ceiling and start that do not go together."""
    if part.floor is not None and part.ceiling is not None and part.floor > part.ceiling:
        found.error(place, "bounds", "最低分（floor）大于最高分（ceiling），请改正其中一个")
        return
    if (
        part.ceiling is not None
        and most_start(part.start) > part.ceiling
        and "start" in part.model_fields_set
    ):
        message = f"起始分 {plain(most_start(part.start))} 分高于最高分（ceiling）{plain(part.ceiling)} 分"
        found.warn(place, "start.bounds", f"{message}，一开始就会按它算，请核对")
    if part.floor is not None and least_start(part.start) < part.floor and "start" in part.model_fields_set:
        message = f"起始分 {plain(least_start(part.start))} 分低于最低分（floor）{plain(part.floor)} 分"
        found.warn(place, "start.bounds", f"{message}，一开始就会按它算，请核对")


def check_start(found: Findings, place: str, start: Start, document: SchemeDocument) -> None:
    """The points that are there before the first entry."""
    if start.by_category and start.by_status:
        found.error(place, "start.both", "起始分只能按类别（by_category）或按身份（by_status）之一设定")
    check_categories(found, place, start.by_category, document)
    known = {category.id for category in document.categories}
    missing = sorted(known - set(start.by_category)) if start.by_category else []
    if missing and "points" not in start.model_fields_set:
        names = "、".join(missing)
        found.error(place, "start.missing", f"没有写 {names} 类的起始分，请补上，或写明其余党员的 points")
    if start.class_at is not ClassAt.BEGIN and not start.by_category and not start.by_status:
        found.warn(place, "start.class_at", "起始分不分类别和身份，class_at 不起作用")


def _check_year(found: Findings, cycle: Cycle) -> None:
    if cycle.months == 12 and cycle.year is YearMode.MEAN:
        found.warn("周期", "year.single", "一年只有一个周期，year 写相加或平均都一样")
    if cycle.validity_months is None:
        return
    if cycle.months != 12:
        message = "按有效期计分（validity_months）的账户不清零，月数（months）只能是 12"
        found.error("周期 · 有效月数（validity_months）", "validity.cycle", message)


def _check_starts(found: Findings, cycle: Cycle) -> None:
    place, starts = "周期 · 年度起始日（year_starts）", cycle.year_starts
    if not starts:
        return
    if cycle.months != 12:
        found.error(place, "year_starts.months", "按日期划分年度的，月数（months）只能是 12")
    if "start_month" in cycle.model_fields_set:
        found.warn(place, "year_starts.both", "已按日期划分年度，起始月份（start_month）不再决定年度")
    for day, later in pairwise(starts):
        if later <= day:
            message = f"{later:%Y-%m-%d} 不晚于前一个 {day:%Y-%m-%d}，日期要从早到晚写，不能相同"
            found.error(place, "year_starts.order", message)
        elif not _SHORTEST <= later - day <= _LONGEST:
            message = f"{day:%Y-%m-%d} 到 {later:%Y-%m-%d} 只有 {(later - day).days} 天"
            if later - day > _LONGEST:
                message = f"{day:%Y-%m-%d} 到 {later:%Y-%m-%d} 长达 {(later - day).days} 天"
            found.warn(place, "year_starts.length", f"{message}，请核对日期")


def _check_carry(found: Findings, document: SchemeDocument) -> None:
    carry, place = document.cycle.carry, "周期 · 结转"
    if carry is None:
        return
    if carry.min is not None and carry.max is not None and carry.min > carry.max:
        found.error(place, "bounds", "最少（min）大于最多（max），请改正其中一个")
    if document.cycle.validity_months is not None or any(
        item.validity_months is not None for item in document.items
    ):
        message = "写了记录的有效期（validity_months）又写结转，同一分数会算两次，请删去其中一个"
        found.error(place, "carry.validity", message)
