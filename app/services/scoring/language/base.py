"""What every table of a scheme file has in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.services.scoring.language.fields import Flag, Ident, Text, Words

Status = Literal["full", "probationary", "activist"]


class Part(BaseModel):
    """Base of every table: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Part):
    """A table with an id for the machine and a name for people."""

    id: Ident
    name: Text


class Audience(Part):
    """Some of the members, by what is true of them on a day; every key that is given must fit.

    Attributes:
        categories: Members of these classes.
        statuses: ``full``, ``probationary`` or ``activist`` ones.
        mobile: Mobile members only, or all others.
        post: Members who hold a claimed post, or who hold none.
        posts: Members who hold one of these posts.
    """

    categories: tuple[str, ...] | None = None
    statuses: tuple[Status, ...] | None = None
    mobile: Flag | None = None
    post: Flag | None = None
    posts: tuple[Words, ...] | None = None
