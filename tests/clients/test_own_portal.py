"""The client's own pages: themselves only, and no bill for money an insurer still owes."""

import pytest

from claimcenter.practice.roles import Role
from claims.portal import answer_for
from clients.models import Document
from tests.clients.permission_rows import stored_file
from tests.factories.claims import answered, family, primary_claim
from tests.factories.clients import ClientFactory, DocumentFactory, PortalAccessFactory
from tests.factories.practice import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(practice, client_as):
    """A portal user's browser, and the client they are."""
    user = MembershipFactory(practice=practice, role=Role.PORTAL).user
    access = PortalAccessFactory(user=user, client=ClientFactory(first_name="Dana", last_name="Rivers"))
    found = client_as(user)
    found.access = access
    return found


def test_the_first_line_is_the_answer(browser) -> None:
    page = browser.get("/portal/").content.decode()
    assert "You owe nothing right now." in page


def test_while_an_insurer_is_open_nothing_is_owed_and_the_most_is_said(practice) -> None:
    people = family()
    answered(primary_claim(people))
    answer = answer_for(people.client.pk)
    assert answer.headline == "You owe nothing right now."
    assert "the most you can be asked for is 101.00" in answer.reason


def test_another_clients_document_is_not_there(browser) -> None:
    other = DocumentFactory(client=ClientFactory(), file=stored_file())
    assert browser.get(f"/portal/documents/{other.pk}/").status_code == 404


def test_a_right_taken_away_counts_from_the_next_request(browser) -> None:
    access = browser.access
    access.can_upload = False
    access.save()
    response = browser.post("/portal/documents/", {})
    assert response.status_code == 422
    assert Document.objects.count() == 0


def test_access_that_was_revoked_shows_nothing(browser, practice) -> None:
    from django.utils import timezone

    browser.access.revoked_at = timezone.now()
    browser.access.save()
    assert browser.get("/portal/").status_code in {403, 404}


def test_an_empty_form_says_what_to_choose(browser) -> None:
    response = browser.post("/portal/documents/", {})
    assert response.status_code == 422
    assert "Choose a picture" in response.content.decode()


def test_staff_have_no_portal(practice, biller, client_as) -> None:
    assert client_as(biller).get("/portal/").status_code == 403
