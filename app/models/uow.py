"""Unit of work: one public service method = one ``with uow.write()`` = one transaction.

This is the only module that commits. Leaving the block by an exception rolls everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .faults import translate


class UnitOfWork:
    """Hands out sessions on one engine. It holds no session itself and may be shared by threads.

    Attributes:
        engine: Of the ledger that is open now.
    """

    def __init__(self, engine: Engine, *, guard: Callable[[], None] | None = None) -> None:
        """Begin nothing yet.

        Args:
            engine: Of the ledger.
            guard: Asked before each transaction that writes; raises when nothing may be written now.
        """
        self.engine = engine
        self._guard = guard

    def check_writable(self) -> None:
        """Ask the guard, for work that writes files of its own before or beside a transaction.

        Raises:
            EnvironmentProblem: too little room on the disk; reading goes on.
        """
        if self._guard is not None:
            self._guard()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session inside ``BEGIN IMMEDIATE``; commits when the block ends well.

        Raises:
            EnvironmentProblem: disk full, file locked and the like; nothing was saved.
        """
        self.check_writable()
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
                session.commit()
        except DBAPIError as error:
            problem = translate(error)
            if problem is None:
                raise
            raise problem from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only; what it reads belongs to one moment. It never commits."""
        try:
            with Session(self.engine.execution_options(read_only=True), autoflush=False) as session:
                yield session
        except DBAPIError as error:
            problem = translate(error)
            if problem is None:
                raise
            raise problem from error
