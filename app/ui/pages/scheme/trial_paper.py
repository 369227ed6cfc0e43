"""试算对照表 to the preview, or as a workbook to where she chooses."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.documents.model_trial import TrialResult
from app.ui.context import WorkContext
from app.ui.preview.document import PreviewDocument
from app.ui.printing.saved import note_saved
from app.ui.tasks import Job

_TITLE = "试算对照表"


class TrialPaper(QObject):
    """Draws what the screen shows: the very object."""

    def __init__(self, context: WorkContext, view: QWidget) -> None:
        super().__init__(view)
        self._context = context
        self._view = view

    def print_result(self, result: TrialResult | None) -> None:
        """Show the sheet in the preview."""
        if result is None:
            return

        def work(job: Job) -> bytes:
            # reportlab and its fonts are loaded with the first document, not with the window.
            from app.services.documents.draw import draw_trial

            data = io.BytesIO()
            draw_trial(result, data, progress=job.report)
            return data.getvalue()

        self._context.tasks.run(
            work,
            parent=self._view,
            on_success=lambda data: self._show(result, data),
            label=f"正在生成{_TITLE}",
        )

    def save_result(self, result: TrialResult | None) -> None:
        """Ask for a file and write the workbook."""
        if result is None:
            return
        context = self._context
        folder = (
            Path(context.settings.folder) if context.settings.folder else context.services.paths.documents
        )
        proposed = str(folder / f"{_name(result)}.xlsx")
        chosen, _kind = QFileDialog.getSaveFileName(self._view, "保存到", proposed, "表格文件 (*.xlsx)")
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(target.name + ".xlsx")
        context.settings.folder = str(target.parent)

        def work(_job: Job) -> None:
            from app.services.documents.draw import write_trial_workbook

            write_trial_workbook(result, target)

        context.tasks.run(
            work,
            parent=self._view,
            on_success=lambda _done: self._say_saved(target),
            label=f"正在保存{_TITLE}",
        )

    def _say_saved(self, target: Path) -> None:
        note_saved(self._view, target)

    def _show(self, result: TrialResult, data: bytes) -> None:
        # Imported here: QtPdf is loaded with the first preview.
        from app.ui.preview.window import PreviewWindow

        preview = PreviewWindow(
            [PreviewDocument(f"{_TITLE} {result.period_label}", f"{_name(result)}.pdf", data)],
            tasks=self._context.tasks,
            settings=self._context.settings,
            folder=self._context.services.paths.documents,
            parent=self._view.window(),
        )
        preview.show()


def _name(result: TrialResult) -> str:
    """File name without its ending; the draft's name may hold signs that no file name takes."""
    draft = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in result.draft_name)
    return f"{result.period_label}_{_TITLE}_{draft}"
