"""The first-run assistant and the roster import: whole or not at all, twice is once, nobody is doubled."""

from __future__ import annotations

import contextlib
import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import UserError, ValidationFailed, WorkflowError
from app.models import Member, MemberSpan
from app.resources import resource
from app.services.audit import stamp
from app.services.exchange.roster import RosterRow, RosterValues, check_rows, read_table
from app.services.exchange.roster.model import RosterStatus
from app.services.members import MemberDraft
from app.services.roster_branches import Elsewhere, short_name
from app.services.roster_import import import_rows
from app.services.sample.data import load_sample
from app.services.setup import SetupRequest
from app.services.terms import Term
from app.services.workflow import Role
from tests.helpers.factories import id_number

REQUEST = SetupRequest(unit="中共云岭镇竹溪村支部委员会", secretary="林为民", recorder="周小禾", preset="S1")


def row(number: int, name: str, **values: object) -> RosterRow:
    return RosterRow(number, RosterValues(name=name, **values), {}, (), usable=True)


def roster(*rows: tuple[str, dict]) -> list[RosterRow]:
    return [row(number, name, **values) for number, (name, values) in enumerate(rows, 3)]


PEOPLE = roster(
    ("林为民", {"id_number": id_number(1), "group": "一组", "category": "A", "joined_on": date(2001, 7, 1)}),
    ("王建国", {"id_number": id_number(2), "group": "一组", "category": "B"}),
    ("王建国", {"id_number": id_number(3), "group": "二组", "category": "B"}),
    ("赵新苗", {"group": "二组", "status": RosterStatus.PROBATIONARY, "joined_on": date(2026, 3, 1)}),
    ("钱二妹", {"group": "二组", "mobile": True, "exempt": True, "exempt_reason": "年满八十"}),
)


@pytest.fixture
def app(empty):
    """Set up with five members, two of one name."""
    empty.setup.set_up(REQUEST, PEOPLE)
    return empty


def content(app) -> dict[str, list[tuple]]:
    """All members and their dated facts, as plain values."""
    with app.setup.uow.read() as session:
        tables = (Member.__table__, MemberSpan.__table__)
        return {t.name: [tuple(r) for r in session.execute(select(t).order_by(t.c.id))] for t in tables}


def actors(app):
    return {a.role: a for a in app.units.accounts(app.units.branches()[0].uid)}


def apply(app, rows, **keys):
    return app.roster.apply(actors(app)[Role.RECORDER], rows, **keys)


class TestSetup:
    def test_it_makes_branch_officers_scheme_and_members(self, app):
        [branch] = app.units.branches()
        assert branch.name == REQUEST.unit
        assert branch.short_name == "竹溪村支部"
        assert {role: a.name for role, a in actors(app).items()} == {
            Role.SECRETARY: "林为民",
            Role.RECORDER: "周小禾",
        }
        assert app.schemes.current(branch.uid, date(2026, 10, 1)).id == "S1"
        assert [g.name for g in app.units.groups(branch.uid)] == ["一组", "二组"]
        assert len(app.members.rows(date(2026, 10, 1))) == 5
        assert app.setup.is_done()

    def test_an_officer_is_tied_to_the_member_of_that_name_when_there_is_one(self, app):
        uid = next(m.uid for m in app.members.rows(date(2026, 10, 1)) if m.name == "林为民")
        assert actors(app)[Role.SECRETARY].member_uid == uid
        assert actors(app)[Role.RECORDER].member_uid is None

    def test_a_small_branch_works_with_a_secretary_alone(self, empty):
        result = empty.setup.set_up(dataclasses.replace(REQUEST, recorder=""))
        assert result.actor.role is Role.SECRETARY
        assert list(actors(empty)) == [Role.SECRETARY]

    def test_it_happens_once(self, app):
        before = content(app)
        with pytest.raises(UserError, match="已经设置过"):
            app.setup.set_up(REQUEST, PEOPLE)
        assert content(app) == before

    def test_all_empty_fields_are_named_at_once(self, empty):
        with pytest.raises(ValidationFailed) as failed:
            empty.setup.set_up(SetupRequest(unit=" ", secretary="", preset="S99"))
        assert {issue.code for issue in failed.value.issues} == {"unit", "secretary", "preset"}
        assert not empty.setup.is_done()

    def test_a_roster_that_cannot_be_imported_leaves_nothing_half_set_up(self, empty):
        refused = [dataclasses.replace(r, usable=False) for r in PEOPLE]
        with pytest.raises(UserError, match="没有可以导入的行"):
            empty.setup.set_up(REQUEST, refused)
        assert not empty.setup.is_done()
        assert empty.system.view().seq == 1
        empty.setup.set_up(REQUEST, PEOPLE)

    def test_a_roster_of_several_branches_makes_the_village(self, empty):
        rows = [
            dataclasses.replace(r, values=dataclasses.replace(r.values, branch=f"中共路头村第{n}支部委员会"))
            for r, n in zip(PEOPLE, "一二二三三", strict=True)
        ]
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        branches = empty.units.branches()
        assert [b.name for b in branches] == [f"中共路头村第{n}支部委员会" for n in "一二三"]
        sizes = [len(empty.members.rows(date(2026, 10, 1), branch_uid=b.uid)) for b in branches]
        assert sizes == [1, 2, 2]


def numbered(count: int, pattern: str = "中共路头村第{}支部委员会") -> list[str]:
    words = "一二三四五六七八九十"
    names = [*words, *(f"十{w}" for w in words)]
    return [pattern.format(n) for n in names[:count]]


class TestManyBranches:
    @pytest.mark.parametrize("pattern", ["中共路头村第{}支部委员会", "路头村{}党支部", "第{}党支部"])
    def test_each_row_lands_in_its_own_branch(self, empty, pattern):
        names = numbered(12, pattern)
        rows = roster(*((f"党员{n}", {"branch": name}) for n, name in enumerate(reversed(names))))
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        found = {
            b.name: [m.name for m in empty.members.rows(date(2026, 10, 1), branch_uid=b.uid)]
            for b in empty.units.branches()
        }
        assert found == {r.values.branch: [r.values.name] for r in rows}
        assert empty.roster.plan(rows).same == [r.values.name for r in rows]

    def test_short_names_keep_the_whole_number(self, empty):
        rows = roster(*((f"党员{n}", {"branch": name}) for n, name in enumerate(numbered(12))))
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        assert [b.short_name for b in empty.units.branches()] == numbered(12, "第{}支部")

    def test_only_numbers_above_ten_are_not_cut_either(self):
        names = ["路头村第十一支部", "路头村第十二支部"]
        assert [short_name(n, names) for n in names] == ["第十一支部", "第十二支部"]

    def test_other_ways_to_write_a_branch_find_it_or_say_that_two_are_meant(self, empty):
        rows = roster(*((f"党员{n}", {"branch": name}) for n, name in enumerate(numbered(12))))
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        first, *_, last = empty.units.branches()
        for written, branch in (("路头村第一支部", first), ("路头村第十二支部", last), ("第一支部", first)):
            apply(empty, roster((f"新{written}", {"branch": written})))
            members = empty.members.rows(date(2026, 10, 1), branch_uid=branch.uid)
            assert f"新{written}" in {m.name for m in members}
        empty.units.update_branch(
            actors(empty)[Role.SECRETARY],
            first.uid,
            name=first.name,
            short_name="二支部",
            contact="",
            places="",
        )
        with pytest.raises(UserError, match="不是本村"):
            apply(empty, roster(("乙", {"branch": "镇属二十二支部"})))
        second = empty.units.branches()[1]
        empty.units.update_branch(
            actors(empty)[Role.SECRETARY],
            second.uid,
            name=second.name,
            short_name="第二支",
            contact="",
            places="",
        )
        with pytest.raises(UserError, match="分不清是二支部还是第二支"):
            apply(empty, roster(("乙", {"branch": "路头第二支部"})))


class TestImport:
    def test_two_of_one_name_are_two_people_with_labels_apart(self, app):
        labels = {m.label for m in app.members.rows(date(2026, 10, 1)) if m.name == "王建国"}
        assert labels == {"王建国（一组）", "王建国（二组）"}

    def test_the_same_file_again_changes_nothing(self, app):
        before = content(app)
        plan = app.roster.plan(PEOPLE)
        assert (plan.added, plan.updated, len(plan.same)) == ([], [], 5)
        assert "未变 5 人" in apply(app, PEOPLE).message
        assert content(app) == before

    def test_the_plan_itself_changes_nothing(self, app):
        before = content(app)
        with app.setup.uow.read() as session:
            head = stamp(session)
        new = roster(
            ("陈阿婆", {"group": "三组"}), ("林为民", {"id_number": id_number(1), "phone": "10012345678"})
        )
        plan = app.roster.plan(new)
        assert (plan.added, plan.updated) == (["陈阿婆"], ["林为民"])
        assert content(app) == before
        with app.setup.uow.read() as session:
            assert stamp(session) == head

    def test_what_the_file_tells_newly_is_updated_and_what_it_does_not_tell_is_kept(self, app):
        changed = roster(("林为民", {"id_number": id_number(1), "phone": "10012345678", "group": "二组"}))
        plan = app.roster.plan(changed)
        assert (plan.added, plan.updated) == ([], ["林为民"])
        apply(app, changed)
        [found] = [m for m in app.members.rows(date(2026, 10, 1)) if m.name == "林为民"]
        detail = app.members.detail(found.uid)
        assert (detail.row.phone, detail.row.group, detail.row.category) == ("10012345678", "二组", "A")
        assert detail.joined_on == date(2001, 7, 1)
        assert len(app.members.rows(date(2026, 10, 1))) == 5

    def test_a_new_class_holds_from_today_and_not_before(self, app):
        uid = next(m.uid for m in app.members.rows(date(2026, 10, 1)) if m.name == "林为民")
        apply(app, roster(("林为民", {"id_number": id_number(1), "category": "D"})))
        spans = [(s.value, s.start, s.end) for s in app.members.detail(uid).spans if s.kind == "category"]
        assert spans == [
            ("A", date(2001, 7, 1), date(2026, 9, 30)),
            ("D", date(2026, 10, 1), None),
        ]

    def test_a_changed_name_keeps_the_person(self, app):
        apply(app, roster(("林卫民", {"id_number": id_number(1)})))
        names = [m.name for m in app.members.rows(date(2026, 10, 1))]
        assert len(names) == 5
        assert "林卫民" in names

    def test_an_id_number_that_comes_later_finds_the_person(self, app):
        known = roster(("赵新苗", {"group": "二组", "id_number": id_number(9)}))
        assert app.roster.plan(known).updated == ["赵新苗"]
        apply(app, known)
        assert len(app.members.rows(date(2026, 10, 1))) == 5

    def test_two_of_one_name_without_id_numbers_are_not_doubled(self, app):
        twins = roster(("周大年", {"group": "三组"}), ("周大年", {"group": "三组"}))
        apply(app, twins)
        before = content(app)
        assert len([m for m in app.members.rows(date(2026, 10, 1)) if m.name == "周大年"]) == 2
        apply(app, twins)
        assert content(app) == before

    def test_which_of_two_namesakes_is_meant_is_asked_and_never_guessed(self, app):
        apply(app, roster(("周大年", {"group": "三组"}), ("周大年", {"group": "三组"})))
        before = content(app)
        with pytest.raises(UserError, match="周大年") as refused:
            apply(app, roster(("周大年", {"group": "三组", "phone": "10012345678"})))
        assert "身份证号" in refused.value.message + refused.value.hint
        assert content(app) == before

    def test_a_member_on_the_roster_as_exempt_is_an_application_not_an_approval(self, app):
        uid = next(m.uid for m in app.members.rows(date(2026, 10, 1)) if m.name == "钱二妹")
        detail = app.members.detail(uid)
        [exemption] = detail.exemptions
        assert (exemption.approved_on, exemption.reason) == (None, "年满八十")
        assert (detail.row.exempt, detail.row.mobile) == (False, True)

    def test_a_later_newcomer_counts_from_today(self, app):
        changes = apply(app, roster(("陈阿婆", {"group": "二组", "joined_on": date(1990, 7, 1)})))
        assert "从 2026-10-01 起" in changes.warnings[0]
        uid = next(m.uid for m in app.members.rows(date(2026, 10, 1)) if m.name == "陈阿婆")
        [membership] = [s for s in app.members.detail(uid).spans if s.kind == "membership"]
        assert membership.start == date(2026, 10, 1)

    def test_one_row_of_an_unknown_branch_keeps_all_out(self, empty):
        rows = [
            dataclasses.replace(r, values=dataclasses.replace(r.values, branch=f"中共路头村第{n}支部委员会"))
            for r, n in zip(PEOPLE, "一一二二二", strict=True)
        ]
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        before = content(empty)
        for branch, words in (("别村支部", "不是本村"), (None, "没有写所在党支部")):
            with pytest.raises(UserError, match=words) as refused:
                apply(
                    empty, roster(("甲", {"branch": "中共路头村第一支部委员会"}), ("乙", {"branch": branch}))
                )
            assert "第 4 行 乙" in refused.value.message
        assert content(empty) == before

    def test_a_viewer_imports_nothing(self, app):
        viewer = dataclasses.replace(actors(app)[Role.RECORDER], role=Role.VIEWER)
        with pytest.raises(WorkflowError):
            app.roster.apply(viewer, PEOPLE)

    def test_the_branch_changes_only_before_the_first_card(self, empty, clock):
        """Afterwards it is part of months that are closed: their boards and totals must not change."""
        from app.services.months import Month
        from tests.helpers.factories import Village

        rows = [
            dataclasses.replace(r, values=dataclasses.replace(r.values, branch=f"中共路头村第{n}支部委员会"))
            for r, n in zip(PEOPLE, "一一二二二", strict=True)
        ]
        empty.setup.set_up(dataclasses.replace(REQUEST, unit="中共路头村总支部委员会"), rows)
        first, second = empty.units.branches()
        people = {m.name: m.uid for m in empty.members.rows(date(2026, 10, 1), branch_uid=first.uid)}
        village = Village(
            branch=first.uid, secretary=actors(empty)[Role.SECRETARY], recorder=actors(empty)[Role.RECORDER],
            viewer=actors(empty)[Role.RECORDER], members=people,
            groups={g.name: g.uid for g in empty.units.groups(first.uid)},
        ).on(empty, clock)  # fmt: skip
        village.at(date(2026, 10, 30))
        for name in people:
            village.declare(name, "dues", date(2026, 10, 5))
        village.confirm_all()
        group = empty.units.groups(second.uid)[0]
        draft = MemberDraft(name="林为民", branch_uid=second.uid, group_uid=group.uid, id_number=id_number(1))
        before = empty.notices.view(first.uid, Term.of_month(Month(2026, 10))).sheet
        with pytest.raises(UserError, match="已有申报记录"):
            empty.members.update(village.recorder, people["林为民"], draft)
        assert empty.notices.view(first.uid, Term.of_month(Month(2026, 10))).sheet.lists == before.lists
        newcomer = MemberDraft(
            name="钱新来", branch_uid=first.uid, group_uid=next(iter(village.groups.values()))
        )
        uid = empty.members.add(village.recorder, newcomer).ids[0]
        moved = dataclasses.replace(newcomer, branch_uid=second.uid, group_uid=group.uid)
        empty.members.update(village.recorder, uid, moved)
        assert empty.members.detail(uid).row.branch_uid == second.uid


class TestKnownMembers:
    """What an import may change of somebody who is in the ledger already."""

    def uid(self, app, name: str) -> str:
        return next(m.uid for m in app.members.rows(date(2026, 10, 1)) if m.name == name)

    def test_who_changes_the_group_is_no_longer_head_of_the_old_one(self, app):
        branch = app.units.branches()[0].uid
        group = next(g for g in app.units.groups(branch) if g.name == "一组")
        app.units.update_group(actors(app)[Role.RECORDER], group.uid, head_uid=self.uid(app, "林为民"))
        apply(app, roster(("林为民", {"id_number": id_number(1), "group": "二组"})))
        assert {g.name: g.head for g in app.units.groups(branch)} == {"一组": "", "二组": ""}

    def test_a_namesake_without_id_number_in_another_group_is_named(self, app):
        rows = roster(("钱二妹", {"group": "一组"}))
        words = "名册第 3 行 钱二妹 没有身份证号，本支部已有同名的钱二妹（二组）：将作为另一人新增"
        assert words in app.roster.plan(rows).warnings
        assert words in apply(app, rows).warnings
        assert len([m for m in app.members.rows(date(2026, 10, 1)) if m.name == "钱二妹"]) == 2

    def test_no_such_warning_where_the_file_holds_both(self, app):
        both = roster(("钱二妹", {"group": "一组"}), ("钱二妹", {"group": "二组"}))
        plan = app.roster.plan(both)
        assert (plan.added, plan.same) == (["钱二妹"], ["钱二妹"])
        assert not [w for w in plan.warnings if "同名" in w]

    def test_a_planned_status_stays_when_the_roster_says_what_holds_today(self, app):
        uid = self.uid(app, "赵新苗")
        app.members.set_status(actors(app)[Role.SECRETARY], uid, "full", date(2027, 3, 1))
        spans = app.members.detail(uid).spans
        same = roster(("赵新苗", {"group": "二组", "status": RosterStatus.PROBATIONARY}))
        apply(app, same)
        assert app.members.detail(uid).spans == spans

    def test_nobody_is_born_in_the_future(self, app):
        branch = app.units.branches()[0].uid
        group = app.units.groups(branch)[0].uid
        draft = MemberDraft(
            name="来人", branch_uid=branch, group_uid=group, id_number=id_number(1, born="20261002")
        )
        with pytest.raises(ValidationFailed, match="2026-10-02 不合常理"):
            app.members.add(actors(app)[Role.RECORDER], draft)


NAMES = st.sampled_from(["王建国", "李秀英", "张伟", "陈𠅤"])
ROWS = st.lists(
    st.builds(
        RosterValues,
        name=NAMES,
        id_number=st.one_of(st.none(), st.integers(1, 6).map(id_number)),
        group=st.sampled_from([None, "一组", "二组"]),
        category=st.sampled_from([None, "A", "B"]),
        mobile=st.sampled_from([None, True, False]),
        joined_on=st.sampled_from([None, date(1999, 7, 1), date(2026, 3, 1)]),
        status=st.sampled_from([None, *RosterStatus]),
        note=st.sampled_from([None, "备注"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda v: v.id_number or object(),
)


class _TakeBack(Exception):
    """Ends a transaction without keeping it."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=ROWS)
def test_any_roster_imported_twice_is_imported_once(app, values):
    """Whatever stands in it: after the second import the ledger is as after the first."""
    rows = [RosterRow(number, v, {}, (), usable=True) for number, v in enumerate(values, 2)]
    tables = (Member.__table__, MemberSpan.__table__)
    with contextlib.suppress(_TakeBack), app.setup.uow.write() as session:
        contents = []
        for _ in range(2):
            try:
                plan = import_rows(session, rows, date(2026, 10, 1))
            except UserError as refused:
                assert "分不清" in refused.message  # noqa: PT017 - one of two rightful ends
                raise _TakeBack from refused
            contents.append([[tuple(r) for r in session.execute(select(t).order_by(t.c.id))] for t in tables])
        assert contents[0] == contents[1]
        assert len(plan.same) == len(rows)
        raise _TakeBack


OWN = "中共云岭镇竹溪村支部委员会"
VILLAGE = roster(
    ("林为民", {"id_number": id_number(1), "branch": "竹溪村党支部", "group": "一组"}),
    ("王建国", {"id_number": id_number(2), "branch": OWN, "group": "一组"}),
    ("贺茶香", {"id_number": id_number(21), "branch": "中共云岭镇茶亭支部委员会", "group": "三组"}),
    ("宋渡口", {"id_number": id_number(22), "branch": "洲头支部", "group": "四组"}),
    ("宋渡船", {"id_number": id_number(23), "branch": "洲头党支部", "group": "四组"}),
)


class TestRosterOfTheWholeVillage:
    """A roster of three branches, while the ledger has one: nobody lands in a branch that is not his."""

    def names(self, app, branch_uid: str) -> set[str]:
        return {m.name for m in app.members.rows(date(2026, 10, 1), branch_uid=branch_uid)}

    def test_only_the_own_branch_unless_the_others_are_wanted(self, app):
        plan = app.roster.plan(VILLAGE)
        assert plan.elsewhere == {"中共云岭镇茶亭支部委员会": 1, "洲头支部": 2}
        assert plan.left_out == 3
        assert (plan.added, plan.same) == ([], ["林为民", "王建国"])
        assert "未导其他支部 3 人" in apply(app, VILLAGE).message
        assert len(app.units.branches()) == 1
        assert not {"贺茶香", "宋渡口", "宋渡船"} & self.names(app, app.units.branches()[0].uid)

    def test_the_others_are_set_up_with_the_scheme_of_the_first(self, app):
        before = content(app)
        plan = app.roster.plan(VILLAGE, elsewhere=Elsewhere.SET_UP)
        assert (plan.added, plan.left_out) == (["贺茶香", "宋渡口", "宋渡船"], 0)
        assert content(app) == before
        apply(app, VILLAGE, elsewhere=Elsewhere.SET_UP)
        first, second, third = app.units.branches()
        assert (first.name, second.short_name, third.name) == (OWN, "云岭镇茶亭支部", "洲头支部")
        assert self.names(app, second.uid) == {"贺茶香"}
        assert self.names(app, third.uid) == {"宋渡口", "宋渡船"}
        hashes = {app.schemes.history(unit.uid)[-1].hash for unit in (first, second, third)}
        assert len(hashes) == 1
        assert len(app.units.accounts(third.uid)) == 2

    def test_who_was_put_into_the_wrong_branch_is_put_right(self, app):
        apply(app, roster(("贺茶香", {"id_number": id_number(21), "group": "一组"})))
        apply(app, VILLAGE, elsewhere=Elsewhere.SET_UP)
        assert "贺茶香" in self.names(app, app.units.branches()[1].uid)
        assert "贺茶香" not in self.names(app, app.units.branches()[0].uid)

    def test_a_roster_without_the_own_branch_is_refused(self, app):
        others = [row for row in VILLAGE if row.values.branch not in ("竹溪村党支部", OWN)]
        with pytest.raises(UserError, match="看不出哪一个是") as refused:
            app.roster.plan(others)
        assert "2 个支部" in refused.value.message

    def test_one_branch_in_many_spellings_is_one(self, app):
        rows = roster(
            ("林为民", {"id_number": id_number(1), "branch": "竹溪村党支部"}),
            ("王建国", {"id_number": id_number(2), "branch": "竹溪支部"}),
        )
        plan = app.roster.plan(rows)
        assert plan.elsewhere == {}
        assert len(plan.same) == 2


class TestFiles:
    """From a file on disk to the ledger, or to a message and an unchanged ledger."""

    def test_the_sample_roster_brings_the_whole_village(self, empty):
        table = read_table(resource("samples", "roster.xlsx"))
        preview = check_rows(table, table.mapping)
        empty.setup.set_up(REQUEST, preview.rows)
        village = load_sample()
        rows = empty.members.rows(date(2026, 10, 31))
        assert len(rows) == len(village.members) == 114
        numbers = {empty.members.detail(r.uid).id_number: r.name for r in rows}
        assert numbers == {m.id_number: m.name for m in village.members}

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("empty.xlsx", b""),
            ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500)),
            ("cut.xlsx", None),
            ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
            ("wrong.csv", "品名,数量\n毛巾,3\n".encode()),
            ("binary.csv", bytes(range(256)) * 20),
        ],
    )
    def test_a_bad_file_is_a_message_and_changes_nothing(
        self, app, tmp_path: Path, name, content: bytes | None
    ):
        path = tmp_path / name
        whole = resource("samples", "roster.xlsx").read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if content is None else content)
        before, seq = globals()["content"](app), app.system.view().seq
        with pytest.raises(UserError) as refused:
            read_table(path)
        assert not refused.value.message.isascii()
        assert globals()["content"](app) == before
        assert app.system.view().seq == seq
