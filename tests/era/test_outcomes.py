"""What each kind of answer in a file becomes, from the bytes to the claim, the ledger and the next claim."""

from dataclasses import replace
from decimal import Decimal

import pytest

from claims.enums import Outcome, Result, Stage, Status, WaitingOn
from claims.models import ChargeLineBalance, Claim, LedgerEntry
from claims.services.secondary import ensure_secondary
from era.enums import Hold, MatchState
from era.models import ClaimMatch, ProviderAdjustment
from era.services.loading import load_era
from era.services.posting import post_era
from tests.factories.era import (
    NOW,
    Clp,
    Line,
    Payment,
    Service,
    clean_answer,
    era_bytes,
    household,
    next_claim,
    sent_claim,
)

pytestmark = pytest.mark.django_db
BLUE = ("BLUE SAMPLE PLAN", "BS002", "1923456789")
ONE = (Service("90837", "200.00"),)


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def claim(home):
    return sent_claim(home, ONE)


def number(claim):
    return claim.submissions.get().patient_control_number


def answer(claim, paid, *adjustments, status="1", extra=(), line_extra=(), **fields):
    """One line of 200.00."""
    control = claim.lines.get().charge_line.line_control_number
    line = Line("90837", "200.00", paid, adjustments, control=control, extra=line_extra)
    return Clp(number(claim), "200.00", paid, (line,), status=status, extra=extra, **fields)


def post(*claims, **payment):
    era_file = load_era(name="x", chunks=[era_bytes(Payment(claims, **payment))], by=None, now=NOW).era_file
    post_era(era_file_id=era_file.pk, by=None, now=NOW)
    return era_file


def balance(claim):
    return ChargeLineBalance.objects.get(charge_line__claim_lines__claim=claim)


@pytest.mark.parametrize("code", [("CO", "50"), ("CO", "97"), ("OA", "96"), ("CO", "16"), ("PI", "45")])
def test_a_zero_paid_denial_is_denied_and_nothing_is_written_off(claim, code):
    post(answer(claim, "0", (*code, "200.00")))
    claim.refresh_from_db()
    assert (claim.stage, claim.paid) == (Stage.COMPLETED, Decimal(0))
    assert balance(claim).adjusted == 0
    assert claim.waiting_on == WaitingOn.REVIEW


def test_denied_is_judged_from_the_reasons_not_from_the_status(claim):
    post(answer(claim, "0", ("CO", "50", "200.00"), status="1"))
    claim.refresh_from_db()
    assert claim.result == Result.DENIED


def test_an_all_deductible_claim_is_paid_nothing_and_not_denied(claim):
    post(answer(claim, "0", ("PR", "1", "200.00"), status="4"))
    claim.refresh_from_db()
    assert claim.result == Result.PATIENT_RESPONSIBILITY


def test_one_line_paid_and_one_denied_stay_together(home):
    both = sent_claim(home)
    given = clean_answer(both)
    denied = replace(given.lines[1], paid="0", adjustments=(("CO", "50", "200.00"),))
    post(replace(given, paid="125.00", lines=(given.lines[0], denied)))
    both.refresh_from_db()
    assert (both.result, both.paid) == (Result.PARTLY_DENIED, Decimal(125))


def test_claim_level_figures_alone(claim):
    post(Clp(number(claim), "200.00", "120.00", adjustments=(("CO", "45", "50.00"), ("PR", "2", "30.00"))))
    claim.refresh_from_db()
    assert (claim.stage, claim.paid, claim.balance) == (Stage.COMPLETED, Decimal(120), Decimal(30))


def test_more_than_six_reasons_of_a_group(claim):
    reasons = tuple(("PR", str(code), "10.00") for code in (1, 2, 3, 66, 85, 119, 140, 149))
    post(answer(claim, "120.00", *reasons))
    claim.refresh_from_db()
    assert (claim.stage, claim.paid, claim.balance) == (Stage.COMPLETED, Decimal(120), Decimal(80))


def test_a_line_missing_from_the_answer_keeps_the_claim_open(home):
    both = sent_claim(home)
    given = clean_answer(both)
    post(replace(given, charge="250.00", paid="125.00", lines=given.lines[:1]))
    both.refresh_from_db()
    assert (both.stage, both.waiting_on, both.paid) == (Stage.PROCESSING, WaitingOn.PAYER, Decimal(125))


CROSSED = {
    "19": {"status": "19"},
    "NM1*TT": {"extra": ("NM1*TT*2*BLUE SAMPLE PLAN*****PI*BS002",)},
    "MA18": {"extra": ("MOA***MA18",)},
    "MA07": {"extra": ("MOA***MA07",)},
    "N89": {"extra": ("MOA***N89",)},
}


@pytest.mark.parametrize("signal", CROSSED, ids=list(CROSSED))
def test_each_sign_of_a_crossover_parks_the_secondary(claim, signal):
    post(answer(claim, "120.00", ("CO", "45", "50.00"), ("PR", "2", "30.00"), **CROSSED[signal]))
    decision = ensure_secondary(claim_id=claim.pk, now=NOW)
    assert decision.outcome == Outcome.CROSSED_OVER
    parked = Claim.objects.get(previous_claim=claim)
    assert (parked.stage, parked.waiting_on) == (Stage.PROCESSING, WaitingOn.CROSSOVER)


def test_the_crossover_answer_finds_the_parked_secondary_and_makes_no_second_one(claim):
    post(answer(claim, "120.00", ("CO", "45", "50.00"), ("PR", "2", "30.00"), status="19"))
    ensure_secondary(claim_id=claim.pk, now=NOW)
    second = answer(claim, "20.00", ("OA", "23", "170.00"), ("PR", "3", "10.00"), status="2")
    post(second, payer=BLUE, trace="BSP1")
    parked = Claim.objects.get(previous_claim=claim)
    assert (parked.stage, parked.paid, parked.balance) == (Stage.COMPLETED, Decimal(20), Decimal(10))
    assert Claim.objects.filter(previous_claim=claim).count() == 1


def test_not_ours_and_forwarded_is_no_adjudication(claim):
    post(answer(claim, "0", ("OA", "109", "200.00"), status="23"))
    claim.refresh_from_db()
    assert (claim.stage, claim.current_decision.outcome) == (Stage.PROCESSING, Outcome.WRONG_PAYER_FIRST)
    assert not LedgerEntry.objects.filter(kind="insurance_payment").exists()


def test_what_earlier_payers_did_is_information(home, claim):
    """The secondary's OA-23 repeats what is in the ledger already; 10.00 stay with the client, not 15.00."""
    post(answer(claim, "104.00", ("CO", "45", "60.00"), ("PR", "2", "36.00")))
    following = next_claim(claim, home)
    control = claim.lines.get().charge_line.line_control_number
    lines = (Line("90837", "200.00", "26.00", (("OA", "23", "164.00"), ("PR", "3", "10.00")), control=control),)
    sent = following.submissions.get().patient_control_number
    post(Clp(sent, "200.00", "26.00", lines, status="2"), payer=BLUE, trace="BSP1")
    following.refresh_from_db()
    assert (following.paid, following.balance, balance(claim).patient) == (Decimal(26), Decimal(10), Decimal(10))


def test_a_secondary_that_writes_off_the_whole_charge_again_is_clipped_and_looked_at(home, claim):
    post(answer(claim, "104.00", ("CO", "45", "60.00"), ("PR", "2", "36.00")))
    following = next_claim(claim, home)
    control = claim.lines.get().charge_line.line_control_number
    lines = (Line("90837", "200.00", "26.00", (("CO", "45", "174.00"),), control=control),)
    sent = following.submissions.get().patient_control_number
    post(Clp(sent, "200.00", "26.00", lines, status="2"), payer=BLUE, trace="BSP1")
    following.refresh_from_db()
    line = balance(claim)
    assert (line.insurance_paid, line.adjusted, line.patient) == (Decimal(130), Decimal(70), Decimal(0))
    assert following.waiting_on == WaitingOn.REVIEW


def test_negative_adjustments_keep_their_sign(claim):
    post(answer(claim, "210.00", ("OA", "94", "-10.00")))
    claim.refresh_from_db()
    assert claim.paid == Decimal(210)


@pytest.mark.parametrize("reason", ["WO:OVER1", "FB:EFT9", "L6", "72:R1", "CS:ADJ", "50"])
def test_provider_level_money_stays_with_the_payment(claim, reason):
    era_file = post(answer(claim, "120.00", ("CO", "45", "50.00"), ("PR", "2", "30.00")), plb=((reason, "-5.00"),))
    kept = ProviderAdjustment.objects.get()
    assert (kept.reason_code, kept.amount) == (reason.split(":", maxsplit=1)[0], Decimal("-5.00"))
    assert era_file.remittances.get().amount == Decimal("125.00")
    claim.refresh_from_db()
    assert claim.paid == Decimal(120)


def test_an_answer_may_come_before_any_acknowledgement(claim):
    Claim.objects.filter(pk=claim.pk).update(status=Status.QUEUED)
    post(answer(claim, "120.00", ("CO", "45", "50.00"), ("PR", "2", "30.00")))
    claim.refresh_from_db()
    assert claim.stage == Stage.COMPLETED


def test_remarks_payers_number_and_date_reach_the_claim(claim):
    given = answer(
        claim,
        "120.00",
        ("CO", "45", "50.00"),
        ("PR", "2", "30.00"),
        control="ACM77",
        extra=("MOA***MA01",),
        line_extra=("LQ*HE*N130",),
    )
    post(given)
    kept = claim.adjudications.get()
    assert (kept.remarks, kept.payer_claim_control_number, kept.trace_number) == (["MA01"], "ACM77", "EFT0001")
    assert kept.moa == ["", "", "MA01"]
    assert kept.lines.get().remarks == ["N130"]
    assert kept.lines.get().adjustments.get(group_code="CO").segment == "CAS*CO*45*50.00"


def test_an_unknown_status_is_held(claim):
    post(answer(claim, "120.00", ("CO", "45", "80.00"), status="9"))
    match = ClaimMatch.objects.get()
    assert (match.state, match.reason_code) in {
        (MatchState.HELD, Hold.STATUS_UNKNOWN),
        (MatchState.HELD, Hold.UNBALANCED),
    }
