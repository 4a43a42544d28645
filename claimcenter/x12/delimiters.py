"""The four delimiters of an interchange, read from its own ISA segment.

An ISA is 106 characters wide by definition, so its delimiters stand at fixed places. Files met in practice break that
width; where the sixteen element separators are there and the next segment starts as it should, the delimiters are
still clear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ISA_WIDTH: Final = 106
ISA_ELEMENTS: Final = 16
# Longest stretch of text looked at for a broken ISA: 16 elements, padded far beyond their widths.
ISA_REACH: Final = 512

# What str.isspace calls blank and more besides: the separators of ASCII (FS to US) are honest delimiters.
_BLANKS: Final = " \t\r\n"
_AFTER_ISA = re.compile(r"\s*(?:GS|TA1|IEA|ISB)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delimiters:
    """One character each; ``repetition`` is ISA11 as received (a letter there, as in 4010, is no separator)."""

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    repetition: str = "^"

    @property
    def repeats(self) -> str:
        """The usable repetition separator, or an empty string where ISA11 names none."""
        return "" if self.repetition in _BLANKS or self.repetition.isalnum() else self.repetition

    def as_dict(self) -> dict[str, str]:
        """The four characters under the names of the published inspection report."""
        return {
            "element": self.element,
            "component": self.component,
            "segment": self.segment,
            "repetition": self.repetition,
        }


DEFAULT: Final = Delimiters()


@dataclass(frozen=True, slots=True)
class Detected:
    """Delimiters found, where the ISA segment ends (after its terminator), and whether its width was the standard
    one.
    """

    delimiters: Delimiters
    end: int
    standard_width: bool


def detect(text: str) -> Detected | None:
    """Read the delimiters of the ISA that ``text`` starts with; None where they cannot be known for certain.

    ``text`` should hold at least ``ISA_REACH`` characters where the file has them.
    """
    if len(text) < 4 or text[:3].upper() != "ISA" or _cannot_separate(text[3]):
        return None
    found = _fixed(text) or _counted(text)
    return found if found is not None and _plausible(found.delimiters) else None


def _cannot_separate(character: str) -> bool:
    return character.isalnum() or character in _BLANKS or not character.isascii()


def _fixed(text: str) -> Detected | None:
    """The standard case: 106 characters, every separator where it belongs."""
    element = text[3]
    if len(text) < ISA_WIDTH or text[103] != element or text.count(element, 0, 104) != ISA_ELEMENTS:
        return None
    return Detected(Delimiters(element, text[104], _line_end(text, 105), text[82]), ISA_WIDTH, True)


def _counted(text: str) -> Detected | None:
    """An ISA of another width: count sixteen separators, then expect component separator, terminator and the next
    segment.
    """
    parts = text[:ISA_REACH].split(text[3], ISA_ELEMENTS)
    if len(parts) <= ISA_ELEMENTS:
        return None
    start = min(len(text), ISA_REACH) - len(parts[ISA_ELEMENTS])
    repetition = parts[11].strip()[:1]
    for width in (1, 0):
        end = start + width + 1
        if len(text) >= end and _AFTER_ISA.match(text, end):
            component = text[start] if width else DEFAULT.component
            return Detected(Delimiters(text[3], component, _line_end(text, end - 1), repetition), end, False)
    return None


def _line_end(text: str, at: int) -> str:
    """The terminator at ``at``; a carriage return before a line feed counts as the line feed (the return is
    stripped).
    """
    return "\n" if text[at] == "\r" and text[at + 1 : at + 2] == "\n" else text[at]


def _plausible(found: Delimiters) -> bool:
    """Three different characters none of which can be part of data; only the terminator may be a line break or a
    control.
    """
    used = (found.element, found.component, found.segment)
    if len(set(used)) != len(used) or found.segment.isalnum() or found.segment in " \t":
        return False
    return not _cannot_separate(found.component) and found.segment.isascii()
