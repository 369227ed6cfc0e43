"""How fast the scheme language is: a year of 1,000 to 1,000,000 postings, evaluated in memory.

Run: ``python tests/benchmarks/bench_scoring.py``. It prints, for the presets named on the command line (default S1):

- postings a second and the memory that the scores hold, for four sizes; growth should be linear;
- one member's year again after one more posting, and one member's trace;
- the same rows as a plain ``SUM … GROUP BY`` in SQLite and, where pandas is installed, as sums under the items' caps.

Rows are invented with a fixed seed. 72 postings a member and year, six a month, as in the sample village.
"""

# ruff: noqa: T201, S311 - a benchmark prints, and its dice are no secrets

from __future__ import annotations

import gc
import importlib.util
import random
import sqlite3
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.resources import resource
from app.services.scoring import (
    DatedScheme,
    Inputs,
    Item,
    MemberIn,
    PostingIn,
    Span,
    SpanKind,
    evaluate,
    explain,
    load_scheme,
)

SIZES = (1_000, 10_000, 100_000, 1_000_000)
A_MEMBER = 72
END = date(2026, 12, 31)
FIRST = date(2026, 1, 1)


def main() -> None:
    """Print the figures of each preset."""
    for name in sys.argv[1:] or ["S1"]:
        scheme = load_scheme(resource("schemes", f"{name}.toml").read_text("utf-8"), source=name)
        versions = [DatedScheme(scheme, date(2020, 1, 1))]
        items = [item for item in scheme.active_items if not item.is_derived]
        print(f"{name} {scheme.name}")
        for size in SIZES:
            inputs = rows(size, items)
            seconds = best(partial(evaluate, versions, inputs, END), 3 if size < 500_000 else 1)
            print(
                f"  {size:>9,} postings: {seconds:8.3f} s  {size / seconds:>9,.0f} /s  {memory(versions, inputs):7.1f} MB"
            )
        one_member(versions, rows(10_000, items))
        beside(versions, rows(100_000, items))


def rows(size: int, items: list[Item]) -> Inputs:
    """An invented year."""
    dice = random.Random(size)
    count = max(1, size // A_MEMBER)
    here = (Span(SpanKind.MEMBERSHIP, "", date(2015, 1, 1)),)
    members = tuple(
        MemberIn(
            f"m{n:06}", f"党员{n}", "u", (*here, Span(SpanKind.CATEGORY, "ABCD"[n % 4], date(2015, 1, 1)))
        )
        for n in range(count)
    )
    postings = tuple(
        posting(n, members[n % count].uid, items[dice.randrange(len(items))], dice) for n in range(size)
    )
    return Inputs(members, postings)


def posting(number: int, member: str, item: Item, dice: random.Random) -> PostingIn:
    """One line with what its item needs."""
    day = FIRST + timedelta(days=dice.randrange(365))
    level = item.levels[dice.randrange(len(item.levels))].id if item.levels else None
    points = None if item.range_max is None else Decimal(dice.randrange(1, int(item.range_max) + 1))
    role = item.roles[0].id if item.roles and dice.random() < 0.2 else None
    return PostingIn(
        f"p{number:07}", member, item.id, day, level=level, points=points, role=role, period=f"{day:%Y-%m}"
    )


def best(call: Callable[[], object], runs: int) -> float:
    """The best of several runs, in seconds of the processor: other programs on the machine do not count."""
    times = []
    for _ in range(runs):
        gc.collect()
        gc.disable()  # as the window does while it works
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
        gc.enable()
    return min(times)


def memory(versions: list[DatedScheme], inputs: Inputs) -> float:
    """What the scores hold, in MB; their postings are the caller's."""
    if len(inputs.postings) > 100_000:
        return float("nan")
    gc.collect()
    tracemalloc.start()
    scores = evaluate(versions, inputs, END)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / 1e6 if scores else 0.0


def one_member(versions: list[DatedScheme], inputs: Inputs) -> None:
    """One member again after one more line, and the trace of one member."""
    member = inputs.members[0]
    own = Inputs((member,), tuple(line for line in inputs.postings if line.member == member.uid))
    again = best(lambda: evaluate(versions, own, END), 20)
    trace = best(lambda: explain(versions, inputs, END, [member.uid]), 5)
    print(
        f"  one member of {len(own.postings)} lines again: {again * 1000:.2f} ms; trace among 10,000 lines: {trace * 1000:.1f} ms"
    )


def beside(versions: list[DatedScheme], inputs: Inputs) -> None:
    """Simpler arithmetic on the same rows."""
    own = best(lambda: evaluate(versions, inputs, END), 3)
    table = [(line.member, line.item, float(line.points or 1), line.date.month) for line in inputs.postings]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE posting (member TEXT, item TEXT, points REAL, month INTEGER)")
    connection.executemany("INSERT INTO posting VALUES (?, ?, ?, ?)", table)
    query = "SELECT member, sum(points) FROM posting GROUP BY member"
    plain = best(lambda: connection.execute(query).fetchall(), 5)
    print(f"  100,000 postings: {own:.3f} s, SQL SUM … GROUP BY {plain:.3f} s, ratio {own / plain:.1f}")
    if importlib.util.find_spec("pandas") is None:
        print("  pandas is not installed here: no comparison with it")
        return
    import pandas as pd

    frame = pd.DataFrame(table, columns=["member", "item", "points", "month"])

    def capped() -> object:
        months = frame.groupby(["member", "item", "month"])["points"].sum().clip(upper=4)
        items = months.groupby(level=["member", "item"]).sum().clip(upper=12)
        return items.groupby(level="member").sum()

    frames = best(capped, 5)
    print(f"  pandas, sums under monthly and yearly caps: {frames:.3f} s, ratio {own / frames:.1f}")


if __name__ == "__main__":
    main()
