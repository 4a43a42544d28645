"""Which line of a claim each SVC answers. Pure: rules only, no database (domain rule: 6R first, then what was sent)."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A line of our claim, as it was sent."""

    claim_line_id: int
    line_control_number: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    service_date: date


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """An SVC: `procedure` as submitted (SVC06 where the payer restated the code, else SVC01)."""

    line_control_number: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    service_date: date | None


Line = TargetLine | ReceivedLine
Key = Callable[[Line], Hashable]


def _by_all(line: Line) -> Hashable:
    return (line.procedure, frozenset(line.modifiers), line.service_date, abs(line.charge))


def _without_modifiers(line: Line) -> Hashable:
    return (line.procedure, line.service_date, abs(line.charge))


def _without_charge(line: Line) -> Hashable:
    return (line.procedure, line.service_date)


def _without_procedure(line: Line) -> Hashable:
    return (line.service_date, abs(line.charge))


def _without_date(line: Line) -> Hashable:
    return (line.procedure, abs(line.charge))


# From the surest to the weakest. Alike lines of one key are interchangeable only where the key says everything.
_KEYS: tuple[tuple[Key, bool], ...] = (
    (_by_all, True),
    (_without_modifiers, False),
    (_without_charge, False),
    (_without_procedure, False),
    (_without_date, False),
)


def assign_lines(received: Sequence[ReceivedLine], ours: Sequence[TargetLine]) -> list[int | None]:
    """For each SVC the id of the claim line it answers, or None where that is not certain.

    Payers must return 6R when it was sent (X12 RFI 1684); several SVC may share one 6R (unbundling, RFI 498).
    """
    found = _by_control_number(received, ours)
    for key, alike_allowed in _KEYS:
        _assign_by(key, received, ours, found, alike_allowed=alike_allowed)
    return found


def overcharged(received: Sequence[ReceivedLine], ours: Sequence[TargetLine], found: Sequence[int | None]) -> bool:
    """Whether the SVC of some line charge more, together, than the line that was sent."""
    charges: dict[int, Decimal] = defaultdict(Decimal)
    for line, line_id in zip(received, found, strict=True):
        if line_id is not None:
            charges[line_id] += abs(line.charge)
    return any(charges.get(line.claim_line_id, Decimal(0)) > line.charge for line in ours)


def _by_control_number(received: Sequence[ReceivedLine], ours: Sequence[TargetLine]) -> list[int | None]:
    known = {normal(line.line_control_number): line.claim_line_id for line in ours if line.line_control_number}
    return [known.get(normal(line.line_control_number)) if line.line_control_number else None for line in received]


def _assign_by(
    key: Key,
    received: Sequence[ReceivedLine],
    ours: Sequence[TargetLine],
    found: list[int | None],
    *,
    alike_allowed: bool,
) -> None:
    taken = {line_id for line_id in found if line_id is not None}
    free: dict[Hashable, list[int]] = defaultdict(list)
    for ours_line in ours:
        if ours_line.claim_line_id not in taken:
            free[key(ours_line)].append(ours_line.claim_line_id)
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for index, line in enumerate(received):
        if found[index] is None:
            waiting[key(line)].append(index)
    for value, indexes in waiting.items():
        candidates = free.get(value, [])
        if len(candidates) == len(indexes) and (alike_allowed or len(indexes) == 1):
            for index, line_id in zip(indexes, candidates, strict=True):
                found[index] = line_id


def normal(text: str) -> str:
    """How control numbers are compared: blanks around and case do not count."""
    return text.strip().upper()
