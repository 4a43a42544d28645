"""Writes the claim loops of an 837P: 2300, 2310x, 2320 with 2330x, 2400 with 2410, 2420x and 2430."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from claimcenter.x12.canonical837 import CAS_PER_LOOP, packed
from claimcenter.x12.claim837 import (
    Address,
    Adjustment,
    Attachment,
    Carried,
    Claim,
    Contract,
    DateFact,
    Drug,
    LineAdjudication,
    Name,
    Note,
    OtherInsured,
    OtherPayer,
    OutpatientAdjudication,
    Procedure,
    Provider,
    Reference,
    ServiceLine,
)
from claimcenter.x12.output import SegmentWriter, date_text, number_text, plain_text, type_element

OTHER_PAYERS_PER_CLAIM = 10
LINES_PER_CLAIM = 50
ADJUDICATIONS_PER_LINE = 15
DIAGNOSES_PER_CLAIM = 12
MODIFIERS_PER_PROCEDURE = 4
POINTERS_PER_LINE = 4
CODES_PER_HI = 12
_UNUSED_CLM = ("",) * 7  # CLM13 to CLM19
# Inner loops that are carried, by where they stand among those with a field of their own. A loop that occurs once too
# often stands behind its kind.
_AFTER_PROVIDERS = frozenset(f"2310{letter}" for letter in "ABCDEF")
_OTHER_PAYER_PROVIDERS = frozenset(f"2330{letter}" for letter in "CDEFG")
_PURCHASED = frozenset({"2420B"})
_AFTER_LINE_PROVIDERS = frozenset(f"2420{letter}" for letter in "ACDEFGH")
_FORMS = frozenset({"2440"})
_CLAIM_LOOPS = _AFTER_PROVIDERS | {"2300"}
_OTHER_PAYER_LOOPS = _OTHER_PAYER_PROVIDERS | {"2320", "2330B"}
_LINE_LOOPS = _PURCHASED | _AFTER_LINE_PROVIDERS | _FORMS | {"2400"}


def write_name(out: SegmentWriter, role: str, name: Name, qualifier: str, identifier: str) -> None:
    """NM1; the identifier's qualifier is written only with an identifier."""
    first, middle, suffix = name.first, name.middle, name.suffix
    if first or middle or suffix:
        first, middle, suffix = plain_text(first), plain_text(middle), plain_text(suffix)
    given = (first, middle, "", suffix)
    ids = (qualifier, identifier) if identifier else ()
    out.texts("NM1", role, name.entity_type, plain_text(name.last), *given, *ids)


def write_organization(out: SegmentWriter, role: str, name: str, qualifier: str, identifier: str) -> None:
    """NM1 of a payer or receiver: one name."""
    ids = ("", "", "", "", qualifier, identifier) if identifier else ()
    out.texts("NM1", role, "2", plain_text(name), *ids)


def write_address(out: SegmentWriter, address: Address) -> None:
    if address.line2:
        out.texts("N3", plain_text(address.line1), plain_text(address.line2))
    else:
        out.texts("N3", plain_text(address.line1))
    place = (plain_text(address.city), address.state, address.postal_code)
    if address.country or address.subdivision:
        out.texts("N4", *place, address.country, "", "", address.subdivision)
    else:
        out.texts("N4", *place)


def write_references(out: SegmentWriter, references: Iterable[Reference]) -> None:
    for item in references:
        if item.payer:
            out.segment("REF", item.qualifier, item.value, "", ("2U", item.payer))
        else:
            out.texts("REF", item.qualifier, item.value)


def write_carried(out: SegmentWriter, carried: Iterable[Carried], loops: frozenset[str]) -> None:
    """Inner loops that have no field of their own, as they were received."""
    for item in carried:
        if item.loop in loops:
            out.loop = item.loop
            out.segment(item.segment, *item.elements)


def write_claim_loops(out: SegmentWriter, claim: Claim) -> None:
    """2300 and everything below it. The claim is canonical (``canonical837``)."""
    out.loop = "2300"
    _limit(out, "CLM", len(claim.other_payers), OTHER_PAYERS_PER_CLAIM, "other payers")
    _limit(out, "CLM", len(claim.lines), LINES_PER_CLAIM, "service lines")
    _limit(out, "HI", len(claim.diagnoses), DIAGNOSES_PER_CLAIM, "diagnoses")
    _write_claim_facts(out, claim)
    _write_claim_codes(out, claim)
    if claim.carried:
        out.weave(claim.carried)
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
    _write_clm(out, claim)
    _write_dates(out, claim.dates)
    _write_attachments(out, claim.attachments)
    _write_contract(out, claim.contract)
    if claim.patient_paid is not None:
        out.texts("AMT", "F5", number_text(claim.patient_paid))
    _write_named_reference(out, "G1", claim.authorization)
    _write_named_reference(out, "F8", claim.original_reference)
    write_references(out, claim.references)
    _write_notes(out, claim.notes)
    for item in claim.conditions:
        out.texts("CRC", item.category, item.response, *item.codes)


def _write_clm(out: SegmentWriter, claim: Claim) -> None:
    consent = (claim.signature_on_file, claim.assignment, claim.benefits_assigned, claim.release_of_information)
    end: tuple[type_element, ...] = ()
    if claim.patient_signature_source or claim.related_causes or claim.special_program or claim.delay_reason:
        end = (
            claim.patient_signature_source,
            _accident(claim),
            claim.special_program,
            *_UNUSED_CLM,
            claim.delay_reason,
        )
    place = (claim.place_of_service, "B", claim.frequency)
    out.segment("CLM", claim.patient_control_number, number_text(claim.charge), "", "", place, *consent, *end)


def _accident(claim: Claim) -> type_element:
    first, second = (*claim.related_causes, "", "")[:2]
    return (first, second, "", claim.accident_state, claim.accident_country) if first else ""


def _write_contract(out: SegmentWriter, contract: Contract | None) -> None:
    if contract:
        percent, discount = number_text(contract.percent), number_text(contract.discount_percent)
        amount = number_text(contract.amount)
        out.texts("CN1", contract.type_code, amount, percent, contract.code, discount, contract.version)


def _write_dates(out: SegmentWriter, dates: Iterable[DateFact]) -> None:
    for item in dates:
        _write_date(out, item.qualifier, item.on, item.until)


def _write_date(out: SegmentWriter, qualifier: str, on: date, until: date | None) -> None:
    if until is None:
        out.texts("DTP", qualifier, "D8", date_text(on))
    else:
        out.texts("DTP", qualifier, "RD8", f"{date_text(on)}-{date_text(until)}")


def _write_attachments(out: SegmentWriter, attachments: Iterable[Attachment]) -> None:
    for item in attachments:
        control = ("AC", item.control_number) if item.control_number else ()
        out.texts("PWK", item.report_type, item.transmission, "", "", *control)


def _write_named_reference(out: SegmentWriter, qualifier: str, value: str) -> None:
    if value:
        out.texts("REF", qualifier, value)


def _write_notes(out: SegmentWriter, notes: Iterable[Note]) -> None:
    for note in notes:
        out.texts("NTE", note.code, plain_text(note.text))


def _write_claim_codes(out: SegmentWriter, claim: Claim) -> None:
    if claim.diagnoses:
        first, *others = claim.diagnoses
        principal, further = ("BK", "BF") if claim.icd == 9 else ("ABK", "ABF")
        out.segment("HI", (principal, first), *((further, code) for code in others))
    for start in range(0, len(claim.condition_codes), CODES_PER_HI):
        out.segment("HI", *(("BG", code) for code in claim.condition_codes[start : start + CODES_PER_HI]))


def _write_claim_providers(out: SegmentWriter, claim: Claim) -> None:
    for referring in claim.referring:
        _write_provider(out, "2310A", referring.role or "DN", referring)
    _write_provider(out, "2310B", "82", claim.rendering)
    _write_provider(out, "2310C", "77", claim.facility)
    _write_provider(out, "2310D", "DQ", claim.supervising)
    if claim.carried:
        write_carried(out, claim.carried, _AFTER_PROVIDERS)
        out.refuse(claim.carried, _CLAIM_LOOPS)


def _write_provider(out: SegmentWriter, loop: str, role: str, provider: Provider | None) -> None:
    if provider is None:
        return
    out.loop = loop
    write_name(out, role, provider.name, provider.npi_qualifier, provider.npi)
    if provider.taxonomy:
        out.texts("PRV", "PE", "PXC", provider.taxonomy)
    if provider.address:
        write_address(out, provider.address)
    write_references(out, provider.references)
    if provider.carried:
        out.weave(provider.carried)


def _write_adjustments(out: SegmentWriter, adjustments: tuple[Adjustment, ...]) -> None:
    if not adjustments:
        return
    segments = list(packed(adjustments))
    if len(segments) > CAS_PER_LOOP:
        message = f"the adjustments need {len(segments)} CAS segments; the loop carries {CAS_PER_LOOP}"
        out.problem(message, "CAS", kind="limit")
    for group, items in segments:
        parts = [part for item in items for part in (item.reason, number_text(item.amount), number_text(item.quantity))]
        out.texts("CAS", group, *parts)


def _write_other_payer(out: SegmentWriter, payer: OtherPayer) -> None:
    out.loop = "2320"
    plan = (payer.group_number, plain_text(payer.group_name), payer.insurance_type)
    out.texts("SBR", payer.position, payer.relationship, *plan, "", "", "", payer.filing_indicator)
    _write_adjustments(out, payer.adjustments)
    amounts = (("D", payer.paid), ("A8", payer.noncovered), ("EAF", payer.remaining_patient_liability))
    for qualifier, amount in amounts:
        if amount is not None:
            out.texts("AMT", qualifier, number_text(amount))
    consent = (payer.benefits_assigned, payer.patient_signature_source, "", payer.release_of_information)
    out.texts("OI", "", "", *consent)
    if payer.outpatient:
        _write_outpatient(out, payer.outpatient)
    if payer.carried:
        out.weave(payer.carried)
    _write_other_insured(out, payer.insured)
    _write_other_payer_name(out, payer)
    if payer.carried:
        write_carried(out, payer.carried, _OTHER_PAYER_PROVIDERS)
        out.refuse(payer.carried, _OTHER_PAYER_LOOPS)


def _write_outpatient(out: SegmentWriter, moa: OutpatientAdjudication) -> None:
    _limit(out, "MOA", len(moa.remarks), 5, "remark codes")
    remarks = (*moa.remarks, "", "", "", "", "")[:5]
    money = (number_text(moa.reimbursement_rate), number_text(moa.hcpcs_payable))
    out.texts("MOA", *money, *remarks, number_text(moa.esrd_payment), number_text(moa.nonpayable_professional))


def _write_other_insured(out: SegmentWriter, insured: OtherInsured) -> None:
    out.loop = "2330A"
    write_name(out, "IL", insured.name, insured.member_id_qualifier, insured.member_id)
    if insured.address:
        write_address(out, insured.address)
    write_references(out, insured.references)
    if insured.carried:
        out.weave(insured.carried)


def _write_other_payer_name(out: SegmentWriter, payer: OtherPayer) -> None:
    out.loop = "2330B"
    write_organization(out, "PR", payer.payer_name, payer.payer_id_qualifier, payer.payer_id)
    if payer.payer_address:
        write_address(out, payer.payer_address)
    if payer.adjudicated_on:
        out.texts("DTP", "573", "D8", date_text(payer.adjudicated_on))
    if payer.references:
        write_references(out, payer.references)
    if payer.authorization:
        out.texts("REF", "G1", payer.authorization)
    if payer.claim_control_number:
        out.texts("REF", "F8", payer.claim_control_number)
    if payer.carried:
        out.weave(payer.carried)


def _procedure(procedure: Procedure) -> tuple[str, ...]:
    modifiers, description = procedure.modifiers, procedure.description
    if not modifiers and not description:
        return (procedure.qualifier, procedure.code)
    padded = (*modifiers, "", "", "", "")[:MODIFIERS_PER_PROCEDURE]
    return (procedure.qualifier, procedure.code, *padded, plain_text(description))


def _write_line(out: SegmentWriter, number: int, line: ServiceLine) -> None:
    out.loop = "2400"
    out.texts("LX", str(number))
    _write_service(out, line)
    _write_line_facts(out, line)
    if line.drug:
        _write_drug(out, line.drug)
    if line.carried or line.rendering or line.facility or line.supervising or line.ordering or line.referring:
        _write_line_providers(out, line)
    _limit(out, "SVD", len(line.adjudications), ADJUDICATIONS_PER_LINE, "adjudications of one line")
    for adjudication in line.adjudications:
        _write_adjudication(out, adjudication)
    if line.carried:
        write_carried(out, line.carried, _FORMS)
        out.refuse(line.carried, _LINE_LOOPS)


def _write_line_facts(out: SegmentWriter, line: ServiceLine) -> None:
    """2400 behind SV1."""
    if line.attachments:
        _write_attachments(out, line.attachments)
    _write_service_date(out, line)
    if line.dates:
        _write_dates(out, line.dates)
    if line.line_control_number:
        out.texts("REF", "6R", line.line_control_number)
    if line.authorization:
        out.texts("REF", "G1", line.authorization)
    if line.references:
        write_references(out, line.references)
    if line.notes:
        _write_notes(out, line.notes)
    if line.carried:
        out.weave(line.carried)


def _write_service(out: SegmentWriter, line: ServiceLine) -> None:
    _limit(out, "SV1", len(line.procedure.modifiers), MODIFIERS_PER_PROCEDURE, "modifiers")
    _limit(out, "SV1", len(line.pointers), POINTERS_PER_LINE, "diagnosis pointers")
    pointers = line.pointers[:POINTERS_PER_LINE]
    end: tuple[str, ...] = ()
    if line.emergency or line.epsdt or line.family_planning or line.copay_exempt:
        flags = (_yes(line.emergency), "", _yes(line.epsdt), _yes(line.family_planning))
        end = ("", *flags, "", "", "0" if line.copay_exempt else "")
    charge = (number_text(line.charge), line.unit, number_text(line.units), line.place_of_service, "")
    pointer: type_element = str(pointers[0]) if len(pointers) == 1 else pointers
    out.segment("SV1", _procedure(line.procedure), *charge, pointer, *end)


def _yes(flag: bool) -> str:  # noqa: FBT001 - three flags of SV1, read beside their names
    return "Y" if flag else ""


def _write_service_date(out: SegmentWriter, line: ServiceLine) -> None:
    if line.service_date is None:
        out.problem("the line has no date of service", "DTP", "03", kind="missing")
    else:
        _write_date(out, "472", line.service_date, line.service_date_to)


def _write_drug(out: SegmentWriter, drug: Drug) -> None:
    out.loop = "2410"
    out.texts("LIN", "", drug.qualifier, drug.ndc)
    out.texts("CTP", "", "", "", number_text(drug.quantity), drug.unit)
    _write_named_reference(out, "VY", drug.link_number)
    _write_named_reference(out, "XZ", drug.prescription_number)
    if drug.carried:
        out.weave(drug.carried)


def _write_line_providers(out: SegmentWriter, line: ServiceLine) -> None:
    _write_provider(out, "2420A", "82", line.rendering)
    if line.carried:
        write_carried(out, line.carried, _PURCHASED)
    _write_provider(out, "2420C", "77", line.facility)
    _write_provider(out, "2420D", "DQ", line.supervising)
    _write_provider(out, "2420E", "DK", line.ordering)
    for referring in line.referring:
        _write_provider(out, "2420F", referring.role or "DN", referring)
    if line.carried:
        write_carried(out, line.carried, _AFTER_LINE_PROVIDERS)


def _write_adjudication(out: SegmentWriter, item: LineAdjudication) -> None:
    out.loop = "2430"
    bundled = "" if item.bundled_into is None else str(item.bundled_into)
    decided = (item.payer_id, number_text(item.paid), _procedure(item.procedure), "", number_text(item.units), bundled)
    out.segment("SVD", *decided)
    _write_adjustments(out, item.adjustments)
    if item.adjudicated_on:
        out.texts("DTP", "573", "D8", date_text(item.adjudicated_on))
    if item.remaining_patient_liability is not None:
        out.texts("AMT", "EAF", number_text(item.remaining_patient_liability))
    if item.carried:
        out.weave(item.carried)
