"""What an answer's coming or going means for the later claims of its chain."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from claimcenter.practice.models import User
from claims.bulk import insert_objects, update_rows
from claims.enums import Result, Stage, WaitingOn
from claims.locks import lock_claims
from claims.lookups import keys
from claims.models import Claim, ClaimEvent, Submission
from claims.selectors.differences import differences_of
from claims.selectors.wanted import WantedPrior
from claims.services import readiness
from claims.services.next_claim import filing_clock
from claims.services.prefill import prefill_claims


def prior_changed(*, claim_ids: Iterable[int], by: User | None, now: datetime, posted: bool) -> None:
    """Refills later claims that have not left; flags those that have. Locks them, where there are any.

    A claim that was filed is never changed: it is marked, its differences are shown and a corrected claim offered.
    Only posted figures (`posted`) flag it.
    """
    wanted = sorted(set(claim_ids))
    if not _later(wanted).exists():
        return
    lock_claims(_later(wanted).values_list("pk", flat=True))
    later = list(_later(wanted))
    unsent = [claim for claim in later if not claim.was_sent]  # type: ignore[attr-defined]
    _refill(unsent, now)
    if posted:
        _flag([claim for claim in later if claim.was_sent], by=by, now=now)  # type: ignore[attr-defined]


def _later(claim_ids: list[int]) -> QuerySet[Claim]:
    after = Q(previous_claim__any_of=keys(claim_ids)) | Q(previous_claim__previous_claim__any_of=keys(claim_ids))
    # A pending claim that was rejected never reached its payer: it is refilled like one that was not sent.
    sent = Exists(Submission.objects.filter(claim=OuterRef("pk"))) & Q(stage=Stage.PROCESSING)
    claims = Claim.objects.filter(after, live=True).annotate(was_sent=sent | Q(stage=Stage.COMPLETED))
    return claims.select_related("previous_claim", "payer").order_by("pk")


def _refill(claims: list[Claim], now: datetime) -> None:
    grids = prefill_claims(claims=claims)
    _set_clocks(claims, grids)
    for claim in claims:
        taken_back = claim.previous_claim is not None and claim.previous_claim.result == Result.REVERSED
        if taken_back and claim.stage == Stage.PENDING:
            claim.waiting_on = WaitingOn.PRIMARY
            claim.save(update_fields=["waiting_on"])
        else:
            readiness.refresh(claim=claim, now=now)


def _set_clocks(claims: list[Claim], grids: Mapping[int, list[WantedPrior]]) -> None:
    """The filing clock starts anew with the answer that came."""
    for claim in claims:
        answered_on = next((prior.adjudicated_on for prior in reversed(grids.get(claim.pk, []))), None)
        if answered_on is not None and claim.payer is not None:
            claim.file_by = filing_clock(claim.payer, answered_on)
    update_rows(claims, ["file_by"])


def _flag(claims: list[Claim], *, by: User | None, now: datetime) -> None:
    changed = differences_of(claims)
    reversed_ones = {
        claim.pk for claim in claims if claim.previous_claim and claim.previous_claim.result == Result.REVERSED
    }
    flagged = [claim for claim in claims if claim.pk in changed or claim.pk in reversed_ones]
    for claim in flagged:
        claim.prior_changed_at = now
        claim.waiting_on = WaitingOn.REVIEW
    agreeing = [claim for claim in claims if claim not in flagged and claim.prior_changed_at is not None]
    for claim in agreeing:
        claim.prior_changed_at = None
        claim.waiting_on = WaitingOn.PAYER if claim.stage == Stage.PROCESSING else WaitingOn.NOTHING
    update_rows([*flagged, *agreeing], ["prior_changed_at", "waiting_on"])
    insert_objects(_event(claim, len(changed.get(claim.pk, ())), by, now) for claim in flagged)


def _event(claim: Claim, count: int, by: User | None, now: datetime) -> ClaimEvent:
    what = f"{count} figures differ from what was sent." if count else "It took its answer back."
    return ClaimEvent(
        claim=claim,
        kind="prior_changed",
        text=f"A payer before this one changed its answer after this claim was sent. {what} Offer a corrected claim.",
        stage=claim.stage,
        result=claim.result,
        by=by,
        at=now,
    )
