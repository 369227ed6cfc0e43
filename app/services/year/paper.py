"""Paper of the year's end and of vetoes, for the press: which sheet a document takes, and how it is drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from app.services.documents import Paper, Sheet
from app.services.frozen import FrozenKind
from app.services.months import Month
from app.services.year.service import YearEndService
from app.services.year.vetoes import VetoService

#: Key of each document (``press.DocumentKind``) with its name.
YEAR_NAMES: Final[dict[str, str]] = {
    "year_table_a4": "年终总评表A4",
    "year_table_a3": "年终总评表A3",
    "year_table_xlsx": "年终总评表",
    "year_honours": "评优推荐名单",
    "year_talks": "谈话提醒名单",
    "year_rewards": "积分奖励签领表",
    "year_vetoes": "一票否决名单",
    "veto_slips": "一票否决审批表",
}
_FROZEN: Final[dict[str, FrozenKind]] = {
    "year_table_a4": FrozenKind.YEAR,
    "year_table_a3": FrozenKind.YEAR,
    "year_table_xlsx": FrozenKind.YEAR,
    "year_honours": FrozenKind.YEAR_HONOURS,
    "year_talks": FrozenKind.YEAR_TALKS,
    "year_rewards": FrozenKind.YEAR_REWARDS,
    "year_vetoes": FrozenKind.YEAR_VETOES,
}


class YearPaper:
    """The sheets of the year around a month."""

    def __init__(self, years: YearEndService, vetoes: VetoService) -> None:
        self._years = years
        self._vetoes = vetoes

    def sheets(self, kind: str, branch_uid: str, month: Month, uids: Collection[str]) -> Sequence[Sheet]:
        """The sheets of a document; ``uids`` names the vetoes of slips."""
        if kind in _FROZEN:
            return (self._years.sheet(_FROZEN[kind], branch_uid, month),)
        return self._vetoes.slips(branch_uid, month, uids=tuple(uids))


def draw_year(
    kind: str, sheets: Sequence[Any], target: io.BytesIO, progress: Callable[[int, int, str], None] | None
) -> None:
    """Draw a document of the year."""
    # reportlab and its fonts are loaded with the first document, not with the window.
    from app.services.documents import draw

    match kind:
        case "year_table_a4" | "year_table_a3":
            paper = Paper.A4 if kind == "year_table_a4" else Paper.A3
            draw.draw_year_tables(sheets, target, paper=paper, progress=progress)
        case "year_table_xlsx":
            draw.write_year_workbook(sheets[0], target)
        case "year_honours":
            draw.draw_honours(sheets, target, progress=progress)
        case "year_talks":
            draw.draw_talks(sheets, target, progress=progress)
        case "year_rewards":
            draw.draw_rewards(sheets, target, progress=progress)
        case "year_vetoes":
            draw.draw_veto_lists(sheets, target, progress=progress)
        case _:
            draw.draw_veto_slips(sheets, target, progress=progress)
