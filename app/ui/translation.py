"""Qt's own words in Chinese: Qt's translation, and the few that it lacks."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator

from app.errors import EnvironmentProblem

#: What qtbase_zh_CN leaves in English, as far as our dialogs show it: choosing and saving a file, printing.
_LACKING = {
    ("QFileDialog", "&Look in:"): "查找范围(&L)：",
    ("QFileDialog", "Files of &type:"): "文件类型(&T)：",
    ("QFileDialog", "Cancel"): "取消",
    ("QFileDialog", "Computer"): "计算机",
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File Folder"): "文件夹",
    ("QAbstractFileIconProvider", "Drive"): "磁盘",
    ("QAbstractFileIconProvider", "File"): "文件",
    ("QAbstractFileIconProvider", "%1 File"): "%1 文件",
    ("QAbstractFileIconProvider", "Shortcut"): "快捷方式",
    ("QAbstractFileIconProvider", "Alias"): "替身",
    ("QAbstractFileIconProvider", "Unknown"): "未知",
    ("QFileSystemModel", "%1 bytes"): "%1 字节",
    ("QFileSystemModel", "%1 byte(s)"): "%1 字节",
    ("QPrintDialog", "Automatic"): "自动",
    ("QPrintSettingsOutput", "Duplex Printing"): "双面打印",
    ("QPrintSettingsOutput", "Double-sided Printing"): "双面打印",
    ("QPrintSettingsOutput", "None"): "单面",
    ("QPrintSettingsOutput", "Long side"): "长边翻页",
    ("QPrintSettingsOutput", "Short side"): "短边翻页",
    ("QPrintSettingsOutput", "All Pages"): "全部页",
    ("QPrintSettingsOutput", "Odd Pages"): "奇数页",
    ("QPrintSettingsOutput", "Even Pages"): "偶数页",
}


class _Lacking(QTranslator):
    """Answers for the words that Qt's file has not."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The Chinese words; otherwise the source, as Qt itself would do after the last translator."""
        return _LACKING.get((context, source), source)


def translators(parent: QObject) -> tuple[QTranslator, QTranslator]:
    """In the order in which they are to be installed: Qt asks the last one first.

    Args:
        parent: Owner, the application.
    """
    official = QTranslator(parent)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not official.load("qtbase_zh_CN", folder):
        raise EnvironmentProblem("程序缺少中文界面文件。", hint="请重新安装本程序。")
    return _Lacking(parent), official
