"""A remittance as it was read, as rows of our tables. Pure; text is cut to its column, never changed."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from claimcenter.practice.vault import blind_index
from claimcenter.x12.remittance import Adjustment, Name, OutpatientAdjudication, Procedure
from claimcenter.x12.remittance import RemittanceClaim as Clp
from claimcenter.x12.remittance import RemittanceLine as Svc
from era.models import RemittanceAdjustment, RemittanceClaim, RemittanceLine

Row = tuple[Any, ...]

CLAIM_COLUMNS = (
    "id",
    "remittance_id",
    "ordinal",
    "patient_control_number",
    "status_code",
    "charge",
    "paid",
    "patient_responsibility",
    "filing_indicator",
    "payer_claim_control_number",
    "frequency_code",
    "patient_last_name",
    "patient_first_name",
    "member_index",
    "forwarded_to",
    "corrected_priority_payer",
    "corrected_patient",
    "remarks",
    "moa",
    "service_from",
    "service_to",
    "balanced",
    "problems",
    "details",
    "fingerprint",
    "segment",
)
LINE_COLUMNS = (
    "id",
    "remittance_claim_id",
    "ordinal",
    "procedure",
    "modifiers",
    "submitted_procedure",
    "submitted_modifiers",
    "charge",
    "paid",
    "allowed",
    "units",
    "service_date",
    "line_control_number",
    "remarks",
    "balanced",
    "segment",
)
ADJUSTMENT_COLUMNS = (
    "remittance_claim_id",
    "line_id",
    "group_code",
    "reason_code",
    "amount",
    "quantity",
    "segment",
)

# REF of 2100 that name a person (member ids, social security number) stay in the encrypted file only.
_PERSONAL_REFERENCES = frozenset({"1W", "SY", "IG"})


def limits(model: type[models.Model]) -> dict[str, int]:
    """The length of each text column."""
    fields = model._meta.concrete_fields
    return {field.attname: field.max_length for field in fields if field.max_length}


_CLAIM = limits(RemittanceClaim)
_LINE = limits(RemittanceLine)
_ADJUSTMENT = limits(RemittanceAdjustment)


def claim_row(claim: Clp, *, key: int, remittance_id: int, ordinal: int, problems: list[dict[str, Any]]) -> Row:
    """One CLP, in the order of CLAIM_COLUMNS."""
    first, last = service_dates(claim)
    values = (
        key,
        remittance_id,
        ordinal,
        claim.patient_control_number,
        claim.status,
        claim.charge,
        claim.paid,
        claim.patient_responsibility,
        claim.filing_indicator,
        claim.payer_claim_control_number,
        claim.frequency,
        claim.patient.last if claim.patient else "",
        claim.patient.first if claim.patient else "",
        _member_index(claim),
        _carrier(claim.crossover_carrier),
        _carrier(claim.corrected_priority_payer),
        claim.corrected_patient is not None,
        [remark[:10] for remark in claim.remarks if remark],
        _moa(claim.outpatient),
        first,
        last,
        claim.sound and claim.balanced and claim.lines_balanced and not claim.charge_difference,
        problems,
        _details(claim),
        fingerprint(claim),
        claim.text,
    )
    return _cut(values, CLAIM_COLUMNS, _CLAIM)


def line_row(line: Svc, *, key: int, claim_id: int, ordinal: int) -> Row:
    """One SVC, in the order of LINE_COLUMNS."""
    submitted = line.submitted or line.procedure
    values = (
        key,
        claim_id,
        ordinal,
        _code(line.procedure),
        [modifier[:2] for modifier in line.procedure.modifiers],
        _code(submitted) if line.submitted else "",
        [modifier[:2] for modifier in line.submitted.modifiers] if line.submitted else [],
        line.charge,
        line.paid,
        line.allowed,
        _quantity(line.units),
        line.service_dates[0],
        line.line_control_number,
        [remark.code[:10] for remark in line.remarks if remark.code],
        line.balanced,
        line.text,
    )
    return _cut(values, LINE_COLUMNS, _LINE)


def adjustment_row(adjustment: Adjustment, *, claim_id: int, line_id: int | None) -> Row:
    """One reason of a CAS, in the order of ADJUSTMENT_COLUMNS."""
    values = (
        claim_id,
        line_id,
        adjustment.group,
        adjustment.reason,
        adjustment.amount,
        _quantity(adjustment.quantity),
        adjustment.text,
    )
    return _cut(values, ADJUSTMENT_COLUMNS, _ADJUSTMENT)


def service_dates(claim: Clp) -> tuple[date | None, date | None]:
    """DTM 232/233 of the claim, else the first and last day of its lines."""
    on = {fact.qualifier: fact.on for fact in claim.dates if fact.on}
    days = [day for line in claim.lines for day in line.service_dates if day]
    first = on.get("232") or min(days, default=None)
    return first, on.get("233") or max(days, default=None) or first


def fingerprint(claim: Clp) -> str:
    """What makes a CLP the same again within one payment: X12's own example pays nine claims under one CLP01."""
    patient = claim.patient
    head = (
        claim.patient_control_number,
        claim.payer_claim_control_number,
        claim.status,
        str(claim.charge),
        str(claim.paid),
        f"{patient.last}|{patient.first}|{patient.identifier}" if patient else "",
    )
    digest = hashlib.sha256("\x1f".join((*head, *_line_prints(claim))).encode("utf-8"))
    return digest.hexdigest()


def _line_prints(claim: Clp) -> Iterator[str]:
    for line in claim.lines:
        yield f"{_code(line.procedure)}|{line.charge}|{line.paid}|{line.service_dates[0]}|{line.line_control_number}"


def _code(procedure: Procedure) -> str:
    """The bare code for HC (all that a professional claim sends), with its qualifier for any other list."""
    return procedure.code if procedure.qualifier in {"HC", ""} else f"{procedure.qualifier}:{procedure.code}"


def _carrier(name: Name | None) -> str:
    return (name.last or name.identifier or "another payer") if name else ""


def _member_index(claim: Clp) -> bytes | None:
    for person in (claim.patient, claim.insured):
        if person is not None and person.identifier:
            return blind_index(person.identifier)
    return None


def _moa(outpatient: OutpatientAdjudication | None) -> list[str]:
    """MOA01 and on, as received; it is echoed in loop 2320 of the next claim."""
    if outpatient is None or len(outpatient.text) < 4:
        return []
    return outpatient.text.split(outpatient.text[3])[1:]


def _details(claim: Clp) -> dict[str, Any]:
    """What no column holds and a person may want to see: amounts, quantities, references, dates, MIA."""
    found = {
        "amounts": {fact.qualifier: str(fact.amount) for fact in claim.amounts},
        "quantities": {fact.qualifier: str(fact.quantity) for fact in claim.quantities},
        "references": {
            fact.qualifier: fact.value for fact in claim.references if fact.qualifier not in _PERSONAL_REFERENCES
        },
        "dates": {fact.qualifier: fact.on.isoformat() for fact in claim.dates if fact.on},
        "mia": claim.inpatient.text if claim.inpatient else "",
        "other_subscriber": claim.other_subscriber is not None,
    }
    return {name: value for name, value in found.items() if value}


def _quantity(value: Decimal | None) -> Decimal | None:
    """Units of more than two decimals are rounded for display; the segment keeps them as they came."""
    return None if value is None else value.quantize(Decimal("0.01"))


def _cut(values: Row, columns: tuple[str, ...], lengths: dict[str, int]) -> Row:
    return tuple(
        value[: lengths[column]] if isinstance(value, str) and column in lengths else value
        for value, column in zip(values, columns, strict=True)
    )
