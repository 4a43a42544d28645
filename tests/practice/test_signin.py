"""Sign-in by e-mail, its limits, the second factor, and how a session ends."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from claimcenter.practice.models import Draft, Membership, ServiceCode, User
from tests.conftest import Browser
from tests.factories.practice import PASSWORD, MembershipFactory

HOME = "/"


@pytest.fixture(autouse=True)
def no_limits_left_over(db: None) -> None:
    cache.clear()


def sign_in(browser: Browser, user: User, password: str = PASSWORD):
    return browser.post("/accounts/login/", {"login": user.email, "password": password})


def test_by_email_whatever_its_case(client, biller) -> None:
    response = client.post("/accounts/login/", {"login": biller.email.upper(), "password": PASSWORD})
    assert (response.status_code, response.url) == (302, HOME)
    assert client.get(HOME).status_code == 200


def test_the_session_key_changes_with_the_sign_in(client, biller) -> None:
    client.get("/accounts/login/")
    before = client.session.session_key
    sign_in(client, biller)
    assert client.session.session_key != before


def test_a_wrong_password_says_nothing_about_the_account(client, biller) -> None:
    known = client.post("/accounts/login/", {"login": biller.email, "password": "wrong horse battery"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.com", "password": "wrong horse battery"})
    assert known.context["form"].errors == unknown.context["form"].errors


def test_ten_wrong_passwords_end_in_a_pause(client, biller) -> None:
    for _ in range(10):
        sign_in(client, biller, "wrong horse battery")
    response = sign_in(client, biller)
    assert "sessionid" not in client.cookies
    assert client.get(HOME).status_code == 302
    assert response.status_code in {200, 429}


def test_there_is_no_sign_up(client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="new@example.com").exists()


def test_nobody_changes_the_address_they_sign_in_with(client_as, biller) -> None:
    assert client_as(biller).post("/accounts/email/", {"email": "x@example.com", "action_add": ""}).status_code == 404


def test_one_account_however_the_address_is_typed(db: None) -> None:
    first = User.objects.create_user(" Ann@Example.COM ", PASSWORD, name="Ann")
    assert User.objects.get_by_natural_key("ANN@example.com") == first
    assert first.email == "ann@example.com"


def totp_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up_factor(browser: Browser) -> str:
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert secret is not None
    browser.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret[1])})
    return secret[1]


def test_the_second_factor_is_asked_for_once_set_up(client, biller) -> None:
    sign_in(client, biller)
    secret = set_up_factor(client)
    codes = re.findall(r"\b[0-9a-f]{8}\b|\b\d{8}\b", client.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    client.post("/accounts/logout/")
    response = sign_in(client, biller)
    assert response.url == "/accounts/2fa/authenticate/"
    assert client.get(HOME).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        client.post("/accounts/2fa/authenticate/", {"code": totp_code(secret)})
        assert client.get(HOME).status_code == 200


def test_a_recovery_code_works_once(client, biller) -> None:
    sign_in(client, biller)
    set_up_factor(client)
    code = re.findall(r"\b[0-9a-f]{8}\b|\b\d{8}\b", client.get("/accounts/2fa/recovery-codes/").content.decode())[0]
    for expected in (200, 302):
        client.post("/accounts/logout/")
        sign_in(client, biller)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert client.get(HOME).status_code == expected


def test_staff_without_a_factor_must_set_one_up_where_it_is_required(client_as, biller, settings) -> None:
    settings.REQUIRE_MFA = True
    response = client_as(biller).get("/settings/")
    assert (response.status_code, response.url) == (302, "/accounts/2fa/totp/activate/")


def test_staff_without_a_factor_are_reminded_where_it_is_not(client_as, biller) -> None:
    assert "Protect your sign-in" in client_as(biller).get(HOME).content.decode()


def test_fifteen_idle_minutes_end_the_session(client_as, biller) -> None:
    browser = client_as(biller)
    with time_machine.travel(timezone.now() + timedelta(minutes=14), tick=False):
        assert browser.get("/settings/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=28), tick=False):
        assert browser.get("/settings/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=44), tick=False):
        response = browser.get("/settings/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/settings/")


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client_as, biller) -> None:
    browser = client_as(biller)
    for minutes in (5, 10, 14):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            browser.get("/settings/", headers={"X-Background": "true"})
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert browser.get("/settings/").status_code == 302


def test_twelve_hours_end_the_session_whatever_happens(client_as, biller) -> None:
    browser = client_as(biller)
    start = timezone.now()
    for minutes in range(10, 12 * 60, 10):
        session = browser.session
        session["seen"] = (start + timedelta(minutes=minutes)).timestamp()
        session.save()
    with time_machine.travel(start + timedelta(hours=11, minutes=59), tick=False):
        assert browser.get("/settings/").status_code == 200
    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=False):
        assert browser.get("/settings/").status_code == 302


def test_htmx_is_sent_away_as_a_whole(client_as, biller) -> None:
    browser = client_as(biller)
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        response = browser.get("/settings/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


def test_what_was_typed_survives_the_end_of_the_session(client_as, administrator) -> None:
    browser = client_as(administrator)
    typed = {"code": "90837", "label": "Sixty minutes", "default_charge": "200.00", "is_active": "on"}
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        response = browser.post("/settings/account/codes/add/", typed)
    draft = Draft.objects.get()
    assert response.url == f"/accounts/login/?next=/resume/{draft.pk}/"
    assert not ServiceCode.objects.exists()
    signed_in = browser.post(response.url, {"login": administrator.email, "password": PASSWORD})
    page = browser.get(f"/resume/{draft.pk}/").content.decode()
    assert signed_in.status_code == 302
    assert all(f'name="{name}" value="{value}"' in page for name, value in typed.items())
    assert 'action="/settings/account/codes/add/"' in page


def test_a_draft_is_its_writers_own(client_as, administrator, biller) -> None:
    draft = Draft.objects.create(user=administrator, path="/", body="a=1")
    assert client_as(biller).get(f"/resume/{draft.pk}/").status_code == 404


def test_ending_an_account_counts_with_the_next_click(client_as, biller) -> None:
    browser = client_as(biller)
    assert browser.get("/settings/").status_code == 200
    biller.is_active = False
    biller.save()
    assert browser.get("/settings/").status_code == 302


def test_a_role_taken_away_counts_with_the_next_click(client_as, administrator) -> None:
    browser = client_as(administrator)
    assert browser.get("/settings/audit/").status_code == 200
    Membership.objects.filter(user=administrator).update(role="clinician")
    assert browser.get("/settings/audit/").status_code == 403
    Membership.objects.filter(user=administrator).update(is_active=False)
    assert browser.get("/settings/audit/").url == "/practices/"


def test_a_person_of_two_practices_chooses_and_sees_one(client_as, biller, other_practice, practice) -> None:
    MembershipFactory(user=biller, practice=other_practice)
    browser = client_as(biller)
    assert browser.get("/settings/").url == "/practices/"
    browser.post(f"/practices/{other_practice.pk}/switch/")
    page = browser.get(HOME).content.decode()
    assert other_practice.name in page
    assert practice.name not in page


def test_nobody_switches_to_a_practice_that_is_not_theirs(client_as, biller, other_practice) -> None:
    assert client_as(biller).post(f"/practices/{other_practice.pk}/switch/").status_code == 404


def test_the_cookies_are_kept_from_scripts(client, biller) -> None:
    sign_in(client, biller)
    cookie = client.cookies["claimcenter"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
