"""The lines of ERAs: what is held, what waits for a person, what could not be read, who is silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claimcenter.practice.status import Light
from claims.models import Claim
from era import status
from era.enums import FileState, JobKind
from era.models import EraFile, EraJob
from era.services.loading import load_era
from insurance.models import Payer
from tests.factories.era import Clp, Payment, clean_answer, era_bytes, household, sent_claim

pytestmark = pytest.mark.django_db


def line(check, key: str):
    return next(one for one in check(timezone.now()) if one.key == key)


@pytest.fixture
def home(practice):
    return household()


def load(data: bytes, *, days_ago: int = 0) -> EraFile:
    moment = timezone.now() - timedelta(days=days_ago)
    return load_era(name="era.835", chunks=[data], by=None, now=moment).era_file


@pytest.mark.parametrize(("days_ago", "light"), [(1, Light.AMBER), (8, Light.RED)])
def test_a_held_payment_is_counted_with_its_age(home, days_ago, light) -> None:
    assert line(status.payments, "held-payments").light == Light.GREEN
    load(era_bytes(Payment((clean_answer(sent_claim(home)),), amount="1.00")), days_ago=days_ago)

    found = line(status.payments, "held-payments")
    assert found.light == light
    assert found.text.startswith("1 payment,")
    assert found.url == "/eras/"


def test_an_answer_that_matches_nobody_waits(home) -> None:
    assert line(status.payments, "unmatched").light == Light.GREEN
    load(era_bytes(Payment((Clp("NOBODY", "100", "100"),))))

    found = line(status.payments, "unmatched")
    assert (found.light, found.url) == (Light.AMBER, "/eras/queue/")


def test_counts_stop_where_nobody_reads_on(home, monkeypatch) -> None:
    load(era_bytes(Payment((Clp("NOBODY", "100", "100"), Clp("NOBODY2", "100", "100")))))
    monkeypatch.setattr(status, "MOST", 1)

    assert line(status.payments, "unmatched").text.startswith("more than 1 claims")


def test_a_file_that_could_not_be_read(home) -> None:
    era_file = load(era_bytes(Payment((clean_answer(sent_claim(home)),))))
    assert line(status.payments, "unread-files").light == Light.GREEN
    EraFile.objects.filter(pk=era_file.pk).update(state=FileState.FAILED)

    assert line(status.payments, "unread-files").light == Light.AMBER


class TestSilentPayers:
    @pytest.fixture
    def out(self, home) -> Claim:
        claim = sent_claim(home)
        Claim.objects.filter(pk=claim.pk).update(filed_at=timezone.now() - timedelta(days=20))
        return claim

    def test_claims_that_went_out_lately_say_nothing_yet(self, home) -> None:
        claim = sent_claim(home)
        Claim.objects.filter(pk=claim.pk).update(filed_at=timezone.now() - timedelta(days=3))

        assert line(status.silent_payers, "silent-payers").light == Light.GREEN

    def test_a_payer_that_never_answered(self, out) -> None:
        found = line(status.silent_payers, "silent-payers")

        assert found.light == Light.AMBER
        assert found.text == "Acme Health PPO: never heard from, claims out for 20 days."

    def test_a_payer_that_has_become_silent(self, home, out) -> None:
        load(era_bytes(Payment((clean_answer(sent_claim(home)),))), days_ago=40)

        found = line(status.silent_payers, "silent-payers")
        assert (found.light, found.text) == (Light.AMBER, "Acme Health PPO: last ERA 40 days ago.")

    def test_a_payer_that_answers_others_is_not_silent(self, home, out) -> None:
        load(era_bytes(Payment((clean_answer(sent_claim(home)),))), days_ago=2)

        assert line(status.silent_payers, "silent-payers").light == Light.GREEN

    def test_offline_payers_send_no_eras(self, out) -> None:
        Payer.objects.update(is_offline=True)

        assert line(status.silent_payers, "silent-payers").light == Light.GREEN


def test_work_that_nobody_holds(home) -> None:
    assert line(status.long_work, "era-work").light == Light.GREEN
    era_file = load(era_bytes(Payment((clean_answer(sent_claim(home)),))))
    EraJob.objects.create(era_file=era_file, kind=JobKind.POST, requested_at=timezone.now())

    assert line(status.long_work, "era-work").light == Light.AMBER
