"""Asking the secondary rule to look at completed claims, soon: a message with ids, and nothing depends on it.

A completed claim without a decision is work outstanding in the database itself; the sweep decides what no message
reached. So a broker that is away or hangs costs latency only: the call is bounded and never raises.
"""

import time
from collections.abc import Sequence

import structlog
from celery import current_app
from django.db import transaction

from claimcenter.practice.tenancy import current_practice_id

log = structlog.get_logger(__name__)

CHUNK = 4_000
QUIET_SECONDS = 10.0
"""After a failed call this process asks nobody for so long: the first request waits for a hung broker, not each."""

_quiet_until = 0.0


def ask_after_commit(claim_ids: Sequence[int], *, practice_id: int | None = None) -> None:
    """Registers the message for when this transaction has committed; a rollback sends nothing.

    The practice is the one in force unless it is given (a claim saved by a script knows its own).
    """
    if not claim_ids:
        return
    practice = current_practice_id() if practice_id is None else practice_id

    # A named closure: a partial with robust=True raises AttributeError after the commit.
    def send() -> None:
        ask_for_secondaries(practice_id=practice, claim_ids=claim_ids)

    transaction.on_commit(send, robust=True)


def ask_for_secondaries(*, practice_id: int, claim_ids: Sequence[int]) -> bool:
    """Sends the ids to the workers, in chunks. False when the broker did not take them; never raises."""
    for start in range(0, len(claim_ids), CHUNK):
        chunk = list(claim_ids[start : start + CHUNK])
        if len(chunk) == 1:
            sent = _send("claims.ensure_secondary", practice_id=practice_id, claim_id=chunk[0])
        else:
            sent = _send("claims.ensure_secondaries", practice_id=practice_id, claim_ids=chunk)
        if not sent:
            return False
    return True


def ask_to_reconcile() -> bool:
    """Asks for a sweep now; never raises."""
    return _send("claims.reconcile_secondaries")


def _send(name: str, **arguments: object) -> bool:
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.tasks[name].apply_async(kwargs=arguments, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the sweep mends it
        _be_quiet()
        log.warning("not_asked", task=name, error=type(error).__name__)
        return False
    return True


def _be_quiet() -> None:
    global _quiet_until  # noqa: PLW0603 - one broker per process, one memory of it
    _quiet_until = time.monotonic() + QUIET_SECONDS
