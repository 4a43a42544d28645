"""Services: diagnoses, pointers, procedures, modifiers, units, add-ons, place and telehealth, duplicates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from claimcenter.x12.claim837 import Claim, ServiceLine
from claimcenter.x12.labels import ADD_ON_BASES, LISTS, SESSION_CODES, TELEHEALTH_MODIFIERS, is_diagnosis_form

from .facts import numbered_lines, rendering_of, service_days
from .model import CheckContext, FixAt, Hit, Repair, ServiceKey
from .registry import edit

_PROCEDURE = re.compile(r"(?=[A-Z]{0,4}[0-9])[A-Z0-9]{5}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_PLACE = re.compile(r"[0-9]{2}")
_TELEHEALTH_PLACES = frozenset({"02", "10"})


@edit("diagnosis_missing", "The claim has a diagnosis", source="005010X222A1 2300 HI", fix_at=FixAt.APPOINTMENT)
def diagnosis_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if not claim.diagnoses:
        yield Hit("The claim has no diagnosis.", "2300", "HI", "01-2")


@edit(
    "diagnosis_form",
    "Diagnoses have the form of ICD-10-CM, without the dot",
    source="ICD-10-CM; 005010X222A1 2300 HI",
    fix_at=FixAt.APPOINTMENT,
)
def diagnosis_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, code in enumerate(claim.diagnoses):
        if not is_diagnosis_form(code):
            plain = code.replace(".", "").strip().upper()
            certain = is_diagnosis_form(plain)
            repair = Repair("Remove the dot", ("diagnoses", index), plain) if certain else None
            message = f"The diagnosis {code!r} is not written like an ICD-10 code."
            yield Hit(message, "2300", "HI", f"{index + 1:02d}-2", code, repair=repair)


@edit("diagnosis_repeated", "No diagnosis stands twice", source="005010X222A1 2300 HI", fix_at=FixAt.APPOINTMENT)
def diagnosis_repeated(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for code, count in Counter(claim.diagnoses).items():
        if count > 1:
            place = claim.diagnoses.index(code) + 1
            yield Hit(f"The diagnosis {code} stands {count} times.", "2300", "HI", f"{place:02d}-2", code)


@edit("diagnosis_count", "At most twelve diagnoses", source="005010X222A1 2300 HI", fix_at=FixAt.APPOINTMENT)
def diagnosis_count(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if len(claim.diagnoses) > 12:
        message = f"The claim has {len(claim.diagnoses)} diagnoses; at most twelve can be sent."
        yield Hit(message, "2300", "HI", "13-2", len(claim.diagnoses))


def _diagnoses_on(claim: Claim) -> date | None:
    """Discharge excepted, professional claims use the codes of the first day of service."""
    return min(service_days(claim), default=None)


@edit(
    "diagnosis_unknown",
    "Diagnoses are in the loaded ICD-10-CM table",
    source="ICD-10-CM of the fiscal year",
    fix_at=FixAt.APPOINTMENT,
    warns=True,
)
def diagnosis_unknown(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    table = context.diagnoses
    for index, code in enumerate(claim.diagnoses if table else ()):
        if table is not None and table.get(code) is None:
            message = f"The diagnosis {code} is not in the table of diagnoses."
            yield Hit(message, "2300", "HI", f"{index + 1:02d}-2", code)


@edit(
    "diagnosis_expired",
    "Diagnoses are valid on the day of service",
    source="ICD-10-CM, changes on 1 October and 1 April",
    fix_at=FixAt.APPOINTMENT,
)
def diagnosis_expired(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    table, day = context.diagnoses, _diagnoses_on(claim)
    for index, code in enumerate(claim.diagnoses if table and day else ()):
        if table is not None and table.get(code) is not None and table.get(code, day) is None:
            message = f"The diagnosis {code} was not valid on the day of service."
            yield Hit(message, "2300", "HI", f"{index + 1:02d}-2", code)


@edit(
    "diagnosis_only_z",
    "A factor such as Z63.0 alone is rarely covered",
    source="payers' coverage practice",
    fix_at=FixAt.APPOINTMENT,
    warns=True,
)
def diagnosis_only_z(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if claim.diagnoses and all(code.startswith("Z") for code in claim.diagnoses):
        message = "Every diagnosis is a Z code; payers rarely cover a service for these alone."
        yield Hit(message, "2300", "HI", "01-2", claim.diagnoses[0])


@edit(
    "pointer_range",
    "Every line points to one to four of the claim's diagnoses",
    source="005010X222A1 2400 SV107; Stedi: pointer in range",
    fix_at=FixAt.APPOINTMENT,
    published=True,
)
def pointer_range(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if not 1 <= len(line.pointers) <= 4:
            message = f"Line {number} points to {len(line.pointers)} diagnoses; one to four are needed."
            yield Hit(message, "2400", "SV1", "07", len(line.pointers), number)
        if len(set(line.pointers)) < len(line.pointers):
            yield Hit(f"Line {number} points twice to the same diagnosis.", "2400", "SV1", "07", line.pointers, number)
        for place, pointer in enumerate(line.pointers, 1):
            if not 1 <= pointer <= len(claim.diagnoses):
                message = f"Line {number} points to diagnosis {pointer}, which the claim does not have."
                yield Hit(message, "2400", "SV1", f"07-{place}", pointer, number)


@edit(
    "procedure_form",
    "A procedure has five letters and digits",
    source="005010X222A1 2400 SV101-2; Stedi: procedure format",
    fix_at=FixAt.APPOINTMENT,
    published=True,
)
def procedure_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.procedure.qualifier == "HC" and not _PROCEDURE.fullmatch(line.procedure.code):
            message = f"Line {number}: {line.procedure.code!r} is not written like a procedure code."
            yield Hit(message, "2400", "SV1", "01-2", line.procedure.code, number)


@edit(
    "procedure_expired",
    "The procedure was in use on the day of service",
    source="code list of the year",
    fix_at=FixAt.APPOINTMENT,
)
def procedure_expired(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    table = context.procedures or LISTS["procedure"]
    for number, line in numbered_lines(claim):
        code, day = line.procedure.code, line.service_date
        if day and table.get(code) is not None and table.get(code, day) is None:
            message = f"Line {number}: the procedure {code} was not in use on {day:%-d %b %Y}."
            yield Hit(message, "2400", "SV1", "01-2", code, number)


@edit(
    "modifier_form",
    "At most four modifiers of two characters, none twice",
    source="005010X222A1 2400 SV101-3 to 6",
    fix_at=FixAt.APPOINTMENT,
)
def modifier_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        modifiers = line.procedure.modifiers
        if len(modifiers) > 4:
            yield Hit(f"Line {number} has {len(modifiers)} modifiers.", "2400", "SV1", "01-6", len(modifiers), number)
        if len(set(modifiers)) < len(modifiers):
            yield Hit(f"Line {number} has the same modifier twice.", "2400", "SV1", "01-3", ":".join(modifiers), number)
        for place, modifier in enumerate(modifiers, 3):
            if not _MODIFIER.fullmatch(modifier):
                message = f"Line {number}: the modifier {modifier!r} must be two letters or digits."
                yield Hit(message, "2400", "SV1", f"01-{place}", modifier, number)


@edit("units_positive", "Units are above zero", source="005010X222A1 2400 SV104", fix_at=FixAt.APPOINTMENT)
def units_positive(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.units <= 0 or line.units > 9999:
            yield Hit(f"Line {number} has {line.units} units.", "2400", "SV1", "04", line.units, number)


@edit(
    "session_units",
    "A session is one unit",
    source="clean-claim practice; payers' unit edits",
    fix_at=FixAt.APPOINTMENT,
    waivable=True,
)
def session_units(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.procedure.code in SESSION_CODES and line.units > 0 and line.units != 1:
            message = (
                f"Line {number}: {line.procedure.code} is one session and is billed with one unit, not {line.units}."
            )
            yield Hit(message, "2400", "SV1", "04", line.units, number)


@edit(
    "add_on_alone",
    "An add-on code stands with its base code, on the same day, by the same clinician",
    source="APA time rule; CPT add-on rule",
    fix_at=FixAt.APPOINTMENT,
    waivable=True,
)
def add_on_alone(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        bases = ADD_ON_BASES.get(line.procedure.code)
        if bases and not _has_base(claim, context, line, bases):
            message = (
                f"Line {number}: the add-on {line.procedure.code} needs one of {', '.join(sorted(bases))} "
                "on the same day by the same clinician."
            )
            yield Hit(message, "2400", "SV1", "01-2", line.procedure.code, number)


def _has_base(claim: Claim, context: CheckContext, add_on: ServiceLine, bases: frozenset[str]) -> bool:
    own = rendering_of(claim, add_on)
    for line in claim.lines:
        same = line.service_date == add_on.service_date and rendering_of(claim, line) == own
        if same and line.procedure.code in bases:
            return True
    day = add_on.service_date
    return any((day, base) in context.same_day_procedures for base in bases)


@edit(
    "place_form", "The place of service is two digits", source="005010X222A1 CLM05-1, SV105", fix_at=FixAt.APPOINTMENT
)
def place_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    places: list[tuple[str, str, str, str, int | None]] = [("2300", "CLM", "05-1", claim.place_of_service, None)]
    places += [("2400", "SV1", "05", x.place_of_service, n) for n, x in numbered_lines(claim) if x.place_of_service]
    for loop, segment, element, place, number in places:
        if not _PLACE.fullmatch(place):
            message = f"The place of service {place!r} must be two digits."
            yield Hit(message, loop, segment, element, place, number)


@edit(
    "place_unknown",
    "The place of service is in the list",
    source="CMS place of service codes",
    fix_at=FixAt.APPOINTMENT,
    warns=True,
)
def place_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    table = LISTS["place_of_service"]
    for number, line in numbered_lines(claim):
        place = line.place_of_service or claim.place_of_service
        if _PLACE.fullmatch(place) and table.get(place, line.service_date) is None:
            yield Hit(f"Line {number}: the place of service {place} is not known.", "2400", "SV1", "05", place, number)


@edit(
    "telehealth_modifier",
    "Telehealth places carry the modifier this payer wants",
    source="payer rule",
    fix_at=FixAt.APPOINTMENT,
    waivable=True,
)
def telehealth_modifier(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    rule = context.rules.telehealth
    for number, line in numbered_lines(claim) if rule else ():
        place = line.place_of_service or claim.place_of_service
        if rule is None or place not in _TELEHEALTH_PLACES:
            continue
        if place not in rule.places:
            message = f"Line {number}: {claim.payer.name} does not take the telehealth place of service {place}."
            yield Hit(message, "2400", "SV1", "05", place, number)
        if rule.modifier_required and not rule.modifiers & set(line.procedure.modifiers):
            wanted = " or ".join(sorted(rule.modifiers))
            message = f"Line {number}: {claim.payer.name} wants the modifier {wanted} on telehealth."
            yield Hit(message, "2400", "SV1", "01-3", ":".join(line.procedure.modifiers), number)


@edit(
    "telehealth_place",
    "A telehealth modifier goes with a telehealth place of service",
    source="CMS telehealth billing",
    fix_at=FixAt.APPOINTMENT,
    warns=True,
)
def telehealth_place(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        place = line.place_of_service or claim.place_of_service
        found = TELEHEALTH_MODIFIERS & set(line.procedure.modifiers)
        if found and place not in _TELEHEALTH_PLACES:
            message = f"Line {number} has the telehealth modifier {min(found)} but the place of service {place}."
            yield Hit(message, "2400", "SV1", "05", place, number)


def service_key(claim: Claim, line: ServiceLine, day: date) -> ServiceKey:
    """How a service is told from another."""
    rendering = rendering_of(claim, line)
    modifiers = frozenset(line.procedure.modifiers)
    return ServiceKey(day, line.procedure.code, modifiers, line.units, rendering.npi if rendering else "")


@edit(
    "duplicate_line",
    "The same service does not stand twice on the claim",
    source="clean-claim practice; CARC 18",
    fix_at=FixAt.APPOINTMENT,
    warns=True,
)
def duplicate_line(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    seen: dict[ServiceKey, int] = {}
    for number, line in numbered_lines(claim):
        if line.service_date is None:
            continue
        key = service_key(claim, line, line.service_date)
        if key in seen:
            message = f"Line {number} repeats line {seen[key]}: same day, code, modifiers and clinician."
            yield Hit(message, "2400", "SV1", "01-2", line.procedure.code, number)
        seen.setdefault(key, number)


@edit(
    "duplicate_service",
    "The service is not on another open or paid claim",
    source="clean-claim practice; CARC 18",
    fix_at=FixAt.CLAIM,
    warns=True,
)
def duplicate_service(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.service_date and service_key(claim, line, line.service_date) in context.other_services:
            message = f"Line {number}: the same service is on another claim of this client to this payer."
            yield Hit(message, "2400", "SV1", "01-2", line.procedure.code, number)


@edit("line_count", "A claim has one to fifty lines", source="005010X222A1 2400", fix_at=FixAt.CLAIM)
def line_count(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if not 1 <= len(claim.lines) <= 50:
        yield Hit(f"The claim has {len(claim.lines)} lines; it must have one to fifty.", "2400", "LX", "01")


@edit(
    "rendering_missing",
    "A group's claim names the clinician who treated",
    source="005010X222A1 2310B",
    fix_at=FixAt.APPOINTMENT,
    waivable=True,
)
def rendering_missing(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if context.billing is None or not context.billing.name.is_organization:
        return
    for number, line in numbered_lines(claim):
        if rendering_of(claim, line) is None:
            yield Hit(f"Line {number} does not say who treated the client.", "2310B", "NM1", "", "", number)
            return
