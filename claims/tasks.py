"""Background work of the claims app: thin, with ids only, safe to run any number of times."""

from collections.abc import Sequence

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from claimcenter.practice.tenancy import starting_in
from claims.asking import ask_to_reconcile
from claims.retries import with_retries
from claims.services.automation import auto_file_claims
from claims.services.secondary import ensure_secondaries
from claims.services.sending import send_outstanding
from claims.sweep import reconcile


@shared_task(name="claims.ensure_secondary")
def ensure_secondary_task(*, practice_id: int, claim_id: int) -> None:
    """Decides one claim; one that is gone or open again has nothing to be decided."""
    with_retries(lambda: _decide(practice_id, [claim_id]))


@shared_task(name="claims.ensure_secondaries")
def ensure_secondaries_task(*, practice_id: int, claim_ids: Sequence[int]) -> None:
    """Decides the claims of a large ERA, a chunk at a time."""
    with_retries(lambda: _decide(practice_id, claim_ids))


@shared_task(name="claims.reconcile_secondaries")
def reconcile_secondaries_task() -> None:
    """The sweep: every 15 seconds, and when a worker starts."""
    reconcile(now=timezone.now())


@shared_task(name="claims.send_outstanding")
def send_outstanding_task() -> None:
    """Files that were kept and never left (a crash after the commit, a folder that was full), every 15 seconds."""
    send_outstanding(now=timezone.now())


@shared_task(name="claims.auto_file")
def auto_file_task() -> None:
    """Auto File Claims, where a practice has it on."""
    auto_file_claims(now=timezone.now())


@worker_ready.connect(dispatch_uid="claims.reconcile_at_worker_start")
def reconcile_at_start(**_kwargs: object) -> None:
    """What was lost while no worker ran is decided at once, beat or no beat."""
    ask_to_reconcile()


def _decide(practice_id: int, claim_ids: Sequence[int]) -> None:
    with starting_in(practice_id, None):
        ensure_secondaries(claim_ids=claim_ids, now=timezone.now())
