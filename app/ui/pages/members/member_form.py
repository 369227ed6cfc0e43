"""The form for a new member and for the plain facts of a known one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Issue
from app.services.identity import check_id_number
from app.services.member_views import MemberDetail
from app.services.members import MemberDraft
from app.services.scoring import Scheme
from app.services.units import BranchView, GroupView
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.dates import ShortDateEdit
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody

W = TypeVar("W", bound=QWidget)

_COLUMNS = 3
_DATES = {
    "joined_on": "入党日期",
    "full_on": "转正日期",
    "birth_date": "出生日期",
    "since": "从哪天起在本支部",
}
_ID_HINT = "18 位；同名的人靠它分开"


class MemberForm(QWidget):
    """All plain facts of one member.

    Signals:
        save_requested: The :class:`MemberDraft`.
        cancelled: 取消 was pressed.
    """

    save_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date(2000, 1, 1)
        self._load_groups: Callable[[str], Sequence[GroupView]] = lambda _branch: ()
        self._new = True
        self.fields = FieldForm(columns=_COLUMNS)
        self.save_button = Button("保存", ButtonKind.PRIMARY, key="Ctrl+S")
        self.cancel_button = Button("取消", key="Esc")
        self._fault = label("", "fault", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._scroll = ScrollBody()
        card = Card()
        card.body.addWidget(self.fields)
        self._scroll.column.addWidget(card)
        self._scroll.column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self._fault, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
        self._build()
        self.fields.submitted.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.cancelled)

    def start(
        self,
        detail: MemberDetail | None,
        *,
        branches: Sequence[BranchView],
        branch_uid: str,
        load_groups: Callable[[str], Sequence[GroupView]],
        scheme: Scheme | None,
        today: date,
    ) -> None:
        """Show an empty form, or a member's facts.

        Args:
            detail: The member; ``None`` for a new one.
            branches: Offered where the village has several.
            branch_uid: Branch of a new member.
            load_groups: Reads the groups of a branch.
            scheme: Its classes are offered.
            today: For short dates and for checks of the ID number.
        """
        self._today, self._new, self._load_groups = today, detail is None, load_groups
        self.show_issues(())
        for key in _DATES:
            self._date(key).set_shown_month(today)
        self._fill_choices(branches, scheme)
        self._show(detail, branch_uid)
        self.fields.editor("name").setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Mark what the service found wrong."""
        rest = self.fields.show_issues(issues)
        self._fault.setText("\n".join(str(issue) for issue in rest))

    def draft(self) -> MemberDraft:
        """The form as it stands."""
        return MemberDraft(
            name=self._line("name").text().strip(),
            branch_uid=str(self._box("branch").currentData() or ""),
            group_uid=str(self._box("group").currentData() or ""),
            grid=self._line("grid").text().strip(),
            name_note=self._line("name_note").text().strip(),
            id_number=self._line("id_number").text().strip(),
            sex=str(self._box("sex").currentData() or ""),
            birth_date=self._date("birth_date").value,
            ethnicity=self._line("ethnicity").text().strip(),
            education=self._line("education").text().strip(),
            phone=self._line("phone").text().strip(),
            position=self._line("position").text().strip(),
            joined_on=self._date("joined_on").value,
            full_on=self._date("full_on").value,
            note=self._line("note").text().strip(),
            category=str(self._box("category").currentData() or ""),
            status=str(self._box("status").currentData() or "full"),
            since=self._date("since").value,
        )

    def _build(self) -> None:
        add = self.fields.add
        add("name", "姓名（必填）", _line())
        add("id_number", "身份证号", _line(24), hint=_ID_HINT)
        add("phone", "电话", _line(30))
        add("branch", "所在党支部", QuietComboBox())
        add("group", "小组", QuietComboBox())
        add("position", "党内职务", _line())
        add("joined_on", _DATES["joined_on"], self._new_date())
        add("full_on", _DATES["full_on"], self._new_date())
        add("since", _DATES["since"], self._new_date(), hint="不填：从入党那天起")
        add("status", "人员类别", QuietComboBox(), hint="保存后改动，请用“转正”")
        add("category", "党员类别", QuietComboBox(), hint="保存后改动，请用“类别”")
        add("sex", "性别", QuietComboBox())
        add("birth_date", _DATES["birth_date"], self._new_date())
        add("ethnicity", "民族", _line(20))
        add("education", "学历", _line(30))
        add("grid", "网格", _line(40))
        add("name_note", "姓名替代写法", _line(40), hint="生僻字打不出时，别处怎样写")
        add("note", "备注", _line(200))
        for value, words in (("full", "正式党员"), ("probationary", "预备党员")):
            self._box("status").addItem(words, value)
        for value in ("", "男", "女"):
            self._box("sex").addItem(value or "照身份证号", value)
        self._line("id_number").editingFinished.connect(self._on_id_number)
        self._box("branch").currentIndexChanged.connect(self._on_branch)

    def _new_date(self) -> ShortDateEdit:
        field = ShortDateEdit(shown=self._today)
        field.setPlaceholderText("如 1995-7-1")
        return field

    def _fill_choices(self, branches: Sequence[BranchView], scheme: Scheme | None) -> None:
        branch = self._box("branch")
        branch.blockSignals(True)
        branch.clear()
        for each in branches:
            branch.addItem(each.short_name, each.uid)
        branch.blockSignals(False)
        branch.setEnabled(len(branches) > 1)
        category = self._box("category")
        category.clear()
        category.addItem("未分类", "")
        for part in scheme.categories if scheme is not None else ():
            category.addItem(part.name, part.id)
        category.setEnabled(self._new and category.count() > 1)
        self._box("status").setEnabled(self._new)
        self._date("since").setEnabled(self._new)
        self.fields.set_hint("since", "不填：从入党那天起" if self._new else "改动请用“转出”“转入”")

    def _show(self, detail: MemberDetail | None, branch_uid: str) -> None:
        row = detail.row if detail is not None else None
        _choose(self._box("branch"), row.branch_uid if row else branch_uid)
        self._on_branch()
        _choose(self._box("group"), row.group_uid if row else "")
        _choose(self._box("sex"), detail.sex if detail else "")
        _choose(self._box("status"), row.status if row else "full")
        category = self._box("category")
        if row and row.category and category.findData(row.category) < 0:
            category.addItem(row.category, row.category)
        _choose(category, row.category if row else "")
        texts = {
            "name": row.name if row else "",
            "phone": row.phone if row else "",
            "position": row.position if row else "",
        }
        for key in ("id_number", "ethnicity", "education", "grid", "name_note", "note"):
            texts[key] = getattr(detail, key) if detail else ""
        for key, text in texts.items():
            self._line(key).setText(text)
        for key in ("joined_on", "full_on", "birth_date"):
            self._date(key).set_value(getattr(detail, key) if detail else None)
        since = (
            next((span.start for span in detail.spans if span.kind == "membership"), None) if detail else None
        )
        self._date("since").set_value(since)
        self.fields.set_hint("id_number", _ID_HINT)

    def _on_branch(self) -> None:
        branch = str(self._box("branch").currentData() or "")
        box = self._box("group")
        box.clear()
        groups = self._load_groups(branch) if branch else ()
        if len(groups) != 1:
            box.addItem("请选择" if groups else "全体党员", "")
        for group in groups:
            box.addItem(group.name, group.uid)

    def _on_id_number(self) -> None:
        text = self._line("id_number").text().strip()
        if not text:
            self.fields.set_hint("id_number", _ID_HINT)
            return
        checked = check_id_number(text, as_of=self._today)
        if not checked.ok:
            # Told here and not only on saving: the card is still in her hand.
            self.fields.show_fault("id_number", "".join(issue.message for issue in checked.issues))
            return
        born = f"，{checked.birth_date:%Y-%m-%d} 出生" if checked.birth_date else ""
        self.fields.set_hint("id_number", f"校验正确：{checked.sex or ''}{born}")
        self._line("id_number").setText(checked.number)
        if self._date("birth_date").value is None:
            self._date("birth_date").set_value(checked.birth_date)

    def _on_save(self) -> None:
        faults = [
            Issue(words, key, "不是日期，请照 2026-10-3 填写。")
            for key, words in _DATES.items()
            if not self._date(key).acceptable
        ]
        if not self._box("group").currentData() and self._box("group").count() > 1:
            faults.append(Issue("小组", "group", "请选择小组。"))
        self.show_issues(faults)
        if not faults:
            self.save_requested.emit(self.draft())

    def _line(self, key: str) -> QLineEdit:
        return _typed(self.fields.editor(key), QLineEdit)

    def _date(self, key: str) -> ShortDateEdit:
        return _typed(self.fields.editor(key), ShortDateEdit)

    def _box(self, key: str) -> QComboBox:
        return _typed(self.fields.editor(key), QComboBox)


def _line(longest: int = 60) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(longest)
    return line


def _choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(box.findData(value), 0))


def _typed(widget: QWidget, kind: type[W]) -> W:
    if not isinstance(widget, kind):
        raise TypeError(f"{widget!r} is no {kind.__name__}")
    return widget
