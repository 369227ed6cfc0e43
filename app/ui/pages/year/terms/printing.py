"""打印 for a term: the table, the verification, the list below the average, the workbook."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from app.services.press import DocumentKind
from app.services.reviews.service import short_title
from app.services.terms import Term
from app.ui.context import WorkContext
from app.ui.printing import print_documents
from app.ui.widgets.buttons import Button
from app.ui.widgets.menus import drop_down

_KINDS = {
    DocumentKind.TERM_A4: "积分汇总表 A4",
    DocumentKind.TERM_A3: "积分汇总表 A3",
    DocumentKind.TERM_REVIEW: "核定表（会上签字用）",
    DocumentKind.TERM_BELOW: "低于平均分名单（内部）",
    DocumentKind.TERM_XLSX: "汇总表存为表格……",
}


class TermPrintButton(Button):
    """A button with a menu; what is saved as a file stands below a line."""

    def __init__(self, context: WorkContext, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__("打印", icon="printer", key=key, parent=parent)
        self._context = context
        self._term: Term | None = None
        self.menu_shown = QMenu(self)
        self.actions_by_kind = {}
        for kind, words in _KINDS.items():
            if kind is DocumentKind.TERM_XLSX:
                self.menu_shown.addSeparator()
            action = self.menu_shown.addAction(words)
            action.triggered.connect(lambda _checked=False, what=kind: self._print(what))
            self.actions_by_kind[kind] = action
        self.clicked.connect(lambda: drop_down(self.menu_shown, self))

    def set_term(self, term: Term, *, with_review: bool) -> None:
        """What is printed from now on."""
        self._term = term
        self.actions_by_kind[DocumentKind.TERM_REVIEW].setVisible(with_review)
        self.setToolTip(f"打印{short_title(term)}的表")

    def _print(self, kind: DocumentKind) -> None:
        term = self._term
        if term is not None:
            # By a day inside: the last month may belong to two years.
            print_documents(self._context, self, kind, [term.kind.value], month=term.first, period=term.title)
