"""What stops a claim from leaving: the edits of `claimcenter.x12.edits`, and those that need our records.

One list of findings, whoever asks: the File Claim page, the API, Auto File. Nothing here changes anything.
"""

from datetime import date, datetime

from django.utils import timezone

from claimcenter.practice.selectors import practice_settings
from claimcenter.x12 import claim837 as x12
from claimcenter.x12.canonical837 import canonical_claim
from claimcenter.x12.edits import check_claim
from claimcenter.x12.edits.model import (
    CheckContext,
    Finding,
    FixAt,
    PayerRules,
    Period,
    ServiceKey,
    Severity,
    TelehealthRule,
    TimelyBasis,
)
from claimcenter.x12.output import WriteError
from claims.models import Claim, ClaimLine
from claims.selectors.outgoing import ClaimRecord
from claims.services.parties import billing_provider
from clients.models import Appointment
from insurance.disclosure import disclosure_refusal
from insurance.models import Payer

__all__ = ["Finding", "FixAt", "Severity", "findings_for", "from_write_error", "no_plan"]


def findings_for(record: ClaimRecord, built: x12.Claim, *, now: datetime) -> list[Finding]:
    """Every finding of a claim about to be filed, ours first, judged in the form that is sent; empty: it may leave."""
    return [*_our_findings(record), *check_claim(canonical_claim(built), context=_context(record, now))]


def no_plan(claim: Claim) -> Finding:
    return _finding(
        "no_plan_in_force",
        f"No plan is in force on {claim.first_service_date:%-d %b %Y}. Add one, or move a plan's effective date.",
        FixAt.PLAN,
    )


def from_write_error(error: WriteError) -> Finding:
    """A value that X12 cannot carry; the message names the place and never the value."""
    return Finding(
        code="cannot_be_written",
        severity=Severity.ERROR,
        message=f"This cannot be sent: {error.message}.",
        waivable=False,
        fix_at=FixAt.CLAIM,
        loop=error.loop,
        segment=error.segment,
        element=error.element,
    )


def _our_findings(record: ClaimRecord) -> list[Finding]:
    return [*_notes(record), *_settings(), *_disclosure(record), *_offline(record)]


def _notes(record: ClaimRecord) -> list[Finding]:
    appointments = Appointment.objects.filter(charge_lines__claim_lines__claim=record.claim)
    if not appointments.filter(note_signed_at__isnull=True).exists():
        return []
    return [_finding("note_not_signed", "The note of this session is not signed yet.", FixAt.APPOINTMENT)]


def _settings() -> list[Finding]:
    settings = practice_settings()
    needed = ("submitter_name", "submitter_id", "receiver_name", "receiver_id", "contact_name", "contact_phone")
    if all(getattr(settings, name) for name in needed):
        return []
    return [
        _finding(
            "edi_settings_missing",
            "The practice has not said yet how it introduces itself to the clearinghouse (Settings).",
            FixAt.PRACTICE,
        )
    ]


def _disclosure(record: ClaimRecord) -> list[Finding]:
    refusal = disclosure_refusal(client=record.claim.client, plan=record.plan, on=record.claim.first_service_date)
    return [_finding(refusal.kind, refusal.sentence, FixAt.CLIENT)] if refusal else []


def _offline(record: ClaimRecord) -> list[Finding]:
    if not record.claim.is_offline:
        return []
    return [
        _finding(
            "offline_plan",
            "This plan is offline: its claims are never transmitted. Send it yourself, then mark it as completed.",
            FixAt.PLAN,
        )
    ]


def _finding(code: str, message: str, fix_at: FixAt) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, waivable=False, fix_at=fix_at)


def _context(record: ClaimRecord, now: datetime) -> CheckContext:
    claim, plan = record.claim, record.plan
    return CheckContext(
        today=timezone.localdate(now),
        billing=billing_provider(claim.organization),
        rules=_rules(record),
        coverage=Period(plan.effective_from, plan.effective_to),
        employment=Period(claim.provider.employed_from, claim.provider.employed_to),
        other_services=_other_services(claim),
        same_day_procedures=_same_day(claim),
    )


def _rules(record: ClaimRecord) -> PayerRules:
    payer: Payer = record.plan.payer
    modifier = payer.expects_telehealth_modifier
    is_secondary = record.claim.position > 1
    return PayerRules(
        authorization_required=record.plan.authorization_required,
        telehealth=TelehealthRule(modifiers=frozenset({modifier})) if modifier else None,
        timely_filing_days=payer.secondary_filing_days if is_secondary else payer.timely_filing_days,
        timely_basis=TimelyBasis.ADJUDICATION if is_secondary else TimelyBasis.SERVICE,
        # One carrier may own two of a client's plans, and says so by one payer id on both.
        may_follow_itself=any(other.payer_id == payer.pk for other in record.other_plans),
    )


def _other_services(claim: Claim) -> frozenset[ServiceKey]:
    """Services of the client's other live claims to the same payer and position."""
    lines = ClaimLine.objects.filter(
        claim__client=claim.client_id, claim__payer=claim.payer_id, position=claim.position, live=True
    ).exclude(claim=claim.pk)
    found = lines.filter(
        charge_line__date_of_service__range=(claim.first_service_date, claim.last_service_date)
    ).select_related("charge_line", "claim__provider")
    return frozenset(
        ServiceKey(
            day=line.charge_line.date_of_service,
            procedure=line.charge_line.procedure,
            modifiers=frozenset(line.modifiers),
            units=line.charge_line.units,
            rendering_npi=line.claim.provider.npi,
        )
        for line in found
    )


def _same_day(claim: Claim) -> frozenset[tuple[date, str]]:
    lines = ClaimLine.objects.filter(claim__client=claim.client_id, claim__provider=claim.provider_id, live=True)
    days = (claim.first_service_date, claim.last_service_date)
    pairs = lines.filter(charge_line__date_of_service__range=days)
    return frozenset(pairs.values_list("charge_line__date_of_service", "charge_line__procedure"))
