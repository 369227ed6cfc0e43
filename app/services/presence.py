"""The marks of an attendance sheet."""

from __future__ import annotations

from enum import StrEnum


class Presence(StrEnum):
    """A mark on the attendance sheet."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"
    EXCUSED = "excused"
    MADE_UP = "made_up"


PRESENCE_NAMES: dict[str, str] = {
    Presence.PRESENT: "到会",
    Presence.LATE: "迟到",
    Presence.LEAVE: "请假",
    Presence.ABSENT: "缺席",
    Presence.EXCUSED: "免予参加",
    Presence.MADE_UP: "已补课",
}

#: Marks that earn an item which presence earns: who came late was there.
EARNS = frozenset({Presence.PRESENT, Presence.LATE})
