"""Small schemes and ledgers for the tests: only what a test is about has to be written out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.resources import resource
from app.services.scoring import (
    DatedScheme,
    Inputs,
    MemberIn,
    PostingIn,
    Scheme,
    Score,
    Span,
    SpanKind,
    TraceNode,
    VetoIn,
    evaluate,
    load_scheme,
)

HEAD = 'id = "T"\nname = "试验"\nsource = "测试"\n'
CYCLE = "[cycle]\nmonths = 12\n"
POSTING = '[posting]\nperiods = ["month"]\nnotice_days = 5\n'
SECTION = '[[sections]]\nid = "s"\nname = "板块"\n'
YEAR_END = date(2026, 12, 31)


def item(
    item_id: str = "i", amount: str = 'kind = "fixed", points = 2', *, section: str = "s", **keys: str
) -> str:
    lines = [
        f'id = "{item_id}"',
        f'name = "项目{item_id}"',
        f'section = "{section}"',
        f"amount = {{ {amount} }}",
    ]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "[[items]]\n" + "\n".join(lines) + "\n"


def text(
    *parts: str, head: str = HEAD, cycle: str = CYCLE, posting: str = POSTING, sections: str = SECTION
) -> str:
    return "\n".join([head, cycle, posting, sections, *parts])


def scheme(*parts: str, cycle: str = CYCLE, sections: str = SECTION, head: str = HEAD) -> Scheme:
    return load_scheme(text(*parts, cycle=cycle, sections=sections, head=head), source="试验")


def preset(name: str) -> str:
    return resource("schemes", f"{name}.toml").read_text(encoding="utf-8")


def line(uid: str, day: str, item_id: str = "i", **keys: object) -> PostingIn:
    keys = {key: Decimal(value) if key in _FIGURES else value for key, value in keys.items()}
    return PostingIn(uid=uid, member=str(keys.pop("member", "m")), item=item_id, date=at(day), **keys)


_FIGURES = {"quantity", "points", "adjusted"}


def at(day: str) -> date:
    """``3-5`` is the fifth of March 2026."""
    parts = [int(part) for part in day.split("-")]
    return date(*parts) if len(parts) == 3 else date(2026, *parts)


def span(kind: SpanKind, value: str = "", start: str = "2000-1-1", end: str | None = None) -> Span:
    return Span(kind, value, at(start), at(end) if end else None)


def score(
    rules: Scheme | Sequence[tuple[Scheme, str]],
    *postings: PostingIn,
    spans: Sequence[Span] = (),
    vetoes: Sequence[VetoIn] = (),
    as_of: date = YEAR_END,
) -> Score:
    """The score of the one member ``m``."""
    inputs = Inputs((MemberIn("m", "张三", "u", tuple(spans)),), postings, vetoes=tuple(vetoes))
    return evaluate(versions(rules), inputs, as_of)["m"]


def versions(rules: Scheme | Sequence[tuple[Scheme, str]]) -> list[DatedScheme]:
    if isinstance(rules, Scheme):
        return [DatedScheme(rules, date(2020, 1, 1))]
    return [DatedScheme(part, at(start)) for part, start in rules]


def counted(result: Score) -> dict[str, Decimal]:
    return {part.posting: part.counted for part in result.lines}


def causes(result: Score, uid: str) -> str:
    return "；".join(next(part for part in result.lines if part.posting == uid).causes)


def outline(node: TraceNode) -> list[str]:
    """Every node's title and figure, depth first."""
    return [
        f"{node.title}|{node.after}|{node.cause}",
        *(text for child in node.children for text in outline(child)),
    ]
