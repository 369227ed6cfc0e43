"""Cases written as TOML for people who do not program: a scheme's fragment, what happened, what must come out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.services.scoring import (
    AttendanceIn,
    BallotIn,
    CarryIn,
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    RedemptionIn,
    Score,
    Span,
    SpanKind,
    VetoIn,
    check_scheme,
    evaluate,
    load_scheme,
)
from tests.unit.scoring.rich_scheme import toml

FOLDER = Path(__file__).parents[3] / "data" / "schemes" / "rule_types"
_FIGURES = {"quantity", "points", "adjusted"}
_DAYS = {"repaired"}
_LISTS = ("members", "spans", "postings", "attendance", "vetoes", "ballots", "carry", "redemptions")
_KEYS = {"id", "covers", "rule", "why", "scheme", "later", "warnings", "as_of", "expect", "file", *_LISTS}


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes:
        covers: The ids of the catalogue's entries that it shows.
        rule: The rule in the words of the office.
        why: The arithmetic in words.
        scheme: The fragment, as it would be written into a file.
        later: Fragments of later versions, each with its date; a fragment is laid over the version before.
        warnings: The codes of the warnings that the scheme is meant to give.
    """

    id: str
    covers: tuple[str, ...]
    rule: str
    why: str
    scheme: str
    later: tuple[tuple[date, str], ...]
    warnings: tuple[str, ...]
    as_of: date
    facts: Mapping[str, list[str]]
    expect: Mapping[str, Any]

    def texts(self) -> Iterator[tuple[date, str]]:
        """The versions as whole files, each with the day from which it holds."""
        raw = merged(read(FOLDER / "base.toml"), parse(self.scheme))
        yield date(2000, 1, 1), toml(raw)
        for start, fragment in self.later:
            raw = merged(raw, parse(fragment))
            yield start, toml(raw)

    def versions(self) -> list[DatedScheme]:
        """The versions as the evaluation takes them."""
        return [DatedScheme(load_scheme(text, source=self.id), start) for start, text in self.texts()]

    def scores(self) -> dict[str, Score]:
        """The evaluation by member."""
        return evaluate(self.versions(), inputs(self.facts), self.as_of)

    def issues(self) -> list[tuple[str, str]]:
        """Severity and code of everything that the check says of any version."""
        found = [issue for _, text in self.texts() for issue in check_scheme(text, source=self.id)]
        return [(issue.severity.value, f"{issue.code}: {issue}") for issue in found]


def read(path: Path) -> dict[str, Any]:
    """A TOML file with exact figures."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Any]:
    """TOML with exact figures."""
    return tomllib.loads(text, parse_float=Decimal)


def merged(base: Mapping[str, Any], fragment: Mapping[str, Any]) -> dict[str, Any]:
    """The rule of ``base.toml``: single tables key by key, lists of tables as a whole."""
    whole = dict(base)
    for key, value in fragment.items():
        both = isinstance(value, Mapping) and isinstance(whole.get(key), Mapping)
        whole[key] = {**whole[key], **value} if both else value
    return whole


def cases() -> list[Case]:
    """Every case of every file in the folder."""
    return [
        _case(raw, path.stem)
        for path in sorted(FOLDER.glob("*.toml"))
        if path.name not in ("base.toml", "catalogue.toml")
        for raw in read(path)["case"]
    ]


def _case(raw: dict[str, Any], file: str) -> Case:
    unknown = set(raw) - _KEYS
    assert not unknown, f"{file} {raw.get('id')}: {unknown}"
    return Case(
        id=f"{file}-{raw['id']}",
        covers=tuple(raw.get("covers", ())),
        rule=raw["rule"],
        why=raw["why"],
        scheme=raw["scheme"],
        later=tuple((part["from"], part["scheme"]) for part in raw.get("later", ())),
        warnings=tuple(raw.get("warnings", ())),
        as_of=raw.get("as_of", date(2026, 12, 31)),
        facts={key: raw.get(key, []) for key in _LISTS},
        expect=raw["expect"],
    )


def inputs(facts: Mapping[str, list[str]]) -> Inputs:
    """The facts; the first word of a name list is the member of every line that names none."""
    names = facts["members"] or ["甲"]
    spans: dict[str, list[Span]] = {}
    for text in facts["spans"]:
        member, span = _span(text)
        spans.setdefault(member, []).append(span)
    members = tuple(_member(name, spans) for name in names)
    first = members[0].uid
    return Inputs(
        members,
        postings=tuple(_posting(text, n, first) for n, text in enumerate(facts["postings"], start=1)),
        attendance=tuple(_mark(text, first) for text in facts["attendance"]),
        vetoes=tuple(_veto(text, n, first) for n, text in enumerate(facts["vetoes"], start=1)),
        ballots=tuple(_ballot(text) for text in facts["ballots"]),
        carry=tuple(_carry(text) for text in facts["carry"]),
        redemptions=tuple(_redemption(text, first) for text in facts["redemptions"]),
    )


def day(text: str) -> date:
    """``3-5`` is the fifth of March 2026; other years are written out."""
    parts = [int(part) for part in text.split("-")]
    return date(*parts) if len(parts) == 3 else date(2026, *parts)


def _member(text: str, spans: Mapping[str, list[Span]]) -> MemberIn:
    """``甲`` or ``甲 二支部``."""
    name, _, unit = text.partition(" ")
    return MemberIn(name, name, unit or "一支部", tuple(spans.get(name, ())))


def _span(text: str) -> tuple[str, Span]:
    """``甲 category A 1-1..5-14``; without an end it is open, without days it is always."""
    member, kind, *rest = text.split()
    days = rest.pop() if rest and ".." in rest[-1] else "2000-1-1.."
    start, end = days.split("..")
    value = rest[0] if rest else ""
    return member, Span(SpanKind(kind), value, day(start), day(end) if end else None)


def _keys(words: list[str]) -> dict[str, Any]:
    pairs = (word.split("=", 1) for word in words)
    return {
        key: Decimal(value) if key in _FIGURES else day(value) if key in _DAYS else value
        for key, value in pairs
    }


def _posting(text: str, number: int, first: str) -> PostingIn:
    """``3-5 act quantity=2 role=lead member=乙``; lines are numbered from 1."""
    when, item, *words = text.split()
    keys = {"uid": str(number), "member": first, **_keys(words)}
    return PostingIn(item=item, date=day(when), **keys)


def _mark(text: str, first: str) -> AttendanceIn:
    when, item, state, *words = text.split()
    return AttendanceIn(_keys(words).get("member", first), item, day(when), state)


def _veto(text: str, number: int, first: str) -> VetoIn:
    when, rule, *words = text.split()
    return VetoIn(**{"uid": f"v{number}", "member": first, "rule": rule, "date": day(when), **_keys(words)})


def _ballot(text: str) -> BallotIn:
    """``甲 good 8``, or with its set ``党员 甲 good 8``; ``党员 valid 10`` is a set's number of valid ballots."""
    *words, votes = text.split()
    if words[-1] == "valid":
        return BallotIn(words[0], "", "valid", int(votes))
    ballot = words.pop(0) if len(words) == 3 else ""
    return BallotIn(ballot, words[0], words[1], int(votes))


def _carry(text: str) -> CarryIn:
    """``甲 2025 50``, and what was left to redeem: ``甲 2025 50 12``."""
    member, year, points, *balance = text.split()
    return CarryIn(member, int(year), Decimal(points), Decimal(balance[0]) if balance else Decimal(0))


def _redemption(text: str, first: str) -> RedemptionIn:
    when, points, *member = text.split()
    return RedemptionIn(member[0] if member else first, day(when), Decimal(points))
