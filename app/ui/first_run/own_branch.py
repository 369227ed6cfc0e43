"""The form of the assistant: unit, officers, contact, first month, scheme, roster. Eight, three of them needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.services.exchange.roster import RosterRow
from app.services.schemes import PresetView
from app.services.setup import SetupRequest
from app.ui.first_run.choice_card import ChoiceCard
from app.ui.first_run.request import DEFAULT_PLACES, first_months, officers_in, roster_sentence
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label, set_role
from app.ui.widgets.panes import ScrollBody


class OwnBranch(QWidget):
    """Fields at the left, scheme and roster at the right, the red button below.

    Signals:
        done: The :class:`SetupRequest`; the service checks it.
        roster_requested: Choose a roster.
        left: Back to the first page.
    """

    done = Signal(object)
    roster_requested = Signal()
    left = Signal()

    def __init__(self, presets: Sequence[PresetView], today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RosterRow, ...] = ()
        self.fields = FieldForm()
        self.preset_cards: dict[str, ChoiceCard] = {}
        self._group = QButtonGroup(self)
        self._scheme_fault = label("", "fault", wrap=True)
        self.roster_button = Button("选择名册……", icon="file-spreadsheet", key="Ctrl+I")
        self._roster_words = label("", "quiet", wrap=True)
        self.drop_button = Button("不用名册", ButtonKind.QUIET)
        self._fault = label("", "fault", wrap=True)
        self.back_button = Button("上一步", icon="arrow-left", key="Esc")
        self.done_button = Button("", ButtonKind.PRIMARY, key="Ctrl+S")
        self.first_month = QuietComboBox()
        self._build(presets, today)
        self.fields.submitted.connect(self._on_fields_done)
        self.roster_button.clicked.connect(self.roster_requested)
        self.drop_button.clicked.connect(lambda: self.show_roster((), name="", branches=()))
        self.back_button.clicked.connect(self.left)
        self.done_button.clicked.connect(self._on_done)
        self.show_roster((), name="", branches=())

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """The roster's usable rows; empty when it comes later."""
        return self._rows

    @property
    def preset(self) -> str:
        """Key of the chosen scheme; empty while none is chosen."""
        return next((key for key, card in self.preset_cards.items() if card.isChecked()), "")

    def start(self) -> None:
        """Start typing in the first field that is empty."""
        empty = next((key for key in ("unit", "secretary") if not self._line(key).text().strip()), "")
        target = self._line(empty) if empty else self.done_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_roster(self, rows: Sequence[RosterRow], *, name: str, branches: tuple[str, ...]) -> None:
        """Keep a roster for the set-up; what it tells of the officers fills empty fields."""
        self._rows = tuple(rows)
        if rows:
            self._roster_words.setText(f"{name}：{roster_sentence(people=len(rows), branches=branches)}")
            officers = officers_in(rows)
            self._fill_empty("secretary", officers.secretary)
            self._fill_empty("recorder", officers.recorder)
            if len(branches) == 1:
                self._fill_empty("unit", branches[0])
        else:
            self._roster_words.setText("可以现在带上，也可以以后在“党员”页导入。表格照原样就行，不用改格式。")
        # The last button says what it does: nothing is written before it.
        self.done_button.setText(f"建立台账并导入 {len(rows)} 人" if rows else "建立台账")
        self.done_button.updateGeometry()
        set_role(self._roster_words, "good" if rows else "quiet")
        self.drop_button.setVisible(bool(rows))
        self.roster_button.setText("换一份名册……" if rows else "选择名册……")
        several = len(branches) > 1
        self.fields.set_hint(
            "unit",
            "名册里有几个支部，这里填党总支的全称。" if several else "与印章一致，印在每张表上。",
        )

    def show_issues(self, issues: Sequence[Issue]) -> None:
        """Mark what the service found wrong."""
        rest = self.fields.show_issues(issues)
        scheme = [issue for issue in rest if issue.code == "preset"]
        self._scheme_fault.setText("".join(issue.message for issue in scheme))
        self._scheme_fault.setVisible(bool(scheme))
        if scheme and len(rest) == len(issues):
            # Nothing wrong at the left: the first scheme is where to go on, and the arrow keys lead to the others.
            next(iter(self.preset_cards.values())).setFocus(Qt.FocusReason.TabFocusReason)
        self._fault.setText("\n".join(str(issue) for issue in rest if issue.code != "preset"))

    def set_busy(self, *, busy: bool) -> None:
        """While the ledger is being set up nothing can be changed."""
        for widget in (self.done_button, self.back_button, self.roster_button, self.fields):
            widget.setEnabled(not busy)

    def request(self) -> SetupRequest:
        """The form as it stands."""
        return SetupRequest(
            unit=self._line("unit").text().strip(),
            secretary=self._line("secretary").text().strip(),
            recorder=self._line("recorder").text().strip(),
            contact=self._line("contact").text().strip(),
            places=self._line("places").text().strip(),
            preset=self.preset,
            scheme_start=self.first_month.currentData(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a scheme Enter chooses it and goes on; the arrow keys go to the neighbour."""
        if (
            isinstance(watched, ChoiceCard)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            watched.setChecked(True)
            self._scheme_fault.hide()
            # The roster is the last thing to give; with it, or without, the red button follows.
            following = self.done_button if self._rows else self.roster_button
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back, also out of a field."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self, presets: Sequence[PresetView], today: date) -> None:
        for key, words, hint in (
            ("unit", "党支部全称", ""),
            ("secretary", "书记", ""),
            ("recorder", "组织委员（记录人）", "没有组织委员可不填，由书记一人办理。"),
            ("contact", "受理异议的联系人和电话", "印在公示表上；可以以后再填。"),
            ("places", "公示地点", ""),
        ):
            field = QLineEdit()
            field.setMaxLength(120)
            self.fields.add(key, words, field, hint=hint)
        self._line("unit").setPlaceholderText("如：中共某某县某某镇某某村支部委员会")
        self._line("places").setText(DEFAULT_PLACES)
        self.first_month.addItem("按方案的周期（本年或本月开头）", None)
        for month in first_months(today):
            self.first_month.addItem(month.title, month.first)
        self.fields.add(
            "first_month", "从哪个月开始计分", self.first_month, hint="以前的月份不计分，也不用办理。"
        )
        left = Card("支部和经办人")
        left.body.addWidget(self.fields)
        left.body.addStretch(1)
        scheme = Card("积分方案")
        scheme.body.addWidget(self._scheme_fault)
        self._scheme_fault.hide()
        for preset in presets:
            scheme.body.addWidget(self._preset_card(preset))
        roster = Card("党员名册（可以以后再导入）")
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.roster_button)
        line.addWidget(self.drop_button)
        line.addStretch(1)
        roster.body.addWidget(self._roster_words)
        roster.body.addLayout(line)
        self._lay_out(left, scheme, roster)

    def _lay_out(self, left: QWidget, scheme: QWidget, roster: QWidget) -> None:
        right = QVBoxLayout()
        right.setSpacing(Space.M)
        # Above the schemes: those fill the rest of the column, and a roster fills in fields at the left.
        right.addWidget(roster)
        right.addWidget(scheme)
        right.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(Space.L)
        body.addWidget(left, 1)
        body.addLayout(right, 1)
        scroll = ScrollBody()
        scroll.column.addLayout(body)
        scroll.column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self.back_button)
        foot.addWidget(self._fault, 1)
        foot.addWidget(label("Enter 到下一格", "note"))
        foot.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _preset_card(self, preset: PresetView) -> ChoiceCard:
        scheme = preset.scheme
        figures = [f"{len(scheme.active_items)} 个项目"]
        if scheme.cycle.ceiling is not None:
            figures.append(f"满分 {scheme.cycle.ceiling.normalize():f}")
        figures.append("按月清零" if scheme.cycle.months == 1 else "全年累计")
        examples = any(item.example for item in scheme.active_items)
        card = ChoiceCard(
            scheme.name,
            f"{'，'.join(figures)}。出处：{scheme.source}。",
            note=f"部分为{scheme.example_note}。" if examples and scheme.example_note else "",
            checkable=True,
        )
        card.installEventFilter(self)
        card.clicked.connect(self._scheme_fault.hide)
        self._group.addButton(card)
        self.preset_cards[preset.key] = card
        return card

    def _line(self, key: str) -> QLineEdit:
        editor = self.fields.editor(key)
        if not isinstance(editor, QLineEdit):
            raise TypeError(key)
        return editor

    def _fill_empty(self, key: str, text: str) -> None:
        if text and not self._line(key).text().strip():
            self._line(key).setText(text)

    def _on_fields_done(self) -> None:
        chosen = self.preset_cards.get(self.preset)
        first = next(iter(self.preset_cards.values()), None)
        target = chosen or first or self.done_button
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_done(self) -> None:
        self.done.emit(self.request())
