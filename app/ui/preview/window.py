"""The preview window: list of sheets, pages, zoom, print, save, picture, folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QDesktopServices, QKeySequence, QPalette, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.services.documents.output import write_out
from app.services.documents.png import pdf_to_png
from app.ui.messages import confirm, errors_shown
from app.ui.preview.document import PreviewDocument
from app.ui.preview.printing import LoadedPdf, fit_printer, new_printer, print_each, print_pdf
from app.ui.printing.saved import note_saved
from app.ui.tasks import Job, TaskRunner
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Colour, Space
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import Button, ButtonKind, IconButton
from app.ui.widgets.labels import label
from app.ui.widgets.placing import keep_on_screen
from app.ui.widgets.progress import ProgressStrip
from app.ui.widgets.toast import toast

_ZOOM_STEP = 1.25
_LEAST_ZOOM = 0.25
_MOST_ZOOM = 4.0
#: Sharp on a telephone, and still small enough for a chat group.
PICTURE_WIDTH = 1654


class PreviewWindow(QWidget):
    """Shows finished sheets.

    ::

        preview = PreviewWindow(documents, tasks=context.tasks, settings=context.settings, folder=paths.documents)
        preview.show()

    The window belongs to itself and is deleted when closed; keep no reference, or listen to ``closed``. There is one
    beside each window of the program: the next takes the place of the one before, so that none are left behind it.

    Signals:
        closed: The window was closed.
        printed: Number of pages given to the printer.
    """

    closed = Signal()
    printed = Signal(int)

    def __init__(
        self,
        documents: Sequence[PreviewDocument],
        *,
        tasks: TaskRunner,
        settings: UiSettings,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        for before in parent.findChildren(PreviewWindow) if parent is not None else ():
            before.close()
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "ground")
        self._documents = list(documents)
        self._tasks = tasks
        self._settings = settings
        self._folder = Path(settings.folder) if settings.folder else folder
        self._pdf: LoadedPdf | None = None
        self._view = QPdfView(self)
        self._empty = QPdfDocument(self)
        self._list = QListWidget()
        self._sheets = QWidget()
        self.save_all_button = Button("全部存到文件夹", icon="folder-open", key="F9")
        self.print_all_button = Button("全部打印", icon="printer", key="F10")
        self._page = label("")
        self._build(ProgressStrip(tasks))
        self._install_keys()
        self._view.pageNavigator().currentPageChanged.connect(self._on_page_changed)
        self._list.currentRowChanged.connect(self._on_document_chosen)
        self._sheets.setVisible(len(self._documents) > 1)
        self._list.addItems([document.title for document in self._documents])
        self._list.setCurrentRow(0)
        self.resize(1000, 720)
        # The keys turn the pages at once; a list of sheets begins with its arrow keys.
        (self._list if len(self._documents) > 1 else self._view).setFocus()
        keep_on_screen(self)

    @property
    def page_count(self) -> int:
        """Pages of the sheet that is shown."""
        return self._pdf.document.pageCount() if self._pdf is not None else 0

    @property
    def current_document(self) -> PreviewDocument:
        """The sheet that is shown."""
        return self._documents[max(self._list.currentRow(), 0)]

    @property
    def page_text(self) -> str:
        """As on the bar: 第 1 / 3 页."""
        return self._page.text()

    def show_document(self, index: int) -> None:
        """Show another sheet of the list."""
        self._list.setCurrentRow(index)

    def save_to(self, target: Path) -> None:
        """Write the PDF to a file and remember its folder."""
        data = self.current_document.read()
        write_out(target, data)
        self._saved(target)

    def save_all_to(self, folder: Path) -> Job:
        """Write every sheet of the list into a folder under its own name and remember the folder."""
        documents = tuple(self._documents)

        def write(job: Job) -> Path:
            for number, document in enumerate(documents):
                job.report(number, len(documents), f"正在保存 {document.title}")
                write_out(folder / document.file_name, document.read())
            return folder

        return self._tasks.run(write, parent=self, on_success=self._on_all_saved, label="正在保存全部")

    def print_all_on(self, printer: QPrinter) -> Job:
        """Print every sheet of the list, each as a job of its own: on two-sided paper none begins on a back."""
        sheets = tuple(document.read() for document in self._documents)
        return self._tasks.run(
            lambda job: print_each(sheets, printer, job.report),
            parent=self,
            on_success=self._on_printed,
            label="正在打印全部",
        )

    def print_on(self, printer: QPrinter) -> Job:
        """Print on a printer whose dialog was answered."""
        data = self.current_document.read()
        target = printer.outputFileName()
        return self._tasks.run(
            lambda job: print_pdf(data, printer, job.report),
            parent=self, on_success=lambda pages: self._on_printed(pages, target), label="正在打印",
        )  # fmt: skip

    def picture_to(self, target: Path) -> Job:
        """Write all pages below each other as one PNG picture."""
        data = self.current_document.read()

        def draw(_job: Job) -> Path:
            pdf_to_png(data, target, width_px=PICTURE_WIDTH)
            return target

        return self._tasks.run(
            draw, parent=self, on_success=self._saved, label="正在生成图片", cancellable=False
        )

    # ------------------------------------------------------------------------------------------------- building

    def _build(self, strip: ProgressStrip) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._make_bar())
        middle = QHBoxLayout()
        middle.setContentsMargins(Space.L, 0, Space.L, current_scale().foot)
        middle.setSpacing(Space.M)
        self._sheets.setFixedWidth(round(current_scale().side_bar * 1.2))
        sheets = QVBoxLayout(self._sheets)
        sheets.setContentsMargins(0, 0, 0, 0)
        sheets.setSpacing(Space.S)
        sheets.addWidget(self._list, 1)
        for button, slot in (
            (self.save_all_button, self._on_save_all),
            (self.print_all_button, self._on_print_all),
        ):
            button.clicked.connect(slot)
            sheets.addWidget(button)
        middle.addWidget(self._sheets)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setPageSpacing(Space.M)
        palette = self._view.palette()
        palette.setColor(QPalette.ColorRole.Dark, QColor(Colour.LINE.value))
        self._view.setPalette(palette)
        middle.addWidget(self._view, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(strip)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        bar.setSpacing(Space.S)
        for icon, tip, key, slot in (
            ("chevron-left", "上一页", "Ctrl+PgUp", self._on_previous_page),
            ("chevron-right", "下一页", "Ctrl+PgDown", self._on_next_page),
        ):
            bar.addWidget(self._icon_button(icon, tip, key, slot))
        bar.insertWidget(1, self._page)
        bar.addSpacing(Space.L)
        for icon, tip, key, slot in (
            ("zoom-out", "缩小", "Ctrl+-", self._on_zoom_out),
            ("zoom-in", "放大", "Ctrl++", self._on_zoom_in),
            ("move-horizontal", "适合宽度", "Ctrl+1", self._on_fit_width),
            ("maximize", "整页", "Ctrl+2", self._on_fit_page),
        ):
            bar.addWidget(self._icon_button(icon, tip, key, slot))
        bar.addStretch(1)
        for text, key, slot in (
            ("关闭", "Esc", self._on_close),
            ("打开文件夹", "F8", self._on_open_folder),
            ("存为图片", "F7", self._on_picture),
            ("另存为", "Ctrl+S", self._on_save),
        ):
            button = Button(text, key=key)
            button.clicked.connect(slot)
            bar.addWidget(button)
        self.print_button = Button("打印", ButtonKind.PRIMARY, icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self._on_print)
        bar.addWidget(self.print_button)
        return bar

    @staticmethod
    def _icon_button(icon: str, tip: str, key: str, slot: object) -> IconButton:
        button = IconButton(icon, tip, key=key)
        button.clicked.connect(slot)
        return button

    def _install_keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+="), self).activated.connect(self._on_zoom_in)

    # ---------------------------------------------------------------------------------------------------- slots

    @Slot(int)
    def _on_document_chosen(self, row: int) -> None:
        if row < 0:
            return
        document = self._documents[row]
        self.setWindowTitle(document.title)
        with errors_shown(self):
            loaded = LoadedPdf(document.read())
            self._view.setDocument(loaded.document)
            self._drop()
            self._pdf = loaded
        self._on_page_changed()

    @Slot()
    def _on_page_changed(self) -> None:
        current = self._view.pageNavigator().currentPage() + 1
        self._page.setText(f"第 {current} / {self.page_count} 页" if self.page_count else "")

    def _jump(self, step: int) -> None:
        navigator = self._view.pageNavigator()
        page = min(max(navigator.currentPage() + step, 0), max(self.page_count - 1, 0))
        navigator.jump(page, QPointF(), navigator.currentZoom())

    @Slot()
    def _on_previous_page(self) -> None:
        self._jump(-1)

    @Slot()
    def _on_next_page(self) -> None:
        self._jump(1)

    def _zoom(self, factor: float) -> None:
        current = self._view.zoomFactor()
        if self._view.zoomMode() != QPdfView.ZoomMode.Custom and self.page_count and self._pdf is not None:
            # What "fit to width" amounts to now is where zooming goes on from.
            points = self._pdf.document.pagePointSize(0).width() * self.logicalDpiX() / 72
            current = self._view.viewport().width() / points if points else 1.0
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(min(max(current * factor, _LEAST_ZOOM), _MOST_ZOOM))

    @Slot()
    def _on_zoom_in(self) -> None:
        self._zoom(_ZOOM_STEP)

    @Slot()
    def _on_zoom_out(self) -> None:
        self._zoom(1 / _ZOOM_STEP)

    @Slot()
    def _on_fit_width(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    @Slot()
    def _on_fit_page(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)

    @Slot()
    def _on_print(self) -> None:
        if self._pdf is None:
            return
        printer = new_printer(self.current_document.file_name)
        fit_printer(printer, self._pdf.document.pagePointSize(0))
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印")
        dialog.setMinMax(1, self.page_count)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            with errors_shown(self):
                self.print_on(printer)

    @Slot()
    def _on_print_all(self) -> None:
        if self._pdf is None:
            return
        printer = new_printer(self.current_document.file_name)
        dialog = QPrintDialog(printer, self)
        # Several jobs would go into one file, each over the one before; for files there is 全部存到文件夹.
        for option in (
            QPrintDialog.PrintDialogOption.PrintToFile,
            QPrintDialog.PrintDialogOption.PrintPageRange,
        ):
            dialog.setOption(option, on=False)
        dialog.setWindowTitle(f"打印全部 {len(self._documents)} 份")
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            with errors_shown(self):
                self.print_all_on(printer)

    @Slot()
    def _on_save_all(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "全部存到文件夹", str(self._folder))
        if not chosen:
            return
        folder = Path(chosen)
        there = [each.file_name for each in self._documents if (folder / each.file_name).exists()]
        if there and not confirm(
            self,
            title="全部存到文件夹",
            text=f"“{folder.name}”里已有 {len(there)} 份同名文件。",
            hint="替换后，原来的文件就没有了。",
            action_label="替换",
        ):
            return
        self.save_all_to(folder)

    def _on_all_saved(self, folder: Path) -> None:
        self._remember(folder)
        toast(self, f"{len(self._documents)} 份已保存到“{folder.name}”")

    def _on_printed(self, pages: int, target: str = "") -> None:
        self.printed.emit(pages)
        if target:
            self._remember(Path(target).parent)
            note_saved(self, Path(target))
        else:
            toast(self, f"{pages} 页已交给打印机。")

    @Slot()
    def _on_save(self) -> None:
        target = self._ask_target(self.current_document.file_name, "PDF 文件 (*.pdf)")
        if target is not None:
            with errors_shown(self):
                self.save_to(target)

    @Slot()
    def _on_picture(self) -> None:
        name = Path(self.current_document.file_name).with_suffix(".png").name
        target = self._ask_target(name, "图片 (*.png)")
        if target is not None:
            with errors_shown(self):
                self.picture_to(target)

    @Slot()
    def _on_close(self) -> None:
        self.close()

    @Slot()
    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _ask_target(self, name: str, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "保存到", str(self._folder / name), kinds)
        return Path(chosen) if chosen else None

    def _saved(self, target: Path) -> None:
        self._remember(target.parent)
        toast(self, f"已保存：{target.name}")

    def _remember(self, folder: Path) -> None:
        self._folder = folder
        self._settings.folder = str(folder)

    def _drop(self) -> None:
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the document before the view asks it for pages again."""
        self._view.setDocument(self._empty)
        self._drop()
        self.closed.emit()
        super().closeEvent(event)
