"""The lines of ERAs: what is held, what waits for a person, what could not be read, who is silent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from claimcenter.practice.status import Light
from claims.models import Claim
from era import status
from era.enums import FileState, JobKind
from era.models import EraFile, EraJob
from era.services.deposits import DepositDetails, record_deposit
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
    load(era_bytes(Payment((Clp("NOBODY", "100", "100"),))), days_ago=3)

    found = line(status.payments, "unmatched")
    assert (found.light, found.url) == (Light.AMBER, "/eras/queue/")
    assert found.text == "1 claim of loaded payments, the oldest for 3 days."
    load(era_bytes(Payment((Clp("NOBODY2", "100", "100"),), trace="EFT0002"), control="000000002"), days_ago=15)
    assert line(status.payments, "unmatched").light == Light.RED


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


class TestDeposits:
    """Clocks are those of the machine here, so days are counted back from today."""

    def record(self, biller, days_ago: int, trace: str = "X") -> None:
        day = localdate() - timedelta(days=days_ago)
        details = DepositDetails(amount=Decimal("1.00"), deposited_on=day, trace_number=trace)
        record_deposit(details=details, by=biller, now=timezone.now())

    def paid(self, home, days_ago: int) -> None:
        day = localdate() - timedelta(days=days_ago)
        load(era_bytes(Payment((clean_answer(sent_claim(home)),), day=day)))

    def test_who_never_records_deposits_is_told_that_nothing_is_followed(self, home) -> None:
        assert line(status.deposits, "deposits").text.startswith("None is late")
        self.paid(home, 60)
        found = line(status.deposits, "deposits")
        assert (found.light, found.url) == (Light.GREEN, "/eras/deposits/")
        assert found.text.startswith("Not followed")

    def test_what_is_young_says_nothing(self, home, biller) -> None:
        self.paid(home, 1)
        self.record(biller, 1)
        assert line(status.deposits, "deposits").light == Light.GREEN

    @pytest.mark.parametrize(("days_ago", "light"), [(11, Light.AMBER), (60, Light.RED)])
    def test_late_money_says_what_to_do(self, home, biller, days_ago, light) -> None:
        self.record(biller, 1)
        self.paid(home, days_ago)
        found = line(status.deposits, "deposits")
        assert (found.light, found.url) == (light, "/eras/deposits/?tab=late")
        assert found.text.startswith("The money of 1 remittance is late; the oldest is of ")
        assert "Ask the bank" in found.todo

    def test_money_without_its_remittance_is_late_too(self, home, biller) -> None:
        self.record(biller, 12)
        self.record(biller, 11, trace="Y")
        found = line(status.deposits, "deposits")
        assert found.text.startswith("The remittance of 2 deposits has not come")
        assert "type the EOB" in found.todo
