"""Checks of who a rule is about: classes, statuses, posts."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.scoring.checks.findings import Findings
from app.services.scoring.language import Audience, SchemeDocument

_SETS = ("categories", "statuses", "posts")


def check_categories(found: Findings, place: str, named: Iterable[str], document: SchemeDocument) -> None:
    """Classes that the scheme does not have."""
    known = {category.id for category in document.categories}
    for category in named:
        if category not in known:
            found.error(
                place, "category.unknown", f"没有党员类别“{category}”，请改正，或先在 categories 中写明"
            )


def check_audience(found: Findings, place: str, rule: Audience, document: SchemeDocument) -> None:
    """An audience that nobody can belong to."""
    for key in _SETS:
        named = getattr(rule, key)
        if named == ():
            found.error(place, "item.never", f"对象（{key}）是空的，没有人符合；不限的请删去这一行")
        elif named is not None and len(set(named)) < len(named):
            found.error(place, "duplicate", f"对象（{key}）里同一个写了两次，请删去一个")
    if rule.post is False and rule.posts:
        found.error(place, "item.never", "既要没有岗位（post = false），又要在某个岗位（posts），没有人符合")
    check_categories(found, place, rule.categories or (), document)
    left_out = document.members.leave_out
    if left_out is not None and rule is not left_out and is_inside(rule, left_out):
        found.error(place, "item.never", "这里的对象正是不记分的党员（members.leave_out），没有人符合")


def is_open(rule: Audience) -> bool:
    """Whether an audience names nobody in particular."""
    return all(getattr(rule, key) is None for key in Audience.model_fields)


def is_inside(rule: Audience, other: Audience) -> bool:
    """Whether everybody of one audience surely belongs to another one as well."""
    if is_open(other):
        return False
    for key in _SETS:
        wide, narrow = getattr(other, key), getattr(rule, key)
        if wide is not None and (narrow is None or not set(narrow) <= set(wide)):
            return False
    return all(getattr(other, key) in (None, getattr(rule, key)) for key in ("mobile", "post"))


def are_apart(rule: Audience, other: Audience) -> bool:
    """Whether nobody can belong to both; a member may hold several posts, but has one class and one status."""
    for key in ("categories", "statuses"):
        one, two = getattr(rule, key), getattr(other, key)
        if one is not None and two is not None and not set(one) & set(two):
            return True
    return any(
        getattr(rule, key) is not None and getattr(rule, key) is (not getattr(other, key))
        for key in ("mobile", "post")
        if getattr(other, key) is not None
    )
