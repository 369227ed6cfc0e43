"""The tables that ``score`` reads, written straight from a ledger's rows; and workbooks read back."""

from __future__ import annotations

import csv
import io
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl

from app.models.engine import raw_connect
from app.services.months import Month


def export(ledger: Path, folder: Path, scheme: Path) -> None:
    """The tables that ``score`` reads, column by column as its help describes them."""
    items = tomllib.loads(scheme.read_text("utf-8"))["items"]
    expected = ",".join(f"'{item['id']}'" for item in items if item["amount"]["kind"] == "expected")
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
                " p.period AS period, p.reverses AS reverses, also.uid AS second FROM posting p"
                " JOIN member m ON m.id = p.member_id LEFT JOIN member also ON also.id = p.also_id"
            ),
            "attendance": connection.execute(
                "SELECT m.uid AS member, a.item AS item, a.held_on AS date, t.state AS state"  # noqa: S608 - own names
                " FROM attendance t"
                " JOIN activity a ON a.id = t.activity_id JOIN member m ON m.id = t.member_id"
                f" WHERE a.item IN ({expected})"
            ),
            "vetoes": connection.execute(
                "SELECT v.uid AS uid, m.uid AS member, v.rule AS rule, v.happened_on AS date,"
                " v.repaired_on AS repaired, v.period AS period FROM veto v JOIN member m ON m.id = v.member_id"
                " WHERE v.state IN ('decided', 'repaired')"
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
    for name in ("members", "spans", "attendance"):
        shutil.copyfile(tables / f"{name}.csv", folder / f"{name}.csv")
    for name in ("postings", "vetoes"):
        with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), list(reader.fieldnames or ())
        # When a veto was announced is the ledger's affair: the evaluation knows its own day only.
        shown = columns if name == "postings" else [column for column in columns if column != "period"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, shown, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row for row in rows if row["period"] <= month.label)
    return folder


def exempt_on(tables: Path, day: date) -> set[str]:
    with (tables / "spans.csv").open(encoding="utf-8", newline="") as file:
        spans = [row for row in csv.DictReader(file) if row["kind"] == "exempt"]
    return {s["member"] for s in spans if s["start"] <= day.isoformat() <= (s["end"] or "9999")}


def cells(data: bytes, name: str = "") -> Iterator[dict[str, object]]:
    """The rows of a workbook's page below its heading, by heading; without a name of the first page."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[name] if name else book.active
    rows = list(page.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if "姓名" in row)
    for row in rows[start + 1 :]:
        yield dict(zip(rows[start], row, strict=True))
