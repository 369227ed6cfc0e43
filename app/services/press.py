"""The one way from a month to a finished file: which sheets a document takes, how it is drawn, what it is called.

The window, ``demo`` and ``gallery`` all print through here, so a sheet cannot look different in two places.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.clock import Clock
from app.models import Unit
from app.models.uow import UnitOfWork

from .appraisal.results import AppraisalResults
from .base import Service, by_uid
from .corrections.paper import OBJECTION_NAMES, CorrectionPaper, draw_objections
from .documents import BoardSheet, MeetingPart, Paper, Sheet
from .forms import with_serial
from .months import Month
from .paper import PaperService
from .records import RecordService
from .reviews.service import TermReviewService
from .scheme_sheets import scheme_sheet
from .scoring import PeriodKind
from .year.paper import YEAR_NAMES, YearPaper, draw_year

Progress = Callable[[int, int, str], None]

#: Width of the long picture for the chat group (pixels).
PICTURE_WIDTH = 1240


class DocumentKind(StrEnum):
    """Everything that a month can print or save."""

    BLANK_CARDS = "blank_cards"
    CARDS = "cards"
    GROUP_SHEETS = "group_sheets"
    MEETING_SIGN_IN = "meeting_sign_in"
    MEETING_RESULT = "meeting_result"
    RECORD_FORMS = "record_forms"
    RECORD_FORMS_YEAR = "record_forms_year"
    EXPLANATIONS = "explanations"
    BOARD_A4 = "board_a4"
    BOARD_A3 = "board_a3"
    BOARD_PNG = "board_png"
    BOARD_XLSX = "board_xlsx"
    LEDGER_XLSX = "ledger_xlsx"
    SCHEME = "scheme"
    BALLOTS = "ballots"
    TALLIES = "tallies"
    TERM_A4 = "term_a4"
    TERM_A3 = "term_a3"
    TERM_XLSX = "term_xlsx"
    TERM_REVIEW = "term_review"
    TERM_BELOW = "term_below"
    YEAR_TABLE_A4 = "year_table_a4"
    YEAR_TABLE_A3 = "year_table_a3"
    YEAR_TABLE_XLSX = "year_table_xlsx"
    YEAR_HONOURS = "year_honours"
    YEAR_TALKS = "year_talks"
    YEAR_REWARDS = "year_rewards"
    YEAR_VETOES = "year_vetoes"
    VETO_SLIPS = "veto_slips"
    OBJECTION_SLIPS = "objection_slips"
    OBJECTION_REGISTER = "objection_register"
    SUPPLEMENTS = "supplements"
    RECORD_VERSIONS = "record_versions"


DOCUMENT_NAMES = {
    DocumentKind.BLANK_CARDS: "空白申报卡",
    DocumentKind.CARDS: "申报卡",
    DocumentKind.GROUP_SHEETS: "小组汇总表",
    DocumentKind.MEETING_SIGN_IN: "评定会议签到表",
    DocumentKind.MEETING_RESULT: "评定结果表",
    DocumentKind.RECORD_FORMS: "积分管理记录表",
    DocumentKind.RECORD_FORMS_YEAR: "全年积分管理记录表",
    DocumentKind.EXPLANATIONS: "积分说明",
    DocumentKind.BOARD_A4: "公示表A4",
    DocumentKind.BOARD_A3: "公示表A3",
    DocumentKind.BOARD_PNG: "公示长图",
    DocumentKind.BOARD_XLSX: "公示表",
    DocumentKind.LEDGER_XLSX: "积分台账",
    DocumentKind.SCHEME: "积分办法一览表",
    DocumentKind.BALLOTS: "民主评议测评票",
    DocumentKind.TALLIES: "民主评议计票表",
    DocumentKind.TERM_A4: "积分汇总表A4",
    DocumentKind.TERM_A3: "积分汇总表A3",
    DocumentKind.TERM_XLSX: "积分汇总表",
    DocumentKind.TERM_REVIEW: "积分核定表",
    DocumentKind.TERM_BELOW: "低于平均分名单",
    **{DocumentKind(kind): name for kind, name in (YEAR_NAMES | OBJECTION_NAMES).items()},
}

_SIGN_IN_SERIAL = 2
_SUFFIXES = {
    DocumentKind.BOARD_PNG: ".png",
    DocumentKind.BOARD_XLSX: ".xlsx",
    DocumentKind.LEDGER_XLSX: ".xlsx",
    DocumentKind.TERM_XLSX: ".xlsx",
    DocumentKind.YEAR_TABLE_XLSX: ".xlsx",
}

#: Paper of something that has to be prepared first; every other kind any month can print.
PREPARED_FIRST = frozenset(
    {DocumentKind.BALLOTS, DocumentKind.TALLIES, DocumentKind.SUPPLEMENTS, DocumentKind.RECORD_VERSIONS}
)
MONTHLY = tuple(kind for kind in DocumentKind if kind not in PREPARED_FIRST)

#: Paper of the quarter, half-year or year around a month; ``uids`` names which ("half").
OF_TERMS = frozenset(
    {
        DocumentKind.TERM_A4, DocumentKind.TERM_A3, DocumentKind.TERM_XLSX, DocumentKind.TERM_REVIEW,
        DocumentKind.TERM_BELOW,
    }
)  # fmt: skip

#: The board in all its forms; none of a month that the scheme does not post.
BOARDS = frozenset(
    {DocumentKind.BOARD_A4, DocumentKind.BOARD_A3, DocumentKind.BOARD_PNG, DocumentKind.BOARD_XLSX}
)

#: Paper of the year's end and of vetoes.
OF_YEARS = frozenset(DocumentKind(kind) for kind in YEAR_NAMES)
#: Paper of objections, corrections and supplementary meetings.
OF_CORRECTIONS = frozenset(DocumentKind(kind) for kind in OBJECTION_NAMES)
_APART = PREPARED_FIRST | OF_TERMS | OF_YEARS | OF_CORRECTIONS

#: 打印本月全套: what goes to the printer in the course of a month, in the order of use.
MONTH_SET = (
    DocumentKind.GROUP_SHEETS,
    DocumentKind.MEETING_SIGN_IN,
    DocumentKind.MEETING_RESULT,
    DocumentKind.BOARD_A4,
    DocumentKind.RECORD_FORMS,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document.

    Attributes:
        kind: What it is.
        title: For the preview's list ("小组汇总表 2026年10月").
        file_name: Proposed name with suffix.
        data: The bytes of the file.
        missing: Characters that no font has; drawn as 〓 and to be named on screen.
    """

    kind: DocumentKind
    title: str
    file_name: str
    data: bytes
    missing: tuple[str, ...]

    @property
    def is_pdf(self) -> bool:
        """Whether the preview can show it."""
        return self.file_name.endswith(".pdf")


class PressService(Service):
    """Renders documents of a branch's month."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        *,
        paper: PaperService,
        records: RecordService,
        appraisal: AppraisalResults,
        terms: TermReviewService,
        years: YearPaper,
        corrections: CorrectionPaper,
    ) -> None:
        super().__init__(uow, clock)
        self._paper = paper
        self._records = records
        self._appraisal = appraisal
        self._terms = terms
        self._years = years
        self._corrections = corrections

    def render(
        self,
        kind: DocumentKind,
        branch_uid: str,
        month: Month,
        *,
        uids: Collection[str] = (),
        board: BoardSheet | None = None,
        progress: Progress | None = None,
    ) -> Rendered:
        """Draw one document.

        Args:
            kind: Which.
            branch_uid: Branch.
            month: Month.
            uids: Only these members (cards, record forms, explanations) or groups (group sheets), this draft or version
                (scheme), these kinds of voters with the number of copies (ballots: "uid:38"), this kind of period (paper
                of terms: "half"); empty for all.
            board: Of 公示表, the very sheet: of a longer term, an earlier version, one not posted yet; default: the
                month's.
            progress: Called between sheets; may raise ``Cancelled``.

        Raises:
            UserError: the branch has no scheme yet, or its scheme does not post the month.
        """
        sheets = (board,) if board is not None else self.sheets(kind, branch_uid, month, uids=uids)
        told = board is not None or kind in OF_TERMS or kind in OF_YEARS
        period = sheets[0].period_label if told else month.title
        buffer = io.BytesIO()
        _draw(kind, sheets, buffer, progress)
        with self.uow.read() as session:
            branch = by_uid(session, Unit, branch_uid).short_name
        who = f"_{_one_name(sheets)}" if len(uids) == 1 and _one_name(sheets) else ""
        if kind in BOARDS:
            who = version_words(sheets[0])
        return Rendered(
            kind=kind,
            title=f"{DOCUMENT_NAMES[kind]} {period}",
            file_name=f"{period}_{branch}_{DOCUMENT_NAMES[kind]}{who}{_SUFFIXES.get(kind, '.pdf')}",
            data=buffer.getvalue(),
            missing=_missing(sheets) if kind not in _SUFFIXES else (),
        )

    def sheets(
        self, kind: DocumentKind, branch_uid: str, month: Month, *, uids: Collection[str] = ()
    ) -> Sequence[Sheet]:
        """The frozen sheets behind a document."""
        if kind in _APART:
            return self._prepared(kind, branch_uid, month, uids)
        some = tuple(uids) or None
        match kind:
            case DocumentKind.BLANK_CARDS:
                return self._paper.cards(branch_uid, month, member_uids=some, blank="blank")
            case DocumentKind.CARDS:
                return self._paper.cards(branch_uid, month, member_uids=some)
            case DocumentKind.GROUP_SHEETS:
                return self._paper.group_sheets(branch_uid, month, group_uids=some)
            case DocumentKind.MEETING_SIGN_IN:
                sheet = self._paper.meeting_sheet(branch_uid, month)
                # Two papers of one meeting lie in one folder: each has its number.
                return (
                    dataclasses.replace(sheet, form_number=with_serial(sheet.form_number, _SIGN_IN_SERIAL)),
                )
            case DocumentKind.MEETING_RESULT:
                return (self._paper.meeting_sheet(branch_uid, month),)
            case DocumentKind.RECORD_FORMS:
                return self._records.record_forms(branch_uid, month, member_uids=some)
            case DocumentKind.RECORD_FORMS_YEAR:
                return self._records.record_forms(branch_uid, month, member_uids=some, year="year")
            case DocumentKind.EXPLANATIONS:
                return self._records.explanations(branch_uid, month, member_uids=some)
            case DocumentKind.LEDGER_XLSX:
                return (self._records.ledger_sheet(branch_uid, month),)
            case DocumentKind.SCHEME:
                with self.uow.read() as session:
                    unit = by_uid(session, Unit, branch_uid)
                    return (scheme_sheet(session, unit, month, uid=next(iter(some or ()), "")),)
            case _:
                return (self._paper.board(branch_uid, month),)

    def _prepared(
        self, kind: DocumentKind, branch_uid: str, month: Month, uids: Collection[str]
    ) -> Sequence[Sheet]:
        """Sheets of what was prepared before, none where it was not; of a term; and of the year's end."""
        if kind in OF_YEARS:
            return self._years.sheets(kind.value, branch_uid, month, uids)
        if kind in OF_CORRECTIONS:
            return self._corrections.sheets(kind.value, branch_uid, month, uids)
        if kind in OF_TERMS:
            return (self._of_term(kind, branch_uid, month, uids),)
        match kind:
            case DocumentKind.BALLOTS:
                return self._appraisal.ballots(branch_uid, month, wanted=tuple(uids))
            case _:
                return self._appraisal.tallies(branch_uid, month)

    def _of_term(self, kind: DocumentKind, branch_uid: str, month: Month, uids: Collection[str]) -> Sheet:
        """The sheet of a term: of the quarter where nothing is said, of the half-year where it is verified."""
        usual = PeriodKind.HALF if kind is DocumentKind.TERM_REVIEW else PeriodKind.QUARTER
        term = self._terms.term_of(branch_uid, month, PeriodKind(next(iter(uids), usual)))
        match kind:
            case DocumentKind.TERM_REVIEW:
                return self._terms.review(branch_uid, term)
            case DocumentKind.TERM_BELOW:
                return self._terms.below(branch_uid, term)
            case _:
                return self._terms.table(branch_uid, term)


def _draw(kind: DocumentKind, sheets: Sequence[Any], target: io.BytesIO, progress: Progress | None) -> None:
    # reportlab and its fonts are loaded with the first document, not with the window.
    from .documents import draw

    match kind:
        case DocumentKind.BLANK_CARDS | DocumentKind.CARDS:
            draw.draw_declaration_cards(sheets, target, progress=progress)
        case DocumentKind.GROUP_SHEETS:
            draw.draw_group_sheets(sheets, target, progress=progress)
        case DocumentKind.MEETING_SIGN_IN:
            draw.draw_meeting_sheets(sheets, target, part=MeetingPart.SIGN_IN, progress=progress)
        case DocumentKind.MEETING_RESULT:
            draw.draw_meeting_sheets(sheets, target, part=MeetingPart.RESULT, progress=progress)
        case DocumentKind.RECORD_FORMS | DocumentKind.RECORD_FORMS_YEAR:
            draw.draw_record_forms(sheets, target, progress=progress)
        case DocumentKind.EXPLANATIONS:
            draw.draw_explanations(sheets, target, progress=progress)
        case DocumentKind.BOARD_A4 | DocumentKind.BOARD_A3:
            paper = Paper.A4 if kind is DocumentKind.BOARD_A4 else Paper.A3
            draw.draw_boards(sheets, target, paper=paper, progress=progress)
        case DocumentKind.BOARD_PNG:
            pdf = io.BytesIO()
            draw.draw_boards(sheets, pdf, progress=progress)
            draw.pdf_to_png(pdf.getvalue(), target, width_px=PICTURE_WIDTH)
        case DocumentKind.BOARD_XLSX:
            board = sheets[0]
            assert isinstance(board, BoardSheet)  # noqa: S101 - the kind chose the sheet two lines above
            draw.write_board_workbook(board, target)
        case DocumentKind.SCHEME:
            draw.draw_scheme_sheets(sheets, target, progress=progress)
        case DocumentKind.LEDGER_XLSX:
            draw.write_ledger_workbook(sheets[0], target)
        case _:
            _draw_prepared(kind, sheets, target, progress)


def _draw_prepared(
    kind: DocumentKind, sheets: Sequence[Any], target: io.BytesIO, progress: Progress | None
) -> None:
    """Paper of what was prepared before, and of terms."""
    from .documents import draw

    match kind:
        case DocumentKind.BALLOTS:
            draw.draw_ballots(sheets, target, progress=progress)
        case DocumentKind.TALLIES:
            draw.draw_tallies(sheets, target, progress=progress)
        case DocumentKind.TERM_A4 | DocumentKind.TERM_A3:
            paper = Paper.A4 if kind is DocumentKind.TERM_A4 else Paper.A3
            draw.draw_term_sheets(sheets, target, paper=paper, progress=progress)
        case DocumentKind.TERM_XLSX:
            draw.write_term_workbook(sheets[0], target)
        case DocumentKind.TERM_REVIEW:
            draw.draw_term_reviews(sheets, target, progress=progress)
        case DocumentKind.TERM_BELOW:
            draw.draw_term_below(sheets, target, progress=progress)
        case _ if kind in OF_CORRECTIONS:
            draw_objections(kind.value, sheets, target, progress)
        case _:
            draw_year(kind.value, sheets, target, progress)


def _one_name(sheets: Sequence[Any]) -> str:
    first = sheets[0] if sheets else None
    # A slip of an objection: "2026年第 3 号", without what is in the name already.
    told = getattr(first, "number", "")
    number = told.rpartition("年")[2].replace(" ", "") if isinstance(told, str) else ""
    return str(getattr(first, "member_name", "") or getattr(first, "group_name", "") or number)


def version_words(sheet: Sheet) -> str:
    """ "_第2版" for the name of a file; nothing for the first version."""
    return f"_第{sheet.version}版" if sheet.version > 1 else ""


def _missing(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    from .documents import draw

    return draw.missing_characters(text for sheet in sheets for text in _texts(sheet))


def _texts(value: object) -> Iterator[str]:
    """Every text inside a sheet, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
