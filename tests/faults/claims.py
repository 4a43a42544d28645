"""Claims to complete, and what must be true of them after every fault. A practice must be in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from django.db import connection
from django.db.models import Count

from claimcenter.stack.database import conninfo, database_settings
from claims.enums import Outcome, Stage
from claims.models import Claim, ClaimEvent, SecondaryDecision
from claims.services.secondary import outstanding_claims
from claims.services.sessions import sync_appointment_claim
from tests.factories.claims import FIRST_DAY, NOW, family, filed
from tests.factories.clients import book, line


def open_claims(number: int) -> list[int]:
    """Primary claims at the payer, of a few clients who have a secondary plan each."""
    clients = [family().client for _ in range(min(number, 3))]
    made = []
    for index in range(number):
        appointment = book(
            clients[index % len(clients)],
            line("90837", "200.00"),
            date_of_service=FIRST_DAY + timedelta(days=index // len(clients)),
        )
        claim = sync_appointment_claim(appointment_id=appointment.pk, by=None, now=NOW)
        assert claim is not None
        made.append(filed(claim).pk)
    return made


def undecided() -> int:
    """Completed claims without a current decision: the work outstanding."""
    return outstanding_claims().count()


def doubled() -> int:
    """Claims with more than one live next claim: must never be anything but zero."""
    live = Claim.objects.filter(live=True, previous_claim__isnull=False)
    return live.values("previous_claim", "position").annotate(times=Count("id")).filter(times__gt=1).count()


def healed(claim_ids: list[int]) -> bool:
    """Each is completed, decided once, and has its one live secondary."""
    completed = Claim.objects.filter(pk__in=claim_ids, stage=Stage.COMPLETED, current_decision__isnull=False)
    return completed.count() == len(claim_ids)


def assert_exactly_one(claim_ids: list[int]) -> None:
    """One current decision, which made one live secondary, created once."""
    assert (undecided(), doubled()) == (0, 0)
    claims = Claim.objects.filter(pk__in=claim_ids).select_related("current_decision")
    assert {claim.current_decision.outcome for claim in claims} == {Outcome.CREATED}
    secondaries = Claim.objects.filter(previous_claim__in=claim_ids)
    assert secondaries.filter(live=True).count() == secondaries.count() == len(claim_ids)
    assert SecondaryDecision.objects.filter(claim__in=claim_ids).count() == len(claim_ids)
    assert ClaimEvent.objects.filter(claim__in=secondaries, kind="created").count() == len(claim_ids)


def waiting_for_locks() -> list[int]:
    """Server processes of the application that wait for another's lock: a task that has begun and cannot go on.

    Outside a transaction: inside one PostgreSQL shows the same picture again and again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def locked(claim_ids: list[int]) -> Iterator[None]:
    """Somebody else holds these claims: whoever wants to decide about them has begun, and waits."""
    with psycopg.connect(**conninfo(database_settings(as_owner=True))) as holder:
        holder.execute("SELECT id FROM claims_claim WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [claim_ids])
        yield
        holder.rollback()
