"""Which sections of a scheme sheets and lists show, and under which of them an item stands."""

from __future__ import annotations

from .scoring import Item, Scheme, Section


def column_sections(scheme: Scheme) -> tuple[Section, ...]:
    """The sections that sheets show as columns: the top ones, or those inside where one holds everything."""
    parts = scheme.children()
    while len(parts) == 1 and scheme.children(parts[0].id):
        parts = scheme.children(parts[0].id)
    return parts


def section_name(scheme: Scheme, item: Item | None) -> str:
    """Name of the column that an item's points stand in."""
    if item is None:
        return ""
    columns = {section.id for section in column_sections(scheme)}
    section = scheme.sections[item.section]
    while section.id not in columns and section.parent:
        section = scheme.sections[section.parent]
    return section.name
