"""What a posted answer leaves for a person becomes a task; when the answer goes or changes, so does the task.

A denial is not a flag on a claim: it is work with an amount, a reason, what to do and a day. One open task a claim,
kind and reason, whatever the number of lines.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from claimcenter.practice.models import User
from claimcenter.x12.labels import default_action, label
from claims.enums import TaskKind
from claims.facts import ZERO
from claims.lookups import keys
from claims.models import Adjudication, Task
from claims.posting_rules import STAYS, Look
from claims.services.posting import Posting, PostingBatch
from claims.services.work import TaskDetails, open_tasks, supersede_tasks

_TO_DO = {
    "replace": "Mend it and send a corrected claim.",
    "find_original": "Find the original claim; this one is not written off.",
    "fix_order": "Find out which plan pays first and mend the order.",
    "eligibility": "Check eligibility, then bill the plan that was in force.",
    "appeal": "Appeal with proof, or decide that it is lost.",
    "review_bundling": "Check whether the services may be billed apart.",
    "reroute": "Send it to the right payer.",
    "supply": "Send what the payer asks for.",
    "retro_authorization": "Ask for an authorization after the fact.",
    "next_payer": "See whether the next payer covers it.",
}
_LOOK_AT_IT = "Look at it and decide what becomes of it."
_GONE = "The answer that asked for it was taken back or changed."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything the answers say under one kind and reference; the newest of them stands for it."""

    adjudication_id: int
    amount: Decimal
    texts: tuple[str, ...]


Key = tuple[int, str, str]
_FROM_ANSWERS = [TaskKind.DENIAL, TaskKind.REVIEW]


def follow_answers(*, batch: PostingBatch, by: User | None, now: datetime) -> None:
    """Opens, changes and closes the tasks of the claims of a batch: at most six statements, whatever their number.

    What a person has closed is not opened again when the same answer is posted anew because another one of its chain
    changed; a further answer opens a task about itself.
    """
    clients = _clients(batch)
    standing = list(
        Task.objects.filter(claim__any_of=keys(clients), kind__in=_FROM_ANSWERS, adjudication__isnull=False)
    )
    wanted = _wanted(batch, clients, _Settled(standing))
    gone = [task.pk for task in standing if task.closed_at is None and _key(task) not in wanted]
    if gone:
        supersede_tasks(task_ids=gone, note=_GONE, now=now)
    open_tasks(wanted=[_details(key, one, clients[key[0]]) for key, one in wanted.items()], by=by, now=now)


class _Settled:
    """What people have closed: by claim, kind and reference, when last; and the answers that stood then."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._closed: dict[Key, datetime] = {}
        for task in tasks:
            if task.closed_by_id is not None and task.closed_at is not None:
                self._closed[_key(task)] = max(task.closed_at, self._closed.get(_key(task), task.closed_at))
        claims = {claim_id for claim_id, _, _ in self._closed}
        answers = Adjudication.objects.filter(claim__in=sorted(claims)) if claims else Adjudication.objects.none()
        self._posted_at = dict(answers.values_list("pk", "posted_at"))

    def covers(self, key: Key, posting: Posting) -> bool:
        """Whether a task closed by a person was about this very answer, which is only posted anew."""
        closed_at = self._closed.get(key)
        posted_at = self._posted_at.get(posting.answer.adjudication_id)
        return posting.is_again and closed_at is not None and posted_at is not None and posted_at <= closed_at


def _clients(batch: PostingBatch) -> dict[int, int]:
    """The client of each claim whose answers the batch works out, those posted anew included; no other of the chain."""
    known = {claim.pk: claim.client_id for claim in batch.claims.values()}
    lines = batch.chains.by_claim
    again = [claim_id for claim_id in lines if claim_id not in known and batch.postings_on(claim_id)]
    return known | {claim_id: lines[claim_id][0].client_id for claim_id in again}


def _wanted(batch: PostingBatch, claim_ids: Iterable[int], settled: _Settled) -> dict[Key, _Wanted]:
    found: defaultdict[Key, list[tuple[int, Look]]] = defaultdict(list)
    for claim_id in claim_ids:
        for posting in batch.postings_on(claim_id):
            for look in posting.looks:
                key = (claim_id, str(look.kind), look.reference)
                if not settled.covers(key, posting):
                    found[key].append((posting.answer.adjudication_id, look))
    return {key: _together(parts) for key, parts in found.items()}


def _together(parts: list[tuple[int, Look]]) -> _Wanted:
    newest = max(adjudication_id for adjudication_id, _ in parts)
    texts = tuple(dict.fromkeys(look.text for _, look in parts))
    return _Wanted(newest, sum((look.amount for _, look in parts), ZERO), texts)


def _key(task: Task) -> Key:
    return task.claim_id or 0, task.kind, task.reference


def _details(key: Key, wanted: _Wanted, client_id: int) -> TaskDetails:
    claim_id, kind, reference = key
    return TaskDetails(
        kind=TaskKind(kind),
        client_id=client_id,
        claim_id=claim_id,
        adjudication_id=wanted.adjudication_id,
        reference=reference,
        amount=wanted.amount,
        text=_sentence(reference, wanted.texts),
    )


def _sentence(reference: str, texts: Iterable[str]) -> str:
    """What the payer said, in our words, and what to do about it; what posting could not do, in its own."""
    group, _, reason = reference.partition("-")
    meaning = label("adjustment_reason", reason) if reason else None
    special = [text for text in texts if not any(treated.mark in text for treated in STAYS)]
    if special or meaning is None:
        said = "; ".join(special or texts)
        return f"{said[:1].upper()}{said[1:]}. {_LOOK_AT_IT}"
    return f"{meaning}. {_TO_DO.get(default_action(group, reason), _LOOK_AT_IT)}"
