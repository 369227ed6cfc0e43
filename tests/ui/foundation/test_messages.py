from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from app.errors import Cancelled, Conflict, EnvironmentProblem, Issue, UserError, ValidationFailed
from app.ui import messages
from app.ui.messages import CrashReporter, Level, Message, confirm, errors_shown, show_error


def test_a_user_error_says_what_and_what_to_do(message_mock):
    show_error(Conflict("这条已被改过。", hint="请刷新后再改。"))
    message_mock.assert_shown(Level.WARNING, "这条已被改过", "请刷新后再改")


def test_all_faults_of_a_form_are_listed(message_mock):
    issues = [Issue(f"第 {n} 行", "x", "没有姓名。") for n in range(1, 31)]
    show_error(ValidationFailed(issues))
    message = message_mock.assert_shown(Level.WARNING, "30 处", "第 1 行", "第 30 行")
    assert "第 30 行" in message.details
    assert "第 30 行" not in message.hint


def test_a_problem_of_the_computer_can_be_tried_again(message_mock):
    tried = []
    message_mock.answer = "重试"
    show_error(EnvironmentProblem("U 盘被拔出。", hint="请插好。"), retry=lambda: tried.append(1))
    message_mock.assert_shown(Level.CRITICAL, "U 盘被拔出", "请插好")
    assert tried == [1]


def test_cancelling_shows_nothing(message_mock):
    show_error(Cancelled())
    assert not message_mock.shown


def test_a_bug_hides_its_traceback_and_fills_the_clipboard(qapp, message_mock, tmp_path, monkeypatch):
    reporter = CrashReporter(log_file=tmp_path / "yika.log", versions=lambda: "数据格式 1")
    monkeypatch.setattr(messages, "_reporter", reporter)
    message_mock.answer = "复制详情"
    try:
        raise KeyError("secret_name")
    except KeyError as fault:
        show_error(fault)
    message = message_mock.assert_shown(Level.CRITICAL, "程序出了差错", "yika.log")
    assert "secret_name" not in message.text + message.hint + message.details
    copied = QGuiApplication.clipboard().text()
    assert "KeyError" in copied
    assert "数据格式 1" in copied


@pytest.mark.parametrize(("answer", "expected"), [("评定生效", True), ("取消", False), ("", False)])
def test_confirm_takes_enter_as_no(message_mock, answer, expected):
    message_mock.answer = answer
    assert confirm(None, title="评定生效", text="142 条。", action_label="评定生效") is expected
    assert message_mock.last.actions[0] == "评定生效"


def test_errors_of_a_short_call_are_shown_and_bugs_pass(qtbot, message_mock):
    page = QWidget()
    qtbot.addWidget(page)
    with errors_shown(page):
        raise UserError("没有选人。")
    message_mock.assert_shown(Level.WARNING, "没有选人")
    with pytest.raises(ZeroDivisionError), errors_shown(page):
        _ = 1 / 0


def test_faults_of_other_threads_reach_the_user_on_the_gui_thread(qtbot, message_mock, tmp_path, monkeypatch):
    for name in ("excepthook",):
        monkeypatch.setattr(sys, name, getattr(sys, name))
        monkeypatch.setattr(threading, name, getattr(threading, name))
    monkeypatch.setattr(messages, "_reporter", None)
    reporter = CrashReporter(log_file=tmp_path / "yika.log")
    reporter.install()
    seen_on = []
    monkeypatch.setattr(
        messages, "ask", lambda message, parent=None: seen_on.append(threading.current_thread()) or "关闭"
    )

    def fail():
        raise RuntimeError("on another thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert seen_on == []
    qtbot.waitUntil(lambda: bool(seen_on))
    assert seen_on == [threading.main_thread()]


def test_no_sentence_of_the_real_box_is_cut(qtbot, monkeypatch):
    text = "2026年11月共 83 条：认定 80 条、调整 1 条、不予认定 1 条、退回 1 条。记入台账 81 条。"
    boxes = []

    def execute(box):
        boxes.append(box)
        box.show()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", execute)
    messages.ask(
        Message(Level.QUESTION, "评定生效", text, hint="生效以后不能撤销。", actions=("评定生效", "取消"))
    )
    box = boxes[0]
    qtbot.addWidget(box)
    words = box.findChild(QLabel, "qt_msgbox_label")
    assert words.text() == text
    assert words.wordWrap() or words.width() >= words.fontMetrics().horizontalAdvance(text)
    assert words.height() >= words.heightForWidth(words.width())


def test_the_real_box_carries_chinese_words_only(qtbot, monkeypatch):
    boxes = []

    def execute(box):
        boxes.append(box)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", execute)
    pressed = messages.ask(
        Message(
            Level.QUESTION,
            "题",
            "文",
            hint="因",
            actions=("评定生效", "取消"),
            default="取消",
            details="全文",
        )
    )
    box = boxes[0]
    qtbot.addWidget(box)
    assert pressed == "取消"
    assert [button.text() for button in box.buttons()] == ["评定生效", "取消", "查看全部"]
    assert box.defaultButton().text() == "取消"
    assert box.escapeButton().text() == "取消"
