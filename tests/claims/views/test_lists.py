"""Lists of claims: tabs, filters, order, pages, and the same number of queries whatever their length."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claimcenter.practice.models import Provider
from claims.enums import Result, Stage
from claims.models import Claim
from tests.claims.views.conftest import secondary_of
from tests.factories.claims import answered, family, primary_claim

pytestmark = pytest.mark.django_db

LIST = reverse("claims:list")


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


def rows(response) -> list[Claim]:
    return [row.claim for row in response.context["rows"]]


def chain() -> Claim:
    """A completed primary with its pending secondary."""
    before = primary_claim()
    answered(before)
    return secondary_of(before)


def test_tabs_filter_and_count(browser, primary) -> None:
    pending = chain()
    response = browser.get(LIST)
    assert set(rows(response)) == {primary, pending}
    assert [(tab["label"], tab["count"]) for tab in response.context["tabs"]] == [
        ("Pending Claims", 2), ("Processing", 0), ("Completed", 1),
        ("Rejected", 0), ("Denied", 0), ("Offline Claims", 0),
    ]  # fmt: skip
    assert rows(browser.get(LIST, {"tab": "completed"})) == [pending.previous_claim]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"position": "2"}, 1),
        ({"q": "nobody"}, 0),
        ({"since": "2026-09-02"}, 2),
        ({"until": "2026-08-31"}, 0),
        ({"waiting_on": "note"}, 0),
        ({"since": "30/2/2026", "position": "9", "payer": "x", "sort": "; drop table", "tab": "no"}, 2),
    ],
)
def test_filters_stand_in_the_url_and_nonsense_is_left_out(browser, primary, query, found) -> None:
    chain()
    response = browser.get(LIST, query)
    assert (response.status_code, len(rows(response))) == (200, found)


def test_a_claim_is_found_by_its_number_and_by_the_trace_of_its_era(browser, primary) -> None:
    pending = chain()
    assert pending in rows(browser.get(LIST, {"q": pending.display_number}))
    assert rows(browser.get(LIST, {"q": "EFT0012345", "tab": "completed"})) == [pending.previous_claim]


def test_days_left_sort_the_most_urgent_first_and_claims_without_a_clock_last(browser, primary) -> None:
    first, second = chain(), chain()
    today = timezone.localdate()
    Claim.objects.filter(pk=first.pk).update(file_by=today + timedelta(days=40))
    Claim.objects.filter(pk=second.pk).update(file_by=today - timedelta(days=1))
    response = browser.get(LIST, {"sort": "clock"})
    assert rows(response) == [second, first, primary]
    assert b"time is over" in response.content
    assert rows(browser.get(LIST, {"sort": "-clock"})) == [primary, first, second]


def test_a_rejected_claim_needs_somebody(browser, primary) -> None:
    Claim.objects.filter(pk=primary.pk).update(result=Result.REJECTED, status="rejected")
    response = browser.get(LIST, {"tab": "rejected"})
    assert rows(response) == [primary]
    assert [tab["needs_attention"] for tab in response.context["tabs"]] == [False, False, False, True, False, False]
    assert [entry["needs_attention"] for entry in response.context["nav"] if entry["url"] == LIST] == [True]


def test_the_status_says_what_is_waited_for(browser, waiting) -> None:
    response = browser.get(LIST)
    assert "waiting on adjustments" in response.content.decode()
    assert "add its adjustments under File Claim" in response.content.decode()


def test_a_clinician_sees_their_own_clients_claims_and_no_boxes(client_as, primary, clinician) -> None:
    browser = client_as(clinician)
    assert rows(browser.get(LIST)) == []
    Provider.objects.update(user=None)
    Provider.objects.filter(pk=primary.provider_id).update(user=clinician)
    response = browser.get(LIST)
    assert rows(response) == [primary]
    assert b"data-check-all" not in response.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_claims_as_for_one(browser, django_assert_num_queries, count) -> None:
    for _ in range(count):
        chain()
    browser.get(LIST)
    with django_assert_num_queries(16):
        response = browser.get(LIST)
    assert len(rows(response)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_chart_asks_as_often_for_three_claims_as_for_one(browser, django_assert_num_queries, count) -> None:
    people = family()
    for _ in range(count):
        answered(primary_claim(people))
    for before in Claim.objects.filter(position=1, stage=Stage.COMPLETED):
        secondary_of(before)
    url = reverse("clients:claim-center", args=[people.client.pk])
    browser.get(url)
    with django_assert_num_queries(18):
        response = browser.get(url)
    sections = {section["title"]: len(section["rows"]) for section in response.context["sections"]}
    assert sections == {"Pending Claims": count, "Processing": 0, "Completed": count}


def test_the_chart_shows_claims_by_stage(browser, waiting) -> None:
    text = browser.get(reverse("clients:claim-center", args=[waiting.client_id])).content.decode()
    assert text.index("Pending Claims") < text.index(waiting.display_number) < text.index("Completed")
    assert 'title="Secondary insurance"' in text


def test_an_empty_list_says_what_will_appear_and_how(browser, practice) -> None:
    assert b"a secondary claim will automatically generate under Pending Claims" in browser.get(LIST).content
    assert b"Take a filter away" in browser.get(LIST, {"q": "zzz"}).content


def test_another_practices_claims_are_not_there(client_as, stranger, primary) -> None:
    response = client_as(stranger).get(LIST)
    assert rows(response) == []
    assert {tab["count"] for tab in response.context["tabs"]} == {0}


def test_dates_of_service_are_days_and_never_shift(browser, primary) -> None:
    assert primary.first_service_date == date(2026, 9, 1)
    assert primary.stage == Stage.PENDING
    assert "1–8 Sep 2026" in browser.get(LIST).content.decode()
