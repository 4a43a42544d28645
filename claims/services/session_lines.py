"""The lines and diagnoses of a pending claim, as its sessions say them."""

from collections.abc import Iterable, Sequence

from django.db.models import Max

from claims.models import Claim, ClaimDiagnosis, ClaimLine
from clients.models import Appointment, ChargeLine

_KEPT = ("modifiers", "place_of_service", "diagnosis_pointers")


def write_lines(claim: Claim, appointment: Appointment, lines: Sequence[ChargeLine], diagnoses: Sequence[str]) -> None:
    """Makes the claim's lines of this appointment exactly these; the other sessions' lines stay."""
    standing = {line.charge_line_id: line for line in claim.lines.filter(charge_line__appointment=appointment)}
    wanted = {line.pk for line in lines}
    claim.lines.filter(pk__in=[line.pk for key, line in standing.items() if key not in wanted]).delete()
    ordinal = claim.lines.aggregate(last=Max("ordinal"))["last"] or 0
    pointers = _Pointers(claim, diagnoses)
    for line in lines:
        if (kept := standing.get(line.pk)) is None:
            ordinal += 1
            kept = ClaimLine(claim=claim, charge_line=line, ordinal=ordinal, position=claim.position)
        _save(kept, line, appointment, pointers.of(line))


def write_diagnoses(claim: Claim, codes: Sequence[str]) -> None:
    """Makes the claim's diagnoses exactly these, in this order; untouched where nothing changed."""
    if list(claim.diagnoses.order_by("ordinal").values_list("code", flat=True)) == list(codes):
        return
    claim.diagnoses.all().delete()
    add_diagnoses(claim, codes, start=1)


def merge_diagnoses(claim: Claim, codes: Iterable[str]) -> None:
    """Adds those the claim does not have yet, after its own."""
    have = list(claim.diagnoses.order_by("ordinal").values_list("code", flat=True))
    add_diagnoses(claim, [code for code in codes if code not in have], start=len(have) + 1)


def add_diagnoses(claim: Claim, codes: Iterable[str], *, start: int) -> None:
    ClaimDiagnosis.objects.bulk_create(
        ClaimDiagnosis(claim=claim, ordinal=ordinal, code=code) for ordinal, code in enumerate(codes, start=start)
    )


class _Pointers:
    """A session points into its own diagnoses, a combined claim has one list for all: pointers are told anew."""

    def __init__(self, claim: Claim, diagnoses: Sequence[str]) -> None:
        self._diagnoses = diagnoses
        self._places = {code: ordinal for ordinal, code in claim.diagnoses.values_list("ordinal", "code")}

    def of(self, line: ChargeLine) -> list[int]:
        codes = [self._diagnoses[pointer - 1] for pointer in line.diagnosis_pointers if pointer <= len(self._diagnoses)]
        if not codes or any(code not in self._places for code in codes):
            return list(line.diagnosis_pointers)
        return [self._places[code] for code in codes]


def _save(kept: ClaimLine, line: ChargeLine, appointment: Appointment, pointers: list[int]) -> None:
    values = {
        "modifiers": list(line.modifiers),
        "place_of_service": appointment.place_of_service,
        "diagnosis_pointers": pointers,
    }
    is_new = kept._state.adding
    if not is_new and all(getattr(kept, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save(update_fields=None if is_new else list(_KEPT))
