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
from .registry import EDITS, Edit

__all__ = [
    "EDITS",
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
    """Every finding of every edit, errors first, else in the order of the registry. Empty when the claim is clean.

    An amount that is no number (NaN, infinity) is reported alone: nothing can be added up then. Reads no clock
    and no database; the same claim and context give the same findings.
    """
    unusable = list(EDITS["amount_form"].findings(claim, context))
    if unusable:
        return unusable
    found = [finding for entry in EDITS.values() for finding in entry.findings(claim, context)]
    return sorted(_without_echoes(found), key=lambda finding: finding.severity is not Severity.ERROR)


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """The trial run repeats in the guide's words what a named edit says in a biller's: keep the latter."""
    named = {(item.loop, item.segment, item.element[:2], item.line) for item in found if item.code not in _GENERAL}
    return [
        item
        for item in found
        if item.code not in _GENERAL or (item.loop, item.segment, item.element[:2], item.line) not in named
    ]


_GENERAL = frozenset({"character", "blanks", "length", "guide_code", "element_missing", "too_many"})


def blocks(finding: Finding, *, waived: frozenset[str] = frozenset()) -> bool:
    """Whether the finding stops filing: an error that is not waived, or may not be (balance, adjudication date)."""
    return finding.severity is Severity.ERROR and not (finding.waivable and finding.code in waived)
