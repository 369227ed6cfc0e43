"""The names behind the ids of a scheme, for sentences about its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.services.scoring.kinds import Counting
from app.services.scoring.language import Named, SchemeDocument


@dataclass(frozen=True, slots=True)
class Names:
    """Looks up what an id is called; an id that the scheme does not know is shown as it is.

    Attributes:
        categories: Names of the classes, likewise those of the other parts.
        options: Names of the columns of the ballot.
        demerit: Whether the points of this scheme are deductions that add up.
    """

    categories: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    demerit: bool = False

    def category(self, category_id: str) -> str:
        """A class: its name, or ``A 类``."""
        return self.categories.get(category_id, f"{category_id} 类")

    def section(self, section_id: str) -> str:
        """A section in quotation marks."""
        return f"“{self.sections.get(section_id, section_id)}”"

    def item(self, item_id: str) -> str:
        """An item in quotation marks."""
        return f"“{self.items.get(item_id, item_id)}”"

    def grade(self, grade_id: str) -> str:
        """A grade."""
        return self.grades.get(grade_id, grade_id)

    def mark(self, mark_id: str) -> str:
        """An eligibility in quotation marks."""
        return f"“{self.marks.get(mark_id, mark_id)}”"

    def option(self, option_id: str) -> str:
        """A column of the ballot in quotation marks."""
        return f"“{self.options.get(option_id, option_id)}”"


UNNAMED = Names()


def names_of(document: SchemeDocument) -> Names:
    """The names of all parts of a scheme."""
    appraisal = document.appraisal
    return Names(
        categories=_names(document.categories),
        sections=_names(document.sections),
        items=_names(document.items),
        grades=_names(document.grades),
        marks=_names(document.marks),
        options=_names(appraisal.options) if appraisal is not None else _names(()),
        demerit=document.cycle.counting is Counting.DEMERIT,
    )


def _names(named: Iterable[Named]) -> Mapping[str, str]:
    return {part.id: part.name for part in named}
