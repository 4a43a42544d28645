# ruff: noqa: DTZ001 - interchange times have no zone
"""999, TA1 and 270: written, accepted by pyx12's own map or read back equal."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import pyx12.params
import pyx12.x12n_document

from claimcenter.x12.acknowledge import acknowledge
from claimcenter.x12.claim837 import Name
from claimcenter.x12.messages import MessageReader
from claimcenter.x12.read999 import Acknowledgement, ElementError, SegmentError, SetResult
from claimcenter.x12.write270 import Inquiry, InquiryEnvelope, Person, text_270
from claimcenter.x12.write_ack import AckEnvelope, sendable_copy, text_999, text_ta1

DATA = Path(__file__).parent / "worked_example"
NOW = datetime(2026, 10, 5, 9, 0)
ENVELOPE = AckEnvelope(
    ("ZZ", "CLEARHOUSE"), ("ZZ", "CLAIMCENTER"), "6001", NOW, "T", "CLEARHOUSE", "CLAIMCENTER", "6001"
)
ERA = (DATA / "2_primary_835.x12").read_text()
CLAIM = (DATA / "3_secondary_837p.x12").read_text()


def pyx12_accepts(text):
    out = io.StringIO()
    accepted = pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), io.StringIO(text), None, None, None, out)
    return accepted, json.loads(out.getvalue())


def answer(text):
    (found,) = acknowledge(text.encode())
    return found


def segments(text):
    return [part.strip() for part in text.split("~") if part.strip()]


def test_an_accepted_claim_file_gets_the_worked_examples_999():
    assert text_999(answer(CLAIM).groups, envelope=ENVELOPE) == (DATA / "6_999_accepted.x12").read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ERA, ["AK2*835*0001", "IK5*A", "AK9*A*1*1*1"]),
        (ERA.replace("BPR*I", "BPR*Q"), ["AK2*835*0001", "IK3*BPR*2**8", "IK4*1**7*Q", "IK5*E*5", "AK9*E*1*1*1"]),
        (ERA.replace("LX*1", "ZZ*1"), ["AK2*835*0001", "IK3*ZZ*11**1", "IK5*R*5", "AK9*R*1*1*0"]),
        (ERA.replace("SE*33", "SE*32"), ["AK2*835*0001", "IK5*R*4", "AK9*R*1*1*0"]),
        (
            ERA.replace("DTM*232*20260901", "DTM*232*20261301"),
            [
                "AK2*835*0001",
                "IK3*DTM*15*2100*8",
                "CTX*CLM01:CC26A0000123P",
                "IK4*2**8*20261301",
                "IK5*E*5",
                "AK9*E*1*1*1",
            ],
        ),
        (ERA.replace("CAS*CO*45*70", "CAS*CO*45*71"), ["AK2*835*0001", "IK5*A", "AK9*A*1*1*1"]),
        (ERA.replace("GE*1*5501", "GE*2*5501"), ["AK2*835*0001", "IK5*A", "AK9*R*1*1*0*5"]),
    ],
    ids=["clean", "code", "unknown segment", "count", "date", "money is not form", "group count"],
)
def test_what_we_received_is_answered_and_the_answer_is_valid(text, expected):
    written = text_999(answer(text).groups, envelope=ENVELOPE)
    assert segments(written)[4:-3] == expected
    assert pyx12_accepts(written)[0]


ERROR = SegmentError(
    "CLM",
    22,
    "2300",
    ("8",),
    (ElementError("5-3", "1325", "7", "9"), ElementError("2", "782", "6", "12X")),
    ("CLM01:CC1",),
)
WRITTEN = Acknowledgement(
    "999", "0001", "005010X231A1", "HC", "140", "005010X222A1", "P", 2, 2, 1, (),
    (
        SetResult("837", "0001", "005010X222A1", "R", ("5",), (ERROR, SegmentError("NM1", 30, "2330", ("3",)))),
        SetResult("837", "0002", "005010X222A1", "A", (), ()),
    ),
)  # fmt: skip


def test_a_999_is_read_back_equal_and_valid():
    text = text_999([WRITTEN, WRITTEN], envelope=ENVELOPE)
    found = [message for message, _ in MessageReader(text.encode())]
    assert found == [WRITTEN, replace(WRITTEN, control_number="0002")]
    assert pyx12_accepts(text)[0]


def test_a_bad_value_is_copied_only_as_far_as_it_can_be_sent():
    assert sendable_copy("A" * 200) == "A" * 99
    assert sendable_copy("Ñ:x") == "N"
    assert sendable_copy("\x00") == ""


def test_a_999_without_groups_is_refused():
    with pytest.raises(ValueError, match="at least one group"):
        text_999([], envelope=ENVELOPE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ERA, "TA1*000005501*260930*0900*A*000"),
        (ERA.replace("IEA*1*", "IEA*2*"), "TA1*000005501*260930*0900*R*021"),
        (ERA.replace("IEA*1*000005501", "IEA*1*000005502"), "TA1*000005501*260930*0900*R*001"),
        (ERA.partition("IEA*")[0], "TA1*000005501*260930*0900*R*023"),
    ],
)
def test_ta1_answers_the_interchange(text, expected):
    found = answer(text)
    written = text_ta1(found.ta1, envelope=ENVELOPE)
    assert segments(written)[1:] == [expected, "IEA*0*000006001"]
    assert [message for message, _ in MessageReader(written.encode())] == [found.ta1]
    assert bool(found.groups) is found.ta1.accepted


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\xff\xfe\x00", ERA[:200].encode()])
def test_anything_may_come(data):
    for found in acknowledge(data):
        assert text_ta1(found.ta1, envelope=ENVELOPE)


INQUIRY = Inquiry(
    payer_name="Acme Health PPO",
    payer_id="AC001",
    provider=Name("RIVERBEND COUNSELING LLC", entity_type="2"),
    provider_npi="1234567893",
    subscriber=Person(Name("Rivers", "Dana"), date(1988, 7, 4), "F", "AHP123456"),
    on=date(2026, 10, 5),
    trace_number="Q0001",
    originator="9123456789",
)
ASKING = InquiryEnvelope(("ZZ", "CLAIMCENTER"), ("ZZ", "CLEARHOUSE"), "CLAIMCENTER", "CLEARHOUSE", "77", "77", NOW, "T")


def test_a_270_asks_for_mental_health_benefits():
    text = text_270([INQUIRY, replace(INQUIRY, service_types=("30", "98"))], envelope=ASKING)
    got = segments(text)
    assert got[1] == "GS*HS*CLAIMCENTER*CLEARHOUSE*20261005*0900*77*X*005010X279A1"
    assert got[2:17] == [
        "ST*270*0001*005010X279A1",
        "BHT*0022*13*Q0001*20261005*0900",
        "HL*1**20*1",
        "NM1*PR*2*ACME HEALTH PPO*****PI*AC001",
        "HL*2*1*21*1",
        "NM1*1P*2*RIVERBEND COUNSELING LLC*****XX*1234567893",
        "HL*3*2*22*0",
        "TRN*1*Q0001*9123456789",
        "NM1*IL*1*RIVERS*DANA****MI*AHP123456",
        "DMG*D8*19880704*F",
        "DTP*291*D8*20261005",
        "EQ*MH",
        "SE*13*0001",
        "ST*270*0002*005010X279A1",
        "BHT*0022*13*Q0001*20261005*0900",
    ]
    assert [part for part in got if part.startswith("EQ")] == ["EQ*MH", "EQ*30", "EQ*98"]


def test_a_270_about_a_dependent_has_its_own_level():
    child = Person(Name("RIVERS", "SAM"), date(2015, 2, 3), "M")
    text = text_270([replace(INQUIRY, dependent=child)], envelope=ASKING)
    got = segments(text)
    assert "HL*3*2*22*1" in got
    assert got[got.index("HL*4*3*23*0") :][:6] == [
        "HL*4*3*23*0",
        "TRN*1*Q0001*9123456789",
        "NM1*03*1*RIVERS*SAM",
        "DMG*D8*20150203*M",
        "DTP*291*D8*20261005",
        "EQ*MH",
    ]
    reader = MessageReader(text.encode())
    assert [message.code for message, _ in reader] == ["270"]
    assert list(reader.problems) == []
