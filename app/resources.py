"""The only way to the files that ship with the program (fonts, icons, schemes, samples, help).

``resources/`` lies beside ``app/`` in a checkout and inside the bundle of a frozen build.
"""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a shipped file, e.g. ``resource("schemes", "S1.toml")``. The file is read-only."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)
