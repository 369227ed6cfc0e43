"""Faults of a scheme file in the words of the office: where it is, what is wrong, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from app.errors import Issue
from app.services.scoring.checks.rest import rest_issues
from app.services.scoring.checks.tables import (
    Location,
    inside,
    is_kind,
    pruned,
    real_location,
    table_at,
    tables_under,
)
from app.services.scoring.language import SchemeDocument
from app.services.scoring.words.labels import key_word, option_word

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")
_OPTION = re.compile(r"'([^']*)'|(\d+)")
# What the validators of fields and tables raise, with the way out.
_VALUES = {
    "number": "要写成数字，不加引号",
    "figure": "数字太大或小数位太多：最多 9 位整数、6 位小数",
    "share": '要写成比例，大于 0、不超过全部，如 "30%"、"1/3" 或 0.3',
    "top": '要写成人数（如 10，不加引号）或比例（如 "30%"、"1/3"）',
    "control": "里面有看不见的字符（换行、制表符或控制字符），多半是从别处粘贴来的：请删去重打",
    "month_day": '要写成月和日，如 "06-20"',
    "polarity": (
        '按签到计分（attendance）的项目有加有扣，要写 polarity = "both"；其他项目只能写 "plus" 或 "minus"'
    ),
}
_SENTENCES = {
    "missing": ("missing", "缺少这一项，请补上"),
    "string_too_short": ("empty", "不能为空"),
    "string_pattern_mismatch": ("id", "编号只能用英文字母开头的字母、数字和下划线，不超过 40 个字符"),
    "string_too_long": ("id", "编号只能用英文字母开头的字母、数字和下划线，不超过 40 个字符"),
    "bool_type": ("flag", "要写成 true（是）或 false（否），不加引号"),
    "string_type": ("text", "要写成文字，用引号括起"),
}
_BOUNDS = {
    "greater_than": ("大于", "gt"),
    "greater_than_equal": ("不小于", "ge"),
    "less_than": ("小于", "lt"),
    "less_than_equal": ("不大于", "le"),
}


def syntax_issue(error: BaseException) -> Issue:
    """A file that is not TOML at all: name the line."""
    found = _POSITION.search(str(error))
    if found:
        place = f"第 {found[1]} 行第 {found[2]} 列"
        message = "这里不合书写格式（引号、括号或等号不成对，或同一个键写了两次），请对照示例改正"
        return Issue(place, "syntax", message)
    if "at end of document" in str(error):
        return Issue("文件末尾", "syntax", "文件没有写完（引号或括号不成对），请对照示例改正")
    return Issue("", "syntax", "文件里有大得离谱的数字，或括号套得太深，读不出来，请对照示例改正")


def validation_issues(error: ValidationError, raw: Mapping[str, Any]) -> list[Issue]:
    """Every fault that pydantic found, with a place that a person can find again; then those of the sound rest."""
    issues: list[Issue] = []
    faults = error.errors(include_url=False)
    for fault in faults:
        location: Location = fault["loc"]
        # A list whose entries are faulty is also reported as too short, which would only mislead.
        if fault["type"] == "too_short" and any(inside(other["loc"], location) for other in faults):
            continue
        if fault["type"] == "extra_forbidden":
            issues.append(_unknown_key(location, raw))
        else:
            code, message = _message(fault["type"], fault.get("ctx", {}))
            issues.append(Issue(_place(location, raw), code, message))
    return issues + rest_issues(faults, raw)


def without_unknown_keys(error: ValidationError, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The file's tables without the keys that nothing knows, to see what else is wrong."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    drop: set[Location] = {
        real_location(fault["loc"]) for fault in faults if fault["type"] == "extra_forbidden"
    }
    return {key: pruned(value, (key,), drop) for key, value in raw.items() if (key,) not in drop}


def _unknown_key(location: Location, raw: Mapping[str, Any]) -> Issue:
    key = str(location[-1])
    model = table_at(location[:-1])
    near = get_close_matches(key, model.model_fields, n=1)
    known = "、".join(f"{name}（{key_word(model, name)}）" for name in model.model_fields)
    hint = f"是不是“{near[0]}”（{key_word(model, near[0])}）？" if near else f"可用的键：{known}"
    return Issue(_place(location[:-1], raw), "unknown_key", f"不认识的键“{key}”，程序不会照它计分。{hint}")


def _place(location: Location, raw: Mapping[str, Any]) -> str:
    """``("items", 3, "limits", 0, "points")`` becomes ``项目 volunteer · 上限（第 1 个） · 分数（points）``."""
    words: list[str] = []
    here: Any = raw
    model: type[BaseModel] = SchemeDocument
    for position, part in enumerate(location):
        if isinstance(part, int):
            here = here[part] if isinstance(here, Sequence) and part < len(here) else None
            name = here.get("id") if isinstance(here, Mapping) else None
            words[-1] += f" {name}" if isinstance(name, str) and name else f"（第 {part + 1} 个）"
        elif part != "[key]" and not (position and is_kind(location[position - 1], part)):
            here = here.get(part) if isinstance(here, Mapping) else None
            words.append(_word(model, part))
        model = table_at(location[: position + 1])
    return " · ".join(words)


def _word(model: type[BaseModel], key: str) -> str:
    """A table by its word alone; for a single value also the key as it stands in the file."""
    word = key_word(model, key)
    is_value = key in model.model_fields and not tables_under(model, key)
    return f"{word}（{key}）" if is_value else word


def _message(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """A stable code and a sentence for one kind of pydantic fault."""
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind in ("literal_error", "enum"):
        return "choice", f"只能是 {_options(context)} 之一"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        kinds = "、".join(
            f"{key}（{option_word((), key)}）" for key in tables_under(table_at(("items",)), "amount")
        )
        return "amount_kind", f"要用 kind 写明分值种类：{kinds} 之一"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return "out_of_range", f"要{word} {context[key]}"
    if kind == "too_short":
        return "empty", f"至少要有 {context['min_length']} 个"
    if kind == "value_error":
        reason = str(context["error"])
        return ("number" if reason == "figure" else reason), _VALUES[reason]
    return _type_message(kind)


def _type_message(kind: str) -> tuple[str, str]:
    if kind.startswith("int"):
        return "number", "要写成整数，不加引号"
    if kind.startswith("decimal") or kind == "finite_number":
        return "number", "要写成数字，不加引号"
    if kind.startswith("date"):
        return "date", "要写成日期，如 2026-07-01，不加引号"
    return "shape", "写法不对：这里要的是一张表 { … } 或一个列表 [ … ]，请对照示例改正"


def _options(context: Mapping[str, Any]) -> str:
    """``plus（加分）、minus（扣分）`` out of pydantic's own sentence."""
    found = tuple(quoted or number for quoted, number in _OPTION.findall(str(context["expected"])))
    words = ((value, option_word(found, value)) for value in found)
    return "、".join(f"{value}（{word}）" if word else value for value, word in words)
