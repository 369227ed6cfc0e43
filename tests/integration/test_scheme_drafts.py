"""Drafts of schemes: made, saved as they are typed, imported with all faults, adopted by a meeting."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.bootstrap import build_app
from app.errors import Conflict, NotFound, UserError, ValidationFailed, WorkflowError
from app.models import AuditEvent
from app.resources import resource
from app.services import scheme_text
from app.services.documents.output import write_out
from app.services.scheme_meeting import AdoptionMeeting
from app.services.scoring import scheme_hash
from tests.helpers.factories import NOVEMBER

S1 = resource("schemes", "S1.toml").read_text("utf-8")
SIX = scheme_text.put(S1, "items/volunteer/limits/0/points", 6)


def meeting(**keys) -> AdoptionMeeting:
    facts = {
        "kind": "支部党员大会",
        "held_on": date(2026, 10, 1),
        "place": "村委会",
        "eligible": 7,
        "present": 6,
        "votes_for": 6,
    }
    return AdoptionMeeting(**{**facts, **keys})


def new_draft(village, key: str = "S1"):
    uid = village.app.drafts.from_preset(village.recorder, village.branch, key).ids[0]
    return village.app.drafts.get(uid)


def adopt(
    village, text: str = SIX, *, start=date(2026, 10, 1), by=None, passed: str = "yes", draft_uid="", **facts
):
    return village.app.schemes.adopt(
        by or village.secretary, village.branch, text=text, starts_on=start,
        meeting=meeting(**facts), examples_passed=passed == "yes", draft_uid=draft_uid,
    )  # fmt: skip


class TestDrafts:
    def test_from_a_preset_from_a_version_and_under_names_of_their_own(self, village):
        first = new_draft(village)
        version = village.app.schemes.in_force(village.branch, date(2026, 10, 1))
        uid = village.app.drafts.from_version(village.secretary, village.branch, version.uid).ids[0]
        second = village.app.drafts.get(uid)
        assert (first.text, second.text) == (S1, S1)
        assert (first.name, second.name) == (
            "党员教育管理积分制（60+40）",
            "党员教育管理积分制（60+40）（2）",
        )
        assert "预置方案" in first.origin
        assert "2026-01-01" in second.origin
        assert {draft.uid for draft in village.app.drafts.list(village.branch)} == {first.uid, second.uid}
        assert first.hash == scheme_hash(S1)

    def test_what_was_saved_is_there_after_the_program_was_killed(self, village, clock):
        draft = new_draft(village)
        village.app.drafts.save_text(village.recorder, draft.uid, SIX, revision=1)
        paths = village.app.paths
        village.app.close()
        again = build_app(paths, clock=clock)
        try:
            assert again.drafts.get(draft.uid).text == SIX
        finally:
            again.close()

    def test_two_windows_do_not_overwrite_each_other(self, village):
        draft = new_draft(village)
        drafts = village.app.drafts
        drafts.save_text(village.recorder, draft.uid, SIX, revision=draft.revision)
        with pytest.raises(Conflict, match="已在别处改过"):
            drafts.save_text(village.secretary, draft.uid, S1, revision=draft.revision)
        assert drafts.get(draft.uid).text == SIX
        assert drafts.get(draft.uid).revision == 2

    def test_faults_are_kept_as_they_are_typed_but_no_rubbish(self, village):
        draft = new_draft(village)
        faulty = scheme_text.put(S1, "items/volunteer/section", "nowhere")
        village.app.drafts.save_text(village.recorder, draft.uid, faulty, revision=1)
        with pytest.raises(UserError, match="读不出来"):
            village.app.drafts.save_text(village.recorder, draft.uid, "[[[", revision=2)
        assert village.app.drafts.get(draft.uid).text == faulty

    def test_renamed_and_thrown_away(self, village):
        draft = new_draft(village)
        village.app.drafts.rename(village.recorder, draft.uid, " 2027年  办法 ")
        assert village.app.drafts.get(draft.uid).name == "2027年 办法"
        with pytest.raises(UserError, match="名称"):
            village.app.drafts.rename(village.recorder, draft.uid, "  ")
        village.app.drafts.delete(village.recorder, draft.uid)
        with pytest.raises(NotFound, match="方案草稿"):
            village.app.drafts.get(draft.uid)

    @pytest.mark.parametrize("step", ["new", "save", "rename", "delete"])
    def test_a_viewer_looks(self, village, step):
        drafts, draft, viewer = village.app.drafts, new_draft(village), village.viewer
        steps = {
            "new": lambda: drafts.from_preset(viewer, village.branch, "S1"),
            "save": lambda: drafts.save_text(viewer, draft.uid, SIX, revision=1),
            "rename": lambda: drafts.rename(viewer, draft.uid, "x"),
            "delete": lambda: drafts.delete(viewer, draft.uid),
        }
        with pytest.raises(WorkflowError, match="组织委员"):
            steps[step]()
        assert drafts.list(village.branch) == (draft,)


class TestFiles:
    def test_out_and_in_again_gives_the_same_text(self, village, tmp_path):
        village.app.drafts.export(SIX, tmp_path / "a.toml")
        preview = village.app.drafts.read_file(tmp_path / "a.toml")
        assert preview.error_count == 0
        uid = village.app.drafts.from_file(village.recorder, village.branch, preview).ids[0]
        assert village.app.drafts.get(uid).text == SIX
        assert village.app.drafts.get(uid).origin == "文件 a.toml"

    def test_all_faults_of_a_file_at_once_with_their_place(self, village, tmp_path):
        text = scheme_text.put(SIX, "items/volunteer/section", "nowhere")
        text = scheme_text.put(text, "items/quiz/limits", [{"window": "year", "points": 4, "times": 2}])
        write_out(tmp_path / "faulty.toml", text.replace("decimals = 1", "decimals = 9").encode())
        preview = village.app.drafts.read_file(tmp_path / "faulty.toml")
        told = "\n".join(str(issue) for issue in preview.issues)
        assert preview.name == "党员教育管理积分制（60+40）"
        assert "decimals" in told
        assert told.startswith("faulty.toml · ")
        uid = village.app.drafts.from_file(village.recorder, village.branch, preview).ids[0]
        assert "nowhere" in village.app.drafts.get(uid).text

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"name = \n", "第 1 行"),
            (b"\xff\xfe\x00", "UTF-8"),
            (b"x" * (1024 * 1024 + 1), "太大"),
        ],
    )
    def test_what_cannot_be_read_leaves_nothing(self, village, tmp_path, data, words):
        path = tmp_path / "bad.toml"
        write_out(path, data)
        with pytest.raises(UserError, match=words):
            village.app.drafts.read_file(path)
        assert village.app.drafts.list(village.branch) == ()


class TestAdoption:
    def test_the_facts_are_kept_in_words_and_in_the_chain(self, village):
        uid = adopt(village).ids[0]
        [_, version] = village.app.schemes.history(village.branch)
        assert version.uid == uid
        assert version.meeting == meeting()
        assert "实到 6 人，赞成 6 票" in version.adopted_note
        scheme, text = village.app.schemes.version(uid)
        assert (text, scheme.items["volunteer"].limits[0].points) == (SIX, 6)
        with village.app.schemes.uow.read() as session:
            event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
            detail = json.loads(event.detail)
        assert json.loads(detail["facts"])["votes_for"] == 6
        assert detail["hash"] == scheme_hash(SIX)

    def test_the_draft_becomes_the_version(self, village):
        draft = new_draft(village)
        village.app.drafts.save_text(village.recorder, draft.uid, SIX, revision=1)
        assert adopt(village, draft_uid=draft.uid).warnings == ()
        assert village.app.drafts.list(village.branch) == ()

    def test_a_draft_that_was_changed_since_stays(self, village):
        draft = new_draft(village)
        newer = scheme_text.put(SIX, "items/quiz/limits/0/points", 6)
        village.app.drafts.save_text(village.recorder, draft.uid, newer, revision=1)
        [warning] = adopt(village, draft_uid=draft.uid).warnings
        assert "仍然保留" in warning
        assert village.app.drafts.get(draft.uid).text == newer
        assert village.app.schemes.version(village.app.schemes.history(village.branch)[-1].uid)[1] == SIX

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"held_on": date(2026, 10, 2)}, "还没有开"),
            ({"present": 9}, "实到人数"),
            ({"votes_for": 3}, "没有通过"),
            ({"votes_against": 1}, "不能多于实到"),
            ({"eligible": 0}, "应到"),
            ({"kind": ""}, "什么会议"),
        ],
    )
    def test_facts_that_cannot_be_are_refused(self, village, facts, words):
        with pytest.raises(ValidationFailed, match=words):
            adopt(village, **facts)
        assert len(village.app.schemes.history(village.branch)) == 1

    def test_too_few_is_said_and_not_stopped(self, village):
        assert "没有过半数" in adopt(village, eligible=12).warnings[0]

    def test_only_the_secretary_and_only_what_is_new_and_passed(self, village):
        with pytest.raises(WorkflowError, match="书记"):
            adopt(village, by=village.recorder)
        with pytest.raises(UserError, match="一字不差"):
            adopt(village, S1)
        with pytest.raises(UserError, match="10 个项目是示例分值"):
            adopt(village, passed="no")
        with pytest.raises(ValidationFailed):
            adopt(village, scheme_text.put(SIX, "items/volunteer/section", "nowhere"))
        assert len(village.app.schemes.history(village.branch)) == 1

    def test_the_day_that_is_proposed(self, village):
        choice = village.app.schemes.starts(village.branch, SIX)
        assert choice.proposed == date(2026, 1, 1)
        assert "周期的第一天" in choice.words(choice.proposed)
        assert "周期当中" in choice.words(date(2026, 10, 15))
        village.at(date(2026, 10, 30))
        village.declare("孙石头", "dues", date(2026, 10, 10))
        village.confirm_all()
        choice = village.app.schemes.starts(village.branch, SIX)
        assert choice.proposed == date(2027, 1, 1)
        assert choice.earliest == date(2026, 11, 1)
        assert "最早" in choice.words(date(2026, 10, 15))
        with pytest.raises(UserError, match="已经评定"):
            adopt(village, start=date(2026, 10, 15))
        adopt(village, start=choice.earliest)
        village.at(date(2026, 11, 20))
        for day in (3, 4, 5):
            village.declare("孙石头", "volunteer", date(2026, 11, day), month=NOVEMBER, basis="签到")

    def test_what_a_later_version_means_for_this_one(self, village):
        assert village.app.schemes.starts(village.branch, SIX).warning(date(2026, 12, 1)) == ""
        adopt(village, start=date(2027, 1, 1))
        other = scheme_text.put(SIX, "items/quiz/limits/0/points", 6)
        choice = village.app.schemes.starts(village.branch, other)
        assert "自2027年1月1日起执行" in choice.warning(date(2026, 12, 1))
        assert "代替" in choice.warning(date(2027, 1, 1))
        assert choice.warning(date(2027, 2, 1)) == ""
        [warning] = adopt(village, other, start=date(2026, 12, 1)).warnings
        assert "不再执行" in warning

    def test_cycles_of_a_month(self, village):
        monthly = resource("schemes", "S0.toml").read_text("utf-8")
        choice = village.app.schemes.starts(village.branch, monthly)
        assert choice.proposed == date(2026, 10, 1)
        assert choice.is_first_day(date(2026, 11, 1))
        assert not choice.is_first_day(date(2026, 11, 2))

    def test_differences_in_words(self, village):
        text = scheme_text.copy(SIX, "items", "volunteer", part_id="market", name="集市义卖")
        found = village.app.schemes.compare(village.branch, text, date(2026, 10, 1))
        assert found[0].sentence == "项目“参加志愿服务”：全年上限由 4 分改为 6 分"
        assert "集市义卖" in found[1].sentence
        assert "market" not in village.app.schemes.item_ids(village.branch)


class TestWithdrawal:
    def test_a_version_to_come_becomes_a_draft_again_and_the_chain_says_why(self, village):
        uid = adopt(village, start=date(2027, 1, 1)).ids[0]
        [draft_uid] = village.app.drafts.withdraw(village.secretary, uid, reason=" 大会重新表决 ").ids
        assert [each.starts_on for each in village.app.schemes.history(village.branch)] == [date(2026, 1, 1)]
        assert village.app.drafts.get(draft_uid).text == SIX
        with village.app.schemes.uow.read() as session:
            event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
            detail = json.loads(event.detail)
        assert (detail["reason"], detail["hash"]) == ("大会重新表决", scheme_hash(SIX))
        assert json.loads(detail["facts"])["votes_for"] == 6

    def test_what_is_in_force_stays(self, village):
        [version] = village.app.schemes.history(village.branch)
        with pytest.raises(UserError, match="已经执行"):
            village.app.drafts.withdraw(village.secretary, version.uid, reason="x")
        assert village.app.schemes.history(village.branch) == [version]

    def test_only_the_secretary_and_only_with_a_reason(self, village):
        uid = adopt(village, start=date(2027, 1, 1)).ids[0]
        with pytest.raises(WorkflowError, match="书记"):
            village.app.drafts.withdraw(village.recorder, uid, reason="x")
        with pytest.raises(ValidationFailed, match="为什么撤回"):
            village.app.drafts.withdraw(village.secretary, uid, reason=" ")
        assert len(village.app.schemes.history(village.branch)) == 2

    def test_one_on_which_a_later_one_stands_stays(self, village):
        joined = S1.replace("start_month = 1", "start_month = 1\nyear_starts = [2026-01-01, 2026-12-15]", 1)
        later = S1.replace("start_month = 1", "start_month = 1\nyear_starts = [2026-12-15, 2027-12-15]", 1)
        uid = adopt(village, joined, start=date(2026, 11, 1)).ids[0]
        adopt(village, later, start=date(2027, 1, 1))
        with pytest.raises(ValidationFailed, match="首尾相接"):
            village.app.drafts.withdraw(village.secretary, uid, reason="x")
        assert len(village.app.schemes.history(village.branch)) == 3
