"""Claim loops of an 837P (2300 to 2430) from their nodes into ``claim837`` data. Pure functions; nothing raises."""

from __future__ import annotations

from .amounts import ZERO
from .claim837 import (
    Claim,
    ConditionIndicator,
    Contract,
    DestinationPayer,
    Drug,
    LineAdjudication,
    OtherInsured,
    OtherPayer,
    OutpatientAdjudication,
    Patient,
    ServiceLine,
    Subscriber,
)
from .dates import parse_date, parse_range
from .read837_parts import (
    address,
    adjustments,
    amount,
    amount_or_zero,
    attachments,
    dates,
    name,
    notes,
    procedure,
    provider,
    providers,
    quantity,
    references,
)
from .tree import Node

_DIAGNOSIS_LISTS = frozenset({"ABK", "ABF", "BK", "BF"})


def subscriber(level: Node) -> Subscriber:
    """2000B SBR and 2010BA."""
    person = level.inner("2010BA") or Node("2010BA")
    named = person.first("NM1")
    return Subscriber(
        position=level.value("SBR", 1),
        relationship=level.value("SBR", 2),
        filing_indicator=level.value("SBR", 9),
        name=name(named),
        member_id=named.get(9) if named else "",
        group_number=level.value("SBR", 3),
        group_name=level.value("SBR", 4),
        insurance_type=level.value("SBR", 5),
        member_id_qualifier=(named.get(8) if named else "") or "MI",
        birth_date=parse_date(person.value("DMG", 2)),
        sex=person.value("DMG", 3),
        address=address(person),
        references=references(person),
    )


def destination(level: Node) -> DestinationPayer:
    """2010BB."""
    node = level.inner("2010BB") or Node("2010BB")
    named = node.first("NM1")
    return DestinationPayer(
        named.get(3) if named else "",
        named.get(9) if named else "",
        (named.get(8) if named else "") or "PI",
        address(node),
        references(node),
    )


def patient(level: Node) -> Patient:
    """2000C PAT and 2010CA."""
    person = level.inner("2010CA") or Node("2010CA")
    return Patient(
        level.value("PAT", 1),
        name(person.first("NM1")),
        parse_date(person.value("DMG", 2)),
        person.value("DMG", 3),
        address(person),
        references(person),
    )


def claim(node: Node, of_subscriber: Node, of_patient: Node | None, component: str) -> Claim:
    """One 2300 with everything below it, and the subscriber, payer and patient it stands under."""
    clm = node.segments[0]
    place = [*clm.get(5).split(component), "", "", ""]
    causes = [*clm.get(11).split(component), "", "", "", ""]
    return Claim(
        patient_control_number=clm.get(1),
        charge=amount_or_zero(clm.get(2)),
        place_of_service=place[0],
        subscriber=subscriber(of_subscriber),
        payer=destination(of_subscriber),
        diagnoses=codes(node, _DIAGNOSIS_LISTS, component),
        lines=tuple(line(child, component) for child in node.loops("2400")),
        patient=patient(of_patient) if of_patient is not None else None,
        frequency=place[2],
        signature_on_file=clm.get(6),
        assignment=clm.get(7),
        benefits_assigned=clm.get(8),
        release_of_information=clm.get(9),
        patient_signature_source=clm.get(10),
        related_causes=tuple(cause for cause in causes[:2] if cause),
        accident_state=causes[3],
        special_program=clm.get(12),
        delay_reason=clm.get(20),
        dates=dates(node),
        attachments=attachments(node),
        contract=contract(node),
        patient_paid=amount(node.value("AMT", 2, "F5")),
        authorization=node.value("REF", 2, "G1"),
        original_reference=node.value("REF", 2, "F8"),
        references=references(node, ("G1", "F8")),
        notes=notes(node),
        conditions=conditions(node),
        condition_codes=codes(node, frozenset({"BG"}), component),
        referring=providers(node.loops("2310A"), "DN"),
        rendering=provider(node.inner("2310B")),
        facility=provider(node.inner("2310C")),
        supervising=provider(node.inner("2310D")),
        other_payers=tuple(other_payer(child) for child in node.loops("2320")),
    )


def codes(node: Node, lists: frozenset[str], component: str) -> tuple[str, ...]:
    """HI codes of these code lists, in order."""
    pairs = (element.split(component) for segment in node.all("HI") for element in segment.elements[1:] if element)
    return tuple(pair[1] for pair in pairs if len(pair) > 1 and pair[0] in lists)


def conditions(node: Node) -> tuple[ConditionIndicator, ...]:
    found = node.all("CRC")
    return tuple(
        ConditionIndicator(crc.get(1), crc.get(2), tuple(code for code in crc.elements[3:] if code)) for crc in found
    )


def contract(node: Node) -> Contract | None:
    found = node.first("CN1")
    return Contract(found.get(1), amount(found.get(2)), found.get(4)) if found else None


def other_payer(node: Node) -> OtherPayer:
    """2320 with 2330A and 2330B."""
    payer = node.inner("2330B") or Node("2330B")
    named = payer.first("NM1")
    return OtherPayer(
        position=node.value("SBR", 1),
        relationship=node.value("SBR", 2),
        filing_indicator=node.value("SBR", 9),
        insured=other_insured(node.inner("2330A") or Node("2330A")),
        payer_name=named.get(3) if named else "",
        payer_id=named.get(9) if named else "",
        payer_id_qualifier=(named.get(8) if named else "") or "PI",
        group_number=node.value("SBR", 3),
        group_name=node.value("SBR", 4),
        insurance_type=node.value("SBR", 5),
        paid=amount(node.value("AMT", 2, "D")),
        noncovered=amount(node.value("AMT", 2, "A8")),
        remaining_patient_liability=amount(node.value("AMT", 2, "EAF")),
        adjustments=adjustments(node),
        adjudicated_on=parse_date(payer.value("DTP", 3, "573")),
        outpatient=outpatient(node),
        claim_control_number=payer.value("REF", 2, "F8"),
        authorization=payer.value("REF", 2, "G1"),
        references=references(payer, ("F8", "G1")),
        benefits_assigned=node.value("OI", 3),
        patient_signature_source=node.value("OI", 4),
        release_of_information=node.value("OI", 6),
        payer_address=address(payer),
    )


def other_insured(node: Node) -> OtherInsured:
    named = node.first("NM1")
    qualifier = (named.get(8) if named else "") or "MI"
    return OtherInsured(name(named), named.get(9) if named else "", qualifier, address(node), references(node))


def outpatient(node: Node) -> OutpatientAdjudication | None:
    moa = node.first("MOA")
    if moa is None:
        return None
    remarks = tuple(code for code in moa.elements[3:8] if code)
    return OutpatientAdjudication(
        quantity(moa.get(1)), amount(moa.get(2)), remarks, amount(moa.get(8)), amount(moa.get(9))
    )


def line(node: Node, component: str) -> ServiceLine:
    """2400 with 2410, 2420x and 2430."""
    sv1 = node.first("SV1")
    text = sv1.get if sv1 else lambda _: ""
    served = node.first("DTP", "472")
    start, end = parse_range(served.get(3)) if served else (None, None)
    return ServiceLine(
        procedure=procedure(text(1), component),
        charge=amount_or_zero(text(2)),
        units=quantity(text(4)) or ZERO,
        pointers=tuple(int(p) for p in text(7).split(component) if p.isascii() and p.isdigit() and len(p) < 4),
        service_date=start,
        service_date_to=end if served and served.get(2) == "RD8" else None,
        unit=text(3),
        place_of_service=text(5),
        line_control_number=node.value("REF", 2, "6R"),
        emergency=text(9) == "Y",
        epsdt=text(11) == "Y",
        family_planning=text(12) == "Y",
        attachments=attachments(node),
        dates=dates(node, ("472",)),
        authorization=node.value("REF", 2, "G1"),
        references=references(node, ("6R", "G1")),
        notes=notes(node),
        drug=drug(node.inner("2410"), component),
        rendering=provider(node.inner("2420A")),
        facility=provider(node.inner("2420C")),
        supervising=provider(node.inner("2420D")),
        ordering=provider(node.inner("2420E")),
        referring=providers(node.loops("2420F"), "DN"),
        adjudications=tuple(adjudication(child, component) for child in node.loops("2430")),
    )


def drug(node: Node | None, component: str) -> Drug | None:
    if node is None:
        return None
    unit = node.value("CTP", 5).split(component)[0]
    return Drug(node.value("LIN", 3), quantity(node.value("CTP", 4)) or ZERO, unit, node.value("REF", 2, "XZ", "VY"))


def adjudication(node: Node, component: str) -> LineAdjudication:
    """2430."""
    svd = node.segments[0]
    bundled = svd.get(6)
    return LineAdjudication(
        payer_id=svd.get(1),
        paid=amount_or_zero(svd.get(2)),
        procedure=procedure(svd.get(3), component),
        units=quantity(svd.get(5)) or ZERO,
        adjustments=adjustments(node),
        adjudicated_on=parse_date(node.value("DTP", 3, "573")),
        remaining_patient_liability=amount(node.value("AMT", 2, "EAF")),
        bundled_into=int(bundled) if bundled.isascii() and bundled.isdigit() and len(bundled) <= 6 else None,
    )
