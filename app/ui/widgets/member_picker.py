"""Choosing a person by name, pinyin or initials, without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from app.services.pinyin import matches
from app.ui.theme.icons import icon
from app.ui.theme.theme import current_scale
from app.ui.widgets.dates import mark_fault

_SHOWN_ROWS = 9


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be picked.

    Attributes:
        uid: The member.
        label: As shown, with the group where two have one name: 王建国（三组）.
        pinyin: All readings, as the member's record keeps them.
        initials: Their first letters.
        name: The bare name, for finding; the label when empty.
    """

    uid: str
    label: str
    pinyin: str = ""
    initials: str = ""
    name: str = ""

    def is_meant_by(self, query: str) -> bool:
        """Whether the typed text means this person."""
        return matches(query, name=self.name or self.label, pinyin=self.pinyin, initials=self.initials)


class MemberPicker(QLineEdit):
    """A field with a list below it that narrows while typing.

    A click into the field opens the list, as a drop-down does. Down and up walk through it, Enter takes the marked person (the first one if none was marked), Escape closes
    the list. When the field is left, a text that means exactly one person is completed; any other is marked as faulty.

    Signals:
        picked: Uid of the person who was taken.
        cleared: The field was emptied.
    """

    picked = Signal(str)
    cleared = Signal()

    def __init__(
        self,
        people: Sequence[Person] = (),
        *,
        placeholder: str = "姓名或拼音首字母",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = tuple(people)
        self._found: list[Person] = []
        self._uid = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaxLength(40)
        self.setMinimumWidth(current_scale().side_bar)
        self.addAction(QAction(icon("search"), "查找", self), QLineEdit.ActionPosition.LeadingPosition)
        self._names = QStringListModel(self)
        self._list = _PopupList(self)
        self._list.setModel(self._names)
        self._list.clicked.connect(self._on_list_clicked)
        self.textEdited.connect(self._on_text_edited)

    @property
    def uid(self) -> str:
        """Who is picked; empty while nobody is."""
        return self._uid

    @property
    def popup(self) -> QListView:
        """The list below the field."""
        return self._list

    def set_people(self, people: Sequence[Person]) -> None:
        """Offer these people; who is picked stays if still among them."""
        self._people = tuple(people)
        if self._uid and self._uid not in {person.uid for person in people}:
            self.clear_pick()

    def pick(self, uid: str) -> None:
        """Show a person without telling."""
        person = next((person for person in self._people if person.uid == uid), None)
        self._uid = person.uid if person is not None else ""
        self.setText(person.label if person is not None else "")
        mark_fault(self, fault=False)

    def clear_pick(self) -> None:
        """Empty the field without telling."""
        self._uid = ""
        self.clear()
        self._list.hide()
        mark_fault(self, fault=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the list and take from it."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list.isVisible():
            self._take(max(self._list.currentIndex().row(), 0))
        elif key == Qt.Key.Key_Escape and self._list.isVisible():
            self._list.hide()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the list; a second one, or a click where something is being typed, sets the cursor."""
        typing = bool(self.text().strip()) and not self._uid
        if (
            self._list.isVisible()
            or typing
            or self.isReadOnly()
            or event.button() != Qt.MouseButton.LeftButton
        ):
            super().mousePressEvent(event)
            return
        # Not passed on: the line edit would drop the selection, and typing would land inside the name.
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.selectAll()
        self._walk(1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the name."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Complete a text that can only mean one person."""
        super().focusOutEvent(event)
        self._list.hide()
        text = self.text().strip()
        if not text or self._uid:
            return
        meant = [person for person in self._people if person.is_meant_by(text)]
        if len(meant) == 1:
            self._settle(meant[0])
        else:
            mark_fault(self, fault=True)

    def _on_text_edited(self, text: str) -> None:
        had_one = bool(self._uid)
        self._uid = ""
        mark_fault(self, fault=False)
        if had_one and not text.strip():
            self.cleared.emit()
        self._offer(text)

    def _offer(self, text: str) -> None:
        self._found = [person for person in self._people if person.is_meant_by(text)] if text.strip() else []
        self._names.setStringList([person.label for person in self._found])
        if not self._found:
            self._list.hide()
            return
        self._list.show_below(self, rows=min(len(self._found), _SHOWN_ROWS))
        self._list.setCurrentIndex(self._names.index(0, 0))

    def _walk(self, step: int) -> None:
        if not self._list.isVisible():
            self._found = list(self._people) if not self.text().strip() or self._uid else self._found
            self._names.setStringList([person.label for person in self._found])
            if self._found:
                self._list.show_below(self, rows=min(len(self._found), _SHOWN_ROWS))
                uids = [person.uid for person in self._found]
                row = uids.index(self._uid) if self._uid in uids else 0
                self._list.setCurrentIndex(self._names.index(row, 0))
            return
        row = (self._list.currentIndex().row() + step) % len(self._found)
        self._list.setCurrentIndex(self._names.index(row, 0))

    def _on_list_clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        if row < len(self._found):
            self._settle(self._found[row])

    def _settle(self, person: Person) -> None:
        self._uid = person.uid
        self.setText(person.label)
        self._list.hide()
        mark_fault(self, fault=False)
        self.picked.emit(person.uid)


class _PopupList(QListView):
    """The list below the field. It never takes the focus: typing goes on while it is open."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def show_below(self, field: QWidget, *, rows: int) -> None:
        """Open below a field, above it where the screen ends."""
        height = rows * max(self.sizeHintForRow(0), 1) + 4
        corner = field.mapToGlobal(QPoint(0, field.height() + 2))
        screen = field.screen().availableGeometry()
        if corner.y() + height > screen.bottom():
            corner = field.mapToGlobal(QPoint(0, -height - 2))
        self.setGeometry(corner.x(), corner.y(), max(field.width(), current_scale().side_bar), height)
        self.show()
