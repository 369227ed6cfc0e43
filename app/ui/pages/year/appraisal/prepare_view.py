"""备票: day and place, whose rows stand on the ballot, and the copies to print."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.appraisal.people import PrepareView
from app.services.appraisal.service import AppraisalDraft
from app.services.appraisal.views import AppraisalView
from app.ui.context import WorkContext
from app.ui.printing import DocumentKind, print_documents
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietSpinBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import Person
from app.ui.widgets.panes import ScrollBody, SplitPane
from app.ui.widgets.scaled import scaled
from app.ui.widgets.tick_list import TickList

_SIDE_WIDTH = 330
_MOST_COPIES = 999
_FLAT_HEIGHT, _ANY_HEIGHT = 206, 16777215


class _SetCard(Card):
    """The card of the set; below the list it lies flat, its parts beside each other."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.box.setSpacing(Space.M)

    def set_flat(self, *, flat: bool) -> None:
        """Leave the list as much room as there is."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.box.setDirection(across if flat else down)
        self.setMaximumHeight(scaled(_FLAT_HEIGHT) if flat else _ANY_HEIGHT)


def _column(box: QBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(Space.S)
    box.addLayout(column, 1)
    return column


class PrepareForm(QWidget):
    """The form of a set.

    Signals:
        prepare_wanted: The :class:`AppraisalDraft`.
    """

    prepare_wanted = Signal(object)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._proposal: PrepareView | None = None
        self._view: AppraisalView | None = None
        self._shown = ""
        self.people = TickList()
        self.form = FieldForm()
        self.day = ShortDateEdit(shown=context.month.first)
        self.place = QLineEdit()
        self.place.setMaxLength(60)
        self.form.add("held_on", "评议日期", self.day)
        self.form.add("place", "地点", self.place)
        self.facts = label("", "quiet", wrap=True)
        self.warning = label("", "care", wrap=True)
        self.prepare = Button("重新备票")
        self.copies: dict[str, QuietSpinBox] = {}
        self._copies_box = QVBoxLayout()
        self.print = Button("打印测评票", icon="printer", key="Ctrl+P")
        self.print_tally = Button("打印计票表", icon="printer", key="F9")
        self._build()

    def _build(self) -> None:
        side = _SetCard("这套票")
        body = ScrollBody()
        data, told, paper = (_column(side.box) for _ in range(3))
        data.addWidget(self.form)
        told.addWidget(self.facts)
        told.addWidget(self.warning)
        told.addWidget(self.prepare)
        self._copies_box.setSpacing(Space.S)
        paper.addLayout(self._copies_box)
        paper.addWidget(self.print)
        paper.addWidget(self.print_tally)
        body.column.addLayout(side.box)
        body.column.addStretch(1)
        side.body.addWidget(body, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(SplitPane(self.people, side, side_width=_SIDE_WIDTH))
        self.prepare.clicked.connect(self.ask)
        self.form.submitted.connect(self.ask)
        self.print.clicked.connect(self._on_print)
        self.print_tally.clicked.connect(lambda: print_documents(self._context, self, DocumentKind.TALLIES))

    def show_form(self, proposal: PrepareView, view: AppraisalView | None, *, writable: bool) -> None:
        """Show the set, or what is proposed for one; ticks that are being made stay."""
        mark = f"{proposal.year}/{view.uid if view is not None else ''}/{self._context.branch_uid}"
        begun = view is not None and view.begun
        if mark != self._shown:
            self._shown = mark
            on_ballot = [row.uid for row in view.rows] if view is not None else list(proposal.chosen)
            self.people.set_ticked(
                [
                    Person(row.uid, row.label, row.pinyin, row.initials, row.name)
                    for row in proposal.candidates
                ],
                ticked=on_ballot,
            )
            self.day.set_shown_month(self._context.month.first)
            self.day.set_value(proposal.held_on)
            self.place.setText(proposal.place)
        self._proposal, self._view = proposal, view
        self.people.set_writable(writable=writable and not begun)
        for field in (self.day, self.place):
            field.setReadOnly(not writable or begun)
        self._show_words()
        # The first time the red button of the page does it.
        self.prepare.setVisible(writable and view is not None and not begun)
        self._show_copies(view)

    def start(self) -> None:
        """To the first field."""
        self.day.setFocus()

    def ask(self) -> None:
        """Prepare what is ticked."""
        proposal = self._proposal
        if proposal is None:
            return
        if self.day.value is None:
            self.form.show_fault("held_on", "请填写评议日期，如 12-28。")
            self.day.setFocus()
            return
        ticked = self.people.ticked
        members = tuple(row.uid for row in proposal.candidates if row.uid in ticked)
        self.prepare_wanted.emit(AppraisalDraft(self.day.value, self.place.text().strip(), members))

    def _show_words(self) -> None:
        proposal, view = self._proposal, self._view
        if proposal is None:
            return
        columns = view.columns if view is not None else proposal.columns
        words = [f"测评档：{'、'.join(column.name for column in columns)}"]
        rule = view.rule if view is not None else proposal.rule
        words += [f"每张票{rule}"] if rule else []
        if len(proposal.raters) > 1:
            words.append(f"评议人：{'、'.join(proposal.raters)}")
        words.append(f"可投票党员 {proposal.voters} 人")
        if proposal.listed:
            words.append(f"参加，不评定等次：{'、'.join(proposal.listed)}")
        self.facts.setText("\n".join(words))
        late = view is not None and view.newcomers and view.open
        if late and view is not None:
            names = "、".join(view.newcomers)
            again = "已经录入票，票上不能再加。" if view.begun else "勾选后重新备票，原来印的票作废。"
            self.warning.setText(f"票上没有：{names}。{again}")
        self.warning.setVisible(bool(late))

    def _show_copies(self, view: AppraisalView | None) -> None:
        for button in (self.print, self.print_tally):
            button.setVisible(view is not None)
        wanted = [rater.uid for rater in view.raters] if view is not None else []
        if wanted == list(self.copies):
            return
        while self._copies_box.count():
            taken = self._copies_box.takeAt(0)
            row = taken.widget() if taken is not None else None
            if row is not None:
                row.hide()
                row.deleteLater()
        self.copies = {}
        for place, rater in enumerate(view.raters if view is not None else ()):
            box = QuietSpinBox()
            box.setRange(0, _MOST_COPIES)
            box.setValue(rater.given or (view.voters if view is not None and place == 0 else 0))
            box.setSuffix(" 张")
            box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.setAccessibleName(f"{rater.name}测评票张数")
            line = QWidget()
            row_layout = QHBoxLayout(line)
            row_layout.setContentsMargins(0, 0, 0, 0)
            row_layout.addWidget(label(f"{rater.name}票"))
            row_layout.addWidget(box, 1)
            self._copies_box.addWidget(line)
            self.copies[rater.uid] = box

    def _on_print(self) -> None:
        wanted = [f"{uid}:{box.value()}" for uid, box in self.copies.items() if box.value()]
        if not wanted:
            self.form.show_fault("place", "请先填要印的张数。")
            return
        print_documents(self._context, self, DocumentKind.BALLOTS, wanted)
