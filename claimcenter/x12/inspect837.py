"""Facts of a professional claim file as JSON data (the 837 part of ``inspect``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from .amounts import two_decimals
from .claim837 import Adjustment, Claim, LineAdjudication, OtherPayer, ServiceLine
from .read837 import ReadSet

Facts = dict[str, Any]


def facts_837(message: ReadSet) -> Facts:
    return {"claims": [_claim(one.claim) for one in message.claims]}


def _claim(claim: Claim) -> Facts:
    subscriber = claim.subscriber
    return {
        "patient_control_number": claim.patient_control_number,
        "charge": two_decimals(claim.charge),
        "frequency": claim.frequency,
        "place_of_service": claim.place_of_service,
        "original_reference": claim.original_reference or None,
        "diagnoses": list(claim.diagnoses),
        "subscriber": {
            "position": subscriber.position,
            "relationship": subscriber.relationship,
            "filing_indicator": subscriber.filing_indicator,
            "insurance_type": subscriber.insurance_type,
            "payer": claim.payer.name,
            "payer_id": claim.payer.payer_id,
        },
        "patient_paid": two_decimals(claim.patient_paid),
        "other_payers": [_other_payer(payer, claim.lines) for payer in claim.other_payers],
        "lines": [_line(number, line) for number, line in enumerate(claim.lines, 1)],
    }


def _other_payer(payer: OtherPayer, lines: tuple[ServiceLine, ...]) -> Facts:
    """A payer that decided by line has its date there: the first of them stands for it."""
    own = (item for line in lines for item in line.adjudications if item.payer_id == payer.payer_id)
    on = payer.adjudicated_on or next((item.adjudicated_on for item in own if item.adjudicated_on), None)
    return {
        "position": payer.position,
        "payer": payer.payer_name,
        "payer_id": payer.payer_id,
        "filing_indicator": payer.filing_indicator,
        "insurance_type": payer.insurance_type,
        "paid": two_decimals(payer.paid),
        "remaining_patient_liability": two_decimals(payer.remaining_patient_liability),
        "adjudicated_on": _iso(on),
        "claim_control_number": payer.claim_control_number or None,
        "adjustments": _adjustments(payer.adjustments, None),
    }


def _line(number: int, line: ServiceLine) -> Facts:
    return {
        "procedure": line.procedure.code,
        "modifiers": list(line.procedure.modifiers),
        "charge": two_decimals(line.charge),
        "units": format(line.units, "f"),
        "line_control_number": line.line_control_number or None,
        "adjudications": [_adjudication(number, item) for item in line.adjudications],
    }


def _adjudication(number: int, item: LineAdjudication) -> Facts:
    return {
        "payer_id": item.payer_id,
        "paid": two_decimals(item.paid),
        "adjudicated_on": _iso(item.adjudicated_on),
        "remaining_patient_liability": two_decimals(item.remaining_patient_liability),
        "adjustments": _adjustments(item.adjustments, number),
    }


def _adjustments(items: Iterable[Adjustment], line: int | None) -> list[Facts]:
    return [
        {
            "level": "claim" if line is None else "line",
            "line": line,
            "group": item.group,
            "reason": item.reason,
            "amount": two_decimals(item.amount),
            "quantity": _number(item.quantity),
        }
        for item in items
    ]


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
