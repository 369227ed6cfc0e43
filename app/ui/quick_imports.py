"""Keeps PySide6 from reading the source text of every module that is imported after it."""

from __future__ import annotations

import PySide6.QtCore  # noqa: F401 - brings shibokensupport along
from shibokensupport import feature  # type: ignore[import-not-found]


def stop_reading_sources() -> None:
    """Call before the other modules of the window are imported; a PySide6 without this habit is left as it is.

    WORKAROUND: PySide6 looks into each new module for its name, to know where its optional ``__feature__`` switches may
    hold (PYSIDE-2029). That opens some 450 files more at the start and keeps their text, 25 MB, in memory. We use no
    such switch, so the answer is always no.
    """
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_no_feature  # noqa: SLF001 - there is no public way


def _uses_no_feature(_module: object) -> bool:
    return False
