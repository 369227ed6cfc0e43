"""Makes the one QApplication: names, fonts, language, look."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import QCoreApplication, QLocale, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.errors import EnvironmentProblem
from app.resources import resource
from app.ui.theme.icons import icon
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import FONT_FAMILY, RARE_FONT_FAMILIES
from app.ui.translation import translators

PRODUCT_NAME = "一人一卡 · 党员积分台账"

#: More references than a window can lose in years of use.
_ENOUGH_REFERENCES = 1 << 40


def create_application(argv: list[str] | None = None, *, large: bool = False) -> QApplication:
    """The application object, ready to show windows. Safe to call again: the running one is returned, dressed.

    Args:
        argv: Command line for Qt; only the program name when omitted.
        large: Whether 大字 is on.
    """
    _keep_shared_values()
    QCoreApplication.setOrganizationName("yika")
    QCoreApplication.setApplicationName("yika")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(argv or ["yika"])
    app.setApplicationDisplayName(PRODUCT_NAME)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    _install_translation(app)
    _register_fonts("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
    apply_theme(app, large=large)
    app.setWindowIcon(icon("id-card"))
    return app


def load_rare_fonts_later() -> None:
    """Register the fonts for rare characters once the first window is painted.

    They are 53 MB that a Windows desktop reads from disk; names that need them are few, so start does not wait.
    """
    QTimer.singleShot(0, load_rare_fonts)


def load_rare_fonts() -> None:
    """Register the fonts for rare characters now and let open windows draw again."""
    if set(RARE_FONT_FAMILIES) <= set(QFontDatabase.families()):
        return
    # Substitutes are asked for after the family itself; a family that is not loaded yet would make Qt warn.
    QFont.insertSubstitutions(FONT_FAMILY, list(RARE_FONT_FAMILIES))
    _register_fonts("HanaMinA.ttf", "HanaMinB.ttf")
    for widget in QApplication.topLevelWidgets():
        widget.update()


def _keep_shared_values() -> None:
    """Keep Python before 3.12 alive through a day's work.

    WORKAROUND: PySide6 6.12.0 returns ``None`` from every call without a result as newer Pythons may, without counting
    the reference; True and False now and then as well. Python 3.11 still counts: after some 80,000 such calls, about
    60 changes of page, nothing seems to refer to ``None`` any more and the interpreter aborts the program. From 3.12
    on these values are never freed (PEP 683); here their count is raised out of reach.
    """
    if sys.version_info >= (3, 12) or sys.getrefcount(None) >= _ENOUGH_REFERENCES:
        return
    for value in (None, True, False):
        # The count is the first field of every object of a release build.
        ctypes.c_ssize_t.from_address(id(value)).value += _ENOUGH_REFERENCES


def _register_fonts(*names: str) -> None:
    for name in names:
        path = resource("fonts", name)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise EnvironmentProblem(f"字体文件打不开：{path}", hint="请重新安装本程序。")


def _install_translation(app: QApplication) -> None:
    """Qt's own words (buttons, context menus, file and print dialog) in Chinese."""
    if app.property("translated"):
        return
    for translator in translators(app):
        app.installTranslator(translator)
    app.setProperty("translated", True)
