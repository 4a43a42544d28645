"""What is typed about an appointment, and the checks on it. Every problem is named by its field, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from claimcenter.practice import validators
from claimcenter.practice.models import Facility, Organization, Provider
from clients import cleaning
from clients.models import Client
from clients.validation import Problems, check_near

MAX_LINES = 50
MAX_DIAGNOSES = 12
MAX_CHARGE = Decimal("99999999.99")  # ten characters, the most payers take in SV102
MAX_UNITS = Decimal("9999.99")
CENT = Decimal("0.01")

# ICD-10-CM without its dot (domain rule of the clean-claim edits).
diagnosis_form = RegexValidator(
    r"\A[A-Z][0-9][0-9A-Z]([0-9A-Z]{1,4})?\Z", "A diagnosis is an ICD-10 code like F41.1. Please check this one."
)


@dataclass(frozen=True, kw_only=True)
class LineDetails:
    """One procedure. `id` names an existing charge line; `charge` None takes the practice's own charge for the code."""

    procedure: str
    charge: Decimal | None = None
    units: Decimal = Decimal(1)
    modifiers: tuple[str, ...] = ()
    diagnosis_pointers: tuple[int, ...] = (1,)
    note: str = ""
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AppointmentDetails:
    """`provider` None: the only or first one; `organization` None: the default one."""

    date_of_service: date
    diagnoses: tuple[str, ...]
    lines: tuple[LineDetails, ...]
    place_of_service: str = "11"
    provider: Provider | None = None
    organization: Organization | None = None
    facility: Facility | None = None
    authorization_number: str = ""
    additional_clients: tuple[Client, ...] = ()


def cleaned(details: AppointmentDetails, *, client: Client, today: date) -> AppointmentDetails:
    """The same in the form the records keep; raises ValidationError with every problem found."""
    details = replace(
        details,
        diagnoses=tuple(cleaning.code(one) for one in details.diagnoses if one.strip()),
        lines=tuple(_cleaned_line(line) for line in details.lines),
        place_of_service=details.place_of_service.strip(),
        authorization_number=cleaning.tidy(details.authorization_number),
        additional_clients=tuple({one.pk: one for one in details.additional_clients}.values()),
    )
    problems = Problems()
    _check_session(details, client, today, problems)
    _check_diagnoses(details.diagnoses, problems)
    _check_lines(details, problems)
    problems.raise_if_any()
    return details


def _cleaned_line(line: LineDetails) -> LineDetails:
    return replace(
        line,
        procedure=cleaning.code(line.procedure),
        modifiers=tuple(cleaning.code(one) for one in line.modifiers if one.strip()),
        note=cleaning.tidy(line.note),
    )


def _check_session(details: AppointmentDetails, client: Client, today: date, problems: Problems) -> None:
    check_near(problems, "date_of_service", details.date_of_service, today=today)
    if details.date_of_service < client.date_of_birth:
        problems.add("date_of_service", "This is before the client was born. Please check both dates.")
    problems.check("place_of_service", validators.place_of_service, details.place_of_service)
    problems.check("authorization_number", validators.plain_text, details.authorization_number)
    if len(details.authorization_number) > 50:
        problems.add("authorization_number", "An authorization number has at most 50 characters.")
    if any(one.pk == client.pk for one in details.additional_clients):
        problems.add("additional_clients", "The billed client need not be named again among the additional clients.")


def _check_diagnoses(codes: tuple[str, ...], problems: Problems) -> None:
    if not codes:
        problems.add("diagnoses", "Please give at least one diagnosis; the first one is the principal one.")
    if len(codes) > MAX_DIAGNOSES:
        problems.add("diagnoses", f"A claim carries at most {MAX_DIAGNOSES} diagnoses; these are {len(codes)}.")
    if len(set(codes)) < len(codes):
        problems.add("diagnoses", "The same diagnosis stands here twice.")
    for one in codes:
        problems.check("diagnoses", diagnosis_form, one)


def _check_lines(details: AppointmentDetails, problems: Problems) -> None:
    if not details.lines:
        problems.add("lines", "Please give at least one procedure.")
    if len(details.lines) > MAX_LINES:
        problems.add("lines", f"A claim carries at most {MAX_LINES} procedures; these are {len(details.lines)}.")
        return
    for ordinal, line in enumerate(details.lines):
        _check_line(line, len(details.diagnoses), problems, f"lines.{ordinal}.")


def _check_line(line: LineDetails, diagnoses: int, problems: Problems, prefix: str) -> None:
    problems.check(f"{prefix}procedure", procedure_form, line.procedure)
    _check_modifiers(line.modifiers, problems, f"{prefix}modifiers")
    if line.charge is not None:
        check_amount(line.charge, problems, f"{prefix}charge", maximum=MAX_CHARGE)
    check_amount(line.units, problems, f"{prefix}units", maximum=MAX_UNITS)
    _check_pointers(line.diagnosis_pointers, diagnoses, problems, f"{prefix}diagnosis_pointers")
    problems.check(f"{prefix}note", validators.plain_text, line.note)
    if len(line.note) > 80:
        problems.add(f"{prefix}note", "A line note has at most 80 characters.")


def procedure_form(text: str) -> None:
    validators.procedure_code(text)
    if not any(character.isdigit() for character in text):
        raise ValidationError("A CPT or HCPCS code has a digit in it, like 90837.", code="invalid")


def _check_modifiers(modifiers: tuple[str, ...], problems: Problems, name: str) -> None:
    if len(modifiers) > 4:
        problems.add(name, "A line carries at most four modifiers.")
    if len(set(modifiers)) < len(modifiers):
        problems.add(name, "The same modifier stands here twice.")
    for one in modifiers:
        problems.check(name, validators.modifier, one)


def check_amount(amount: Decimal, problems: Problems, name: str, *, maximum: Decimal) -> None:
    """Above zero, at most `maximum`, at most two decimals; never rounded silently."""
    if not amount.is_finite() or amount != amount.quantize(CENT) or amount > maximum:
        problems.add(name, f"Please write this like 120.00, at most {maximum:,.2f}.", code="money")
    elif amount <= 0:
        problems.add(name, "This must be more than zero.", code="not_positive")


def _check_pointers(pointers: tuple[int, ...], diagnoses: int, problems: Problems, name: str) -> None:
    if not 1 <= len(pointers) <= 4 or len(set(pointers)) < len(pointers):
        problems.add(name, "A line points to one to four different diagnoses.")
    for missing in _beyond(pointers, diagnoses):
        problems.add(name, f"This line points to diagnosis {missing}, but there are only {diagnoses}.")


def _beyond(pointers: Iterable[int], diagnoses: int) -> list[int]:
    return [one for one in pointers if not 1 <= one <= diagnoses]
