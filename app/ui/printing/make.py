"""Draws off the window's thread. No widget is touched here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.errors import UserError
from app.services.documents import BoardSheet
from app.services.months import Month
from app.services.press import DOCUMENT_NAMES, MONTH_SET, DocumentKind, Rendered
from app.services.terms import Term
from app.services.workflow import PeriodState

if TYPE_CHECKING:
    from app.bootstrap import AppContext

Progress = Callable[[int, int, str], None]

#: All of the month in one preview; the other kinds are those of the press.
WHOLE_MONTH = "month_set"

_OPEN = frozenset({PeriodState.OPEN, PeriodState.COLLECTING})
#: Figures that no meeting has confirmed do not go on the board.
_BOARDS = frozenset({DocumentKind.BOARD_A4, DocumentKind.BOARD_A3})
_AFTER_MEETING = _BOARDS | {DocumentKind.RECORD_FORMS}


@dataclass(frozen=True, slots=True)
class Order:
    """What to make.

    Attributes:
        kinds: One kind, or those of the whole month.
        uids: Members (cards, record forms) or groups (group sheets); empty for all.
        board: The very board that is to be printed: another version, a longer term, one not posted yet.
        named: Of a longer term, its name for a file.
    """

    kinds: tuple[DocumentKind, ...]
    branch_uid: str
    month: Month
    uids: tuple[str, ...] = ()
    board: BoardSheet | None = None
    named: str = ""

    @property
    def whole_month(self) -> bool:
        """Whether this is 本月全套."""
        return len(self.kinds) > 1

    @property
    def title(self) -> str:
        """For the progress strip."""
        return f"{self.month.title}全套" if self.whole_month else DOCUMENT_NAMES[self.kinds[0]]

    @property
    def period(self) -> str:
        """For the name of a file."""
        board = self.board
        return self.named or (board.period_label if board is not None else self.month.title)


def order(
    kind: DocumentKind | str, branch_uid: str, month: Month, uids: tuple[str, ...], *,
    board: BoardSheet | None = None, named: str = "",
) -> Order:  # fmt: skip
    """The order for one kind, or for the whole month."""
    kinds = (DocumentKind.CARDS, *MONTH_SET) if kind == WHOLE_MONTH else (DocumentKind(kind),)
    return Order(kinds, branch_uid, month, uids, board, named)


def make(services: AppContext, wanted: Order, progress: Progress) -> tuple[Rendered, ...]:
    """Draw what was ordered; of the whole month, what it has come to.

    Raises:
        UserError: there is nothing of this kind to print.
        Cancelled: by ``progress``.
    """
    kinds = wanted.kinds
    if wanted.whole_month:
        notice = services.notices.view(wanted.branch_uid, Term.of_month(wanted.month))
        left_out = _AFTER_MEETING if notice.period_state in _OPEN else frozenset()
        if not notice.posted_by_scheme:
            left_out |= _BOARDS
        kinds = tuple(kind for kind in kinds if kind not in left_out)
    done = []
    for number, kind in enumerate(kinds):
        name = f"{DOCUMENT_NAMES[kind]}（{number + 1} / {len(kinds)}）" if wanted.whole_month else ""
        try:
            done.append(
                services.press.render(
                    kind, wanted.branch_uid, wanted.month, uids=wanted.uids, board=wanted.board,
                    progress=partial(_named, progress, name),
                )
            )  # fmt: skip
        except UserError:
            # A month without groups still has its other paper.
            if not wanted.whole_month:
                raise
    return tuple(done)


def _named(progress: Progress, name: str, done: int, total: int, label: str) -> None:
    progress(done, total, name or label)
