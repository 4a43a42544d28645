"""From a line's answer to its movements: pure, as tables and as properties."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.enums import Bucket, EntryKind, Result, Source
from claims.facts import AdjudicationFacts, LineFacts, imbalances, is_denied, result_of
from claims.posting_rules import LineAnswer, Treatment, is_bundled, is_qmb, post_line, spread, treatment
from tests.factories.claims import cas

CENTS = st.integers(min_value=-1_000_000, max_value=1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
CODES = st.sampled_from(
    ["CO-45", "CO-16", "CO-97", "CO-253", "PR-1", "PR-2", "PR-100", "OA-23", "OA-94", "OA-209", "PI-45"]
)


def posted(held, paid, *adjustments, next_payer=None, **flags):
    done = post_line(LineAnswer(Decimal(paid), adjustments), held=Decimal(held), next_payer=next_payer, **flags)
    return [(move.moved_to, move.amount) for move in done.moves], done.left, done.notes


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("CO-45", Treatment.WRITE_OFF),
        ("CO-253", Treatment.WRITE_OFF),
        ("CO-16", Treatment.REVIEW),
        ("CO-97", Treatment.REVIEW),
        ("PI-45", Treatment.REVIEW),
        ("OA-18", Treatment.REVIEW),
        ("PR-1", Treatment.SHARE),
        ("PR-45", Treatment.SHARE),
        ("PR-96", Treatment.SHARE),
        ("PR-100", Treatment.CLIENT),
        ("OA-209", Treatment.NEXT_PAYER),
        ("OA-23", Treatment.INFORMATION),
        ("CO-23", Treatment.INFORMATION),
        ("PI-23", Treatment.INFORMATION),
        ("OA-94", Treatment.OFFSET),
    ],
)
def test_each_code_has_its_treatment(code, expected):
    assert treatment(cas(code, "10")) is expected


def test_a_primary_line_is_paid_written_off_and_its_share_held_for_the_next_payer():
    moves, left, notes = posted(
        250, 104, cas("CO-45", "70"), cas("PR-1", "50"), cas("PR-2", "26"), next_payer=Bucket.INSURER_2
    )

    assert moves == [
        (Bucket.INSURANCE_PAID, Decimal(104)),
        (Bucket.INSURER_2, Decimal(50)),
        (Bucket.INSURER_2, Decimal(26)),
        (Bucket.ADJUSTED, Decimal(70)),
    ]
    assert (left, notes) == (Decimal(0), [])


def test_without_a_next_payer_the_share_is_the_clients():
    moves, left, _ = posted(100, 80, cas("PR-3", "20"))

    assert moves[-1] == (Bucket.PATIENT, Decimal(20))
    assert left == 0


def test_oa_23_is_never_posted():
    moves, left, notes = posted(76, 66, cas("OA-23", "174"), cas("PR-3", "10"))

    assert moves == [(Bucket.INSURANCE_PAID, Decimal(66)), (Bucket.PATIENT, Decimal(10))]
    assert (left, notes) == (Decimal(0), [])


def test_a_secondary_that_repeats_the_whole_write_off_is_clipped_and_noted():
    """Charge 500; Medicare paid 300, CO-45 125, PR 75. Medicaid: paid 65, CO-45 435 must not leave -425 (RFI 1696)."""
    moves, left, notes = posted(75, 65, cas("CO-45", "435"))

    assert moves == [(Bucket.INSURANCE_PAID, Decimal(65)), (Bucket.ADJUSTED, Decimal(10))]
    assert left == 0
    assert notes == ["CO-45 435 was more than was open: 10 posted"]


def test_the_good_secondary_of_rfi_1696_leaves_nothing():
    _, left, notes = posted(75, 65, cas("OA-23", "425"), cas("CO-45", "10"))

    assert (left, notes) == (Decimal(0), [])


def test_a_refusal_stays_with_the_payer_for_review():
    moves, left, notes = posted(200, 0, cas("CO-16", "200"))

    assert (moves, left) == ([], Decimal(200))
    assert notes == ["CO-16 200 stays with the payer for review"]


def test_a_share_beyond_what_is_open_is_clipped():
    moves, left, notes = posted(60, 66, cas("PR-3", "10"))

    assert moves == [(Bucket.INSURANCE_PAID, Decimal(66))]
    assert left == Decimal(-6)
    assert len(notes) == 2


def test_qmb_share_waits_for_the_next_payer_and_never_reaches_the_client():
    moves, left, notes = posted(100, 80, cas("PR-2", "20"), qmb=True)

    assert moves == [(Bucket.INSURANCE_PAID, Decimal(80))]
    assert (left, len(notes)) == (Decimal(20), 1)
    assert posted(100, 80, cas("PR-2", "20"), qmb=True, next_payer=Bucket.INSURER_2)[1] == 0


def test_bundled_services_offset_each_other():
    raised, left_raised, _ = posted(100, 150, cas("OA-94", "-50"), bundled=True)
    taken, left_taken, notes = posted(50, 0, cas("CO-97", "50"), bundled=True)

    assert raised == [(Bucket.INSURANCE_PAID, Decimal(150)), (Bucket.ADJUSTED, Decimal(-50))]
    assert taken == [(Bucket.ADJUSTED, Decimal(50))]
    assert (left_raised, left_taken, notes) == (Decimal(0), Decimal(0), [])


def test_claim_level_figures_are_marked_estimated():
    done = post_line(
        LineAnswer(Decimal(80), [cas("PR-1", "20")], estimated=True), held=Decimal(100), next_payer=Bucket.INSURER_2
    )

    assert [move.rule for move in done.moves] == ["paid, estimated", "PR-1, estimated"]
    assert done.moves[1].kind is EntryKind.TRANSFER


@given(
    CENTS, CENTS, st.lists(st.tuples(CODES, CENTS), max_size=8), st.tuples(st.booleans(), st.booleans(), st.booleans())
)
def test_whatever_is_answered_nothing_is_made_or_lost(held, paid, codes, flags):
    bundled, qmb, last = flags
    adjustments = [cas(code, str(amount)) for code, amount in codes]
    done = post_line(
        LineAnswer(paid, adjustments),
        held=held,
        next_payer=None if last else Bucket.INSURER_2,
        bundled=bundled,
        qmb=qmb,
    )

    assert held == done.left + sum(move.amount for move in done.moves)
    assert all(move.amount for move in done.moves)
    assert not any(move.rule.startswith(("OA-23", "CO-16", "PI-45")) for move in done.moves)
    if qmb:
        assert all(move.moved_to != Bucket.PATIENT or move.rule == "PR-100" for move in done.moves)


@given(CENTS, st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12).filter(any))
def test_spreading_loses_no_cent_and_is_fair_to_a_cent(amount, weights):
    parts = spread(amount, [Decimal(weight) for weight in weights])

    assert sum(parts) == amount
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / whole) < Decimal("0.01")


def test_nothing_can_be_spread_over_nothing():
    with pytest.raises(ValueError, match="Nothing to spread"):
        spread(Decimal(1), [Decimal(0)])


def answer(paid, *lines, charge="100", adjustments=(), **fields):
    return AdjudicationFacts(
        source=Source.ERA,
        source_label="ERA 1",
        charge=Decimal(charge),
        paid=Decimal(paid),
        adjudicated_on=date(2026, 10, 2),
        lines=lines,
        adjustments=adjustments,
        **fields,
    )


def line(pk, charge, paid, *adjustments, **fields):
    return LineFacts(
        claim_line_id=pk,
        charge=Decimal(charge),
        paid=Decimal(paid),
        procedure="90837",
        adjustments=adjustments,
        **fields,
    )


def test_balance_is_asked_of_each_line_and_of_the_claim():
    facts = answer("80", line(1, "60", "50", cas("CO-45", "10")), line(2, "40", "30", cas("PR-1", "5")))

    assert [(found.claim_line_id, found.missing) for found in imbalances(facts)] == [
        (2, Decimal(5)),
        (None, Decimal(5)),
    ]
    assert imbalances(answer("80", line(1, "100", "80", cas("PR-1", "20")))) == []


def test_lines_have_to_charge_what_the_claim_does():
    facts = answer("90", line(1, "90", "90"), adjustments=(cas("CO-45", "10"),))

    assert [(found.claim_line_id, found.missing) for found in imbalances(facts)] == [(None, Decimal(10))]


@pytest.mark.parametrize(
    ("paid", "codes", "denied"),
    [
        ("0", ["PR-1"], False),
        ("0", ["CO-45", "PR-3"], False),
        ("0", ["OA-23"], False),
        ("0", ["CO-16"], True),
        ("0", ["CO-45", "CO-50"], True),
        ("0", ["PR-204"], True),
        ("1", ["CO-16"], False),
    ],
)
def test_denied_is_judged_from_the_reasons(paid, codes, denied):
    assert is_denied(paid=Decimal(paid), adjustments=[cas(code, "10") for code in codes]) is denied


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        (answer("80", line(1, "100", "80", cas("PR-1", "20"))), Result.PAID),
        (answer("0", line(1, "100", "0", cas("PR-1", "100"))), Result.PATIENT_RESPONSIBILITY),
        (answer("0", line(1, "100", "0", cas("OA-23", "100"))), Result.PAID),
        (answer("0", line(1, "100", "0", cas("CO-29", "100"))), Result.DENIED),
        (answer("50", line(1, "50", "50"), line(2, "50", "0", cas("CO-97", "50"))), Result.PARTLY_DENIED),
        (answer("0", adjustments=(cas("CO-27", "100"),)), Result.DENIED),
        (answer("0", adjustments=(cas("PR-1", "100"),), claim_status_code="4"), Result.PATIENT_RESPONSIBILITY),
    ],
)
def test_the_result_of_a_claim(facts, result):
    assert result_of([facts]) is result


def test_signs_of_bundling_and_of_qmb():
    bundled = answer("0", line(1, "50", "100", cas("OA-94", "-50")), line(2, "50", "0", cas("CO-97", "50")))

    assert is_bundled(bundled)
    assert not is_bundled(answer("50", line(1, "100", "50", cas("CO-97", "50"))))
    assert is_qmb(answer("100", line(1, "100", "100", remarks=("N781",))))
    assert is_qmb(answer("100", remarks=("N783",)))
