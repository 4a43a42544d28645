"""What undoing one claim of a payment would do, said before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from claims.enums import Bucket, Stage
from claims.facts import ZERO
from claims.models import ChargeLineBalance, Claim, ClaimLine, LedgerEntry, Submission
from claims.services.ledger import HELD
from claims.services.posting import PostingBatch
from era.enums import MatchState
from era.models import ClaimMatch
from era.services.undoing import why_not_undo

_SHOWN = {
    Bucket.INSURANCE_PAID: "Paid by insurers",
    Bucket.ADJUSTED: "Adjusted off",
    Bucket.PATIENT: "The client owes",
    Bucket.PATIENT_PAID: "Paid by the client",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the claim's lines, now and afterwards."""

    label: str
    now: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What will happen; `refusal` filled: nothing will, and why."""

    matches: list[ClaimMatch]
    entries: int
    changes: list[Change]
    later: list[tuple[Claim, str]]
    refusal: str

    @property
    def is_possible(self) -> bool:
        return bool(self.matches) and not self.refusal


def undo_plan(match: ClaimMatch, *, now: datetime) -> UndoPlan:
    """For all CLPs of the match's claim in its remittance. Writes nothing."""
    posted = ClaimMatch.objects.filter(
        remittance=match.remittance_id, claim=match.claim_id, claim__isnull=False, state=MatchState.POSTED
    )
    matches = list(posted.select_related("adjudication", "reverses", "remittance_claim").order_by("pk"))
    refusal = why_not_undo(matches) if matches else "Nothing of this claim is posted by this payment."
    answered = [one.adjudication_id for one in matches if one.adjudication_id is not None]
    return UndoPlan(
        matches=matches,
        entries=LedgerEntry.objects.filter(adjudication__in=answered, reversed_by__isnull=True).count(),
        changes=[] if refusal else _changes(match.claim_id or 0, matches, answered, now),
        later=_later(match.claim_id or 0),
        refusal=refusal,
    )


def _changes(claim_id: int, matches: Sequence[ClaimMatch], answered: Sequence[int], now: datetime) -> list[Change]:
    """Where the money of the claim's lines lies now and then; not foretold where a reversal is lifted."""
    if any(match.reverses_id is not None for match in matches):
        return []
    lines = list(ClaimLine.objects.filter(claim=claim_id).values_list("charge_line", flat=True))
    book = PostingBatch(take_back=answered, by=None, now=now, lock=False).book
    sums = ChargeLineBalance.objects.filter(charge_line__in=lines).aggregate(
        **{f"sum_{bucket}": Sum(str(bucket)) for bucket in Bucket if bucket != Bucket.CHARGES}
    )
    labels = {bucket: f"Held for the {bucket.label.lower()}" for bucket in HELD}
    found = []
    for bucket, label in {**labels, **_SHOWN}.items():
        before = sums[f"sum_{bucket}"] or ZERO
        after = sum((book.held(line_id, bucket) for line_id in lines), ZERO)
        if before != after:
            found.append(Change(label, before, after))
    return found


def _later(claim_id: int) -> list[tuple[Claim, str]]:
    """The later claims of the chain, and what becomes of each."""
    after = Q(previous_claim=claim_id) | Q(previous_claim__previous_claim=claim_id)
    claims = Claim.objects.filter(after, live=True).select_related("payer").order_by("position")
    return [(claim, _fate(claim)) for claim in claims]


def _fate(claim: Claim) -> str:
    sent = claim.stage == Stage.COMPLETED or (
        claim.stage == Stage.PROCESSING and Submission.objects.filter(claim=claim).exists()
    )
    if sent:
        return "It was sent, so it is not changed: it is marked, its differences are shown, a corrected one is offered."
    return "It was not sent: the figures that came from this answer are taken out of it, and it waits."
