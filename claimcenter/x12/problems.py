"""What a reader finds wrong: one immutable Problem each, gathered in a bounded list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """``reject``: not readable as this input. ``error``: kept whole and held. ``warning``: shown, stops nothing."""

    REJECT = "reject"
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file.

    ``interchange`` and ``transaction`` are control numbers. ``segment`` counts from 1: inside a transaction set from
    its ST (as IK302 does), elsewhere from the ISA. ``element`` reads ``CLP03`` or ``SVC01-2``. ``offset`` is the byte
    where the segment starts. ``value`` is what stood there, cut to a readable length.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    interchange: str | None = None
    transaction: str | None = None
    segment: int | None = None
    element: str | None = None
    claim: str | None = None
    loop: str | None = None
    value: str | None = None
    offset: int | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The keys of the published inspection report."""
        return {
            "code": self.code,
            "message": self.message,
            "interchange": self.interchange,
            "transaction": self.transaction,
            "segment": self.segment,
            "element": self.element,
            "claim": self.claim,
        }


LONGEST_VALUE: Final = 80


def shown(value: str) -> str:
    """A received value fit for a message: one line, printable, bounded."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[: LONGEST_VALUE + 1])
    return clean if len(clean) <= LONGEST_VALUE else clean[:LONGEST_VALUE] + "..."


class Problems:
    """The problems of one input, in order. Past ``limit`` only their number and worst severity are kept."""

    def __init__(self, limit: int = 1000) -> None:
        self.limit = limit
        self.count = 0
        self._kept: list[Problem] = []
        self._severities: set[Severity] = set()

    def add(self, problem: Problem) -> None:
        """Keep one problem; it counts towards the disposition even where the list is full."""
        self.count += 1
        self._severities.add(problem.severity)
        if len(self._kept) < self.limit:
            self._kept.append(problem)

    def has(self, severity: Severity) -> bool:
        """Whether a problem of this severity was ever added."""
        return severity in self._severities

    def listed(self) -> list[Problem]:
        """Those kept, followed by one line that counts the rest."""
        rest = self.count - len(self._kept)
        if not rest:
            return list(self._kept)
        worst = next(s for s in Severity if s in self._severities)
        return [*self._kept, Problem("more_problems", f"{rest} further problems are not listed.", worst)]

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.listed())

    def __len__(self) -> int:
        return self.count
