"""方案: what is scored, how much, with which limits and proofs; vetoes, grades, and the versions there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.errors import EnvironmentProblem, UserError
from app.services.changes import Changes, Kind
from app.services.months import day_title
from app.services.schemes import VersionView
from app.services.scoring import Polarity, Scheme, YearMode, plain
from app.ui.context import WorkContext
from app.ui.page import Page
from app.ui.pages.scheme.rows import (
    RuleRow,
    grade_rows,
    item_rows,
    section_words,
    version_rows,
    veto_rows,
)
from app.ui.table_models.columns import ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.theme.tokens import Space
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody, SplitPane
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.search import SearchField
from app.ui.widgets.state import Banner, Tone

_SIDE_WIDTH = 300
_CYCLES = {1: "每月一个周期", 3: "每季度一个周期", 6: "每半年一个周期", 12: "全年一个周期"}
_PERIODS = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "年终"}


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists behind the chips."""

    scheme: Scheme
    rows: dict[str, list[RuleRow]]


class RulePanel(Card):
    """Everything that the scheme says about one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        scroll = ScrollBody()
        self._name = label("", "card", wrap=True)
        self._state = label("", "care", wrap=True)
        self._details = QVBoxLayout()
        self._details.setSpacing(2)
        scroll.column.setSpacing(Space.S)
        for widget in (self._name, self._state):
            scroll.column.addWidget(widget)
        scroll.column.addLayout(self._details)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll)

    def show_rule(self, row: RuleRow | None) -> None:
        """Show a line, or nothing."""
        while (item := self._details.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._name.setText(row.name if row is not None else "没有符合条件的内容。")
        words = [] if row is None or row.enabled else ["已停用，不能再登记"]
        self._state.setText("；".join(words))
        self._state.setVisible(bool(words))
        for heading, text in row.details if row is not None else ():
            if text:
                self._details.addSpacing(Space.XS)
                self._details.addWidget(label(heading, "note"))
                self._details.addWidget(label(text, wrap=True))

    def set_flat(self, *, flat: bool) -> None:
        """Below the table it needs a fixed, low place."""
        height = self.fontMetrics().height() * 7
        self.setMinimumHeight(height if flat else 0)
        self.setMaximumHeight(height if flat else 16777215)


class SchemePage(Page):
    """The scheme in force.

    Attributes:
        chips: Which list is shown.
        table: The list.
        panel: The line in full.
    """

    title: ClassVar[str] = "方案"
    interests: ClassVar[frozenset[Kind]] = frozenset({Kind.SCHEME})

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._lists: _Lists | None = None
        self.chips = ChipBar()
        self.search = SearchField("查找项目")
        self.table: DataTable[RuleRow] = DataTable(_item_columns(), uid=lambda row: row.uid)
        self.other_table: DataTable[RuleRow] = DataTable(_other_columns(), uid=lambda row: row.uid)
        self._tables = QStackedWidget()
        self.panel = RulePanel()
        self._build()
        self.chips.chosen.connect(self._show_list)
        self.search.left_downwards.connect(self._on_downwards)
        for table in (self.table, self.other_table):
            self._tables.addWidget(table)
            self.search.searched.connect(table.set_query)
            table.current_changed.connect(self.panel.show_rule)
        self._switch.action_pressed.connect(lambda: self.refresh(None))

    def _build(self) -> None:
        self.header.add(self.search)
        self._facts = label("", "quiet", wrap=True)
        self._example = Banner()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._facts)
        column.addWidget(self._example)
        column.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(SplitPane(self._tables, self.panel, side_width=_SIDE_WIDTH), 1)
        self._switch = ContentSwitch(body)
        self.content.addWidget(self._switch, 1)

    @property
    def start_widget(self) -> QWidget | None:
        """Arrow keys walk through the rules."""
        return self.table

    @property
    def search_field(self) -> QWidget | None:
        """The search in the header."""
        return self.search

    def refresh(self, changes: Changes | None) -> None:
        """Read the scheme; it is kept parsed, so this is quick."""
        services, branch_uid = self.context.services, self.context.branch_uid
        day = max(self.context.month.last, today(services.clock))
        try:
            scheme = services.schemes.current(branch_uid, day)
            versions = services.schemes.history(branch_uid)
        except (UserError, EnvironmentProblem) as fault:
            self._lists = None
            self._switch.show_fault(fault.message, hint=fault.hint)
            return
        self._show_scheme(scheme, versions, day)

    def show_target(self, target: object) -> None:
        """Go to one item by its id."""
        if self._lists is None:
            return
        for key, rows in self._lists.rows.items():
            if any(row.uid == target for row in rows):
                self.chips.choose(key)
                self._show_list(key)
                self.table.select_uid(str(target))
                return

    def _on_downwards(self) -> None:
        table = self.table if self._tables.currentIndex() == 0 else self.other_table
        table.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_scheme(self, scheme: Scheme, versions: Sequence[VersionView], day: date) -> None:
        rows = {
            "plus": item_rows(scheme, Polarity.PLUS),
            "minus": item_rows(scheme, Polarity.MINUS),
            "veto": veto_rows(scheme),
            "grade": grade_rows(scheme),
            "version": version_rows(versions),
        }
        self._lists = _Lists(scheme, rows)
        names = {
            "plus": "积分项目",
            "minus": "负面清单",
            "veto": "一票否决",
            "grade": "等次和运用",
            "version": "历次版本",
        }
        self.chips.set_chips([Chip(key, names[key], len(found)) for key, found in rows.items()])
        in_force = [version for version in versions if version.starts_on <= day]
        since = (
            f" · {in_force[-1].starts_on.year}年{day_title(in_force[-1].starts_on)} 起执行"
            if in_force
            else ""
        )
        self.header.set_state(f"{scheme.name}{since} · 现在只能查看")
        self._facts.setText("\n".join((f"出处：{scheme.source}", scheme_facts(scheme))))
        examples = sum(row.example for key in ("plus", "minus") for row in rows[key])
        note = f"有 {examples} 个项目的分值是{scheme.example_note or '示例分值'}。" if examples else ""
        self._example.show_text(note, Tone.CARE)
        self._switch.show_content()
        self._show_list(self.chips.current)

    def _show_list(self, key: str) -> None:
        if self._lists is None:
            return
        rows = self._lists.rows.get(key, [])
        table = self.table if key in {"plus", "minus"} else self.other_table
        self._tables.setCurrentWidget(table)
        table.set_rows(rows)
        if rows and table.current_row is None:
            table.select_uid(rows[0].uid)
        self.panel.show_rule(table.current_row)


def _item_columns() -> list[ColumnSpec[RuleRow]]:
    return [
        ColumnSpec("板块", lambda r: r.section, width=6, tip=lambda r: r.section),
        ColumnSpec("项目", lambda r: r.name, width=11, tip=lambda r: r.name),
        ColumnSpec("规则", lambda r: r.rule, width=12, stretch=True, tip=lambda r: r.rule),
        ColumnSpec("证明", lambda r: r.extra, width=6, tip=lambda r: r.extra),
        ColumnSpec(
            "分值",
            lambda r: "示例" if r.example else "",
            width=3.6,
            state=lambda r: Tone.CARE if r.example else None,
        ),
    ]


def _other_columns() -> list[ColumnSpec[RuleRow]]:
    return [
        ColumnSpec("类别", lambda r: r.section, width=6, tip=lambda r: r.section),
        ColumnSpec("名称", lambda r: r.name, width=18, tip=lambda r: r.name),
        ColumnSpec("内容", lambda r: r.rule, width=12, stretch=True, tip=lambda r: r.rule),
    ]


def scheme_facts(scheme: Scheme) -> str:
    """Cycle, start, sections, posting in one line."""
    start = scheme.cycle.start
    figures = [start.points, *start.by_category.values(), *start.by_status.values()]
    words = [_CYCLES[scheme.cycle.months]]
    if scheme.cycle.months < 12:
        words.append("全年相加" if scheme.cycle.year is YearMode.SUM else "全年取平均")
    if any(figures):
        low, high = min(figures), max(figures)
        span = plain(high) if low == high else f"{plain(low)}–{plain(high)}"
        words.append(f"{scheme.cycle.start_name} {span} 分")
    words += [section_words(section) for section in scheme.children()]
    kinds = "、".join(_PERIODS[kind.value] for kind in scheme.posting.periods)
    unit = "个工作日" if scheme.posting.day_kind.value == "working" else "天"
    words.append(f"{kinds}公示，至少 {scheme.posting.notice_days} {unit}")
    return " · ".join(words)
