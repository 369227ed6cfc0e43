"""Saves a small ledger of the present format, so that later programs can be tested on it.

Run ``python -m tests.migrations.make_saved`` once when a new revision becomes the newest, and commit the file. Files
of earlier revisions are never made again: they are what an older program wrote.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

from app.bootstrap import build_app
from app.clock import CHINA, SetClock
from app.models.engine import raw_connect
from app.models.migrate import head_revision
from app.paths import AppPaths
from tests.helpers.factories import NOVEMBER, build_village

SAVED = Path(__file__).resolve().parents[1] / "data" / "db"


def main() -> int:
    target = SAVED / f"{head_revision()}.db"
    if target.exists():
        print(f"{target.name} exists already", file=sys.stderr)  # noqa: T201 - a tool for the desk
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        paths = AppPaths(Path(folder))
        live(paths)
        connection = raw_connect(paths.ledger)
        # Small pages: most tables hold a handful of rows, and the file is kept in the repository.
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("VACUUM")
        connection.close()
        target.write_bytes(paths.ledger.read_bytes())
    return 0


def live(paths: AppPaths) -> None:
    """One month to the board, and a second one half done: every table has rows."""
    clock = SetClock(datetime(2026, 10, 1, 9, tzinfo=CHINA))
    context = build_app(paths, clock=clock)
    try:
        village = build_village(context, clock).on(context, clock)
        village.at(date(2026, 10, 30))
        for name in village.members:
            village.declare(name, "dues", date(2026, 10, 10))
        village.attend(["林为民", "孙石头"], date(2026, 10, 12))
        village.declare("孙石头", "heritage", date(2026, 10, 13), points="2.5", basis="参观")
        village.declare("林为民", "neg_rumor", date(2026, 10, 14), basis="通报", second="钱二妹")
        village.confirm_all()
        village.post()
        context.members.exempt(
            village.secretary, village.members["陈阿婆"], start=date(2026, 11, 1), end=None, reason="年高",
            applied_on=date(2026, 10, 20), approved_on=date(2026, 10, 30),
        )  # fmt: skip
        village.at(date(2026, 11, 10))
        village.declare("王建国二", "volunteer", date(2026, 10, 20), month=NOVEMBER, basis="补记")
        village.collect(NOVEMBER, "二组")
        context.drafts.from_preset(village.recorder, village.branch, "S1")
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(main())
