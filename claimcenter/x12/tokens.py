"""Streaming tokenizer: bytes in, segments out, delimiters read again from every ISA, memory flat at any file size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from .decoding import Source, UndecodableError, chunks_of, decoded, repaired
from .delimiters import DEFAULT, ISA_REACH, Delimiters, detect
from .problems import Problem, Problems, Severity

# The longest segment a guide allows is a few hundred characters; past this a terminator is missing.
MAX_SEGMENT: Final = 1 << 16
# How much text may stand before an ISA.
MAX_LEADING: Final = 1 << 16

_ISA = re.compile(r"ISA(?=[^A-Za-z0-9 \t\r\n])")
_ISA_ANY_CASE = re.compile(r"ISA(?=[^A-Za-z0-9 \t\r\n])", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]{1,2}")
_PADDING: Final = " \t\r\n"
_CONTROLS: Final = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
_CONTROL = re.compile(f"[{re.escape(_CONTROLS)}]")


class Tokenizer:
    """The segments of one input as ``(number, text)``, numbered from 0 over the whole file.

    ``delimiters`` are those of the interchange being read: they change exactly where an ISA is handed out. Problems
    of the outer form (no ISA, odd width, text outside interchanges, a segment without end, control characters) are
    put on ``problems``.
    """

    def __init__(self, source: Source, problems: Problems) -> None:
        self.delimiters: Delimiters = DEFAULT
        self.problems = problems
        self._chunks = decoded(chunks_of(source))
        self._text = ""
        self._ended = False
        self._folded = False
        self._edge = _edge(DEFAULT, folded=False)
        self._interchanges = 0
        self._empty_seen = False
        self._offset = 0  # characters before self._text
        self._batch_first = 0  # number of the first segment of the batch handed out last
        self._batch_offset = 0
        self._batch_text = ""
        self._starts: list[int] | None = None  # of the batch, once asked for
        self.handed = 0  # segments handed out so far

    def segments(self) -> Iterator[tuple[int, str]]:
        """Every segment with its number, lazily, without terminator and padding."""
        return enumerate(chain.from_iterable(self.batches()))

    def batches(self) -> Iterator[list[str]]:
        """The same in lists, one list a chunk at most; no list reaches across an ISA."""
        try:
            while self._seek():
                yield from self._interchange()
        except UndecodableError as error:
            self._report("encoding", f"The file starts like {error} text but is not.", Severity.REJECT)

    def offset(self, number: int) -> int | None:
        """Where a segment starts in the file (in characters), for the batch handed out last; before that: None."""
        if self._starts is None:
            self._starts = list(self._segment_starts())
        index = number - self._batch_first
        return self._starts[index] if 0 <= index < len(self._starts) else None

    def _segment_starts(self) -> Iterator[int]:
        at = self._batch_offset
        for part in self._batch_text.split(self.delimiters.segment):
            content = part.lstrip(_PADDING)
            if content:
                yield at + len(part) - len(content)
            at += len(part) + 1

    # -- between interchanges

    def _more(self) -> bool:
        """Take in one more chunk; False at the end of the input."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._text += chunk
        return True

    def _drop(self, count: int) -> None:
        self._text = self._text[count:]
        self._offset += count

    def _seek(self) -> bool:
        """Move to the next ISA whose delimiters are clear; False where there is none."""
        start = 0
        while True:
            found = _ISA.search(self._text, start) or _ISA_ANY_CASE.search(self._text, start)
            if found is None or len(self._text) - found.start() < ISA_REACH:
                if len(self._text) <= MAX_LEADING + ISA_REACH and self._more():
                    continue
                if found is None:
                    return self._nothing_found()
            detected = detect(self._text[found.start() : found.start() + ISA_REACH])
            if detected is None:
                start = found.end()
                continue
            self._outside(self._text[: found.start()])
            self._drop(found.start())
            self._begin(detected.delimiters, standard_width=detected.standard_width)
            return True

    def _begin(self, delimiters: Delimiters, *, standard_width: bool) -> None:
        self.delimiters = delimiters
        self._interchanges += 1
        self._folded = self._text[:3] != "ISA"
        self._edge = _edge(delimiters, folded=self._folded)
        if self._folded:
            self._report(
                "lower_case", "Segment identifiers are in lower case; read as if in capitals.", Severity.WARNING
            )
        if not standard_width:
            message = "The ISA segment is not 106 characters wide; its delimiters are clear all the same."
            self._report("isa_width", message, Severity.WARNING)

    def _nothing_found(self) -> bool:
        if self._interchanges:
            self._outside(self._text)
        elif not self._text.strip(_PADDING + _CONTROLS):
            self._report("empty", "The file is empty.", Severity.REJECT)
        else:
            message = "No ISA segment with readable delimiters: this is not an X12 interchange."
            self._report("no_isa", message, Severity.REJECT)
        return False

    def _outside(self, text: str) -> None:
        """Text before the first interchange is passed over with a word; after one it is a reason to hold."""
        if not text.strip(_PADDING + _CONTROLS):
            return
        if self._interchanges:
            self._report("text_outside", "Text that belongs to no interchange stands after an IEA.", Severity.ERROR)
        else:
            self._report("leading_text", "Text before the ISA segment was passed over.", Severity.WARNING)

    def _report(self, code: str, message: str, severity: Severity) -> None:
        self.problems.add(Problem(code, message, severity, offset=self._offset))

    # -- inside an interchange

    def _interchange(self) -> Iterator[list[str]]:
        """Hand out batches until the IEA, the next ISA, or the end of the input."""
        first = True
        while True:
            end = self._text.rfind(self.delimiters.segment) + 1
            stop = self._boundary(end, first=first)
            used = end if stop is None else stop
            if used:
                first = False
                yield self._handed_out(self._text[:used])
            self._drop(used)
            if stop is not None or self._overlong():
                return
            if not self._more():
                yield from self._last()
                return

    def _boundary(self, end: int, *, first: bool) -> int | None:
        """Where in the text this interchange ends: behind its IEA, or before an ISA; None where it goes on."""
        if not self._folded and "IEA" not in self._text and "ISA" not in self._text:
            return None
        found = self._edge.search(self._text, 3 if first else 0, end)
        if found is None:
            return None
        if found["isa"] is not None:
            return found.start("isa")
        return self._text.index(self.delimiters.segment, found.end()) + 1

    def _overlong(self) -> bool:
        if len(self._text) <= MAX_SEGMENT:
            return False
        message = f"A segment runs on for more than {MAX_SEGMENT} characters without a terminator."
        self._report("segment_too_long", message, Severity.REJECT)
        self._text = ""
        self._chunks = iter(())
        return True

    def _last(self) -> Iterator[list[str]]:
        """What stands behind the last terminator: nothing, an IEA without its own, or the stump of a cut file."""
        tail = self._text.strip(_PADDING + "\x1a\x00")
        if tail[:4].upper() == "IEA" + self.delimiters.element:
            self._report("no_final_terminator", "The IEA segment has no terminator.", Severity.WARNING)
            yield self._handed_out(tail + self.delimiters.segment)
        elif tail:
            message = "The file breaks off inside a segment; what was left of that segment is not used."
            self._report("truncated", message, Severity.ERROR)
        self._text = ""

    def _handed_out(self, text: str) -> list[str]:
        """The finished batch: line breaks taken out, padding stripped, empty segments left out, case and encoding put
        right.
        """
        self._batch_text, self._batch_first, self._batch_offset = text, self.handed, self._offset
        self._starts = None
        clean = text if self.delimiters.segment in "\r\n" else text.replace("\r", "").replace("\n", "")
        parts = clean.split(self.delimiters.segment)
        parts.pop()
        if self._folded or self._needs_care(clean):
            parts = self._cared_for(parts, clean)
        self.handed += len(parts)
        return parts

    def _needs_care(self, text: str) -> bool:
        end = self.delimiters.segment
        if not text.isascii() or end + end in text or end + " " in text or end + "\t" in text or "\r" in text:
            return True
        return text[:1] in _PADDING + end or _has_controls(text)

    def _cared_for(self, parts: list[str], text: str) -> list[str]:
        kept = [part for part in (part.strip(_PADDING) for part in parts) if part]
        if self.delimiters.segment * 2 in text and self.delimiters.segment != "\n" and not self._empty_seen:
            self._empty_seen = True
            self._report("empty_segment", "A segment without content was passed over.", Severity.WARNING)
        if not text.isascii():
            kept = [repaired(part) for part in kept]
        if _has_controls(text):
            kept = [self._without_controls(part) for part in kept]
        return [_capital(part) for part in kept] if self._folded else kept

    def _without_controls(self, part: str) -> str:
        """Control characters cannot be stored or shown: each becomes the replacement character, and the file is
        held.
        """
        used = self.delimiters.element + self.delimiters.component + self.delimiters.repeats
        if not _CONTROL.search(part) or not any(c in _CONTROLS and c not in used for c in part):
            return part
        self._report("control_character", f"A control character stands in a {part[:3]} segment.", Severity.ERROR)
        return "".join("\N{REPLACEMENT CHARACTER}" if c in _CONTROLS and c not in used else c for c in part)


@lru_cache(maxsize=64)
def _edge(delimiters: Delimiters, *, folded: bool) -> re.Pattern[str]:
    """Finds, at the start of a segment, the IEA that ends an interchange or the ISA that starts the next."""
    start = f"(?:^|{re.escape(delimiters.segment)})[ \\t\\r\\n]*"
    segments = f"(?:IEA{re.escape(delimiters.element)}|(?P<isa>ISA)(?=[^A-Za-z0-9 \\t\\r\\n]))"
    return re.compile(start + segments, re.IGNORECASE if folded else 0)


_CONTROL_BYTES: Final = _CONTROLS.encode()


def _has_controls(text: str) -> bool:
    """Whether a control character stands anywhere; by bytes, several times faster than by pattern."""
    data = text.encode("latin-1", "replace")
    return len(data.translate(None, _CONTROL_BYTES)) != len(data)


def _capital(part: str) -> str:
    """The segment with its identifier in capitals."""
    found = _IDENTIFIER.match(part)
    return part[: found.end()].upper() + part[found.end() :] if found else part
