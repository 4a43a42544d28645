"""Writes an eligibility inquiry: 270 (005010X279A1) for mental-health benefits, one subscriber or dependent a set."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claimcenter.x12.claim837 import Name
from claimcenter.x12.output import SegmentWriter, plain_text
from claimcenter.x12.write837 import write_isa

VERSION_270 = "005010X279A1"
# Mental health first; a payer that does not know it is asked for the plan (30) or office visits (98).
MENTAL_HEALTH = ("MH",)
FALLBACK = ("30", "98")


@dataclass(frozen=True, slots=True)
class Person:
    """A subscriber or dependent; ``member_id`` is the subscriber's."""

    name: Name
    birth_date: date | None = None
    sex: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to one payer about one person on one day.

    ``trace_number`` comes back in the 271; ``originator`` is TRN03, ten characters naming who asks (9 and the tax
    id, as a rule). ``dependent`` is given where the patient has no member id of their own.
    """

    payer_name: str
    payer_id: str
    provider: Name
    provider_npi: str
    subscriber: Person
    on: date
    trace_number: str
    originator: str
    dependent: Person | None = None
    service_types: tuple[str, ...] = MENTAL_HEALTH
    payer_id_qualifier: str = "PI"


@dataclass(frozen=True, slots=True)
class InquiryEnvelope:
    """Who asks whom, and the numbers of the interchange and its group. Times are written to the minute."""

    sender: tuple[str, str]
    receiver: tuple[str, str]
    sender_code: str
    receiver_code: str
    control_number: str
    group_control_number: str
    created_at: datetime
    usage: str


def text_270(inquiries: Sequence[Inquiry], *, envelope: InquiryEnvelope, line_end: str = "\n") -> str:
    buffer = io.StringIO()
    write_270(inquiries, envelope=envelope, write=buffer.write, line_end=line_end)
    return buffer.getvalue()


def write_270(
    inquiries: Sequence[Inquiry],
    *,
    envelope: InquiryEnvelope,
    write: Callable[[str], object],
    line_end: str = "\n",
) -> None:
    """One interchange with one set an inquiry, numbered 0001, 0002, ...

    Raises ``WriteError`` for what X12 cannot carry, ValueError without any inquiry.
    """
    if not inquiries:
        raise ValueError("an inquiry file holds at least one inquiry")
    out = SegmentWriter(write, line_end=line_end)
    write_isa(
        out,
        sender=envelope.sender,
        receiver=envelope.receiver,
        control_number=envelope.control_number,
        created_at=envelope.created_at,
        usage=envelope.usage,
    )
    number, clock = envelope.group_control_number, f"{envelope.created_at.hour:02d}{envelope.created_at.minute:02d}"
    codes = (envelope.sender_code, envelope.receiver_code)
    out.segment("GS", "HS", *codes, envelope.created_at.date(), clock, number, "X", VERSION_270)
    for index, inquiry in enumerate(inquiries, 1):
        _write_set(out, inquiry, f"{index:04d}", envelope.created_at)
    out.segment("GE", len(inquiries), number)
    out.segment("IEA", 1, envelope.control_number.zfill(9))


def _write_set(out: SegmentWriter, inquiry: Inquiry, number: str, created: datetime) -> None:
    out.count, out.table, out.loop, out.claim = 0, "270", "", inquiry.trace_number
    out.segment("ST", "270", number, VERSION_270)
    clock = f"{created.hour:02d}{created.minute:02d}"
    out.segment("BHT", "0022", "13", inquiry.trace_number, created.date(), clock)
    _write_parties(out, inquiry)
    _write_subscriber(out, inquiry)
    out.loop = out.claim = ""
    out.segment("SE", out.count + 1, number)
    out.table = ""


def _write_parties(out: SegmentWriter, inquiry: Inquiry) -> None:
    """2000A the payer asked, 2000B the provider who asks."""
    out.loop = "2000A"
    out.segment("HL", 1, None, "20", "1")
    out.loop = "2100A"
    ids = (inquiry.payer_id_qualifier, inquiry.payer_id)
    out.segment("NM1", "PR", "2", plain_text(inquiry.payer_name), None, None, None, None, *ids)
    out.loop = "2000B"
    out.segment("HL", 2, 1, "21", "1")
    out.loop = "2100B"
    _write_name(out, "1P", inquiry.provider, "XX", inquiry.provider_npi)


def _write_name(out: SegmentWriter, role: str, name: Name, qualifier: str, identifier: str) -> None:
    parts = (plain_text(name.last), plain_text(name.first), plain_text(name.middle), None, plain_text(name.suffix))
    out.segment("NM1", role, name.entity_type, *parts, *((qualifier, identifier) if identifier else ()))


def _write_subscriber(out: SegmentWriter, inquiry: Inquiry) -> None:
    out.loop = "2000C"
    out.segment("HL", 3, 2, "22", "1" if inquiry.dependent else "0")
    if inquiry.dependent is None:
        out.segment("TRN", "1", inquiry.trace_number, inquiry.originator)
        _write_subject(out, "C", "IL", inquiry.subscriber, inquiry)
        return
    out.loop = "2100C"
    _write_name(out, "IL", inquiry.subscriber.name, "MI", inquiry.subscriber.member_id)
    _write_birth(out, inquiry.subscriber)
    out.loop = "2000D"
    out.segment("HL", 4, 3, "23", "0")
    out.segment("TRN", "1", inquiry.trace_number, inquiry.originator)
    _write_subject(out, "D", "03", inquiry.dependent, inquiry)


def _write_subject(out: SegmentWriter, letter: str, role: str, person: Person, inquiry: Inquiry) -> None:
    """The person asked about: name, birth, day, and one question for each service type."""
    out.loop = f"2100{letter}"
    _write_name(out, role, person.name, "MI", person.member_id)
    _write_birth(out, person)
    out.segment("DTP", "291", "D8", inquiry.on)
    out.loop = "2110"
    for service_type in inquiry.service_types:
        out.segment("EQ", service_type)


def _write_birth(out: SegmentWriter, person: Person) -> None:
    if person.birth_date:
        out.segment("DMG", "D8", person.birth_date, person.sex)
