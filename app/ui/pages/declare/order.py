"""What the entry strip hands over."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.line_entry import LineDraft


@dataclass(frozen=True, slots=True)
class Order:
    """A line that is to be saved.

    Attributes:
        draft: As typed.
        line_uid: The line that is changed; empty for a new one.
    """

    draft: LineDraft
    line_uid: str = ""
