"""Where the segments of an 837P stand: loop, claim, line and payer of each, from the segments alone.

Findings about a claim's data become places in a file (``segment`` ordinal) this way, whoever wrote the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from claimcenter.x12.edits.model import Finding

_HEAD = "41 1000A 40 1000B 85 2010AA 87 2010AB PE 2010AC IL 2010BA PR 2010BB QC 2010CA"
_CLAIM = "DN 2310A P3 2310A 82 2310B 77 2310C DQ 2310D PW 2310E 45 2310F"
_OTHER = "IL 2330A PR 2330B DN 2330C P3 2330C 82 2330D 77 2330E DQ 2330F 85 2330G"
_LINE = "82 2420A QB 2420B 77 2420C DQ 2420D DK 2420E DN 2420F P3 2420F PW 2420G 45 2420H"


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# NM101 -> loop, by where we are: header and subscriber, claim, other payer, line.
_NAMES = {"head": _pairs(_HEAD), "claim": _pairs(_CLAIM), "other": _pairs(_OTHER), "line": _pairs(_LINE)}
_LEVELS = {"20": "2000A", "22": "2000B", "23": "2000C"}
_OPENERS = {"CLM": ("claim", "2300"), "LX": ("line", "2400"), "LIN": ("line", "2410"), "SVD": ("line", "2430")}


@dataclass(slots=True)
class Place:
    """One segment of a transaction set. ``claim`` numbers the claims and the subscriber levels without one, from 0;
    -1 outside of them.

    ``elements`` starts with the identifier, so ``elements[2]`` is element 02.
    """

    transaction: int
    ordinal: int
    claim: int
    loop: str
    elements: list[str]
    line: int = 0
    payer: int = -1
    payer_id: str = ""

    @property
    def segment(self) -> str:
        return self.elements[0]


class _Walk:
    """Follows the loops; ``place`` is called once a segment, in order."""

    def __init__(self) -> None:
        self.transaction = -1
        self.ordinal = 0
        self.scope = "head"
        self.loop = ""
        self.claims = 0
        self.claim = -1
        self.named = False  # whether the current claim's CLM was seen
        self.line = 0
        self.payer = -1
        self.payer_id = ""

    def place(self, elements: list[str]) -> Place:
        self.ordinal += 1
        self._enter(elements)
        payer = self.payer if self.scope == "other" else -1
        line = self.line if self.scope == "line" else 0
        payer_id = self.payer_id if self.loop == "2430" else ""
        return Place(self.transaction, self.ordinal, self.claim, self.loop, elements, line, payer, payer_id)

    def _enter(self, elements: list[str]) -> None:
        name = elements[0]
        if name == "ST":
            self.transaction += 1
            self.ordinal, self.scope, self.loop, self.claim = 1, "head", "", -1
        elif name == "HL":
            self._level(_LEVELS.get(_at(elements, 3), ""))
        elif name == "SBR" and self.scope != "head":
            self.scope, self.loop, self.payer = "other", "2320", self.payer + 1
        elif name == "NM1":
            self.loop = _NAMES[self.scope].get(_at(elements, 1), self.loop)
        elif name == "SE":
            self.scope, self.loop, self.claim = "head", "", -1
        elif name in _OPENERS:
            self._open(name, elements)

    def _level(self, loop: str) -> None:
        """A provider level ends the claim before; a subscriber opens the next; a patient level belongs to it."""
        self.scope, self.loop = "head", loop
        if loop == "2000A":
            self.claim = -1
        elif loop == "2000B" or self.named:
            self._next_claim()

    def _next_claim(self) -> None:
        self.claim, self.claims, self.named = self.claims, self.claims + 1, False

    def _open(self, name: str, elements: list[str]) -> None:
        self.scope, self.loop = _OPENERS[name]
        if name == "CLM":
            if self.named or self.claim < 0:
                self._next_claim()
            self.named, self.line, self.payer = True, 0, -1
        elif name == "LX":
            self.line += 1
        elif name == "SVD":
            self.payer_id = _at(elements, 1)


def _at(elements: list[str], position: int) -> str:
    return elements[position] if position < len(elements) else ""


def places(segments: Iterable[list[str]]) -> list[Place]:
    """The place of every segment from the first ST on. Segments are lists of elements, the identifier first."""
    walk = _Walk()
    found = [walk.place(elements) for elements in segments]
    payer_ids = {
        (place.claim, place.payer): _at(place.elements, 9)
        for place in found
        if place.loop == "2330B" and place.segment == "NM1"
    }
    for place in found:
        if place.payer >= 0:
            place.payer_id = payer_ids.get((place.claim, place.payer), "")
    return found


def by_claim(found: Iterable[Place]) -> list[list[Place]]:
    """The places of each claim that has a CLM, in the order of the file."""
    grouped: dict[int, list[Place]] = defaultdict(list)
    for place in found:
        grouped[place.claim].append(place)
    return [own for own in grouped.values() if any(place.segment == "CLM" for place in own)]


def located(finding: Finding, own: list[Place]) -> Finding:
    """The finding with the ordinal of its segment among the claim's places.

    Where the segment is missing it is the last segment of the loop that should hold it, else the claim's CLM.
    """
    loop = [place for place in own if place.loop == finding.loop and _same_owner(place, finding)]
    exact = [place for place in loop if place.segment == finding.segment]
    fitting = [place for place in exact if finding.qualifier in {"", _at(place.elements, 1)}] or exact
    valued = [place for place in fitting if finding.value and finding.value in place.elements]
    head = [place for place in own if place.segment == "CLM"]
    for candidates in (valued[:1], fitting[:1], loop[-1:], head[:1]):
        if candidates:
            return replace(finding, ordinal=candidates[0].ordinal)
    return finding


def _same_owner(place: Place, finding: Finding) -> bool:
    if finding.line is not None and place.line and place.line != finding.line:
        return False
    return not (finding.payer_id and place.payer_id and place.payer_id != finding.payer_id)
