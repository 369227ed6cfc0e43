"""Logging to a rotating file, without ID and telephone numbers and without names of members' files."""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path

# The lookarounds keep longer hex strings readable; dates and the stamps in names of backups fit none of these.
_PRIVATE = re.compile(
    r"""(?<![0-9A-Za-z])(?:
        \d{6}[- ]?\d{8}[- ]?\d{3}[\dXx] | \d{15}      # ID numbers, also in blocks
      | (?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}     # mobile telephones: 100-1234-5678
      | \d{11}
      | [(（]?0\d{2,3}[)）\- ][- ]?\d{7,8}             # area code and number: 0791-1234567
    )(?![0-9A-Za-z])""",
    re.VERBOSE,
)

# The file that a fault of the system names: "[Errno 2] No such file or directory: '/…/积分管理记录表_王某.pdf'".
_FILE = re.compile(
    r"(\[(?:Errno|WinError) \d+\] [^'\"\n]*)(?:'[^'\n]*'|\"[^\"\n]*\")(?: -> (?:'[^'\n]*'|\"[^\"\n]*\"))?"
)


def blot(text: str) -> str:
    """The text without whatever looks like an ID or telephone number, and without the files that faults name."""
    return _PRIVATE.sub("〔号码〕", _FILE.sub(r"\1〔文件〕", text))


def where_raised(fault: BaseException) -> str:
    """ "at output.py:28 (FileNotFoundError 2)": enough to tell ordinary faults apart, and nobody's name in it."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "without a place"
    cause = fault.__cause__
    number = getattr(cause, "errno", None)
    return (
        place
        if cause is None
        else f"{place} ({type(cause).__name__}{'' if number is None else f' {number}'})"
    )


class _PrivacyFormatter(logging.Formatter):
    """Formats the whole record, traceback included, and then blots out private numbers."""

    def format(self, record: logging.LogRecord) -> str:
        return blot(super().format(record))


def set_up_logging(folder: Path) -> Path:
    """Log from INFO up into ``folder/yika.log`` (1 MB, five old files). Returns the file's path."""
    # Imported here: it loads sockets, which every window would wait for before it is painted.
    from logging.handlers import RotatingFileHandler

    target = folder / "yika.log"
    handler = RotatingFileHandler(target, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(_PrivacyFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # each start would write its small talk
    return target
