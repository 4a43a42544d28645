"""Exactly one secondary, under fire: whatever breaks while claims complete, nothing is lost and nothing doubled.

After each fault: every completed primary has one current decision and one live secondary within 60 seconds, and no
completion failed or took longer than 2 seconds (`Machine.complete` asserts it). R1 to R18 are the fault list's numbers.
"""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from claimcenter.stack import env
from claimcenter.stack.process import wait_until
from claims.enums import Stage, Status
from claims.models import Claim
from tests.faults.claims import assert_exactly_one, healed, locked, open_claims, undecided, waiting_for_locks
from tests.faults.deeds import KILLED
from tests.faults.stack import seconds_until

HEALED_WITHIN = 60.0


def test_nothing_is_broken(stack, machine, inside, note):
    """The road without a fault: the message does it."""
    with inside():
        claims = open_claims(3)
    note("slowest request", max(machine.complete(claim) for claim in claims))

    with inside():
        note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
        assert_exactly_one(claims)


def test_broker_hung(stack, machine, inside, note):
    """R5: it takes what is sent and never answers."""
    with inside():
        claims = open_claims(3)
    with stack.frozen(stack.broker):
        note("slowest request", max(machine.complete(claim) for claim in claims))
        with inside():
            assert undecided() == 3
    stack.tick()

    with inside():
        note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
        assert_exactly_one(claims)


class TestBehindTheRule:
    """Completed by what knows nothing of the rule (R9), or by a process that did not live to ask (R7)."""

    COMPLETED = {"stage": Stage.COMPLETED, "status": Status.BY_HAND}

    def test_update(self, stack, inside, note):
        with inside():
            claims = open_claims(2)
            Claim.objects.filter(pk__in=claims).update(**self.COMPLETED, completed_at=timezone.now())
        self._healed_by_the_sweep(stack, inside, claims, note)

    def test_raw_sql(self, stack, inside, note, owner_connection):
        with inside():
            claims = open_claims(2)
        owner_connection.execute(
            "UPDATE claims_claim SET stage = 'completed', status = 'by_hand', completed_at = now() WHERE id = ANY(%s)",
            [claims],
        )
        self._healed_by_the_sweep(stack, inside, claims, note)

    def test_process_killed_between_commit_and_message(self, stack, practice, inside, note):
        """R7."""
        with inside():
            claims = open_claims(1)
        assert deed(stack, "die", practice.pk, claims[0]).returncode == KILLED
        self._healed_by_the_sweep(stack, inside, claims, note)

    def test_rolled_back(self, stack, practice, inside):
        """R10: nothing was completed, so nothing is sent, decided or made."""
        with inside():
            (claim,) = open_claims(1)
        with stack.frozen(stack.worker):
            before = stack.queued()
            assert deed(stack, "roll-back", practice.pk, claim).stdout == "rolled back\n"
            assert stack.queued() - before <= 6  # what beat sent meanwhile
            assert not any(b"ensure_secondary" in message for message in stack.redis.lrange("celery", 0, -1))
        with inside():
            assert Claim.objects.get(pk=claim).stage == Stage.PROCESSING
            assert not Claim.objects.filter(previous_claim=claim).exists()

    def test_admin_action(self, stack, operator, inside, note):
        """Through the same verb, so the message comes; nobody sweeps here."""
        stack.wait_until_web_asks()
        with inside():
            claims = open_claims(2)
        note("slowest request", operator.complete_in_admin(claims))

        with inside():
            note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
            assert_exactly_one(claims)

    @staticmethod
    def _healed_by_the_sweep(stack, inside, claims, note):
        stack.tick()
        with inside():
            note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
            assert_exactly_one(claims)


class TestWorker:
    @pytest.fixture
    def deciding(self, stack, machine):
        """`with deciding(claims): ...`: completed, and a task of the worker is in the middle of deciding, not done."""

        @contextmanager
        def begin(claims: list[int]) -> Iterator[None]:
            with ExitStack() as hold:
                with stack.frozen(stack.worker):
                    for claim in claims:
                        machine.complete(claim)
                    hold.enter_context(locked(claims))
                assert wait_until(waiting_for_locks, seconds=20)
                yield

        return begin

    def test_killed_before_its_commit(self, stack, deciding, inside, note):
        """R1: the whole worker, in the middle of the task; its message stays unacknowledged in Redis."""
        with inside():
            claims = open_claims(2)
        with deciding(claims):
            stack.kill(stack.worker)
            with inside():
                assert undecided() == 2

        with inside():
            note("healed after kill", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
            assert_exactly_one(claims)

    def test_killed_after_its_commit(self, stack, machine, inside, note):
        """R2: decided and committed, never acknowledged; the redelivered message finds nothing to do."""
        with inside():
            (claim,) = open_claims(1)
        order = stack.order("die-after-commit")
        machine.complete(claim)
        assert wait_until(lambda: not order.exists(), seconds=20)
        with inside():
            note("healed", seconds_until(lambda: healed([claim]), limit=HEALED_WITHIN))
        stack.wait_for_worker()
        assert stack.redis.zcard("unacked_index") > 0
        for tag in stack.redis.zrange("unacked_index", 0, -1):  # as if the visibility timeout had passed
            stack.redis.zadd("unacked_index", {tag: 0})

        with inside():
            note("redelivered", seconds_until(lambda: stack.redis.zcard("unacked_index") == 0, limit=HEALED_WITHIN))
            assert_exactly_one([claim])

    def test_pool_child_killed(self, stack, deciding, inside, note):
        """R3: reject_on_worker_lost puts the message back."""
        with inside():
            (claim,) = open_claims(1)
        with deciding([claim]):
            for child in stack.pool():
                stack.kill_pool_child(child)

        with inside():
            note("healed", seconds_until(lambda: healed([claim]), limit=HEALED_WITHIN))
            assert_exactly_one([claim])

    def test_loses_its_database_connection(self, stack, deciding, inside, note):
        """R14: the task fails and its message is gone; the sweep remains."""
        with inside():
            (claim,) = open_claims(1)
        with deciding([claim]), connection.cursor() as cursor:
            for pid in waiting_for_locks():
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        stack.tick()

        with inside():
            note("healed", seconds_until(lambda: healed([claim]), limit=HEALED_WITHIN))
            assert_exactly_one([claim])

    def test_rolling_restart(self, stack, machine, inside, note):
        """R17: one worker after the other ends in order, while claims go on being completed; nobody sweeps here."""
        with inside():
            claims = open_claims(16)
        with stack.second():
            slowest = 0.0
            for number, claim in enumerate(claims):
                slowest = max(slowest, machine.complete(claim))
                if number == 4:
                    stack.worker.child.send_signal(signal.SIGTERM)  # the supervisor starts it again
                if number == 10:
                    stack.wait_for_worker(2)
                    stack.second_worker.child.send_signal(signal.SIGTERM)
            note("slowest request", slowest)
            with inside():
                note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
                assert_exactly_one(claims)


class TestBroker:
    def test_forgets_everything(self, stack, machine, inside, note):
        """R6: FLUSHALL takes the queued messages, and the broker's own tables with them."""
        with inside():
            claims = open_claims(12)
        with stack.frozen(stack.worker):
            for claim in claims:
                machine.complete(claim)
            assert stack.queued() >= len(claims) - 2  # a frozen reader may have been handed one already
            stack.redis.flushall()
        stack.tick()

        with inside():
            note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
            assert_exactly_one(claims)

    def test_delivers_the_same_message_twenty_times(self, stack, machine, practice, inside, note):
        """R8: to four processes of two workers."""
        with inside():
            (claim,) = open_claims(1)
        with stack.second():
            with stack.frozen(stack.worker), stack.frozen(stack.second_worker):
                machine.complete(claim)
                for _ in range(20):
                    stack.send("claims.ensure_secondary", practice_id=practice.pk, claim_id=claim)
            note("all delivered", seconds_until(stack.idle, limit=HEALED_WITHIN))
        with inside():
            assert_exactly_one([claim])

    def test_stopped(self, stack, machine, inside, note):
        """R4: killed, and started again later; beat and the worker find it again by themselves."""
        with inside():
            claims = open_claims(3)
        stack.kill(stack.broker)
        note("slowest request", max(machine.complete(claim) for claim in claims))
        with inside():
            assert undecided() == 3
        stack.start_broker()

        with inside():
            note("healed by beat", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
            assert_exactly_one(claims)


def test_any_faults_in_any_order(stack, machine, inside, note):
    """R18, bounded and seeded: completions in four ways while the broker and the worker are hurt at random."""
    chance = random.Random(20261120)
    with inside():
        claims = open_claims(24)
    slowest = 0.0
    for claim in claims:
        hurt(stack, chance)
        if chance.random() < 0.7:
            slowest = max(slowest, machine.complete(claim))
        else:
            complete_by_sql(inside, claim)
    note("slowest request", slowest)
    stack.wait_for_worker()
    stack.tick()

    with inside():
        note("healed", seconds_until(lambda: healed(claims), limit=HEALED_WITHIN))
        assert_exactly_one(claims)


def hurt(stack, chance: random.Random) -> None:
    match chance.randrange(12):
        case 0:
            stack.redis.flushall()
        case 1:
            stack.kill(stack.worker)
        case 2 if children := stack.pool():
            stack.kill_pool_child(chance.choice(children))
        case 3:
            stack.kill(stack.broker)
            stack.start_broker()
        case 4:
            stack.worker.child.send_signal(signal.SIGTERM)  # a rolling restart (R17)
        case _:
            pass


def complete_by_sql(inside, claim: int) -> None:
    with inside(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET stage = 'completed', status = 'by_hand', completed_at = now() WHERE id = %s",
            [claim],
        )


def deed(stack, name: str, practice_id: int, claim_id: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults.deeds", name, str(practice_id), str(claim_id)]
    environment = stack.environment()
    return subprocess.run(
        command, cwd=env.ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
