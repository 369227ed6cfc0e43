"""The pages of the side bar in the order of the month's work. A page's module is loaded when it is first shown."""

from __future__ import annotations

from importlib import import_module

from app.ui.context import WorkContext
from app.ui.page import Page, PageSpec


def load_page(key: str) -> None:
    """Load a page's module ahead of its first showing. Makes no widget: any thread may do it."""
    import_module(_module(key))


def _module(key: str) -> str:
    return f"app.ui.pages.{key}"


def _spec(key: str, title: str, icon: str, class_name: str, *, at_foot: bool = False) -> PageSpec:
    def make(context: WorkContext) -> Page:
        page_class = getattr(import_module(_module(key)), class_name)
        page: Page = page_class(context)
        return page

    return PageSpec(key=key, title=title, icon=icon, factory=make, at_foot=at_foot)


PAGES = (
    _spec("home", "首页", "house", "HomePage"),
    _spec("members", "党员", "users", "MembersPage"),
    _spec("declare", "申报", "pencil", "DeclarePage"),
    _spec("collect", "汇总", "inbox", "CollectPage"),
    _spec("confirm", "评定", "gavel", "ConfirmPage"),
    _spec("post", "公示", "megaphone", "PostPage"),
    _spec("objections", "异议更正", "circle-alert", "ObjectionsPage"),
    _spec("year", "年终", "calendar", "YearPage"),
    _spec("scheme", "方案", "file-text", "SchemePage"),
    _spec("system", "系统", "settings", "SystemPage", at_foot=True),
)
