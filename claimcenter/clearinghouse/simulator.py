"""The payer simulator: answers claims with an 835, for practice mode and tests. Nothing of it ever talks to a payer."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from claimcenter.x12.output import SegmentWriter
from claimcenter.x12.write837 import write_isa

ZERO = Decimal(0)
TRIPLETS = 6


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One reason of an answer."""

    group: str
    reason: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """SVC. Balanced when charge - paid is what the adjustments say; nothing here makes it so."""

    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    service_date: date
    line_control_number: str
    adjustments: tuple[Adjusted, ...] = ()
    allowed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """CLP with its lines."""

    patient_control_number: str
    patient_last_name: str
    patient_first_name: str
    lines: tuple[AnsweredLine, ...]
    payer_claim_control_number: str
    status: str = "1"
    filing_indicator: str = "12"
    forwarded_to: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def charge(self) -> Decimal:
        return sum((line.charge for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def patient_responsibility(self) -> Decimal:
        rows = (row for line in self.lines for row in line.adjustments if row.group == "PR")
        return sum((row.amount for row in rows), ZERO)

    def reversed(self) -> "Answer":
        """The same with every amount negated (CLP02 = 22), original group codes kept (X12 RFI 1147)."""
        return replace(self, lines=tuple(_negated(line) for line in self.lines), status="22")


@dataclass(frozen=True, slots=True)
class ProviderLevel:
    """One PLB pair; a positive amount reduces the payment."""

    reason: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One 835 transaction: a payer pays a payee for these answers."""

    payer_name: str
    payer_id: str
    payer_tax_id: str
    payee_name: str
    payee_npi: str
    payee_tax_id: str
    trace_number: str
    payment_date: date
    answers: tuple[Answer, ...]
    provider_level: tuple[ProviderLevel, ...] = ()

    @property
    def amount(self) -> Decimal:
        """BPR02 = sum of CLP04 - sum of PLB."""
        paid = sum((answer.paid for answer in self.answers), ZERO)
        return paid - sum((row.amount for row in self.provider_level), ZERO)


def remittance(payment: Payment, *, control_number: int, created_at: datetime) -> bytes:
    """The payment as the bytes of one 835 interchange (005010X221A1)."""
    buffer = io.StringIO()
    out = SegmentWriter(buffer.write)
    number = f"{control_number:09d}"
    write_isa(
        out,
        sender=("ZZ", "SIMULATOR"),
        receiver=("ZZ", "CLAIMCENTER"),
        control_number=number,
        created_at=created_at,
        usage="T",
    )
    clock = f"{created_at:%H%M}"
    group = str(control_number)
    out.segment("GS", "HP", "SIMULATOR", "CLAIMCENTER", created_at.date(), clock, group, "X", "005010X221A1")
    out.count = 0
    out.segment("ST", "835", "0001")
    _header(out, payment, created_at.date())
    out.segment("LX", "1")
    for answer in payment.answers:
        _claim(out, answer)
    _provider_level(out, payment)
    out.segment("SE", str(out.count + 1), "0001")
    out.segment("GE", "1", group)
    out.segment("IEA", "1", number)
    return buffer.getvalue().encode("ascii")


def _header(out: SegmentWriter, payment: Payment, on: date) -> None:
    handling, method = ("I", "ACH") if payment.amount else ("H", "NON")
    bank = ("CCP", "01", "999999992", "DA", "123456", payment.payer_tax_id, None, "01", "999988880", "DA", "98765")
    details = bank if payment.amount else (None,) * len(bank)
    out.segment("BPR", handling, payment.amount, "C", method, *details, payment.payment_date)
    out.segment("TRN", "1", payment.trace_number, payment.payer_tax_id)
    out.segment("DTM", "405", on)
    out.segment("N1", "PR", payment.payer_name.upper(), "XV", payment.payer_id)
    out.segment("N3", "PO BOX 1")
    out.segment("N4", "HARTFORD", "CT", "06101")
    out.segment("PER", "BL", "EDI SUPPORT", "TE", "8005550111")
    out.segment("N1", "PE", payment.payee_name.upper(), "XX", payment.payee_npi)
    out.segment("REF", "TJ", payment.payee_tax_id)


def _claim(out: SegmentWriter, answer: Answer) -> None:
    share = None if answer.status == "22" else answer.patient_responsibility
    out.segment(
        "CLP",
        answer.patient_control_number,
        answer.status,
        answer.charge,
        answer.paid,
        share,
        answer.filing_indicator,
        answer.payer_claim_control_number,
        "11",
        "1",
    )
    out.segment("NM1", "QC", "1", answer.patient_last_name.upper(), answer.patient_first_name.upper())
    if answer.forwarded_to:
        out.segment("NM1", "TT", "2", answer.forwarded_to.upper())
    if answer.remarks:
        out.segment("MOA", None, None, *answer.remarks[:5])
    for line in answer.lines:
        _line(out, line)


def _line(out: SegmentWriter, line: AnsweredLine) -> None:
    units = "-1" if line.charge < 0 else "1"
    out.segment("SVC", ("HC", line.procedure, *line.modifiers), line.charge, line.paid, None, units)
    out.segment("DTM", "472", line.service_date)
    for group, rows in _by_group(line.adjustments).items():
        for start in range(0, len(rows), TRIPLETS):
            triplets = [part for row in rows[start : start + TRIPLETS] for part in (row.reason, row.amount, None)]
            out.segment("CAS", group, *triplets)
    out.segment("REF", "6R", line.line_control_number)
    if line.allowed is not None:
        out.segment("AMT", "B6", line.allowed)


def _provider_level(out: SegmentWriter, payment: Payment) -> None:
    end_of_year = date(payment.payment_date.year, 12, 31)
    for row in payment.provider_level:
        out.segment("PLB", payment.payee_npi, end_of_year, (row.reason, row.reference or None), row.amount)


def _by_group(rows: Sequence[Adjusted]) -> dict[str, list[Adjusted]]:
    groups: dict[str, list[Adjusted]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return groups


def _negated(line: AnsweredLine) -> AnsweredLine:
    rows = tuple(Adjusted(row.group, row.reason, -row.amount) for row in line.adjustments)
    return replace(line, charge=-line.charge, paid=-line.paid, adjustments=rows, allowed=None)
