"""Writes acknowledgements: 999 (005010X231A1) and TA1. What ``read999`` and ``read_ta1`` read, they write."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from claimcenter.x12.output import COMPONENT, SegmentWriter, date_text, plain_text, unsendable
from claimcenter.x12.read999 import Acknowledgement, ElementError, SegmentError, SetResult
from claimcenter.x12.read_ta1 import InterchangeAcknowledgement
from claimcenter.x12.write837 import write_isa

VERSION_999 = "005010X231A1"
# IK403 knows no more than 99 characters of the bad value.
_LONGEST_COPY = 99
_MOST_SET_CODES = 5
# IK303 has room for the number of a loop, not for its letters (2330B is sent as 2330).
_LONGEST_LOOP = 4


@dataclass(frozen=True, slots=True)
class AckEnvelope:
    """Who answers whom. ``group_control_number`` is needed for a 999 only; times are written to the minute."""

    sender: tuple[str, str]
    receiver: tuple[str, str]
    control_number: str
    created_at: datetime
    usage: str
    sender_code: str = ""
    receiver_code: str = ""
    group_control_number: str = ""


def write_999(
    acknowledgements: Sequence[Acknowledgement],
    *,
    envelope: AckEnvelope,
    write: Callable[[str], object],
    line_end: str = "\n",
) -> None:
    """One interchange with one group: a 999 for each acknowledged group, numbered 0001, 0002, ...

    Control numbers, version and code of the acknowledgements themselves are not used. A bad value is copied only
    as far as it can be sent. Raises ``WriteError`` for anything else that X12 cannot carry, ValueError without any
    acknowledgement (a refused interchange gets a TA1 only).
    """
    if not acknowledgements:
        raise ValueError("a 999 acknowledges at least one group")
    out = _opened(envelope, write, line_end)
    created = envelope.created_at
    codes = (envelope.sender_code or envelope.sender[1], envelope.receiver_code or envelope.receiver[1])
    clock = f"{created.hour:02d}{created.minute:02d}"
    out.segment("GS", "FA", *codes, created.date(), clock, envelope.group_control_number, "X", VERSION_999)
    for number, one in enumerate(acknowledgements, 1):
        _write_set(out, one, f"{number:04d}")
    out.segment("GE", len(acknowledgements), envelope.group_control_number)
    out.segment("IEA", 1, envelope.control_number.zfill(9))


def text_999(acknowledgements: Sequence[Acknowledgement], *, envelope: AckEnvelope, line_end: str = "\n") -> str:
    buffer = io.StringIO()
    write_999(acknowledgements, envelope=envelope, write=buffer.write, line_end=line_end)
    return buffer.getvalue()


def text_ta1(answer: InterchangeAcknowledgement, *, envelope: AckEnvelope, line_end: str = "\n") -> str:
    """An interchange that holds one TA1 and no group."""
    buffer = io.StringIO()
    out = _opened(envelope, buffer.write, line_end)
    day = date_text(answer.on)[2:] if answer.on else ""
    out.segment("TA1", answer.control_number.zfill(9), day, answer.time, answer.status, answer.note)
    out.segment("IEA", 0, envelope.control_number.zfill(9))
    return buffer.getvalue()


def _opened(envelope: AckEnvelope, write: Callable[[str], object], line_end: str) -> SegmentWriter:
    out = SegmentWriter(write, line_end=line_end)
    write_isa(
        out,
        sender=envelope.sender,
        receiver=envelope.receiver,
        control_number=envelope.control_number,
        created_at=envelope.created_at,
        usage=envelope.usage,
    )
    return out


def _write_set(out: SegmentWriter, one: Acknowledgement, number: str) -> None:
    out.count, out.table, out.loop = 0, "999", ""
    out.segment("ST", "999", number, VERSION_999)
    out.segment("AK1", one.functional_id, one.group_control_number, one.acknowledged_version)
    for result in one.sets:
        _write_result(out, result)
    out.loop = ""
    out.segment("AK9", one.status, one.included, one.received, one.accepted, *one.codes[:_MOST_SET_CODES])
    out.segment("SE", out.count + 1, number)
    out.table = ""


def _write_result(out: SegmentWriter, result: SetResult) -> None:
    out.loop = "2000"
    out.segment("AK2", result.code, result.control_number, result.version)
    for error in result.errors:
        _write_error(out, error)
    out.loop = "2000"
    out.segment("IK5", result.status, *result.codes[:_MOST_SET_CODES])


def _write_error(out: SegmentWriter, error: SegmentError) -> None:
    out.loop = "2100"
    out.segment("IK3", error.segment, error.position, error.loop[:_LONGEST_LOOP], error.code)
    for context in error.context:
        out.segment("CTX", tuple(context.split(COMPONENT, 1)))
    for element in error.elements:
        _write_element(out, element)


def _write_element(out: SegmentWriter, element: ElementError) -> None:
    out.loop = "2110"
    place = tuple(int(part) for part in element.position.split("-"))
    out.segment("IK4", place, element.element_number, element.code, sendable_copy(element.value))


def sendable_copy(value: str) -> str:
    """As much of a received value as an acknowledgement can repeat: cut before the first character X12 lacks.

    IK404 is situational; a value that cannot be copied is left out, the error itself never is.
    """
    copy = plain_text(value)[:_LONGEST_COPY]
    bad = unsendable(copy)
    return (copy.split(bad, 1)[0] if bad else copy).strip()
