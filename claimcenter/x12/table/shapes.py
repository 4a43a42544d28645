"""What one segment may hold at one place: a compiled pattern for the common, sound case, and findings for the rest.

The pattern says yes or no in one step; only a segment it refuses is taken apart element by element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from ..amounts import AMOUNT_PATTERN, NUMBER_PATTERN, parse_amount, parse_quantity
from ..dates import parse_date, valid_time
from ..delimiters import Delimiters
from .model import REQUIRED, UNUSED, Element, Segment

MONEY_LENGTH = 18
_DAY = "(?:18|19|20|21)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9][0-9]{0,2})?"
_PATTERNS = {"N": "[0-9]", "DT": _DAY, "TM": _TIME}


class Fault(StrEnum):
    """What can be wrong with one element; the values of the codes in problems and findings."""

    MISSING = "missing_element"
    UNUSED = "unused_element"
    TOO_MANY = "too_many_elements"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    CODE = "unknown_code"
    NUMBER = "bad_number"
    AMOUNT = "bad_amount"
    DATE = "bad_date"
    TIME = "bad_time"
    REPEAT = "too_many_repetitions"


class Finding(NamedTuple):
    """One element at fault: its name (``CLP03``, ``SVC01-2``), the fault, and what stood there."""

    element: str
    fault: Fault
    value: str


Sound = Callable[[str], object]


def sound(uses: tuple[Segment, ...], delimiters: Delimiters) -> Sound:
    """A test of a segment's text: true where one of the uses allows it as it stands. False calls for ``findings``."""
    alternatives = "|".join(_segment_pattern(use, delimiters) for use in _merged(uses))
    return re.compile(f"{re.escape(uses[0].id)}(?:{alternatives})").fullmatch


def _merged(uses: Iterable[Segment]) -> Iterator[Segment]:
    """Uses that differ in their qualifiers alone, as one use with all of them."""

    def rest(use: Segment) -> tuple[Element, ...]:
        return use.elements[1:]

    for _, same in groupby(uses, key=rest):
        group = list(same)
        first = group[0].elements[0]
        codes = frozenset().union(*(use.elements[0].codes for use in group)) if all(u.elements[0].codes for u in group) else ()
        head = Element(
            1, first.usage, first.kind, first.low, first.high, frozenset(codes), first.repeat, first.components
        )
        yield Segment(group[0].id, group[0].usage, group[0].repeat, (head, *group[0].elements[1:]))


def _segment_pattern(use: Segment, delimiters: Delimiters) -> str:
    return _sequence(use.elements, delimiters, re.escape(delimiters.element), lead=True)


def _sequence(elements: tuple[Element, ...], delimiters: Delimiters, separator: str, *, lead: bool) -> str:
    """Elements in order, trailing ones left out; built from the last to the first, each nested in the one before."""
    pattern, needed = "", False
    for element in reversed(elements):
        join = separator if lead or element.position > 1 else ""
        inner = _element_pattern(element, delimiters)
        if element.usage == REQUIRED:
            pattern, needed = f"{join}{inner}{pattern}", True
            continue
        value = "" if element.usage == UNUSED else f"(?:{inner})?"
        pattern = f"{join}{value}{pattern}" if needed else f"(?:{join}{value}{pattern})?"
    return pattern


def _element_pattern(element: Element, delimiters: Delimiters) -> str:
    if element.components:
        return _sequence(element.components, delimiters, re.escape(delimiters.component), lead=False)
    if element.codes:
        return f"(?:{'|'.join(sorted(map(re.escape, element.codes)))})"
    if element.kind == "R":
        return AMOUNT_PATTERN if element.high == MONEY_LENGTH else NUMBER_PATTERN
    if element.kind == "N":
        return f"[0-9]{{{element.low},{element.high}}}"
    if element.kind in _PATTERNS:
        return _PATTERNS[element.kind]
    outside = re.escape(delimiters.element + (delimiters.component if element.kind == "ID" else ""))
    return f"[^{outside}]{{{element.low},{element.high}}}+"


def findings(uses: tuple[Segment, ...], elements: list[str], delimiters: Delimiters) -> list[Finding]:
    """What keeps a segment from every use of it at this place, by the use that comes closest. ``elements[0]`` is the identifier."""
    return min((_check(use, elements, delimiters) for use in uses), key=_weight)


def _weight(found: list[Finding]) -> tuple[bool, int]:
    """The use whose qualifier fits comes first, then the one with the fewest faults."""
    return any(f.fault is Fault.CODE and f.element.endswith("01") for f in found), len(found)


def _check(use: Segment, elements: list[str], delimiters: Delimiters) -> list[Finding]:
    found: list[Finding] = []
    for element in use.elements:
        value = elements[element.position] if element.position < len(elements) else ""
        found.extend(_check_element(element, f"{use.id}{element.position:02d}", value, delimiters))
    if len(elements) - 1 > len(use.elements):
        extra = elements[len(use.elements) + 1 :]
        found.append(Finding(f"{use.id}{len(use.elements) + 1:02d}", Fault.TOO_MANY, delimiters.element.join(extra)))
    return found


def _check_element(element: Element, name: str, value: str, delimiters: Delimiters) -> list[Finding]:
    if not value:
        return [Finding(name, Fault.MISSING, "")] if element.usage == REQUIRED else []
    if element.usage == UNUSED:
        return [Finding(name, Fault.UNUSED, value)]
    parts = value.split(delimiters.repeats) if element.repeat > 1 and delimiters.repeats else [value]
    if len(parts) > element.repeat:
        return [Finding(name, Fault.REPEAT, value)]
    return [finding for part in parts for finding in _check_value(element, name, part, delimiters)]


def _check_value(element: Element, name: str, value: str, delimiters: Delimiters) -> list[Finding]:
    if element.components:
        return _check_components(element, name, value, delimiters)
    fault = value_fault(element, value)
    return [Finding(name, fault, value)] if fault else []


def _check_components(element: Element, name: str, value: str, delimiters: Delimiters) -> list[Finding]:
    values = value.split(delimiters.component)
    found: list[Finding] = []
    for part in element.components:
        text = values[part.position - 1] if part.position <= len(values) else ""
        found.extend(_check_element(part, f"{name}-{part.position}", text, delimiters))
    if len(values) > len(element.components):
        found.append(Finding(f"{name}-{len(element.components) + 1}", Fault.TOO_MANY, value))
    return found


def value_fault(element: Element, value: str) -> Fault | None:
    """What is wrong with one value at its place: type first, then length, then code."""
    wrong = _type_fault(element, value)
    if wrong is not None:
        return wrong
    if element.kind != "R" and len(value) > element.high:
        return Fault.TOO_LONG
    if element.kind != "R" and len(value) < element.low:
        return Fault.TOO_SHORT
    return Fault.CODE if element.codes and value not in element.codes else None


def _type_fault(element: Element, value: str) -> Fault | None:
    match element.kind:
        case "R" if element.high == MONEY_LENGTH:
            return None if parse_amount(value) is not None else Fault.AMOUNT
        case "R":
            return None if parse_quantity(value) is not None else Fault.NUMBER
        case "N":
            return None if value.isascii() and value.isdigit() else Fault.NUMBER
        case "DT":
            return None if element.high == 6 or parse_date(value) is not None else Fault.DATE
        case "TM":
            return None if valid_time(value) else Fault.TIME
    return None
