"""From a line's answer to its movements: pure, as tables and as properties."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.enums import Bucket, EntryKind, Result, RuleAction, Source, TaskKind
from claims.facts import AdjudicationFacts, LineFacts, imbalances, is_denied, result_of
from claims.posting_rules import LineAnswer, Treated, Treatment, is_bundled, is_qmb, post_line, spread, treatment
from claims.rules import GROUPS, Rule, why_not
from claims.selectors.rule_book import compiled
from tests.factories.claims import cas

CENTS = st.integers(min_value=-1_000_000, max_value=1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
KNOWN = ["CO-45", "CO-16", "CO-97", "CO-253", "PR-1", "PR-2", "PR-100", "OA-23", "OA-94", "OA-209", "PI-45"]
CODES = st.sampled_from(KNOWN)


def posted(held, paid, *adjustments, next_payer=None, **flags):
    done = post_line(LineAnswer(Decimal(paid), adjustments), held=Decimal(held), next_payer=next_payer, **flags)
    return [(move.moved_to, move.amount) for move in done.moves], done.left, done.notes


WRITTEN_OFF, SHARED, LOOKED_AT, REFUSED = Treatment.WRITE_OFF, Treatment.SHARE, Treatment.REVIEW, Treatment.DENIAL


@pytest.mark.parametrize(
    ("codes", "on_a_paid_line", "on_an_unpaid_line"),
    [
        ("CO-24 CO-45 CO-59 CO-131 CO-237 CO-253", WRITTEN_OFF, WRITTEN_OFF),
        ("PR-1 PR-2 PR-3 PR-45 PR-96 PR-119 PR-149 PR-204", SHARED, SHARED),
        ("PR-100", Treatment.CLIENT, Treatment.CLIENT),
        ("OA-209 PR-209 CO-209", Treatment.NEXT_PAYER, Treatment.NEXT_PAYER),
        ("OA-23 CO-23 PI-23", Treatment.INFORMATION, Treatment.INFORMATION),
        ("OA-94 CO-94", Treatment.OFFSET, Treatment.OFFSET),
        ("CO-4 CO-5 CO-11 CO-16 CO-18 CO-22 CO-26 CO-27 CO-29 CO-31 CO-50 CO-96 CO-97", LOOKED_AT, REFUSED),
        ("CO-109 CO-119 CO-129 CO-136 CO-197 CO-198 CO-204 CO-226 CO-227 CO-252", LOOKED_AT, REFUSED),
        ("CO-A1 CO-B7 CO-B15 PI-45 PI-16 PI-253", LOOKED_AT, REFUSED),
        ("OA-18 OA-45 OA-136 OA-187 CO-187", LOOKED_AT, LOOKED_AT),
    ],
)
def test_each_code_has_its_default(codes, on_a_paid_line, on_an_unpaid_line):
    for code in codes.split():
        assert treatment(cas(code, "10")).treatment is on_a_paid_line, code
        assert treatment(cas(code, "10"), paid=False).treatment is on_an_unpaid_line, code


def test_what_a_payer_gives_back_is_no_denial():
    assert treatment(cas("CO-16", "-10"), paid=False).treatment is LOOKED_AT


ACME, BLUE = 1, 2
BOOK = compiled(
    [
        (None, None, "CO", "97", "write_off"),
        (BLUE, "Blue Sample", "CO", "97", "next_payer"),
        (BLUE, "Blue Sample", "PR", "3", "review"),
        (None, None, "CO", "45", "review"),
    ]
)


def test_the_payers_rule_comes_before_the_practices_and_that_before_the_default():
    found = {payer: treatment(cas("CO-97", "10"), rules=BOOK.of(payer)) for payer in (BLUE, ACME, None)}

    assert found == {
        BLUE: Treated(Treatment.NEXT_PAYER, "Blue Sample rule"),
        ACME: Treated(WRITTEN_OFF, "practice rule"),
        None: Treated(WRITTEN_OFF, "practice rule"),
    }
    assert treatment(cas("CO-97", "10"), paid=False) == Treated(REFUSED, "default")
    assert treatment(cas("CO-45", "10"), rules=BOOK.of(BLUE)) == Treated(LOOKED_AT, "practice rule")
    assert treatment(cas("PR-3", "10"), rules=BOOK.of(ACME)).treatment is SHARED


def test_every_movement_names_its_rule():
    answer = LineAnswer(Decimal(50), [cas("CO-97", "20"), cas("PR-1", "10"), cas("PR-100", "5"), cas("CO-45", "15")])
    done = post_line(answer, held=Decimal(100), next_payer=Bucket.INSURER_2, rules=BOOK.of(BLUE))

    assert [move.rule for move in done.moves] == [
        "paid",
        "PR-100: paid to the client (always)",
        "PR-1: client's share (default)",
        "CO-97: next payer only (Blue Sample rule)",
    ]
    assert done.notes == ["CO-45 15: stays with the payer for review (practice rule)"]
    assert (done.looks[0].kind, done.looks[0].reference, done.looks[0].amount) == (TaskKind.REVIEW, "CO-45", 15)


def test_a_long_payer_name_leaves_room_for_everything_else():
    book = compiled([(BLUE, "B" * 60, "CO", "197", "next_payer")])
    done = post_line(
        LineAnswer(Decimal(0), [cas("CO-197", "10")], estimated=True),
        held=Decimal(10),
        next_payer=Bucket.INSURER_2,
        rules=book.of(BLUE),
    )

    assert len(done.moves[0].rule) <= 80
    assert done.moves[0].rule.endswith("B), estimated")


@pytest.mark.parametrize(
    ("code", "actions"),
    [
        ("OA-23", list(RuleAction)),
        ("PI-23", list(RuleAction)),
        ("OA-209", list(RuleAction)),
        ("PR-209", list(RuleAction)),
        ("OA-94", list(RuleAction)),
        ("PR-100", list(RuleAction)),
        ("CO-45", [RuleAction.PATIENT]),
        ("PI-16", [RuleAction.PATIENT]),
        ("OA-96", [RuleAction.PATIENT]),
        ("PR-1", [RuleAction.WRITE_OFF]),
        ("CO-18", [RuleAction.WRITE_OFF, RuleAction.PATIENT]),
        ("CR-45", list(RuleAction)),
        ("CO-97", [RuleAction.PATIENT]),
    ],
)
def test_what_nobody_may_override(code, actions):
    group, reason = code.split("-")
    assert [action for action in RuleAction if why_not(group, reason, action)] == sorted(
        actions, key=list(RuleAction).index
    )
    for action, paid in product(actions, (True, False)):
        rules = {(group, reason): Rule(action, "practice rule")}
        assert treatment(cas(code, "9"), rules=rules, paid=paid) == treatment(cas(code, "9"), paid=paid)


def test_a_qmb_clients_share_goes_to_the_next_payer_whatever_a_rule_says():
    rules = {("PR", "2"): Rule(RuleAction.PATIENT, "practice rule")}

    assert treatment(cas("PR-2", "20"), rules=rules, qmb=True) == Treated(Treatment.NEXT_PAYER, "QMB client")


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


def test_a_refusal_stays_with_the_payer_as_somebodys_task():
    moves, left, notes = posted(200, 0, cas("CO-16", "200"))

    assert (moves, left) == ([], Decimal(200))
    assert notes == ["CO-16 200: denied, a task for somebody (default)"]


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

    assert [move.rule for move in done.moves] == ["paid, estimated", "PR-1: client's share (default), estimated"]
    assert done.moves[1].kind is EntryKind.TRANSFER


PAIRS = st.sampled_from([(group, code.split("-")[1]) for group in GROUPS for code in KNOWN])
BOOKS = st.dictionaries(PAIRS, st.builds(Rule, st.sampled_from(RuleAction), st.just("practice rule")), max_size=20)


@given(
    CENTS,
    CENTS,
    st.lists(st.tuples(CODES, CENTS), max_size=8),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    BOOKS,
)
def test_whatever_is_answered_and_ruled_nothing_is_made_or_lost(held, paid, codes, flags, rules):
    bundled, qmb, last = flags
    adjustments = [cas(code, str(amount)) for code, amount in codes]
    done = post_line(
        LineAnswer(paid, adjustments),
        held=held,
        next_payer=None if last else Bucket.INSURER_2,
        rules=rules,
        bundled=bundled,
        qmb=qmb,
    )

    assert held == done.left + sum(move.amount for move in done.moves)
    assert all(move.amount for move in done.moves)
    assert not any("-23:" in move.rule for move in done.moves)
    to_client = [move.rule for move in done.moves if move.moved_to == Bucket.PATIENT]
    assert all(rule.startswith("PR-") for rule in to_client)
    assert not any(move.kind is EntryKind.CONTRACTUAL_ADJUSTMENT for move in done.moves if "PR-" in move.rule)
    if not last:
        assert all(rule.startswith("PR-100:") for rule in to_client)
    if qmb:
        assert all(rule.startswith("PR-100:") for rule in to_client)


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
