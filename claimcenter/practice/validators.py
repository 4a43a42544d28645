"""Rules for the identifiers of a practice, with messages a person can act on."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

# Cf covers the right-to-left overrides and zero-width marks, Cc the control characters and NUL.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_MONEY = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,2})?", re.ASCII)


def plain_text(value: str) -> None:
    """Refuses characters that cannot be seen: NUL, control and direction marks."""
    for character in value:
        if unicodedata.category(character) in _REFUSED_CATEGORIES:
            raise ValidationError("Please remove the invisible character in this text.", code="invisible")


def multiline_text(value: str) -> None:
    """Like `plain_text`, but line breaks and tabs may stand."""
    plain_text(re.sub(r"[\r\n\t]", " ", value))


def npi(value: str) -> None:
    """A National Provider Identifier: ten digits, the last a Luhn check over the prefix 80840."""
    if not re.fullmatch(r"[12][0-9]{9}", value, re.ASCII) or not _luhn("80840" + value):
        raise ValidationError("This is not a valid NPI. An NPI has ten digits; please check for a typing slip.")


def _luhn(digits: str) -> bool:
    total = 0
    for position, character in enumerate(reversed(digits)):
        doubled = int(character) * (2 if position % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


tax_id = RegexValidator(r"\A[0-9]{9}\Z", "A tax id has nine digits, without dashes.")
taxonomy = RegexValidator(r"\A[0-9A-Z]{9}X\Z", "A taxonomy code has ten characters and ends in X, like 101YM0800X.")
zip_code = RegexValidator(r"\A[0-9]{5}([0-9]{4})?\Z", "A ZIP code has five or nine digits, without a dash.")
state_code = RegexValidator(r"\A[A-Z]{2}\Z", "Please use the state's two capital letters.")
place_of_service = RegexValidator(r"\A[0-9]{2}\Z", "A place of service has two digits, like 11 for an office.")
procedure_code = RegexValidator(r"\A[0-9A-Z]{5}\Z", "A CPT or HCPCS code has five characters, like 90837.")
modifier = RegexValidator(r"\A[0-9A-Z]{2}\Z", "A modifier has two characters, like 95.")
phone = RegexValidator(r"\A[0-9]{10}\Z", "Please write the phone number as ten digits.")


def parse_money(text: str) -> Decimal:
    """Reads an amount of at most ten digits before and two after the point; anything else is a ValidationError.

    Never bare `Decimal(text)`, which also reads 1E3, NaN and 1_000.
    """
    if not _MONEY.fullmatch(text):
        raise ValidationError("Please write the amount like 120.00.", code="money")
    try:
        return Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValidationError("This amount is too large.", code="money") from error
