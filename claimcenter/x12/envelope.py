"""ISA, GS and ST: who sent what, counted and matched (X12.5, X12.6; 005010 guides, appendix B and C).

``Envelope`` walks one input. Whoever reads a transaction set takes segments from the same stream and hands back the
first that is not its own, so one pass serves every kind of reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .decoding import Source
from .delimiters import Delimiters
from .findings import describe
from .problems import Problem, Problems, Severity, shown
from .table.envelope import ENVELOPE
from .table.shapes import findings
from .tokens import Tokenizer

CONTROL_SEGMENTS: Final = frozenset({"ISA", "TA1", "GS", "ST", "SE", "GE", "IEA"})
# GS01 for every transaction set we know the name of.
FUNCTIONAL_IDS: Final = {
    "835": "HP",
    "837": "HC",
    "999": "FA",
    "997": "FA",
    "277": "HN",
    "271": "HB",
    "270": "HS",
    "276": "HR",
}


RELEASE: Final = "005010"
# Guides (GS08, ST03) that hold one transaction set and no other.
_GUIDES: Final = {"X221": "835", "X222": "837", "X223": "837", "X224": "837", "X214": "277"}


def is_5010(version: str) -> bool:
    """``005010X221A1``, and ``5010`` as some senders shorten it."""
    return version.startswith((RELEASE, "5010"))


def promised_set(version: str) -> str | None:
    """The transaction set a guide holds, where it is one of those that cannot be mistaken."""
    return _GUIDES.get(version[6:10]) if version.startswith(RELEASE) else None


@dataclass(slots=True)
class Interchange:
    """One ISA to IEA."""

    elements: tuple[str, ...]
    delimiters: Delimiters
    start: int
    groups: int = 0

    @property
    def control_number(self) -> str:
        return at(self.elements, 13).strip()

    @property
    def sender(self) -> str:
        return at(self.elements, 6).strip()

    @property
    def receiver(self) -> str:
        return at(self.elements, 8).strip()

    @property
    def usage(self) -> str:
        """ISA15: ``P`` production, ``T`` test."""
        return at(self.elements, 15).strip()


@dataclass(slots=True)
class Group:
    """One GS to GE."""

    elements: tuple[str, ...]
    sets: int = 0

    @property
    def functional_id(self) -> str:
        return at(self.elements, 1)

    @property
    def control_number(self) -> str:
        return at(self.elements, 6).strip()

    @property
    def version(self) -> str:
        return at(self.elements, 8).strip()


@dataclass(slots=True)
class TransactionSet:
    """One ST to SE. ``version`` is ST03, else GS08. ``segments`` is known once the set is closed."""

    code: str
    control_number: str
    version: str
    interchange: Interchange
    group: Group | None
    start: int
    closed: bool = False
    segments: int = 0

    @property
    def delimiters(self) -> Delimiters:
        return self.interchange.delimiters


def at(elements: list[str] | tuple[str, ...], position: int) -> str:
    """An element by its number (0 is the identifier); an empty string where the segment is shorter."""
    return elements[position] if position < len(elements) else ""


class Envelope:
    """Walks interchanges, groups and sets of one input; every count and control number is checked on the way."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.problems = problems
        self.tokenizer = Tokenizer(source, problems)
        self.stream = self.tokenizer.segments()
        self.interchanges: list[Interchange] = []
        self.acknowledgements: list[tuple[Interchange, tuple[str, ...]]] = []
        self.interchange: Interchange | None = None
        self.group: Group | None = None
        self.set: TransactionSet | None = None
        self.last = -1
        self._pending: tuple[int, str] | None = None

    # -- what readers use

    def transactions(self) -> Iterator[TransactionSet | tuple[str, ...]]:
        """Every transaction set in turn, opened, and every TA1 as its elements. Rest of an unread set is passed
        over.
        """
        for number, text in self._unread():
            elements = tuple(text.split(self.tokenizer.delimiters.element))
            opened = self._control(number, elements)
            if opened is not None:
                yield opened
                self.drain()
        self._finish()

    def body(self) -> Iterator[tuple[int, list[str], str]]:
        """The segments of the open set between ST and SE as (number, elements, text); closes the set at its end."""
        element = self.tokenizer.delimiters.element
        for number, text in self.stream:
            elements = text.split(element)
            if elements[0] in CONTROL_SEGMENTS:
                self.close(number, text)
                return
            yield number, elements, text
        self._lost_end()

    def drain(self) -> None:
        """Read the open set to its end, if it is still open."""
        if self.set is not None:
            for _ in self.body():
                pass

    def close(self, number: int, text: str) -> None:
        """End the open set at a control segment: its SE, or another one, which is then kept for the walk."""
        opened = self.set
        if opened is None:
            self._pending = (number, text)
            return
        elements = text.split(self.tokenizer.delimiters.element)
        if elements[0] == "SE":
            self._check_trailer(number, elements, opened)
            self._close_set(number + 1)
        else:
            self._pending = (number, text)
            self._lost_end(number)

    def report(
        self,
        code: str,
        message: str,
        number: int | None = None,
        *,
        severity: Severity = Severity.ERROR,
        element: str | None = None,
        claim: str | None = None,
        loop: str | None = None,
        value: str | None = None,
    ) -> None:
        """Put a problem on the list with the place the walk has reached."""
        self.problems.add(
            Problem(
                code,
                message,
                severity,
                interchange=self.interchange.control_number if self.interchange else None,
                transaction=self.set.control_number if self.set else None,
                segment=self._ordinal(number),
                element=element,
                claim=claim,
                loop=loop,
                value=None if value is None else shown(value),
                offset=None if number is None else self.tokenizer.offset(number),
            )
        )

    # -- the walk

    def _unread(self) -> Iterator[tuple[int, str]]:
        while True:
            if self._pending is not None:
                pending, self._pending = self._pending, None
                self.last = pending[0]
                yield pending
                continue
            following = next(self.stream, None)
            if following is None:
                return
            self.last = following[0]
            yield following

    def _control(self, number: int, elements: tuple[str, ...]) -> TransactionSet | tuple[str, ...] | None:
        match elements[0]:
            case "ISA":
                self._open_interchange(number, elements)
            case "TA1":
                return self._acknowledgement(elements)
            case "GS":
                self._open_group(number, elements)
            case "ST":
                return self._open_set(number, elements)
            case "GE":
                self._close_group(number, elements)
            case "IEA":
                self._close_interchange(number, elements)
            case _:
                self._stray(number, elements)
        return None

    def _open_interchange(self, number: int, elements: tuple[str, ...]) -> None:
        if self.interchange is not None:
            self._abandon_group()
            self.report("no_iea", "A new interchange starts before the IEA of this one.", number)
        self.interchange = Interchange(elements, self.tokenizer.delimiters, number)
        self.interchanges.append(self.interchange)
        if len(elements) != 17:
            self.report(
                "isa_elements", f"The ISA has {len(elements) - 1} elements instead of 16.", number, element="ISA"
            )

        self._check_form(number, elements)

    def _check_form(self, number: int, elements: tuple[str, ...]) -> None:
        """ISA and GS against the table: dates, times and codes that are none are shown, and stop nothing."""
        for finding in findings((ENVELOPE[elements[0]],), list(elements), self.tokenizer.delimiters):
            self.report(
                finding.fault.value,
                describe(finding),
                number,
                severity=Severity.WARNING,
                element=finding.element,
                value=finding.value,
            )

    def _acknowledgement(self, elements: tuple[str, ...]) -> tuple[str, ...]:
        if self.interchange is not None:
            self.acknowledgements.append((self.interchange, elements))
        return elements

    def _open_group(self, number: int, elements: tuple[str, ...]) -> None:
        self._abandon_group(number)
        self.group = Group(elements)
        self._check_form(number, elements)
        if self.interchange is not None:
            self.interchange.groups += 1

    def _open_set(self, number: int, elements: tuple[str, ...]) -> TransactionSet | None:
        assert self.interchange is not None
        if self.group is None:
            self.report("st_outside_group", "A transaction set starts outside any functional group.", number)
        else:
            self.group.sets += 1
        version = at(elements, 3).strip() or (self.group.version if self.group else "")
        self.set = TransactionSet(
            at(elements, 1).strip(), at(elements, 2).strip(), version, self.interchange, self.group, number
        )
        self._check_functional_id(number)
        return self.set

    def _check_functional_id(self, number: int) -> None:
        if self.set is None or self.group is None:
            return
        expected = FUNCTIONAL_IDS.get(self.set.code)
        found = self.group.functional_id
        if expected is not None and found != expected:
            message = (
                f"A group of kind {shown(found)} holds a transaction set {self.set.code}, which belongs in {expected}."
            )
            self.report("functional_id", message, number, severity=Severity.WARNING, element="GS01", value=found)

    def _check_trailer(self, number: int, elements: list[str], opened: TransactionSet) -> None:
        counted = number - opened.start + 1
        if _whole(at(elements, 1)) != counted:
            message = f"SE01 says {shown(at(elements, 1))} segments, counted were {counted}."
            self.report("se_count", message, number, element="SE01", value=at(elements, 1))
        if at(elements, 2).strip() != opened.control_number:
            message = f"SE02 {shown(at(elements, 2))} is not ST02 {shown(opened.control_number)}."
            self.report("se_control", message, number, element="SE02", value=at(elements, 2))

    def _close_set(self, end: int) -> None:
        if self.set is not None:
            self.set.segments = end - self.set.start
            self.set.closed = True
        self.set = None

    def _lost_end(self, number: int | None = None) -> None:
        self.report("no_se", "The transaction set has no SE: the file is cut or a trailer is missing.", number)
        if self.set is not None:
            end = number if number is not None else self.tokenizer.handed
            self.set.segments = end - self.set.start
        self.set = None

    def _close_group(self, number: int, elements: tuple[str, ...]) -> None:
        group, self.group = self.group, None
        if group is None:
            self.report("ge_without_gs", "A GE stands without its GS.", number, element="GE")
            return
        if _whole(at(elements, 1)) != group.sets:
            message = f"GE01 says {shown(at(elements, 1))} transaction sets, counted were {group.sets}."
            self.report("ge_count", message, number, element="GE01", value=at(elements, 1))
        if at(elements, 2).strip() != group.control_number:
            message = f"GE02 {shown(at(elements, 2))} is not GS06 {shown(group.control_number)}."
            self.report("ge_control", message, number, element="GE02", value=at(elements, 2))

    def _abandon_group(self, number: int | None = None) -> None:
        if self.group is not None:
            self.report("no_ge", "The functional group has no GE.", number)
        self.group = None

    def _close_interchange(self, number: int, elements: tuple[str, ...]) -> None:
        self._abandon_group(number)
        opened = self.interchange
        if opened is None:
            return
        if _whole(at(elements, 1)) != opened.groups:
            message = f"IEA01 says {shown(at(elements, 1))} groups, counted were {opened.groups}."
            self.report("iea_count", message, number, element="IEA01", value=at(elements, 1))
        if at(elements, 2).strip() != opened.control_number:
            message = f"IEA02 {shown(at(elements, 2))} is not ISA13 {shown(opened.control_number)}."
            self.report("iea_control", message, number, element="IEA02", value=at(elements, 2))
        self.interchange = None

    def _stray(self, number: int, elements: tuple[str, ...]) -> None:
        name = shown(elements[0])
        if name == "SE":
            self.report("se_without_st", "An SE stands without its ST.", number, element="SE")
        else:
            self.report(
                "segment_outside_set", f"Segment {name} stands outside any transaction set.", number, element=name
            )

    def _finish(self) -> None:
        """At the end of the input whatever is open lacks its trailer."""
        self._abandon_group()
        if self.interchange is not None:
            self.report("no_iea", "The interchange has no IEA: the file is cut or a trailer is missing.")
            self.interchange = None

    def _ordinal(self, number: int | None) -> int | None:
        if number is None:
            return None
        start = self.set.start if self.set is not None else self.interchange.start if self.interchange else 0
        return number - start + 1


def _whole(text: str) -> int | None:
    """A count as X12 writes it, leading zeros and padding allowed; None where it is no count."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else None
