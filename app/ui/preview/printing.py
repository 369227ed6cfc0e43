"""Prints a PDF by drawing its own pages on the printer, so that paper and preview are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from app.errors import EnvironmentProblem

#: Finer than the eye sees on an office printer, and 35 MB for an A4 page.
_MOST_DPI = 300
_POINTS_PER_INCH = 72


class LoadedPdf:
    """A PDF held in memory for Qt; the buffer has to live as long as the document.

    Attributes:
        document: Qt's document.
    """

    def __init__(self, data: bytes) -> None:
        self._bytes = QByteArray(data)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._buffer)
        if self.document.status() != QPdfDocument.Status.Ready:
            raise EnvironmentProblem("这份文件打不开，可能已损坏。", hint="请重新生成后再试。")

    def close(self) -> None:
        """Let go of the document before its buffer."""
        self.document.close()
        self._buffer.close()


def new_printer(file_name: str) -> QPrinter:
    """A printer for one document; printed to a file instead, the file is called as a saved one would be."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(Path(file_name).stem)
    return printer


def fit_printer(printer: QPrinter, page: QSizeF) -> None:
    """Set paper and direction of a printer after a page of the PDF (in points)."""
    landscape = page.width() > page.height()
    upright = page.transposed() if landscape else page
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point))
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(orientation)


def print_pdf(data: bytes, printer: QPrinter, progress: Callable[[int, int, str], None]) -> int:
    """Draw the pages chosen in the print dialog; may run on the worker thread.

    Args:
        data: The PDF.
        printer: As the dialog left it.
        progress: Told before each page; may raise ``Cancelled``.

    Returns:
        Number of pages printed.

    Raises:
        EnvironmentProblem: the printer does not take the job.
    """
    pdf = LoadedPdf(data)
    first = max(printer.fromPage(), 1) - 1
    last = printer.toPage() or pdf.document.pageCount()
    pages = range(first, min(last, pdf.document.pageCount()))
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        pdf.close()
        raise EnvironmentProblem(
            "打印机没有响应。", hint="请检查打印机是否开机、连好、有纸，然后再打印一次。"
        )
    try:
        for number, page in enumerate(pages):
            progress(number, len(pages), f"正在打印第 {page + 1} 页")
            if number:
                printer.newPage()
            _draw(pdf.document, page, printer, painter)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
        pdf.close()
    progress(len(pages), len(pages), "已交给打印机")
    return len(pages)


def print_each(sheets: Sequence[bytes], printer: QPrinter, progress: Callable[[int, int, str], None]) -> int:
    """Print several PDFs, each on its own paper and as a job of its own; returns the number of pages.

    Raises:
        EnvironmentProblem: the printer does not take a job; those before it are printed.
    """
    pages = 0
    for number, data in enumerate(sheets, 1):
        pdf = LoadedPdf(data)
        fit_printer(printer, pdf.document.pagePointSize(0))
        pdf.close()
        pages += print_pdf(data, printer, partial(_tell, progress, f"第 {number} / {len(sheets)} 份，"))
    return pages


def _tell(progress: Callable[[int, int, str], None], sheet: str, done: int, total: int, words: str) -> None:
    progress(done, total, sheet + words)


def _draw(document: QPdfDocument, page: int, printer: QPrinter, painter: QPainter) -> None:
    size = document.pagePointSize(page)
    dpi = min(printer.resolution(), _MOST_DPI)
    pixels = QSize(
        round(size.width() * dpi / _POINTS_PER_INCH), round(size.height() * dpi / _POINTS_PER_INCH)
    )
    picture = document.render(page, pixels)
    paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    wanted = size * (printer.resolution() / _POINTS_PER_INCH)
    # True size on its own paper; smaller only where she chose smaller paper.
    if wanted.width() > paper.width() + 1 or wanted.height() > paper.height() + 1:
        wanted = wanted.scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (paper.width() - wanted.width()) / 2, (paper.height() - wanted.height()) / 2
    painter.drawImage(QRectF(left, top, wanted.width(), wanted.height()), picture)
