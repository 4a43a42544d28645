"""Remittance claims as they were stored, as plain rows: what matching reads of thousands at once. Three queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from claims.lookups import keys
from era.models import RemittanceAdjustment, RemittanceClaim, RemittanceLine


class StoredClaim(NamedTuple):
    """A CLP; the names are the columns'."""

    pk: int
    patient_control_number: str
    status_code: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal | None
    payer_claim_control_number: str
    forwarded_to: str
    corrected_priority_payer: str
    remarks: list[str]
    moa: list[str]
    service_from: date | None
    service_to: date | None
    balanced: bool
    problems: list[dict[str, Any]]


class StoredLine(NamedTuple):
    """An SVC."""

    pk: int
    remittance_claim_id: int
    procedure: str
    modifiers: list[str]
    submitted_procedure: str
    submitted_modifiers: list[str]
    charge: Decimal
    paid: Decimal
    allowed: Decimal | None
    units: Decimal | None
    service_date: date | None
    line_control_number: str
    remarks: list[str]
    segment: str


class StoredAdjustment(NamedTuple):
    """One reason of a CAS; `line_id` empty: claim level."""

    remittance_claim_id: int
    line_id: int | None
    group_code: str
    reason_code: str
    amount: Decimal
    quantity: Decimal | None
    segment: str


class Parts(NamedTuple):
    """Lines by claim, adjustments by claim and line (None: claim level), each in the order of the file."""

    lines: dict[int, list[StoredLine]]
    adjustments: dict[tuple[int, int | None], list[StoredAdjustment]]


def stored_claims(claim_ids: Iterable[int]) -> list[StoredClaim]:
    """The CLPs with these ids, in their order."""
    rows = RemittanceClaim.objects.filter(pk__any_of=keys(claim_ids)).order_by("pk")
    return list(map(StoredClaim._make, rows.values_list(*StoredClaim._fields)))


def stored_parts(claims: Sequence[StoredClaim]) -> Parts:
    """What these CLPs carry."""
    ids = [claim.pk for claim in claims]
    lines: defaultdict[int, list[StoredLine]] = defaultdict(list)
    rows = RemittanceLine.objects.filter(remittance_claim__any_of=keys(ids)).order_by("pk")
    for line in map(StoredLine._make, rows.values_list(*StoredLine._fields)):
        lines[line.remittance_claim_id].append(line)
    adjustments: defaultdict[tuple[int, int | None], list[StoredAdjustment]] = defaultdict(list)
    given = RemittanceAdjustment.objects.filter(remittance_claim__any_of=keys(ids)).order_by("pk")
    for item in map(StoredAdjustment._make, given.values_list(*StoredAdjustment._fields)):
        adjustments[item.remittance_claim_id, item.line_id].append(item)
    return Parts(lines, adjustments)
