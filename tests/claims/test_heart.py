"""A completed claim always gets its decision: the wiring, the sweep, and twenty messages at once."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.models.signals import post_save
from django.utils import timezone

from claimcenter.practice.models import Practice
from claimcenter.practice.tenancy import acting_in
from claims import asking, tasks
from claims.enums import Outcome, Stage, Status
from claims.models import Claim, ClaimEvent, SecondaryDecision
from claims.retries import with_retries
from claims.services.completion import complete_by_hand
from claims.services.secondary import ensure_secondary, outstanding_claims
from claims.sweep import reconcile
from clients.signals import appointment_changed, client_changed, payment_recorded
from insurance.signals import payer_changed, plan_changed
from tests.factories.claims import NOW, answered, family, primary_claim, worked_primary


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What was sent to the workers; the broker's client is the outside world."""
    sent: list[dict[str, object]] = []
    for name in ("claims.ensure_secondary", "claims.ensure_secondaries", "claims.reconcile_secondaries"):
        task = asking.current_app.tasks[name]
        monkeypatch.setattr(task, "apply_async", lambda kwargs, name=name, **_: sent.append({"task": name} | kwargs))
    monkeypatch.setattr(asking, "_quiet_until", 0.0)
    return sent


def in_threads(number: int, work: Callable[[], object]) -> list[BaseException]:
    """Runs the work in so many threads at the same moment; answers what they raised."""
    start, raised = threading.Barrier(number), []

    def run() -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - told to the test
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


class TestWiring:
    pytestmark = pytest.mark.django_db

    def test_there_is_exactly_one_post_save_receiver(self):
        receivers = [key for key in (entry[0] for entry in post_save.receivers) if key[0] == "claims.ask_for_secondary"]

        assert len(receivers) == 1

    def test_every_receiver_of_a_domain_signal_is_known(self):
        signals = (appointment_changed, client_changed, payment_recorded, plan_changed, payer_changed)

        assert [[key[0] for key in (entry[0] for entry in signal.receivers)] for signal in signals] == [
            ["claims.appointment_changed"],
            ["claims.client_changed"],
            ["claims.payment_recorded"],
            ["claims.plan_changed"],
            ["claims.payer_changed"],
        ]

    def test_completing_asks_after_the_commit_with_ids_only(self, practice, asked, django_capture_on_commit_callbacks):
        claim = primary_claim()

        with django_capture_on_commit_callbacks(execute=True):
            complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
            assert asked == []

        wanted = {"task": "claims.ensure_secondary", "practice_id": practice.pk, "claim_id": claim.pk}
        assert asked == [wanted]

    def test_posting_asks_too(self, practice, asked, django_capture_on_commit_callbacks):
        claim = primary_claim()

        with django_capture_on_commit_callbacks(execute=True):
            answered(claim)

        assert {entry["claim_id"] for entry in asked} == {claim.pk}

    def test_a_saved_claim_that_is_open_or_decided_asks_nobody(
        self, practice, asked, django_capture_on_commit_callbacks
    ):
        claim = primary_claim()
        with django_capture_on_commit_callbacks(execute=True):
            claim.save()
        complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        ensure_secondary(claim_id=claim.pk, now=NOW)
        asked.clear()

        with django_capture_on_commit_callbacks(execute=True):
            Claim.objects.get(pk=claim.pk).save()

        assert asked == []

    def test_a_broker_that_raises_is_never_felt_and_then_left_alone(self, practice, monkeypatch):
        calls = []

        def refuse(**_kwargs):
            calls.append(1)
            raise ConnectionError("no broker")

        monkeypatch.setattr(asking.current_app.tasks["claims.ensure_secondary"], "apply_async", refuse)

        assert asking.ask_for_secondaries(practice_id=1, claim_ids=[5]) is False
        assert asking.ask_for_secondaries(practice_id=1, claim_ids=[5]) is False
        assert len(calls) == 1

    def test_many_ids_go_in_chunks(self, asked):
        assert asking.ask_for_secondaries(practice_id=1, claim_ids=list(range(1, 2 * asking.CHUNK + 202)))

        assert [len(entry.get("claim_ids", [0])) for entry in asked] == [asking.CHUNK, asking.CHUNK, 201]

    def test_the_worker_sweeps_when_it_starts(self, asked):
        tasks.reconcile_at_start()

        assert asked == [{"task": "claims.reconcile_secondaries"}]


class TestSweep:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def completed_behind_the_back(self, practice) -> Callable[[str], Claim]:
        """A claim completed by what knows nothing of the rule (R9)."""

        def complete(how: str) -> Claim:
            claim = primary_claim()
            values = {"stage": Stage.COMPLETED, "status": Status.BY_HAND, "completed_at": timezone.now()}
            if how == "update":
                Claim.objects.filter(pk=claim.pk).update(**values)
            elif how == "bulk_update":
                for name, value in values.items():
                    setattr(claim, name, value)
                Claim.objects.bulk_update([claim], list(values))
            else:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE claims_claim SET stage = 'completed', status = 'by_hand', completed_at = now() "
                        "WHERE id = %s",
                        [claim.pk],
                    )
            return claim

        return complete

    @pytest.mark.parametrize("how", ["update", "bulk_update", "sql"])
    def test_it_finds_what_no_message_reached(self, completed_behind_the_back, how):
        claim = completed_behind_the_back(how)

        assert reconcile(now=NOW) == 1

        claim.refresh_from_db()
        assert claim.current_decision.outcome == Outcome.CREATED
        assert reconcile(now=NOW) == 0

    def test_reopening_by_raw_sql_clears_the_decision(self, practice):
        claim = primary_claim()
        complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        ensure_secondary(claim_id=claim.pk, now=NOW)

        Claim.objects.filter(pk=claim.pk).update(stage=Stage.PROCESSING, completed_at=None)

        assert Claim.objects.get(pk=claim.pk).current_decision is None

    def test_the_command_says_how_many(self, completed_behind_the_back):
        completed_behind_the_back("update")
        out = StringIO()

        call_command("reconcile_secondaries", "--json", stdout=out)

        assert json.loads(out.getvalue()) == {"decided": 1}
        call_command("reconcile_secondaries", stdout=(plain := StringIO()))
        assert plain.getvalue() == "0 decided.\n"

    def test_claims_held_for_their_payment_date_become_ready_on_the_day(self, practice):
        claim = primary_claim()
        answered(claim, worked_primary(claim, adjudicated_on=timezone.localdate(NOW) + timedelta(days=3)))
        secondary = ensure_secondary(claim_id=claim.pk, now=NOW).next_claim

        reconcile(now=NOW)
        secondary.refresh_from_db()
        assert secondary.status == Status.DRAFT

        reconcile(now=NOW + timedelta(days=3))
        secondary.refresh_from_db()
        assert (secondary.status, secondary.waiting_on) == (Status.READY, "")


@pytest.mark.django_db(transaction=True)
class TestCommitted:
    @pytest.fixture
    def claim(self, committed_practice: Practice) -> Claim:
        with acting_in(committed_practice, None):
            return primary_claim()

    def test_a_rollback_leaves_nothing_behind(self, committed_practice, claim, asked):
        """R10."""
        with pytest.raises(ZeroDivisionError), acting_in(committed_practice, None):
            answered(claim)
            raise ZeroDivisionError

        assert asked == []
        with acting_in(committed_practice, None):
            assert not outstanding_claims().exists()
            assert not SecondaryDecision.objects.exists()

    def test_an_error_after_the_commit_does_not_reach_the_caller(self, committed_practice, claim, monkeypatch):
        def refuse(**_kwargs):
            raise ConnectionError("no broker")

        monkeypatch.setattr(asking.current_app.tasks["claims.ensure_secondary"], "apply_async", refuse)

        with acting_in(committed_practice, None):
            answered(claim)

        assert reconcile(now=NOW) == 1

    def test_twenty_deliveries_at_once_make_one_secondary(self, committed_practice, claim):
        """R8."""
        with acting_in(committed_practice, None):
            answered(claim)

        raised = in_threads(
            20, lambda: tasks.ensure_secondary_task(practice_id=committed_practice.pk, claim_id=claim.pk)
        )

        assert raised == []
        with acting_in(committed_practice, None):
            assert Claim.objects.filter(position=2).count() == 1
            assert SecondaryDecision.objects.count() == 1
            assert ClaimEvent.objects.filter(claim__position=2, kind="created").count() == 1

    def test_two_sweeps_and_the_messages_do_not_meet_in_a_second_claim(self, committed_practice, claim):
        """R16."""
        with acting_in(committed_practice, None):
            others = [primary_claim() for _ in range(3)]
            for one in (claim, *others):
                answered(one)
        ids = [claim.pk, *(one.pk for one in others)]

        raised = in_threads(
            4,
            lambda: (
                reconcile(now=NOW),
                tasks.ensure_secondaries_task(practice_id=committed_practice.pk, claim_ids=ids[::-1]),
            ),
        )

        assert raised == []
        with acting_in(committed_practice, None):
            assert Claim.objects.filter(position=2).count() == 4

    def test_one_claim_that_fails_does_not_hold_up_the_others(self, committed_practice, claim):
        with acting_in(committed_practice, None):
            other = primary_claim()
            for one in (claim, other):
                complete_by_hand(claim_id=one.pk, by=None, now=NOW)
            # A stray claim under the number and position that the secondary of `claim` would take.
            stray = Claim.objects.get(pk=other.pk)
            stray.pk, stray.number, stray.position, stray.previous_claim = None, claim.number, 2, other
            stray.stage, stray.status, stray.completed_at = Stage.PENDING, Status.DRAFT, None
            stray.save()

        assert reconcile(now=NOW) == 1
        with acting_in(committed_practice, None):
            assert list(outstanding_claims()) == [claim]

    def test_answers_posted_at_the_same_time_are_posted_once(self, committed_practice, claim):
        """E1: two workers, one answer."""
        from claims.services.adjudication import post_adjudications, record_adjudication

        with acting_in(committed_practice, None):
            adjudication = record_adjudication(claim=claim, facts=worked_primary(claim), by=None, now=NOW)

        def post() -> None:
            with acting_in(committed_practice, None):
                post_adjudications(adjudication_ids=[adjudication.pk], by=None, now=NOW)

        assert in_threads(6, post) == []
        with acting_in(committed_practice, None):
            claim.refresh_from_db()
            assert claim.paid == 229

    def test_another_practice_has_its_own_sweep(self, committed_practice, claim):
        from tests.factories.practice import PracticeFactory

        other = PracticeFactory()
        with acting_in(other, None):
            theirs = primary_claim(family())
            complete_by_hand(claim_id=theirs.pk, by=None, now=NOW)
        with acting_in(committed_practice, None):
            complete_by_hand(claim_id=claim.pk, by=None, now=NOW)

        assert reconcile(now=NOW) == 2
        with acting_in(other, None):
            assert Claim.objects.get(position=2).previous_claim == theirs


class Broken(Exception):
    sqlstate = "40P01"


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Broken()
    return error


def test_a_deadlock_is_tried_again_three_times():
    tries = []

    def work() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise deadlock()
        return 7

    assert with_retries(work) == 7


def test_a_deadlock_that_stays_is_raised_and_other_errors_at_once():
    tries = []

    def work() -> None:
        tries.append(1)
        raise deadlock()

    with pytest.raises(OperationalError):
        with_retries(work)
    assert len(tries) == 3

    def lost() -> None:
        tries.append(1)
        raise OperationalError("server closed the connection")

    with pytest.raises(DatabaseError):
        with_retries(lost)
    assert len(tries) == 4
