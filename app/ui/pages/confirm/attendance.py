"""Who came to the meeting: the sign-in sheet as a list to tick."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.meeting_views import MeetingView
from app.services.member_views import MemberRow
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import Person
from app.ui.widgets.tick_list import TickList


class AttendancePane(Card):
    """The tick list with what it amounts to.

    Signals:
        finished: Uids of those who came, to be saved.
        given_up: Nothing is to be changed.
    """

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("到会人员", parent)
        self._eligible: frozenset[str] = frozenset()
        self._attendees: tuple[MemberRow, ...] = ()
        self._sum = label("", "strong")
        self.ticks = TickList()
        self.done_button = Button("记下到会", ButtonKind.PLAIN, icon="check", key="Ctrl+S")
        back = Button("返回", key="Esc")
        self.head.addWidget(self._sum)
        self.body.addWidget(self.ticks, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(self.done_button)
        self.body.addLayout(foot)
        self.ticks.ticks_changed.connect(self._on_ticks)
        self.done_button.clicked.connect(lambda: self.finished.emit(self.ticks.ticked))
        back.clicked.connect(self.given_up)

    @property
    def sum_text(self) -> str:
        """ "应到 29 人，实到 25 人，过半数"."""
        return self._sum.text()

    def show_meeting(self, view: MeetingView, *, writable: bool) -> None:
        """Everybody of the branch, those who came ticked."""
        self._eligible = frozenset(member.uid for member in view.eligible)
        self._attendees = tuple(view.attendees)
        people = [
            Person(m.uid, self._words(m), m.pinyin, m.initials, m.name) for m in view.attendees
        ]  # fmt: skip
        self.ticks.set_ticked(people, ticked=view.present)
        self.ticks.set_writable(writable=writable)
        self.done_button.setVisible(writable)
        if writable:
            self.ticks.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _words(self, member: MemberRow) -> str:
        return member.label if member.uid in self._eligible else f"{member.label}（{member.state or '列席'}）"

    def _on_ticks(self, ticked: frozenset[str]) -> None:
        came, wanted = len(ticked & self._eligible), len(self._eligible)
        text = f"应到 {wanted} 人，实到 {came} 人，{quorum_words(came, wanted)}"
        self._sum.setText("；".join(part for part in (text, self._others(ticked)) if part))

    def _others(self, ticked: frozenset[str]) -> str:
        """ "另有流动、预备 2 人到会": who is ticked and not counted, and why the two figures differ."""
        rest = [member for member in self._attendees if member.uid in ticked - self._eligible]
        kinds = "、".join(dict.fromkeys(member.state or "列席" for member in rest))
        return f"另有{kinds} {len(rest)} 人到会，不计入" if rest else ""


def quorum_words(came: int, wanted: int) -> str:
    """Whether more than half of those with a vote are there."""
    return "过半数，有效" if came * 2 > wanted else "没有过半数"
