"""A deposit and its remittance at the same moment, two people with one remittance: real connections, one result."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from claimcenter.practice.models import User
from claimcenter.practice.tenancy import acting_in
from era.models import Deposit, DepositMatch, Remittance
from era.services import loading, reassociating
from era.services.deposits import AlreadyRecorded, DepositRefused, match_deposit, record_deposit
from era.services.loading import load_era
from insurance.models import Payer
from tests.era.test_concurrency import at_once, wait_for_blocked
from tests.era.test_deposits import details, payment
from tests.factories.era import NOW, era_bytes, household
from tests.factories.practice import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm(committed_practice):
    with acting_in(committed_practice, None):
        household()
    return committed_practice


@pytest.fixture
def person(firm) -> User:
    return MembershipFactory(practice=firm).user


def loads(firm, *payments):
    def work():
        with acting_in(firm, None):
            load_era(name="era.835", chunks=[era_bytes(*payments)], by=None, now=NOW)

    return work


def records(firm, person, done, **fields):
    def work():
        with acting_in(firm, None):
            payer = Payer.objects.get(payer_id="AC001")
            try:
                done.append(record_deposit(details=details(payer, **fields), by=person, now=NOW))
            except AlreadyRecorded as refused:
                done.append(refused)

    return work


def matches() -> list[tuple[int, int]]:
    return list(DepositMatch.objects.order_by("remittance").values_list("deposit", "remittance"))


def test_a_deposit_and_its_remittance_at_one_moment_find_each_other(firm, person) -> None:
    for number in range(6):
        with acting_in(firm, None):
            DepositMatch.objects.all().delete()
        trace = f"RACE{number}"
        data = era_bytes(payment(trace), control=f"{number + 1:09d}")

        def load(data=data):
            with acting_in(firm, None):
                load_era(name="era.835", chunks=[data], by=None, now=NOW)

        at_once(load, records(firm, person, [], trace_number=trace))
        with acting_in(firm, None):
            (match,) = DepositMatch.objects.filter(deposit__trace_number=trace)
            assert match.remittance.trace_number == trace


@pytest.mark.parametrize("first", ["load", "record"])
def test_whoever_comes_second_waits_for_the_first_to_be_seen(firm, person, monkeypatch, first) -> None:
    """The first has looked and not committed yet; the second must not look past it."""
    looked, go_on, real = threading.Event(), threading.Event(), reassociating.match_by_trace
    module = loading if first == "load" else "era.services.deposits"

    def look_and_wait(**given):
        found = real(**given)
        looked.set()
        assert go_on.wait(20)
        return found

    if first == "load":
        monkeypatch.setattr(module, "match_by_trace", look_and_wait)
    else:
        monkeypatch.setattr(f"{module}.match_by_trace", look_and_wait)
    works = {"load": loads(firm, payment()), "record": records(firm, person, [])}
    second = works["record" if first == "load" else "load"]

    def follow():
        assert looked.wait(20)
        second()

    def let_go():
        assert looked.wait(20)
        wait_for_blocked(1)
        go_on.set()

    at_once(works[first], follow, let_go)
    with acting_in(firm, None):
        assert len(matches()) == 1


def test_the_same_deposit_by_two_people_at_once_is_recorded_once(firm, person) -> None:
    done: list[object] = []
    at_once(*[records(firm, person, done)] * 3)
    with acting_in(firm, None):
        assert Deposit.objects.count() == 1
    assert sum(isinstance(one, AlreadyRecorded) for one in done) == 2


def test_two_people_with_one_remittance_match_it_once(firm, person) -> None:
    loads(firm, payment())()
    done: list[object] = []
    for trace in ("X1", "X2"):
        records(firm, person, done, trace_number=trace)()
    with acting_in(firm, None):
        wanted = Remittance.objects.get().pk
        deposits = list(Deposit.objects.values_list("pk", flat=True))
    refused: list[DepositRefused] = []

    def matches_one(deposit_id):
        def work():
            with acting_in(firm, None):
                try:
                    match_deposit(deposit_id=deposit_id, remittance_ids=[wanted], by=person, now=NOW)
                except DepositRefused as error:
                    refused.append(error)

        return work

    at_once(*[matches_one(deposit_id) for deposit_id in deposits])
    with acting_in(firm, None):
        assert [remittance for _, remittance in matches()] == [wanted]
    assert [error.code for error in refused] == ["not_waiting"]


def test_rows_written_past_the_verbs_cannot_add_up_wrong_together(firm, person) -> None:
    """Each transaction alone agrees with the deposit; both together would pay it twice. One is refused."""
    loads(firm, payment("T1"), payment("T2"))()
    records(firm, person, [], trace_number="BULK")()
    with acting_in(firm, None):
        deposit = Deposit.objects.get()
        remittances = list(Remittance.objects.order_by("pk"))
    written, refused = threading.Barrier(2), []

    def writes(remittance):
        def work():
            try:
                with acting_in(firm, None):
                    DepositMatch.objects.create(
                        deposit=deposit, remittance=remittance, how="person", matched_by=person, matched_at=NOW
                    )
                    written.wait(20)
            except IntegrityError as error:
                refused.append(error)
            finally:
                connection.close()

        return work

    at_once(*[writes(remittance) for remittance in remittances])
    with acting_in(firm, None):
        assert len(matches()) == 1
        assert sum(
            Remittance.objects.filter(deposit_matches__isnull=False).values_list("amount", flat=True)
        ) == Decimal(229)
    assert len(refused) == 1


def test_a_load_leaves_a_match_alone_that_a_person_makes_at_that_moment(firm, person) -> None:
    """The person's match of the deposit is not committed yet while the load looks for its own."""
    loads(firm, payment("T2"))()
    records(firm, person, [], trace_number="EFT0001")()
    with acting_in(firm, None):
        deposit, theirs = Deposit.objects.get().pk, Remittance.objects.get().pk
    chosen = threading.Event()

    def decides():
        with acting_in(firm, None):
            match_deposit(deposit_id=deposit, remittance_ids=[theirs], by=person, now=NOW)
            chosen.set()
            wait_for_blocked(1)

    def load():
        assert chosen.wait(20)
        with acting_in(firm, None):
            load_era(name="e.835", chunks=[era_bytes(payment(), control="000000002")], by=None, now=NOW)

    at_once(decides, load)
    with acting_in(firm, None):
        assert matches() == [(deposit, theirs)]
        assert Remittance.objects.count() == 2


def test_a_deposit_waits_for_a_person_where_its_remittance_is_matched_at_that_moment(firm, person) -> None:
    loads(firm, payment())()
    records(firm, person, [], trace_number="X1")()
    with acting_in(firm, None):
        other, wanted = Deposit.objects.get().pk, Remittance.objects.get().pk
    chosen = threading.Event()

    def decides():
        with acting_in(firm, None):
            match_deposit(deposit_id=other, remittance_ids=[wanted], by=person, now=NOW)
            chosen.set()
            wait_for_blocked(1)

    def record():
        assert chosen.wait(20)
        records(firm, person, [])()

    at_once(decides, record)
    with acting_in(firm, None):
        assert matches() == [(other, wanted)]
        assert Deposit.objects.count() == 2
