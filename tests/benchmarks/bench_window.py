"""How soon the window can be used: from the start of the process, beside a bare PySide6 window with the same fonts.

Run: ``python tests/benchmarks/bench_window.py [RUNS]``. Each start is a process of its own, ours and the bare one in
turn, on the sample village with its last month declared; the figures are medians, of the time until

- the event loop runs and the window is painted (the ratio is of these two),
- 首页 shows the month's figures, which a worker reads while the window is there already.

Everything is drawn off screen. The first start of each kind is left out: it reads the programs from the disk.
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
gc.disable()  # as ``app.__main__`` does
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from app.ui.main import run_window

def ready():
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.grab()
    print("ready", flush=True)
    timer = QTimer(QApplication.instance())
    timer.timeout.connect(lambda: look(timer))
    timer.start(2)

def look(timer):
    texts = [l.text() for w in QApplication.topLevelWidgets() for l in w.findChildren(QLabel)]
    if any("/" in text and text.endswith("人") for text in texts):
        timer.stop()
        print("filled", flush=True)
        QApplication.closeAllWindows()
        QApplication.quit()

sys.exit(run_window(Path(sys.argv[1]), ready=ready))
"""

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

app = QApplication(["bare"])
for path in sys.argv[1:]:
    assert QFontDatabase.addApplicationFont(path) >= 0
app.setFont(QFont("Noto Sans SC", 11))
window = QMainWindow()
window.setCentralWidget(QLabel("党员积分台账"))
window.resize(1366, 768)
window.show()


def ready():
    window.grab()
    print("ready", flush=True)
    app.quit()

QTimer.singleShot(0, ready)
app.exec()
"""


def start(code: str, *arguments: str) -> dict[str, float]:
    """Start a process; seconds from its start to each line that it prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
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
    if process.returncode or "ready" not in seen:
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
        ours, bare = [], []
        for number in range(runs + 1):
            one, other = start(OURS, str(folder)), start(BARE, *fonts)
            if number:
                ours.append(one)
                bare.append(other["ready"])
    shown = statistics.median(run["ready"] for run in ours)
    filled = statistics.median(run["filled"] for run in ours)
    plain = statistics.median(bare)
    print(f"medians of {runs} starts, from the start of the process, off screen")
    print(f"bare PySide6 window with the same fonts: {plain:.2f} s")
    print(f"一人一卡, window ready: {shown:.2f} s · 首页 filled: {filled:.2f} s")
    print(f"ratio to the bare window: {shown / plain:.2f} (aim: at most 2) · filled: {filled / plain:.2f}")


if __name__ == "__main__":
    main()
