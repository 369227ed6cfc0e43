"""一票否决: proposed, heard, decided with a second person; repaired or revoked."""

from __future__ import annotations

from app.ui.pages.year.vetoes.desk import VetoDesk

__all__ = ["VetoDesk"]
