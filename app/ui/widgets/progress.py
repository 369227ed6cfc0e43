"""The strip that shows long work at the foot of the window; everything else stays usable."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.ui.tasks import Job, Progress, TaskRunner
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.labels import ElidedLabel, label


class ProgressStrip(QFrame):
    """Label, bar and 停止 for the job that has been running for half a second."""

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        row.setSpacing(Space.L)
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._count = label("", "quiet")
        self._stop = Button("停止", ButtonKind.PLAIN, icon="circle-stop", key="Alt+S")
        row.addWidget(self._text, 2)
        row.addWidget(self._bar, 3)
        row.addWidget(self._count)
        row.addWidget(self._stop)
        self._jobs: list[Job] = []
        self._stop.clicked.connect(self._on_stop)
        runner.job_shown.connect(self._on_job_shown)
        runner.job_hidden.connect(self._on_job_hidden)
        self.hide()

    @property
    def text(self) -> str:
        """What is being done."""
        return self._text.text()

    @property
    def stop_button(self) -> Button:
        """停止."""
        return self._stop

    @Slot(object)
    def _on_job_shown(self, job: Job) -> None:
        self._jobs.append(job)
        job.progressed.connect(self._on_progressed)
        self._show_first()

    @Slot(object)
    def _on_job_hidden(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self._show_first()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        # Several jobs may be waiting; only the first one is running and reports.
        if self._jobs:
            self._show_progress(progress)

    @Slot()
    def _on_stop(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()
            self._stop.setEnabled(False)
            self._text.setText("正在停止……")

    def _show_first(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            job = self._jobs[0]
            self._stop.setVisible(job.cancellable)
            self._stop.setEnabled(not job.cancel_requested)
            self._show_progress(job.progress)

    def _show_progress(self, progress: Progress) -> None:
        if self._jobs[0].cancel_requested:
            return
        self._text.setText(progress.label)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._count.setText(f"{progress.done} / {progress.total}" if progress.total else "")
