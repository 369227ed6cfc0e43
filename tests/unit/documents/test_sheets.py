from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest

from app.errors import Cancelled, EnvironmentProblem, UserError
from app.services.documents import MeetingPart, Paper
from app.services.documents.board import unit_lines
from app.services.documents.draw import (
    draw_boards,
    draw_declaration_cards,
    draw_group_sheets,
    draw_meeting_sheets,
    draw_record_forms,
)
from tests.unit.documents import sheet_samples as samples
from tests.unit.documents.pdf_reading import drawn, page_lines, page_sizes, page_texts

ALL = [
    (draw_declaration_cards, [samples.card(index) for index in range(4)]),
    (draw_group_sheets, [samples.group()]),
    (draw_meeting_sheets, [samples.meeting()]),
    (draw_record_forms, [samples.record(index) for index in range(4)]),
    (draw_boards, [samples.board()]),
]
IDS = ["card", "group", "meeting", "record", "board"]


@pytest.mark.parametrize(("draw", "sheets"), ALL, ids=IDS)
def test_every_sheet_says_where_it_belongs(draw, sheets):
    pdf = drawn(draw, sheets)
    for text in page_texts(pdf):
        assert samples.UNIT in text
        assert samples.PERIOD in text
        assert "第1版" in text
        assert "数据截至2026-11-0218:30" in text, "China time, not UTC"
        assert any(sheet.form_number in text for sheet in sheets)


@pytest.mark.parametrize(("draw", "sheets"), ALL, ids=IDS)
def test_same_sheet_same_bytes(draw, sheets):
    assert drawn(draw, sheets) == drawn(draw, sheets)


def test_two_processes_give_the_same_bytes():
    code = (
        "import hashlib, io\n"
        "from tests.unit.documents import sheet_samples as s\n"
        "from app.services.documents.draw import draw_boards, draw_meeting_sheets\n"
        "b = io.BytesIO(); draw_boards([s.board(114, classes=4, version=2)], b)\n"
        "draw_meeting_sheets([s.meeting()], b)\n"
        "print(hashlib.sha256(b.getvalue()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-X", f"pycache_prefix={seed}", "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize(("draw", "sheets"), ALL, ids=IDS)
def test_nothing_to_draw_is_said_in_words(draw, sheets):
    with pytest.raises(UserError, match="没有可以打印的"):
        draw([], BytesIO())


@pytest.mark.parametrize(("draw", "sheets"), ALL, ids=IDS)
def test_progress_counts_and_can_stop(draw, sheets, tmp_path):
    seen = []
    draw(sheets, BytesIO(), progress=lambda done, total, label: seen.append((done, total)))
    assert seen == [(done, len(sheets)) for done in range(len(sheets) + 1)]

    def stop(done, total, label):
        raise Cancelled

    target = tmp_path / "停.pdf"
    with pytest.raises(Cancelled):
        draw(sheets, target, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_unwritable_target_is_the_environments_problem(tmp_path):
    with pytest.raises(EnvironmentProblem, match="公示"):
        draw_boards([samples.board()], tmp_path / "没有这个文件夹" / "公示.pdf")


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("count", [1, 38, 114, 200])
def test_board_names_everybody_and_repeats_its_heading(paper, count):
    pdf = drawn(draw_boards, [samples.board(count)], paper=paper)
    texts = page_texts(pdf)
    assert all("序号姓名小组" in text for text in texts)
    assert [f"第{number}页共{len(texts)}页" in text for number, text in enumerate(texts, start=1)] == (
        [True] * len(texts)
    )
    together = "".join(texts)
    assert all(samples.member_name(index) in together for index in range(count))
    assert "〓" not in together
    assert set(page_sizes(pdf)) == {(210, 297) if paper is Paper.A4 else (297, 420)}


def test_board_of_38_is_one_page_of_a4():
    assert len(page_texts(drawn(draw_boards, [samples.board(38, slip=True)]))) == 1


def test_board_shows_exempt_members_without_points():
    lines = [line for page in page_lines(drawn(draw_boards, [samples.board(38)])) for line in page]
    exempt = next(line for line in lines if "不纳入" in line and samples.member_name(20) in line)
    assert exempt.split()[-3:] == ["—", "—", "不纳入"]


def test_board_marks_changes_of_a_new_version():
    text = "".join(page_texts(drawn(draw_boards, [samples.board(38, version=2)])))
    assert "3.0→5.5" in text
    assert "70.0→75.5" in text
    assert "第2版" in text
    assert "→" not in "".join(page_texts(drawn(draw_boards, [samples.board(38)])))


def test_board_class_lists_continue_by_name():
    text = "".join(page_texts(drawn(draw_boards, [samples.board(114, classes=3)])))
    assert all(f"{letter}类党员" in text for letter in "ABC")
    assert "类党员（续）" in text


def test_board_with_too_many_columns_says_what_to_do():
    board = samples.board(3, details=8)
    rows = tuple(replace(row, details=row.details * 9) for row in board.lists[0].rows)
    lists = (replace(board.lists[0], rows=rows),)
    wide = replace(board, lists=lists, detail_columns=board.detail_columns * 9)
    with pytest.raises(UserError, match="放不下"):
        draw_boards([wide], BytesIO())


def test_board_tells_when_where_and_how_to_object():
    text = "".join(page_texts(drawn(draw_boards, [samples.board(20, slip=True)])))
    for part in ("2026年11月3日至2026年11月9日", "村党务公开栏、支部微信群", "吴秀英（组织委员）"):
        assert part in text
    assert "1000-0000-123" in text
    assert "异议意见单" in text
    assert "（盖章）" in text


def test_record_form_is_the_form_to_the_letter():
    pdf = drawn(draw_record_forms, [samples.record(0)])
    (text,) = page_texts(pdf)
    assert text.startswith("党员教育管理积分制管理记录表")
    assert "登记时间积(扣)分内容分数支部书记签字" in text
    for part in ("是否一票否决", "一票否决原因", "累计80.0分", "党员签字"):
        assert part in text
    assert "申报4.0·评定4.0·计3.0（全年最多4分）" in text
    assert "−5.0" in text


def test_long_record_form_goes_over_pages_with_its_heading_and_one_tail():
    texts = page_texts(drawn(draw_record_forms, [samples.record(4, lines=40, long=True)]))
    assert len(texts) > 2
    assert all("登记时间积(扣)分内容" in text for text in texts)
    assert [("是否一票否决" in text) for text in texts] == [False] * (len(texts) - 1) + [True]


@pytest.mark.parametrize("lines", range(12, 26))
def test_record_form_tail_never_loses_or_doubles_lines(lines):
    pages = page_lines(drawn(draw_record_forms, [samples.record(0, lines=lines)]))
    joined = "\n".join(line for page in pages for line in page)
    assert joined.count("2026-10-31") == lines + 1
    assert joined.count("党员签字") == 1


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_short_cards_stand_two_to_a_page(count, pages):
    cards = [samples.card(index, items=5, filled=False) for index in range(count)]
    texts = page_texts(drawn(draw_declaration_cards, cards))
    assert len(texts) == pages
    assert all(card.form_number in "".join(texts) for card in cards)
    assert "".join(texts).count("第1页共1页") == count


def test_long_card_between_short_ones_keeps_the_order():
    cards = [samples.card(index, items=5, filled=False) for index in range(3)]
    cards[1] = samples.card(1, items=17)
    texts = page_texts(drawn(draw_declaration_cards, cards))
    assert [card.form_number in text for card, text in zip(cards, texts, strict=True)] == [True] * 3


def test_prefilled_card_shows_what_is_known():
    (text,) = page_texts(drawn(draw_declaration_cards, [samples.card(0)]))
    for part in ("志愿服务登记", "10-25", "抢修水渠", "申报人（签字）", "组长：赵德明", "党小组长（签字）"):
        assert part in text


def test_group_sheet_names_the_missing():
    (text,) = page_texts(drawn(draw_group_sheets, [samples.group()]))
    assert "未交卡（3人）：孙永福、高海涛、林丽" in text
    assert "合计57" in text
    assert "应交16人，已交13人，未交3人" in text
    assert "缺少证书复印件" in text


def test_wide_group_sheet_lies_on_its_side():
    pdf = drawn(draw_group_sheets, [samples.group(40, sections=7)])
    assert set(page_sizes(pdf)) == {(297, 210)}
    assert all("序号姓名条数" in text for text in page_texts(pdf))


def test_meeting_parts_can_be_printed_alone():
    sign_in = "".join(page_texts(drawn(draw_meeting_sheets, [samples.meeting()], part=MeetingPart.SIGN_IN)))
    result = "".join(page_texts(drawn(draw_meeting_sheets, [samples.meeting()], part=MeetingPart.RESULT)))
    assert "签到（38人）" in sign_in
    assert "评定结果（" not in sign_in
    assert "签到" not in result.replace("签到表", "")
    for part in ("第二人签字", "主持人（签字）", "不予认定", "第三小组、第五小组的汇总表尚未签字"):
        assert part in result


@pytest.mark.parametrize("count", [3, 38, 114, 200])
def test_everybody_can_sign_in(count):
    text = "".join(page_texts(drawn(draw_meeting_sheets, [samples.meeting(count)], part=MeetingPart.SIGN_IN)))
    assert all(samples.member_name(index) in text for index in range(count))


def test_two_members_of_one_name_keep_their_own_cells():
    meeting = samples.meeting(2, lines_each=1)
    lines = tuple(
        replace(line, member_name="王建国", group_name="第一小组", member_key=str(number))
        for number, line in enumerate(meeting.lines)
    )
    pages = page_texts(drawn(draw_meeting_sheets, [replace(meeting, lines=lines)], part=MeetingPart.RESULT))
    assert "".join(pages).count("王建国") == 2


def test_each_part_of_the_meeting_has_its_title():
    titles = {
        part: page_lines(drawn(partial(draw_meeting_sheets, part=part), [samples.meeting()]))[0][0]
        for part in (MeetingPart.SIGN_IN, MeetingPart.RESULT)
    }
    assert "签到表" in "".join(titles[MeetingPart.SIGN_IN])
    assert "结果表" in "".join(titles[MeetingPart.RESULT])


def test_forty_names_of_one_row_stand_below_the_table():
    names = tuple(samples.member_name(index) for index in range(40))
    whole = samples.meeting(3)
    row = replace(whole.lines[0], member_name="40 人", basis="签到表", reason="", names=names)
    sheet = replace(whole, lines=(row,), deductions=(), program=(), warnings=())
    lines = [
        line
        for page in page_lines(drawn(partial(draw_meeting_sheets, part=MeetingPart.RESULT), [sheet]))
        for line in page
    ]
    told = [line for line in lines if any(name in line for name in names)]
    assert "第1条，40人" in told[0].replace(" ", "")
    assert len(told) <= 6


@pytest.mark.parametrize(
    ("unit", "lines"),
    [
        ("中共竹溪坪村支部", ("中共竹溪坪村支部",)),
        ("中共青禾县枫渡镇竹溪坪村支部委员会", ("中共青禾县枫渡镇", "竹溪坪村支部委员会")),
        ("中共青禾县枫渡镇竹溪坪村上坪支部委员会", ("中共青禾县枫渡镇", "竹溪坪村上坪支部委员会")),
        ("中共青禾市新城区和平路社区支部委员会", ("中共青禾市新城区", "和平路社区支部委员会")),
    ],
)
def test_the_unit_under_the_seal_is_broken_after_a_place(unit, lines):
    assert unit_lines(unit, 13.5, 150) == lines
