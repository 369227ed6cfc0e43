"""Faults of a scheme file in the words of the office: where it is, what is wrong, what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from app.errors import Issue
from app.services.scoring import document as parts

# One table: the word for each key of the file, as it stands in messages.
_KEYS = {
    "cycle": "周期",
    "posting": "公示",
    "members": "党员规则",
    "categories": "党员类别",
    "sections": "板块",
    "items": "项目",
    "shared_limits": "共用上限",
    "vetoes": "一票否决",
    "grades": "等次",
    "marks": "资格",
    "proposals": "结果运用",
    "amount": "分值",
    "limits": "上限",
    "roles": "角色",
    "outcomes": "结果",
    "repeat": "重复加倍",
    "applies_to": "适用对象",
    "proof": "佐证",
    "levels": "档次",
    "steps": "阶梯",
    "start": "起始分",
    "id": "编号（id）",
    "name": "名称（name）",
    "source": "出处（source）",
    "points": "分数（points）",
    "times": "次数（times）",
    "window": "时间范围（window）",
    "kind": "种类（kind）",
    "factor": "倍数（factor）",
    "section": "所属板块（section）",
    "floor": "最低分（floor）",
    "ceiling": "最高分（ceiling）",
    "months": "月数（months）",
    "enabled": "启用（enabled）",
}

_MODELS: dict[str, type[BaseModel]] = {
    "": parts.SchemeDocument,
    "cycle": parts.Cycle,
    "start": parts.Start,
    "posting": parts.PostingRules,
    "members": parts.MemberRules,
    "categories": parts.Category,
    "sections": parts.Section,
    "items": parts.Item,
    "shared_limits": parts.SharedLimit,
    "vetoes": parts.VetoRule,
    "grades": parts.Grade,
    "marks": parts.Mark,
    "proposals": parts.ProposalRule,
    "limits": parts.Limit,
    "roles": parts.Factor,
    "outcomes": parts.Factor,
    "repeat": parts.Repeat,
    "applies_to": parts.AppliesTo,
    "proof": parts.Proof,
    "levels": parts.Level,
    "steps": parts.Step,
    "fixed": parts.FixedAmount,
    "range": parts.RangeAmount,
    "choice": parts.ChoiceAmount,
    "per_unit": parts.PerUnitAmount,
}
_AMOUNT_KINDS = ("fixed", "range", "choice", "steps", "per_unit")
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")

Location = tuple[int | str, ...]


def syntax_issue(error: tomllib.TOMLDecodeError) -> Issue:
    """A file that is not TOML at all: name the line."""
    found = _POSITION.search(str(error))
    place = f"第 {found[1]} 行第 {found[2]} 列" if found else "文件末尾"
    return Issue(
        place, "syntax", "这里不合书写格式（引号、括号或等号不成对，或同一个键写了两次），请对照示例改正"
    )


def validation_issues(error: ValidationError, raw: Mapping[str, Any]) -> list[Issue]:
    """Every fault that pydantic found, with a place that a person can find again."""
    issues: list[Issue] = []
    faults = error.errors(include_url=False)
    for fault in faults:
        location: Location = fault["loc"]
        # A list whose entries are faulty is also reported as too short, which would only mislead.
        if fault["type"] == "too_short" and any(_inside(other["loc"], location) for other in faults):
            continue
        if fault["type"] == "extra_forbidden":
            issues.append(_unknown_key(location, raw))
        else:
            code, message = _message(fault["type"], fault.get("ctx", {}), str(fault["msg"]))
            issues.append(Issue(_place(location, raw), code, message))
    return issues


def _inside(inner: Location, outer: Location) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _unknown_key(location: Location, raw: Mapping[str, Any]) -> Issue:
    key = str(location[-1])
    model = _MODELS[_table(location[:-1])]
    near = get_close_matches(key, model.model_fields, n=1)
    hint = f"是不是“{near[0]}”？" if near else "可用的键：" + "、".join(model.model_fields)
    return Issue(_place(location[:-1], raw), "unknown_key", f"不认识的键“{key}”，程序不会照它计分。{hint}")


def _table(location: Location) -> str:
    """The name of the table that a location lies in."""
    words = [part for part in location if isinstance(part, str)]
    if len(words) > 1 and words[-1] in _AMOUNT_KINDS and words[-2] == "amount":
        return "steps_amount" if words[-1] == "steps" else words[-1]
    return words[-1] if words else ""


_MODELS["steps_amount"] = parts.StepsAmount


def _place(location: Location, raw: Mapping[str, Any]) -> str:
    """``("items", 3, "limits", 0, "points")`` becomes ``项目 volunteer · 上限 1 · points``."""
    words: list[str] = []
    here: Any = raw
    for position, part in enumerate(location):
        if isinstance(part, int):
            here = here[part] if isinstance(here, Sequence) and part < len(here) else None
            name = here.get("id") if isinstance(here, Mapping) else None
            words[-1] += f" {name}" if isinstance(name, str) and name else f"（第 {part + 1} 个）"
        elif not (part in _AMOUNT_KINDS and location[position - 1] == "amount"):
            here = here.get(part) if isinstance(here, Mapping) else None
            words.append(_KEYS.get(part, part))
    return " · ".join(words)


def _message(kind: str, context: Mapping[str, Any], text: str) -> tuple[str, str]:
    """A stable code and a sentence for one kind of pydantic fault."""
    if kind == "missing":
        return "missing", "缺少这一项，请补上"
    if kind in ("literal_error", "enum"):
        return "choice", f"只能是 {_options(context)} 之一"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "amount_kind", f"要用 kind 写明分值种类：{'、'.join(_AMOUNT_KINDS)} 之一"
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        return "out_of_range", _bound(kind, context)
    if kind == "too_short":
        return "empty", f"至少要有 {context.get('min_length', 1)} 个"
    if kind == "string_too_short":
        return "empty", "不能为空"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return "id", "编号只能用英文字母开头的字母、数字和下划线，不超过 40 个字符"
    return _type_message(kind, text)


def _type_message(kind: str, text: str) -> tuple[str, str]:
    if kind.startswith("int"):
        return "number", "要写成整数，不加引号"
    if kind.startswith("decimal") or kind == "finite_number" or text.endswith("number"):
        return "number", "要写成数字，不加引号"
    if kind == "bool_type":
        return "flag", "要写成 true（是）或 false（否），不加引号"
    if kind == "string_type":
        return "text", "要写成文字，用引号括起"
    return "shape", "写法不对：这里要的是一张表 { … } 或一个列表 [ … ]，请对照示例改正"


def _options(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")


def _bound(kind: str, context: Mapping[str, Any]) -> str:
    word = {"greater_than": "大于", "greater_than_equal": "不小于", "less_than_equal": "不大于"}[kind]
    key = {"greater_than": "gt", "greater_than_equal": "ge", "less_than_equal": "le"}[kind]
    return f"要{word} {context[key]}"
