"""方案: the scheme in force to be read, and the drafts to be written, checked, tried and adopted."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.errors import EnvironmentProblem, UserError
from app.services.changes import Changes, Kind
from app.services.months import day_title
from app.services.scheme_drafts import DraftView
from app.services.schemes import VersionView, presets
from app.services.scoring import Difference
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.scheme.desk import DraftDesk
from app.ui.pages.scheme.difference_view import DifferenceView
from app.ui.pages.scheme.draft_actions import DraftActions
from app.ui.pages.scheme.editor import SchemeEditor
from app.ui.pages.scheme.read_view import ReadView
from app.ui.pages.scheme.trial_view import TrialView
from app.ui.theme.tokens import Space
from app.ui.widgets.boxes import QuietComboBox
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.menus import drop_down
from app.ui.widgets.placeholders import ContentSwitch
from app.ui.widgets.scaled import ScaleWatcher, scaled

#: Stands for the scheme in force in the chooser.
IN_FORCE = ""

_CHOOSER_WIDTH = 300


class SchemePage(Page):
    """The scheme in force, and the drafts.

    Attributes:
        chooser: Which of them is shown.
        reader: The scheme in force and the versions.
        editor: The draft.
        tabs: What is shown of the draft.
        desk: The draft's text with its steps and faults.
    """

    title: ClassVar[str] = "方案"
    interests: ClassVar[frozenset[Kind]] = frozenset({Kind.SCHEME, Kind.SCHEME_DRAFT})

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = DraftDesk(context, self)
        self.chooser = QuietComboBox()
        self.tabs = ChipBar()
        self.reader = ReadView()
        self.editor = SchemeEditor(context, self.desk)
        self.differences = DifferenceView()
        self.trial = TrialView(context)
        self._drafts: dict[str, DraftView] = {}
        self._in_force = ""
        self._branch = ""
        self.actions_of_page = DraftActions(
            context,
            self,
            on_made=self._on_made,
            on_deleted=self.desk.forget,
            on_adopted=lambda: self._open(IN_FORCE),
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        self.new_button = Button("新草稿", icon="plus")
        self.more_button = Button("更多", icon="chevron-down")
        self.adopt_button = Button("提交党员大会通过", ButtonKind.PRIMARY)
        self.adopt_button.show_key(PRIMARY_KEY)
        for button in (self.new_button, self.more_button, self.adopt_button):
            self.header.add(button)
        self._new_menu, self._more_menu = QMenu(self), QMenu(self)
        self._fill_new_menu()
        self.chooser.setAccessibleName("看哪一份方案")
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        ScaleWatcher(self, lambda: self.chooser.setFixedWidth(scaled(_CHOOSER_WIDTH)))
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.M)
        line.addWidget(self.chooser)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self._views = QStackedWidget()
        for view in (self.reader, self.editor, self.differences, self.trial):
            self._views.addWidget(view)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._line)
        column.addWidget(self._views, 1)
        self._switch = ContentSwitch(body)
        self.content.addWidget(self._switch, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: drop_down(self._new_menu, self.new_button))
        self.more_button.clicked.connect(self._on_more)
        self.adopt_button.clicked.connect(self._on_adopt)
        self.chooser.activated.connect(lambda _index: self._open(str(self.chooser.currentData() or "")))
        self.tabs.chosen.connect(self._show_tab)
        self.reader.version_asked.connect(self.actions_of_page.show_version)
        self.desk.checked.connect(self._on_checked)
        self.desk.saved.connect(self._show_state)
        self.desk.changed.connect(lambda _rebuild, _focus: self._show_state())
        self.desk.lost.connect(lambda: self._open(IN_FORCE))
        self.desk.rescued.connect(self._on_made)
        self._switch.action_pressed.connect(lambda: self.refresh(None))

    # ---------------------------------------------------------------------------------------------- for the window

    @property
    def primary_action(self) -> Button | None:
        """提交党员大会通过, while a draft is shown."""
        return self.adopt_button if self.desk.draft is not None else None

    @property
    def start_widget(self) -> QWidget | None:
        """Arrow keys walk through the rules, or through the parts."""
        return self.editor.tree if self.desk.draft is not None else self.reader.table

    @property
    def search_field(self) -> QWidget | None:
        """The search of the scheme in force."""
        return self.reader.search if self.desk.draft is None else None

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes away, or closes the window, has saved."""
        self.desk.save()
        super().hideEvent(event)

    def refresh(self, changes: Changes | None) -> None:
        """Read the scheme, the versions and the drafts; they are kept parsed, so this is quick."""
        if changes is not None and changes.kinds == {Kind.SCHEME_DRAFT} and not changes.message:
            return  # this page itself has saved its draft
        services, branch_uid = self.context.services, self.context.branch_uid
        day = max(self.context.month.last, today(services.clock))
        if branch_uid != self._branch:
            self.desk.open(None)
            self._branch = branch_uid
        self.set_read_only("现在是查看人，只能看和打印。" if self.context.actor.role is Role.VIEWER else "")
        try:
            versions = services.schemes.history(branch_uid)
            self._drafts = {draft.uid: draft for draft in services.drafts.list(branch_uid)}
            self._show_in_force(versions, branch_uid)
            scheme = services.schemes.current(branch_uid, day)
            self.reader.show_scheme(scheme, versions, day, today=today(services.clock))
        except (UserError, EnvironmentProblem) as fault:
            self._switch.show_fault(fault.message, hint=fault.hint)
            return
        self._switch.show_content()
        here = self.desk.draft.uid if self.desk.draft is not None else IN_FORCE
        if here and here not in self._drafts:
            self.desk.open(None)
            here = IN_FORCE
        self._fill_chooser(here)
        self._show_access()
        self._show_tab(self.tabs.current)

    def show_target(self, target: object) -> None:
        """Go to a draft by its uid, or to one item by its id: in the open draft, else in the scheme in force."""
        if target in self._drafts:
            self._open(str(target))
            return
        if self.desk.draft is not None and self.editor.go(f"items/{target}"):
            return
        self._open(IN_FORCE)
        self.reader.show_target(str(target))

    def set_read_only(self, reason: str) -> None:
        """A viewer looks and prints."""
        super().set_read_only(reason)
        self.new_button.setEnabled(not reason)
        self.editor.set_writable(writable=not reason)

    # ---------------------------------------------------------------------------------------------------- showing

    def _show_in_force(self, versions: list[VersionView], branch_uid: str) -> None:
        version = self.context.services.schemes.in_force(branch_uid, today(self.context.services.clock))
        if version is None:
            self._in_force = ""
            return
        start = version.starts_on
        self._in_force = f"{version.name} · {start.year}年{day_title(start)} 起执行"
        if len(versions) > 1:
            self._in_force += f" · 共 {len(versions)} 版"

    def _fill_chooser(self, here: str) -> None:
        self.chooser.clear()
        self.chooser.addItem("现行方案", IN_FORCE)
        for draft in self._drafts.values():
            unsaved = "（有改动没存上）" if self.desk.has_unsaved(draft.uid) else ""
            self.chooser.addItem(f"草稿：{draft.name}{unsaved}", draft.uid)
            tip = f"{draft.name}，来自{draft.origin}"
            self.chooser.setItemData(self.chooser.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(here)))

    def _open(self, uid: str) -> None:
        """Show the scheme in force, or a draft as it is in the ledger."""
        if uid == IN_FORCE or self.desk.draft is None or self.desk.draft.uid != uid:
            self.desk.open(self.context.services.drafts.get(uid) if uid else None)
        self.refresh(None)
        target = self.start_widget
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_made(self, uid: str) -> None:
        self.tabs.choose("edit")
        self._open(uid)
        self.toast("草稿已建好，改动自动保存")

    def _show_access(self) -> None:
        drafting = self.desk.draft is not None
        self.tabs.setVisible(drafting)
        self._line.setVisible(bool(self._drafts))
        self.adopt_button.setVisible(drafting)
        secretary = self.context.actor.role is Role.SECRETARY
        self.adopt_button.setToolTip("" if secretary else "由书记在党员大会通过后办理")
        self.tabs.set_chips(
            [Chip("edit", "编辑"), Chip("differences", "与现行的不同"), Chip("trial", "试算")]
        )
        self._show_state()

    def _show_state(self) -> None:
        draft = self.desk.draft
        if draft is None:
            self.header.set_state(self._in_force)
            return
        waiting = "还没有存上，改动留在这里" if self.desk.save_failed else "正在保存"
        kept = "已自动保存" if self.desk.is_saved else waiting
        errors = self.desk.error_count
        faults = f"还有 {errors} 处要改正" if errors else "没有错误"
        self.header.set_state(f"草稿 · {kept} · {faults}")
        self.adopt_button.setEnabled(not errors and not self.read_only)

    def _show_tab(self, key: str) -> None:
        if self.desk.draft is None:
            self._views.setCurrentWidget(self.reader)
            return
        if key == "differences":
            self._show_differences()
            self._views.setCurrentWidget(self.differences)
        elif key == "trial":
            self.trial.set_draft(self.desk.text, self.desk.draft.name)
            self.trial.refresh()
            self._views.setCurrentWidget(self.trial)
        else:
            self._views.setCurrentWidget(self.editor)

    def _show_differences(self) -> None:
        found: tuple[Difference, ...] | None = None
        if self.desk.scheme is not None:
            services = self.context.services
            found = services.schemes.compare(self.context.branch_uid, self.desk.text, today(services.clock))
        self.differences.show_differences(found)

    def _on_checked(self) -> None:
        self._show_state()
        if self._views.currentWidget() is self.differences:
            self._show_differences()

    # ---------------------------------------------------------------------------------------------------- buttons

    def _fill_new_menu(self) -> None:
        actions = self.actions_of_page
        self._new_menu.addAction("从现行方案").triggered.connect(lambda: actions.from_version())
        for preset in presets():
            words = f"从预置方案 {preset.key}：{preset.scheme.name}"
            action = self._new_menu.addAction(words)
            action.triggered.connect(lambda _checked=False, key=preset.key: actions.from_preset(key))
        self._new_menu.addSeparator()
        self._new_menu.addAction("从文件导入……").triggered.connect(lambda: actions.from_file())

    def _on_more(self) -> None:
        """The menu for what is shown now."""
        menu, actions, draft = self._more_menu, self.actions_of_page, self.desk.draft
        menu.clear()
        menu.addAction("打印一览表").triggered.connect(lambda: self._print())
        menu.addAction("导出为文件……").triggered.connect(lambda: self._export())
        if draft is not None and not self.read_only:
            menu.addSeparator()
            menu.addAction("草稿改名……").triggered.connect(lambda: actions.rename(self._drafts[draft.uid]))
            menu.addAction("删除草稿……").triggered.connect(lambda: actions.delete(self._drafts[draft.uid]))
        drop_down(menu, self.more_button)

    def _print(self) -> None:
        self.desk.save()
        self.actions_of_page.print_sheet(self.desk.draft.uid if self.desk.draft is not None else "")

    def _export(self) -> None:
        draft = self.desk.draft
        if draft is not None:
            self.actions_of_page.export(draft.name, self.desk.text)
            return
        services = self.context.services
        version = services.schemes.in_force(self.context.branch_uid, today(services.clock))
        if version is not None:
            self.actions_of_page.show_version("export", version.uid, "")

    def _on_adopt(self) -> None:
        self.desk.save()
        if self.desk.draft is not None and self.desk.is_saved:
            self.actions_of_page.adopt(self.desk.draft.uid, self.desk.text)
