"""A short year of the small village that ends in a meeting, and schemes that make its end worth looking at."""

from __future__ import annotations

from datetime import date

from app.resources import resource
from app.services.months import Month
from app.services.year.model import YearEndView, YearMeeting, YearRow
from tests.helpers.factories import Village

DECEMBER = Month(2026, 12)
MONTHS = (Month(2026, 10), Month(2026, 11), DECEMBER)
MEETING_DAY = date(2027, 1, 8)
#: Who comes to what; with the dues they end at 10, 10, 7, 7, 4, 4, 1 and (probationary) 1.
LECTURE = ("林为民", "周小禾", "王建国一", "王建国二")
MEETING = (*LECTURE, "钱二妹", "孙石头")
ORG_LIFE = LECTURE[:2]


def scheme(*, share: str = "30%", ties: str = "meeting", extra: str = "", low: str = "") -> str:
    """S1 with marks that three months can reach, a quota of the best grade, and what else a test needs."""
    text = resource("schemes", "S1.toml").read_text("utf-8")
    head, rest = text.split('[[grades]]\nid = "excellent"\nname = "优秀"\nmin = 90\n')
    quota = f'quota = {{ at_most = "{share}" }}\n' if share else ""
    text = f'{head}[[grades]]\nid = "excellent"\nname = "优秀"\nmin = 7\n{quota}{rest}'
    text = text.replace("min = 60\n\n[[grades]]", "min = 4\n\n[[grades]]").replace("min = 80  ", "min = 7  ")
    if low:
        text = text.replace('name = "不合格"\n', f'name = "不合格"\nquota = {{ at_least = "{low}" }}\n')
    return _top(text, ties) + extra


def _top(text: str, ties: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith("ties")]
    place = next(number for number, line in enumerate(lines) if line.startswith("id ="))
    return "\n".join([*lines[: place + 1], f'ties = "{ties}"', *lines[place + 1 :], ""])


def live(village: Village, text: str = "") -> None:
    """October to December under a scheme, each confirmed, posted and archived; then the day of the meeting."""
    if text:
        village.app.schemes.adopt(village.secretary, village.branch, text=text, starts_on=date(2026, 10, 1))
    village.at(date(2026, 10, 28))
    for name in village.members:
        village.declare(name, "dues", date(2026, 10, 5), basis="收缴表")
    village.attend(LECTURE, date(2026, 10, 9), item="lecture")
    finish(village, MONTHS[0])
    village.at(date(2026, 11, 28))
    village.attend(MEETING, date(2026, 11, 9), item="members_meeting", month=MONTHS[1])
    finish(village, MONTHS[1])
    village.at(date(2026, 12, 28))
    village.attend(ORG_LIFE, date(2026, 12, 9), item="org_life", month=MONTHS[2])
    finish(village, MONTHS[2])
    village.at(MEETING_DAY, 15)


def finish(village: Village, month: Month) -> None:
    """Confirm a month, hang it and archive it."""
    village.confirm_all(month)
    village.post(month)
    village.close(month, on=month.next.first.replace(day=6))


def meet(village: Village, month: Month = DECEMBER, *, on: date = MEETING_DAY, **keys: object) -> None:
    """Enter the meeting of the year."""
    fields = {
        "kind": "支部党员大会", "held_on": on, "place": "村委会", "chair": "林为民", "recorder": "周小禾",
        "eligible": 7, "present": 6, **keys,
    }  # fmt: skip
    village.app.years.save_meeting(village.recorder, village.branch, month, YearMeeting(**fields))


def view(village: Village, month: Month = DECEMBER) -> YearEndView:
    return village.app.years.view(village.branch, month)


def row(village: Village, name: str, month: Month = DECEMBER) -> YearRow:
    return next(r for r in view(village, month).rows if r.member.uid == village.members[name])


def decide(village: Village, grade: str, *names: str, reason: str = "", month: Month = DECEMBER) -> None:
    uids = [village.members[name] for name in names]
    village.app.years.decide(village.recorder, village.branch, month, uids, grade=grade, reason=reason)


def settle(village: Village, month: Month = DECEMBER) -> None:
    """Take over all proposals, meet and let the year take effect."""
    village.app.years.accept_all(village.recorder, village.branch, month)
    if not view(village, month).opened:
        meet(village, month)
    village.app.years.settle(village.secretary, village.branch, month)


def settle_all(village: Village, month: Month = DECEMBER, *, grade: str = "qualified") -> None:
    """Like :func:`settle`; the meeting gives one grade to all for whom the scheme proposes none."""
    village.app.years.accept_all(village.recorder, village.branch, month)
    waiting = [r.member.uid for r in view(village, month).rows if r.open]
    if waiting:
        village.app.years.decide(
            village.recorder, village.branch, month, waiting, grade=grade, reason="会议评定"
        )
    settle(village, month)
