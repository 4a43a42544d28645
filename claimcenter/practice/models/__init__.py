"""All models of the practice app."""

from claimcenter.practice.models.audit import AuditEvent, AuditLink, Outcome
from claimcenter.practice.models.base import TenantModel
from claimcenter.practice.models.configuration import ControlNumber, PracticeSettings
from claimcenter.practice.models.directory import Facility, Organization, Provider, ServiceCode
from claimcenter.practice.models.drafts import Draft
from claimcenter.practice.models.files import StoredChunk, StoredFile
from claimcenter.practice.models.heartbeat import Heartbeat
from claimcenter.practice.models.keys import ApiKey
from claimcenter.practice.models.people import Membership, Practice, User

__all__ = [
    "ApiKey",
    "AuditEvent",
    "AuditLink",
    "ControlNumber",
    "Draft",
    "Facility",
    "Heartbeat",
    "Membership",
    "Organization",
    "Outcome",
    "Practice",
    "PracticeSettings",
    "Provider",
    "ServiceCode",
    "StoredChunk",
    "StoredFile",
    "TenantModel",
    "User",
]
