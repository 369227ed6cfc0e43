"""The right side of the 公示 page: what waits, what differs, versions, photos, the choices, and the ways to paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.notices.views import NoticeView
from app.services.press import DocumentKind
from app.services.workflow import NoticeState
from app.ui.pages.post.draft_form import DraftForm
from app.ui.pages.post.photo_strip import PhotoStrip
from app.ui.pages.post.words import PostStep, Standing, changes_text
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody

_PRINTS = (
    (DocumentKind.BOARD_A4, "打印 A4", "Ctrl+P"),
    (DocumentKind.BOARD_A3, "打印 A3", "F6"),
    (DocumentKind.BOARD_PNG, "存为图片", "F7"),
    (DocumentKind.BOARD_XLSX, "存为表格", "F8"),
)


class PostSide(Card):
    """Everything beside the board.

    Attributes:
        form: Days, places, contact, looks.
        answer: Leads to the objections that are open.
        versions: Which version is shown, where there are several.
        photos: Photos of the posted sheet.
        again: Begins the next version where the red button is another step.
        back: Leaves the draft of a next version.
        prints: The ways to paper, by kind.

    Signals:
        print_wanted: The :class:`DocumentKind`.
        version_chosen: Number of a version.
    """

    print_wanted = Signal(object)
    version_chosen = Signal(int)

    def __init__(self, shown: date, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.waiting = label("", "care", wrap=True)
        self.answer = Button("去答复异议", icon="circle-alert")
        self.changes = label("", "care", wrap=True)
        self.again = Button(PostStep.AGAIN.value, icon="pencil")
        self.back = Button("不重新公示，返回", icon="arrow-left", key="Esc")
        self.versions_title, self.versions = label("版本", "note"), ChipBar()
        self.photos = PhotoStrip()
        self.form = DraftForm(shown)
        self.prints: dict[DocumentKind, Button] = {}
        scroll = ScrollBody()
        scroll.column.setSpacing(Space.M)
        for part in (
            self.waiting, self.answer, self.changes, self.again, self.back, self.versions_title, self.versions,
            self.photos, self.form,
        ):  # fmt: skip
            scroll.column.addWidget(part)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
        grid = QGridLayout()
        grid.setSpacing(Space.S)
        for place, (kind, words, key) in enumerate(_PRINTS):
            button = Button(words, key=key)
            button.clicked.connect(partial(self._on_print, kind))
            grid.addWidget(button, place // 2, place % 2)
            self.prints[kind] = button
        self.body.addLayout(grid)
        self.versions.chosen.connect(lambda key: self.version_chosen.emit(int(key)))

    def show_notice(
        self, view: NoticeView, told: Standing, pictures: Mapping[str, bytes], *, viewer: bool
    ) -> None:
        """Show one notice, or the draft of one."""
        drafting = view.state is NoticeState.DRAFT
        self.waiting.setText(told.waiting)
        self.waiting.setVisible(bool(told.waiting))
        self.answer.setVisible(bool(view.objections) and not viewer)
        text = changes_text(view)
        self.changes.setText(text)
        self.changes.setVisible(bool(text))
        self.again.setVisible(
            bool(view.changed) and not drafting and told.step is not PostStep.AGAIN and not viewer
        )
        self.back.setVisible(drafting and bool(view.versions))
        self._show_versions(view, drafting=drafting)
        self.photos.setVisible(not drafting)
        self.photos.show_photos(
            view.photos, pictures, writable=not viewer and view.state is not NoticeState.REPLACED
        )
        self.form.setVisible(view.posted_by_scheme)
        self.form.show_notice(view, writable=told.step in {PostStep.POST, PostStep.REPOST} and not viewer)

    def _show_versions(self, view: NoticeView, *, drafting: bool) -> None:
        several = len(view.versions) > 1 and not drafting
        self.versions_title.setVisible(several)
        self.versions.setVisible(several)
        self.versions.set_chips([Chip(str(each.version), f"第 {each.version} 版") for each in view.versions])
        self.versions.choose(str(view.version))

    def _on_print(self, kind: DocumentKind, _checked: object = None) -> None:
        self.print_wanted.emit(kind)
