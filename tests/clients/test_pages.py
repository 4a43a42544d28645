"""The pages of clients: what they show, how many statements they cost, and that typed values survive an error."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claimcenter.practice.models import Organization
from clients.models import Appointment, Client, ClientPayment, Consent, PortalAccess
from tests.clients.permission_rows import stored_file
from tests.factories.clients import (
    ClientFactory,
    ClientPaymentFactory,
    ConsentFactory,
    DocumentFactory,
    book,
    line,
)
from tests.factories.practice import OrganizationFactory, ProviderFactory, ServiceCodeFactory

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def browser(client_as, biller):
    signed_in = client_as(biller)
    signed_in.get("/clients/")  # what a session asks only once is asked now
    return signed_in


TYPED = {"first_name": "Dana", "last_name": "Rivers", "date_of_birth": "1988-07-04", "sex": "F"}


def session_typed(**fields):
    provider = ProviderFactory()
    organization = Organization.objects.first() or OrganizationFactory(is_default=True)
    return {
        "date_of_service": "2026-09-01", "provider": provider.pk, "organization": organization.pk,
        "place_of_service": "11", "diagnoses": "F41.1, F33.1", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "1", "lines-MAX_NUM_FORMS": "50", "lines-0-procedure": "90837", "lines-0-units": "1",
        "lines-0-charge": "200.00", "lines-0-diagnosis_pointers": "1 2", **fields,
    }  # fmt: skip


@contextmanager
def statements(expected: int) -> Iterator[None]:
    """Exactly so many statements on our own tables; what frame and panels of other apps cost is tested there."""
    with CaptureQueriesContext(connection) as captured:
        yield
    ours = [one["sql"] for one in captured if re.search(r'FROM "clients_', one["sql"])]
    assert len(ours) == expected, "\n".join(sql[:200] for sql in ours)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(browser, rows):
    for _ in range(rows):
        ClientFactory()
    with statements(1):
        response = browser.get("/clients/")
    assert response.content.count(b'scope="row"') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_appointments_cost_the_same_at_any_length(browser, rows):
    client = ClientFactory()
    for _ in range(rows):
        book(client, line(), line("90785", "15.00"))
    with statements(5):  # the client, the page, its lines, diagnoses, attendees
        assert browser.get(f"/clients/{client.pk}/appointments/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_payments_cost_the_same_at_any_length(browser, rows):
    client = ClientFactory()
    for _ in range(rows):
        ClientPaymentFactory(client=client)
    with statements(4):  # the client, the page, the sum, and once more in the balance above
        assert browser.get(f"/clients/{client.pk}/billing/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_documents_cost_the_same_at_any_length(browser, rows):
    client = ClientFactory()
    for _ in range(rows):
        DocumentFactory(client=client, file=stored_file())
    with statements(2):
        assert browser.get(f"/clients/{client.pk}/documents/").status_code == 200


def test_a_name_is_found_without_standing_in_the_address(browser):
    ClientFactory(last_name="Rivers")
    ClientFactory(last_name="Okafor")
    response = browser.post("/clients/", {"text": "riv"})
    assert response.status_code == 200
    assert b"Dana Rivers" in response.content
    assert b"Okafor" not in response.content
    assert b"Nobody by that name" in browser.post("/clients/", {"text": "zzz"}).content
    assert browser.post("/clients/", {"text": "a\x00"}).status_code == 422


def test_pages_follow_one_another(browser, monkeypatch):
    monkeypatch.setattr("claimcenter.web.paging.PAGE_SIZE", 2)
    names = ["Adams", "Baker", "Clark"]
    for name in names:
        ClientFactory(last_name=name)
    first = browser.get("/clients/")
    assert first.status_code == 200
    assert all(name.encode() in first.content for name in names)


def test_archived_clients_stand_apart(browser):
    client = ClientFactory(last_name="Rivers")
    assert browser.post(f"/clients/{client.pk}/archive/").status_code == 302
    assert b"Rivers" not in browser.get("/clients/").content
    assert b"Rivers" in browser.get("/clients/?archived=1").content
    browser.post(f"/clients/{client.pk}/archive/", {"restore": "1"})
    assert b"Rivers" in browser.get("/clients/").content


def test_a_client_is_added(browser):
    response = browser.post("/clients/add/", TYPED)
    assert response.status_code == 302
    assert Client.objects.get().display_name == "Dana Rivers"


def test_an_error_keeps_what_was_typed(browser):
    response = browser.post("/clients/add/", {**TYPED, "phone": "call me", "city": "Portland"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "<title>Error:" in text
    assert 'value="call me"' in text
    assert 'value="Portland"' in text
    assert "ten digits" in text
    assert not Client.objects.exists()


def test_two_people_edit_one_profile(browser, client_as, administrator):
    client = ClientFactory()
    address = f"/clients/{client.pk}/edit/"
    client_as(administrator).post(address, {**TYPED, "city": "Salem", "version": "1"})
    response = browser.post(address, {**TYPED, "city": "Eugene", "version": "1"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Dora Administrator saved this" in text
    assert 'value="Eugene"' in text
    again = browser.post(address, {**TYPED, "city": "Eugene", "version": "2"})
    assert again.status_code == 302
    assert Client.objects.get().city == "Eugene"


def test_a_session_is_booked_and_signed(browser, biller):
    client = ClientFactory()
    address = f"/clients/{client.pk}/appointments/add/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, session_typed(sign="1")).status_code == 302
    appointment = Appointment.objects.get()
    assert appointment.note_signed_by == biller
    assert appointment.charge_lines.get().charge == Decimal("200.00")


def test_another_line_without_javascript_keeps_what_was_typed(browser):
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/appointments/add/", session_typed(add_line="1"))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'name="lines-1-procedure"' in text
    assert 'value="90837"' in text
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lines-0-charge": "0"}, "more than zero"),
        ({"lines-0-charge": "1e3"}, "dollars and cents"),
        ({"lines-0-charge": "9999999999.999"}, "dollars and cents"),
        ({"lines-0-procedure": "PSYCH"}, "has a digit in it"),
        ({"lines-0-procedure": ""}, "required"),
        ({"lines-0-diagnosis_pointers": "x"}, "places in the list"),
        ({"lines-0-diagnosis_pointers": "3"}, "there are only 2"),
        ({"diagnoses": "hello"}, "ICD-10 code"),
        ({"date_of_service": "2062-01-01"}, "check the year"),
    ],
)
def test_what_is_wrong_with_a_session_is_said_where_it_is(browser, fields, said):
    client = ClientFactory()
    response = browser.post(f"/clients/{client.pk}/appointments/add/", session_typed(**fields))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Appointment.objects.exists()


def test_a_session_is_changed_and_a_line_removed(browser):
    ServiceCodeFactory(code="90785", default_charge=Decimal("15.00"))
    client = ClientFactory()
    appointment = book(client, line("90791", "250.00"), line("90837", "200.00"))
    first, second = appointment.charge_lines.all()
    address = f"/clients/{client.pk}/appointments/{appointment.pk}/edit/"
    assert b'value="90791"' in browser.get(address).content
    typed = session_typed(**{
        "lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "2", "version": appointment.version,
        "lines-0-id": first.pk, "lines-0-procedure": "90791", "lines-0-charge": "250.00", "lines-0-DELETE": "on",
        "lines-1-id": second.pk, "lines-1-procedure": "90837", "lines-1-charge": "210.00", "lines-1-units": "1",
        "lines-1-diagnosis_pointers": "1", "lines-2-procedure": "90785",
    })  # fmt: skip
    assert browser.post(address, typed).status_code == 302
    live = appointment.charge_lines.filter(removed_at__isnull=True)
    assert [(one.procedure, one.charge) for one in live] == [
        ("90837", Decimal("210.00")), ("90785", Decimal("15.00")),
    ]  # fmt: skip


def test_a_note_is_signed_and_an_appointment_cancelled(browser):
    client = ClientFactory()
    appointment = book(client, signed=False)
    address = f"/clients/{client.pk}/appointments/{appointment.pk}/"
    assert b"The note is not signed" in browser.get(address).content
    browser.post(f"{address}sign/")
    appointment.refresh_from_db()
    assert appointment.note_signed_at is not None
    assert browser.get(f"{address}cancel/").status_code == 200
    browser.post(f"{address}cancel/")
    assert b"This appointment was cancelled" in browser.get(address).content
    refused = browser.post(f"{address}sign/", follow=True)
    assert b"This appointment was cancelled" in refused.content


def test_an_appointment_of_codes_that_make_no_claim_says_so(browser):
    ServiceCodeFactory(code="99999", never_claim=True)
    appointment = book(ClientFactory(), line("99999", "50.00"))
    page = browser.get(f"/clients/{appointment.client_id}/appointments/{appointment.pk}/")
    assert b"makes no claim encounter" in page.content


def test_a_double_click_is_one_payment(browser):
    client = ClientFactory()
    typed = {"amount": "20.00", "received_on": "2026-09-01", "method": "card", "key": "k1"}
    address = f"/clients/{client.pk}/payments/add/"
    assert browser.get(address).status_code == 200
    for _ in range(2):
        assert browser.post(address, typed).status_code == 302
    assert ClientPayment.objects.count() == 1
    refused = browser.post(address, {**typed, "amount": "0", "key": "k2"})
    assert refused.status_code == 422


def test_a_refund_names_what_it_refunds(browser):
    payment = ClientPaymentFactory()
    address = f"/clients/{payment.client_id}/payments/{payment.pk}/refund/"
    assert b"Paid 20.00; 20.00 of it" in browser.get(address).content
    typed = {"amount": "5.00", "refunded_on": "2026-09-02", "key": "r1"}
    assert browser.post(address, {**typed, "amount": "21.00", "key": "r0"}).status_code == 409
    assert browser.post(address, typed).status_code == 302
    assert ClientPayment.objects.get(refunds=payment).amount == Decimal("-5.00")
    assert b"refund of 1 Sep 2026" in browser.get(f"/clients/{payment.client_id}/billing/").content


def test_a_consent_is_recorded_and_revoked(browser):
    client = ClientFactory(part2_record=True)
    assert b"no consent on file" in browser.get(f"/clients/{client.pk}/").content
    browser.post(f"/clients/{client.pk}/consents/add/", {"given_on": "2026-01-01"})
    consent = Consent.objects.get()
    assert b"Part 2 consent on file" in browser.get(f"/clients/{client.pk}/").content
    address = f"/clients/{client.pk}/consents/{consent.pk}/revoke/"
    assert browser.post(address, {"revoked_on": "2025-01-01"}).status_code == 422
    assert browser.post(address, {"revoked_on": "2026-02-01"}).status_code == 302
    assert b"no consent on file" in browser.get(f"/clients/{client.pk}/").content


def test_two_profiles_are_linked_and_offered_as_also_in_the_room(browser):
    dana, lee = ClientFactory(last_name="Rivers"), ClientFactory(first_name="Lee", last_name="Hart")
    address = f"/clients/{dana.pk}/partners/"
    assert b"Lee Hart" in browser.post(address, {"text": "har"}).content
    assert browser.post(address, {"partner": lee.pk}).status_code == 302
    OrganizationFactory()
    ProviderFactory()
    assert b"Lee Hart" in browser.get(f"/clients/{dana.pk}/appointments/add/").content


def test_the_portal_gets_a_user_and_a_link_shown_once(browser):
    client = ClientFactory()
    address = f"/clients/{client.pk}/portal/"
    added = browser.post(f"{address}add/", {"name": "Dana", "email": "dana@example.com"})
    assert b"/accounts/password/reset/key/" in added.content
    access = PortalAccess.objects.get()
    assert browser.post(f"{address}add/", {"name": "D", "email": "dana@example.com"}).status_code == 409
    browser.post(f"{address}{access.pk}/", {"can_upload": "on"})
    access.refresh_from_db()
    assert (access.can_upload, access.can_see_balance) == (True, False)
    browser.post(f"{address}{access.pk}/revoke/")
    assert b"access ended" in browser.get(address).content
    browser.post(f"{address}{access.pk}/revoke/", {"restore": "1"})
    assert b"access ended" not in browser.get(address).content


def test_a_clinicians_seat_is_given_and_taken(browser):
    client, provider = ClientFactory(), ProviderFactory()
    address = f"/clients/{client.pk}/clinicians/"
    browser.post(address, {"provider": provider.pk})
    assert client.assignments.count() == 1
    browser.post(address, {"provider": provider.pk, "remove": "1"})
    assert client.assignments.count() == 0


def test_names_that_are_markup_stay_text(browser):
    client = ClientFactory(first_name='"><svg onload=alert(1)>', last_name="{{7*7}}")
    for path in ("/clients/", f"/clients/{client.pk}/", f"/clients/{client.pk}/edit/"):
        content = browser.get(path).content
        assert b"<svg onload" not in content
        assert b"{{7*7}}" in content


def test_consents_and_dates_read_as_people_write_them(browser):
    consent = ConsentFactory(given_on=date(2026, 1, 2))
    assert b"Consent signed on 2 Jan 2026" in browser.get(f"/clients/{consent.client_id}/").content
