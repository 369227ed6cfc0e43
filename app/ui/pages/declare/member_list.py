"""Left of the cards: who has handed in, the missing ones first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.declarations import CardRow, MonthCards
from app.services.months import Month
from app.services.numbers import format_points
from app.services.workflow import CardState
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.state import Tone

_SETTLED = {CardState.COLLECTED, CardState.CONFIRMED, CardState.POSTED, CardState.ARCHIVED}


def card_words(card: CardRow) -> str:
    """未交, 无申报 or the number of lines."""
    if not card.handed_in:
        return "未交"
    return f"{card.lines} 条" if card.lines else "无申报"


def card_tone(card: CardRow) -> Tone:
    """Care while the card is out, a lock once it is collected."""
    if not card.handed_in:
        return Tone.CARE
    return Tone.LOCKED if card.state in _SETTLED else Tone.GOOD


class MemberList(QWidget):
    """Chips and the list of members with their cards.

    Signals:
        member_chosen: Uid of the member under the cursor.
        entry_wanted: Enter or a double-click: type this member's card.
        all_empty_wanted: Uids of everybody who has not handed in: none of them has anything to declare.
    """

    member_chosen = Signal(str)
    entry_wanted = Signal()
    all_empty_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._returned: frozenset[str] = frozenset()
        self._cards: Sequence[CardRow] = ()
        self._order: dict[str, int] = {}
        self._ordered_month: Month | None = None
        self._decimals = 1
        self.chips = ChipBar([Chip("all", "全部"), Chip("missing", "未交卡", 0), Chip("in", "已交")])
        self.table: DataTable[CardRow] = DataTable(
            [
                ColumnSpec(
                    "党员", lambda c: c.member.label, sort_key=lambda c: c.member.pinyin, stretch=True
                ),
                ColumnSpec(
                    "交卡", card_words, sort_key=lambda c: (c.handed_in, c.lines), width=3.8, state=card_tone
                ),
                ColumnSpec("申报", self._claimed, sort_key=lambda c: c.claimed, align=Align.RIGHT, width=2.7),
            ],
            uid=lambda card: card.member.uid,
        )
        self.table.set_search_text(lambda c: (c.member.pinyin, c.member.initials, c.member.group))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.chips)
        column.addWidget(self.table, 1)
        # One press instead of one for each: most members of a village declare nothing in most months.
        self.all_empty = Button("", key="Shift+N")
        self.all_empty.clicked.connect(self._on_all_empty)
        column.addWidget(self.all_empty)
        self._writable = True
        self.chips.chosen.connect(self._on_chip)
        self.table.current_changed.connect(self._on_current)
        self.table.row_activated.connect(lambda _row: self.entry_wanted.emit())

    def show_month(self, month: MonthCards, *, decimals: int, writable: bool) -> None:
        """Fill the list: missing cards first, each part in the branch's own order.

        While she types the cards nobody moves: a member whose card comes in keeps his or her place until the list is
        opened again.
        """
        self._decimals = decimals
        self._writable = writable
        own = {line.member.uid for line in month.lines if line.state.value == "returned"}
        self._returned = frozenset(own | {line.member.uid for line in month.returned})
        chips = [Chip("all", "全部"), Chip("missing", "未交卡", len(month.missing)), Chip("in", "已交")]
        if self._returned:
            chips.append(Chip("returned", "退回", len(self._returned)))
        self.chips.set_chips(chips)
        self._on_chip(self.chips.current)
        self._cards = month.cards
        known = {card.member.uid for card in month.cards} == set(self._order)
        if month.month != self._ordered_month or not known:
            self._ordered_month = month.month
            self._arrange()
        self._fill()

    def select(self, uid: str) -> None:
        """Put the cursor on a member, leaving a chip that hides him or her."""
        if not self.table.select_uid(uid):
            self.chips.choose("all")
            self._on_chip("all")
            self.table.select_uid(uid)

    def following(self, uid: str) -> str:
        """Who comes after a member in the list as shown; the first one at its end; empty when nobody is shown."""
        uids = [card.member.uid for card in self.table.shown_rows]
        if not uids:
            return ""
        place = uids.index(uid) + 1 if uid in uids else 0
        return uids[place % len(uids)]

    def arrange_anew(self) -> None:
        """Missing cards first again: the page is opened."""
        self._arrange()
        self._fill()

    def _arrange(self) -> None:
        arranged = sorted(self._cards, key=lambda card: (card.handed_in, card.member.sort))
        self._order = {card.member.uid: place for place, card in enumerate(arranged)}

    def _fill(self) -> None:
        self._show_all_empty()
        self.table.set_rows(sorted(self._cards, key=lambda card: self._order[card.member.uid]))

    def _claimed(self, card: CardRow) -> str:
        return format_points(card.claimed, self._decimals) if card.lines else ""

    def _on_chip(self, key: str) -> None:
        conditions = {
            "missing": lambda card: not card.handed_in,
            "in": lambda card: card.handed_in,
            "returned": lambda card: card.member.uid in self._returned,
        }
        self.table.set_condition(conditions.get(key))
        self._show_all_empty()

    def _show_all_empty(self) -> None:
        missing = sum(not card.handed_in for card in self._cards)
        self.all_empty.setText(f"未交卡 {missing} 人都无申报")
        self.all_empty.setVisible(self._writable and missing > 0 and self.chips.current in {"all", "missing"})

    def _on_all_empty(self) -> None:
        self.all_empty_wanted.emit([card.member.uid for card in self._cards if not card.handed_in])

    def _on_current(self, card: CardRow | None) -> None:
        if card is not None:
            self.member_chosen.emit(card.member.uid)
