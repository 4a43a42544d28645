"""Writes an 837P (005010X222A1): envelope, submitter, receiver, billing providers, subscribers and patients.

The claim loops (2300 to 2430) are in ``write837_claim``. Writing is deterministic: equal data, equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime

from claimcenter.x12.canonical837 import canonical_claim
from claimcenter.x12.claim837 import (
    BillingGroup,
    BillingProvider,
    Claim,
    Contact,
    DestinationPayer,
    FunctionalGroup,
    Interchange,
    Patient,
    PatientDetail,
    Submitter,
    Subscriber,
    TransactionSet,
)
from claimcenter.x12.output import (
    COMPONENT,
    ELEMENT,
    REPETITION,
    SegmentWriter,
    WriteError,
    date_text,
    number_text,
    plain_text,
    unsendable,
)
from claimcenter.x12.write837_claim import (
    write_address,
    write_carried,
    write_claim_loops,
    write_name,
    write_organization,
    write_references,
)

_PAY_TO_PLAN = frozenset({"2010AC"})
_BILLING_LOOPS = frozenset({"2000A", "2010AA", "2010AB", "2010AC"})


# Segments kept before they are handed to ``write``.
_FLUSHED_AT = 10_000


def to_text(interchange: Interchange, *, line_end: str = "\n") -> str:
    """The whole interchange as text. ``line_end`` follows each terminator and may be empty."""
    buffer = io.StringIO()
    write_837p(interchange, write=buffer.write, line_end=line_end)
    return buffer.getvalue()


def write_837p(
    interchange: Interchange,
    *,
    write: Callable[[str], object],
    line_end: str = "\n",
    on_problem: Callable[[WriteError], object] | None = None,
) -> None:
    """Write the interchange piece by piece to ``write``; raises ``WriteError`` at the first thing X12 cannot carry.

    What was written before an error is not a valid file: write to a buffer or a temporary file. With ``on_problem``
    every problem is handed over instead and writing goes on; such a text must never be sent.
    """
    out = SegmentWriter(write, line_end=line_end, on_problem=on_problem)
    out.gather()
    _require_unique((group.control_number for group in interchange.groups), out, "GS", "06")
    write_isa(
        out,
        sender=(interchange.sender_qualifier, interchange.sender_id),
        receiver=(interchange.receiver_qualifier, interchange.receiver_id),
        control_number=interchange.control_number,
        created_at=interchange.created_at,
        usage=interchange.usage,
        acknowledgment_requested=interchange.acknowledgment_requested,
    )
    for group in interchange.groups:
        _write_group(out, group)
    out.segment("IEA", len(interchange.groups), interchange.control_number.zfill(9))
    out.flush()


def write_isa(
    out: SegmentWriter,
    *,
    sender: tuple[str, str],
    receiver: tuple[str, str],
    control_number: str,
    created_at: datetime,
    usage: str,
    acknowledgment_requested: bool = False,
) -> None:
    """ISA with its fixed widths: two-digit year, ids padded to 15, nine-digit control number."""
    if not (control_number.isascii() and control_number.isdigit() and len(control_number) <= 9):
        out.problem("the interchange control number has one to nine digits", "ISA", "13", kind="length")
    for element, identifier in (("06", sender[1]), ("08", receiver[1])):
        if not 1 <= len(identifier) <= 15 or unsendable(identifier):
            out.problem("the interchange id has one to 15 plain characters", "ISA", element, kind="length")
    elements = [
        *("ISA", "00", " " * 10, "00", " " * 10),
        *(sender[0], sender[1].ljust(15), receiver[0], receiver[1].ljust(15)),
        *(date_text(created_at)[2:], _time(created_at), REPETITION, "00501"),
        *(control_number.zfill(9), "1" if acknowledgment_requested else "0", usage, COMPONENT),
    ]
    out.raw(ELEMENT.join(elements))


def _time(moment: datetime) -> str:
    return f"{moment.hour:02d}{moment.minute:02d}"


def _require_unique(numbers: Iterable[str], out: SegmentWriter, segment: str, element: str) -> None:
    seen: set[str] = set()
    for number in numbers:
        if number in seen:
            out.problem("control numbers must differ within their envelope", segment, element)
        seen.add(number)


def _write_group(out: SegmentWriter, group: FunctionalGroup) -> None:
    _require_unique((st.control_number for st in group.transactions), out, "ST", "02")
    created = group.created_at
    envelope = (group.sender_code, group.receiver_code, created.date(), _time(created), group.control_number)
    out.segment("GS", "HC", *envelope, "X", group.version)
    for st in group.transactions:
        _write_transaction(out, st)
    out.segment("GE", len(group.transactions), group.control_number)


def _write_transaction(out: SegmentWriter, st: TransactionSet) -> None:
    out.count, out.table = 0, "837"
    out.segment("ST", "837", st.control_number, st.version)
    out.segment("BHT", "0019", st.purpose, st.reference, st.created_at.date(), _time(st.created_at), st.kind)
    _write_submitter(out, st.submitter)
    out.loop = "1000B"
    write_organization(out, "40", st.receiver.name, "46", st.receiver.identifier)
    hierarchy = 0
    out.refuse(st.carried, frozenset())
    for group in st.billing_groups:
        hierarchy = _write_billing_group(out, group, hierarchy)
    out.loop = out.claim = ""
    out.segment("SE", out.count + 1, st.control_number)
    out.table = ""


def _write_submitter(out: SegmentWriter, submitter: Submitter) -> None:
    out.loop = "1000A"
    write_name(out, "41", submitter.name, "46", submitter.identifier)
    for contact in submitter.contacts:
        write_contact(out, contact)
    if submitter.carried:
        out.weave(submitter.carried)


def write_contact(out: SegmentWriter, contact: Contact) -> None:
    """PER*IC with at most three ways to reach the person: phone with extension, then fax and e-mail as room is left."""
    ways = [("TE", contact.phone), ("EX", contact.extension), ("FX", contact.fax), ("EM", contact.email)]
    given = [(code, value) for code, value in ways if value]
    if not 1 <= len(given) <= 3:
        out.problem("a contact has one to three numbers or addresses", "PER", "04", kind="limit")
    out.texts("PER", "IC", plain_text(contact.name), *(part for way in given for part in way))


def _write_billing_group(out: SegmentWriter, group: BillingGroup, hierarchy: int) -> int:
    """2000A and the claims below it; returns the last HL number used."""
    provider_level = hierarchy + 1
    out.loop, out.claim = "2000A", ""
    out.segment("HL", provider_level, None, "20", "1")
    write_billing_provider(out, group.provider)
    level = provider_level
    for claim in group.claims:
        level = write_claim(out, canonical_claim(claim), level, provider_level)
        if len(out.gathered) > _FLUSHED_AT:
            out.flush()
    return level


def write_billing_provider(out: SegmentWriter, provider: BillingProvider) -> None:
    """The provider's own segments of 2000A, then 2010AA, 2010AB and 2010AC."""
    if provider.taxonomy:
        out.texts("PRV", "BI", "PXC", provider.taxonomy)
    if provider.carried:
        out.weave(provider.carried)
    out.loop = "2010AA"
    write_name(out, "85", provider.name, provider.npi_qualifier, provider.npi)
    write_address(out, provider.address)
    out.texts("REF", provider.tax_id_qualifier, provider.tax_id)
    write_references(out, provider.references)
    if provider.contact:
        write_contact(out, provider.contact)
    if provider.carried:
        out.weave(provider.carried)
    _write_pay_to(out, provider)
    write_carried(out, provider.carried, _PAY_TO_PLAN)
    out.refuse(provider.carried, _BILLING_LOOPS)


def _write_pay_to(out: SegmentWriter, provider: BillingProvider) -> None:
    """2010AB: the address alone, as the guide has it, or with the name it was received with."""
    if not provider.pay_to:
        return
    out.loop = "2010AB"
    if provider.pay_to_name:
        write_name(out, "87", provider.pay_to_name, "", "")
    else:
        out.texts("NM1", "87", provider.name.entity_type)
    write_address(out, provider.pay_to)
    if provider.carried:
        out.weave(provider.carried)


def write_claim(out: SegmentWriter, claim: Claim, level: int, provider_level: int) -> int:
    """The subscriber level, the patient level where the patient is another person, and the claim below them.

    The claim is canonical. ``level`` is the last HL number used; returns the new last one.
    """
    out.loop, out.claim = "2000B", claim.patient_control_number
    subscriber_level = level + 1
    out.texts("HL", str(subscriber_level), str(provider_level), "22", "1" if claim.patient else "0")
    _write_subscriber(out, claim.subscriber, None if claim.patient else claim.patient_detail)
    _write_payer(out, claim.payer)
    level = subscriber_level
    if claim.patient:
        level += 1
        out.loop = "2000C"
        out.texts("HL", str(level), str(subscriber_level), "23", "0")
        _write_patient(out, claim.patient, claim.patient_detail)
    write_claim_loops(out, claim)
    return level


def _write_subscriber(out: SegmentWriter, subscriber: Subscriber, detail: PatientDetail | None) -> None:
    plan = (subscriber.group_number, plain_text(subscriber.group_name), subscriber.insurance_type)
    out.texts("SBR", subscriber.position, subscriber.relationship, *plan, "", "", "", subscriber.filing_indicator)
    if detail:
        _write_patient_detail(out, "", detail)
    if subscriber.carried:
        out.weave(subscriber.carried)
    out.loop = "2010BA"
    write_name(out, "IL", subscriber.name, subscriber.member_id_qualifier, subscriber.member_id)
    _write_person(out, subscriber)
    write_references(out, subscriber.references)
    if subscriber.carried:
        out.weave(subscriber.carried)


def _write_patient_detail(out: SegmentWriter, relationship: str, detail: PatientDetail) -> None:
    """PAT with day of death, weight and pregnancy; the relationship only at the patient's own level."""
    died = ("D8", date_text(detail.died_on)) if detail.died_on else ("", "")
    weight = ("", "") if detail.weight is None else ("01", number_text(detail.weight))
    out.texts("PAT", relationship, "", "", "", *died, *weight, "Y" if detail.pregnant else "")


def _write_person(out: SegmentWriter, person: Subscriber | Patient) -> None:
    if person.address:
        write_address(out, person.address)
    if person.birth_date or person.sex:
        out.texts("DMG", "D8", date_text(person.birth_date) if person.birth_date else "", person.sex)


def _write_payer(out: SegmentWriter, payer: DestinationPayer) -> None:
    out.loop = "2010BB"
    write_organization(out, "PR", payer.name, payer.payer_id_qualifier, payer.payer_id)
    if payer.address:
        write_address(out, payer.address)
    write_references(out, payer.references)
    if payer.carried:
        out.weave(payer.carried)


def _write_patient(out: SegmentWriter, patient: Patient, detail: PatientDetail | None) -> None:
    if detail:
        _write_patient_detail(out, patient.relationship, detail)
    else:
        out.texts("PAT", patient.relationship)
    if patient.carried:
        out.weave(patient.carried)
    out.loop = "2010CA"
    write_name(out, "QC", patient.name, patient.member_id_qualifier, patient.member_id)
    _write_person(out, patient)
    write_references(out, patient.references)
    if patient.carried:
        out.weave(patient.carried)
