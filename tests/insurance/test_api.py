"""The REST API of clients, plans and appointments, in the words of the contract."""

import pytest

from clients.models import Appointment, Client, ClientPayment
from insurance.models import InsurancePlan, Payer
from tests.factories.clients import ClientAssignmentFactory, ClientFactory, book
from tests.factories.insurance import PayerFactory, PlanFactory
from tests.factories.practice import OrganizationFactory, ProviderFactory

pytestmark = pytest.mark.usefixtures("practice")
API = "/api/v1"
DANA = {
    "first_name": "Dana", "last_name": "Rivers", "date_of_birth": "1988-07-04", "sex": "F",
    "address": {"line1": "5 Hill Street", "city": "Portland", "state": "OR", "zip": "97205"},
}  # fmt: skip


@pytest.fixture
def api(api_client, biller):
    return api_client(biller)


def plan_json(client, payer, **fields):
    return {
        "client": client, "payer": payer, "position": "primary", "member_id": "AHP123456", "group_number": "GRP100",
        "relationship": "self", "effective_from": "2026-01-01", **fields,
    }  # fmt: skip


def session_json(client, **fields):
    return {
        "client": client, "date_of_service": "2026-09-01", "place_of_service": "11", "diagnoses": ["F41.1"],
        "lines": [{"procedure": "90837", "modifiers": ["95"], "units": 1, "charge": "200.00",
                   "diagnosis_pointers": [1]}],
        "note_signed": True, **fields,
    }  # fmt: skip


def code(response) -> str:
    assert response["Content-Type"] == "application/problem+json"
    return response.json()["code"]


def test_a_client_a_payer_and_two_plans(api):
    client = api.post(f"{API}/clients/", DANA)
    assert client.status_code == 201
    assert client.json()["address"]["city"] == "Portland"
    assert client.json()["part2_record"] is False
    acme = api.post(f"{API}/payers/", {"name": "Acme", "payer_id": "AC001", "filing_indicator": "CI"}).json()
    blue = api.post(f"{API}/payers/", {"name": "Blue", "payer_id": "BS002", "filing_indicator": "BL"}).json()
    early = api.post(f"{API}/insurance-plans/", plan_json(client.json()["id"], blue["id"], position="secondary"))
    assert (early.status_code, code(early)) == (409, "needs_primary")
    primary = api.post(f"{API}/insurance-plans/", plan_json(client.json()["id"], acme["id"]))
    assert primary.status_code == 201
    subscriber = {"first_name": "Lee", "last_name": "Rivers", "date_of_birth": "1986-01-09", "sex": "male"}
    secondary = api.post(
        f"{API}/insurance-plans/",
        plan_json(client.json()["id"], blue["id"], position="secondary", relationship="spouse", subscriber=subscriber),
    )
    assert secondary.status_code == 201
    assert secondary.json()["position"] == "secondary"
    assert secondary.json()["subscriber"]["sex"] == "M"
    refused = api.delete(f"{API}/insurance-plans/{primary.json()['id']}/")
    assert (refused.status_code, code(refused)) == (409, "secondary_stands")
    assert refused.json()["errors"][0]["plan"] == secondary.json()["id"]
    for plan in (secondary, primary):
        assert api.delete(f"{API}/insurance-plans/{plan.json()['id']}/").status_code == 204
    assert not InsurancePlan.objects.exists()


def test_overlap_and_versions_are_409(api):
    plan = PlanFactory()
    overlap = api.post(f"{API}/insurance-plans/", plan_json(plan.client_id, plan.payer_id))
    assert (overlap.status_code, code(overlap)) == (409, "plan_overlaps")
    address = f"{API}/insurance-plans/{plan.pk}/"
    assert api.patch(address, {"group_number": "NEW", "version": 1}).json()["version"] == 2
    stale = api.patch(address, {"group_number": "OLD", "version": 1})
    assert (stale.status_code, code(stale)) == (409, "changed_meanwhile")
    assert InsurancePlan.objects.get().group_number == "NEW"


def test_a_plan_is_ended_deactivated_and_brought_back(api):
    client = ClientFactory()
    primary = PlanFactory(client=client)
    PlanFactory(client=client, position=2)
    address = f"{API}/insurance-plans/{primary.pk}/"
    undecided = api.post(f"{address}end/", {"last_day": "2026-06-30"})
    assert (undecided.status_code, code(undecided)) == (409, "follower_undecided")
    ended = api.post(f"{address}end/", {"last_day": "2026-06-30", "follower": "end_both"})
    assert ended.json()["effective_to"] == "2026-06-30"
    assert code(api.post(f"{address}deactivate/", {})) == "secondary_stands"
    alone = PlanFactory()
    address = f"{API}/insurance-plans/{alone.pk}/"
    assert api.post(f"{address}deactivate/", {}).json()["active"] is False
    assert api.post(f"{address}reactivate/", {}).json()["active"] is True


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"member_id": "AHP 123-456"}, "member_id"),
        ({"member_id": "A\x00"}, "member_id"),
        ({"effective_to": "2025-01-01"}, "effective_to"),
        ({"effective_from": "soon"}, "effective_from"),
        ({"position": "first"}, "position"),
        ({"relationship": "cousin"}, "relationship"),
        ({"relationship": "spouse"}, "subscriber_last_name"),
        ({"copay": 25.0}, "copay"),
        ({"group_name": "g" * 10_000}, "group_name"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_wrong_plan_is_a_400_that_names_the_field(api, fields, field):
    plan = plan_json(ClientFactory().pk, PayerFactory().pk, **fields)
    response = api.post(f"{API}/insurance-plans/", plan)
    assert response.status_code == 400
    assert [one["field"] for one in response.json()["errors"]] == [field]
    assert not InsurancePlan.objects.exists()


def test_another_practices_records_are_not_there(api, other_practice, inside):
    with inside(other_practice):
        client, payer = ClientFactory(), PayerFactory()
        plan = PlanFactory(client=client, payer=payer)
    mine = ClientFactory()
    assert api.get(f"{API}/clients/{client.pk}/").status_code == 404
    assert api.get(f"{API}/insurance-plans/{plan.pk}/").status_code == 404
    assert api.post(f"{API}/insurance-plans/", plan_json(client.pk, PayerFactory().pk)).status_code == 404
    assert api.post(f"{API}/insurance-plans/", plan_json(mine.pk, payer.pk)).status_code == 404
    assert api.post(f"{API}/appointments/", session_json(client.pk)).status_code == 404
    assert api.get(f"{API}/insurance-plans/?client={client.pk}").json()["results"] == []


def test_a_session_with_its_lines(api):
    OrganizationFactory()
    provider = ProviderFactory()
    dana, lee = ClientFactory(), ClientFactory()
    response = api.post(f"{API}/appointments/", session_json(dana.pk, additional_clients=[lee.pk]))
    assert response.status_code == 201
    body = response.json()
    assert (body["provider"], body["additional_clients"], body["note_signed"]) == (provider.pk, [lee.pk], True)
    line = body["lines"][0]
    assert (line["charge"], line["units"], line["line_control_number"]) == ("200.00", "1", "CC26A0000001L1")
    assert (body["charge"], body["diagnoses"]) == ("200.00", ["F411"])
    assert api.get(f"{API}/appointments/?client={dana.pk}").json()["results"][0]["id"] == body["id"]
    assert api.get(f"{API}/appointments/?client=x").json()["results"] == []


def test_a_session_is_changed_signed_and_cancelled(api):
    appointment = book(ClientFactory(), signed=False)
    line = appointment.charge_lines.get()
    address = f"{API}/appointments/{appointment.pk}/"
    changed = api.patch(address, {"lines": [{"id": line.pk, "procedure": "90837", "charge": "210.00"}]})
    assert changed.json()["lines"][0]["line_control_number"] == line.line_control_number
    assert changed.json()["charge"] == "210.00"
    assert api.patch(address, {"client": ClientFactory().pk}).status_code == 400
    assert api.patch(address, {"note_signed": True}).json()["note_signed"] is True
    assert api.post(f"{address}sign-note/").json()["note_signed"] is True
    assert api.post(f"{address}cancel/").json()["cancelled"] is True
    assert code(api.post(f"{address}sign-note/")) == "cancelled"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"diagnoses": []}, "diagnoses"),
        ({"lines": []}, "lines"),
        ({"date_of_service": "2062-01-01"}, "date_of_service"),
        ({"lines": [{"procedure": "90837", "charge": "0.00"}]}, "lines.0.charge"),
        ({"lines": [{"procedure": "90837", "charge": "-1.00"}]}, "lines.0.charge"),
        ({"lines": [{"procedure": "90837", "charge": "9999999999.999"}]}, "lines.0.charge"),
        ({"lines": [{"procedure": "90837", "charge": 200}]}, "lines.0.charge"),
        ({"lines": [{"procedure": "9\x0037", "charge": "1.00"}]}, "lines.0.procedure"),
        (
            {"lines": [{"procedure": "90837", "charge": "1.00", "diagnosis_pointers": [2]}]},
            "lines.0.diagnosis_pointers",
        ),
    ],
)
def test_a_wrong_session_is_a_400_that_names_the_field(api, fields, field):
    OrganizationFactory()
    ProviderFactory()
    response = api.post(f"{API}/appointments/", session_json(ClientFactory().pk, **fields))
    assert response.status_code == 400
    assert field in [one["field"] for one in response.json()["errors"]]
    assert not Appointment.objects.exists()


def test_a_payment_is_recorded_once_per_key(api):
    appointment = book()
    address = f"{API}/clients/{appointment.client_id}/payments/"
    body = {"amount": "20.00", "received_on": "2026-09-01", "method": "card", "appointment": appointment.pk}
    for _ in range(2):
        response = api.post(address, body, headers={"Idempotency-Key": "k1"})
        assert (response.status_code, response.json()["amount"]) == (201, "20.00")
    assert ClientPayment.objects.count() == 1
    reused = api.post(address, {**body, "amount": "21.00"}, headers={"Idempotency-Key": "k1"})
    assert (reused.status_code, code(reused)) == (409, "idempotency_key_reused")
    assert api.post(address, {**body, "amount": 20}).status_code == 400
    other = api.post(f"{API}/clients/{ClientFactory().pk}/payments/", body)
    assert other.status_code == 404


def test_a_consent_is_recorded(api):
    client = ClientFactory(part2_record=True)
    response = api.post(f"{API}/clients/{client.pk}/consents/", {"given_on": "2026-01-01"})
    assert (response.status_code, response.json()["kind"]) == (201, "part2_tpo")


def test_a_profile_is_changed_in_part(api):
    client = ClientFactory(city="Portland")
    changed = api.patch(f"{API}/clients/{client.pk}/", {"address": {"city": "Salem"}, "sex": "unknown"}).json()
    assert (changed["address"]["city"], changed["address"]["state"], changed["sex"]) == ("Salem", "OR", "U")
    assert Client.objects.get().first_name == "Dana"


def test_a_payer_is_found_changed_and_never_doubled(api):
    payer = PayerFactory(payer_id="AC001")
    assert api.get(f"{API}/payers/?payer_id=ac001").json()["results"][0]["id"] == payer.pk
    known = api.post(f"{API}/payers/", {"name": "X", "payer_id": "AC001"})
    assert (known.status_code, code(known)) == (409, "payer_id_known")
    changed = api.patch(f"{API}/payers/{payer.pk}/", {"aliases": ["x1"], "secondary_filing_days": 90}).json()
    assert (changed["aliases"], changed["secondary_filing_days"]) == (["X1"], 90)
    assert Payer.objects.get().name == payer.name


def test_a_clinicians_key_sees_their_own_clients(api_client, clinician):
    from claimcenter.practice.models import Provider

    mine, other = ClientFactory(), ClientFactory()
    ClientAssignmentFactory(client=mine, provider=Provider.objects.get(user=clinician))
    api = api_client(clinician)
    assert [one["id"] for one in api.get(f"{API}/clients/").json()["results"]] == [mine.pk]
    assert api.get(f"{API}/clients/{other.pk}/").status_code == 404
    assert api.post(f"{API}/insurance-plans/", plan_json(mine.pk, PayerFactory().pk)).status_code == 403
