"""Reading and changing the settings of the office's business (``app.settings``)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import Issue, ValidationFailed
from app.models import Setting
from app.settings import OPTIONS, Option

from .actor import Actor, require
from .audit import record
from .base import Service
from .changes import Changes, Kind
from .workflow import Role


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """One setting with its present value."""

    option: Option
    value: int


def option_value(session: Session, option: Option) -> int:
    """The value that holds now."""
    row = session.get(Setting, option.key)
    return int(row.value) if row is not None else option.default


class PreferenceService(Service):
    """Use cases of the settings on the 系统 page."""

    def all(self) -> list[PreferenceView]:
        """Every setting."""
        with self.uow.read() as session:
            return [PreferenceView(option, option_value(session, option)) for option in OPTIONS]

    def change(self, actor: Actor, option: Option, value: int) -> Changes:
        """Change one setting; only the secretary, because it changes what others may do.

        Raises:
            ValidationFailed: the value lies outside the bounds.
        """
        require(actor, Role.SECRETARY, action="修改设置")
        if not option.minimum <= value <= option.maximum:
            raise ValidationFailed(
                [Issue(option.title, option.key, f"请填 {option.minimum} 到 {option.maximum} 之间的数。")]
            )
        with self.uow.write() as session:
            row = session.get(Setting, option.key)
            if row is None:
                session.add(Setting(key=option.key, value=str(value)))
            else:
                row.value = str(value)
            record(session, actor, self.clock, "修改设置", option.title, {"value": value})
            return Changes.of(Kind.UNIT, message=f"已保存：{option.title}")
