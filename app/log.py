"""Logging to a rotating file, with whatever looks like an ID or telephone number blotted out."""

from __future__ import annotations

import logging
import re
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


def blot(text: str) -> str:
    """The text with whatever looks like an ID or telephone number blotted out."""
    return _PRIVATE.sub("〔号码〕", text)


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
