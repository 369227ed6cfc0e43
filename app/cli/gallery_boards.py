"""The boards of ``gallery``: what a branch can choose, from the sample village's own figures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from app.bootstrap import AppContext
from app.services.documents import Paper
from app.services.documents.draw import draw_boards, page_picture
from app.services.months import Month
from app.services.notices.board import BoardOptions, BoardOrder
from app.services.terms import Term

_VARIANTS = {
    "名次": BoardOptions(order=BoardOrder.RANK),
    "只显示姓氏": BoardOptions(masked=True),
    "分类别列板块": BoardOptions(by_class=True, sections=True),
    "列扣分项目": BoardOptions(deductions=True, order=BoardOrder.GROUP),
}


def draw_board_variants(services: AppContext, out: Path, month: Month, *, width_px: int) -> int:
    """Draw every variant of the third branch's board on both papers; returns the number of pictures."""
    branch = services.units.branches()[2]
    term = Term.of_month(month)
    draft = services.notices.view(branch.uid, term).draft
    count = 0
    for name, options in _VARIANTS.items():
        sheet = services.notices.view(branch.uid, term, replace(draft, options=options)).sheet
        for paper in Paper:
            data = io.BytesIO()
            draw_boards((sheet,), data, paper=paper)
            with pdfium.PdfDocument(data.getvalue()) as pdf:
                pages = len(pdf)
            for page in range(min(pages, 2)):
                target = out / f"表册_公示_{name}_{paper.value}_{page + 1}.png"
                page_picture(data.getvalue(), page, target, width_px=width_px)
                print(f"  {target.name}")
                count += 1
    return count
