"""Everything a file says, stored as it was received: one pass over the file, fixed-size batches, memory flat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction

from claimcenter.practice.problems import Refusal
from claimcenter.x12.problems import Problem, Problems, Severity
from claimcenter.x12.read835 import RemittanceReader, open_835
from claimcenter.x12.remittance import Remittance as ReadRemittance
from claimcenter.x12.remittance import RemittanceClaim as Clp
from claims.bulk import draw_ids, insert_rows
from claims.collector import collector_held
from era import rows
from era.enums import Disposition, FileState
from era.models import EraFile, ProviderAdjustment, Remittance, RemittanceAdjustment, RemittanceClaim, RemittanceLine
from era.payments import added_to_digest, digest_text, provider_adjustments, remittance_values
from era.services.progress import Progress, no_progress

BATCH = 2_000
"""Claims written together. Memory and statements per batch are constant, whatever the file's size."""

Found = dict[str, Any]

# Faults of one payment alone; any other fault outside a claim is the file's and holds every payment in it.
_OF_ONE_PAYMENT = frozenset({"payment_balance"})
# PDF, ZIP (and what is made of it), JPEG, PNG, GIF, gzip, old Office: never read for an ISA that may stand inside.
_NOT_TEXT = (b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")


class NotAnEra(Refusal):
    """The bytes are no remittance of 005010X221A1; `problems` say why. Nothing of the file was kept."""

    status = 422
    code = "not_an_era"

    def __init__(self, problems: list[Found]) -> None:
        message = problems[0]["message"] if problems else "This file is not an electronic remittance."
        super().__init__(message, errors=[{"field": "file", **problem} for problem in problems])
        self.problems = problems


def _not_text() -> Found:
    message = "This is a document, a picture or an archive, not a remittance in X12 (835)."
    empty = dict.fromkeys(["interchange", "transaction", "segment", "element", "claim"])
    return {"code": "not_text", "message": message, **empty}


@dataclass
class Contents:
    """What a file held. `fault` is why all of it is held: counts, control numbers, a missing end."""

    remittances: list[Remittance] = field(default_factory=list)
    fault: str = ""
    payment_faults: dict[int, str] = field(default_factory=dict)
    """By remittance: why this one payment is held (its total does not add up)."""
    cut_off: set[int] = field(default_factory=set)
    """Remittances whose end is missing: what follows in them nobody knows."""
    elsewhere: set[int] = field(default_factory=set)
    """Remittances for another practice: their claims are not written down here."""


IsElsewhere = Callable[[ReadRemittance], bool]


@transaction.atomic
def store_contents(
    *, era_file: EraFile, source: BinaryIO, is_elsewhere: IsElsewhere, progress: Progress = no_progress
) -> Contents:
    """Reads the whole file and writes every remittance, claim, line, adjustment and provider adjustment.

    All or nothing. Sets on `era_file` what the reading said. A payment that `is_elsewhere` (another practice's) is
    named without its claims. Raises NotAnEra where the file is to be refused.
    """
    noted = _Noted()
    reader = open_835(source, noted)
    contents = _Storing(era_file, reader, noted, is_elsewhere, progress).run()
    disposition = Disposition(reader.disposition.value)
    listed = [problem.as_dict() for problem in reader.problems.listed()]
    if disposition == Disposition.REJECT:
        raise NotAnEra(listed)
    era_file.state, era_file.disposition = FileState.READ, disposition
    era_file.problems, era_file.problem_count = listed, reader.problems.count
    era_file.claims_read = sum(remittance.claim_count for remittance in contents.remittances)
    era_file.save(update_fields=["state", "disposition", "problems", "problem_count", "claims_read"])
    return contents


def refusal(head: bytes) -> list[Found]:
    """Why these first bytes cannot be a remittance; empty where they can. The rest of the file is not looked at."""
    if head.startswith(_NOT_TEXT):
        return [_not_text()]
    reader = open_835(head)
    for _ in reader:
        break
    rejecting = [problem.as_dict() for problem in reader.problems if problem.severity is Severity.REJECT]
    return [found for found in rejecting if found["code"] != "no_remittance"]


class _Noted(Problems):
    """Problems that are handed on as they come: past the limit of the list none goes unjudged."""

    def __init__(self) -> None:
        super().__init__()
        self._new: list[Problem] = []

    def add(self, problem: Problem) -> None:
        super().add(problem)
        self._new.append(problem)

    def take(self) -> list[Problem]:
        """Those since the last call."""
        found, self._new = self._new, []
        return found

    def take_for(self, claim: Clp) -> list[Problem]:
        """Those since the last call but what the next CLP gave cause for already (a claim is ready when it came)."""
        found = [problem for problem in self._new if problem.claim in {None, claim.patient_control_number}]
        self._new = [problem for problem in self._new if problem.claim not in {None, claim.patient_control_number}]
        return found


class _Storing:
    """One pass over one file."""

    def __init__(
        self,
        era_file: EraFile,
        reader: RemittanceReader,
        noted: _Noted,
        is_elsewhere: IsElsewhere,
        progress: Progress,
    ) -> None:
        self.era_file = era_file
        self.reader = reader
        self.noted = noted
        self.is_elsewhere = is_elsewhere
        self.progress = progress
        self.contents = Contents()
        self.done = 0

    def run(self) -> Contents:
        # The reader hands a remittance out with its first claim read already, so nothing is taken from `noted` here.
        for ordinal, read in enumerate(self.reader, 1):
            self._remittance(ordinal, read)
        self._judge(self.noted.take(), None)
        return self.contents

    @collector_held()
    def _remittance(self, ordinal: int, read: ReadRemittance) -> None:
        key, digest, of_payment = draw_ids(Remittance, 1)[0], 0, list[Problem]()
        waiting: list[tuple[int, Clp, list[Found]]] = []
        if self.is_elsewhere(read):
            self.contents.elsewhere.add(key)
        for number, claim in enumerate(self.reader.claims(), 1):
            problems = self.noted.take_for(claim)
            of_payment += self._judge(problems, key)
            waiting.append((number, claim, [problem.as_dict() for problem in problems if problem.claim is not None]))
            digest = added_to_digest(digest, rows.fingerprint(claim))
            if len(waiting) >= BATCH:
                self._write(key, waiting)
                waiting.clear()
        self._write(key, waiting)
        of_payment += self._judge(self.noted.take(), key)
        self._finish(key, ordinal, read, digest, of_payment)

    def _finish(self, key: int, ordinal: int, read: ReadRemittance, digest: int, problems: list[Problem]) -> None:
        remittance = Remittance.objects.create(
            id=key,
            era_file=self.era_file,
            ordinal=ordinal,
            claims_digest=digest_text(digest),
            problems=[problem.as_dict() for problem in problems],
            **remittance_values(read),
        )
        ProviderAdjustment.objects.bulk_create(provider_adjustments(read, remittance))
        self.contents.remittances.append(remittance)
        if not read.complete:
            self.contents.cut_off.add(key)

    def _write(self, remittance_id: int, waiting: list[tuple[int, Clp, list[Found]]]) -> None:
        if not waiting or remittance_id in self.contents.elsewhere:
            return
        keys = draw_ids(RemittanceClaim, len(waiting))
        claims = [(key, claim) for key, (_, claim, _) in zip(keys, waiting, strict=True)]
        given = [
            rows.claim_row(claim, key=key, remittance_id=remittance_id, ordinal=ordinal, problems=problems)
            for key, (ordinal, claim, problems) in zip(keys, waiting, strict=True)
        ]
        insert_rows(RemittanceClaim, rows.CLAIM_COLUMNS, given)
        _write_lines(claims)
        self.done += len(waiting)
        self.progress(self.done)

    def _judge(self, problems: list[Problem], remittance_id: int | None) -> list[Problem]:
        """Takes note of faults that lie outside any claim; returns the problems that are the payment's."""
        outside = [problem for problem in problems if problem.claim is None]
        for problem in outside:
            if problem.severity is not Severity.ERROR:
                continue
            if problem.code in _OF_ONE_PAYMENT and remittance_id is not None:
                self.contents.payment_faults.setdefault(remittance_id, problem.message)
            elif not self.contents.fault:
                self.contents.fault = problem.message
        return outside


def _write_lines(claims: list[tuple[int, Clp]]) -> None:
    lines = [(claim_id, line, ordinal) for claim_id, claim in claims for ordinal, line in enumerate(claim.lines, 1)]
    keys = draw_ids(RemittanceLine, len(lines))
    given = [
        rows.line_row(line, key=key, claim_id=claim_id, ordinal=ordinal)
        for key, (claim_id, line, ordinal) in zip(keys, lines, strict=True)
    ]
    insert_rows(RemittanceLine, rows.LINE_COLUMNS, given)
    adjustments = [
        rows.adjustment_row(item, claim_id=key, line_id=None) for key, claim in claims for item in claim.adjustments
    ]
    for key, (claim_id, line, _) in zip(keys, lines, strict=True):
        adjustments += [rows.adjustment_row(item, claim_id=claim_id, line_id=key) for item in line.adjustments]
    insert_rows(RemittanceAdjustment, rows.ADJUSTMENT_COLUMNS, adjustments)
