"""The window over the small village."""

from __future__ import annotations

from tests.ui.printing.office import october, office

__all__ = ["october", "office"]
