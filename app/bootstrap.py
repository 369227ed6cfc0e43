"""Composition root: paths → lock → open and migrate → services, for the window and for the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock, SetClock, SystemClock
from app.errors import UserError
from app.models.engine import create_app_engine
from app.models.uow import UnitOfWork
from app.paths import AppPaths
from app.services.activities import ActivityService
from app.services.actor import SYSTEM
from app.services.appraisal.counting import CountingService
from app.services.appraisal.results import AppraisalResults
from app.services.appraisal.service import AppraisalService
from app.services.attachments import AttachmentService
from app.services.collection import CollectionService
from app.services.confirmation import ConfirmationService
from app.services.corrections.objection_sheets import ObjectionPaper
from app.services.corrections.objections import ObjectionService
from app.services.corrections.paper import CorrectionPaper
from app.services.corrections.service import CorrectionService
from app.services.corrections.supplements import SupplementService
from app.services.declarations import DeclarationService
from app.services.home import HomeService
from app.services.ledger import Ledger
from app.services.ledger_file import Beginning, replace_ledger
from app.services.meetings import MeetingService
from app.services.members import MemberService
from app.services.months import Month
from app.services.notices.holidays import HolidayService
from app.services.notices.photos import NoticePhotoService
from app.services.notices.service import NoticeService
from app.services.paper import PaperService
from app.services.posts import PostService
from app.services.preferences import PreferenceService
from app.services.press import PressService
from app.services.records import RecordService
from app.services.reviews.service import TermReviewService
from app.services.roster_import import RosterImportService
from app.services.safety.computer import Computer, ThisComputer
from app.services.safety.dates import OfficeClock
from app.services.safety.service import SafetyService
from app.services.safety.space import SpaceGuard
from app.services.scheme_drafts import SchemeDraftService
from app.services.schemes import SchemeBook, SchemeService
from app.services.search import SearchService
from app.services.setup import SetupResult, SetupService
from app.services.store import SAMPLE_PREFIX, Store, open_store
from app.services.system import SystemService
from app.services.trial import TrialService
from app.services.units import UnitService
from app.services.year.paper import YearPaper
from app.services.year.service import YearEndService
from app.services.year.vetoes import VetoService

if TYPE_CHECKING:
    from app.services.sample.load import Progress, Stage


@dataclass(slots=True)
class AppContext:
    """The running program without its window: every service, by constructor, none by registry.

    Attributes:
        store: The opened ledger with its lock.
        reopen: Opens the ledger again after another file was put in its place.
    """

    paths: AppPaths
    clock: Clock
    store: Store
    reopen: Callable[[], None]
    setup: SetupService
    units: UnitService
    members: MemberService
    posts: PostService
    roster: RosterImportService
    schemes: SchemeService
    drafts: SchemeDraftService
    declarations: DeclarationService
    activities: ActivityService
    attachments: AttachmentService
    collection: CollectionService
    meetings: MeetingService
    confirmation: ConfirmationService
    notices: NoticeService
    objections: ObjectionService
    corrections: CorrectionService
    supplements: SupplementService
    notice_photos: NoticePhotoService
    holidays: HolidayService
    appraisals: AppraisalService
    counting: CountingService
    appraisal_results: AppraisalResults
    terms: TermReviewService
    paper: PaperService
    records: RecordService
    press: PressService
    safety: SafetyService
    preferences: PreferenceService
    home: HomeService
    search: SearchService
    system: SystemService
    trial: TrialService
    vetoes: VetoService
    years: YearEndService

    def close(self) -> None:
        """Release file and lock."""
        self.store.close()


def build_app(
    paths: AppPaths,
    *,
    clock: Clock | None = None,
    key: bytes | None = None,
    computer: Computer | None = None,
) -> AppContext:
    """Open the ledger of a data folder and build the services on it.

    Args:
        paths: The data folder; it is made when it does not exist.
        clock: Default: the computer's.
        key: Database key, None for a plain file.
        computer: Asked about disks and room on them; default: this one.

    Raises:
        EnvironmentProblem: second window, no rights, disk full, damaged or replaced file, no place for a ledger.
        UserError: the ledger was written by a newer program.
    """
    office_clock = OfficeClock(clock or SystemClock())
    computer = computer or ThisComputer()
    store = open_store(paths, office_clock, key=key, computer=computer)
    return services_on(store, paths, clock=office_clock, computer=computer, key=key)


def services_on(
    store: Store, paths: AppPaths, *, clock: OfficeClock, computer: Computer, key: bytes | None = None
) -> AppContext:
    """The services on a ledger that is open already."""
    guard = SpaceGuard(computer, paths.root)
    uow = UnitOfWork(store.engine, guard=guard.refuse_when_full)

    def reopen() -> None:
        """After a restore: the old connections are gone, the new file gets its own engine."""
        store.engine = create_app_engine(paths.ledger, key=key)
        uow.engine = store.engine

    book = SchemeBook()
    ledger = Ledger(book)
    notices = NoticeService(uow, clock, book, ledger)
    paper = PaperService(uow, clock, ledger, notices)
    records = RecordService(uow, clock, ledger)
    appraisals = AppraisalService(uow, clock, ledger)
    appraisal_results = AppraisalResults(uow, clock, ledger, appraisals)
    terms = TermReviewService(uow, clock, book, ledger)
    attachments = AttachmentService(uow, clock, paths, key=key)
    safety = SafetyService(uow, clock, paths, store, computer=computer, guard=guard, key=key)
    vetoes = VetoService(uow, clock, ledger)
    years = YearEndService(uow, clock, ledger)
    supplements = SupplementService(uow, clock, book, ledger)
    return AppContext(
        paths=paths,
        clock=clock,
        store=store,
        reopen=reopen,
        setup=SetupService(uow, clock),
        units=UnitService(uow, clock),
        members=MemberService(uow, clock),
        posts=PostService(uow, clock),
        roster=RosterImportService(uow, clock),
        schemes=SchemeService(uow, clock, book),
        drafts=SchemeDraftService(uow, clock),
        declarations=DeclarationService(uow, clock, book, ledger),
        activities=ActivityService(uow, clock, book),
        attachments=attachments,
        collection=CollectionService(uow, clock, ledger),
        meetings=MeetingService(uow, clock, ledger),
        confirmation=ConfirmationService(uow, clock, book, ledger),
        notices=notices,
        objections=ObjectionService(uow, clock, book, ledger),
        corrections=CorrectionService(uow, clock, book, ledger),
        supplements=supplements,
        notice_photos=NoticePhotoService(uow, clock, attachments),
        holidays=HolidayService(uow, clock),
        appraisals=appraisals,
        counting=CountingService(uow, clock),
        appraisal_results=appraisal_results,
        terms=terms,
        paper=paper,
        records=records,
        press=PressService(
            uow,
            clock,
            paper=paper,
            records=records,
            appraisal=appraisal_results,
            terms=terms,
            years=YearPaper(years, vetoes),
            corrections=CorrectionPaper(ObjectionPaper(uow, clock, ledger), supplements, records),
        ),
        safety=safety,
        preferences=PreferenceService(uow, clock),
        home=HomeService(uow, clock, book, ledger, safety),
        search=SearchService(uow, clock),
        system=SystemService(
            uow, clock, paths, key=key, reopen=reopen, attachments=attachments, safety=safety
        ),
        trial=TrialService(uow, clock, book),
        vetoes=vetoes,
        years=years,
    )


#: The sample village is lived from this day on, whatever today is.
SAMPLE_START = datetime(2026, 7, 31, 1, tzinfo=UTC)


def install_sample(context: AppContext, *, until: Month, stage: Stage, progress: Progress) -> SetupResult:
    """Put the sample village into an empty ledger: built beside it, swapped in whole.

    Raises:
        Cancelled: from ``progress``; the ledger stays empty.
        UserError: the ledger is not empty.
    """
    # Imported here: each start would wait for what one of them needs.
    from app.services.sample.load import load_sample_village

    if context.setup.is_done():
        raise UserError("这份台账已经有内容，不能再装入示例村。", hint="示例村请在新的数据文件夹里试用。")
    with tempfile.TemporaryDirectory(prefix=SAMPLE_PREFIX, dir=context.paths.root) as folder:
        paths, clock = AppPaths(Path(folder)), SetClock(SAMPLE_START)
        staged = build_app(paths, clock=clock)
        try:
            result = load_sample_village(staged, clock, until=until, stage=stage, progress=progress)
        finally:
            staged.close()
        context.store.engine.dispose()
        beginning = Beginning(SYSTEM, "装入示例村", until.title)
        replace_ledger(context.paths, paths.ledger, beginning, context.clock)
    context.reopen()
    context.safety.remember_history()
    return result
