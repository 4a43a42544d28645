"""Identifiers: NPI, taxonomy, tax id, member id, claim and line numbers, references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from claimcenter.x12.claim837 import Claim

from .facts import MEDICARE, all_providers, numbered_lines
from .model import CheckContext, FixAt, Hit, Path, Repair
from .registry import edit

_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_PLAIN_ID = re.compile(r"[A-Z0-9]{2,80}")
_PCN = re.compile(r"[A-Z0-9]{1,20}")
_LINE_CONTROL = re.compile(r"[A-Z0-9-]{1,30}")
_PUNCTUATION = re.compile(r"[^0-9A-Za-z]")


def npi_is_valid(npi: str) -> bool:
    """Ten digits starting with 1 or 2 whose Luhn sum over ``80840`` and the number ends in 0 (45 CFR 162.406)."""
    if not re.fullmatch(r"[12][0-9]{9}", npi):
        return False
    digits = [int(digit) for digit in npi[::-1]]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (24 + sum(digits[::2]) + doubled) % 10 == 0


@edit(
    "npi_check_digit",
    "Every NPI is a valid number",
    source="45 CFR 162.406; CMS NPI check digit",
    fix_at=FixAt.PROVIDER,
)
def npi_check_digit(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if context.billing and not npi_is_valid(context.billing.npi):
        yield _bad_npi("2010AA", "billing provider", context.billing.npi, None, FixAt.PRACTICE)
    for loop, role, provider, _, line in all_providers(claim):
        if provider.npi and not npi_is_valid(provider.npi):
            yield _bad_npi(loop, role, provider.npi, line, None)


def _bad_npi(loop: str, role: str, npi: str, line: int | None, fix_at: FixAt | None) -> Hit:
    message = f"The NPI {npi!r} of the {role} is not a valid NPI." if npi else f"The {role} has no NPI."
    return Hit(message, loop, "NM1", "09", npi, line, fix_at=fix_at)


@edit("npi_missing", "The treating provider has an NPI", source="005010X222A1 2310B NM109", fix_at=FixAt.PROVIDER)
def npi_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, role, provider, _, line in all_providers(claim):
        if not provider.npi and role in {"rendering provider", "supervising provider"}:
            yield _bad_npi(loop, role, "", line, None)


@edit(
    "provider_kind",
    "People and organizations stand where each belongs",
    source="005010X222A1 NM102 of 2310A, C, D and 2420C-F",
    fix_at=FixAt.PROVIDER,
)
def provider_kind(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, role, provider, _, line in all_providers(claim):
        organization = provider.name.is_organization
        if role == "facility" and not organization:
            yield Hit("The facility must be an organization.", loop, "NM1", "02", provider.name.entity_type, line)
        if role not in {"facility", "rendering provider"} and organization:
            message = f"The {role} must be a person, not an organization."
            yield Hit(message, loop, "NM1", "02", provider.name.entity_type, line)


@edit(
    "taxonomy_form",
    "A taxonomy code has ten characters and ends in X",
    source="NUCC provider taxonomy",
    fix_at=FixAt.PROVIDER,
)
def taxonomy_form(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if context.billing and context.billing.taxonomy:
        yield from _bad_taxonomy("2000A", "billing provider", context.billing.taxonomy, ("taxonomy",), None)
    for loop, role, provider, path, line in all_providers(claim):
        if provider.taxonomy:
            yield from _bad_taxonomy(loop, role, provider.taxonomy, (*path, "taxonomy"), line)


def _bad_taxonomy(loop: str, role: str, code: str, path: Path, line: int | None) -> Iterator[Hit]:
    if _TAXONOMY.fullmatch(code):
        return
    root = "billing" if loop == "2000A" else "claim"
    better = code.strip().upper()
    repair = Repair("Write it in capitals", path, better, root) if _TAXONOMY.fullmatch(better) else None
    message = f"The taxonomy code {code!r} of the {role} must be ten characters ending in X."
    yield Hit(message, loop, "PRV", "03", code, line, repair=repair)


@edit(
    "taxonomy_required",
    "This payer wants taxonomy codes",
    source="payer rule",
    fix_at=FixAt.PROVIDER,
    waivable=True,
)
def taxonomy_required(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if context.rules.billing_taxonomy_required and context.billing and not context.billing.taxonomy:
        message = "This payer wants the billing provider's taxonomy code."
        yield Hit(message, "2000A", "PRV", "03", fix_at=FixAt.PRACTICE)
    for loop, role, provider, _, line in all_providers(claim):
        if role == "rendering provider" and context.rules.rendering_taxonomy_required and not provider.taxonomy:
            yield Hit("This payer wants the rendering provider's taxonomy code.", loop, "PRV", "03", "", line)


@edit("tax_id_form", "The tax id has nine digits", source="005010X222A1 2010AA REF*EI, REF*SY", fix_at=FixAt.PRACTICE)
def tax_id_form(_claim: Claim, context: CheckContext) -> Iterator[Hit]:
    billing = context.billing
    if billing is None:
        return
    if billing.tax_id_qualifier not in {"EI", "SY"}:
        message = "The tax id must be an employer number (EI) or a social security number (SY)."
        yield Hit(message, "2010AA", "REF", "01", billing.tax_id_qualifier)
    if not re.fullmatch(r"[0-9]{9}", billing.tax_id):
        digits = _PUNCTUATION.sub("", billing.tax_id)
        certain = re.fullmatch(r"[0-9]{9}", digits)
        repair = Repair("Remove the punctuation", ("tax_id",), digits, "billing") if certain else None
        yield Hit("The practice's tax id must be nine digits.", "2010AA", "REF", "02", billing.tax_id, repair=repair)


@edit(
    "tax_id_not_enrolled",
    "The tax id is the one enrolled with the payer",
    source="payer rule",
    fix_at=FixAt.PAYER,
    waivable=True,
)
def tax_id_not_enrolled(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    enrolled = context.rules.enrolled_tax_ids
    if enrolled and context.billing and context.billing.tax_id not in enrolled:
        message = f"The practice's tax id is not enrolled with {claim.payer.name}."
        yield Hit(message, "2010AA", "REF", "02", context.billing.tax_id)


@edit(
    "member_id_form",
    "Member ids have no blanks or punctuation",
    source="005010X222A1 2010BA and 2330A NM109",
    fix_at=FixAt.PLAN,
)
def member_id_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, member_id, path, payer_id in _member_ids(claim):
        if _PLAIN_ID.fullmatch(member_id):
            continue
        plain = _PUNCTUATION.sub("", member_id).upper()
        repair = Repair("Remove blanks and punctuation", path, plain) if _PLAIN_ID.fullmatch(plain) else None
        message = (
            "The member id has blanks, punctuation or small letters." if member_id else "The member id is missing."
        )
        yield Hit(message, loop, "NM1", "09", member_id, None, payer_id, repair)


def _member_ids(claim: Claim) -> Iterator[tuple[str, str, Path, str]]:
    yield "2010BA", claim.subscriber.member_id, ("subscriber", "member_id"), ""
    for index, payer in enumerate(claim.other_payers):
        yield "2330A", payer.insured.member_id, ("other_payers", index, "insured", "member_id"), payer.payer_id


@edit(
    "member_id_pattern",
    "The member id looks like this payer's",
    source="payer rule",
    fix_at=FixAt.PLAN,
    warns=True,
)
def member_id_pattern(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    pattern = context.rules.member_id_pattern
    if pattern and not re.fullmatch(pattern, claim.subscriber.member_id):
        message = f"The member id does not look like one of {claim.payer.name}."
        yield Hit(message, "2010BA", "NM1", "09", claim.subscriber.member_id)


@edit(
    "claim_number_form",
    "The claim number is one to 20 capital letters and digits",
    source="005010X222A1 2300 CLM01; Stedi: patient control number",
    fix_at=FixAt.CLAIM,
    published=True,
)
def claim_number_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    number = claim.patient_control_number
    if not _PCN.fullmatch(number):
        message = f"The claim number {number!r} must be one to 20 capital letters and digits."
        yield Hit(message, "2300", "CLM", "01", number)


@edit(
    "claim_number_long",
    "The claim number is short enough to come back whole",
    source="Stedi: some payers cut after 17; box 26 holds 14",
    fix_at=FixAt.CLAIM,
    warns=True,
)
def claim_number_long(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    number = claim.patient_control_number
    if len(number) > 14:
        yield Hit(f"Some payers cut a claim number of {len(number)} characters.", "2300", "CLM", "01", number)


@edit(
    "line_number_repeated",
    "Each line has its own line control number",
    source="005010X222A1 2400 REF*6R; Stedi: line control number",
    fix_at=FixAt.CLAIM,
    qualifier="6R",
    published=True,
)
def line_number_repeated(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    counts = Counter(line.line_control_number for line in claim.lines if line.line_control_number)
    for number, line in numbered_lines(claim):
        if counts[line.line_control_number] > 1:
            message = f"Line {number} shares its line control number with another line."
            yield Hit(message, "2400", "REF", "02", line.line_control_number, number)


@edit(
    "line_number_form",
    "A line control number has at most 30 capital letters, digits and hyphens",
    source="005010X222A1 2400 REF*6R",
    fix_at=FixAt.CLAIM,
    qualifier="6R",
)
def line_number_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.line_control_number and not _LINE_CONTROL.fullmatch(line.line_control_number):
            message = f"Line {number}: the line control number must be up to 30 capital letters and digits."
            yield Hit(message, "2400", "REF", "02", line.line_control_number, number)


@edit(
    "line_number_missing",
    "Each line has a line control number, so that payments find it",
    source="X12 RFI 1684",
    fix_at=FixAt.CLAIM,
    qualifier="6R",
    warns=True,
)
def line_number_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if not line.line_control_number:
            yield Hit(f"Line {number} has no line control number.", "2400", "REF", "02", "", number)


@edit(
    "frequency_unknown",
    "A claim is an original (1), a replacement (7) or a void (8)",
    source="005010X222A1 2300 CLM05-3; Stedi: frequency code",
    fix_at=FixAt.CLAIM,
    published=True,
)
def frequency_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if claim.frequency not in {"1", "7", "8"}:
        message = f"The claim is sent as {claim.frequency!r}; only 1, 7 and 8 are taken."
        yield Hit(message, "2300", "CLM", "05-3", claim.frequency)


@edit(
    "original_reference",
    "A replacement or void names the payer's claim number, an original does not",
    source="005010X222A1 2300 REF*F8",
    fix_at=FixAt.CLAIM,
    qualifier="F8",
)
def original_reference(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    corrects = claim.frequency in {"7", "8"}
    if corrects and not claim.original_reference:
        yield Hit("A replacement or void needs the payer's own number of the earlier claim.", "2300", "REF", "02")
    if not corrects and claim.original_reference:
        repair = Repair("Remove it", ("original_reference",), "")
        message = "An original claim must not name an earlier claim of this payer."
        yield Hit(message, "2300", "REF", "02", claim.original_reference, repair=repair)


@edit(
    "corrections_refused",
    "The payer takes replacements and voids",
    source="Noridian JF Part B FAQ: Medicare Part B treats every submission as new",
    fix_at=FixAt.CLAIM,
)
def corrections_refused(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    medicare = claim.subscriber.filing_indicator in MEDICARE
    if claim.frequency in {"7", "8"} and (medicare or not context.rules.accepts_corrections):
        message = f"{claim.payer.name} takes no replacement or void; ask for a reopening or appeal instead."
        yield Hit(message, "2300", "CLM", "05-3", claim.frequency)
