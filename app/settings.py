"""Settings of the office's business: key, default, bounds and words, declared here and nowhere else.

They live in the ledger, because a rule of the branch must travel with its data. What only this computer remembers
(window size, large type) is in ``app.ui.ui_settings``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Option:
    """A whole number that the branch may choose; yes/no is 1/0.

    Attributes:
        key: Key in the ledger.
        title: The question as the 系统 page asks it.
        unit: Unit in words; "是/否" for a yes/no.
        default: Value until the branch says otherwise.
        minimum: Smallest allowed; ``maximum``: largest.
    """

    key: str
    title: str
    unit: str
    default: int
    minimum: int
    maximum: int

    @property
    def is_switch(self) -> bool:
        """Whether it is asked as yes or no."""
        return (self.minimum, self.maximum) == (0, 1)


LATE_DAYS: Final = Option("late_days", "多少天以前的事项须由书记补记并写明原因", "天", 62, 1, 366)
MOBILE_VOTERS: Final = Option("mobile_voters", "流动党员计入评定会议的应到人数", "是/否", 0, 0, 1)

PROBATIONARY_RATE: Final = Option(
    "probationary_rate", "预备党员参加民主评议投票（本人不评定等次）", "是/否", 1, 0, 1
)
SEVERAL_VOID: Final = Option(
    "several_void", "测评票上一行打了两个以上“√”，整张作废（否：只有这一行不计）", "是/否", 1, 0, 1
)
BEST_EVERY: Final = Option(
    "best_every", "方案没有规定时，测评票上每多少名党员最多选 1 名“优秀”（0 为不限）", "名", 3, 0, 20
)

OBJECTION_DAYS: Final = Option("objection_days", "收到异议后多少天内答复", "天", 5, 1, 60)

OPTIONS: Final = (LATE_DAYS, MOBILE_VOTERS, PROBATIONARY_RATE, SEVERAL_VOID, BEST_EVERY, OBJECTION_DAYS)
