"""Credits become tasks that say whose money it is, and close when it is given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.enums import Ground, TaskKind, TaskOutcome
from claims.models import Adjudication, Task
from claims.services.adjudication import reverse_adjudications
from claims.services.deeds import release_shield
from claims.services.payments import settle_payments
from claims.services.secondary import ensure_secondaries
from claims.services.work import close_task
from clients.services.payments import PaymentDetails, record_payment, refund_payment
from tests.factories.claims import (
    NOW,
    answered,
    cas,
    clp,
    family,
    filed,
    primary_claim,
    svc,
    worked_secondary,
)
from tests.factories.clients import ClientFactory, book, line
from tests.factories.insurance import PlanFactory

pytestmark = pytest.mark.django_db


def pay(client, amount, by):
    details = PaymentDetails(amount=Decimal(amount), received_on=NOW.date())
    return record_payment(client=client, details=details, by=by, now=NOW)


def refund(payment, amount, by, now=NOW):
    return refund_payment(payment=payment, amount=Decimal(amount), refunded_on=now.date(), by=by, now=now)


def tasks(**of):
    found = Task.objects.filter(kind=TaskKind.REFUND, **of).order_by("pk")
    return [(task.reference, task.amount, task.claim_id, task.outcome) for task in found]


@pytest.fixture
def owed(practice):
    """The only payer has answered: the client owes 101.00."""
    claim = primary_claim(family(with_secondary=False))
    answered(claim)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def chain(practice):
    claim = primary_claim()
    answered(claim)
    return claim, filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)


class TestClients:
    def test_a_credit_opens_one_task_and_the_refund_closes_it(self, owed, biller):
        payment = pay(owed.client, "126", biller)
        assert tasks() == [("client", Decimal(25), None, "")]
        task = Task.objects.get()
        assert task.text.startswith("25.00 is the client's")
        assert task.due_on == task.opened_at.date() + timedelta(days=60)

        refund(payment, "10", biller)
        assert tasks() == [("client", Decimal(15), None, "")]
        refund(payment, "15", biller)
        assert tasks() == [("client", Decimal(15), None, TaskOutcome.DONE)]
        task.refresh_from_db()
        assert task.closed_by == biller

    def test_none_while_an_insurer_is_still_to_answer(self, chain, biller):
        _, secondary = chain
        pay(secondary.client, "25", biller)
        assert tasks() == []
        answered(secondary, worked_secondary(secondary))
        assert tasks() == [("client", Decimal(15), None, "")]

    def test_a_late_answer_after_a_release_gives_back_what_the_client_paid(self, chain, biller, administrator):
        _, secondary = chain
        release_shield(claim_id=secondary.pk, ground=Ground.NO_ANSWER, reason="silent", by=administrator, now=NOW)
        pay(secondary.client, "101", biller)
        assert tasks() == []
        answered(secondary, worked_secondary(secondary))
        assert tasks() == [("client", Decimal(91), None, "")]

    def test_a_prepayment_waits_for_its_session(self, practice, biller):
        client = ClientFactory()
        PlanFactory(client=client, position=1)
        pay(client, "25", biller)
        assert tasks() == []

    def test_a_new_session_takes_the_task_back_until_it_is_answered(self, owed, biller):
        pay(owed.client, "126", biller)
        book(owed.client, line("90837", "200.00"))
        assert tasks() == [("client", Decimal(25), None, TaskOutcome.SUPERSEDED)]

    def test_what_a_person_decided_is_not_opened_again_for_the_same_amount(self, owed, biller):
        pay(owed.client, "126", biller)
        keep = {"outcome": TaskOutcome.NOT_NEEDED, "note": "stays for the next visit", "by": biller, "now": NOW}
        close_task(task_id=Task.objects.get().pk, **keep)
        settle_payments(client_ids=[owed.client_id], by=None, now=NOW)
        assert len(tasks()) == 1
        pay(owed.client, "1", biller)
        assert tasks(closed_at__isnull=True) == [("client", Decimal(26), None, "")]

    def test_the_billing_page_says_whose_money_it_is(self, client_as, owed, biller):
        pay(owed.client, "126", biller)
        page = client_as(biller).get(reverse("clients:billing", args=[owed.client_id])).content.decode()
        assert "Money to give back" in page
        assert "To the client" in page

    def test_settling_takes_the_same_statements_for_one_client_and_three(self, practice, biller):
        def settled(number):
            claims = [primary_claim(family(with_secondary=False)) for _ in range(number)]
            for claim in claims:
                answered(claim)
                pay(claim.client, "126", biller)
            ids = [claim.client_id for claim in claims]
            with CaptureQueriesContext(connection) as queries:
                settle_payments(client_ids=ids, by=None, now=NOW)
            return len(queries)

        assert settled(1) == settled(3)


class TestPayers:
    def overpaid(self, claim):
        one, two = claim.lines.order_by("ordinal")
        return answered(
            claim, clp(claim, "480", svc(one, "280", cas("OA-94", "-30")), svc(two, "200"), source_label="ERA X")
        )

    def test_an_overpayment_is_the_payers_and_its_takeback_closes_the_task(self, chain, biller):
        _, secondary = chain
        one, two = secondary.lines.order_by("ordinal")
        facts = clp(secondary, "121", svc(one, "96", cas("OA-23", "154")), svc(two, "25", cas("OA-23", "175")))
        answered(secondary, facts)
        assert tasks(reference="payer") == [("payer", Decimal(20), secondary.pk, "")]
        task = Task.objects.get(reference="payer")
        assert "Blue Sample's" in task.text

        standing = Adjudication.objects.get(claim=secondary)
        reverse_adjudications(adjudication_ids=[standing.pk], by=biller, now=NOW, why="Taken back.")
        assert tasks(reference="payer") == [("payer", Decimal(20), secondary.pk, TaskOutcome.SUPERSEDED)]
