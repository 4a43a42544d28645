"""The 837P writer: the worked example segment for segment, and what it refuses."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from claimcenter.x12 import claim837 as x
from claimcenter.x12.write837 import to_text

from . import worked_claims as example

DATA = Path(__file__).parent / "worked_example"


def segments(text: str) -> list[str]:
    return [part.strip() for part in text.split("~") if part.strip()]


@pytest.mark.parametrize(
    ("name", "interchange"),
    [("1_primary_837p", example.PRIMARY_FILE), ("3_secondary_837p", example.SECONDARY_FILE)],
)
def test_worked_example_is_written_segment_for_segment(name, interchange):
    assert segments(to_text(interchange)) == segments((DATA / f"{name}.x12").read_text())


def written(claim: x.Claim) -> list[str]:
    return segments(to_text(example.interchange(claim)))


def with_adjustments(*items: tuple[str, str, str]) -> x.Claim:
    line = example.SECONDARY.lines[0]
    adjustments = tuple(x.Adjustment(group, reason, Decimal(amount)) for group, reason, amount in items)
    decision = replace(line.adjudications[0], adjustments=adjustments)
    return replace(example.SECONDARY, lines=(replace(line, adjudications=(decision,)),))


def test_seventh_reason_of_a_group_opens_another_cas():
    claim = with_adjustments(*(("CO", str(reason), "1") for reason in range(101, 108)))
    cas = [item for item in written(claim) if item.startswith("CAS")]
    assert cas == ["CAS*CO*101*1**102*1**103*1**104*1**105*1**106*1", "CAS*CO*107*1"]


def test_zero_is_dropped_and_equal_reasons_are_merged():
    claim = with_adjustments(("CO", "45", "60"), ("PR", "1", "0"), ("CO", "45", "10.50"), ("PR", "2", "-.5"))
    cas = [item for item in written(claim) if item.startswith("CAS")]
    assert cas == ["CAS*CO*45*70.5", "CAS*PR*2*-0.5"]


def test_more_than_five_cas_segments_are_refused():
    claim = with_adjustments(*((group, str(n), "1") for group in ("CO", "PR", "OA") for n in range(100, 113)))
    with pytest.raises(ValueError, match="need 9 CAS segments"):
        written(claim)


def test_names_lose_accents_and_become_upper_case():
    claim = replace(example.PRIMARY, subscriber=replace(example.PRIMARY.subscriber, name=x.Name("Nuñez-Øst", "Zoë")))
    assert "NM1*IL*1*NUNEZ-OST*ZOE****MI*AHP123456" in written(claim)


@pytest.mark.parametrize("bad", ["RIVERS*2", "RI:VERS", "RIVERS~", "RI^VERS", "李", "RIVERS\u202e", "A\nB"])
def test_a_character_that_cannot_be_sent_stops_the_writer_and_is_not_echoed_with_the_name(bad):
    claim = replace(example.PRIMARY, subscriber=replace(example.PRIMARY.subscriber, name=x.Name(bad, "DANA")))
    with pytest.raises(ValueError, match="2010BA NM103: character") as caught:
        written(claim)
    assert "RIVERS" not in str(caught.value)


def test_identifiers_are_never_changed():
    claim = replace(example.SECONDARY.other_payers[0], claim_control_number="Acm2026é")
    with pytest.raises(ValueError, match="2330B REF02"):
        written(replace(example.SECONDARY, other_payers=(claim,)))


def test_several_claims_providers_and_receivers_in_one_interchange():
    second = replace(example.BILLING, npi="1003000126")
    base = example.interchange(example.PRIMARY, example.SECONDARY)
    group = base.groups[0]
    st = group.transactions[0]
    two = replace(st, billing_groups=(*st.billing_groups, x.BillingGroup(second, (example.PRIMARY,))))
    other = replace(st, control_number="0002", receiver=x.Receiver("OTHER HOUSE", "OTHER"))
    got = segments(to_text(replace(base, groups=(replace(group, transactions=(two, other)),))))
    assert [s for s in got if s.startswith("HL*")][:6] == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "HL*3*1*22*1",
        "HL*4*3*23*0",
        "HL*5**20*1",
        "HL*6*5*22*0",
    ]
    assert got[-2:] == ["GE*2*101", "IEA*1*000000101"]
    starts = [i for i, s in enumerate(got) if s.startswith("ST*")]
    ends = [i for i, s in enumerate(got) if s.startswith("SE*")]
    assert [got[e] for e in ends] == [
        f"SE*{e - s + 1}*{number}" for s, e, number in zip(starts, ends, ("0001", "0002"), strict=True)
    ]


def test_control_numbers_must_differ():
    base = example.interchange(example.PRIMARY)
    group = base.groups[0]
    twice = replace(group, transactions=group.transactions * 2)
    with pytest.raises(ValueError, match="control numbers"):
        to_text(replace(base, groups=(twice,)))


def test_equal_data_gives_equal_bytes():
    assert to_text(example.SECONDARY_FILE) == to_text(example.SECONDARY_FILE)


@pytest.mark.parametrize(
    "procedure",
    [
        x.Procedure("90791", ("A:B",)),
        x.Procedure("90791", ("95", "U1:")),
        x.Procedure("90791:95"),
        x.Procedure("90791", description="SEEN:"),
        x.Procedure("9*791"),
    ],
)
def test_a_delimiter_inside_a_composite_is_never_taken_for_our_own(procedure):
    line = replace(example.PRIMARY.lines[0], procedure=procedure)
    with pytest.raises(ValueError, match=r"2400 SV101-\d: character"):
        written(replace(example.PRIMARY, lines=(line,)))
