"""What every page works with: the services, which branch and month are shown, and in whose name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.services.actor import Actor
from app.services.changes import Changes, Kind
from app.services.months import Month
from app.services.workflow import Role
from app.ui.tasks import TaskRunner
from app.ui.ui_settings import UiSettings

if TYPE_CHECKING:
    from app.bootstrap import AppContext
    from app.services.units import BranchView


class WorkContext(QObject):
    """Shared state of the window. Pages read it and listen; side bar and month selector write it.

    Attributes:
        services: The application's services, from ``bootstrap``.
        tasks: Runs long work.
        settings: What the window remembers.

    Signals:
        branch_changed: Another branch is shown.
        month_changed: Another month is shown.
        actor_changed: Another account works.
        choices_changed: There are other branches or accounts to choose from, or other names of them.
        data_changed: ``(changes, initiator)``: something was written.
        page_requested: ``(page key, target)``: a page asks for another one, e.g. the card of one member.
    """

    branch_changed = Signal()
    month_changed = Signal()
    actor_changed = Signal()
    choices_changed = Signal()
    data_changed = Signal(object, object)
    page_requested = Signal(str, object)

    def __init__(
        self,
        services: AppContext,
        *,
        tasks: TaskRunner,
        settings: UiSettings,
        month: Month,
        load_branches: Callable[[], Sequence[BranchView]],
        load_actors: Callable[[str], Sequence[Actor]],
    ) -> None:
        """Read branches and accounts and choose those of last time.

        Args:
            services: The application's services.
            tasks: Runs long work.
            settings: What the window remembers.
            month: The month to show first.
            load_branches: Reads the branches of the ledger.
            load_actors: Reads the accounts that may act for a branch.
        """
        super().__init__()
        self.services = services
        self.tasks = tasks
        self.settings = settings
        self._load_branches = load_branches
        self._load_actors = load_actors
        self._month = month
        self._branches: tuple[BranchView, ...] = ()
        self._actors: tuple[Actor, ...] = ()
        self._branch_uid = settings.branch
        self._actor: Actor | None = None
        self.reload()
        tasks.changed.connect(self._on_changed)

    @property
    def branches(self) -> tuple[BranchView, ...]:
        """All branches of the ledger."""
        return self._branches

    @property
    def actors(self) -> tuple[Actor, ...]:
        """The accounts that may act for the branch shown."""
        return self._actors

    @property
    def branch_uid(self) -> str:
        """The branch shown; empty before there is one."""
        return self._branch_uid

    @property
    def branch(self) -> BranchView | None:
        """The branch shown."""
        return next((branch for branch in self._branches if branch.uid == self._branch_uid), None)

    @property
    def branch_name(self) -> str:
        """Its short name; empty before there is one."""
        return self.branch.short_name if self.branch is not None else ""

    @property
    def month(self) -> Month:
        """The month shown."""
        return self._month

    @property
    def actor(self) -> Actor:
        """The account that works. There is one as soon as the first-run assistant has ended."""
        if self._actor is None:
            raise LookupError("no account yet")
        return self._actor

    @property
    def has_actor(self) -> bool:
        """Whether an account exists."""
        return self._actor is not None

    def set_branch(self, uid: str) -> None:
        """Show another branch."""
        if uid != self._branch_uid:
            self._branch_uid = uid
            self.settings.branch = uid
            self._choose_actor(self._load_actors(uid))
            self.branch_changed.emit()

    def set_month(self, month: Month) -> None:
        """Show another month."""
        if month != self._month:
            self._month = month
            self.month_changed.emit()

    def set_actor(self, uid: str) -> None:
        """Work as another account."""
        actor = next((actor for actor in self._actors if actor.uid == uid), None)
        if actor is not None and actor != self._actor:
            self._actor = actor
            self.settings.actor = uid
            self.actor_changed.emit()

    def reload(self) -> None:
        """Read branches and accounts again. What is chosen stays chosen if it still exists."""
        self._branches = tuple(self._load_branches())
        before = self._branch_uid
        if self.branch is None:
            self._branch_uid = self._branches[0].uid if self._branches else ""
        self._choose_actor(self._load_actors(self._branch_uid) if self._branch_uid else ())
        self.choices_changed.emit()
        if before != self._branch_uid:
            self.branch_changed.emit()

    def go(self, page: str, target: object = None) -> None:
        """Open another page, at a certain record if ``target`` names one."""
        self.page_requested.emit(page, target)

    def _choose_actor(self, actors: Sequence[Actor]) -> None:
        self._actors = tuple(actors)
        wanted = self._actor.uid if self._actor is not None else self._remembered()
        # Another branch has other officers: whoever holds the same office goes on working.
        role = self._actor.role if self._actor is not None else Role.RECORDER
        first = next((actor for actor in self._actors if actor.role is role), None)
        first = first or (self._actors[0] if self._actors else None)
        actor = next((actor for actor in self._actors if actor.uid == wanted), first)
        if actor != self._actor:
            self._actor = actor
            self.actor_changed.emit()

    def _remembered(self) -> str:
        """The account of last time; not the secretary's, in whose name nobody shall work without noticing."""
        recorder = any(actor.role is Role.RECORDER for actor in self._actors)
        office = {actor.uid: actor.role for actor in self._actors}.get(self.settings.actor)
        return "" if recorder and office is Role.SECRETARY else self.settings.actor

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: QObject | None) -> None:
        if Kind.UNIT in changes.kinds:
            self.reload()
        self.data_changed.emit(changes, initiator)
