"""民主评议 in the gallery: a set that is being counted, for the page, and its two sheets."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from app.services.appraisal.service import AppraisalDraft
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.workflow import Role

if TYPE_CHECKING:
    from app.bootstrap import AppContext

_BALLOTS, _GIVEN, _PAGES = 14, 38, 2
#: Marks as they come: blank, the four columns.
_SIGNS, _WEIGHTS = "01234", (2, 14, 60, 4, 1)


def prepare_appraisal(services: AppContext, month: Month) -> None:
    """A set of the first branch, a third of its ballots typed; the same ones every time."""
    branch = services.units.branches()[0]
    recorder = next(a for a in services.units.accounts(branch.uid) if a.role is Role.RECORDER)
    proposal = services.appraisals.proposal(branch.uid, month)
    draft = AppraisalDraft(proposal.held_on, "村党群服务中心", proposal.chosen)
    services.appraisals.prepare(recorder, branch.uid, month, draft)
    view = services.appraisals.view(branch.uid, month)
    if view is None:
        return
    rater, dice = view.raters[0].uid, random.Random(1)  # noqa: S311 - dice, not secrets
    services.counting.register(recorder, rater, given=_GIVEN, returned=_GIVEN - 1)
    for _ in range(_BALLOTS):
        marks = "".join(dice.choices(_SIGNS, _WEIGHTS, k=len(view.rows)))
        services.counting.save_ballot(recorder, rater, 1, marks)


def draw_appraisal_sheets(services: AppContext, out: Path, month: Month, *, width_px: int) -> int:
    """Draw the first pages of ballot and tally; returns their number."""
    from app.services.documents.draw import page_picture

    branch = services.units.branches()[0]
    count = 0
    for kind in (DocumentKind.BALLOTS, DocumentKind.TALLIES):
        document = services.press.render(kind, branch.uid, month)
        with pdfium.PdfDocument(document.data) as pdf:
            pages = min(len(pdf), _PAGES)
        for page in range(pages):
            name = f"表册_{document.title.split()[0]}_{page + 1}.png"
            page_picture(document.data, page, out / name, width_px=width_px)
            print(f"  {name}")
            count += 1
    return count
