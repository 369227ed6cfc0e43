"""Checks of amounts: figures that contradict each other, and items that can never score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pydantic import BaseModel

from app.services.scoring.checks.bounds import largest, prices
from app.services.scoring.checks.findings import Findings
from app.services.scoring.checks.people import check_categories
from app.services.scoring.kinds import Polarity, StateKind, VoteEffect
from app.services.scoring.language import (
    AttendanceAmount,
    BallotAmount,
    ChoiceAmount,
    ExpectedAmount,
    FixedAmount,
    GraduatedAmount,
    Item,
    RangeAmount,
    SchemeDocument,
    StateAmount,
    StepsAmount,
)
from app.services.scoring.numbers import ONE, ZERO, plain
from app.services.scoring.windows import window_months
from app.services.scoring.words.labels import STATUSES


def check_amount(found: Findings, item: Item, place: str, document: SchemeDocument) -> None:
    """The figures of one item."""
    amount, where = item.amount, f"{place} · 分值"
    match amount:
        case FixedAmount():
            _check_fixed(found, item, amount, where, document)
        case RangeAmount():
            _check_range(found, amount, where)
        case ChoiceAmount():
            found.twice(f"{place} · 档次", [level.id for level in amount.levels])
        case StepsAmount():
            _check_steps(found, amount, f"{place} · 阶梯")
        case GraduatedAmount():
            _check_bands(found, amount, f"{where} · 分段")
        case AttendanceAmount():
            _check_attendance(found, amount, where)
        case ExpectedAmount():
            _check_expected(found, item, amount, where, document)
        case StateAmount():
            _check_state(found, amount, where, document)
        case BallotAmount():
            _check_ballot(found, item, where, document)
    if largest(amount) == ZERO:
        found.error(where, "item.never", "各档都是 0 分，这个项目永远得不到分")
    _check_decimals(found, amount, where, document)


def check_factors(found: Findings, item: Item, place: str) -> None:
    """Roles, outcomes and repeats."""
    sums_up = item.is_derived or isinstance(item.amount, ExpectedAmount | AttendanceAmount)
    for word, options in (("角色", item.roles), ("结果", item.outcomes)):
        found.twice(f"{place} · {word}", [option.id for option in options])
        if options and sums_up:
            message = f"这种分值没有可分{word}的记录，请删去{word}"
            found.error(f"{place} · {word}", "factor.derived", message)
        for option in options:
            where = f"{place} · {word} {option.id}"
            if (option.factor is None) == (option.points is None):
                message = "要写倍数（factor）或分数（points），只写其中一个"
                found.error(where, "factor.kind", message)
            elif option.factor == ONE:
                found.warn(where, "factor.one", "倍数是 1，写了也不起作用")
    if item.repeat is None:
        return
    if sums_up:
        message = "这种分值没有可以重复的记录，请删去重复加倍（repeat）"
        found.error(f"{place} · 重复加倍", "factor.derived", message)
    elif item.repeat.factor < ONE and item.polarity is Polarity.PLUS:
        message = "加分项目的重复倍数不能小于 1，否则多做一次反而可能少得；要少计的请写上限"
        found.error(f"{place} · 重复加倍", "factor.less", message)
    elif item.repeat.factor == ONE:
        found.warn(f"{place} · 重复加倍", "factor.one", "倍数是 1，写了也不起作用")


def _check_fixed(
    found: Findings, item: Item, amount: FixedAmount, where: str, document: SchemeDocument
) -> None:
    check_categories(found, where, amount.by_category, document)
    allowed = item.applies_to.categories if item.applies_to is not None else None
    for category in amount.by_category:
        if allowed is not None and category not in allowed:
            message = f"{category} 类不在适用对象里，为它写的分数不起作用"
            found.warn(where, "category.outside", message)


def _check_range(found: Findings, amount: RangeAmount, where: str) -> None:
    if amount.min > amount.max:
        found.error(where, "range", "最低（min）大于最高（max），请改正其中一个")
    elif amount.min == amount.max:
        message = '最低和最高相同，没有可评定的余地，可改写为固定分值 kind = "fixed"'
        found.warn(where, "range.single", message)


def _check_steps(found: Findings, amount: StepsAmount, where: str) -> None:
    if any(low.at >= high.at for low, high in pairwise(amount.steps)):
        found.error(where, "steps.order", "阶梯的数量（at）要从小到大，不能相同")
    elif any(low.points > high.points for low, high in pairwise(amount.steps)):
        found.warn(where, "steps.falling", "数量多的阶梯分数反而少，请核对")


def _check_bands(found: Findings, amount: GraduatedAmount, where: str) -> None:
    *inner, last = amount.bands
    if last.upto is not None:
        message = "最后一段不写 upto，超过的数量都归它，否则超过的部分没有分数"
        found.error(where, "bands.end", message)
    if any(band.upto is None for band in inner):
        found.error(where, "bands.end", "只有最后一段可以不写 upto，请补上前面各段的")
    known = [band.upto for band in amount.bands if band.upto is not None]
    if any(low >= high for low, high in pairwise(known)):
        found.error(where, "bands.order", "各段的 upto 要从小到大，不能相同")


def _check_attendance(found: Findings, amount: AttendanceAmount, where: str) -> None:
    if not any(prices(amount)):
        return
    if amount.present < ZERO:
        message = f"到会反而扣 {plain(-amount.present)} 分，请核对正负号"
        found.warn(where, "attendance.present", message)
    if amount.absent > amount.present:
        found.warn(where, "attendance.order", "缺席比到会的分数还高，请核对正负号")
    if min(prices(amount)) >= ZERO and amount.absent == amount.present:
        found.warn(where, "attendance.same", "到会和缺席分数相同，签到不起作用")


def _check_expected(
    found: Findings, item: Item, amount: ExpectedAmount, where: str, document: SchemeDocument
) -> None:
    if item.polarity is not Polarity.MINUS:
        message = '应参加（expected）是缺一次扣一次，请写 polarity = "minus"；参加一次得一次分的请用 fixed'
        found.error(where, "expected.polarity", message)
    _check_window(found, amount, where, document)


def _check_window(
    found: Findings, amount: ExpectedAmount | StateAmount, where: str, document: SchemeDocument
) -> None:
    months = document.cycle.months
    length = window_months(amount.window, months)
    if length > months:
        message = "时间范围（window）比一个周期长：整段结束后才计分，计在结束时所在的周期"
        found.warn(where, "amount.window", message)
    if length == 0:
        found.error(where, "amount.window", "时间范围（window）不能是每天，请写 month、quarter、half 或 year")


def _check_state(found: Findings, amount: StateAmount, where: str, document: SchemeDocument) -> None:
    _check_window(found, amount, where, document)
    if amount.fact is StateKind.CATEGORY and amount.value:
        check_categories(found, where, (amount.value,), document)
    if amount.fact is StateKind.CATEGORY and not document.categories:
        message = "按类别计分，但方案没有党员类别（categories），请补上"
        found.error(where, "category.none", message)
    if amount.fact is StateKind.STATUS and amount.value and amount.value not in STATUSES:
        known = "、".join(f"{key}（{word}）" for key, word in STATUSES.items())
        found.error(where, "state.status", f"没有身份“{amount.value}”，只能是 {known}")
    if amount.fact is StateKind.MOBILE and amount.value:
        found.warn(where, "state.value", "流动党员只有是和不是，内容（value）不起作用，可以删去")


def _check_ballot(found: Findings, item: Item, where: str, document: SchemeDocument) -> None:
    if item.polarity is Polarity.MINUS:
        message = '测评越好扣得越多，请改为 polarity = "plus"'
        found.error(where, "ballot.minus", message)
    if document.appraisal is None:
        message = "按测评结果计分，但方案没有写民主评议（appraisal），请补上"
        found.error(where, "appraisal.none", message)
    elif document.appraisal.effect is not VoteEffect.NONE and item.enabled:
        message = (
            '测评结果已按民主评议的 effect 计入总分，这个项目会再算一次；请删去项目，或写 effect = "none"'
        )
        found.error(where, "ballot.twice", message)


def _check_decimals(found: Findings, amount: BaseModel, where: str, document: SchemeDocument) -> None:
    """A figure that is finer than the scheme's rounding shows as something else."""
    unit = ONE.scaleb(-document.decimals)
    finer = [value for value in _points(amount) if value % unit]
    if finer:
        message = (
            f"{plain(finer[0])} 分比方案的小数位数（decimals = {document.decimals}）还细，总分会四舍五入"
        )
        found.warn(where, "decimals", message)


def _points(part: BaseModel) -> Iterator[Decimal]:
    """Every figure in points within an amount: prices, levels, steps and bands."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, tuple):
            for inner in value:
                yield from _points(inner)
        elif isinstance(value, Decimal) and key not in ("at", "upto", "per", "minimum"):
            yield value
