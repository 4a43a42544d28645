"""The charge of each line in the ledger: there once, where it is asked for first, and right while it is not filed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from claimcenter.practice.models import User
from claims.enums import Bucket, EntryKind
from claims.models import LedgerEntry
from claims.services.ledger import Book, Ties, standing_entries
from claims.services.refunds import clients_with_refund_tasks, follow_credits
from clients.models import ChargeLine


def sync_charges(
    *,
    wanted: Mapping[int, Bucket | None],
    lines: Iterable[ChargeLine],
    claim_id: int | None,
    by: User | None,
    now: datetime,
) -> int:
    """Makes the charge of each line lie in its bucket (None: no charge, the line is gone). Idempotent.

    A charge that was elsewhere or another amount is taken back by a contra-entry first. A refund that was due waits
    for the new session's answer.
    """
    by_id = {line.pk: line for line in lines if line.pk in wanted}
    standing = {
        entry.charge_line_id: entry for entry in standing_entries(charge_line__in=list(by_id), kind=EntryKind.CHARGE)
    }
    book = Book(by_id, by=by, now=now)
    for pk, line in by_id.items():
        entry, bucket = standing.get(pk), wanted[pk]
        if _is_right(entry, line, bucket):
            continue
        if entry is not None:
            book.take_back([entry], rule="the session changed")
        if bucket is not None:
            book.charge(line, to=bucket, ties=Ties(claim_id=claim_id))
    written = book.write()
    if written:
        concerned = clients_with_refund_tasks({line.client_id for line in by_id.values()})
        follow_credits(client_ids=concerned, by=by, now=now)
    return written


def _is_right(entry: LedgerEntry | None, line: ChargeLine, bucket: Bucket | None) -> bool:
    if entry is None or bucket is None:
        return entry is None and bucket is None
    return entry.amount == line.charge and entry.moved_to == bucket
