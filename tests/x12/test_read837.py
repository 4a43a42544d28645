"""Reading professional claims that are not as the guide has them: nothing is lost, and every oddity is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claimcenter.x12 import inspect_file
from claimcenter.x12.envelope import Envelope
from claimcenter.x12.problems import Problems
from claimcenter.x12.read837 import read_interchanges

WORKED = Path(__file__).parent / "worked_example"
SECONDARY = (WORKED / "3_secondary_837p.x12").read_text()


def segments(text: str = SECONDARY) -> list[str]:
    return text.replace("\n", "").split("~")[:-1]


def counted(body: list[str]) -> bytes:
    """The segments with the SE01 they call for."""
    start = next(at for at, part in enumerate(body) if part.startswith("ST*"))
    end = next(at for at, part in enumerate(body) if part.startswith("SE*"))
    body[end] = f"SE*{end - start + 1}*{body[end].split('*')[2]}"
    return "".join(part + "~" for part in body).encode()


def inspected(body: list[str]) -> tuple[str, list[dict[str, Any]], set[str]]:
    report = inspect_file(counted(body))
    claims = [claim for part in report["interchanges"] for one in part["transactions"] for claim in one["claims"]]
    return report["disposition"], claims, {problem["code"] for problem in report["problems"]}


def test_a_claim_without_any_hierarchy_is_still_read() -> None:
    body = [part for part in segments() if not part.startswith(("HL*", "SBR*S", "PAT*"))]
    _, claims, codes = inspected(body)
    assert [claim["patient_control_number"] for claim in claims] == ["CC26A0000123S"]
    assert len(claims[0]["lines"]) == 2
    assert codes


def test_lines_without_their_lx_are_lines() -> None:
    disposition, claims, codes = inspected([part for part in segments() if not part.startswith("LX*")])
    assert [line["charge"] for line in claims[0]["lines"]] == ["250.00", "200.00"]
    assert "out_of_order" in codes
    assert disposition == "import"


def test_a_payer_loop_that_comes_late_keeps_its_own_payer() -> None:
    body = segments()
    at = next(index for index, part in enumerate(body) if part.startswith("NM1*82*"))
    rendering = [body.pop(at), body.pop(at)]
    lx = next(index for index, part in enumerate(body) if part.startswith("LX*"))
    body[lx:lx] = rendering
    _, claims, codes = inspected(body)
    assert claims[0]["other_payers"][0]["payer_id"] == "AC001"
    assert len(claims[0]["lines"]) == 2
    assert not codes & {"unknown_segment"}


@pytest.mark.parametrize(
    ("old", "new", "code", "figure"),
    [
        ("CLM*CC26A0000123S*450", "CLM*CC26A0000123S*451", "line_charges", "1.00"),
        ("SVD*AC001*104", "SVD*AC001*103", "cob_line_balance", "1.00"),
        ("AMT*D*229", "AMT*D*228.5", "cob_paid_balance", "228.50"),
        ("CAS*PR*3*25", "CAS*PR*3*24", "cob_claim_balance", "1.00"),
    ],
)
def test_sums_that_do_not_hold_are_held_with_their_difference(old: str, new: str, code: str, figure: str) -> None:
    report = inspect_file(SECONDARY.replace(old, new).encode())
    assert report["disposition"] == "hold"
    (problem, *_) = [one for one in report["problems"] if one["code"] == code]
    assert figure in problem["message"]
    assert problem["claim"] == "CC26A0000123S"
    assert problem["segment"]


def test_an_institutional_claim_under_our_version_is_refused() -> None:
    body = [part.replace("SV1*HC:90791*250*UN*1***1:2", "SV2*0900*HC:90791*250*UN*1") for part in segments()]
    assert inspect_file(counted(body))["disposition"] == "reject"


def test_every_segment_of_a_claim_has_its_place() -> None:
    problems = Problems()
    ((_, (found,)),) = read_interchanges(Envelope(SECONDARY.encode(), problems))
    (claim,) = found.claims
    placed = list(claim.segments())
    assert claim.claim.charge == Decimal(450)
    assert [(loop, one.ordinal) for loop, one in placed if one.id == "CLM"] == [("2300", claim.ordinal)]
    assert {loop for loop, _ in placed} >= {
        "2000B",
        "2010BA",
        "2010BB",
        "2000C",
        "2010CA",
        "2320",
        "2330B",
        "2400",
        "2430",
    }
    body = segments()
    start = next(at for at, part in enumerate(body) if part.startswith("ST*"))
    assert all(body[start + one.ordinal - 1] == one.text for _, one in placed)
