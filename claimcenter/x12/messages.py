"""Every message of an input in turn, whatever their kinds: the one way from bytes to data for a caller that cannot
know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .balance837 import unbalanced
from .decoding import Source
from .disposition import Disposition, disposition
from .envelope import RELEASE, Envelope, TransactionSet, is_5010, promised_set
from .problems import Problem, Problems, Severity, shown
from .read271 import EligibilityResponse, read_271
from .read277 import StatusReport, read_277
from .read835 import RemittanceReader
from .read837 import ReadSet, read_837
from .read999 import Acknowledgement, read_999
from .read_ta1 import InterchangeAcknowledgement, read_ta1
from .remittance import Remittance, RemittanceClaim

# Guides of a set we cannot take for one of ours: institutional and dental claims.
_FOREIGN_CLAIMS: Final = {"005010X223": "an institutional claim", "005010X224": "a dental claim"}
# Sets we recognise and count without reading: our own enquiry, and status enquiries.
_COUNTED: Final = frozenset({"270", "276"})


@dataclass(slots=True)
class OtherSet:
    """A transaction set that was counted and matched, not read."""

    code: str
    control_number: str
    version: str


@dataclass(slots=True)
class RemittanceMessage:
    """One 835: iterate ``claims`` (once) before asking for the next message; totals are complete after that."""

    remittance: Remittance
    claims: Iterator[RemittanceClaim]


Message = (
    RemittanceMessage
    | ReadSet
    | Acknowledgement
    | StatusReport
    | EligibilityResponse
    | InterchangeAcknowledgement
    | OtherSet
)


class MessageReader:
    """Iterate over it for ``(message, set)``; the set is None for a TA1. Problems and disposition are final at the
    end.
    """

    def __init__(self, source: Source) -> None:
        self.problems = Problems()
        self.envelope = Envelope(source, self.problems)
        self._remittances = RemittanceReader(self.envelope)
        self._found = False

    @property
    def disposition(self) -> Disposition:
        return disposition(self.problems)

    def __iter__(self) -> Iterator[tuple[Message, TransactionSet | None]]:
        for opened in self.envelope.transactions():
            self._found = True
            if not isinstance(opened, TransactionSet):
                yield read_ta1(self.envelope, opened), None
            elif self._readable(opened):
                for message in self._read(opened):
                    yield message, opened
            else:
                self.envelope.drain()
                yield OtherSet(opened.code, opened.control_number, opened.version), opened
        if not self._found and not self.problems.has(Severity.REJECT):
            text = "The file holds no transaction set and no TA1."
            self.problems.add(Problem("no_transaction", text, Severity.REJECT))

    def _read(self, opened: TransactionSet) -> Iterator[Message]:
        match opened.code:
            case "835":
                for remittance in self._remittances.read(opened):
                    yield RemittanceMessage(remittance, self._remittances.claims())
            case "837":
                found = read_837(self.envelope, opened)
                for problem in unbalanced(found, opened):
                    self.problems.add(problem)
                yield found
            case "999" | "997":
                yield read_999(self.envelope, opened)
            case "277":
                yield read_277(self.envelope, opened)
            case "271":
                yield read_271(self.envelope, opened)
            case _:
                self.envelope.drain()
                yield OtherSet(opened.code, opened.control_number, opened.version)

    def _readable(self, opened: TransactionSet) -> bool:
        """Refuse what is not 5010 and what is none of our transaction sets."""
        if opened.code not in _KNOWN:
            self._refuse(
                opened, "wrong_transaction", f"Transaction set {shown(opened.code)} is not one we read.", "ST01"
            )
            return False
        release = (opened.group.version if opened.group else "") or opened.version
        if not is_5010(release) and not is_5010(opened.version):
            self._refuse(opened, "wrong_version", f"Version {shown(release) or 'unknown'} is not {RELEASE}.", "GS08")
            return False
        promised = promised_set(release)
        if promised is not None and opened.code in {"835", "837"} and promised != opened.code:
            message = f"The group promises {promised} ({shown(release)}); the transaction set is {opened.code}."
            self._refuse(opened, "wrong_transaction", message, "ST01")
            return False
        foreign = _FOREIGN_CLAIMS.get(release[:10]) if opened.code == "837" else None
        if foreign is not None:
            self._refuse(opened, "wrong_transaction", f"This is {foreign}; we read professional claims (X222).", "GS08")
        return foreign is None

    def _refuse(self, opened: TransactionSet, code: str, message: str, element: str) -> None:
        self.envelope.report(code, message, opened.start, severity=Severity.REJECT, element=element)


_KNOWN: Final = frozenset({"835", "837", "999", "997", "277", "271"}) | _COUNTED
