"""Credits become tasks that say whose money it is: the client's, or a payer's. Gone again, the task is closed.

A credit of the client stands once no insurer is still to answer; an overpayment of a payer is what lies below zero in
its bucket. Medicare wants its money back within 60 days; other payers are given no longer.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from claimcenter.practice.models import User
from claims.enums import Bucket, TaskKind, TaskOutcome
from claims.facts import ZERO
from claims.models import ChargeLineBalance, Claim, Task
from claims.selectors.balances import credits_of
from claims.services.posting import PostingBatch
from claims.services.work import TaskDetails, close_task, open_tasks, supersede_tasks
from clients.models import ChargeLine, ClientPayment

CLIENT, PAYER = "client", "payer"
"""`Task.reference` of a refund: whose money it is."""


def follow_credits(*, client_ids: Collection[int], by: User | None, now: datetime) -> None:
    """Opens, changes and closes the refund tasks of clients; the caller holds them locked. Four statements at most."""
    if not client_ids:
        return
    standing = list(
        Task.objects.filter(kind=TaskKind.REFUND, reference=CLIENT, closed_at__isnull=True).filter(
            client__in=sorted(client_ids)
        )
    )
    theirs = {client_id: amount for client_id, amount in refundable(client_ids).items() if amount > ZERO}
    for task in standing:
        if task.client_id not in theirs:
            _close(task, by=by, now=now)
    _open([_of_client(client_id, amount) for client_id, amount in sorted(theirs.items())], now=now)


def refundable(client_ids: Collection[int]) -> dict[int, Decimal]:
    """By client: the credit to be given back. A prepayment waits until there was a session, and until it is charged."""
    found = credits_of(client_ids)
    waiting = ChargeLine.objects.filter(
        client__in=sorted(client_ids),
        balance__isnull=True,
        removed_at__isnull=True,
        appointment__cancelled_at__isnull=True,
    )
    charged = ChargeLineBalance.objects.filter(charge_line__client__in=sorted(client_ids))
    not_yet = set(waiting.values_list("client", flat=True))
    seen = set(charged.values_list("charge_line__client", flat=True))
    return {key: amount for key, amount in found.items() if key in seen and key not in not_yet}


def clients_with_refund_tasks(client_ids: Collection[int]) -> set[int]:
    """Those for whom a refund of their own is open."""
    found = Task.objects.filter(kind=TaskKind.REFUND, reference=CLIENT, closed_at__isnull=True)
    return set(found.filter(client__in=sorted(client_ids)).values_list("client", flat=True))


def follow_overpayments(*, batch: PostingBatch, now: datetime) -> None:
    """The same for what payers paid too much on the claims of a batch. One statement where nobody did."""
    claims = batch.affected_claims()
    overpaid = {claim_id: amount for claim_id in claims if (amount := _overpaid(batch, claim_id)) > ZERO}
    standing = Task.objects.filter(kind=TaskKind.REFUND, reference=PAYER, closed_at__isnull=True)
    gone = [
        pk
        for pk, claim_id in standing.filter(claim__in=sorted(claims)).values_list("pk", "claim")
        if claim_id not in overpaid
    ]
    if gone:
        supersede_tasks(task_ids=gone, note="The payer has its money: its answer was taken back or changed.", now=now)
    if overpaid:
        found = Claim.objects.filter(pk__in=sorted(overpaid)).select_related("payer")
        _open([_of_payer(claim, overpaid[claim.pk]) for claim in found.order_by("pk")], now=now)


def _overpaid(batch: PostingBatch, claim_id: int) -> Decimal:
    lines = batch.chains.by_claim[claim_id]
    held = (batch.book.held(line.charge_line_id, Bucket.insurer(line.position)) for line in lines)
    return -sum((amount for amount in held if amount < ZERO), ZERO)


def _of_client(client_id: int, amount: Decimal) -> TaskDetails:
    text = f"{amount:.2f} is the client's: every insurer has answered and nothing of it is owed. Give it back."
    return TaskDetails(kind=TaskKind.REFUND, client_id=client_id, reference=CLIENT, amount=amount, text=text)


def _of_payer(claim: Claim, amount: Decimal) -> TaskDetails:
    name = claim.payer.name if claim.payer else "The payer"
    text = f"{amount:.2f} is {name}'s: it paid more than was open. Give it back, or let it take it back."
    return TaskDetails(
        kind=TaskKind.REFUND, client_id=claim.client_id, claim_id=claim.pk, reference=PAYER, amount=amount, text=text
    )


def _open(wanted: list[TaskDetails], *, now: datetime) -> None:
    """What a person has closed for the same amount is not opened again: they have decided about it."""
    if not wanted:
        return
    decided = _decided(wanted)
    fresh = [one for one in wanted if (one.client_id, one.claim_id, one.reference, one.amount) not in decided]
    open_tasks(wanted=fresh, by=None, now=now)


def _decided(wanted: Iterable[TaskDetails]) -> set[tuple[int, int | None, str, Decimal]]:
    """The newest closed refund task of each, where a person closed it."""
    closed = Task.objects.filter(
        kind=TaskKind.REFUND, client__in=[one.client_id for one in wanted], closed_at__isnull=False
    )
    newest = {(task.client_id, task.claim_id, task.reference): task for task in closed.order_by("closed_at", "pk")}
    return {
        (*key, task.amount)
        for key, task in newest.items()
        if task.closed_by_id is not None and task.outcome == TaskOutcome.NOT_NEEDED
    }


def _close(task: Task, *, by: User | None, now: datetime) -> None:
    """Done where the money was given back since; else the credit went by itself (a new session, an answer)."""
    given_back = ClientPayment.objects.filter(
        client=task.client_id, refunds__isnull=False, recorded_at__gte=task.opened_at
    )
    if by is not None and given_back.exists():
        close_task(task_id=task.pk, outcome=TaskOutcome.DONE, by=by, now=now, note="The refund is recorded.")
    else:
        supersede_tasks(task_ids=[task.pk], note="The credit is gone.", now=now)
