"""Left of the 汇总 page: the groups and how far each is."""

from __future__ import annotations

from app.services.collection import GroupCollection
from app.ui.table_models.columns import Align, ColumnSpec
from app.ui.table_models.data_table import DataTable
from app.ui.widgets.state import Tone


def state_words(group: GroupCollection) -> str:
    """未汇总, 已汇总 or 已签字."""
    if group.collected_on is None:
        return "未汇总"
    return "已签字" if group.signed_on is not None else "已汇总"


def state_tone(group: GroupCollection) -> Tone:
    """Care where cards are missing, good once it is collected."""
    if group.collected_on is not None:
        return Tone.GOOD
    return Tone.CARE if group.missing else Tone.PLAIN


def cards_words(group: GroupCollection) -> str:
    """ "13/14": cards that came in, of all."""
    return f"{len(group.members) - len(group.missing)}/{len(group.members)}"


def group_table() -> DataTable[GroupCollection]:
    """The table of groups; the names of the missing are in its tool tip."""
    return DataTable(
        [
            ColumnSpec("小组", lambda g: g.group, stretch=True, width=2.6, strong=True,
                       tip=lambda g: "未交卡：" + "、".join(m.label for m in g.missing) if g.missing else ""),
            ColumnSpec("交卡", cards_words, sort_key=lambda g: len(g.missing), align=Align.RIGHT, width=3.4),
            ColumnSpec("状态", state_words, width=5, state=state_tone),
        ],
        uid=lambda group: group.group_uid,
    )  # fmt: skip
