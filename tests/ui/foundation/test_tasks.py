from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, EnvironmentProblem, UserError
from app.services.changes import Changes, Kind
from app.ui.messages import Level
from app.ui.widgets.progress import ProgressStrip


class Asker(QObject):
    """Keeps what came back, and on which thread."""

    arrived = Signal()

    def __init__(self):
        super().__init__()
        self.result = None
        self.thread = None

    def take(self, result=None):
        self.result = result
        self.thread = threading.current_thread()
        self.arrived.emit()


def test_the_work_runs_elsewhere_and_its_result_arrives_on_the_gui_thread(qtbot, tasks):
    asker = Asker()
    with qtbot.waitSignal(asker.arrived):
        tasks.run(lambda job: threading.current_thread(), parent=asker, on_success=asker.take, label="正在算")
    assert asker.result is not threading.main_thread()
    assert asker.thread is threading.main_thread()
    assert not tasks.busy


def test_a_fault_arrives_on_the_gui_thread(qtbot, tasks):
    asker = Asker()

    def fail(_job):
        raise UserError("没有选人。")

    with qtbot.waitSignal(asker.arrived):
        tasks.run(fail, parent=asker, on_error=asker.take, label="正在算")
    assert isinstance(asker.result, UserError)
    assert asker.thread is threading.main_thread()


def test_a_fault_without_a_handler_is_shown(qtbot, tasks, message_mock):
    def fail(_job):
        raise EnvironmentProblem("磁盘已满。", hint="请腾出空间。")

    job = tasks.run(fail, parent=None, label="正在存")
    qtbot.waitUntil(lambda: bool(message_mock.shown))
    message_mock.assert_shown(Level.CRITICAL, "磁盘已满", "腾出空间")
    assert not tasks.busy
    assert not job.cancel_requested


def test_cancelled_work_tells_its_asker_and_shows_nothing(qtbot, tasks, message_mock):
    asker = Asker()
    started, go_on = threading.Event(), threading.Event()

    def work(job):
        job.report(0, 2, "第一步")
        started.set()
        assert go_on.wait(10)
        job.report(1, 2, "第二步")
        raise AssertionError("the second report must stop the work")

    job = tasks.run(work, parent=asker, on_success=asker.take, on_cancel=asker.take, label="正在算")
    assert started.wait(10)
    with qtbot.waitSignal(asker.arrived):
        job.cancel()
        go_on.set()
    assert asker.thread is threading.main_thread()
    assert not message_mock.shown


def test_a_job_that_cannot_be_stopped_goes_on(qtbot, tasks):
    asker = Asker()

    def work(job):
        job.cancel()
        job.report(1, 1)
        return "fertig"

    with qtbot.waitSignal(asker.arrived):
        tasks.run(work, parent=asker, on_success=asker.take, label="正在存", cancellable=False)
    assert asker.result == "fertig"


def test_jobs_run_one_after_the_other_in_their_order(qtbot, tasks):
    order = []
    asker = Asker()
    for number in range(5):
        tasks.run(lambda job, n=number: order.append(n), parent=asker, label="正在算")
    with qtbot.waitSignal(asker.arrived):
        tasks.run(lambda job: None, parent=asker, on_success=asker.take, label="最后")
    assert order == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("wrapped", [False, True])
def test_changes_are_told_with_their_initiator_before_the_asker(qtbot, tasks, wrapped):
    changes = Changes.of(Kind.LINE, ids=("a",))

    class Result:
        def __init__(self):
            self.changes = changes

    heard = []
    asker = Asker()
    tasks.changed.connect(lambda what, who: heard.append((what, who, asker.result)))
    with qtbot.waitSignal(asker.arrived):
        tasks.run(
            lambda job: Result() if wrapped else changes, parent=asker, on_success=asker.take, label="正在存"
        )
    assert heard == [(changes, asker, None)]


def test_a_page_that_is_gone_is_not_called(qtbot, tasks):
    gate = threading.Event()
    called = []
    gone = QWidget()
    job = tasks.run(lambda job: gate.wait(10), parent=gone, on_success=called.append, label="正在算")
    gone.deleteLater()
    with qtbot.waitSignal(gone.destroyed):
        pass
    with qtbot.waitSignal(job.settled):
        gate.set()
    assert called == []


def test_shutdown_stops_what_runs_and_delivers_nothing(qtbot, tasks):
    asker = Asker()
    started = threading.Event()
    stopped = []

    def work(job):
        started.set()
        try:
            while True:
                job.report(0, 0)
        except Cancelled:
            stopped.append(True)
            raise

    tasks.run(work, parent=asker, on_success=asker.take, on_cancel=asker.take, label="正在算")
    assert started.wait(10)
    tasks.shutdown()
    assert stopped == [True]
    assert asker.thread is None
    assert tasks.run(lambda job: 1, parent=asker, on_success=asker.take, label="太晚") is not None
    assert not tasks.busy


def test_the_strip_shows_long_work_and_stops_it(qtbot, tasks):
    strip = ProgressStrip(tasks)
    qtbot.addWidget(strip)
    go_on = threading.Event()

    def work(job):
        job.report(3, 10, "正在画第 3 张")
        while not go_on.wait(0.01):
            job.report(3, 10, "正在画第 3 张")

    job = tasks.run(work, parent=None, label="正在生成记录表")
    assert strip.isHidden()
    with qtbot.waitSignal(tasks.job_shown):
        pass
    assert not strip.isHidden()
    assert strip.text == "正在画第 3 张"
    with qtbot.waitSignal(tasks.job_hidden):
        strip.stop_button.click()
    assert job.cancel_requested
    assert strip.isHidden()


def test_short_work_shows_no_strip(qtbot, tasks):
    strip = ProgressStrip(tasks)
    qtbot.addWidget(strip)
    shown = []
    tasks.job_shown.connect(shown.append)
    job = tasks.run(lambda job: None, parent=None, label="很快")
    with qtbot.waitSignal(job.settled):
        pass
    assert shown == []


def test_exceptions_in_slots_are_seen(qtbot):
    """Canary: pytest-qt must fail tests on exceptions in slots, or all other tests here prove less."""
    with qtbot.captureExceptions() as caught:
        timer = QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(_raise)
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)
    assert [str(each[1]) for each in caught] == ["canary"]


def _raise():
    raise RuntimeError("canary")
