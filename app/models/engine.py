"""The one connection function. Every PRAGMA is set here and read back; the reasons are measured (README, 决定)."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.errors import EnvironmentProblem

#: "YIKA" in ASCII: ``file`` and the start check know our files by it.
APPLICATION_ID = 0x59494B41
#: Format of the ledger file; raised by hand when an older program could no longer read it.
FORMAT_VERSION = 1

BUSY_TIMEOUT_MS = 5000

# name -> (value to set, value that must be read back)
_PRAGMAS: dict[str, tuple[str, object]] = {
    "journal_mode": ("DELETE", "delete"),
    "synchronous": ("EXTRA", 3),
    "foreign_keys": ("ON", 1),
    # Without it REPLACE deletes a row past the triggers that keep postings and audit append-only.
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "cache_size": ("-65536", -65536),
    "busy_timeout": (str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
}


def driver(key: bytes | None) -> ModuleType:
    """The DB-API module: the standard one for a plain file, SQLCipher's for an encrypted one."""
    if key is None:
        return sqlite3
    import sqlcipher3.dbapi2

    module: ModuleType = sqlcipher3.dbapi2
    return module


def raw_connect(path: Path, *, key: bytes | None = None, foreign_keys: str = "ON") -> Any:  # noqa: ANN401 - two drivers
    """Open one DB-API connection with all settings of the program.

    Args:
        path: The database file; it is created when it does not exist.
        key: 32 random bytes, or None for a plain file.
        foreign_keys: ``OFF`` only for migrations, which check the keys afterwards.

    Raises:
        EnvironmentProblem: a setting did not take, so the promises about power cuts would not hold.
    """
    module = driver(key)
    connection = module.connect(path, isolation_level=None, check_same_thread=False)
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            if connection.execute("PRAGMA cipher_version").fetchone() is None:
                raise EnvironmentProblem("加密组件没有启用，数据库没有打开。", hint="请重新安装程序。")
        for name, (value, expected) in _PRAGMAS.items():
            if name == "foreign_keys":
                value, expected = foreign_keys, int(foreign_keys == "ON")
            connection.execute(f"PRAGMA {name} = {value}")
            actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if actual != expected:
                raise EnvironmentProblem(
                    f"数据库的安全设置“{name}”没有生效，为避免丢失数据没有打开。",
                    hint="请把数据文件夹放在本机硬盘上。",
                )
    except BaseException:
        connection.close()
        raise
    return connection


def create_app_engine(path: Path, *, key: bytes | None = None, foreign_keys: str = "ON") -> Engine:
    """An engine on the ledger (or attachments) file; see :func:`raw_connect` for the arguments.

    Transactions are begun by ourselves: ``BEGIN IMMEDIATE`` for a unit of work that writes, so that it never
    fails half-way for want of the lock, and a plain ``BEGIN`` where the connection carries ``read_only``.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: raw_connect(path, key=key, foreign_keys=foreign_keys),
        module=driver(key),
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
