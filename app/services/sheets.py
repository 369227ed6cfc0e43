"""Builds the sheets of a month: from lines, groups and the meeting to the frozen objects that ``documents`` draws.

Nothing is calculated here that the window does not show as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Member, Unit

from .collection import GroupCollection, MonthCollection, collect_view
from .corrections.objection_views import to_report
from .documents import (
    Attendee,
    CardEntry,
    CardItem,
    DeclarationCardSheet,
    DeductionLine,
    GroupRow,
    GroupSheet,
    MeetingLine,
    MeetingSheet,
    ProgramRow,
)
from .forms import form_number
from .ledger import Ledger
from .lines import DECISION_NAMES, FAULT_NAMES, LineView, month_lines
from .meeting_views import MeetingView, meeting_view
from .member_views import STATUS_NAMES, MemberRow
from .months import Month
from .program_lines import PROGRAM, ProgramLine
from .scoring import Item, Scheme, describe_item
from .scoring.kinds import EntryKind, Polarity
from .year.veto_lines import month_vetoes

#: From how many equal lines on the meeting's sheet shows them as one row.
_SHARED_FROM = 3


class SheetBuilder:
    """Builds the sheets of one branch's month from one moment of the ledger.

    Attributes:
        as_of: Instant that is printed as 数据截至.
    """

    def __init__(
        self, session: Session, unit: Unit, month: Month, *, ledger: Ledger, as_of: datetime, today: date
    ) -> None:
        self._session = session
        self._unit = unit
        self._month = month
        self._ledger = ledger
        self._today = today
        self.as_of = as_of

    def cards(
        self, *, member_uids: Collection[str] | None = None, blank: str = ""
    ) -> tuple[DeclarationCardSheet, ...]:
        """申报卡 for some members or all liable ones; ``blank`` leaves out what is already declared."""
        unit, month = self._unit, self._month
        found = month_lines(self._session, unit, month, ledger=self._ledger)
        scheme = found.result.scheme
        heads = {m.group_uid: m.name for m in found.members if m.is_head}
        serials = member_serials(self._session)
        return tuple(
            DeclarationCardSheet(
                unit=unit.name,
                period_label=month.title,
                form_number=form_number(unit, month, "申报", serials[member.uid]),
                version=1,
                as_of=self.as_of,
                decimals=scheme.decimals,
                scheme_label=scheme.name,
                member_name=member.name,
                group_name=member.group,
                head_name=heads.get(member.group_uid, ""),
                category=category_text(scheme, member),
                status=STATUS_NAMES.get(member.status, ""),
                items=_card_items(
                    scheme,
                    () if blank else [v for v in found.lines if v.member.uid == member.uid],
                    () if blank else [p for p in found.program if p.member_uid == member.uid],
                ),
                registered=()
                if blank
                else _registered(scheme, [v for v in found.lines if v.member.uid == member.uid]),
                free_rows=3,
            )
            for member in found.members
            if not member.exempt and (member_uids is None or member.uid in member_uids)
        )

    def group_sheets(self) -> dict[str, GroupSheet]:
        """小组汇总表 of every group, by its uid."""
        view = collect_view(self._session, self._unit, self._month, self._ledger)
        return {group.group_uid: self._group_sheet(view, group) for group in view.groups}

    def _group_sheet(self, view: MonthCollection, group: GroupCollection) -> GroupSheet:
        handed = [s for s in group.members if s.handed_in or s.lines or any(s.subtotals)]
        return GroupSheet(
            unit=self._unit.name,
            period_label=self._month.title,
            form_number=form_number(self._unit, self._month, "汇总", group.number),
            version=1,
            as_of=self.as_of,
            decimals=view.decimals,
            scheme_label=view.scheme,
            group_name=group.group,
            head_name=group.head,
            sections=view.sections,
            rows=tuple(
                GroupRow(
                    serial=number,
                    name=sums.member.name,
                    lines=sums.lines,
                    subtotals=sums.subtotals,
                    total=sums.total,
                    note="、".join(FAULT_NAMES[fault] for fault in sums.faults),
                )
                for number, sums in enumerate(handed, 1)
            ),
            expected=len(group.members),
            handed_in=sum(s.handed_in for s in group.members),
            section_totals=group.section_totals,
            total=group.total,
            lines=len(group.lines),
            missing=tuple(m.name for m in group.missing),
            exempt=tuple(m.name for m in group.exempt),
            warnings=tuple(fault_sentence(line) for line in group.faulty),
        )

    def meeting_sheet(self) -> MeetingSheet:
        """评定会议表: sign-in before the meeting, result after it."""
        unit, month = self._unit, self._month
        view = meeting_view(self._session, unit, month, self._ledger, self._today)
        opened = bool(view.uid)
        lines = _meeting_lines(view.lines)
        return MeetingSheet(
            unit=unit.name,
            period_label=month.title,
            form_number=form_number(unit, month, "评定"),
            version=1,
            as_of=self.as_of,
            decimals=view.decimals,
            scheme_label=view.scheme,
            kind=view.draft.kind,
            held_on=view.draft.held_on if opened else None,
            place=view.draft.place,
            chair=view.draft.chair,
            recorder=view.draft.recorder,
            eligible=len(view.eligible),
            present=view.voters_present if view.present else None,
            others=len(view.present) - view.voters_present,
            votes_for=view.draft.votes_for,
            votes_against=view.draft.votes_against,
            abstained=view.draft.votes_abstain,
            agenda=self._agenda(view),
            attendees=tuple(
                Attendee(name=m.name, group_name=m.group, note=_attendee_note(m)) for m in view.attendees
            ),
            lines=lines,
            line_count=len(view.lines),
            deductions=tuple(
                DeductionLine(
                    member_name=v.member.name,
                    item_name=v.item_name,
                    deed_date=v.deed_date,
                    points=v.confirmed if v.decision else v.claimed,
                    basis=v.basis,
                    second_person=v.second,
                )
                for v in view.lines
                if v.deduction and v.decision not in {"reject", "return"}
            )
            + month_vetoes(self._session, unit, month),
            program=_program_rows(view),
            warnings=view.warnings,
        )

    def _agenda(self, view: MeetingView) -> tuple[str, ...]:
        """The points of the meeting; what came of objections since the last one is told to the members."""
        points = [f"评定{self._month.title}党员积分申报事项 {len(view.lines)} 条", "宣读评定结果"]
        settled = to_report(self._session, self._unit, view.draft.held_on)
        if settled:
            points.append(f"通报异议办理 {settled} 件")
        return tuple(points)


def _program_rows(view: MeetingView) -> tuple[ProgramRow, ...]:
    """What the program makes, members alike in item, cause and points in one row."""
    names = {member.uid: member for member in view.members}
    alike: dict[tuple[str, str, Decimal], list[MemberRow]] = {}
    for line in view.program:
        alike.setdefault((line.item_name, line.cause, line.counted), []).append(names[line.member_uid])
    return tuple(
        ProgramRow(
            item_name=item,
            cause=cause,
            points=points,
            names=tuple(member.label for member in sorted(people, key=lambda m: m.sort)),
        )
        for (item, cause, points), people in sorted(alike.items(), key=lambda part: part[0])
    )


def member_serials(session: Session) -> dict[str, int]:
    """Number of each member in form numbers: the row's own key, which no other member of the village ever gets."""
    return dict(session.execute(select(Member.uid, Member.id)).all())


def category_text(scheme: Scheme, member: MemberRow) -> str:
    """The scheme's name of the member's class ("A类"), or empty where the scheme knows no classes."""
    return scheme.category_name(member.category) if member.category and scheme.categories else ""


def item_text(line: LineView) -> str:
    """Item with quantity, level and role: "志愿服务 · 2 次 · 带头"."""
    return f"{line.item_name} · {line.detail}" if line.detail else line.item_name


def fault_sentence(line: LineView) -> str:
    """What to look at in a line, in a sentence that can be printed."""
    words = "、".join(FAULT_NAMES[fault] for fault in line.faults)
    causes = f"（{'；'.join(line.causes)}）" if line.causes else ""
    return f"{line.member.label} {line.deed_date:%m-%d}“{line.item_name}”：{words}{causes}"


def _meeting_lines(lines: Collection[LineView]) -> tuple[MeetingLine, ...]:
    """Lines of the result: those of one attendance sheet or tick list, alike in all, share one row.

    Forty equal rows of "paid the dues" would cost two pages a month and hide what the meeting really discussed.
    """
    shared: dict[tuple[object, ...], list[LineView]] = {}
    single: list[LineView] = []
    for line in lines:
        if line.source in {"activity", "group"} and not line.deduction and line.decision in {"", "confirm"}:
            key = (line.deed_date, line.item_name, line.detail, line.basis, line.claimed, line.decision)
            shared.setdefault(key, []).append(line)
        else:
            single.append(line)
    few = [line for alike in shared.values() if len(alike) < _SHARED_FROM for line in alike]
    rows = [
        MeetingLine(
            serial=0,
            member_key=f"{alike[0].item}{alike[0].deed_date}{alike[0].basis}",
            member_name=f"{len(alike)} 人",
            group_name="",
            item_name=f"{item_text(alike[0])}（每人 {alike[0].claimed.normalize():f} 分）",
            deed_date=alike[0].deed_date,
            claimed=sum((line.claimed for line in alike), Decimal(0)),
            confirmed=sum((line.confirmed for line in alike if line.confirmed is not None), Decimal(0))
            if alike[0].decision
            else None,
            decision=DECISION_NAMES.get(alike[0].decision, ""),
            basis=alike[0].basis,
            names=tuple(line.member.label for line in alike),
        )
        for alike in shared.values()
        if len(alike) >= _SHARED_FROM
    ]
    rows += [
        MeetingLine(
            serial=0,
            member_key=line.member.uid,
            member_name=line.member.name,
            group_name=line.member.group,
            item_name=item_text(line),
            deed_date=line.deed_date,
            claimed=line.claimed,
            confirmed=line.confirmed,
            decision=DECISION_NAMES.get(line.decision, ""),
            basis=line.basis,
            reason=line.reason,
        )
        for line in sorted([*single, *few], key=lambda v: (v.member.sort, v.deed_date, v.uid))
    ]
    return tuple(replace(row, serial=number) for number, row in enumerate(rows, 1))


def _attendee_note(member: MemberRow) -> str:
    if member.status == "probationary":
        return "预备"
    return "流动" if member.mobile else ""


def _card_items(
    scheme: Scheme, lines: Collection[LineView], program: Collection[ProgramLine]
) -> tuple[CardItem, ...]:
    """Items that a member writes on the card; those of sheets, lists and the program where they have a line."""
    items = []
    for item in scheme.active_items:
        entries = [_card_entry(v, item) for v in lines if v.item == item.id and not _by_branch(item)]
        entries += [
            CardEntry(deed_date=p.day, quantity=PROGRAM, basis=p.cause, claimed=p.counted)
            for p in program
            if p.item == item.id
        ]
        by_member = item.by_hand and item.polarity is not Polarity.MINUS and item.entry is EntryKind.CARD
        reported = item.amount_kind == "expected" and item.by_hand
        if not entries and not by_member and not reported:
            continue
        items.append(
            CardItem(
                section=_section_title(scheme, item),
                name=item.name,
                rule=describe_item(item, scheme.names),
                unit=item.unit_name,
                entries=tuple(entries),
            )
        )
    return tuple(items)


def _by_branch(item: Item) -> bool:
    """Whether lines of an item come from the branch alone: deductions, but for what a member reports of himself."""
    return item.polarity is Polarity.MINUS and not (item.amount_kind == "expected" and item.by_hand)


def _registered(scheme: Scheme, lines: Collection[LineView]) -> tuple[CardEntry, ...]:
    """The deductions that the branch has registered of a member."""
    return tuple(
        _card_entry(v, item)
        for v in lines
        if (item := scheme.items.get(v.item)) is not None and _by_branch(item)
    )


def _card_entry(line: LineView, item: Item) -> CardEntry:
    return CardEntry(
        deed_date=line.deed_date,
        quantity=line.detail or _once(item),
        basis=line.basis,
        claimed=line.claimed,
        item_name=line.item_name if _by_branch(item) else "",
    )


def _once(item: Item) -> str:
    """ "1 次": what goes without saying on screen is written on paper that is signed."""
    return f"1 {item.unit_name}" if item.unit_name else ""


def _section_title(scheme: Scheme, item: Item) -> str:
    return scheme.sections[item.section].name
