"""The form number as a QR code, drawn as filled rectangles."""

from __future__ import annotations

import re
from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_DARK = re.compile("1+")
# Any of the eight masks is valid. Trying them all costs six times as much as the code itself, and a form
# number is too short to produce the patterns that the trial guards against.
_MASK = 2


@lru_cache(maxsize=256)
def qr_path(content: str) -> tuple[int, str]:
    """Modules per side and the PDF path (unit: one module, origin bottom left) of a QR code."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.version = code.calculate_version()
    code.makeImpl(test=False, maskPattern=_MASK)
    side = code.getModuleCount()
    rectangles = [
        f"{match.start()} {side - 1 - row} {match.end() - match.start()} 1 re"
        for row, modules in enumerate(code.modules)
        for match in _DARK.finditer("".join("1" if dark else "0" for dark in modules))
    ]
    return side, " ".join([*rectangles, "f"])
