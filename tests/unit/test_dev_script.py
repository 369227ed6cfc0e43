"""installer/dev.py: what it decides, and the environment it builds and mends."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_script", ROOT / "installer" / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose locks name no package, so that setting it up needs no network."""
    folder = tmp_path / "新 项目"  # users do have blanks and Chinese in their folders
    (folder / "installer").mkdir(parents=True)
    (folder / "installer" / "requirements.lock").write_text("# nothing\n", "ascii")
    (folder / "installer" / "requirements-dev.lock").write_text("# nothing for developers\n", "ascii")
    return folder


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "installer" / name).read_text("ascii")
    return {found[1]: found[2] for found in re.finditer(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE)}


# --- the locks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / "installer" / name).read_text("ascii"), flags=re.MULTILINE)[
        1:
    ]
    assert len(blocks) == len(pins(name))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_developers_get_the_same_versions_as_users() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_the_locks_follow_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [("requirements.lock", word) for word in project["dependencies"]]
    wanted += [("requirements-dev.lock", word) for word in project["optional-dependencies"]["dev"]]
    stale = []
    for name, word in wanted:
        requirement = Requirement(word)
        version = pins(name).get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            stale.append(f"{name}: {word}, locked: {version}")
    assert stale == [], "run: python3 installer/dev.py lock"


# --- the environment -------------------------------------------------------------------------------------


def installs(out: str) -> int:
    return out.count("正在安装")


def test_environment_is_built_once_and_follows_its_lock(
    dev: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = dev.Environment(project)
    assert not environment.is_sound()

    environment.ensure(dev.RUNTIME_LOCK)
    assert environment.is_sound()
    assert installs(capsys.readouterr().out) == 1

    environment.ensure(dev.RUNTIME_LOCK)
    assert capsys.readouterr().out == ""

    environment.ensure(dev.DEV_LOCK)  # the longer list brings the shorter one along
    environment.ensure(dev.RUNTIME_LOCK)
    assert installs(capsys.readouterr().out) == 1

    (project / dev.RUNTIME_LOCK).write_text("# changed\n", "ascii")
    environment.ensure(dev.RUNTIME_LOCK)
    out = capsys.readouterr().out
    assert installs(out) == 1
    assert "重建" not in out


def test_a_killed_installation_is_made_again(
    dev: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = dev.Environment(project)
    environment.ensure(dev.RUNTIME_LOCK)
    leftover = environment.folder / "leftover"
    leftover.touch()
    (environment.folder / "installation-unfinished").touch()

    environment.ensure(dev.RUNTIME_LOCK)

    assert "重建" in capsys.readouterr().out
    assert environment.is_sound()
    assert not leftover.exists()


def test_an_environment_without_pip_is_not_sound(dev: ModuleType, project: Path) -> None:
    environment = dev.Environment(project)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment.folder], check=True)
    assert environment.python.exists()
    assert not environment.is_sound()


def test_a_file_in_the_place_of_the_interpreter_is_not_sound(dev: ModuleType, project: Path) -> None:
    environment = dev.Environment(project)
    environment.python.parent.mkdir(parents=True)
    environment.python.write_bytes(b"cut off")
    assert not environment.is_sound()


def test_a_failed_installation_is_tried_again_without_rebuilding(
    dev: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = project / dev.RUNTIME_LOCK
    lock.write_text("./no-such-package.whl\n", "ascii")
    environment = dev.Environment(project)
    with pytest.raises(dev.SetupError, match="依赖没有装好"):
        environment.ensure(dev.RUNTIME_LOCK)
    capsys.readouterr()

    lock.write_text("# nothing\n", "ascii")
    environment.ensure(dev.RUNTIME_LOCK)

    out = capsys.readouterr().out
    assert installs(out) == 1
    assert "重建" not in out


def test_a_missing_lock_is_named(dev: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(dev.SetupError, match=r"requirements\.lock"):
        dev.Environment(tmp_path).ensure(dev.RUNTIME_LOCK)


def test_debian_without_venv_says_the_command(
    dev: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev, "is_debian_like", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    with pytest.raises(dev.SetupError, match=f"sudo apt-get install .*{re.escape(package)}"):
        dev.Environment(project).ensure(dev.RUNTIME_LOCK)


# --- system libraries ------------------------------------------------------------------------------------


def lacking(*names: str):
    def load(name: str) -> object:
        if name in names:
            raise OSError(name)
        return object()

    return load


def test_missing_libraries_are_found_by_loading_them(dev: ModuleType) -> None:
    missing = dev.missing_libraries(dev.WINDOW_LIBRARIES, load=lacking("libxcb-cursor.so.0"))
    assert missing == {"libxcb-cursor.so.0": "libxcb-cursor0"}
    assert dev.missing_libraries({"libno-such-thing.so.7": "none"}) == {"libno-such-thing.so.7": "none"}


def test_without_rights_the_exact_command_is_said(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(dev.SetupError) as caught:
        dev.install_packages(["libgl1", "libegl1"], what="系统里缺少界面库")
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    assert command in str(caught.value)


def test_root_updates_once_and_installs(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev, "call", lambda words, **_: commands.append(words) or 0)
    dev.install_packages(["libgl1"], what="系统里缺少界面库")
    assert commands == [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "--no-install-recommends", "libgl1"],
    ]


def test_elsewhere_the_libraries_are_only_named(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "is_debian_like", lambda: False)
    monkeypatch.setattr(dev, "missing_libraries", lambda wanted: {"libEGL.so.1": wanted["libEGL.so.1"]})
    dev.ensure_libraries(windowed=False)
    assert "libEGL.so.1" in capsys.readouterr().out


# --- the commands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_display(dev: ModuleType, platform: str, environ: dict[str, str], expected: bool) -> None:
    assert dev.has_display(platform=platform, environ=environ) is expected


def test_without_a_display_the_month_is_played_headless(dev: ModuleType) -> None:
    assert dev.program_arguments([], display=True) == []
    assert dev.program_arguments([], display=False) == ["demo", "--out", str(ROOT / "out")]
    assert dev.program_arguments(["backup"], display=False) == ["backup"]


def test_pytest_is_spread_unless_the_user_says_otherwise(dev: ModuleType) -> None:
    assert dev.pytest_arguments(["tests/unit"])[-1] == "tests/unit"
    assert dev.pytest_arguments([])[:2] == ["-n", str(dev.test_workers())]
    assert 1 <= dev.test_workers() <= 4
    for own in (["-n0"], ["-n", "3"], ["--numprocesses=2"], ["--pdb"]):
        assert dev.pytest_arguments(own) == own


def test_program_is_importable_from_any_folder(dev: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()  # a stranger's package of the same name must not win
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit(9)", "utf-8")
    code = dev.call(
        [sys.executable, "-P", "-c", "import app.errors"],
        env=dev.program_environment(offscreen=True),
        cwd=tmp_path,
    )
    assert code == 0
    assert dev.program_environment(offscreen=True)["QT_QPA_PLATFORM"] == "offscreen"


def test_exit_codes_are_passed_on(dev: ModuleType) -> None:
    assert dev.call([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_a_signal_becomes_the_exit_code_of_a_shell(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: -9)
    assert dev.call(["anything"]) == 137


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_usage(dev: ModuleType, argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(argv) == code
    assert "用法" in capsys.readouterr().out


def test_an_old_python_is_told_so(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "MINIMUM_PYTHON", (99, 0))
    assert dev.main(["run"]) == 1
    assert "Python" in capsys.readouterr().err


def test_faults_are_said_without_a_traceback(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_args: list[str]) -> int:
        raise dev.SetupError("请检查网络")

    monkeypatch.setitem(dev.COMMANDS, "run", fail)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err == "请检查网络\n"
