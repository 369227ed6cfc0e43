"""The parts that a scheme file is made of: one TOML table is one frozen, checked class.

Unknown keys are refused everywhere, so a rule that the program does not know is never silently ignored. What a
single part cannot see (an item in a section that does not exist) is in ``scoring.checks``. The reference for
people is ``resources/help/scheme-language.md``.
"""

from __future__ import annotations

from app.services.scoring.language.amounts import (
    MARKS,
    Amount,
    AttendanceAmount,
    BallotAmount,
    Band,
    ChoiceAmount,
    ExpectedAmount,
    FixedAmount,
    GraduatedAmount,
    Level,
    PerUnitAmount,
    RangeAmount,
    StateAmount,
    Step,
    StepsAmount,
)
from app.services.scoring.language.appraisal import Appraisal, RaterGroup, VoteOption
from app.services.scoring.language.base import Audience, Named, Part, Status
from app.services.scoring.language.cycle import Carry, Cycle, Start
from app.services.scoring.language.document import SchemeDocument
from app.services.scoring.language.items import (
    Cancel,
    Factor,
    Item,
    Limit,
    LocalRule,
    Proof,
    Repeat,
    Section,
    SharedLimit,
)
from app.services.scoring.language.members import Category, MemberRules, PostingRules
from app.services.scoring.language.rewards import Goods, Prize, RewardRules, RewardWindow
from app.services.scoring.language.verdicts import (
    Condition,
    Grade,
    Mark,
    NamedCondition,
    ProposalRule,
    Quota,
    VetoRule,
    VoteShare,
)

__all__ = [
    "MARKS",
    "Amount",
    "Appraisal",
    "AttendanceAmount",
    "Audience",
    "BallotAmount",
    "Band",
    "Cancel",
    "Carry",
    "Category",
    "ChoiceAmount",
    "Condition",
    "Cycle",
    "ExpectedAmount",
    "Factor",
    "FixedAmount",
    "Goods",
    "Grade",
    "GraduatedAmount",
    "Item",
    "Level",
    "Limit",
    "LocalRule",
    "Mark",
    "MemberRules",
    "Named",
    "NamedCondition",
    "Part",
    "PerUnitAmount",
    "PostingRules",
    "Prize",
    "Proof",
    "ProposalRule",
    "Quota",
    "RangeAmount",
    "RaterGroup",
    "Repeat",
    "RewardRules",
    "RewardWindow",
    "SchemeDocument",
    "Section",
    "SharedLimit",
    "Start",
    "StateAmount",
    "Status",
    "Step",
    "StepsAmount",
    "VetoRule",
    "VoteOption",
    "VoteShare",
]
