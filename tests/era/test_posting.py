"""From a file to the ledger and back: what is posted, what is held, and that nothing is posted twice."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.enums import Result, Stage
from claims.facts import AdjudicationFacts, AdjustmentFacts
from claims.models import Adjudication, ChargeLineBalance, Claim, LedgerEntry
from claims.services.adjudication import post_adjudication, record_adjudication
from era.enums import Disposition, Hold, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, Remittance
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.queue import NotDecidable, release_remittance, replace_earlier
from era.services.undoing import CannotUndo, undo_era
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, next_claim, reversal_of, sent_claim

pytestmark = pytest.mark.django_db


def load(data, *, name="era.835", by=None):
    return load_era(name=name, chunks=[data], by=by, now=NOW)


def post(era_file, by=None):
    return post_era(era_file_id=era_file.pk, by=by, now=NOW)


def balances():
    rows = ChargeLineBalance.objects.order_by("charge_line")
    return list(
        rows.values_list(
            "charge_line", "insurer_1", "insurer_2", "patient", "insurance_paid", "adjusted", "patient_paid"
        )
    )


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def claim(home):
    return sent_claim(home)


def test_a_clean_file_is_read_matched_and_posted(claim):
    era_file = load(era_bytes(Payment((clean_answer(claim),)))).era_file
    assert era_file.disposition == Disposition.IMPORT
    match = ClaimMatch.objects.get()
    assert (match.state, match.claim_id) == (MatchState.MATCHED, claim.pk)
    assert Adjudication.objects.get().state == "provisional"
    assert not LedgerEntry.objects.exclude(kind="charge").exists()

    done = post(era_file)

    claim.refresh_from_db()
    assert (done.remittances, done.claims, done.refused) == (1, 1, 0)
    assert (claim.stage, claim.result, claim.paid) == (Stage.COMPLETED, Result.PAID, Decimal("225.00"))
    assert Remittance.objects.get().state == RemittanceState.POSTED
    assert [row[1:] for row in balances()] == [
        (Decimal(0), Decimal(95), Decimal(0), Decimal(125), Decimal(30), Decimal(0)),
        (Decimal(0), Decimal(70), Decimal(0), Decimal(100), Decimal(30), Decimal(0)),
    ]


def test_posting_again_moves_nothing(claim):
    era_file = load(era_bytes(Payment((clean_answer(claim),)))).era_file
    post(era_file)
    before = LedgerEntry.objects.count()
    done = post(era_file)
    assert (done.remittances, done.claims) == (0, 0)
    assert LedgerEntry.objects.count() == before


def test_the_same_bytes_are_loaded_once(claim, biller):
    data = era_bytes(Payment((clean_answer(claim),)))
    first = load(data, by=biller)
    again = load(data, name="renamed.835", by=biller)
    assert again.again
    assert again.era_file.pk == first.era_file.pk
    assert EraFile.objects.count() == 1


def test_the_same_payment_in_another_file_is_a_duplicate(claim):
    answer = clean_answer(claim)
    post(load(era_bytes(Payment((answer,)))).era_file)
    other = load(era_bytes(Payment((answer,)), control="000000002")).era_file
    remittance = other.remittances.get()
    assert remittance.state == RemittanceState.DUPLICATE
    assert remittance.state_reason.startswith("Already loaded on 20 Nov 2026 by ")
    assert post(other).claims == 0
    assert Adjudication.objects.count() == 1


def test_two_files_of_one_payment_loaded_before_either_is_posted(claim):
    """The second is a duplicate from the start; posting both posts once."""
    answer = clean_answer(claim)
    first = load(era_bytes(Payment((answer,)))).era_file
    second = load(era_bytes(Payment((answer,)), control="000000002")).era_file
    assert (post(second).claims, post(first).claims) == (0, 1)


def test_the_same_trace_with_another_amount_is_held(claim, home):
    load(era_bytes(Payment((clean_answer(claim),))))
    other = sent_claim(home)
    era_file = load(
        era_bytes(Payment((clean_answer(other), clean_answer(other, control="X"))), control="000000002")
    ).era_file
    remittance = era_file.remittances.get()
    assert (remittance.state, remittance.hold) == (RemittanceState.HELD, Hold.SAME_TRACE)
    assert post(era_file).claims == 0


def test_an_unbalanced_claim_is_held_alone(home):
    good, bad = sent_claim(home), sent_claim(home)
    wrong = clean_answer(bad)
    line = wrong.lines[0]
    broken = type(line)(line.procedure, line.charge, line.paid, (("CO", "45", "25"),), line.control, line.day)
    answer = type(wrong)(wrong.number, wrong.charge, wrong.paid, (broken, *wrong.lines[1:]))
    era_file = load(era_bytes(Payment((clean_answer(good), answer)))).era_file
    assert era_file.disposition == Disposition.HOLD
    post(era_file)
    held = ClaimMatch.objects.get(claim=bad)
    assert (held.state, held.reason_code) == (MatchState.HELD, Hold.UNBALANCED)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.stage, bad.stage) == (Stage.COMPLETED, Stage.PROCESSING)


def test_a_number_nobody_knows_matches_nobody_and_the_rest_posts(home):
    known, unknown = sent_claim(home), clean_answer(sent_claim(home))
    stray = type(unknown)("NOBODY1", unknown.charge, unknown.paid, unknown.lines)
    era_file = load(era_bytes(Payment((stray, clean_answer(known))))).era_file
    assert post(era_file).claims == 1
    assert sorted(ClaimMatch.objects.values_list("state", flat=True)) == ["posted", "unmatched"]


def test_a_file_fault_holds_every_payment(claim):
    data = era_bytes(Payment((clean_answer(claim),))).replace(b"IEA*1*000000001", b"IEA*1*000000009")
    era_file = load(data).era_file
    assert era_file.disposition == Disposition.HOLD
    assert era_file.remittances.get().hold == Hold.FILE
    assert post(era_file).claims == 0
    assert not ClaimMatch.objects.exists()


def test_undo_brings_every_balance_back(claim):
    era_file = load(era_bytes(Payment((clean_answer(claim),)))).era_file
    charged = Decimal(450)
    post(era_file)
    assert undo_era(era_file_id=era_file.pk, by=None, now=NOW) == 1
    claim.refresh_from_db()
    assert (claim.stage, claim.paid) == (Stage.PROCESSING, Decimal(0))
    assert sum(row[1] for row in balances()) == charged
    assert undo_era(era_file_id=era_file.pk, by=None, now=NOW) == 0


def test_after_an_undo_the_same_file_posts_again(claim):
    era_file = load(era_bytes(Payment((clean_answer(claim),)))).era_file
    post(era_file)
    after = balances()
    undo_era(era_file_id=era_file.pk, by=None, now=NOW)
    assert post(era_file).claims == 1
    assert balances() == after


def test_a_reversal_takes_the_payment_back_and_reopens_the_claim(claim):
    answer = clean_answer(claim)
    post(load(era_bytes(Payment((answer,)))).era_file)
    taken = load(
        era_bytes(
            Payment((reversal_of(answer),), trace="EFT0002", amount="0", plb=(("FB:X", "-225"),)), control="000000002"
        )
    )
    assert post(taken.era_file).claims == 1
    claim.refresh_from_db()
    assert (claim.stage, claim.result, claim.paid) == (Stage.PROCESSING, Result.REVERSED, Decimal(0))


@pytest.mark.parametrize("reversal_first", [True, False])
def test_reversal_and_correction_in_one_file_in_any_order(claim, reversal_first):
    answer = clean_answer(claim)
    post(load(era_bytes(Payment((answer,)))).era_file)
    back, corrected = reversal_of(answer), clean_answer(claim, control="PCCN2")
    pair = (back, corrected) if reversal_first else (corrected, back)
    after = balances()
    era_file = load(era_bytes(Payment(pair, trace="EFT0002"), control="000000002")).era_file
    assert post(era_file).claims == 2
    assert balances() == after
    claim.refresh_from_db()
    assert claim.payer_claim_control_number == "PCCN2"


def test_the_correction_comes_in_a_file_before_its_reversal(claim):
    answer = clean_answer(claim)
    post(load(era_bytes(Payment((answer,)))).era_file)
    after = balances()
    corrected = load(
        era_bytes(Payment((clean_answer(claim, control="PCCN2"),), trace="EFT0002"), control="000000002")
    ).era_file
    assert post(corrected).claims == 0
    assert ClaimMatch.objects.get(remittance__era_file=corrected).reason_code == Hold.ALREADY_ANSWERED
    back = load(
        era_bytes(
            Payment((reversal_of(answer),), trace="EFT0003", amount="0", plb=(("FB:X", "-225"),)), control="000000003"
        )
    ).era_file
    assert post(back).claims == 1
    assert post(corrected).claims == 1
    assert balances() == after


def test_reversal_and_correction_before_the_original(claim):
    """The original and its reversal set each other off; what counts is the correction."""
    answer = clean_answer(claim)
    pair = Payment((reversal_of(answer), clean_answer(claim, control="PCCN2")), trace="EFT0002")
    second = load(era_bytes(pair, control="000000002")).era_file
    post(second)
    waiting = ClaimMatch.objects.get(remittance_claim__status_code="22")
    assert (waiting.state, waiting.reason_code) == (MatchState.HELD, Hold.NOTHING_TO_REVERSE)
    after = balances()
    post(load(era_bytes(Payment((answer,)))).era_file)
    assert balances() == after
    waiting.refresh_from_db()
    assert waiting.state == MatchState.POSTED


def test_a_reversal_undone_restores_what_it_took_back(claim):
    answer = clean_answer(claim)
    post(load(era_bytes(Payment((answer,)))).era_file)
    after = balances()
    back = load(
        era_bytes(
            Payment((reversal_of(answer),), trace="EFT0002", amount="0", plb=(("FB:X", "-225"),)), control="000000002"
        )
    ).era_file
    post(back)
    assert balances() != after
    undo_era(era_file_id=back.pk, by=None, now=NOW)
    assert balances() == after


def test_a_crossover_answer_under_the_primarys_number_reaches_the_secondary(claim, home):
    following = next_claim(claim, home)
    answer = clean_answer(claim, status="2")
    payment = Payment((answer,), payer=("BLUE SAMPLE PLAN", "BS002", "1923456789"))
    load(era_bytes(payment))
    match = ClaimMatch.objects.get()
    assert (match.state, match.claim_id) == (MatchState.MATCHED, following.pk)


def test_another_practices_claim_number_matches_nobody(claim, other_practice, inside):
    data = era_bytes(Payment((clean_answer(claim),)))
    with inside(other_practice):
        household()
        # The same payee number stands in both practices here, so the file is theirs as well.
        load(data)
        assert ClaimMatch.objects.get().state == MatchState.UNMATCHED
    assert not ClaimMatch.objects.exists()
    assert Claim.objects.get().paid == 0


def test_a_held_claim_says_what_is_wrong_and_where(home):
    good, bad = sent_claim(home), sent_claim(home)
    data = era_bytes(Payment((clean_answer(bad), clean_answer(good)))).replace(b"CAS*CO*45*30", b"CAS*CO*45*25", 1)
    load(data)
    held = ClaimMatch.objects.get(claim=bad)
    assert "difference 5.00" in held.reason
    assert {problem["code"] for problem in held.remittance_claim.problems} == {"line_balance", "claim_balance"}
    assert ClaimMatch.objects.get(claim=good).remittance_claim.problems == []


def test_statements_do_not_grow_with_the_claims_of_a_batch(home):
    """Reading, matching and posting take a constant number of statements per batch, whatever its size."""
    small = era_bytes(Payment(tuple(clean_answer(sent_claim(home)) for _ in range(3)), trace="A"))
    large = era_bytes(Payment(tuple(clean_answer(sent_claim(home)) for _ in range(12)), trace="B"), control="000000002")
    with CaptureQueriesContext(connection) as few:
        post(load(small).era_file)
    with CaptureQueriesContext(connection) as many:
        post(load(large).era_file)
    assert len(many) <= len(few)


def test_a_released_file_does_not_post_a_payment_that_was_posted_meanwhile(claim, biller):
    """The payer sent the file again, whole; both are there, and one payment is posted."""
    data = era_bytes(Payment((clean_answer(claim),)))
    broken = load(data.replace(b"IEA*1*", b"IEA*2*")).era_file
    post(
        load(
            data.replace(b"000000001", b"000000003")
            .replace(b"*1*X*005010", b"*3*X*005010")
            .replace(b"GE*1*1~", b"GE*1*3~")
        ).era_file
    )
    held = broken.remittances.get()
    release_remittance(remittance_id=held.pk, reason="checked", by=biller, now=NOW)
    assert post(broken).claims == 0
    held.refresh_from_db()
    assert held.state == RemittanceState.DUPLICATE
    claim.refresh_from_db()
    assert claim.paid == Decimal(225)


def test_another_part_of_a_payment_is_posted_once_a_person_says_so(home, biller):
    first, second = sent_claim(home), sent_claim(home)
    post(load(era_bytes(Payment((clean_answer(first),)))).era_file)
    part = load(era_bytes(Payment((clean_answer(second),)), control="000000002")).era_file
    held = part.remittances.get()
    assert (held.state, held.hold) == (RemittanceState.HELD, Hold.SAME_PAYMENT)
    release_remittance(remittance_id=held.pk, reason="the check was sent in two files", by=biller, now=NOW)
    assert post(part).claims == 1
    held.refresh_from_db()
    assert held.part_of is not None


def test_typed_figures_give_way_to_the_era(claim, biller):
    typed = record_adjudication(claim=claim, facts=typed_facts(claim), by=biller, now=NOW)
    post_adjudication(adjudication=typed, by=biller, now=NOW)
    post(load(era_bytes(Payment((clean_answer(claim),)))).era_file)
    typed.refresh_from_db()
    claim.refresh_from_db()
    assert (typed.state, claim.paid) == ("reversed", Decimal(225))


def typed_facts(claim):
    return AdjudicationFacts(
        source="typed",
        source_label="typed by Alice Biller",
        charge=claim.charge,
        paid=Decimal(100),
        adjudicated_on=NOW.date(),
        adjustments=(AdjustmentFacts(group_code="PR", reason_code="1", amount=claim.charge - 100),),
    )


def test_an_earlier_answer_is_replaced_by_hand_where_no_reversal_comes(claim, biller):
    post(load(era_bytes(Payment((clean_answer(claim),)))).era_file)
    corrected = load(
        era_bytes(Payment((clean_answer(claim, control="X"),), trace="EFT2"), control="000000002")
    ).era_file
    match = ClaimMatch.objects.get(remittance__era_file=corrected)
    assert match.reason_code == Hold.ALREADY_ANSWERED
    with pytest.raises(NotDecidable):
        replace_earlier(match_id=match.pk, reason=" ", by=biller, now=NOW)
    replace_earlier(match_id=match.pk, reason="the payer confirmed by phone", by=biller, now=NOW)
    assert post(corrected).claims == 1
    claim.refresh_from_db()
    assert (claim.paid, claim.payer_claim_control_number) == (Decimal(225), "X")


def test_an_undo_is_refused_while_a_later_reversal_rests_on_it(claim):
    answer = clean_answer(claim)
    first = load(era_bytes(Payment((answer,)))).era_file
    post(first)
    back = Payment((reversal_of(answer),), trace="EFT2", amount="0", plb=(("FB:X", "-225"),))
    post(load(era_bytes(back, control="000000002")).era_file)
    with pytest.raises(CannotUndo, match="EFT2"):
        undo_era(era_file_id=first.pk, by=None, now=NOW)
