"""Other answers to the same claims: one in five for nobody we know, one in twenty of the payment before taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

UNKNOWN_EVERY, REVERSED_EVERY = 5, 20
END = "~\n"
_AMOUNTS = {"CLP": (3, 4, 5), "SVC": (2, 3), "CAS": (3, 6, 9, 12, 15, 18)}


@dataclass
class Answer:
    """One CLP with its segments."""

    segments: list[list[str]] = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        return Decimal(self.segments[0][4])

    def unknown(self) -> Answer:
        """For a claim that was never ours."""
        head = [*self.segments[0]]
        head[1] = f"X{head[1][2:]}"
        return Answer([head, *self.segments[1:]])

    def reversed(self) -> Answer:
        """CLP02 22 with every amount negated."""
        taken_back = Answer([_negated(segment) for segment in self.segments])
        taken_back.segments[0][2] = "22"
        return taken_back


def with_exceptions(source: Path, target: Path) -> Path:
    """Writes the variant of a seeded file, payment by payment; its totals and counts are right again."""
    before: list[Answer] = []
    with source.open() as given, target.open("w", newline="") as out:
        head: list[list[str]] = []
        answers: list[Answer] = []
        for segment in _segments(given):
            if segment[0] == "SE":
                mixed = _mixed(answers, before)
                _write_payment(out.write, head, mixed, number=segment[2])
                before, answers, head = answers[1::UNKNOWN_EVERY], [], []
            elif segment[0] == "CLP":
                answers.append(Answer([segment]))
            elif answers:
                answers[-1].segments.append(segment)
            elif segment[0] in {"ISA", "GS", "GE", "IEA"}:
                out.write("*".join(segment) + END)
            else:
                head.append(segment)
    return target


def _mixed(answers: list[Answer], before: list[Answer]) -> list[Answer]:
    own = [one.unknown() if index % UNKNOWN_EVERY == 0 else one for index, one in enumerate(answers)]
    reversals = before[: len(answers) // REVERSED_EVERY]
    return [*own, *(one.reversed() for one in reversals)]


def _write_payment(write: object, head: list[list[str]], answers: list[Answer], *, number: str) -> None:
    assert callable(write)
    amount = sum((answer.paid for answer in answers), Decimal(0))
    segments = [*head, *(segment for answer in answers for segment in answer.segments)]
    for segment in segments:
        if segment[0] == "BPR":
            segment[2] = f"{amount.normalize():f}"
        write("*".join(segment) + END)
    write(f"SE*{len(segments) + 1}*{number}{END}")


def _negated(segment: list[str]) -> list[str]:
    found = [*segment]
    for index in _AMOUNTS.get(segment[0], ()):
        if index < len(found) and found[index]:
            found[index] = re.sub("^--", "", f"-{found[index]}") if Decimal(found[index]) else found[index]
    return found


def _segments(lines: Iterator[str]) -> Iterator[list[str]]:
    """A seeded file has one segment a line."""
    for line in lines:
        yield line.strip().rstrip("~").split("*")
