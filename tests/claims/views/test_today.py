"""The first page: what of the claims waits, for whom it may wait, in the same number of queries whatever there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claimcenter.practice.models import Provider
from claims.enums import Result
from claims.models import Claim
from tests.claims.views.conftest import secondary_of
from tests.factories.claims import answered, primary_claim

pytestmark = pytest.mark.django_db


def pending_secondary() -> Claim:
    before = primary_claim()
    answered(before)
    return secondary_of(before)


def waiting(browser) -> dict[str, int]:
    return {work.label: work.count for work in browser.get("/").context["waiting"]}


def test_it_says_what_waits_and_leads_there(client_as, biller) -> None:
    browser = client_as(biller)
    pending_secondary()
    assert waiting(browser)["Claims ready to file"] == 1
    for work in browser.get("/").context["waiting"]:
        page = browser.get(work.url)
        assert page.status_code == 200
        assert len(page.context["rows"]) >= work.count


def test_a_rejected_claim_and_a_near_limit_come_first_and_hurry(client_as, biller, practice) -> None:
    claim = pending_secondary()
    Claim.objects.filter(pk=claim.pk).update(result=Result.REJECTED, file_by=timezone.localdate() + timedelta(days=3))
    works = client_as(biller).get("/").context["waiting"]
    assert [(work.label, work.count, work.hurry) for work in works[:2]] == [
        ("Rejected claims to mend", 1, True),
        ("Claims to file within 14 days", 1, True),
    ]


def test_a_clinician_counts_their_own_clients_only(client_as, clinician) -> None:
    claim = pending_secondary()
    Provider.objects.update(user=None)
    assert waiting(client_as(clinician)) == {}
    assert b"Nothing waits for you" in client_as(clinician).get("/").content
    Provider.objects.filter(pk=claim.provider_id).update(user=clinician)
    assert waiting(client_as(clinician))["Claims ready to file"] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_often_for_three_claims_as_for_one(client_as, biller, django_assert_num_queries, count) -> None:
    browser = client_as(biller)
    for _ in range(count):
        pending_secondary()
    browser.get("/")
    with django_assert_num_queries(20):
        browser.get("/")
