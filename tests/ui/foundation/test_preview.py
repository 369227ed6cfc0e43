from __future__ import annotations

import io

import pypdfium2
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen import canvas

from app.errors import Cancelled
from app.ui.messages import Level
from app.ui.preview.document import PreviewDocument
from app.ui.preview.printing import fit_printer, print_pdf
from app.ui.preview.window import PICTURE_WIDTH, PreviewWindow
from app.ui.printing.saved import SavedNote
from app.ui.widgets.buttons import Button


def make_pdf(pages: int, size=A4) -> bytes:
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=size, invariant=1)
    for _ in range(pages):
        sheet.rect(40, 40, size[0] - 80, size[1] - 80, fill=1)
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def file_printer(target, size) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    fit_printer(printer, QSizeF(*size))
    return printer


@pytest.fixture
def preview(qtbot, tasks, ui_settings, tmp_path):
    documents = [
        PreviewDocument("公示表 A4", "公示表A4.pdf", make_pdf(3)),
        PreviewDocument("公示表 A3", "公示表A3.pdf", make_pdf(1, landscape(A3))),
    ]
    made = PreviewWindow(documents, tasks=tasks, settings=ui_settings, folder=tmp_path)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_pages_and_sheets_are_walked_through(qtbot, preview):
    assert preview.page_text == "第 1 / 3 页"
    assert preview.windowTitle() == "公示表 A4"
    qtbot.keyClick(preview, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert preview.page_text == "第 2 / 3 页"
    qtbot.keyClick(preview, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert preview.page_text == "第 1 / 3 页"
    preview.show_document(1)
    assert preview.page_text == "第 1 / 1 页"
    assert preview.windowTitle() == "公示表 A3"


def test_zooming_goes_on_from_what_fits(qtbot, preview):
    preview._on_zoom_in()
    first = preview._view.zoomFactor()
    preview._on_zoom_in()
    assert preview._view.zoomFactor() == pytest.approx(first * 1.25)
    for _ in range(20):
        preview._on_zoom_out()
    assert preview._view.zoomFactor() == pytest.approx(0.25)
    preview._on_fit_width()
    preview._on_fit_page()


def test_saving_writes_the_same_bytes_and_remembers_the_folder(preview, ui_settings, tmp_path):
    folder = tmp_path / "U盘"
    folder.mkdir()
    preview.save_to(folder / "公示表.pdf")
    assert (folder / "公示表.pdf").read_bytes() == preview.current_document.read()
    assert ui_settings.folder == str(folder)


def test_all_sheets_go_into_one_folder_at_once(
    qtbot, preview, ui_settings, tasks, tmp_path, monkeypatch, message_mock
):
    folder = tmp_path / "本月"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    for _ in range(2):
        message_mock.answer = "替换"
        preview.save_all_button.click()
        qtbot.waitUntil(lambda: not tasks.busy)
        assert sorted(path.name for path in folder.iterdir()) == ["公示表A3.pdf", "公示表A4.pdf"]
    assert (folder / "公示表A4.pdf").read_bytes() == preview._documents[0].read()
    message_mock.assert_shown(Level.QUESTION, "2 份同名文件")
    assert ui_settings.folder == str(folder)


def test_files_that_are_there_stay_without_her_word(
    qtbot, preview, tasks, tmp_path, monkeypatch, message_mock
):
    (tmp_path / "公示表A3.pdf").write_text("old")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    message_mock.answer = "取消"
    preview.save_all_button.click()
    assert (tmp_path / "公示表A3.pdf").read_text() == "old"
    assert not (tmp_path / "公示表A4.pdf").exists()


def test_all_sheets_are_printed_each_on_its_paper(qtbot, preview, tmp_path):
    target = tmp_path / "paper.pdf"
    with qtbot.waitSignal(preview.printed) as told:
        preview.print_all_on(file_printer(target, A4))
    assert told.args == [4]
    with pypdfium2.PdfDocument(target) as printed:
        # The last job lies in the file: on A3, turned.
        assert len(printed) == 1
        assert printed[0].get_width() == pytest.approx(A3[1], abs=1)


def test_the_picture_has_all_pages_below_each_other(qtbot, preview, tmp_path):
    from PIL import Image

    target = tmp_path / "公示表.png"
    with qtbot.waitSignal(preview.picture_to(target).settled):
        pass
    with Image.open(target) as picture:
        assert picture.width == PICTURE_WIDTH
        assert picture.height == pytest.approx(3 * PICTURE_WIDTH * A4[1] / A4[0], abs=6)


def test_printing_draws_every_page_on_paper_of_its_size(qtbot, preview, tmp_path):
    target = tmp_path / "paper.pdf"
    with qtbot.waitSignal(preview.printed) as told:
        preview.print_on(file_printer(target, A4))
    assert told.args == [3]
    assert preview.findChild(SavedNote).target == target, "where it is, with the way there"
    with pypdfium2.PdfDocument(target) as printed:
        assert len(printed) == 3
        width, height = printed[0].get_size()
        assert (width, height) == (pytest.approx(A4[0], abs=1), pytest.approx(A4[1], abs=1))
        picture = printed[2].render(scale=1).to_pil().convert("L")
        # White margin, black middle: in its place and at its size.
        assert picture.getpixel((20, 20)) > 250
        assert picture.getpixel((50, 50)) < 5
        assert picture.getpixel((int(width) - 20, int(height) - 20)) > 250


def test_a_landscape_sheet_turns_the_paper_and_small_paper_shrinks_it(qapp, tmp_path):
    target = tmp_path / "paper.pdf"
    printer = file_printer(target, landscape(A3))
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
    fit_printer(printer, QSizeF(*landscape(A4)))
    assert print_pdf(make_pdf(1, landscape(A3)), printer, lambda *_: None) == 1
    with pypdfium2.PdfDocument(target) as printed:
        picture = printed[0].render(scale=1).to_pil().convert("L")
        assert picture.width > picture.height
        assert picture.getpixel((picture.width - 10, picture.height // 2)) > 250
        assert picture.getpixel((picture.width - 45, picture.height // 2)) < 5


def test_printing_can_be_stopped(qapp, tmp_path):
    def stop(done, _total, _label):
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pdf(make_pdf(3), file_printer(tmp_path / "paper.pdf", A4), stop)


def test_a_damaged_or_missing_file_is_a_message(qtbot, tasks, ui_settings, tmp_path, message_mock):
    documents = [
        PreviewDocument("坏", "坏.pdf", b"no pdf at all"),
        PreviewDocument("没有", "没有.pdf", tmp_path / "gone.pdf"),
    ]
    preview = PreviewWindow(documents, tasks=tasks, settings=ui_settings, folder=tmp_path)
    preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(preview)
    message_mock.assert_shown(Level.CRITICAL, "打不开", "重新生成")
    preview.show_document(1)
    message_mock.assert_shown(Level.CRITICAL, "gone.pdf")
    assert preview.page_count == 0


def test_escape_closes(qtbot, preview):
    with qtbot.waitSignal(preview.closed):
        qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_keys_are_shown_and_reach_every_button(qtbot, preview, monkeypatch, tmp_path):
    assert {button.text(): button.key for button in preview.findChildren(Button) if button.text()} == {
        "关闭": "Esc", "打开文件夹": "F8", "存为图片": "F7", "另存为": "Ctrl+S", "打印": "Ctrl+P", "停止": "Alt+S",
        "全部存到文件夹": "F9", "全部打印": "F10",
    }  # fmt: skip
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "图.png"), ""))
    preview.activateWindow()
    qtbot.keyClick(preview, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: (tmp_path / "图.png").is_file())


def test_typing_keys_begins_in_the_list_of_sheets_or_in_the_sheet(
    qtbot, preview, tasks, ui_settings, tmp_path
):
    assert preview.focusWidget() is preview._list
    one = PreviewWindow(
        [PreviewDocument("申报卡", "申报卡.pdf", make_pdf(2))],
        tasks=tasks,
        settings=ui_settings,
        folder=tmp_path,
    )
    one.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(one)
    with qtbot.waitExposed(one):
        one.show()
    assert one.focusWidget() is one._view
    bar = one._view.verticalScrollBar()
    qtbot.keyClick(one._view, Qt.Key.Key_PageDown)
    assert bar.value() > 0
