"""How diagnoses and charge lines of an appointment are written. Used by the verbs on appointments only."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claimcenter.practice.problems import Refusal
from clients.booking import LineDetails
from clients.models import Appointment, AppointmentDiagnosis, ChargeLine

FILED = "charge_line_filed"
"""The constraint name under which the claims app's trigger refuses to change a line that was on a filed claim."""


class LineFiled(Refusal):
    """The line was sent to a payer; what it says stays. Correct or void the claim first."""

    code = "line_filed"


def write_diagnoses(appointment: Appointment, codes: tuple[str, ...]) -> None:
    """Makes the appointment's diagnoses exactly these, in this order. Untouched where nothing changed."""
    current = tuple(appointment.diagnoses.order_by("ordinal").values_list("code", flat=True))
    if current == codes:
        return
    appointment.diagnoses.all().delete()
    AppointmentDiagnosis.objects.bulk_create(
        AppointmentDiagnosis(appointment=appointment, ordinal=ordinal, code=code)
        for ordinal, code in enumerate(codes, start=1)
    )


def write_lines(appointment: Appointment, lines: tuple[LineDetails, ...], *, now: datetime) -> None:
    """Changes the lines named by id, adds the others, and marks removed what is left out.

    Ordinals and control numbers are never given twice. Raises LineFiled when a filed line would change.
    """
    every = {line.pk: line for line in appointment.charge_lines.all()}
    current = {pk: line for pk, line in every.items() if line.removed_at is None}
    highest = max((line.ordinal for line in every.values()), default=0)
    _refuse_unknown(lines, current)
    try:
        with transaction.atomic():
            for details in lines:
                line = current.pop(details.id, None) if details.id is not None else None
                if line is None:
                    highest += 1
                    line = _new_line(appointment, highest)
                _write(line, details, appointment)
            _remove(list(current.values()), now)
    except IntegrityError as error:
        _explain(error)


def _refuse_unknown(lines: tuple[LineDetails, ...], current: dict[int, ChargeLine]) -> None:
    named = [line.id for line in lines if line.id is not None]
    if len(set(named)) < len(named) or not set(named) <= set(current):
        message = "One of these lines is no longer on the appointment. Please reload and try again."
        raise ValidationError({"lines": ValidationError(message, code="unknown_line")})


def _new_line(appointment: Appointment, ordinal: int) -> ChargeLine:
    return ChargeLine(
        appointment=appointment,
        client_id=appointment.client_id,
        ordinal=ordinal,
        line_control_number=f"{appointment.reference}L{ordinal}",
    )


def _write(line: ChargeLine, details: LineDetails, appointment: Appointment) -> None:
    assert details.charge is not None  # priced before it comes here
    wanted = {
        "date_of_service": appointment.date_of_service,
        "procedure": details.procedure,
        "modifiers": list(details.modifiers),
        "units": details.units,
        "charge": details.charge,
        "diagnosis_pointers": list(details.diagnosis_pointers),
        "note": details.note,
    }
    is_new = not line.pk
    changed = [name for name, value in wanted.items() if is_new or getattr(line, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(line, name, wanted[name])
    line.save(update_fields=None if is_new else changed)


def _remove(lines: list[ChargeLine], now: datetime) -> None:
    for line in lines:
        line.removed_at = now
        line.save(update_fields=["removed_at"])


def _explain(error: IntegrityError) -> None:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name != FILED:
        raise error
    raise LineFiled(
        "This session is on a claim that was filed, so its date, code, units and charge stay as they were sent. "
        "Void or correct the claim first."
    ) from error
