"""The search of the frame: by POST, within what a person may see."""

import pytest

from claims.models import Claim
from tests.factories.claims import family, primary_claim
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db


def search(browser, text: str) -> str:
    return browser.post("/search/", {"q": text}).content.decode()


def test_a_client_by_the_beginning_of_a_name(practice, biller, client_as) -> None:
    ClientFactory(first_name="Dana", last_name="Rivers")
    assert "Dana Rivers" in search(client_as(biller), "riv")


def test_a_claim_by_its_number(practice, biller, client_as) -> None:
    primary_claim(family())
    number = Claim.objects.get(live=True).display_number
    assert "Claims found" in search(client_as(biller), number)


def test_a_name_in_the_address_finds_nothing(practice, biller, client_as) -> None:
    ClientFactory(first_name="Dana", last_name="Rivers")
    page = client_as(biller).get("/search/", {"q": "Rivers"}).content.decode()
    assert "Dana" not in page
    primary_claim(family())
    assert "Dana" not in client_as(biller).get("/claims/", {"tab": "processing", "q": "Rivers"}).content.decode()


def test_a_clinician_finds_their_own_clients_only(practice, clinician, client_as) -> None:
    ClientFactory(first_name="Dana", last_name="Rivers")
    assert "Dana Rivers" not in search(client_as(clinician), "Rivers")


@pytest.mark.parametrize("text", ["", "\x00", "x" * 200])
def test_what_cannot_be_searched_is_said(practice, biller, client_as, text: str) -> None:
    assert client_as(biller).post("/search/", {"q": text}).status_code == 422
