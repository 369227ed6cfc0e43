"""Pictures of widgets and pages, for the gallery and for looking at one's own work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import EnvironmentProblem

#: The two least screens that are supported, less the title bar and the task bar.
SCREENS = (QSize(1366, 728), QSize(1024, 728))


def save_snapshot(widget: QWidget, target: Path, *, size: QSize | None = None, settle_ms: int = 60) -> Path:
    """Draw a widget at a size of logical pixels into a PNG file.

    Args:
        widget: A page, window or dialog. It is shown without appearing on a screen if it is not shown already.
        target: The file; its folder is made.
        size: Size; the widget's own when omitted.
        settle_ms: Time given to layouts and late results before drawing.

    Raises:
        EnvironmentProblem: the file cannot be written.
    """
    if size is not None:
        widget.resize(size)
    hidden = not widget.isVisible()
    if hidden:
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.show()
    _settle(settle_ms)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(target), "PNG"):
        raise EnvironmentProblem(
            f"写不进文件“{target.name}”。", hint="请看磁盘是否已满，或换一个文件夹再试。"
        )
    if hidden:
        widget.hide()
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
    return target


def _settle(milliseconds: int) -> None:
    """Let layouts, deferred deletions and queued results arrive."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
