"""The eight files of the worked example: read whole, balanced, and the claims written again byte for byte."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claimcenter.x12 import open_835
from claimcenter.x12.envelope import Envelope
from claimcenter.x12.inspect import inspect_bytes
from claimcenter.x12.problems import Problems
from claimcenter.x12.read837 import read_interchanges
from claimcenter.x12.remittance import Adjustment, Remittance, RemittanceClaim
from claimcenter.x12.write837 import to_text

FILES = sorted((Path(__file__).parent / "worked_example").glob("*.x12"))


def named(start: str) -> bytes:
    return next(path for path in FILES if path.name.startswith(start)).read_bytes()


def read(data: bytes) -> tuple[Remittance, list[RemittanceClaim]]:
    reader = open_835(data)
    found = [(remittance, list(reader.claims())) for remittance in reader]
    assert (len(found), reader.disposition) == (1, "import")
    return found[0]


def transaction(data: bytes) -> dict[str, Any]:
    report = inspect_bytes(data)
    assert (report["disposition"], report["problems"]) == ("import", [])
    (interchange,) = report["interchanges"]
    (one,) = interchange["transactions"]
    return dict(one)


def test_all_eight_are_there() -> None:
    assert len(FILES) == 8


@pytest.mark.parametrize("start", ["1", "3"])
def test_claims_are_written_again_identically(start: str) -> None:
    data = named(start)
    problems = Problems()
    ((interchange, sets),) = read_interchanges(Envelope(data, problems))
    assert to_text(interchange) == data.decode()
    assert (len(problems), len(sets[0].claims)) == (0, 1)


def test_primary_remittance() -> None:
    remittance, (claim,) = read(named("2"))
    assert (remittance.amount, remittance.payment_date, remittance.trace_number) == (
        Decimal("230.15"),
        date(2026, 10, 2),
        "EFT0012345",
    )
    assert remittance.payer is not None
    assert remittance.payee is not None
    assert (remittance.payer.identifier, remittance.payee.identifier) == ("AC001", "1234567893")
    assert remittance.payee.references[0].value == "123456789"
    assert (claim.charge, claim.paid, claim.patient_responsibility) == (450, 229, 101)
    assert [(line.procedure.code, line.charge, line.paid, line.allowed) for line in claim.lines] == [
        ("90791", 250, 104, 180),
        ("90837", 200, 125, 150),
    ]
    assert [line.line_control_number for line in claim.lines] == ["CC26A0000123L1", "CC26A0000123L2"]
    assert claim.lines[0].adjustments == [
        Adjustment("CO", "45", Decimal(70), None, "CAS*CO*45*70", 7000),
        Adjustment("PR", "1", Decimal(50), None, "CAS*PR*1*50**2*26", 5000),
        Adjustment("PR", "2", Decimal(26), None, "CAS*PR*1*50**2*26", 2600),
    ]
    assert claim.adjusted_patient_responsibility == 101
    (interest,) = remittance.provider_adjustments
    assert (interest.reason, interest.amount, interest.text) == (
        "L6",
        Decimal("-1.15"),
        "PLB*1234567893*20261231*L6*-1.15",
    )
    assert remittance.balanced
    assert claim.balanced
    assert claim.lines_balanced


def test_secondary_remittance() -> None:
    _, (claim,) = read(named("4"))
    assert [one.amount for line in claim.lines for one in line.adjustments if one.reason == "23"] == [174, 175]
    assert (claim.status, claim.paid, claim.payer_claim_control_number) == ("2", 91, "BSP26X4411")
    assert claim.insured is not None
    assert claim.insured.first == "LEE"


def test_reversal_and_correction() -> None:
    remittance, (reversal, correction) = read(named("5"))
    assert (reversal.status, reversal.paid, correction.paid, remittance.amount) == ("22", -229, 214, 0)
    assert reversal.patient_responsibility is None
    assert {one.group for line in reversal.lines for one in line.adjustments} == {"CO", "PR"}
    (forwarded,) = remittance.provider_adjustments
    assert (forwarded.reason, forwarded.reference, forwarded.amount) == ("FB", "RA000778899", -15)


def test_acknowledgements() -> None:
    accepted = transaction(named("6"))
    assert accepted["group"] == {"functional_id": "HC", "control_number": "140", "status": "A"}
    assert accepted["sets"] == [{"code": "837", "control_number": "0001", "status": "A", "errors": []}]
    assert (accepted["accepted"], accepted["received"]) == (1, 1)


@pytest.mark.parametrize(("start", "category", "status", "action"), [("7", "A2", "20", "WQ"), ("8", "A7", "164", "U")])
def test_claim_acknowledgements(start: str, category: str, status: str, action: str) -> None:
    found = [one for one in transaction(named(start))["statuses"] if one["level"] == "claim"]
    assert [(one["reference"], one["category"], one["status"], one["action"]) for one in found] == [
        ("CC26A0000123S", category, status, action)
    ]


def test_secondary_claim_facts() -> None:
    (claim,) = transaction(named("3"))["claims"]
    assert claim["subscriber"]["position"] == "S"
    (payer,) = claim["other_payers"]
    assert (payer["paid"], payer["claim_control_number"], payer["adjudicated_on"]) == (
        "229.00",
        "ACM2026000777",
        "2026-10-02",
    )
    assert [line["adjudications"][0]["remaining_patient_liability"] for line in claim["lines"]] == ["76.00", "25.00"]


@pytest.mark.parametrize(
    ("charge", "paid", "adjustments"),
    [
        ("70", "33.81", [("CO", "45", "26"), ("CO", "253", "0.88"), ("PR", "1", "0.69"), ("PR", "2", "8.62")]),
        ("165", "74.47", [("CO", "45", "82.25"), ("PR", "3", "8.28")]),
    ],
)
def test_published_sums_balance_to_the_cent(charge: str, paid: str, adjustments: list[tuple[str, str, str]]) -> None:
    from tests.x12.era_files import interchange, render
    from tests.x12.era_files import transaction as built

    claim = (
        f"CLP*CC1*1*{charge}*{paid}**12*ICN1*11*1",
        "NM1*QC*1*RIVERS*DANA",
        f"SVC*HC:90834*{charge}*{paid}**1",
        *[f"CAS*{group}*{reason}*{amount}" for group, reason, amount in adjustments],
    )
    _, (found,) = read(render(interchange([built([claim], paid=paid)])))
    assert found.balanced
    assert found.lines[0].balanced
