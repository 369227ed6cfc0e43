"""Reading a roster in a process of its own, which can be stopped and cannot take the program with it.

The process is started fresh (``spawn``), so that it works from a frozen build on every system; the program's
entry point calls ``multiprocessing.freeze_support()`` for that.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.errors import UserError
from app.services.exchange.roster import limits
from app.services.exchange.roster.model import HeadingMissing, RawRow, RosterTable, SheetChoice
from app.services.exchange.roster.reader import read_table

_log = logging.getLogger(__name__)

#: Sent before the file is opened.
_BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class _Failure:
    """A fault on its way between the processes, in plain values.

    Attributes:
        cause: Kind of the unforeseen exception, for the log; empty for a foreseen fault.
        heading_missing: The sheets, the sheet and its first rows, where no headings were found.
    """

    message: str
    hint: str
    cause: str = ""
    heading_missing: tuple[tuple[SheetChoice, ...], str, tuple[RawRow, ...]] | None = None


def read_table_isolated(
    path: Path,
    *,
    sheet: str | None = None,
    heading_row: int | None = None,
    timeout: float = limits.WORKER_SECONDS,
) -> RosterTable:
    """As :func:`read_table`, in a worker process that is killed when it takes too long.

    Raises:
        UserError: Whatever went wrong, foreseen or not, in plain words.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=run_worker, args=(sender, str(path), sheet, heading_row), name="roster-reader", daemon=True
    )
    try:
        process.start()
        # Only the worker may hold the sending end, or its death would not be noticed.
        sender.close()
        answer = _receive(receiver, timeout=timeout)
    except OSError as error:
        _log.warning("the roster worker could not be started: %s", type(error).__name__)
        raise _as_error(_not_begun(type(error).__name__)) from None
    finally:
        receiver.close()
        _stop(process)
    if isinstance(answer, RosterTable):
        return answer
    raise _as_error(answer)


def run_worker(sender: Connection, path: str, sheet: str | None, heading_row: int | None) -> None:
    """Top level of the worker process; sends a table or a failure and ends."""
    _silence()
    _limit_memory()
    answer: RosterTable | _Failure
    try:
        # So that a process which dies before it has seen the file is not taken for a file that was too big.
        sender.send(_BEGUN)
        answer = read_table(Path(path), sheet=sheet, heading_row=heading_row)
    except HeadingMissing as error:
        answer = _Failure(error.message, error.hint, heading_missing=(error.sheets, error.sheet, error.top))
    except UserError as error:
        answer = _Failure(error.message, error.hint)
    except MemoryError:
        answer = _too_big("MemoryError")
    except BaseException as error:
        fault = limits.damaged()
        answer = _Failure(fault.message, fault.hint, cause=type(error).__name__)
    with contextlib.suppress(OSError):
        sender.send(answer)
    sender.close()


def _receive(receiver: Connection, *, timeout: float) -> RosterTable | _Failure:
    until, begun = time.monotonic() + timeout, False
    while True:
        if not receiver.poll(max(until - time.monotonic(), 0)):
            return _Failure(
                f"这个文件读了 {timeout:.0f} 秒还没有读完，已经停止", limits.COPY_OVER, cause="timeout"
            )
        try:
            answer = receiver.recv()
        except EOFError:
            # The process ended without a word: out of memory while it read, or it could not run at all.
            return _too_big("no answer") if begun else _not_begun("no start")
        if answer != _BEGUN:
            break
        begun = True
    if isinstance(answer, RosterTable | _Failure):
        return answer
    return _too_big(f"answer of type {type(answer).__name__}")


def _not_begun(cause: str) -> _Failure:
    return _Failure("现在打不开这个文件", "请关闭一些程序后再试一次；还是不行，请重新启动电脑", cause=cause)


def _too_big(cause: str) -> _Failure:
    return _Failure("这个文件展开后太大，读不下去，已经停止", limits.COPY_OVER, cause=cause)


def _as_error(failure: _Failure) -> UserError:
    if failure.cause:
        # Neither path nor content: both can hold names.
        _log.warning("reading a roster failed: %s", failure.cause)
    if failure.heading_missing is not None:
        sheets, sheet, top = failure.heading_missing
        return HeadingMissing(failure.message, hint=failure.hint, sheets=sheets, sheet=sheet, top=top)
    return UserError(failure.message, hint=failure.hint)


def _stop(process: multiprocessing.process.BaseProcess) -> None:
    if process.pid is None:
        return
    process.join(timeout=0.5)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _silence() -> None:
    """Nobody reads the worker's error stream, and a dying library would print what it was reading."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _limit_memory() -> None:
    """Cap the address space where the system can; elsewhere the limits on the file have to do."""
    if sys.platform == "win32":
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    cap = limits.WORKER_MEMORY_BYTES
    if hard != resource.RLIM_INFINITY:
        cap = min(cap, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (cap, hard))
