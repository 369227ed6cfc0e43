"""Declarative base, column types and the naming convention that migrations rely on."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

#: Points are stored as whole thousandths: SQLite's NUMERIC is a float and ten times 0.1 is not 1.
POINT_SCALE = 1000


class Points(TypeDecorator[Decimal]):
    """An exact number of points (or a quantity), stored as an integer of thousandths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Decimal to thousandths; more than three decimals would lose points and is refused."""
        if value is None:
            return None
        scaled = Decimal(value) * POINT_SCALE
        whole = int(scaled)
        if scaled != whole:
            raise ValueError(f"{value} has more than three decimals")
        return whole

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Thousandths to Decimal without trailing zeros (``2``, ``2.5``)."""
        return None if value is None else points_from_scaled(value)


def points_from_scaled(value: int) -> Decimal:
    """Thousandths as Decimal, without trailing zeros and never in exponent form."""
    whole, rest = divmod(value, POINT_SCALE)
    return Decimal(whole) if rest == 0 else Decimal(value).scaleb(-3).normalize()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite itself would hand back a naive one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to naive UTC; a naive value is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC to aware."""
        return None if value is None else value.replace(tzinfo=UTC)


_seeded: ContextVar[random.Random | None] = ContextVar("seeded_uids", default=None)


def new_uid() -> str:
    """A fresh UUID as 32 hex digits: the identity of a record across files and villages."""
    source = _seeded.get()
    return uuid.uuid4().hex if source is None else uuid.UUID(int=source.getrandbits(128), version=4).hex


@contextmanager
def seeded_uids(seed: int) -> Iterator[None]:
    """Repeatable uids inside the block, for the sample village: two runs of ``demo`` give equal bytes.

    Never around real data: two villages must not share an identity.
    """
    token = _seeded.set(random.Random(seed))  # noqa: S311 - invented people need no secrecy
    try:
        yield
    finally:
        _seeded.reset(token)


class Base(DeclarativeBase):
    """Base of the ledger's tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {Decimal: Points, datetime: UtcDateTime}


class Record(Base):
    """Abstract: a row with a key of its own and a ``uid`` that means the same in every file."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
