"""Paper of objections, corrections and supplementary meetings, for the press."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from app.errors import UserError
from app.services.corrections.objection_sheets import ObjectionPaper
from app.services.corrections.supplements import SupplementService
from app.services.documents import Sheet
from app.services.months import Month
from app.services.records import RecordService

#: Key of each document (``press.DocumentKind``) with its name.
OBJECTION_NAMES: Final[dict[str, str]] = {
    "objection_slips": "异议登记单",
    "objection_register": "异议登记表",
    "supplements": "补充评定表",
    "record_versions": "更正前后积分管理记录表",
}


class CorrectionPaper:
    """The sheets around what was put right."""

    def __init__(
        self, objections: ObjectionPaper, supplements: SupplementService, records: RecordService
    ) -> None:
        self._objections = objections
        self._supplements = supplements
        self._records = records

    def sheets(self, kind: str, branch_uid: str, month: Month, uids: Collection[str]) -> Sequence[Sheet]:
        """The sheets of a document.

        Args:
            kind: Key of :data:`OBJECTION_NAMES`.
            branch_uid: Branch.
            month: Month; the register is that of its year.
            uids: Objections (slips; none: a blank one), meetings (补充评定表), members (记录表); empty for all.

        Raises:
            UserError: there is nothing of the kind in the month.
        """
        sheets = self._found(kind, branch_uid, month, uids)
        if not sheets:
            nothing = "没有更正过已印发的记录表" if kind == "record_versions" else "没有补充评定过"
            raise UserError(f"{month.title}{nothing}，没有可打印的。", hint="请核对左上方的月份。")
        return sheets

    def _found(self, kind: str, branch_uid: str, month: Month, uids: Collection[str]) -> Sequence[Sheet]:
        match kind:
            case "objection_slips":
                return self._objections.slips(branch_uid, month, uids=uids)
            case "objection_register":
                return (self._objections.register(branch_uid, month),)
            case "supplements":
                return self._supplements.sheets(branch_uid, month, uids=tuple(uids))
            case _:
                return self._records.record_versions(branch_uid, month, member_uids=tuple(uids) or None)


def draw_objections(
    kind: str, sheets: Sequence[Any], target: io.BytesIO, progress: Callable[[int, int, str], None] | None
) -> None:
    """Draw one of these documents."""
    # reportlab and its fonts are loaded with the first document, not with the window.
    from app.services.documents import draw

    match kind:
        case "objection_slips":
            draw.draw_objection_slips(sheets, target, progress=progress)
        case "objection_register":
            draw.draw_objection_registers(sheets, target, progress=progress)
        case "supplements":
            draw.draw_supplements(sheets, target, progress=progress)
        case _:
            draw.draw_record_forms(sheets, target, progress=progress)
