"""Writing segments: the X12 character set, canonical numbers, trimming and counting.

Nothing is dropped silently: a character that can be neither sent nor transliterated stops the writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from claimcenter.x12.delimiters import DEFAULT
from claimcenter.x12.table import REQUIRED, UNUSED, Element, Segment, transaction
from claimcenter.x12.table.model import QUALIFIER_AT
from claimcenter.x12.table.shapes import Sound

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"

_CLEAN = re.compile(r"[A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$*:]*")
_LOOSE_BLANK = re.compile(r" [*:]|[*:] | $")
_NUMERIC = ("R", "N")
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

    ``kind`` is one of character, space, length, code, missing, unused, limit, number, order. The message never
    repeats the value (it may be logged); ``value`` holds it.
    """

    def __init__(  # noqa: PLR0913 - the parts of one place
        self,
        message: str,
        *,
        kind: str = "order",
        loop: str = "",
        segment: str = "",
        element: str = "",
        value: str = "",
        claim: str = "",
        line: int | None = None,
        ordinal: int = 0,
    ) -> None:
        where = " ".join(part for part in (loop, segment + element) if part)
        super().__init__(f"{where}: {message}" if where else message)
        self.message, self.kind, self.value, self.claim = message, kind, value, claim
        self.loop, self.segment, self.element, self.line, self.ordinal = loop, segment, element, line, ordinal


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
    """Canonical X12 number: ASCII digits, no trailing zeros, no exponent, never ``-0``. Locale-free.

    Raises ValueError for NaN and infinity.
    """
    if not value.is_finite():
        raise ValueError("the number is not finite")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def date_text(value: date) -> str:
    """CCYYMMDD, the same in every locale."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


class SegmentWriter:
    """Joins elements into segments, trims empty ends, checks them against the table and counts what it wrote.

    ``table`` (a transaction's code), ``loop`` and ``claim`` are the caller's. The first problem raises ``WriteError``;
    with ``on_problem`` every problem is handed over instead and writing goes on (a trial run for the edits).
    """

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        line_end: str = "\n",
        on_problem: Callable[[WriteError], object] | None = None,
    ) -> None:
        self._write = write
        self._end = TERMINATOR + line_end
        self._on_problem = on_problem
        self.table = ""
        self.count = 0
        self.loop = ""
        self.claim = ""
        self.line: int | None = None

    def raw(self, text: str) -> None:
        """One segment as it stands (the ISA, whose elements have fixed widths)."""
        self._write(text + self._end)

    def segment(self, name: str, *elements: type_element) -> None:
        """Write one segment. Empty elements at the end are left out."""
        self.count += 1
        texts = [value if value.__class__ is str else _written(value) for value in elements]
        while texts and not texts[-1]:
            texts.pop()
        text = name + ELEMENT + ELEMENT.join(texts)
        if not self._sound(name, text, elements, len(texts)):
            self._explain(name, elements, texts)
        self._write(text + self._end)

    def _sound(self, name: str, text: str, elements: tuple[type_element, ...], count: int) -> bool:
        """The common case in a few steps over the whole segment; False asks for the look at each element."""
        if not count or _CLEAN.fullmatch(text) is None or text.count(ELEMENT) != count:
            return False
        if COMPONENT in text and text.count(COMPONENT) != _separators(elements):
            return False
        if " " in text and _LOOSE_BLANK.search(text):
            return False
        return not self.table or bool(_sound_test(self.table, self.loop, name, count + 1)(text))

    def _explain(self, name: str, elements: tuple[type_element, ...], texts: list[str]) -> None:
        """Name what is wrong with each element, if anything is."""
        for position, value in enumerate(elements, 1):
            if isinstance(value, tuple):
                for index, part in enumerate(value, 1):
                    self._check_value(name, f"{position:02d}-{index}", part)
            else:
                self._check_value(name, f"{position:02d}", value)
        if self.table:
            self._check_use(name, texts)

    def problem(self, message: str, segment: str, element: str = "", *, kind: str = "order", value: str = "") -> None:
        """Report something wrong at the current place: raise it, or hand it to ``on_problem``."""
        error = WriteError(
            message,
            kind=kind,
            loop=self.loop,
            segment=segment,
            element=element,
            value=value,
            claim=self.claim,
            line=self.line,
            ordinal=self.count,
        )
        if self._on_problem is None:
            raise error
        self._on_problem(error)

    def _check_value(self, name: str, element: str, value: object) -> None:
        if isinstance(value, Decimal) and not value.is_finite():
            self.problem("the number is not finite", name, element, kind="number", value=str(value))
        if not isinstance(value, str):
            return
        bad = unsendable(value)
        if bad:
            self.problem(f"character {bad!r} cannot be sent in X12", name, element, kind="character", value=value)
        if value[-1:] == " " or value[:1] == " ":
            self.problem("spaces around the value cannot be sent in X12", name, element, kind="space", value=value)

    def _check_use(self, name: str, texts: list[str]) -> None:
        use = find_use(self.table, self.loop, name, _qualifier(name, texts))
        if use is None:
            place, value = f"{QUALIFIER_AT.get(name, 1):02d}", _qualifier(name, texts)
            self.problem("the guide allows no segment with this code here", name, place, kind="code", value=value)
            return
        for element in use.elements:
            text = texts[element.position - 1] if element.position <= len(texts) else ""
            if text or element.usage == REQUIRED:
                self._check_element(element, name, f"{element.position:02d}", text)

    def _check_element(self, element: Element, name: str, place: str, text: str) -> None:
        if element.components and text:
            self._check_components(element, name, place, text)
            return
        fault = element_fault(element, text)
        if fault:
            self.problem(fault[1], name, place, kind=fault[0], value=text)

    def _check_components(self, element: Element, name: str, place: str, text: str) -> None:
        parts = text.split(COMPONENT)
        for component in element.components:
            part = parts[component.position - 1] if component.position <= len(parts) else ""
            if part or component.usage == REQUIRED:
                self._check_element(component, name, f"{place}-{component.position}", part)


def _written(value: object) -> str:
    """The text of one element; a composite is joined, its empty end left out."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return amount_text(value) if value.is_finite() else str(value)
    if isinstance(value, tuple):
        return COMPONENT.join(_written(part) for part in value[: _last(value)])
    return date_text(value) if isinstance(value, date) else str(value)


def _last(value: tuple[object, ...]) -> int:
    """How many parts of a composite are written: up to the last that is not empty."""
    count = len(value)
    while count and value[count - 1] in {"", None}:
        count -= 1
    return count


def _separators(elements: tuple[type_element, ...]) -> int:
    """How many component separators the composites account for; any more come from the data."""
    return sum(max(_last(value) - 1, 0) for value in elements if isinstance(value, tuple))


@lru_cache(maxsize=4096)
def _sound_test(code: str, loop: str, name: str, length: int) -> Callable[[str], object]:
    """Whether a segment of this many parts is right as it stands in one of its uses; never true where it has none."""
    uses = transaction(code).uses(loop, name)
    return Sound(uses, DEFAULT)[length] if uses else _never


def _never(_text: str) -> object:
    return None


def _qualifier(name: str, texts: list[str]) -> str:
    position = QUALIFIER_AT.get(name, 1)
    return texts[position - 1].split(COMPONENT)[0] if len(texts) >= position else ""


@lru_cache(maxsize=4096)
def find_use(code: str, loop: str, name: str, qualifier: str) -> Segment | None:
    """The use of a segment in a loop that this qualifier selects (HI is told apart by its first component).

    Takes the transaction's code, not its table: the table is a deep value, slow to hash. A segment with one use
    is that use whatever its qualifier says; the element's own check then names the wrong code.
    """
    uses = list({id(use): use for use in transaction(code).uses(loop, name)}.values())
    for use in uses:
        first = use.elements[QUALIFIER_AT.get(name, 1) - 1]
        codes = first.components[0].codes if first.components else first.codes
        if not codes or qualifier in codes or len(uses) == 1:
            return use
    return None


def element_fault(element: Element, text: str) -> tuple[str, str] | None:
    """What is wrong with one simple element by the table: (kind, sentence), or None."""
    if not text:
        return ("missing", "a required value is missing") if element.usage == REQUIRED else None
    if element.usage == UNUSED:
        return "unused", "the guide does not use this element here"
    if element.codes and text not in element.codes:
        return "code", "the value is not one of the codes the guide allows here"
    length = len(text.lstrip("-").replace(".", "")) if element.kind in _NUMERIC else len(text)
    if length > element.high:
        return "length", f"{length} characters; at most {element.high} can be sent"
    if length < element.low:
        return "length", f"{length} characters; at least {element.low} are needed"
    return None
