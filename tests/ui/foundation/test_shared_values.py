"""The window lives through more calls than a working day makes."""

from __future__ import annotations

import subprocess
import sys

_MANY_CALLS = """
from PySide6.QtWidgets import QLabel
from app.ui.application import create_application

app = create_application(["yika"])
words = QLabel("")
for number in range(300_000):
    words.setText("已保存")
print("alive")
"""


def test_the_program_is_not_ended_by_many_calls_into_qt():
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]
