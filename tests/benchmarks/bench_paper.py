"""How fast the paper is: a board and 114 record forms, beside two other ways to the same pages.

Run: ``python tests/benchmarks/bench_paper.py``. It prints ratios, not seconds to be held to: the same strings drawn
straight with reportlab (one ``drawString`` each, at the places where our pages have them, no rules, no layout),
and LibreOffice turning an equal workbook into PDF. Fonts are parsed before the clock starts; each figure is the
best of several runs, and our own caches are emptied before each. Both write binary streams; with reportlab's default
(base 85) the straight drawing would look slower than it is.
"""

# ruff: noqa: T201 - a benchmark is there to print

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import openpyxl
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import book as book_module
from app.services.documents import fonts, qr, table, text
from app.services.documents.draw import draw_boards, draw_record_forms
from tests.unit.documents import sheet_samples as samples

MEMBERS = 114
RUNS = 5


@dataclass(frozen=True)
class Placed:
    """One string as it stands on a page."""

    font: str
    size: float
    x: float
    y: float
    text: str


def board() -> list:
    return [samples.board(MEMBERS, classes=4)]


def forms() -> list:
    return [samples.record(index) for index in range(MEMBERS)]


def empty_caches() -> None:
    for cached in (qr.qr_path, fonts.runs, fonts.ems, text.wrap, table._cell_lines, table.even_lines):
        cached.cache_clear()


def ours() -> None:
    empty_caches()
    draw_boards(board(), BytesIO())
    draw_record_forms(forms(), BytesIO())


def recorded() -> list[list[list[Placed]]]:
    """What our own drawing puts on its pages, per file and page."""
    files: list[list[list[Placed]]] = []
    write, add = book_module.Page.text, book_module.Book.add

    def note(page, x, y, content, *, size=10.5, face=fonts.Face.BODY, align=book_module.Align.LEFT):
        write(page, x, y, content, size=size, face=face, align=align)
        left = x - fonts.width(face, content, size) * book_module._SHIFT[align]
        strings = pages.setdefault(id(page), [])
        for font, run in fonts.runs(face, content):
            strings.append(Placed(font.ttf.fontName, size, left, page.height - y, run))
            left += fonts.width(face, run, size)

    def keep(book, added):
        files[-1].extend(pages[id(page)] for page in added)
        kept.extend(added)
        add(book, added)

    kept: list[object] = []
    pages: dict[int, list[Placed]] = {}
    book_module.Page.text, book_module.Book.add = note, keep
    try:
        for draw, sheets in ((draw_boards, board()), (draw_record_forms, forms())):
            files.append([])
            draw(sheets, BytesIO())
    finally:
        book_module.Page.text, book_module.Book.add = write, add
    return files


def straight(files: list[list[list[Placed]]]) -> None:
    for pages in files:
        canvas = Canvas(BytesIO(), invariant=1, pageCompression=1)
        for strings in pages:
            for placed in strings:
                canvas.setFont(placed.font, placed.size)
                canvas.drawString(placed.x, placed.y, placed.text)
            canvas.showPage()
        canvas.save()


def best(work: Callable[[], None], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def equal_workbook(path: Path) -> None:
    """The board and the record forms as sheets of a workbook, one page each."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    for board_list in board()[0].lists:
        page.append([board_list.title])
        page.append(["序号", "姓名", "小组", "本期", "本年累计", "备注"])
        for row in board_list.rows:
            page.append([row.serial, row.name, row.group_name, row.period_points, row.year_points, row.note])
    for form in forms():
        page = workbook.create_sheet(form.form_number)
        page.append(["党员教育管理积分制管理记录表"])
        page.append([form.unit, form.group_name, form.member_name, form.period_label])
        page.append(["登记时间", "积(扣)分内容", "分数", "支部书记签字"])
        for line in form.lines:
            page.append([line.registered_on, line.content, line.counted, ""])
        page.append(["累计", form.total, "党员签字"])
    workbook.save(path)


def libreoffice(program: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        equal_workbook(folder / "equal.xlsx")
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "equal.xlsx")]
        # The first run makes the profile; only the second is counted.
        subprocess.run(command, check=True, capture_output=True)
        return best(lambda: subprocess.run(command, check=True, capture_output=True), runs=1)


def main() -> None:
    files = recorded()
    strings = sum(len(page) for pages in files for page in pages)
    pages = sum(len(pages) for pages in files)
    mine, bare = best(ours), best(lambda: straight(files))
    print(f"board + {MEMBERS} record forms: {pages} pages, {strings} strings, {mine:.3f} s")
    print(f"same strings drawn straight with reportlab: {bare:.3f} s")
    print(f"ratio to bare drawing: {mine / bare:.2f} (aim: at most 2)")
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed here: that comparison is left out.")
        return
    office = libreoffice(program)
    print(f"LibreOffice, equal workbook to PDF: {office:.2f} s")
    print(f"faster than LibreOffice by: {office / mine:.0f} times (aim: at least 20)")


if __name__ == "__main__":
    main()
