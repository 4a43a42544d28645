"""Findings as the rows of the Checks panel, each with the link to where it is put right."""

from django.urls import reverse

from claims.edits import Finding, FixAt, Severity
from claims.models import Claim


def check_rows(claim: Claim, findings: list[Finding]) -> list[dict[str, object]]:
    """What is to be mended first, then the warnings; one good row when there is nothing."""
    if not findings:
        text = "Balanced to the cent, and every check passed." if claim.previous_claim_id else "Every check passed."
        return [{"ok": True, "text": text}]
    ordered = sorted(findings, key=lambda finding: finding.severity != Severity.ERROR)
    return [_row(claim, finding) for finding in ordered]


def _row(claim: Claim, finding: Finding) -> dict[str, object]:
    where = f"Line {finding.line}: " if finding.line and not finding.message.startswith("Line") else ""
    row: dict[str, object] = {
        "ok": False,
        "warn": finding.severity == Severity.WARNING,
        "text": where + finding.message,
    }
    url = _fix_url(claim, finding.fix_at)
    if url:
        row |= {"fix_url": url, "fix_label": "Put it right"}
    return row


def _fix_url(claim: Claim, fix_at: FixAt) -> str:
    """Where the figure lives; what can be mended on the page itself has no link."""
    if fix_at == FixAt.PLAN and claim.plan_id:
        return reverse("insurance:plan-update", args=[claim.client_id, claim.plan_id])
    if fix_at == FixAt.CLIENT:
        return reverse("clients:edit", args=[claim.client_id])
    if fix_at in {FixAt.PRACTICE, FixAt.PROVIDER, FixAt.PAYER}:
        return reverse("practice:settings")
    if fix_at == FixAt.APPOINTMENT:
        return reverse("clients:appointments", args=[claim.client_id])
    return ""
