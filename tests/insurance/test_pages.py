"""Add and Update Insurance Plan, the Actions behind a plan, payers: shown kindly, nothing typed is lost."""

import io

import pytest
from PIL import Image

from insurance.models import InsurancePlan, Payer, PlanCard
from tests.clients.permission_rows import stored_file
from tests.conftest import constraints_checked
from tests.factories.clients import ClientFactory, DocumentFactory
from tests.factories.insurance import PayerFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def browser(client_as, biller):
    signed_in = client_as(biller)
    signed_in.get("/clients/")
    return signed_in


@pytest.fixture
def acme():
    return PayerFactory(name="Acme Health", payer_id="AC001")


def typed(chosen: Payer, **fields):
    return {
        "payer": chosen.pk, "member_id": "AHP123456", "effective_from": "2026-01-01", "relationship": "self",
        "disclosure": "bill", **fields,
    }  # fmt: skip


def pair():
    client = ClientFactory()
    with constraints_checked():
        primary = PlanFactory(client=client, payer=PayerFactory(name="Acme Health"))
        secondary = PlanFactory(client=client, position=2, payer=PayerFactory(name="Blue Sample"))
    return client, primary, secondary


def card(color="teal") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (80, 50), color).save(out, "JPEG")
    out.seek(0)
    out.name = "card.jpg"
    return out


def test_the_main_road_primary_then_secondary(browser, acme):
    client = ClientFactory()
    tab = f"/clients/{client.pk}/claim-center/"
    assert b"Add Insurance Plan" in browser.get(tab).content
    add = f"/clients/{client.pk}/plans/add/"
    assert b"Secondary" in browser.get(add).content
    assert browser.post(add, typed(acme)).status_code == 302
    blue = PayerFactory(name="Blue Sample")
    assert browser.post(add, typed(blue, secondary="on", member_id="BSX1")).status_code == 302
    text = browser.get(tab).content.decode()
    assert "Secondary insurance, active" in text
    assert "Primary insurance, active" in text
    assert InsurancePlan.objects.get(payer=blue).position == 2


def test_a_secondary_without_a_primary_keeps_the_form(browser, acme):
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/plans/add/", typed(acme, secondary="on", group_number="GRP7"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "add the primary plan first" in text
    assert 'value="GRP7"' in text
    assert "<title>Error:" in text
    assert not InsurancePlan.objects.exists()


def test_secondary_and_tertiary_are_not_one_plan(browser, acme):
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/plans/add/", typed(acme, secondary="on", tertiary="on"))
    assert response.status_code == 422
    assert b"secondary or tertiary, not both" in response.content


def test_the_cleaned_member_id_is_one_click_away(browser, acme):
    client = ClientFactory()
    add = f"/clients/{client.pk}/plans/add/"
    response = browser.post(add, typed(acme, member_id="AHP 123-456"))
    assert response.status_code == 422
    assert b'name="use_member_id" value="AHP123456"' in response.content
    browser.post(add, typed(acme, member_id="AHP 123-456", use_member_id="AHP123456"))
    assert InsurancePlan.objects.get().member_id == "AHP123456"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"payer": "999999"}, "This payer is not on your list"),
        ({"payer": "x"}, "This payer is not on your list"),
        ({"effective_to": "2025-01-01"}, "end before it begins"),
        ({"effective_from": ""}, "id_effective_from"),
        ({"copay": "1e3"}, "dollars and cents"),
        ({"relationship": "spouse"}, "give the subscriber"),
        ({"member_id": "A\x00"}, "cannot be seen"),
        ({"group_name": "\u202eevil"}, "cannot be seen"),
        ({"group_name": "g" * 10_000}, "characters too long"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(browser, acme, fields, said):
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/plans/add/", typed(acme, **fields))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not InsurancePlan.objects.exists()


def test_medicare_second_asks_why(browser):
    client, *_ = pair()
    medicare = PayerFactory(name="Medicare", filing_indicator="MB")
    PlanFactory(client=client, position=3, effective_from="2030-01-01", deactivated_at="2026-01-01T00:00Z")
    add = f"/clients/{client.pk}/plans/add/"
    response = browser.post(add, typed(medicare, tertiary="on"))
    assert b"must say why" in response.content
    assert browser.post(add, typed(medicare, tertiary="on", medicare_secondary_reason="12")).status_code == 302


def test_two_people_edit_one_plan(browser, client_as, administrator):
    client, plan, _ = pair()
    address = f"/clients/{client.pk}/plans/{plan.pk}/"
    assert b"AHP" in browser.get(address).content
    client_as(administrator).post(address, typed(plan.payer, group_number="FIRST", version="1"))
    response = browser.post(address, typed(plan.payer, group_number="SECOND", version="1"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Dora Administrator saved this" in text
    assert 'value="SECOND"' in text
    assert browser.post(address, typed(plan.payer, group_number="SECOND", version="2")).status_code == 302


@pytest.mark.parametrize("deed", ["delete", "deactivate"])
def test_a_primary_is_not_removed_before_its_secondary(browser, deed):
    client, primary, secondary = pair()
    address = f"/clients/{client.pk}/plans/{primary.pk}/{deed}/"
    assert browser.get(address).status_code == 200
    response = browser.post(address)
    text = response.content.decode()
    assert response.status_code == 409
    assert "You cannot delete a primary plan without first removing the secondary plan. Blue Sample stands" in text
    assert f"/clients/{client.pk}/plans/{secondary.pk}/" in text
    assert browser.post(f"/clients/{client.pk}/plans/{secondary.pk}/{deed}/").status_code == 302
    assert browser.post(address).status_code == 302


def test_a_deactivated_plan_is_brought_back(browser):
    client, _, secondary = pair()
    address = f"/clients/{client.pk}/plans/{secondary.pk}/"
    browser.post(f"{address}deactivate/")
    assert b"(deactivated)" in browser.get(f"/clients/{client.pk}/claim-center/").content
    browser.post(f"{address}reactivate/")
    secondary.refresh_from_db()
    assert secondary.is_live
    assert browser.post(address, typed(secondary.payer, secondary="on")).status_code == 302


def test_ending_asks_what_becomes_of_the_secondary(browser):
    client, primary, _ = pair()
    address = f"/clients/{client.pk}/plans/{primary.pk}/end/"
    assert b"What becomes of the plan after it?" in browser.get(address).content
    asked = browser.post(address, {"last_day": "2026-06-30"})
    assert asked.status_code == 422
    assert b"Choose what becomes of the plan after it" in asked.content
    assert browser.post(address, {"last_day": "2026-06-30", "follower": "promote"}).status_code == 302
    assert InsurancePlan.objects.filter(client=client, position=1).count() == 2


def test_ending_alone_asks_nothing(browser):
    plan = PlanFactory()
    address = f"/clients/{plan.client_id}/plans/{plan.pk}/end/"
    assert b"What becomes of the plan after it?" not in browser.get(address).content
    assert browser.post(address, {"last_day": "2020-01-01"}).status_code == 422
    assert browser.post(address, {"last_day": "2026-06-30"}).status_code == 302


def test_two_plans_swap(browser):
    client, primary, secondary = pair()
    address = f"/clients/{client.pk}/plans/{secondary.pk}/swap/"
    assert b"Should Blue Sample pay before Acme Health?" in browser.get(address).content
    assert browser.post(address).status_code == 302
    primary.refresh_from_db()
    assert primary.position == 2
    assert b"There is no plan before this one" in browser.get(address).content


def test_card_pictures_are_kept_with_the_plan(browser, acme):
    client = ClientFactory()
    add = f"/clients/{client.pk}/plans/add/"
    wrong = io.BytesIO(b"<html>")
    wrong.name = "card.jpg"
    refused = browser.post(add, typed(acme, card_front=wrong))
    assert refused.status_code == 422
    assert b"whatever its name says" in refused.content
    assert not InsurancePlan.objects.exists()
    assert browser.post(add, typed(acme, card_front=card(), card_back=card("red"))).status_code == 302
    plan = InsurancePlan.objects.get()
    shown = browser.get(f"/clients/{client.pk}/plans/{plan.pk}/card/front/")
    assert shown["Content-Type"] == "image/jpeg"
    assert browser.get(f"/clients/{client.pk}/plans/{plan.pk}/card/side/").status_code == 404
    browser.post(f"/clients/{client.pk}/plans/{plan.pk}/", typed(acme, card_front=card("blue")))
    assert PlanCard.objects.filter(side="front").count() == 2
    assert PlanCard.objects.filter(side="front", replaced_at__isnull=True).count() == 1


def test_what_the_client_sent_is_compared_and_taken_over(browser):
    client, plan, _ = pair()
    document = DocumentFactory(client=client, kind="card_front", file=stored_file(), needs_review=True)
    assert b"The client sent a new insurance card" in browser.get(f"/clients/{client.pk}/claim-center/").content
    address = f"/clients/{client.pk}/plans/{plan.pk}/"
    assert b"needs review" in browser.get(address).content
    browser.post(f"{address}card/use/{document.pk}/")
    document.refresh_from_db()
    assert not document.needs_review
    assert plan.cards.get().file_id == document.file_id
    letter = DocumentFactory(client=client, kind="other", file=stored_file())
    assert b"not a card of this client" in browser.post(f"{address}card/use/{letter.pk}/", follow=True).content


def test_a_restricted_plan_says_why(browser):
    plan = PlanFactory(client=ClientFactory(part2_record=True))
    assert b"no consent is on file" in browser.get(f"/clients/{plan.client_id}/claim-center/").content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_panel_costs_the_same_with_any_number_of_plans(browser, rows, django_assert_num_queries, rf):
    from insurance.plans_panel import plans_context

    client = ClientFactory()
    for position in range(1, rows + 1):
        PlanFactory(client=client, position=position)
    request = rf.get("/")
    with django_assert_num_queries(
        2
    ):  # the plans, and the audit row; who may not see documents is not asked about cards
        context = plans_context(request, client)
    assert len(context["plan_rows"]) == rows


def test_payers_are_added_changed_and_found(browser):
    fields = {"name": "Acme Health", "payer_id": "ac001", "filing_indicator": "CI", "secondary_filing_days": "60",
              "crossover_wait_days": "30", "aliases": "X1, X2", "is_active": "on"}  # fmt: skip
    address = "/settings/claims-center/payers/"
    assert b"No payers yet" in browser.get(address).content
    assert browser.post(f"{address}add/", fields).status_code == 302
    payer = Payer.objects.get()
    assert payer.aliases == ["X1", "X2"]
    known = browser.post(f"{address}add/", fields)
    assert known.status_code == 409
    assert b"belongs to Acme Health already" in known.content
    assert b"X1, X2" in browser.get(f"{address}{payer.pk}/").content
    assert browser.post(f"{address}{payer.pk}/", {**fields, "version": "1", "name": "Acme PPO"}).status_code == 302
    assert browser.post(f"{address}{payer.pk}/", {**fields, "version": "1"}).status_code == 409
    found = browser.get(f"{address}search/", {"q": "acm"}).json()
    assert found == {"results": [{"value": str(payer.pk), "label": "Acme PPO", "hint": "AC001"}]}


def test_another_practices_payer_cannot_be_chosen(browser, other_practice, inside):
    with inside(other_practice):
        foreign = PayerFactory()
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/plans/add/", typed(foreign))
    assert response.status_code == 422
    assert not InsurancePlan.objects.exists()
