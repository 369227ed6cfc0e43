"""Tables, the database engine and its migrations. Importing the package registers every table."""

from .base import Base
from .ledger import AttachmentLink, AuditEvent, Ledger, SchemeDraft, SchemeVersion, Setting
from .meeting import Decision, FrozenSheet, Meeting, MeetingPresence, Notice, Posting
from .member import Exemption, Member, MemberSpan
from .month import Activity, Attendance, Card, Collection, Declaration, Period
from .unit import Account, Grid, Group, Unit

__all__ = [
    "Account",
    "Activity",
    "AttachmentLink",
    "Attendance",
    "AuditEvent",
    "Base",
    "Card",
    "Collection",
    "Decision",
    "Declaration",
    "Exemption",
    "FrozenSheet",
    "Grid",
    "Group",
    "Ledger",
    "Meeting",
    "MeetingPresence",
    "Member",
    "MemberSpan",
    "Notice",
    "Period",
    "Posting",
    "SchemeDraft",
    "SchemeVersion",
    "Setting",
    "Unit",
]
