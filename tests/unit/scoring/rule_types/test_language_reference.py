"""The reference of the scheme language leaves out no table, key or choice, and every fragment in it works."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

import pytest
from rule_cases import FOLDER, cases, merged, parse, read

from app.resources import resource
from app.services.scoring import check_scheme
from app.services.scoring.checks.tables import all_tables
from app.services.scoring.language import Start
from app.services.scoring.words.labels import CHOICES
from tests.unit.scoring.rich_scheme import toml

PAGE = resource("help", "scheme-language.md").read_text(encoding="utf-8")
TABLES, HOW_TO = PAGE.split("\n## 怎么写\n")
FRAGMENTS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SECTIONS = {part.split("\n", 1)[0]: part for part in TABLES.split("\n### ")[1:]}
#: The heading under which each table of the language is described.
HEADINGS = {
    "SchemeDocument": "整个文件（最外层）",
    "Cycle": "周期 `[cycle]`",
    "Start": "起始分 `start`",
    "Carry": "结转 `carry`",
    "PostingRules": "公示 `[posting]`",
    "MemberRules": "党员规则 `[members]`",
    "Category": "党员类别 `[[categories]]`",
    "Audience": "对象 `applies_to`、`leave_out`",
    "Section": "板块 `[[sections]]`",
    "LocalRule": "自设 `local`",
    "Item": "项目 `[[items]]`",
    "FixedAmount": '分值：固定 `kind = "fixed"`',
    "RangeAmount": '分值：区间 `kind = "range"`',
    "ChoiceAmount": '分值：分档 `kind = "choice"`',
    "Level": "档次 `levels`",
    "StepsAmount": '分值：阶梯 `kind = "steps"`',
    "Step": "阶梯的一级 `steps`",
    "PerUnitAmount": '分值：按数量 `kind = "per_unit"`',
    "GraduatedAmount": '分值：分段累计 `kind = "graduated"`',
    "Band": "分段 `bands`",
    "AttendanceAmount": '分值：签到 `kind = "attendance"`',
    "ExpectedAmount": '分值：应参加 `kind = "expected"`',
    "StateAmount": '分值：任职 `kind = "state"`',
    "BallotAmount": '分值：测评 `kind = "ballot"`',
    "Factor": "角色和结果 `roles`、`outcomes`",
    "Repeat": "重复加倍 `repeat`",
    "Limit": "上限 `limits`",
    "SharedLimit": "共用上限 `[[shared_limits]]`",
    "Cancel": "抵消 `cancelled_by`",
    "Proof": "佐证 `proof`",
    "Appraisal": "民主评议 `[appraisal]`",
    "VoteOption": "测评档 `options`",
    "RaterGroup": "评议人组 `groups`",
    "VetoRule": "一票否决 `[[vetoes]]`",
    "Condition": "条件",
    "VoteShare": "得票 `votes`",
    "Grade": "等次 `[[grades]]`",
    "Quota": "名额 `quota`",
    "Mark": "资格 `[[marks]]`",
    "ProposalRule": "结果运用 `[[proposals]]`",
    "RewardRules": "积分兑换 `[rewards]`",
    "RewardWindow": "兑换时间 `windows`",
    "Goods": "物品 `goods`",
    "Prize": "名次奖励 `prizes`",
}
MODELS = {model.__name__: model for model in all_tables()}


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of a section's table by their key."""
    found = {}
    for line in SECTIONS[heading].splitlines():
        if line.startswith("| `"):
            key, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            found[key.strip("` ")] = cells
    return found


def written(name: str) -> set[str]:
    """The keys of a table that stand in its own section: what another section lists is pointed at there."""
    elsewhere: set[str] = set()
    if name in ("Grade", "Mark", "ProposalRule"):
        elsewhere = set(MODELS["Condition"].model_fields)
        assert "另有“条件”的各键" in SECTIONS[HEADINGS[name]]
    elif name == "Condition":
        elsewhere = set(MODELS["Audience"].model_fields)
        assert "“对象”的各键也能写" in SECTIONS[HEADINGS[name]]
    return set(MODELS[name].model_fields) - elsewhere


@pytest.mark.parametrize("name", MODELS)
def test_every_key_of_every_table_is_there_and_no_other(name):
    assert set(rows(HEADINGS[name])) == written(name)


@pytest.mark.parametrize("name", MODELS)
def test_what_holds_without_a_key_is_the_languages_own(name):
    for key, (_, _, shown, example) in rows(HEADINGS[name]).items():
        field = MODELS[name].model_fields[key]
        value = None if field.is_required() else field.get_default(call_default_factory=True)
        assert (shown == "必填") == field.is_required(), key
        assert example.strip("`[] ").startswith(key), key
        if isinstance(value, Enum):
            assert shown == f"`{value.value}`", key
        elif isinstance(value, bool):
            assert shown == f"`{str(value).lower()}`", key
        elif isinstance(value, int | Decimal):
            assert shown == str(value), key
        elif isinstance(value, Start):
            assert (shown, value) == ("0", Start()), key


def test_every_choice_is_named():
    words = {word for choices in CHOICES.values() for word in choices}
    assert {word for word in words if f"`{word}`" not in TABLES} == set()


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_every_fragment_makes_a_checked_scheme(fragment):
    text = toml(merged(read(FOLDER / "base.toml"), parse(fragment)))
    assert [str(issue) for issue in check_scheme(text, source="说明") if issue.severity == "error"] == []


def test_every_rule_type_says_how_it_is_written():
    catalogue = read(FOLDER / "catalogue.toml")["group"]
    entries = [entry for group in catalogue for entry in group["entries"]]
    assert [entry["words"] for entry in entries if f"**{entry['words']}**" not in HOW_TO] == []


def test_every_fragment_of_how_to_write_is_one_that_was_worked_by_hand():
    worked = {text.strip() for case in cases() for text in (case.scheme, *(part for _, part in case.later))}
    shown = re.findall(r"```toml\n(.*?)```", HOW_TO, re.DOTALL)
    assert [fragment for fragment in shown if fragment.strip() not in worked] == []
