"""Tables, the database engine and its migrations. Importing the package registers every table."""

from .base import Base
from .ledger import AttachmentLink, AuditEvent, Ledger, SchemeDraft, SchemeVersion, Setting
from .meeting import Decision, FrozenSheet, Meeting, MeetingPresence, Notice, NoticePhoto, Posting
from .member import Exemption, Member, MemberSpan
from .month import Activity, Attendance, Card, Collection, Declaration, Period
from .objection import Correction, Objection, SupplementEntry
from .unit import Account, Grid, Group, Unit
from .verdict import (
    Appraisal,
    AppraisalGroup,
    Assessment,
    Ballot,
    GradeDecision,
    Holiday,
    TallyCount,
    Veto,
)

__all__ = [
    "Account",
    "Activity",
    "Appraisal",
    "AppraisalGroup",
    "Assessment",
    "AttachmentLink",
    "Attendance",
    "AuditEvent",
    "Ballot",
    "Base",
    "Card",
    "Collection",
    "Correction",
    "Decision",
    "Declaration",
    "Exemption",
    "FrozenSheet",
    "GradeDecision",
    "Grid",
    "Group",
    "Holiday",
    "Ledger",
    "Meeting",
    "MeetingPresence",
    "Member",
    "MemberSpan",
    "Notice",
    "NoticePhoto",
    "Objection",
    "Period",
    "Posting",
    "SchemeDraft",
    "SchemeVersion",
    "Setting",
    "SupplementEntry",
    "TallyCount",
    "Unit",
    "Veto",
]
