"""Sealing audit rows into a chain per practice, and finding the first place where the chain does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from claimcenter.practice.audit import canonical
from claimcenter.practice.crypto import keyed_hash
from claimcenter.practice.models import AuditEvent, AuditLink, Practice
from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.tenancy import INSTALLATION, acting_in, current_practice_id

log = structlog.get_logger(__name__)

BATCH = 2000
GRACE = timedelta(hours=1)
"""How long a row may stand unsealed (the sealer runs every 15 seconds); an older one was slipped in."""
_GENESIS = b"\0" * 32
_LOCK_CLASS = 0x61756469


@dataclass(frozen=True, slots=True)
class Break:
    """The first place in a practice's chain that does not hold."""

    practice_id: int
    event_id: int
    what: str

    def __str__(self) -> str:
        return f"practice {self.practice_id}: audit row {self.event_id} {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows of a practice hold, and where the first one does not."""

    practice_id: int
    rows: int
    broken: Break | None


def practice_ids() -> list[int]:
    """Every practice, and the installation's own rows."""
    return [INSTALLATION, *Practice.objects.order_by("pk").values_list("pk", flat=True)]


def seal_all() -> int:
    """Seals what is not sealed yet, practice by practice; how many rows. Runs as often as one likes."""
    return sum(seal_practice(practice_id) for practice_id in practice_ids())


def seal_practice(practice_id: int) -> int:
    """Seals this practice's new rows, a batch a transaction; a second sealer at the same time does nothing."""
    total = 0
    while sealed := _seal_batch(practice_id):
        total += sealed
    return total


def _seal_batch(practice_id: int) -> int:
    with acting_in(practice_id, None):
        if not _lock(practice_id):
            return 0
        ordinal, former = _head()
        links = []
        for event in _unsealed()[:BATCH]:
            ordinal, former = ordinal + 1, _seal(former, event)
            links.append(AuditLink(practice_id=practice_id, ordinal=ordinal, event_id=event.pk, seal=former))
        AuditLink.objects.bulk_create(links)
    if links:
        # Cutting off the end of both tables leaves a chain that holds; the log, kept elsewhere, knows how long it was.
        log.info("audit_sealed", practice=practice_id, ordinal=ordinal, seal=former.hex())
    return len(links)


def verify_all(*, now: datetime | None = None) -> Iterator[Verdict]:
    """Checks every practice's chain from its first row."""
    for practice_id in practice_ids():
        yield verify_practice(practice_id, now=now or timezone.now())


def verify_and_note(*, now: datetime) -> list[Verdict]:
    """Seals what waits, checks every chain, and leaves the result for the status page."""
    seal_all()
    verdicts = list(verify_all(now=now))
    beat(name="audit-verify", now=now, detail={"broken": sum(verdict.broken is not None for verdict in verdicts)})
    return verdicts


def verify_practice(practice_id: int, *, now: datetime) -> Verdict:
    """Walks the chain; stops at the first row that was altered, deleted, put in or moved."""
    with acting_in(practice_id, None):
        rows, former = 0, _GENESIS
        for link, event in _pairs():
            broken = _judge(link, event, rows + 1, former)
            if broken:
                return Verdict(practice_id, rows, Break(practice_id, link.event_id, broken))
            rows, former = rows + 1, bytes(link.seal)
        return Verdict(practice_id, rows, _slipped_in(now))


def _judge(link: AuditLink, event: AuditEvent | None, expected: int, former: bytes) -> str:
    if link.ordinal != expected:
        return f"follows a gap: link {expected} is missing"
    if event is None:
        return "was deleted"
    if _seal(former, event) != bytes(link.seal):
        return "was altered"
    return ""


def _pairs() -> Iterator[tuple[AuditLink, AuditEvent | None]]:
    """Links in order with their rows, a batch at a time: memory stays flat however long the trail is."""
    last = 0
    while links := list(AuditLink.objects.filter(ordinal__gt=last).order_by("ordinal")[:BATCH]):
        events = AuditEvent.objects.in_bulk([link.event_id for link in links])
        for link in links:
            yield link, events.get(link.event_id)
        last = links[-1].ordinal


def _unsealed() -> "QuerySet[AuditEvent]":
    sealed = AuditLink.objects.filter(event_id=OuterRef("pk"))
    since = AuditLink.objects.order_by("-ordinal").values_list("sealed_at", flat=True).first()
    rows = AuditEvent.objects.filter(~Exists(sealed))
    # Rows commit out of order, so the newest seal's id is no watermark; its time less the grace is.
    return rows.filter(at__gt=since - GRACE).order_by("pk") if since else rows.order_by("pk")


def _slipped_in(now: datetime) -> Break | None:
    sealed = AuditLink.objects.filter(event_id=OuterRef("pk"))
    stray = AuditEvent.objects.filter(~Exists(sealed), at__lt=now - GRACE).order_by("pk").first()
    return None if stray is None else Break(current_practice_id(), stray.pk, "was never sealed")


def _head() -> tuple[int, bytes]:
    last = AuditLink.objects.order_by("-ordinal").first()
    return (last.ordinal, bytes(last.seal)) if last else (0, _GENESIS)


def _seal(former: bytes, event: AuditEvent) -> bytes:
    return keyed_hash("audit-chain", former + canonical(event))


def _lock(practice_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, practice_id % 2**31])
        return bool(cursor.fetchone()[0])
