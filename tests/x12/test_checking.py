"""``x12 check``: findings with their places, one object a file, exit 1 on an error."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimcenter.x12.checking import check_bytes, main

DATA = Path(__file__).parent / "worked_example"
SECONDARY = (DATA / "3_secondary_837p.x12").read_text()
ON = ["--on", "2026-11-21"]
DAY = date(2026, 11, 21)


def found(text: str, today: date = DAY) -> list[tuple[str, int, str, str]]:
    checked = check_bytes(text.encode(), name="x", today=today)
    return [(item.code, item.ordinal, item.segment + item.element, item.claim) for item, _, _ in checked.findings]


def test_the_worked_claims_are_ready(capsys):
    assert main([str(DATA / "1_primary_837p.x12"), str(DATA / "3_secondary_837p.x12"), *ON]) == 0
    out, err = capsys.readouterr()
    assert out.count("1 claims, ready to send") == 2
    assert err == ""


def test_json_is_one_list_with_an_object_a_file(tmp_path, capsys):
    bad = tmp_path / "bad.x12"
    bad.write_text(SECONDARY.replace("CAS*CO*45*70", "CAS*CO*45*71"))
    assert main([str(bad), str(DATA / "1_primary_837p.x12"), str(tmp_path / "none"), "--json", *ON]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    first, second, third = json.loads(out)
    assert (first["ok"], second["ok"], third["ok"]) == (False, True, False)
    (finding,) = first["findings"]
    assert (finding["code"], finding["segment"], finding["element"], finding["line"]) == (
        "line_not_balanced",
        38,
        "CAS",
        1,
    )
    assert (finding["interchange"], finding["transaction"], finding["claim"]) == ("000000140", "0001", "CC26A0000123S")


def test_without_json_one_clear_line_a_finding_on_stderr(tmp_path, capsys):
    bad = tmp_path / "bad.x12"
    bad.write_text(SECONDARY.replace("AMT*EAF*76~\n", "").replace("SE*51", "SE*50"))
    assert main([str(bad), *ON]) == 1
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "ST 0001: claim CC26A0000123S: segment 40: 2430 AMT02: error liability_missing" in err
    assert "not ready to send" in out


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("XX*1234567893", "XX*1234567890", ("npi_check_digit", 8, "NM109", "CC26A0000123S")),
        ("XX*1987654328", "XX*1987654327", ("npi_check_digit", 25, "NM109", "CC26A0000123S")),
        ("*SBR", "*SBR", None),
        ("HI*ABK:F411", "HI*ABK:F41.1", ("diagnosis_form", 24, "HI01-2", "CC26A0000123S")),
        ("AMT*D*229", "AMT*D*228", ("payer_paid_differs", 28, "AMT02", "CC26A0000123S")),
        ("AC001~\nREF", "AC002~\nREF", ("line_payer_unknown", 37, "SVD01", "CC26A0000123S")),
        ("90837:95*200*UN*1*10", "90837:95*200*UN*2*10", ("session_units", 43, "SV104", "CC26A0000123S")),
        ("SE*51*", "SE*52*", ("se_count", 51, "SE01", "")),
        (
            "D8*20261002~\nAMT*EAF*25",
            "D8*20261122~\nAMT*EAF*25",
            ("adjudication_date_future", 49, "DTP03", "CC26A0000123S"),
        ),
    ],
)
def test_every_finding_has_its_segment(old, new, expected):
    listed = found(SECONDARY.replace(old, new))
    if expected is None:
        assert listed == []
    else:
        assert expected in listed


def test_the_same_number_twice_in_a_file():
    start, end = SECONDARY.index("HL*2*"), SECONDARY.index("SE*51")
    claim = SECONDARY[start:end]
    again = claim.replace("HL*2*1", "HL*4*1").replace("HL*3*2", "HL*5*4")
    listed = found(SECONDARY.replace(claim, claim + again).replace("SE*51", f"SE*{51 + claim.count('~')}"))
    assert [item[0] for item in listed] == ["claim_number_repeated"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not x12",
        (DATA / "2_primary_835.x12").read_text(),
        SECONDARY[:400],
        SECONDARY[:1200],
        SECONDARY.replace("005010X222A1", "005010X223A2"),
    ],
)
def test_anything_else_is_an_error_and_no_exception(text):
    assert check_bytes(text.encode(), name="x", today=DAY).failed


def test_other_delimiters_are_read():
    other = SECONDARY.replace("*", "|").replace("~\n", "'")
    assert found(other) == []


def test_misuse_returns_two(capsys):
    assert main([]) == 2


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(SECONDARY) - 1), st.sampled_from("*:~^A9 \x00\xff-"), st.booleans())
def test_no_mutation_or_truncation_raises(at, character, cut):
    """Whatever happens to one byte, the file is judged, and a cut file is never ready."""
    text = SECONDARY[:at] if cut else SECONDARY[:at] + character + SECONDARY[at + 1 :]
    checked = check_bytes(text.encode("latin-1"), name="x", today=DAY)
    assert checked.failed or not cut or at >= len(SECONDARY) - 2
    assert all(item.message for item, _, _ in checked.findings)
