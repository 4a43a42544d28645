"""The secondary rule: every outcome with its evidence, idempotency, force, partial cover, tertiary."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.enums import Bucket, Outcome, Result, Stage, Status, WaitingOn
from claims.models import Claim, SecondaryDecision
from claims.selectors.balances import client_balance
from claims.selectors.decisions import why_no_secondary
from claims.services.client_claims import sync_client_claims
from claims.services.completion import complete_by_hand
from claims.services.secondary import (
    NotCompleted,
    ensure_secondaries,
    ensure_secondary,
    outstanding_claims,
    supersede_decision,
)
from claims.services.transitions import move_claim
from insurance.enums import Disclosure
from tests.factories.claims import (
    NOW,
    SECOND_DAY,
    answered,
    cas,
    clp,
    family,
    filed,
    primary_claim,
    secondary_plan,
    svc,
    worked_primary,
    worked_secondary,
)
from tests.factories.clients import ConsentFactory

pytestmark = pytest.mark.django_db


def decided(claim: Claim, **options: object) -> SecondaryDecision:
    return ensure_secondary(claim_id=claim.pk, now=NOW, **options)


def codes(decision: SecondaryDecision) -> list[str]:
    return [reason["code"] for reason in decision.reasons]


def refused_with(code: str, people=None, **fields: object) -> SecondaryDecision:
    """A claim whose second line was refused for this reason, decided."""
    claim = primary_claim(people)
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "250", svc(one, "250"), svc(two, "0", cas(code, "200")), **fields))
    return decided(claim)


def test_decided_once(practice):
    claim = primary_claim()
    answered(claim)

    first, second = decided(claim), decided(claim)

    assert first.pk == second.pk
    assert SecondaryDecision.objects.count() == 1
    assert Claim.objects.filter(position=2).count() == 1


def test_an_open_claim_is_not_decided(practice):
    claim = primary_claim()

    with pytest.raises(NotCompleted):
        decided(claim)

    assert ensure_secondaries(claim_ids=[claim.pk], now=NOW) == {}


def test_an_unknown_claim_is_nobodys(practice):
    with pytest.raises(Claim.DoesNotExist):
        ensure_secondary(claim_id=987654, now=NOW)


def test_no_active_plan(practice):
    claim = primary_claim(family(with_secondary=False))
    answered(claim)

    assert decided(claim).outcome == Outcome.NO_ACTIVE_PLAN


def test_a_plan_that_ended_before_the_session_is_no_active_plan(practice):
    people = family()
    people.secondary.effective_to = date(2026, 8, 31)
    people.secondary.save()
    claim = primary_claim(people)
    answered(claim)

    assert decided(claim).outcome == Outcome.NO_ACTIVE_PLAN


def test_nothing_left(practice):
    claim = primary_claim()
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "330", svc(one, "180", cas("CO-45", "70")), svc(two, "150", cas("CO-45", "50"))))

    assert decided(claim).outcome == Outcome.NOTHING_LEFT
    assert not Claim.objects.filter(position=2).exists()


def test_some_payers_want_the_claim_even_with_nothing_left(practice):
    people = family()
    people.blue.always_bill_secondary = True
    people.blue.save()
    claim = primary_claim(people)
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "450", svc(one, "250"), svc(two, "200")))

    assert decided(claim).outcome == Outcome.CREATED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"claim_status_code": "19"}, "clp02_19"),
        ({"claim_status_code": "20"}, "clp02_20"),
        ({"claim_status_code": "21"}, "clp02_21"),
        ({"forwarded_to": "Blue Sample"}, "nm1_tt"),
        ({"remarks": ("MA18",)}, "ma18"),
        ({"remarks": ("MA07",)}, "ma07"),
        ({"remarks": ("N89",)}, "n89"),
    ],
)
def test_each_signal_alone_parks_the_secondary(practice, fields, code):
    claim = primary_claim()
    answered(claim, worked_primary(claim, **fields))

    decision = decided(claim)

    assert (decision.outcome, codes(decision)) == (Outcome.CROSSED_OVER, [code])
    parked = decision.next_claim
    assert (parked.stage, parked.status, parked.waiting_on) == (
        Stage.PROCESSING,
        Status.CROSSED_OVER,
        WaitingOn.CROSSOVER,
    )
    assert parked.waiting_until == date(2026, 11, 1)
    assert parked.prior_payers.get().paid == Decimal(229)


def test_ma19_says_that_it_was_not_forwarded(practice):
    claim = primary_claim()
    answered(claim, worked_primary(claim, remarks=("MA19", "MA18")))

    assert decided(claim).outcome == Outcome.CREATED


def test_a_payer_that_holds_both_plans_may_coordinate_by_itself(practice):
    people = family(with_secondary=False)
    people.acme.auto_coordinates = True
    people.acme.save()
    secondary_plan(people.client, people.acme)
    claim = primary_claim(people)
    answered(claim)

    assert codes(decided(claim)) == ["auto_coordinates"]


@pytest.mark.parametrize("code", ["CO-16", "CO-18", "CO-22", "CO-29", "PR-31", "CO-109", "CO-197", "CO-B7"])
def test_fix_with_the_primary_first(practice, code):
    decision = refused_with(code)

    assert (decision.outcome, codes(decision)) == (Outcome.FIX_WITH_PRIMARY, [code])
    assert not Claim.objects.filter(position=2).exists()


def test_a_biller_may_create_it_anyway(practice, biller):
    decision = refused_with("CO-16")

    forced = ensure_secondary(claim_id=decision.claim_id, now=NOW, by=biller, force=True)

    assert (forced.outcome, codes(forced)) == (Outcome.CREATED, ["created", "forced"])
    assert forced.decided_by == biller
    assert decided(forced.claim).pk == forced.pk
    assert decided(forced.claim, force=True).outcome == Outcome.EXISTS
    assert Claim.objects.filter(position=2).count() == 1


@pytest.mark.parametrize("code", ["PR-96", "CO-26", "CO-27", "CO-50", "CO-119", "CO-149", "PR-204", "OA-209"])
def test_a_benefit_another_plan_may_cover_is_billed(practice, code):
    assert refused_with(code).outcome == Outcome.CREATED


@pytest.mark.parametrize("code", ["CO-97", "CO-A1", "PI-45"])
def test_what_only_stays_for_review_is_not_billed(practice, code):
    assert refused_with(code).outcome == Outcome.UNMATCHED_REVIEW


def test_money_the_payer_gave_the_client_is_not_the_secondarys(practice):
    decision = refused_with("PR-100")

    assert decision.outcome == Outcome.NOTHING_LEFT
    assert client_balance(decision.claim.client_id)["patient_responsibility"] == Decimal(200)


def test_someone_else_pays_first(practice):
    claim = primary_claim()
    answered(claim, worked_primary(claim, corrected_priority_payer="Third Payer"))

    assert decided(claim).outcome == Outcome.WRONG_PAYER_FIRST


def test_a_line_paid_less_than_nothing_is_for_review(practice):
    claim = primary_claim()
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "200", svc(one, "-10", cas("PR-1", "260")), svc(two, "210", cas("OA-94", "-10"))))

    assert decided(claim).outcome == Outcome.UNMATCHED_REVIEW
    assert decided(claim, force=True).outcome == Outcome.CREATED


@pytest.mark.parametrize("disclosure", [Disclosure.DO_NOT_BILL, Disclosure.SELF_PAY])
def test_a_restricted_plan_gets_nothing_and_the_share_is_the_clients(practice, disclosure):
    people = family()
    claim = primary_claim(people)
    answered(claim)
    people.secondary.disclosure = disclosure
    people.secondary.save()

    decision = decided(claim, force=True)

    assert decision.outcome == Outcome.RESTRICTED
    assert client_balance(people.client.pk)["patient_responsibility"] == Decimal(101)


def test_without_consent_the_share_is_held_until_there_is_one(practice):
    people = family()
    claim = primary_claim(people)
    people.client.part2_record = True
    people.client.save()
    answered(claim)

    assert decided(claim).outcome == Outcome.NO_CONSENT
    assert client_balance(people.client.pk)["held_for_insurance"] == Decimal(101)

    ConsentFactory(client=people.client)
    sync_client_claims(client_id=people.client.pk, by=None, now=NOW)

    assert decided(claim).outcome == Outcome.CREATED


def test_completed_by_hand_waits_on_the_adjustments(practice):
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)

    decision = decided(claim)

    assert codes(decision) == ["created", "no_figures"]
    secondary = decision.next_claim
    assert (secondary.status, secondary.waiting_on) == (Status.DRAFT, WaitingOn.ADJUSTMENTS)
    assert secondary.prior_payers.get().paid is None


def test_a_payment_date_ahead_holds_the_filing(practice):
    claim = primary_claim()
    answered(claim, worked_primary(claim, adjudicated_on=date(2026, 11, 24)))

    secondary = decided(claim).next_claim

    assert (secondary.waiting_on, secondary.waiting_until) == (WaitingOn.PAYMENT_DATE, date(2026, 11, 24))


def test_only_the_lines_the_plan_covers_are_billed_and_totals_follow(practice):
    people = family()
    people.secondary.effective_from = SECOND_DAY
    people.secondary.save()
    claim = primary_claim(people)
    answered(claim)

    decision = decided(claim)

    secondary = decision.next_claim
    assert codes(decision) == ["created", "part_of_lines"]
    assert (secondary.charge, secondary.balance) == (Decimal(200), Decimal(25))
    assert secondary.first_service_date == SECOND_DAY
    assert (secondary.prior_payers.get().paid, secondary.waiting_on) == (Decimal(125), WaitingOn.NOTHING)
    balance = client_balance(people.client.pk)
    assert (balance["held_for_insurance"], balance["patient_responsibility"]) == (Decimal(25), Decimal(76))


def test_claim_level_figures_of_part_of_the_lines_are_their_share(practice):
    people = family()
    people.secondary.effective_from = SECOND_DAY
    people.secondary.save()
    claim = primary_claim(people)
    answered(claim, clp(claim, "270", adjustments=(cas("CO-45", "90"), cas("PR-1", "90"))))

    prior = decided(claim).next_claim.prior_payers.get()

    assert (prior.claim_level_only, prior.paid) == (True, Decimal(120))
    assert [row.amount for row in prior.adjustments.order_by("ordinal")] == [Decimal(40), Decimal(40)]


def test_what_belonged_to_the_payer_before_is_cleared(practice):
    claim = primary_claim()
    claim.authorization_number, claim.frequency_code = "AUTH1", "7"
    claim.save()
    line = claim.lines.get(ordinal=2)
    line.modifiers = ["GT"]
    line.save()
    answered(claim)

    secondary = decided(claim).next_claim

    assert (secondary.authorization_number, secondary.frequency_code, secondary.payer_claim_control_number) == (
        "",
        "1",
        "",
    )
    lines = secondary.lines.order_by("ordinal")
    assert [one.modifiers for one in lines] == [[], ["95"]]
    assert [one.place_of_service for one in lines] == ["11", "10"]
    assert [one.charge_line_id for one in lines] == [one.charge_line_id for one in claim.lines.order_by("ordinal")]
    assert list(secondary.diagnoses.values_list("code", flat=True)) == ["F411", "F4323"]


def test_a_tertiary_follows_the_secondary_with_both_answers(practice):
    people = family()
    secondary_plan(people.client, people.acme, position=3)
    claim = primary_claim(people)
    answered(claim)
    secondary = filed(decided(claim).next_claim)
    answered(secondary, worked_secondary(secondary))

    tertiary = decided(secondary).next_claim

    assert (tertiary.position, tertiary.previous_claim_id, tertiary.primary_claim_id) == (3, secondary.pk, claim.pk)
    assert [prior.paid for prior in tertiary.prior_payers.order_by("prior_claim__position")] == [229, 91]
    assert tertiary.waiting_on == WaitingOn.NOTHING
    assert client_balance(people.client.pk)["held_for_insurance"] == Decimal(10)
    with pytest.raises(NotCompleted):
        decided(tertiary)


def test_a_plan_added_later_makes_the_secondary_and_takes_the_share_back(practice):
    people = family(with_secondary=False)
    claim = primary_claim(people)
    answered(claim)
    assert decided(claim).outcome == Outcome.NO_ACTIVE_PLAN

    secondary_plan(people.client, people.blue)
    sync_client_claims(client_id=people.client.pk, by=None, now=NOW)

    assert outstanding_claims().get() == claim
    assert decided(claim).outcome == Outcome.CREATED
    balance = client_balance(people.client.pk)
    assert (balance["held_for_insurance"], balance["patient_responsibility"]) == (Decimal(101), Decimal(0))
    assert [row.outcome for row in claim.decisions.order_by("id")] == [Outcome.NO_ACTIVE_PLAN, Outcome.CREATED]


def test_a_plan_removed_voids_the_untouched_secondary(practice):
    people = family()
    claim = primary_claim(people)
    answered(claim)
    decided(claim)

    people.secondary.deactivated_at = NOW
    people.secondary.save()
    sync_client_claims(client_id=people.client.pk, by=None, now=NOW)

    assert Claim.objects.get(position=2).stage == Stage.VOID
    assert decided(claim).outcome == Outcome.NO_ACTIVE_PLAN
    assert client_balance(people.client.pk)["patient_responsibility"] == Decimal(101)


def test_asking_again_with_the_same_answer_adds_no_row(practice):
    claim = primary_claim(family(with_secondary=False))
    answered(claim)
    first = decided(claim)

    assert supersede_decision(claims=[claim.pk]) == 1
    assert decided(claim).pk == first.pk
    assert supersede_decision(claims=[claim.pk]) == 1
    assert supersede_decision(claims=[claim.pk]) == 0


def test_a_new_secondary_after_a_void_one(practice):
    """R11: reopened, voided, completed again: one new one, the old kept as void."""
    claim = primary_claim()
    adjudication = answered(claim)
    old = decided(claim).next_claim
    move_claim(claim=old, status=Status.VOIDED, by=None, now=NOW, kind="voided", text="Void.")

    new = decided(claim).next_claim

    assert new.pk != old.pk
    assert sorted(Claim.objects.filter(position=2).values_list("live", flat=True)) == [False, True]
    assert adjudication.state == "posted"


def test_reopened_and_completed_again_is_still_one(practice):
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
    decided(claim)
    claim.refresh_from_db()
    move_claim(claim=claim, status=Status.ACCEPTED, by=None, now=NOW, kind="reopened", text="Reopened.")
    complete_by_hand(claim_id=claim.pk, by=None, now=NOW)

    assert decided(claim).outcome == Outcome.EXISTS
    assert Claim.objects.filter(position=2).count() == 1


def test_many_are_decided_in_as_many_statements_as_one(practice):
    def decide(number):
        claims = [primary_claim() for _ in range(number)]
        for claim in claims:
            answered(claim)
        with CaptureQueriesContext(connection) as queries:
            ensure_secondaries(claim_ids=[claim.pk for claim in claims], now=NOW)
        return len(queries)

    assert decide(1) == decide(3) <= 45


def test_the_checklist_says_what_was_asked(practice):
    decision = refused_with("CO-16")

    rows = why_no_secondary(decision.claim)

    assert [row["text"] for row in rows if not row["ok"]] == [
        "Acme PPO gave CO-16: mend it there first, then the next claim follows.",
        "200.00 stays with Acme PPO for review; nothing of it is the next payer's.",
    ]
    assert rows[-3]["fix_url"] == f"/claims/{decision.claim_id}/"


def test_denied_in_full_and_forced_the_share_moves_to_the_new_claim(practice, biller):
    claim = primary_claim()
    answered(claim, replace(clp(claim, "0"), adjustments=(cas("PR-31", "450"),)))
    assert Claim.objects.get(pk=claim.pk).result == Result.DENIED

    forced = decided(claim, force=True, by=biller)

    assert forced.next_claim.prior_payers.get().claim_level_only
    held = client_balance(claim.client_id)["held_for_insurance"]
    assert (held, Bucket.insurer(2)) == (Decimal(450), Bucket.INSURER_2)
