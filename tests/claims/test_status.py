"""The lines of claims: what must be zero, what has not left, what waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claimcenter.practice import vault
from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.status import Light
from claims import status
from claims.enums import Stage, Status
from claims.models import Claim, Submission
from claims.services.completion import complete_by_hand
from claims.services.secondary import ensure_secondary
from claims.sweep import SIGN_OF_LIFE, reconcile
from tests.factories.claims import NOW, primary_claim

pytestmark = pytest.mark.django_db


def line(check, key: str, now=None):
    return next(one for one in check(now or timezone.now()) if one.key == key)


@pytest.fixture
def undecided(practice) -> Claim:
    claim = primary_claim()
    complete_by_hand(claim_id=claim.pk, by=None, now=timezone.now() - timedelta(seconds=5))
    return claim


class TestUndecided:
    def test_zero_is_green(self, practice) -> None:
        assert line(status.next_claims, "undecided").light == Light.GREEN

    def test_a_claim_that_waits_for_the_sweep_is_amber(self, undecided) -> None:
        beat(name=SIGN_OF_LIFE, now=timezone.now(), detail={"decided": 0, "left": 0})
        found = line(status.next_claims, "undecided")

        assert found.light == Light.AMBER
        assert found.text.startswith("1, the longest completed for 5 s")

    def test_nobody_sweeps(self, undecided) -> None:
        beat(name=SIGN_OF_LIFE, now=timezone.now() - timedelta(minutes=2))

        assert line(status.next_claims, "undecided").light == Light.RED

    def test_the_sweep_gets_nowhere(self, undecided, monkeypatch) -> None:
        monkeypatch.setattr("claims.sweep._decide", lambda *_: 0)
        reconcile(now=timezone.now())

        found = line(status.next_claims, "undecided")
        assert found.light == Light.RED
        assert "secondary_not_decided" in found.todo

    def test_it_counts_over_all_practices(self, undecided, other_practice, inside) -> None:
        beat(name=SIGN_OF_LIFE, now=timezone.now())
        with inside(other_practice):
            assert line(status.next_claims, "undecided").text.startswith("1,")

    def test_after_the_sweep_it_is_green_again(self, undecided) -> None:
        reconcile(now=NOW)

        assert line(status.next_claims, "undecided").light == Light.GREEN


@pytest.mark.django_db(transaction=True)
def test_two_live_next_claims_are_counted_even_where_the_index_is_gone(committed_practice, inside, as_owner) -> None:
    with inside(committed_practice):
        claim = primary_claim()
        complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        secondary = ensure_secondary(claim_id=claim.pk, now=NOW).next_claim
        assert "refuses" in line(status.next_claims, "doubled").text
    as_owner.execute("DROP INDEX one_live_next_claim")
    with inside(committed_practice):
        found = line(status.next_claims, "doubled")
        assert (found.light, found.text) == (Light.RED, "0, but the database no longer holds it so.")
        twin = Claim.objects.get(pk=secondary.pk)
        twin.pk, twin.number, twin.stage, twin.status = None, 999_999, Stage.PENDING, Status.DRAFT
        twin.save()
        found = line(status.next_claims, "doubled")

    assert (found.light, found.text) == (Light.RED, "1.")


@pytest.mark.parametrize(("minutes", "light"), [(1, Light.GREEN), (5, Light.AMBER), (20, Light.RED)])
def test_files_that_have_not_left(practice, minutes, light) -> None:
    kept = vault.store(kind="837", name="1.x12", content_type="application/edi-x12", chunks=[b"ISA"], by=None)
    Submission.objects.create(
        claim=primary_claim(),
        ordinal=1,
        patient_control_number="A1",
        frequency_code="1",
        interchange_control_number="1",
        group_control_number="1",
        file=kept,
        transport="folder",
        transport_reference="1.x12",
        filed_at=timezone.now() - timedelta(minutes=minutes),
    )

    assert line(status.unsent, "unsent").light == light


@pytest.mark.parametrize(("days", "light"), [(1, Light.GREEN), (20, Light.AMBER), (40, Light.RED)])
def test_pending_secondaries_by_age(undecided, days, light) -> None:
    secondary = ensure_secondary(claim_id=undecided.pk, now=NOW).next_claim
    Claim.objects.filter(pk=secondary.pk).update(created_at=timezone.now() - timedelta(days=days))

    found = line(status.pending_secondaries, "pending-secondaries")
    assert found.light == light
    assert found.url.startswith("/claims/?tab=pending")


def test_counts_stop_where_nobody_reads_on(undecided, monkeypatch) -> None:
    monkeypatch.setattr(status, "MOST", 0)

    assert status.capped(Claim.objects.all()) == "more than 0"
