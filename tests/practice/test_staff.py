"""Who works here: inviting, roles, ending access; and that one administrator always stays."""

import pytest

from claimcenter.practice.models import AuditEvent, Membership, User
from claimcenter.practice.roles import Role
from claimcenter.practice.services import staff
from claimcenter.practice.services.practices import add_member, open_practice
from tests.factories.practice import MembershipFactory, UserFactory

NEW = {"name": "Nora New", "email": "nora@example.com", "role": "biller"}


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_new_person_gets_a_link_to_choose_a_password(client_as, client, administrator) -> None:
    page = client_as(administrator).post("/settings/account/staff/add/", NEW)
    user = User.objects.get(email="nora@example.com")
    assert not user.has_usable_password()
    link = page.context["link"].removeprefix("http://testserver")
    form = client.get(link, follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "a long new password", "password2": "a long new password"}
    )
    user.refresh_from_db()
    assert done.status_code == 302
    assert user.check_password("a long new password")


def test_a_person_with_an_account_keeps_it(client_as, administrator, stranger) -> None:
    response = client_as(administrator).post("/settings/account/staff/add/", {**NEW, "email": stranger.email.upper()})
    assert response.status_code == 302
    assert stranger.memberships.count() == 2
    assert User.objects.get(pk=stranger.pk).name == "Charlie Stranger"


def test_nobody_is_added_twice(client_as, administrator, biller) -> None:
    response = client_as(administrator).post("/settings/account/staff/add/", {**NEW, "email": biller.email})
    assert response.status_code == 422
    assert "already works here" in response.content.decode()


@pytest.mark.parametrize("role", ["operator", "portal", "superuser", ""])
def test_a_role_that_is_not_given_here(client_as, administrator, role: str) -> None:
    assert client_as(administrator).post("/settings/account/staff/add/", {**NEW, "role": role}).status_code == 422
    assert not User.objects.filter(email="nora@example.com").exists()


def test_changing_a_role_is_audited(client_as, administrator, biller) -> None:
    member = membership(biller)
    client_as(administrator).post(f"/settings/account/staff/{member.pk}/role/", {"role": "auditor"})
    member.refresh_from_db()
    assert member.role == Role.AUDITOR
    assert AuditEvent.objects.get(action="staff.role").detail == {
        "user": biller.pk,
        "former": "biller",
        "role": "auditor",
    }


def test_the_only_administrator_stays(client_as, administrator) -> None:
    member = membership(administrator)
    browser = client_as(administrator)
    response = browser.post(f"/settings/account/staff/{member.pk}/role/", {"role": "biller"})
    assert response.status_code == 422
    assert "only administrator" in response.content.decode()
    browser.post(f"/settings/account/staff/{member.pk}/deactivate/")
    member.refresh_from_db()
    assert (member.role, member.is_active) == (Role.ADMINISTRATOR, True)


def test_one_of_two_administrators_may_go(practice, administrator) -> None:
    second = MembershipFactory(practice=practice, role=Role.ADMINISTRATOR)
    staff.set_active(membership=second, active=False, by=administrator)
    with pytest.raises(staff.LastAdministrator):
        staff.set_active(membership=membership(administrator), active=False, by=administrator)


def test_ended_access_ends_sessions_and_keys(client_as, api_client, administrator, biller) -> None:
    browser, machine = client_as(biller), api_client(biller)
    assert machine.get("/api/v1/providers/").status_code == 200
    staff.set_active(membership=membership(biller), active=False, by=administrator)
    assert browser.get("/settings/").url == "/practices/"
    assert machine.get("/api/v1/providers/").status_code == 401


def test_a_member_of_another_practice_does_not_exist_here(client_as, administrator, stranger) -> None:
    for page in ("role", "deactivate"):
        path = f"/settings/account/staff/{membership(stranger).pk}/{page}/"
        assert client_as(administrator).post(path, {"role": "biller"}).status_code == 404


def test_opening_a_practice_twice_is_once(db: None) -> None:
    first = open_practice(name="Riverbend", slug="riverbend", by=None)
    assert open_practice(name="Another name", slug="riverbend", by=None) == first
    user = UserFactory()
    assert add_member(practice=first, user=user, role=Role.BILLER, by=None) == add_member(
        practice=first, user=user, role=Role.CLINICIAN, by=None
    )
    assert membership(user).role == Role.CLINICIAN
