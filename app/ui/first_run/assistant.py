"""The first-run assistant: fills the whole window until a ledger is set up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.bootstrap import AppContext
from app.errors import ValidationFailed
from app.services.schemes import presets
from app.services.setup import SetupRequest, SetupResult
from app.ui.first_run.own_branch import OwnBranch
from app.ui.first_run.welcome import Welcome
from app.ui.messages import show_error
from app.ui.roster_import.flow import RosterFlow
from app.ui.roster_import.reading import Checked
from app.ui.tasks import Job, Progress, TaskRunner
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.ui_settings import UiSettings
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label
from app.ui.widgets.placing import USUAL_SIZE, keep_on_screen
from app.ui.widgets.progress import ProgressStrip

Report = Callable[[int, int, str], None]


class FirstRunWindow(QWidget):
    """Welcome, the own branch with its roster, or the sample village.

    Signals:
        sample_requested: The sample village was chosen; its loading begins.
        finished: The :class:`SetupResult`: there is a ledger, the window can be built.
    """

    sample_requested = Signal()
    finished = Signal(object)

    def __init__(
        self,
        services: AppContext,
        *,
        tasks: TaskRunner,
        settings: UiSettings | None,
        load_sample: Callable[[Report], SetupResult],
        parent: QWidget | None = None,
    ) -> None:
        """Make the pages.

        Args:
            services: Of an empty ledger.
            tasks: Runs the set-up on its worker.
            settings: Remembers the folder of the roster.
            load_sample: Fills the ledger with the sample village; told how far it is, on the worker.
            parent: Owner.
        """
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._load_sample = load_sample
        self.setWindowTitle("开始使用")
        self.setMinimumSize(QSize(900, 560))
        self.resize(USUAL_SIZE)
        keep_on_screen(self)
        self.setProperty("surface", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.welcome = Welcome()
        self.own = OwnBranch(presets(), services.setup.today())
        self.roster = RosterFlow(
            tasks, settings, today=services.setup.today, action="选用这份名册（{count} 人）"
        )
        self.waiting = _Waiting()
        self._heading = label("", "heading")
        self._state = label("", "quiet", wrap=True)
        self.back_button = Button("不用名册，返回", icon="arrow-left", key="Esc")
        self._foot = QWidget()
        self.pages = QStackedWidget()
        for page in (self.welcome, self.own, self.roster, self.waiting):
            self.pages.addWidget(page)
        self._build()
        self._connect()
        self.show_welcome()

    def show_welcome(self) -> None:
        """The two choices."""
        self._show(self.welcome, "", "")
        self.welcome.start()

    def show_own(self) -> None:
        """The form of the own branch."""
        self._show(self.own, "录入本支部", "只有支部全称、书记和方案是必填的，其余以后都能改。")
        self.own.start()

    def show_roster(self) -> None:
        """The roster, up to its preview; it is written together with everything else."""
        self._show(
            self.roster, "带上党员名册", "这里只核对，还不写入；选用后回到上一页，按“建立台账”时才一起写入。"
        )
        self.roster.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes one page back."""
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.roster:
            self.show_own()
        elif event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.own:
            self.show_welcome()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        inner.setSpacing(Space.XS)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._heading)
        words.addWidget(self._state)
        head.addLayout(words, 1)
        head.addWidget(self.back_button)
        inner.addLayout(head)
        inner.addSpacing(Space.S)
        inner.addWidget(self.pages, 1)
        outer.addLayout(inner, 1)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(ProgressStrip(self._tasks))
        outer.addWidget(self._foot)

    def _connect(self) -> None:
        self.welcome.own_chosen.connect(self.show_own)
        self.welcome.sample_chosen.connect(self._on_sample)
        self.own.left.connect(self.show_welcome)
        self.own.roster_requested.connect(self.show_roster)
        self.own.done.connect(self._on_done)
        self.roster.accepted.connect(self._on_roster)
        self.back_button.clicked.connect(self.show_own)

    def _show(self, page: QWidget, heading: str, state: str) -> None:
        self.pages.setCurrentWidget(page)
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self.back_button.setVisible(page is self.roster)
        # The sample village shows its progress in the middle; once is enough.
        self._foot.setVisible(page is not self.waiting)

    def _on_roster(self, found: Checked) -> None:
        names = self._services.setup.branch_names(found.usable)
        self.own.show_roster(found.usable, name=found.table.file_name, branches=names)
        self.show_own()

    def _on_done(self, request: SetupRequest) -> None:
        rows = self.own.rows
        self.own.show_issues(())
        self.own.set_busy(busy=True)
        self._tasks.run(
            lambda _job: self._services.setup.set_up(request, rows),
            parent=self,
            on_success=self._on_set_up,
            on_error=self._on_refused,
            label="正在建立台账",
            cancellable=False,
        )

    def _on_set_up(self, result: SetupResult) -> None:
        self.finished.emit(result)

    def _on_refused(self, fault: BaseException) -> None:
        self.own.set_busy(busy=False)
        if isinstance(fault, ValidationFailed):
            self.own.show_issues(fault.issues)
        else:
            show_error(fault, self)

    def _on_sample(self) -> None:
        self.sample_requested.emit()
        self._show(self.waiting, "", "")
        job = self._tasks.run(
            self._fill_with_sample,
            parent=self,
            on_success=self._on_set_up,
            on_error=self._on_sample_failed,
            label="正在建立示例村",
            cancellable=False,
        )
        self.waiting.follow(job)

    def _fill_with_sample(self, job: Job) -> SetupResult:
        return self._load_sample(job.report)

    def _on_sample_failed(self, fault: BaseException) -> None:
        self.show_welcome()
        show_error(fault, self)


class _Waiting(QWidget):
    """Says that the sample village is being made, and how far it is."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._words = label("", "quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(round(360 * current_scale().body / 11))
        column.addStretch(2)
        column.addWidget(label("正在建立示例村", "card"), 0, middle)
        column.addWidget(self._bar, 0, middle)
        column.addWidget(self._words, 0, middle)
        column.addStretch(3)

    def follow(self, job: Job) -> None:
        """Show how far a job is."""
        job.progressed.connect(self._on_progressed)

    def _on_progressed(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)

        self._bar.setValue(progress.done)
        self._words.setText(progress.label)
