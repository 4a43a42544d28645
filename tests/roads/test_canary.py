"""The whole road with values that must not leave it: not in logs, addresses, messages, side tables or error pages."""

from typing import Any

import pytest
import time_machine
from celery.signals import before_task_publish
from django.utils import timezone

from claims.sweep import reconcile
from tests import canary
from tests.roads.example import Example, set_up

pytestmark = pytest.mark.django_db

PERSON = {
    "first_name": canary.NAMES["first_name"],
    "last_name": canary.NAMES["last_name"],
    "date_of_birth": canary.NAMES["date_of_birth"],
    "email": canary.NAMES["email"],
    "address": {"line1": canary.NAMES["street"], "line2": "", "city": "Portland", "state": "OR", "zip": "97205"},
}


@pytest.fixture
def messages():
    """Every message that is handed to the broker, whether or not one listens."""
    sent: list[Any] = []

    def keep(sender=None, headers=None, body=None, **kwargs: Any) -> None:
        sent.append((sender, headers, body))

    before_task_publish.connect(keep, weak=False)
    yield sent
    before_task_publish.disconnect(keep)


def walk(api) -> Example:
    with time_machine.travel("2026-09-18 16:00:00+00:00", tick=False):
        example = set_up(api, person=PERSON, member_id=canary.NAMES["member_id"])
        example.post(f"claims/{example.claim_id}/file", expect=200)
    with time_machine.travel("2026-10-05 16:00:00+00:00", tick=False):
        era = example.load(example.ours("2_primary_835.x12"))
        example.post(f"eras/{era['id']}/post", expect=200)
        reconcile(now=timezone.now())
        example.post(f"claims/{example.claim('secondary')['id']}/file", expect=200)
    return example


def test_the_road_leaves_nothing_beside_it(  # noqa: PLR0917 - pytest asks by name
    practice, biller, api_client, client_as, messages, capfd, django_capture_on_commit_callbacks
) -> None:
    with canary.logged() as lines, django_capture_on_commit_callbacks(execute=True):
        example = walk(api_client(biller))
        browser = client_as(biller)
        pages = [browser.get(address) for address in addresses(example)]
    assert any(canary.leaks(page.content) for page in pages), "the pages themselves do show the client"
    assert [canary.leaks_in_response_frame(page) for page in pages] == [[]] * len(pages)
    assert canary.leaks(lines) == []
    assert messages, "something was sent to the workers"
    assert canary.leaks(messages) == []
    assert canary.leaks_in_side_tables() == {}
    output = capfd.readouterr()
    assert canary.leaks(output.out + output.err) == []


def addresses(example: Example) -> list[str]:
    secondary = example.claim("secondary")["id"]
    return [
        "/clients/",
        f"/clients/{example.client_id}/",
        f"/clients/{example.client_id}/claim-center/",
        f"/clients/{example.client_id}/billing/",
        "/claims/",
        f"/claims/{example.claim_id}/",
        f"/claims/{secondary}/",
        f"/claims/{secondary}/837p/",
        "/eras/",
    ]


def test_what_is_refused_says_nothing_about_the_client(practice, biller, api_client, stranger, client_as) -> None:
    example = walk(api_client(biller))
    browser = client_as(stranger)
    for address in addresses(example):
        refused = browser.get(address)
        assert canary.leaks(refused.content) == []
        assert canary.leaks_in_response_frame(refused) == []
    twice = example.api.post(f"/api/v1/claims/{example.claim_id}/file/", {}, format="json")
    assert (twice.status_code, canary.leaks(twice.content)) == (409, [])
