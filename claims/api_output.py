"""How the API says a claim: the words of the contract, money as strings with two decimals."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from claims.models import Adjudication, AdjudicationLine, Claim, PriorPayerAdjudication
from claims.selectors.deeds import Decision
from insurance.enums import Position


def claim_body(
    claim: Claim, answers: Iterable[Adjudication], priors: Iterable[PriorPayerAdjudication], pcn: str
) -> dict[str, Any]:
    """One claim. On a secondary `adjudications` are those of the payers before it; its own are `answers`."""
    own = [_answer(answer) for answer in answers]
    before = [_prior(prior) for prior in priors]
    return {
        "id": claim.pk,
        "number": claim.display_number,
        "client": claim.client_id,
        "position": Position(claim.position).word,
        "stage": claim.stage,
        "status": claim.status,
        "result": claim.result,
        "waiting_on": claim.waiting_on,
        "waiting_until": claim.waiting_until,
        "payer": claim.payer_id,
        "payer_name": claim.payer.name if claim.payer else None,
        "plan": claim.plan_id,
        "charge": money(claim.charge),
        "paid": money(claim.paid),
        "balance": money(claim.balance),
        "first_service_date": claim.first_service_date,
        "last_service_date": claim.last_service_date,
        "patient_control_number": pcn,
        "payer_claim_control_number": claim.payer_claim_control_number,
        "primary_claim": claim.primary_claim_id,
        "previous_claim": claim.previous_claim_id,
        "file_by": claim.file_by,
        "version": claim.version,
        "lines": [_line(line) for line in claim.lines.all()],
        "adjudications": before if claim.previous_claim_id else own,
        "answers": own,
        "decision": _decision(claim),
    }


def decision_body(decision: Decision) -> dict[str, Any]:
    """A write-off or a release of the shield: who, when, why, and how much of it counts now."""
    deed, contra = decision.deed, decision.taken_back
    return {
        "id": deed.pk,
        "claim": deed.claim_id,
        "kind": deed.kind,
        "ground": deed.ground,
        "reason": deed.reason,
        "amount": money(deed.amount),
        "moved": money(decision.moved),
        "by": deed.by.name if deed.by else "",
        "at": deed.at,
        "taken_back": None
        if contra is None
        else {"by": contra.by.name if contra.by else "", "at": contra.at, "reason": contra.reason},
    }


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _line(line: Any) -> dict[str, Any]:
    return {
        "line": line.ordinal,
        "procedure": line.charge_line.procedure,
        "modifiers": line.modifiers,
        "units": f"{line.charge_line.units.normalize():f}",
        "charge": money(line.charge_line.charge),
        "paid": money(line.paid),
        "date_of_service": line.charge_line.date_of_service,
        "line_control_number": line.charge_line.line_control_number,
    }


def _decision(claim: Claim) -> dict[str, Any] | None:
    decision = claim.current_decision
    if decision is None:
        return None
    return {
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "next_claim": decision.next_claim_id,
        "decided_at": decision.decided_at,
    }


def _answer(answer: Adjudication) -> dict[str, Any]:
    claim_level = [_adjustment(row, None, answer.source_label) for row in answer.claim_level]  # type: ignore[attr-defined]
    return {
        "payer": answer.claim.payer_id,
        "paid": money(answer.paid),
        "adjudicated_on": answer.adjudicated_on,
        "state": answer.state,
        "source": answer.source_label,
        "trace_number": answer.trace_number,
        "payer_claim_control_number": answer.payer_claim_control_number,
        "forwarded_to": answer.forwarded_to,
        "remarks": answer.remarks,
        "lines": [_answer_line(line) for line in answer.lines.all()],
        "adjustments": [
            *claim_level,
            *(
                _adjustment(row, line.claim_line.ordinal, answer.source_label)
                for line in answer.lines.all()
                for row in line.adjustments.all()
            ),
        ],
    }


def _answer_line(line: AdjudicationLine) -> dict[str, Any]:
    return {
        "line": line.claim_line.ordinal,
        "paid": money(line.paid),
        "allowed": money(line.allowed),
        "remarks": line.remarks,
    }


def _prior(prior: PriorPayerAdjudication) -> dict[str, Any]:
    rows = [_adjustment(row, None, row.source_label) for row in prior.adjustments.all() if row.line_id is None]
    for line in prior.lines.all():
        rows += [_adjustment(row, line.claim_line.ordinal, row.source_label) for row in line.adjustments.all()]
    return {
        "payer": prior.prior_claim.payer_id,
        "paid": money(prior.paid),
        "adjudicated_on": prior.adjudicated_on,
        "state": prior.adjudication.state if prior.adjudication else None,
        "source": prior.source_label,
        "payer_claim_control_number": prior.payer_claim_control_number,
        "lines": [
            {"line": line.claim_line.ordinal, "paid": money(line.paid), "source": line.source_label}
            for line in prior.lines.all()
        ],
        "adjustments": rows,
    }


def _adjustment(row: Any, line: int | None, source: str) -> dict[str, Any]:
    return {
        "level": "claim" if line is None else "line",
        "line": line,
        "group": row.group_code,
        "reason": row.reason_code,
        "amount": money(row.amount),
        "quantity": None if row.quantity is None else f"{row.quantity.normalize():f}",
        "source": source,
    }
