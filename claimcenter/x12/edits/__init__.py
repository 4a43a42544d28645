"""Edits of an outgoing 837P: everything a clearinghouse or payer would refuse, found before it leaves.

``check_claim`` runs every edit of the registry over one claim; ``EDITS`` is the list from which ``docs/edits.md``
is written. An edit reads the claim and its context and nothing else.
"""

from __future__ import annotations

from claimcenter.x12.claim837 import Claim

from . import adjudications, calendar, cob, identifiers, money, payer, people, services, written  # noqa: F401 - registers
from .model import (
    AuthorizationFacts,
    CheckContext,
    Finding,
    FixAt,
    PayerRules,
    Period,
    Repair,
    ReportedAdjudication,
    ServiceKey,
    Severity,
    TelehealthRule,
    TimelyBasis,
    repaired,
)
from .registry import EDITS, SECTIONS, Edit

__all__ = [
    "EDITS",
    "SECTIONS",
    "AuthorizationFacts",
    "CheckContext",
    "Edit",
    "Finding",
    "FixAt",
    "PayerRules",
    "Period",
    "Repair",
    "ReportedAdjudication",
    "ServiceKey",
    "Severity",
    "TelehealthRule",
    "TimelyBasis",
    "blocks",
    "check_claim",
    "repaired",
]


def check_claim(claim: Claim, *, context: CheckContext) -> list[Finding]:
    """Every finding of every edit, errors first, money first. Empty when the claim is clean.

    An amount that is no number (NaN, infinity) is reported alone: nothing can be added up then. Reads no clock
    and no database; the same claim and context give the same findings.
    """
    unusable = list(EDITS["amount_form"].findings(claim, context))
    if unusable:
        return unusable
    found = [finding for entry in EDITS.values() for finding in entry.findings(claim, context)]
    return sorted(_without_echoes(found), key=_rank)


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.severity is not Severity.ERROR, SECTIONS.index(EDITS[finding.code].section)


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """The trial run repeats in the guide's words what a named edit says in a biller's: keep the latter."""
    named = [item for item in found if item.code not in _GENERAL]
    elements = {(item.loop, item.segment, item.element[:2], item.line) for item in named}
    segments = {(item.loop, item.segment, item.line) for item in named}

    def echoes(item: Finding) -> bool:
        same_segment = item.code in _WHOLE_SEGMENT and (item.loop, item.segment, item.line) in segments
        return same_segment or (item.loop, item.segment, item.element[:2], item.line) in elements

    return [item for item in found if item.code not in _GENERAL or not echoes(item)]


_WHOLE_SEGMENT = frozenset({"element_missing", "too_many"})
_GENERAL = _WHOLE_SEGMENT | {"character", "blanks", "length", "guide_code"}


def blocks(finding: Finding, *, waived: frozenset[str] = frozenset()) -> bool:
    """Whether the finding stops filing: an error that is not waived, or may not be (balance, adjudication date)."""
    return finding.severity is Severity.ERROR and not (finding.waivable and finding.code in waived)
