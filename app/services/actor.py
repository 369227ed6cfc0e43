"""Who acts: an account with its role. Every service call that changes something carries an :class:`Actor`."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import WorkflowError

from .workflow import ROLE_NAMES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer in whose name something is done.

    Attributes:
        uid: The account.
        name: As printed and as kept in the audit chain.
        role: What the account may do.
        member_uid: The same person in the roster, when known; the second person must be somebody else.
    """

    uid: str
    name: str
    role: Role
    member_uid: str | None = None

    @property
    def title(self) -> str:
        """Name and office, for the side bar and for messages."""
        return f"{self.name} · {ROLE_NAMES[self.role]}"


#: Used for what the program does by itself: building a new file, upgrading, the automatic backup.
SYSTEM = Actor(uid="system", name="本程序", role=Role.SECRETARY)


def require(actor: Actor, *roles: Role, action: str) -> None:
    """Refuse when the actor's role may not do this.

    Args:
        actor: Who wants to.
        roles: Who may.
        action: The step in the user's words, for the message.

    Raises:
        WorkflowError: names who may do it and how to go on.
    """
    if actor.role in roles:
        return
    who = "或".join(ROLE_NAMES[role] for role in roles)
    raise WorkflowError(
        f"“{action}”须由{who}办理，现在的操作人是{actor.title}。", hint=f"请在左下角切换为{who}后再办理。"
    )


#: The two officers; a viewer looks and prints.
OFFICERS = (Role.RECORDER, Role.SECRETARY)
