"""The board on screen: the very PDF that is printed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from app.services.documents import BoardSheet, Paper
from app.ui.preview.printing import LoadedPdf
from app.ui.theme.tokens import Colour, Space

if TYPE_CHECKING:
    from app.services.notices.service import NoticeView


def draw_board(sheet: BoardSheet, paper: Paper) -> bytes:
    """The board as a PDF. Runs on the worker; reportlab is loaded at its first call."""
    from app.services.documents.draw import draw_boards

    data = io.BytesIO()
    draw_boards((sheet,), data, paper=paper)
    return data.getvalue()


#: On a wide screen the sheet stops growing: larger than this it is looked at in pieces.
_MOST_ZOOM = 1.3


class BoardPicture(QPdfView):
    """Shows one PDF at the width there is; keeps its place when another version of it comes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pdf: LoadedPdf | None = None
        self._empty = QPdfDocument(self)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setPageSpacing(Space.M)
        self.setAccessibleName("公示表预览")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Dark, QColor(Colour.LINE.value))
        self.setPalette(palette)

    @property
    def page_count(self) -> int:
        """Pages shown."""
        return self._pdf.document.pageCount() if self._pdf is not None else 0

    def show_pdf(self, data: bytes) -> None:
        """Show a PDF in place of the one before.

        Raises:
            EnvironmentProblem: it cannot be read.
        """
        place = self.verticalScrollBar().value()
        loaded = LoadedPdf(data)
        self.setDocument(loaded.document)
        self._drop()
        self._pdf = loaded
        self._fit()
        self.verticalScrollBar().setValue(place)

    def clear(self) -> None:
        """Show nothing."""
        self.setDocument(self._empty)
        self._drop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._pdf is None:
            return
        natural = self._pdf.document.pagePointSize(0).width() * self.logicalDpiX() / 72
        wide = self.viewport().width() > natural * _MOST_ZOOM
        self.setZoomMode(QPdfView.ZoomMode.Custom if wide else QPdfView.ZoomMode.FitToWidth)
        if wide:
            self.setZoomFactor(_MOST_ZOOM)

    def _drop(self) -> None:
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None


def board_summary(view: NoticeView) -> str:
    """How many stand on the board: "37 人，不纳入 2 人"."""
    rows = [row for part in view.sheet.lists for row in part.rows]
    exempt = sum(row.exempt for row in rows)
    scored = sum(row.year_points is not None for row in rows)
    return f"{scored} 人" + (f"，不纳入 {exempt} 人" if exempt else "")
