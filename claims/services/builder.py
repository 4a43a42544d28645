"""A claim of ours as the plain data of an 837P: the one place that decides what leaves.

Nothing here writes or checks: `claimcenter.x12.write837` writes, `claims.edits` checks what this returns.
"""

from datetime import datetime
from decimal import Decimal

from claimcenter.practice.models import PracticeSettings
from claimcenter.x12 import claim837 as x12
from claims.models import Claim, ClaimLine, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.outgoing import ClaimRecord
from claims.services import parties
from claims.services.prior_payers import line_adjudication, with_money
from insurance.enums import FilingIndicator
from insurance.models import InsurancePlan


def build_claim(record: ClaimRecord, *, patient_control_number: str) -> x12.Claim:
    """One CLM with its loops. `record` holds everything read beforehand: no query happens here."""
    claim, plan, client = record.claim, record.plan, record.claim.client
    return x12.Claim(
        patient_control_number=patient_control_number,
        charge=claim.charge,
        place_of_service=claim.place_of_service,
        frequency=claim.frequency_code,
        subscriber=parties.subscriber(plan, client),
        patient=parties.patient(plan, client),
        payer=parties.destination_payer(plan.payer),
        patient_paid=_patient_paid(record),
        authorization=claim.authorization_number,
        original_reference=claim.payer_claim_control_number if claim.frequency_code in {"7", "8"} else "",
        delay_reason=claim.delay_reason,
        diagnoses=tuple(record.diagnoses),
        rendering=parties.rendering_provider(claim.provider),
        supervising=parties.supervising_provider(claim.supervising_provider),
        facility=parties.service_facility(claim.facility),
        other_payers=tuple(_other_payers(record)),
        lines=tuple(_service_line(record, line) for line in record.lines),
    )


def build_interchange(
    record: ClaimRecord, claim: x12.Claim, *, settings: PracticeSettings, control_number: int, now: datetime
) -> x12.Interchange:
    """One claim alone in its interchange: a fault of one can never hold back another."""
    transaction_set = x12.TransactionSet(
        control_number="0001",
        reference=f"B{control_number:07d}",
        created_at=now,
        submitter=parties.submitter(settings),
        receiver=parties.receiver(settings),
        billing_groups=(
            x12.BillingGroup(provider=parties.billing_provider(record.claim.organization), claims=(claim,)),
        ),
    )
    group = x12.FunctionalGroup(
        sender_code=settings.submitter_id,
        receiver_code=settings.receiver_id,
        control_number=str(control_number),
        created_at=now,
        transactions=(transaction_set,),
    )
    return x12.Interchange(
        sender_qualifier="ZZ",
        sender_id=settings.submitter_id,
        receiver_qualifier="ZZ",
        receiver_id=settings.receiver_id,
        control_number=f"{control_number:09d}",
        created_at=now,
        usage=settings.usage_indicator,
        groups=(group,),
    )


def _patient_paid(record: ClaimRecord) -> Decimal | None:
    payer = record.plan.payer
    # Medicare pays the patient back what AMT*F5 says, so it is never sent there.
    if not payer.sends_patient_paid or FilingIndicator(payer.filing_indicator).is_medicare:
        return None
    return min(record.patient_paid, record.claim.charge) if record.patient_paid > 0 else None


def _other_payers(record: ClaimRecord) -> list[x12.OtherPayer]:
    """2320 in the order of the plans: those that answered with their money, the others bare."""
    answered = {prior.prior_claim.plan_id: prior for prior in record.prior_payers}
    plans = sorted(record.other_plans, key=lambda plan: plan.position)
    return [_other_payer(record.claim, plan, answered.get(plan.pk)) for plan in plans]


def _other_payer(claim: Claim, plan: InsurancePlan, prior: PriorPayerAdjudication | None) -> x12.OtherPayer:
    bare = parties.other_payer(plan, claim.client)
    return bare if prior is None else with_money(bare, prior)


def _service_line(record: ClaimRecord, line: ClaimLine) -> x12.ServiceLine:
    charge_line = line.charge_line
    own_place = line.place_of_service != record.claim.place_of_service
    return x12.ServiceLine(
        procedure=x12.Procedure(code=charge_line.procedure, modifiers=tuple(line.modifiers)),
        charge=charge_line.charge,
        units=charge_line.units,
        pointers=tuple(line.diagnosis_pointers),
        service_date=charge_line.date_of_service,
        place_of_service=line.place_of_service if own_place else "",
        line_control_number=charge_line.line_control_number,
        rendering=_own_rendering(record, line),
        adjudications=tuple(
            line_adjudication(adjudicated, prior)
            for prior in record.prior_payers
            for adjudicated in _of_line(prior, line)
        ),
    )


def _own_rendering(record: ClaimRecord, line: ClaimLine) -> x12.Provider | None:
    provider = line.rendering_provider
    if provider is None or provider.pk == record.claim.provider_id:
        return None
    return parties.rendering_provider(provider)


def _of_line(prior: PriorPayerAdjudication, line: ClaimLine) -> list[PriorLineAdjudication]:
    return [adjudicated for adjudicated in prior.lines.all() if adjudicated.claim_line_id == line.pk]
