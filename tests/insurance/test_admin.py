"""The operator's admin: the same verbs, so the same rules."""

import pytest

from insurance.models import InsurancePlan, Payer
from tests.conftest import constraints_checked
from tests.factories.clients import ClientFactory
from tests.factories.insurance import PayerFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("practice")
PLANS = "/admin/insurance/insuranceplan/"


@pytest.fixture
def browser(client_as, operator):
    return client_as(operator)


def typed(client, payer, **fields):
    return {
        "client": client.pk, "payer": payer.pk, "position": "1", "member_id": "AHP123456", "relationship": "self",
        "effective_from": "2026-01-01", "disclosure": "bill", **fields,
    }  # fmt: skip


def test_a_plan_is_added_by_the_verb(browser):
    client = ClientFactory()
    response = browser.post(f"{PLANS}add/", typed(client, PayerFactory()))
    assert response.status_code == 302
    plan = InsurancePlan.objects.get()
    assert (plan.client, plan.member_id, bytes(plan.member_id_index) != b"") == (client, "AHP123456", True)


def test_a_secondary_without_a_primary_is_refused_kindly(browser):
    response = browser.post(f"{PLANS}add/", typed(ClientFactory(), PayerFactory(), position="2"))
    assert response.status_code == 200
    assert b"add the primary plan first" in response.content
    assert not InsurancePlan.objects.exists()


def test_a_plan_is_changed_and_its_member_id_checked(browser):
    plan = PlanFactory()
    address = f"{PLANS}{plan.pk}/change/"
    assert browser.get(address).status_code == 200
    response = browser.post(address, typed(plan.client, plan.payer, member_id="A B"))
    assert b"Did you mean AB?" in response.content
    assert browser.post(address, typed(plan.client, plan.payer, group_number="GRP7")).status_code == 302
    plan.refresh_from_db()
    assert (plan.group_number, plan.version) == ("GRP7", 2)


def test_deactivating_goes_by_the_rule(browser):
    client = ClientFactory()
    with constraints_checked():
        primary, secondary = PlanFactory(client=client), PlanFactory(client=client, position=2)
    chosen = {"action": "deactivate", "_selected_action": [primary.pk]}
    response = browser.post(PLANS, chosen, follow=True)
    assert b"without first removing the secondary plan" in response.content
    browser.post(PLANS, {**chosen, "_selected_action": [primary.pk, secondary.pk]})
    assert not InsurancePlan.objects.filter(deactivated_at__isnull=True).exists()


def test_nothing_is_deleted_here(browser):
    plan = PlanFactory()
    assert browser.post(f"{PLANS}{plan.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_payer_keeps_its_aliases(browser):
    payer = PayerFactory(aliases=["X1"])
    fields = {"name": "Acme", "payer_id": "AC9", "filing_indicator": "CI", "secondary_filing_days": "60",
              "crossover_wait_days": "30", "sends_patient_paid": "on", "is_active": "on"}  # fmt: skip
    assert browser.post(f"/admin/insurance/payer/{payer.pk}/change/", fields).status_code == 302
    payer.refresh_from_db()
    assert (payer.name, payer.aliases) == ("Acme", ["X1"])
    taken = browser.post("/admin/insurance/payer/add/", fields)
    assert b"belongs to Acme already" in taken.content
    assert Payer.objects.count() == 1


@pytest.mark.parametrize(
    "model",
    ["clients/client", "clients/appointment", "clients/chargeline", "clients/clientpayment", "clients/consent",
     "clients/document", "clients/portalaccess", "insurance/payer", "insurance/insuranceplan"],
)  # fmt: skip
def test_every_list_opens(browser, model):
    PlanFactory()
    assert browser.get(f"/admin/{model}/").status_code == 200
