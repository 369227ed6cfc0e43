"""One member's card: its lines with their actions at the left, the arithmetic of one of them at the right."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import NotFound
from app.services.attachments import AttachmentView
from app.services.declarations import CardRow, MonthCards
from app.services.lines import LineView
from app.services.numbers import format_points
from app.services.workflow import LineState
from app.ui.context import WorkContext
from app.ui.pages.declare.words import (
    facts_of,
    item_words,
    program_words,
    short_state,
    state_tone,
)
from app.ui.pages.line_words import fault_sentence
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.line_reasons import line_reasons, rule_of
from app.ui.widgets.panes import SplitPane
from app.ui.widgets.reason_panel import ReasonPanel, ReasonRow

#: Arrow keys held down pass many lines; only the one where they stop is worked out.
_EXPLAIN_AFTER_MS = 40


class LineReason(ReasonPanel):
    """Arithmetic of a line and its pictures.

    Signals:
        picture_wanted: The :class:`AttachmentView` that should be opened.
    """

    picture_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._room = 0
        super().__init__(parent)
        self._links: list[Button] = []

    def show_pictures(self, pictures: list[AttachmentView]) -> None:
        """List the pictures of the line shown."""
        for link in self._links:
            self.extra.removeWidget(link)
            link.deleteLater()
        self._links = []
        for picture in pictures:
            link = Button(picture.file_name, ButtonKind.LINK, icon="image")
            link.clicked.connect(lambda _checked=False, each=picture: self.picture_wanted.emit(each))
            self.extra.addWidget(link)
            self._links.append(link)

    def fit_below(self, room: int) -> None:
        """Below the table: as high as the arithmetic needs, less where the table needs the room more."""
        self._room = room
        self._fit()

    def _flat_height(self) -> int:
        line = self.fontMetrics().height()
        margins = self._box.contentsMargins()
        frame = margins.top() + margins.bottom()
        least, most = round(line * 4.2), round(line * 6.7)
        return min(max(self._room - frame, least), most) + frame


class CardPanel(QWidget):
    """The lines of one card.

    Signals:
        edit_requested, remove_requested, picture_add_requested, resubmit_requested, sheet_requested: A :class:`LineView`.
        picture_wanted: ``(line, picture)``.
        hand_in_toggled: The :class:`CardRow` whose card came in without a line, or did not after all.
    """

    edit_requested = Signal(object)
    remove_requested = Signal(object)
    picture_add_requested = Signal(object)
    resubmit_requested = Signal(object)
    sheet_requested = Signal(object)
    picture_wanted = Signal(object, object)
    hand_in_toggled = Signal(object)

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._month: MonthCards | None = None
        self._card: CardRow | None = None
        self._decimals = 1
        self._writable = True
        self.name = ElidedLabel("", "card")
        self.edit = Button("修改", key="E")
        self.remove = Button("删除", key="Del")
        self.picture = Button("加照片", key="P")
        self.hand_in = Button("本月无申报", key="N")
        self.table = DataTable(self._columns(), uid=lambda line: line.uid)
        self.reason = LineReason()
        self.program = label("", "note", wrap=True)
        self.program.hide()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_EXPLAIN_AFTER_MS)
        self._build()
        self._connect()

    @property
    def line(self) -> LineView | None:
        """The line under the cursor."""
        return self.table.current_row

    def show_month(self, month: MonthCards, *, decimals: int, writable: bool) -> None:
        """Take the figures of a month; which card is shown stays."""
        self._month, self._decimals, self._writable = month, decimals, writable
        self.show_card(self._card.member.uid if self._card is not None else "")

    def show_card(self, uid: str) -> None:
        """Show the card of a member."""
        month = self._month
        if month is None:
            return
        other = self._card is None or self._card.member.uid != uid
        self._card = next((card for card in month.cards if card.member.uid == uid), None)
        lines = [line for line in month.returned if line.member.uid == uid]
        lines += [line for line in month.lines if line.member.uid == uid]
        self.name.setText(self._heading())
        self._fit_head()
        words = program_words([p for p in month.program if p.member_uid == uid], decimals=self._decimals)
        self.program.setText(words)
        self.program.setVisible(bool(words))
        self.table.set_rows(lines)
        if other and lines:
            self.table.select_uid(lines[-1].uid)
        self._show_actions()

    def select(self, line_uid: str) -> None:
        """Put the cursor on a line."""
        self.table.select_uid(line_uid)

    def _columns(self) -> list[ColumnSpec[LineView]]:
        return [
            ColumnSpec("日期", lambda v: f"{v.deed_date:%m-%d}", sort_key=lambda v: v.deed_date, width=3),
            ColumnSpec("事项", item_words, stretch=True, width=7, tip=item_words),
            ColumnSpec("申报", lambda v: format_points(v.claimed, self._decimals), sort_key=lambda v: v.claimed,
                       align=Align.RIGHT, width=2.4),
            ColumnSpec("依据", lambda v: v.basis, width=5.2, stretch=True, tip=lambda v: v.basis,
                       icon=lambda v: "paperclip" if v.attachments else ""),
            ColumnSpec("状态", short_state, width=5.4, state=state_tone, tip=fault_sentence),
        ]  # fmt: skip

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.name, 1)
        for button in (self.edit, self.remove, self.picture, self.hand_in):
            head.addWidget(button)
        main = QWidget()
        inner = QVBoxLayout(main)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.program)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        self._split = SplitPane(main, self.reason, side_width=252)
        column.addWidget(self._split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between table and arithmetic."""
        super().resizeEvent(event)
        self._fit_head()
        self._fit()

    def _fit_head(self) -> None:
        """Whose card it is goes before the keys on the buttons; they are in their tool tips then."""
        buttons = (self.edit, self.remove, self.picture, self.hand_in)
        wanted = self.name.fontMetrics().horizontalAdvance(self.name.text()) + Space.S
        room = self.width() - sum(button.full_width + Space.S for button in buttons)
        for button in buttons:
            button.set_compact(compact=room < wanted)

    def _fit(self) -> None:
        """Where the arithmetic lies below, the table keeps its heading and two and a half rows."""
        if self._split.flat:
            scale = current_scale()
            taken = scale.control_height + scale.row_height * 3.6 + Space.S + Space.M
            self.reason.fit_below(round(self.height() - taken))

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_line)
        self.table.row_activated.connect(lambda _line: self.edit.click())
        self._late.timeout.connect(self._explain)
        self._split.flattened.connect(lambda _flat: self._fit())
        self.edit.clicked.connect(self._on_edit)
        self.remove.clicked.connect(lambda: self._tell(self.remove_requested))
        self.picture.clicked.connect(lambda: self._tell(self.picture_add_requested))
        self.hand_in.clicked.connect(self._on_hand_in)
        self.reason.picture_wanted.connect(self._on_picture)

    def _tell(self, signal: SignalInstance) -> None:
        if self.line is not None:
            signal.emit(self.line)

    def _heading(self) -> str:
        card = self._card
        if card is None:
            return ""
        # The end is cut where there is no room: what the card has comes before what the list says as well.
        parts = [card.member.label]
        if card.lines:
            parts.append(f"{card.lines} 条 {format_points(card.claimed, self._decimals)} 分")
        elif card.handed_in:
            parts.append("已交卡，无申报")
        else:
            parts.append("未交卡")
        if card.member.group and card.member.group not in card.member.label:
            parts.append(card.member.group)
        if card.member.state:
            parts.append(card.member.state)
        return " · ".join(parts)

    def _show_actions(self) -> None:
        card, line = self._card, self.line
        open_line = line is not None and line.state is LineState.DECLARED
        from_sheet = line is not None and bool(line.activity_uid)
        returned = line is not None and line.state is LineState.RETURNED
        self.edit.setText("再次申报" if returned else "到考勤表改" if from_sheet else "修改")
        self.edit.setEnabled((self._writable and (open_line or returned)) or (from_sheet and open_line))
        self.remove.setEnabled(self._writable and open_line and not from_sheet)
        self.picture.setEnabled(self._writable and open_line)
        bare = card is not None and card.handed_in and not card.lines
        self.hand_in.setText("撤回交卡" if bare else "本月无申报")
        self.hand_in.setEnabled(
            self._writable
            and card is not None
            # Lines of an attendance sheet are no card: it may still be out, and come in with nothing on it.
            and (bare or not card.handed_in)
            and card.state.value in {"blank", "declared"}
        )

    def _on_line(self, line: LineView | None) -> None:
        self._show_actions()
        self._late.stop()
        if line is None:
            self.reason.show_pictures([])
            self.reason.show_nothing(self._nothing())
        else:
            self._late.start()

    def _nothing(self) -> str:
        if self._card is None:
            return "在左边选一名党员，或在上面输入姓名。"
        if not self._writable:
            return "本月没有申报事项。"
        if self._card.handed_in:
            return "已交卡，本月无申报。"
        return "还没有事项。在上面输入项目，回车保存；卡上是空的，点“本月无申报”。"

    def _explain(self) -> None:
        """Work out the line where the cursor stopped."""
        line, month = self.line, self._month
        if line is None or month is None:
            return
        heading = f"{line.member.name} · {line.item_name}"
        try:
            pictures = self._context.services.attachments.of_line(line.uid) if line.attachments else []
            if line.state is LineState.RETURNED:
                self._show_returned(heading, line)
            else:
                self._show_arithmetic(heading, line, month)
        except NotFound:
            # Deleted between the key press and now; the next refresh takes it off the list.
            return
        self.reason.show_pictures(pictures)

    def _show_returned(self, heading: str, line: LineView) -> None:
        note = f"会议退回：{line.reason or '未写理由'}。补齐后可再次申报。"
        rows = [ReasonRow("原申报", format_points(line.claimed, self._decimals), result=True)]
        self.reason.show_reason(heading, note=note, rows=rows)

    def _show_arithmetic(self, heading: str, line: LineView, month: MonthCards) -> None:
        declarations = self._context.services.declarations
        trace = declarations.explain(self._context.branch_uid, month.month, line.uid)
        note = "\n".join(part for part in (rule_of(trace), fault_sentence(line), facts_of(line)) if part)
        self.reason.show_reason(heading, note=note, rows=line_reasons(trace, decimals=self._decimals))

    def _on_edit(self) -> None:
        line = self.line
        if line is None:
            return
        if line.state is LineState.RETURNED:
            self.resubmit_requested.emit(line)
        elif line.activity_uid:
            self.sheet_requested.emit(line)
        else:
            self.edit_requested.emit(line)

    def _on_hand_in(self) -> None:
        if self._card is not None:
            self.hand_in_toggled.emit(self._card)

    def _on_picture(self, picture: AttachmentView) -> None:
        if self.line is not None:
            self.picture_wanted.emit(self.line, picture)
