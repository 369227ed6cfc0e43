"""公示: the board as it will hang at the left, days and looks at the right, then 张贴, 更正, 结束, 归档."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.clock import today
from app.errors import NotFound
from app.services.changes import Changes, Kind
from app.services.documents import Paper
from app.services.notices.views import NoticeDraft, NoticeView, PhotoView
from app.services.press import DocumentKind
from app.services.scoring import PeriodKind
from app.services.terms import Term
from app.services.workflow import NoticeState, PeriodState, Role
from app.ui.context import WorkContext
from app.ui.messages import errors_shown, show_error
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.early import EarlyMonth, early_month
from app.ui.pages.home.year_list import YearList
from app.ui.pages.post.board_picture import BoardPicture, draw_board
from app.ui.pages.post.draft_form import DraftForm
from app.ui.pages.post.side import PostSide
from app.ui.pages.post.steps import PostSteps
from app.ui.pages.post.words import PostStep, Standing, standing, with_whole_names
from app.ui.pages.reading import Reading
from app.ui.printing import print_documents
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import BODY_POINTS, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.placeholders import ContentSwitch

_PAUSE_MS = 250
#: Text, button and hint before the meeting; before a longer term is settled; of a month without a notice.
_NOT_CONFIRMED = ("本月还没有评定生效", "去评定", "评定生效以后，这里就是要张贴的公示表。")
_NOT_SETTLED = ("{}还没有核定", "去年终", "核定生效以后，这里就是要张贴的公示表。")
_NOT_POSTED = ("{}不单独公示", "", "方案规定的公示期间里没有月度，评定后直接归档。各人的分在“首页”看。")
_SIDE_WIDTH = 320


@dataclass(frozen=True, slots=True)
class _Board:
    terms: tuple[Term, ...]
    view: NoticeView
    pdf: bytes
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class PostPage(Page):
    """The notice of the month, or of the quarter, half-year or year that ends with it.

    Attributes:
        terms: Which of them is shown, where there are several.
        picture: The board.
        year_list: Everybody's figures with their arithmetic, in place of board and form.
        side: What stands beside the board; ``form`` are days, places, contact, looks.
    """

    title: ClassVar[str] = "公示"
    interests: ClassVar[frozenset[Kind]] = frozenset(
        {
            Kind.POSTING, Kind.PERIOD, Kind.NOTICE, Kind.MEMBER, Kind.SCHEME, Kind.UNIT, Kind.OBJECTION, Kind.VETO,
            Kind.ASSESSMENT, Kind.HOLIDAY,
        }
    )  # fmt: skip
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: NoticeView | None = None
        self._draft: NoticeDraft | None = None
        self._early: EarlyMonth | None = None
        self._standing = Standing(PostStep.NONE, "")
        self._shown_for = ("", "")
        self._term = ""
        self._version, self._again = 0, False
        self._reading = Reading(context.tasks, "正在排版公示表", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.picture = BoardPicture(self)
        self.side = PostSide(context.month.first)
        self.steps = PostSteps(context, self)
        self.year_list = YearList(context)
        self.terms = ChipBar()
        self.why_button = Button("各人的分怎么来的", ButtonKind.QUIET, icon="list-checks", key="T")
        self._build()
        self._connect()

    @property
    def form(self) -> DraftForm:
        """Days, places, contact, looks."""
        return self.side.form

    def _build(self) -> None:
        self._main_button = Button("", ButtonKind.PRIMARY)
        self._main_button.show_key(PRIMARY_KEY)
        self._main_button.hide()
        self.header.add(self._main_button)
        self._paper = ChipBar((Chip(Paper.A4.value, "A4"), Chip(Paper.A3.value, "A3")))
        # Side by side on small screens as well: a board without its height is no board.
        pane = QWidget()
        row = QHBoxLayout(pane)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        self.side.setFixedWidth(round(_SIDE_WIDTH * current_scale().body / BODY_POINTS))
        row.addWidget(self._make_left(), 1)
        row.addWidget(self.side)
        self._stack = QStackedWidget()
        for view in (pane, self.year_list):
            self._stack.addWidget(view)
        self._switch = ContentSwitch(self._stack)
        self.terms.setAccessibleName("公示的期间")
        self.terms.hide()
        self.content.addWidget(self.terms)
        self.content.addWidget(self._switch, 1)

    def _make_left(self) -> QWidget:
        left = Card("公示表")
        left.head.addWidget(self.why_button)
        left.head.addWidget(label("纸张", "note"))
        left.head.addWidget(self._paper)
        left.body.addWidget(self.picture, 1)
        return left

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._pause.timeout.connect(self._read)
        self._paper.chosen.connect(lambda _key: self._read())
        self.terms.chosen.connect(self._on_term)
        self.form.edited.connect(self._on_edited)
        self.side.version_chosen.connect(self._on_version)
        self.side.print_wanted.connect(self._on_print)
        self.side.answer.clicked.connect(lambda: self.context.go("objections"))
        self.side.again.clicked.connect(self._begin_again)
        self.side.back.clicked.connect(self._leave_again)
        self.side.photos.add_wanted.connect(self._on_photo_add)
        self.side.photos.opened.connect(self._on_photo)
        self.why_button.clicked.connect(self._on_why)
        self.year_list.left.connect(lambda: self._stack.setCurrentIndex(0))
        self.year_list.member_opened.connect(lambda uid: self.context.go("members", uid))
        self._main_button.clicked.connect(self._on_main)
        self._switch.action_pressed.connect(self._on_empty_action)

    @property
    def primary_action(self) -> Button | None:
        """The red button."""
        return self._main_button

    @property
    def start_widget(self) -> QWidget | None:
        """The last day is what is looked at first."""
        return self.form.ends_on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the draft of a next version, also from inside a field."""
        if event.key() == Qt.Key.Key_Escape and self._again:
            self._leave_again()
        else:
            super().keyPressEvent(event)

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the notice; what was chosen but not posted stays."""
        where = (self.context.branch_uid, self.context.month.label)
        if where != self._shown_for:
            self._shown_for = where
            self._term = ""
            self._forget()
            self.picture.clear()
            self.form.set_shown_month(self.context.month.first)
            self._stack.setCurrentIndex(0)
        self._switch.show_loading()
        self._read()

    def show_target(self, target: object) -> None:
        """Go to a longer term, named by its label."""
        self._forget()
        self._term = target if isinstance(target, str) else ""
        self._read()

    def _forget(self) -> None:
        self._draft, self._version, self._again = None, 0, False

    def _read(self) -> None:
        services, draft, again = self.context.services, self._draft, self._again
        branch_uid, month, wanted = self.context.branch_uid, self.context.month, self._term
        paper, version = Paper(self._paper.current), self._version

        def read() -> _Board:
            terms = services.notices.terms(branch_uid, month)
            term = next((each for each in terms if each.label == wanted), terms[0])
            view = (
                services.notices.view_again(branch_uid, term, draft)
                if again
                else services.notices.view(branch_uid, term, draft, version=version)
            )
            view = with_whole_names(view, services.members.rows(term.end))
            pictures = {}
            for photo in view.photos:
                try:
                    pictures[photo.sha256] = services.attachments.data(photo.sha256)
                except NotFound:
                    # The strip says so at its place; the others are shown.
                    continue
            rows = any(part.rows for part in view.sheet.lists)
            pdf = draw_board(view.sheet, paper) if rows and _has_board(view) else b""
            return _Board(terms, view, pdf, pictures)

        self._reading.start(read)

    def _on_arrived(self, board: _Board) -> None:
        view = board.view
        self._view, self._early, self._term = view, early_month(self.context), view.term.label
        self._standing = standing(view, today(self.context.services.clock))
        self._show_terms(board.terms)
        viewer = self.context.actor.role is Role.VIEWER
        self.side.show_notice(view, self._standing, board.pictures, viewer=viewer)
        self.header.set_state(self._standing.sentence)
        self._show_access(view, viewer=viewer)
        empty = self._empty_words(view, pdf=bool(board.pdf))
        if empty is not None:
            text, action, hint = empty
            self._switch.show_empty("megaphone", text, action=action, hint=hint)
        else:
            with errors_shown(self):
                self.picture.show_pdf(board.pdf)
            self._switch.show_content()

    def _empty_words(self, view: NoticeView, *, pdf: bool) -> tuple[str, str, str] | None:
        """Text, button and hint instead of a board; ``None`` where there is one."""
        if self._standing.step is PostStep.CONFIRM:
            return self._early.words if self._early is not None else _NOT_CONFIRMED
        if self._standing.step is PostStep.SETTLE:
            text, action, hint = _NOT_SETTLED
            return text.format(view.term.title), action, hint
        if not view.posted_by_scheme:
            text, action, hint = _NOT_POSTED
            return text.format(view.term.title), action, hint
        return None if pdf else ("没有要公示的党员", "", "")

    def _show_terms(self, terms: tuple[Term, ...]) -> None:
        names = [Chip(term.label, _short_title(term)) for term in terms]
        self.terms.set_chips(names)
        self.terms.choose(self._term)
        self.terms.setVisible(len(names) > 1)

    def _show_access(self, view: NoticeView, *, viewer: bool) -> None:
        step = self._standing.step
        reason = "现在是查看人，只能看和打印。" if viewer else ""
        if view.period_state is PeriodState.ARCHIVED:
            reason = f"{view.term.title}已归档，只能查看和打印。"
        elif view.state is NoticeState.REPLACED:
            reason = f"第 {view.version} 版已由新的一版代替，只能查看和打印。"
        elif view.state is not NoticeState.DRAFT:
            reason = reason or "公示表已定稿，内容不再变动。"
        self.set_read_only(reason)
        shown = step not in {PostStep.NONE, PostStep.CONFIRM, PostStep.SETTLE} and not viewer
        self._main_button.setText(step.value)
        self._main_button.setVisible(shown)
        self._main_button.setEnabled(not self._standing.waiting)
        self._main_button.setToolTip(self._standing.waiting)

    def _on_failed(self, fault: BaseException) -> None:
        self._view = None
        self._again = False
        self._switch.show_fault("公示表没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    # -------------------------------------------------------------------------------------------------- choices

    def _on_edited(self, draft: NoticeDraft) -> None:
        self._draft = draft
        self._pause.start()

    def _on_term(self, label: str) -> None:
        self._forget()
        self._term = label
        self._stack.setCurrentIndex(0)
        self._read()

    def _on_version(self, version: int) -> None:
        self._version = version
        self._read()

    def _begin_again(self) -> None:
        self._forget()
        self._again = True
        self._read()

    def _leave_again(self) -> None:
        self._forget()
        self._read()

    def _on_empty_action(self) -> None:
        if self._view is None:
            self.refresh(None)
        elif self._early is not None:
            self.context.set_month(self._early.first)
        elif self._standing.step is PostStep.SETTLE:
            self.context.go("year")
        else:
            self.context.go("confirm")

    # -------------------------------------------------------------------------------------------------- actions

    def _on_main(self) -> None:
        view, step = self._view, self._standing.step
        if view is None:
            return
        if step is PostStep.AGAIN:
            self._begin_again()
        elif step in {PostStep.POST, PostStep.REPOST}:
            problem = self.form.problem
            if self.form.draft is None or (problem and self.context.actor.role is Role.SECRETARY):
                self.form.faulty_field().setFocus()
                self.toast(problem)
                return
            self.steps.post(view, self.form.draft, done=self._leave_again)
        elif step is PostStep.CLOSE:
            self.steps.close(view.term)
        elif step is PostStep.ARCHIVE:
            self.steps.archive(view.term)

    def _on_why(self) -> None:
        """Every member's figures, each with its arithmetic, as the ledger stands now."""
        self._stack.setCurrentWidget(self.year_list)
        self.year_list.open_for(self.context.branch_uid, self.context.month)

    def _on_print(self, kind: DocumentKind) -> None:
        if self._view is not None:
            print_documents(self.context, self, kind, board=self._view.sheet)

    def _on_photo_add(self) -> None:
        if self._view is not None and self._view.uid:
            self.steps.add_photo(self._view.uid)

    def _on_photo(self, photo: PhotoView) -> None:
        if self._view is not None:
            self.steps.open_photo(self._view, photo)


def _has_board(view: NoticeView) -> bool:
    return view.posted_by_scheme and view.period_state not in {PeriodState.OPEN, PeriodState.COLLECTING}


def _short_title(term: Term) -> str:
    """ "10月", "第四季度", "2026年度"."""
    if term.kind is PeriodKind.MONTH:
        return f"{term.first.month}月"
    year, _, rest = term.title.partition("年")
    return rest if rest and year.isdigit() and rest != "度" else term.title
