"""Findings as the rows of the Checks panel, each with the link to where it is put right."""

from django.urls import reverse

from claims.edits import Finding, FixAt
from claims.models import Claim

GOOD_ALONE = "Every check passed."
GOOD_AFTER_OTHERS = ("Every line balances to the cent.", "The payment date is not ahead.", "Every other check passed.")


def check_rows(claim: Claim, findings: list[Finding]) -> list[dict[str, object]]:
    """What is to be mended first, then the warnings (they can be waived); good rows when there is nothing."""
    if not findings:
        good = GOOD_AFTER_OTHERS if claim.previous_claim_id else (GOOD_ALONE,)
        return [{"ok": True, "text": text} for text in good]
    ordered = sorted(findings, key=lambda finding: finding.waivable)
    appointments = _appointments(claim) if any(one.fix_at == FixAt.APPOINTMENT for one in findings) else []
    return [_row(claim, finding, appointments) for finding in ordered]


def _appointments(claim: Claim) -> list[int]:
    """The appointment of each line, in the claim's order."""
    return list(claim.lines.order_by("ordinal").values_list("charge_line__appointment", flat=True))


def _row(claim: Claim, finding: Finding, appointments: list[int]) -> dict[str, object]:
    where = f"Line {finding.line}: " if finding.line and not finding.message.startswith("Line") else ""
    row: dict[str, object] = {
        "ok": False,
        "warn": finding.waivable,
        "text": where + finding.message,
    }
    url = _fix_url(claim, finding, appointments)
    return row | {"fix_url": url, "fix_label": "Put it right"} if url else row


def _fix_url(claim: Claim, finding: Finding, appointments: list[int]) -> str:
    """Where the figure lives; what can be mended on the page itself has no link."""
    if finding.fix_at == FixAt.APPOINTMENT:
        return _appointment_url(claim, finding, appointments)
    if finding.fix_at == FixAt.PLAN:
        return _plan_url(claim)
    if finding.fix_at == FixAt.PAYER and claim.payer_id:
        return reverse("insurance:payer-edit", args=[claim.payer_id])
    known = {
        FixAt.CLIENT: ("clients:edit", [claim.client_id]),
        FixAt.PROVIDER: ("practice:provider-edit", [claim.provider_id]),
        FixAt.PRACTICE: ("practice:settings", []),
    }
    name, args = known.get(finding.fix_at, ("", []))
    return reverse(name, args=args) if name else ""


def _plan_url(claim: Claim) -> str:
    """The plan of the claim; without one the tab where a plan is added."""
    if claim.plan_id:
        return reverse("insurance:plan-edit", args=[claim.client_id, claim.plan_id])
    return reverse("clients:claim-center", args=[claim.client_id])


def _appointment_url(claim: Claim, finding: Finding, appointments: list[int]) -> str:
    at = (finding.line or 1) - 1
    if at >= len(appointments):
        return reverse("clients:appointments", args=[claim.client_id])
    return reverse("clients:appointment", args=[claim.client_id, appointments[at]])
