"""From a page to paper, picture and workbook."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QFileDialog

from app.services.members import MemberDraft
from app.ui.messages import Level
from app.ui.preview.window import PreviewWindow
from app.ui.printing import WHOLE_MONTH, DocumentKind, PrintMenuButton, print_documents
from app.ui.printing.make import make, order
from app.ui.printing.saved import SavedNote
from tests.helpers.factories import OCTOBER, id_number


def previews() -> list[PreviewWindow]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, PreviewWindow) and each.isVisible()
    ]


@pytest.fixture
def opened_preview(office, october):
    """Prints and returns the one preview that opened; closes it at the end."""
    window = office()
    shown: list[PreviewWindow] = []

    def print_now(kind, uids=()):
        print_documents(window.context, window.window, kind, uids)
        window.settle()
        shown.extend(previews())
        return shown[-1]

    yield print_now
    for preview in previews():
        preview.close()


@pytest.mark.parametrize(
    "kind",
    [
        DocumentKind.CARDS,
        DocumentKind.BLANK_CARDS,
        DocumentKind.GROUP_SHEETS,
        DocumentKind.MEETING_SIGN_IN,
        DocumentKind.MEETING_RESULT,
        DocumentKind.RECORD_FORMS,
        DocumentKind.RECORD_FORMS_YEAR,
        DocumentKind.BOARD_A4,
        DocumentKind.BOARD_A3,
    ],
)
def test_every_sheet_opens_in_the_preview(opened_preview, kind):
    assert opened_preview(kind).page_count >= 1


def test_the_next_preview_takes_the_place_of_the_one_before(opened_preview):
    opened_preview(DocumentKind.BLANK_CARDS)
    latest = opened_preview(DocumentKind.GROUP_SHEETS)
    assert previews() == [latest]


def test_one_member_gives_one_form(opened_preview, village):
    preview = opened_preview("record_forms", [village.members["林为民"]])
    assert preview.page_count == 1
    assert "林为民" in preview.current_document.file_name


def test_the_whole_month_before_the_meeting_has_no_board(village, october):
    made = make(village.app, order(WHOLE_MONTH, village.branch, OCTOBER, ()), lambda *_: None)
    kinds = {each.kind for each in made}
    assert DocumentKind.GROUP_SHEETS in kinds
    assert not kinds & {DocumentKind.BOARD_A4, DocumentKind.RECORD_FORMS}


def test_the_whole_month_after_the_meeting_is_one_list(village, october, opened_preview):
    village.decide(october["rumor"], "return", reason="补通报")
    village.confirm_all()
    preview = opened_preview(WHOLE_MONTH)
    titles = [document.title for document in preview._documents]
    assert len(titles) == len(set(titles)) == 6
    assert any("公示表" in title for title in titles)


def test_progress_names_each_document_of_the_whole_month(village, october):
    told: list[str] = []
    wanted = order(WHOLE_MONTH, village.branch, OCTOBER, ())
    make(village.app, wanted, lambda _done, _total, label: told.append(label))
    assert "小组汇总表（2 / 4）" in told


@pytest.mark.parametrize(
    ("kind", "name"),
    [("board_png", "board.png"), ("board_xlsx", "board.xlsx"), ("ledger_xlsx", "ledger.xlsx")],
)
def test_files_go_where_she_chooses_and_the_folder_is_remembered(
    office, village, october, tmp_path, monkeypatch, kind, name
):
    village.decide(october["rumor"], "return", reason="补通报")
    village.confirm_all()
    window = office()
    # The ending may be left out.
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / name.split(".")[0]), "")
    )
    print_documents(window.context, window.window, kind)
    window.settle()
    target = tmp_path / name
    if name.endswith(".xlsx"):
        assert load_workbook(target).active.max_row > 3
    else:
        assert target.read_bytes().startswith(b"\x89PNG")
    note = window.window.findChild(SavedNote)
    assert note.text == f"已保存：{name}"
    assert note.folder_button.isVisible()
    assert window.context.settings.folder == str(tmp_path)
    assert not previews()


def test_no_file_chosen_does_nothing(office, october, monkeypatch):
    window = office()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    assert print_documents(window.context, window.window, "ledger_xlsx") is None


def test_characters_that_no_font_has_are_named(village, office, october, message_mock):
    village.at(date(2026, 10, 31))
    draft = MemberDraft(
        name="王\U000323af",
        branch_uid=village.branch,
        group_uid=village.groups["一组"],
        id_number=id_number(99),
        category="A",
        joined_on=date(2000, 7, 1),
    )
    uid = village.app.members.add(village.secretary, draft).ids[0]
    window = office()
    print_documents(window.context, window.window, "blank_cards", [uid])
    window.settle()
    message_mock.assert_shown(Level.WARNING, "打印不出", "U+323AF", "〓")
    for preview in previews():
        preview.close()


def test_a_fault_is_told_with_the_way_out(office, village, message_mock, tmp_path, monkeypatch):
    window = office()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "no" / "x.xlsx"), ""))
    print_documents(window.context, window.window, "ledger_xlsx")
    window.settle()
    message_mock.assert_shown(Level.CRITICAL, "找不到文件夹", "另选一个文件夹")


def test_the_menu_offers_what_the_page_asked_for(qtbot, make_context):
    context = make_context()
    button = PrintMenuButton(context, (DocumentKind.CARDS, DocumentKind.BOARD_A4, DocumentKind.LEDGER_XLSX))
    qtbot.addWidget(button)
    words = [action.text() for action in button.menu_shown.actions() if not action.isSeparator()]
    assert words[0] == "申报卡"
    assert words[-1].endswith("……")
