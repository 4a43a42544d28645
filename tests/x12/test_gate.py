"""The second opinion: what pyx12 refuses, in our words, once a claim; what it wrongly refuses never shows."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from claimcenter.x12 import claim837 as x
from claimcenter.x12.edits import check_claim
from claimcenter.x12.edits.model import replaced
from claimcenter.x12.gate import validate_837
from claimcenter.x12.write837 import to_text

from .edit_cases import BYPASSED, CLAIM_LEVEL, CONTEXT, FACILITY, MEDICARE, PASSING
from .worked_claims import PRIMARY_FILE, SECONDARY, SECONDARY_FILE, interchange

TEXT = to_text(SECONDARY_FILE)
TWO = to_text(
    interchange(replace(SECONDARY, patient_control_number="CC1S"), replace(SECONDARY, patient_control_number="CC2S"))
)


@pytest.mark.parametrize("file", [PRIMARY_FILE, SECONDARY_FILE], ids=["primary", "secondary"])
def test_the_worked_example_is_accepted(file):
    assert validate_837(to_text(file)) == []


FULL = replace(
    SECONDARY,
    frequency="7",
    original_reference="BSP26X4411",
    authorization="AUTH1",
    delay_reason="7",
    related_causes=("OA", "EM"),
    accident_state="",
    references=(x.Reference("9F", "REF1"), x.Reference("EA", "REC1")),
    dates=(x.DateFact("431", SECONDARY.lines[0].service_date),),
    attachments=(x.Attachment("EB", "FX", "CTRL01"), x.Attachment("OZ", "AA")),
    contract=x.Contract("09", Decimal(400)),
    notes=(x.Note("ADD", "SEEN AT HOME"),),
    conditions=(x.ConditionIndicator("ZZ", "Y", ("AV",)),),
    condition_codes=("AA", "AB"),
    referring=(x.Provider(x.Name("REF", "ANN"), npi="1245319599"),),
    facility=FACILITY,
    supervising=x.Provider(x.Name("SUPER", "VERA"), npi="1245319599"),
    other_payers=(
        replace(
            SECONDARY.other_payers[0],
            outpatient=x.OutpatientAdjudication(Decimal(1), Decimal("10.5"), ("MA01", "N864"), Decimal(2), Decimal(3)),
            payer_address=x.Address("1 PAYER ST", "SALEM", "OR", "97301"),
            references=(x.Reference("2U", "ALT1"),),
            authorization="AUTH9",
        ),
    ),
    lines=(
        replace(
            SECONDARY.lines[0],
            procedure=x.Procedure("90791", ("HO", "U1"), description="INTAKE"),
            attachments=(x.Attachment("OZ", "EL", "LINE1"),),
            notes=(x.Note("ADD", "NOTE"),),
            drug=x.Drug("12345678901", Decimal("1.5"), "ML", "RX1"),
            rendering=SECONDARY.rendering,
            supervising=x.Provider(x.Name("SUPER", "VERA"), npi="1245319599"),
            ordering=x.Provider(x.Name("ORDER", "OLA"), npi="1245319599"),
            referring=(x.Provider(x.Name("REF", "ANN"), npi="1245319599", role="P3"),),
            emergency=True,
            epsdt=True,
            family_planning=True,
            authorization="AUTH2",
        ),
        SECONDARY.lines[1],
    ),
)


@pytest.mark.parametrize("claim", [CLAIM_LEVEL, BYPASSED, MEDICARE, FULL, *(claim for claim, _ in PASSING.values())])
def test_everything_the_writer_can_write_is_accepted(claim):
    assert validate_837(to_text(interchange(claim))) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "element", "ordinal"),
    [
        ("CAS*CO*45*70", "CAS*XX*45*70", "structure_segment", "", 38),
        ("DTP*472*D8*20260901", "DTP*472*D8*20261301", "structure_element", "03", 35),
        ("OI***Y***Y~\n", "", "structure_segment", "", 29),
        ("S*450***11:B:1", "S*450***11:B:1111", "structure_element", "05-3", 22),
        ("SE*51*", "SE*50*", "structure_envelope", "", 0),
        ("IEA*1*000000140", "IEA*1*000000141", "structure_envelope", "", 0),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, code, element, ordinal):
    assert old in TEXT
    finding = validate_837(TEXT.replace(old, new, 1))[0]
    assert (finding.code, finding.element, finding.ordinal) == (code, element, ordinal)
    assert not finding.waivable


def test_only_the_first_cause_of_each_claim_is_kept():
    broken = TWO.replace("CLM*CC1S", "CLX*CC1S", 1).replace("CAS*CO*45*50", "CAS*XX*45*50")
    found = validate_837(broken)
    assert [item.claim for item in found if item.code != "structure_envelope"].count("CC2S") == 1
    assert len(found) == 2


def test_codes_newer_than_pyx12_are_not_refused():
    newer = x.OutpatientAdjudication(remarks=("MA01", "N864"))
    claim = replaced(
        replaced(SECONDARY, ("other_payers", 0, "outpatient"), newer), ("lines", 1, "place_of_service"), "98"
    )
    assert validate_837(to_text(interchange(claim))) == []


def test_an_unbalanced_secondary_passes_pyx12_and_not_us():
    claim = replaced(SECONDARY, ("lines", 0, "adjudications", 0, "adjustments", 0, "amount"), Decimal(60))
    assert validate_837(to_text(interchange(claim))) == []
    assert [item.code for item in check_claim(claim, context=CONTEXT)] == ["line_not_balanced"]


@pytest.mark.parametrize(
    "text",
    ["", "hello", "ISA", TEXT[:300], TEXT.replace("X222A1", "X999"), TEXT.replace("ISA", "IZA", 1), "\x00" * 200],
)
def test_no_text_makes_it_raise(text):
    assert validate_837(text)


def test_a_missing_second_opinion_is_only_a_warning():
    (finding,) = validate_837(TEXT.replace("005010X222A1", "005010X222"))
    assert (finding.code, finding.severity) == ("second_opinion_failed", "warning")


def test_many_threads_share_one_map():
    texts = [TEXT, TEXT.replace("CAS*CO*45*70", "CAS*XX*45*70")] * 8
    with ThreadPoolExecutor(8) as pool:
        counts = [len(found) for found in pool.map(validate_837, texts)]
    assert counts == [0, 1] * 8


def test_it_writes_no_claim_data_to_any_log(caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        validate_837(TEXT.replace("OI***Y***Y~\n", "").replace("RIVERS*LEE", "RIVERS*LEE*" + "X" * 40))
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")
