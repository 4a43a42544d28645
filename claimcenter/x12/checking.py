"""``x12 check``: every edit and the second opinion on files of outgoing claims, without a database.

Reading problems, edits of each claim, edits of the file (numbers used twice) and pyx12's opinion come out as one
list a file, each with its place. What two of them say about the same segment is said once, by the first of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from claimcenter.x12.claim837 import BillingProvider
from claimcenter.x12.edits import CheckContext, Finding, FixAt, Severity, check_claim
from claimcenter.x12.envelope import Envelope, TransactionSet
from claimcenter.x12.gate import validate_837
from claimcenter.x12.locate import Place, by_claim, located, places
from claimcenter.x12.problems import Problem, Problems
from claimcenter.x12.problems import Severity as ReadSeverity
from claimcenter.x12.read837 import ReadSet, read_837
from claimcenter.x12.tokens import Tokenizer

_GUIDE = "005010X222"


@dataclass(slots=True)
class Checked:
    """The findings of one file, with the control numbers of the transaction each belongs to."""

    file: str
    claims: int = 0
    findings: list[tuple[Finding, str | None, str | None]] = field(default_factory=list)

    def add(self, finding: Finding, interchange: str | None = None, transaction: str | None = None) -> None:
        self.findings.append((finding, interchange, transaction))

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding, _, _ in self.findings)

    def as_dict(self) -> dict[str, Any]:
        listed = [
            {**finding.as_dict(), "interchange": interchange, "transaction": transaction}
            for finding, interchange, transaction in self.findings
        ]
        return {"file": self.file, "ok": not self.failed, "claims": self.claims, "findings": listed}

    def lines(self) -> Iterator[str]:
        """One readable line a finding: where, what, how bad."""
        for finding, _, transaction in self.findings:
            where = [
                self.file,
                f"ST {transaction}" if transaction else "",
                f"claim {finding.claim}" if finding.claim else "",
                f"segment {finding.ordinal}" if finding.ordinal else "",
                " ".join(part for part in (finding.loop, finding.segment + finding.element) if part),
            ]
            place = ": ".join(part for part in where if part)
            yield f"{place}: {finding.severity.value} {finding.code}: {finding.message}"


@dataclass(frozen=True, slots=True)
class _Known:
    """The places of one transaction set's claims."""

    places: dict[tuple[int, int], list[Place]]
    transaction: int

    def of_claim(self, ordinal: int) -> list[Place]:
        return self.places.get((self.transaction, ordinal), [])


def main(argv: Sequence[str], *, today: date | None = None) -> int:
    """``x12 check FILE... [--json] [--on DATE]``. Returns 0 when no file has an error, 1 when one has, 2 on misuse."""
    parser = argparse.ArgumentParser(
        prog="x12 check", description="Check outgoing 837P files: structure, money, COB, codes."
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="judge dates as of this day (default: today)"
    )
    try:
        options = parser.parse_args(list(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    day = options.on or today or datetime.now().astimezone().date()
    checked = [check_file(Path(name), today=day) for name in options.files]
    if options.json:
        print(json.dumps([one.as_dict() for one in checked], indent=2))  # noqa: T201 - the command's output
    else:
        _print(checked)
    return int(any(one.failed for one in checked))


def _print(checked: Iterable[Checked]) -> None:
    for one in checked:
        for line in one.lines():
            print(line, file=sys.stderr)  # noqa: T201 - the command's output
        print(f"{one.file}: {one.claims} claims, {'not ' if one.failed else ''}ready to send")  # noqa: T201 - as above


def check_file(path: Path, *, today: date) -> Checked:
    """Everything wrong with one file; a file that cannot be opened is one error, never an exception."""
    try:
        data = path.read_bytes()
    except OSError as error:
        checked = Checked(str(path))
        checked.add(_finding("file_unreadable", f"The file cannot be read: {error.strerror}."))
        return checked
    return check_bytes(data, name=str(path), today=today)


def check_bytes(data: bytes, *, name: str, today: date) -> Checked:
    """Everything wrong with an input of outgoing claims."""
    checked = Checked(name)
    problems = Problems()
    envelope = Envelope(data, problems)
    located_at = _claim_places(data)
    numbers: Counter[str] = Counter()
    for index, opened in enumerate(item for item in envelope.transactions() if isinstance(item, TransactionSet)):
        if opened.code == "837" and opened.version.startswith(_GUIDE):
            read = read_837(envelope, opened)
            numbers.update(one.claim.patient_control_number for one in read.claims)
            _check_set(checked, read, opened, today, _Known(located_at, index))
        else:
            message = f"The transaction set {opened.code} {opened.version} is not a professional claim."
            checked.add(_finding("not_a_claim", message), opened.interchange.control_number, opened.control_number)
    _add_problems(checked, problems)
    _add_file_findings(checked, numbers)
    if checked.claims:
        _add_second_opinion(checked, data)
    return checked


def _claim_places(data: bytes) -> dict[tuple[int, int], list[Place]]:
    """The places of each claim by transaction (from 0) and the ordinal of its CLM; the provider levels under -1."""
    tokenizer = Tokenizer(data, Problems())
    found = places(text.split(tokenizer.delimiters.element) for _, text in tokenizer.segments())
    claims = {}
    for own in by_claim(found):
        claim = next(place for place in own if place.segment == "CLM")
        claims[claim.transaction, claim.ordinal] = own
    for place in found:
        if place.claim < 0:
            claims.setdefault((place.transaction, -1), []).append(place)
    return claims


def _check_set(checked: Checked, read: ReadSet, opened: TransactionSet, today: date, known: _Known) -> None:
    numbers = opened.interchange.control_number, opened.control_number
    for one, provider in zip(read.claims, _providers(read), strict=True):
        checked.claims += 1
        own, heads = known.of_claim(one.ordinal), known.of_claim(-1)
        for finding in check_claim(one.claim, context=CheckContext(today=today, billing=provider)):
            of_provider = finding.loop in {"2000A", "2010AA", "2010AB"}
            checked.add(located(finding, heads if of_provider else own), *numbers)


def _providers(read: ReadSet) -> Iterator[BillingProvider]:
    for group in read.transaction.billing_groups:
        yield from (group.provider for _ in group.claims)


def _add_problems(checked: Checked, problems: Problems) -> None:
    """What reading found, unless an edit already spoke about that segment."""
    said = _said(checked)
    for problem in problems.listed():
        if (problem.transaction, problem.segment) not in said:
            checked.add(_from_problem(problem), problem.interchange, problem.transaction)


def _said(checked: Checked) -> set[tuple[str | None, int | None]]:
    return {(transaction, finding.ordinal) for finding, _, transaction in checked.findings if finding.ordinal}


def _from_problem(problem: Problem) -> Finding:
    warns = problem.severity is ReadSeverity.WARNING
    element = problem.element or ""
    name = element.rstrip("0123456789-") if element[:1].isalpha() else ""
    identifier = element[: 2 if len(name) <= 2 and name else 3]
    return Finding(
        code=problem.code,
        severity=Severity.WARNING if warns else Severity.ERROR,
        message=problem.message,
        waivable=warns,
        fix_at=FixAt.CLAIM,
        loop=problem.loop or "",
        segment=identifier,
        element=element[len(identifier) :],
        value=problem.value or "",
        ordinal=problem.segment or 0,
        claim=problem.claim or "",
    )


def _add_file_findings(checked: Checked, numbers: Counter[str]) -> None:
    for number, count in numbers.items():
        if count > 1:
            message = f"{count} claims of this file have the same claim number."
            checked.add(_finding("claim_number_repeated", message, claim=number, segment="CLM", element="01"))
    if not checked.claims and not checked.failed:
        checked.add(_finding("no_claim", "The file holds no professional claim."))


def _add_second_opinion(checked: Checked, data: bytes) -> None:
    """pyx12's findings about claims and envelopes that nobody has found fault with yet."""
    spoken = {finding.claim for finding, _, _ in checked.findings if finding.severity is Severity.ERROR}
    said = _said(checked)
    envelope_named = any(not finding.claim for finding, _, _ in checked.findings if finding.severity is Severity.ERROR)
    for finding in validate_837(_text(data)):
        known = finding.claim in spoken if finding.claim else envelope_named
        if not known and not any(ordinal == finding.ordinal for _, ordinal in said if finding.ordinal):
            checked.add(finding)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _finding(code: str, message: str, **where: Any) -> Finding:
    return Finding(code, Severity.ERROR, message, waivable=False, fix_at=FixAt.CLAIM, **where)
