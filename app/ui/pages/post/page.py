"""公示: the board as it will hang at the left, days and looks at the right, then 张贴, 结束, 归档."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from app.clock import today
from app.services.actor import Actor
from app.services.changes import Changes, Kind
from app.services.documents import Paper
from app.services.months import Month, day_title
from app.services.notices import NoticeDraft, NoticeView
from app.services.press import DocumentKind
from app.services.workflow import NoticeState, PeriodState, Role
from app.ui.context import WorkContext
from app.ui.messages import confirm, errors_shown, show_error
from app.ui.page import PRIMARY_KEY, Page
from app.ui.pages.home.year_list import YearList
from app.ui.pages.post.board_picture import BoardPicture, draw_board
from app.ui.pages.post.draft_form import DraftForm
from app.ui.pages.post.words import PostStep, Standing, standing
from app.ui.pages.reading import Reading
from app.ui.printing import print_documents
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import BODY_POINTS, Space
from app.ui.widgets.buttons import Button, ButtonKind
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.placeholders import ContentSwitch

_PAUSE_MS = 250
_SIDE_WIDTH = 320
_PRINTS = (
    (DocumentKind.BOARD_A4, "打印 A4", "Ctrl+P"),
    (DocumentKind.BOARD_A3, "打印 A3", "F6"),
    (DocumentKind.BOARD_PNG, "存为图片", "F7"),
    (DocumentKind.BOARD_XLSX, "存为表格", "F8"),
)


@dataclass(frozen=True, slots=True)
class _Board:
    view: NoticeView
    pdf: bytes


class PostPage(Page):
    """The notice of the month.

    Attributes:
        picture: The board.
        year_list: Everybody's figures with their arithmetic, in place of board and form.
        form: Days, places, contact, looks.
    """

    title: ClassVar[str] = "公示"
    interests: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.POSTING, Kind.PERIOD, Kind.NOTICE, Kind.MEMBER, Kind.SCHEME, Kind.UNIT}
    )
    shows_month: ClassVar[bool] = True

    def __init__(self, context: WorkContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: NoticeView | None = None
        self._draft: NoticeDraft | None = None
        self._standing = Standing(PostStep.NONE, "")
        self._shown_for = ("", "")
        self._reading = Reading(context.tasks, "正在排版公示表", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.picture = BoardPicture(self)
        self.form = DraftForm(context.month.first)
        self.year_list = YearList(context)
        self.why_button = Button("各人的分怎么来的", ButtonKind.QUIET, icon="list-checks", key="T")
        self._build()
        self._connect()

    def _build(self) -> None:
        self._main_button = Button("", ButtonKind.PRIMARY)
        self._main_button.show_key(PRIMARY_KEY)
        self._main_button.hide()
        self.header.add(self._main_button)
        self._paper = ChipBar((Chip(Paper.A4.value, "A4"), Chip(Paper.A3.value, "A3")))
        self._waiting = label("", "care", wrap=True)
        self._prints: dict[DocumentKind, Button] = {}
        # Side by side on small screens as well: a board without its height is no board.
        pane = QWidget()
        row = QHBoxLayout(pane)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        right = self._make_right()
        right.setFixedWidth(round(_SIDE_WIDTH * current_scale().body / BODY_POINTS))
        row.addWidget(self._make_left(), 1)
        row.addWidget(right)
        self._stack = QStackedWidget()
        for view in (pane, self.year_list):
            self._stack.addWidget(view)
        self._switch = ContentSwitch(self._stack)
        self.content.addWidget(self._switch, 1)

    def _make_left(self) -> QWidget:
        left = Card("公示表")
        left.head.addWidget(self.why_button)
        left.head.addWidget(label("纸张", "note"))
        left.head.addWidget(self._paper)
        left.body.addWidget(self.picture, 1)
        return left

    def _make_right(self) -> QWidget:
        right = Card()
        scroll = ScrollBody()
        scroll.column.setSpacing(Space.M)
        scroll.column.addWidget(self._waiting)
        scroll.column.addWidget(self.form)
        scroll.column.addStretch(1)
        right.body.addWidget(scroll, 1)
        prints = QGridLayout()
        prints.setSpacing(Space.S)
        for place, (kind, words, key) in enumerate(_PRINTS):
            button = Button(words, key=key)
            button.clicked.connect(lambda _checked=False, what=kind: self._on_print(what))
            prints.addWidget(button, place // 2, place % 2)
            self._prints[kind] = button
        right.body.addLayout(prints)
        return right

    def _connect(self) -> None:
        self._reading.arrived.connect(self._on_arrived)
        self._reading.failed.connect(self._on_failed)
        self._pause.timeout.connect(self._read)
        self._paper.chosen.connect(lambda _key: self._read())
        self.form.edited.connect(self._on_edited)
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

    # -------------------------------------------------------------------------------------------------- reading

    def refresh(self, changes: Changes | None) -> None:
        """Read the notice; what was chosen but not posted stays."""
        where = (self.context.branch_uid, self.context.month.label)
        if where != self._shown_for:
            self._shown_for = where
            self._draft = None
            self.picture.clear()
            self.form.set_shown_month(self.context.month.first)
            self._stack.setCurrentIndex(0)
        self._switch.show_loading()
        self._read()

    def _read(self) -> None:
        notices, draft = self.context.services.notices, self._draft
        branch_uid, month = self.context.branch_uid, self.context.month
        paper = Paper(self._paper.current)

        def read() -> _Board:
            view = notices.view(branch_uid, month, draft)
            rows = any(part.rows for part in view.sheet.lists)
            return _Board(view, draw_board(view.sheet, paper) if rows and _has_board(view) else b"")

        self._reading.start(read)

    def _on_arrived(self, board: _Board) -> None:
        view = board.view
        self._view = view
        self._standing = standing(view, today(self.context.services.clock))
        viewer = self.context.actor.role is Role.VIEWER
        writable = self._standing.step is PostStep.POST and not viewer
        self.form.show_notice(view, writable=writable)
        self.header.set_state(self._standing.sentence)
        self._show_access(view, viewer=viewer)
        if self._standing.step is PostStep.CONFIRM:
            self._switch.show_empty(
                "megaphone",
                "本月还没有评定生效",
                action="去评定",
                hint="评定生效以后，这里就是要张贴的公示表。",
            )
        elif not board.pdf:
            self._switch.show_empty("megaphone", "本月没有要公示的党员")
        else:
            with errors_shown(self):
                self.picture.show_pdf(board.pdf)
            self._switch.show_content()

    def _show_access(self, view: NoticeView, *, viewer: bool) -> None:
        step = self._standing.step
        reason = "现在是查看人，只能看和打印。" if viewer else ""
        if view.period_state is PeriodState.ARCHIVED:
            reason = f"{self.context.month.title}已归档，只能查看和打印。"
        elif view.state is not NoticeState.DRAFT:
            reason = reason or "公示表已定稿，内容不再变动。"
        self.set_read_only(reason)
        self._waiting.setText(self._standing.waiting)
        self._waiting.setVisible(bool(self._standing.waiting))
        shown = step not in {PostStep.NONE, PostStep.CONFIRM} and not viewer
        self._main_button.setText(step.value)
        self._main_button.setVisible(shown)
        self._main_button.setEnabled(not self._standing.waiting)
        self._main_button.setToolTip(self._standing.waiting)
        self.form.setVisible(view.posted_by_scheme or view.state is not NoticeState.DRAFT)

    def _on_failed(self, fault: BaseException) -> None:
        self._view = None
        self._switch.show_fault("公示表没有读出来。", hint=str(getattr(fault, "message", "")))
        show_error(fault, self)

    # ---------------------------------------------------------------------------------------------------- steps

    def _on_edited(self, draft: NoticeDraft) -> None:
        self._draft = draft
        self._pause.start()

    def _on_empty_action(self) -> None:
        if self._view is None:
            self.refresh(None)
        else:
            self.context.go("confirm")

    def _on_main(self) -> None:
        step = self._standing.step
        if step is PostStep.POST:
            self._post()
        elif step is PostStep.CLOSE:
            self._close()
        elif step is PostStep.ARCHIVE:
            self._archive()

    def _post(self) -> None:
        draft = self.form.draft
        if draft is None:
            self.form.ends_on.setFocus()
            return
        notices, where = self.context.services.notices, self._where()
        text = (
            f"{self.context.month.title}公示表，{day_title(draft.starts_on)} 至 {day_title(draft.ends_on)}，"
            f"张贴在{draft.place or '（没有填地点）'}。"
        )
        hint = "张贴后表上的内容就定稿，不能再改，请先核对。"
        if self._may("张贴公示", text, hint) and not self._faulty():
            self._write(lambda: notices.post(*where, draft), "正在张贴公示")

    def _faulty(self) -> bool:
        """The service would refuse as well; here the field gets the focus at once."""
        if not self.form.problem:
            return False
        draft, view = self.form.draft, self._view
        if draft is not None and view is not None and draft.ends_on < view.earliest_end:
            self.form.ends_on.setFocus()
        else:
            (self.form.contact if draft is not None and draft.place else self.form.place).setFocus()
        self.toast(self.form.problem)
        return True

    def _close(self) -> None:
        notices, where = self.context.services.notices, self._where()
        text = f"{self.context.month.title}公示期已满，结束公示并归档。"
        if self._may(PostStep.CLOSE.value, text, "归档后本月的数字不再变动。"):
            self._write(lambda: notices.close(*where), "正在归档")

    def _archive(self) -> None:
        notices, where = self.context.services.notices, self._where()
        text = f"{self.context.month.title}按方案不单独公示，直接归档。"
        if self._may("归档", text, "归档后本月的数字不再变动。"):
            self._write(lambda: notices.archive(*where), "正在归档")

    def _may(self, title: str, text: str, hint: str) -> bool:
        """Ask first; somebody who may not do it is told so by the service without being asked."""
        if self.context.actor.role is not Role.SECRETARY:
            return True
        return confirm(self, title=title, text=text, hint=hint, action_label=title)

    def _write(self, call: Callable[[], Changes], label: str) -> None:
        self.context.tasks.run(lambda _job: call(), parent=self, label=label, cancellable=False)

    def _where(self) -> tuple[Actor, str, Month]:
        return self.context.actor, self.context.branch_uid, self.context.month

    def _on_why(self) -> None:
        """Every member's figures, each with its arithmetic, as the ledger stands now."""
        self._stack.setCurrentWidget(self.year_list)
        self.year_list.open_for(self.context.branch_uid, self.context.month)

    def _on_print(self, kind: DocumentKind) -> None:
        print_documents(self.context, self, kind)


def _has_board(view: NoticeView) -> bool:
    return view.period_state not in {PeriodState.OPEN, PeriodState.COLLECTING}
