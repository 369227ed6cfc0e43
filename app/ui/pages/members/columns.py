"""What the list of members shows and by what it can be narrowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.services.member_views import MemberRow
from app.services.numbers import format_points
from app.services.pinyin import matches
from app.services.scoring import Scheme
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.widgets.chips import Chip
from app.ui.widgets.state import Tone


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A line of the list.

    Attributes:
        member: As the service tells it.
        total: 本年累计; ``None`` for who is left out or not counted yet.
        decimals: Of the scheme.
        category: Name of the class.
    """

    member: MemberRow
    total: Decimal | None
    decimals: int
    category: str

    @property
    def gone(self) -> bool:
        """Whether the member left; somebody who comes later has not left."""
        return not self.member.active and self.member.state != "未到"


class Part(StrEnum):
    """The chips above the list."""

    ALL = "all"
    FULL = "full"
    PROBATIONARY = "probationary"
    MOBILE = "mobile"
    EXEMPT = "exempt"
    GONE = "gone"


_WORDS: Mapping[Part, str] = {
    Part.ALL: "全部",
    Part.FULL: "正式",
    Part.PROBATIONARY: "预备",
    Part.MOBILE: "流动",
    Part.EXEMPT: "不纳入",
    Part.GONE: "已离开",
}

_HOLDS: Mapping[Part, Callable[[ListedMember], bool]] = {
    Part.ALL: lambda row: not row.gone,
    Part.FULL: lambda row: not row.gone and row.member.status == "full",
    Part.PROBATIONARY: lambda row: not row.gone and row.member.status == "probationary",
    Part.MOBILE: lambda row: not row.gone and row.member.mobile,
    Part.EXEMPT: lambda row: not row.gone and row.member.exempt,
    Part.GONE: lambda row: row.gone,
}


def belongs(row: ListedMember, part: Part, *, group_uid: str = "") -> bool:
    """Whether a member stands in a part of the list, and in a group if one is named."""
    return _HOLDS[part](row) and group_uid in ("", row.member.group_uid)


def chips(rows: Sequence[ListedMember], *, group_uid: str = "") -> list[Chip]:
    """The chips with the counts of the chosen group."""
    return [
        Chip(part.value, _WORDS[part], sum(belongs(row, part, group_uid=group_uid) for row in rows))
        for part in Part
    ]


def summary(rows: Sequence[ListedMember]) -> str:
    """The sentence under the heading: "在册 38 人，正式 35，预备 3，流动 9，不纳入 2"."""
    counts = {part: sum(belongs(row, part) for row in rows) for part in Part}
    words = [f"在册 {counts[Part.ALL]} 人"]
    words += [
        f"{_WORDS[part]} {counts[part]}"
        for part in (Part.FULL, Part.PROBATIONARY, Part.MOBILE, Part.EXEMPT)
        if counts[part]
    ]
    return "，".join(words)


def listed(
    rows: Sequence[MemberRow], totals: Mapping[str, Decimal], scheme: Scheme | None
) -> list[ListedMember]:
    """The lines of the list from what the services tell."""
    decimals = scheme.decimals if scheme is not None else 1
    return [
        ListedMember(
            member=row,
            total=totals.get(row.uid),
            decimals=decimals,
            category=scheme.category_name(row.category) if scheme and row.category else row.category,
        )
        for row in rows
    ]


def is_meant(row: ListedMember, query: str) -> bool:
    """Whether the typed text means this member: name, pinyin or initials."""
    member = row.member
    return matches(query, name=member.name, pinyin=member.pinyin, initials=member.initials)


def state_words(row: ListedMember) -> str:
    """正式 and what is special about the member, in one cell."""
    member = row.member
    if member.state in ("", "流动"):
        return "正式" + (f" · {member.state}" if member.state else "")
    return member.state.replace("·", " · ")


def _state_tone(row: ListedMember) -> Tone | None:
    return None if row.member.state == "" else Tone.PLAIN


def _posts(row: ListedMember) -> str:
    words = [row.member.position] if row.member.position else []
    if row.member.is_head:
        words.append("小组长")
    return "、".join(words)


#: Place of the column whose number opens the trace.
TOTAL_COLUMN = 5

COLUMNS: tuple[ColumnSpec[ListedMember], ...] = (
    ColumnSpec("姓名", lambda r: r.member.label, sort_key=lambda r: r.member.pinyin, width=7.6, strong=True),
    ColumnSpec("小组", lambda r: r.member.group, sort_key=lambda r: r.member.sort, width=5),
    ColumnSpec("类别", lambda r: r.category, width=4),
    ColumnSpec("状态", state_words, state=_state_tone, icon=lambda _row: "", width=5.5),
    ColumnSpec("职务", _posts, width=7, stretch=True),
    ColumnSpec(
        "本年累计",
        lambda r: format_points(r.total, r.decimals),
        sort_key=lambda r: r.total,
        align=Align.RIGHT,
        width=5,
        searched=False,
    ),
)
