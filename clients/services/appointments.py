"""Verbs on an appointment. Each sends `appointment_changed` in its transaction; the claims app follows."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from claimcenter.practice.models import Organization, Provider, ServiceCode, User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.selectors import default_organization, default_provider
from claimcenter.practice.services.control_numbers import next_control_number
from claimcenter.practice.tenancy import current_practice_id
from clients.booking import MAX_CHARGE, AppointmentDetails, LineDetails, check_amount, cleaned
from clients.lines import write_diagnoses, write_lines
from clients.locks import lock_appointment, lock_client
from clients.models import Appointment, AppointmentAttendee, ChargeLine, Client, ClientAssignment
from clients.signals import appointment_changed
from clients.validation import Problems
from clients.versions import check_version


class AppointmentRefused(Refusal):
    """The appointment stands as it was; the sentence says why."""


@transaction.atomic
def book_appointment(
    *, client: Client, details: AppointmentDetails, by: User, now: datetime, note_signed: bool = False
) -> Appointment:
    """Books a session with its lines and diagnoses; with `note_signed` its claim is ready to be made.

    All of it or nothing. Raises ValidationError naming every field (`lines.0.charge`).
    """
    client = lock_client(client.pk)
    details = _ready(details, client=client, today=localdate(now), appointment_id=None)
    appointment = Appointment(client=client, reference=_next_reference(details.date_of_service))
    _save(appointment, details, now=now)
    if note_signed:
        _sign(appointment, by, now)
    _tell(appointment, by)
    return appointment


@transaction.atomic
def update_appointment(
    *, appointment: Appointment, details: AppointmentDetails, by: User, now: datetime, version: int | None = None
) -> Appointment:
    """Changes a session. Lines keep their control number; a line left out is marked removed.

    Raises ChangedMeanwhile on a stale `version`, AppointmentRefused when it was cancelled or a changed line was filed.
    """
    appointment = _locked(appointment)
    check_version(appointment, version)
    _refuse_cancelled(appointment)
    client = appointment.client
    details = _ready(details, client=client, today=localdate(now), appointment_id=appointment.pk)
    if appointment.note_signed_at is not None:
        _refuse_ahead(details.date_of_service, localdate(now))
    appointment.version += 1
    _save(appointment, details, now=now)
    _tell(appointment, by)
    return appointment


@transaction.atomic
def sign_note(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """Signs the note of a session that has taken place; its claim no longer waits for it. Idempotent."""
    appointment = _locked(appointment)
    _refuse_cancelled(appointment)
    if appointment.note_signed_at is None:
        appointment.version += 1
        _sign(appointment, by, now)
        _tell(appointment, by)
    return appointment


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """Cancels a session: its unfiled claim goes. Idempotent; a receiver refuses where a claim was filed already."""
    appointment = _locked(appointment)
    if appointment.cancelled_at is None:
        appointment.cancelled_at = now
        appointment.version += 1
        appointment.save(update_fields=["cancelled_at", "version"])
        _tell(appointment, by)
    return appointment


@transaction.atomic
def attach_additional_clients(*, appointment: Appointment, clients: tuple[Client, ...], by: User) -> Appointment:
    """Sets who else was in the room (a couple). They are not billed for it, and neither sees the other."""
    appointment = _locked(appointment)
    _refuse_cancelled(appointment)
    if any(one.pk == appointment.client_id for one in clients):
        raise ValidationError(
            {"additional_clients": "The billed client need not be named among the additional clients."}
        )
    procedures = set(appointment.charge_lines.filter(removed_at__isnull=True).values_list("procedure", flat=True))
    _refuse_billed_twice(appointment, clients, procedures)
    _write_attendees(appointment, clients)
    appointment.version += 1
    appointment.save(update_fields=["version"])
    _tell(appointment, by)
    return appointment


def details_of(appointment: Appointment) -> AppointmentDetails:
    """What stands on file, for changing a part of it with `dataclasses.replace`."""
    return AppointmentDetails(
        date_of_service=appointment.date_of_service,
        diagnoses=tuple(appointment.diagnoses.order_by("ordinal").values_list("code", flat=True)),
        lines=tuple(_line_details(line) for line in appointment.charge_lines.filter(removed_at__isnull=True)),
        place_of_service=appointment.place_of_service,
        provider=appointment.provider,
        organization=appointment.organization,
        facility=appointment.facility,
        authorization_number=appointment.authorization_number,
        additional_clients=tuple(attendee.client for attendee in appointment.attendees.select_related("client")),
    )


def _line_details(line: ChargeLine) -> LineDetails:
    return LineDetails(
        id=line.pk,
        procedure=line.procedure,
        charge=line.charge,
        units=line.units,
        modifiers=tuple(line.modifiers),
        diagnosis_pointers=tuple(line.diagnosis_pointers),
        note=line.note,
    )


def _locked(appointment: Appointment) -> Appointment:
    lock_client(appointment.client_id)
    return lock_appointment(appointment.pk)


def _ready(
    details: AppointmentDetails, *, client: Client, today: date, appointment_id: int | None
) -> AppointmentDetails:
    details = _priced(cleaned(details, client=client, today=today))
    probe = Appointment(
        pk=appointment_id,
        client=client,
        date_of_service=details.date_of_service,
        provider=details.provider or _first_provider(),
    )
    _refuse_billed_twice(probe, details.additional_clients, {line.procedure for line in details.lines})
    return details


def _priced(details: AppointmentDetails) -> AppointmentDetails:
    """Lines without a charge take the practice's own; raises ValidationError where it has none."""
    wanted = {line.procedure for line in details.lines if line.charge is None}
    charges = dict(ServiceCode.objects.filter(code__in=wanted).values_list("code", "default_charge"))
    problems = Problems()
    lines = tuple(
        line if line.charge is not None else replace(line, charge=_own_charge(charges, line, problems, ordinal))
        for ordinal, line in enumerate(details.lines)
    )
    problems.raise_if_any()
    return replace(details, lines=lines)


def _own_charge(charges: dict[str, Decimal], line: LineDetails, problems: Problems, ordinal: int) -> Decimal:
    charge = charges.get(line.procedure, Decimal(0))
    check_amount(charge, problems, f"lines.{ordinal}.charge", maximum=MAX_CHARGE)
    return charge


def _save(appointment: Appointment, details: AppointmentDetails, *, now: datetime) -> None:
    appointment.provider = details.provider or _first_provider()
    appointment.organization = details.organization or _first_organization()
    appointment.facility = details.facility
    appointment.date_of_service = details.date_of_service
    appointment.place_of_service = details.place_of_service
    appointment.authorization_number = details.authorization_number
    appointment.save()
    write_diagnoses(appointment, details.diagnoses)
    write_lines(appointment, details.lines, now=now)
    _write_attendees(appointment, details.additional_clients)
    for client in (appointment.client, *details.additional_clients):
        ClientAssignment.objects.get_or_create(client=client, provider=appointment.provider)


def _write_attendees(appointment: Appointment, clients: tuple[Client, ...]) -> None:
    wanted = {client.pk for client in clients}
    appointment.attendees.exclude(client_id__in=wanted).delete()
    present = set(appointment.attendees.values_list("client_id", flat=True))
    AppointmentAttendee.objects.bulk_create(
        AppointmentAttendee(appointment=appointment, client_id=one) for one in sorted(wanted - present)
    )


def _refuse_billed_twice(appointment: Appointment, others: tuple[Client, ...], procedures: set[str]) -> None:
    """A couple's session is billed to one of the two: same clinician, day and code on the other's account: no."""
    linked = Q(client__in=[one.pk for one in others]) | Q(attendees__client=appointment.client_id)
    same = Appointment.objects.filter(
        linked,
        date_of_service=appointment.date_of_service,
        provider=appointment.provider,
        cancelled_at__isnull=True,
        charge_lines__procedure__in=procedures,
        charge_lines__removed_at__isnull=True,
    ).exclude(pk=appointment.pk)
    if same.exists():
        message = (
            "This session is already billed to another client who was in it. The same minutes are billed once: "
            "please change the code or book it for one of them only."
        )
        raise ValidationError({"additional_clients": ValidationError(message, code="billed_twice")})


def _sign(appointment: Appointment, by: User, now: datetime) -> None:
    _refuse_ahead(appointment.date_of_service, localdate(now))
    appointment.note_signed_at = now
    appointment.note_signed_by = by
    appointment.save(update_fields=["note_signed_at", "note_signed_by", "version"])


def _refuse_ahead(day: date, today: date) -> None:
    if day > today:
        message = f"A note is signed after the session. This one is on {day:%-d %b %Y}, and today is {today:%-d %b %Y}."
        raise ValidationError({"date_of_service": ValidationError(message, code="future")})


def _refuse_cancelled(appointment: Appointment) -> None:
    if appointment.cancelled_at is not None:
        raise AppointmentRefused("This appointment was cancelled. Please book a new one.", code="cancelled")


def _first_provider() -> Provider:
    provider = default_provider()
    if provider is None:
        message = "There is no provider yet. Add one in Settings, Claims Center, Providers & Payers."
        raise ValidationError({"provider": ValidationError(message, code="missing")})
    return provider


def _first_organization() -> Organization:
    organization = default_organization()
    if organization is None:
        message = "There is no organization yet. Create one in Settings, Claims Center, Providers & Payers."
        raise ValidationError({"organization": ValidationError(message, code="missing")})
    return organization


def _next_reference(day: date) -> str:
    return f"CC{day.year % 100:02d}A{next_control_number('appointment'):07d}"


def _tell(appointment: Appointment, by: User) -> None:
    appointment_changed.send(
        sender=Appointment, practice_id=current_practice_id(), appointment_id=appointment.pk, by=by.pk
    )
