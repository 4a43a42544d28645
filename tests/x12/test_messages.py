"""Acknowledgements, eligibility and mixed files: what is read of them, and what an odd one is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from claimcenter.x12.inspect import inspect_bytes
from claimcenter.x12.messages import Message, MessageReader
from claimcenter.x12.read271 import EligibilityResponse
from claimcenter.x12.read277 import StatusReport
from claimcenter.x12.read999 import Acknowledgement
from claimcenter.x12.read_ta1 import InterchangeAcknowledgement
from tests.x12.era_files import ISA, claim, good, render
from tests.x12.era_files import transaction as remittance


def wrapped(kind: str, version: str, body: list[str], *, code: str) -> bytes:
    segments = [f"ST*{code}*0001*{version}", *body]
    segments.append(f"SE*{len(segments) + 1}*0001")
    gs = f"GS*{kind}*ACMEHEALTH*CLAIMCENTER*20260930*0900*1*X*{version}"
    return render([ISA, gs, *segments, "GE*1*1", "IEA*1*000000001"])


def read(data: bytes) -> tuple[Message, str]:
    reader = MessageReader(data)
    (message,) = [one for one, _ in reader]
    return message, reader.disposition.value


REJECTED = [
    "AK1*HC*17*005010X222A1",
    "AK2*837*0001*005010X222A1",
    "IK3*CLM*22*2300*8",
    "CTX*CLM01:CC26A0000123S",
    "IK4*2*782*1",
    "IK4*5:3*1325*7*9",
    "IK5*R*5",
    "AK2*837*0002*005010X222A1",
    "IK5*A",
    "AK9*P*2*2*1",
]


def test_999_with_errors() -> None:
    message, disposition = read(wrapped("FA", "005010X231A1", REJECTED, code="999"))
    assert isinstance(message, Acknowledgement)
    assert (disposition, message.status, message.received, message.accepted) == ("import", "P", 2, 1)
    rejected, accepted = message.sets
    assert (rejected.accepted, accepted.accepted) == (False, True)
    (error,) = rejected.errors
    assert (error.segment, error.position, error.loop, error.code) == ("CLM", 22, "2300", "8")
    assert [(one.position, one.code, one.value) for one in error.elements] == [("2", "1", ""), ("5-3", "7", "9")]
    assert error.context == ("CLM01:CC26A0000123S",)


def test_997_says_the_same_in_other_segments() -> None:
    body = [
        part.replace("IK3", "AK3").replace("IK4", "AK4").replace("IK5", "AK5") for part in REJECTED if part[:3] != "CTX"
    ]
    body = [part.replace("*005010X222A1", "") for part in body]
    message, disposition = read(wrapped("FA", "005010X230", body, code="997"))
    assert isinstance(message, Acknowledgement)
    assert (disposition, [one.status for one in message.sets]) == ("import", ["R", "A"])
    assert message.sets[0].errors[0].position == 22


@pytest.mark.parametrize(("status", "accepted"), [("A", True), ("E", True), ("R", False)])
def test_ta1(status: str, accepted: bool) -> None:
    message, disposition = read(render([ISA, f"TA1*000000140*261003*1200*{status}*006", "IEA*0*000000001"]))
    assert isinstance(message, InterchangeAcknowledgement)
    assert (disposition, message.accepted, message.note, message.on) == ("import", accepted, "006", date(2026, 10, 3))


def test_line_rejections_of_a_277ca() -> None:
    body = [
        "BHT*0085*08*1*20261006*1200*TH",
        "HL*1**20*1",
        "NM1*AY*2*CLEARHOUSE*****46*CLR",
        "TRN*1*1",
        "DTP*050*D8*20261006",
        "DTP*009*D8*20261006",
        "HL*2*1*21*1",
        "NM1*41*2*RIVERBEND*****46*CC",
        "TRN*2*B1",
        "STC*A1:19*20261006*WQ*450",
        "HL*3*2*19*1",
        "NM1*85*2*RIVERBEND*****XX*1234567893",
        "HL*4*3*PT",
        "NM1*QC*1*RIVERS*DANA****MI*X1",
        "TRN*2*CC1",
        "STC*A3:21*20261006*U*450******A7:477*A7:507*DIAGNOSIS POINTER",
        "REF*D9*CLR77",
        "SVC*HC:90837*200*****1",
        "STC*A7:477*20261006*U",
        "REF*FJ*CC1L2",
    ]
    message, disposition = read(wrapped("HN", "005010X214", body, code="277"))
    assert isinstance(message, StatusReport)
    (found,) = message.claims
    assert (disposition, found.patient_control_number, found.clearinghouse_trace) == ("import", "CC1", "CLR77")
    claim_status, line_status = found.statuses
    assert [one.status for one in claim_status.more] == ["477", "507"]
    assert (line_status.level, line_status.reference, line_status.claim) == ("line", "CC1L2", "CC1")
    assert message.source_entity == "AY"


def test_271_benefits_other_payer_and_rejections() -> None:
    body = [
        "BHT*0022*11*Q1*20261006*1200",
        "HL*1**20*1",
        "NM1*PR*2*ACME HEALTH PPO*****PI*AC001",
        "HL*2*1*21*1",
        "NM1*1P*2*RIVERBEND*****XX*1234567893",
        "HL*3*2*22*0",
        "TRN*2*T1*91234567890",
        "NM1*IL*1*RIVERS*DANA****MI*AHP123456",
        "DMG*D8*19880704*F",
        "DTP*346*D8*20260101",
        "EB*1*IND*30^MH*PR*GOLD",
        "EB*B*IND*MH***27*25",
        "EB*A*IND*MH*****.2",
        "EB*C*IND*30***29*350.5*****N",
        "MSG*AFTER DEDUCTIBLE",
        "EB*R**30",
        "LS*2120",
        "NM1*PRP*2*BLUE SAMPLE PLAN*****PI*BS002",
        "LE*2120",
    ]
    message, disposition = read(wrapped("HB", "005010X279A1", body, code="271"))
    assert isinstance(message, EligibilityResponse)
    assert (disposition, message.payer_id, message.people[0].member_id) == ("import", "AC001", "AHP123456")
    active, copay, coinsurance, deductible, other = message.benefits
    assert (active.service_types, active.plan) == (("30", "MH"), "GOLD")
    assert (copay.amount, coinsurance.percent, deductible.amount) == (25, Decimal("0.2"), Decimal("350.5"))
    assert (deductible.period, deductible.network, deductible.messages) == ("29", "N", ("AFTER DEDUCTIBLE",))
    assert other.entities[0].name == "BLUE SAMPLE PLAN"
    assert message.rejections == ()


def test_271_rejection() -> None:
    body = [
        "BHT*0022*11*Q1*20261006*1200",
        "HL*1**20*1",
        "NM1*PR*2*ACME*****PI*AC001",
        "HL*2*1*21*1",
        "NM1*1P*2*R*****XX*1234567893",
    ]
    body += ["HL*3*2*22*0", "NM1*IL*1*RIVERS*DANA****MI*X", "AAA*N**75*C"]
    message, _ = read(wrapped("HB", "005010X279A1", body, code="271"))
    assert isinstance(message, EligibilityResponse)
    assert [(one.level, one.reason, one.follow_up) for one in message.rejections] == [("subscriber", "75", "C")]


def test_messages_of_several_kinds_in_one_file() -> None:
    segments = [ISA, "TA1*000000140*261003*1200*A*000"]
    segments += ["GS*HP*A*CLAIMCENTER*20260930*0900*1*X*005010X221A1", *remittance([claim(1)], paid="125"), "GE*1*1"]
    body = ["ST*999*0001*005010X231A1", "AK1*HC*17", "AK9*A*1*1*1", "SE*4*0001"]
    segments += ["GS*FA*A*CLAIMCENTER*20260930*0900*2*X*005010X231A1", *body, "GE*1*2", "IEA*2*000000001"]
    report = inspect_bytes(render(segments))
    (interchange,) = report["interchanges"]
    assert [one["code"] for one in interchange["transactions"]] == ["TA1", "835", "999"]
    assert report["disposition"] == "import"


@pytest.mark.parametrize(
    ("code", "kind", "version"),
    [("834", "BE", "005010X220A1"), ("837", "HC", "005010X223A2"), ("837", "HC", "005010X224A2")],
)
def test_what_we_do_not_read_is_refused(code: str, kind: str, version: str) -> None:
    report = inspect_bytes(wrapped(kind, version, ["BHT*0019*00*1*20261006*1200*CH"], code=code))
    assert report["disposition"] == "reject"
    assert report["problems"][0]["code"] == "wrong_transaction"


def test_problem_objects_have_the_published_keys() -> None:
    report: dict[str, Any] = inspect_bytes(good().replace(b"SE*51", b"SE*50"))
    assert list(report) == ["file", "disposition", "problems", "interchanges"]
    assert list(report["problems"][0]) == [
        "code",
        "message",
        "interchange",
        "transaction",
        "segment",
        "element",
        "claim",
    ]
