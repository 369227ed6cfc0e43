"""Command line of the program; without arguments it opens the window."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from app import __version__
from app.errors import AppError, Cancelled, EnvironmentProblem, UserError, ValidationFailed

_PROGRAM = "python -m app"


def build_parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    # Imported here: the commands load the services, for which neither the window nor a worker process should wait.
    from app.cli import demo, files, gallery, scheme, score

    parser = argparse.ArgumentParser(
        prog=_PROGRAM, description="一人一卡 · 党员积分台账", parents=[_general_options()]
    )
    subparsers = parser.add_subparsers(title="命令", metavar="命令")
    demo.add_parser(subparsers)
    gallery.add_parser(subparsers)
    score.add_parser(subparsers)
    scheme.add_parser(subparsers)
    files.add_parsers(subparsers)
    return parser


def _general_options() -> argparse.ArgumentParser:
    """What may stand before a command, and alone: that opens the window."""
    options = argparse.ArgumentParser(prog=_PROGRAM, add_help=False)
    options.add_argument("--version", action="version", version=__version__, help="版本号")
    options.add_argument("--data", type=Path, metavar="DIR", help="数据文件夹（默认：本用户的数据文件夹）")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Run one command, or the window. Returns the exit code: 0 well, 1 a fault of the input, 2 of the usage."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    general, further = _general_options().parse_known_args(arguments)
    if not further:
        return _open_window(general.data)
    args = build_parser().parse_args(arguments)
    if not hasattr(args, "run"):
        return _open_window(args.data)
    try:
        return int(args.run(args))
    except AppError as error:
        _tell(error)
    except OSError as error:
        from app.models.faults import translate

        problem = translate(error)
        if problem is None:
            raise
        _tell(problem)
    return 1


def _open_window(data: Path | None) -> int:
    # Loading makes a hundred thousand objects and no garbage; the window collects by itself (``ui.main.Sweeper``).
    gc.disable()
    # Qt is loaded only for the window; the commands work on a machine without it.
    from app.ui.quick_imports import stop_reading_sources

    stop_reading_sources()
    from app.ui.main import run_window

    return run_window(data)


def _tell(error: AppError) -> None:
    """One plain message on the error output; all faults of a file, one a line."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, ValidationFailed):
        for issue in error.issues:
            print(issue, file=sys.stderr)
    elif isinstance(error, UserError | EnvironmentProblem):
        print(error.message, file=sys.stderr)
    if isinstance(error, UserError | EnvironmentProblem) and error.hint:
        print(error.hint, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
