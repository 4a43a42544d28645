"""Subscriber, patient, relationship, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimcenter.x12.claim837 import Address, Claim
from claimcenter.x12.labels import label

from .facts import addresses, named_people, service_days, the_patient
from .model import CheckContext, FixAt, Hit, Path, Repair
from .registry import edit

_PO_BOX = re.compile(
    r"\b(?:P\s*\.?\s*O\s*\.?\s*(?:BOX|DRAWER)|POST\s+OFFICE\s+BOX|P\s*\.?\s*M\s*\.?\s*B\b|LOCK\s*BOX|BOX\s+\d+\s*$)",
    re.IGNORECASE,
)
_ZIP = re.compile(r"[0-9]{5}(?:[0-9]{4})?")
_ZIP_PLUS_4 = re.compile(r"[0-9]{9}")
_STATES = frozenset(
    re.findall(
        r"[A-Z]{2}",
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
        "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI AA AE AP FM "
        "MH PW",
    )
)


@edit("name_missing", "Subscriber, patient and other insureds have names", source="NM103, NM104", fix_at=FixAt.CLIENT)
def name_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, name, _ in named_people(claim):
        if not name.last.strip():
            yield Hit("A last name is missing.", loop, "NM1", "03")
        elif not name.is_organization and not name.first.strip():
            yield Hit("A first name is missing.", loop, "NM1", "04")


@edit(
    "relationship_differs",
    "The patient is the subscriber exactly when the relationship is self",
    source="005010X222A1 2000B SBR02 and 2000C",
    fix_at=FixAt.PLAN,
)
def relationship_differs(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    own = claim.subscriber.relationship
    if claim.patient is None and own != "18":
        repair = Repair("Mark the patient as the subscriber", ("subscriber", "relationship"), "18") if not own else None
        message = "The patient is the subscriber, but the relationship is not self."
        yield Hit(message, "2000B", "SBR", "02", own, repair=repair)
    if claim.patient is not None and own:
        repair = Repair("Leave the subscriber's relationship empty", ("subscriber", "relationship"), "")
        message = "The patient is not the subscriber, but the relationship says self."
        yield Hit(message, "2000B", "SBR", "02", own, repair=repair)


@edit(
    "relationship_unknown",
    "Relationships are known codes",
    source="005010X222A1 2000C PAT01, 2320 SBR02",
    fix_at=FixAt.PLAN,
)
def relationship_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if claim.patient and (claim.patient.relationship == "18" or not _known(claim.patient.relationship)):
        message = "The patient's relationship to the subscriber is missing or not known."
        yield Hit(message, "2000C", "PAT", "01", claim.patient.relationship)
    for payer in claim.other_payers:
        if not _known(payer.relationship):
            message = f"The patient's relationship to the owner of the {payer.payer_name} plan is missing or not known."
            yield Hit(message, "2320", "SBR", "02", payer.relationship, None, payer.payer_id)


def _known(relationship: str) -> bool:
    return label("relationship", relationship) is not None


@edit(
    "birth_date", "The patient's date of birth is known and not after the service", source="DMG02", fix_at=FixAt.CLIENT
)
def birth_date(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    patient, loop, _ = the_patient(claim)
    if patient.birth_date is None:
        yield Hit("The patient's date of birth is missing.", loop, "DMG", "02")
    first = min(service_days(claim), default=context.today)
    people = [(patient.birth_date, loop), (claim.subscriber.birth_date, "2010BA")]
    for born, place in dict.fromkeys(people):
        if born and born > first:
            yield Hit("A date of birth is after the day of service.", place, "DMG", "02", born)


@edit("sex_code", "The patient's sex is F, M or U", source="005010X222A1 DMG03", fix_at=FixAt.CLIENT)
def sex_code(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    patient, loop, _ = the_patient(claim)
    if patient.sex not in {"F", "M", "U"}:
        yield Hit("The patient's sex must be given as F, M or U.", loop, "DMG", "03", patient.sex)


@edit(
    "patient_address", "The patient has an address", source="005010X222A1 2010BA, 2010CA N3 and N4", fix_at=FixAt.CLIENT
)
def patient_address(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    patient, loop, _ = the_patient(claim)
    if patient.address is None:
        yield Hit("The patient's address is missing.", loop, "N3", "01")


def _all_addresses(claim: Claim, context: CheckContext) -> Iterator[tuple[str, str, Address, Path]]:
    """(root of a repair, loop, address, path), the billing provider's first."""
    if context.billing:
        yield "billing", "2010AA", context.billing.address, ("address",)
        if context.billing.pay_to:
            yield "billing", "2010AB", context.billing.pay_to, ("pay_to",)
    yield from (("claim", *item) for item in addresses(claim))


def _fix_at(loop: str) -> FixAt:
    places = {"2010AA": FixAt.PRACTICE, "2010AB": FixAt.PRACTICE, "2310C": FixAt.PRACTICE, "2010BB": FixAt.PAYER}
    return places.get(loop, FixAt.CLIENT)


@edit(
    "billing_po_box",
    "The billing address is a street address",
    source="X12 RFI 1451; Stedi: billing address",
    fix_at=FixAt.PRACTICE,
    published=True,
)
def billing_po_box(_claim: Claim, context: CheckContext) -> Iterator[Hit]:
    address = context.billing.address if context.billing else None
    if address and any(_PO_BOX.search(text) for text in (address.line1, address.line2)):
        message = "The billing address is a post office box; it belongs in the pay-to address."
        yield Hit(message, "2010AA", "N3", "01", address.line1)


@edit(
    "zip_plus_4",
    "Billing provider and facility have nine-digit ZIP codes",
    source="005010X222A1 2010AA and 2310C N403",
    fix_at=FixAt.PRACTICE,
)
def zip_plus_4(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for root, loop, address, path in _all_addresses(claim, context):
        domestic = address.country in {"", "US"}
        if loop in {"2010AA", "2310C"} and domestic and not _ZIP_PLUS_4.fullmatch(address.postal_code):
            who = "billing provider" if loop == "2010AA" else "facility"
            message = f"The ZIP code of the {who} must have nine digits."
            repair = _digits_only(root, address, path, 9)
            yield Hit(message, loop, "N4", "03", address.postal_code, repair=repair)


def _digits_only(root: str, address: Address, path: Path, *lengths: int) -> Repair | None:
    digits = re.sub(r"[\s-]", "", address.postal_code)
    if digits.isascii() and digits.isdigit() and len(digits) in lengths:
        return Repair("Remove the hyphen", (*path, "postal_code"), digits, root)
    return None


@edit("zip_form", "ZIP codes have five or nine digits", source="005010X222A1 N403", fix_at=FixAt.CLIENT)
def zip_form(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for root, loop, address, path in _all_addresses(claim, context):
        domestic = address.country in {"", "US"} and loop not in {"2010AA", "2310C"}
        if domestic and not _ZIP.fullmatch(address.postal_code):
            repair = _digits_only(root, address, path, 5, 9)
            message = "A ZIP code must have five or nine digits."
            yield Hit(message, loop, "N4", "03", address.postal_code, repair=repair, fix_at=_fix_at(loop))


@edit("address_incomplete", "An address has street, city and state", source="N301, N401, N402", fix_at=FixAt.CLIENT)
def address_incomplete(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for root, loop, address, path in _all_addresses(claim, context):
        for name, segment, element in (("line1", "N3", "01"), ("city", "N4", "01")):
            if not getattr(address, name).strip():
                what = "street" if name == "line1" else "city"
                yield Hit(f"An address has no {what}.", loop, segment, element, fix_at=_fix_at(loop))
        if address.country in {"", "US"} and address.state not in _STATES:
            better = address.state.strip().upper()
            repair = Repair("Write it in capitals", (*path, "state"), better, root) if better in _STATES else None
            message = f"The state {address.state!r} is not a state's two letters."
            yield Hit(message, loop, "N4", "02", address.state, repair=repair, fix_at=_fix_at(loop))
