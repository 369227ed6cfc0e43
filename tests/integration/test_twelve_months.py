"""Twelve months of the small village, with what happens in a year, settled at its end; the figures are those of score."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.engine import raw_connect
from app.paths import AppPaths
from app.services.members import MemberDraft
from app.services.months import Month
from app.services.press import OF_YEARS
from app.services.year.model import Standing
from app.services.year.vetoes import VetoDraft
from tests.helpers import years
from tests.helpers.factories import Village, build_village, id_number
from tests.helpers.score_tables import export, until

ROOT = Path(__file__).resolve().parents[2]
YEAR = tuple(Month(2027, month) for month in range(1, 13))
LAST = YEAR[-1]
GONE = {"钱二妹": (date(2027, 5, 20), "transferred"), "陈阿婆": (date(2027, 9, 3), "deceased")}


def live(village: Village, preset: str) -> None:
    """Dues and an activity each month, and once: newcomer, class, probation's end, moves, a deduction, vetoes."""
    for month in YEAR:
        village.at(month.last, 9)
        happen(village, month, preset)
        there = [name for name, uid in village.members.items() if active(village, uid, month)]
        for place, name in enumerate(there):
            if (place + month.month) % 5:
                village.declare(name, "dues", month.first.replace(day=15), basis="收缴表", month=month)
        village.attend(there[month.month % 3 :], month.first.replace(day=9), item="activity_day", month=month)
        village.attend(there[:3], month.first.replace(day=16), item="lecture", month=month)
        years.finish(village, month)
    village.at(date(2028, 1, 9), 15)


def active(village: Village, uid: str, month: Month) -> bool:
    rows = village.app.members.rows(month.last, branch_uid=village.branch)
    return any(row.uid == uid and row.active for row in rows)


def happen(village: Village, month: Month, preset: str) -> None:
    app, members, officer = village.app, village.members, village.recorder
    item = "neg_rumor" if preset == "S1" else "neg_customs"
    points = {} if preset == "S1" else {"points": -2}
    if month == YEAR[2]:
        app.members.set_status(village.secretary, members["赵新苗"], "full", date(2027, 3, 1))
        newcomer = MemberDraft(
            name="何小满", branch_uid=village.branch, group_uid=village.groups["一组"],
            id_number=id_number(9), category="B", joined_on=date(2020, 7, 1), since=date(2027, 3, 1),
        )  # fmt: skip
        village.members["何小满"] = app.members.add(officer, newcomer).ids[0]  # type: ignore[index]
    if month == YEAR[3]:
        village.declare(
            "王建国二",
            item,
            month.first.replace(day=8),
            basis="核查记录",
            second="孙石头",
            **points,
            month=month,
        )
    if month == YEAR[6]:
        app.members.set_category(officer, members["王建国一"], "C", month.first)
    for name, (day, how) in GONE.items():
        if day in month:
            app.members.leave(officer, members[name], last_day=day, how=how)
    if preset == "S1" and month == YEAR[7]:
        for name in ("孙石头", "赵新苗"):
            draft = VetoDraft(members[name], "veto_no_org_life", month.first, "核查记录", declined=True)
            uid = app.vetoes.propose(officer, village.branch, draft).ids[0]
            app.vetoes.decide(village.secretary, uid, second_uid=members["周小禾"])
    if preset == "S1" and month == YEAR[10]:
        book = app.vetoes.book(village.branch, month)
        repaired = next(v for v in book.vetoes if v.member.name == "赵新苗")
        app.vetoes.repair(
            village.secretary,
            repaired.uid,
            repaired_on=month.first,
            basis="整改",
            second_uid=members["周小禾"],
        )


def scored(village: Village, folder: Path, preset: str) -> dict[str, dict]:
    folder.mkdir()
    scheme = ROOT / "resources" / "schemes" / f"{preset}.toml"
    export(village.app.paths.ledger, folder, scheme)
    (folder / "known").mkdir()
    known = until(folder, LAST, folder / "known")
    since = village.app.schemes.history(village.branch)[0].starts_on
    command = [sys.executable, "-m", "app", "score", "--scheme", f"{scheme}@{since}", "--data", str(known)]
    run = subprocess.run(
        [*command, "--as-of", LAST.last.isoformat(), "--json"], cwd=ROOT, capture_output=True, check=True,
        timeout=120,
    )  # fmt: skip
    document = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)
    return {member["member"]: member for member in document["members"]}


@pytest.mark.parametrize("preset", ["S1", "S0"])
def test_a_whole_year_settles_with_the_figures_of_score(preset, opened, tmp_path, clock):
    context = opened(AppPaths(tmp_path / "data"))
    built = build_village(context, clock, preset=preset).on(context, clock)
    village = Village(
        **{**{f: getattr(built, f) for f in built.__dataclass_fields__}, "members": dict(built.members)}
    )
    live(village, preset)
    told = scored(village, tmp_path / "tables", preset)
    view = years.view(village, LAST)
    assert view.missing == ()
    rows = {row.member.uid: row for row in view.rows}
    assert len(rows) == 9
    for uid, found in rows.items():
        assert (found.total, found.proposed) == (told[uid]["total"], told[uid]["grade"] or ""), (
            found.member.label
        )
    standing = {row.member.name: row.standing for row in view.rows}
    assert {name for name, found in standing.items() if found is Standing.GONE} == set(GONE)
    assert standing["赵新苗"] is Standing.GRADED
    if preset == "S1":
        by_name = {row.member.label: row for row in view.rows}
        assert (by_name["孙石头"].total, by_name["孙石头"].figures.vetoes != ()) == (0, True)
        assert by_name["赵新苗"].figures.vetoes == ()
    else:
        graded = [row.member.uid for row in view.rows if row.graded]
        village.app.years.decide(village.recorder, village.branch, LAST, graded, grade="qualified")
    years.meet(village, LAST, on=date(2028, 1, 9))
    years.settle(village, LAST)
    connection = raw_connect(context.paths.ledger)
    kept = dict(
        connection.execute(
            "SELECT m.uid, a.total FROM assessment a JOIN member m ON m.id = a.member_id"
        ).fetchall()
    )
    connection.close()
    assert {uid: Decimal(total) / 1000 for uid, total in kept.items()} == {u: told[u]["total"] for u in rows}
    for kind in sorted(OF_YEARS):
        assert village.app.press.render(kind, village.branch, LAST).missing == ()
    forms = village.app.records.record_forms(village.branch, LAST, year="year")
    for form in forms:
        assert sum((line.counted for line in form.lines), Decimal(0)) == form.period_total
