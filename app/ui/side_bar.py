"""The side bar: program and branch, the pages in order of use, 系统, and whose name the work is done in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QFontMetrics,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.services.workflow import ROLE_NAMES, Role
from app.ui.context import WorkContext
from app.ui.page import PageSpec
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import PushButton
from app.ui.widgets.labels import label

_ICON_LEFT = 14


class _SideButton(PushButton):
    """Icon and word; while the bar is narrow, a short word below the icon. Quiet ones have no icon beside words."""

    def __init__(
        self, text: str, icon: str, *, key: str = "", menu: bool = False, quiet: bool = False
    ) -> None:
        super().__init__(text)
        self.setProperty("kind", "nav")
        self._icon_name = icon
        self._key = key
        self._has_menu = menu
        self._quiet = quiet
        self._narrow = False
        self._worded = True
        self._care = False
        self.set_words(text)

    @property
    def key(self) -> str:
        """The key that presses it from anywhere."""
        return self._key

    def set_words(self, text: str, *, short: str = "") -> None:
        """Change the word and what is said about it; ``short`` stands below the icon where the bar is narrow."""
        self.setText(text)
        self._short = short or text
        self.setAccessibleName(text)
        self._update_tip()

    @property
    def care(self) -> bool:
        """Whether the button stands out."""
        return self._care

    def set_care(self, *, care: bool) -> None:
        """Let a quiet button stand out, or be quiet again."""
        self._care = care
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone, or icon and word."""
        self._narrow = narrow
        self._update_tip()
        self.updateGeometry()
        self.update()

    def set_worded(self, *, worded: bool) -> None:
        """Below the icon of a narrow bar: the short word, or nothing where the window is too low for all of them."""
        if worded != self._worded:
            self._worded = worded
            self.update()

    def _update_tip(self) -> None:
        words = f"{self.text()}（{self._key}）" if self._key else self.text()
        self.setToolTip(words if self._narrow or self._key else "")

    def sizeHint(self) -> QSize:
        """The bar sets the width."""
        height = current_scale().control_height
        return QSize(height, self._stacked_height() if self._narrow else height)

    def minimumSizeHint(self) -> QSize:
        """In a low window the word below the icon gives way."""
        scale = current_scale()
        return QSize(scale.control_height, scale.icon + Space.S if self._narrow else scale.control_height)

    @staticmethod
    def least_stacked() -> int:
        """Height of icon and word with nothing around them."""
        scale = current_scale()
        return scale.icon + QFontMetrics(font_of(scale.note)).height()

    def _stacked_height(self) -> int:
        return self.least_stacked() + Space.S

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame by the style sheet, then icon, word, key."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        edge = current_scale().icon
        if self._narrow:
            self._paint_stacked(painter, edge)
        elif self._quiet:
            self._paint_words(painter, _ICON_LEFT)
        else:
            self._paint_icon(painter, QPoint(_ICON_LEFT, (self.height() - edge) // 2), edge)
            self._paint_words(painter, _ICON_LEFT + edge + Space.M)
        painter.end()

    def _paint_icon(self, painter: QStylePainter, corner: QPoint, edge: int) -> None:
        colour = Colour.ACCENT if self.isChecked() else Colour.CARE if self._care else Colour.QUIET
        painter.drawPixmap(corner, pixmap(self._icon_name, colour, size=edge, ratio=self.devicePixelRatioF()))

    def _paint_stacked(self, painter: QStylePainter, edge: int) -> None:
        """Icon over word; the icon alone where the window is too low for both."""
        least, room = self.least_stacked(), self._worded
        top = (self.height() - (least if room else edge)) // 2
        self._paint_icon(painter, QPoint((self.width() - edge) // 2, top), edge)
        if room:
            font = font_of(current_scale().note, bold=self.isChecked() or self._care)
            painter.setFont(font)
            painter.setPen(QColor(self._ink().value))
            below = QRect(0, top + edge, self.width(), least - edge)
            words = QFontMetrics(font).elidedText(self._short, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)

    def _ink(self) -> Colour:
        if self._care:
            return Colour.CARE_TEXT
        return Colour.ACCENT if self.isChecked() else Colour.QUIET if self._quiet else Colour.INK

    def _paint_words(self, painter: QStylePainter, left: int) -> None:
        scale = current_scale()
        font = font_of(scale.note if self._quiet else scale.body, bold=self.isChecked() or self._care)
        painter.setFont(font)
        painter.setPen(QColor(self._ink().value))
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = self.width() - Space.S - (scale.icon if self._has_menu else 0)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, 0, right - left, self.height()), middle, words)
        if self._key and not self._has_menu:
            painter.setFont(font_of(scale.note))
            painter.setPen(QColor(Colour.QUIET.value))
            end = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(QRect(left, 0, self.width() - left - Space.M, self.height()), end, self._key)
        if self._has_menu and self.isEnabled():
            edge = round(scale.icon * 0.8)
            arrow = pixmap("chevron-down", Colour.QUIET, size=edge, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(self.width() - edge - Space.S, (self.height() - edge) // 2), arrow)


class SideBar(QFrame):
    """Navigation of the window. Branch and account stay blank until the ledger is open.

    Signals:
        page_chosen: Key of the page that the user wants.
    """

    page_chosen = Signal(str)

    def __init__(self, pages: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: WorkContext | None = None
        self._narrow = False
        self._fits = True
        self._kept_narrow = False
        self.setProperty("surface", "side")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(2)
        self._name = label("一人一卡", "card")
        self._name.setContentsMargins(_ICON_LEFT, 0, 0, 0)
        self._branch = _SideButton("", "landmark", key="Alt+B", menu=True, quiet=True)
        self._branch.clicked.connect(self._on_branch_clicked)
        self._account = _SideButton("", "users-round", key="Alt+U", menu=True, quiet=True)
        self._account.clicked.connect(self._on_account_clicked)
        for button in (self._branch, self._account):
            QShortcut(QKeySequence(button.key), self).activated.connect(button.click)
        column.addWidget(self._name)
        column.addWidget(self._branch)
        column.addSpacing(Space.S)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _SideButton] = {}
        upper = [page for page in pages if not page.at_foot]
        for number, page in enumerate([*upper, *(page for page in pages if page.at_foot)], start=1):
            if number == len(upper) + 1:
                column.addStretch(1)
            column.addWidget(self._add_page(page, number))
        if len(upper) == len(pages):
            column.addStretch(1)
        column.addWidget(self._account)
        for button in (self._branch, self._account):
            button.setEnabled(False)
        self._apply_width()

    def open(self, context: WorkContext) -> None:
        """The ledger is open: say which branch and whose name, and let both be switched."""
        self._context = context
        for signal in (context.branch_changed, context.actor_changed, context.choices_changed):
            signal.connect(self._on_context_changed)
        self._on_context_changed()

    @property
    def narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def button(self, key: str) -> QPushButton:
        """The button of a page."""
        return self._buttons[key]

    def set_current(self, key: str) -> None:
        """Mark the page that is shown."""
        self._buttons[key].setChecked(True)

    def set_narrow(self, *, narrow: bool) -> None:
        """Shrink to icons with short words, or grow back."""
        self._fits = not narrow
        self._show_width()

    def keep_narrow(self, *, kept: bool) -> None:
        """Stay with icons, however wide the window is."""
        self._kept_narrow = kept
        self._show_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words below the icons for all of them or for none."""
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        buttons = (*self._buttons.values(), self._branch, self._account)
        margins = layout.contentsMargins()
        # What lies between the buttons: the layout's own spacing, and the gap below the branch.
        between = layout.spacing() * (len(buttons) + 1) + Space.S
        room = self.height() - margins.top() - margins.bottom() - between
        worded = room >= len(buttons) * _SideButton.least_stacked()
        for button in buttons:
            button.set_worded(worded=worded)

    def _show_width(self) -> None:
        self._narrow = self._kept_narrow or not self._fits
        self._name.setVisible(not self._narrow)
        for button in (*self._buttons.values(), self._branch, self._account):
            button.set_narrow(narrow=self._narrow)
        self._apply_width()

    def _apply_width(self) -> None:
        scale = current_scale()
        margin = Space.XS if self._narrow else Space.M
        layout = self.layout()
        if layout is not None:
            # Ten pages over each other: every pixel is for them.
            top, foot = (Space.S, Space.XS) if self._narrow else (Space.L, Space.M)
            layout.setContentsMargins(margin, top, margin, foot)
        # Four signs: 组织委员, 上坪支部.
        narrow = QFontMetrics(font_of(scale.note, bold=True)).horizontalAdvance("组织委员") + 2 * (margin + 1)
        self.setFixedWidth(narrow if self._narrow else scale.side_bar)
        self._fit_words()

    def _add_page(self, page: PageSpec, number: int) -> _SideButton:
        # Alt+1 … Alt+9, then Alt+0; there are never more than ten in this bar's order of use that need a key.
        key = f"Alt+{number % 10}" if number <= 10 else ""
        button = _SideButton(page.title, page.icon, key=key)
        button.setCheckable(True)
        button.clicked.connect(lambda _checked=False, name=page.key: self.page_chosen.emit(name))
        if key:
            # On the window and not on the button: the key works whatever has the focus.
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        self._group.addButton(button)
        self._buttons[page.key] = button
        return button

    @property
    def _opened(self) -> WorkContext:
        """Both switches are disabled before :meth:`open`, so nothing asks earlier."""
        if self._context is None:
            raise LookupError("the ledger is not open yet")
        return self._context

    def _on_context_changed(self) -> None:
        context = self._opened
        self._branch.set_words(context.branch_name or "还没有党支部", short=context.branch_name or "党支部")
        self._branch.setEnabled(bool(context.branches))
        if context.has_actor:
            self._account.set_words(context.actor.title, short=ROLE_NAMES[context.actor.role])
        else:
            self._account.set_words("还没有经办人", short="经办人")
        self._account.setEnabled(context.has_actor)
        # The daily work is the recorder's: another name shall be seen before it is used.
        recorder = any(actor.role is Role.RECORDER for actor in context.actors)
        self._account.set_care(care=recorder and context.actor.role is Role.SECRETARY)

    def _on_branch_clicked(self) -> None:
        context = self._opened
        entries = [(branch.uid, branch.short_name) for branch in context.branches]
        self._popup(self._branch, entries, chosen=context.branch_uid, tell=context.set_branch)

    def _on_account_clicked(self) -> None:
        context = self._opened
        entries = [(actor.uid, actor.title) for actor in context.actors]
        self._popup(self._account, entries, chosen=context.actor.uid, tell=context.set_actor)

    def _popup(
        self, button: QWidget, entries: list[tuple[str, str]], *, chosen: str, tell: Callable[[str], None]
    ) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for uid, words in entries:
            action = QAction(words, menu, checkable=True)
            action.setData(uid)
            action.setChecked(uid == chosen)
            group.addAction(action)
            menu.addAction(action)
        menu.triggered.connect(lambda action: tell(action.data()))
        above = button is self._account
        corner = button.mapToGlobal(QPoint(0, -menu.sizeHint().height() if above else button.height()))
        menu.popup(corner)
        # Opened by key, the arrow keys begin at who it is now.
        menu.setActiveAction(group.checkedAction() or menu.actions()[0])
        return menu
