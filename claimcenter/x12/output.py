"""Writing segments: the X12 character set, canonical numbers, trimming and counting.

Nothing is dropped silently: a character that can be neither sent nor transliterated stops the writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"

# Basic and extended set of X12.6 less the four delimiters above.
_SENDABLE = re.compile(r"[A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$]*")
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "`": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00a0": " ",
        "\u00df": "SS",
        "\u1e9e": "SS",
        "\u00c6": "AE",
        "\u00e6": "AE",
        "\u0152": "OE",
        "\u0153": "OE",
        "\u00d8": "O",
        "\u00f8": "O",
        "\u0141": "L",
        "\u0142": "L",
        "\u0110": "D",
        "\u0111": "D",
        "\u00d0": "D",
        "\u00f0": "D",
        "\u00de": "TH",
        "\u00fe": "TH",
        "\u0131": "I",
    }
)

type_element = str | int | Decimal | date | tuple[object, ...] | None


class WriteError(ValueError):
    """The data cannot be written as X12. Says where: loop, segment, element (``"05-2"`` inside a composite).

    The message never repeats the value, so it may be logged.
    """

    def __init__(self, message: str, *, loop: str = "", segment: str = "", element: str = "", claim: str = "") -> None:
        where = " ".join(part for part in (loop, segment + element) if part)
        super().__init__(f"{where}: {message}" if where else message)
        self.message, self.loop, self.segment, self.element, self.claim = message, loop, segment, element, claim


def plain_text(value: str) -> str:
    """Upper-case letters without accents, for names, addresses and notes (X12 RFI 2212: send N for an N with tilde).

    Characters with no plain form are left in place, for ``unsendable`` to name.
    """
    if not value.isascii():
        decomposed = unicodedata.normalize("NFD", value.translate(_PLAIN))
        value = "".join(char for char in decomposed if not unicodedata.combining(char))
    return value.translate(_PLAIN).upper()


def unsendable(value: str) -> str:
    """The first character of ``value`` that may not leave in X12, or ``""``."""
    match = _SENDABLE.match(value)
    end = match.end() if match else 0
    return value[end : end + 1]


def amount_text(value: Decimal) -> str:
    """Canonical X12 number: ASCII digits, no trailing zeros, no exponent, never ``-0``; units of the value unchanged."""
    if not value.is_finite():
        raise WriteError("the number is not finite")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.lstrip("-0") == "":
        return "0"
    sign = "-" if text.startswith("-") else ""
    whole, point, fraction = text.lstrip("-").partition(".")
    return f"{sign}{whole.lstrip('0') or '0'}{point}{fraction}"


def date_text(value: date) -> str:
    """CCYYMMDD, the same in every locale."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


class SegmentWriter:
    """Joins elements into segments, trims empty ends, checks characters and counts what it wrote.

    ``loop`` and ``claim`` are set by the caller as it walks; they only serve the error message.
    """

    def __init__(self, write: Callable[[str], object], *, line_end: str = "\n") -> None:
        self._write = write
        self._end = TERMINATOR + line_end
        self.count = 0
        self.loop = ""
        self.claim = ""

    def raw(self, text: str) -> None:
        """One segment as it stands (the ISA, whose elements have fixed widths)."""
        self._write(text + self._end)

    def segment(self, name: str, *elements: type_element) -> None:
        """Write one segment. Empty elements at the end are left out; a segment without any element is an error."""
        texts = [self._element(name, position, value) for position, value in enumerate(elements, 1)]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            raise self.error("the segment has no content", name)
        self._write(name + ELEMENT + ELEMENT.join(texts) + self._end)
        self.count += 1

    def error(self, message: str, segment: str, element: str = "") -> WriteError:
        return WriteError(message, loop=self.loop, segment=segment, element=element, claim=self.claim)

    def _element(self, name: str, position: int, value: object) -> str:
        if not isinstance(value, tuple):
            return self._text(name, f"{position:02d}", value)
        parts = [self._text(name, f"{position:02d}-{index}", part) for index, part in enumerate(value, 1)]
        while parts and not parts[-1]:
            parts.pop()
        return COMPONENT.join(parts)

    def _text(self, name: str, element: str, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return self._checked(name, element, value)
        if isinstance(value, Decimal):
            return amount_text(value)
        if isinstance(value, date):
            return date_text(value)
        return str(value)

    def _checked(self, name: str, element: str, value: str) -> str:
        bad = unsendable(value)
        if bad:
            raise self.error(f"character {bad!r} cannot be sent in X12", name, element)
        if value[-1:] == " " or value[:1] == " ":
            raise self.error("spaces around the value cannot be sent in X12", name, element)
        return value
