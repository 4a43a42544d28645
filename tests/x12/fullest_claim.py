"""The fullest claim the table allows, made from the table itself: every loop, every use of a segment, every element.

``fullest(choice)`` takes the first, second, ... code of every code list, so that a few of them together use many.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from claimcenter.x12.table import UNUSED, Element, Loop, Segment, transaction

DAYS = {"D8": "20260901", "RD8": "20260901-20260908", "DT": "202609010930"}
# By segment, elements whose value is decided elsewhere; counted from 0.
FIXED = {
    "ST": {1: "0001", 2: "005010X222A1"},
    "BHT": {0: "0019", 3: "20260918", 4: "0900"},
    "LX": {0: "1"},
    "DMG": {1: "19880704"},
    "PAT": {5: "19880704"},
}
HEAD = (
    "ISA*00*          *00*          *ZZ*CLAIMCENTER    *ZZ*CLEARHOUSE     *260918*0900*^*00501*000000101*0*T*:",
    "GS*HC*CLAIMCENTER*CLEARHOUSE*20260918*0900*101*X*005010X222A1",
)
TAIL = ("GE*1*101", "IEA*1*000000101")


class _Values:
    """One value after another, none like the last, so that nothing can pass for something else."""

    def __init__(self, choice: int) -> None:
        self.choice = choice
        self._numbers = count(100)

    def code(self, element: Element) -> str:
        codes = sorted(element.codes)
        return codes[self.choice % len(codes)]

    def of(self, element: Element) -> str:
        if element.components:
            parts = [self.of(part) if part.usage != UNUSED else "" for part in element.components]
            return ":".join(parts).rstrip(":")
        if element.codes:
            return self.code(element)
        number = str(next(self._numbers))
        if element.kind == "R":
            return number
        if element.kind == "N":
            return number[: element.high]
        if element.kind in {"DT", "TM"}:
            return "20260901"[: element.high] if element.kind == "DT" else "0930"
        return ("X" * element.low + number)[-max(element.low, min(element.high, 6)) :].rjust(element.low, "X")


def fullest(choice: int = 0, *, patient: bool) -> str:
    """One interchange with one claim. ``patient``: the claim stands under the patient's level, else the subscriber's."""
    values = _Values(choice)
    segments = list(_loop(transaction("837").root, values, patient=patient))
    segments[-1] = f"SE*{len(segments)}*0001"
    return "~\n".join([*HEAD, *segments, *TAIL, ""])


def _loop(loop: Loop, values: _Values, *, patient: bool) -> Iterator[str]:
    for item in loop.items:
        if isinstance(item, Segment):
            yield from _uses(loop.id, item, values, patient=patient)
        elif item.id == "2300" and (loop.id == "2000B") == patient:
            continue
        elif item.id != "2000C" or patient:
            yield from _loop(item, values, patient=patient)


def _uses(loop: str, use: Segment, values: _Values, *, patient: bool) -> Iterator[str]:
    if _left_out(loop, use, values):
        return
    elements = [values.of(one) if one.usage != UNUSED else "" for one in use.elements]
    _fit(loop, use.id, elements, values, patient=patient)
    while not elements[-1]:
        elements.pop()
    yield "*".join([use.id, *elements])


def _left_out(loop: str, use: Segment, values: _Values) -> bool:
    """A bypassed payer has no decision; the payer's own date and liability stand on the claim here."""
    code = values.code(use.elements[0]) if use.elements[0].codes else ""
    return loop == "2320" and use.id == "AMT" and code == "A8"


def _fit(loop: str, name: str, e: list[str], values: _Values, *, patient: bool) -> None:
    """What the table cannot know: numbers of levels and lines, dates by their form, what stands together."""
    match name:
        case "HL":
            levels = {"2000A": ["1", "", "20", "1"], "2000B": ["2", "1", "22", "1" if patient else "0"]}
            e[:] = levels.get(loop, ["3", "2", "23", "0"])
        case "DTP":
            e[2] = DAYS[e[1]]
        case "CLM":
            e[4] = e[4].rsplit(":", 2)[0] + ":B:1"
        case "PER":
            e[2:7:2] = [code if e[at] else "" for at, code in ((2, "TE"), (4, "EX"), (6, "FX"))]
        case "NM1" if e[1] == "2" and len(e) > 2:
            e[3:7] = ["", "", "", ""]
        case "HI" if e[0].startswith(("ABF", "BF", "BK", "ABK")):
            lists = ("BK", "BF") if values.choice % 2 else ("ABK", "ABF")
            e[:] = [f"{lists[min(at, 1)]}:{one.split(':')[1]}" for at, one in enumerate(e)]
        case _:
            for at, value in FIXED.get(name, {}).items():
                e[at] = value
