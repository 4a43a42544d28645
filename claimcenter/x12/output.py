"""Writing segments: the X12 character set, canonical numbers, trimming and counting.

Nothing is dropped silently: a character that can be neither sent nor transliterated stops the writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from claimcenter.x12.amounts import NUMBER_PATTERN
from claimcenter.x12.claim837 import Carried
from claimcenter.x12.table import REQUIRED, UNUSED, Element, Segment, transaction
from claimcenter.x12.table.model import QUALIFIER_AT
from claimcenter.x12.table.shapes import Alphabet, Sound, Test

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"

# Basic and extended set of X12.6 less the four delimiters above.
_CHARACTERS = r"[A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$]"
_SENT = Alphabet(re.escape(ELEMENT), COMPONENT, _CHARACTERS, _CHARACTERS)
_SENDABLE = re.compile(f"{_CHARACTERS}*")
_ANYTHING = f"(?:{_CHARACTERS}|:)*"
_LOOSE_BLANK = re.compile(r" [*:]|[*:] | $")
_PLAIN_NUMBER = re.compile(r"[0-9]+\.[0-9]+")
_NUMBERS = {"R": re.compile(NUMBER_PATTERN), "N": re.compile("[0-9]+")}
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
    if not value or (value.isascii() and "`" not in value):
        return value.upper()
    decomposed = unicodedata.normalize("NFD", value.translate(_PLAIN))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_PLAIN).upper()


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


def number_text(value: Decimal | None) -> str:
    """A number for a segment: nothing for None; NaN and infinity as they are, for the table to refuse."""
    if value is None:
        return ""
    text = str(value)
    if text.isdigit():
        return text
    if _PLAIN_NUMBER.fullmatch(text):
        return text.rstrip("0").rstrip(".")
    return amount_text(value) if value.is_finite() else text


@lru_cache(maxsize=4096)
def date_text(value: date) -> str:
    """CCYYMMDD, the same in every locale."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


class _Segments(dict[str, Mapping[int, Test]]):
    """The tests of one loop's segments by identifier, then by the length of the split segment; made when first asked
    for, shared by all writers.
    """

    def __init__(self, code: str, loop: str) -> None:
        self._place = code, loop

    def __missing__(self, name: str) -> Mapping[int, Test]:
        tests = self[name] = _tests(*self._place, name)
        return tests


class _Loops(dict[str, _Segments]):
    """The tests of one transaction's table by loop."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __missing__(self, loop: str) -> _Segments:
        segments = self[loop] = _Segments(self._code, loop)
        return segments


@lru_cache(maxsize=16)
def _loops(code: str) -> _Loops:
    return _Loops(code)


class SegmentWriter:
    """Joins elements into segments, trims empty ends, checks them against the table and counts what it wrote.

    ``table`` (a transaction's code), ``loop`` and ``claim`` are the caller's. The first problem raises ``WriteError``;
    with ``on_problem`` every problem is handed over instead and writing goes on (a trial run for the edits). Segments
    are written through at once; after ``gather`` they wait in ``gathered`` for ``flush``, so that ``weave`` can put
    others among them.
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
        self._put: Callable[[str], object] = self._through
        self.gathered: list[str] = []
        self._since = 0  # where in gathered the open loop begins
        self._loop = ""
        self.table = ""
        self.count = 0
        self.claim = ""
        self.line: int | None = None

    @property
    def table(self) -> str:
        return self._table

    @table.setter
    def table(self, code: str) -> None:
        self._table = code
        self._loops = _loops(code)
        self.loop = self._loop

    @property
    def loop(self) -> str:
        return self._loop

    @loop.setter
    def loop(self, loop: str) -> None:
        self._loop = loop
        self._tests = self._loops[loop]
        self._since = len(self.gathered)

    def gather(self) -> None:
        """From here on keep what is written until ``flush``: many times fewer calls to ``write``."""
        self._put = self.gathered.append

    def flush(self) -> None:
        """Write what was gathered."""
        if self.gathered:
            self._write(self._end.join(self.gathered) + self._end)
            self.gathered.clear()

    def weave(self, carried: Iterable[Carried]) -> None:
        """Write what is carried in the open loop and put it where the guide wants it among the loop's segments, all
        of which were just written. Segments of one identifier keep their order.
        """
        own = [item for item in carried if item.loop == self._loop]
        for item in own:
            self.segment(item.segment, *item.elements)
        if own:
            order = _order(self._table, self._loop)
            since = self.gathered[self._since :]
            self.gathered[self._since :] = sorted(since, key=lambda text: order.get(text.partition(ELEMENT)[0], 0))

    def refuse(self, carried: Iterable[Carried], loops: frozenset[str]) -> None:
        """Report each carried segment of other loops than those its owner writes: it would be lost unseen."""
        for item in carried:
            if item.loop not in loops:
                message = f"a segment received in loop {item.loop or 'none'} has no place in the claim it came with"
                self.problem(message, item.segment)

    def _through(self, text: str) -> None:
        self._write(text + self._end)

    def raw(self, text: str) -> None:
        """One segment as it stands (the ISA, whose elements have fixed widths)."""
        self._put(text)

    def segment(self, name: str, *elements: type_element) -> None:
        """Write one segment. Empty elements at the end are left out.

        A separator more than our own, in the segment or in its composites, comes from the data: such a text must not
        even be tested as a whole.
        """
        self.count += 1
        inner, parts = 0, [name]
        for value in elements:
            if value.__class__ is str:
                parts.append(value)
            elif value.__class__ is tuple:
                components = _components(value)
                inner += len(components) - 1 if components else 0
                parts.append(":".join(components))
            else:
                parts.append(_written(value))
        text = "*".join(parts)
        if text.count("*") == len(elements) and text.count(":") == inner:
            short = text.rstrip("*")
            is_sound = self._tests[name][len(parts) - len(text) + len(short)]
            if is_sound(short) and (" " not in short or not _LOOSE_BLANK.search(short)):
                self._put(short)
                return
        self._put(self._explain(name, elements))

    def texts(self, *parts: str) -> None:
        """The same for a segment whose elements are text already and no composites: most of a claim, so nothing is
        called here that need not be. ``parts`` start with the identifier. Only where there is a table: its tests
        refuse a separator in the data by themselves.
        """
        self.count += 1
        text, length = "*".join(parts), len(parts)
        if text[-1] == "*":
            # Only separators of our own may be cut off; with one from the data nothing is.
            short = text.rstrip("*") if text.count("*") < length else text
            text, length = short, length - len(text) + len(short)
        if self._tests[parts[0]][length](text) and (" " not in text or not _LOOSE_BLANK.search(text)):
            self._put(text)
            return
        self._put(self._explain(parts[0], parts[1:]))

    def _explain(self, name: str, elements: tuple[type_element, ...]) -> str:
        """Name what is wrong with each element, if anything is; returns the segment as it would be written."""
        texts = list(map(_written, elements))
        while texts and not texts[-1]:
            texts.pop()
        for position, value in enumerate(elements, 1):
            if isinstance(value, tuple):
                for index, part in enumerate(value, 1):
                    self._check_value(name, f"{position:02d}-{index}", part)
            else:
                self._check_value(name, f"{position:02d}", value)
        if self.table:
            self._check_use(name, texts)
        return ELEMENT.join((name, *texts))

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
    if value.__class__ is tuple:
        return COMPONENT.join(_components(value))
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return number_text(value)
    return date_text(value) if isinstance(value, date) else str(value)


def _components(value: tuple[object, ...]) -> list[str]:
    """What of a composite is written: up to the last component that is not empty."""
    texts = [part if part.__class__ is str else _written(part) for part in value]
    while texts and not texts[-1]:
        texts.pop()
    return texts


@lru_cache(maxsize=1024)
def _tests(code: str, loop: str, name: str) -> Mapping[int, Test]:
    """By the length of its split form, whether a segment is right as it stands in one of its uses. Outside of a
    table only its characters count; where the table has no use, nothing is right.
    """
    uses = transaction(code).uses(loop, name) if code else ()
    if uses:
        return Sound(uses, _SENT)
    return defaultdict(lambda: _never) if code else _Untabled()


class _Untabled(dict[int, Test]):
    """Outside of a table: so many elements of any length."""

    def __missing__(self, length: int) -> Test:
        test = self[length] = re.compile(_SENT.element.join([_ANYTHING] * length)).fullmatch
        return test


def _never(_text: str) -> object:
    return None


@lru_cache(maxsize=256)
def _order(code: str, loop: str) -> Mapping[str, int]:
    """The place of each segment identifier within a loop, by its first use."""
    found: dict[str, int] = {}
    for index, (home, use) in enumerate(transaction(code).root.walk()):
        if home.id == loop:
            found.setdefault(use.id, index)
    return found


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
    number = _NUMBERS.get(element.kind)
    if number and not number.fullmatch(text):
        return "number", "the value is not a number X12 can carry"
    return _length_fault(element, len(text.lstrip("-").replace(".", "")) if number else len(text))


def _length_fault(element: Element, length: int) -> tuple[str, str] | None:
    if element.low <= length <= element.high:
        return None
    bound = f"at most {element.high} can be sent" if length > element.high else f"at least {element.low} are needed"
    return "length", f"{length} characters; {bound}"
