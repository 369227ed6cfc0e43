"""年终总评: proposals and decisions side by side, and the meeting on the projector."""

from __future__ import annotations

from app.ui.pages.year.assessment.desk import AssessmentDesk

__all__ = ["AssessmentDesk"]
