"""The worked example's money, from two sessions to the client's credit."""

from datetime import date
from decimal import Decimal

import pytest

from claims.enums import Outcome, Result, Stage, Status, WaitingOn
from claims.models import Claim, PriorAdjustment
from claims.selectors.balances import client_balance, money_story
from claims.services.secondary import ensure_secondary
from tests.factories.claims import NOW, answered, family, filed, primary_claim, worked_secondary
from tests.factories.clients import ClientPaymentFactory

pytestmark = pytest.mark.django_db


def money(**amounts: str) -> dict[str, Decimal]:
    names = (
        "charge",
        "insurance_paid",
        "adjustments",
        "held_for_insurance",
        "patient_responsibility",
        "patient_paid",
        "patient_due",
        "credit",
    )
    return {name: Decimal(amounts.get(name, "0")) for name in names}


def test_sessions_become_one_claim_of_450(practice):
    people = family()

    claim = primary_claim(people)

    assert (claim.charge, claim.balance) == (Decimal(450), Decimal(450))
    assert (claim.first_service_date, claim.last_service_date) == (date(2026, 9, 1), date(2026, 9, 8))
    assert client_balance(people.client.pk) == money(charge="450", held_for_insurance="450")


def test_after_the_primary_the_share_is_held_for_the_secondary(practice):
    people = family()
    claim = primary_claim(people)
    ClientPaymentFactory(client=people.client, amount=Decimal("20.00"))

    answered(claim)

    claim.refresh_from_db()
    assert (claim.stage, claim.status, claim.result) == (Stage.COMPLETED, Status.POSTED, Result.PAID)
    assert (claim.paid, claim.balance) == (Decimal(229), Decimal(101))
    assert client_balance(people.client.pk) == money(
        charge="450", insurance_paid="229", adjustments="120", held_for_insurance="101", patient_paid="20"
    )


def test_the_secondary_is_there_filled_and_ready(practice):
    people = family()
    claim = primary_claim(people)
    answered(claim)

    decision = ensure_secondary(claim_id=claim.pk, now=NOW)

    assert decision.outcome == Outcome.CREATED
    secondary = decision.next_claim
    assert (secondary.position, secondary.previous_claim_id, secondary.primary_claim_id) == (2, claim.pk, claim.pk)
    assert (secondary.number, secondary.year, secondary.payer) == (claim.number, claim.year, people.blue)
    assert (secondary.stage, secondary.status, secondary.waiting_on) == (Stage.PENDING, Status.READY, "")
    assert (secondary.charge, secondary.balance) == (Decimal(450), Decimal(101))
    assert secondary.file_by == date(2026, 12, 1)
    [prior] = secondary.prior_payers.all()
    assert (prior.paid, prior.adjudicated_on, prior.payer_claim_control_number) == (
        Decimal(229),
        date(2026, 10, 2),
        "ACM2026000777",
    )
    assert not prior.claim_level_only
    rows = PriorAdjustment.objects.filter(prior_payer=prior).order_by("line__claim_line__ordinal", "ordinal")
    assert [(row.line.claim_line.ordinal, row.group_code, row.reason_code, row.amount) for row in rows] == [
        (1, "CO", "45", Decimal(70)),
        (1, "PR", "1", Decimal(50)),
        (1, "PR", "2", Decimal(26)),
        (2, "CO", "45", Decimal(50)),
        (2, "PR", "3", Decimal(25)),
    ]
    assert {row.source_label for row in rows} == {"ERA EFT0012345"}


def test_after_the_secondary_ten_are_the_clients_and_ten_are_a_credit(practice):
    people = family()
    claim = primary_claim(people)
    ClientPaymentFactory(client=people.client, amount=Decimal("20.00"))
    answered(claim)
    secondary = filed(ensure_secondary(claim_id=claim.pk, now=NOW).next_claim)

    answered(secondary, worked_secondary(secondary))

    secondary.refresh_from_db()
    assert (secondary.result, secondary.waiting_on) == (Result.PAID, WaitingOn.NOTHING)
    assert (secondary.paid, secondary.balance) == (Decimal(91), Decimal(10))
    assert client_balance(people.client.pk) == money(
        charge="450",
        insurance_paid="320",
        adjustments="120",
        patient_responsibility="10",
        patient_paid="20",
        credit="10",
    )
    story = money_story(secondary)
    assert [(part["label"], part["amount"]) for part in story.parts] == [
        ("Acme PPO paid", Decimal(229)),
        ("Blue Sample paid", Decimal(91)),
        ("Contractual", Decimal(120)),
        ("Client", Decimal(10)),
    ]
    assert Claim.objects.filter(live=True).count() == 2
