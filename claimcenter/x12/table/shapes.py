"""What one segment may hold at one place: a compiled pattern for the common, sound case, and findings for the rest.

The pattern says yes or no in one step; only a segment it refuses is taken apart element by element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from claimcenter.x12.amounts import AMOUNT_PATTERN, NUMBER_PATTERN, parse_amount, parse_quantity
from claimcenter.x12.dates import parse_date, valid_time
from claimcenter.x12.delimiters import Delimiters

from . import transaction
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


Test = Callable[[str], object]


class Alphabet(NamedTuple):
    """What the patterns are written in: the separators, and the classes of characters text and codes are made of."""

    element: str
    component: str
    text: str
    code: str


def received(delimiters: Delimiters) -> Alphabet:
    """A file as it came: anything but a separator may stand in a value."""
    element, component = re.escape(delimiters.element), re.escape(delimiters.component)
    return Alphabet(element, component, f"[^{element}]", f"[^{element}{component}]")


class Sound(dict[int, Test]):
    """Tests of a segment's text by the length of its split form (identifier included): true where one of the uses
    allows it as it stands; false calls for ``findings``. One flat pattern a length is several times faster than one
    for all.
    """

    def __init__(self, uses: tuple[Segment, ...], alphabet: Alphabet) -> None:
        self._uses = uses
        self._alphabet = alphabet

    def __missing__(self, length: int) -> Test:
        patterns = [
            p for use in _merged(self._uses) if (p := _flat(use.elements, length - 1, self._alphabet)) is not None
        ]
        test = re.compile(f"{re.escape(self._uses[0].id)}(?:{'|'.join(patterns)})").fullmatch if patterns else _never
        if length <= len(max(self._uses, key=lambda use: len(use.elements)).elements) + 1:
            self[length] = test
        return test


@lru_cache(maxsize=1_024)
def sound_of(code: str, loop: str, identifier: str, delimiters: Delimiters) -> Sound:
    """The tests of a segment at one place of a transaction set; made once for all files with the same delimiters."""
    return Sound(transaction(code).uses(loop, identifier), received(delimiters))


def _never(text: str) -> object:
    """No use of this segment has so many elements, or so few."""
    return None


def _merged(uses: Iterable[Segment]) -> Iterator[Segment]:
    """Uses that differ in their qualifiers alone, as one use with all of them."""

    def rest(use: Segment) -> tuple[Element, ...]:
        return use.elements[1:]

    for _, same in groupby(uses, key=rest):
        group = list(same)
        heads = [use.elements[0] for use in group]
        codes = (
            frozenset[str]().union(*(head.codes for head in heads))
            if all(head.codes for head in heads)
            else frozenset()
        )
        yield replace(group[0], elements=(replace(heads[0], codes=codes), *group[0].elements[1:]))


def _flat(elements: tuple[Element, ...], count: int, alphabet: Alphabet) -> str | None:
    """The pattern of a segment with exactly this many elements; None where none such can be right."""
    if count > len(elements) or any(element.usage == REQUIRED for element in elements[count:]):
        return None
    return "".join(alphabet.element + _optional_pattern(element, alphabet) for element in elements[:count])


def _optional_pattern(element: Element, alphabet: Alphabet) -> str:
    if element.usage == UNUSED:
        return ""
    inner = _element_pattern(element, alphabet)
    if element.usage == REQUIRED:
        return inner
    if inner.startswith("[") and inner.endswith("}") and element.low == 1:
        return inner.replace("{1,", "{0,")
    return f"(?:{inner})?"


def _components(elements: tuple[Element, ...], alphabet: Alphabet) -> str:
    """Components in order, trailing ones left out; built from the last to the first, each nested in the one before."""
    pattern, needed = "", False
    for element in reversed(elements):
        join = alphabet.component if element.position > 1 else ""
        inner = _element_pattern(element, alphabet)
        if element.usage == REQUIRED:
            pattern, needed = f"{join}{inner}{pattern}", True
            continue
        value = "" if element.usage == UNUSED else f"(?:{inner})?"
        pattern = f"{join}{value}{pattern}" if needed else f"(?:{join}{value}{pattern})?"
    return pattern


def _element_pattern(element: Element, alphabet: Alphabet) -> str:
    if element.components:
        return _components(element.components, alphabet)
    if element.codes:
        return f"(?:{'|'.join(sorted(map(re.escape, element.codes)))})"
    if element.kind == "R":
        return AMOUNT_PATTERN if element.high == MONEY_LENGTH else NUMBER_PATTERN
    if element.kind == "N":
        return f"[0-9]{{{element.low},{element.high}}}"
    if element.kind in _PATTERNS:
        return _PATTERNS[element.kind]
    characters = alphabet.code if element.kind == "ID" else alphabet.text
    return f"{characters}{{{element.low},{element.high}}}"


def findings(uses: tuple[Segment, ...], elements: list[str], delimiters: Delimiters) -> list[Finding]:
    """What keeps a segment from every use of it at this place, by the use that comes closest. ``elements[0]`` is the
    identifier.
    """
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
            return None if parse_date(value if element.high > 6 else f"20{value}") is not None else Fault.DATE
        case "TM":
            return None if valid_time(value) else Fault.TIME
    return None
