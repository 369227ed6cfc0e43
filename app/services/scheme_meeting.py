"""The meeting that passed a scheme: its facts, checked and in words."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from app.errors import Issue

#: Who may pass a scheme, the usual one first.
ADOPTING_MEETINGS = ("支部党员大会", "党员代表大会", "党总支党员大会")


@dataclass(frozen=True, slots=True)
class AdoptionMeeting:
    """Facts of the meeting.

    Attributes:
        kind: What meeting.
        held_on: Its day.
        place: Where.
        eligible: Members with a vote who should be there.
        present: Those who were there.
        votes_for: Votes in favour; likewise against and abstained.
    """

    kind: str
    held_on: date
    place: str
    eligible: int
    present: int
    votes_for: int
    votes_against: int = 0
    votes_abstain: int = 0

    @property
    def words(self) -> str:
        """All of it in one sentence, as kept with the version."""
        day = f"{self.held_on.year}年{self.held_on.month}月{self.held_on.day}日"
        place = f"（{self.place}）" if self.place else ""
        return (
            f"{day}{self.kind}{place}通过：应到 {self.eligible} 人，实到 {self.present} 人，"
            f"赞成 {self.votes_for} 票，反对 {self.votes_against} 票，弃权 {self.votes_abstain} 票"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does not stop the adoption but has to be known."""
        if self.present * 2 <= self.eligible:
            return (f"应到 {self.eligible} 人，实到 {self.present} 人，没有过半数。",)
        return ()

    def issues(self, today: date) -> list[Issue]:
        """Everything that cannot be right, all at once; the code names the field."""
        found = []
        if not self.kind.strip():
            found.append(Issue("会议", "kind", "请选择是什么会议。"))
        if self.held_on > today:
            found.append(Issue("会议日期", "held_on", "会议还没有开：日期在今天之后。请在开会通过以后再办。"))
        if self.eligible < 1:
            found.append(Issue("应到", "eligible", "请填写应到会的正式党员人数。"))
        if not 1 <= self.present <= max(self.eligible, 1):
            found.append(Issue("实到", "present", "实到人数要在 1 和应到人数之间。"))
        cast = self.votes_for + self.votes_against + self.votes_abstain
        if min(self.votes_for, self.votes_against, self.votes_abstain) < 0 or cast > self.present:
            found.append(
                Issue("票数", "votes_for", f"三项票数合计 {cast} 票，不能多于实到 {self.present} 人。")
            )
        elif self.present >= 1 and self.votes_for * 2 <= self.present:
            message = f"赞成 {self.votes_for} 票，没有超过实到 {self.present} 人的半数，方案没有通过。"
            found.append(Issue("赞成", "votes_for", message))
        return found

    def to_json(self) -> str:
        """As kept in the ledger."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)

    @staticmethod
    def from_json(text: str) -> AdoptionMeeting | None:
        """The facts as they were kept; ``None`` for a version without."""
        if not text:
            return None
        facts = json.loads(text)
        return AdoptionMeeting(**{**facts, "held_on": date.fromisoformat(facts["held_on"])})
