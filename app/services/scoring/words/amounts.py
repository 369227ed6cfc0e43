"""How the points of a line are found, in words."""

from __future__ import annotations

from decimal import Decimal

from app.services.scoring.kinds import Leave, Liable, StateKind, Window
from app.services.scoring.language import (
    Amount,
    AttendanceAmount,
    ChoiceAmount,
    ExpectedAmount,
    FixedAmount,
    GraduatedAmount,
    PerUnitAmount,
    RangeAmount,
    StateAmount,
    StepsAmount,
)
from app.services.scoring.numbers import plain
from app.services.scoring.words.labels import CHOICES, STATUSES, key_word
from app.services.scoring.words.names import Names

_MULTIPLES = {Decimal(2): "加倍", Decimal("0.5"): "减半", Decimal(1): "不加倍"}
_ROUNDING = {"none": "", "down": "，不足的不计", "up": "，不足的按足计", "half_up": "，四舍五入"}
_LEAVES = {Leave.EXCUSED: "请假不扣", Leave.PRESENT: "请假算参加", Leave.MISSING: "请假也算缺"}


def multiple(factor: Decimal) -> str:
    """``加倍``, ``减半``, or ``乘以 1.5``."""
    return _MULTIPLES.get(factor, f"乘以 {plain(factor)}")


def amount_words(amount: Amount, *, minus: bool, names: Names) -> str:
    """The worth of one line: ``每次 2 分``, ``每次扣 5 分``."""
    lead = "扣 " if minus else " "
    match amount:
        case FixedAmount():
            return _fixed(amount, lead, names)
        case RangeAmount():
            return f"每次{lead}{plain(amount.min)}–{plain(amount.max)} 分，由评定确定"
        case ChoiceAmount():
            levels = "、".join(f"{level.name}{lead}{plain(level.points)} 分" for level in amount.levels)
            return f"分档：{levels}"
        case StepsAmount():
            steps = "、".join(
                f"满 {plain(step.at)} {amount.unit}{lead}{plain(step.points)} 分" for step in amount.steps
            )
            return f"按每条记录的数量：{steps}"
        case PerUnitAmount():
            start = f"，满 {plain(amount.minimum)} {amount.unit}起算" if amount.minimum else ""
            figure = _per(amount.per, amount.unit, lead, amount.points)
            return f"{figure}{_ROUNDING[amount.round]}{start}"
        case GraduatedAmount():
            return _graduated(amount, lead)
        case AttendanceAmount():
            return _attendance(amount)
        case ExpectedAmount():
            return _expected(amount)
        case StateAmount():
            return _state(amount, lead, names)
    return f"按民主评议测评结果计，最高{lead}{plain(amount.points)} 分"


def _fixed(amount: FixedAmount, lead: str, names: Names) -> str:
    general = f"每次{lead}{plain(amount.points)} 分"
    own = "、".join(
        f"{names.category(key)}{lead}{plain(points)} 分" for key, points in amount.by_category.items()
    )
    return f"{general}（{own}）" if own else general


def _per(per: Decimal, unit: str, lead: str, points: Decimal) -> str:
    count = "" if per == 1 else f" {plain(per)} "
    return f"每{count}{unit}{lead}{plain(points)} 分"


def _graduated(amount: GraduatedAmount, lead: str) -> str:
    words, since = [], ""
    for band in amount.bands:
        if band.upto is None:
            reach = f"{since} {amount.unit}以上的部分" if since else ""
        elif since:
            reach = f"{since} 至 {plain(band.upto)} {amount.unit}的部分"
        else:
            reach = f"{plain(band.upto)} {amount.unit}以内的部分"
        words.append(f"{reach}{_per(band.per, amount.unit, lead, band.points)}")
        since = since if band.upto is None else plain(band.upto)
    return f"每条记录分段累计：{'、'.join(words)}{_ROUNDING[amount.round]}"


def _attendance(amount: AttendanceAmount) -> str:
    """The marks that the scheme gives a price; the others count nothing."""
    words = []
    for key in type(amount).model_fields:
        points = getattr(amount, key)
        if key == "kind" or key not in amount.model_fields_set:
            continue
        price = f"扣 {plain(-points)} 分" if points < 0 else f" {plain(points)} 分" if points else "不计分"
        words.append(f"{key_word(type(amount), key)}{price}")
    return f"按签到：{'、'.join(words) or '都不计分'}"


def _expected(amount: ExpectedAmount) -> str:
    window = CHOICES[Window][amount.window.value]
    scope = "，在册一天也算" if amount.liable is Liable.ANY else ""
    missing = f"缺 1 次扣 {plain(amount.points)} 分"
    return f"{window}应参加 {amount.times} 次，{missing}，{_LEAVES[amount.leave]}{scope}"


def _state(amount: StateAmount, lead: str, names: Names) -> str:
    window = CHOICES[Window][amount.window.value]
    held = "始终" if amount.held is Liable.THROUGHOUT else "有一天"
    return (
        f"{window}{held}{_fact(amount, names)}的，{'扣' if lead != ' ' else '计'} {plain(amount.points)} 分"
    )


def _fact(amount: StateAmount, names: Names) -> str:
    value = amount.value
    match amount.fact:
        case StateKind.POST:
            return f"在岗（{value}）" if value else "在岗"
        case StateKind.CATEGORY:
            return f"属于{names.category(value)}" if value else "已定类别"
        case StateKind.STATUS:
            return f"是{STATUSES.get(value, value)}党员" if value else "已定身份"
        case StateKind.MOBILE:
            return "是流动党员"
    return f"具备“{value}”" if value else "有登记的状态"
