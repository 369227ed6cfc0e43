"""What a trial is asked: which draft, which period, from which day the draft is to hold."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QWidget

from app.services.months import Month
from app.services.schemes import presets
from app.services.trial import TrialSpan
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.menus import drop_down


class TrialForm(QWidget):
    """One line: the draft, the period, 开始试算.

    Signals:
        run_wanted: 开始试算 was pressed.
        preset_chosen: A :class:`~app.services.schemes.PresetView` is to be the draft.
        file_wanted: A file is to be the draft.
        changed: Something else was chosen than what the result was made of.
    """

    run_wanted = Signal()
    preset_chosen = Signal(object)
    file_wanted = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel("", "strong")
        self.choose_button = Button("换草案", key="F6")
        self.from_box = QuietComboBox()
        self.to_box = QuietComboBox()
        self.since_box = QuietComboBox()
        self.run_button = Button("开始试算", icon="list-checks", key="F9")
        for box, name in (
            (self.from_box, "从哪一年"),
            (self.to_box, "到哪个月"),
            (self.since_box, "草案从何时起"),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._build()
        self.choose_button.clicked.connect(lambda: drop_down(self.make_menu(), self.choose_button))
        self.run_button.clicked.connect(self.run_wanted)
        self.from_box.activated.connect(self._on_from)
        self.to_box.activated.connect(self._on_to)
        self.since_box.activated.connect(lambda _place: self.changed.emit())

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(label("草案", "note"))
        row.addWidget(self._name, 1)
        row.addWidget(self.choose_button)
        row.addSpacing(Space.S)
        row.addWidget(self.from_box)
        self._to_word = label("至", "note")
        row.addWidget(self._to_word)
        row.addWidget(self.to_box)
        row.addWidget(self.since_box)
        row.addWidget(self.run_button)

    @property
    def from_month(self) -> Month:
        """First month of the period."""
        month: Month = self.from_box.currentData()
        return month

    @property
    def to_month(self) -> Month:
        """Last month of the period."""
        month: Month = self.to_box.currentData()
        return month

    @property
    def since(self) -> date | None:
        """First day of the draft; ``None``: throughout."""
        month: Month | None = self.since_box.currentData()
        return month.first if month is not None else None

    def show_draft(self, name: str) -> None:
        """Name the draft."""
        self._name.setText(name or "还没有选")
        self._name.setToolTip(name)
        self.run_button.setEnabled(bool(name))

    def make_menu(self) -> QMenu:
        """The schemes that ship with the program, then a file."""
        menu = QMenu(self)
        for preset in presets():
            action = menu.addAction(f"{preset.key}　{preset.scheme.name}")
            action.triggered.connect(lambda _checked=False, chosen=preset: self.preset_chosen.emit(chosen))
        menu.addSeparator()
        menu.addAction("从文件选……", self.file_wanted.emit)
        return menu

    def show_span(self, span: TrialSpan, today: date) -> None:
        """Offer the months there are; at first last year, or else all of them."""
        years = [Month(year, 1) for year in range(span.first.year, span.last.year + 1)]
        last_year = Month(today.year - 1, 1)
        whole = last_year in years and span.last >= Month(last_year.year, 12)
        chosen = (last_year, Month(last_year.year, 12)) if whole else (years[-1], span.last)
        self.from_box.clear()
        for first in years:
            self.from_box.addItem(f"{first.year}年", max(first, span.first))
        self.from_box.setCurrentIndex(years.index(chosen[0]))
        self.to_box.clear()
        month = span.last
        while month >= span.first:
            self.to_box.addItem(month.title, month)
            month = month.previous
        self.to_box.setCurrentIndex(self._place_of(chosen[1]))
        several = len(years) > 1
        self.from_box.setVisible(several)
        self._to_word.setText("至" if several else "算到")
        self._fill_since()

    def _place_of(self, month: Month) -> int:
        # Qt compares Python objects by identity.
        return next(place for place in range(self.to_box.count()) if self.to_box.itemData(place) == month)

    def _fill_since(self) -> None:
        """The draft throughout, or from the beginning of a month of the period on."""
        before = self.since_box.currentData()
        self.since_box.clear()
        self.since_box.addItem("整个期间按草案", None)
        month = self.from_month.next
        while month <= self.to_month:
            self.since_box.addItem(f"{month.title}起按草案", month)
            if month == before:
                self.since_box.setCurrentIndex(self.since_box.count() - 1)
            month = month.next

    def _on_from(self) -> None:
        if self.to_month < self.from_month:
            last = max(self.to_box.itemData(place) for place in range(self.to_box.count()))
            self.to_box.setCurrentIndex(self._place_of(min(last, Month(self.from_month.year, 12))))
        self._on_to()

    def _on_to(self) -> None:
        if self.to_month < self.from_month:
            years = [self.from_box.itemData(place).year for place in range(self.from_box.count())]
            self.from_box.setCurrentIndex(years.index(self.to_month.year))
        self._fill_since()
        self.changed.emit()
