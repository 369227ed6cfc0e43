"""The people of a mark list with their marks, and the filter that narrows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QWidget

from app.ui.widgets.member_picker import Person
from app.ui.widgets.state import Tone

_Index = QModelIndex | QPersistentModelIndex
UID_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Mark:
    """One possible mark.

    Attributes:
        key: For the page.
        word: As shown beside the name; empty for the mark that says nothing.
        tone: Icon and colour.
        letter: Key that sets it ("L"); empty for none.
    """

    key: str
    word: str
    tone: Tone
    letter: str = ""


class MarkModel(QAbstractListModel):
    """People with their marks; locked people carry a word instead and cannot be marked."""

    marked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.people: list[Person] = []
        self.marks: dict[str, str] = {}
        self.locked: Mapping[str, str] = {}

    def fill(self, people: Sequence[Person], marks: Mapping[str, str], locked: Mapping[str, str]) -> None:
        """Show these people; who is not named in ``marks`` has none."""
        self.beginResetModel()
        self.people, self.locked = list(people), locked
        self.marks = {person.uid: marks[person.uid] for person in people if person.uid in marks}
        self.endResetModel()
        self.marked.emit()

    def set_marks(self, uids: Iterable[str], key: str) -> None:
        """Give people a mark; locked ones stay as they are."""
        changed = {uid: key for uid in uids if uid not in self.locked and self.marks.get(uid) != key}
        if not changed:
            return
        self.marks.update(changed)
        self.dataChanged.emit(self.index(0), self.index(len(self.people) - 1))
        self.marked.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """People."""
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, uid, or the word of a locked person as tool tip."""
        if not index.isValid():
            return None
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.label
        if role == UID_ROLE:
            return person.uid
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.locked.get(person.uid)
        return None


class MarkFilter(QSortFilterProxyModel):
    """Shows the people whom the typed text means."""

    def __init__(self, model: MarkModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._people = model
        self._query = ""
        self.setSourceModel(model)

    def set_query(self, query: str) -> None:
        """Show whom these words mean; everybody when empty."""
        self._query = query
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, _parent: _Index) -> bool:
        """Whether the person is meant."""
        return self._people.people[source_row].is_meant_by(self._query)
