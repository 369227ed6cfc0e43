"""The window: side bar, the pages (made when first shown), the progress strip, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.page import Page, PageSpec
from app.ui.side_bar import SideBar
from app.ui.theme.theme import current_scale
from app.ui.widgets.placing import USUAL_SIZE, keep_on_screen
from app.ui.widgets.progress import ProgressStrip
from app.ui.widgets.toast import toast

MEMBERS_PAGE = "members"


class MainWindow(QMainWindow):
    """Shows one page at a time.

    Signals:
        page_changed: Key of the page that is shown now.
        help_requested: F1 was pressed; carries the key of the page.
        search_requested: Ctrl+F was pressed on a page without a search field of its own.
        closing: The window is about to close; background work has been stopped.
    """

    page_changed = Signal(str)
    help_requested = Signal(str)
    search_requested = Signal()
    closing = Signal()

    def __init__(
        self, context: WorkContext, pages: Sequence[PageSpec], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._specs = {page.key: page for page in pages}
        self._pages: dict[str, Page] = {}
        self._stale: dict[str, Changes | None] = {}
        self._current = ""
        self.side_bar = SideBar(context, pages)
        self._stack = QStackedWidget()
        self._strip = ProgressStrip(context.tasks)
        self._build()
        self._install_keys()
        self.side_bar.page_chosen.connect(self.show_page)
        context.page_requested.connect(self._on_page_requested)
        context.data_changed.connect(self._on_data_changed)
        for signal in (context.branch_changed, context.month_changed, context.actor_changed):
            signal.connect(self._on_surroundings_changed)
        self._on_surroundings_changed()

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
            page = self._specs[key].factory(self._context)
            self._pages[key] = page
            self._stale[key] = None
            self._stack.addWidget(page)
        return self._pages[key]

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Show a page and let it read what changed since it was last seen."""
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
        saved = self._context.settings.geometry
        if saved.isEmpty() or not self.restoreGeometry(saved):
            self.resize(USUAL_SIZE)
        keep_on_screen(self)

    def _build(self) -> None:
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self._strip)
        row.addWidget(self.side_bar)
        row.addLayout(right, 1)
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

    def _refresh_if_stale(self, key: str) -> None:
        if key in self._stale:
            changes = self._stale.pop(key)
            self._pages[key].refresh(changes)

    def _mark(self, key: str, changes: Changes | None) -> None:
        """Remember that a page has to read again. Two different changes add up to reading everything."""
        self._stale[key] = changes if key not in self._stale else None

    @Slot(str, object)
    def _on_page_requested(self, key: str, target: object) -> None:
        self.show_page(key)
        if target is not None:
            self._pages[key].show_target(target)

    @Slot(object, object)
    def _on_data_changed(self, changes: Changes, _initiator: object) -> None:
        for key, page in self._pages.items():
            if not page.interests or page.interests & changes.kinds:
                self._mark(key, changes)
        self._refresh_if_stale(self._current)
        if changes.message:
            toast(self, changes.message)

    @Slot()
    def _on_surroundings_changed(self) -> None:
        name = self._context.branch_name
        self.setWindowTitle(name or "欢迎")
        for key, page in self._pages.items():
            page.header.set_month(self._context.month)
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
        narrow = event.size().width() < current_scale().narrow_width
        if narrow != self.side_bar.narrow:
            self.side_bar.set_narrow(narrow=narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place of the window, stop background work and wait for what cannot be stopped."""
        self._context.settings.geometry = self.saveGeometry()
        self._context.settings.sync()
        self._context.tasks.shutdown()
        self.closing.emit()
        super().closeEvent(event)
