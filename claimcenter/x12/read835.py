"""Streaming reader of the remittance advice (005010X221A1): one pass, one claim at a time, checked and balanced.

Which segment may follow which, and what each may hold, comes from the table; ``assemble835`` and ``claims835`` say what
becomes of them. A segment out of its order is used where it belongs and reported; an unknown one holds the file;
nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

from .assemble835 import Handler
from .claims835 import CELLS, ClaimAssembler
from .decoding import Source
from .delimiters import Delimiters
from .disposition import Disposition, disposition
from .envelope import CONTROL_SEGMENTS, RELEASE, Envelope, TransactionSet, is_5010
from .problems import Problem, Problems, Severity, shown
from .remittance import Remittance, RemittanceClaim
from .table.places import Place, places

# Segments whose place matters to the money: out of order, they are a reason to hold.
_HELD_OUT_OF_ORDER: Final = frozenset({"BPR", "TRN", "CLP", "SVC", "CAS", "PLB"})
# Loops whose segments may still be used, from the inside out, when one comes late.
_ENCLOSING: Final = {"2110": ("2110", "2100"), "1000A": ("1000A", ""), "1000B": ("1000B", "1000A", "")}


# What a segment met before makes: its cell, the records, None, and the place after it with its lookup. Where the text
# was not met before: its handler instead of None.
Step = tuple[int, "tuple[Any, ...]", "Handler | None", "Steps", "Lookup"]
Lookup = Callable[[str], "Step | None"]
# Texts remembered at one place; then the place forgets them and starts again, so memory stays flat.
_REMEMBERED: Final = 2_048


class Steps(dict[str, Step]):
    """What may come next at a place: by identifier and separator, and by the whole text of a segment once met."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.fixed: dict[str, Step] = {}

    def remember(self, text: str, step: Step) -> None:
        """Take the same text as it was taken now when it comes again at this place."""
        if len(self) >= _REMEMBERED:
            self.clear()
            self.update(self.fixed)
        self[text] = step


class RemittanceReader:
    """One input of 835 transaction sets.

    Iterate over it for the remittances; after each, iterate over ``claims()`` for its claims. Claims not asked for
    are read and checked all the same. ``problems`` and ``disposition`` are final when the iteration ends; totals of a
    remittance when its claims do.
    """

    def __init__(self, envelope: Envelope) -> None:
        self.problems = envelope.problems
        self.envelope = envelope
        self._assembler = ClaimAssembler(self.envelope)
        self._walk: Iterator[RemittanceClaim] = iter(())
        self._steps: dict[Delimiters, Steps] = {}
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._found = False

    @property
    def disposition(self) -> Disposition:
        """What may happen with the input, judged by what was read so far."""
        return disposition(self.problems)

    def __iter__(self) -> Iterator[Remittance]:
        for opened in self.envelope.transactions():
            if isinstance(opened, TransactionSet) and self._readable(opened):
                yield from self.read(opened)
        if not self._found and not self.problems.has(Severity.REJECT):
            message = "The file holds no remittance (835)."
            self.problems.add(Problem("no_remittance", message, Severity.REJECT))

    def read(self, opened: TransactionSet) -> Iterator[Remittance]:
        """The remittance of an open transaction set, its header complete; then the set is read to its end."""
        self._found = True
        remittance = self._assembler.begin(opened)
        walk = self._read(remittance)
        first = next(walk, None)
        self._walk = walk if first is None else chain([first], walk)
        yield remittance
        for _ in self.claims():
            pass

    def claims(self) -> Iterator[RemittanceClaim]:
        """The claims of the remittance handed out last, each complete and balanced; once."""
        return self._walk

    def _readable(self, opened: TransactionSet) -> bool:
        if opened.code != "835":
            message = f"Transaction set {shown(opened.code)} is not a remittance (835)."
            self.envelope.report("wrong_transaction", message, opened.start, severity=Severity.REJECT, element="ST01")
            return False
        if not is_5010(opened.version):
            message = f"Version {shown(opened.version) or 'unknown'} is not {RELEASE}."
            self.envelope.report("wrong_version", message, opened.start, severity=Severity.REJECT, element="GS08")
            return False
        if opened.version not in self._assembler.table.versions:
            message = f"Guide {shown(opened.version)} is not the remittance guide we know; read as if it were."
            self.envelope.report("other_guide", message, opened.start, severity=Severity.WARNING, element="GS08")
        return True

    def _read(self, remittance: Remittance) -> Iterator[RemittanceClaim]:
        """Walk the set: the loop every segment of a file passes through."""
        steps = self._places()
        ready, cells = self._assembler.ready, self._assembler.cells
        ended = False
        lookup: Lookup = steps.get
        for number, text in self.envelope.stream:
            step = lookup(text) or lookup(text[:4]) or lookup(text[:3])
            if step is None:
                following = self._unexpected(number, text, steps)
                if following is None:
                    ended = True
                    break
                steps, lookup = following, following.get
            else:
                slot, records, handler, following, lookup = step
                if handler is None:
                    cells[slot].extend(records)
                else:
                    made = handler(number, text)
                    if made is not None:
                        steps.remember(text, (slot, made, None, following, lookup))
                steps = following
            if ready:
                yield ready.pop()
        if not ended:
            self._end()
        remittance.complete = ended
        yield from ready
        ready.clear()

    def _end(self) -> None:
        self._assembler.finish()
        self.envelope.drain()

    # -- places

    def _places(self) -> Steps:
        """The steps from just behind the ST, for the delimiters of this interchange."""
        delimiters = self.envelope.tokenizer.delimiters
        if delimiters not in self._steps:
            self._handlers = self._assembler.handlers()
            self._steps = {delimiters: _linked(self._handlers, delimiters.element)}
        return self._steps[delimiters]

    def _unexpected(self, number: int, text: str, steps: Steps) -> Steps | None:
        """A segment that may not come here: the end, an unknown one, or one out of its order. None ends the set."""
        elements = text.split(self.envelope.tokenizer.delimiters.element)
        identifier = elements[0]
        if identifier in CONTROL_SEGMENTS:
            self._assembler.finish()
            self._assembler.current.segments = number - self._started() + 1
            self.envelope.close(number, text)
            return None
        if identifier.upper() in self._assembler.table.identifiers:
            return self._known(number, text, identifier, steps)
        message = f"Segment {shown(identifier)} is not part of a remittance; its content was not used."
        self._assembler.report("unknown_segment", message, number, element=shown(identifier))
        return steps

    def _started(self) -> int:
        opened = self.envelope.set
        return opened.start if opened is not None else 0

    def _known(self, number: int, text: str, identifier: str, steps: Steps) -> Steps:
        """A segment of the guide that was not recognised at once: in lower case, without any element, or out of its
        order.
        """
        capital = identifier.upper()
        if capital != identifier:
            message = "A segment identifier is in lower case; read as if in capitals."
            self._assembler.report("lower_case", message, number, severity=Severity.WARNING, element=capital)
            text = capital + text[len(identifier) :]
        step = steps.get(_key(capital, self.envelope.tokenizer.delimiters.element))
        if step is None:
            return self._out_of_order(number, text, capital, steps)
        self._take(step, number, text)
        return step[3]

    def _take(self, step: Step, number: int, text: str) -> None:
        slot, records, handler = step[:3]
        if handler is None:
            self._assembler.cells[slot].extend(records)
        else:
            handler(number, text)

    def _out_of_order(self, number: int, text: str, identifier: str, steps: Steps) -> Steps:
        severity = Severity.ERROR if identifier in _HELD_OUT_OF_ORDER else Severity.WARNING
        loop = steps.place.loop
        for candidate in _ENCLOSING.get(loop, (loop,)):
            handler = self._handlers.get((candidate, identifier))
            if handler is not None:
                message = f"Segment {identifier} stands out of its order (after {steps.place.identifier})."
                self._assembler.report("out_of_order", message, number, severity=severity, element=identifier)
                handler(number, text)
                return steps
        if identifier == "CLP":
            return self._claim_without_group(number, text, steps)
        message = (
            f"Segment {identifier} does not belong here (after {steps.place.identifier}); its content was not used."
        )
        self._assembler.report("misplaced_segment", message, number, severity=severity, element=identifier)
        return steps

    def _claim_without_group(self, number: int, text: str, steps: Steps) -> Steps:
        """Payers leave out the LX before the first claim; after a PLB a claim is out of order."""
        held = steps.place.identifier == "PLB"
        message = "A claim follows the provider adjustments." if held else "The claims start without their LX segment."
        severity = Severity.ERROR if held else Severity.WARNING
        self._assembler.report(
            "out_of_order" if held else "missing_lx", message, number, severity=severity, element="CLP"
        )
        element = self.envelope.tokenizer.delimiters.element
        behind_group = self._places()[_key("LX", element)][3]
        step = behind_group[_key("CLP", element)]
        self._take(step, number, text)
        return step[3]


def _key(identifier: str, element: str) -> str:
    """What a segment starts with: its identifier and the separator, so that no longer identifier is taken for it."""
    return identifier + element


def _linked(handlers: dict[tuple[str, str], Handler], element: str) -> Steps:
    """The places of the table with their handlers, as the walk uses them; starts behind the ST."""
    made: dict[int, Steps] = {}

    def steps(place: Place) -> Steps:
        if id(place) not in made:
            found = made[id(place)] = Steps(place)
            for identifier, targets in place.following.items():
                target = targets[0][1]
                handler = handlers.get((target.loop, identifier))
                if handler is not None:
                    slot = CELLS[target.loop, identifier][0] if (target.loop, identifier) in CELLS else 0
                    after = steps(target)
                    found.fixed[_key(identifier, element)] = (slot, (), handler, after, after.get)
            found.update(found.fixed)
        return made[id(place)]

    return steps(places("835"))


def open_835(source: Source, problems: Problems | None = None) -> RemittanceReader:
    """A reader of one remittance file: an open binary file, bytes, or an iterable of byte chunks. Never raises on
    content.

    ``problems`` is where they are put, for a caller that wants to hear of each as it is found.
    """
    return RemittanceReader(Envelope(source, Problems() if problems is None else problems))
