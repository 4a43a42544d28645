"""An 837P interchange as plain data: what the writer writes and the reader returns.

One tree: ``Interchange`` > ``FunctionalGroup`` > ``TransactionSet`` > ``BillingGroup`` > ``Claim``.
A claim carries its own subscriber, patient and destination payer, so it can be checked alone.

Conventions: absent text is ``""``, an absent date or amount is ``None``; money and units are ``Decimal``;
codes are the codes of the guide (005010X222A1), named in the field comments as loop/segment/element.
Instances are immutable and hashable; ``dataclasses.replace`` makes a changed copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

VERSION_837P = "005010X222A1"


@dataclass(frozen=True, slots=True)
class Carried:
    """A segment of the guide that no field here holds, as it was received; it goes out again in its place.

    ``elements`` are texts; a composite is a tuple of its components. ``loop`` is the guide's.
    """

    loop: str
    segment: str
    elements: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """N3 and N4. ``subdivision`` (N407) is that of a country other than the United States."""

    line1: str
    city: str
    state: str = ""
    postal_code: str = ""
    line2: str = ""
    country: str = ""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """NM102-NM105 and NM107. ``last`` is the whole name of an organization (entity type 2)."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""
    entity_type: str = "1"

    @property
    def is_organization(self) -> bool:
        return self.entity_type == "2"


@dataclass(frozen=True, slots=True)
class Reference:
    """One REF: qualifier and value. ``payer`` (REF04, 2U) is the other payer whose number this is."""

    qualifier: str
    value: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class DateFact:
    """One DTP: a day (``D8``) or, with ``until``, a range (``RD8``)."""

    qualifier: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """NTE: ``code`` is ADD, CER, DCP, DGN or TPO."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """PWK: report type, how it travels (AA BM EL EM FX FT) and its control number."""

    report_type: str
    transmission: str
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class ConditionIndicator:
    """CRC, e.g. the EPSDT referral ``ZZ*Y*AV``."""

    category: str
    response: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """CN1: type ``09`` with an amount tells Medicare what the provider is obligated to accept (OTAF)."""

    type_code: str
    amount: Decimal | None = None
    code: str = ""
    percent: Decimal | None = None
    discount_percent: Decimal | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """PER*IC: name with telephone, extension, fax and e-mail."""

    name: str = ""
    phone: str = ""
    extension: str = ""
    fax: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Submitter:
    """1000A: ``identifier`` is the electronic transmitter id (NM109 with qualifier 46)."""

    name: Name
    identifier: str
    contacts: tuple[Contact, ...]
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """1000B."""

    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """2000A PRV, 2010AA, and 2010AB when payment goes to another address.

    ``tax_id_qualifier`` is ``EI`` (employer id) or ``SY`` (social security number). ``npi_qualifier`` is NM108:
    ``XX``; files from before the NPI have others. ``pay_to_name`` is given where 2010AB names somebody of its own.
    Carried: 2000A CUR, 2010AA, and the pay-to plan (2010AC).
    """

    name: Name
    npi: str
    tax_id: str
    tax_id_qualifier: str
    address: Address
    taxonomy: str = ""
    pay_to: Address | None = None
    contact: Contact | None = None
    references: tuple[Reference, ...] = ()
    npi_qualifier: str = "XX"
    pay_to_name: Name | None = None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """2310x and 2420x: a person or organization other than the billing provider.

    The role (82, DN, DK, 77, DQ) is given by the field that holds it; ``role`` is empty, except ``P3`` on a
    referring provider that is the primary care provider.
    """

    name: Name
    npi: str = ""
    taxonomy: str = ""
    references: tuple[Reference, ...] = ()
    role: str = ""
    address: Address | None = None
    npi_qualifier: str = "XX"
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """2000B SBR and 2010BA: the owner of the destination plan.

    ``relationship`` is SBR02: ``18`` when the patient is the subscriber, otherwise empty.
    """

    position: str
    relationship: str
    filing_indicator: str
    name: Name
    member_id: str
    group_number: str = ""
    group_name: str = ""
    insurance_type: str = ""
    member_id_qualifier: str = "MI"
    birth_date: date | None = None
    sex: str = ""
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """2000C and 2010CA: present only when the patient is not the subscriber. ``relationship`` is PAT01.

    ``member_id`` is for files that name one; the guide has the subscriber's only.
    """

    relationship: str
    name: Name
    birth_date: date | None = None
    sex: str = ""
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    member_id: str = ""
    member_id_qualifier: str = ""
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientDetail:
    """PAT05-09 of whoever the patient is: day of death, weight in pounds, pregnancy."""

    died_on: date | None = None
    weight: Decimal | None = None
    pregnant: bool = False


@dataclass(frozen=True, slots=True)
class DestinationPayer:
    """2010BB."""

    name: str
    payer_id: str
    payer_id_qualifier: str = "PI"
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One triplet of a CAS with its group. A positive amount reduces the payment."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OutpatientAdjudication:
    """MOA of the other payer: rate, HCPCS payable amount, up to five remark codes, and MOA08-09."""

    reimbursement_rate: Decimal | None = None
    hcpcs_payable: Decimal | None = None
    remarks: tuple[str, ...] = ()
    esrd_payment: Decimal | None = None
    nonpayable_professional: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OtherInsured:
    """2330A: the owner of the other policy."""

    name: Name
    member_id: str
    member_id_qualifier: str = "MI"
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherPayer:
    """2320, 2330A and 2330B: one payer other than the destination.

    ``paid`` (AMT*D) is ``None`` unless this payer has adjudicated; ``noncovered`` (AMT*A8) only when it was
    bypassed. ``adjudicated_on`` (2330B DTP*573) and ``remaining_patient_liability`` (AMT*EAF) stand here only
    when no line carries them. ``claim_control_number`` is REF*F8: that payer's own claim number (its CLP07).
    Carried: what else stands in 2320 and 2330B, and that payer's numbers of the providers (2330C to 2330G).
    """

    position: str
    relationship: str
    filing_indicator: str
    insured: OtherInsured
    payer_name: str
    payer_id: str
    payer_id_qualifier: str = "PI"
    group_number: str = ""
    group_name: str = ""
    insurance_type: str = ""
    paid: Decimal | None = None
    noncovered: Decimal | None = None
    remaining_patient_liability: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjudicated_on: date | None = None
    outpatient: OutpatientAdjudication | None = None
    claim_control_number: str = ""
    authorization: str = ""
    references: tuple[Reference, ...] = ()
    benefits_assigned: str = "Y"
    patient_signature_source: str = ""
    release_of_information: str = "Y"
    payer_address: Address | None = None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A medical procedure composite (SV101, SVD03)."""

    code: str
    modifiers: tuple[str, ...] = ()
    qualifier: str = "HC"
    description: str = ""


@dataclass(frozen=True, slots=True)
class LineAdjudication:
    """2430: what one other payer decided about the line. ``payer_id`` (SVD01) names a 2330B payer.

    ``bundled_into`` (SVD06) is the LX number of the line this one was bundled into.
    """

    payer_id: str
    paid: Decimal
    procedure: Procedure
    units: Decimal
    adjustments: tuple[Adjustment, ...] = ()
    adjudicated_on: date | None = None
    remaining_patient_liability: Decimal | None = None
    bundled_into: int | None = None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Drug:
    """2410 LIN and CTP: an administered drug. ``unit`` is F2, GR, ME, ML or UN; ``link_number`` REF*VY."""

    ndc: str
    quantity: Decimal
    unit: str
    prescription_number: str = ""
    qualifier: str = "N4"
    link_number: str = ""
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """2400. ``place_of_service`` is empty where the line's is the claim's. Pointers count diagnoses from 1.

    Carried: what else stands in 2400 (SV5, CR1, CRC, HCP, K3, ...), purchased service and ambulance addresses (2420B,
    2420G, 2420H) and forms (2440).
    """

    procedure: Procedure
    charge: Decimal
    units: Decimal
    pointers: tuple[int, ...]
    service_date: date | None
    service_date_to: date | None = None
    unit: str = "UN"
    place_of_service: str = ""
    line_control_number: str = ""
    emergency: bool = False
    epsdt: bool = False
    family_planning: bool = False
    attachments: tuple[Attachment, ...] = ()
    dates: tuple[DateFact, ...] = ()
    authorization: str = ""
    references: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    drug: Drug | None = None
    rendering: Provider | None = None
    facility: Provider | None = None
    supervising: Provider | None = None
    ordering: Provider | None = None
    referring: tuple[Provider, ...] = ()
    adjudications: tuple[LineAdjudication, ...] = ()
    copay_exempt: bool = False
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """2000B down to 2430 for one CLM.

    ``diagnoses`` are ICD-10 codes without dots, principal first. ``signature_on_file`` is CLM06, ``assignment``
    CLM07 (A, B, C), ``benefits_assigned`` CLM08 (Y, N, W), ``release_of_information`` CLM09 (Y, I).
    ``icd`` is 10; files about services before October 2015 have 9. Carried: what else stands in 2300 (CR1, CR2, HCP,
    K3, anesthesia codes, ...) and the ambulance addresses (2310E, 2310F).
    """

    patient_control_number: str
    charge: Decimal
    place_of_service: str
    subscriber: Subscriber
    payer: DestinationPayer
    diagnoses: tuple[str, ...]
    lines: tuple[ServiceLine, ...]
    patient: Patient | None = None
    frequency: str = "1"
    signature_on_file: str = "Y"
    assignment: str = "A"
    benefits_assigned: str = "Y"
    release_of_information: str = "Y"
    patient_signature_source: str = ""
    related_causes: tuple[str, ...] = ()
    accident_state: str = ""
    special_program: str = ""
    delay_reason: str = ""
    dates: tuple[DateFact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    contract: Contract | None = None
    patient_paid: Decimal | None = None
    authorization: str = ""
    original_reference: str = ""
    references: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    conditions: tuple[ConditionIndicator, ...] = ()
    condition_codes: tuple[str, ...] = ()
    referring: tuple[Provider, ...] = ()
    rendering: Provider | None = None
    facility: Provider | None = None
    supervising: Provider | None = None
    other_payers: tuple[OtherPayer, ...] = ()
    patient_detail: PatientDetail | None = None
    accident_country: str = ""
    icd: int = 10
    carried: tuple[Carried, ...] = ()

    @property
    def is_patient_subscriber(self) -> bool:
        return self.patient is None


@dataclass(frozen=True, slots=True)
class BillingGroup:
    """2000A: one billing provider and the claims it bills."""

    provider: BillingProvider
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """ST to SE. ``purpose`` is BHT02 (00 original, 18 reissue), ``kind`` BHT06 (CH chargeable, RP, 31).

    ``carried`` is what a broken hierarchy left outside of every claim; a set that has any cannot be written.
    """

    control_number: str
    reference: str
    created_at: datetime
    submitter: Submitter
    receiver: Receiver
    billing_groups: tuple[BillingGroup, ...]
    purpose: str = "00"
    kind: str = "CH"
    version: str = VERSION_837P
    carried: tuple[Carried, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for group in self.billing_groups for claim in group.claims)


@dataclass(frozen=True, slots=True)
class FunctionalGroup:
    """GS to GE. Times are written to the minute."""

    sender_code: str
    receiver_code: str
    control_number: str
    created_at: datetime
    transactions: tuple[TransactionSet, ...]
    version: str = VERSION_837P


@dataclass(frozen=True, slots=True)
class Interchange:
    """ISA to IEA. ``usage`` is ``T`` (test) or ``P`` (production). ``control_number`` has nine digits."""

    sender_qualifier: str
    sender_id: str
    receiver_qualifier: str
    receiver_id: str
    control_number: str
    created_at: datetime
    usage: str
    groups: tuple[FunctionalGroup, ...]
    acknowledgment_requested: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for group in self.groups for st in group.transactions for claim in st.claims)
