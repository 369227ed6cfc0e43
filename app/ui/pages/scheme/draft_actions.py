"""What is done with a draft or version as a whole: make, import, export, rename, delete, print, adopt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.clock import today
from app.services.actor import require
from app.services.changes import Changes
from app.services.press import DocumentKind
from app.services.scheme_drafts import DraftView, FilePreview
from app.services.schemes import example_count
from app.services.scoring import differences, load_scheme, scheme_words
from app.services.workflow import Role
from app.ui.context import WorkContext
from app.ui.messages import choose, confirm, errors_shown
from app.ui.pages.scheme.adopt_dialog import AdoptDialog, AdoptionCase
from app.ui.pages.scheme.name_dialog import NameDialog
from app.ui.pages.scheme.words_dialog import WordsDialog, difference_lines
from app.ui.printing import print_documents
from app.ui.printing.saved import note_saved

_KINDS = "方案文件 (*.toml)"
_FAULTS_SHOWN = 8


class DraftActions:
    """The ways of the page that open a dialog or a file.

    Args:
        context: Services and who works.
        page: The page; dialogs stand on its window.
        on_made: Called with the uid of a new draft.
        on_deleted: Called with the uid of a draft that was thrown away.
        on_adopted: Called once a version was adopted.
    """

    def __init__(
        self,
        context: WorkContext,
        page: QWidget,
        *,
        on_made: Callable[[str], None],
        on_deleted: Callable[[str], None],
        on_adopted: Callable[[], None],
    ) -> None:
        self._context, self._page = context, page
        self._on_made, self._on_deleted, self._on_adopted = on_made, on_deleted, on_adopted

    # ---------------------------------------------------------------------------------------------------- make

    def from_preset(self, key: str) -> None:
        """A draft from a scheme that ships with the program."""
        services, context = self._context.services, self._context
        self._make(lambda: services.drafts.from_preset(context.actor, context.branch_uid, key))

    def from_version(self, version_uid: str = "") -> None:
        """A draft from a version; without one from that in force."""
        services, context = self._context.services, self._context

        def make() -> Changes:
            found = version_uid
            if not found:
                version = services.schemes.in_force(context.branch_uid, today(services.clock))
                found = version.uid if version is not None else ""
            return services.drafts.from_version(context.actor, context.branch_uid, found)

        self._make(make)

    def from_file(self) -> None:
        """A draft from a file; its faults are shown first, all of them."""
        context = self._context
        folder = context.settings.folder or str(Path.home())
        name, _kind = QFileDialog.getOpenFileName(self._page, "选择方案文件", folder, _KINDS)
        if not name:
            return
        context.settings.folder = str(Path(name).parent)
        with errors_shown(self._page):
            preview = context.services.drafts.read_file(Path(name))
            if not preview.error_count or self._wants_faulty(preview):
                self._make(
                    lambda: context.services.drafts.from_file(context.actor, context.branch_uid, preview)
                )

    def _wants_faulty(self, preview: FilePreview) -> bool:
        lines = [f"• {issue}" for issue in preview.issues[:_FAULTS_SHOWN]]
        if len(preview.issues) > _FAULTS_SHOWN:
            lines.append(f"……共 {len(preview.issues)} 处")
        action = "建成草稿再改"
        text = f"“{preview.file_name}”有 {preview.error_count} 处错误："
        return choose(
            self._page, title="导入方案", text=text, actions=(action, "取消"), hint="\n".join(lines)
        ) == action  # fmt: skip

    def _make(self, make: Callable[[], Changes]) -> None:
        with errors_shown(self._page):
            changes = make()
            self._context.tasks.apply(changes, initiator=self._page)
            self._on_made(changes.ids[0])

    # ---------------------------------------------------------------------------------------- with what there is

    def rename(self, draft: DraftView) -> None:
        """Give the draft another name in the list."""
        name = NameDialog.ask(self._page, "草稿改名", "草稿名称", draft.name)
        if name:
            with errors_shown(self._page):
                self._apply(self._context.services.drafts.rename(self._context.actor, draft.uid, name))

    def delete(self, draft: DraftView) -> None:
        """Throw the draft away, if that is meant."""
        text = f"删除草稿“{draft.name}”？"
        if not confirm(
            self._page,
            title="删除草稿",
            text=text,
            action_label="删除",
            hint="草稿删除后不能找回；已通过的方案不受影响。",
        ):
            return
        with errors_shown(self._page):
            changes = self._context.services.drafts.delete(self._context.actor, draft.uid)
            self._on_deleted(draft.uid)
            self._apply(changes)

    def export(self, name: str, text: str) -> None:
        """Save a scheme as a file."""
        context = self._context
        folder = (
            Path(context.settings.folder) if context.settings.folder else context.services.paths.documents
        )
        clean = "".join("_" if char in '\\/:*?"<>|' else char for char in name)
        chosen, _kind = QFileDialog.getSaveFileName(
            self._page, "导出方案", str(folder / f"{clean}.toml"), _KINDS
        )
        if not chosen:
            return
        target = Path(chosen) if chosen.endswith(".toml") else Path(f"{chosen}.toml")
        context.settings.folder = str(target.parent)
        with errors_shown(self._page):
            context.services.drafts.export(text, target)
            note_saved(self._page, target)

    def print_sheet(self, uid: str = "") -> None:
        """积分办法一览表 of a draft or version; without one of that in force."""
        print_documents(self._context, self._page, DocumentKind.SCHEME, (uid,) if uid else ())

    def show_version(self, what: str, uid: str, other: str) -> None:
        """One of the buttons of a version."""
        schemes = self._context.services.schemes
        with errors_shown(self._page):
            scheme, text = schemes.version(uid)
            if what == "words":
                WordsDialog("方案全文", scheme.name, scheme_words(scheme), self._page.window()).exec()
            elif what == "compare":
                base, _ = schemes.version(other)
                found = differences(base, scheme)
                heading = f"与所选的一版相比，有 {len(found)} 处不同" if found else "两版没有不同"
                WordsDialog("两版比较", heading, difference_lines(found), self._page.window()).exec()
            elif what == "export":
                self.export(scheme.name, text)
            elif what == "print":
                self.print_sheet(uid)
            elif what == "withdraw":
                self._withdraw(uid)
            else:
                self.from_version(uid)

    def _withdraw(self, uid: str) -> None:
        """Take back a version that is not in force yet, with a reason."""
        require(self._context.actor, Role.SECRETARY, action="撤回积分方案")
        reason = NameDialog.ask(self._page, "撤回还没有执行的一版", "撤回的原因（记入操作日志）")
        if reason:
            self._apply(self._context.services.drafts.withdraw(self._context.actor, uid, reason=reason))

    def adopt(self, draft_uid: str, text: str) -> None:
        """The meeting's facts, then the version is frozen."""
        context, schemes = self._context, self._context.services.schemes
        day = today(context.services.clock)
        with errors_shown(self._page):
            # Refused before anybody types the meeting's facts in vain.
            require(context.actor, Role.SECRETARY, action="通过积分方案")
            scheme = load_scheme(text, source="草稿")
            in_force = schemes.in_force(context.branch_uid, day)
            voters = context.services.meetings.view(context.branch_uid, context.month).eligible
            case = AdoptionCase(
                name=scheme.name,
                start=schemes.starts(context.branch_uid, text),
                found=schemes.compare(context.branch_uid, text, day) if in_force is not None else None,
                examples=example_count(scheme),
                today=day,
                eligible=len(voters),
            )
            adoption = AdoptDialog.ask(self._page, case)
            if adoption is None:
                return
            changes = schemes.adopt(
                context.actor, context.branch_uid, text=text, starts_on=adoption.starts_on,
                meeting=adoption.meeting, examples_passed=adoption.examples_passed, draft_uid=draft_uid,
            )  # fmt: skip
            self._apply(changes)
            self._on_adopted()

    def _apply(self, changes: Changes) -> None:
        self._context.tasks.apply(changes, initiator=None)
