"""Months before the branch had a scheme: nothing is declared or counted in them, and every page says so alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.months import Month

if TYPE_CHECKING:
    from app.bootstrap import AppContext
    from app.ui.context import WorkContext


@dataclass(frozen=True, slots=True)
class EarlyMonth:
    """A month without a scheme.

    Attributes:
        text: What is so: "2025年12月还没有积分方案".
        hint: Since when there is one.
        action: Word of the button that goes there.
        first: The first month that counts.
    """

    text: str
    hint: str
    action: str
    first: Month

    @property
    def words(self) -> tuple[str, str, str]:
        """Text, button and hint of an empty page."""
        return self.text, self.action, self.hint


def early_month(context: WorkContext) -> EarlyMonth | None:
    """What to say instead of the month that is shown; ``None`` where it counts."""
    return early_of(context.services, context.branch_uid, context.month)


def early_of(services: AppContext, branch_uid: str, month: Month) -> EarlyMonth | None:
    """The same for any branch and month."""
    version = services.schemes.in_force(branch_uid, month.last)
    if version is None or version.starts_on <= month.last:
        return None
    first = Month.of(version.starts_on)
    return EarlyMonth(
        text=f"{month.title}还没有积分方案",
        hint=f"积分方案从 {version.starts_on:%Y-%m-%d} 起执行，这个月不申报、不计分。",
        action=f"去 {first.title}",
        first=first,
    )
