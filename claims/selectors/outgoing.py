"""Everything an outgoing claim needs, read in a constant number of queries."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.visit_payments import patient_paid
from insurance.disclosure import disclosure_refusal
from insurance.models import InsurancePlan


class NoPlan(Exception):
    """The claim has no plan to go to; it waits for one."""


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim with its loops' worth of records. `other_plans`: those to name in 2320, the answered ones included."""

    claim: Claim
    plan: InsurancePlan
    diagnoses: list[str]
    lines: list[ClaimLine]
    prior_payers: list[PriorPayerAdjudication]
    other_plans: list[InsurancePlan]
    patient_paid: Decimal


def claim_record(claim: Claim) -> ClaimRecord:
    """Reads the record of a claim that has a plan; raises NoPlan otherwise."""
    loaded = _loaded(claim)
    if loaded.plan is None:
        raise NoPlan("No plan was in force on the date of service.")
    prior_payers = list(_prior_payers(loaded))
    return ClaimRecord(
        claim=loaded,
        plan=loaded.plan,
        diagnoses=[diagnosis.code for diagnosis in loaded.diagnoses.all()],
        lines=list(loaded.lines.all()),
        prior_payers=prior_payers,
        other_plans=_other_plans(loaded, prior_payers),
        patient_paid=patient_paid(loaded),
    )


def _loaded(claim: Claim) -> Claim:
    lines = ClaimLine.objects.select_related("charge_line", "rendering_provider").order_by("ordinal")
    return (
        Claim.objects.select_related(
            "client", "plan__payer", "payer", "provider", "supervising_provider", "organization", "facility"
        )
        .prefetch_related("diagnoses", Prefetch("lines", lines))
        .get(pk=claim.pk)
    )


def _prior_payers(claim: Claim) -> QuerySet[PriorPayerAdjudication]:
    adjustments = PriorAdjustment.objects.order_by("ordinal", "id")
    lines = PriorLineAdjudication.objects.select_related("claim_line").prefetch_related(
        Prefetch("adjustments", adjustments)
    )
    return (
        PriorPayerAdjudication.objects.filter(claim=claim)
        .select_related("prior_claim__payer", "prior_claim__plan__payer", "adjudication")
        .prefetch_related(Prefetch("lines", lines), Prefetch("adjustments", adjustments))
        .order_by("prior_claim__position")
    )


def _other_plans(claim: Claim, prior_payers: list[PriorPayerAdjudication]) -> list[InsurancePlan]:
    answered = {prior.prior_claim.plan for prior in prior_payers if prior.prior_claim.plan is not None}
    taken = {plan.position for plan in answered} | {claim.position}
    bare = [plan for plan in _covering(claim) if plan.position not in taken and _may_be_named(plan, claim)]
    return [*answered, *bare]


def _covering(claim: Claim) -> QuerySet[InsurancePlan]:
    """Plans in force on every date of the claim."""
    return (
        InsurancePlan.objects.filter(
            client=claim.client_id, deactivated_at__isnull=True, effective_from__lte=claim.first_service_date
        )
        .exclude(effective_to__lt=claim.last_service_date)
        .select_related("payer")
    )


def _may_be_named(plan: InsurancePlan, claim: Claim) -> bool:
    """A plan that may not be told of the session is not even named as other insurance."""
    return disclosure_refusal(client=claim.client, plan=plan, on=claim.first_service_date) is None
