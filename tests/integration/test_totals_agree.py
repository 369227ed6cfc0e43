"""One fact, entered once: board, record forms, both workbooks and ``score --json`` say the same of every member.

The tables for ``score`` are written here straight from the ledger's rows, past every service, so that the command
line is a second way to the same numbers and not the same way twice.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import AppContext, build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.paths import AppPaths
from app.resources import resource
from app.services.months import Month
from app.services.press import DocumentKind
from app.services.sample.data import load_sample
from app.services.sample.load import Stage

ROOT = Path(__file__).resolve().parents[2]
MONTHS = tuple(Month.parse(label) for label in load_sample().months)
ZERO = Decimal(0)

Key = tuple[str, str]  # name and group: two of one name are in two groups


@dataclass(frozen=True)
class Lived:
    """The sample village after its three months, opened, with the tables of its ledger beside it."""

    app: AppContext
    tables: Path
    keys: dict[str, tuple[str, Key]]  # member uid → branch uid, name and group


@pytest.fixture(scope="module")
def lived(sample_folder: Callable[[str, Stage], Path], tmp_path_factory) -> Iterator[Lived]:
    root = tmp_path_factory.mktemp("totals") / "data"
    shutil.copytree(sample_folder("2026-10", Stage.POSTED), root)
    tables = tmp_path_factory.mktemp("tables")
    export(AppPaths(root).ledger, tables)
    context = build_app(AppPaths(root), clock=SetClock(datetime(2026, 11, 12, 9, tzinfo=CHINA)))
    members = context.members.rows(date(2026, 11, 12))
    keys = {m.uid: (m.branch_uid, (m.name, m.group)) for m in members}
    assert len(set(keys.values())) == len(members) == 114
    yield Lived(context, tables, keys)
    context.close()


def export(ledger: Path, folder: Path) -> None:
    """The tables that ``score`` reads, column by column as its help describes them."""
    connection = raw_connect(ledger)
    try:
        rows = {
            "members": connection.execute(
                "SELECT m.uid AS uid, m.name AS name, u.uid AS unit FROM member m JOIN unit u ON u.id = m.unit_id"
            ),
            "spans": connection.execute(
                'SELECT m.uid AS member, s.kind AS kind, s.value AS value, s.start AS start, s."end" AS "end"'
                " FROM member_span s JOIN member m ON m.id = s.member_id"
                " UNION ALL SELECT m.uid, 'exempt', '', e.start, e.\"end\" FROM exemption e"
                " JOIN member m ON m.id = e.member_id WHERE e.approved_on IS NOT NULL"
            ),
            "postings": connection.execute(
                "SELECT p.uid AS uid, m.uid AS member, p.item AS item, p.deed_date AS date,"
                " p.quantity / 1000.0 AS quantity, p.level AS level, p.role AS role, p.outcome AS outcome,"
                " p.points / 1000.0 AS points, p.adjusted / 1000.0 AS adjusted, p.act AS act,"
                " p.period AS period, p.reverses AS reverses FROM posting p JOIN member m ON m.id = p.member_id"
            ),
        }
        for name, found in rows.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([column[0] for column in found.description])
                writer.writerows(found)
    finally:
        connection.close()


def until(tables: Path, month: Month, folder: Path) -> Path:
    """The tables as they were when a month had been confirmed: later postings are taken out."""
    for name in ("members", "spans"):
        shutil.copyfile(tables / f"{name}.csv", folder / f"{name}.csv")
    with (tables / "postings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "postings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["period"] <= month.label)
    return folder


def exempt_on(tables: Path, day: date) -> set[str]:
    with (tables / "spans.csv").open(encoding="utf-8", newline="") as file:
        spans = [row for row in csv.DictReader(file) if row["kind"] == "exempt"]
    return {s["member"] for s in spans if s["start"] <= day.isoformat() <= (s["end"] or "9999")}


@pytest.fixture(scope="module")
def scored(lived: Lived, tmp_path_factory) -> dict[Month, dict[str, dict]]:
    """What ``score --json`` says of each member at the end of each month; the month before the first is empty."""
    result: dict[Month, dict[str, dict]] = {MONTHS[0].previous: {}}
    for month in MONTHS:
        folder = until(lived.tables, month, tmp_path_factory.mktemp(month.label))
        command = [sys.executable, "-m", "app", "score", "--scheme", str(resource("schemes", "S1.toml"))]
        command += ["--data", str(folder), "--as-of", month.last.isoformat(), "--json"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
        document = json.loads(run.stdout, parse_float=Decimal, parse_int=Decimal)
        assert document["warnings"] == []
        result[month] = {member["member"]: member for member in document["members"]}
    return result


def by_key(lived: Lived, branch: str, values: dict[str, Decimal]) -> dict[Key, Decimal]:
    return {lived.keys[uid][1]: value for uid, value in values.items() if lived.keys[uid][0] == branch}


def cells(data: bytes) -> Iterator[dict[str, object]]:
    """The rows of a workbook below its heading, by heading."""
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = list(page.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if "姓名" in row)
    for row in rows[start + 1 :]:
        yield dict(zip(rows[start], row, strict=True))


def points(value: object) -> Decimal:
    return Decimal(str(value))


def branches(lived: Lived):
    return [b.uid for b in lived.app.units.branches()]


@pytest.mark.parametrize("month", MONTHS, ids=lambda m: m.label)
def test_the_board_says_what_score_says(lived, scored, month):
    """本年累计 is the total, 本期 what this month's postings added to it, for every member of the village."""
    seen = 0
    left_out = {lived.keys[uid][1] for uid in exempt_on(lived.tables, month.last)}
    assert left_out
    for branch in branches(lived):
        rows = [r for part in lived.app.notices.view(branch, month).sheet.lists for r in part.rows]
        now = by_key(lived, branch, {u: m["total"] for u, m in scored[month].items() if m["liable"]})
        before = by_key(
            lived, branch, {u: m["total"] for u, m in scored[month.previous].items() if m["liable"]}
        )
        for row in rows:
            key = (row.name, row.group_name)
            if row.exempt:
                assert (row.period_points, row.year_points) == (None, None)
                assert key in left_out
                continue
            assert row.year_points == now[key], key
            assert row.period_points == now[key] - before.get(key, ZERO), key
            seen += 1
    assert seen > 95


@pytest.mark.parametrize("month", MONTHS, ids=lambda m: m.label)
def test_the_board_workbook_says_what_the_board_says(lived, month):
    for branch in branches(lived):
        sheet = lived.app.notices.view(branch, month).sheet
        found = list(cells(lived.app.press.render(DocumentKind.BOARD_XLSX, branch, month).data))
        rows = [r for part in sheet.lists for r in part.rows]
        assert len(found) == len(rows)
        for row, cell in zip(rows, found, strict=True):
            assert (cell["姓名"], cell["小组"]) == (row.name, row.group_name)
            if row.exempt:
                assert cell["备注"] == "不纳入"
                assert cell["本年累计"] is None
            else:
                assert points(cell["本期"]) == row.period_points
                assert points(cell["本年累计"]) == row.year_points


@pytest.mark.parametrize("month", MONTHS, ids=lambda m: m.label)
def test_the_record_forms_add_up_to_what_the_board_says(lived, month):
    """Lines add up to the period, 上期累计 and the period to the total, and both stand on the board."""
    for branch in branches(lived):
        board = {
            (r.name, r.group_name): r
            for part in lived.app.notices.view(branch, month).sheet.lists
            for r in part.rows
            if not r.exempt
        }
        forms = {(f.member_name, f.group_name): f for f in lived.app.records.record_forms(branch, month)}
        assert forms.keys() == board.keys()
        for key, form in forms.items():
            assert sum((line.counted for line in form.lines), ZERO) == form.period_total, key
            assert form.brought_forward + form.period_total == form.total, key
            assert (form.period_total, form.total) == (board[key].period_points, board[key].year_points), key


@pytest.mark.parametrize("month", MONTHS, ids=lambda m: m.label)
def test_the_years_record_forms_add_up_too(lived, month):
    for branch in branches(lived):
        for form in lived.app.records.record_forms(branch, month, year="year"):
            assert sum((line.counted for line in form.lines), ZERO) == form.period_total == form.total


@pytest.mark.parametrize("month", MONTHS, ids=lambda m: m.label)
def test_the_ledger_workbook_holds_every_posting_with_what_it_counts(lived, scored, month):
    """Per member: as many rows as ``score`` has lines, and the same sum of counted points."""
    rows = 0
    for branch in branches(lived):
        sums: dict[Key, Decimal] = defaultdict(lambda: ZERO)
        numbers: dict[Key, int] = defaultdict(int)
        for cell in cells(lived.app.press.render(DocumentKind.LEDGER_XLSX, branch, month).data):
            key = (str(cell["姓名"]), str(cell["小组"]))
            sums[key] += points(cell["计分"])
            numbers[key] += 1
            rows += 1
        for uid, member in scored[month].items():
            of, key = lived.keys[uid]
            if of == branch:
                assert numbers[key] == len(member["lines"]), key
                assert sums[key] == sum((line["counted"] for line in member["lines"]), ZERO), key
    connection = raw_connect(lived.app.paths.ledger)
    total = connection.execute("SELECT count(*) FROM posting WHERE period <= ?", (month.label,)).fetchone()[0]
    connection.close()
    assert rows == total > 100


def test_the_members_page_and_the_trace_end_in_the_same_total(lived, scored):
    """The card page's months add up to the total that the trace explains, for every member."""
    month = MONTHS[-1]
    for uid, member in scored[month].items():
        branch, key = lived.keys[uid]
        year = lived.app.records.member_year(branch, uid, month)
        if year is None or not member["liable"]:
            assert not member["liable"] or member["total"] == 0
            continue
        assert year.total == member["total"], key
        assert sum((m.points for m in year.months), ZERO) == year.total, key
        assert lived.app.records.explain(branch, uid, month).after == year.total, key


def test_the_home_page_sums_what_stands_on_the_board(lived):
    for branch in branches(lived):
        rows = [r for part in lived.app.notices.view(branch, MONTHS[-1]).sheet.lists for r in part.rows]
        points_on_board = [r.year_points for r in rows if r.year_points is not None]
        view = lived.app.home.view(branch, MONTHS[-1])
        assert view.year_total == sum(points_on_board, ZERO)
        mean = sum(points_on_board, ZERO) / len(points_on_board)
        assert dict(view.averages)["全体平均"] == mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_the_sample_has_what_makes_this_hard(lived, scored):
    """Caps that cut, adjustments, late deeds, deductions, two of one name: without them the above proves little."""
    lines = [line for member in scored[MONTHS[-1]].values() for line in member["lines"]]
    assert any(line["counted"] < line["amount"] for line in lines)
    assert any(line["counted"] < 0 for line in lines)
    connection = raw_connect(lived.app.paths.ledger)
    adjusted = connection.execute("SELECT count(*) FROM posting WHERE adjusted IS NOT NULL").fetchone()[0]
    late = connection.execute(
        "SELECT count(*) FROM posting WHERE substr(deed_date, 1, 7) < period"
    ).fetchone()[0]
    connection.close()
    assert adjusted
    assert late
    names = [key[0] for _, key in lived.keys.values()]
    assert len(set(names)) < len(names)
