"""Names by code: ethnic groups (GB/T 3304) and levels of education (GB/T 4658)."""

from __future__ import annotations

# In the order of their codes, 01 to 56.
_NATIONS_IN_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 "
    "佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 "
    "锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 "
    "鄂伦春 赫哲 门巴 珞巴 基诺"
)
_NATIONS = tuple(_NATIONS_IN_ORDER.split())
_EDUCATION_BY_TENS = {
    "1": "研究生",
    "2": "大学本科",
    "3": "大学专科",
    "4": "中等职业教育",
    "6": "高中",
    "7": "初中",
    "8": "小学",
    "9": "其他",
}


def nation_of(text: str) -> str | None:
    """Full name with 族 from a name with or without it, or from the code 1 to 56."""
    if text.isascii() and text.isdigit():
        code = int(text)
        return f"{_NATIONS[code - 1]}族" if 1 <= code <= len(_NATIONS) else None
    short = text.removesuffix("族")
    return f"{short}族" if short in _NATIONS else None


def education_of_code(text: str) -> str | None:
    """The words for a two-digit code, or ``None`` for anything else."""
    if len(text) == 2 and text.isascii() and text.isdigit():
        return _EDUCATION_BY_TENS.get(text[0])
    return None
