"""What we answer to a file we received: a TA1 for its interchange, a 999 for each of its groups.

The answer is about form only (X12.5, X12.6 and the guide): a remittance whose money does not add up is accepted
here and held by us.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from claimcenter.x12.decoding import Source
from claimcenter.x12.envelope import Group, Interchange, TransactionSet
from claimcenter.x12.messages import MessageReader, RemittanceMessage
from claimcenter.x12.problems import Problem, Severity
from claimcenter.x12.read999 import Acknowledgement, ElementError, SegmentError, SetResult
from claimcenter.x12.read_ta1 import InterchangeAcknowledgement

# Problem code -> IK304. Anything else about a segment means "has data element errors".
_SEGMENT_CODES = {
    "unknown_segment": "1",
    "misplaced_segment": "2",
    "missing_segment": "3",
    "out_of_order": "7",
}
# Problem code -> IK403.
_ELEMENT_CODES = {
    "missing_element": "1",
    "unused_element": "I10",
    "too_many_elements": "3",
    "too_short": "4",
    "too_long": "5",
    "bad_number": "6",
    "bad_amount": "6",
    "control_character": "6",
    "unknown_code": "7",
    "bad_date": "8",
    "bad_time": "9",
}
# Problem code -> IK502.
_SET_CODES = {"no_se": "2", "se_control": "3", "se_count": "4", "wrong_transaction": "1"}
# Problem code -> AK905.
_GROUP_CODES = {"no_ge": "3", "ge_control": "4", "ge_count": "5", "wrong_version": "2"}
# Problem code -> TA105.
_NOTES = {"no_iea": "023", "iea_count": "021", "iea_control": "001", "isa_elements": "022"}
# Problems about money and meaning, which an acknowledgement of form does not judge.
_FORM = frozenset({*_SEGMENT_CODES, *_ELEMENT_CODES, *_SET_CODES})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers to one interchange. ``groups`` is empty where the interchange itself is refused."""

    interchange: Interchange
    ta1: InterchangeAcknowledgement
    groups: tuple[Acknowledgement, ...]


@dataclass(slots=True)
class _Seen:
    """One received transaction set as the walk met it."""

    opened: TransactionSet
    group: Group | None
    interchange: Interchange


def acknowledge(source: Source) -> list[Answer]:
    """Read a file whole and answer each of its interchanges; empty where there is no interchange. Never raises."""
    reader = MessageReader(source)
    seen = list(_walk(reader))
    problems = defaultdict(list)
    for problem in reader.problems.listed():
        problems[problem.interchange, problem.transaction].append(problem)
    return [_answer(one, seen, problems) for one in reader.envelope.interchanges]


def _walk(reader: MessageReader) -> Iterator[_Seen]:
    known: set[int] = set()
    for message, opened in reader:
        if isinstance(message, RemittanceMessage):
            for _ in message.claims:
                pass
        if opened is not None and id(opened) not in known:
            known.add(id(opened))
            yield _Seen(opened, opened.group, opened.interchange)


_ByPlace = dict[tuple[str | None, str | None], list[Problem]]


def _answer(interchange: Interchange, seen: Iterable[_Seen], problems: _ByPlace) -> Answer:
    own = [one for one in seen if one.interchange is interchange]
    outer = problems.get((interchange.control_number, None), [])
    notes = [_NOTES[item.code] for item in outer if item.code in _NOTES]
    ta1 = _ta1(interchange, notes)
    groups: dict[int, list[_Seen]] = defaultdict(list)
    for one in own:
        groups[id(one.group)].append(one)
    answers = (_group(sets, outer, problems) for sets in groups.values() if sets[0].group)
    return Answer(interchange, ta1, () if notes else tuple(answers))


def _ta1(interchange: Interchange, notes: list[str]) -> InterchangeAcknowledgement:
    number, sent_on, sent_at = (interchange.elements[n] if n < len(interchange.elements) else "" for n in (13, 9, 10))
    status, note = ("R", notes[0]) if notes else ("A", "000")
    return InterchangeAcknowledgement(number.strip(), _short(sent_on), sent_at, status, note)


def _short(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day without a time
    except ValueError:
        return None


def _group(sets: list[_Seen], outer: list[Problem], problems: _ByPlace) -> Acknowledgement:
    group = sets[0].group
    assert group is not None
    results = tuple(_set(one, problems) for one in sets)
    accepted = sum(result.accepted for result in results)
    codes = tuple(sorted({_GROUP_CODES[item.code] for item in outer if item.code in _GROUP_CODES}))
    status = _group_status(results, accepted, codes)
    return Acknowledgement(
        code="999",
        control_number="",
        version="",
        functional_id=group.functional_id,
        group_control_number=group.control_number,
        acknowledged_version=group.version,
        status=status,
        included=len(sets),
        received=len(sets),
        accepted=accepted if status != "R" else 0,
        codes=codes,
        sets=results,
    )


def _group_status(results: tuple[SetResult, ...], accepted: int, codes: tuple[str, ...]) -> str:
    if codes or not accepted:
        return "R"
    if accepted < len(results):
        return "P"
    return "E" if any(result.status == "E" for result in results) else "A"


def _set(one: _Seen, problems: _ByPlace) -> SetResult:
    opened = one.opened
    found = [
        item
        for item in problems.get((one.interchange.control_number, opened.control_number), [])
        if item.code in _FORM or item.severity is Severity.REJECT
    ]
    codes = {_SET_CODES[item.code] for item in found if item.code in _SET_CODES}
    errors = tuple(_errors([item for item in found if item.code not in _SET_CODES]))
    rejected = bool(codes) or any(item.severity is not Severity.WARNING for item in found)
    if errors:
        codes.add("5")
    status = "R" if rejected else ("E" if errors else "A")
    version = "" if opened.code == "835" else opened.version  # AK203 repeats ST03, which an 835 does not have
    return SetResult(opened.code, opened.control_number, version, status, tuple(sorted(codes)), errors)


def _errors(found: list[Problem]) -> Iterator[SegmentError]:
    by_segment: dict[int, list[Problem]] = defaultdict(list)
    for item in found:
        if item.segment is not None:
            by_segment[item.segment].append(item)
    for position, items in sorted(by_segment.items()):
        first = items[0]
        elements = tuple(_element(item) for item in items if item.code in _ELEMENT_CODES and _position(item))
        code = next((_SEGMENT_CODES[item.code] for item in items if item.code in _SEGMENT_CODES), "8")
        context = (f"CLM01:{first.claim}",) if first.claim else ()
        yield SegmentError(_segment_id(first), position, first.loop or "", (code,), elements, context)


def _segment_id(problem: Problem) -> str:
    name = (problem.element or "").split("-")[0]
    return name[:-2] if name[-2:].isdigit() and len(name) > 3 else name


def _position(problem: Problem) -> str:
    name, _, component = (problem.element or "").partition("-")
    digits = name[-2:] if len(name) > 3 else ""
    if not digits.isdigit():
        return ""
    return str(int(digits)) + (f"-{component}" if component.isdigit() else "")


def _element(problem: Problem) -> ElementError:
    return ElementError(_position(problem), "", _ELEMENT_CODES[problem.code], problem.value or "")
