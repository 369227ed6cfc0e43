"""The one way from a page to paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.documents import BoardSheet
from app.services.documents.output import write_out
from app.services.months import Month
from app.services.press import DOCUMENT_NAMES, DocumentKind, Rendered, version_words
from app.ui import messages
from app.ui.context import WorkContext
from app.ui.messages import Level, Message
from app.ui.printing.make import Order, make, order
from app.ui.printing.saved import note_saved
from app.ui.tasks import Job

#: Kinds that become a file of their own instead of a preview: ending and words of the save dialog.
FILES = {
    DocumentKind.BOARD_PNG: (".png", "图片 (*.png)"),
    DocumentKind.LEDGER_XLSX: (".xlsx", "表格文件 (*.xlsx)"),
    DocumentKind.BOARD_XLSX: (".xlsx", "表格文件 (*.xlsx)"),
    DocumentKind.TERM_XLSX: (".xlsx", "表格文件 (*.xlsx)"),
    DocumentKind.YEAR_TABLE_XLSX: (".xlsx", "表格文件 (*.xlsx)"),
}
_MOST_NAMED = 12


def print_documents(
    ctx: WorkContext,
    parent: QWidget,
    kind: DocumentKind | str,
    uids: Iterable[str] = (),
    *,
    month: Month | None = None,
    board: BoardSheet | None = None,
    period: str = "",
) -> Job | None:
    """Draw paper of the branch and month on screen; show it in the preview, or save it where she chooses.

    Args:
        ctx: Branch and month, services, tasks.
        parent: The page that asks; messages and preview stand on its window.
        kind: What to print: a kind of the press, or ``"month_set"`` for 本月全套.
        uids: Only these members (cards, record forms) or groups (group sheets); empty for all.
        month: Another month than the one on screen.
        board: Of 公示表, the very sheet on screen.
        period: Of a quarter, half-year or year, its name for a file.

    Returns:
        The work, or ``None`` when no file was chosen.
    """
    wanted = order(kind, ctx.branch_uid, month or ctx.month, tuple(uids), board=board, named=period)
    target = None
    if wanted.kinds[0] in FILES:
        target = _ask_target(ctx, parent, wanted)
        if target is None:
            return None

    def work(job: Job) -> tuple[Rendered, ...]:
        made = make(ctx.services, wanted, job.report)
        if target is not None:
            write_out(target, made[0].data)
        return made

    def done(made: tuple[Rendered, ...]) -> None:
        if target is None:
            _show(ctx, parent, made)
        else:
            note_saved(parent, target)
        missing = tuple(dict.fromkeys(char for each in made for char in each.missing))
        if missing:
            _warn(parent, missing)

    return ctx.tasks.run(work, parent=parent, on_success=done, label=f"正在生成{wanted.title}")


def _ask_target(ctx: WorkContext, parent: QWidget, wanted: Order) -> Path | None:
    kind = wanted.kinds[0]
    ending, kinds = FILES[kind]
    folder = Path(ctx.settings.folder) if ctx.settings.folder else ctx.services.paths.documents
    version = version_words(wanted.board) if wanted.board is not None else ""
    name = "_".join((wanted.period, ctx.branch_name, DOCUMENT_NAMES[kind])) + version + ending
    chosen, _kind = QFileDialog.getSaveFileName(parent, "保存到", str(folder / name), kinds)
    if not chosen:
        return None
    target = Path(chosen)
    if target.suffix.lower() != ending:
        target = target.with_name(target.name + ending)
    ctx.settings.folder = str(target.parent)
    return target


def _show(ctx: WorkContext, parent: QWidget, made: tuple[Rendered, ...]) -> None:
    # Imported here: 首页 is the first page and would wait for what draws the preview.
    from app.ui.preview.document import PreviewDocument
    from app.ui.preview.window import PreviewWindow

    # Owned by the page's window: without an owner it would go with its last Python reference.
    preview = PreviewWindow(
        [PreviewDocument(each.title, each.file_name, each.data) for each in made],
        tasks=ctx.tasks,
        settings=ctx.settings,
        folder=ctx.services.paths.documents,
        parent=parent.window(),
    )
    preview.show()
    preview.raise_()
    preview.activateWindow()


def _warn(parent: QWidget, missing: tuple[str, ...]) -> None:
    signs = "、".join(f"{char}（U+{ord(char):04X}）" for char in missing[:_MOST_NAMED])
    more = " 等" if len(missing) > _MOST_NAMED else ""
    text = f"有 {len(missing)} 个字打印不出，纸上印作“〓”：{signs}{more}"
    hint = "台账里的字没有变。请在纸上用笔补上，或在党员资料的“替代写法”里写明。"
    messages.ask(Message(Level.WARNING, "有字打印不出", text, hint=hint), parent.window())
