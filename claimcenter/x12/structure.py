"""Walk a transaction set along its table: which loop each segment belongs to, and what is wrong with it on the way.

The readers of everything but the 835 stand on this (the 835 has a walk of its own, made for speed, over the same
places).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from .delimiters import Delimiters
from .envelope import Envelope
from .findings import describe
from .problems import Severity, shown
from .table import transaction
from .table.model import Segment, Transaction
from .table.places import Place, places, qualifier_of
from .table.shapes import Fault, findings, sound_of

# Faults that are a reason to hold wherever they stand, and those that are one in an element the reader names. The
# rest is shown.
HELD_FAULTS: Final = frozenset({Fault.AMOUNT})
HELD_WHEN_NAMED: Final = frozenset({Fault.MISSING, Fault.NUMBER, Fault.CODE, Fault.TOO_MANY, Fault.UNUSED})


_FOREIGN: Final = {
    "SV2": "an institutional claim",
    "CL1": "an institutional claim",
    "SV3": "a dental claim",
    "TOO": "a dental claim",
}


class Walk:
    """The way through one open transaction set."""

    def __init__(
        self, code: str, envelope: Envelope, delimiters: Delimiters, held: frozenset[str] = frozenset()
    ) -> None:
        self.table = transaction(code)
        self.envelope = envelope
        self.delimiters = delimiters
        self.place = places(code)
        self._held = held
        self.claim: str | None = None

    def take(self, number: int, elements: list[str], text: str) -> str | None:
        """The loop a segment belongs to; None where it is unknown or has no place. Its elements are checked against
        the table.
        """
        identifier = elements[0].upper()
        if identifier not in self.table.identifiers:
            self._refuse_foreign(number, identifier)
            message = f"Segment {shown(elements[0])} is not part of this transaction set; its content was not used."
            self._report("unknown_segment", message, number, Severity.ERROR, element=shown(elements[0]))
            return None
        qualifier = qualifier_of(elements, self.delimiters.component)
        following = self.place.next(identifier, qualifier)
        if following is None:
            following = self._out_of_order(number, identifier, qualifier)
            if following is None:
                return None
        else:
            self.place = following
        self._check(number, following.loop, elements, text)
        return following.loop

    def _refuse_foreign(self, number: int, identifier: str) -> None:
        """Segments that only institutional and dental claims have tell what the version did not."""
        kind = _FOREIGN.get(identifier) if self.table.code == "837" else None
        if kind is not None:
            message = f"Segment {identifier} makes this {kind}; we read professional claims (X222)."
            self._report("wrong_transaction", message, number, Severity.REJECT, element=identifier)

    def _out_of_order(self, number: int, identifier: str, qualifier: str) -> Place | None:
        """Use a late segment where it belongs, open a loop that comes unannounced, or leave the segment unused."""
        found = _elsewhere(self.table, self.place, identifier, qualifier)
        if found is None:
            message = (
                f"Segment {identifier} {shown(qualifier)} has no place after {self.place.identifier}; it was not used."
            )
            self._report("misplaced_segment", message, number, Severity.WARNING, element=identifier)
            return None
        message = f"Segment {identifier} stands out of its order (after {self.place.identifier})."
        self._report("out_of_order", message, number, Severity.WARNING, element=identifier)
        if found.loop != self.place.loop and found.loop not in self.place.path:
            self.place = found
        return found

    def _check(self, number: int, loop: str, elements: list[str], text: str) -> None:
        identifier = elements[0].upper()
        if sound_of(self.table.code, loop, identifier, self.delimiters)[len(elements)](text):
            return
        for finding in findings(self.table.uses(loop, identifier), elements, self.delimiters):
            named = finding.element in self._held and finding.fault in HELD_WHEN_NAMED
            held = named or finding.fault in HELD_FAULTS
            severity = Severity.ERROR if held else Severity.WARNING
            self._report(
                finding.fault.value, describe(finding), number, severity, element=finding.element, value=finding.value
            )

    def _report(
        self, code: str, message: str, number: int, severity: Severity, *, element: str, value: str | None = None
    ) -> None:
        self.envelope.report(
            code,
            message,
            number,
            severity=severity,
            element=element,
            claim=self.claim,
            loop=self.place.loop,
            value=value,
        )


def _elsewhere(table: Transaction, place: Place, identifier: str, qualifier: str) -> Place | None:
    """Where a segment that may not come here belongs: a loop that is open, from the inside out; else the loop it
    opens.
    """
    every = _every_place(table.code)
    for loop in reversed(place.path):
        found = every.get((loop, identifier))
        if found is not None and _fits(table.uses(loop, identifier), qualifier):
            return found
    homes = [(loop, found) for (loop, name), found in every.items() if name == identifier]
    if len(homes) == 1:
        return homes[0][1]
    opened = [
        found
        for loop, found in homes
        if _opens(table, loop, table.uses(loop, identifier)[0]) and _fits(table.uses(loop, identifier), qualifier)
    ]
    return max(opened, key=lambda found: _shared(found, place), default=None)


def _shared(found: Place, place: Place) -> int:
    """How far the loops above a place are open already."""
    depth = 0
    for one, other in zip(found.path[:-1], place.path, strict=False):
        if one != other:
            break
        depth += 1
    return depth


def _fits(uses: tuple[Segment, ...], qualifier: str) -> bool:
    return any(not use.qualifiers or qualifier in use.qualifiers for use in uses)


def _opens(table: Transaction, loop_id: str, segment: Segment) -> bool:
    return any(loop.id == loop_id and loop.opener is segment for loop, _ in table.root.walk())


@cache
def _every_place(code: str) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    waiting = [places(code)]
    while waiting:
        place = waiting.pop()
        if (place.loop, place.identifier) not in found:
            found[place.loop, place.identifier] = place
            waiting += [target for targets in place.following.values() for _, target in targets]
    return found
