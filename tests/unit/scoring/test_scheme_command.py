"""``python -m app scheme``: a file checked, shown in words, and compared with another."""

from __future__ import annotations

import pytest
from scoring_support import item, preset, text

from app.__main__ import main


@pytest.fixture
def write(tmp_path):
    def file(name: str, content: str) -> str:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    return file


def test_a_sound_file_says_so(write, capsys):
    assert main(["scheme", "check", write("甲.toml", text(item()))]) == 0
    assert capsys.readouterr().out == "甲.toml：没有错误\n"


def test_all_faults_of_all_files_come_at_once_warnings_apart(write, capsys):
    broken = write("坏.toml", text(item("a", section="nowhere"), item("b", points="3")))
    doubtful = write("疑.toml", text(item(exclusive='"g"')))
    assert main(["scheme", "check", broken, doubtful]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("错误")] == [
        line for line in lines if "坏.toml" in line and line.startswith("错误")
    ]
    assert any("nowhere" in line for line in lines)
    assert any("不认识的键“points”" in line for line in lines)
    assert "提醒　疑.toml · 项目 i · 同一行为（exclusive）：只有一个项目属于这一组，写了也不起作用" in lines
    assert lines[-1] == "疑.toml：0 处错误，1 处提醒"


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["scheme", "check", str(tmp_path / "无.toml")]) == 1
    assert "打不开" in capsys.readouterr().err


def test_the_whole_scheme_in_words(write, capsys):
    assert main(["scheme", "show", write("S1.toml", preset("S1"))]) == 0
    out = capsys.readouterr().out
    assert "基础积分：最多 60 分，最低 0 分" in out
    assert "  按月足额交纳党费：每次 1 分，每月最多 1 次，全年最多 12 分" in out
    assert "  撰写理论学习心得（示例分值）：每次 2 分，带头加倍，全年最多 4 分" in out
    assert "优秀：全年不低于 90 分" in out


@pytest.mark.parametrize("name", ["S0", "S1", "S2", "S3", "S4"])
def test_every_item_of_a_preset_is_shown(name, write, capsys):
    from app.services.scoring import load_scheme

    content = preset(name)
    assert main(["scheme", "show", write("x.toml", content)]) == 0
    out = capsys.readouterr().out
    scheme = load_scheme(content, source=name)
    named = [*scheme.items.values(), *scheme.sections.values(), *scheme.vetoes.values(), *scheme.grades]
    assert [part.name for part in named if part.name not in out] == []


def test_two_versions_side_by_side(write, capsys):
    old = preset("S1")
    new = old.replace(
        'limits = [{ window = "year", points = 4 }]', 'limits = [{ window = "year", points = 6 }]', 1
    )
    assert new != old
    assert main(["scheme", "diff", write("旧.toml", old), write("新.toml", new)]) == 0
    out = capsys.readouterr().out
    assert "1 处不同" in out
    assert "项目“接受革命传统教育”：全年上限由 4 分改为 6 分" in out
    assert main(["scheme", "diff", write("旧.toml", old), write("同.toml", old)]) == 0
    assert "0 处不同" in capsys.readouterr().out
