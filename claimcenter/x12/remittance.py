"""A remittance advice (835) as plain data, complete: what ``read835`` returns.

Small records are immutable tuples and may be shared between claims; ``text`` is the segment as received, for
provenance. Absent text is an empty string, an absent amount or date is None. Money is Decimal; a positive adjustment
reduces the payment. Segment ordinals count from the ST (= 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .amounts import ZERO


class Adjustment(NamedTuple):
    """One triplet of a CAS with its group. ``cents`` is the amount once more, for sums."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None
    text: str
    cents: int


class Reference(NamedTuple):
    """REF: qualifier and value."""

    qualifier: str
    value: str
    description: str
    text: str


class DateFact(NamedTuple):
    """DTM; ``on`` is None where ``value`` is no date."""

    qualifier: str
    on: date | None
    value: str
    text: str


class Amount(NamedTuple):
    """AMT: information, never part of a balance."""

    qualifier: str
    amount: Decimal
    text: str


class Quantity(NamedTuple):
    """QTY: information."""

    qualifier: str
    quantity: Decimal
    text: str


class Name(NamedTuple):
    """NM1: ``QC`` patient, ``IL`` insured, ``74`` corrected, ``82`` rendering, ``TT`` crossover carrier, ``PR``
    corrected priority payer, ``GB`` other subscriber. ``last`` is the whole name of an organization (entity type 2).
    """

    entity: str
    entity_type: str
    last: str
    first: str
    middle: str
    suffix: str
    id_qualifier: str
    identifier: str
    text: str


class Remark(NamedTuple):
    """LQ: code list (``HE`` remark codes, ``RX`` pharmacy) and code."""

    code_list: str
    code: str
    text: str


class Procedure(NamedTuple):
    """SVC01 or SVC06."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...]
    description: str


class Contact(NamedTuple):
    """PER: function, name, and pairs of (TE, EM, FX, UR, EX; number)."""

    function: str
    name: str
    numbers: tuple[tuple[str, str], ...]
    text: str


class OutpatientAdjudication(NamedTuple):
    """MOA, every element: rate, HCPCS payable amount, remark codes (MOA03-07), ESRD amount, nonpayable amount."""

    reimbursement_rate: Decimal | None
    hcpcs_payable: Decimal | None
    remarks: tuple[str, ...]
    esrd_payment: Decimal | None
    nonpayable_professional: Decimal | None
    text: str


class InpatientAdjudication(NamedTuple):
    """MIA, every element: ``values`` holds MIA01-24 as numbers by position where they are numbers; remarks are 05,
    20-23.
    """

    values: tuple[Decimal | None, ...]
    remarks: tuple[str, ...]
    text: str


class ProviderAdjustment(NamedTuple):
    """One pair of a PLB. Positive reduces the payment, negative increases it; not tied to a claim."""

    provider: str
    fiscal_period_end: date | None
    reason: str
    reference: str
    amount: Decimal
    ordinal: int
    text: str


@dataclass(slots=True)
class Party:
    """N1 loop 1000A (payer) or 1000B (payee)."""

    entity: str
    name: str = ""
    id_qualifier: str = ""
    identifier: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    delivery: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ProviderGroup:
    """LX with its TS3 and TS2 (every element, as received): the group of claims that follows. Informational."""

    number: str
    provider: str = ""
    facility: str = ""
    fiscal_period_end: date | None = None
    claims: Decimal | None = None
    charges: Decimal | None = None
    ts3: tuple[str, ...] = ()
    ts2: tuple[str, ...] = ()


# What follows a CLP or SVC besides its adjustments and names, in the order of the file.
Other = Reference | DateFact | Contact | Amount | Quantity | Remark


@dataclass(slots=True)
class RemittanceLine:
    """2110: one SVC with all that follows. ``others`` are its REF, DTM, AMT, QTY and LQ in the order of the file; the
    properties sort them. ``rest_cents`` is SVC02 - SVC03. ``difference`` is SVC02 - SVC03 - CAS of this line; zero
    when it balances.
    """

    ordinal: int
    procedure: Procedure
    charge: Decimal
    paid: Decimal
    revenue_code: str
    units: Decimal | None
    submitted: Procedure | None
    submitted_units: Decimal | None
    text: str
    rest_cents: int
    adjustments: list[Adjustment]
    others: list[Other]
    difference: Decimal = ZERO

    @property
    def dates(self) -> list[DateFact]:
        return [one for one in self.others if isinstance(one, DateFact)]

    @property
    def references(self) -> list[Reference]:
        return [one for one in self.others if isinstance(one, Reference)]

    @property
    def amounts(self) -> list[Amount]:
        return [one for one in self.others if isinstance(one, Amount)]

    @property
    def quantities(self) -> list[Quantity]:
        return [one for one in self.others if isinstance(one, Quantity)]

    @property
    def remarks(self) -> list[Remark]:
        return [one for one in self.others if isinstance(one, Remark)]

    @property
    def line_control_number(self) -> str:
        """REF*6R: the control number we sent, or an empty string."""
        return next((r.value for r in self.references if r.qualifier == "6R"), "")

    @property
    def balanced(self) -> bool:
        return not self.difference

    @property
    def allowed(self) -> Decimal | None:
        """AMT*B6: allowed amount before the patient's share (RFI 2240); None where the payer sent none."""
        return next((a.amount for a in self.amounts if a.qualifier == "B6"), None)

    @property
    def service_dates(self) -> tuple[date | None, date | None]:
        """First and last day: DTM*472 for both, or 150 and 151."""
        found = {d.qualifier: d.on for d in self.dates}
        if "472" in found:
            return found["472"], found["472"]
        return found.get("150"), found.get("151", found.get("150"))


@dataclass(slots=True)
class RemittanceClaim:
    """2100: one CLP with all fourteen elements, its segments and lines.

    ``difference`` is CLP03 - CLP04 - all CAS, ``charge_difference`` CLP03 - sum of SVC02 (zero without lines).
    ``problems`` counts what is a reason to hold this claim. ``others`` are its REF, DTM, PER, AMT and QTY in the
    order of the file; the properties sort them. ``rest_cents`` is CLP03 - CLP04.
    """

    ordinal: int
    patient_control_number: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal | None
    filing_indicator: str
    payer_claim_control_number: str
    facility_code: str
    frequency: str
    patient_status: str
    drg: str
    drg_weight: Decimal | None
    discharge_fraction: Decimal | None
    text: str
    rest_cents: int
    adjustments: list[Adjustment]
    names: list[Name]
    others: list[Other]
    lines: list[RemittanceLine]
    group: ProviderGroup | None = None
    inpatient: InpatientAdjudication | None = None
    outpatient: OutpatientAdjudication | None = None
    difference: Decimal = ZERO
    charge_difference: Decimal = ZERO
    lines_balanced: bool = True
    problems: int = 0

    @property
    def references(self) -> list[Reference]:
        return [one for one in self.others if isinstance(one, Reference)]

    @property
    def dates(self) -> list[DateFact]:
        return [one for one in self.others if isinstance(one, DateFact)]

    @property
    def contacts(self) -> list[Contact]:
        return [one for one in self.others if isinstance(one, Contact)]

    @property
    def amounts(self) -> list[Amount]:
        return [one for one in self.others if isinstance(one, Amount)]

    @property
    def quantities(self) -> list[Quantity]:
        return [one for one in self.others if isinstance(one, Quantity)]

    @property
    def balanced(self) -> bool:
        """CLP03 - CLP04 = all CAS; the lines are judged apart (``lines_balanced``)."""
        return not self.difference

    @property
    def sound(self) -> bool:
        """Nothing about this claim is a reason to hold it."""
        return not self.problems

    def name(self, entity: str) -> Name | None:
        """The NM1 of an entity code; None where the claim has none."""
        return next((n for n in self.names if n.entity == entity), None)

    def reference(self, qualifier: str) -> str:
        """The first REF value of a qualifier, or an empty string."""
        return next((r.value for r in self.references if r.qualifier == qualifier), "")

    @property
    def patient(self) -> Name | None:
        return self.name("QC")

    @property
    def insured(self) -> Name | None:
        return self.name("IL")

    @property
    def corrected_patient(self) -> Name | None:
        return self.name("74")

    @property
    def crossover_carrier(self) -> Name | None:
        return self.name("TT")

    @property
    def corrected_priority_payer(self) -> Name | None:
        return self.name("PR")

    @property
    def other_subscriber(self) -> Name | None:
        return self.name("GB")

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remark codes at claim level: MIA05, MIA20-23, MOA03-07."""
        inpatient = self.inpatient.remarks if self.inpatient else ()
        return inpatient + (self.outpatient.remarks if self.outpatient else ())

    @property
    def adjusted_patient_responsibility(self) -> Decimal:
        """Sum of the PR adjustments, claim and lines: CLP05 may differ, the CAS count."""
        found = [a.amount for a in self.adjustments if a.group == "PR"]
        return sum((a.amount for line in self.lines for a in line.adjustments if a.group == "PR"), sum(found, ZERO))


@dataclass(slots=True)
class Remittance:
    """One 835 transaction set. Totals, provider adjustments and ``difference`` are complete once its claims were read.

    ``difference`` is the sum of CLP04 - the sum of PLB - BPR02; zero when the payment balances.
    """

    control_number: str
    version: str
    interchange_control_number: str
    sender: str
    receiver: str
    functional_group: str
    handling: str = ""
    amount: Decimal | None = None
    credit_debit: str = ""
    method: str = ""
    payment_format: str = ""
    payer_bank: str = ""
    payer_account: str = ""
    originator: str = ""
    payee_bank: str = ""
    payee_account: str = ""
    payment_date: date | None = None
    trace_number: str = ""
    trace_payer_id: str = ""
    trace_supplement: str = ""
    currency: str = ""
    receiver_id: str = ""
    produced_on: date | None = None
    payer: Party | None = None
    payee: Party | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[DateFact, ...] = ()
    bpr: str = ""
    trn: str = ""
    provider_adjustments: list[ProviderAdjustment] = field(default_factory=list)
    claim_count: int = 0
    paid_total: Decimal = ZERO
    difference: Decimal | None = None
    segments: int = 0
    complete: bool = False

    @property
    def balanced(self) -> bool:
        """BPR02 = sum of CLP04 - sum of PLB."""
        return self.difference is not None and not self.difference

    @property
    def provider_adjustment_total(self) -> Decimal:
        return sum((p.amount for p in self.provider_adjustments), ZERO)
