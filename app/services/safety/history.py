"""Whether the ledger that lies in the folder goes on where the last one stopped, or an older one was put back.

The audit chain proves that nothing inside was changed; it cannot see that its end is missing. The mark outside
(:class:`~app.services.safety.memory.Mark`) can.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Engine

from app.errors import EnvironmentProblem

from .memory import Mark

#: In the detail of an event: head of the mark that was left on purpose (a restore, a ledger put back and accepted).
INSTEAD_OF = "instead_of"


class Break(StrEnum):
    """How the file fails to go on."""

    OLDER = "older"
    FORKED = "forked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BrokenHistory:
    """A file that does not go on where this computer stopped.

    Attributes:
        seq: Newest event of the file, ``last_day`` its day as ISO text.
        known: Newest event that this computer had seen.
    """

    kind: Break
    seq: int
    last_day: str
    known: int

    @property
    def missing(self) -> int:
        """How many events are known to be missing; 0 when only the content differs."""
        return 0 if self.kind is Break.OTHER else max(self.known - self.seq, 0)

    @property
    def to_type(self) -> int:
        """The number that is typed back before the file is taken as it is."""
        return self.missing or self.seq

    @property
    def sentence(self) -> str:
        """ "这份台账到第 812 条（2026-09-30）为止，这台电脑上次用到第 845 条，少了 33 条。"."""
        here = f"这份台账到第 {self.seq} 条（{self.last_day}）为止"
        if self.kind is Break.OTHER:
            return f"数据文件夹里是另一份台账：{here}，不是这台电脑上次用的那一份。"
        if self.kind is Break.OLDER:
            return f"{here}，这台电脑上次用到第 {self.known} 条，少了 {self.missing} 条。"
        return f"{here}，内容和这台电脑上次用的不同：第 {self.known} 条不是同一次办理。"

    @property
    def advice(self) -> str:
        """What may have happened, and what to do first."""
        if self.kind is Break.OTHER:
            return "如果是从别的电脑搬来的，可以就用这一份；如果不是，请先核实。没有改动任何内容。"
        return "可能有人把以前的备份放回了数据文件夹。请先核实，不要继续录入；没有改动任何内容。"


class OldLedger(EnvironmentProblem):
    """The ledger was replaced from outside. It is never silently accepted, and nothing was changed.

    Attributes:
        found: What is known of it.
    """

    def __init__(self, found: BrokenHistory) -> None:
        super().__init__(found.sentence, hint=found.advice)
        self.found = found


def present_mark(engine: Engine) -> Mark | None:
    """How far the ledger has come now; None while it was never set up, for then nothing can be lost with it."""
    with engine.execution_options(read_only=True).connect() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM unit LIMIT 1").first() is None:
            return None
        uid, epoch = connection.exec_driver_sql("SELECT uid, epoch FROM ledger").one()
        seq, head, _ = _newest(connection)
        return Mark(uid, epoch, seq, head)


def find_break(engine: Engine, mark: Mark | None) -> BrokenHistory | None:
    """Compare a file with the mark. Plain SQL: the file may still have an older format."""
    if mark is None:
        return None
    with engine.execution_options(read_only=True).connect() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM ledger").scalar()
        seq, _, day = _newest(connection)
        query = "SELECT hash FROM audit_event WHERE seq = ?"
        head = connection.exec_driver_sql(query, (mark.seq,)).scalar()
        if (uid, head) == (mark.ledger, mark.head) or _left_on_purpose(connection, mark):
            return None
    if uid != mark.ledger:
        return BrokenHistory(Break.OTHER, seq, day, mark.seq)
    if seq < mark.seq:
        return BrokenHistory(Break.OLDER, seq, day, mark.seq)
    return BrokenHistory(Break.FORKED, seq, day, mark.seq)


def _left_on_purpose(connection: Connection, mark: Mark) -> bool:
    """Whether an event of the file says that it took the place of what the mark had seen.

    So a cut between the change and the new mark, or a mark that cannot be written, raises no false alarm.
    """
    query = "SELECT 1 FROM audit_event WHERE instr(detail, ?) LIMIT 1"
    return connection.exec_driver_sql(query, (f'"{INSTEAD_OF}":"{mark.head}"',)).first() is not None


def _newest(connection: Connection) -> tuple[int, str, str]:
    query = "SELECT seq, hash, business_date FROM audit_event ORDER BY seq DESC LIMIT 1"
    seq, head, day = connection.exec_driver_sql(query).one()
    return int(seq), str(head), str(day)
