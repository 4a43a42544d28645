"""Claim loops of an 837P (2300 to 2430) from their nodes into ``claim837`` data. Pure functions; nothing raises."""

from __future__ import annotations

from datetime import date

from .amounts import ZERO
from .claim837 import (
    Carried,
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
    PatientDetail,
    ServiceLine,
    Subscriber,
)
from .dates import parse_date
from .read837_parts import (
    address,
    adjustments,
    amount,
    amount_or_zero,
    attachments,
    carried,
    date_fact,
    dates,
    day,
    name,
    notes,
    procedure,
    provider,
    providers,
    quantity,
    reference,
    references,
)
from .tree import Node

_DIAGNOSIS_LISTS = {10: frozenset({"ABK", "ABF"}), 9: frozenset({"BK", "BF"})}
# Loops of a level that have a reader of their own, one of each.
_OWN_LOOPS = ("2010BA", "2010BB", "2010CA")


def subscriber(level: Node, component: str) -> Subscriber:
    """2000B SBR and 2010BA."""
    person = level.inner("2010BA") or Node("2010BA")
    named = person.first("NM1")
    born, sex = birth(person)
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
        birth_date=born,
        sex=sex,
        address=address(person),
        references=references(person, component),
        carried=of_level(level, person, component),
    )


def birth(person: Node) -> tuple[date | None, str]:
    """Birth date and sex of DMG; a DMG whose date is none is left to be carried."""
    found = next(iter(person.find("DMG")), None)
    born = parse_date(found.get(2)) if found else None
    if found is None or born is None:
        return None, found.get(3) if found else ""
    return born, person.take(found).get(3)


def of_level(level: Node, person: Node, component: str) -> tuple[Carried, ...]:
    """What nobody took of a level and of its person; the loops below have readers of their own."""
    for loop in _OWN_LOOPS:
        level.inner(loop)
    return (*carried(level, component), *carried(person, component))


def patient_detail(level: Node) -> PatientDetail | None:
    """PAT05-09 of the patient's level, where there is any of it."""
    pat = next(iter(level.find("PAT")), None)
    if pat is None or not any(pat.elements[5:]):
        return None
    level.take(pat)
    return PatientDetail(parse_date(pat.get(6)), quantity(pat.get(8)), pat.get(9) == "Y")


def destination(level: Node, component: str) -> DestinationPayer:
    """2010BB."""
    node = level.inner("2010BB") or Node("2010BB")
    named = node.first("NM1")
    return DestinationPayer(
        named.get(3) if named else "",
        named.get(9) if named else "",
        (named.get(8) if named else "") or "PI",
        address(node),
        references(node, component),
        carried(node, component),
    )


def patient(level: Node, component: str) -> Patient:
    """2000C PAT and 2010CA."""
    person = level.inner("2010CA") or Node("2010CA")
    named = person.first("NM1")
    born, sex = birth(person)
    return Patient(
        level.value("PAT", 1),
        name(named),
        born,
        sex,
        address(person),
        references(person, component),
        named.get(9) if named else "",
        named.get(8) if named else "",
        of_level(level, person, component),
    )


def claim(node: Node, of_subscriber: Node, of_patient: Node | None, component: str) -> Claim:
    """One 2300 with everything below it, and the subscriber, payer and patient it stands under."""
    clm = node.take(node.segments[0])
    place = [*clm.get(5).split(component), "", "", ""]
    causes = [*clm.get(11).split(component), "", "", "", "", ""]
    icd = 9 if any(hi.get(1).startswith(f"BK{component}") for hi in node.find("HI")) else 10
    return Claim(
        patient_control_number=clm.get(1),
        charge=amount_or_zero(clm.get(2)),
        place_of_service=place[0],
        patient_detail=patient_detail(of_patient or of_subscriber),
        subscriber=subscriber(of_subscriber, component),
        payer=destination(of_subscriber, component),
        icd=icd,
        diagnoses=codes(node, _DIAGNOSIS_LISTS[icd], component),
        lines=tuple(line(child, component) for child in node.loops("2400")),
        patient=patient(of_patient, component) if of_patient is not None else None,
        frequency=place[2],
        signature_on_file=clm.get(6),
        assignment=clm.get(7),
        benefits_assigned=clm.get(8),
        release_of_information=clm.get(9),
        patient_signature_source=clm.get(10),
        related_causes=tuple(cause for cause in causes[:2] if cause),
        accident_state=causes[3],
        accident_country=causes[4],
        special_program=clm.get(12),
        delay_reason=clm.get(20),
        dates=dates(node),
        attachments=attachments(node),
        contract=contract(node),
        patient_paid=amount(node.value("AMT", 2, "F5")),
        authorization=reference(node, "G1"),
        original_reference=reference(node, "F8"),
        references=references(node, component, ("G1", "F8")),
        notes=notes(node),
        conditions=conditions(node),
        condition_codes=codes(node, frozenset({"BG"}), component),
        referring=providers(node.loops("2310A"), component, "DN"),
        rendering=provider(node.inner("2310B"), component),
        facility=provider(node.inner("2310C"), component),
        supervising=provider(node.inner("2310D"), component),
        other_payers=tuple(other_payer(child, component) for child in node.loops("2320")),
        carried=carried(node, component),
    )


def codes(node: Node, lists: frozenset[str], component: str) -> tuple[str, ...]:
    """HI codes of these code lists, in order."""
    found: list[str] = []
    for segment in node.find("HI"):
        pairs = (element.split(component) for element in segment.elements[1:] if element)
        own = [pair[1] for pair in pairs if len(pair) > 1 and pair[0] in lists]
        if own:
            node.take(segment)
        found += own
    return tuple(found)


def conditions(node: Node) -> tuple[ConditionIndicator, ...]:
    found = node.all("CRC")
    return tuple(
        ConditionIndicator(crc.get(1), crc.get(2), tuple(code for code in crc.elements[3:] if code)) for crc in found
    )


def contract(node: Node) -> Contract | None:
    found = node.first("CN1")
    if found is None:
        return None
    percents = quantity(found.get(3)), quantity(found.get(5))
    return Contract(found.get(1), amount(found.get(2)), found.get(4), *percents, found.get(6))


def other_payer(node: Node, component: str) -> OtherPayer:
    """2320 with 2330A and 2330B; the other payer's numbers of the providers are carried."""
    payer = node.inner("2330B") or Node("2330B")
    named = payer.first("NM1")
    return OtherPayer(
        position=node.value("SBR", 1),
        relationship=node.value("SBR", 2),
        filing_indicator=node.value("SBR", 9),
        insured=other_insured(node.inner("2330A") or Node("2330A"), component),
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
        adjudicated_on=day(payer, "573"),
        outpatient=outpatient(node),
        claim_control_number=reference(payer, "F8"),
        authorization=reference(payer, "G1"),
        references=references(payer, component, ("F8", "G1")),
        benefits_assigned=node.value("OI", 3),
        patient_signature_source=node.value("OI", 4),
        release_of_information=node.value("OI", 6),
        payer_address=address(payer),
        carried=(*carried(node, component), *carried(payer, component)),
    )


def other_insured(node: Node, component: str) -> OtherInsured:
    named = node.first("NM1")
    qualifier = (named.get(8) if named else "") or "MI"
    return OtherInsured(
        name(named),
        named.get(9) if named else "",
        qualifier,
        address(node),
        references(node, component),
        carried(node, component),
    )


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
    served = next(((dtp, fact) for dtp in node.find("DTP", "472") if (fact := date_fact(dtp))), None)
    if served:
        node.take(served[0])
    return ServiceLine(
        procedure=procedure(text(1), component),
        charge=amount_or_zero(text(2)),
        units=quantity(text(4)) or ZERO,
        pointers=tuple(int(p) for p in text(7).split(component) if p.isascii() and p.isdigit() and len(p) < 4),
        service_date=served[1].on if served else None,
        service_date_to=served[1].until if served else None,
        unit=text(3),
        place_of_service=text(5),
        line_control_number=reference(node, "6R"),
        emergency=text(9) == "Y",
        epsdt=text(11) == "Y",
        family_planning=text(12) == "Y",
        attachments=attachments(node),
        dates=dates(node, ("472",)),
        authorization=reference(node, "G1"),
        references=references(node, component, ("6R", "G1")),
        notes=notes(node),
        drug=drug(node.inner("2410"), component),
        rendering=provider(node.inner("2420A"), component),
        facility=provider(node.inner("2420C"), component),
        supervising=provider(node.inner("2420D"), component),
        ordering=provider(node.inner("2420E"), component),
        referring=providers(node.loops("2420F"), component, "DN"),
        adjudications=tuple(adjudication(child, component) for child in node.loops("2430")),
        copay_exempt=text(15) == "0",
        carried=carried(node, component),
    )


def drug(node: Node | None, component: str) -> Drug | None:
    if node is None:
        return None
    unit = node.value("CTP", 5).split(component)[0]
    return Drug(
        node.value("LIN", 3),
        quantity(node.value("CTP", 4)) or ZERO,
        unit,
        reference(node, "XZ"),
        node.value("LIN", 2) or "N4",
        reference(node, "VY"),
        carried(node, component),
    )


def adjudication(node: Node, component: str) -> LineAdjudication:
    """2430."""
    svd = node.take(node.segments[0])
    bundled = svd.get(6)
    return LineAdjudication(
        payer_id=svd.get(1),
        paid=amount_or_zero(svd.get(2)),
        procedure=procedure(svd.get(3), component),
        units=quantity(svd.get(5)) or ZERO,
        adjustments=adjustments(node),
        adjudicated_on=day(node, "573"),
        remaining_patient_liability=amount(node.value("AMT", 2, "EAF")),
        bundled_into=int(bundled) if bundled.isascii() and bundled.isdigit() and len(bundled) <= 6 else None,
        carried=carried(node, component),
    )
