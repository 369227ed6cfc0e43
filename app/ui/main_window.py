"""The window: side bar, the pages (made when first shown), the progress strip, and the keys that work everywhere.

The frame is on the screen before the ledger is open; until then :class:`OpeningCover` lies where the pages will be.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.opening_cover import OpeningCover
from app.ui.page import Page, PageSpec
from app.ui.side_bar import SideBar
from app.ui.tasks import TaskRunner
from app.ui.theme.theme import current_scale
from app.ui.ui_settings import UiSettings
from app.ui.widgets.placing import USUAL_SIZE, keep_on_screen
from app.ui.widgets.progress import ProgressStrip
from app.ui.widgets.toast import toast, toast_of

MEMBERS_PAGE = "members"


class MainWindow(QMainWindow):
    """Shows one page at a time.

    Signals:
        painted: The frame is on the screen for the first time.
        filled: The first page shows what it has read.
        page_changed: Key of the page that is shown now.
        help_requested: F1 was pressed; carries the key of the page.
        search_requested: Ctrl+F was pressed on a page without a search field of its own.
        closing: The window is about to close; background work has been stopped.
    """

    painted = Signal()
    filled = Signal()
    page_changed = Signal(str)
    help_requested = Signal(str)
    search_requested = Signal()
    closing = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        *,
        tasks: TaskRunner,
        settings: UiSettings,
        parent: QWidget | None = None,
    ) -> None:
        """The frame alone; :meth:`open` brings it to life.

        Args:
            pages: In the order of the side bar.
            tasks: Runs long work, the opening of the ledger too.
            settings: Remembers the place of the window.
            parent: Owner.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._settings = settings
        self._context: WorkContext | None = None
        self._specs = {page.key: page for page in pages}
        self._pages: dict[str, Page] = {}
        self._stale: dict[str, Changes | None] = {}
        self._current = ""
        self._wanted = ""
        self.side_bar = SideBar(pages)
        self._stack = QStackedWidget()
        self._cover: OpeningCover | None = OpeningCover(tasks)
        self._cover.painted.connect(self.painted)
        self._build(self._cover)
        self._cover.setFocus()
        self.side_bar.page_chosen.connect(self.show_page)

    def open(self, context: WorkContext) -> None:
        """The ledger is open: show the page that was asked for meanwhile, once it has read."""
        self._context = context
        # Made only now: the cover says itself how far the opening is, a strip would move what the page shows.
        self._right.addWidget(ProgressStrip(context.tasks))
        self._install_keys()
        self.side_bar.open(context)
        context.page_requested.connect(self._on_page_requested)
        context.data_changed.connect(self._on_data_changed)
        for signal in (context.branch_changed, context.month_changed, context.actor_changed):
            signal.connect(self._on_surroundings_changed)
        self._on_surroundings_changed()
        if self._wanted:
            self.show_page(self._wanted)
        self._tasks.busy_changed.connect(self._on_busy_changed)
        self._on_busy_changed(self._tasks.busy)

    @property
    def context(self) -> WorkContext:
        """What the pages work with; there is none before :meth:`open`."""
        if self._context is None:
            raise LookupError("the ledger is not open yet")
        return self._context

    @property
    def current_key(self) -> str:
        """Key of the page that is shown; empty before the first."""
        return self._current

    @property
    def current_page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._current)

    def page(self, key: str) -> Page:
        """A page, made now if it was never shown."""
        if key not in self._pages:
            page = self._specs[key].factory(self.context)
            self._pages[key] = page
            self._stale[key] = None
            self._stack.addWidget(page)
        return self._pages[key]

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Show a page and let it read what changed since it was last seen; before :meth:`open`, remember to."""
        if self._context is None:
            self._wanted = key
            self.side_bar.set_current(key)
            return
        page = self.page(key)
        self._stack.setCurrentWidget(page)
        self.side_bar.set_current(key)
        changed = key != self._current
        self._current = key
        self._refresh_if_stale(key)
        if changed:
            (page.start_widget or page).setFocus(Qt.FocusReason.OtherFocusReason)
            self.page_changed.emit(key)

    def restore_geometry(self) -> None:
        """Place and size of last time, or the size of the commonest screen."""
        saved = self._settings.geometry
        if saved.isEmpty() or not self.restoreGeometry(saved):
            self.resize(USUAL_SIZE)
        keep_on_screen(self)

    def _build(self, cover: OpeningCover) -> None:
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        places = QGridLayout()
        for widget in (self._stack, cover):
            places.addWidget(widget, 0, 0)
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self._right.addLayout(places, 1)
        row.addWidget(self.side_bar)
        row.addLayout(self._right, 1)
        self.setCentralWidget(centre)
        self.setMinimumSize(QSize(900, 560))

    def _install_keys(self) -> None:
        for key, slot in (
            ("Ctrl+F", self._on_search_key),
            ("F1", self._on_help_key),
            ("Ctrl+Return", self._on_primary_key),
            ("Ctrl+Enter", self._on_primary_key),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        # Brings the key of 撤销, which must not type into a field before anything was done.
        self._toast = toast_of(self)

    def _refresh_if_stale(self, key: str) -> None:
        if key in self._stale:
            changes = self._stale.pop(key)
            self._pages[key].refresh(changes)

    def _mark(self, key: str, changes: Changes | None) -> None:
        """Remember that a page has to read again. Two different changes add up to reading everything."""
        self._stale[key] = changes if key not in self._stale else None

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:
        """Take the cover away in the same moment in which the first page gets what it has read."""
        if not busy and self._cover is not None:
            self._tasks.busy_changed.disconnect(self._on_busy_changed)
            self._cover.hide()
            self._cover.deleteLater()
            self._cover = None
            self.filled.emit()

    @Slot(str, object)
    def _on_page_requested(self, key: str, target: object) -> None:
        self.show_page(key)
        if target is not None:
            self._pages[key].show_target(target)

    @Slot(object, object)
    def _on_data_changed(self, changes: Changes, _initiator: object) -> None:
        self._toast.outdate()
        for key, page in self._pages.items():
            if not page.interests or page.interests & changes.kinds:
                self._mark(key, changes)
        self._refresh_if_stale(self._current)
        if changes.message:
            toast(self, changes.message)

    @Slot()
    def _on_surroundings_changed(self) -> None:
        self._toast.forget()
        self.setWindowTitle(self.context.branch_name or "欢迎")
        for key, page in self._pages.items():
            page.header.set_month(self.context.month)
            self._stale[key] = None
        self._refresh_if_stale(self._current)

    @Slot()
    def _on_search_key(self) -> None:
        page = self.current_page
        field = page.search_field if page is not None else None
        if field is None and MEMBERS_PAGE in self._specs:
            self.show_page(MEMBERS_PAGE)
            field = self._pages[MEMBERS_PAGE].search_field
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_requested.emit()

    @Slot()
    def _on_help_key(self) -> None:
        self.help_requested.emit(self._current)

    @Slot()
    def _on_primary_key(self) -> None:
        button = self.current_page.primary_action if self.current_page is not None else None
        if button is not None and button.isVisible():
            button.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shrink the side bar to icons where there is little room."""
        super().resizeEvent(event)
        self._fit_side_bar()

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字 at once: the bar's width, and whether there is room for its words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "side_bar"):
            self._fit_side_bar()

    def _fit_side_bar(self) -> None:
        self.side_bar.set_narrow(narrow=self.width() < current_scale().narrow_width)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place of the window, stop background work and wait for what cannot be stopped."""
        self._settings.geometry = self.saveGeometry()
        self._settings.sync()
        self._tasks.shutdown()
        self.closing.emit()
        super().closeEvent(event)
