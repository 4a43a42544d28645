"""What becomes of each segment of a remittance: the handlers the walk of ``read835`` calls, by loop and identifier."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Final

from . import records835 as record
from .amounts import parse_amount
from .balance835 import settle_payment
from .dates import parse_date
from .delimiters import Delimiters
from .envelope import Envelope, TransactionSet, at
from .findings import describe
from .problems import Severity
from .remittance import OutpatientAdjudication, Party, ProviderGroup, Remittance, RemittanceClaim
from .table import transaction
from .table.shapes import Fault, Sound, findings, sound_of

# Claims of one payment compared with one another for exact repeats; a payment with more says so.
COMPARED: Final = 200_000
# Faults anywhere that are a reason to hold, and elements whose every fault is one: the money hangs on them.
HELD_FAULTS: Final = frozenset({Fault.AMOUNT, Fault.TOO_LONG, Fault.TOO_MANY})
# A payment without its date can be read and balanced (a date that is none cannot be trusted); an unknown PLB reason
# adds up.
NOT_HELD: Final = frozenset({("BPR16", Fault.MISSING), ("PLB03-1", Fault.CODE)})
HELD_ELEMENTS: Final = frozenset(
    "BPR02 BPR03 BPR16 TRN02 LX01 CLP01 CLP02 CLP03 CLP04 SVC01 SVC01-1 SVC01-2 SVC02 SVC03 "  # noqa: SIM905 - a list
    "CAS01 CAS02 CAS03 PLB01 PLB02 PLB03-1 PLB04".split()
)

# Lists a claim and a line gather their segments in; one after the other they make the cells of the walk.
CLAIM_CELLS: Final = 3
LINE_CELLS: Final = 2
# Stand for "no claim open" and "no line open"; the places of the walk see to it that nothing is ever put into them.
NO_CLAIM: Final = record.claim([], "", 0, ([], [], []))
NO_LINE: Final = record.line(record.line_values([""], "", ":"), 0, [[] for _ in range(LINE_CELLS)])

# Takes a segment in; returns the records made of it where the same text may be taken again without asking.
Handler = Callable[[int, str], tuple[Any, ...] | None]


class Assembler(ABC):
    """Builds one remittance after another. ``ready`` holds a claim from the moment it is complete and balanced."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.table = transaction("835")
        self.remittance: Remittance | None = None
        self.ready: list[RemittanceClaim] = []
        self.claim = NO_CLAIM
        self.line = NO_LINE
        self._party: Party | None = None
        self._group: ProviderGroup | None = None
        self._start = 0
        self._compared: set[int] = set()
        self._use(envelope.tokenizer.delimiters)

    # -- beginning and end of a transaction set

    def begin(self, opened: TransactionSet) -> Remittance:
        """Start on a new ST."""
        if opened.delimiters != self._delimiters:
            self._use(opened.delimiters)
        self._start = opened.start
        self.claim, self.line, self._party, self._group = NO_CLAIM, NO_LINE, None, None
        self._compared.clear()
        group = opened.group
        self.remittance = Remittance(
            opened.control_number,
            opened.version,
            opened.interchange.control_number,
            opened.interchange.sender,
            opened.interchange.receiver,
            group.control_number if group else "",
        )
        return self.remittance

    def finish(self) -> None:
        """End of the ST: the last claim, what the header lacks, and the balance of the payment."""
        self.finish_claim()
        remittance = self.current
        self._check_header(remittance)
        settle_payment(remittance)
        if remittance.difference:
            message = (
                f"BPR02 is {remittance.amount:.2f}, but claims of {remittance.paid_total:.2f} less provider "
                f"adjustments of {remittance.provider_adjustment_total:.2f} leave a difference of "
                f"{remittance.difference:.2f}."
            )
            self.report("payment_balance", message, self._start + 1, element="BPR02")

    @abstractmethod
    def finish_claim(self) -> None:
        """The open claim, if there is one, is complete."""

    @property
    def current(self) -> Remittance:
        assert self.remittance is not None
        return self.remittance

    def _check_header(self, remittance: Remittance) -> None:
        present = {"BPR": remittance.bpr, "TRN": remittance.trn, "N1*PR": remittance.payer, "N1*PE": remittance.payee}
        for name, found in present.items():
            if not found:
                self.report("missing_segment", f"The remittance has no {name} segment.", self._start, element=name[:3])

    def _use(self, delimiters: Delimiters) -> None:
        """Take over the delimiters of an interchange: patterns and remembered segments belong to them."""
        self._delimiters = delimiters
        self._element, self._component = delimiters.element, delimiters.component
        self._line_values: dict[str, record.LineValues] = {}
        self._outpatient: dict[str, OutpatientAdjudication] = {}
        self._clp_sound = self._sound("2100", "CLP")

    def _sound(self, loop: str, identifier: str) -> Sound:
        return sound_of("835", loop, identifier, self._delimiters)

    # -- problems

    def report(
        self,
        code: str,
        message: str,
        number: int | None,
        *,
        severity: Severity = Severity.ERROR,
        element: str | None = None,
        value: str | None = None,
    ) -> None:
        """A problem at a segment, laid to the claim being read if there is one."""
        claim = None if self.claim is NO_CLAIM else self.claim
        if claim is not None and severity is Severity.ERROR:
            claim.problems += 1
        self.envelope.report(
            code,
            message,
            number,
            severity=severity,
            element=element,
            claim=claim.patient_control_number if claim is not None else None,
            loop=None if claim is None else "2100" if self.line is NO_LINE else "2110",
            value=value,
        )

    def irregular(self, number: int, loop: str, elements: list[str]) -> None:
        """Report what the table finds at fault with a segment."""
        for finding in findings(self.table.uses(loop, elements[0]), elements, self._delimiters):
            held = finding.fault in HELD_FAULTS or finding.element in HELD_ELEMENTS
            held = held and (finding.element, finding.fault) not in NOT_HELD
            severity = Severity.ERROR if held else Severity.WARNING
            self.report(
                finding.fault.value,
                describe(finding),
                number,
                severity=severity,
                element=finding.element,
                value=finding.value,
            )

    def _split(self, number: int, text: str, loop: str) -> list[str]:
        """The elements of a segment, checked against the table."""
        elements = text.split(self._element)
        if not self._sound(loop, elements[0])[len(elements)](text):
            self.irregular(number, loop, elements)
        return elements

    # -- header

    def bpr(self, number: int, text: str) -> None:
        e = self._split(number, text, "")
        r = self.current
        r.bpr = text
        r.handling, r.credit_debit, r.method, r.payment_format = at(e, 1), at(e, 3), at(e, 4), at(e, 5)
        r.payer_bank, r.payer_account, r.originator = at(e, 7), at(e, 9), at(e, 10)
        r.payee_bank, r.payee_account = at(e, 13), at(e, 15)
        r.amount, r.payment_date = parse_amount(at(e, 2)), parse_date(at(e, 16))

    def trn(self, number: int, text: str) -> None:
        e = self._split(number, text, "")
        r = self.current
        r.trn, r.trace_number, r.trace_payer_id, r.trace_supplement = text, at(e, 2), at(e, 3), at(e, 4)

    def cur(self, number: int, text: str) -> None:
        self.current.currency = at(self._split(number, text, ""), 2)

    def header_ref(self, number: int, text: str) -> None:
        found = record.references(self._split(number, text, ""), text)[0]
        self.current.references += (found,)
        if found.qualifier == "EV":
            self.current.receiver_id = found.value

    def header_dtm(self, number: int, text: str) -> None:
        found = record.dates(self._split(number, text, ""), text)[0]
        self.current.dates += (found,)
        if found.qualifier == "405":
            self.current.produced_on = found.on

    def n1(self, number: int, text: str) -> None:
        """N1*PR and N1*PE by their code, whichever comes first."""
        e = text.split(self._element)
        loop = "1000B" if at(e, 1) == "PE" else "1000A"
        e = self._split(number, text, loop)
        self._party = Party(at(e, 1), at(e, 2), at(e, 3), at(e, 4), texts=[text])
        if at(e, 1) == "PE":
            self.current.payee = self._party
        elif at(e, 1) == "PR":
            self.current.payer = self._party

    def _party_part(self, number: int, text: str) -> tuple[Party, list[str]]:
        assert self._party is not None
        self._party.texts.append(text)
        loop = "1000B" if self._party.entity == "PE" else "1000A"
        elements = text.split(self._element)
        return self._party, self._split(number, text, loop) if self.table.uses(loop, elements[0]) else elements

    def party_address(self, number: int, text: str) -> None:
        party, e = self._party_part(number, text)
        party.address = tuple(line for line in e[1:3] if line)

    def party_city(self, number: int, text: str) -> None:
        party, e = self._party_part(number, text)
        party.city, party.state, party.postal_code, party.country = at(e, 1), at(e, 2), at(e, 3), at(e, 4)

    def party_ref(self, number: int, text: str) -> None:
        party, e = self._party_part(number, text)
        party.references += record.references(e, text)

    def party_contact(self, number: int, text: str) -> None:
        party, e = self._party_part(number, text)
        party.contacts += record.contacts(e, text)

    def party_delivery(self, number: int, text: str) -> None:
        party, e = self._party_part(number, text)
        party.delivery = tuple(e[1:])

    # -- groups, provider adjustments

    def lx(self, number: int, text: str) -> None:
        self.finish_claim()
        self._group = ProviderGroup(at(self._split(number, text, "2000"), 1))

    def ts3(self, number: int, text: str) -> None:
        e = self._split(number, text, "2000")
        group = self._group = self._group or ProviderGroup("")
        group.provider, group.facility, group.fiscal_period_end = at(e, 1), at(e, 2), parse_date(at(e, 3))
        group.claims, group.charges, group.ts3 = record.optional(at(e, 4)), parse_amount(at(e, 5)), tuple(e[1:])

    def ts2(self, number: int, text: str) -> None:
        group = self._group = self._group or ProviderGroup("")
        group.ts2 = tuple(self._split(number, text, "2000")[1:])

    def plb(self, number: int, text: str) -> None:
        self.finish_claim()
        e = self._split(number, text, "")
        found = record.provider_adjustments(e, text, number - self._start + 1, self._component)
        self.current.provider_adjustments.extend(found)
        for position in range(3, len(e), 2):
            if bool(e[position]) != bool(at(e, position + 1)):
                message = f"PLB{position:02d} and PLB{position + 1:02d} belong together; one of them is missing."
                self.report("missing_element", message, number, element=f"PLB{position + 1:02d}")
