"""The frame around each request: headers, errors, probes, streams, and what never leaves the page."""

import io
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from claimcenter.practice import tenancy
from claimcenter.practice.models import AuditEvent, Facility, Outcome
from claimcenter.practice.permissions import Action, public, requires
from tests import canary
from tests.conftest import Browser
from tests.factories.practice import FacilityFactory, MembershipFactory, ProviderFactory


@requires(Action.HOME_VIEW)
def crash(request):
    FacilityFactory(name=canary.NAMES["last_name"])
    raise ValueError(canary.NAMES["last_name"])


@requires(Action.HOME_VIEW)
def late_refusal(request):
    """A deferred constraint speaks at the commit only, after the view has answered."""
    ProviderFactory(supervisor_id=987_654_321)
    return HttpResponse("fine")


@requires(Action.HOME_VIEW)
def stream(request):
    return StreamingHttpResponse(f"{facility.pk}\n".encode() for facility in Facility.objects.order_by("pk"))


@public
def anybody(request):
    return HttpResponse(str(Facility.objects.count()))


urlpatterns = [path("crash/", crash), path("late/", late_refusal), path("stream/", stream), path("anybody/", anybody)]
handler500 = "claimcenter.practice.views.errors.server_error"
handler404 = "claimcenter.practice.views.errors.not_found"
here = override_settings(ROOT_URLCONF=__name__)


def test_headers_of_a_page(client_as, biller) -> None:
    headers = client_as(biller).get("/settings/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert len(headers["X-Request-ID"]) == 36


def test_nothing_inline_stands_on_a_page(client_as, administrator) -> None:
    browser = client_as(administrator)
    for address in ("/", "/settings/", "/settings/account/practice/insurance/", "/settings/audit/", "/accounts/2fa/"):
        page = browser.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page


@here
def test_a_crash_changes_nothing_and_tells_nothing(client_as, biller) -> None:
    browser = client_as(biller)
    browser.raise_request_exception = False
    with canary.logged() as lines:
        response = browser.get("/crash/")
    assert response.status_code == 500
    assert canary.leaks(response.content) == []
    assert canary.leaks(lines) == []
    assert not Facility.objects.exists()
    assert AuditEvent.objects.get(outcome=Outcome.FAILED).user_id == biller.pk


@pytest.mark.django_db(transaction=True)
@here
def test_a_refusal_at_the_commit_is_audited_as_failed(committed_practice) -> None:
    user = MembershipFactory(practice=committed_practice).user
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)
    assert browser.get("/late/").status_code == 500
    with tenancy.acting_in(committed_practice, None):
        assert AuditEvent.objects.get(action="home.view").outcome == Outcome.FAILED


class Slow(io.BytesIO):
    """A body that notes whether a transaction stood open while it was read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.in_transaction: list[bool] = []

    def read(self, *args: int) -> bytes:
        self.in_transaction.append(connection.in_atomic_block)
        return super().read(*args)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_a_slow_upload_holds_no_transaction(committed_practice, content_type: str) -> None:
    user = MembershipFactory(practice=committed_practice, role="administrator").user
    browser = Browser()
    browser.force_login(user)
    data = {"code": "90837", "label": "Sixty minutes", "default_charge": "200.00"}
    sent = RequestFactory().post("/settings/account/codes/add/", data)
    body = sent.body if content_type == "multipart/form-data" else urlencode(data).encode()
    kind = sent.headers["Content-Type"] if content_type == "multipart/form-data" else content_type
    slow = Slow(body)
    response = browser.generic(
        "POST", "/settings/account/codes/add/", b"x", kind, **{"wsgi.input": slow, "CONTENT_LENGTH": str(len(body))}
    )
    assert response.status_code == 302
    assert slow.in_transaction
    assert not any(slow.in_transaction)


@here
def test_a_stream_is_read_in_its_practice(client_as, biller) -> None:
    made = FacilityFactory.create_batch(3)
    response = client_as(biller).get("/stream/")
    assert b"".join(response.streaming_content).decode().split() == [str(one.pk) for one in made]


@here
def test_a_public_page_sees_no_practice(client, practice) -> None:
    FacilityFactory()
    assert client.get("/anybody/").content == b"0"


def test_error_pages_name_nobody(client_as, biller, other_practice, inside) -> None:
    with inside(other_practice):
        theirs = ProviderFactory(last_name=canary.NAMES["last_name"])
    for address in (f"/settings/claims-center/providers/{theirs.pk}/", "/nowhere/", f"/{canary.NAMES['last_name']}/"):
        response = client_as(biller).get(address)
        assert response.status_code in {403, 404}
        assert canary.leaks(response.content) == []
        assert canary.leaks(response.headers.items()) == []


def test_side_tables_hold_nothing_of_a_record(client_as, administrator) -> None:
    provider = ProviderFactory(last_name=canary.NAMES["last_name"])
    with canary.logged() as lines:
        response = client_as(administrator).get(f"/settings/claims-center/providers/{provider.pk}/")
    assert canary.leaks(response.content) != []
    assert canary.leaks_in_response_frame(response) == []
    assert canary.leaks(lines) == []
    assert canary.leaks_in_side_tables() == {}


def test_a_page_needs_a_fresh_token(biller) -> None:
    browser = Browser()
    browser.handler = type(browser.handler)(enforce_csrf_checks=True)
    browser.force_login(biller)
    response = browser.post("/practices/1/switch/")
    assert response.status_code == 403
    assert "X-Content-Type-Options" in response.headers


def test_livez_asks_nobody(client, django_assert_num_queries, db: None) -> None:
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"ok\n"


def test_readyz_says_when_it_is_ready(client, db: None, monkeypatch) -> None:
    assert client.get("/readyz").json() == {"ready": True, "problems": []}

    def down(*_: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", down)
        response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["database"])


def test_probes_leave_no_audit_row(client, practice) -> None:
    client.get("/livez")
    client.get("/readyz")
    assert not AuditEvent.objects.exists()
