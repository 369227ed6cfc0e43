"""Draws off the window's thread. No widget is touched here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.errors import UserError
from app.services.months import Month
from app.services.press import DOCUMENT_NAMES, MONTH_SET, DocumentKind, Rendered
from app.services.workflow import PeriodState

if TYPE_CHECKING:
    from app.bootstrap import AppContext

Progress = Callable[[int, int, str], None]

#: All of the month in one preview; the other kinds are those of the press.
WHOLE_MONTH = "month_set"

_OPEN = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})
#: Figures that no meeting has confirmed do not go on the board.
_AFTER_MEETING = frozenset({DocumentKind.BOARD_A4, DocumentKind.BOARD_A3, DocumentKind.RECORD_FORMS})


@dataclass(frozen=True, slots=True)
class Order:
    """What to make.

    Attributes:
        kinds: One kind, or those of the whole month.
        uids: Members (cards, record forms) or groups (group sheets); empty for all.
    """

    kinds: tuple[DocumentKind, ...]
    branch_uid: str
    month: Month
    uids: tuple[str, ...] = ()

    @property
    def whole_month(self) -> bool:
        """Whether this is 本月全套."""
        return len(self.kinds) > 1

    @property
    def title(self) -> str:
        """For the progress strip."""
        return f"{self.month.title}全套" if self.whole_month else DOCUMENT_NAMES[self.kinds[0]]


def order(kind: DocumentKind | str, branch_uid: str, month: Month, uids: tuple[str, ...]) -> Order:
    """The order for one kind, or for the whole month."""
    kinds = (DocumentKind.CARDS, *MONTH_SET) if kind == WHOLE_MONTH else (DocumentKind(kind),)
    return Order(kinds, branch_uid, month, uids)


def make(services: AppContext, wanted: Order, progress: Progress) -> tuple[Rendered, ...]:
    """Draw what was ordered; of the whole month, what it has come to.

    Raises:
        UserError: there is nothing of this kind to print.
        Cancelled: by ``progress``.
    """
    kinds = wanted.kinds
    if wanted.whole_month:
        state = services.notices.view(wanted.branch_uid, wanted.month).period_state
        kinds = tuple(kind for kind in kinds if state not in _OPEN or kind not in _AFTER_MEETING)
    done = []
    for number, kind in enumerate(kinds):
        name = f"{DOCUMENT_NAMES[kind]}（{number + 1} / {len(kinds)}）" if wanted.whole_month else ""
        try:
            done.append(
                services.press.render(
                    kind, wanted.branch_uid, wanted.month, uids=wanted.uids, progress=partial(_named, progress, name)
                )
            )  # fmt: skip
        except UserError:
            # A month without groups still has its other paper.
            if not wanted.whole_month:
                raise
    return tuple(done)


def _named(progress: Progress, name: str, done: int, total: int, label: str) -> None:
    progress(done, total, name or label)
