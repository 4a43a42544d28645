"""The session: what was done, when, by whom, and the charge lines that every claim of its chain shares."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models import Facility, Organization, Provider, TenantModel
from clients.models.client import Client


@keep_history()
class Appointment(TenantModel):
    """An appointment with a signed note becomes a claim; until then its claim waits for the note.

    `reference` (CC26A0000123) begins the line control numbers of its charge lines.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="appointments")
    additional_clients = models.ManyToManyField(Client, through="AppointmentAttendee", related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=20, editable=False)
    date_of_service = models.DateField()
    place_of_service = models.CharField(max_length=2, default="11", validators=[validators.place_of_service])
    authorization_number = models.CharField(max_length=50, blank=True, validators=[validators.plain_text])
    note_signed_at = models.DateTimeField(null=True, blank=True)
    note_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["practice", "client", "-date_of_service", "id"], name="appointment_by_client")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "reference"], name="appointment_reference_once"),
            models.CheckConstraint(
                condition=Q(place_of_service__regex=r"^[0-9]{2}$"), name="appointment_place_of_service_form"
            ),
            models.CheckConstraint(
                condition=Q(note_signed_at__isnull=True, note_signed_by__isnull=True)
                | Q(note_signed_at__isnull=False, note_signed_by__isnull=False),
                name="appointment_note_signed_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Appointment #{self.pk}"


@keep_history()
class AppointmentAttendee(TenantModel):
    """A further client in the room: on the appointment, never on its claim."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="attendees")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "appointment", "client"], name="attendee_once"),
        ]

    def __str__(self) -> str:
        return f"Attendee #{self.pk}"


@keep_history()
class AppointmentDiagnosis(TenantModel):
    """ICD-10-CM without its dot; ordinal 1 is the principal one (005010X222A1 2300 HI01)."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="diagnoses")
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=7)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "appointment", "ordinal"], name="diagnosis_ordinal_once"),
            models.UniqueConstraint(fields=["practice", "appointment", "code"], name="diagnosis_code_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1, ordinal__lte=12), name="diagnosis_ordinal_1_to_12"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][0-9][0-9A-Z]([0-9A-Z]{1,4})?$"), name="diagnosis_code_form"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@keep_history()
class ChargeLine(TenantModel):
    """One procedure of an appointment.

    Date, code, units, full charge and line control number belong to it for ever; once a claim holding it was filed
    a trigger of the claims app refuses to change them. What one payer wants otherwise (modifiers, place of service,
    pointers, rendering) is overridden on that payer's claim line. A line taken off its appointment is marked removed,
    not deleted: ledger entries and void claims keep pointing at it, and neither its ordinal nor its control number
    is ever given again.
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="charge_lines")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    date_of_service = models.DateField()
    procedure = models.CharField(max_length=5)
    modifiers = ArrayField(models.CharField(max_length=2), default=list, blank=True, size=4)
    units = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(1))
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    diagnosis_pointers = ArrayField(models.PositiveSmallIntegerField(), default=list, size=4)
    line_control_number = models.CharField(max_length=30, editable=False)
    note = models.CharField(max_length=80, blank=True, validators=[validators.plain_text])
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "appointment", "ordinal"], name="charge_line_ordinal_once"),
            models.UniqueConstraint(fields=["practice", "line_control_number"], name="line_control_number_once"),
            models.CheckConstraint(condition=Q(charge__gt=0, charge__lt=Decimal(100_000_000)), name="charge_positive"),
            models.CheckConstraint(condition=Q(units__gt=0), name="units_positive"),
            models.CheckConstraint(
                condition=Q(procedure__regex=r"^[0-9A-Z]{5}$") & Q(procedure__regex="[0-9]"), name="procedure_form"
            ),
            models.CheckConstraint(
                condition=Q(diagnosis_pointers__len__gte=1, diagnosis_pointers__len__lte=4), name="pointers_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"Charge line #{self.pk}"
