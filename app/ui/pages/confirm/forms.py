"""Fields inside the reason panel: points and reason of a decision; basis and second person of a deduction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.lines import DECISION_NAMES, LineView
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.dates import mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker, Person
from app.ui.widgets.points_edit import PointsEdit

_MOST_REASON = 200


class _Form(QWidget):
    """Enter goes on, Escape gives up.

    Signals:
        given_up: Escape, or 取消.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.S)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the form."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def set_dense(self, *, dense: bool) -> None:
        """Whether there is room for no more than two rows."""
        raise NotImplementedError

    def add_buttons(self, word: str) -> Button:
        """Buttons at the foot; returns the first one."""
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        done, give_up = Button(word), Button("取消")
        give_up.clicked.connect(self.given_up)
        # Enter and Escape are heard in the fields; the buttons only say so.
        done.show_key("Enter")
        give_up.show_key("Esc")
        row.addWidget(done, 1)
        row.addWidget(give_up)
        self.column.addLayout(row)
        return done


class DecisionForm(_Form):
    """Points (for 调整) and reason of a decision other than 确认.

    Signals:
        decided: ``(decision, points or None, reason)``.
    """

    decided = Signal(str, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._decision = ""
        self._title = label("", "strong")
        self.points = PointsEdit()
        self.points.setPlaceholderText("分")
        self.reason = QLineEdit()
        self.reason.setMaxLength(_MOST_REASON)
        self.reason.setAccessibleName("理由")
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.reason.setCompleter(completer)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.points, 2)
        row.addWidget(self.reason, 5)
        self.column.addWidget(self._title)
        self.column.addLayout(row)
        self.save_button = self.add_buttons("")
        self.save_button.clicked.connect(self._on_save)
        self.points.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._on_save)

    def set_dense(self, *, dense: bool) -> None:
        """The button says by itself what is written."""
        self._title.setHidden(dense)

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Reasons of this meeting, offered while typing."""
        self._known.setStringList(list(reasons))

    def open_for(self, decision: str, line: LineView) -> None:
        """Show the form for one decision on one line and take the focus."""
        words = {"adjust": "调整为几分，为什么", "reject": "为什么不予认定", "return": "为什么退回本人"}
        self.save_button.setText(DECISION_NAMES[decision])
        hints = {"adjust": "如：参加半天", "reject": "如：与另一条重复", "return": "如：请补照片后再报"}
        self._decision = decision
        self._title.setText(words[decision])
        self.reason.setPlaceholderText(hints[decision])
        self.reason.setText(line.reason if line.decision == decision else "")
        with_points = decision == "adjust"
        self.points.setVisible(with_points)
        zero = Decimal(0)
        self.points.set_limits(
            minimum=None if line.sign < 0 else zero, maximum=zero if line.sign < 0 else None
        )
        self.points.set_value(line.confirmed if line.confirmed is not None else line.claimed)
        self.show()
        (self.points if with_points else self.reason).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_save(self) -> None:
        reason = self.reason.text().strip()
        points = self.points.value if self._decision == "adjust" else None
        no_points = self._decision == "adjust" and points is None
        mark_fault(self.points, fault=no_points)
        mark_fault(self.reason, fault=not reason)
        if no_points:
            self.points.setFocus()
        elif not reason:
            self.reason.setFocus()
        else:
            self.decided.emit(self._decision, points, reason)


class BasisForm(_Form):
    """What a deduction rests on, and the second person who stands for it.

    Signals:
        completed: ``(basis, second person's uid)``.
    """

    completed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.basis = QLineEdit()
        self.basis.setMaxLength(_MOST_REASON)
        self.basis.setPlaceholderText("依据，如：10月21日巡查记录")
        self.basis.setAccessibleName("扣分依据")
        self.second = MemberPicker(placeholder="第二人：姓名或拼音首字母")
        self.second.setMinimumWidth(0)
        self._title = label("扣分的依据和第二人", "strong")
        self._fields = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._fields.setSpacing(Space.S)
        self._fields.addWidget(self.basis)
        self._fields.addWidget(self.second)
        self.column.addWidget(self._title)
        self.column.addLayout(self._fields)
        self.save_button = self.add_buttons("保存")
        self.save_button.clicked.connect(self._on_save)
        self.basis.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._on_save)
        self.second.picked.connect(self._on_picked)

    def set_dense(self, *, dense: bool) -> None:
        """Basis and second person stand side by side."""
        self._title.setHidden(dense)
        way = QBoxLayout.Direction.LeftToRight if dense else QBoxLayout.Direction.TopToBottom
        self._fields.setDirection(way)

    def open_for(self, line: LineView, people: Sequence[Person]) -> None:
        """Show what the line has and put the focus on what it lacks."""
        self.basis.setText(line.basis)
        self.second.set_people([person for person in people if person.uid != line.member.uid])
        self.second.pick(line.second_uid)
        mark_fault(self.basis, fault=False)
        self.show()
        (self.second if line.basis.strip() else self.basis).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_picked(self, _uid: str) -> None:
        self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        if self.basis.text().strip():
            self._on_save()

    def _on_save(self) -> None:
        basis = self.basis.text().strip()
        mark_fault(self.basis, fault=not basis)
        mark_fault(self.second, fault=not self.second.uid)
        if not basis:
            self.basis.setFocus()
        elif not self.second.uid:
            self.second.setFocus()
        else:
            self.completed.emit(basis, self.second.uid)
