"""A button that offers several kinds of paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.services.press import DOCUMENT_NAMES, DocumentKind
from app.ui.context import WorkContext
from app.ui.printing.run import FILES, print_documents
from app.ui.widgets.buttons import Button
from app.ui.widgets.menus import drop_down

_SAVED_WORDS = {
    DocumentKind.BOARD_PNG: "公示表存为图片……",
    DocumentKind.BOARD_XLSX: "公示表存为表格……",
    DocumentKind.LEDGER_XLSX: "台账存为表格……",
    DocumentKind.YEAR_TABLE_XLSX: "年终总评表存为表格……",
}


class PrintMenuButton(Button):
    """打印, with a menu; what is saved as a file stands below a line.

    Args:
        context: Branch and month to print.
        kinds: What the menu offers, in this order.
        text: Word on the button.
        key: Its key.
        parent: Owner.
    """

    def __init__(
        self,
        context: WorkContext,
        kinds: Sequence[DocumentKind],
        *,
        text: str = "打印",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon="printer", key=key, parent=parent)
        self._context = context
        self._menu = QMenu(self)
        self._actions = {kind: self._add(kind) for kind in kinds}
        first_file = next((kind for kind in kinds if kind in FILES), None)
        if first_file is not None and first_file is not kinds[0]:
            self._menu.insertSeparator(self._actions[first_file])
        self.clicked.connect(self._on_clicked)

    @property
    def menu_shown(self) -> QMenu:
        """The menu."""
        return self._menu

    def action(self, kind: DocumentKind) -> QAction:
        """The entry of one kind, to be disabled while there is nothing to print."""
        return self._actions[kind]

    def _add(self, kind: DocumentKind) -> QAction:
        action = self._menu.addAction(_SAVED_WORDS.get(kind, DOCUMENT_NAMES[kind]))
        action.triggered.connect(lambda _checked=False, what=kind: print_documents(self._context, self, what))
        return action

    def _on_clicked(self) -> None:
        drop_down(self._menu, self)
