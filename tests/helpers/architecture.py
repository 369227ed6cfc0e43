"""The rules of the program's shape: who may import whom, and what stands in one place only.

Every rule is a function from sources to a list of failures; ``tests/test_architecture.py`` runs them.
"""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
QT = ("PySide6", "shiboken6")
DATABASE = ("sqlalchemy", "alembic", "sqlite3", "sqlcipher3")
TOP = ("app.ui", "app.cli", "app.bootstrap", "app.__main__")


@dataclass(frozen=True)
class Source:
    """A file of the project, or one planted by a test."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def is_program(self) -> bool:
        return self.path.parts[0] == "app"

    @property
    def module(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        return ".".join(self.path.parts[:-1])

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


Rule = Callable[[list[Source]], list[str]]


def project_files() -> Iterator[Path]:
    """Every file that is or will be tracked: all but what .gitignore names (it holds plain names only)."""
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    ignored = [".git", *(line.strip("/") for line in lines if not line.startswith("#"))]

    def wanted(name: str) -> bool:
        return not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)

    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(filter(wanted, folders))
        yield from (Path(folder, name) for name in sorted(filter(wanted, files)))


def read_source(path: Path) -> Source | None:
    """The file as text, or None when it is not text."""
    raw = path.read_bytes()
    if b"\0" in raw[:8192]:
        return None
    try:
        return Source(PurePosixPath(path.relative_to(ROOT).as_posix()), raw.decode("utf-8"))
    except UnicodeDecodeError:
        return None


# --- reading the syntax tree -----------------------------------------------------------------------------


def under(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every module or name that is imported, in full, wherever the import stands."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = source.package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [node.module])])
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
                yield node, node.args[0].value


def identifiers(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Names, attributes, imported names, and strings that could be given to getattr."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.alias):
            yield node, node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """``dt.datetime.now`` as ``datetime.datetime.now`` when ``dt`` is the imported module; "" if unknown."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""


def bound_names(source: Source) -> dict[str, str]:
    names = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def strings(source: Source) -> Iterator[ast.Constant]:
    """String constants that are values: docstrings and other bare strings are left out."""
    bare = {id(node.value) for node in ast.walk(source.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node


# --- the rules -------------------------------------------------------------------------------------------


def must_not_import(layer: tuple[str, ...], banned: tuple[str, ...]) -> Rule:
    def rule(sources: list[Source]) -> list[str]:
        return [
            source.at(node, f"must not import {name}")
            for source in sources
            if under(source.module, layer)
            for node, name in imports(source)
            if under(name, banned)
        ]

    return rule


def pure_parts_import_little(sources: list[Source]) -> list[str]:
    """scoring and workflow: standard library, pydantic, app.errors, and themselves."""
    failures = []
    for source in sources:
        home = next(
            (p for p in ("app.services.scoring", "app.services.workflow") if under(source.module, (p,))), ""
        )
        for node, name in imports(source) if home else ():
            top = name.partition(".")[0]
            impure = under(name, DATABASE)  # sqlite3 is in the standard library and does not belong here
            if (top in sys.stdlib_module_names and not impure) or under(
                name, ("pydantic", "app.errors", home)
            ):
                continue
            failures.append(source.at(node, f"pure code must not import {name}"))
    return failures


def only_in(word: str, home: str | None) -> Rule:
    """An identifier that only one module of the program may use (none: nobody)."""

    def rule(sources: list[Source]) -> list[str]:
        return [
            source.at(node, f"{word} belongs only in {home}" if home else f"{word} must not be used")
            for source in sources
            if source.is_program and str(source.path) != home
            for node, name in identifiers(source)
            if name == word
        ]

    return rule


def boxes_leave_the_wheel(sources: list[Source]) -> list[str]:
    """Qt's own boxes change under the wheel while somebody only scrolls past; they are made in one module."""
    home, boxes = "app/ui/widgets/boxes.py", {"QComboBox", "QFontComboBox", "QSpinBox", "QDoubleSpinBox"}
    failures = []
    for source in sources:
        for node in ast.walk(source.tree) if source.is_program and str(source.path) != home else ():
            made = (
                [node.func]
                if isinstance(node, ast.Call)
                else node.bases
                if isinstance(node, ast.ClassDef)
                else []
            )
            failures += [
                source.at(node, f"{name} changes under the wheel; use app.ui.widgets.boxes")
                for each in made
                if (name := getattr(each, "attr", getattr(each, "id", ""))) in boxes
            ]
    return failures


def resources_by_accessor_only(sources: list[Source]) -> list[str]:
    builds_path = re.compile(r"(^|[\\/])resources([\\/]|$)|^_MEIPASS$")
    failures = only_in("_MEIPASS", "app/resources.py")(sources)
    for source in sources:
        if source.is_program and str(source.path) != "app/resources.py":
            failures += [
                source.at(node, f"path into resources/ ({node.value!r}); use app.resources.resource()")
                for node in strings(source)
                if builds_path.search(str(node.value))
            ]
    return failures


WALL_CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "PySide6.QtCore.QDate.currentDate",
    "PySide6.QtCore.QDateTime.currentDateTime",
    "PySide6.QtCore.QDateTime.currentDateTimeUtc",
    "PySide6.QtCore.QTime.currentTime",
}


def one_clock(sources: list[Source]) -> list[str]:
    return [
        source.at(node, f"{dotted(node, names)} asks the wall clock; take a Clock, as_of or now")
        for source in sources
        if source.is_program and str(source.path) != "app/clock.py"
        for names in [bound_names(source)]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node, names) in WALL_CLOCKS
    ]


def files_stay_short(sources: list[Source]) -> list[str]:
    # A revision is written once, by Alembic, and never edited: its length is that of the tables.
    edited = [source for source in sources if "versions" not in source.path.parts]
    counted = [(source, len(source.text.splitlines())) for source in edited]
    return [
        f"{source.path}: {lines} lines, at most {MOST_LINES}"
        for source, lines in counted
        if lines > MOST_LINES
    ]


def modules_have_docstrings(sources: list[Source]) -> list[str]:
    return [f"{source.path}: no module docstring" for source in sources if not ast.get_docstring(source.tree)]


# Written with a bracket here and there, so that the patterns do not find themselves.
REGISTRY = re.compile(
    r"pyp[i]\.org|pythonhoste[d]|mirrors?\.[\w-]+\.(?:com|cn|edu|org)|npmj[s]|npmmirro[r]|proxy\.golan[g]"
    r"|--(?:(?:extra-)?index-url|find-links|trusted-host)|\b(?:extra[-_])?index[-_]url\s*="
)
MACHINE_PATH = re.compile(
    r"(?<![A-Za-z0-9_.:~-])(?:/(?:home|Users|root)/[\w.-]+|/(?:work|tmp)(?![\w-])|[A-Za-z]:[\\/]+Users[\\/]+\w+)"
)


def matches(pattern: re.Pattern[str], what: str) -> Rule:
    def rule(texts: list[Source]) -> list[str]:
        return [
            f"{text.path}:{number}: {what}: {found[0]}"
            for text in texts
            for number, line in enumerate(text.text.splitlines(), start=1)
            if (found := pattern.search(line))
        ]

    return rule


# --- all of them -----------------------------------------------------------------------------------------

FOUNDATION = ("app.errors", "app.paths", "app.resources", "app.clock", "app.log", "app.settings")

CODE_RULES: dict[str, Rule] = {
    "models import no Qt and nothing above": must_not_import(("app.models",), (*QT, "app.services", *TOP)),
    "services import no Qt and nothing above": must_not_import(("app.services",), (*QT, *TOP)),
    "scoring and workflow are pure": pure_parts_import_little,
    "documents know no database": must_not_import(("app.services.documents",), (*DATABASE, "app.models")),
    "ui knows no database": must_not_import(("app.ui",), (*DATABASE, "app.models", "app.cli")),
    "foundation imports no layer": must_not_import(FOUNDATION, ("app.models", "app.services", *TOP)),
    "revisions stand alone": must_not_import(("app.models.migrations.versions",), ("app",)),
    "only the unit of work commits": only_in("commit", "app/models/uow.py"),
    "nobody pumps the event loop": only_in("processEvents", None),
    "message boxes come from one module": only_in("QMessageBox", "app/ui/messages.py"),
    "boxes leave the wheel to the page": boxes_leave_the_wheel,
    "resources are reached through the accessor": resources_by_accessor_only,
    "only the clock asks for the time": one_clock,
    "files stay short": files_stay_short,
    "every module has a docstring": modules_have_docstrings,
}
TEXT_RULES: dict[str, Rule] = {
    "no file names a package registry": matches(REGISTRY, "address of a package registry"),
    "no file names a path of one machine": matches(MACHINE_PATH, "path of one machine"),
}
RULES = CODE_RULES | TEXT_RULES
