"""One mistake is one case: the scheme, the code of the finding, words of its place and of its message."""

from __future__ import annotations

import pytest

from app.errors import Severity, ValidationFailed
from app.services.scoring import check_scheme, load_scheme

Case = tuple[str, str, str, str]
CATEGORY = '[[categories]]\nid = "A"\nname = "A类"\n[[categories]]\nid = "B"\nname = "B类"\n'


def section(extra: str = "", name: str = "s") -> str:
    return f'[[sections]]\nid = "{name}"\nname = "板块{name}"\n{extra}\n'


def grade(extra: str = "", name: str = "g") -> str:
    return f'[[grades]]\nid = "{name}"\nname = "等次{name}"\n{extra}\n'


def mark(extra: str = "", name: str = "r") -> str:
    return f'[[marks]]\nid = "{name}"\nname = "资格{name}"\n{extra}\n'


def veto(extra: str = "", name: str = "v") -> str:
    return f'[[vetoes]]\nid = "{name}"\nname = "否决{name}"\n{extra}\n'


def limits(*rules: str) -> str:
    return "[" + ", ".join(f"{{ {rule} }}" for rule in rules) + "]"


def assert_error(case: Case) -> None:
    document, code, place, words = case
    with pytest.raises(ValidationFailed) as caught:
        load_scheme(document, source="坏.toml")
    issues = caught.value.issues
    assert any(_fits(issue, code, place, words) for issue in issues), [str(issue) for issue in issues]
    assert "坏.toml" in caught.value.message


def assert_warning(case: Case) -> None:
    document, code, place, words = case
    load_scheme(document, source="方案.toml")
    issues = check_scheme(document, source="方案.toml")
    assert any(_fits(issue, code, place, words) for issue in issues), [str(issue) for issue in issues]
    assert all(issue.severity is Severity.WARNING for issue in issues)


def assert_sound(document: str) -> None:
    assert check_scheme(document, source="方案.toml") == ()


def _fits(issue, code: str, place: str, words: str) -> bool:
    return issue.code == code and place in issue.place and words in issue.message
