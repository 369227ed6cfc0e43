"""Finding and ordering people by name: pinyin, initials, strokes.

A name is stored with its readings as text: syllables apart by blanks, alternative readings apart by "|"
("zeng xiao ming|ceng xiao ming"). A search never needs the dictionaries again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import islice, product

from app.resources import resource

_SYLLABLE = " "
_READING = "|"
_MAX_READINGS = 8
_DELIMITERS = str.maketrans("", "", " '’·.-\u3000")
_AFTER_ALL_COUNTS = 99

# As a surname first, other readings after it: a person may be looked for under either.
_SURNAMES: dict[str, tuple[str, ...]] = {
    "万俟": ("mo qi", "wan si"),
    "单于": ("chan yu",),
    "尉迟": ("yu chi", "wei chi"),
    "长孙": ("zhang sun", "chang sun"),
    "澹台": ("tan tai", "dan tai"),
    "宰父": ("zai fu",),
    "令狐": ("ling hu",),
    "曾": ("zeng", "ceng"),
    "单": ("shan", "dan"),
    "解": ("xie", "jie"),
    "仇": ("qiu", "chou"),
    "区": ("ou", "qu"),
    "查": ("zha", "cha"),
    "盖": ("ge", "gai"),
    "朴": ("piao", "pu"),
    "覃": ("qin", "tan"),
    "乐": ("yue", "le"),
    "缪": ("miao", "mou"),
    "尉": ("wei", "yu"),
    "翟": ("zhai", "di"),
    "祭": ("zhai", "ji"),
    "员": ("yun", "yuan"),
    "贠": ("yun",),
    "车": ("che", "ju"),
    "洗": ("xian", "xi"),
    "召": ("shao", "zhao"),
    "重": ("chong", "zhong"),
    "种": ("chong", "zhong"),
    "折": ("she", "zhe"),
    "黑": ("he", "hei"),
    "隗": ("wei", "kui"),
    "郗": ("xi", "chi"),
    "逢": ("pang", "feng"),
    "宓": ("mi", "fu"),
    "牟": ("mou", "mu"),
    "繁": ("po", "fan"),
    "秘": ("bi", "mi"),
    "薄": ("bo", "bao"),
    "句": ("gou", "ju"),
    "瞿": ("qu", "ju"),
    "佴": ("nai", "er"),
    "谌": ("chen", "shen"),
    "沈": ("shen", "chen"),
    "长": ("zhang", "chang"),
    "阚": ("kan",),
    "乜": ("nie", "mie"),
    "褚": ("chu", "zhu"),
    "郇": ("xun", "huan"),
    "郄": ("qie", "xi"),
    "适": ("kuo", "shi"),
    "行": ("xing", "hang"),
    "都": ("du", "dou"),
    "柏": ("bai", "bo"),
    "伯": ("bo", "bai"),
    "藏": ("zang", "cang"),
    "莘": ("shen", "xin"),
    "不": ("fou", "bu"),
    "六": ("lu", "liu"),
    "陆": ("lu", "liu"),
    "吕": ("lv", "lyu", "lu"),
    "闾": ("lv", "lyu", "lu"),
    "律": ("lv", "lyu", "lu"),
}
# Characters of given names that are read in more than one way; without context nobody can tell.
_GIVEN: dict[str, tuple[str, ...]] = {
    "乐": ("le", "yue"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("chong", "zhong"),
    "朝": ("chao", "zhao"),
    "曾": ("zeng", "ceng"),
    "茜": ("qian", "xi"),
    "盛": ("sheng", "cheng"),
    "晟": ("sheng", "cheng"),
    "琢": ("zhuo",),
    "传": ("chuan", "zhuan"),
    "調": ("tiao", "diao"),
    "调": ("tiao", "diao"),
    "藏": ("cang", "zang"),
    "还": ("huan", "hai"),
    "柏": ("bai", "bo"),
    "葚": ("shen", "ren"),
    "校": ("xiao", "jiao"),
    "降": ("jiang", "xiang"),
    "参": ("shen", "can"),
    "屏": ("ping", "bing"),
    "省": ("sheng", "xing"),
    "宿": ("su", "xiu"),
    "贾": ("jia", "gu"),
    "娜": ("na", "nuo"),
    "吕": ("lv", "lyu", "lu"),
    "绿": ("lv", "lyu", "lu"),
    "律": ("lv", "lyu", "lu"),
    "旅": ("lv", "lyu", "lu"),
    "女": ("nv", "nyu", "nu"),
}


def full_pinyin(name: str) -> str:
    """All readings of a name without tones, as they are stored; the usual one comes first.

    A character without a known reading stands for itself, so no name is ever refused.
    """
    return _READING.join(dict.fromkeys(_SYLLABLE.join(reading) for reading in _readings(name)))


def initials(name: str) -> str:
    """First letters of each reading, readings apart by "|"."""
    letters = ("".join(syllable[:1] for syllable in reading) for reading in _readings(name))
    return _READING.join(dict.fromkeys(letters))


def pinyin_key(name: str) -> tuple[str, str]:
    """Sort key for lists by pinyin: the usual reading, then the characters themselves."""
    return full_pinyin(name).split(_READING)[0], name


def matches(query: str, *, name: str, pinyin: str, initials: str) -> bool:
    """Whether a person is meant by what was typed into a search field.

    Characters of the name anywhere in it; initials (zxm); pinyin in full or shortened, also mixed
    (zengxm, zxiaom) and, from two letters on, of the given name alone (xiaom).

    Args:
        query: As typed; width, case and blanks do not matter. An empty query matches everybody.
        name: The name.
        pinyin: What :func:`full_pinyin` made of it.
        initials: What :func:`initials` made of it.
    """
    # Only what is typed is brought to one width. The name keeps every character as it is.
    wanted = unicodedata.normalize("NFKC", query).casefold().translate(_DELIMITERS)
    if not wanted:
        return True
    if wanted in name.casefold().translate(_DELIMITERS) or query.strip() in name:
        return True
    if not wanted.isascii():
        return False
    if any(letters.startswith(wanted) for letters in initials.casefold().split(_READING)):
        return True
    for reading in pinyin.casefold().split(_READING):
        syllables = reading.split(_SYLLABLE)
        starts = range(len(syllables)) if len(wanted) > 1 else range(1)
        if any(_spells(wanted, syllables[start:]) for start in starts):
            return True
    return False


def _spells(wanted: str, syllables: list[str]) -> bool:
    """Whether ``wanted`` is made of beginnings of these syllables, each at least one letter, in order."""
    if not wanted:
        return True
    if not syllables:
        return False
    first, rest = syllables[0], syllables[1:]
    longest = 0
    while longest < min(len(first), len(wanted)) and first[longest] == wanted[longest]:
        longest += 1
    return any(_spells(wanted[length:], rest) for length in range(longest, 0, -1))


def _readings(name: str) -> Iterable[list[str]]:
    """Readings of the whole name as lists of syllables, the usual one first, at most eight."""
    text = "".join(char for char in name if not char.isspace() and char not in "·.")
    surname = text[:2] if text[:2] in _SURNAMES else text[:1]
    head = [reading.split(_SYLLABLE) for reading in _SURNAMES.get(surname) or (_usual(surname),)]
    given = text[len(surname) :]
    # Read together first: the dictionary knows many words, and the usual reading is the first of each.
    usual = _usual(given).split(_SYLLABLE) if given else []
    choices = [
        list(dict.fromkeys((syllable, *_GIVEN.get(char, ()))))
        for char, syllable in zip(given, usual, strict=True)
    ]
    combined = product(head, product(*choices))
    return [[*first, *rest] for first, rest in islice(combined, _MAX_READINGS)]


def _usual(text: str) -> str:
    """The usual syllables, one for each character, apart by blanks; unknown characters stay."""
    # Its dictionaries take a fifth of a second to load, and most starts of the program add nobody.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.NORMAL, errors="default")
    if len(syllables) != len(text):
        # The dictionary keeps a run of unknown characters together; the search wants one syllable for each.
        syllables = [lazy_pinyin(char, style=Style.NORMAL, errors="default")[0] for char in text]
    return _SYLLABLE.join(syllable.casefold() for syllable in syllables)


def stroke_key(name: str) -> tuple[tuple[int, int, int], int, tuple[tuple[int, int, int], ...]]:
    """Sort key for lists by strokes of the surname, as official lists of names are ordered.

    First the surname's first character: number of strokes, kind of the first stroke (横竖撇点折), order of
    the table of standard characters. Of one surname, names of two characters stand before names of three,
    then the given name decides by the same rule.
    """
    keys = tuple(_stroke_place(char) for char in name)
    return keys[0] if keys else (0, 0, 0), len(keys), keys


def stroke_count(char: str) -> int | None:
    """Number of strokes of one character, or ``None`` when it is no Chinese character."""
    strokes = _stroke_place(char)[0]
    return strokes if strokes != _AFTER_ALL_COUNTS else None


@cache
def _stroke_place(char: str) -> tuple[int, int, int]:
    for strokes, first_stroke, characters in _stroke_lines():
        place = characters.find(char)
        if place >= 0:
            return strokes, first_stroke, place
    # Latin letters and characters that Unicode does not have stand last, in a fixed order.
    return _AFTER_ALL_COUNTS, 0, ord(char)


@cache
def _stroke_lines() -> tuple[tuple[int, int, str], ...]:
    lines = resource("names", "strokes.txt").read_text(encoding="utf-8").splitlines()
    fields = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(
        (int(strokes), int(first_stroke), characters) for strokes, first_stroke, characters in fields
    )
