"""Drafts of schemes: made from a preset, a version or a file, saved as they are typed, adopted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, EnvironmentProblem, Issue, Severity, UserError, ValidationFailed
from app.models import SchemeDraft, SchemeVersion, Unit

from . import scheme_text
from .actor import OFFICERS, Actor, require
from .audit import record
from .base import Service, by_uid
from .changes import Changes, Kind
from .documents.output import write_out
from .scheme_fit import check_fit
from .schemes import last_confirmed, presets
from .scoring import DatedScheme, check_scheme, load_scheme, scheme_hash
from .workflow import Role

#: A scheme of two hundred items has about 100 KB; what is larger is no scheme.
MAX_FILE_BYTES = 1024 * 1024
_LONGEST_NAME = 60


class Origin(StrEnum):
    """Where a draft came from."""

    PRESET = "preset"
    VERSION = "version"
    FILE = "file"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as it was saved last.

    Attributes:
        origin: Where it came from, in words.
        revision: To be handed back when it is saved.
        updated_at: Instant (UTC).
    """

    uid: str
    name: str
    text: str
    origin: str
    revision: int
    updated_at: datetime

    @property
    def hash(self) -> str:
        """Hash of the text, as a version would have it."""
        return scheme_hash(self.text)


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file before it becomes a draft.

    Attributes:
        name: The scheme's name, else the file's.
        issues: Everything that is wrong with it, with the place; errors first.
    """

    file_name: str
    name: str
    text: str
    issues: tuple[Issue, ...]

    @property
    def error_count(self) -> int:
        """How many of them would stop an adoption."""
        return sum(issue.severity is Severity.ERROR for issue in self.issues)


class SchemeDraftService(Service):
    """Use cases of the editor. Recorder and secretary write, everybody looks."""

    def list(self, branch_uid: str) -> tuple[DraftView, ...]:
        """The drafts of a branch, the one saved last first."""
        with self.uow.read() as session:
            unit = by_uid(session, Unit, branch_uid)
            rows = session.scalars(
                select(SchemeDraft)
                .where(SchemeDraft.unit_id == unit.id)
                .order_by(SchemeDraft.updated_at.desc(), SchemeDraft.id.desc())
            )
            return tuple(_view(row) for row in rows)

    def get(self, draft_uid: str) -> DraftView:
        """One draft. Raises NotFound when it was deleted."""
        with self.uow.read() as session:
            return _view(by_uid(session, SchemeDraft, draft_uid))

    def from_preset(self, actor: Actor, branch_uid: str, key: str) -> Changes:
        """A new draft from a scheme that ships with the program."""
        preset = next((each for each in presets() if each.key == key), None)
        if preset is None:
            raise UserError("没有这个预置方案。", hint="请另选一个。")
        return self._create(
            actor, branch_uid, preset.scheme.name, preset.text, Origin.PRESET, f"预置方案 {key}"
        )

    def from_version(self, actor: Actor, branch_uid: str, version_uid: str) -> Changes:
        """A new draft from a version that was adopted."""
        with self.uow.read() as session:
            row = by_uid(session, SchemeVersion, version_uid)
            name, text, start = row.name, row.document, row.starts_on
        origin = f"{start.isoformat()} 起执行的方案"
        return self._create(actor, branch_uid, name, text, Origin.VERSION, origin)

    def read_file(self, path: Path) -> FilePreview:
        """Look at a file: what it is called, and everything that is wrong with it. Nothing is kept.

        Raises:
            UserError: it cannot be read as a scheme at all; names the line.
            EnvironmentProblem: it cannot be opened.
        """
        text = _file_text(path)
        issues = check_scheme(text, source=path.name)
        syntax = [issue for issue in issues if issue.code == "syntax"]
        if syntax:
            raise UserError(
                f"“{path.name}”读不出来：{syntax[0]}",
                hint="请向给您文件的人另要一份，或请他按上面的位置改正。",
            )
        name = scheme_text.read(text).get("name")
        return FilePreview(
            path.name, name if isinstance(name, str) and name.strip() else path.stem, text, issues
        )

    def from_file(self, actor: Actor, branch_uid: str, preview: FilePreview) -> Changes:
        """A new draft from a file that was looked at; its faults can be mended in the draft."""
        origin = f"文件 {preview.file_name}"
        return self._create(actor, branch_uid, preview.name, preview.text, Origin.FILE, origin)

    def from_text(self, actor: Actor, branch_uid: str, *, text: str, name: str) -> Changes:
        """A new draft from a text that could not be kept in the draft ``name`` any more."""
        scheme_text.read(text)
        return self._create(actor, branch_uid, name, text, Origin.DRAFT, f"草稿“{name}”的另一份")

    def save_text(self, actor: Actor, draft_uid: str, text: str, *, revision: int) -> Changes:
        """Keep the text as it stands now, faults and all.

        Raises:
            Conflict: the draft was saved elsewhere since ``revision``.
        """
        require(actor, *OFFICERS, action="修改方案草稿")
        scheme_text.read(text)
        with self.uow.write() as session:
            row = by_uid(session, SchemeDraft, draft_uid)
            if row.revision != revision:
                raise Conflict(
                    f"草稿“{row.name}”已在别处改过，这里的改动没有保存。",
                    hint="请重新打开这份草稿，再改一次。",
                )
            if row.document != text:
                row.document = text
                row.revision += 1
                row.updated_at = self.clock.now()
            return Changes.of(Kind.SCHEME_DRAFT, ids=(draft_uid,))

    def withdraw(self, actor: Actor, version_uid: str, *, reason: str) -> Changes:
        """Take back a version that is not in force yet: it becomes a draft again, and the audit chain tells why.

        Raises:
            ValidationFailed: there is no reason, or the versions that stay do not fit together.
            UserError: the version is in force, or its month is confirmed.
        """
        require(actor, Role.SECRETARY, action="撤回积分方案")
        if not reason.strip():
            raise ValidationFailed([Issue("撤回的原因", "reason", "请写明为什么撤回，如“大会重新表决”。")])
        with self.uow.write() as session:
            row = by_uid(session, SchemeVersion, version_uid)
            unit = session.get_one(Unit, row.unit_id)
            self._check_withdrawal(session, unit, row)
            draft = SchemeDraft(
                unit_id=unit.id,
                name=_free_name(row.name, self._names(session, unit.id)),
                document=row.document,
                origin_kind=Origin.VERSION.value,
                origin=f"撤回的、原定 {row.starts_on.isoformat()} 起执行的方案",
                revision=1,
                updated_at=self.clock.now(),
            )
            detail = {
                "hash": row.hash, "starts_on": row.starts_on, "facts": row.meeting, "note": row.adopted_note,
                "reason": reason.strip(),
            }  # fmt: skip
            record(session, actor, self.clock, "撤回积分方案", row.name, detail)
            message = f"已撤回原定 {row.starts_on:%Y-%m-%d} 起执行的{row.name}，内容存为草稿“{draft.name}”"
            session.delete(row)
            session.add(draft)
            session.flush()
            return Changes.of(Kind.SCHEME, Kind.SCHEME_DRAFT, ids=(draft.uid,), message=message)

    def _check_withdrawal(self, session: Session, unit: Unit, row: SchemeVersion) -> None:
        month = last_confirmed(session, unit)
        if row.starts_on <= self.today() or (month is not None and row.starts_on <= month.last):
            raise UserError(
                f"这一版自 {row.starts_on:%Y-%m-%d} 起已经执行，不能撤回。",
                hint="要改的，请据此起草新的一版，再提交党员大会通过。",
            )
        rows = session.scalars(
            select(SchemeVersion)
            .where(SchemeVersion.unit_id == unit.id, SchemeVersion.id != row.id)
            .order_by(SchemeVersion.starts_on, SchemeVersion.id)
        )
        left = [DatedScheme(load_scheme(each.document, source=each.name), each.starts_on) for each in rows]
        if not left:
            raise UserError("支部只有这一版方案，不能撤回。", hint="请先通过另一版，再撤回这一版。")
        for version in left:
            if version.start >= row.starts_on:
                check_fit(left, version, self.today())

    def rename(self, actor: Actor, draft_uid: str, name: str) -> Changes:
        """Give the draft another name in the list; the scheme's own name is part of its text."""
        require(actor, *OFFICERS, action="修改方案草稿")
        with self.uow.write() as session:
            row = by_uid(session, SchemeDraft, draft_uid)
            row.name = _free_name(name, self._names(session, row.unit_id, but=row.id))
            return Changes.of(Kind.SCHEME_DRAFT, ids=(draft_uid,), message=f"草稿已改名为“{row.name}”")

    def delete(self, actor: Actor, draft_uid: str) -> Changes:
        """Throw a draft away. Versions are not touched."""
        require(actor, *OFFICERS, action="删除方案草稿")
        with self.uow.write() as session:
            row = by_uid(session, SchemeDraft, draft_uid)
            name = row.name
            session.delete(row)
            record(session, actor, self.clock, "删除方案草稿", name, {})
            return Changes.of(Kind.SCHEME_DRAFT, ids=(draft_uid,), message=f"已删除草稿“{name}”")

    def export(self, text: str, target: Path) -> None:
        """Write a scheme's text as a file.

        Raises:
            EnvironmentProblem: disk full, no rights, open in another program.
        """
        write_out(target, text.encode("utf-8"))

    def _create(
        self, actor: Actor, branch_uid: str, name: str, text: str, kind: Origin, origin: str
    ) -> Changes:
        require(actor, *OFFICERS, action="起草方案")
        with self.uow.write() as session:
            unit = by_uid(session, Unit, branch_uid)
            row = SchemeDraft(
                unit_id=unit.id,
                name=_free_name(name, self._names(session, unit.id)),
                document=text,
                origin_kind=kind.value,
                origin=origin,
                revision=1,
                updated_at=self.clock.now(),
            )
            session.add(row)
            session.flush()
            record(session, actor, self.clock, "新建方案草稿", row.name, {"origin": origin})
            return Changes.of(
                Kind.SCHEME_DRAFT, ids=(row.uid,), message=f"已新建草稿“{row.name}”，改动自动保存"
            )

    def _names(self, session: Session, unit_id: int, *, but: int = 0) -> set[str]:
        rows = session.execute(
            select(SchemeDraft.name).where(SchemeDraft.unit_id == unit_id, SchemeDraft.id != but)
        )
        return {name for (name,) in rows}


def _view(row: SchemeDraft) -> DraftView:
    return DraftView(row.uid, row.name, row.document, row.origin, row.revision, row.updated_at)


def _free_name(name: str, used: Iterable[str]) -> str:
    stem = " ".join(name.split())[:_LONGEST_NAME]
    if not stem:
        raise UserError("草稿要有一个名称。", hint="请填写名称，如“2027年积分办法”。")
    taken, number, found = set(used), 1, stem
    while found in taken:
        number += 1
        found = f"{stem}（{number}）"
    return found


def _file_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise EnvironmentProblem(
            f"打不开文件“{path.name}”。", hint="请看文件还在不在、U 盘是否插好，再试一次。"
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise UserError(f"“{path.name}”太大，不是方案文件。", hint="方案文件以 .toml 结尾，一般不到 100 KB。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(
            f"“{path.name}”不是方案文件，或不是 UTF-8 文字。",
            hint="方案文件以 .toml 结尾，可以从“导出”得到。",
        ) from None
