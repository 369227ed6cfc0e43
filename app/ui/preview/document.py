"""A finished sheet as the preview takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import EnvironmentProblem


@dataclass(frozen=True, slots=True)
class PreviewDocument:
    """One PDF.

    Attributes:
        title: In the list: "公示表 A4".
        file_name: Suggested name with its ending: "2026年10月公示表.pdf".
        source: The PDF itself, or where it lies.
    """

    title: str
    file_name: str
    source: bytes | Path

    def read(self) -> bytes:
        """The PDF.

        Raises:
            EnvironmentProblem: the file is gone or cannot be read.
        """
        if isinstance(self.source, bytes):
            return self.source
        try:
            return self.source.read_bytes()
        except OSError as error:
            raise EnvironmentProblem(
                f"打不开文件“{self.source.name}”。", hint="文件可能已被移走或删除，请重新生成。"
            ) from error
