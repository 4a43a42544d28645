"""The worked example of the domain reference, end to end through the API: its files in, its files out, its figures."""

import re

import pytest
import time_machine
from django.utils import timezone

from claims.models import Claim
from claims.selectors.differences import differences
from claims.sweep import reconcile
from tests.roads.example import Example, set_up

pytestmark = pytest.mark.django_db

ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA", "BHT"}


def segments(text: str) -> list[str]:
    """Segments with the envelope's own numbers, dates and the batch reference put aside."""
    found = [part.strip() for part in text.split("~") if part.strip()]
    return [part for part in found if part.split("*")[0] not in ENVELOPE]


@pytest.fixture
def example(practice, biller, api_client):
    with time_machine.travel("2026-09-18 16:00:00+00:00", tick=False):
        yield set_up(api_client(biller))


def walk_to_secondary(example: Example) -> dict:
    example.post(f"claims/{example.claim_id}/file", expect=200)
    with time_machine.travel("2026-10-05 16:00:00+00:00", tick=False):
        era = example.load(example.ours("2_primary_835.x12"))
        assert era["disposition"] == "import"
        example.post(f"eras/{era['id']}/post", expect=200)
        reconcile(now=timezone.now())
    return example.claim("secondary")


def test_the_primary_leaves_as_in_the_example(example: Example) -> None:
    filed = example.post(f"claims/{example.claim_id}/file", expect=200)
    assert filed["stage"] == "processing"
    assert segments(example.x12(example.claim_id)) == segments(example.ours("1_primary_837p.x12"))


def test_the_secondary_stands_pending_filled_from_the_era(example: Example) -> None:
    secondary = walk_to_secondary(example)
    assert (secondary["stage"], secondary["waiting_on"], secondary["charge"]) == ("pending", "", "450.00")
    [prior] = secondary["adjudications"]
    assert (prior["paid"], prior["adjudicated_on"]) == ("229.00", "2026-10-02")
    rows = [(row["level"], row["line"], row["group"], row["reason"], row["amount"]) for row in prior["adjustments"]]
    assert rows == [
        ("line", 1, "CO", "45", "70.00"),
        ("line", 1, "PR", "1", "50.00"),
        ("line", 1, "PR", "2", "26.00"),
        ("line", 2, "CO", "45", "50.00"),
        ("line", 2, "PR", "3", "25.00"),
    ]
    assert all("EFT0012345" in row["source"] for row in prior["adjustments"])
    primary = example.claim("primary")
    assert (primary["stage"], primary["result"], primary["decision"]["outcome"]) == ("completed", "paid", "created")


def test_the_secondary_leaves_as_in_the_example(example: Example) -> None:
    secondary = walk_to_secondary(example)
    with time_machine.travel("2026-10-05 16:00:00+00:00", tick=False):
        example.post(f"claims/{secondary['id']}/file", expect=200)
    assert segments(example.x12(secondary["id"])) == segments(example.ours("3_secondary_837p.x12"))


def test_until_the_secondary_answers_the_rest_is_held(example: Example) -> None:
    walk_to_secondary(example)
    balance = example.balance()
    assert (balance["held_for_insurance"], balance["patient_responsibility"]) == ("101.00", "0.00")
    assert (balance["patient_due"], balance["credit"]) == ("0.00", "0.00")


def test_the_secondary_era_leaves_ten_to_the_client(example: Example) -> None:
    secondary = walk_to_secondary(example)
    with time_machine.travel("2026-10-21 16:00:00+00:00", tick=False):
        example.post(f"claims/{secondary['id']}/file", expect=200)
        era = example.load(example.ours("4_secondary_835.x12"))
        example.post(f"eras/{era['id']}/post", expect=200)
        reconcile(now=timezone.now())
    assert example.claim("secondary")["stage"] == "completed"
    assert example.balance() == {
        "charge": "450.00",
        "insurance_paid": "320.00",
        "adjustments": "120.00",
        "held_for_insurance": "0.00",
        "patient_responsibility": "10.00",
        "patient_paid": "20.00",
        "patient_due": "0.00",
        "credit": "10.00",
    }


def test_the_reversal_and_its_correction_flag_the_filed_secondary(example: Example) -> None:
    """File 5: taken back and paid anew 15.00 less. What was filed stays as it is; the new figures are offered."""
    secondary = walk_to_secondary(example)
    with time_machine.travel("2026-10-31 16:00:00+00:00", tick=False):
        example.post(f"claims/{secondary['id']}/file", expect=200)
        sent = example.x12(secondary["id"])
        era = example.load(example.ours("5_primary_835_reversal_correction.x12"))
        example.post(f"eras/{era['id']}/post", expect=200)
    assert example.claim("primary")["paid"] == "214.00"
    assert example.balance()["insurance_paid"] == "214.00"
    filed = Claim.objects.get(pk=secondary["id"])
    assert (filed.live, filed.prior_changed_at is not None, filed.submissions.count()) == (True, True, 1)
    assert example.x12(filed.pk) == sent
    offered = {(one.line, one.figure): (one.on_claim, one.in_answer) for one in differences(filed)}
    assert offered[2, "PR-3"] == ("25.00", "40.00")
    assert offered[2, "paid"] == ("125.00", "110.00")
    assert offered[None, "paid"] == ("229.00", "214.00")
    assert set(offered) == {(2, "PR-3"), (2, "paid"), (None, "paid"), (None, "adjudicated on")}


def test_the_same_key_files_once(example: Example) -> None:
    first = example.post(f"claims/{example.claim_id}/file", expect=200, **{"Idempotency-Key": "k-1"})
    again = example.post(f"claims/{example.claim_id}/file", expect=200, **{"Idempotency-Key": "k-1"})
    assert first["patient_control_number"] == again["patient_control_number"]
    assert not re.search(r"P2\b", again["patient_control_number"])


def test_a_filed_claim_is_not_filed_again(example: Example) -> None:
    example.post(f"claims/{example.claim_id}/file", expect=200)
    refused = example.post(f"claims/{example.claim_id}/file", expect=409)
    assert refused["code"] == "already_filed"
