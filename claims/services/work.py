"""Tasks: opened by what was posted or by a person, closed with an outcome, never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import Stage, Status, TaskKind, TaskOutcome, WaitingOn
from claims.locks import lock_claims, lock_client
from claims.lookups import keys
from claims.models import Claim, Task
from claims.services.transitions import move_claim

DAYS_TO_DO = {TaskKind.DENIAL: 30, TaskKind.REVIEW: 7, TaskKind.REFUND: 60}
"""Calendar days until a task is due: payers take appeals for at least so long; Medicare wants its money back in 60."""


class TaskClosed(Refusal):
    """Somebody closed the task before."""

    code = "task_closed"


class TaskChanged(Refusal):
    """What the task is about changed after it was read; nothing was closed."""

    code = "changed_meanwhile"

    def __init__(self, version: int) -> None:
        super().__init__("A later answer changed this task while you were looking at it. Please look again.")
        self.version = version


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDetails:
    """What is to be done. `due_on` empty: as many days as its kind gives."""

    kind: TaskKind
    client_id: int
    claim_id: int | None = None
    adjudication_id: int | None = None
    reference: str = ""
    amount: Decimal
    text: str
    due_on: date | None = None

    @property
    def key(self) -> tuple[int, int | None, str, str]:
        """What no second open task may have."""
        return self.client_id, self.claim_id, str(self.kind), self.reference


@transaction.atomic
def open_task(*, details: TaskDetails, by: User | None, now: datetime) -> Task:
    """Opens a task, or brings the open one with the same client, claim, kind and reference up to date.

    Idempotent. Locks the client, so two at once make one. `by` empty: opened by Claim Center itself.
    """
    lock_client(details.client_id)
    return open_tasks(wanted=[details], by=by, now=now)[0]


@transaction.atomic
def open_tasks(*, wanted: Iterable[TaskDetails], by: User | None, now: datetime) -> list[Task]:
    """As `open_task` for many, in three statements; the caller holds their clients or claims locked."""
    by_key = {details.key: details for details in wanted}
    if not by_key:
        return []
    clients = {details.client_id for details in by_key.values()}
    found = Task.objects.filter(client__any_of=keys(clients), closed_at__isnull=True)
    standing = {(task.client_id, task.claim_id, task.kind, task.reference): task for task in found}
    fresh = [_row(details, by, now) for key, details in by_key.items() if key not in standing]
    changed = [standing[key] for key, details in by_key.items() if key in standing and _take(standing[key], details)]
    Task.objects.bulk_create(fresh)
    if changed:
        Task.objects.bulk_update(changed, ["amount", "text", "adjudication", "due_on", "version"])
    kept = {(task.client_id, task.claim_id, task.kind, task.reference): task for task in fresh}
    return [kept.get(key) or standing[key] for key in by_key]


@transaction.atomic
def close_task(
    *,
    task_id: int,
    outcome: TaskOutcome,
    by: User | None,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> Task:
    """Ends a task, with who, when and how; audited, and said in the claim's history.

    The claim no longer waits on review once nothing open is left on it. Raises TaskClosed, TaskChanged,
    Task.DoesNotExist.
    """
    claim_id = Task.objects.only("claim").get(pk=task_id).claim_id
    claim = lock_claims([claim_id])[claim_id] if claim_id is not None else None
    task = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("closed_by").get(pk=task_id)
    if task.closed_at is not None:
        who = task.closed_by.name if task.closed_by else "Claim Center"
        raise TaskClosed(f"This task was closed by {who} on {task.closed_at:%-d %b %Y}.")
    if version is not None and version != task.version:
        raise TaskChanged(task.version)
    task.closed_at, task.closed_by, task.outcome, task.note = now, by, outcome, note[:400]
    task.version += 1
    task.save(update_fields=["closed_at", "closed_by", "outcome", "note", "version"])
    detail = {"kind": task.kind, "outcome": task.outcome}
    audit.record(action="task.closed", obj=task, by=by, client_id=task.client_id, detail=detail)
    if claim is not None:
        _tell_claim(claim, task, by=by, now=now)
    return task


@transaction.atomic
def supersede_tasks(*, task_ids: Iterable[int], note: str, now: datetime) -> int:
    """Closes open tasks whose cause is gone, as nobody in particular; answers how many. One statement."""
    standing = Task.objects.filter(pk__in=sorted(set(task_ids)), closed_at__isnull=True)
    return standing.update(closed_at=now, outcome=TaskOutcome.SUPERSEDED, note=note[:400])


def end_answer_tasks(*, claim_id: int, note: str, now: datetime) -> int:
    """Closes what answers asked for on a claim that is out of life; whose money is to be refunded stays open."""
    found = Task.objects.filter(claim=claim_id, kind__in=[TaskKind.DENIAL, TaskKind.REVIEW], closed_at__isnull=True)
    return supersede_tasks(task_ids=list(found.values_list("pk", flat=True)), note=note, now=now)


def _row(details: TaskDetails, by: User | None, now: datetime) -> Task:
    return Task(
        kind=details.kind,
        client_id=details.client_id,
        claim_id=details.claim_id,
        adjudication_id=details.adjudication_id,
        reference=details.reference[:40],
        amount=details.amount,
        text=details.text[:400],
        due_on=details.due_on or (now + timedelta(days=DAYS_TO_DO[details.kind])).date(),
        opened_at=now,
        opened_by=by,
    )


def _take(task: Task, details: TaskDetails) -> bool:
    """Brings an open task up to date; whether anything differed. Its day stays unless another one is named."""
    was = (task.amount, task.text, task.adjudication_id, task.due_on)
    task.amount, task.text, task.adjudication_id = details.amount, details.text[:400], details.adjudication_id
    task.due_on = details.due_on or task.due_on
    differs = was != (task.amount, task.text, task.adjudication_id, task.due_on)
    task.version += int(differs)
    return differs


def _tell_claim(claim: Claim, task: Task, *, by: User | None, now: datetime) -> None:
    """A line of the claim's history; the last open task takes "review" off a completed claim."""
    open_ones = Task.objects.filter(claim=claim, closed_at__isnull=True).exists()
    reviewed = claim.stage == Stage.COMPLETED and claim.prior_changed_at is None and not open_ones
    waits = WaitingOn(claim.waiting_on)
    kind, outcome = TaskKind(task.kind).label, TaskOutcome(task.outcome).label.lower()
    move_claim(
        claim=claim,
        status=Status(claim.status),
        by=by,
        now=now,
        kind="task_closed",
        text=" ".join(filter(None, [f"{kind} {task.reference} {task.amount:.2f}: {outcome}.", task.note])),
        waiting_on=WaitingOn.NOTHING if reviewed and waits == WaitingOn.REVIEW else waits,
    )
