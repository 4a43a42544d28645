"""Member ids go out without blanks and punctuation; people copy them from cards that have both."""

import re

from django.core.exceptions import ValidationError

from claimcenter.practice import validators
from clients.validation import Problems

FORM = re.compile(r"[0-9A-Z]{2,80}", re.ASCII)


def cleaned_member_id(text: str) -> str:
    """What the card means: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Za-z]", "", text, flags=re.ASCII).upper()


def check_member_id(text: str, problems: Problems) -> str:
    """The id in upper case; notes what is wrong with it, and what to write instead."""
    bare = text.strip(" ").upper()
    problems.check("member_id", validators.plain_text, bare)
    if "member_id" in problems.found or FORM.fullmatch(bare):
        return bare
    problems.found["member_id"] = [_advice(bare)]
    return bare


def _advice(bare: str) -> ValidationError:
    offer = cleaned_member_id(bare)
    if not bare:
        return ValidationError("Please write the member id from the card.", code="required")
    if FORM.fullmatch(offer):
        message = f"A member id is written without blanks and punctuation. Did you mean {offer}?"
        return ValidationError(message, code="member_id_form", params={"offer": offer})
    return ValidationError("A member id has 2 to 80 letters and digits. Please check the card.", code="member_id_form")
