"""Handing a kept file to the transport: after the commit, at least once, and the same file never twice.

The submission is its own outbox: `sent_at` empty means work outstanding. The transport is idempotent by file name.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claimcenter.clearinghouse.transport import FolderTransport, Transport, TransportError
from claimcenter.practice import vault
from claimcenter.practice.models import Practice
from claimcenter.practice.tenancy import current_practice_id, starting_in
from claims.enums import Status, WaitingOn
from claims.locks import lock_claims
from claims.models import Submission
from claims.services.transitions import move_claim

log = structlog.get_logger(__name__)

MOST = 500
"""One sweep sends so many at most; the next one begins 15 seconds later."""


def send_after_commit(submission: Submission) -> None:
    """Sends once the filing has committed; a failure is logged and left to the sweep, never shown as an error page."""
    practice_id, submission_id = current_practice_id(), submission.pk

    def send() -> None:
        with starting_in(practice_id, None):
            send_submission(submission_id=submission_id, now=timezone.now())

    transaction.on_commit(send, robust=True)


def send_submission(*, submission_id: int, now: datetime) -> bool:
    """Sends one kept file and notes it; False when it had been sent, or the transport would not take it yet."""
    claim_id = Submission.objects.values_list("claim_id", flat=True).get(pk=submission_id)
    claim = lock_claims([claim_id])[claim_id]
    submission = Submission.objects.select_related("file").get(pk=submission_id)
    if submission.sent_at is not None:
        return False
    try:
        transport().send(file_name=submission.transport_reference, data=vault.read_all(submission.file))
    except TransportError as error:
        log.warning("submission_not_sent", submission=submission_id, reason=str(error))
        return False
    submission.sent_at = now
    submission.save(update_fields=["sent_at"])
    if claim.status == Status.QUEUED:
        move_claim(
            claim=claim,
            status=Status.SUBMITTED,
            waiting_on=WaitingOn.ACKNOWLEDGEMENT,
            by=None,
            now=now,
            kind="sent",
            text="The file left for the clearinghouse.",
        )
    return True


def send_outstanding(*, now: datetime) -> int:
    """The sweep over all practices: sends every file that was kept and never left. Returns how many left.

    Each file in a transaction of its own: one that cannot leave holds up no other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_unsent(%s)", [MOST])
        waiting = cursor.fetchall()
    sent = 0
    for practice_id, submission_id in waiting:
        with starting_in(practice_id, None):
            sent += send_submission(submission_id=submission_id, now=now)
    return sent


def transport() -> Transport:
    """The practice's way out: today its outgoing folder under the data folder."""
    slug = Practice.objects.values_list("slug", flat=True).get(pk=current_practice_id())
    return FolderTransport(settings.CLAIMCENTER_OUTGOING / slug)
