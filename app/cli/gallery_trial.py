"""试算 in the gallery: its sheet, and its view on the page of the schemes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from app.services.months import Month
from app.services.schemes import PresetView, presets

if TYPE_CHECKING:
    from app.bootstrap import AppContext
    from app.ui.context import WorkContext

#: Room of the page below its heading in a window of the least screen.
_VIEW_SIZE = (1140, 600)


def _other_scheme(services: AppContext, branch_uid: str, month: Month) -> PresetView:
    """A preset that is not in force."""
    current = services.schemes.current(branch_uid, month.last)
    return next(preset for preset in presets() if preset.scheme.hash != current.hash)


def draw_trial_sheet(services: AppContext, out: Path, month: Month, *, width_px: int) -> int:
    """Draw every page of 试算对照表; returns their number."""
    from app.services.documents.draw import draw_trial, page_picture

    branch = services.units.branches()[0]
    draft = _other_scheme(services, branch.uid, month)
    result = services.trial.run(branch.uid, draft.text, from_month=month, to_month=month)
    data = io.BytesIO()
    draw_trial(result, data)
    with pdfium.PdfDocument(data.getvalue()) as pdf:
        pages = len(pdf)
    for page in range(pages):
        name = f"表册_试算对照表_{page + 1}.png"
        page_picture(data.getvalue(), page, out / name, width_px=width_px)
        print(f"  {name}")
    return pages


def draw_trial_view(context: WorkContext, out: Path, *, month: Month, suffix: str) -> int:
    """Draw the view with a result."""
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from app.ui.pages.scheme.trial_view import TrialView
    from app.ui.snapshots import save_snapshot

    branch = context.services.units.branches()[0]
    context.set_branch(branch.uid)
    draft = _other_scheme(context.services, branch.uid, month)
    host = QWidget()
    view = TrialView(context)
    QVBoxLayout(host).addWidget(view)
    view.refresh()
    view.set_draft(draft.text, draft.scheme.name)
    view.run()
    name = f"页面_试算{suffix}.png"
    save_snapshot(host, out / name, size=QSize(*_VIEW_SIZE), settle_ms=1500)
    host.deleteLater()
    print(f"  {name}")
    return 1
