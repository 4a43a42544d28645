"""The pages of the floor: what they say, what they save, and what they refuse kindly."""

from html import unescape

import pytest

from claimcenter.practice.models import AuditEvent, Organization, PracticeSettings, Provider, ServiceCode
from claimcenter.practice.selectors import practice_settings
from tests.factories.practice import OrganizationFactory, ProviderFactory, ServiceCodeFactory, npi

SWITCHES = {
    "auto_file_claims": "Auto File Claims",
    "auto_update_patient_responsibility": "Auto-Update Patient Responsibility",
    "auto_post_payments_denials": "Auto Post Insurance Payments &amp; Denials",
    "auto_post_writeoffs": "Auto Post Insurance Write-offs",
}
PROVIDER = {"first_name": "Robin", "last_name": "Marsh", "npi": npi(77), "taxonomy": "101YM0800X", "is_active": "on"}
ORGANIZATION = {
    "name": "Riverbend Counseling",
    "npi": npi(78),
    "tax_id": "123456789",
    "tax_id_kind": "EI",
    "line1": "12 River Road",
    "city": "Portland",
    "state": "or",
    "zip": "97205",
    "is_default": "on",
    "is_active": "on",
}


def body(response) -> str:
    return response.content.decode()


def text(response) -> str:
    return unescape(body(response))


def seen_in(response) -> str:
    return response.context["form"].initial["seen"]


def test_the_four_switches_say_what_they_do(client_as, administrator) -> None:
    page = body(client_as(administrator).get("/settings/account/practice/insurance/"))
    for words in SWITCHES.values():
        assert page.count(words) == 1
    assert page.count('class="help"') == 4
    assert all(getattr(practice_settings(), name) is False for name in SWITCHES)


def test_a_switch_is_saved_and_kept_in_the_history(client_as, administrator) -> None:
    browser = client_as(administrator)
    path = "/settings/account/practice/insurance/"
    response = browser.post(path, {"auto_file_claims": "on", "seen": seen_in(browser.get(path))})
    assert response.status_code == 302
    assert practice_settings().auto_file_claims is True
    last = practice_settings().history.order_by("-pgh_id").first()
    assert last.pgh_context == {"user": administrator.pk}


def test_a_biller_sees_the_switches_and_changes_none(client_as, biller) -> None:
    browser = client_as(biller)
    path = "/settings/account/practice/insurance/"
    assert ">Save<" not in body(browser.get(path))
    assert browser.post(path, {"auto_file_claims": "on"}).status_code == 403
    assert practice_settings().auto_file_claims is False


def test_the_second_to_save_is_told_and_keeps_what_they_typed(client_as, administrator) -> None:
    code = ServiceCodeFactory(code="90837", label="Sixty minutes", default_charge="180.00")
    browser, path = client_as(administrator), f"/settings/account/codes/{code.pk}/"
    stale = seen_in(browser.get(path))
    typed = {"code": "90837", "label": "Mine", "default_charge": "200.00", "is_active": "on"}
    browser.post(path, {**typed, "label": "Theirs", "seen": stale})
    response = browser.post(path, {**typed, "seen": stale})
    assert response.status_code == 422
    assert "Dora Administrator changed this" in body(response)
    assert 'value="Mine"' in body(response)
    assert ServiceCode.objects.get().label == "Theirs"
    again = browser.post(path, {**typed, "seen": response.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert ServiceCode.objects.get().label == "Mine"


def test_add_provider(client_as, administrator) -> None:
    response = client_as(administrator).post("/settings/claims-center/providers/add/", PROVIDER)
    assert (response.status_code, response.url) == (302, "/settings/claims-center/providers/")
    assert str(Provider.objects.get()) == "Robin Marsh"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("npi", "1234567890", "not a valid NPI"),
        ("npi", "", "required"),
        ("first_name", "", "required"),
        ("first_name", "x" * 10_000, "too long"),
        ("last_name", "Mar\x00sh", "cannot be seen"),
        ("last_name", "Marsh\u202e", "cannot be seen"),
        ("taxonomy", "101YM0800", "ten characters"),
        ("employed_from", "2026-13-01", "month/day/year"),
    ],
)
def test_a_bad_value_is_named_and_kept(client_as, administrator, field: str, value: str, words: str) -> None:
    response = client_as(administrator).post(
        "/settings/claims-center/providers/add/", {**PROVIDER, "credentials": "LPC", field: value}
    )
    assert response.status_code == 422
    assert words in body(response)
    assert 'value="LPC"' in body(response)
    assert "<title>Error: " in body(response)
    assert not Provider.objects.exists()


def test_dates_the_wrong_way_round_and_a_second_provider_with_one_npi(client_as, administrator) -> None:
    ProviderFactory(npi=PROVIDER["npi"])
    response = client_as(administrator).post("/settings/claims-center/providers/add/", PROVIDER)
    assert response.status_code == 422
    reversed_dates = {**PROVIDER, "npi": npi(79), "employed_from": "2026-02-01", "employed_to": "2026-01-01"}
    assert client_as(administrator).post("/settings/claims-center/providers/add/", reversed_dates).status_code == 422
    assert Provider.objects.count() == 1


def test_a_supervisor_of_another_practice_is_no_choice(client_as, administrator, other_practice, inside) -> None:
    with inside(other_practice):
        theirs = ProviderFactory()
    response = client_as(administrator).post(
        "/settings/claims-center/providers/add/", {**PROVIDER, "supervisor": str(theirs.pk)}
    )
    assert response.status_code == 422
    assert theirs.last_name not in body(response)


def test_create_organization_and_the_default_moves(client_as, administrator) -> None:
    former = OrganizationFactory(is_default=True)
    response = client_as(administrator).post("/settings/claims-center/organizations/add/", ORGANIZATION)
    assert response.status_code == 302
    former.refresh_from_db()
    assert former.is_default is False
    made = Organization.objects.get(is_default=True)
    assert (made.name, made.state, made.tax_id) == ("Riverbend Counseling", "OR", "123456789")


def test_half_a_pay_to_address_is_refused(client_as, administrator) -> None:
    typed = {**ORGANIZATION, "pay_to_line1": "PO Box 9"}
    assert client_as(administrator).post("/settings/claims-center/organizations/add/", typed).status_code == 422


def test_the_flag_that_keeps_a_code_from_making_claims(client_as, administrator) -> None:
    typed = {"code": "98966", "label": "Call", "default_charge": "0", "never_claim": "on", "is_active": "on"}
    client_as(administrator).post("/settings/account/codes/add/", typed)
    assert ServiceCode.objects.get().never_claim is True
    assert "never makes a claim encounter" in body(client_as(administrator).get("/settings/account/codes/"))


@pytest.mark.parametrize("amount", ["9999999999.999", "-1.00", "1e3", "NaN", "1_0"])
def test_an_impossible_charge_is_refused(client_as, administrator, amount: str) -> None:
    typed = {"code": "90837", "label": "x", "default_charge": amount}
    assert client_as(administrator).post("/settings/account/codes/add/", typed).status_code == 422


LISTS = {
    "/settings/account/codes/": ServiceCodeFactory,
    "/settings/claims-center/providers/": ProviderFactory,
    "/settings/claims-center/organizations/": OrganizationFactory,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_asks_no_more_of_the_database(
    client_as, administrator, django_assert_num_queries, path: str
) -> None:
    browser = client_as(administrator)
    LISTS[path]()
    browser.get(path)
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        browser.get(path)
    LISTS[path].create_batch(2)
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        browser.get(path)


QUERIES_OF_A_LIST = 12
"""Session, user, membership; tenant in and out with its savepoint; two counts of the frame; the list; the audit row."""


def test_the_places_have_their_names(client_as, administrator) -> None:
    browser = client_as(administrator)
    page = text(browser.get("/settings/"))
    for words in ("Account Settings", "Practice Settings", "Insurance", "Codes & Metrics", "Claims Center",
                  "Providers & Payers"):  # fmt: skip
        assert words in page
    page = text(browser.get("/settings/claims-center/providers/"))
    assert "Add Provider" in page
    assert "Create Organization" in page


def test_a_new_practice_is_told_what_to_set_up(client_as, administrator) -> None:
    browser = client_as(administrator)
    assert "Before the first claim can go out" in body(browser.get("/"))
    OrganizationFactory()
    ProviderFactory()
    ServiceCodeFactory()
    assert "Before the first claim can go out" not in body(browser.get("/"))


def test_the_audit_screen_filters_and_sorts(client_as, auditor, administrator) -> None:
    client_as(administrator).get("/settings/")
    browser = client_as(auditor)
    page = body(browser.get("/settings/audit/", {"user": administrator.pk, "action": "settings"}))
    assert "practice:settings" in page
    assert "Erin Auditor</" not in page.split("<tbody>")[1]
    for sort in ("at", "-at", "user", "-action", "object", "client", "'; DROP TABLE x", "password"):
        assert browser.get("/settings/audit/", {"sort": sort}).status_code == 200
    for bad in ({"since": "x"}, {"client": "x' OR 1=1"}, {"user": "999"}, {"outcome": "none"}):
        assert browser.get("/settings/audit/", bad).status_code == 200


def test_the_audit_trail_as_csv_is_itself_audited(client_as, auditor, administrator) -> None:
    client_as(administrator).get("/settings/")
    response = client_as(auditor).get("/settings/audit.csv", {"user": administrator.pk})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("number,at,user_id,user")
    assert any("settings.view" in line and "Dora Administrator" in line for line in lines)
    assert AuditEvent.objects.get(action="export").detail == {"filters": ["user"]}


def test_one_settings_row_a_practice(practice) -> None:
    practice_settings()
    practice_settings()
    assert PracticeSettings.objects.count() == 1
