"""Fields inside the panel: a proposal; the second person of a decision; a repair; a revocation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from app.services.year.veto_views import DECLINED, Ground, VetoView
from app.services.year.vetoes import VetoDraft
from app.ui.pages.year.assessment.forms import PanelForm
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.dates import ShortDateEdit, mark_fault
from app.ui.widgets.labels import label
from app.ui.widgets.member_picker import MemberPicker, Person

_MOST = 300


class ProposalForm(PanelForm):
    """Who, which ground, when, on what basis, and what the member said.

    Signals:
        saved: A :class:`VetoDraft`.
    """

    saved = Signal(object)

    def __init__(self, shown: date) -> None:
        super().__init__()
        self.member = MemberPicker(placeholder="党员：姓名或拼音首字母")
        self.member.setMinimumWidth(0)
        self.ground = QuietComboBox()
        self.ground.setAccessibleName("情形")
        self.ground.setMinimumContentsLength(8)
        self.day, self.heard_on = ShortDateEdit(shown=shown), ShortDateEdit(shown=shown)
        self.basis, self.statement = QLineEdit(), QLineEdit()
        self.basis.setPlaceholderText("依据，如：处分决定文号")
        self.statement.setPlaceholderText("本人陈述的内容")
        self.declined = QCheckBox(DECLINED)
        for field, name in ((self.basis, "依据"), (self.statement, "本人陈述")):
            field.setMaxLength(_MOST)
            field.setAccessibleName(name)
        self.heard_on.setPlaceholderText("听取日期")
        self._uid = ""
        rows: tuple[tuple[str, QWidget], ...] = (
            ("党员", self.member), ("情形", self.ground), ("发生日期", self.day), ("依据", self.basis),
        )  # fmt: skip
        for words, widget in rows:
            self._add(words, widget)
        self.column.addWidget(self.declined)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.heard_on)
        row.addWidget(self.statement, 1)
        self.column.addLayout(row)
        self.save_button = self.add_buttons()
        self.save_button.clicked.connect(self._on_save)
        self.member.picked.connect(lambda _uid: self.ground.setFocus(Qt.FocusReason.TabFocusReason))
        self.declined.toggled.connect(self._on_declined)
        self.basis.returnPressed.connect(self._on_save)
        self.statement.returnPressed.connect(self._on_save)

    def _add(self, words: str, field: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        name = label(words, "note")
        name.setFixedWidth(name.fontMetrics().horizontalAdvance("发生日期 "))
        row.addWidget(name)
        row.addWidget(field, 1)
        self.column.addLayout(row)

    def open_for(
        self, veto: VetoView | None, *, people: Sequence[Person], grounds: Sequence[Ground], member: str = ""
    ) -> None:
        """A new proposal, or what was proposed before."""
        self.title.setText("修改拟定" if veto is not None else "提出一票否决")
        self.member.set_people(people)
        self.member.pick(veto.member.uid if veto is not None else member)
        self.ground.clear()
        for ground in grounds:
            self.ground.addItem(ground.name, ground.id)
        if veto is not None:
            self.ground.setCurrentIndex(max(0, self.ground.findData(veto.rule)))
        self.day.set_value(veto.happened_on if veto is not None else None)
        self.basis.setText(veto.basis if veto is not None else "")
        declined = veto is not None and veto.statement == DECLINED
        self.heard_on.set_value(veto.heard_on if veto is not None else None)
        self.statement.setText(veto.statement if veto is not None and not declined else "")
        self.declined.setChecked(declined)
        self.show()
        (self.member if not self.member.uid else self.day if self.day.value is None else self.basis).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def set_shown_month(self, shown: date) -> None:
        """Short dates mean days of this month."""
        for field in (self.day, self.heard_on):
            field.set_shown_month(shown)

    def _on_declined(self, on: bool) -> None:  # Qt's signal
        for field in (self.heard_on, self.statement):
            field.setEnabled(not on)

    def _on_save(self) -> None:
        mark_fault(self.member, fault=not self.member.uid)
        mark_fault(self.day, fault=self.day.value is None)
        if not self.member.uid:
            self.member.setFocus()
        elif self.day.value is None:
            self.day.setFocus()
        else:
            self.saved.emit(
                VetoDraft(
                    member_uid=self.member.uid,
                    rule=str(self.ground.currentData() or ""),
                    happened_on=self.day.value,
                    basis=self.basis.text().strip(),
                    heard_on=self.heard_on.value,
                    statement=self.statement.text().strip(),
                    declined=self.declined.isChecked(),
                )
            )


class StepForm(PanelForm):
    """A step of the secretary: a day or a text where it needs one, and the second person.

    Signals:
        given: ``(day or None, text, second person's uid)``.
    """

    given = Signal(object, str, str)

    def __init__(self, words: str, *, text: str = "", with_day: bool = False, shown: date) -> None:
        super().__init__()
        self.title.setText(words)
        self.day = ShortDateEdit(shown=shown)
        self.text = QLineEdit()
        self.text.setMaxLength(_MOST)
        self.text.setPlaceholderText(text)
        self.text.setAccessibleName(text or "说明")
        self.second = MemberPicker(placeholder="第二人：姓名或拼音首字母")
        self.second.setMinimumWidth(0)
        self._with_day, self._with_text = with_day, bool(text)
        for field, wanted in ((self.day, with_day), (self.text, bool(text)), (self.second, True)):
            self.column.addWidget(field)
            field.setHidden(not wanted)
        self.save_button = self.add_buttons()
        self.save_button.clicked.connect(self._on_save)
        self.text.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._on_save)
        self.second.picked.connect(lambda _uid: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))

    def open_for(self, people: Sequence[Person]) -> None:
        """Ask."""
        self.day.set_value(None)
        self.text.clear()
        self.second.set_people(people)
        self.second.clear_pick()
        self.show()
        start = self.day if self._with_day else self.text if self._with_text else self.second
        start.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_save(self) -> None:
        no_day = self._with_day and self.day.value is None
        no_text = self._with_text and not self.text.text().strip()
        mark_fault(self.day, fault=no_day)
        mark_fault(self.text, fault=no_text)
        mark_fault(self.second, fault=not self.second.uid)
        faulty = self.day if no_day else self.text if no_text else None if self.second.uid else self.second
        if faulty is not None:
            faulty.setFocus()
        else:
            self.given.emit(self.day.value, self.text.text().strip(), self.second.uid)
