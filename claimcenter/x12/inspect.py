"""Facts of an X12 file as JSON data, exactly in the shapes of the published interface (``x12 inspect --json``)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .amounts import two_decimals
from .envelope import TransactionSet
from .messages import Message, MessageReader, OtherSet, RemittanceMessage
from .read271 import Benefit, EligibilityResponse, Rejection
from .read277 import Status, StatusReport
from .read837 import ReadSet
from .read999 import Acknowledgement, SegmentError, SetResult
from .read_ta1 import InterchangeAcknowledgement
from .remittance import Adjustment, RemittanceClaim, RemittanceLine

Facts = dict[str, Any]


def inspect_file(path: str | Path) -> Facts:
    """Facts of a file by its path. Raises OSError where it cannot be read."""
    with Path(path).open("rb") as file:
        return inspect_reader(MessageReader(file), str(path))


def inspect_bytes(data: bytes, name: str = "") -> Facts:
    """Facts of a file already in memory."""
    return inspect_reader(MessageReader(data), name)


def inspect_reader(reader: MessageReader, name: str) -> Facts:
    """Facts of every message of a reader, with the disposition and the problems found on the way."""
    transactions: dict[int, list[Facts]] = {}
    for message, opened in reader:
        facts = _facts(message)
        if opened is not None:
            facts = _head(opened, facts)
        index = len(reader.envelope.interchanges) - 1
        transactions.setdefault(index, []).append(facts)
    interchanges = [
        {
            "control_number": one.control_number,
            "delimiters": one.delimiters.as_dict(),
            "transactions": transactions.get(index, []),
        }
        for index, one in enumerate(reader.envelope.interchanges)
    ]
    return {
        "file": name,
        "disposition": reader.disposition.value,
        "problems": [problem.as_dict() for problem in reader.problems],
        "interchanges": interchanges,
    }


def _head(opened: TransactionSet, facts: Facts) -> Facts:
    """What every transaction set has; counted now that the set was read."""
    head = {
        "code": opened.code,
        "control_number": opened.control_number,
        "version": opened.version,
        "segments": opened.segments,
    }
    return {**head, **facts}


def _facts(message: Message) -> Facts:  # noqa: PLR0911 - one for each kind of message
    match message:
        case RemittanceMessage():
            return _facts_835(message)
        case ReadSet():
            from .inspect837 import facts_837

            return facts_837(message)
        case Acknowledgement():
            return _facts_999(message)
        case StatusReport():
            return {"statuses": [_status(status) for status in message.statuses]}
        case EligibilityResponse():
            return _facts_271(message)
        case InterchangeAcknowledgement(control_number=number, status=status, note=note):
            return {"code": "TA1", "interchange": number, "status": status, "note": note}
        case OtherSet():
            return {}


def _facts_835(message: RemittanceMessage) -> Facts:
    claims = [_claim(claim) for claim in message.claims]
    r = message.remittance
    return {
        "payer": r.payer.name if r.payer else "",
        "payee": r.payee.name if r.payee else "",
        "payee_id": r.payee.identifier if r.payee else "",
        "handling": r.handling,
        "amount": two_decimals(r.amount),
        "method": r.method,
        "payment_date": _iso(r.payment_date),
        "trace_number": r.trace_number,
        "balanced": r.balanced,
        "provider_adjustments": [
            {"reason": one.reason, "reference": one.reference, "amount": two_decimals(one.amount)}
            for one in r.provider_adjustments
        ],
        "claims": claims,
    }


def _claim(claim: RemittanceClaim) -> Facts:
    adjustments = [_adjustment(one, None) for one in claim.adjustments]
    for number, line in enumerate(claim.lines, 1):
        adjustments += [_adjustment(one, number) for one in line.adjustments]
    crossover, priority = claim.crossover_carrier, claim.corrected_priority_payer
    return {
        "patient_control_number": claim.patient_control_number,
        "status": claim.status,
        "charge": two_decimals(claim.charge),
        "paid": two_decimals(claim.paid),
        "patient_responsibility": two_decimals(claim.patient_responsibility or Decimal(0)),
        "filing_indicator": claim.filing_indicator,
        "payer_claim_control_number": claim.payer_claim_control_number,
        "frequency": claim.frequency,
        "balanced": claim.balanced,
        "adjustments": adjustments,
        "lines": [_line(line) for line in claim.lines],
        "remarks": list(claim.remarks),
        "crossover_carrier": crossover.last if crossover else None,
        "corrected_priority_payer": priority.last if priority else None,
        "corrected_patient": claim.corrected_patient is not None,
    }


def _adjustment(one: Adjustment, line: int | None) -> Facts:
    return {
        "level": "claim" if line is None else "line",
        "line": line,
        "group": one.group,
        "reason": one.reason,
        "amount": two_decimals(one.amount),
        "quantity": _number(one.quantity),
    }


def _line(line: RemittanceLine) -> Facts:
    return {
        "procedure": line.procedure.code,
        "modifiers": list(line.procedure.modifiers),
        "charge": two_decimals(line.charge),
        "paid": two_decimals(line.paid),
        "units": _number(line.units),
        "line_control_number": line.line_control_number or None,
        "remarks": [remark.code for remark in line.remarks],
        "balanced": line.balanced,
    }


def _facts_999(message: Acknowledgement) -> Facts:
    return {
        "group": {
            "functional_id": message.functional_id,
            "control_number": message.group_control_number,
            "status": message.status,
        },
        "sets": [_set(one) for one in message.sets],
        "accepted": message.accepted,
        "received": message.received,
    }


def _set(one: SetResult) -> Facts:
    return {
        "code": one.code,
        "control_number": one.control_number,
        "status": one.status,
        "errors": [_error(error) for error in one.errors],
    }


def _error(error: SegmentError) -> Facts:
    return {"segment": error.segment, "position": error.position, "loop": error.loop, "code": error.code}


def _status(status: Status) -> Facts:
    return {
        "level": status.level,
        "reference": status.reference,
        "category": status.code.category,
        "status": status.code.status,
        "entity": status.code.entity,
        "action": status.action,
        "amount": two_decimals(status.amount),
        "date": _iso(status.on),
    }


def _facts_271(message: EligibilityResponse) -> Facts:
    return {
        "eligibility": [_benefit(benefit) for benefit in message.benefits],
        "rejections": [_rejection(rejection) for rejection in message.rejections],
    }


def _benefit(benefit: Benefit) -> Facts:
    return {
        "person": benefit.person,
        "information": benefit.information,
        "coverage_level": benefit.coverage_level,
        "service_types": list(benefit.service_types),
        "insurance_type": benefit.insurance_type,
        "plan": benefit.plan,
        "period": benefit.period,
        "amount": two_decimals(benefit.amount),
        "percent": _number(benefit.percent),
        "quantity": _number(benefit.quantity),
        "authorization": benefit.authorization,
        "network": benefit.network,
        "messages": list(benefit.messages),
        "dates": [{"qualifier": one.qualifier, "from": _iso(one.start), "to": _iso(one.end)} for one in benefit.dates],
        "other_payers": [entity.name for entity in benefit.entities if entity.entity in {"PR", "PRP", "SEP", "TTP"}],
    }


def _rejection(rejection: Rejection) -> Facts:
    return {"level": rejection.level, "reason": rejection.reason, "follow_up": rejection.follow_up}


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
