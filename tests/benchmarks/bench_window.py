"""How soon the window is there and can be used, beside a bare PySide6 window with the same fonts.

Run: ``python tests/benchmarks/bench_window.py [RUNS]``. Each start is a process of its own, ours and the bare one in
turn, on the sample village with its last month declared. Ours is started as ``python -m app --data DIR`` does it. The
figures are medians of the time from the start of the process to three moments, each told by the process from its event
loop right after the drawing has returned:

- bare: a ``QMainWindow`` with one label, fonts registered, is painted for the first time;
- frame: our window with side bar, heading area and outlined cards is painted for the first time. The ledger is not open
  yet: what can be done is to choose a page, to move and to close the window;
- filled: 首页 is painted with the month's figures and takes keys and clicks. Loading the services, opening the ledger
  with its check, reading the month and registering the fonts of rare characters lie before it.

Everything is drawn off screen unless ``QT_QPA_PLATFORM`` says otherwise. The first start of each kind is left out: it
reads the programs from the disk, and ours remembers that the ledger was shown (only then the frame comes first).
"""

# ruff: noqa: T201 - a benchmark is there to print

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")

OURS = """
import gc, sys
# As ``app.__main__`` does before it imports the window, which has to be watched from its beginning.
gc.disable()
import app.__main__
from app.ui.quick_imports import stop_reading_sources
stop_reading_sources()
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLabel

def tell(word):
    QTimer.singleShot(0, lambda: print(word, flush=True))

class Watch(QObject):
    def __init__(self, shell):
        super().__init__()
        self.shell = shell
        shell.painted.connect(lambda: tell("frame"))
        shell.shown.connect(self.on_shown)

    def on_shown(self):
        self.card = self.shell.window.current_page.steps[0]
        self.card.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.card.removeEventFilter(self)
            texts = [each.text() for each in self.card.findChildren(QLabel)]
            assert any("/" in text and text.endswith("人") for text in texts), texts
            tell("filled")
            QTimer.singleShot(0, self.shell.window.close)
        return False

def watched(run_window):
    return lambda data: run_window(data, started=lambda shell: setattr(shell, "watch", Watch(shell)))

import app.ui.main
app.ui.main.run_window = watched(app.ui.main.run_window)
sys.exit(app.__main__.main(["--data", sys.argv[1]]))
"""

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.tell)

    def tell(self):
        print("bare", flush=True)
        self.close()

app = QApplication(["bare"])
for path in sys.argv[1:]:
    assert QFontDatabase.addApplicationFont(path) >= 0
app.setFont(QFont("Noto Sans SC", 11))
window = Bare()
window.setCentralWidget(QLabel("党员积分台账"))
window.resize(1366, 728)
window.show()
app.exec()
"""


def start(code: str, *arguments: str) -> dict[str, float]:
    """Start a process; seconds from its start to each line that it prints."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    seen = {}
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            seen.setdefault(line.strip(), time.perf_counter() - begun)
    if process.returncode or not seen:
        raise SystemExit(f"the window did not start (exit code {process.returncode})")
    return seen


def sample(folder: Path) -> None:
    """A data folder with the sample village, its last month declared."""
    from app.bootstrap import build_app
    from app.clock import SetClock
    from app.paths import AppPaths
    from app.services.months import Month
    from app.services.sample.load import Stage, load_sample_village

    clock = SetClock(datetime(2026, 7, 31, 1, tzinfo=UTC))
    context = build_app(AppPaths(folder), clock=clock)
    try:
        load_sample_village(context, clock, until=Month(2026, 10), stage=Stage.DECLARED)
    finally:
        context.close()


def main() -> None:
    from app.resources import resource

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    fonts = [str(resource("fonts", name)) for name in FONTS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        sample(folder)
        starts: list[dict[str, float]] = []
        for number in range(runs + 1):
            seen = start(OURS, str(folder)) | start(BARE, *fonts)
            if number:
                starts.append(seen)
    bare, frame, filled = (
        statistics.median(seen[word] for seen in starts) for word in ("bare", "frame", "filled")
    )
    print(f"medians of {runs} starts, from the start of the process")
    print(f"bare PySide6 window with the same fonts, painted: {bare:.2f} s")
    print(
        f"一人一卡, frame painted: {frame:.2f} s, {frame / bare:.1f} times the bare window (aim: at most 2)"
    )
    print(f"一人一卡, 首页 filled and usable: {filled:.2f} s, {filled / bare:.1f} times the bare window")


if __name__ == "__main__":
    main()
