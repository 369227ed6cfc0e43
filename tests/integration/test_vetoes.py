"""一票否决 from the proposal to the year: who may, what it needs, from which month it counts, where it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from app.errors import ValidationFailed, WorkflowError
from app.models.engine import raw_connect
from app.services.press import DocumentKind
from app.services.terms import Term
from app.services.workflow import ACTION_NAMES, ROLE_NAMES, VETO, Action, Role, VetoState
from app.services.year.veto_views import DECLINED
from app.services.year.vetoes import VetoDraft
from tests.helpers.factories import NOVEMBER, OCTOBER

DAY = date(2026, 10, 12)
GROUND = "veto_discipline"
HEARD = date(2026, 10, 20)


def draft(village, member="孙石头", **keys):
    fields = {"basis": "镇纪委处分决定〔2026〕3号", "heard_on": HEARD, "statement": "承认错误", **keys}
    return VetoDraft(member_uid=village.members[member], rule=GROUND, happened_on=DAY, **fields)


def propose(village, **keys):
    return village.app.vetoes.propose(village.recorder, village.branch, draft(village, **keys)).ids[0]


def book(village, month=OCTOBER):
    return village.app.vetoes.book(village.branch, month)


def veto(village, uid, month=OCTOBER):
    return next(v for v in book(village, month).vetoes if v.uid == uid)


def decide(village, uid, *, second="钱二妹", by=None):
    return village.app.vetoes.decide(by or village.secretary, uid, second_uid=village.members[second])


@pytest.fixture
def late_october(village):
    """The 30th of October; 孙石头 and others paid their dues."""
    village.at(date(2026, 10, 30))
    for name in ("孙石头", "林为民", "王建国一"):
        village.declare(name, "dues", date(2026, 10, 5), basis="收缴表")
    return village


@pytest.fixture
def decided(late_october):
    uid = propose(late_october)
    decide(late_october, uid)
    return late_october, uid


def figures(village, member, month=OCTOBER):
    return village.app.records.figures(village.branch, month)[village.members[member]]


# ------------------------------------------------------------------------------------------------------- proposing


def test_a_proposal_has_no_effect_and_may_lack_everything_but_member_ground_and_day(late_october):
    uid = propose(late_october, basis="", heard_on=None, statement="")
    late_october.confirm_all()
    assert veto(late_october, uid).lacks == ("依据", "听取陈述")
    assert veto(late_october, uid).state is VetoState.PROPOSED
    assert figures(late_october, "孙石头").total > 0


def test_a_proposal_can_be_changed_and_taken_away(late_october):
    uid = propose(late_october, basis="")
    change = draft(late_october, basis="核查记录", statement="", heard_on=None, declined=True)
    late_october.app.vetoes.change(late_october.recorder, uid, change)
    found = veto(late_october, uid)
    assert (found.basis, found.statement, found.heard, found.lacks) == ("核查记录", DECLINED, True, ())
    late_october.app.vetoes.remove(late_october.recorder, uid)
    assert book(late_october).vetoes == ()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"rule": "no_such"}, "没有这一条"),
        ({"happened_on": date(2026, 11, 2)}, "还没有到"),
        ({"happened_on": date(2025, 12, 31)}, "起执行"),
        ({"heard_on": date(2026, 11, 2)}, "还没有到"),
    ],
)
def test_what_cannot_be_proposed_says_why(late_october, keys, words):
    with pytest.raises(ValidationFailed, match=words):
        late_october.app.vetoes.propose(
            late_october.recorder, late_october.branch, replace(draft(late_october), **keys)
        )
    assert book(late_october).vetoes == ()


def test_who_was_not_there_on_the_day_is_not_named(late_october):
    moved = replace(draft(late_october, "赵新苗"), happened_on=date(2026, 2, 10))
    with pytest.raises(ValidationFailed, match="不在本支部"):
        late_october.app.vetoes.propose(late_october.recorder, late_october.branch, moved)


def test_the_ground_is_that_of_the_scheme_on_the_day(late_october):
    uid = propose(late_october)
    found = veto(late_october, uid)
    assert found.rule_name == "因黄赌毒、酒驾醉驾受到党纪处分"
    assert "归零" in found.effect
    assert {ground.id for ground in book(late_october).grounds} >= {GROUND, "veto_cult"}


# -------------------------------------------------------------------------------------------------------- deciding


@pytest.mark.parametrize(
    ("keys", "second", "words"),
    [
        ({"basis": ""}, "钱二妹", "依据"),
        ({"heard_on": None, "statement": ""}, "钱二妹", "听取陈述"),
        ({"heard_on": None}, "钱二妹", "听取陈述"),
        ({"statement": ""}, "钱二妹", "听取陈述"),
        ({}, "孙石头", "第二人不能是本人"),
        ({}, "林为民", "经办人自己"),
        ({}, "赵新苗", "正式党员"),
    ],
)
def test_a_decision_needs_basis_hearing_and_a_second_person(late_october, keys, second, words):
    uid = propose(late_october, **keys)
    with pytest.raises(ValidationFailed, match=words):
        decide(late_october, uid, second=second)
    assert veto(late_october, uid).state is VetoState.PROPOSED


def test_without_a_second_person_it_is_refused_and_a_declined_hearing_is_enough(late_october):
    uid = propose(late_october, heard_on=None, statement="", declined=True)
    with pytest.raises(ValidationFailed, match="第二人"):
        late_october.app.vetoes.decide(late_october.secretary, uid, second_uid="")
    decide(late_october, uid)
    found = veto(late_october, uid)
    assert (found.state, found.second, found.decided_by, found.period) == (
        VetoState.DECIDED, "钱二妹", "林为民", OCTOBER,
    )  # fmt: skip


def test_nobody_decides_on_himself(late_october):
    uid = propose(late_october, member="林为民")
    with pytest.raises(WorkflowError, match="不能办理对自己"):
        decide(late_october, uid)


def test_what_was_decided_is_never_overwritten(decided):
    village, uid = decided
    for change in (
        lambda: village.app.vetoes.change(village.secretary, uid, draft(village, basis="别的")),
        lambda: village.app.vetoes.remove(village.secretary, uid),
    ):
        with pytest.raises(WorkflowError, match="已决定"):
            change()
    assert veto(village, uid).basis == "镇纪委处分决定〔2026〕3号"


def test_every_state_action_and_role(late_october):
    """Allowed steps lead where the table says; all others are refused, with who may or what may be done."""
    village = late_october
    village.at(date(2026, 10, 31))
    roles = {Role.RECORDER: village.recorder, Role.SECRETARY: village.secretary, Role.VIEWER: village.viewer}
    second = village.members["钱二妹"]
    vetoes = village.app.vetoes
    steps = {
        Action.DECIDE: lambda who, uid: vetoes.decide(who, uid, second_uid=second),
        Action.REPAIR: lambda who, uid: vetoes.repair(
            who, uid, repaired_on=date(2026, 10, 30), basis="整改报告", second_uid=second
        ),
        Action.REVOKE: lambda who, uid: vetoes.revoke(who, uid, reason="处分撤销", second_uid=second),
    }
    before = {
        VetoState.PROPOSED: (),
        VetoState.DECIDED: (Action.DECIDE,),
        VetoState.REPAIRED: (Action.DECIDE, Action.REPAIR),
        VetoState.REVOKED: (Action.DECIDE, Action.REVOKE),
    }
    for (state, earlier), action, role in product(before.items(), steps, Role):
        uid = propose(village)
        for step in earlier:
            steps[step](village.secretary, uid)
        transition = VETO.get((state, action))
        if transition is not None and role in transition.roles:
            steps[action](roles[role], uid)
            assert veto(village, uid).state is transition.to
            continue
        with pytest.raises(WorkflowError) as refused:
            steps[action](roles[role], uid)
        assert refused.value.hint
        assert veto(village, uid).state is state
        if role is not Role.SECRETARY:
            assert ROLE_NAMES[Role.SECRETARY] in refused.value.message
        else:
            assert ACTION_NAMES[action] in refused.value.message


def test_a_viewer_proposes_nothing(late_october):
    with pytest.raises(WorkflowError, match="组织委员或书记"):
        late_october.app.vetoes.propose(late_october.viewer, late_october.branch, draft(late_october))


# ----------------------------------------------------------------------------------------------- what it does, where


def test_it_counts_from_the_open_month_on_board_form_and_trace(decided):
    village, _ = decided
    village.confirm_all()
    assert figures(village, "孙石头").total == 0
    assert figures(village, "林为民").total > 0
    form = next(
        f for f in village.app.records.record_forms(village.branch, OCTOBER) if f.member_name == "孙石头"
    )
    assert (form.vetoed, form.veto_reason) == (True, "因黄赌毒、酒驾醉驾受到党纪处分")
    other = next(
        f for f in village.app.records.record_forms(village.branch, OCTOBER) if f.member_name == "林为民"
    )
    assert (other.vetoed, other.veto_reason) == (None, "")
    trace = village.app.records.explain(village.branch, village.members["孙石头"], OCTOBER)
    assert any("因黄赌毒" in node.cause for node in trace.children if node.rule == "veto")
    sheet = village.app.paper.meeting_sheet(village.branch, OCTOBER)
    [line] = sheet.deductions
    assert (line.member_name, line.points, line.second_person) == ("孙石头", None, "钱二妹")


def test_the_board_says_that_there_is_one_and_never_why(decided):
    village, _ = decided
    village.confirm_all()
    village.post()
    row = village.board_row("孙石头")
    assert (row.year_points, row.note) == (Decimal(0), "一票否决")
    sheet = village.app.notices.view(village.branch, Term.of_month(OCTOBER)).sheet
    assert "黄赌毒" not in repr(sheet)
    assert "处分决定" not in repr(sheet)


def test_after_the_months_board_hangs_it_is_announced_with_the_next(late_october):
    village = late_october
    village.confirm_all()
    village.post()
    uid = propose(village)
    decide(village, uid)
    assert veto(village, uid).period == NOVEMBER
    assert village.board_row("孙石头").year_points > 0
    assert figures(village, "孙石头").total > 0
    assert figures(village, "孙石头", NOVEMBER).total == 0


def test_repaired_before_the_years_end_it_has_no_effect(decided):
    village, uid = decided
    village.confirm_all()
    village.post()
    assert figures(village, "孙石头").total == 0
    village.at(date(2026, 11, 20))
    village.app.vetoes.repair(
        village.secretary, uid, repaired_on=date(2026, 11, 15), basis="整改报告",
        second_uid=village.members["钱二妹"],
    )  # fmt: skip
    found = veto(village, uid)
    assert (found.state, found.repair_period, found.repair_second) == (VetoState.REPAIRED, NOVEMBER, "钱二妹")
    assert figures(village, "孙石头").total == 0
    assert figures(village, "孙石头", NOVEMBER).total >= 0
    assert figures(village, "孙石头", NOVEMBER).period == figures(village, "孙石头", NOVEMBER).total


def test_revoked_it_never_counted_from_the_month_that_says_so(decided):
    village, uid = decided
    village.confirm_all()
    village.post()
    village.at(date(2026, 11, 20))
    village.app.vetoes.revoke(
        village.secretary, uid, reason="处分被撤销", second_uid=village.members["钱二妹"]
    )
    assert veto(village, uid).revoke_period == NOVEMBER
    assert figures(village, "孙石头").total == 0
    without = figures(village, "林为民", NOVEMBER).total
    assert figures(village, "孙石头", NOVEMBER).total == without


@pytest.mark.parametrize("field", ["reason", "second"])
def test_a_revocation_needs_reason_and_second_person(decided, field):
    village, uid = decided
    keys = {"reason": "处分被撤销", "second_uid": village.members["钱二妹"]}
    keys["reason" if field == "reason" else "second_uid"] = ""
    with pytest.raises(ValidationFailed, match="理由" if field == "reason" else "第二人"):
        village.app.vetoes.revoke(village.secretary, uid, **keys)


def test_a_repair_lies_between_the_deed_and_today(decided):
    village, uid = decided
    for day in (date(2026, 10, 1), date(2026, 11, 30)):
        with pytest.raises(ValidationFailed, match="整改日期"):
            village.app.vetoes.repair(
                village.secretary, uid, repaired_on=day, basis="报告", second_uid=village.members["钱二妹"]
            )


# ---------------------------------------------------------------------------------------------------------- paper


def test_the_slip_has_all_that_is_signed(decided):
    village, uid = decided
    [slip] = village.app.press.sheets(DocumentKind.VETO_SLIPS, village.branch, OCTOBER, uids=[uid])
    assert (slip.member_name, slip.second_person, slip.decided_by) == ("孙石头", "钱二妹", "林为民")
    assert (slip.basis, slip.statement, slip.announced) == (
        "镇纪委处分决定〔2026〕3号",
        "承认错误",
        "2026年10月",
    )
    rendered = village.app.press.render(DocumentKind.VETO_SLIPS, village.branch, OCTOBER, uids=[uid])
    assert rendered.missing == ()
    assert rendered.file_name.endswith("孙石头.pdf")


def test_a_blank_slip_can_be_printed_before_there_is_any(village):
    [slip] = village.app.press.sheets(DocumentKind.VETO_SLIPS, village.branch, OCTOBER)
    assert slip.member_name == ""
    assert village.app.press.render(DocumentKind.VETO_SLIPS, village.branch, OCTOBER).data


def test_the_years_list_names_all_of_them(decided):
    village, _ = decided
    propose(village, member="王建国二", basis="")
    [sheet] = village.app.press.sheets(DocumentKind.YEAR_VETOES, village.branch, OCTOBER)
    assert {row.member_name for row in sheet.rows} == {"孙石头", "王建国"}
    assert {row.state.split("，")[0] for row in sheet.rows} == {"10月30日决定", "拟定"}


def test_each_step_is_in_the_audit_chain(decided):
    village, uid = decided
    connection = raw_connect(village.app.paths.ledger)
    try:
        rows = connection.execute(
            "SELECT action, detail FROM audit_event ORDER BY seq DESC LIMIT 2"
        ).fetchall()
    finally:
        connection.close()
    assert [action for action, _ in rows] == ["决定一票否决", "提出一票否决"]
    assert all(uid in detail for _, detail in rows)
    assert all("处分决定" not in detail for _, detail in rows)
