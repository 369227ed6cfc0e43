"""年终总评 on the projector: one member in large type, or the whole list; the running count above, the keys below.

Nothing private stands here: no basis, no ground of a veto, no reason of an exemption.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.numbers import format_points
from app.services.year.model import YearEndView, YearRow
from app.ui.pages.year.assessment.big import BigLabel, CountBar
from app.ui.pages.year.assessment.forms import GradeReasonForm, Votes, VotesForm
from app.ui.pages.year.assessment.member_card import MemberCard
from app.ui.pages.year.assessment.words import (
    decision_words,
    proposal_words,
    votes_words,
)
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label

#: Size of the type at which one unit of the large words is drawn, in logical pixels of the area.
_UNIT_WIDTH, _UNIT_HEIGHT = 1150, 720


class MeetingMode(QWidget):
    """Shows the rows and asks for grades and votes; writes nothing itself.

    Signals:
        decided: ``(uid, grade, reason)``; an empty grade gives none.
        votes_given: ``(uid, votes)``.
        undo_wanted: Uid of the member whose draft is to be taken back.

    Attributes:
        card: One member.
        table: Everybody.
    """

    decided = Signal(str, str, str)
    votes_given = Signal(str, object)
    undo_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: YearEndView | None = None
        self._rows: Sequence[YearRow] = ()
        self._uid = ""
        self._writable = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._place = BigLabel("", 1.6, bold=True), BigLabel("", 1.3)
        self.counts = CountBar()
        self.card = MemberCard()
        self.table: DataTable[YearRow] = DataTable(self._columns(), uid=lambda row: row.member.uid)
        self.reason_form, self.votes_form = GradeReasonForm(), VotesForm()
        self.grade_buttons: dict[str, Button] = {}
        self.none_button = Button("不评定", key="0")
        self.votes_button, self.undo_button = Button("记票", key="V"), Button("撤销", key="U")
        self.list_button = Button("全部名单", key="L")
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self._hint = label("", "quiet")
        head.addWidget(self._hint)
        head.addSpacing(Space.L)
        head.addWidget(self._place)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.table)
        self._keys = QWidget()
        self._bar = QHBoxLayout(self._keys)
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(Space.S)
        for button in (self.none_button, self.votes_button, self.undo_button):
            self._bar.addWidget(button)
        self._bar.addStretch(1)
        self._bar.addWidget(self.list_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.M)
        outer.addLayout(head)
        outer.addWidget(self.counts)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self.reason_form)
        outer.addWidget(self.votes_form)
        outer.addWidget(self._keys)
        for form in (self.reason_form, self.votes_form):
            form.lie_flat()

    def _connect(self) -> None:
        self.none_button.clicked.connect(lambda: self.choose(""))
        self.votes_button.clicked.connect(self.open_votes)
        self.undo_button.clicked.connect(lambda: self.undo_wanted.emit(self._uid))
        self.list_button.clicked.connect(self.toggle_list)
        self.table.current_changed.connect(self._on_current)
        self.table.row_activated.connect(lambda _row: self.toggle_list())
        self.reason_form.stated.connect(self._on_stated)
        self.votes_form.counted.connect(self._on_counted)
        for form in (self.reason_form, self.votes_form):
            form.given_up.connect(self.close_forms)

    @property
    def listing(self) -> bool:
        """Whether the whole list is shown."""
        return self._stack.currentWidget() is self.table

    @property
    def uid(self) -> str:
        """The member who is shown."""
        return self._uid

    @property
    def row(self) -> YearRow | None:
        """The same, with the figures."""
        return next((row for row in self._rows if row.member.uid == self._uid), None)

    def show_view(self, view: YearEndView, *, branch: str, writable: bool) -> None:
        """Show the year; the member who is shown stays."""
        self._view, self._writable = view, writable
        self._rows = [row for row in view.rows if row.total is not None]
        if self.row is None and self._rows:
            self._uid = next((r for r in self._rows if r.open), self._rows[0]).member.uid
        self._title.setText(f"{branch}　{view.frame.term.title}年终总评")
        self.counts.show_view(view)
        self._make_grades(view)
        self.table.set_rows(self._rows)
        self.table.select_uid(self._uid)
        self._show_row()

    def begin(self, uid: str) -> None:
        """Start with a member, in large type."""
        if any(row.member.uid == uid for row in self._rows):
            self._uid = uid
        self._stack.setCurrentWidget(self.card)
        self._hide_forms()
        self._show_row()
        self._focus()

    def toggle_list(self) -> None:
        """The whole list, or one member."""
        self._stack.setCurrentWidget(self.card if self.listing else self.table)
        self.table.select_uid(self._uid)
        self._show_row()
        self._focus()

    def choose(self, grade: str) -> None:
        """Take a grade: at once where it is the proposed one, with a reason where it is not."""
        row, view = self.row, self._view
        if row is None or view is None or not (self._writable and row.graded):
            return
        self._hide_forms()
        if grade and (not row.proposed or grade == row.proposed):
            self._decide(row, grade, "")
            return
        name = view.grade_name(grade)
        words = f"{row.member.label}改评“{name}”的理由" if grade else f"{row.member.label}不评定等次的理由"
        self._keys.hide()
        self.reason_form.open_for(grade, words=words, reason="")

    def open_votes(self) -> None:
        """Type the votes on the member's grade."""
        row = self.row
        if row is None or row.decision is None or not self._writable:
            return
        self._hide_forms()
        found = row.decision
        votes = (found.votes_for, found.votes_against, found.votes_abstain)
        self._keys.hide()
        self.votes_form.open_for(votes, words=f"{row.member.label}的票数：赞成、反对、弃权")

    def close_forms(self) -> None:
        """Leave a form without a word."""
        self._hide_forms()
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk through the members; Escape is the desk's."""
        step = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None or self.listing:
            super().keyPressEvent(event)
        else:
            self._walk(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The larger the screen, the larger the words."""
        super().resizeEvent(event)
        unit = max(1.0, min(event.size().width() / _UNIT_WIDTH, event.size().height() / _UNIT_HEIGHT))
        for words in self.findChildren(BigLabel):
            words.set_unit(unit)
        scale = current_scale()
        self.table.setStyleSheet(f"font-size: {scale.body * unit:.1f}pt;")
        self.table.verticalHeader().setDefaultSectionSize(round(scale.row_height * unit))

    # -------------------------------------------------------------------------------------------------- inside

    def _walk(self, step: int) -> None:
        uids = [row.member.uid for row in self._rows]
        if self._uid in uids:
            self._hide_forms()
            place = min(max(uids.index(self._uid) + step, 0), len(uids) - 1)
            self._uid = uids[place]
            self._show_row()

    def _decide(self, row: YearRow, grade: str, reason: str) -> None:
        self.decided.emit(row.member.uid, grade, reason)
        if self.listing:
            self.table.select_next()

    def _on_stated(self, grade: str, reason: str) -> None:
        row = self.row
        self.close_forms()
        if row is not None:
            self._decide(row, grade, reason)

    def _on_counted(self, votes: Votes) -> None:
        self.close_forms()
        self.votes_given.emit(self._uid, votes)

    def _on_current(self, row: YearRow | None) -> None:
        if row is not None and self.listing:
            self._uid = row.member.uid
            self._show_row()

    def _show_row(self) -> None:
        row, view = self.row, self._view
        if view is None:
            return
        uids = [each.member.uid for each in self._rows]
        place = uids.index(self._uid) + 1 if self._uid in uids else 0
        self._place.setText(f"{place} / {len(uids)}")
        self.list_button.setText("单人" if self.listing else "全部名单")
        self._hint.setText("↑ ↓ 换人　Esc 退出" if self.listing else "← → 换人　Esc 退出")
        if row is not None:
            self.card.show_row(row, view)
        graded = row is not None and row.graded and self._writable
        given = row.decision.grade if row is not None and row.decision is not None else None
        for grade, button in self.grade_buttons.items():
            button.setEnabled(graded)
            button.setChecked(grade == given)
        self.none_button.setEnabled(graded)
        for button in (self.votes_button, self.undo_button):
            button.setEnabled(graded and given is not None)

    def _make_grades(self, view: YearEndView) -> None:
        if list(self.grade_buttons) == [grade.id for grade in view.grades]:
            return
        for button in self.grade_buttons.values():
            self._bar.removeWidget(button)
            button.deleteLater()
        self.grade_buttons = {}
        for place, grade in enumerate(view.grades):
            button = Button(grade.name, key=str(grade.key) if grade.key < 10 else "")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, wanted=grade.id: self.choose(wanted))
            self._bar.insertWidget(place, button)
            self.grade_buttons[grade.id] = button

    def _hide_forms(self) -> None:
        self.reason_form.hide()
        self.votes_form.hide()
        self._keys.show()

    def _focus(self) -> None:
        (self.table if self.listing else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _columns(self) -> list[ColumnSpec[YearRow]]:
        def points(row: YearRow) -> str:
            return format_points(row.total, self._view.frame.scheme.decimals) if self._view else ""

        def proposed(row: YearRow) -> str:
            return proposal_words(self._view, row) if self._view else ""

        def decided(row: YearRow) -> str:
            changed = "（改评）" if row.differs else ""
            return decision_words(self._view, row) + changed if self._view else ""

        right = Align.RIGHT
        # Neither bold nor with icons: these have the type of the window, and here all words grow with the screen.
        return [
            ColumnSpec("姓名", lambda r: r.member.label, sort_key=lambda r: r.member.pinyin, width=8),
            ColumnSpec("小组", lambda r: r.figures.group, sort_key=lambda r: r.member.sort, width=5),
            ColumnSpec("积分", points, sort_key=lambda r: r.total, align=right, width=4),
            ColumnSpec("名次", lambda r: str(r.figures.rank or ""), sort_key=lambda r: r.figures.rank, align=right, width=3),
            ColumnSpec("测评", lambda r: r.figures.votes.short if r.figures.votes else "", width=6, stretch=True),
            ColumnSpec("否决", lambda r: "是" if r.figures.vetoes else "", width=3),
            ColumnSpec("建议等次", proposed, width=6),
            ColumnSpec("评定等次", decided, width=9),
            ColumnSpec("票数", votes_words, align=right, width=5),
        ]  # fmt: skip
