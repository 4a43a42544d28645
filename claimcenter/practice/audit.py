"""Writing the audit trail, sealing it, and checking the seals.

Rows are written unchained (chaining inline costs eight times the throughput); a task seals them every 15 seconds,
per practice. The seal is keyed, so whoever alters a row in the database cannot make a fitting one.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from claimcenter.practice import tenancy
from claimcenter.practice.models import AuditEvent, Membership, Outcome, User


@dataclass
class Trail:
    """What a request adds to its audit rows, and the rows it has not written yet."""

    ip: str | None = None
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    pending: list[AuditEvent] = field(default_factory=list)
    written: list[AuditEvent] = field(default_factory=list)


_trail: ContextVar[Trail | None] = ContextVar("claimcenter_audit_trail", default=None)


@contextmanager
def trail(*, ip: str | None, request_id: uuid.UUID) -> Iterator[Trail]:
    """Collects the rows of one request: they are written at its end, with its changes or without them (refused)."""
    found = Trail(ip=ip, request_id=request_id)
    token = _trail.set(found)
    try:
        yield found
    finally:
        _trail.reset(token)


def record(
    *,
    action: str,
    obj: Model | None = None,
    object_type: str = "",
    object_id: object = None,
    by: User | int | None,
    client_id: int | None = None,
    detail: dict[str, Any] | None = None,
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Notes one deed in the current practice. `detail` holds ids, counts and field names, never values of people.

    Inside a request the row is kept until the request ends, so that it outlives a rollback.
    """
    around = _trail.get()
    event = AuditEvent(
        practice_id=tenancy.current_practice_id(),
        user_id=by.pk if isinstance(by, User) else by,
        actor_label=_label(),
        action=action,
        object_type=obj._meta.label if obj is not None else object_type,
        object_id=str(obj.pk if obj is not None else object_id if object_id is not None else ""),
        client_id=client_id,
        ip=around.ip if around else None,
        request_id=around.request_id if around else uuid.uuid4(),
        outcome=outcome,
        detail=detail or {},
    )
    if around is None:
        event.save(force_insert=True)
    else:
        around.pending.append(event)


def record_reads(
    request: HttpRequest, object_type: str, ids: Sequence[object], *, client_id: int | None = None
) -> None:
    """Notes which records a list, an export or a file showed: one row with all their ids."""
    actor = tenancy.current_actor()
    record(
        action="read",
        object_type=object_type,
        by=actor.user.pk if actor else None,
        client_id=client_id,
        detail={
            "ids": [str(one) for one in ids],
            "path": request.resolver_match.route if request.resolver_match else "",
        },
    )


def write_out(found: Trail) -> None:
    """Writes the collected rows in one statement. Call inside `acting_in`."""
    AuditEvent.objects.bulk_create(found.pending)
    found.written += found.pending
    found.pending = []


def take_back(found: Trail) -> None:
    """The transaction that wrote these rows failed at its commit: they are to be written again, as failed."""
    for event in (rows := found.written + found.pending):
        event.pk, event._state.adding, event.outcome = None, True, Outcome.FAILED
    found.pending, found.written = rows, []


def record_sign_in(*, user: User | None, action: str, outcome: Outcome, detail: dict[str, Any] | None = None) -> None:
    """Notes a sign-in, its failure or a sign-out in each practice of the person; of nobody known, the installation."""
    practices: list[int] = [tenancy.INSTALLATION]
    if user is not None:
        members = Membership.objects.filter(user=user, is_active=True)
        practices = list(members.values_list("practice_id", flat=True)) or practices
    for practice_id in practices:
        with tenancy.starting_in(practice_id, user):
            record(
                action=action,
                object_type="practice.User",
                object_id=user and user.pk,
                by=user,
                outcome=outcome,
                detail=detail,
            )
            _write_now()


def _write_now() -> None:
    around = _trail.get()
    if around is not None:
        write_out(around)


def _label() -> str:
    actor = tenancy.current_actor()
    return actor.label if actor is not None else "system"


def canonical(event: AuditEvent) -> bytes:
    """The row as the seal sees it: every column, in a fixed order and form."""
    return json.dumps(
        [
            event.pk,
            event.practice_id,
            _instant(event.at),
            event.user_id,
            event.actor_label,
            event.action,
            event.object_type,
            event.object_id,
            event.client_id,
            event.ip,
            str(event.request_id),
            event.outcome,
            event.detail,
        ],
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def _instant(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
