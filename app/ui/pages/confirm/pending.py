"""Decisions that are on their way to the ledger: shown at once, true when the ledger has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.services.lines import LineView


@dataclass(slots=True)
class _Pending:
    decision: str
    points: Decimal | None
    reason: str
    written: bool = False


class PendingDecisions:
    """Lays decisions over the lines that were read last.

    A decision stays on top until a read that came after its writing has arrived; otherwise a line would jump back to
    待定 for a moment while the next one is being decided.
    """

    def __init__(self) -> None:
        self._by_uid: dict[str, _Pending] = {}

    def put(
        self, uids: Iterable[str], decision: str, *, points: Decimal | None = None, reason: str = ""
    ) -> None:
        """Show this decision on some lines; an empty one takes theirs back."""
        for uid in uids:
            self._by_uid[uid] = _Pending(decision, points, reason)

    def written(self, uids: Iterable[str]) -> None:
        """The ledger has them; the next read shows them by itself."""
        for uid in uids:
            if uid in self._by_uid:
                self._by_uid[uid].written = True

    def refused(self, uids: Iterable[str]) -> None:
        """The ledger did not take them."""
        for uid in uids:
            self._by_uid.pop(uid, None)

    def read_arrived(self) -> None:
        """A read has arrived: what was written before needs no overlay any more."""
        self._by_uid = {uid: each for uid, each in self._by_uid.items() if not each.written}

    def clear(self) -> None:
        """Another month or branch is shown."""
        self._by_uid.clear()

    def over(self, lines: Sequence[LineView]) -> list[LineView]:
        """The lines as they will be."""
        if not self._by_uid:
            return list(lines)
        return [self._laid(line) for line in lines]

    def _laid(self, line: LineView) -> LineView:
        pending = self._by_uid.get(line.uid)
        if pending is None:
            return line
        accepted = pending.decision in {"", "confirm", "adjust"}
        return replace(
            line,
            decision=pending.decision,
            decided_points=pending.points,
            reason=pending.reason,
            counted=line.counted if accepted else None,
        )
