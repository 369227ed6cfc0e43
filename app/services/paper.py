"""The sheets of a month for whoever prints: frozen ones once the meeting took effect, otherwise as of now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import WorkflowError
from app.models import Period, Unit
from app.models.uow import UnitOfWork

from .base import Service, by_uid, find_period
from .documents import BoardSheet, DeclarationCardSheet, GroupSheet, MeetingSheet
from .frozen import FrozenKind, thaw
from .ledger import Ledger
from .months import Month
from .notices.service import NoticeService
from .sheets import SheetBuilder
from .terms import Term


class PaperService(Service):
    """申报卡, 小组汇总表, 评定会议表, 公示表. Record forms and ledger: ``records``."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ledger: Ledger, notices: NoticeService) -> None:
        super().__init__(uow, clock)
        self._ledger = ledger
        self._notices = notices

    def cards(
        self, branch_uid: str, month: Month, *, member_uids: Collection[str] | None = None, blank: str = ""
    ) -> tuple[DeclarationCardSheet, ...]:
        """申报卡 of a month.

        Args:
            branch_uid: Branch.
            month: Month.
            member_uids: Only these; ``None`` for all liable members.
            blank: "blank" leaves out what is already declared, for handing out at the month's beginning.
        """
        with self.uow.read() as session:
            builder = self._builder(session, by_uid(session, Unit, branch_uid), month)
            return builder.cards(member_uids=member_uids, blank=blank)

    def group_sheets(
        self, branch_uid: str, month: Month, *, group_uids: Collection[str] | None = None
    ) -> tuple[GroupSheet, ...]:
        """小组汇总表 of some groups or all."""
        with self.uow.read() as session:
            unit, period = self._find(session, branch_uid, month)
            sheets = thaw(session, period, FrozenKind.GROUPS)
            sheets = sheets or self._builder(session, unit, month).group_sheets()
            return tuple(s for uid, s in sheets.items() if group_uids is None or uid in group_uids)

    def meeting_sheet(self, branch_uid: str, month: Month) -> MeetingSheet:
        """评定会议表: sign-in before the meeting, result after it."""
        with self.uow.read() as session:
            unit, period = self._find(session, branch_uid, month)
            frozen: dict[str, MeetingSheet] = thaw(session, period, FrozenKind.MEETING)
            return frozen.get("") or self._builder(session, unit, month).meeting_sheet()

    def board(self, branch_uid: str, month: Month) -> BoardSheet:
        """The month's board: the newest version once it was posted, otherwise as it would be posted now.

        Raises:
            WorkflowError: the scheme does not post months.
        """
        view = self._notices.view(branch_uid, Term.of_month(month))
        if not view.posted_by_scheme:
            raise WorkflowError(f"{month.title}按方案不单独公示，没有公示表。", hint="评定以后可以直接归档。")
        return view.sheet

    def _find(self, session: Session, branch_uid: str, month: Month) -> tuple[Unit, Period | None]:
        unit = by_uid(session, Unit, branch_uid)
        return unit, find_period(session, unit, month)

    def _builder(self, session: Session, unit: Unit, month: Month) -> SheetBuilder:
        return SheetBuilder(
            session, unit, month, ledger=self._ledger, as_of=self.clock.now(), today=self.today()
        )
