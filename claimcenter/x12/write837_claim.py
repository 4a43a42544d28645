"""Writes the claim loops of an 837P: 2300, 2310x, 2320 with 2330x, 2400 with 2410, 2420x and 2430."""

from __future__ import annotations

from collections.abc import Iterable

from claimcenter.x12.canonical837 import CAS_PER_LOOP, cas_segments
from claimcenter.x12.claim837 import (
    Address,
    Adjustment,
    Attachment,
    Claim,
    DateFact,
    LineAdjudication,
    Name,
    Note,
    OtherPayer,
    OutpatientAdjudication,
    Procedure,
    Provider,
    Reference,
    ServiceLine,
)
from claimcenter.x12.output import SegmentWriter, date_text, plain_text, type_element

OTHER_PAYERS_PER_CLAIM = 10
LINES_PER_CLAIM = 50
ADJUDICATIONS_PER_LINE = 15
DIAGNOSES_PER_CLAIM = 12
MODIFIERS_PER_PROCEDURE = 4
POINTERS_PER_LINE = 4


def write_name(out: SegmentWriter, role: str, name: Name, qualifier: str, identifier: str) -> None:
    """NM1; the identifier's qualifier is written only with an identifier."""
    parts = (name.last, name.first, name.middle)
    plain = tuple(plain_text(part) for part in parts)
    ids = (qualifier, identifier) if identifier else ()
    out.segment("NM1", role, name.entity_type, *plain, None, plain_text(name.suffix), *ids)


def write_address(out: SegmentWriter, address: Address) -> None:
    out.segment("N3", plain_text(address.line1), plain_text(address.line2))
    out.segment("N4", plain_text(address.city), address.state, address.postal_code, address.country)


def write_references(out: SegmentWriter, references: Iterable[Reference]) -> None:
    for reference in references:
        out.segment("REF", reference.qualifier, reference.value)


def write_claim_loops(out: SegmentWriter, claim: Claim) -> None:
    """2300 and everything below it. The claim is canonical (``canonical837``)."""
    out.loop = "2300"
    _limit(out, "CLM", len(claim.other_payers), OTHER_PAYERS_PER_CLAIM, "other payers")
    _limit(out, "CLM", len(claim.lines), LINES_PER_CLAIM, "service lines")
    _limit(out, "HI", len(claim.diagnoses), DIAGNOSES_PER_CLAIM, "diagnoses")
    _write_claim_facts(out, claim)
    _write_claim_codes(out, claim)
    _write_claim_providers(out, claim)
    for payer in claim.other_payers:
        _write_other_payer(out, payer)
    for number, line in enumerate(claim.lines, 1):
        out.line = number
        _write_line(out, number, line)
    out.line = None


def _limit(out: SegmentWriter, segment: str, count: int, most: int, what: str) -> None:
    if count > most:
        out.problem(f"{count} {what}; at most {most} can be sent", segment, kind="limit")


def _write_claim_facts(out: SegmentWriter, claim: Claim) -> None:
    first, second = (*claim.related_causes, "", "")[:2]
    accident: type_element = (first, second, None, claim.accident_state) if first else None
    out.segment(
        *("CLM", claim.patient_control_number, claim.charge, None, None),
        (claim.place_of_service, "B", claim.frequency),
        *(claim.signature_on_file, claim.assignment, claim.benefits_assigned, claim.release_of_information),
        *(claim.patient_signature_source, accident, claim.special_program, *([None] * 7)),
        claim.delay_reason,
    )
    _write_dates(out, claim.dates)
    _write_attachments(out, claim.attachments)
    if claim.contract:
        out.segment("CN1", claim.contract.type_code, claim.contract.amount, None, claim.contract.code)
    if claim.patient_paid is not None:
        out.segment("AMT", "F5", claim.patient_paid)
    _write_named_reference(out, "G1", claim.authorization)
    _write_named_reference(out, "F8", claim.original_reference)
    write_references(out, claim.references)
    _write_notes(out, claim.notes)
    for item in claim.conditions:
        out.segment("CRC", item.category, item.response, *item.codes)


def _write_dates(out: SegmentWriter, dates: Iterable[DateFact]) -> None:
    for item in dates:
        if item.until is None:
            out.segment("DTP", item.qualifier, "D8", item.on)
        else:
            out.segment("DTP", item.qualifier, "RD8", f"{date_text(item.on)}-{date_text(item.until)}")


def _write_attachments(out: SegmentWriter, attachments: Iterable[Attachment]) -> None:
    for item in attachments:
        control = ("AC", item.control_number) if item.control_number else ()
        out.segment("PWK", item.report_type, item.transmission, None, None, *control)


def _write_named_reference(out: SegmentWriter, qualifier: str, value: str) -> None:
    if value:
        out.segment("REF", qualifier, value)


def _write_notes(out: SegmentWriter, notes: Iterable[Note]) -> None:
    for note in notes:
        out.segment("NTE", note.code, plain_text(note.text))


def _write_claim_codes(out: SegmentWriter, claim: Claim) -> None:
    if claim.diagnoses:
        first, *others = claim.diagnoses
        out.segment("HI", ("ABK", first), *(("ABF", code) for code in others))
    if claim.condition_codes:
        out.segment("HI", *(("BG", code) for code in claim.condition_codes))


def _write_claim_providers(out: SegmentWriter, claim: Claim) -> None:
    for referring in claim.referring:
        _write_provider(out, "2310A", referring.role or "DN", referring)
    _write_provider(out, "2310B", "82", claim.rendering)
    _write_provider(out, "2310C", "77", claim.facility)
    _write_provider(out, "2310D", "DQ", claim.supervising)


def _write_provider(out: SegmentWriter, loop: str, role: str, provider: Provider | None) -> None:
    if provider is None:
        return
    out.loop = loop
    write_name(out, role, provider.name, "XX", provider.npi)
    if provider.taxonomy:
        out.segment("PRV", "PE", "PXC", provider.taxonomy)
    if provider.address:
        write_address(out, provider.address)
    write_references(out, provider.references)


def _write_adjustments(out: SegmentWriter, adjustments: Iterable[Adjustment]) -> None:
    segments = list(cas_segments(adjustments))
    if len(segments) > CAS_PER_LOOP:
        message = f"the adjustments need {len(segments)} CAS segments; the loop carries {CAS_PER_LOOP}"
        out.problem(message, "CAS", kind="limit")
    for group, items in segments:
        triplets = (part for item in items for part in (item.reason, item.amount, item.quantity))
        out.segment("CAS", group, *triplets)


def _write_other_payer(out: SegmentWriter, payer: OtherPayer) -> None:
    out.loop = "2320"
    plan = (payer.group_number, plain_text(payer.group_name), payer.insurance_type)
    out.segment("SBR", payer.position, payer.relationship, *plan, None, None, None, payer.filing_indicator)
    _write_adjustments(out, payer.adjustments)
    amounts = (("D", payer.paid), ("A8", payer.noncovered), ("EAF", payer.remaining_patient_liability))
    for qualifier, amount in amounts:
        if amount is not None:
            out.segment("AMT", qualifier, amount)
    consent = (payer.benefits_assigned, payer.patient_signature_source, None, payer.release_of_information)
    out.segment("OI", None, None, *consent)
    if payer.outpatient:
        _write_outpatient(out, payer.outpatient)
    _write_other_insured(out, payer)
    _write_other_payer_name(out, payer)


def _write_outpatient(out: SegmentWriter, moa: OutpatientAdjudication) -> None:
    _limit(out, "MOA", len(moa.remarks), 5, "remark codes")
    remarks = (*moa.remarks, "", "", "", "", "")[:5]
    money = (moa.reimbursement_rate, moa.hcpcs_payable)
    out.segment("MOA", *money, *remarks, moa.esrd_payment, moa.nonpayable_professional)


def _write_other_insured(out: SegmentWriter, payer: OtherPayer) -> None:
    out.loop = "2330A"
    insured = payer.insured
    write_name(out, "IL", insured.name, insured.member_id_qualifier, insured.member_id)
    if insured.address:
        write_address(out, insured.address)
    write_references(out, insured.references)


def _write_other_payer_name(out: SegmentWriter, payer: OtherPayer) -> None:
    out.loop = "2330B"
    write_name(out, "PR", Name(payer.payer_name, entity_type="2"), payer.payer_id_qualifier, payer.payer_id)
    if payer.payer_address:
        write_address(out, payer.payer_address)
    if payer.adjudicated_on:
        out.segment("DTP", "573", "D8", payer.adjudicated_on)
    write_references(out, payer.references)
    _write_named_reference(out, "G1", payer.authorization)
    _write_named_reference(out, "F8", payer.claim_control_number)


def _procedure(procedure: Procedure) -> tuple[object, ...]:
    modifiers = (*procedure.modifiers, "", "", "", "")[:MODIFIERS_PER_PROCEDURE]
    return (procedure.qualifier, procedure.code, *modifiers, plain_text(procedure.description))


def _write_line(out: SegmentWriter, number: int, line: ServiceLine) -> None:
    out.loop = "2400"
    out.segment("LX", number)
    _limit(out, "SV1", len(line.procedure.modifiers), MODIFIERS_PER_PROCEDURE, "modifiers")
    _limit(out, "SV1", len(line.pointers), POINTERS_PER_LINE, "diagnosis pointers")
    out.segment(
        *("SV1", _procedure(line.procedure), line.charge, line.unit, line.units, line.place_of_service, None),
        line.pointers[:POINTERS_PER_LINE],
        *(None, _yes(line.emergency), None, _yes(line.epsdt), _yes(line.family_planning)),
    )
    _write_attachments(out, line.attachments)
    _write_service_date(out, line)
    _write_dates(out, line.dates)
    _write_named_reference(out, "6R", line.line_control_number)
    _write_named_reference(out, "G1", line.authorization)
    write_references(out, line.references)
    _write_notes(out, line.notes)
    _write_drug(out, line)
    _write_line_providers(out, line)
    _limit(out, "SVD", len(line.adjudications), ADJUDICATIONS_PER_LINE, "adjudications of one line")
    for adjudication in line.adjudications:
        _write_adjudication(out, adjudication)


def _yes(flag: bool) -> str:  # noqa: FBT001 - three flags of SV1, read beside their names
    return "Y" if flag else ""


def _write_service_date(out: SegmentWriter, line: ServiceLine) -> None:
    if line.service_date is None:
        out.problem("the line has no date of service", "DTP", "03", kind="missing")
    else:
        _write_dates(out, (DateFact("472", line.service_date, line.service_date_to),))


def _write_drug(out: SegmentWriter, line: ServiceLine) -> None:
    if line.drug is None:
        return
    out.loop = "2410"
    out.segment("LIN", None, "N4", line.drug.ndc)
    out.segment("CTP", None, None, None, line.drug.quantity, (line.drug.unit,))
    _write_named_reference(out, "XZ", line.drug.prescription_number)


def _write_line_providers(out: SegmentWriter, line: ServiceLine) -> None:
    _write_provider(out, "2420A", "82", line.rendering)
    _write_provider(out, "2420C", "77", line.facility)
    _write_provider(out, "2420D", "DQ", line.supervising)
    _write_provider(out, "2420E", "DK", line.ordering)
    for referring in line.referring:
        _write_provider(out, "2420F", referring.role or "DN", referring)


def _write_adjudication(out: SegmentWriter, item: LineAdjudication) -> None:
    out.loop = "2430"
    out.segment("SVD", item.payer_id, item.paid, _procedure(item.procedure), None, item.units, item.bundled_into)
    _write_adjustments(out, item.adjustments)
    if item.adjudicated_on:
        out.segment("DTP", "573", "D8", item.adjudicated_on)
    if item.remaining_patient_liability is not None:
        out.segment("AMT", "EAF", item.remaining_patient_liability)
