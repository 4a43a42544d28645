"""Auto File Claims: what is complete goes out by itself, what is not waits under Pending Claims with its reason."""

from datetime import datetime

import structlog
from django.db import connection, transaction

from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import starting_in
from claims.locks import lock_claims
from claims.services.filing import file_claim

log = structlog.get_logger(__name__)

MOST = 200
"""One sweep files so many at most; the next one begins 15 seconds later."""


def auto_file_claims(*, now: datetime) -> int:
    """Files every ready claim of the practices whose switch is on; answers how many left.

    Each claim in a transaction of its own. A claim that its edits stop is looked at again once somebody changed it.
    Warnings stop it too: nobody is there to say why it leaves nevertheless.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_to_auto_file(%s)", [MOST])
        waiting = cursor.fetchall()
    filed = 0
    for practice_id, claim_id in waiting:
        with starting_in(practice_id, None):
            filed += auto_file_claim(claim_id=claim_id, now=now)
    return filed


def auto_file_claim(*, claim_id: int, now: datetime) -> bool:
    """Files one claim as nobody in particular; False, and a note of which version was looked at, where it may not."""
    claim = lock_claims([claim_id])[claim_id]
    claim.auto_checked_version = claim.version
    claim.save(update_fields=["auto_checked_version"])
    try:
        with transaction.atomic():
            file_claim(claim_id=claim_id, by=None, now=now)
    except Refusal as refused:
        log.info("claim_not_auto_filed", claim=claim_id, code=refused.code)
        return False
    return True
