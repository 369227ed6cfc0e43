"""Makes the one QApplication: names, fonts, language, look."""

from __future__ import annotations

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


def create_application(argv: list[str] | None = None, *, large: bool = False) -> QApplication:
    """The application object, ready to show windows. Safe to call again: the running one is returned, dressed.

    Args:
        argv: Command line for Qt; only the program name when omitted.
        large: Whether 大字 is on.
    """
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
