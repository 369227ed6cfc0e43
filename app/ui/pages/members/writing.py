"""Writing from a page: on the worker, in the account's name, with the faults beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from app.errors import Issue, UserError, ValidationFailed
from app.services.actor import Actor
from app.services.changes import Changes
from app.ui.context import WorkContext
from app.ui.messages import show_error


class Writer:
    """Runs one writing call after the other; a second press while one runs is ignored."""

    def __init__(self, context: WorkContext, owner: QObject) -> None:
        self._context = context
        self._owner = owner
        self._busy = False

    def write(
        self,
        fn: Callable[[Actor], Changes],
        *,
        label: str,
        done: Callable[[Changes], None] | None = None,
        mark: Callable[[Iterable[Issue]], None] | None = None,
        refuse: Callable[[UserError], None] | None = None,
    ) -> None:
        """Write something.

        Args:
            fn: The service call.
            label: What is being done.
            done: Called afterwards.
            mark: Shows the faults of a form at its fields.
            refuse: Shows any other refusal in its place; a message box when omitted.
        """
        if self._busy:
            return
        self._busy = True
        actor = self._context.actor

        def came(changes: Changes) -> None:
            self._busy = False
            if done is not None:
                done(changes)

        def failed(fault: BaseException) -> None:
            self._busy = False
            if mark is not None and isinstance(fault, ValidationFailed):
                mark(fault.issues)
            elif refuse is not None and isinstance(fault, UserError):
                refuse(fault)
            else:
                show_error(fault, self._owner)

        def stopped() -> None:
            self._busy = False

        self._context.tasks.run(
            lambda _job: fn(actor),
            parent=self._owner,
            on_success=came,
            on_error=failed,
            on_cancel=stopped,
            label=label,
            cancellable=False,
        )
