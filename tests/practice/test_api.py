"""The REST API of the directory: keys, roles, strict bodies, problem documents."""

import json

import pytest
from django.utils import timezone

from claimcenter.practice import api_keys
from claimcenter.practice.models import ApiKey, Membership, Provider, ServiceCode
from tests.conftest import ApiBrowser
from tests.factories.practice import ProviderFactory, ServiceCodeFactory, npi

CODE = {"code": "90837", "label": "Sixty minutes", "default_charge": "200.00"}


def problem_of(response, status: int) -> dict:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert set(found) >= {"type", "title", "status", "detail", "errors"}
    assert found["status"] == status
    return found


def test_without_a_key_there_is_a_401(client, biller, client_as) -> None:
    for browser in (client, client_as(biller), ApiBrowser(HTTP_AUTHORIZATION="Bearer cc_nonsense")):
        response = browser.get("/api/v1/providers/")
        problem_of(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_is_kept_as_a_hash_and_its_use_is_noted(api_client, biller) -> None:
    browser = api_client(biller)
    key = ApiKey.objects.get()
    assert key.last_used_at is None
    assert browser.get("/api/v1/providers/").status_code == 200
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert len(bytes(key.key_hash)) == 32


def test_a_revoked_key_is_dead(api_client, biller) -> None:
    browser = api_client(biller)
    api_keys.revoke(key=ApiKey.objects.get(), now=timezone.now(), by=biller)
    assert browser.get("/api/v1/providers/").status_code == 401


def test_a_key_of_one_practice_does_not_open_another(api_client, biller, other_practice, inside) -> None:
    with inside(other_practice):
        theirs = ProviderFactory()
    ProviderFactory()
    browser = api_client(biller)
    problem_of(browser.get(f"/api/v1/providers/{theirs.pk}/"), 404)
    assert len(browser.get("/api/v1/providers/").json()["results"]) == 1


def test_creating_and_changing(api_client, administrator) -> None:
    browser = api_client(administrator)
    made = browser.post("/api/v1/service-codes/", CODE, format="json")
    assert made.status_code == 201
    assert made.json()["default_charge"] == "200.00"
    path = f"/api/v1/service-codes/{made.json()['id']}/"
    assert browser.patch(path, {"never_claim": True}, format="json").json()["never_claim"] is True
    assert browser.delete(path).status_code == 405
    assert ServiceCode.objects.get().never_claim is True


def test_an_organization_with_its_address(api_client, administrator) -> None:
    address = {"line1": "12 River Road", "city": "Portland", "state": "OR", "zip": "97205"}
    sent = {"name": "Riverbend", "npi": npi(5), "tax_id": "123456789", "address": address}
    made = api_client(administrator).post("/api/v1/organizations/", sent, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["address"] == {**address, "line2": ""}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"default_charge": 200.0}, "default_charge", "money"),
        ({"default_charge": 200}, "default_charge", "money"),
        ({"default_charge": "1e3"}, "default_charge", "money"),
        ({"default_charge": "200.001"}, "default_charge", "money"),
        ({"default_charge": "99999999999.00"}, "default_charge", "money"),
        ({"price": "200.00"}, "price", "unknown_field"),
        ({"practice": 1}, "practice", "unknown_field"),
        ({"id": 7}, "id", "unknown_field"),
        ({"code": "9083"}, "code", "invalid"),
        ({"code": ""}, "code", "blank"),
        ({"label": "a\u0000b"}, "label", "null_characters_not_allowed"),
        ({"label": "a\u202eb"}, "label", "invisible"),
        ({"label": "x" * 10_000}, "label", "max_length"),
        ({"modifiers": ["9"]}, "modifiers.0", "invalid"),
    ],
)
def test_a_body_that_is_not_right_is_refused_by_field(api_client, administrator, change, field, code) -> None:
    response = api_client(administrator).post("/api/v1/service-codes/", {**CODE, **change}, format="json")
    errors = problem_of(response, 400)["errors"]
    assert (field, code) in [(error["field"], error["code"]) for error in errors]
    assert not ServiceCode.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "\ufeff{}"])
def test_what_is_no_object_is_refused(api_client, administrator, body: str) -> None:
    response = api_client(administrator).generic(
        "POST", "/api/v1/service-codes/", data=body, content_type="application/json"
    )
    problem_of(response, 400)


def test_another_content_type_is_refused(api_client, administrator) -> None:
    response = api_client(administrator).generic(
        "POST", "/api/v1/service-codes/", data="code=1", content_type="application/x-www-form-urlencoded"
    )
    problem_of(response, 415)


def test_a_second_code_of_the_same_name_is_refused(api_client, administrator) -> None:
    ServiceCodeFactory(code="90837")
    problem_of(api_client(administrator).post("/api/v1/service-codes/", CODE, format="json"), 400)


def test_an_address_that_does_not_exist_is_a_problem_document_too(api_client, administrator) -> None:
    problem_of(api_client(administrator).get("/api/v1/nothing/"), 404)


def test_paging_goes_by_number(api_client, biller) -> None:
    ProviderFactory.create_batch(5)
    browser = api_client(biller)
    found, path = [], "/api/v1/providers/?page_size=2"
    while path:
        page = browser.get(path).json()
        found += [one["id"] for one in page["results"]]
        path = page["next"]
    assert found == list(Provider.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_asks_no_more(api_client, biller, django_assert_num_queries, count: int) -> None:
    ProviderFactory.create_batch(count)
    browser = api_client(biller)
    browser.get("/api/v1/providers/")
    with django_assert_num_queries(9):
        browser.get("/api/v1/providers/")


def test_the_command_prints_the_key_alone_on_the_last_line(capsys, biller) -> None:
    from django.core.management import call_command

    call_command("api_key", "--user", biller.email)
    key = capsys.readouterr().out.splitlines()[-1]
    assert ApiBrowser(HTTP_AUTHORIZATION=f"Bearer {key}").get("/api/v1/providers/").status_code == 200


def test_the_command_says_what_is_missing(biller) -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="No active user"):
        call_command("api_key", "--user", "nobody@example.com")
    Membership.objects.filter(user=biller).update(is_active=False)
    with pytest.raises(CommandError, match="not an active member"):
        call_command("api_key", "--user", biller.email)


def test_the_command_ends_a_key(capsys, biller) -> None:
    from django.core.management import CommandError, call_command

    call_command("api_key", "--user", biller.email)
    key = capsys.readouterr().out.splitlines()[-1]
    call_command("api_key", "--user", biller.email, "--revoke", key[:8])
    assert ApiBrowser(HTTP_AUTHORIZATION=f"Bearer {key}").get("/api/v1/providers/").status_code == 401
    with pytest.raises(CommandError, match="no key in use"):
        call_command("api_key", "--user", biller.email, "--revoke", key[:8])
