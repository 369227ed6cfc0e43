"""The one style sheet, made from the tokens.

Widgets choose their look by dynamic properties that are set once when they are made:
``kind`` (buttons: primary, plain, quiet; chips), ``role`` (labels: heading, card, figure, note …) and
``surface`` (frames: card, bar).
"""

from __future__ import annotations

from string import Template

from app.resources import resource
from app.ui.theme.tokens import RADIUS_CARD, RADIUS_CONTROL, Colour, TypeScale

_TEXT = """
QLabel { background: transparent; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 700; }
QLabel[role="card"] { font-size: ${card}pt; font-weight: 700; }
QLabel[role="figure"] { font-size: ${figure}pt; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="quiet"] { color: $QUIET; }
QLabel[role="note"] { font-size: ${note}pt; color: $QUIET; }
QLabel[role="good"] { color: $GOOD; }
QLabel[role="care"] { color: $CARE_TEXT; }
QLabel[role="fault"] { color: $ACCENT; }
QToolTip { color: $INK; background: $SURFACE; border: 1px solid $LINE_STRONG; padding: 4px 6px; }
"""

_FRAMES = """
QMainWindow, QDialog, QWidget[surface="ground"] { background: $GROUND; }
QFrame[surface="card"] { background: $SURFACE; border: 1px solid $LINE; border-radius: ${card_radius}px; }
QFrame[surface="side"] { background: $SURFACE; border: 0; border-right: 1px solid $LINE; }
QFrame[surface="strip"] { background: $SURFACE; border: 0; border-top: 1px solid $LINE; }
QFrame[surface="care"] { background: $CARE_GROUND; border: 1px solid #EBD9B4; border-radius: ${radius}px; }
QFrame[surface="info"] { background: $HOVER; border: 1px solid $LINE; border-radius: ${radius}px; }
QFrame[surface="fault"] { background: $ACCENT_GROUND; border: 1px solid #F0C9C5; border-radius: ${radius}px; }
QFrame[surface="good"] { background: $GOOD_GROUND; border: 1px solid #C5DFCF; border-radius: ${radius}px; }
QFrame[surface="toast"] { background: $INK; border: 0; border-radius: ${radius}px; }
QFrame[surface="toast"] QLabel { color: $SURFACE; }
QFrame[surface="line"] { background: $LINE; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[surface="body"] { background: transparent; }
QSplitter::handle { background: transparent; }
QStatusBar { background: $SURFACE; }
"""

_BUTTONS = """
QPushButton, QToolButton {
  color: $INK; background: $SURFACE; border: 1px solid $LINE_STRONG; border-radius: ${radius}px;
  padding: 1px 15px; min-height: ${button_inner}px; outline: 0;
}
QPushButton:hover, QToolButton:hover { background: $HOVER; }
QPushButton:pressed, QToolButton:pressed { background: $LINE; }
QPushButton:focus, QToolButton:focus { border: 2px solid $ACCENT; padding: 0 14px; }
QPushButton:disabled, QToolButton:disabled { color: #8A929E; background: $GROUND; border-color: $LINE; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] {
  color: $SURFACE; background: $ACCENT; border-color: $ACCENT; font-weight: 700;
}
QPushButton[kind="primary"]:hover {
  background: $ACCENT_HOVER; border-color: $ACCENT_HOVER;
}
QPushButton[kind="primary"]:pressed { background: $ACCENT_PRESSED; }
QPushButton[kind="primary"]:focus { border: 2px solid $INK; }
QPushButton[kind="primary"]:disabled { color: $QUIET; background: $LINE; border-color: $LINE; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
  background: transparent; border-color: transparent; padding: 1px 7px;
}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $HOVER; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid $ACCENT; padding: 0 6px; }
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled { background: transparent; }
QPushButton[kind="chip"] { padding: 1px 13px; }
QPushButton[kind="chip"]:focus { padding: 0 12px; }
QPushButton[kind="chip"]:checked { background: $ACCENT_GROUND; border-color: $ACCENT; color: $ACCENT; font-weight: 700; }
QPushButton[kind="toast"] {
  background: transparent; color: $ON_INK; border: 1px solid transparent; font-weight: 700;
  padding: 0 9px; min-height: 0;
}
QPushButton[kind="toast"]:hover { background: #3A4048; }
QPushButton[kind="toast"]:focus { border: 2px solid $SURFACE; padding: 0 8px; }
QPushButton[kind="nav"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 0 11px; }
QPushButton[kind="nav"]:hover { background: $HOVER; }
QPushButton[kind="nav"]:checked { background: $ACCENT_GROUND; color: $ACCENT; font-weight: 700; }
QPushButton[kind="nav"]:focus { border: 2px solid $ACCENT; padding: 0 10px; }
QPushButton[kind="link"] {
  background: transparent; border: 1px solid transparent; color: $ACCENT; padding: 1px 5px; text-align: left;
}
QPushButton[kind="link"]:hover { background: $ACCENT_GROUND; }
QPushButton[kind="link"]:focus { border: 2px solid $ACCENT; padding: 0 4px; }
QPushButton[kind="title"] {
  background: transparent; border: 1px solid transparent; padding: 0 5px; font-size: ${heading}pt; font-weight: 700;
}
QPushButton[kind="title"]:hover { background: $LINE; }
QPushButton[kind="title"]:focus { border: 2px solid $ACCENT; padding: 0 4px; }
"""

_FIELDS = """
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit, QTextEdit {
  color: $INK; background: $SURFACE; border: 1px solid $LINE_STRONG; border-radius: ${radius}px;
  padding: 1px 11px; selection-background-color: #F3C6C2; selection-color: $INK;
}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit { min-height: ${button_inner}px; }
QPlainTextEdit, QTextEdit { padding: 5px 7px; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QPlainTextEdit:hover { border-color: $QUIET; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus {
  border: 2px solid $ACCENT; padding: 0 10px;
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $ACCENT; padding: 4px 6px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QPlainTextEdit:disabled {
  color: $QUIET; background: $GROUND; border-color: $LINE;
}
QLineEdit:read-only, QPlainTextEdit:read-only { background: $GROUND; }
QLineEdit[fault="true"], QComboBox[fault="true"], QPlainTextEdit[fault="true"] {
  border-color: $ACCENT; background: $ACCENT_GROUND;
}
QLineEdit[kind="cell"] { border-radius: 0; padding: 0 10px; border: 2px solid $ACCENT; min-height: 0; }
QFileDialog QToolButton { padding: 0; min-width: ${button_inner}px; }
QLineEdit > QToolButton { border: 0; background: transparent; padding: 0; min-height: 0; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-quiet.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
  background: $SURFACE; border: 1px solid $LINE_STRONG; outline: 0; padding: 4px;
  selection-background-color: $ACCENT_GROUND; selection-color: $INK;
}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  border: 0; width: 24px; background: transparent;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icons/chevron-up-quiet.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
  image: url("$icons/chevron-down-quiet.svg"); width: 12px; height: 12px;
}
QCheckBox, QRadioButton { spacing: 8px; min-height: ${tick_row}px; border: 2px solid transparent; border-radius: 4px; padding: 0 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $ACCENT; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator, QTableView::indicator, QTreeView::indicator {
  width: ${tick}px; height: ${tick}px; border: 1px solid $QUIET; background: $SURFACE; border-radius: 4px;
}
QRadioButton::indicator { border-radius: ${half_tick}px; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTableView::indicator:checked, QTreeView::indicator:checked {
  background: $ACCENT; border-color: $ACCENT; image: url("$icons/check-white.svg");
}
QCheckBox::indicator:indeterminate, QListView::indicator:indeterminate, QTreeView::indicator:indeterminate {
  background: $ACCENT; border-color: $ACCENT; image: url("$icons/minus-white.svg");
}
QRadioButton::indicator:checked { border: 5px solid $ACCENT; width: ${radio_hole}px; height: ${radio_hole}px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $LINE_STRONG; background: $GROUND; }
"""

_VIEWS = """
QTableView, QTreeView, QListView {
  background: $SURFACE; border: 1px solid $LINE; border-radius: ${card_radius}px; outline: 0;
  gridline-color: transparent; selection-background-color: $ACCENT_GROUND; selection-color: $INK;
}
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $ACCENT; }
QTableView::item { padding: 0 8px; border: 0; border-bottom: 1px solid #F0F2F4; }
QTableView::item:selected { background: $ACCENT_GROUND; color: $INK; }
QListView::item, QTreeView::item { min-height: ${list_row}px; padding: 0 8px; border: 0; }
QListView::item:hover, QTreeView::item:hover { background: $HOVER; }
QListView::item:selected, QTreeView::item:selected { background: $ACCENT_GROUND; color: $INK; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
  background: #FBFBFC; color: $QUIET; border: 0; border-bottom: 1px solid $LINE; padding: 0 11px;
  font-size: ${note}pt; font-weight: 700; min-height: ${header_height}px;
}
QHeaderView::section:hover { color: $INK; background: $HOVER; }
QHeaderView::section:first { border-top-left-radius: ${card_radius}px; }
QHeaderView::section:last { border-top-right-radius: ${card_radius}px; }
QHeaderView::up-arrow { image: url("$icons/chevron-up-quiet.svg"); width: 12px; height: 12px; subcontrol-position: center right; }
QHeaderView::down-arrow { image: url("$icons/chevron-down-quiet.svg"); width: 12px; height: 12px; subcontrol-position: center right; }
QTableCornerButton::section { background: $SURFACE; border: 0; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url("$icons/chevron-right-quiet.svg"); }
QTreeView::branch:has-children:open { image: url("$icons/chevron-down-quiet.svg"); }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: #C4CAD2; border-radius: 4px; min-height: 36px; min-width: 36px; }
QScrollBar::handle:hover { background: $QUIET; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""

_REST = """
QMenu { background: $SURFACE; border: 1px solid $LINE_STRONG; padding: 4px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 10px; }
QMenu::item:selected { background: $ACCENT_GROUND; color: $INK; }
QMenu::item:disabled { color: #8A929E; }
QMenu::separator { height: 1px; background: $LINE; margin: 4px 8px; }
QMenu::indicator { width: 16px; height: 16px; left: 6px; }
QMenu::indicator:checked { image: url("$icons/check-quiet.svg"); }
QMenu::indicator:unchecked { image: none; }
QProgressBar { background: $TRACK; border: 0; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $GOOD; border-radius: 4px; }
QTabWidget::pane { border: 0; }
QTabBar::tab {
  background: transparent; color: $QUIET; border: 0; border-bottom: 2px solid $LINE; padding: 6px 16px;
  min-height: ${tick_row}px;
}
QTabBar::tab:selected { color: $ACCENT; border-bottom-color: $ACCENT; font-weight: 700; }
QTabBar::tab:hover { color: $INK; }
QTabBar:focus { background: $ACCENT_GROUND; }
QDialogButtonBox { button-layout: 0; }
QMessageBox QLabel { min-width: 320px; }
QMessageBox QLabel#qt_msgboxex_icon_label { min-width: 0; }
"""


def build_stylesheet(scale: TypeScale) -> str:
    """The whole style sheet for one type scale."""
    values: dict[str, object] = {colour.name: colour.value for colour in Colour}
    tick = round(scale.icon * 0.95)
    values.update(
        heading=scale.heading,
        card=scale.card,
        figure=scale.figure,
        note=scale.note,
        radius=RADIUS_CONTROL,
        card_radius=RADIUS_CARD,
        # The height of a control is its inner height, two borders and two pixels of padding.
        button_inner=scale.control_height - 4,
        list_row=scale.row_height - 4,
        header_height=scale.row_height - 2,
        tick=tick,
        half_tick=tick // 2 + 1,
        radio_hole=tick - 8,
        tick_row=scale.control_height - 8,
        icons=resource("icons", "controls").as_posix(),
    )
    return Template(_TEXT + _FRAMES + _BUTTONS + _FIELDS + _VIEWS + _REST).substitute(values)
