"""A scheme as the rest of the program sees it, and the way from a file's text to it."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from app.errors import Issue, Severity, ValidationFailed
from app.services.scoring.checks.document import check_document
from app.services.scoring.checks.faults import syntax_issue, validation_issues, without_unknown_keys
from app.services.scoring.kinds import Ties
from app.services.scoring.language import (
    Appraisal,
    Category,
    Cycle,
    Grade,
    Item,
    Mark,
    MemberRules,
    PostingRules,
    ProposalRule,
    RewardRules,
    SchemeDocument,
    Section,
    SharedLimit,
    VetoRule,
)
from app.services.scoring.words.names import Names, names_of


@dataclass(frozen=True, slots=True)
class Scheme:
    """A checked scheme; every mapping keeps the order of the file.

    Attributes:
        source: Where the rules come from, in words.
        example_note: The words that mark an example figure; empty when the file has none.
        hash: SHA-256 of the file's text.
        appraisal: The vote at year end; ``None`` where the scheme has none.
        rewards: What points can be turned into; ``None`` where the scheme says nothing.
        names: What the ids are called, for sentences about the rules.
        document: The same rules as they stand in the file, for comparing versions key by key.
    """

    id: str
    name: str
    source: str
    example_note: str
    hash: str
    decimals: int
    ties: Ties
    cycle: Cycle
    posting: PostingRules
    members: MemberRules
    categories: tuple[Category, ...]
    sections: Mapping[str, Section]
    items: Mapping[str, Item]
    shared_limits: tuple[SharedLimit, ...]
    vetoes: Mapping[str, VetoRule]
    grades: tuple[Grade, ...]
    marks: tuple[Mark, ...]
    proposals: tuple[ProposalRule, ...]
    appraisal: Appraisal | None
    rewards: RewardRules | None
    names: Names = field(repr=False)
    document: SchemeDocument = field(repr=False)

    @property
    def short_hash(self) -> str:
        """The first eight characters of the hash, as shown on sheets and in traces."""
        return self.hash[:8]

    @property
    def active_items(self) -> tuple[Item, ...]:
        """The items that can be entered, in the order of the file."""
        return tuple(item for item in self.items.values() if item.enabled)

    def grade(self, grade_id: str) -> Grade | None:
        """The grade with this id, or ``None``."""
        return next((grade for grade in self.grades if grade.id == grade_id), None)

    def category_name(self, category_id: str) -> str:
        """The name of a class; an id that the scheme does not know is shown as it is."""
        return next((part.name for part in self.categories if part.id == category_id), category_id)

    def children(self, section_id: str = "") -> tuple[Section, ...]:
        """The sections directly below one; without an id those at the top."""
        return tuple(part for part in self.sections.values() if part.parent == section_id)


@dataclass(frozen=True, slots=True)
class DatedScheme:
    """A version of the scheme, in force from ``start`` until the next one begins."""

    scheme: Scheme
    start: date


def scheme_hash(text: str) -> str:
    """SHA-256 of a scheme file, the same whatever editor or system wrote its line ends."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def load_scheme(text: str, *, source: str) -> Scheme:
    """Read a scheme; ``source`` names the file in messages.

    Raises:
        ValidationFailed: With every error of the file; warnings do not stop it.
    """
    document, issues = _read(text, source)
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if document is None or errors:
        raise ValidationFailed(errors)
    return _scheme(document, scheme_hash(text))


def check_scheme(text: str, *, source: str) -> tuple[Issue, ...]:
    """All errors and warnings of a scheme file, errors first; every place begins with ``source``."""
    _, issues = _read(text, source)
    return tuple(sorted(issues, key=lambda issue: issue.severity is not Severity.ERROR))


def _read(text: str, source: str) -> tuple[SchemeDocument | None, list[Issue]]:
    """Parse and check; without a document the issues say why."""
    document, issues = _parse(text)
    placed = [
        replace(issue, place=f"{source} · {issue.place}" if issue.place else source) for issue in issues
    ]
    return document, placed


def _parse(text: str) -> tuple[SchemeDocument | None, list[Issue]]:
    try:
        raw: dict[str, Any] = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        # Beside faults of TOML: figures of thousands of digits, and brackets nested without end.
        return None, [syntax_issue(error)]
    try:
        return validate(raw)
    except RecursionError as error:
        # Headers such as [[marks.any.any.any]] nest without a bracket too many for the parser.
        return None, [syntax_issue(error)]


def validate(raw: Mapping[str, Any]) -> tuple[SchemeDocument | None, list[Issue]]:
    """Check the tables of a file; without a document the issues say why."""
    try:
        document = SchemeDocument.model_validate(raw)
    except ValidationError as error:
        issues = validation_issues(error, raw)
        # Where only unknown keys stand in the way, the rest is checked in the same run.
        with suppress(ValidationError):
            issues += check_document(SchemeDocument.model_validate(without_unknown_keys(error, raw)))
        return None, issues
    return document, check_document(document)


def _scheme(document: SchemeDocument, digest: str) -> Scheme:
    return Scheme(
        id=document.id,
        name=document.name,
        source=document.source,
        example_note=document.example_note,
        hash=digest,
        decimals=document.decimals,
        ties=document.ties,
        cycle=document.cycle,
        posting=document.posting,
        members=document.members,
        categories=document.categories,
        sections={part.id: part for part in document.sections},
        items={part.id: part for part in document.items},
        shared_limits=document.shared_limits,
        vetoes={part.id: part for part in document.vetoes},
        grades=document.grades,
        marks=document.marks,
        proposals=document.proposals,
        appraisal=document.appraisal,
        rewards=document.rewards,
        names=names_of(document),
        document=document,
    )
