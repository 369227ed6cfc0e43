"""Photos of the sheet where it hangs: small pictures, one to add, each to be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.clock import CHINA
from app.services.notices.views import PhotoView
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button, PushButton
from app.ui.widgets.labels import label

_THUMB = QSize(80, 60)
_COLUMNS = 3


class PhotoStrip(QWidget):
    """The photos of one version.

    Attributes:
        add_button: Adds one.

    Signals:
        add_wanted: A photo is to be added.
        opened: The :class:`PhotoView` that is to be looked at.
    """

    add_wanted = Signal()
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[PushButton] = []
        self._shown: tuple[str, ...] = ()
        self.title = label("", "note", wrap=True)
        self.add_button = Button("添加照片", icon="image", key="F9")
        self.add_button.clicked.connect(self.add_wanted)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.S)
        self._grid.setColumnStretch(_COLUMNS, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.title)
        column.addLayout(self._grid)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def thumbs(self) -> Sequence[PushButton]:
        """The small pictures."""
        return tuple(self._buttons)

    def show_photos(
        self, photos: Sequence[PhotoView], pictures: Mapping[str, bytes], *, writable: bool
    ) -> None:
        """Show the photos of a version.

        Args:
            photos: In the order they were added.
            pictures: Their bytes by hash; one that is missing keeps its name.
            writable: Whether one can be added.
        """
        self.title.setText(f"张贴照片 {len(photos)} 张" if photos else "还没有张贴照片（可以不放）")
        self.add_button.setVisible(writable)
        uids = tuple(photo.uid for photo in photos)
        if uids == self._shown:
            return
        self._shown = uids
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._thumb(photo, pictures.get(photo.sha256)) for photo in photos]
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)

    def _thumb(self, photo: PhotoView, data: bytes | None) -> PushButton:
        button = PushButton()
        day = photo.added_at.astimezone(CHINA)
        button.setToolTip(f"{photo.file_name}\n{photo.added_by} {day:%Y-%m-%d} 添加")
        button.setAccessibleName(f"照片 {photo.file_name}")
        picture = QPixmap()
        if data is None or not picture.loadFromData(data):
            button.setText("缺图")
        else:
            size = _THUMB * picture.devicePixelRatio()
            button.setIcon(
                QIcon(
                    picture.scaled(
                        size,
                        Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation,
                    )
                )
            )
            button.setIconSize(_THUMB)
        button.setFixedSize(_THUMB.width() + 2 * Space.S, _THUMB.height() + 2 * Space.S)
        button.clicked.connect(partial(self._on_opened, photo))
        return button

    def _on_opened(self, photo: PhotoView, _checked: object = None) -> None:
        self.opened.emit(photo)
