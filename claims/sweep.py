"""The sweep: every completed claim without a decision, in any practice, whatever left it so.

The database lists them by functions that answer with ids only; each batch is then decided inside its practice.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import structlog
from django.db import DatabaseError, connection
from django.utils.timezone import localdate

from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.tenancy import starting_in
from claims.locks import lock_claims
from claims.retries import with_retries
from claims.services import readiness
from claims.services.secondary import ensure_secondaries

log = structlog.get_logger(__name__)

SIGN_OF_LIFE = "secondary-sweep"

BATCH = 4_000
MOST = 20_000
"""One sweep decides so many at most; the next one begins 15 seconds later."""


def reconcile(*, now: datetime) -> int:
    """Decides what is outstanding everywhere; answers how many. A claim that fails does not hold up the others."""
    decided = 0
    for practice_id, claim_ids in _by_practice("SELECT * FROM claims_undecided(%s)", [MOST]).items():
        for start in range(0, len(claim_ids), BATCH):
            decided += _decide(practice_id, claim_ids[start : start + BATCH], now)
    for practice_id, claim_ids in _by_practice("SELECT * FROM claims_payable(%s, %s)", [localdate(now), MOST]).items():
        _make_ready(practice_id, claim_ids, now)
    beat(name=SIGN_OF_LIFE, now=now, detail={"decided": decided, "left": _left()})
    return decided


def _left() -> int:
    """What is outstanding after a sweep: came meanwhile, or cannot be decided. The status page tells which."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT undecided FROM claims_gap()")
        return int(cursor.fetchone()[0])


def _by_practice(statement: str, parameters: Sequence[int | date]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for practice_id, claim_id in cursor.fetchall():
            found[practice_id].append(claim_id)
    return found


def _decide(practice_id: int, claim_ids: Sequence[int], now: datetime) -> int:
    """A batch; where it fails as a whole, each claim alone, so that one bad claim leaves the others decided."""
    try:
        return with_retries(lambda: _decide_together(practice_id, claim_ids, now))
    except DatabaseError as error:
        if len(claim_ids) == 1:
            log.exception("secondary_not_decided", practice=practice_id, claim=claim_ids[0], error=type(error).__name__)
            return 0
    return sum(_decide(practice_id, [claim_id], now) for claim_id in claim_ids)


def _decide_together(practice_id: int, claim_ids: Sequence[int], now: datetime) -> int:
    with starting_in(practice_id, None):
        return len(ensure_secondaries(claim_ids=claim_ids, now=now))


def _make_ready(practice_id: int, claim_ids: Sequence[int], now: datetime) -> None:
    """Claims that were held until the payment date (BPR16) can be filed from that day."""
    with starting_in(practice_id, None):
        for claim in lock_claims(claim_ids).values():
            readiness.refresh(claim=claim, now=now)
