"""The shape of the program, held by tests; the rules are in ``tests/helpers/architecture.py``.

Each rule is run over the project, and over planted violations and their innocent twins, so that a rule which
has gone blind fails too.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.helpers.architecture import (
    CODE_RULES,
    MOST_LINES,
    RULES,
    TEXT_RULES,
    Rule,
    Source,
    project_files,
    read_source,
)


@pytest.fixture(scope="module")
def texts() -> list[Source]:
    return [source for path in project_files() if (source := read_source(path))]


@pytest.fixture(scope="module")
def sources(texts: list[Source]) -> list[Source]:
    return [
        source
        for source in texts
        if source.path.suffix == ".py" and source.path.parts[0] in ("app", "installer")
    ]


def keeps(rule: Rule, sources: list[Source]) -> None:
    if failures := rule(sources):
        pytest.fail("\n".join(["", *failures]), pytrace=False)


def test_the_rules_see_the_project(sources: list[Source], texts: list[Source]) -> None:
    code = {str(source.path) for source in sources}
    assert {"app/errors.py", "app/models/uow.py", "app/ui/__init__.py", "installer/dev.py"} <= code
    files = {str(text.path) for text in texts}
    assert {"README.md", "pyproject.toml", "installer/requirements.lock", ".ci/run"} <= files


@pytest.mark.parametrize("name", CODE_RULES)
def test_code(name: str, sources: list[Source]) -> None:
    keeps(CODE_RULES[name], sources)


@pytest.mark.parametrize("name", TEXT_RULES)
def test_text(name: str, texts: list[Source]) -> None:
    keeps(TEXT_RULES[name], texts)


# --- the rules can fail ----------------------------------------------------------------------------------

VIOLATIONS: dict[str, list[tuple[str, str]]] = {
    "models import no Qt and nothing above": [
        ("app/models/a.py", "from PySide6.QtCore import QObject"),
        ("app/models/a.py", "from app import services"),
        ("app/models/a.py", "def f():\n    from ..services.month import post"),
        ("app/models/__init__.py", "from ..services import month"),
    ],
    "services import no Qt and nothing above": [
        ("app/services/a.py", "import PySide6.QtGui as gui"),
        ("app/services/exchange/a.py", "from ...ui import tasks"),
        ("app/services/a.py", "import importlib\nimportlib.import_module('app.ui.tasks')"),
    ],
    "scoring and workflow are pure": [
        ("app/services/scoring/a.py", "import sqlite3"),
        ("app/services/scoring/a.py", "from app.services.members import Row"),
        ("app/services/workflow.py", "from app.clock import Clock"),
        ("app/services/scoring/a.py", "from .. import workflow"),
    ],
    "documents know no database": [
        ("app/services/documents/a.py", "from sqlalchemy import select"),
        ("app/services/documents/a.py", "from app.models.unit import Unit"),
    ],
    "ui knows no database": [
        ("app/ui/home/a.py", "from sqlalchemy.orm import Session"),
        ("app/ui/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.models.unit"),
    ],
    "foundation imports no layer": [
        ("app/paths.py", "from app.models.engine import open_engine"),
    ],
    "revisions stand alone": [
        ("app/models/migrations/versions/0001_a.py", "from app.models.base import Base"),
    ],
    "only the unit of work commits": [
        ("app/services/a.py", "def f(session):\n    session.commit()"),
    ],
    "nobody pumps the event loop": [
        ("app/ui/a.py", "QApplication.processEvents()"),
    ],
    "message boxes come from one module": [
        ("app/ui/a.py", "from PySide6.QtWidgets import QMessageBox as Box"),
        ("app/ui/a.py", "QtWidgets.QMessageBox.warning(None, '', '')"),
    ],
    "boxes leave the wheel to the page": [
        ("app/ui/a.py", "from PySide6.QtWidgets import QComboBox\nbox = QComboBox(parent)"),
        ("app/ui/a.py", "from PySide6 import QtWidgets\nclass Box(QtWidgets.QSpinBox):\n    pass"),
    ],
    "resources are reached through the accessor": [
        ("app/ui/a.py", "icon = root / 'resources' / 'icons'"),
        ("app/ui/a.py", "path = f'{root}/resources/{name}'"),
        ("app/ui/a.py", "import sys\nroot = getattr(sys, '_MEIPASS', None)"),
    ],
    "only the clock asks for the time": [
        ("app/services/a.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
        ("app/services/a.py", "import datetime as dt\ntoday = dt.date.today()"),
        ("app/services/a.py", "from datetime import datetime\nfield(default_factory=datetime.now)"),
        ("app/ui/a.py", "from PySide6.QtCore import QDate\nQDate.currentDate()"),
    ],
    "files stay short": [
        ("app/a.py", "x = 1\n" * (MOST_LINES + 1)),
    ],
    "every module has a docstring": [
        ("app/a.py", "# a comment is not a docstring\nx = 1"),
    ],
    "no file names a package registry": [
        ("installer/a.lock", "--" + "index-url https://example.invalid/simple"),
        ("README.md", "https://" + ".".join(["pypi", "org"]) + "/project/x"),
    ],
    "no file names a path of one machine": [
        ("app/a.py", f"x = '{'/'.join(['', 'home', 'li', 'x'])}'"),
        ("README.md", "/".join(["see ", "tmp", "x"])),
        ("a.toml", "\\".join(["C:", "Users", "li"])),
    ],
}

INNOCENT: dict[str, list[tuple[str, str]]] = {
    "models import no Qt and nothing above": [
        ("app/models/a.py", "from .base import Base\nfrom app.errors import NotFound"),
    ],
    "services import no Qt and nothing above": [
        ("app/services/a.py", "from ..models.unit import Unit\nfrom sqlalchemy import select"),
        ("app/ui/a.py", "from PySide6.QtCore import QObject"),
    ],
    "scoring and workflow are pure": [
        ("app/services/scoring/a.py", "import tomllib\nfrom .scheme import Scheme"),
        ("app/services/workflow.py", "from app.errors import WorkflowError"),
    ],
    "documents know no database": [
        ("app/services/documents/a.py", "from reportlab.lib import colors\nfrom .model import Row"),
    ],
    "ui knows no database": [
        ("app/ui/a.py", "from app.services.members import MemberRow"),
    ],
    "foundation imports no layer": [
        ("app/log.py", "from app.paths import Paths"),
    ],
    "revisions stand alone": [
        ("app/models/migrations/versions/0001_a.py", "import sqlalchemy as sa\nfrom alembic import op"),
    ],
    "only the unit of work commits": [
        ("app/models/uow.py", "def f(session):\n    session.commit()"),
    ],
    "nobody pumps the event loop": [
        ("app/ui/a.py", '"""Never calls processEvents."""'),
    ],
    "message boxes come from one module": [
        ("app/ui/messages.py", "from PySide6.QtWidgets import QMessageBox"),
    ],
    "boxes leave the wheel to the page": [
        ("app/ui/widgets/boxes.py", "class QuietComboBox(QComboBox):\n    pass"),
        ("app/ui/a.py", "def f(box):\n    return isinstance(box, QComboBox), QuietComboBox()"),
    ],
    "resources are reached through the accessor": [
        ("app/ui/a.py", '"""Icons of resources/icons."""\nx = resource("icons", "a.svg")'),
    ],
    "only the clock asks for the time": [
        ("app/clock.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
        ("app/services/a.py", "from datetime import date\ndef f(clock):\n    return clock.now(), date.max"),
    ],
    "files stay short": [
        ("app/a.py", "x = 1\n" * MOST_LINES),
    ],
    "every module has a docstring": [
        ("app/a.py", '"""What it is for."""'),
    ],
    "no file names a package registry": [
        ("installer/dev.py", 'options = ["--no-emit-index-url", "--require-hashes"]'),
    ],
    "no file names a path of one machine": [
        ("README.md", "https://example.invalid/home/li and app/ui/home/page.py and tests/work/x"),
    ],
}


def cases(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(name, path, text) for name, pairs in table.items() for path, text in pairs]


def test_every_rule_has_both_kinds_of_cases() -> None:
    assert RULES.keys() == VIOLATIONS.keys() == INNOCENT.keys()


@pytest.mark.parametrize(("name", "path", "text"), cases(VIOLATIONS))
def test_a_planted_violation_is_found(name: str, path: str, text: str) -> None:
    assert RULES[name]([Source(PurePosixPath(path), text)]) != []


@pytest.mark.parametrize(("name", "path", "text"), cases(INNOCENT))
def test_innocent_code_is_left_alone(name: str, path: str, text: str) -> None:
    assert RULES[name]([Source(PurePosixPath(path), text)]) == []
