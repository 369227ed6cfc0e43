"""Schemes for tests that no preset covers."""

from __future__ import annotations

from app.resources import resource


def s1_with_one_act() -> str:
    """S1 where voluntary work and a members' council of one act count once."""
    text = resource("schemes", "S1.toml").read_text("utf-8")
    for item in ("volunteer", "council"):
        line = f'id = "{item}"\n'
        assert text.count(line) == 1
        text = text.replace(line, line + 'exclusive = "deed"\n')
    return text
