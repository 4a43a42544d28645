"""What people type, brought to the form the records keep. Nothing is refused here; validators do that."""

import re
import unicodedata


def tidy(text: str) -> str:
    """Unicode NFC, no blanks around, one blank between words."""
    return re.sub(" {2,}", " ", unicodedata.normalize("NFC", text)).strip(" ")


def phone_digits(text: str) -> str:
    """Ten digits out of (555) 123-4567 or +1 555 123 4567; whatever has letters in it stays, to be refused."""
    bare = re.sub(r"[\s().+-]", "", text)
    return bare[1:] if len(bare) == 11 and bare.startswith("1") else bare


def zip_digits(text: str) -> str:
    """12345-6789 as 123456789, the way N403 carries it."""
    return re.sub(r"[\s-]", "", text)


def code(text: str) -> str:
    """A procedure, modifier or diagnosis code: upper case, without blanks and without the ICD dot."""
    return re.sub(r"[\s.]", "", text).upper()


def state_code(text: str) -> str:
    return text.strip().upper()
