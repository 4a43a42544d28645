"""Typed EOBs, completion by hand, and what clients paid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from claims.enums import AdjudicationState, EntryKind, Result, Source, Stage, Status
from claims.models import ChargeLineBalance, Claim, LedgerEntry
from claims.selectors.balances import client_balance, money_story
from claims.services.adjudication import reverse_adjudication
from claims.services.completion import CannotComplete, complete_by_hand
from claims.services.eob import EobRefused, TypedEob, TypedEobLine, post_typed_eob
from claims.services.payments import settle_payments
from claims.services.secondary import ensure_secondary
from claims.services.transitions import move_claim
from claims.states import TransitionNotAllowed
from clients.services.payments import refund_payment
from tests.factories.claims import (
    FIRST_DAY,
    NOW,
    SECOND_DAY,
    answered,
    cas,
    family,
    primary_claim,
    secondary_plan,
    worked_primary,
)
from tests.factories.clients import ClientFactory, ClientPaymentFactory, book, line
from tests.factories.insurance import PlanFactory

pytestmark = pytest.mark.django_db

WORKED = TypedEob(
    paid=Decimal(229),
    adjudicated_on=date(2026, 10, 2),
    payer_claim_control_number="ACM1",
    lines=(
        TypedEobLine(line=1, paid=Decimal(104), adjustments=(cas("CO-45", "70"), cas("PR-1", "76"))),
        TypedEobLine(line=2, paid=Decimal(125), adjustments=(cas("CO-45", "50"), cas("PR-3", "25"))),
    ),
)


class TestTypedEob:
    def post(self, claim, by, eob=WORKED):
        return post_typed_eob(claim_id=claim.pk, eob=eob, by=by, now=NOW)

    def test_it_completes_the_claim_with_the_person_as_source(self, practice, biller):
        claim = primary_claim()

        adjudication = self.post(claim, biller)

        claim.refresh_from_db()
        assert (claim.stage, claim.result, claim.paid) == (Stage.COMPLETED, Result.PAID, Decimal(229))
        assert (adjudication.source, adjudication.source_label) == (Source.TYPED, "typed by Alice Biller, 20 Nov 2026")
        assert adjudication.state == AdjudicationState.POSTED
        assert client_balance(claim.client_id)["held_for_insurance"] == Decimal(101)

    def test_typing_again_replaces_what_was_typed(self, practice, biller):
        claim = primary_claim()
        self.post(claim, biller)

        self.post(claim, biller, replace(WORKED, paid=Decimal(400), lines=(), adjustments=(cas("PR-1", "50"),)))

        claim.refresh_from_db()
        assert claim.paid == Decimal(400)
        assert claim.adjudications.filter(state=AdjudicationState.POSTED).count() == 1

    def test_what_does_not_add_up_is_refused_line_by_line(self, practice, biller):
        claim = primary_claim()
        bad = replace(WORKED, lines=(replace(WORKED.lines[0], paid=Decimal(100)), WORKED.lines[1]))

        with pytest.raises(EobRefused) as refused:
            self.post(claim, biller, bad)

        assert [(error["field"], error["message"]) for error in refused.value.errors] == [
            ("lines.0", "Line 1: 4.00 of the charge is neither paid nor adjusted.")
        ]
        assert not claim.adjudications.exists()

    @pytest.mark.parametrize(
        ("lines", "code"), [(WORKED.lines[:1], "lines_differ"), ((WORKED.lines[0], WORKED.lines[0]), "lines_differ")]
    )
    def test_every_line_is_said_once_or_none_at_all(self, practice, biller, lines, code):
        with pytest.raises(EobRefused) as refused:
            self.post(primary_claim(), biller, replace(WORKED, lines=lines))
        assert refused.value.code == code

    def test_an_era_that_answered_is_not_typed_over(self, practice, biller):
        claim = primary_claim()
        answered(claim)

        with pytest.raises(EobRefused) as refused:
            self.post(claim, biller)
        assert refused.value.code == "era_posted"

    def test_a_claim_without_a_payer_has_no_eob(self, practice, biller):
        people = family()
        people.primary.effective_from = SECOND_DAY
        people.primary.save()
        book(people.client, date_of_service=FIRST_DAY)

        with pytest.raises(EobRefused) as refused:
            self.post(Claim.objects.get(), biller)
        assert refused.value.code == "no_payer"

    def test_an_unknown_claim(self, practice, biller):
        with pytest.raises(Claim.DoesNotExist):
            post_typed_eob(claim_id=99999, eob=WORKED, by=biller, now=NOW)


class TestByHand:
    def test_nothing_moves_and_it_is_done_once(self, practice, biller):
        claim = primary_claim()

        complete_by_hand(claim_id=claim.pk, by=biller, now=NOW)
        complete_by_hand(claim_id=claim.pk, by=biller, now=NOW)

        claim.refresh_from_db()
        assert (claim.stage, claim.status, claim.result) == (Stage.COMPLETED, Status.BY_HAND, Result.NONE)
        assert claim.completed_at == NOW
        assert claim.events.filter(kind="completed_by_hand").count() == 1
        assert client_balance(claim.client_id)["held_for_insurance"] == Decimal(450)

    def test_void_or_without_a_plan_it_cannot_be(self, practice):
        claim = primary_claim()
        move_claim(claim=claim, status=Status.VOIDED, by=None, now=NOW, kind="voided", text="Void.")
        with pytest.raises(CannotComplete, match="void"):
            complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        with pytest.raises(TransitionNotAllowed):
            move_claim(claim=claim, status=Status.READY, by=None, now=NOW, kind="x", text="x")
        plan = PlanFactory(effective_from=SECOND_DAY)
        book(plan.client, date_of_service=FIRST_DAY)
        with pytest.raises(CannotComplete, match="no plan"):
            complete_by_hand(claim_id=Claim.objects.get(client=plan.client).pk, by=None, now=NOW)
        with pytest.raises(Claim.DoesNotExist):
            complete_by_hand(claim_id=99999, by=None, now=NOW)


class TestPayments:
    def pay(self, client, amount, **fields):
        payment = ClientPaymentFactory(client=client, amount=Decimal(amount), **fields)
        settle_payments(client_ids=[client.pk], by=None, now=NOW)
        return payment

    def paid(self):
        rows = ChargeLineBalance.objects.order_by("charge_line")
        return list(rows.values_list("patient", "patient_paid"))

    def test_the_oldest_debt_is_paid_first(self, practice):
        client = ClientFactory()
        book(client, line("90791", "250.00"), date_of_service=SECOND_DAY)
        book(client, line("90837", "200.00"), date_of_service=FIRST_DAY)

        self.pay(client, "220.00")

        assert self.paid() == [(Decimal(230), Decimal(20)), (Decimal(0), Decimal(200))]
        assert client_balance(client.pk)["patient_due"] == Decimal(230)

    def test_a_payment_for_a_session_goes_there_first(self, practice):
        client = ClientFactory()
        book(client, line("90791", "250.00"), date_of_service=FIRST_DAY)
        second = book(client, line("90837", "200.00"), date_of_service=SECOND_DAY)

        self.pay(client, "210.00", appointment=second)

        assert self.paid() == [(Decimal(240), Decimal(10)), (Decimal(0), Decimal(200))]

    def test_a_copay_waits_for_the_insurer(self, practice):
        people = family(with_secondary=False)
        claim = primary_claim(people)
        other = ClientPaymentFactory(client=people.client, amount=Decimal(30))
        visit = claim.lines.get(ordinal=2).charge_line.appointment
        self.pay(people.client, "25.00", appointment=visit)
        assert not LedgerEntry.objects.filter(kind=EntryKind.PATIENT_PAYMENT).exists()

        answered(claim)

        assert self.paid() == [(Decimal(46), Decimal(30)), (Decimal(0), Decimal(25))]
        assert other.ledger.count() == 1

    def test_settling_twice_writes_nothing(self, practice):
        client = ClientFactory()
        book(client, line("90791", "250.00"))
        self.pay(client, "100.00")

        assert settle_payments(client_ids=[client.pk], by=None, now=NOW) == 0

    def test_a_refund_takes_back_what_was_applied(self, practice, biller):
        client = ClientFactory()
        book(client, line("90791", "250.00"))
        payment = self.pay(client, "100.00")

        refund_payment(payment=payment, amount=Decimal(40), refunded_on=date(2026, 11, 1), by=biller, now=NOW)

        assert self.paid() == [(Decimal(190), Decimal(60))]
        assert client_balance(client.pk)["patient_paid"] == Decimal(60)

    def test_a_reversal_sets_the_payment_free(self, practice):
        people = family(with_secondary=False)
        claim = primary_claim(people)
        adjudication = answered(claim)
        self.pay(people.client, "101.00")
        assert client_balance(people.client.pk)["patient_due"] == Decimal(0)

        reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Reversed.")

        balance = client_balance(people.client.pk)
        assert (balance["patient_responsibility"], balance["patient_paid"], balance["credit"]) == (0, 101, 0)
        assert self.paid() == [(Decimal(0), Decimal(0)), (Decimal(0), Decimal(0))]

    def test_a_late_secondary_takes_back_what_the_client_had_paid(self, practice):
        people = family(with_secondary=False)
        claim = primary_claim(people)
        answered(claim)
        self.pay(people.client, "101.00")
        secondary_plan(people.client, people.blue)

        ensure_secondary(claim_id=claim.pk, now=NOW)

        balance = client_balance(people.client.pk)
        assert (balance["held_for_insurance"], balance["patient_responsibility"]) == (Decimal(101), Decimal(0))
        assert (balance["patient_paid"], balance["credit"]) == (Decimal(101), Decimal(0))

    def test_money_from_the_payer_stays_the_clients_when_a_secondary_comes(self, practice):
        people = family(with_secondary=False)
        claim = primary_claim(people)
        facts = worked_primary(claim)
        second = replace(facts.lines[1], adjustments=(cas("CO-45", "50"), cas("PR-100", "25")))
        answered(claim, replace(facts, lines=(facts.lines[0], second)))
        secondary_plan(people.client, people.blue)

        ensure_secondary(claim_id=claim.pk, now=NOW)

        balance = client_balance(people.client.pk)
        assert (balance["held_for_insurance"], balance["patient_responsibility"]) == (Decimal(76), Decimal(25))


def test_a_client_nobody_billed_owes_nothing(practice):
    assert set(client_balance(ClientFactory().pk).values()) == {Decimal(0)}


def test_the_money_story_says_who_is_on_the_hook(practice):
    claim = primary_claim()
    assert money_story(claim).on_the_hook == "On the hook now: Acme PPO for 450.00."
    answered(claim)
    story = money_story(claim)
    assert story.on_the_hook == "On the hook now: the secondary payer for 101.00."
    assert story.client == "The client owes nothing yet: an insurer is still to answer."
    ensure_secondary(claim_id=claim.pk, now=NOW)
    story = money_story(claim)
    assert story.on_the_hook == "On the hook now: Blue Sample for 101.00."
    assert sum(part["amount"] for part in story.parts) == claim.charge
    assert {part["kind"] for part in story.parts} == {"paid", "contract", "left"}
