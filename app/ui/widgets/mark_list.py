"""A list of people with a mark each: who was there, who is on the list. Keys mark, typing narrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale, font_of
from app.ui.theme.tokens import Colour, Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.mark_model import UID_ROLE, Mark, MarkFilter, MarkModel
from app.ui.widgets.member_picker import Person
from app.ui.widgets.search import SearchField
from app.ui.widgets.state import Tone

_Index = QModelIndex | QPersistentModelIndex
_NAME_CHARACTERS = 5


class _Cell(QStyledItemDelegate):
    """Icon, name, and the word of the mark at the right."""

    def __init__(self, owner: MarkList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return self._owner.view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        name, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        tone, word = self._owner.look_of(index.data(UID_ROLE))
        edge = current_scale().icon
        area = option.rect.adjusted(Space.S, 0, -Space.S, 0)
        picture = pixmap(tone.icon, tone.icon_colour, size=edge, ratio=option.widget.devicePixelRatioF())
        painter.drawPixmap(area.left(), area.center().y() - edge // 2, picture)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        note = font_of(current_scale().note)
        painter.save()
        painter.setFont(note)
        painter.setPen(QColor(tone.word_colour.value))
        painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignRight), word)
        taken = painter.fontMetrics().horizontalAdvance(word) + (Space.S if word else 0)
        painter.setFont(option.font)
        locked = self._owner.is_locked(index.data(UID_ROLE))
        painter.setPen(
            QColor(Colour.QUIET.value) if locked else option.palette.color(QPalette.ColorRole.Text)
        )
        place = QRect(
            area.left() + edge + Space.S, area.top(), area.width() - edge - Space.S - taken, area.height()
        )
        shown = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, middle, shown)
        painter.restore()


class MarkList(QWidget):
    """Marks for a list of people. The first mark is the one that ticking sets, the last one that unticking leaves.

    Typing in the field narrows the list; Enter there gives the first one shown the first mark and empties the field,
    so that a sign-in sheet is entered as "wjg⏎cgy⏎zfs⏎". In the list the space bar turns between first and last mark,
    letters set the others, Enter goes one down.

    Where there are more marks than ticked and not ticked, 全选 and 全不选 leave alone what was set for one person:
    leave, lateness, and who was unticked by hand.

    Signals:
        marks_changed: Some mark was set.
    """

    marks_changed = Signal()

    def __init__(
        self,
        marks: Sequence[Mark],
        *,
        placeholder: str = "姓名或首字母，回车打勾",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._marks = {mark.key: mark for mark in marks}
        self._on, self._off = marks[0].key, marks[-1].key
        # As the list came or an act for all left them: what differs was set for one person.
        self._common: dict[str, str] = {}
        self._model = MarkModel(self)
        self._proxy = MarkFilter(self._model, self)
        self.search = _Search(placeholder)
        self.all = Button("全选", key="A")
        self.none = Button("全不选")
        self.turn = Button("反选")
        self.view = _View(self)
        self.count = ElidedLabel("", "quiet")
        self.view.setModel(self._proxy)
        self.view.setItemDelegate(_Cell(self))
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.search, 1)
        for button in (self.all, self.none, self.turn):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.count)
        self.all.clicked.connect(self._on_all)
        self.none.clicked.connect(self._on_none)
        self.turn.clicked.connect(self._invert)
        self.search.textChanged.connect(self._on_query)
        self.search.entered.connect(self._on_entered)
        self.search.left_downwards.connect(self._on_down)
        self._model.marked.connect(self._on_marked)

    # ------------------------------------------------------------------------------------------------- content

    def set_choices(self, marks: Sequence[Mark]) -> None:
        """Offer other marks; who has one that is offered no more gets the last one."""
        self._marks = {mark.key: mark for mark in marks}
        self._on, self._off = marks[0].key, marks[-1].key
        gone = [uid for uid, mark in self._model.marks.items() if mark not in self._marks]
        self._set_all(gone, self._off)
        self.view.viewport().update()

    def set_people(
        self,
        people: Sequence[Person],
        *,
        marks: Mapping[str, str],
        locked: Mapping[str, str] | None = None,
        again: bool = False,
    ) -> None:
        """Show these people.

        Args:
            people: In the order shown.
            marks: Mark by uid; who is not named has the last mark.
            locked: Word by uid for people who cannot be marked.
            again: The list that was shown, with other people in it perhaps; what was set by hand stays so.
        """
        current = self.current_uid
        filled = {person.uid: marks.get(person.uid, self._off) for person in people}
        self._common = filled | self._common if again else filled
        self._model.fill(people, filled, locked or {})
        self.view.fit_columns()
        self._go_to(current)

    @property
    def marks(self) -> dict[str, str]:
        """Mark of everybody who is not locked."""
        locked = self._model.locked
        return {uid: mark for uid, mark in self._model.marks.items() if uid not in locked}

    @property
    def current_uid(self) -> str:
        """The person under the cursor; empty for nobody."""
        uid: str | None = self.view.currentIndex().data(UID_ROLE)
        return uid or ""

    def set_writable(self, *, writable: bool) -> None:
        """Allow marking or not."""
        for widget in (self.search, self.all, self.none, self.turn):
            widget.setEnabled(writable)
        self.view.writable = writable

    def look_of(self, uid: str) -> tuple[Tone, str]:
        """Icon, colour and word beside a name."""
        if uid in self._model.locked:
            return Tone.LOCKED, self._model.locked[uid]
        mark = self._marks[self._model.marks.get(uid, self._off)]
        return mark.tone, mark.word

    def is_locked(self, uid: str) -> bool:
        """Whether a person cannot be marked."""
        return uid in self._model.locked

    def cell_width(self) -> int:
        """Room for the longest name with its icon and the longest word, so that none is cut."""
        metrics, words = self.view.fontMetrics(), QFontMetrics(font_of(current_scale().note))
        name = max((metrics.horizontalAdvance(person.label) for person in self._model.people), default=0)
        said = [*(mark.word for mark in self._marks.values()), *self._model.locked.values()]
        word = max((words.horizontalAdvance(each) + Space.S for each in said if each), default=0)
        name = max(name, _NAME_CHARACTERS * metrics.horizontalAdvance("字"))
        return name + word + current_scale().icon + 4 * Space.S

    def counts(self) -> dict[str, int]:
        """How many have each mark."""
        found = dict.fromkeys(self._marks, 0)
        for mark in self.marks.values():
            found[mark] += 1
        return found

    def mark_current(self, letter: str) -> bool:
        """Set the mark of a key for the person under the cursor; the space bar turns between first and last."""
        uid = self.current_uid
        if not uid or self.is_locked(uid):
            return False
        now = self._model.marks[uid]
        if letter == " ":
            self._model.set_marks([uid], self._off if now == self._on else self._on)
            return True
        mark = next((each for each in self._marks.values() if each.letter == letter.upper()), None)
        if mark is None:
            return False
        # The same key again takes the mark back.
        self._model.set_marks([uid], self._off if now == mark.key else mark.key)
        return True

    def make_menu(self) -> QMenu:
        """All marks for the person under the cursor, with their keys."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        uid = self.current_uid
        for mark in self._marks.values():
            words = mark.word or ("打勾" if mark.key == self._on else "去掉标记")
            action = menu.addAction(f"{words}\t{mark.letter}" if mark.letter else words)
            action.triggered.connect(lambda _checked=False, key=mark.key: self._model.set_marks([uid], key))
        menu.setEnabled(bool(uid) and not self.is_locked(uid))
        return menu

    # ------------------------------------------------------------------------------------------------- inside

    def _shown(self) -> list[str]:
        return [self._proxy.index(row, 0).data(UID_ROLE) for row in range(self._proxy.rowCount())]

    def _on_all(self) -> None:
        self._set_all([uid for uid in self._shown() if self._follows(uid, self._off)], self._on)

    def _on_none(self) -> None:
        marks = self._model.marks
        bare = (self._on, self._off)
        self._set_all([uid for uid in self._shown() if self._plain or marks[uid] in bare], self._off)

    def _invert(self) -> None:
        marks = {uid: self._model.marks[uid] for uid in self._shown()}
        self._set_all([uid for uid, mark in marks.items() if mark == self._off], self._on)
        self._set_all([uid for uid, mark in marks.items() if mark == self._on], self._off)

    @property
    def _plain(self) -> bool:
        """Whether there is nothing but ticked and not ticked."""
        return len(self._marks) <= 2

    def _follows(self, uid: str, mark: str) -> bool:
        """Whether a person has this mark, and not because it was set for him or her alone."""
        now = self._model.marks[uid]
        return self._plain or (now == mark and self._common[uid] == now)

    def _set_all(self, uids: Sequence[str], key: str) -> None:
        self._common |= dict.fromkeys(uids, key)
        self._model.set_marks(uids, key)

    def _go_to(self, uid: str) -> None:
        shown = self._shown()
        if shown:
            self.view.setCurrentIndex(self._proxy.index(shown.index(uid) if uid in shown else 0, 0))

    def _on_query(self, text: str) -> None:
        self._proxy.set_query(text.strip())
        self._go_to("")

    def _on_entered(self) -> None:
        shown = self._shown()
        if self.search.query and shown:
            self._model.set_marks(shown[:1], self._on)
            self.search.clear()
            self._go_to(shown[0])

    def _on_down(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_marked(self) -> None:
        self.marks_changed.emit()


class _Search(SearchField):
    """Tells when Enter is pressed instead of passing it on to the window."""

    entered = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _View(QListView):
    """Names in columns; keys and clicks mark."""

    def __init__(self, owner: MarkList) -> None:
        # Without its parent, which the layout gives it: Tab reaches widgets in the order in which they get theirs.
        super().__init__()
        self._owner = owner
        self.writable = True
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._on_clicked)

    def fit_columns(self) -> None:
        """As many equal columns as fit beside the scroll bar, whether it is needed or not: names stay in place."""
        # As Qt reckons for a wrapping list whose scroll bar comes and goes.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        room = self.maximumViewportSize().width() - bar - 2
        columns = max(1, room // self._owner.cell_width())
        self.setGridSize(QSize(max(room, 1) // columns, current_scale().control_height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room again."""
        self.fit_columns()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow 大字."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Marks by key; Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            following = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if following.isValid():
                self.setCurrentIndex(following)
            return
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if bare and self.writable and event.text() and self._owner.mark_current(event.text()):
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """With the mouse alone the rarer marks are in the menu of the right button."""
        index = self.indexAt(event.pos())
        if self.writable and index.isValid():
            self.setCurrentIndex(index)
            self._owner.make_menu().popup(event.globalPos())

    def _on_clicked(self, _index: QModelIndex) -> None:
        if self.writable:
            self._owner.mark_current(" ")
