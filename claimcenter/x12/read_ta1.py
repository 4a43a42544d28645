"""Reader of TA1, the acknowledgement of an interchange (X12.5 TA1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from .dates import parse_short_date
from .envelope import Envelope, at

STATUSES: Final = frozenset({"A", "E", "R"})


@dataclass(frozen=True, slots=True)
class InterchangeAcknowledgement:
    """TA101 is the control number of the interchange we sent; ``status`` A, E or R; ``note`` 000 to 031."""

    control_number: str
    on: date | None
    time: str
    status: str
    note: str

    @property
    def accepted(self) -> bool:
        return self.status in {"A", "E"}


def read_ta1(envelope: Envelope, elements: tuple[str, ...]) -> InterchangeAcknowledgement:
    """One TA1 segment; what cannot be told from it is reported."""
    found = InterchangeAcknowledgement(
        at(elements, 1).strip(), parse_short_date(at(elements, 2)), at(elements, 3), at(elements, 4), at(elements, 5)
    )
    if not found.control_number:
        envelope.report("missing_element", "TA101 names no interchange.", envelope.last, element="TA101")
    if found.status not in STATUSES:
        envelope.report("unknown_code", "TA104 is not A, E or R.", envelope.last, element="TA104", value=found.status)
    return found
