"""Names with only their beginning left, for a board whose branch does not want them in full.

Counted in characters as people see them: a sign beyond the first 65,536 is one, and a variant selector goes with the
sign before it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

STAR = "*"
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 "
    "谷梁 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 梁丘 淳于 单于 轩辕 叱干 完颜 耶律 纳兰 叶赫 那拉 富察 贺兰 "
    "歐陽 司馬 東方 獨孤 諸葛 尉遲 赫連 濮陽 申屠 公孫 鍾離 長孫 鮮于 令狐 顓孫 巫馬 單于 軒轅 皇甫 宇文 夏侯"
)
#: Surnames of two characters: both are kept.
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
#: Between the parts of a name: the sign of the standard, and what keyboards and old files put in its place.
_DOTS = frozenset("·•・‧⋅∙．.")


@dataclass(frozen=True, slots=True)
class MaskedName:
    """A masked name, told apart from its equals.

    Attributes:
        cell: Beside a column that names the group: numbered only where group and mask are both the same.
        label: In running text: with the group where another one has the same mask.
    """

    cell: str
    label: str


def mask_name(name: str) -> str:
    """The name with its first character, or its compound surname, left: 张**, 欧阳*, 买**·****.

    A name of several parts keeps the first character alone, since 司马义 is no 司马. Blanks inside are dropped.
    """
    signs = _signs("".join(name.split()))
    kept = _kept(signs)
    return "".join(sign if place < kept or sign in _DOTS else STAR for place, sign in enumerate(signs))


def mask_people(people: Sequence[tuple[str, str]]) -> list[MaskedName]:
    """Masked names of one list.

    Args:
        people: Name and group of each, in the order of the list; it decides the numbers.
    """
    masks = [mask_name(name) for name, _group in people]
    alike = Counter(masks)
    pairs = [(mask, group) for mask, (_name, group) in zip(masks, people, strict=True)]
    same = Counter(pairs)
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for mask, group in pairs:
        seen[mask, group] += 1
        number = str(seen[mask, group]) if same[mask, group] > 1 else ""
        beside = f"（{group}）" if group and alike[mask] > 1 else ""
        found.append(MaskedName(f"{mask}{number}", f"{mask}{number}{beside}"))
    return found


def _kept(signs: Sequence[str]) -> int:
    """How many characters stay. A single one would be the name in full, so it goes too."""
    if len(signs) < 2:
        return 0
    plain = "".join(sign[0] for sign in signs[:2])
    if len(signs) > 2 and plain in COMPOUND_SURNAMES and not _DOTS & set(signs):
        return 2
    return 1


def _signs(text: str) -> list[str]:
    """The characters of a name, each with the marks and variant selectors that follow it."""
    signs: list[str] = []
    for char in text:
        if signs and (unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}):
            signs[-1] += char
        else:
            signs.append(char)
    return signs
