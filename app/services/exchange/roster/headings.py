"""Finding the heading row among titles, and guessing what each column means from its wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.services.exchange.roster.model import Cell, RosterField
from app.services.exchange.roster.ods_scan import Merge

SEARCH_ROWS = 40
"""Headings lie under a few title rows; further down there are only members."""

_SYNONYMS: Mapping[RosterField, str] = {
    RosterField.NAME: "姓名 党员姓名 名字 党员 人员姓名 党员名字 成员姓名",
    RosterField.ID_NUMBER: (
        "身份证号 身份证号码 公民身份号码 公民身份证号码 公民身份证号 居民身份证号码 "
        "居民身份证号 证件号码 证件号 身份证 身份证件号码 身份证件号 身份号码 "
        "党员身份证号 党员身份证号码"
    ),
    RosterField.SEX: "性别 男女 党员性别",
    RosterField.BIRTH_DATE: "出生日期 出生年月 出生年月日 出生时间 生日 出生",
    RosterField.ETHNICITY: "民族 党员民族",
    RosterField.EDUCATION: "学历 文化程度 学历情况 最高学历 教育程度 文化 全日制学历",
    RosterField.PHONE: (
        "联系电话 电话 手机 手机号 手机号码 联系方式 移动电话 电话号码 联系号码 本人电话 "
        "本人联系电话 联系手机"
    ),
    RosterField.JOINED_ON: (
        "入党日期 入党时间 加入党组织日期 加入党组织时间 加入中共组织日期 "
        "加入中国共产党日期 加入中国共产党时间 入党年月 入党年月日 何时入党 "
        "接收预备党员日期 接收为预备党员日期 成为预备党员日期 加入党组织年月 入党"
    ),
    RosterField.FULL_ON: (
        "转正日期 转正时间 转为正式党员日期 转为正式党员时间 正式党员日期 转正年月 "
        "转正年月日 何时转正 成为正式党员日期 转正"
    ),
    RosterField.STATUS: (
        "人员类别 党员类别 党员类型 正式预备 正式或预备 党员状态 党员性质 人员类型 是否正式党员 党员身份"
    ),
    RosterField.CATEGORY: (
        "党员分类 类别 积分类别 分类 积分分类 管理类别 党员分类管理类别 abcd类 abcd分类 分类管理 分类管理类别"
    ),
    RosterField.BRANCH: (
        "所在党支部 党支部 支部 所在支部 组织名称 党组织名称 所在党组织 党支部名称 "
        "支部名称 所属党支部 所属支部 所属党组织 所在组织 党组织 所在党支部名称"
    ),
    RosterField.GROUP: (
        "党小组 小组 所在党小组 所属党小组 村小组 村民小组 组别 所在小组 所属小组 组名 "
        "所在村小组 所属村小组 组 党小组名称"
    ),
    RosterField.GRID: "网格 所在网格 所属网格 网格名称 网格编号 责任网格",
    RosterField.MOBILE: "流动党员 是否流动党员 流动 是否流动 流动情况 是否为流动党员",
    RosterField.EXEMPT: (
        "不纳入积分 是否不纳入积分 不纳入 是否不纳入 免于积分 是否免于积分 不参加积分 "
        "是否不参加积分 免积分 不纳入积分管理 不参加积分管理"
    ),
    RosterField.EXEMPT_REASON: (
        "不纳入原因 不纳入积分原因 免于积分原因 不参加积分原因 不纳入理由 不参加原因 "
        "不参加积分管理原因 免积分原因"
    ),
    RosterField.POSITION: "党内职务 职务 担任职务 党内任职 党内职务名称 支部职务 现任党内职务",
    RosterField.NOTE: "备注 说明 备注说明 其他情况",
}
_EXACT: Mapping[str, RosterField] = {
    word: field for field, words in _SYNONYMS.items() for word in words.split()
}
# Tried in this order when no wording fits exactly. A heading about somebody else's fact must not match.
_CONTAINED: tuple[tuple[str, RosterField], ...] = (
    ("身份证", RosterField.ID_NUMBER),
    ("身份号码", RosterField.ID_NUMBER),
    ("不纳入原因", RosterField.EXEMPT_REASON),
    ("转为正式", RosterField.FULL_ON),
    ("转正", RosterField.FULL_ON),
    ("入党时间", RosterField.JOINED_ON),
    ("入党日期", RosterField.JOINED_ON),
    ("加入党组织", RosterField.JOINED_ON),
    ("出生", RosterField.BIRTH_DATE),
    ("党支部", RosterField.BRANCH),
    ("党小组", RosterField.GROUP),
    ("网格", RosterField.GRID),
    ("党内职务", RosterField.POSITION),
    ("手机", RosterField.PHONE),
    ("电话", RosterField.PHONE),
    ("文化程度", RosterField.EDUCATION),
    ("学历", RosterField.EDUCATION),
    ("党员姓名", RosterField.NAME),
)
_OTHERS = re.compile(
    r"介绍|联系人|组长|书记|网格员|配偶|家属|家庭|培养|单位|紧急|是否参加|是否纳入"
    r"|时长|年限|地址|地点|出生地"
)
_AMBIGUOUS = frozenset("人员类别 党员类别 党员类型 类别 分类 党员分类 人员类型 管理类别 党员性质".split())  # noqa: SIM905
_BRACKETED = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_MARKS = re.compile(r"[\s*:·、，,。./\\\-—_#★☆※\u200b-\u200f\ufeff]+")
_CATEGORY_VALUE = re.compile(r"[A-D](类|类党员)?", re.IGNORECASE)
_STATUS_VALUE = re.compile(r"(中共)?(正式|预备)(党员)?")
_ID_VALUE = re.compile(r"\d{17}[\dXx]|\d{15}")
_SAMPLE_ROWS = 60

Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row that was found.

    Attributes:
        row: Index of the row in the grid (from 0).
        labels: The headings as written, blanks and line breaks taken out.
        mapping: Column index to meaning.
    """

    row: int
    labels: tuple[str, ...]
    mapping: Mapping[int, RosterField]

    @property
    def score(self) -> int:
        """How many meanings were recognised; a roster needs a name and one more."""
        return len(self.mapping) if RosterField.NAME in self.mapping.values() else 0


def clean_label(cell: Cell) -> str:
    """A heading for showing: no line breaks, no blanks inside Chinese words."""
    return re.sub(r"\s+", "", str(cell)) if cell is not None else ""


def find_heading(grid: Grid, *, merges: Iterable[Merge]) -> Heading | None:
    """The row that reads most like headings, or ``None``.

    Of two neighbouring rows that score alike the lower one is taken: a heading of two storeys is merged
    downwards, and what is merged stands in both.
    """
    best: Heading | None = None
    merged = tuple(merges)
    for row in range(min(SEARCH_ROWS, len(grid))):
        found = heading_at(grid, row, merges=merged)
        if found.score < 2:
            continue
        same_storeys = best is not None and found.row == best.row + 1 and found.score == best.score
        if best is None or found.score > best.score or same_storeys:
            best = found
    return best


def heading_at(grid: Grid, row: int, *, merges: Iterable[Merge]) -> Heading:
    """Take this row as the headings, whatever it holds."""
    labels = [clean_label(cell) for cell in grid[row]]
    for top, left, bottom, right in merges:
        # A title is merged across the whole table; a heading is not.
        if top <= row <= bottom and right - left < len(labels) - 1:
            text = clean_label(grid[top][left]) if left < len(grid[top]) else ""
            for column in range(left, min(right, len(labels) - 1) + 1):
                labels[column] = labels[column] or text
    return Heading(row, tuple(labels), guess_mapping(labels, body=grid[row + 1 : row + 1 + _SAMPLE_ROWS]))


def guess_mapping(labels: Sequence[str], *, body: Grid = ()) -> dict[int, RosterField]:
    """What each column means: by wording first, by a look at the values where wording is not enough."""
    mapping: dict[int, RosterField] = {}
    taken: set[RosterField] = set()

    def take(column: int, field: RosterField | None) -> None:
        if field is not None and field not in taken and column not in mapping:
            mapping[column] = field
            taken.add(field)

    keys = [_key(label) for label in labels]
    for column, key in enumerate(keys):
        if key in _AMBIGUOUS:
            take(column, _by_values(_column(body, column), default=_EXACT[key]))
    for column, key in enumerate(keys):
        if key not in _AMBIGUOUS:
            take(column, _EXACT.get(key))
    for column, key in enumerate(keys):
        if key and not _OTHERS.search(key):
            take(column, next((field for word, field in _CONTAINED if word in key), None))
    if RosterField.ID_NUMBER not in taken and mapping:
        for column, key in enumerate(keys):
            if not key and _mostly(_column(body, column), _ID_VALUE):
                take(column, RosterField.ID_NUMBER)
    return mapping


def _key(label: str) -> str:
    text = unicodedata.normalize("NFKC", label)
    return _MARKS.sub("", _BRACKETED.sub("", text)).lower()


def _by_values(values: Sequence[str], *, default: RosterField) -> RosterField:
    if _mostly(values, _CATEGORY_VALUE):
        return RosterField.CATEGORY
    if _mostly(values, _STATUS_VALUE):
        return RosterField.STATUS
    return default


def _column(body: Grid, column: int) -> list[str]:
    cells = (row[column] for row in body if column < len(row))
    return [unicodedata.normalize("NFKC", str(cell)).strip() for cell in cells if cell is not None]


def _mostly(values: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return bool(values) and 2 * sum(1 for value in values if pattern.fullmatch(value)) > len(values)
