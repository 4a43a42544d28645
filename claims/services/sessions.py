"""From a session to its pending claim, and back out again when the session says otherwise.

While a claim is pending its session has the word: every change of the appointment, its note, the client's plans or
consents comes here, and doing it twice changes nothing. A claim that has left is never touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claimcenter.practice.models import ServiceCode, User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.services.control_numbers import next_control_number
from claims.enums import Bucket, Stage, Status, WaitingOn
from claims.facts import ZERO
from claims.locks import lock_claims, lock_client
from claims.models import Claim, ClaimLine
from claims.selectors.coverage import coverage_of
from claims.services.charges import sync_charges
from claims.services.money import refresh_money
from claims.services.payments import settle_payments
from claims.services.session_lines import merge_diagnoses, write_diagnoses, write_lines
from claims.services.transitions import move_claim, write_event
from clients.models import Appointment, ChargeLine
from insurance.disclosure import RefusalKind
from insurance.enums import Position
from insurance.models import InsurancePlan


class SessionFiled(Refusal):
    """The session's claim has left; it cannot be taken from under it."""

    code = "claim_filed"


@dataclass(frozen=True, slots=True)
class Session:
    """An appointment with what decides about its claim. `reason`: why it makes none, if so."""

    appointment: Appointment
    lines: list[ChargeLine]
    diagnoses: list[str]
    plan: InsurancePlan | None
    reason: str
    waiting_on: WaitingOn


@transaction.atomic
def sync_appointment_claim(*, appointment_id: int, by: User | None, now: datetime) -> Claim | None:
    """Makes, updates or voids the pending claim of an appointment; answers it, or None where there is none to be.

    Claim, lines, diagnoses, charges in the ledger and history stand together. Idempotent. Raises SessionFiled when
    the appointment was cancelled though its claim has left.
    """
    client_id = Appointment.objects.values_list("client_id", flat=True).get(pk=appointment_id)
    lock_client(client_id)
    session = read_session(appointment_id)
    filed, pending = _claims_of(session.appointment)
    on_filed = set(ClaimLine.objects.filter(claim__in=filed).values_list("charge_line", flat=True))
    if session.appointment.cancelled_at is not None and filed:
        raise SessionFiled("The claim of this session was filed. Void it first, then cancel the session.")
    claim = _sync(session, [line for line in session.lines if line.pk not in on_filed], pending, by, now)
    _sync_charges(session, claim, on_filed, by, now)
    if claim is not None:
        refresh_money([claim.pk])
        claim.refresh_from_db(fields=["paid", "balance"])
    settle_payments(client_ids=[client_id], by=by, now=now)
    return claim


def read_session(appointment_id: int) -> Session:
    """Everything that decides whether a session makes a claim, to whom, and what it waits on."""
    appointment = Appointment.objects.select_related("client", "provider").get(pk=appointment_id)
    lines = list(appointment.charge_lines.filter(removed_at__isnull=True).order_by("ordinal"))
    coverage = coverage_of([appointment.client_id])
    plan = coverage.plan_on(appointment.client_id, Position.PRIMARY, appointment.date_of_service)
    refusal = coverage.refusal(plan, appointment.date_of_service) if plan else None
    restricted = refusal is not None and refusal.kind == RefusalKind.RESTRICTED
    return Session(
        appointment=appointment,
        lines=lines,
        diagnoses=list(appointment.diagnoses.order_by("ordinal").values_list("code", flat=True)),
        plan=plan,
        reason=_why_none(appointment, lines, has_plan=coverage.has_any(appointment.client_id), restricted=restricted),
        waiting_on=_waiting_on(appointment, plan, needs_consent=refusal is not None and not restricted),
    )


def _why_none(appointment: Appointment, lines: list[ChargeLine], *, has_plan: bool, restricted: bool) -> str:
    """The code of the first reason why the session makes no claim; empty when it makes one."""
    if appointment.cancelled_at is not None:
        return "cancelled"
    if not lines:
        return "no_lines"
    if not has_plan:
        return "no_plan"
    if restricted:
        return "restricted"
    codes = {line.procedure for line in lines}
    never = ServiceCode.objects.filter(code__in=codes, never_claim=True).count()
    return "never_claim" if never == len(codes) else ""


def _waiting_on(appointment: Appointment, plan: InsurancePlan | None, *, needs_consent: bool) -> WaitingOn:
    if appointment.note_signed_at is None:
        return WaitingOn.NOTE
    if plan is None:
        return WaitingOn.PLAN
    if needs_consent:
        return WaitingOn.CONSENT
    if plan.authorization_required and not appointment.authorization_number:
        return WaitingOn.AUTHORIZATION
    return WaitingOn.NOTHING


def _claims_of(appointment: Appointment) -> tuple[list[Claim], list[Claim]]:
    """Its live primary claims, locked: those that left (or were answered), and those pending."""
    ids = ClaimLine.objects.filter(
        charge_line__appointment=appointment, position=Position.PRIMARY, live=True
    ).values_list("claim", flat=True)
    claims = list(lock_claims(ids).values())
    answered = set(
        Claim.objects.filter(pk__in=[one.pk for one in claims], adjudications__isnull=False).values_list(
            "pk", flat=True
        )
    )
    filed = [claim for claim in claims if claim.stage != Stage.PENDING or claim.pk in answered]
    return filed, [claim for claim in claims if claim not in filed]


def _sync(
    session: Session, lines: list[ChargeLine], pending: list[Claim], by: User | None, now: datetime
) -> Claim | None:
    wanted = [] if session.reason else lines
    claim: Claim | None = None
    for found in pending:
        if claim is None and wanted and _fits(found, session):
            claim = found
        else:
            _leave(found, session, by, now)
    if not wanted:
        return None
    if claim is None:
        return _create(session, wanted, by, now)
    _update(claim, session, wanted, by, now)
    return claim


def _fits(claim: Claim, session: Session) -> bool:
    """A claim of this session alone always fits; a combined one only while they agree on what it says at its head."""
    if not _other_lines(claim, session).exists():
        return True
    return all(getattr(claim, name) == value for name, value in _shared(session).items())


def _other_lines(claim: Claim, session: Session) -> QuerySet[ClaimLine]:
    return claim.lines.exclude(charge_line__appointment=session.appointment)


def _shared(session: Session) -> dict[str, object]:
    """What the sessions of one claim have to agree on."""
    appointment, plan = session.appointment, session.plan
    return {
        "plan_id": plan.pk if plan else None,
        "provider_id": appointment.provider_id,
        "supervising_provider_id": appointment.provider.supervisor_id,
        "organization_id": appointment.organization_id,
        "facility_id": appointment.facility_id,
        "authorization_number": appointment.authorization_number,
    }


def _leave(claim: Claim, session: Session, by: User | None, now: datetime) -> None:
    """Takes the session off a pending claim; one that is empty then is void."""
    if not _other_lines(claim, session).exists():
        text = _LEAVING.get(session.reason, "The session is billed on another claim.")
        move_claim(claim=claim, status=Status.VOIDED, by=by, now=now, kind="voided", text=text)
        return
    claim.lines.filter(charge_line__appointment=session.appointment).delete()
    _refresh_head(claim)
    write_event(claim=claim, by=by, now=now, kind="changed", text="A session was taken off this claim.")


_LEAVING = {
    "cancelled": "The session was cancelled.",
    "no_lines": "The session has no lines any more.",
    "no_plan": "The client has no insurance plan any more.",
    "restricted": "The plan may not be billed for this session.",
    "never_claim": "None of the session's codes makes a claim.",
}


def _create(session: Session, lines: list[ChargeLine], by: User | None, now: datetime) -> Claim:
    appointment = session.appointment
    claim = Claim(
        number=next_control_number("claim"),
        year=appointment.date_of_service.year,
        client_id=appointment.client_id,
        position=Position.PRIMARY,
        first_service_date=appointment.date_of_service,
        last_service_date=appointment.date_of_service,
    )
    _set_head(claim, session)
    claim.waiting_on = session.waiting_on
    claim.status = Status.DRAFT if session.waiting_on else Status.READY
    claim.save()
    write_lines(claim, session.appointment, lines, session.diagnoses)
    write_diagnoses(claim, session.diagnoses)
    _refresh_head(claim)
    write_event(claim=claim, by=by, now=now, kind="created", text=_created_text(session))
    return claim


def _created_text(session: Session) -> str:
    if session.plan is None:
        return "Made from the session; no primary plan is in force on its date."
    return f"Made from the session, for {session.plan.payer.name}."


def _update(claim: Claim, session: Session, lines: list[ChargeLine], by: User | None, now: datetime) -> None:
    alone = not _other_lines(claim, session).exists()
    if alone:
        _set_head(claim, session)
        claim.save()
        write_diagnoses(claim, session.diagnoses)
    else:
        merge_diagnoses(claim, session.diagnoses)
    write_lines(claim, session.appointment, lines, session.diagnoses)
    _refresh_head(claim)
    waiting_on = session.waiting_on if alone else _waits_together(claim, session)
    if claim.waiting_on != waiting_on:
        _wait(claim, waiting_on, by, now)


def _waits_together(claim: Claim, session: Session) -> WaitingOn:
    """A combined claim waits while any of its sessions does."""
    others = set(_other_lines(claim, session).values_list("charge_line__appointment", flat=True))
    waits = [session.waiting_on, *(read_session(other).waiting_on for other in sorted(others))]
    return next((wait for wait in waits if wait), WaitingOn.NOTHING)


def _wait(claim: Claim, waiting_on: WaitingOn, by: User | None, now: datetime) -> None:
    status = Status(claim.status)
    if status != Status.REJECTED:
        status = Status.DRAFT if waiting_on else Status.READY
    text = f"Waits on: {waiting_on.label.lower()}." if waiting_on else "Ready to file."
    move_claim(claim=claim, status=status, by=by, now=now, kind="changed", text=text, waiting_on=waiting_on)


def _set_head(claim: Claim, session: Session) -> None:
    for name, value in _shared(session).items():
        setattr(claim, name, value)
    plan = session.plan
    claim.payer = plan.payer if plan else None
    claim.is_offline = bool(plan and (plan.is_offline or plan.payer.is_offline))
    claim.place_of_service = session.appointment.place_of_service


def _refresh_head(claim: Claim) -> None:
    """Charge and dates follow the lines."""
    lines = [line.charge_line for line in claim.lines.select_related("charge_line")]
    days = [line.date_of_service for line in lines]
    claim.charge = sum((line.charge for line in lines), ZERO)
    claim.first_service_date, claim.last_service_date = min(days), max(days)
    claim.save(update_fields=["charge", "first_service_date", "last_service_date"])


def _sync_charges(
    session: Session, claim: Claim | None, on_filed: Iterable[int], by: User | None, now: datetime
) -> None:
    """Every line of the session is charged: to the first insurer where there is a claim, else to the client."""
    every = list(session.appointment.charge_lines.all())
    active = {line.pk for line in session.lines} if session.reason != "cancelled" else set()
    place = Bucket.PATIENT if claim is None else Bucket.INSURER_1
    wanted = {line.pk: place if line.pk in active else None for line in every if line.pk not in set(on_filed)}
    sync_charges(wanted=wanted, lines=every, claim_id=claim.pk if claim else None, by=by, now=now)
