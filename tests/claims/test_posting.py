"""Recording, posting, reversing and withdrawing answers: every exit, and what it leaves in ledger and claims."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from claims.enums import AdjudicationState, Bucket, EntryKind, Outcome, Result, Source, Stage, Status, WaitingOn
from claims.models import Adjudication, ChargeLineBalance, Claim, LedgerEntry
from claims.selectors.balances import client_balance
from claims.services.adjudication import (
    NotPostable,
    post_adjudication,
    post_adjudications,
    preview_adjudications,
    record_adjudication,
    record_adjudications,
    reverse_adjudication,
    reverse_adjudications,
    withdraw_adjudication,
)
from claims.services.completion import complete_by_hand
from claims.services.secondary import ensure_secondary
from claims.services.transitions import move_claim
from tests.factories.claims import (
    NOW,
    answered,
    cas,
    clp,
    corrected_primary,
    family,
    filed,
    primary_claim,
    svc,
    worked_primary,
    worked_secondary,
)

pytestmark = pytest.mark.django_db


def buckets(claim: Claim) -> dict[str, Decimal]:
    """What lies where, over the claim's lines; empty buckets left out."""
    lines = claim.lines.values("charge_line")
    names = [bucket.value for bucket in Bucket if bucket is not Bucket.CHARGES]
    sums = ChargeLineBalance.objects.filter(charge_line__in=lines).aggregate(**{name: Sum(name) for name in names})
    return {name: amount for name, amount in sums.items() if amount}


def recorded(claim, facts):
    return record_adjudication(claim=claim, facts=facts, by=None, now=NOW)


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("current_decision").get(pk=claim.pk)


def test_recording_moves_nothing(practice):
    claim = primary_claim()

    adjudication = recorded(claim, worked_primary(claim))

    assert adjudication.state == AdjudicationState.PROVISIONAL
    assert buckets(claim) == {"insurer_1": Decimal(450)}
    assert fresh(claim).stage == Stage.PROCESSING
    assert adjudication.lines.count() == 2
    assert adjudication.adjustments.count() == 5


def test_posting_again_changes_nothing(practice):
    claim = primary_claim()
    adjudication = answered(claim)
    before = LedgerEntry.objects.count()

    post_adjudication(adjudication=adjudication, by=None, now=NOW)

    assert LedgerEntry.objects.count() == before
    assert adjudication.state == AdjudicationState.POSTED


def test_each_entry_names_its_rule_and_its_answer(practice):
    claim = primary_claim()
    adjudication = answered(claim)

    rows = LedgerEntry.objects.filter(adjudication=adjudication).order_by("charge_line", "id")
    assert [(row.kind, row.rule, row.amount) for row in rows] == [
        (EntryKind.INSURANCE_PAYMENT, "paid", Decimal(104)),
        (EntryKind.TRANSFER, "PR-1: client's share (default)", Decimal(50)),
        (EntryKind.TRANSFER, "PR-2: client's share (default)", Decimal(26)),
        (EntryKind.CONTRACTUAL_ADJUSTMENT, "CO-45: written off (default)", Decimal(70)),
        (EntryKind.INSURANCE_PAYMENT, "paid", Decimal(125)),
        (EntryKind.TRANSFER, "PR-3: client's share (default)", Decimal(25)),
        (EntryKind.CONTRACTUAL_ADJUSTMENT, "CO-45: written off (default)", Decimal(50)),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"paid": Decimal(230)}, "do not add up"),
        ({"claim_status_code": "25"}, "predetermination"),
        ({"claim_status_code": "22"}, "reversal"),
    ],
)
def test_what_cannot_be_posted_is_held_with_a_reason_and_moves_nothing(practice, change, message):
    claim = primary_claim()
    adjudication = recorded(claim, replace(worked_primary(claim), **change))

    with pytest.raises(NotPostable, match=message):
        post_adjudication(adjudication=adjudication, by=None, now=NOW)

    assert buckets(claim) == {"insurer_1": Decimal(450)}
    assert fresh(claim).stage == Stage.PROCESSING


def test_nothing_is_posted_to_a_void_claim(practice):
    claim = primary_claim()
    adjudication = recorded(claim, worked_primary(claim))
    move_claim(claim=claim, status=Status.VOIDED, by=None, now=NOW, kind="voided", text="Void.")

    with pytest.raises(NotPostable, match="void"):
        post_adjudication(adjudication=adjudication, by=None, now=NOW)


def test_an_answer_for_a_line_of_another_claim_is_held(practice):
    claim, other = primary_claim(), primary_claim()
    stray = replace(worked_primary(claim), lines=worked_primary(other).lines)

    with pytest.raises(NotPostable, match="not on this claim"):
        post_adjudication(adjudication=recorded(claim, stray), by=None, now=NOW)


def test_not_our_claim_forwarded_is_no_answer(practice):
    """CLP02 23: the claim is not completed, and the decision says why."""
    claim = primary_claim()
    facts = replace(clp(claim, "0"), claim_status_code="23", forwarded_to="Blue Sample")

    answered(claim, facts)

    claim = fresh(claim)
    assert (claim.stage, claim.waiting_on) == (Stage.PROCESSING, WaitingOn.REVIEW)
    assert claim.current_decision.outcome == Outcome.WRONG_PAYER_FIRST
    assert buckets(claim) == {"insurer_1": Decimal(450)}


def test_without_a_secondary_the_share_is_the_clients(practice):
    people = family(with_secondary=False)
    claim = primary_claim(people)

    answered(claim)

    assert buckets(claim) == {"insurance_paid": Decimal(229), "adjusted": Decimal(120), "patient": Decimal(101)}
    assert client_balance(people.client.pk)["patient_due"] == Decimal(101)


def test_a_denied_line_stays_with_the_payer_and_becomes_a_task(practice):
    claim = primary_claim()
    one, two = claim.lines.order_by("ordinal")

    answered(claim, clp(claim, "250", svc(one, "250"), svc(two, "0", cas("CO-50", "200"))))

    claim = fresh(claim)
    assert (claim.result, claim.waiting_on) == (Result.PARTLY_DENIED, WaitingOn.REVIEW)
    assert buckets(claim) == {"insurance_paid": Decimal(250), "insurer_1": Decimal(200)}
    event = claim.events.get(kind="posted")
    assert event.detail["review"] == ["CO-50 200.00: denied, a task for somebody (default)"]
    assert list(claim.tasks.values_list("kind", "reference", "amount")) == [("denial", "CO-50", Decimal(200))]


def test_claim_level_figures_are_spread_by_charge(practice):
    claim = primary_claim()

    answered(claim, clp(claim, "229", adjustments=(cas("CO-45", "120"), cas("PR-1", "101"))))

    by_line = ChargeLineBalance.objects.order_by("charge_line").values_list("insurance_paid", "adjusted", "insurer_2")
    assert list(by_line) == [
        (Decimal("127.22"), Decimal("66.67"), Decimal("56.11")),
        (Decimal("101.78"), Decimal("53.33"), Decimal("44.89")),
    ]
    assert fresh(claim).stage == Stage.COMPLETED


def test_a_claim_level_adjustment_beside_lines_is_taken_off_their_payment(practice):
    claim = primary_claim()
    one, two = claim.lines.order_by("ordinal")
    facts = clp(claim, "400", svc(one, "250"), svc(two, "200"), adjustments=(cas("PR-1", "50"),))

    answered(claim, facts)

    assert buckets(claim) == {"insurance_paid": Decimal(400), "insurer_2": Decimal(50)}


def test_one_line_missing_keeps_the_claim_open_until_the_rest_comes(practice):
    """A split claim: several CLP with one number accumulate."""
    claim = primary_claim()
    one, two = claim.lines.order_by("ordinal")

    answered(claim, clp(claim, "250", svc(one, "250"), charge=Decimal(250)))
    assert (fresh(claim).stage, fresh(claim).waiting_on) == (Stage.PROCESSING, WaitingOn.PAYER)

    answered(claim, clp(claim, "200", svc(two, "200"), charge=Decimal(200), payer_claim_control_number="ACM2"))
    claim = fresh(claim)
    assert (claim.stage, claim.paid, claim.balance) == (Stage.COMPLETED, Decimal(450), Decimal(0))
    assert claim.payer_claim_control_number == "ACM2"


def test_the_payer_number_is_kept_for_a_later_correction(practice):
    claim = primary_claim()
    answered(claim)

    assert fresh(claim).payer_claim_control_number == "ACM2026000777"


def test_an_era_replaces_typed_figures_by_contra_entries(practice):
    claim = primary_claim()
    typed = answered(claim, replace(corrected_primary(claim), source=Source.TYPED, source_label="typed by Alice"))

    answered(claim)

    typed.refresh_from_db()
    assert typed.state == AdjudicationState.REVERSED
    assert buckets(claim) == {"insurance_paid": Decimal(229), "adjusted": Decimal(120), "insurer_2": Decimal(101)}
    assert LedgerEntry.objects.filter(adjudication=typed, kind=EntryKind.REVERSAL).count() == 7


def test_a_reversal_alone_reopens_the_claim_and_clears_its_decision(practice):
    claim = primary_claim()
    adjudication = answered(claim)
    ensure_secondary(claim_id=claim.pk, now=NOW)

    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Reversed in ERA RA000778899.")

    claim = fresh(claim)
    assert (claim.stage, claim.result, claim.waiting_on) == (Stage.PROCESSING, Result.REVERSED, WaitingOn.PAYER)
    assert claim.current_decision.outcome == Outcome.PRIMARY_REVERSED
    assert buckets(claim) == {"insurer_1": Decimal(450)}
    assert (claim.paid, claim.balance) == (Decimal(0), Decimal(450))
    secondary = Claim.objects.get(position=2)
    assert (secondary.stage, secondary.waiting_on) == (Stage.PENDING, WaitingOn.PRIMARY)
    assert secondary.prior_payers.get().paid is None
    assert not secondary.prior_payers.get().lines.exists()


def test_reversing_twice_changes_nothing(practice):
    claim = primary_claim()
    adjudication = answered(claim)
    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Once.")
    before = LedgerEntry.objects.count()

    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Twice.")

    assert LedgerEntry.objects.count() == before


def test_a_reversed_answer_is_not_posted_again(practice):
    claim = primary_claim()
    adjudication = answered(claim)
    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="")

    with pytest.raises(NotPostable, match="taken back"):
        post_adjudication(adjudication=adjudication, by=None, now=NOW)


def test_undo_leaves_no_reversal_behind(practice):
    claim = primary_claim()
    adjudication = answered(claim)

    undone = reverse_adjudications(
        adjudication_ids=[adjudication.pk], by=None, now=NOW, why="Undone.", as_result=Result.NONE
    )

    claim = fresh(claim)
    assert undone == 1
    assert (claim.stage, claim.result, claim.current_decision) == (Stage.PROCESSING, Result.NONE, None)


def test_file_five_flags_the_secondary_and_leaves_fifteen_open(practice):
    """Reversal and correction after the secondary was answered: L2 now paid 110.00, copay 40.00."""
    claim = primary_claim()
    first = answered(claim)
    secondary = filed(ensure_secondary(claim_id=claim.pk, now=NOW).next_claim)
    answered(secondary, worked_secondary(secondary))

    reverse_adjudication(adjudication=first, by=None, now=NOW, why="Reversed.")
    answered(claim, corrected_primary(claim))

    claim, secondary = fresh(claim), fresh(secondary)
    assert (claim.stage, claim.paid) == (Stage.COMPLETED, Decimal(214))
    assert ensure_secondary(claim_id=claim.pk, now=NOW).outcome == Outcome.EXISTS
    assert secondary.prior_changed_at == NOW
    assert (secondary.stage, secondary.waiting_on) == (Stage.COMPLETED, WaitingOn.REVIEW)
    assert buckets(claim) == {
        "insurance_paid": Decimal(305),
        "adjusted": Decimal(120),
        "insurer_2": Decimal(15),
        "patient": Decimal(10),
    }


def test_the_correction_may_come_before_the_reversal(practice):
    claim = primary_claim()
    first = answered(claim)

    answered(claim, corrected_primary(claim))
    assert fresh(claim).waiting_on == WaitingOn.REVIEW  # paid more than was open
    reverse_adjudication(adjudication=first, by=None, now=NOW, why="Reversed.")

    claim = fresh(claim)
    assert (claim.stage, claim.result, claim.waiting_on) == (Stage.COMPLETED, Result.PAID, WaitingOn.NOTHING)
    assert buckets(claim) == {"insurance_paid": Decimal(214), "adjusted": Decimal(120), "insurer_2": Decimal(116)}


def test_a_crossover_answer_may_come_before_the_primarys(practice):
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
    secondary = filed(ensure_secondary(claim_id=claim.pk, now=NOW).next_claim)

    answered(secondary, worked_secondary(secondary))
    answered(claim)

    assert buckets(claim) == {"insurance_paid": Decimal(320), "adjusted": Decimal(120), "patient": Decimal(10)}
    assert fresh(secondary).balance == Decimal(10)


def test_withdrawing_a_match_empties_what_it_filled(practice):
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
    secondary = ensure_secondary(claim_id=claim.pk, now=NOW).next_claim
    adjudication = recorded(claim, worked_primary(claim))
    assert secondary.prior_payers.get().source_label == "ERA EFT0012345, not posted yet"

    withdraw_adjudication(adjudication=adjudication, by=None, now=NOW)

    assert adjudication.state == AdjudicationState.WITHDRAWN
    assert fresh(secondary).waiting_on == WaitingOn.ADJUSTMENTS
    assert not secondary.prior_payers.get().lines.exists()


def test_a_posted_answer_is_not_withdrawn(practice):
    claim = primary_claim()
    adjudication = answered(claim)

    withdraw_adjudication(adjudication=adjudication, by=None, now=NOW)

    assert adjudication.state == AdjudicationState.POSTED


def test_the_dry_run_says_each_movement_and_writes_nothing(practice):
    claim = primary_claim()
    adjudication = recorded(claim, worked_primary(claim))

    [plan] = preview_adjudications(adjudication_ids=[adjudication.pk], now=NOW)

    assert plan.problem == ""
    moves = [(move.rule, move.moved_to, move.amount) for line in plan.lines for move in line.posting.moves]
    assert moves[:2] == [
        ("paid", Bucket.INSURANCE_PAID, Decimal(104)),
        ("PR-1: client's share (default)", Bucket.INSURER_2, Decimal(50)),
    ]
    assert buckets(claim) == {"insurer_1": Decimal(450)}


def test_a_batch_posts_what_it_can_and_holds_the_rest_alone(practice):
    good, bad = primary_claim(), primary_claim()
    answers = [(good.pk, worked_primary(good)), (bad.pk, replace(worked_primary(bad), paid=Decimal(1)))]
    rows = record_adjudications(answers=answers, by=None, now=NOW)

    result = post_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW)

    assert result.posted == [rows[0].pk]
    assert list(result.problems) == [rows[1].pk]
    assert (fresh(good).stage, fresh(bad).stage) == (Stage.COMPLETED, Stage.PROCESSING)
    assert fresh(good).events.filter(kind="posted").exists()


def test_a_batch_takes_as_many_statements_for_three_as_for_one(practice):
    def post(number):
        claims = [primary_claim() for _ in range(number)]
        rows = record_adjudications(answers=[(one.pk, worked_primary(one)) for one in claims], by=None, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            post_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW)
        return len(queries)

    assert post(1) == post(3) <= 40


def test_provisional_figures_do_not_count_for_the_decision(practice):
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
    recorded(claim, replace(worked_primary(claim), claim_status_code="19"))

    decision = ensure_secondary(claim_id=claim.pk, now=NOW)

    assert decision.outcome == Outcome.CREATED
    assert Adjudication.objects.get().state == AdjudicationState.PROVISIONAL
