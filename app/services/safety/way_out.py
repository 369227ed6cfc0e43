"""A data folder that is no place for a ledger: refused before anything is written there, with a way on."""

from __future__ import annotations

import logging
from pathlib import Path

from app.errors import EnvironmentProblem, UserError
from app.paths import AppPaths, choose_data_dir, chosen_data_dir, usual_data_dir

from .computer import Computer
from .place import refusal

log = logging.getLogger(__name__)

#: Made in a chosen folder that holds other things already.
_OWN_NAME = "一人一卡"


class PlaceRefused(EnvironmentProblem):
    """The ledger must not lie there; nothing was written.

    Attributes:
        proposal: A folder that would do; None when none is known.
    """

    def __init__(self, folder: Path, kind: str, why: str, *, proposal: Path | None) -> None:
        to = f"例如“{proposal}”，" if proposal is not None else ""
        super().__init__(
            f"数据文件夹“{folder}”{kind}，程序没有打开。{why}",
            hint=f"请选一个本机硬盘上的文件夹，{to}以后就从那里打开。已有台账的，先把原来的文件夹整个复制过去再选。"
            "要把数据带走或另存一份，请用「系统」里的「复制到U盘或另一个盘」。",
        )
        self.proposal = proposal


def check_place(paths: AppPaths, computer: Computer) -> None:
    """Refuse a data folder on a stick, a share or in a synchronized folder.

    Raises:
        PlaceRefused: with a folder that passes the same check, if one is known.
    """
    found = refusal(computer.place(paths.root))
    if found is None:
        return
    others = (folder for folder in (chosen_data_dir(), usual_data_dir()) if folder is not None)
    proposal = next(
        (each for each in others if each != paths.root and refusal(computer.place(each)) is None), None
    )
    raise PlaceRefused(paths.root, *found, proposal=proposal)


def choose_place(refused: AppPaths, folder: Path, computer: Computer) -> AppPaths:
    """Use another data folder from now on.

    Args:
        refused: The one that is no place for a ledger.
        folder: As chosen; among other files the ledger gets a folder of its own.
        computer: Asked what disk it is on.

    Raises:
        PlaceRefused: the chosen folder will not do either.
        UserError: there is a ledger in the refused folder and none in the chosen one; it has to be copied first.
    """
    paths = AppPaths(folder if _is_ours_or_empty(folder) else folder / _OWN_NAME)
    check_place(paths, computer)
    if refused.ledger.exists() and not paths.ledger.exists():
        raise UserError(
            f"“{paths.root}”里还没有台账。",
            hint=f"请先把“{refused.root}”里的内容整个复制到这个文件夹，再选一次。",
        )
    try:
        choose_data_dir(paths.root.absolute())
    except OSError as error:
        log.warning("choice not remembered: %s", error)  # the next start asks again
    return paths


def _is_ours_or_empty(folder: Path) -> bool:
    if not folder.is_dir():
        return True
    return AppPaths(folder).ledger.exists() or AppPaths(folder).backups.is_dir() or not any(folder.iterdir())
