"""Handlers for the claims of a remittance (loops 2100 and 2110), and the checks made when a claim is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import records835 as record
from .amounts import ZERO
from .assemble835 import CLAIM_CELLS, COMPARED, LINE_CELLS, NO_CLAIM, NO_LINE, Assembler, Handler
from .balance835 import settle
from .envelope import Envelope, at
from .problems import Severity
from .remittance import OutpatientAdjudication, RemittanceClaim, RemittanceLine

Make = Callable[[list[str], str], tuple[Any, ...]]

# Segments that make one kind of record each: the cell they belong in, and how they are made.
CELLS: Final[dict[tuple[str, str], tuple[int, Make]]] = {
    ("2100", "CAS"): (0, record.adjustments),
    ("2100", "NM1"): (1, record.names),
    ("2100", "REF"): (2, record.references),
    ("2100", "DTM"): (2, record.dates),
    ("2100", "PER"): (2, record.contacts),
    ("2100", "AMT"): (2, record.amounts),
    ("2100", "QTY"): (2, record.quantities),
    ("2110", "CAS"): (3, record.adjustments),
    ("2110", "DTM"): (4, record.dates),
    ("2110", "REF"): (4, record.references),
    ("2110", "AMT"): (4, record.amounts),
    ("2110", "QTY"): (4, record.quantities),
    ("2110", "LQ"): (4, record.remarks),
}
# Not worth remembering: the names of persons differ from claim to claim; providers and payers come back.
_NOT_REMEMBERED: Final = frozenset({"NM1"})
_REMEMBERED_NAMES: Final = frozenset({"82", "TT", "PR"})
_REMEMBERED_LINES: Final = 4_096


class ClaimAssembler(Assembler):
    """The hot part: most segments of a file pass through here, or are recognised by the walk as met before."""

    def __init__(self, envelope: Envelope) -> None:
        super().__init__(envelope)
        self.cells: list[list[Any]] = [[] for _ in range(CLAIM_CELLS + LINE_CELLS)]

    def handlers(self) -> dict[tuple[str, str], Handler]:
        """The handler of every segment use of the table, by loop and identifier, for the delimiters in force."""
        party = {
            "N1": self.n1,
            "N3": self.party_address,
            "N4": self.party_city,
            "REF": self.party_ref,
            "PER": self.party_contact,
            "RDM": self.party_delivery,
        }
        root = {
            "BPR": self.bpr,
            "TRN": self.trn,
            "CUR": self.cur,
            "REF": self.header_ref,
            "DTM": self.header_dtm,
            "PLB": self.plb,
        }
        group = {"LX": self.lx, "TS3": self.ts3, "TS2": self.ts2}
        claim = {"CLP": self.clp, "MIA": self.mia, "MOA": self.moa}
        loops = {"": root, "1000A": party, "1000B": party, "2000": group, "2100": claim, "2110": {"SVC": self.svc}}
        found = {(loop, identifier): handler for loop, by_id in loops.items() for identifier, handler in by_id.items()}
        takers = {key: self._reference_taker(*key) if key[1] == "REF" else self._taker(*key) for key in CELLS}
        return found | takers

    def _reference_taker(self, loop: str, identifier: str) -> Handler:
        """REF comes once or twice a line and is never the same: the shortest way, without remembering."""
        slot, make = CELLS[loop, identifier]
        cells, element = self.cells, self._element
        is_sound, irregular = self._sound(loop, identifier), self.irregular

        def take(number: int, text: str) -> None:
            elements = text.split(element)
            if not is_sound[len(elements)](text):
                irregular(number, loop, elements)
            cells[slot].extend(make(elements, text))

        return take

    def _taker(self, loop: str, identifier: str) -> Handler:
        """The handler of a segment that makes one kind of record."""
        slot, make = CELLS[loop, identifier]
        cells, problems, element = self.cells, self.envelope.problems, self._element
        is_sound, irregular = self._sound(loop, identifier), self.irregular
        always = identifier not in _NOT_REMEMBERED
        check = self._unread_amounts if identifier == "CAS" else None

        def take(number: int, text: str) -> tuple[Any, ...] | None:
            before = problems.count
            elements = text.split(element)
            if not is_sound[len(elements)](text):
                irregular(number, loop, elements)
            if check is not None:
                check(number, elements)
            made = make(elements, text)
            cells[slot].extend(made)
            if problems.count != before:
                return None
            return made if always or elements[1] in _REMEMBERED_NAMES else None

        return take

    def _unread_amounts(self, number: int, elements: list[str]) -> None:
        """A reason without its amount is a hole in the balance; the table only knows the first as required."""
        for position in record.unread_amounts(elements):
            if position > 3 and not at(elements, position):
                message = f"CAS{position:02d}, the amount of reason {at(elements, position - 1)}, is missing."
                self.report("bad_amount", message, number, element=f"CAS{position:02d}")

    # -- 2100

    def clp(self, number: int, text: str) -> None:
        if self.claim is not NO_CLAIM:
            self.finish_claim()
        elements = text.split(self._element)
        lists = self.cells[:CLAIM_CELLS] = [], [], []
        self.claim = record.claim(elements, text, number - self._start + 1, lists)
        self.claim.group = self._group
        if not self._clp_sound[len(elements)](text):
            self.irregular(number, "2100", elements)

    def mia(self, number: int, text: str) -> None:
        self.claim.inpatient = record.inpatient(self._split(number, text, "2100"), text)

    def moa(self, number: int, text: str) -> None:
        self.claim.outpatient = self._outpatient.get(text) or self._read_outpatient(number, text)

    def _read_outpatient(self, number: int, text: str) -> OutpatientAdjudication:
        """The same few remarks come back all through a file."""
        before = self.envelope.problems.count
        found = record.outpatient(self._split(number, text, "2100"), text)
        if self.envelope.problems.count == before and len(self._outpatient) < _REMEMBERED_LINES:
            self._outpatient[text] = found
        return found

    # -- 2110

    def svc(self, number: int, text: str) -> None:
        values = self._line_values.get(text) or self._read_line(number, text)
        lists = self.cells[CLAIM_CELLS:] = [], []
        line = self.line = RemittanceLine(number - self._start + 1, *values, *lists)
        self.claim.lines.append(line)

    def _read_line(self, number: int, text: str) -> record.LineValues:
        before = self.envelope.problems.count
        values = record.line_values(self._split(number, text, "2110"), text, self._component)
        if self.envelope.problems.count == before:
            if len(self._line_values) >= _REMEMBERED_LINES:
                self._line_values.clear()
            self._line_values[text] = values
        return values

    # -- a claim is complete

    def finish_claim(self) -> None:
        """Balance the open claim, compare it with the others of the payment, and make it ready."""
        claim = self.claim
        if claim is NO_CLAIM:
            return
        settle(claim)
        if claim.difference or not claim.lines_balanced or claim.charge_difference:
            self._unbalanced(claim)
        self._check_repeat(claim)
        remittance = self.remittance
        assert remittance is not None
        remittance.paid_total += claim.paid
        remittance.claim_count += 1
        self.ready.append(claim)
        self.claim, self.line = NO_CLAIM, NO_LINE

    def _unbalanced(self, claim: RemittanceClaim) -> None:
        for index, line in enumerate(claim.lines, 1):
            if line.difference:
                explained = sum((a.amount for a in line.adjustments), ZERO)
                message = (
                    f"Line {index}: charge {line.charge:.2f} less paid {line.paid:.2f} is not the adjustments of "
                    f"{explained:.2f}; difference {line.difference:.2f}."
                )
                self.report("line_balance", message, self._start + line.ordinal - 1, element="SVC03")
        self.line = NO_LINE
        number = self._start + claim.ordinal - 1
        if claim.difference:
            message = (
                f"Charge {claim.charge:.2f} less paid {claim.paid:.2f} is not the sum of all adjustments; "
                f"difference {claim.difference:.2f}."
            )
            self.report("claim_balance", message, number, element="CLP04")
        if claim.charge_difference:
            message = (
                f"Charge {claim.charge:.2f} is not the sum of its lines; difference {claim.charge_difference:.2f}."
            )
            self.report("line_charges", message, number, element="CLP03")

    def _check_repeat(self, claim: RemittanceClaim) -> None:
        """The same CLP, patient, lines and dates twice in one payment."""
        compared = self._compared
        # The first of the others is the date of the claim, or of the line.
        texts = [claim.text, claim.names[0].text if claim.names else "", claim.others[0].text if claim.others else ""]
        for line in claim.lines:
            texts += (line.text, line.others[0].text if line.others else "")
        key = hash(tuple(texts))
        if key in compared:
            message = "The same claim with the same patient, lines and dates stands in this payment more than once."
            self.report("repeated_claim", message, self._start + claim.ordinal - 1, element="CLP01")
        elif len(compared) < COMPARED:
            compared.add(key)
            if len(compared) == COMPARED:
                message = f"Only the first {COMPARED} claims of this payment were compared for repeats."
                self.report("repeats_not_compared", message, None, severity=Severity.WARNING)
