"""The only place that opens message boxes.

Which fault leads to which message:

* ``UserError`` → a warning that says what happened, why, and what to do; ``ValidationFailed`` lists every fault.
* ``EnvironmentProblem`` → an error, with 重试 where the caller can try again.
* ``Cancelled`` → nothing.
* anything else is a bug → the crash dialog: what to do, 复制详情, where the log is; never a traceback on screen.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from app import __version__
from app.errors import Cancelled, EnvironmentProblem, UserError, ValidationFailed
from app.log import blot, where_raised
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import current_scale, repolish
from app.ui.theme.tokens import Colour

log = logging.getLogger(__name__)

_ISSUES_SHOWN = 12
_WIDEST_LINE = 36


class Level(Enum):
    """How grave a message is; chooses its picture."""

    QUESTION = QMessageBox.Icon.Question
    WARNING = QMessageBox.Icon.Warning
    CRITICAL = QMessageBox.Icon.Critical


_PICTURES = {
    Level.QUESTION: ("circle-help", Colour.QUIET),
    Level.WARNING: ("triangle-alert", Colour.CARE),
    Level.CRITICAL: ("circle-x", Colour.ACCENT),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message box.

    Attributes:
        level: How grave.
        title: Window title.
        text: What happened.
        hint: Why, and what to do; smaller, below.
        actions: Words of the buttons; the first one is the red one.
        default: The answer to Enter; the first action when empty.
        safe: The answer to Escape; the last action when empty.
        details: Long text behind a button; empty for none.
    """

    level: Level
    title: str
    text: str
    hint: str = ""
    actions: tuple[str, ...] = ("知道了",)
    default: str = ""
    safe: str = ""
    details: str = ""


def ask(message: Message, parent: QWidget | None = None) -> str:
    """Show a message and return the word that was pressed. Tests put their own answer in its place."""
    box = QMessageBox(parent)
    box.setIcon(message.level.value)
    name, colour = _PICTURES[message.level]
    box.setIconPixmap(pixmap(name, colour, size=current_scale().icon * 2, ratio=box.devicePixelRatioF()))
    box.setWindowTitle(message.title)
    box.setText(message.text)
    box.setInformativeText(message.hint)
    buttons: dict[str, QPushButton] = {}
    for index, word in enumerate(message.actions):
        role = QMessageBox.ButtonRole.AcceptRole if index == 0 else QMessageBox.ButtonRole.RejectRole
        buttons[word] = box.addButton(word, role)
    buttons[message.actions[0]].setProperty("kind", "primary")
    repolish(buttons[message.actions[0]])
    box.setDefaultButton(buttons[message.default or message.actions[0]])
    box.setEscapeButton(buttons[message.safe or message.actions[-1]])
    _give_room(box, message)
    if message.details:
        box.setDetailedText(message.details)
        for button in box.buttons():
            if box.buttonRole(button) == QMessageBox.ButtonRole.ActionRole:
                button.setText("查看全部")
    box.exec()
    pressed = box.clickedButton()
    return next((word for word, button in buttons.items() if button is pressed), message.actions[-1])


def _give_room(box: QMessageBox, message: Message) -> None:
    """Make the box as wide as its words need, and let long ones wrap.

    Qt measures them before the style sheet has enlarged the type and would cut the end of the sentence.
    """
    words = box.findChild(QLabel, "qt_msgbox_label")
    if words is None:
        return
    words.ensurePolished()
    metrics = words.fontMetrics()
    longest = max(metrics.horizontalAdvance(line) for line in f"{message.text}\n{message.hint}".split("\n"))
    most = _WIDEST_LINE * metrics.horizontalAdvance("字")
    words.setMinimumWidth(min(longest + metrics.averageCharWidth(), most))


def show_error(
    fault: BaseException, parent: QObject | None = None, *, retry: Callable[[], None] | None = None
) -> None:
    """Tell the user about a fault in the way that fits its kind.

    Args:
        fault: What was raised.
        parent: Who asked for the work; the message stands on its window.
        retry: Does the work again; offered for problems of the computer.
    """
    window = _window_of(parent)
    if isinstance(fault, Cancelled):
        return
    if isinstance(fault, ValidationFailed) and fault.issues:
        ask(_about_issues(fault), window)
    elif isinstance(fault, UserError):
        ask(Message(Level.WARNING, "请先处理", fault.message, hint=fault.hint), window)
    elif isinstance(fault, EnvironmentProblem):
        # Not its words: they name files, and files are named after members.
        log.warning("environment problem %s", where_raised(fault))
        _about_environment(fault, window, retry)
    else:
        log.error("bug", exc_info=fault)
        show_crash(fault, window)


@contextmanager
def errors_shown(parent: QWidget) -> Iterator[None]:
    """Show the faults of a short call on the window's thread instead of passing them on; a bug passes on."""
    try:
        yield
    except (UserError, EnvironmentProblem, Cancelled) as fault:
        show_error(fault, parent)


def confirm(
    parent: QWidget | None, *, title: str, text: str, action_label: str, hint: str = "这一步不能撤销。"
) -> bool:
    """Ask before something that cannot be undone. Enter and Escape both mean 取消: nobody slips into it.

    Args:
        parent: The page that asks.
        title: Window title: "评定生效".
        text: What will happen, with figures.
        action_label: The verb on the button, never "确定": "评定生效".
        hint: The consequence.
    """
    actions = (action_label, "取消")
    message = Message(Level.QUESTION, title, text, hint=hint, actions=actions, default="取消")
    return ask(message, _window_of(parent)) == action_label


def choose(parent: QWidget | None, *, title: str, text: str, actions: tuple[str, ...], hint: str = "") -> str:
    """Ask with several ways out; returns the word that was pressed. The last one answers Escape."""
    return ask(Message(Level.QUESTION, title, text, hint=hint, actions=actions), _window_of(parent))


def _about_issues(fault: ValidationFailed) -> Message:
    lines = [f"• {issue}" for issue in fault.issues]
    count = len(lines)
    hint = "\n".join(lines[:_ISSUES_SHOWN])
    if count > _ISSUES_SHOWN:
        hint += f"\n……共 {count} 处"
    details = "\n".join(lines) if count > _ISSUES_SHOWN else ""
    return Message(Level.WARNING, "请先改正", f"有 {count} 处需要改正：", hint=hint, details=details)


def _about_environment(
    fault: EnvironmentProblem, window: QWidget | None, retry: Callable[[], None] | None
) -> None:
    actions = ("重试", "取消") if retry else ("知道了",)
    message = Message(Level.CRITICAL, "电脑这一步没有办成", fault.message, hint=fault.hint, actions=actions)
    if ask(message, window) == "重试" and retry is not None:
        retry()


def _window_of(parent: QObject | None) -> QWidget | None:
    if isinstance(parent, QWidget):
        return parent.window()
    return QApplication.activeWindow()


# ---------------------------------------------------------------------------------------------------------- bugs


class CrashReporter(QObject):
    """Takes faults from any thread, logs them there, and tells the user on the window's thread.

    Attributes:
        log_file: Named in the crash dialog.
        versions: Further lines for 复制详情, such as the format of the database.
    """

    _reported = Signal(object)

    def __init__(self, *, log_file: Path, versions: Callable[[], str] | None = None) -> None:
        super().__init__()
        self.log_file = log_file
        self.versions = versions
        self._showing = False
        self._reported.connect(self._on_reported)

    def install(self) -> None:
        """Become the hook for faults that nobody caught, on every thread."""
        global _reporter
        _reporter = self
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    def details(self, fault: BaseException) -> str:
        """Everything the maker needs, for the clipboard."""
        lines = [
            f"一人一卡 {__version__}",
            f"Python {platform.python_version()} · Qt {qVersion()}",
            platform.platform(),
        ]
        if self.versions is not None:
            lines.append(self.versions())
        return "\n".join(lines) + "\n\n" + _trace(fault)

    def _on_uncaught(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        # No widget here: this may run on the worker thread.
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        log.critical("uncaught", exc_info=(kind, fault, trace))
        self._reported.emit(fault)

    def _on_uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(object)
    def _on_reported(self, fault: BaseException) -> None:
        # A fault while painting comes again with each repaint; one dialog is enough, the log has them all.
        if self._showing:
            return
        self._showing = True
        try:
            if isinstance(fault, UserError | EnvironmentProblem | Cancelled):
                show_error(fault)
            else:
                show_crash(fault, QApplication.activeWindow())
        finally:
            self._showing = False


_reporter: CrashReporter | None = None


def _trace(fault: BaseException) -> str:
    """The traceback as it may leave the computer: without ID and telephone numbers."""
    return blot("".join(traceback.format_exception(fault)))


def show_crash(fault: BaseException, parent: QWidget | None) -> None:
    """The crash dialog: says that the data is safe, offers the details for the clipboard, names the log."""
    where = f"\n\n记录文件：{_reporter.log_file}" if _reporter is not None else ""
    message = Message(
        Level.CRITICAL,
        "程序出错",
        "程序出了差错，刚才这一步没有完成。",
        hint="已保存的数据不受影响。请按「复制详情」，把内容发给维护人员；然后可以接着用，或重新打开程序。"
        + where,
        actions=("复制详情", "关闭"),
        safe="关闭",
    )
    if ask(message, parent) == "复制详情":
        reporter = _reporter
        text = reporter.details(fault) if reporter else _trace(fault)
        QGuiApplication.clipboard().setText(text)
