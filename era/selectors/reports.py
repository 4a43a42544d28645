"""A remittance as plain data: what the command and the API say of its claims. Money as text, dates ISO."""

from datetime import datetime
from typing import Any

from era.models import Remittance
from era.selectors.claims import ClaimView, LineView, Movement, dry_run


def claims_report(remittance: Remittance, *, now: datetime) -> list[dict[str, Any]]:
    """Claim by claim: what came, whose it is, and what posting does with it and why."""
    return [_claim(view) for view in dry_run(remittance, now=now)]


def _claim(view: ClaimView) -> dict[str, Any]:
    received, match = view.received, view.match
    return {
        "patient_control_number": received.patient_control_number,
        "status": received.status_code,
        "charge": f"{received.charge:.2f}",
        "paid": f"{received.paid:.2f}",
        "contractual": f"{view.contractual:.2f}",
        "patient_responsibility": f"{view.share:.2f}",
        "balanced": received.balanced,
        "state": match.state if match else "held",
        "reason": view.problem or (match.reason if match else ""),
        "how": match.how if match else "",
        "claim": match.claim_id if match else None,
        "movements": [_movement(movement) for movement in view.movements],
        "lines": [_line(line) for line in view.lines],
        "notes": view.notes,
    }


def _line(view: LineView) -> dict[str, Any]:
    return {
        "procedure": view.line.procedure,
        "charge": f"{view.line.charge:.2f}",
        "paid": f"{view.line.paid:.2f}",
        "movements": [_movement(movement) for movement in view.movements],
        "left": None if view.left is None else f"{view.left:.2f}",
    }


def _movement(movement: Movement) -> dict[str, str]:
    return {"what": movement.text, "amount": f"{movement.amount:.2f}", "rule": movement.rule}
