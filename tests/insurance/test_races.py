"""Two tabs at once, with real transactions: whatever wins, no secondary is left without its primary."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from claimcenter.practice.models import Practice
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import acting_in
from clients.models import Client
from insurance.models import InsurancePlan, Payer
from insurance.services.plans import add_plan, deactivate_plan, delete_plan
from tests.factories.clients import NOW, ClientFactory
from tests.factories.insurance import PayerFactory, PlanFactory, plan_details

pytestmark = pytest.mark.django_db(transaction=True)


class Tabs:
    """Runs each action in a thread of its own and transaction, all let go at the same moment."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.refused: list[Exception] = []

    def run(self, *actions: Callable[[], object]) -> None:
        gate = threading.Barrier(len(actions))
        threads = [threading.Thread(target=self._one, args=(action, gate)) for action in actions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
            assert not thread.is_alive(), "two tabs wait for each other"

    def _one(self, action: Callable[[], object], gate: threading.Barrier) -> None:
        try:
            with acting_in(self.practice, None):
                Client.objects.count()  # the connection and the tenant are there before the gate opens
                gate.wait(timeout=10)
                action()
        except (Refusal, IntegrityError) as error:
            self.refused.append(error)
        finally:
            connection.close()


@pytest.fixture
def tabs(committed_practice: Practice) -> Tabs:
    return Tabs(committed_practice)


@pytest.fixture
def client(committed_practice: Practice) -> Client:
    with acting_in(committed_practice, None):
        client = ClientFactory()
        PlanFactory(client=client)
    return client


@pytest.fixture
def payer(committed_practice: Practice) -> Payer:
    with acting_in(committed_practice, None):
        return PayerFactory()


def live_positions(practice: Practice, client: Client) -> list[int]:
    with acting_in(practice, None):
        plans = InsurancePlan.objects.filter(client=client, deactivated_at__isnull=True)
        return sorted(plans.values_list("position", flat=True))


@pytest.mark.parametrize("remove", [delete_plan, deactivate_plan])
def test_one_tab_removes_the_primary_while_the_other_adds_the_secondary(tabs, client, payer, remove):
    primary = client_plan(tabs, client)
    tabs.run(
        lambda: add_plan(client=client, details=plan_details(payer, position=2), by=None, now=NOW),
        lambda: remove(plan=primary, by=None, now=NOW),
    )
    assert len(tabs.refused) == 1
    assert isinstance(tabs.refused[0], Refusal)
    assert live_positions(tabs.practice, client) in ([1, 2], [])


@pytest.mark.parametrize("statement", ["DELETE", "UPDATE"])
def test_the_database_holds_it_without_the_verbs(tabs, client, payer, statement):
    primary = client_plan(tabs, client)
    own = InsurancePlan.objects.filter(pk=primary.pk)
    tabs.run(
        lambda: PlanFactory(client=client, payer=payer, position=2),
        own.delete if statement == "DELETE" else (lambda: own.update(deactivated_at=timezone.now())),
    )
    assert len(tabs.refused) == 1
    assert live_positions(tabs.practice, client) in ([1, 2], [])


def test_two_tabs_add_the_secondary(tabs, client, payer):
    add = lambda: add_plan(client=client, details=plan_details(payer, position=2), by=None, now=NOW)  # noqa: E731
    tabs.run(add, add)
    assert [error.code for error in tabs.refused] == ["plan_overlaps"]
    assert live_positions(tabs.practice, client) == [1, 2]


def client_plan(tabs: Tabs, client: Client) -> InsurancePlan:
    with acting_in(tabs.practice, None):
        return InsurancePlan.objects.select_related("payer").get(client=client)
