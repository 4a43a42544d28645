"""Handlers for the claims of a remittance (loops 2100 and 2110), and the checks made when a claim is complete."""

from __future__ import annotations

from . import records835 as record
from .amounts import ZERO
from .assemble835 import COMPARED, Assembler, Handler
from .balance835 import settle
from .envelope import at
from .problems import Severity
from .remittance import Adjustment, DateFact, RemittanceClaim, RemittanceLine, Remark


class ClaimAssembler(Assembler):
    """The hot part: most segments of a file pass through here."""

    def handlers(self) -> dict[tuple[str, str], Handler]:
        """The handler of every segment use of the table, by loop and identifier."""
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
        claim = {
            "CLP": self.clp,
            "CAS": self.claim_cas,
            "NM1": self.nm1,
            "MIA": self.mia,
            "MOA": self.moa,
            "REF": self.claim_ref,
            "DTM": self.claim_dtm,
            "PER": self.claim_contact,
            "AMT": self.claim_amt,
            "QTY": self.claim_qty,
        }
        line = {
            "SVC": self.svc,
            "DTM": self.line_dtm,
            "CAS": self.line_cas,
            "REF": self.line_ref,
            "AMT": self.line_amt,
            "QTY": self.line_qty,
            "LQ": self.lq,
        }
        group = {"LX": self.lx, "TS3": self.ts3, "TS2": self.ts2}
        loops = {"": root, "1000A": party, "1000B": party, "2000": group, "2100": claim, "2110": line}
        return {(loop, identifier): handler for loop, by_id in loops.items() for identifier, handler in by_id.items()}

    # -- 2100

    def clp(self, number: int, text: str) -> None:
        if self.claim is not None:
            self.finish_claim()
        e = text.split(self._element)
        claim = self.claim = record.claim(e, text, number - self._start + 1)
        claim.group = self._group
        if not self._clp_sound(text):
            self.irregular(number, "2100", e)

    @property
    def open_claim(self) -> RemittanceClaim:
        assert self.claim is not None
        return self.claim

    def claim_cas(self, number: int, text: str) -> None:
        self.open_claim.adjustments += self._claim_seen.get(text) or self._cas(number, text, "2100")

    def _cas(self, number: int, text: str, loop: str) -> tuple[Adjustment, ...]:
        before = self.envelope.problems.count
        e = self._split(number, text, loop)
        for position in record.unread_amounts(e):
            if at(e, position) == "":
                message = f"CAS{position:02d}, the amount of reason {at(e, position - 1)}, is missing."
                self.report("bad_amount", message, number, element=f"CAS{position:02d}")
        seen = self._claim_seen if loop == "2100" else self._line_seen
        return self._remember(seen, text, record.adjustments(e, text), before)

    def nm1(self, number: int, text: str) -> None:
        e = text.split(self._element)
        if not self._nm1_sound(text):
            self.irregular(number, "2100", e)
        self.open_claim.names += (record.name(e, text),)

    def mia(self, number: int, text: str) -> None:
        self.open_claim.inpatient = record.inpatient(self._split(number, text, "2100"), text)

    def moa(self, number: int, text: str) -> None:
        found = self._claim_seen.get(text)
        if found is None:
            before = self.envelope.problems.count
            made = record.outpatient(self._split(number, text, "2100"), text)
            found = self._remember(self._claim_seen, text, made, before)
        self.open_claim.outpatient = found

    def claim_ref(self, number: int, text: str) -> None:
        e = text.split(self._element)
        if not self._claim_ref_sound(text):
            self.irregular(number, "2100", e)
        self.open_claim.references += (record.reference(e, text),)

    def claim_dtm(self, number: int, text: str) -> None:
        found = self._claim_seen.get(text)
        if found is None:
            found = self._day(number, text, "2100")
        self.open_claim.dates += (found,)

    def _day(self, number: int, text: str, loop: str) -> DateFact:
        before = self.envelope.problems.count
        seen = self._claim_seen if loop == "2100" else self._line_seen
        return self._remember(seen, text, record.day(self._split(number, text, loop), text), before)

    def claim_contact(self, number: int, text: str) -> None:
        self.open_claim.contacts += (record.contact(self._split(number, text, "2100"), text),)

    def claim_amt(self, number: int, text: str) -> None:
        found = self._claim_seen.get(text)
        if found is None:
            before = self.envelope.problems.count
            made = record.amount(self._split(number, text, "2100"), text)
            found = self._remember(self._claim_seen, text, made, before)
        if found is not None:
            self.open_claim.amounts += (found,)

    def claim_qty(self, number: int, text: str) -> None:
        found = record.quantity(self._split(number, text, "2100"), text)
        if found is not None:
            self.open_claim.quantities += (found,)

    # -- 2110

    def svc(self, number: int, text: str) -> None:
        values = self._line_seen.get(text)
        if values is None:
            before = self.envelope.problems.count
            made = record.line_values(self._split(number, text, "2110"), text, self._component)
            values = self._remember(self._line_seen, text, made, before)
        self._line = record.line(values, number - self._start + 1)
        self.open_claim.lines.append(self._line)

    @property
    def open_line(self) -> RemittanceLine:
        assert self._line is not None
        return self._line

    def line_dtm(self, number: int, text: str) -> None:
        found = self._line_seen.get(text)
        if found is None:
            found = self._day(number, text, "2110")
        self.open_line.dates += (found,)

    def line_cas(self, number: int, text: str) -> None:
        self.open_line.adjustments += self._line_seen.get(text) or self._cas(number, text, "2110")

    def line_ref(self, number: int, text: str) -> None:
        e = text.split(self._element)
        if not self._line_ref_sound(text):
            self.irregular(number, "2110", e)
        line = self.open_line
        found = record.reference(e, text)
        line.references += (found,)
        if found.qualifier == "6R" and not line.line_control_number:
            line.line_control_number = found.value

    def line_amt(self, number: int, text: str) -> None:
        found = self._line_seen.get(text)
        if found is None:
            before = self.envelope.problems.count
            made = record.amount(self._split(number, text, "2110"), text)
            found = self._remember(self._line_seen, text, made, before)
        if found is not None:
            self.open_line.amounts += (found,)

    def line_qty(self, number: int, text: str) -> None:
        found = record.quantity(self._split(number, text, "2110"), text)
        if found is not None:
            self.open_line.quantities += (found,)

    def lq(self, number: int, text: str) -> None:
        found: Remark | None = self._line_seen.get(text)
        if found is None:
            before = self.envelope.problems.count
            made = record.remark(self._split(number, text, "2110"), text)
            found = self._remember(self._line_seen, text, made, before)
        self.open_line.remarks += (found,)

    # -- a claim is complete

    def finish_claim(self) -> None:
        claim = self.claim
        if claim is None:
            return
        settle(claim)
        if claim.difference or not claim.lines_balanced or claim.charge_difference:
            self._unbalanced(claim)
        self._check_repeat(claim)
        remittance = self.current
        remittance.paid_total += claim.paid
        remittance.claim_count += 1
        self.ready.append(claim)
        self.claim = self._line = None

    def _unbalanced(self, claim: RemittanceClaim) -> None:
        number = self._start + claim.ordinal - 1
        for index, line in enumerate(claim.lines, 1):
            if line.difference:
                at_line = self._start + line.ordinal - 1
                explained = sum((a.amount for a in line.adjustments), ZERO)
                message = (
                    f"Line {index}: charge {line.charge:.2f} less paid {line.paid:.2f} is not the adjustments of "
                    f"{explained:.2f}; difference {line.difference:.2f}."
                )
                self.report("line_balance", message, at_line, element="SVC03")
        self._line = None
        if claim.difference:
            message = (
                f"Charge {claim.charge:.2f} less paid {claim.paid:.2f} is not the sum of all adjustments; "
                f"difference {claim.difference:.2f}."
            )
            self.report("claim_balance", message, number, element="CLP04")
        if claim.charge_difference:
            message = f"Charge {claim.charge:.2f} is not the sum of its lines; difference {claim.charge_difference:.2f}."
            self.report("line_charges", message, number, element="CLP03")

    def _check_repeat(self, claim: RemittanceClaim) -> None:
        """The same CLP, patient, lines and dates twice in one payment."""
        compared = self._compared
        patient = claim.names[0].text if claim.names else ""
        key = hash((claim.text, patient, claim.dates, *[(line.text, line.dates) for line in claim.lines]))
        if key in compared:
            message = "The same claim with the same patient, lines and dates stands in this payment more than once."
            self.report("repeated_claim", message, self._start + claim.ordinal - 1, element="CLP01")
        elif len(compared) < COMPARED:
            compared.add(key)
            if len(compared) == COMPARED:
                message = f"Only the first {COMPARED} claims of this payment were compared for repeats."
                self.report("repeats_not_compared", message, None, severity=Severity.WARNING)
