"""The client's share follows the decision: held for the payer that is to be asked, else the client's.

Posting has put it where the plans said; this mends what a later decision says otherwise (a plan added or gone since).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from claimcenter.practice.models import User
from claims.enums import Bucket, EntryKind, Outcome
from claims.facts import ZERO
from claims.lookups import keys
from claims.models import Claim, ClaimLine, LedgerEntry
from claims.posting_rules import Treatment
from claims.services.decisions import Verdict
from claims.services.ledger import Book, Ties
from claims.services.payments import settle_payments

_NOBODY_TO_ASK = {Outcome.NO_ACTIVE_PLAN, Outcome.RESTRICTED}


def follow_decisions(
    *,
    claims: Mapping[int, Claim],
    verdicts: Mapping[int, Verdict],
    created: Mapping[int, Claim],
    by: User | None,
    now: datetime,
) -> None:
    """Moves what lies at the wrong place; a fixed number of statements, none but reads where all is right."""
    refused = {pk for pk, verdict in verdicts.items() if verdict.outcome in _NOBODY_TO_ASK}
    lines = _lines([*(claim.pk for claim in created.values()), *refused])
    book = Book((line_id for ids in lines.values() for line_id in ids), by=by, now=now)
    _hold(book, created.values(), lines)
    _release(book, [claims[pk] for pk in refused], lines)
    if book.write():
        settle_payments(client_ids={claim.client_id for claim in claims.values()}, by=by, now=now)


def _hold(book: Book, created: Iterable[Claim], lines: Mapping[int, list[int]]) -> None:
    """A new claim takes over what the client was asked for, paid or not; money the payer gave the client stays."""
    candidates = {
        (claim, line_id): held
        for claim in created
        for line_id in lines[claim.pk]
        if (held := book.held(line_id, Bucket.PATIENT) + book.held(line_id, Bucket.PATIENT_PAID)) > ZERO
    }
    kept = _sums({line_id for _, line_id in candidates}, moved_to=[Bucket.PATIENT], treated=Treatment.CLIENT)
    for (claim, line_id), held in candidates.items():
        book.move(
            line_id,
            kind=EntryKind.TRANSFER,
            moved_from=Bucket.PATIENT,
            moved_to=Bucket.insurer(claim.position),
            amount=max(held - kept.get(line_id, ZERO), ZERO),
            rule="held for the next payer",
            ties=Ties(claim_id=claim.previous_claim_id),
        )


def _release(book: Book, claims: Iterable[Claim], lines: Mapping[int, list[int]]) -> None:
    """Nobody is left to ask: the share is the client's, but never what only a next payer may be asked for (QMB)."""
    candidates = {
        (claim, line_id): held
        for claim in claims
        for line_id in lines[claim.pk]
        if (held := book.held(line_id, Bucket.insurer(claim.position + 1))) > ZERO
    }
    insurers = [Bucket.INSURER_2, Bucket.INSURER_3]
    kept = _sums({line_id for _, line_id in candidates}, moved_to=insurers, treated=Treatment.NEXT_PAYER)
    for (claim, line_id), held in candidates.items():
        book.move(
            line_id,
            kind=EntryKind.TRANSFER,
            moved_from=Bucket.insurer(claim.position + 1),
            moved_to=Bucket.PATIENT,
            amount=max(held - kept.get(line_id, ZERO), ZERO),
            rule="no further payer",
            ties=Ties(claim_id=claim.pk),
        )


def _lines(claim_ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {claim_id: [] for claim_id in claim_ids}
    for claim_id, line_id in ClaimLine.objects.filter(claim__any_of=keys(claim_ids)).values_list(
        "claim", "charge_line"
    ):
        found[claim_id].append(line_id)
    return found


def _sums(line_ids: set[int], *, moved_to: list[Bucket], treated: Treatment) -> dict[int, Decimal]:
    """What answers that stand moved there by one treatment, by charge line."""
    if not line_ids:
        return {}
    rows = LedgerEntry.objects.filter(
        rule__contains=treated.mark, charge_line__any_of=keys(line_ids), moved_to__in=moved_to, reversed_by__isnull=True
    )
    return dict(rows.values_list("charge_line").annotate(total=Sum("amount")))
