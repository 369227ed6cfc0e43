"""The first-run assistant."""

from __future__ import annotations

from app.ui.first_run.assistant import FirstRunWindow

__all__ = ["FirstRunWindow"]
