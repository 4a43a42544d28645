"""After a change of plans, consents or the client: the sessions' claims, the later claims, and the decisions."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from claimcenter.practice.models import User
from claims.enums import Stage, Status, WaitingOn
from claims.locks import lock_claims, lock_client
from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.coverage import Coverage, coverage_of
from claims.services import readiness
from claims.services.decisions import supersede_decision
from claims.services.sessions import sync_appointment_claim
from claims.services.transitions import move_claim, write_event
from clients.models import Appointment, ChargeLine
from insurance.disclosure import RefusalKind
from insurance.enums import Position
from insurance.models import InsurancePlan


@transaction.atomic
def sync_client_claims(*, client_id: int, by: User | None, now: datetime) -> list[Claim]:
    """Brings everything of a client that has not left in line with their plans; answers the primary claims looked at.

    Sessions get the claims they were missing; a later claim whose plan no longer covers it is void; completed claims
    without a next one are decided anew. Idempotent.
    """
    lock_client(client_id)
    synced = [
        sync_appointment_claim(appointment_id=appointment_id, by=by, now=now)
        for appointment_id in _open_appointments(client_id)
    ]
    _check_later_claims(client_id, by, now)
    supersede_decision(claims=_without_next(client_id))
    return [claim for claim in synced if claim is not None]


def _open_appointments(client_id: int) -> list[int]:
    """Appointments with a line that is on no live primary claim, or on one that is still pending."""
    gone = ClaimLine.objects.filter(charge_line=OuterRef("pk"), position=Position.PRIMARY, live=True).exclude(
        claim__stage=Stage.PENDING
    )
    lines = ChargeLine.objects.filter(~Exists(gone), client=client_id, removed_at__isnull=True)
    open_ones = Appointment.objects.filter(pk__in=lines.values("appointment"), cancelled_at__isnull=True)
    return list(open_ones.order_by("date_of_service", "pk").values_list("pk", flat=True))


def _without_next(client_id: int) -> list[int]:
    following = Claim.objects.filter(previous_claim=OuterRef("pk"), live=True)
    completed = Claim.objects.filter(
        ~Exists(following), client=client_id, stage=Stage.COMPLETED, position__lt=Position.TERTIARY
    )
    return list(completed.values_list("pk", flat=True))


def _check_later_claims(client_id: int, by: User | None, now: datetime) -> None:
    """Pending claims after a primary: the plan they were made for has to cover them still."""
    ids = Claim.objects.filter(client=client_id, stage=Stage.PENDING, position__gt=Position.PRIMARY, live=True)
    claims = lock_claims(ids.values_list("pk", flat=True))
    coverage = coverage_of([client_id])
    for claim in claims.values():
        _check_later(claim, coverage, by, now)


def _check_later(claim: Claim, coverage: Coverage, by: User | None, now: datetime) -> None:
    days = claim.lines.values_list("charge_line__date_of_service", flat=True)
    plans = {coverage.plan_on(claim.client_id, claim.position, day) for day in days}
    plan = next(iter(plans)) if len(plans) == 1 else None
    refusal = coverage.refusal(plan, claim.first_service_date) if plan else None
    covered = plan is not None and plan.pk == claim.plan_id
    if not covered or (refusal is not None and refusal.kind == RefusalKind.RESTRICTED):
        _give_up(claim, by, now)
    elif plan is not None:
        _follow_plan(claim, plan, waits=refusal is not None, now=now)


def _give_up(claim: Claim, by: User | None, now: datetime) -> None:
    """Void where nobody worked on it; else kept, waiting for a plan, because a person's figures are not thrown away."""
    if _is_touched(claim) or claim.submissions.exists():
        if claim.waiting_on != WaitingOn.PLAN:
            claim.waiting_on = WaitingOn.PLAN
            claim.save(update_fields=["waiting_on"])
            text = "The plan of this claim no longer covers it."
            write_event(claim=claim, by=by, now=now, kind="changed", text=text)
        return
    text = "The plan this claim was made for no longer covers it."
    move_claim(claim=claim, status=Status.VOIDED, by=by, now=now, kind="voided", text=text)


def _follow_plan(claim: Claim, plan: InsurancePlan, *, waits: bool, now: datetime) -> None:
    is_offline = plan.is_offline or plan.payer.is_offline
    if claim.is_offline != is_offline:
        claim.is_offline = is_offline
        claim.save(update_fields=["is_offline"])
    if waits and claim.waiting_on != WaitingOn.CONSENT:
        claim.waiting_on = WaitingOn.CONSENT
        claim.save(update_fields=["waiting_on"])
    elif not waits and claim.waiting_on in {WaitingOn.CONSENT, WaitingOn.PLAN}:
        claim.waiting_on = WaitingOn.NOTHING
        readiness.refresh(claim=claim, now=now)


def _is_touched(claim: Claim) -> bool:
    touched = Q(touched_at__isnull=False)
    return (
        PriorPayerAdjudication.objects.filter(touched, claim=claim).exists()
        or PriorLineAdjudication.objects.filter(touched, prior_payer__claim=claim).exists()
        or PriorAdjustment.objects.filter(touched, prior_payer__claim=claim).exists()
    )
