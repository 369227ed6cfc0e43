"""Set up, run, test and check the program, with nothing but Python itself.

``python3 installer/dev.py run`` is all that a new machine needs: it creates ``.venv``, installs the locked
requirements, sees to the system libraries that Qt needs on Linux, and starts the program. ``test``,
``check`` and ``lock`` are for developers.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = Path("installer", "requirements.lock")
DEV_LOCK = Path("installer", "requirements-dev.lock")
DEMO_FOLDER = ROOT / "out"
MOST_TEST_WORKERS = 4

USAGE = """用法：python3 installer/dev.py 命令 [其余参数]

  run    准备好运行环境并打开程序；没有图形桌面时，用示例村走完一个月，结果放进 out 文件夹
         带参数时原样交给程序，例如：run backup
  test   运行全部测试；带参数时交给 pytest，例如：test tests/unit -k scheme
  check  检查代码规则、排版和类型（ruff、mypy）
  lock   按 pyproject.toml 重新生成两份锁定清单；升级全部依赖：lock --upgrade"""

# What Qt links to and does not bring along: shared object → Debian package. The first group is needed even
# without a screen, the second to open windows under X11.
BASE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",  # without it Qt opens its windows, but finds no printer
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class SetupError(Exception):
    """Something that the person at the keyboard has to put right; the text says how."""


def say(text: str) -> None:
    """Print at once, so that our lines and those of pip keep their order."""
    print(text, flush=True)


def call(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> int:
    """Run a command with our own input and output; its exit code, or 128 + signal as a shell gives it."""
    code = subprocess.call([str(word) for word in command], env=env, cwd=cwd)
    return code if code >= 0 else 128 - code


def program_environment(*, offscreen: bool) -> dict[str, str]:
    """The environment for our own code: the project is importable from any folder."""
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    if offscreen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


# --- system packages -------------------------------------------------------------------------------------


def is_debian_like() -> bool:
    """Whether packages come through apt-get here (Debian, Ubuntu, UOS, Kylin …)."""
    return shutil.which("apt-get") is not None


def install_packages(packages: Iterable[str], *, what: str) -> None:
    """Install Debian packages when we may, else say the exact command.

    Args:
        packages: Package names.
        what: What is missing, for the message.

    Raises:
        SetupError: We are not root, or apt-get failed.
    """
    names = sorted(packages)
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() != 0:
        command = f"sudo apt-get update && sudo {' '.join(install)}"
        raise SetupError(f"{what}。请先运行下面这条命令，然后再来一次：\n\n  {command}\n")
    say(f"{what}，正在用 apt-get 安装：{' '.join(names)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A foreign source that does not answer makes "update" fail; what we need may be there all the same.
    call(["apt-get", "update", "-q"], env=env)
    if call(install, env=env) != 0:
        raise SetupError(f"{what}，apt-get 没有装上（原因见上）。请检查网络和软件源，然后再来一次。")


def missing_libraries(
    wanted: Mapping[str, str], *, load: Callable[[str], object] = ctypes.CDLL
) -> dict[str, str]:
    """Those of the wanted shared objects that the system's loader cannot load."""
    missing = {}
    for name, package in wanted.items():
        try:
            load(name)
        except OSError:
            missing[name] = package
    return missing


def ensure_libraries(*, windowed: bool) -> None:
    """See to the system libraries of Qt on Linux.

    Args:
        windowed: Windows will be opened under X11 or Wayland, so the libraries for that count too.

    Raises:
        SetupError: On a Debian-like system something is missing and could not be installed.
    """
    if not sys.platform.startswith("linux"):
        return
    everything = {**BASE_LIBRARIES, **WINDOW_LIBRARIES}
    missing = missing_libraries(everything if windowed else BASE_LIBRARIES)
    if not missing:
        return
    if not is_debian_like():
        # The packages have other names here, and Qt may find its libraries where we do not look.
        say(f"提醒：系统里没有找到这些界面库，窗口打不开时请用系统的软件管理器安装：{'、'.join(missing)}")
        return
    install_packages(missing.values(), what="系统里缺少界面库")
    left = missing_libraries(missing)
    if left:
        raise SetupError(f"安装以后仍然找不到这些界面库：{'、'.join(left)}。请检查系统的软件源。")


def has_display(*, platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be opened at all."""
    if not platform.startswith("linux"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


# --- the virtual environment -----------------------------------------------------------------------------


class Environment:
    """The ``.venv`` of a project folder.

    Attributes:
        folder: The virtual environment.
        python: Its interpreter.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        # Lies there only while pip works: if it is found at start, the last run was killed halfway.
        self._unfinished = self.folder / "installation-unfinished"

    def ensure(self, lock: Path) -> None:
        """Make the environment hold what ``lock`` names; quick when it already does.

        Raises:
            SetupError: The lock is missing, or the environment could not be made.
        """
        path = self._root / lock
        if not path.is_file():
            raise SetupError(f"缺少文件 {lock}，下载的程序不完整。请重新下载。")
        if not self.is_sound():
            self._create()
        if self._stamp(path).is_file() and self._stamp(path).read_text("ascii") == digest(path):
            return
        self._install(path)

    def is_sound(self) -> bool:
        """Whether the interpreter starts, has pip, and no installation was cut off."""
        if self._unfinished.exists() or not self.python.exists():
            return False
        try:
            probe = subprocess.run([self.python, "-c", "import pip"], capture_output=True, check=False)
        except OSError:
            return False
        return probe.returncode == 0

    def _create(self) -> None:
        if os.path.lexists(self.folder):
            if Path(sys.prefix).resolve() == self.folder.resolve():
                raise SetupError(
                    "运行环境 .venv 需要重建，但现在正用着它自己的 Python。请改用系统的 python3 运行。"
                )
            say("运行环境 .venv 不完整，正在重建。")
            remove(self.folder)
        if importlib.util.find_spec("ensurepip") is None:
            if not is_debian_like():
                raise SetupError("这台电脑的 Python 缺少 ensurepip，请安装完整的 Python 3.11 或更新版本。")
            # Debian splits this part off the standard library.
            package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            install_packages([package], what="系统里缺少建立运行环境的组件")
        say("正在建立运行环境 .venv ……")
        if call([sys.executable, "-m", "venv", self.folder]) != 0 or not self.is_sound():
            raise SetupError("运行环境 .venv 没有建成（原因见上）。请检查磁盘空间和文件夹的写入权限。")

    def _install(self, lock: Path) -> None:
        say(f"正在安装 {lock.name} 里锁定的依赖（第一次要下载一百多兆）……")
        self._unfinished.touch()
        env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
        # Wheels only: building from source would need compilers, and would run code that nobody locked.
        options = ["--require-hashes", "--only-binary", ":all:", "--quiet"]
        code = call([self.python, "-m", "pip", "install", *options, "-r", lock], env=env)
        # Reached only when pip came to its own end; then it has also undone what it could not finish.
        self._unfinished.unlink()
        if code != 0:
            raise SetupError("依赖没有装好（原因见上）。请检查网络，然后再运行同一条命令。")
        held = [lock]
        if lock.name == DEV_LOCK.name:
            held.append(lock.with_name(RUNTIME_LOCK.name))  # the longer list contains the shorter one
        for path in held:
            self._stamp(path).write_text(digest(path), "ascii")

    def _stamp(self, lock: Path) -> Path:
        return self.folder / f"{lock.name}.sha256"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove(path: Path) -> None:
    """Remove a folder, or the link or file that stands in its place."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)


# --- the commands ----------------------------------------------------------------------------------------


def program_arguments(args: Sequence[str], *, display: bool) -> list[str]:
    """What ``python -m app`` is given: the user's words, or the headless month where no window can open."""
    if args or display:
        return list(args)
    return ["demo", "--out", str(DEMO_FOLDER)]


def run(args: Sequence[str]) -> int:
    """Set up what is missing and start the program."""
    display = has_display()
    ensure_libraries(windowed=display)
    environment = Environment(ROOT)
    environment.ensure(RUNTIME_LOCK)
    if not args and not display:
        say(f"没有发现图形桌面，不能打开窗口；改为用示例村走完一个月，结果放在：{DEMO_FOLDER}")
    # -P: the program is the one in this project, even when started from a folder with an "app" of its own.
    command = [str(environment.python), "-P", "-m", "app", *program_arguments(args, display=display)]
    return call(command, env=program_environment(offscreen=not display))


def test_workers() -> int:
    """How many processes the tests share: the cores we may use, four at most."""
    available = getattr(os, "sched_getaffinity", None)
    cores = len(available(0)) if available else os.cpu_count() or 1
    return min(cores, MOST_TEST_WORKERS)


def pytest_arguments(args: Sequence[str]) -> list[str]:
    """The user's words for pytest, spread over processes unless they say otherwise."""
    if any(word.startswith(("-n", "--numprocesses")) or word == "--pdb" for word in args):
        return list(args)
    # By file: a month played through once serves all tests of its module.
    return ["-n", str(test_workers()), "--dist", "loadfile", *args]


def test(args: Sequence[str]) -> int:
    """Run the tests, without a screen."""
    ensure_libraries(windowed=False)
    environment = Environment(ROOT)
    environment.ensure(DEV_LOCK)
    command = [str(environment.python), "-m", "pytest", *pytest_arguments(args)]
    return call(command, env=program_environment(offscreen=True), cwd=ROOT)


def check(_args: Sequence[str]) -> int:
    """Look for faults of rule, format and type; all three speak, whatever the first finds."""
    environment = Environment(ROOT)
    environment.ensure(DEV_LOCK)
    worst = 0
    for title, words in (
        ("代码规则", ["ruff", "check", "."]),
        ("排版", ["ruff", "format", "--check", "."]),
        ("类型", ["mypy"]),
    ):
        say(f"检查{title} ……")
        worst = max(worst, call([str(environment.python), "-m", *words], cwd=ROOT))
    return worst


def lock(args: Sequence[str]) -> int:
    """Write both lists anew from pyproject.toml; present pins stay unless ``--upgrade`` is given."""
    environment = Environment(ROOT)
    environment.ensure(DEV_LOCK)
    # No address of an index and no path of this machine may get into the lists; they serve everybody.
    options = ["--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras"]
    options += ["--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links"]
    env = {**os.environ, "CUSTOM_COMPILE_COMMAND": "python3 installer/dev.py lock"}
    for target, source in (
        (RUNTIME_LOCK, []),
        (DEV_LOCK, ["--extra", "dev", "--constraint", RUNTIME_LOCK.as_posix()]),
    ):
        say(f"正在生成 {target.as_posix()} ……")
        words = [*options, *source, *args, "--output-file", target.as_posix(), "pyproject.toml"]
        code = call([str(environment.python), "-m", "piptools", "compile", *words], env=env, cwd=ROOT)
        if code != 0:
            return code
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {"run": run, "test": test, "check": check, "lock": lock}


def main(argv: Sequence[str]) -> int:
    """Carry out one command; the exit code is that of the tool behind it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show Chinese is no reason to stop
    if not argv or argv[0] in ("-h", "--help") or argv[0] not in COMMANDS:
        say(USAGE)
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    if sys.version_info[:2] < MINIMUM_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"需要 Python 3.11 或更新的版本，现在是 {found}。请安装新版后再运行。", file=sys.stderr)
        return 1
    try:
        return COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
