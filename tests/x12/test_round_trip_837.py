"""read(write(claim)) == claim for any canonical claim; writing what was read gives the same bytes."""

import locale
from dataclasses import replace
from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimcenter.x12.amounts import parse_amount
from claimcenter.x12.canonical837 import canonical_adjustments, canonical_claim, cas_segments
from claimcenter.x12.claim837 import Adjustment
from claimcenter.x12.edits import CheckContext, check_claim
from claimcenter.x12.envelope import Envelope
from claimcenter.x12.output import amount_text
from claimcenter.x12.problems import Problems
from claimcenter.x12.read837 import read_interchanges
from claimcenter.x12.write837 import to_text
from tests.hypothesis_profiles import examples

from .strategies837 import adjustments, claims
from .worked_claims import BILLING, PRIMARY_FILE, SECONDARY, SECONDARY_FILE, interchange

QUIET = settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))


def read(text):
    problems = Problems()
    found = [item for item, _ in read_interchanges(Envelope(text.encode(), problems))]
    return found, problems


@pytest.mark.parametrize("file", [PRIMARY_FILE, SECONDARY_FILE], ids=["primary", "secondary"])
def test_the_worked_files_come_back_equal(file):
    found, problems = read(to_text(file))
    assert found == [file]
    assert list(problems) == []


@QUIET
@given(st.lists(claims(most_payers=2, most_lines=2), min_size=1, max_size=2))
def test_any_canonical_claim_comes_back_equal(found):
    expected = tuple(canonical_claim(claim) for claim in found)
    text = to_text(interchange(*expected))
    ((back,), _) = read(text)
    assert back.claims == expected
    assert to_text(back) == text


def thirty(seed: int) -> tuple[Adjustment, ...]:
    """Five groups of six reasons."""
    return tuple(
        Adjustment(group, str(reason), Decimal(seed + reason).scaleb(-2), Decimal(1) if reason % 2 else None)
        for group in ("CO", "PR", "OA", "PI", "CR")
        for reason in range(101, 107)
    )


@settings(QUIET, max_examples=3)
@given(st.integers(1, 10), st.integers(1, 50), st.integers(0, 99999))
@example(10, 50, 1)
def test_the_largest_claims_come_back_equal(payers, lines, seed):
    """Up to ten payers and fifty lines, each payer and each of its decisions with five CAS of six reasons."""
    first, line = SECONDARY.other_payers[0], SECONDARY.lines[0]
    others = tuple(
        replace(first, position="PSTABCDEFGH"[n], payer_id=f"AC{n:03d}", adjustments=thirty(seed))
        for n in range(payers)
    )
    decided = tuple(
        replace(line.adjudications[0], payer_id=one.payer_id, adjustments=thirty(seed + 7)) for one in others
    )
    rows = tuple(replace(line, line_control_number=f"L{n}", adjudications=decided) for n in range(lines))
    claim = canonical_claim(replace(SECONDARY, other_payers=others, lines=rows))
    ((back,), problems) = read(to_text(interchange(claim)))
    assert back.claims == (claim,)
    assert list(problems) == []


@settings(QUIET, max_examples=20)
@given(claims(most_payers=2, most_lines=2), st.dates())
def test_checking_never_raises_and_is_deterministic(claim, today):
    context = CheckContext(today=today, billing=BILLING)
    assert check_claim(claim, context=context) == check_claim(replace(claim), context=context)


@settings(QUIET, max_examples=100)
@given(st.lists(adjustments(), max_size=3))
def test_packing_keeps_every_sum(parts):
    flat = [item for part in parts for item in part]
    packed = canonical_adjustments(flat)
    assert canonical_adjustments(packed) == packed
    for key in {(item.group, item.reason) for item in flat}:
        before = sum((i.amount for i in flat if (i.group, i.reason) == key), Decimal(0))
        after = sum((i.amount for i in packed if (i.group, i.reason) == key), Decimal(0))
        assert before == after
    assert all(len(items) <= 6 for _, items in cas_segments(flat))


def test_amounts_that_cancel_out_disappear():
    pair = (Adjustment("CO", "45", Decimal(10)), Adjustment("CO", "45", Decimal(-10)))
    assert canonical_adjustments(pair) == ()


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("450.00", "450"),
        ("62.50", "62.5"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("-0.50", "-0.5"),
        ("1E+3", "1000"),
        ("1000000.01", "1000000.01"),
    ],
)
def test_amounts_are_written_in_one_form(amount, text):
    assert amount_text(Decimal(amount)) == text
    assert parse_amount(text) == Decimal(amount)


def test_no_locale_or_decimal_setting_changes_a_digit():
    before = to_text(SECONDARY_FILE)
    known = {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "C"}
    old = locale.setlocale(locale.LC_ALL)
    try:
        for name in known:
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert to_text(SECONDARY_FILE) == before
    finally:
        locale.setlocale(locale.LC_ALL, old)
    with localcontext() as context:
        context.capitals = 0
        context.prec = 5
        assert to_text(SECONDARY_FILE) == before
    assert getcontext().prec == 28
